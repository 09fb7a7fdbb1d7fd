"""Columns as a pandas DataFrame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas


def frame_of(
    columns: dict[str, list[Any]], *, instants: Iterable[str], ids: Iterable[str]
) -> pandas.DataFrame:
    """Instants become UTC, ids whole numbers also beside absent ones. Needs pandas."""
    import pandas

    frame = pandas.DataFrame(columns)
    for name in instants:
        frame[name] = pandas.to_datetime(frame[name], utc=True)
    for name in ids:  # whole numbers, also beside absent ones
        frame[name] = frame[name].astype("Int64")
    return frame
