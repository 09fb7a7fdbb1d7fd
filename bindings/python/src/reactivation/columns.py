"""The planner over arrays, nothing copied: NumPy arrays, pandas columns, `array.array`, memory
maps, anything with Python's buffer protocol or NumPy's `__array__`.

A column is None (then every row has the default named in capi/include/reactivation/c/columns.h) or
one-dimensional and contiguous, with as many elements as the other columns of its kind. An element
of another type than the one named is a TypeError that says how to convert it: nothing is ever
converted behind your back, but by `from_frame`.

Instants are int64 seconds since 1970 (NO_INSTANT: none), or datetime64[s] in UTC (NaT: none). Flags
are uint8 or bool. Words are the numbers of the enumerations in `reactivation.types`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from . import _native
from ._abi import NO_AMOUNT, NO_INSTANT, NO_ZONE, PLAN_DUE_ONLY
from ._errors import InvalidDocument
from .documents import validate
from .types import Document, Instant, Plan, Reason, bytes_of, document_value_of, seconds_of

if TYPE_CHECKING:
    import pandas

Column = Any
"""A one-dimensional buffer, or None."""

_Columns = TypeVar("_Columns", bound="_Rows")
_SIGNED = {1: "int8", 2: "int16", 4: "int32", 8: "int64"}
_CODES = "bBhHiIlLqQ?"

__all__ = [
    "NO_AMOUNT",
    "NO_INSTANT",
    "NO_ZONE",
    "AttemptColumns",
    "ClientColumns",
    "HistoryColumns",
    "PlanRows",
    "VisitColumns",
    "plan_columns",
]


def _dtype(size: int, is_signed: bool) -> str:
    return ("" if is_signed else "u") + _SIGNED[size]


def _view(name: str, column: Column, size: int, is_signed: bool) -> memoryview:
    """The column's own memory."""
    wanted = _dtype(size, is_signed)
    if not isinstance(column, (bytes, bytearray, memoryview)) and hasattr(column, "to_numpy"):
        column = column.to_numpy()  # pandas: its own array where the dtype is NumPy's
    dtype = getattr(column, "dtype", None)
    if dtype is not None and dtype.kind == "M":
        if dtype != "datetime64[s]" or not is_signed or size != 8:
            raise TypeError(
                f"{name} holds {dtype}, not {wanted}: convert it, for an instant with "
                ".astype('datetime64[s]')"
            )
        column = column.view("int64")  # the same memory; NaT is NO_INSTANT
    try:
        view = memoryview(column)
    except (TypeError, ValueError, BufferError):
        raise TypeError(
            f"{name} is a {type(column).__name__} without a buffer: give {wanted}, for example "
            f"numpy.asarray(…, dtype='{wanted}')"
        ) from None
    code = view.format.lstrip("@=<")
    fits = code in _CODES and len(code) == 1 and view.itemsize == size
    if code == "?":
        fits = size == 1
    elif fits:
        fits = code.islower() == is_signed
    if not fits:
        held = dtype if dtype is not None else f"elements of format {view.format!r}"
        raise TypeError(f"{name} holds {held}, not {wanted}: convert it with .astype('{wanted}')")
    if view.ndim != 1 or not view.contiguous:
        raise TypeError(f"{name} must be contiguous with one dimension: numpy.ascontiguousarray")
    return view


class _Rows:
    """What all kinds of columns have in common."""

    _struct = ""  # the C struct's name

    def _filled(self, kept: list[object]) -> Any:
        """The C struct over these columns; `kept` gets what must outlive the call."""
        struct = _native.made(self._struct)
        rows: int | None = None
        for each in fields(self):  # type: ignore[arg-type]
            column = getattr(self, each.name)
            if column is None:
                continue
            size, is_signed = _native.item_of(struct, each.name)
            view = _view(f"{type(self).__name__}.{each.name}", column, size, is_signed)
            if rows is None:
                rows = len(view)
            elif len(view) != rows:
                raise ValueError(
                    f"{type(self).__name__}.{each.name} has {len(view)} elements, the first "
                    f"column {rows}"
                )
            _native.set_column(struct, each.name, view)
            kept.append(view)
        struct.rows = rows or 0
        kept.append(struct)
        return struct

    @classmethod
    def from_frame(cls: type[_Columns], frame: pandas.DataFrame, **names: str) -> _Columns:
        """The columns of a DataFrame that have the fields' names, or those given:
        `from_frame(df, starts_at="datetime")`. A column of the right dtype is used in place, any
        other one is converted: instants (with or without a time zone; without one they are UTC) to
        datetime64[s], missing values to "none" where the field has one. Columns that are no field
        are passed over."""
        unknown = set(names) - {each.name for each in fields(cls)}  # type: ignore[arg-type]
        if unknown:
            raise TypeError(f"{cls.__name__} has no column {sorted(unknown)[0]}")
        found = {}
        struct = _native.made(cls._struct)
        for each in fields(cls):  # type: ignore[arg-type]
            name = names.get(each.name, each.name)
            if name in frame.columns:
                size, is_signed = _native.item_of(struct, each.name)
                found[each.name] = _converted(frame[name], _dtype(size, is_signed))
            elif each.name in names:
                raise KeyError(name)
        return cls(**found)


