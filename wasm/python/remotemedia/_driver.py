"""Calls a node's methods, whatever kind of function they are, a step at a time.

What a call leaves unfinished (a generator, a coroutine, an asynchronous generator) is work; :meth:`Driver.advance` takes
its next step and appends the items that it made to a list of the caller's, so that what a node gave before it raised is
not lost.
"""

import asyncio
import inspect
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any, Protocol

from remotemedia import _log
from remotemedia.aio import EventLoop

# How far a node is; the runtime knows the same numbers.
DONE, MORE, WAITING = range(3)


class _Work(Protocol):
    def advance(self, out: list[Any]) -> int: ...
    def drop(self) -> None: ...


class Driver:
    """Drives one node.

    A plain ``process`` takes an item. An async generator function takes a stream: of that one item, or with
    ``streaming`` of all items until the input ends.

    Args:
        node: an object with ``process``.
        streaming: the manifest's ``is_streaming``.
        loop: the session's.
        name: the node's id, for what its tasks print.
    """

    def __init__(self, node: Any, streaming: bool, loop: EventLoop, name: str) -> None:
        self._node = node
        process = getattr(node, "process", None)
        if not callable(process):
            raise TypeError(f"{type(node).__name__} has no process() method")
        self._tasks = _Tasks(loop, name)
        self._stream = _Stream(node, self._tasks) if streaming else None
        self._takes_stream = inspect.isasyncgenfunction(process)
        # Whether the runtime may call process(item) itself.
        self.plain = not streaming and not self._takes_stream
        self._work: deque[_Work] = deque()

    def process(self, item: Any) -> None:
        """Takes an item that the runtime did not hand to the node itself."""
        if self._stream is not None:
            self._stream.put(item)
            self._work.append(self._stream)
        else:
            self.take(self._node.process(_only(item) if self._takes_stream else item))

    def take(self, result: Any) -> None:
        """Takes what a method returned: None gives no item, what yields gives many, a coroutine one even when None."""
        if result is None:
            return
        if inspect.isgenerator(result):
            self._work.append(_Generator(result))
        elif inspect.isasyncgen(result):
            self._work.append(_AsyncGenerator(result, self._tasks))
        elif inspect.isawaitable(result):
            self._work.append(_Awaitable(self._tasks.start(_await(result))))
        else:
            self._work.append(_Generator(iter((result,))))

    def finish(self) -> None:
        """The input has ended: what the stream's generator and the node's own ``flush`` still give."""
        if self._stream is not None:
            self._stream.end()
            self._work.append(self._stream)
        self._work.append(_Later(self._flush))

    def advance(self, out: list[Any]) -> int:
        """Takes the next step. An exception of the node drops the rest of its work."""
        if not self._work:
            return DONE
        try:
            progress = self._work[0].advance(out)
        except BaseException:
            self.drop()
            raise
        if progress == DONE:
            self._work.popleft()
            return MORE if self._work else DONE
        return progress

    def drop(self) -> None:
        """Forgets all work: generators are closed, tasks cancelled."""
        while self._work:
            self._work.popleft().drop()

    def call(self, method: str) -> None:
        """Calls ``initialize`` or ``cleanup``, if the class has it; a coroutine runs to its end."""
        function = getattr(self._node, method, None)
        if function is None:
            return
        result = function()
        if inspect.isawaitable(result):
            self._tasks.run(_await(result))

    def _flush(self) -> None:
        flush = getattr(self._node, "flush", None)
        if callable(flush):
            self.take(flush())


