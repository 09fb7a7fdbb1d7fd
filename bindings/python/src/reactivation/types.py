"""What goes in and comes out, as frozen values.

Instants are `datetime`s with an offset (UTC where the library wrote them) or whole seconds since
1970-01-01T00:00:00Z. Dates are of the company's calendar. Amounts are whole minor units. Words and
numbers of tomorrow's library read as `unknown` where an enumeration has it; members that this
version does not know are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ._frames import frame_of
from ._values import (
    DATE as _DATE,
    INSTANT as _INSTANT,
    TUPLE as _TUPLE,
    Document as Document,
    Instant as Instant,
    bytes_of as bytes_of,
    document_value_of as document_value_of,
    instant_of as instant_of,
    instant_of_seconds as instant_of_seconds,
    one_of as _one,
    read_as as _as,
    rows_of as _rows,
    seconds_of as seconds_of,
    value_of as value_of,
)
from .enums import (
    AttemptState as AttemptState,
    CompletionReason as CompletionReason,
    Consent as Consent,
    LoyaltyLevel as LoyaltyLevel,
    PhoneStatus as PhoneStatus,
    Reason as Reason,
    ReplyType as ReplyType,
    VisitStatus as VisitStatus,
)

if TYPE_CHECKING:
    import pandas

_DateTime = datetime  # for fields of that name
_NESTED = ("preferences", "rhythm", "arms")  # no columns of a frame


# --- The plan


@dataclass(frozen=True)
class Slot:
    """A free time at a staff member, as it is offered."""

    service_id: int
    staff_id: int
    datetime: _DateTime = field(metadata=_INSTANT)


@dataclass(frozen=True)
class RankedSlot(Slot):
    """A slot of a plan: `score` in points, `match` the reasons for it."""

    score: float
    match: tuple[str, ...] = field(metadata=_TUPLE)


@dataclass(frozen=True)
class Preferences:
    """What the last 20 visits say. `days`: Monday = 1 … Sunday = 7, the likeliest first.
    `mean_gap_days` is None below three gaps; `confidence` is from 0 to 1."""

    day_part: str | None
    days: tuple[int, ...] = field(metadata=_TUPLE)
    staff_id: int | None
    regular: bool
    mean_gap_days: float | None
    confidence: float


@dataclass(frozen=True)
class Rhythm:
    """Why the policy `rhythm` decides so about a client and a service. `state`: `on_rhythm`, `due`,
    `overdue`, `at_risk` or `lost`. `p_visit`: comes by themselves within `horizon_days`; `p_alive`:
    has not left for good. `due_days`: after the last visit with the service a message may go.
    `return_value` in major units of the currency."""

    state: str
    visits: int
    own_interval_days: float
    own_gaps: float
    due_days: int
    horizon_days: int
    p_visit: float
    p_alive: float
    return_value: float


@dataclass(frozen=True)
class DrawnArm:
    """What a message tries (docs/results.md): of `discount` (percent), `tone` (its word) or `slots`
    (how many), the value that was drawn, and the probability that it was this one."""

    factor: str
    value: int | str
    probability: float


@dataclass(frozen=True)
class PlannedMessage:
    """One message of the plan: to whom, about what, when, with what discount and slots. `arms` is
    empty unless the settings try something."""

    attempt_id: str
    rank: int
    client_id: int
    service_id: int
    cycle_key: date = field(metadata=_DATE)
    attempt_number: int
    days_since_visit: int
    interval_days: int
    interval_source: str
    discount_percent: int
    priority_score: float
    not_before: datetime = field(metadata=_INSTANT)
    not_after: datetime = field(metadata=_INSTANT)
    slots: tuple[RankedSlot, ...] = field(metadata=_rows(lambda: RankedSlot))
    preferences: Preferences = field(metadata=_one(lambda: Preferences))
    rhythm: Rhythm | None = field(default=None, metadata=_one(lambda: Rhythm))
    arms: tuple[DrawnArm, ...] = field(default=(), metadata=_rows(lambda: DrawnArm))


@dataclass(frozen=True)
class SkippedClient:
    """One client who is not written to: why, and `until` when (None: open-ended or not known).
    `eligible_at` is when every known reason is gone; `rank` the place of `no_quota` in the
    queue."""

    client_id: int
    service_id: int | None
    reason: Reason = field(metadata=_as(Reason.of))
    until: datetime | None = field(metadata=_INSTANT)
    eligible_at: datetime | None = field(metadata=_INSTANT)
    rank: int | None
    rhythm: Rhythm | None = field(default=None, metadata=_one(lambda: Rhythm))


@dataclass(frozen=True)
class PlanCounts:
    """Clients, of them due, planned and skipped; also those whose rows were left out."""

    clients: int
    due: int
    planned: int
    skipped: int


@dataclass(frozen=True)
class Plan:
    """`reactivation.plan/1`: every client once. Equal inputs give equal `document` bytes. `policy`:
    `spec` or `rhythm`."""

    document: bytes = field(repr=False, compare=False)
    company_id: int
    now: datetime = field(metadata=_INSTANT)
    local_date: date = field(metadata=_DATE)
    counts: PlanCounts = field(metadata=_one(lambda: PlanCounts))
    planned: tuple[PlannedMessage, ...] = field(metadata=_rows(lambda: PlannedMessage))
    skipped: tuple[SkippedClient, ...] = field(metadata=_rows(lambda: SkippedClient))
    policy: str = "spec"

    def planned_frame(self) -> pandas.DataFrame:
        """The messages as a pandas DataFrame, a row each in order of rank. Instants are UTC;
        `slots` holds tuples, the preferences have columns of their own. Needs pandas."""
        columns = [each.name for each in fields(PlannedMessage) if each.name not in _NESTED]
        found = {name: [getattr(row, name) for row in self.planned] for name in columns}
        for each in fields(Preferences):
            found[f"preferred_{each.name}"] = [
                getattr(row.preferences, each.name) for row in self.planned
            ]
        return frame_of(found, instants=("not_before", "not_after"), ids=("preferred_staff_id",))

    def skipped_frame(self) -> pandas.DataFrame:
        """The others as a pandas DataFrame, a row each in order of client id: `reason` is its
        word, instants are UTC. Needs pandas."""
        columns = [each.name for each in fields(SkippedClient) if each.name not in _NESTED]
        found = {name: [getattr(row, name) for row in self.skipped] for name in columns}
        found["reason"] = [row.reason.name for row in self.skipped]
        return frame_of(found, instants=("until", "eligible_at"), ids=("service_id", "rank"))


# --- Other answers


@dataclass(frozen=True)
class Issue:
    """One finding about a document. `severity` is error or warning, `code` for programs, `place` a
    JSON pointer, `message` for people."""

    severity: str
    code: str
    place: str
    message: str


@dataclass(frozen=True)
class Issues:
    """`reactivation.issues/1`: everything that was found, up to 200."""

    document: bytes = field(repr=False, compare=False)
    is_valid: bool
    issues: tuple[Issue, ...] = field(metadata=_rows(lambda: Issue))


@dataclass(frozen=True)
class Message:
    """`reactivation.message/1`: a rendered text and the template that it was made from."""

    document: bytes = field(repr=False, compare=False)
    text: str = field(repr=False)
    template_id: str


@dataclass(frozen=True)
class Classified:
    """How an answer is understood. `opt_out`: it says stop. `pause_until`: not before that instant.
    `needs_person`: nobody may be written to until somebody has looked."""

    document: bytes = field(repr=False, compare=False)
    text: str = field(repr=False)
    type: ReplyType = field(metadata=_as(ReplyType.of))
    opt_out: bool
    pause_until: datetime | None = field(metadata=_INSTANT)
    needs_person: bool


@dataclass(frozen=True)
class ReasonState:
    """One reason in its order: whether it holds, and until when where that is known."""

    reason: Reason = field(metadata=_as(Reason.of))
    holds: bool
    until: datetime | None = field(metadata=_INSTANT)


@dataclass(frozen=True)
class ServiceState:
    """How a client stands with one service. Instants are UTC, `times` counts completed visits."""

    service_id: int
    interval_days: int
    interval_source: str
    last_visit_at: datetime | None = field(metadata=_INSTANT)
    days_since_visit: int | None
    times: int
    due_at: datetime | None = field(metadata=_INSTANT)
    chosen: bool


@dataclass(frozen=True)
class Explanation:
    """`reactivation.explanation/1`: why one client is written to or not, and when next. `later`:
    what would be offered without what holds now. Visits and attempts as the document has them."""

    document: bytes = field(repr=False, compare=False)
    company_id: int
    client_id: int
    name: str = field(repr=False)
    now: datetime = field(metadata=_INSTANT)
    planned: PlannedMessage | None = field(metadata=_one(lambda: PlannedMessage))
    skipped: SkippedClient | None = field(metadata=_one(lambda: SkippedClient))
    later: Mapping[str, Any] | None
    reasons: tuple[ReasonState, ...] = field(metadata=_rows(lambda: ReasonState))
    preferences: Preferences | None = field(metadata=_one(lambda: Preferences))
    services: tuple[ServiceState, ...] = field(metadata=_rows(lambda: ServiceState))
    visits: tuple[Mapping[str, Any], ...] = field(metadata=_TUPLE, repr=False)
    attempts: tuple[Mapping[str, Any], ...] = field(metadata=_TUPLE, repr=False)


@dataclass(frozen=True)
class RunCounts:
    """What became of the messages of a run, counted."""

    planned: int
    stored: int
    sent: int
    uncertain: int
    rejected: int
    not_started: int
    cancelled: int
    waiting: int
    held: int
    lost: int
    settled: int


@dataclass(frozen=True)
class RunMessage:
    """What became of one message; `reason` says why it was not sent."""

    attempt_id: str
    client_id: int
    outcome: str
    reason: str | None
    sent_at: datetime | None = field(metadata=_INSTANT)


@dataclass(frozen=True)
class Run:
    """`reactivation.run/1`: one dispatch, messages in the order in which they were taken."""

    document: bytes = field(repr=False, compare=False)
    company_id: int
    now: datetime = field(metadata=_INSTANT)
    counts: RunCounts = field(metadata=_one(lambda: RunCounts))
    messages: tuple[RunMessage, ...] = field(metadata=_rows(lambda: RunMessage))
    notices: tuple[str, ...] = field(metadata=_TUPLE)


@dataclass(frozen=True)
class Sweep:
    """`reactivation.sweep/1`: what time alone has changed, counted."""

    document: bytes = field(repr=False, compare=False)
    settled: int
    changed: int
    processed: int
    notices: tuple[str, ...] = field(metadata=_TUPLE)


@dataclass(frozen=True)
class Receipt:
    """`reactivation.receipt/1`. `receipt`: stored, known_already or id_reused. Not `is_done`:
    stored, and `Engine.sweep` does the rest."""

    document: bytes = field(repr=False, compare=False)
    event_id: str
    receipt: str
    is_done: bool


@dataclass(frozen=True)
class Applied:
    """`reactivation.applied/1`. `in_flight`: attempts that were leaving at that very moment."""

    document: bytes = field(repr=False, compare=False)
    has_changed: bool
    in_flight: tuple[str, ...] = field(metadata=_TUPLE)


@dataclass(frozen=True)
class SendAnswer:
    """`reactivation.send/1`: the attempt that waits for its turn, or the reason against it."""

    document: bytes = field(repr=False, compare=False)
    company_id: int
    client_id: int
    service_id: int
    attempt_id: str | None
    reason: str | None


@dataclass(frozen=True)
class Preview:
    """`reactivation.preview/1`: what the plan says of a client, and the text they would get."""

    document: bytes = field(repr=False, compare=False)
    company_id: int
    client_id: int
    planned: PlannedMessage | None = field(metadata=_one(lambda: PlannedMessage))
    skipped: SkippedClient | None = field(metadata=_one(lambda: SkippedClient))
    text: str | None = field(repr=False)
    problem: str | None


@dataclass(frozen=True)
class Gate:
    """`reactivation.gate/1`: how a messaging account stands."""

    document: bytes = field(repr=False, compare=False)
    account_id: int
    armed_here: bool
    stopped: bool
    awaits_confirmation: bool


@dataclass(frozen=True)
class Offer:
    """One promise that still holds, until the end of `valid_until`, a date of the company."""

    attempt_id: str
    client_id: int
    service_id: int
    sent_at: datetime = field(metadata=_INSTANT)
    valid_until: date = field(metadata=_DATE)
    discount_percent: int
    slots: tuple[Slot, ...] = field(metadata=_rows(lambda: Slot))
    text: str = field(repr=False)


@dataclass(frozen=True)
class Offers:
    """`reactivation.offers/1`: the latest first."""

    document: bytes = field(repr=False, compare=False)
    company_id: int
    offers: tuple[Offer, ...] = field(metadata=_rows(lambda: Offer))


@dataclass(frozen=True)
class Figures:
    """Counts of messages; rates are shares of `sent` from 0 to 1, None without a send."""

    sent: int
    uncertain: int
    delivered: int
    responses: int
    positive: int
    bookings: int
    opt_outs: int
    silent: int
    waiting: int
    conversion_rate: float | None
    response_rate: float | None
    opt_out_rate: float | None


@dataclass(frozen=True)
class AttemptFigures(Figures):
    """The figures of one attempt number."""

    attempt_number: int


@dataclass(frozen=True)
class Stats:
    """`reactivation.stats/1` of the days `first_day` to `last_day`, both included."""

    document: bytes = field(repr=False, compare=False)
    company_id: int
    first_day: date
    last_day: date
    all: Figures
    by_attempt: tuple[AttemptFigures, ...]
    targets: Mapping[str, float]

    @staticmethod
    def of(document: bytes) -> Stats:
        row = json.loads(document)
        return Stats(
            document=document,
            company_id=row["company_id"],
            first_day=date.fromisoformat(row["from"]),
            last_day=date.fromisoformat(row["to"]),
            all=value_of(Figures, row["all"]),
            by_attempt=tuple(value_of(AttemptFigures, each) for each in row["by_attempt"]),
            targets=row["targets"],
        )


# --- What ports are given and give


@dataclass(frozen=True)
class OutgoingMessage:
    """What a messenger is to hand over. `phone` is E.164; `document` the whole of it as JSON."""

    document: bytes = field(repr=False, compare=False)
    attempt_id: str
    company_id: int
    client_id: int
    service_id: int
    phone: str = field(repr=False)
    text: str = field(repr=False)
    discount_percent: int


@dataclass(frozen=True)
class Outcome:
    """A messenger's receipt. `outcome`: accepted, rejected, not_started (proven: nothing left) or
    uncertain; `provider_id` is required for what reaches people and was accepted. `signal`: what
    the messenger said about the account, as `Engine.on_signal` takes it."""

    outcome: str
    provider_id: str | None = None
    is_number_unknown: bool | None = None
    person_fault: str | None = None
    signal: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class SlotQuestion:
    """Free times of these services are wanted from `from_` (included) to `until` (excluded)."""

    company_id: int
    service_ids: tuple[int, ...]
    from_: datetime
    until: datetime

    @staticmethod
    def of(document: bytes) -> SlotQuestion:
        row = json.loads(document)
        return SlotQuestion(
            company_id=row["company_id"],
            service_ids=tuple(row["service_ids"]),
            from_=instant_of(row["from"]),
            until=instant_of(row["until"]),
        )


@dataclass(frozen=True)
class FreeSlot:
    """A free time of a staff member; `duration_minutes` None: not known."""

    service_id: int
    staff_id: int
    datetime: _DateTime
    duration_minutes: int | None = None


@dataclass(frozen=True)
class Notice:
    """`reactivation.notice/1`: one thing to tell the admin, in a `sentence` without names."""

    document: bytes = field(repr=False, compare=False)
    kind: str
    company_id: int | None
    client_id: int | None
    signal: str | None
    at: datetime | None = field(metadata=_INSTANT)
    sentence: str | None
