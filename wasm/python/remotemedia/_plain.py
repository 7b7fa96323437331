"""The plain form that an object takes where it leaves Python."""

import array
import collections
import dataclasses
import datetime
import enum
from typing import Any


def plain(value: Any) -> Any:
    """Something with a JSON form that stands for the value, or the value itself when there is none.

    Sets are sorted when they can be, times are ISO 8601, durations are seconds, enums give their value, dataclasses
    their fields.
    """
    # Not match: the RustPython variant of the runtime loads this file too, and cannot compile it.
    if isinstance(value, (set, frozenset)):
        try:
            return sorted(value)
        except TypeError:
            return list(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, memoryview):
        return value.tobytes() if value.format == "B" else value.tolist()
    if isinstance(value, array.array):
        return value.tolist()
    if isinstance(value, (collections.deque, range)):
        return list(value)
    if type(value).__module__.partition(".")[0] in ("pathlib", "uuid"):
        # Told by name: importing them here would put them into every snapshot.
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return value
