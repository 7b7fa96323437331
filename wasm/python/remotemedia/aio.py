"""An asyncio event loop for a host without sockets.

The stock loop wakes itself through a socket pair, which WASI does not have. With one thread nobody else could wake it,
so this loop needs no selector: it runs what is ready and lets time pass until the next timer. Each session has a loop of
its own, and lends it to its nodes a turn at a time, so that a node that waits holds up no other.
"""

import asyncio
import time
from asyncio import base_events
from typing import Any

# Turns of the loop that one call to advance() takes at most: tasks that never stop yielding must not keep the rest of
# the pipeline from its turn.
_TURNS = 64


class _Clock:
    """Stands where asyncio expects a selector: only time can pass."""

    def __init__(self) -> None:
        # Whether select() may wait.
        self.patient = True

    def select(self, timeout: float | None) -> list[Any]:
        if not self.patient:
            return []
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

    def advance(self) -> float | None:
        """Runs what is ready and waits for nothing.

        Returns:
            Seconds until the next timer, 0 when more is ready, None when nothing is scheduled.
        """
        self._run_forever_setup()
        self._selector.patient = False
        try:
            for _ in range(_TURNS):
                self._run_once()
                if not self._ready:
                    break
        finally:
            self._selector.patient = True
            self._run_forever_cleanup()
        if self._ready:
            return 0.0
        return max(0.0, self._scheduled[0].when() - self.time()) if self._scheduled else None

    def _process_events(self, events: list[Any]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


class _Policy(asyncio.events.BaseDefaultEventLoopPolicy):
    _loop_factory = EventLoop


def install() -> None:
    """Makes ``asyncio.run`` and ``asyncio.new_event_loop`` use this loop."""
    asyncio.set_event_loop_policy(_Policy())
