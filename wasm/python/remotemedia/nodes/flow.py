"""Nodes about the flow of items, not their content."""

from collections.abc import AsyncIterator
from typing import Any

from remotemedia.core.node import Node


class PassThroughNode(Node):
    """Gives every item on as it came."""

    def process(self, data: Any) -> Any:
        return data


class BufferNode(Node):
    """Collects items and gives them on as lists.

    Args:
        buffer_size: how many items make a list. The last, shorter list comes when the input ends.
    """

    def __init__(self, buffer_size: int = 10, **config: Any) -> None:
        super().__init__(**config)
        if buffer_size < 1:
            raise ValueError(f"buffer_size must be at least 1, not {buffer_size}")
        self.buffer_size = buffer_size
        self.buffer: list[Any] = []

    def process(self, data: Any) -> list[Any] | None:
        self.buffer.append(data)
        return self.flush() if len(self.buffer) >= self.buffer_size else None

    def flush(self) -> list[Any] | None:
        full, self.buffer = self.buffer, []
        return full or None


class StatefulCounter(Node):
    """Counts the items: each becomes a one-tuple of its number.

    Args:
        initial_value: the first number.
    """

    def __init__(self, initial_value: int = 0, **config: Any) -> None:
        super().__init__(**config)
        self.count = initial_value

    async def process(self, stream: AsyncIterator[Any]) -> AsyncIterator[tuple[int]]:
        async for _ in stream:
            yield (self.count,)
            self.count += 1
