"""A node whose code comes with the item or the manifest."""

import builtins
from typing import Any

from remotemedia.core.node import Node

# A convenience for short snippets, not a wall: what holds code in is the WebAssembly sandbox around the interpreter.
_REMOVED = {"__import__", "breakpoint", "compile", "eval", "exec", "exit", "help", "input", "open", "quit"}
_MODULES = ("collections", "datetime", "functools", "itertools", "json", "math", "random", "re", "statistics", "string")


class CodeExecutorNode(Node):
    """Runs a snippet that leaves its answer in the variable ``result``.

    Takes ``{"code": str, "input": ...}``, or any item when ``code`` is a parameter; the snippet sees it as
    ``input_data``. Gives ``{"executed_code", "input", "result", "processed_by", "node_config"}``, or the error as data:
    ``{"error", "code", "input", "processed_by"}``.

    Args:
        code: the snippet for items that bring none.
        input_data: the input for items that bring none.
        enable_safe_imports: allows ``import`` of a few harmless modules of the standard library.
    """

    def __init__(
        self, code: str | None = None, input_data: Any = None, enable_safe_imports: bool = True, **config: Any
    ) -> None:
        super().__init__(**config)
        self.code = code
        self.input_data = input_data
        self.enable_safe_imports = enable_safe_imports

    def process(self, data: Any) -> dict[str, Any]:
        if isinstance(data, dict) and "code" in data:
            code, value = data["code"], data.get("input", self.input_data)
        else:
            code, value = self.code, self.input_data if data is None else data
        if not isinstance(code, str):
            return self._refuse("No code provided", code, value)
        scope: dict[str, Any] = {"__builtins__": self._builtins(), "input_data": value, "result": None}
        try:
            exec(compile(code, "<code>", "exec"), scope)
        except Exception as error:
            return self._refuse(f"{type(error).__name__}: {error}", code, value)
        return {
            "executed_code": code,
            "input": value,
            "result": scope["result"],
            "processed_by": self.label,
            "node_config": self.config,
        }

    def _builtins(self) -> dict[str, Any]:
        allowed = {name: value for name, value in vars(builtins).items() if name not in _REMOVED}
        if self.enable_safe_imports:
            allowed["__import__"] = _import
        return allowed

    def _refuse(self, error: str, code: Any, value: Any) -> dict[str, Any]:
        return {"error": error, "code": code, "input": value, "processed_by": self.label}


def _import(name: str, *args: Any) -> Any:
    if name.partition(".")[0] not in _MODULES:
        raise ImportError(f"import of '{name}' is not allowed here (allowed: {', '.join(_MODULES)})")
    return __import__(name, *args)
