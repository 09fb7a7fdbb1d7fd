"""Pure functions over documents: nothing is sent, stored or read but the system's time zones.

Equal inputs give equal bytes (`.document` of every answer), those that C, C++ and the program give.
Any number of threads may call them at once; the GIL is released meanwhile.
"""

from __future__ import annotations

import json
from typing import Any

from . import _native
from ._abi import PLAN_DUE_ONLY
from ._errors import InvalidDocument
from .types import (
    Classified,
    Document,
    Explanation,
    Instant,
    Issues,
    Message,
    Plan,
    bytes_of,
    document_value_of,
    seconds_of,
)


def _answer(name: str, document: bytes, *arguments: Any) -> bytes:
    """Calls with a document; when it is refused, the exception gets everything found in it."""
    try:
        return _native.document(name, _native.text(document), *arguments)
    except InvalidDocument as error:
        error.issues = validate(document).issues
        raise


def plan(snapshot: Document, *, now: Instant, due_only: bool = False) -> Plan:
    """Who gets a message on the company's day of `now`, when and with what, and who does not and
    why. `snapshot`: `reactivation.snapshot/1`. `due_only` leaves those out of `skipped` who are not
    due or have never been there; the counts stay. Raises InvalidDocument, with `issues`."""
    options = _native.made("plan_options")
    options.now_unix_seconds = seconds_of(now)
    options.flags = PLAN_DUE_ONLY if due_only else 0
    answer = _answer("plan", bytes_of(snapshot), _native.reference(options))
    return document_value_of(Plan, answer)


def explain(snapshot: Document, client_id: int, *, now: Instant) -> Explanation:
    """Why one client is written to or not, and when next. Raises NotFound when the document has no
    such client, InvalidDocument."""
    options = _native.made("explain_options")
    options.now_unix_seconds = seconds_of(now)
    options.client_id = client_id
    answer = _answer("explain", bytes_of(snapshot), _native.reference(options))
    return document_value_of(Explanation, answer)


def validate(document: Document) -> Issues:
    """Everything that is wrong with a document `reactivation.snapshot/1`, `reactivation.event/1` or
    `reactivation.message_facts/1`. A wrong document raises nothing here."""
    answer = _native.document("validate", _native.text(bytes_of(document)))
    return document_value_of(Issues, answer)


def render(facts: Document) -> Message:
    """The text of one message, from `reactivation.message_facts/1`. Equal facts give equal
    texts. Raises InvalidDocument."""
    return document_value_of(Message, _answer("render", bytes_of(facts)))


def classify(reply: str | bytes, *, now: Instant, time_zone: str | None = None) -> Classified:
    """How a client's answer is understood. "In two weeks" counts from `now`; `time_zone` is the
    company's IANA name. Raises TimeZoneUnknown."""
    options = _native.made("classify_options")
    options.now_unix_seconds = seconds_of(now)
    zone = _native.text(time_zone or "")
    options.time_zone = zone
    raw = reply.encode("utf-8", "surrogatepass") if isinstance(reply, str) else reply
    answer = _native.document("classify", _native.text(raw), _native.reference(options))
    return document_value_of(Classified, answer)


def capabilities() -> dict[str, Any]:
    """What this library can do: `reactivation.capabilities/1`."""
    found: dict[str, Any] = json.loads(_native.document("capabilities"))
    return found
