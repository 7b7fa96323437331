"""Nodes that change values."""

from typing import Any

from remotemedia.core.node import Node


class DataTransformNode(Node):
    """One simple operation on every item.

    Args:
        operation: ``passthrough``, ``double`` or ``increment``. With any other name an item becomes
            ``{"operation", "input", "processed_by"}``.
    """

    def __init__(self, operation: str = "passthrough", **config: Any) -> None:
        super().__init__(**config)
        self.operation = operation

    def process(self, data: Any) -> Any:
        # Not match: the RustPython variant of the runtime loads this file too, and cannot compile it.
        if self.operation == "passthrough":
            return data
        if self.operation == "double":
            return data * 2
        if self.operation == "increment":
            return data + 1
        return {"operation": self.operation, "input": data, "processed_by": self.label}
