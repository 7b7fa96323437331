"""Calls a node's methods, whatever kind of function they are, and appends the items they make to a list.

There is no event loop: a coroutine is sent on until it ends. The list is the caller's, so that what a node gave before
it raised is not lost.
"""

import inspect

# What the stream of a streaming node gives up its turn with, when the next item is not there yet.
_STARVED = object()


class Driver:
    """Calls ``process`` of one node.

    A plain ``process`` takes an item. An async generator function takes a stream: of that one item, or with
    ``streaming`` of all items until the input ends.
    """

    def __init__(self, node, streaming):
        self._node = node
        self._stream = _Stream() if streaming else None
        self._running = self._step = None
        process = getattr(node, "process", None)
        if not callable(process):
            raise TypeError(f"{type(node).__name__} has no process() method")
        self._takes_stream = _is_async_generator(process)
        # Whether the runtime may call process(item) itself.
        self.plain = not streaming and not self._takes_stream

    def process(self, item, out):
        if self._stream is not None:
            self._stream.items.append(item)
            self._advance(out)
        elif self._takes_stream:
            collect(self._node.process(_only(item)), out)
        else:
            collect(self._node.process(item), out)

    def finish(self, out):
        """The input has ended: what the stream's generator and the node's own ``flush`` still give."""
        if self._stream is not None:
            self._stream.ended = True
            self._advance(out)
        flush = getattr(self._node, "flush", None)
        if callable(flush):
            collect(flush(), out)

    def _advance(self, out):
        """Takes what the generator gives until it asks for an input that is not there yet."""
        if self._running is None:
            self._running = self._node.process(self._stream)
            if not hasattr(self._running, "__anext__"):
                name = type(self._node).__name__
                raise TypeError(f"Streaming node {name} process() must return async generator")
        while True:
            step = self._step or _steps(self._running.__anext__())
            self._step = None
            try:
                if _send(step):
                    self._step = step
                    return
            except StopIteration as end:
                out.append(end.value)
            except StopAsyncIteration:
                return
            except BaseException:
                # The generator is finished by its error; the next item begins a new one.
                self._running = None
                raise


def _is_async_generator(function):
    # RustPython's own flags: 2 for any generator, 4 for any async function. inspect's questions mix them up.
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    return code is not None and code.co_flags & 6 == 6


class _Stream:
    """The async stream of a streaming node's inputs."""

    def __init__(self):
        self.items = []
        self.ended = False

    def __aiter__(self):
        return self

    async def __anext__(self):
        while not self.items:
            if self.ended:
                raise StopAsyncIteration
            await _Starved()
        return self.items.pop(0)


class _Starved:
    def __await__(self):
        yield _STARVED


async def _only(item):
    yield item


def _steps(awaitable):
    return awaitable if hasattr(awaitable, "send") else awaitable.__await__()


def _send(step):
    """Goes on with a coroutine. True when it asks for the next item, False when it only gave up its turn."""
    got = step.send(None) if hasattr(step, "send") else next(step)
    if got is not None and got is not _STARVED:
        raise RuntimeError("a node waits for something that cannot happen: this interpreter has no event loop")
    return got is _STARVED


def run(awaitable):
    """Runs an awaitable to its end and returns its result."""
    step = _steps(awaitable)
    while True:
        try:
            if _send(step):
                raise RuntimeError("a node waits for its own input outside process()")
        except StopIteration as end:
            return end.value


def collect(result, out):
    """The items a call made: none for ``None``, all that a generator yields, a coroutine's value even when None."""
    if result is None:
        return
    if inspect.isgenerator(result):
        for item in result:
            out.append(item)
    elif inspect.isasyncgen(result):
        run(_drain(result, out))
    elif inspect.isawaitable(result):
        out.append(run(result))
    else:
        out.append(result)


def call(function):
    """Calls ``initialize`` or ``cleanup``, to its end when it is a coroutine."""
    result = function()
    if inspect.isawaitable(result):
        run(result)


async def _drain(items, out):
    async for item in items:
        out.append(item)
