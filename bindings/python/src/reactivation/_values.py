"""How what a document holds becomes a value of Python, and the other way round: instants, dates,
rows. `reactivation.types` offers the public ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime, timedelta, timezone
from typing import Any, TypeVar, Union

Instant = Union[datetime, int]
"""A `datetime` with an offset, or whole seconds since 1970-01-01T00:00:00Z."""

Document = Union[str, bytes, Mapping[str, Any]]
"""A JSON document: its text, its bytes in UTF-8, or an object to be written as JSON."""

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_Value = TypeVar("_Value")


def seconds_of(instant: Instant) -> int:
    """Whole seconds since 1970 in UTC; a fraction is cut off. A naive `datetime` is a ValueError:
    it does not say which instant it is."""
    if isinstance(instant, datetime):
        if instant.tzinfo is None or instant.utcoffset() is None:
            raise ValueError("a datetime without an offset is no instant: give it a tzinfo")
        return (instant - _EPOCH) // timedelta(seconds=1)
    return int(instant)


def instant_of(text: str) -> datetime:
    """An instant as the library writes it: 2026-03-10T09:00:00Z."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def instant_of_seconds(seconds: int) -> datetime:
    """The instant of whole seconds since 1970."""
    return _EPOCH + timedelta(seconds=seconds)


def bytes_of(document: Document) -> bytes:
    """The bytes of a document. A `datetime` in an object is written with its offset, a `date` as
    such; NaN and infinities are a ValueError."""
    if isinstance(document, bytes):
        return document
    if isinstance(document, str):
        return document.encode("utf-8")
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, default=_written)
    return text.encode("utf-8")


def _written(value: object) -> object:
    if isinstance(value, datetime):
        if value.tzinfo is None:  # a civil time of the company
            return value.isoformat(timespec="seconds")
        return value.astimezone(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a document cannot hold a {type(value).__name__}")


# --- How a row of a document becomes a value

Read = Callable[[Any], Any]


def read_as(read: Read) -> dict[str, Read]:
    """A field's metadata: its value is `read` unless it is null."""
    return {"read": read}


def rows_of(kind: Callable[[], type[Any]]) -> dict[str, Read]:
    """A field that holds a list of values of that kind."""
    return {"read": lambda rows: tuple(value_of(kind(), row) for row in rows)}


def one_of(kind: Callable[[], type[Any]]) -> dict[str, Read]:
    """A field that holds one value of that kind."""
    return {"read": lambda row: value_of(kind(), row)}


def value_of(kind: type[_Value], row: Mapping[str, Any], **given: Any) -> _Value:
    """The value of a row; `given` are fields that the row does not hold."""
    members: dict[str, Any] = dict(given)
    for each in fields(kind):  # type: ignore[arg-type]
        if each.name not in given:
            is_optional = each.default is not MISSING
            value = row.get(each.name, each.default) if is_optional else row[each.name]
            read = each.metadata.get("read")
            members[each.name] = read(value) if read and value is not None else value
    return kind(**members)


def document_value_of(kind: type[_Value], document: bytes) -> _Value:
    """The value of a whole document, which it keeps as its field `document`."""
    return value_of(kind, json.loads(document), document=document)


INSTANT = read_as(instant_of)
DATE = read_as(date.fromisoformat)
TUPLE = read_as(tuple)
