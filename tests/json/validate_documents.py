"""Judges the library's documents by the published schemas, with an independent validator.

- The schemas themselves are valid JSON Schema (draft 2020-12).
- The plan that the library writes is valid.
- Whatever snapshot the library takes, and whatever it writes of it, is valid; every error place of
  a refused document exists in it or in its parent.
- The library refuses what the schema refuses: thousands of documents, each one wrong in one place
  or unusual in one place, made from the fullest one.
- The same of every small document that the C API takes; and what it gives is valid.

Exit code 77 when the validator cannot be installed (no package index): the test is then skipped.
"""

import argparse
import copy
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import in_venv

SKIPPED = 77


def run_in_venv(arguments):
    code = in_venv.rerun(arguments.venv, arguments.requirements)
    return SKIPPED if code is None else code


def places(value, place=()):
    """Every place of a document, the deepest last."""
    yield place
    if isinstance(value, dict):
        for key, member in value.items():
            yield from places(member, place + (key,))
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from places(element, place + (index,))


def replaced(document, place, value):
    changed = copy.deepcopy(document)
    holder = changed
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    return changed


def removed(document, place):
    changed = copy.deepcopy(document)
    holder = changed
    for step in place[:-1]:
        holder = holder[step]
    del holder[place[-1]]
    return changed


STRANGE = [
    None, True, False, 0, 1, -1, 2, 7, 8, 24, 25, 100, 101, 3651, 10**9, 10**18, 0.5, 1.5, 1e18,
    "", "x", "10", "+79001234567", "2026-01-01", "2026-01-01T10:00:00", "2026-01-01T10:00:00Z",
    "2026-01-01T10:00:00+03:00", "2026-02-30", "Europe/Berlin", "manual", "cold", "VIP", "none",
    "planned", "accepted", [], [1], [1, 1], ["2026-01-01"], {}, {"start": 1, "end": 2},
    {"start": 0}, {"id": 1}, [None], [[]],
]


def variants(full):
    yield full
    for place in places(full):
        if not place:
            continue
        yield removed(full, place)
        for value in STRANGE:
            yield replaced(full, place, value)
        if isinstance(place[-1], str):
            yield replaced(full, place[:-1] + (place[-1] + "_",), 1)


def exists(document, pointer):
    steps = [s.replace("~1", "/").replace("~0", "~") for s in pointer.split("/")[1:]]
    for depth, step in enumerate(steps):
        is_last = depth == len(steps) - 1
        if isinstance(document, dict):
            if step not in document:
                return is_last
            document = document[step]
        elif isinstance(document, list):
            if not step.isdigit() or int(step) >= len(document):
                return False
            document = document[int(step)]
        else:
            return False
    return True


