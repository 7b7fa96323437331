"""What the interpreter does when it starts, before a snapshot is taken, and when a snapshot wakes."""

import _io
import builtins
import importlib
import io
import os
import random
import sys

import _remotemedia_host

PRELOADED = """
    abc array asyncio base64 binascii bisect collections.abc contextlib copy csv dataclasses datetime decimal enum
    fractions functools hashlib heapq inspect io itertools json logging math numbers operator pprint queue random re
    secrets statistics string struct textwrap threading time traceback types typing unicodedata warnings weakref
    zlib remotemedia remotemedia.nodes remotemedia._driver remotemedia._modules remotemedia._plain
""".split()


class _Log(io.TextIOBase):
    """Where print goes: the host's stderr, line by line."""

    encoding, errors, name = "utf-8", "backslashreplace", "<stderr>"

    def __init__(self):
        self._held = ""

    def writable(self):
        return True

    def write(self, text):
        whole, end, self._held = (self._held + text).rpartition("\n")
        if end:
            _remotemedia_host.write(whole + end)
        return len(text)

    def flush(self):
        text, self._held = self._held, ""
        _remotemedia_host.write(text)


def _refuse(*args, **kwargs):
    raise PermissionError("this interpreter has no files")


def configure():
    """Takes away what reaches outside: files, the standard streams, a deeper stack than there is."""
    limit, set_limit = sys.getrecursionlimit(), sys.setrecursionlimit

    def setrecursionlimit(value):
        # The host's stack does not grow with it: a higher limit would end the instance, not raise an exception.
        if value > limit:
            raise ValueError(f"the recursion limit cannot be more than {limit} here")
        set_limit(value)

    sys.setrecursionlimit = setrecursionlimit
    for module in (builtins, _io, io):
        module.open = _refuse
    for module in (_io, io):
        for name in ("FileIO", "open_code", "OpenWrapper"):
            if hasattr(module, name):
                delattr(module, name)
    sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = _Log()
    sys.stdin = sys.__stdin__ = io.StringIO()
    sys.path.clear()

    seed = random.Random.seed

    def seeded(self, a=None, version=2):
        # The native generator's own seed would be the one that the snapshot froze.
        seed(self, int.from_bytes(os.urandom(32), "big") if a is None else a, version)

    random.Random.seed = seeded


def preload():
    for name in PRELOADED:
        importlib.import_module(name)


def thaw(environment):
    """Makes frozen state this run's own."""
    random.seed()


def flush():
    sys.stderr.flush()
