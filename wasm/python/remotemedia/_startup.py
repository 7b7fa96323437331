"""What the interpreter does when it starts, before a snapshot is taken, and when a snapshot wakes."""

import gc
import importlib
import io
import os
import sys

# What nodes use most. Whatever is named here costs bytes in the module and no time in the page; everything else is in
# python-stdlib.zip, which a page fetches only when something imports it.
PRELOADED = """
    abc array asyncio base64 binascii bisect cmath collections collections.abc contextlib contextvars copy csv
    dataclasses datetime decimal enum fractions functools hashlib heapq hmac inspect io itertools json keyword linecache
    logging math numbers operator queue random re reprlib secrets statistics string struct textwrap threading time token
    tokenize traceback types typing unicodedata warnings wave weakref zipimport zlib
    encodings.ascii encodings.cp1252 encodings.latin_1 encodings.utf_16 encodings.utf_16_le encodings.utf_8_sig
    importlib.util
    remotemedia remotemedia.aio remotemedia.nodes remotemedia._driver remotemedia._log remotemedia._modules remotemedia._plain
    remotemedia._session
""".split()


def configure() -> None:
    """Sets the interpreter up: print goes to the log, since stdout holds the result; asyncio gets our loop."""
    from remotemedia import _log, aio

    sys.dont_write_bytecode = True
    sys.stdin = io.StringIO()
    _log.install()
    aio.install()


def preload(build_path: str) -> None:
    """Imports everything a snapshot holds and takes it out of the garbage collector's rounds.

    Args:
        build_path: where the imports come from at build time; a page does not have it. The names of all that the
            snapshot holds are left there, for the build to leave them out of python-stdlib.zip.
    """
    for name in PRELOADED:
        importlib.import_module(name)
    with open(f"{build_path}/preloaded.txt", "w") as names:
        names.write("\n".join(sorted(sys.modules)))
    sys.path.remove(build_path)
    sys.path_importer_cache.clear()
    gc.collect()
    gc.freeze()


def thaw(environment: list[tuple[str, str]]) -> None:
    """Makes frozen state this run's own.

    The seed of string hashes stays that of the build: it decides the order of sets, and is no secret here, where all
    input comes from the page that runs the code.
    """
    import random

    random.seed()
    os.environ.clear()
    os.environ.update(environment)
    if "REMOTEMEDIA_LOG" in os.environ:
        from remotemedia import _log

        _log.set_level(os.environ["REMOTEMEDIA_LOG"])
    # Finders that were made at build time know other folders. (invalidate_caches() would import all of
    # importlib.metadata for the same.)
    sys.path_importer_cache.clear()


def flush() -> None:
    """Writes out what print() holds back: a line that was not ended."""
    sys.stdout.flush()
    sys.stderr.flush()
