"""What nodes print and log, line by line on stderr: ``LEVEL node: text``."""

import contextvars
import io
import logging
import sys

import _remotemedia

# The node whose task runs; empty outside of tasks, where the runtime knows it.
_node: contextvars.ContextVar[str] = contextvars.ContextVar("node", default="")


def context_of(node: str) -> contextvars.Context:
    """A context whose tasks print in the node's name."""
    context = contextvars.copy_context()
    context.run(_node.set, node)
    return context


class Lines(io.TextIOBase):
    """A text stream whose lines become lines of the log.

    Args:
        level: of these lines, as :mod:`logging` names it.
    """

    encoding = "utf-8"

    def __init__(self, level: str) -> None:
        super().__init__()
        self._level = level
        self._rest = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            _remotemedia.log(self._level, line, _node.get())
        return len(text)

    def flush(self) -> None:
        """Writes out a line that was not ended."""
        if self._rest:
            _remotemedia.log(self._level, self._rest, _node.get())
            self._rest = ""


class _Handler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        try:
            for line in self.format(record).split("\n"):
                _remotemedia.log(record.levelname, line, _node.get())
        except Exception:
            self.handleError(record)


def install() -> None:
    """print() and sys.stderr become lines of the log, as does what :mod:`logging` takes."""
    sys.stdout, sys.stderr = Lines("INFO"), Lines("WARNING")
    logging.getLogger().addHandler(_Handler())
    set_level("INFO")


def set_level(level: str) -> None:
    """The lowest level that is shown."""
    logging.getLogger().setLevel(getattr(logging, level.upper(), logging.INFO))
