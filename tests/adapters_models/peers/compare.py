#!/usr/bin/env python3
"""Our requests against those of the official clients, as one server records them; and what both find
in its answers.

usage: compare.py SEND_OURS FAULT_SERVER WORK      ends with 77 when the clients cannot be had
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "fault_server"))
from peers import SKIPPED, Server, difference, meaning, node_with  # noqa: E402


def main():
    send_ours, program, work = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    node = node_with(HERE, work, "send_official.mjs")
    if not node:
        return SKIPPED
    cases = HERE / "cases.json"
    server = Server(program)
    faults = 0
    for number, case in enumerate(json.loads(cases.read_text(encoding="utf-8"))):
        ours, values = server.request_of(case["answer"], send_ours, server.url, cases, number)
        theirs, text = server.request_of(case["answer"], node, work / "send_official.mjs", server.url,
                                         cases, number)
        faults += difference(number, meaning(ours), meaning(theirs))
        found = json.loads(text)
        if json.loads(values) != [str(found[field["name"]]) for field in case["fields"]]:
            faults += 1
            print(f"case {number}: ours read {values}, theirs {text}")
    server.end()
    print(f"{number + 1} requests compared, {faults} faults")
    return 1 if faults else 0


sys.exit(main())
