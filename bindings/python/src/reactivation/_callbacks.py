"""Ports and progress written in Python, as the C API's tables of callbacks.

No exception crosses the library: it is kept, the library is told of a failure, and the engine
raises it after the call. Each thread has a stack of calls, because a port may call its engine.
"""

from __future__ import annotations

from _thread import get_ident
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from . import _abi, _native
from ._errors import IoFailed, MessengerFailed, error_of
from .ports import Clock, DialogueMemory, Messenger, Notifier, Progress, SlotSource
from .types import (
    Notice,
    Outcome,
    OutgoingMessage,
    SlotQuestion,
    bytes_of,
    document_value_of,
    instant_of_seconds,
    seconds_of,
)

# Exceptions that are answers, by callback; any other is a broken promise.
_Answers = tuple[tuple[type[BaseException], int], ...]
_FAILED_MESSENGER: _Answers = ((MessengerFailed, _abi.MESSENGER_FAILED),)
_FAILED_MEMORY: _Answers = ((IoFailed, _abi.IO_FAILED),)


class Raised:
    """What the callbacks of one call have raised."""

    def __init__(self) -> None:
        self.broken: list[BaseException] = []
        self.answers: list[BaseException] = []

    def to_raise(self, has_failed: bool) -> BaseException | None:
        """Interrupts first; an exception that was an answer only when the call failed."""
        found = self.broken + (self.answers if has_failed else [])
        return next(
            (each for each in found if not isinstance(each, Exception)),
            found[0] if found else None,
        )


class Guard:
    """Catches what callbacks raise, for the calls that run them."""

    def __init__(self) -> None:
        self._calls: dict[int, list[Raised]] = {}

    @contextmanager
    def call(self) -> Iterator[Raised]:
        """One call of the library on this thread."""
        thread = get_ident()
        stack = self._calls.setdefault(thread, [])
        raised = Raised()
        stack.append(raised)
        try:
            yield raised
        finally:
            stack.pop()
            if not stack:
                del self._calls[thread]

    def run(self, body: Callable[[], int], answers: _Answers = ()) -> int:
        """The status of a callback's body."""
        try:
            return body()
        except BaseException as error:
            stack = self._calls.get(get_ident())
            for kind, status in answers:
                if isinstance(error, kind):
                    if stack:
                        stack[-1].answers.append(error)
                    return status
            if stack:
                stack[-1].broken.append(error)
            return _abi.CALLBACK_FAILED

    def progress(self, told: Progress | None) -> Any:
        """A progress callback. Also without one to tell, so that Ctrl-C ends the call between two
        steps: Python's signals are looked at whenever Python runs."""

        def step(_: object, what: Any, done: int, total: int) -> int:
            def body() -> int:
                if told is None:
                    return 0
                return 1 if told(_native.bytes_of(what).decode("utf-8"), done, total) else 0

            return self.run(body)

        return _abi.Progress(step)


class Look:
    """The last look, as a messenger sees it."""

    def __init__(self, look: Any) -> None:
        self._look = look

    def ask(self) -> bool:
        status: int = _native.LIBRARY.reactivation_last_look_ask(self._look)
        if status not in (_abi.OK, _abi.CANCELLED):
            raise error_of(status, "the last look may only be asked inside its own send")
        return status == _abi.OK


def write(sink: Any, document: bytes) -> int:
    status: int = _native.LIBRARY.reactivation_sink_write(sink, _native.text(document))
    if status != _abi.OK:
        raise error_of(status, f"a result of {len(document)} bytes could not be handed over")
    return status


def receipt_of(outcome: Outcome) -> bytes:
    members = {
        "outcome": outcome.outcome,
        "provider_id": outcome.provider_id,
        "is_number_unknown": outcome.is_number_unknown,
        "person_fault": outcome.person_fault,
        "signal": outcome.signal,
    }
    return bytes_of({name: value for name, value in members.items() if value is not None})


