"""The node classes of the runtime: a manifest's ``node_type`` is looked up here."""

from remotemedia.nodes.code import CodeExecutorNode
from remotemedia.nodes.flow import BufferNode, PassThroughNode, StatefulCounter
from remotemedia.nodes.text import TextProcessorNode, TextTransformNode
from remotemedia.nodes.transform import DataTransformNode

__all__ = [
    "BufferNode",
    "CodeExecutorNode",
    "DataTransformNode",
    "PassThroughNode",
    "StatefulCounter",
    "TextProcessorNode",
    "TextTransformNode",
]
