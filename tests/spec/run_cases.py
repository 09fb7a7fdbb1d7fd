#!/usr/bin/env python3
"""Runs the conformance cases through programs of several languages and compares.

usage: run_cases.py CASES_FOLDER WORK_FOLDER LANGUAGE=PROGRAM…

Each program is called with one argument, a list: of each case a line with four fields between
tabs, `call`, `now` (seconds since 1970), the file of the request and the file to write the answer
to. An answer must hold what is expected, and all languages must have written the same bytes.
README.md beside this file says how to add a language. PROGRAM may hold blanks: it is split.
"""

import datetime as dt
import json
import pathlib
import shlex
import subprocess
import sys


def cases_of(folder):
    for path in sorted(pathlib.Path(folder).glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        assert document["schema"] == "reactivation.cases/1", path
        for case in document["cases"]:
            yield document["group"], case


def differences(expected, found, place=""):
    """What is expected must be there: members that are not named are free, lists are whole, numbers
    may differ by a billionth."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name, value in expected.items():
            if name not in found:
                yield f"{place}/{name} is missing"
            else:
                yield from differences(value, found[name], f"{place}/{name}")
    elif isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            yield f"{place} has {len(found)} elements, not {len(expected)}: {found}"
        else:
            for at, (left, right) in enumerate(zip(expected, found)):
                yield from differences(left, right, f"{place}/{at}")
    elif isinstance(expected, bool) or isinstance(found, bool):  # in Python False is 0
        if expected is not found:
            yield f"{place} is {found!r}, not {expected!r}"
    elif isinstance(expected, (int, float)) and isinstance(found, (int, float)):
        if abs(expected - found) > 1e-9 * max(1, abs(expected)):
            yield f"{place} is {found}, not {expected}"
    elif expected != found:
        yield f"{place} is {found!r}, not {expected!r}"


def seconds(now):
    return int(dt.datetime.fromisoformat(now.replace("Z", "+00:00")).timestamp()) if now else 0


def main():
    cases, work, programs = list(cases_of(sys.argv[1])), pathlib.Path(sys.argv[2]), sys.argv[3:]
    work.mkdir(parents=True, exist_ok=True)
    requests = []
    for number, (_, case) in enumerate(cases):
        path = work / f"{number}.request"
        request = case["request"]
        raw = request if isinstance(request, str) else json.dumps(request, ensure_ascii=False)
        path.write_text(raw, encoding="utf-8")
        requests.append(path)
    answers = {}
    for each in programs:
        language, program = each.split("=", 1)
        listed = work / f"{language}.list"
        paths = [work / f"{number}.{language}" for number in range(len(cases))]
        for path in paths:
            path.unlink(missing_ok=True)
        listed.write_text("".join(
            f"{case['call']}\t{seconds(case.get('now'))}\t{request}\t{path}\n"
            for (_, case), request, path in zip(cases, requests, paths)), encoding="utf-8")
        subprocess.run([*shlex.split(program), listed], check=True)
        answers[language] = [path.read_bytes() for path in paths]
    failed = 0
    first = next(iter(answers))
    for number, (group, case) in enumerate(cases):
        found = list(differences(case["expected"], json.loads(answers[first][number])))
        for language, bytes_of in answers.items():
            if bytes_of[number] != answers[first][number]:
                found.append(f"{language} has other bytes than {first}")
        if found:
            failed += 1
            print(f"{group}: {case['name']}\n  {case['why']}")
            for line in found[:8]:
                print(f"  {line}")
    print(f"{len(cases)} cases through {', '.join(answers)}: {failed} failed")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