class Ports:
    """The tables of one engine; they live as long as it does."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self.struct = _native.made("ports")
        self._kept: list[object] = []

    def _put(self, name: str, table: Any) -> None:
        pointer = _native.pointer_to(table)
        self._kept.append(pointer)
        setattr(self.struct, name, pointer)

    def _function(self, table: Any, field: str, function: Callable[..., int]) -> None:
        made = dict(type(table)._fields_)[field](function)
        self._kept.append(made)
        setattr(table, field, made)

    def messenger(self, port: Messenger) -> None:
        table = _native.made("messenger")
        reaches_people = getattr(port, "reaches_people", None)
        if reaches_people is not None:
            table.flags = _abi.MESSENGER_REACHES_PEOPLE if reaches_people else 0
        seconds = getattr(port, "send_seconds_max", None)
        if seconds is not None:
            table.send_seconds_max = seconds
        run = self.guard.run

        def send(_: object, message: Any, look: Any, receipt: Any) -> int:
            def body() -> int:
                value = document_value_of(OutgoingMessage, _native.bytes_of(message))
                return write(receipt, receipt_of(port.send(value, Look(look))))

            return run(body, _FAILED_MESSENGER)

        self._function(table, "send", send)
        find = getattr(port, "find_outcome", None)
        if find is not None:

            def find_outcome(_: object, attempt_id: Any, receipt: Any) -> int:
                def body() -> int:
                    outcome = find(_native.bytes_of(attempt_id).decode("ascii"))
                    if outcome is None:
                        return _abi.NOT_FOUND
                    return write(receipt, receipt_of(outcome))

                return run(body)

            self._function(table, "find_outcome", find_outcome)
        self._put("messenger", table)

    def slot_source(self, port: SlotSource) -> None:
        table = _native.made("slot_source")

        def find_slots(_: object, question: Any, slots: Any) -> int:
            def body() -> int:
                asked = SlotQuestion.of(_native.bytes_of(question))
                found = [
                    {
                        "service_id": slot.service_id,
                        "staff_id": slot.staff_id,
                        "datetime": instant_of_seconds(seconds_of(slot.datetime)),
                        "duration_minutes": slot.duration_minutes,
                    }
                    for slot in port.find_slots(asked)
                ]
                return write(slots, bytes_of({"slots": found}))

            return self.guard.run(body)

        self._function(table, "find_slots", find_slots)
        self._put("slot_source", table)

    def clock(self, port: Clock) -> None:
        table = _native.made("clock")
        run = self.guard.run

        def now(_: object, unix_seconds: Any) -> int:
            def body() -> int:
                unix_seconds[0] = seconds_of(port.now())
                return _abi.OK

            return run(body)

        def wait_until(_: object, unix_seconds: int) -> int:
            def body() -> int:
                reached = port.wait_until(instant_of_seconds(unix_seconds))
                return _abi.OK if reached else _abi.CANCELLED

            return run(body)

        self._function(table, "now", now)
        self._function(table, "wait_until", wait_until)
        trusted = getattr(port, "is_trusted", None)
        if trusted is not None:

            def is_trusted(_: object, answer: Any) -> int:
                def body() -> int:
                    answer[0] = 1 if trusted() else 0
                    return _abi.OK

                return run(body)

            self._function(table, "is_trusted", is_trusted)
        self._put("clock", table)

    def notifier(self, port: Notifier) -> None:
        table = _native.made("notifier")

        def notify(_: object, notice: Any) -> int:
            def body() -> int:
                port.notify(document_value_of(Notice, _native.bytes_of(notice)))
                return _abi.OK

            return self.guard.run(body)

        self._function(table, "notify", notify)
        self._put("notifier", table)

    def dialogue_memory(self, port: DialogueMemory) -> None:
        table = _native.made("dialogue_memory")
        run = self.guard.run

        def load(_: object, person: Any, dialogue: Any) -> int:
            def body() -> int:
                found = port.load(person.company_id, person.client_id)
                return _abi.NOT_FOUND if found is None else write(dialogue, bytes_of(found))

            return run(body, _FAILED_MEMORY)

        def save(_: object, person: Any, dialogue: Any) -> int:
            def body() -> int:
                port.save(person.company_id, person.client_id, _native.bytes_of(dialogue))
                return _abi.OK

            return run(body, _FAILED_MEMORY)

        self._function(table, "load", load)
        self._function(table, "save", save)
        self._put("dialogue_memory", table)