def _converted(series: Any, wanted: str) -> Any:
    """A pandas Series as a NumPy array of that dtype."""
    dtype = series.dtype
    if getattr(dtype, "kind", "") == "M" or hasattr(dtype, "tz"):
        if getattr(dtype, "tz", None) is not None:
            series = series.dt.tz_convert("UTC").dt.tz_localize(None)
        return series.to_numpy().astype("datetime64[s]", copy=False)
    if getattr(dtype, "kind", "") == "b" and wanted == "uint8":
        return series.to_numpy()
    if series.isna().any():
        series = series.fillna(NO_INSTANT if wanted == "int64" else 0)
    array = series.to_numpy().astype(wanted, copy=False)
    return array if array.flags.c_contiguous else array.copy()


@dataclass(frozen=True)
class ClientColumns(_Rows):
    """One row a client. `id` (int64, positive, distinct, in any order) is required."""

    _struct = "client_columns"
    id: Column
    phone: Column = None
    """uint64: E.164 digits without the plus sign; 0: none"""
    phone_status: Column = None
    """uint8: PhoneStatus"""
    loyalty_level: Column = None
    """uint8: LoyaltyLevel"""
    visit_count: Column = None
    """int64; NO_AMOUNT: counted from the visits"""
    total_spent_minor: Column = None
    """int64, minor units; NO_AMOUNT: summed over the visits"""
    opt_out: Column = None
    """uint8 or bool"""
    consent: Column = None
    """uint8: Consent"""
    last_reactivation_sent: Column = None
    """instant"""
    paused_until: Column = None
    """instant"""
    needs_person: Column = None
    """uint8 or bool"""
    has_chat_history: Column = None
    """uint8 or bool"""
    preferred_staff_id: Column = None
    """int64; 0: by the visits"""
    zone: Column = None
    """uint16: index of the call's `client_zones`; NO_ZONE: the company's"""


@dataclass(frozen=True)
class VisitColumns(_Rows):
    """One row for each service of a visit, in any order; rows of one client at one instant are one
    visit, each with its own share of the cost. `client_id`, `service_id` (int64; 0: none) and
    `starts_at` (instant) are required."""

    _struct = "visit_columns"
    client_id: Column
    service_id: Column
    starts_at: Column
    status: Column = None
    """uint8: VisitStatus"""
    staff_id: Column = None
    """int64; 0: not known"""
    cost_minor: Column = None
    """int64, minor units"""
    is_time_known: Column = None
    """uint8 or bool"""


@dataclass(frozen=True)
class HistoryColumns(_Rows):
    """Completed visits already summed up, a row for each client and service, grouped by client:
    `client_id`, `service_id`, `last_visit_at` (instant), `times` (int64), all required."""

    _struct = "history_columns"
    client_id: Column
    service_id: Column
    last_visit_at: Column
    times: Column


@dataclass(frozen=True)
class AttemptColumns(_Rows):
    """What was sent before or waits to be sent. `cycle_key_day` and `attempt_number` are int32
    (days since 1970; 1 to 10), `state` uint8 (AttemptState); these and the ids (int64) are required."""

    _struct = "attempt_columns"
    client_id: Column
    service_id: Column
    cycle_key_day: Column
    attempt_number: Column
    state: Column
    sent_at: Column = None
    """instant"""
    not_before: Column = None
    """instant"""
    not_after: Column = None
    """instant"""
    discount_percent: Column = None
    """uint8, 0 to 100"""
    reply_type: Column = None
    """uint8: ReplyType"""
    response_received_at: Column = None
    """instant"""
    completion_reason: Column = None
    """uint8: CompletionReason"""


