"""An engine over a store: plan a day, store it, hand its messages over, take answers in."""

from __future__ import annotations

import json
import warnings
from _thread import RLock
from collections.abc import Sequence
from datetime import date
from types import TracebackType
from typing import Any, TypeVar, Union

from . import _abi, _native, types
from ._callbacks import Guard, Ports
from ._errors import Busy, EngineClosed, InvalidDocument, error_of
from .ports import Clock, DialogueMemory, Messenger, Notifier, Progress, SlotSource
from .types import Document, Instant, bytes_of, document_value_of, seconds_of

_Value = TypeVar("_Value")
_FIRST_DAY = date(1970, 1, 1)


class Engine:
    """An open storage and its ports; a context manager.

    `storage`: `sqlite:PATH`, `postgresql://HOST/DATABASE` (raises Unsupported where the library was
    built without) or `memory:`. `messenger`: `outbox:DIR`, `program:PATH` or a `Messenger`; without
    one nothing can be dispatched. `clock`: `system:`, `virtual:INSTANT` or a `Clock`. `notifier`:
    `program:PATH` or a `Notifier`. Without `slot_source` and `dialogue_memory` the storage's are
    used. `create` makes the file of `sqlite:`, or our tables in the database of `postgresql:`, when
    there are none. `alone`: nobody else dispatches, so hand-overs left open are settled at once.
    `owner` names this worker among all that share the store, `here` this installation, for arming.
    `lease_seconds`: how long a worker may hold one attempt. `policy`: whom `plan` and `run_day`
    choose by, `spec` (a fixed interval a service) or `rhythm` (each client's own). What is None is
    left to the library.

    Threads: any; calls take turns. An event, an order or a question waits until the call of another
    thread lets it in, before each message and while a port sends, waits or looks for free times;
    what needs the engine for itself (`plan`, `run_day`, `dispatch`, `sweep`, …) raises `Busy` while
    another such call is under way. After `turn_seconds_max` of waiting (0 to 3600, half a minute by
    default, and Ctrl-C is not heard in it) that is `Busy`, too: then the event or order must be
    repeated, and until it was `dispatch` raises `MustRepeat`. After a fork
    the child cannot use it. Ctrl-C ends a call between two messages, also one that waits.
    """

    def __init__(
        self,
        storage: str,
        *,
        messenger: Union[str, Messenger, None] = None,
        clock: Union[str, Clock, None] = None,
        notifier: Union[str, Notifier, None] = None,
        slot_source: SlotSource | None = None,
        dialogue_memory: DialogueMemory | None = None,
        create: bool = False,
        alone: bool = False,
        show_program_errors: bool = False,
        owner: str | None = None,
        here: str | None = None,
        lease_seconds: int | None = None,
        turn_seconds_max: int | None = None,
        messenger_arguments: Sequence[str] = (),
        messenger_seconds_max: int | None = None,
        policy: str | None = None,
    ) -> None:
        self._engine: Any = None
        self._lock = RLock()
        self._inside = 0
        self._guard = Guard()
        self._ports = Ports(self._guard)
        options = _native.made("engine_options")
        kept = []
        for name, value in [
            ("storage", storage),
            ("messenger", messenger),
            ("clock", clock),
            ("notifier", notifier),
            ("owner", owner),
            ("here", here),
            ("policy", policy),
        ]:
            if isinstance(value, str):
                kept.append(_native.text(value))
                setattr(options, name, kept[-1])
        for name, port in [
            ("messenger", messenger),
            ("clock", clock),
            ("notifier", notifier),
            ("slot_source", slot_source),
            ("dialogue_memory", dialogue_memory),
        ]:
            if port is not None and not isinstance(port, str):
                getattr(self._ports, name)(port)
        for flag, wanted in [
            (_abi.ENGINE_CREATE, create),
            (_abi.ENGINE_ALONE, alone),
            (_abi.ENGINE_SHOW_PROGRAM_ERRORS, show_program_errors),
        ]:
            options.flags |= flag if wanted else 0
        if lease_seconds is not None:
            options.lease_seconds = lease_seconds
        if turn_seconds_max is not None:
            options.turn_seconds_max = turn_seconds_max
        if messenger_seconds_max is not None:
            options.messenger_seconds_max = messenger_seconds_max
        if messenger_arguments:
            arguments = _native.texts([_native.text(each) for each in messenger_arguments])
            options.messenger_arguments = arguments
            options.messenger_argument_count = len(arguments)
            kept.append(arguments)
        with self._guard.call() as raised:
            try:
                self._engine = _native.create(options, self._ports.struct)
            except Exception:
                error = raised.to_raise(has_failed=True)
                if error is not None:
                    raise error from None
                raise

    # --- Its life

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the storage and lets the ports go. Again: no effect. Raises Busy while a call is
        under way, also from inside a port."""
        with self._lock:
            if self._inside:
                raise Busy("a call is under way: close the engine after it")
            engine, self._engine = self._engine, None
        if engine is not None:
            _native.destroy(engine)

    def __del__(self) -> None:
        if getattr(self, "_engine", None) is not None:
            warnings.warn("an Engine was not closed", ResourceWarning, source=self, stacklevel=2)
            self.close()

    @property
    def is_closed(self) -> bool:
        return self._engine is None

    def cancel(self) -> None:
        """Asks the call that is under way, or else the next one that can be, to end with
        `Cancelled` between two steps. From any thread and from signal handlers."""
        with self._lock:
            if self._engine is not None:
                _native.cancel(self._engine)

    def _call(self, name: str, *arguments: Any) -> None:
        """Calls `reactivation_engine_<name>`; raises what a port raised, or else its failure."""
        with self._lock:
            if self._engine is None:
                raise EngineClosed("the engine is closed")
            engine = self._engine
            self._inside += 1
        try:
            with self._guard.call() as raised:
                status, message = _native.try_call(f"engine_{name}", engine, *arguments)
        finally:
            with self._lock:
                self._inside -= 1
        has_failed = status != _abi.OK
        error = raised.to_raise(has_failed)
        if error is not None:
            raise error
        if has_failed:
            raise error_of(status, message)

    def _document(self, name: str, *arguments: Any) -> bytes:
        output = _native.Output()
        try:
            self._call(name, *arguments, output.reference)
        finally:
            answer = output.taken()  # also when a port raised in a call that went well
        return answer

    def _value(self, kind: type[_Value], name: str, *arguments: Any) -> _Value:
        return document_value_of(kind, self._document(name, *arguments))

    def _send_document(self, name: str, document: Document, *before: Any) -> None:
        raw = bytes_of(document)
        try:
            self._call(name, *before, _native.text(raw))
        except InvalidDocument as error:
            error.issues = _issues_of(raw)
            raise

    def _options(self, progress: Progress | None, company_id: int = 0, flags: int = 0) -> Any:
        options = _native.made("call_options")
        options.company_id = company_id
        options.flags = flags
        options.kept = self._guard.progress(progress)
        options.progress = options.kept
        return options

    # --- A company's day

    def plan(self, company_id: int, *, progress: Progress | None = None) -> types.Plan:
        """The plan of now, as `run_day` would store it, without those who are not due. Effect:
        none. Raises NotFound, Cancelled."""
        options = self._options(progress, company_id)
        return self._value(types.Plan, "plan", _native.reference(options))

    def run_day(
        self, company_id: int, *, progress: Progress | None = None
    ) -> tuple[types.Plan, int]:
        """Plans the company's day and stores its attempts: the plan, and how many were not stored
        before. Again it stores nothing twice. Sends nothing. Raises NotFound, Cancelled."""
        options = self._options(progress, company_id)
        output = _native.Output()
        new = _native.Number()
        try:
            self._call("run_day", _native.reference(options), output.reference, new.reference)
        finally:
            answer = output.taken()
        return document_value_of(types.Plan, answer), new.value

    def dispatch(
        self, company_id: int, *, window: bool = False, progress: Progress | None = None
    ) -> types.Run:
        """Hands waiting attempts over, one at a time, each at most once: what became of each.
        `window` waits for every turn of the day instead of taking what may leave now. Blocks as
        long as the messenger does. Raises NotFound, Cancelled, MustRepeat (an event or an order
        must come again first), MessengerFailed, Unsupported (without a messenger), InvariantBroken, and what the messenger raises; then nothing is known
        of the messages but what the store says."""
        options = self._options(progress, company_id, _abi.DISPATCH_WINDOW if window else 0)
        return self._value(types.Run, "dispatch", _native.reference(options))

    def sweep(self, *, progress: Progress | None = None) -> types.Sweep:
        """What time alone makes of all companies' attempts, and events that were left behind. Run
        it every few minutes. Raises Cancelled."""
        return self._value(types.Sweep, "sweep", _native.reference(self._options(progress)))

    def snapshot(self, company_id: int) -> bytes:
        """`reactivation.snapshot/1` of now; it contains names and phones. Raises NotFound."""
        return self._document("snapshot", company_id)

    def explain(self, company_id: int, client_id: int) -> types.Explanation:
        """Why that client is written to or not now, and when next. Raises NotFound."""
        person = _native.person(company_id, client_id)
        return self._value(types.Explanation, "explain", person)

    def preview(self, company_id: int, client_id: int) -> types.Preview:
        """What the plan of now says of that client, with the text. Raises NotFound."""
        return self._value(types.Preview, "preview", _native.person(company_id, client_id))

    # --- A company

    def add_company(self, snapshot: Document) -> None:
        """A new company, from `reactivation.snapshot/1`. `memory:` takes all of it; the others take
        company, settings and account, and raises Unsupported for rows: those come by import, or
        stand in tables of your own in the same database (docs/storage.md). Raises InvalidDocument;
        InvalidArgument when the id is taken."""
        self._send_document("add_company", snapshot)

    def set_settings(self, company_id: int, settings: Document) -> None:
        """The company's settings, replaced as a whole. Raises NotFound, InvalidDocument."""
        self._call("set_settings", company_id, _native.text(bytes_of(settings)))

    def put_rule(self, company_id: int, rule: Document) -> None:
        """The rule of one service, added or replaced. Raises NotFound, InvalidDocument."""
        self._call("put_rule", company_id, _native.text(bytes_of(rule)))

    def set_slots(self, company_id: int, slots: Document) -> None:
        """All free times that the storage knows, replaced: {"slots": […]}. Raises NotFound,
        InvalidDocument."""
        self._call("set_slots", company_id, _native.text(bytes_of(slots)))

    # --- What comes in

    def on_event(self, event: Document) -> types.Receipt:
        """Takes in one `reactivation.event/1`. The same event again has no further effect. After
        any failure but InvalidDocument and InvalidArgument the sender must repeat it; until then
        this engine sends nothing. Raises InvalidDocument (nothing was stored)."""
        raw = bytes_of(event)
        try:
            return self._value(types.Receipt, "on_event", _native.text(raw))
        except InvalidDocument as error:
            error.issues = _issues_of(raw)
            raise

    def on_signal(self, account_id: int, signal: Document) -> None:
        """What the messenger did to an account: {"kind" or "code", "at", "until"}. Raises NotFound,
        InvalidDocument; InvalidArgument when the code is none of an account."""
        self._call("on_signal", account_id, _native.text(bytes_of(signal)))

    # --- What people decide about clients

    def opt_out(self, company_id: int, client_id: int, why: str) -> types.Applied:
        """Opts the person out by every identity, now and later. Raises NotFound."""
        person = _native.person(company_id, client_id)
        return self._value(types.Applied, "opt_out", person, _native.text(why))

    def opt_in(self, company_id: int, client_id: int, evidence: str) -> types.Applied:
        """The one way back: who said so, when and where is kept. Raises NotFound."""
        person = _native.person(company_id, client_id)
        return self._value(types.Applied, "opt_in", person, _native.text(evidence))

    def pause(self, company_id: int, client_id: int, until: Instant) -> types.Applied:
        """No message before that instant. Raises NotFound."""
        person = _native.person(company_id, client_id)
        return self._value(types.Applied, "pause", person, seconds_of(until))

    def clear(self, company_id: int, client_id: int) -> types.Applied:
        """A person has looked at the reply: the client may be written to. Raises NotFound."""
        return self._value(types.Applied, "clear", _native.person(company_id, client_id))

    def cancel_attempt(self, attempt_id: str) -> types.Applied:
        """Ends the campaign of that attempt. Raises NotFound."""
        return self._value(types.Applied, "cancel_attempt", _native.text(attempt_id))

    # --- Messages

    def hold(self, attempt_id: str) -> None:
        """A waiting attempt stays until it is approved, or its day ends. Raises NotFound."""
        self._call("hold", _native.text(attempt_id))

    def approve(self, attempt_id: str) -> None:
        """Lets a held attempt go. Raises NotFound."""
        self._call("approve", _native.text(attempt_id))

    def send(
        self, company_id: int, client_id: int, service_id: int, *, past_cadence: bool = False
    ) -> types.SendAnswer:
        """One message by hand; it waits for `dispatch` like any other. `past_cadence` passes over
        the cadence and the number of attempts, never over opt-out, consent, limits, hours. Raises
        NotFound."""
        return self._value(
            types.SendAnswer,
            "send",
            _native.person(company_id, client_id),
            service_id,
            _abi.SEND_PAST_CADENCE if past_cadence else 0,
        )

    # --- Accounts

    def find_account(self, company_id: int) -> int:
        """The id of the company's messaging account. Raises NotFound."""
        output = _native.Number()
        self._call("find_account", company_id, output.reference)
        return output.value

    def gate(self, account_id: int) -> types.Gate:
        """How the account stands. Raises NotFound."""
        return self._value(types.Gate, "gate", account_id)

    def arm(self, account_id: int) -> None:
        """Sends to people become possible on this installation only. Raises NotFound."""
        self._call("arm", account_id)

    def disarm(self, account_id: int, why: str) -> None:
        """Takes that back. Raises NotFound."""
        self._call("disarm", account_id, _native.text(why))

    def confirm(self, account_id: int) -> None:
        """A person has looked after a ban or a stop, which end. Raises NotFound."""
        self._call("confirm", account_id)

    def stop_everything(self, why: str) -> None:
        """Every account of the store stops at once; each starts again by `confirm`."""
        self._call("stop_everything", _native.text(why))

    # --- Questions

    def find_client(self, company_id: int, code: str) -> int:
        """The client whom the outside system's code, or our number, means. Raises NotFound."""
        output = _native.Number()
        self._call("find_client", company_id, _native.text(code), output.reference)
        return output.value

    def find_offers(self, company_id: int, client_id: int) -> types.Offers:
        """What the client was promised and still holds, the latest first."""
        person = _native.person(company_id, client_id)
        return self._value(types.Offers, "find_offers", person)

    def dialogue(self, company_id: int, client_id: int) -> dict[str, Any]:
        """`reactivation.dialogue/1`: what the host's assistant must know. Raises NotFound when
        nothing was said."""
        answer = self._document("dialogue", _native.person(company_id, client_id))
        found: dict[str, Any] = json.loads(answer)
        return found

    def stats(self, company_id: int, first_day: date, last_day: date) -> types.Stats:
        """Counts and rates of the messages sent on those days of the company, both included."""
        days = _native.days((first_day - _FIRST_DAY).days, (last_day - _FIRST_DAY).days)
        return types.Stats.of(self._document("stats", company_id, days))

    def export_person(self, company_id: int, client_id: int) -> dict[str, Any]:
        """Everything that is stored about the client. Raises NotFound."""
        answer = self._document("export_person", _native.person(company_id, client_id))
        found: dict[str, Any] = json.loads(answer)
        return found

    def erase_person(self, company_id: int, client_id: int) -> None:
        """Removes name, identities, texts and messages; an opt-out stays, as a hash of each
        identity. There is no way back. Raises NotFound."""
        self._call("erase_person", _native.person(company_id, client_id))

    def add_identity(self, company_id: int, client_id: int, kind: str, value: str) -> None:
        """The client is also known by this: kind `phone` (E.164), `external_id`, `lid`, `user_id`
        or `chat_id`. Raises NotFound."""
        person = _native.person(company_id, client_id)
        self._call("add_identity", person, _native.text(kind), _native.text(value))


def _issues_of(document: bytes) -> tuple[types.Issue, ...]:
    answer = _native.document("validate", _native.text(document))
    return document_value_of(types.Issues, answer).issues
