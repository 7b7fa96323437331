"""An asyncio event loop for a host without sockets.

The stock loop wakes itself through a socket pair, which WASI does not have. With one thread nobody else could wake it,
so this loop needs no selector: it runs what is ready and sleeps until the next timer.
"""

import asyncio
import time
from asyncio import base_events
from collections.abc import Coroutine
from typing import Any


class _Clock:
    """Stands where asyncio expects a selector: only time can pass."""

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise RuntimeError(
                "asyncio waits for something that cannot happen any more: nothing is scheduled and nothing is ready"
            )
        if timeout > 0:
            time.sleep(timeout)
        return []

    def close(self) -> None:
        pass


class EventLoop(base_events.BaseEventLoop):
    """A loop of timers and callbacks. ``sleep``, ``gather``, ``wait_for``, queues and tasks work; sockets do not."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = _Clock()

    def _process_events(self, events: list[Any]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


class _Policy(asyncio.events.BaseDefaultEventLoopPolicy):
    _loop_factory = EventLoop


def install() -> None:
    """Makes ``asyncio.run`` and ``asyncio.new_event_loop`` use this loop."""
    asyncio.set_event_loop_policy(_Policy())


_loop: EventLoop | None = None


def loop() -> EventLoop:
    """The loop on which the runtime drives nodes; tasks that a node leaves behind live on in it."""
    global _loop
    if _loop is None or _loop.is_closed():
        _loop = EventLoop()
    return _loop


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Runs a coroutine of a node to its end and returns its result."""
    return loop().run_until_complete(coroutine)