def judge(program, documents, task="read"):
    lines = "".join(json.dumps(document) + "\n" for document in documents)
    run = subprocess.run([program, task], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def load_validators(folder):
    from jsonschema import Draft202012Validator

    validators = {}
    for file in sorted(pathlib.Path(folder).glob("reactivation.*-1.schema.json")):
        name = file.name.split(".")[1].removesuffix("-1")
        schema = json.loads(file.read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        validators[name] = Draft202012Validator(schema)
    return validators


ATTEMPT = "6ba7b810-9dad-51d1-80b4-00c04fd430c8"
AT = "2026-03-02T10:00:00Z"
SLOT = {"service_id": 1, "staff_id": 5, "datetime": AT, "duration_minutes": 60}
SIGNAL = {"kind": "temporary_ban", "at": AT, "until": "2026-03-04"}
EVENT = {
    "schema": "reactivation.event/1", "provider": "host", "event_id": "e-1", "account_id": 1,
    "company_id": 1, "at": AT, "received_at": AT, "from": [{"kind": "phone", "value": "+9990001"}],
}
# The fullest documents of each kind that is read.
FULL = {
    "signal": [SIGNAL, {"code": "connection:402"}, {"code": "131048", "kind": None}],
    "send_receipt": [{"outcome": "accepted", "provider_id": "p", "is_number_unknown": False,
                      "person_fault": "none", "signal": SIGNAL}],
    "slots_answer": [{"slots": [SLOT]}],
    "worker_question": [{"company_id": 1}, {"attempt_id": ATTEMPT, "epoch": 2}],
    "outcome_report": [{"attempt_id": ATTEMPT, "epoch": 2, "receipt": {
        "outcome": "accepted", "provider_id": "p", "is_number_unknown": False,
        "person_fault": "none", "signal": SIGNAL}}],
    "event": [
        EVENT | {"message": {"author": "client", "is_text": True, "text": "x",
                             "answers_provider_id": "p"},
                 "delivery": None, "booking": None, "other": None},
        EVENT | {"delivery": {"provider_id": "p", "attempt_id": ATTEMPT, "status": "read",
                              "is_number_unknown": False, "person_fault": "wait"}},
        EVENT | {"booking": {"keeper": "host", "client_id": 1, "booking_id": 2, "status": "booked",
                             "starts_at": AT, "created_at": "2026-03-01", "external_id": "b",
                             "service_ids": [1], "staff_id": 5, "cost_minor": 10,
                             "discount_applied": 5}},
        EVENT | {"other": {"type": "call", "body": "{}"}},
    ],
    "message_facts": [{
        "schema": "reactivation.message_facts/1", "attempt_id": ATTEMPT, "locale": "en",
        "tone": "casual", "address_form": "formal", "business_type": "dental", "company_name": "x",
        "client_name": "x", "service_title": "Haircut", "favourite_staff": "Ada",
        "days_since_visit": 40, "visited_since": False, "regular": True, "vip": False,
        "attempt_number": 2, "discount_percent": 10, "offer_valid_until": "2026-03-09",
        "today": "2026-03-02", "slots": [{"datetime": "2026-03-03T12:00", "staff_name": "Ada"}],
    }],
    "dialogue": [{
        "schema": "reactivation.dialogue/1", "company_id": 1, "client_id": 2,
        "attempt_id": ATTEMPT, "service_id": 1, "discount_percent": 5,
        "offer_valid_until": "2026-03-09", "slots": [SLOT],
        "wishes": [{"kind": "other_staff", "service_id": 1, "staff_id": 5, "day_part": "morning",
                    "at": AT}],
        "last_reply": "positive", "updated_at": AT,
    }],
}


def check_small(arguments, validators, complain):
    """Returns how many documents were judged."""
    count = 0
    for kind, fullest in FULL.items():
        validator = validators[kind]
        documents = [each for full in fullest for each in variants(full)]
        answers = judge(arguments.program, documents, "read-" + kind)
        assert len(answers) == len(documents)
        count += len(documents)
        for full in fullest:
            if not answers[documents.index(full)]["taken"] or not validator.is_valid(full):
                complain(f"{kind}: the fullest document is refused")
        refused_by_both = 0
        for document, answer in zip(documents, answers):
            error = next(validator.iter_errors(document), None)
            if answer["taken"] and error:
                complain(f"{kind}: taken, but the schema says {error.json_path}: {error.message}")
            refused_by_both += bool(error) and not answer["taken"]
            if answer["written"] is not None and not validator.is_valid(answer["written"]):
                complain(f"{kind}: written: {answer['written']}")
        if refused_by_both < 20:
            complain(f"{kind}: only {refused_by_both} documents are refused by both")
    run = subprocess.run([arguments.program, "small"], capture_output=True, text=True, check=True)
    printed = [line.split(" ", 1) for line in run.stdout.splitlines()]
    for kind, text in printed:
        document = json.loads(text)
        for error in validators[kind].iter_errors(document):
            complain(f"{kind}: {error.json_path}: {error.message}")
        for wrong in [document | {"further": 1}, removed(document, (next(reversed(document)),))]:
            if validators[kind].is_valid(wrong):
                complain(f"{kind}: a wrong document is valid")
    kinds = {kind for kind, _ in printed}
    wanted = {"receipt", "applied", "gate", "message", "issues", "capabilities", "preview",
              "outgoing_message", "permit", "slot_question"}
    if kinds != wanted:
        complain(f"printed: {sorted(kinds)}")
    return count


def check(arguments):
    validators = load_validators(arguments.schemas)
    wrong = 0

    def complain(text):
        nonlocal wrong
        wrong += 1
        if wrong <= 20:
            print(text)

    def output(task):
        run = subprocess.run([arguments.program, task], capture_output=True, text=True, check=True)
        return json.loads(run.stdout)

    for task in ("plan", "decided"):
        for error in validators["plan"].iter_errors(output(task)):
            complain(f"{task}: {error.json_path}: {error.message}")
    if not output("decided")["planned"]:
        complain("nobody is planned")

    documents = [output("salon")] + list(variants(output("full")))
    answers = judge(arguments.program, documents)
    assert len(answers) == len(documents)
    taken = 0
    for document, answer in zip(documents, answers):
        errors = list(validators["snapshot"].iter_errors(document))
        if answer["taken"]:
            taken += 1
            for error in errors:
                complain(f"taken, but the schema says {error.json_path}: {error.message}")
            for error in validators["snapshot"].iter_errors(answer["written"]):
                complain(f"written: {error.json_path}: {error.message}")
        else:
            if not answer["errors"]:
                complain("refused without an error")
            for pointer in answer["errors"]:
                if not exists(document, pointer):
                    complain(f"no such place: {pointer}")
    small = check_small(arguments, validators, complain)
    print(f"{small} small documents; {len(documents)} documents, {taken} taken, {wrong} wrong")
    return 1 if wrong or taken < 100 else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("program", "schemas", "requirements", "venv"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--inside", action="store_true")
    arguments = parser.parse_args()
    return check(arguments) if arguments.inside else run_in_venv(arguments)


if __name__ == "__main__":
    sys.exit(main())
