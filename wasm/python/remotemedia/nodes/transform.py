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
        match self.operation:
            case "passthrough":
                return data
            case "double":
                return data * 2
            case "increment":
                return data + 1
        return {"operation": self.operation, "input": data, "processed_by": self.label}
