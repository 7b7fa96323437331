"""What there is of ``os`` without an operating system: names, an empty environment, randomness. No files."""

import abc
import sys

import posixpath as path
from _remotemedia_host import urandom
from posixpath import altsep, curdir, defpath, devnull, extsep, pardir, pathsep, sep

name = "posix"
linesep = "\n"
environ: dict = {}
error = OSError

sys.modules["os.path"] = path


def getenv(key, default=None):
    return environ.get(key, default)


def fspath(value):
    if isinstance(value, (str, bytes)):
        return value
    method = getattr(type(value), "__fspath__", None)
    if method is None:
        raise TypeError(f"expected str, bytes or os.PathLike object, not {type(value).__name__}")
    return method(value)


def fsencode(filename):
    value = fspath(filename)
    return value.encode() if isinstance(value, str) else value


def fsdecode(filename):
    value = fspath(filename)
    return value.decode() if isinstance(value, bytes) else value


def getpid():
    return 1


class PathLike(abc.ABC):
    @abc.abstractmethod
    def __fspath__(self):
        raise NotImplementedError

    @classmethod
    def __subclasshook__(cls, subclass):
        return hasattr(subclass, "__fspath__") if cls is PathLike else NotImplemented


def __getattr__(attribute):
    raise AttributeError(f"os.{attribute} is not there: this interpreter has no files and no processes")
