"""What a host may do itself: any object with these methods.

Every method runs on the thread of the engine's call that needs it, inside that call. From inside
it, events, orders and questions of the same engine may be called while `plan`, `run_day`,
`dispatch` or `sweep` is under way; anything else is `Busy`. An exception ends the call and is raised from it; what was
committed before stays committed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, Union

from .types import Document, FreeSlot, Instant, Notice, Outcome, OutgoingMessage, SlotQuestion


class LastLook(Protocol):
    """The last look before the first byte."""

    def ask(self) -> bool:
        """Whether the message may leave. Ask exactly once, when it could be written at once (a
        connection stands); on False write nothing and answer `Outcome("not_started")`. Only inside
        the `send` that it was given to."""


class Messenger(Protocol):
    """Hands messages over.

    Besides `send` it may have
    - `reaches_people: bool`; True when absent. One that reaches nobody (files, tests) needs no
      arming and may get test numbers (+999…).
    - `send_seconds_max: int`, the longest that `send` takes, 1 to 3600.
    - `find_outcome(attempt_id: str) -> Outcome | None`: what became of a hand-over whose answer was
      lost; None when it cannot tell.
    """

    def send(self, message: OutgoingMessage, look: LastLook) -> Outcome:
        """Hands one message over, at most once for an attempt, and never repeats by itself.

        Raise `MessengerFailed` when no byte has left and the messenger does not work: dispatch ends
        with it, and the message may be tried again. After any other exception the message counts
        as sent and is never repeated."""


class SlotSource(Protocol):
    """Knows free times."""

    def find_slots(self, question: SlotQuestion) -> Iterable[FreeSlot]:
        """Free times from `question.from_` (included) to `question.until` (excluded), in any order,
        at most 500 a service. None at all is an answer."""


class Clock(Protocol):
    """Tells the time. It may also have `is_trusted() -> bool`: False when it was set by hand or
    went its own way, and then nothing is sent to people."""

    def now(self) -> Instant:
        """The present, between the years 2000 and 2200."""

    def wait_until(self, instant: datetime) -> bool:
        """True when `now` is `instant` or later, False when it was woken before."""


class Notifier(Protocol):
    """Tells the company's admin."""

    def notify(self, notice: Notice) -> None:
        """Must not block for long. The change that it tells of stands, whatever becomes of this; an
        exception is raised from the call that caused the notice once that call has done its
        work."""


class DialogueMemory(Protocol):
    """What the host's assistant must know when a client answers: `reactivation.dialogue/1`.

    Raise `IoFailed` when it cannot be had now: that costs convenience and nothing else."""

    def load(self, company_id: int, client_id: int) -> Document | None:
        """None when nothing was said."""

    def save(self, company_id: int, client_id: int, dialogue: bytes) -> None:
        """Replaces what was known; `dialogue` is JSON in UTF-8."""


class Progress(Protocol):
    """Told now and then what is being done, how much is done and how much there is (0: not known).
    True asks the call to stop between two steps: it ends with `Cancelled`."""

    def __call__(self, what: str, done: int, total: int, /) -> bool | None: ...


AnyPort = Union[Messenger, SlotSource, Clock, Notifier, DialogueMemory]
"""Any of the ports."""
