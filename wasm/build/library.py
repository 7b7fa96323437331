"""Prepares the Python library: all of it for the snapshot, and what the snapshot does not hold as a zip.

    library.py stage STDLIB REMOTEMEDIA OUT    compiles both trees to OUT as .pyc without docstrings
    library.py zip STAGED PRELOADED OUT.zip    packs the staged modules whose names PRELOADED does not list
"""

import py_compile
import shutil
import sys
import zipfile
from pathlib import Path

# Of no use where there are no threads, processes, sockets, windows or a terminal; or only for CPython's own build.
LEFT_OUT = {
    "__phello__", "_aix_support", "_android_support", "_apple_support", "_ios_support", "_osx_support", "_pyrepl",
    "antigravity", "config-3.13", "ctypes", "curses", "dbm", "ensurepip", "idlelib", "lib-dynload", "lib2to3",
    "multiprocessing", "pydoc_data", "sqlite3", "test", "this", "tkinter", "turtle", "turtledemo", "venv",
    "webbrowser", "wsgiref", "xmlrpc", "idle_test", "pty", "tty", "nturl2path", "msilib",
}


def stage(stdlib: Path, remotemedia: Path, out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    for root, named in ((stdlib, "/usr/lib/python3.13"), (remotemedia, "")):
        for source in sorted(root.rglob("*.py")):
            path = source.relative_to(root)
            if path.parts[0].removesuffix(".py") in LEFT_OUT or "test" in path.parts[:-1]:
                continue
            target = out / path.with_suffix(".pyc")
            target.parent.mkdir(parents=True, exist_ok=True)
            py_compile.compile(
                str(source),
                cfile=str(target),
                dfile=f"{named}/{path}".lstrip("/") if not named else f"{named}/{path}",
                doraise=True,
                optimize=2,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )


def pack(staged: Path, preloaded: Path, out: Path) -> None:
    held = set(preloaded.read_text().split())
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(staged.rglob("*.pyc")):
            path = file.relative_to(staged)
            if path.parts[0] == "remotemedia":
                continue
            name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
            # A package's own file must be there for its other modules to be found.
            if name in held and path.name != "__init__.pyc":
                continue
            # One date for all: the same sources give the same bytes.
            entry = zipfile.ZipInfo(path.as_posix(), date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, file.read_bytes())


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["stage", stdlib, remotemedia, out]:
            stage(Path(stdlib), Path(remotemedia), Path(out))
        case ["zip", staged, preloaded, out]:
            pack(Path(staged), Path(preloaded), Path(out))
        case _:
            sys.exit(__doc__)
