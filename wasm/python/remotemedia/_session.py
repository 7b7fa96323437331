"""What the nodes of one session share: the modules of its manifest and its event loop."""

import asyncio
from typing import Any

from remotemedia._modules import Modules
from remotemedia.aio import EventLoop


class Session:
    """One session's side of Python.

    Args:
        sources: module name → source text, as in the manifest.
        prefix: goes before the names of the files that tracebacks show.
    """

    def __init__(self, sources: dict[str, str], prefix: str) -> None:
        self.loop = EventLoop()
        self._modules = Modules(sources, prefix)

    def classes(self) -> dict[str, type | None]:
        return self._modules.classes()

    def enter(self) -> None:
        """Called when another session was the last to run: imports find this session's modules from here on."""
        self._modules.activate()

    def advance(self) -> float | None:
        """Gives the tasks a turn; see :meth:`EventLoop.advance`."""
        return self.loop.advance()

    def close(self) -> None:
        """Ends the tasks that are left and forgets the modules."""
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.advance()
        self.loop.close()
        self._modules.unload()

    def driver(self, node: Any, streaming: bool, name: str) -> Any:
        from remotemedia._driver import Driver

        return Driver(node, streaming, self.loop, name)
