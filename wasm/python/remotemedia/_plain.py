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
    match value:
        case set() | frozenset():
            try:
                return sorted(value)
            except TypeError:
                return list(value)
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
        case datetime.timedelta():
            return value.total_seconds()
        case enum.Enum():
            return value.value
        case memoryview():
            return value.tobytes() if value.format == "B" else value.tolist()
        case array.array():
            return value.tolist()
        case collections.deque() | range():
            return list(value)
    if type(value).__module__.partition(".")[0] in ("pathlib", "uuid"):
        # Told by name: importing them here would put them into every snapshot.
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return value