class _Tasks:
    """Starts tasks in a node's name."""

    def __init__(self, loop: EventLoop, name: str) -> None:
        self._loop, self._context = loop, _log.context_of(name)

    def start(self, coroutine: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        """A task that has had its first turn already: most need no other."""
        task = self._loop.create_task(coroutine, context=self._context)
        self.turn()
        return task

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        self._loop.run_until_complete(self.start(coroutine))

    def turn(self) -> None:
        self._loop.advance()


class _Generator:
    """Gives what an iterator yields, one item a step."""

    def __init__(self, items: Iterator[Any]) -> None:
        self._items = items

    def advance(self, out: list[Any]) -> int:
        try:
            out.append(next(self._items))
        except StopIteration:
            return DONE
        return MORE

    def drop(self) -> None:
        if inspect.isgenerator(self._items):
            self._items.close()


class _Awaitable:
    """Gives the one item of a task."""

    def __init__(self, task: "asyncio.Task[Any]") -> None:
        self._task = task

    def advance(self, out: list[Any]) -> int:
        if not self._task.done():
            return WAITING
        out.append(self._task.result())
        return DONE

    def drop(self) -> None:
        self._task.cancel()


class _AsyncGenerator:
    """Gives what an asynchronous generator yields; each step is a task."""

    def __init__(self, items: AsyncIterator[Any], tasks: _Tasks) -> None:
        self._items, self._tasks = items, tasks
        self._step: asyncio.Task[Any] | None = None

    def advance(self, out: list[Any]) -> int:
        if self._step is None:
            self._step = self._tasks.start(_next(self._items))
        if not self._step.done():
            return WAITING
        step, self._step = self._step, None
        try:
            out.append(step.result())
        except StopAsyncIteration:
            return DONE
        return MORE

    def drop(self) -> None:
        if self._step is not None:
            self._step.cancel()
        closing = getattr(self._items, "aclose", None)
        if closing is not None:
            self._tasks.start(_quietly(closing()))


class _Stream:
    """The generator of a streaming node: it lives from the first item to the end of the input."""

    def __init__(self, node: Any, tasks: _Tasks) -> None:
        self._node, self._tasks = node, tasks
        self._items: deque[Any] = deque()
        self._ended = False
        self._filled = asyncio.Event()
        # Whether the generator waits for an item that is not there yet.
        self._starved = False
        self._running: _AsyncGenerator | None = None

    def put(self, item: Any) -> None:
        self._items.append(item)
        self._wake()

    def end(self) -> None:
        self._ended = True
        self._wake()

    def advance(self, out: list[Any]) -> int:
        if self._running is None:
            if self._ended and not self._items:
                return DONE
            generator = self._node.process(self)
            if not hasattr(generator, "__anext__"):
                name = type(self._node).__name__
                raise TypeError(f"Streaming node {name} process() must return async generator")
            self._running = _AsyncGenerator(generator, self._tasks)
        try:
            progress = self._running.advance(out)
        except BaseException:
            # The generator is finished by its error; the next item begins a new one.
            self._running = None
            raise
        if progress == DONE:
            self._running = None
        # A generator that waits for the next item is done with those it has.
        return DONE if progress == WAITING and self._starved else progress

    def drop(self) -> None:
        if self._running is not None:
            self._running.drop()
            self._running = None

    def _wake(self) -> None:
        self._starved = False
        self._filled.set()
        if self._running is not None:
            # Its task takes its turn before anybody asks how far it is.
            self._tasks.turn()

    def __aiter__(self) -> "_Stream":
        return self

    async def __anext__(self) -> Any:
        while not self._items:
            if self._ended:
                raise StopAsyncIteration
            self._filled.clear()
            self._starved = True
            await self._filled.wait()
        return self._items.popleft()


class _Later:
    """A call whose turn comes after the work before it."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call

    def advance(self, out: list[Any]) -> int:
        self._call()
        return DONE

    def drop(self) -> None:
        pass


async def _only(item: Any) -> AsyncIterator[Any]:
    yield item


async def _await(awaitable: Any) -> Any:
    return await awaitable


async def _next(items: AsyncIterator[Any]) -> Any:
    # A task wants a coroutine; __anext__ may give any awaitable.
    return await items.__anext__()


async def _quietly(awaitable: Any) -> None:
    try:
        await awaitable
    except BaseException:
        # Nobody waits for a generator that was dropped.
        pass
