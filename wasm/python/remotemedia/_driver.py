"""Calls a node's methods, whatever kind of function they are, and appends the items they make to a list.

The list is the caller's, so that what a node gave before it raised is not lost.
"""

import asyncio
import inspect
from collections.abc import AsyncIterator
from typing import Any

from remotemedia import aio


class Driver:
    """Calls ``process`` of one node.

    A plain ``process`` takes an item. An async generator function takes a stream: of that one item, or with
    ``streaming`` of all items until the input ends.
    """

    def __init__(self, node: Any, streaming: bool) -> None:
        self._node = node
        self._stream = _Stream() if streaming else None
        self._running: AsyncIterator[Any] | None = None
        process = getattr(node, "process", None)
        if not callable(process):
            raise TypeError(f"{type(node).__name__} has no process() method")
        self._takes_stream = inspect.isasyncgenfunction(process)
        # Whether the runtime may call process(item) itself.
        self.plain = not streaming and not self._takes_stream

    def process(self, item: Any, out: list[Any]) -> None:
        if self._stream is not None:
            self._stream.put(item)
            aio.run(self._advance(out))
        elif self._takes_stream:
            collect(self._node.process(_only(item)), out)
        else:
            collect(self._node.process(item), out)

    def finish(self, out: list[Any]) -> None:
        """The input has ended: what the stream's generator and the node's own ``flush`` still give."""
        if self._stream is not None:
            self._stream.end()
            aio.run(self._advance(out))
        flush = getattr(self._node, "flush", None)
        if callable(flush):
            collect(flush(), out)

    async def _advance(self, out: list[Any]) -> None:
        """Takes what the generator gives until it asks for an input that is not there yet."""
        if self._running is None:
            self._running = self._node.process(self._stream)
            if not hasattr(self._running, "__anext__"):
                name = type(self._node).__name__
                raise TypeError(f"Streaming node {name} process() must return async generator")
        while True:
            if self._stream.pending is None:
                self._stream.pending = asyncio.ensure_future(self._running.__anext__())
            pending = self._stream.pending
            starved = asyncio.ensure_future(self._stream.starved())
            await asyncio.wait({pending, starved}, return_when=asyncio.FIRST_COMPLETED)
            starved.cancel()
            if not pending.done():
                return
            self._stream.pending = None
            try:
                out.append(pending.result())
            except StopAsyncIteration:
                return
            except BaseException:
                # The generator is finished by its error; the next item begins a new one.
                self._running = None
                raise


class _Stream:
    """The async stream of a streaming node's inputs."""

    def __init__(self) -> None:
        self._items: list[Any] = []
        self._ended = False
        # Set while the reader waits for an item, and while there is one for it.
        self._waiting, self._filled = asyncio.Event(), asyncio.Event()
        # The generator's step that is under way; it outlives the call that began it.
        self.pending: asyncio.Future[Any] | None = None

    def put(self, item: Any) -> None:
        self._items.append(item)
        self._wake()

    def end(self) -> None:
        self._ended = True
        self._wake()

    def _wake(self) -> None:
        self._waiting.clear()
        self._filled.set()

    async def starved(self) -> None:
        """Returns when the reader waits for an item that is not there yet."""
        await self._waiting.wait()

    def __aiter__(self) -> "_Stream":
        return self

    async def __anext__(self) -> Any:
        while not self._items:
            if self._ended:
                raise StopAsyncIteration
            self._filled.clear()
            self._waiting.set()
            await self._filled.wait()
        return self._items.pop(0)


async def _only(item: Any) -> AsyncIterator[Any]:
    yield item


def collect(result: Any, out: list[Any]) -> None:
    """The items a call made: none for ``None``, all that a generator yields, a coroutine's value even when None."""
    if result is None:
        return
    if inspect.isgenerator(result):
        for item in result:
            out.append(item)
    elif inspect.isasyncgen(result):
        aio.run(_drain(result, out))
    elif inspect.isawaitable(result):
        out.append(aio.run(_await(result)))
    else:
        out.append(result)


def call(function: Any) -> None:
    """Calls ``initialize`` or ``cleanup``, to its end when it is a coroutine."""
    result = function()
    if inspect.isawaitable(result):
        aio.run(_await(result))


async def _drain(items: AsyncIterator[Any], out: list[Any]) -> None:
    async for item in items:
        out.append(item)


async def _await(awaitable: Any) -> Any:
    return await awaitable
