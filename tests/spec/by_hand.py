"""Cases whose expectation is written by hand: what is wrong with a document (docs/documents.md and
the published schema), and how an answer is understood (requirements 4.11 and 10)."""

import copy

NOW = "2026-03-10T09:00:00Z"
GROUPS = {"issues": [], "replies": []}

_SOUND = {
    "schema": "reactivation.snapshot/1", "company": {"id": 1, "timezone": "Europe/Berlin"},
    "services": [{"id": 1, "title": "A"}], "staff": [{"id": 5, "name": "Ada"}],
    "rules": [{"service_id": 1}], "clients": [{"id": 1, "phone": "+4915112345678"}],
    "visits": [{"client_id": 1, "service_ids": [1], "datetime": "2026-01-20T11:00",
                "status": "completed"}],
}


def issue(name, place, code, value, *, severity="error", change=None, at=None, place_is_said=True,
          why="documents.md"):
    """The sound document with `value` set at `place` (a JSON pointer); the finding is there, or at
    `at`, or anywhere when the documentation does not say where."""
    document = copy.deepcopy(_SOUND)
    parts = (change or place).strip("/").split("/")
    into = document
    for part in parts[:-1]:
        into = into[int(part)] if isinstance(into, list) else into.setdefault(part, {})
    if isinstance(into, list):
        into.append(value)
    elif value is ...:
        del into[parts[-1]]
    else:
        into[parts[-1]] = value
    found = [] if code is None else [{"severity": severity, "code": code}]
    if found and place_is_said:
        found[0]["place"] = at or place
    GROUPS["issues"].append({
        "name": name, "why": why, "call": "validate", "request": document,
        "expected": {"schema": "reactivation.issues/1",
                     "is_valid": code is None or severity == "warning", "issues": found}})


issue("a sound document", "/company/name", None, "Salon")
issue("null is absent", "/company/name", None, None)
issue("an unknown key", "/settings/max_slots_to_ofer", "unknown_key", 3)
issue("an unknown key at the top", "/x", "unknown_key", 1)
issue("an unknown key of a client", "/clients/0/fone", "unknown_key", "1")
issue("no company", "/company", "missing", ...)
issue("no time zone", "/company/timezone", "missing", ...)
issue("no title", "/services/0/title", "missing", ...)
issue("no status of a visit", "/visits/0/status", "missing", ...)
issue("another schema", "/schema", "unsupported_schema", "reactivation.snapshot/2")
issue("an id that is a text", "/company/id", "wrong_type", "1")
issue("an id of zero", "/company/id", "out_of_range", 0)
issue("a negative id", "/staff/0/id", "out_of_range", -5)
issue("a flag that is a number", "/settings/enabled", "wrong_type", 1)
issue("a list that is an object", "/staff", "wrong_type", {})
issue("an unknown tone", "/settings/tone", "unknown_word", "rude")
issue("an unknown business", "/company/business_type", "unknown_word", "circus")
issue("an unknown status", "/visits/0/status", "unknown_word", "done")
issue("six slots", "/settings/max_slots_to_offer", "out_of_range", 6)
issue("no slots", "/settings/max_slots_to_offer", "out_of_range", 0)
issue("eleven attempts", "/rules/0/max_attempts", "out_of_range", 11)
issue("a spam score above one", "/account/spam_score", "out_of_range", 1.5)
issue("a negative limit", "/account/daily_outbound_limit", "out_of_range", -1)
issue("a discount of 101", "/rules/0/discount_progression/0", "out_of_range", [101],
      change="/rules/0/discount_progression")
issue("a country in small letters", "/company/country", "invalid_code", "de")
issue("an unknown time zone", "/company/timezone", "unknown_time_zone", "Mars/Olympus")
issue("a date that there is not", "/visits/0/datetime", "invalid_instant", "2026-02-30T10:00")
issue("a time that there is not", "/visits/0/datetime", "invalid_instant", "2026-02-20T25:00")
issue("a visit of 1970", "/visits/0/datetime", "out_of_range", "1970-01-01T00:00:00Z")
issue("the same client twice", "/clients/1", "duplicate_id", {"id": 1}, place_is_said=False)
issue("two rules of one service", "/rules/1", "duplicate_rule", {"service_id": 1},
      place_is_said=False)
issue("a phone in another form", "/clients/0/phone", "invalid_phone", "0151 12345678",
      severity="warning")
issue("a short retry interval", "/rules/0/retry_interval_days", "clamped", 3, severity="warning")
issue("a rule of no service", "/rules/1", "unknown_reference", {"service_id": 9},
      place_is_said=False, severity="warning")
issue("a client's unknown zone", "/clients/0/timezone", "unknown_time_zone", "Mars/Olympus",
      severity="warning")
issue("an unknown loyalty level", "/clients/0/loyalty_level", "unknown_word", "Platinum",
      severity="warning")
issue("a falling discount", "/rules/0/discount_progression", "falling_discount", [20, 10],
      severity="warning")
issue("a steep discount", "/rules/0/discount_progression", "steep_discount", [5, 50],
      severity="warning")
issue("an interval of less than 7 days", "/rules/0/reactivation_interval_days", "out_of_range", 6)
issue("hours that end before they start", "/settings/sending_hours", "out_of_range",
      {"start": 19, "end": 10}, place_is_said=False)


def reply(text, kind, *, opt_out=False, needs_person=False, why="requirements 4.11", **more):
    GROUPS["replies"].append({
        "name": text, "why": why, "call": "classify", "now": NOW, "request": text,
        "expected": {"text": text, "type": kind, "opt_out": opt_out,
                     "needs_person": needs_person} | more})


for _stop in ("STOP", "stop", "Stop!", "стоп", "СТОП", "отпишите", "Отпишите меня",
              "unsubscribe", "не пишите мне больше"):
    reply(_stop, "opt_out", opt_out=True,
          why="requirements 4.11, 10: an explicit stop, whatever its case")
reply("да, но больше не пишите", "opt_out", opt_out=True,
      why="requirements 4.11: opt-out wins over everything else in the same text")
for _no in ("не интересно", "нет, спасибо", "No, thank you", "not interested"):
    reply(_no, "negative", why="requirements 4.11: refuses the offer; no opt-out by itself")
for _yes in ("Да", "да, запишите меня", "Yes please", "Yes, book me in"):
    reply(_yes, "positive", why="requirements 4.11")
reply("", "unclear", needs_person=True,
    why="requirements 4.11: anything unclear waits for a person")
reply("asdf qwerty", "unclear", needs_person=True,
      why="requirements 4.11: anything unclear waits for a person")
