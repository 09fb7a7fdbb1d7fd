"""Judges the library's documents by the published schemas, with an independent validator.

- The schemas themselves are valid JSON Schema (draft 2020-12).
- The plan that the library writes is valid.
- Whatever snapshot the library takes, and whatever it writes of it, is valid; every error place of
  a refused document exists in it or in its parent.
- The library refuses what the schema refuses: thousands of documents, each one wrong in one place
  or unusual in one place, made from the fullest one.

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


def judge(program, documents):
    lines = "".join(json.dumps(document) + "\n" for document in documents)
    run = subprocess.run([program, "read"], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def load_validators(folder):
    from jsonschema import Draft202012Validator

    validators = {}
    for name in ("snapshot", "plan"):
        file = pathlib.Path(folder) / f"reactivation.{name}-1.schema.json"
        schema = json.loads(file.read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        validators[name] = Draft202012Validator(schema)
    return validators


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
    print(f"{len(documents)} documents, {taken} taken, {wrong} wrong")
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
