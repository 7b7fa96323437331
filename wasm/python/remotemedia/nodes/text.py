"""Nodes that work on text."""

# RustPython, which loads this file too, has no union with a Callable.
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from remotemedia.core.node import Node

_OPERATIONS: dict[str, Callable[[str], Any]] = {
    "uppercase": str.upper,
    "lowercase": str.lower,
    "reverse": lambda text: text[::-1],
    "word_count": lambda text: len(text.split()),
    "char_count": len,
    "title_case": str.title,
    "remove_spaces": lambda text: text.replace(" ", ""),
    "first_word": lambda text: next(iter(text.split()), ""),
    "last_word": lambda text: (text.split() or [""])[-1],
}


class TextProcessorNode(Node):
    """Runs named operations on a text.

    Takes ``{"text": str, "operations": [str, ...]}`` and gives ``{"original_text", "operations", "results",
    "processed_by", "node_config"}``. An item without ``operations`` uses those of the manifest's params, else
    ``["uppercase"]``. What is no such item comes back as data with an ``error``, as in the SDK.
    """

    def process(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            return self._refuse("Input must be a dictionary", data)
        if "text" not in data:
            return self._refuse("Input must contain 'text' key", data)
        text = str(data["text"])
        operations = data.get("operations", self.config.get("operations", ["uppercase"]))
        return {
            "original_text": text,
            "operations": operations,
            "results": dict(self._apply(operation, text) for operation in operations),
            "processed_by": self.label,
            "node_config": self.config,
        }

    @staticmethod
    def _apply(operation: str, text: str) -> tuple[str, Any]:
        function = _OPERATIONS.get(operation)
        if function is None:
            return f"unknown_operation_{operation}", f"Unknown operation: {operation}"
        return operation, function(text)

    def _refuse(self, error: str, data: Any) -> dict[str, Any]:
        return {"error": error, "input": data, "processed_by": self.label}


class TextTransformNode(Node):
    """Applies one function to the text of every item.

    Args:
        transform_func: takes and gives a str; the text goes on unchanged without it. From a manifest, the name of one
            of TextProcessorNode's operations.
    """

    def __init__(self, transform_func: Callable[[str], Any] | str | None = None, **config: Any) -> None:
        super().__init__(**config)
        if isinstance(transform_func, str):
            if transform_func not in _OPERATIONS:
                raise ValueError(f"Unknown operation: {transform_func} (known: {', '.join(_OPERATIONS)})")
            transform_func = _OPERATIONS[transform_func]
        self.transform = transform_func or (lambda text: text)

    def process(self, data: Any) -> Any:
        if isinstance(data, dict) and "text" in data:
            return {**data, "text": self.transform(str(data["text"]))}
        return self.transform(str(data))
