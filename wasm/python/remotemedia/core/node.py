"""The base class of the SDK's nodes. A node need not inherit from it."""

from typing import Any


class Node:
    """A node with a name and a configuration.

    Args:
        name: shown in what the node reports; the class name by default.
        enable_state, state_ttl, max_sessions: accepted for the SDK's sake. State here is the instance itself.
        **config: everything else of the manifest's ``params``.
    """

    def __init__(
        self,
        name: str | None = None,
        enable_state: bool = True,
        state_ttl: float | None = None,
        max_sessions: int | None = None,
        **config: Any,
    ) -> None:
        self.name = name or type(self).__name__
        self.config = config

    def initialize(self) -> None:
        """Called once before the first item."""

    def process(self, data: Any) -> Any:
        """Takes one item and returns what goes on; ``None`` drops it."""
        raise NotImplementedError(f"{type(self).__name__} has no process()")

    def cleanup(self) -> None:
        """Called once at the end, also after a failure."""

    @property
    def label(self) -> str:
        """How results name their maker: ``Class[name]``."""
        return f"{type(self).__name__}[{self.name}]"