@dataclass(frozen=True)
class PlanRows:
    """A verdict for each client, in the order of the clients' columns. The arrays are memoryviews
    with a format, which `numpy.asarray` takes without copying."""

    reason: memoryview
    """uint8: 0 planned, else Reason"""
    service_id: memoryview
    """int64: planned about it, or closest to it; 0: none"""
    until: memoryview
    """int64 seconds: the first instant at which the reason is gone, or NO_INSTANT"""
    eligible_at: memoryview
    """int64 seconds: when every known reason is gone, or NO_INSTANT"""
    rank: memoryview
    """int64: 1 is first; `no_quota`: the place in the queue; 0: none"""
    due_count: int
    planned_count: int
    skipped_count: int
    plan: Plan | None = None
    """the whole plan, when it was asked for"""

    def reason_of(self, row: int) -> Reason:
        return Reason(self.reason[row])

    def to_frame(self, client_id: Column = None) -> pandas.DataFrame:
        """The verdicts as a pandas DataFrame: `reason` a category of words ("planned" for 0),
        instants datetime64[s, UTC] (NaT: none), the rest in place. `client_id` becomes the index.
        Needs pandas."""
        import numpy
        import pandas

        words = pandas.Index([each.name for each in Reason if each >= 0])
        codes: Any = numpy.asarray(self.reason).astype("int8")
        frame = pandas.DataFrame(
            {
                "reason": pandas.Categorical.from_codes(codes, categories=words),
                "service_id": numpy.asarray(self.service_id),
                "until": numpy.asarray(self.until).view("datetime64[s]"),
                "eligible_at": numpy.asarray(self.eligible_at).view("datetime64[s]"),
                "rank": numpy.asarray(self.rank),
            },
            index=None if client_id is None else pandas.Index(client_id, name="client_id"),
        )
        for name in ("until", "eligible_at"):
            frame[name] = frame[name].dt.tz_localize("UTC")
        return frame


def plan_columns(
    frame: Document,
    clients: ClientColumns,
    visits: VisitColumns | None = None,
    *,
    now: Instant,
    history: HistoryColumns | None = None,
    attempts: AttemptColumns | None = None,
    client_zones: Sequence[str] = (),
    with_plan: bool = False,
    due_only: bool = True,
) -> PlanRows:
    """The same plan as `plan` of a document with these rows. `frame`: `reactivation.snapshot/1`
    with company, settings, account, services, staff, rules and slots, and without clients, visits
    and attempts. `with_plan` makes the plan's document too (its skipped rows only of those who are
    due, unless `due_only` is False). The columns must not be written to meanwhile.

    Raises InvalidArgument (names the column and the row), InvalidDocument (of the frame),
    TimeZoneUnknown (of a client zone), TypeError and ValueError (of a column's shape)."""
    kept: list[object] = []
    options = _native.made("plan_input")
    options.now_unix_seconds = seconds_of(now)
    options.flags = PLAN_DUE_ONLY if due_only else 0
    document = bytes_of(frame)
    kept.append(text := _native.text(document))
    options.frame = text
    given: Mapping[str, _Rows | None] = {
        "clients": clients,
        "visits": visits,
        "history": history,
        "attempts": attempts,
    }
    for name, columns in given.items():
        if columns is not None:
            setattr(options, name, _native.pointer_to(columns._filled(kept)))
    if client_zones:
        kept.append(zones := _native.texts([_native.text(zone) for zone in client_zones]))
        options.client_zones = zones
        options.client_zone_count = len(zones)
    rows = _native.made("plan_rows")
    rows.rows = options.clients[0].rows
    arrays = {}
    for each in ("reason", "service_id", "until", "eligible_at", "rank"):
        size, _ = _native.item_of(rows, each)
        room = memoryview(bytearray(size * rows.rows))
        arrays[each] = room.cast("B" if size == 1 else "q")
        _native.set_column(rows, each, arrays[each])
    output = _native.Output()
    try:
        _native.call(
            "plan_columns",
            _native.reference(options),
            _native.reference(rows),
            output.reference if with_plan else None,
        )
        answer = output.taken()
    except InvalidDocument as error:
        error.issues = validate(document).issues
        raise
    return PlanRows(
        **arrays,
        due_count=rows.due_count,
        planned_count=rows.planned_count,
        skipped_count=rows.skipped_count,
        plan=document_value_of(Plan, answer) if with_plan else None,
    )
