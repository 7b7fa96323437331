"""RemoteMedia: what a pipeline's Python node can use.

A node is a class with ``process(item)``. What it returns goes on to the next node; ``None`` drops the item. It may be a
plain function, a generator, a coroutine or an async generator, and may have ``initialize()``, ``flush()`` and
``cleanup()``.

``Audio`` and ``Tensor`` hold their numbers in the runtime's own memory: a ``memoryview`` of them is no copy.
"""

from _remotemedia import Audio, Tensor

from remotemedia.core.node import Node

__all__ = ["Audio", "Node", "Tensor"]
