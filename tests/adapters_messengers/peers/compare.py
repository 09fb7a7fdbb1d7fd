#!/usr/bin/env python3
"""Our requests against those of independent clients, as one server records them; what both find in its
answers; and what both read in a signed webhook.

usage: compare.py SEND_OURS FAULT_SERVER WORK      ends with 77 when the clients cannot be had
"""
import hashlib
import hmac
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "fault_server"))
from peers import SKIPPED, Server, difference, meaning, node_with, output_of  # noqa: E402


def webhook_file(work, case, number):
    """The body as the service writes it, \\u escapes and all, and its signature by a third hand."""
    body = json.dumps(case["webhook"]).encode()
    signature = "sha256=" + hmac.new(case["secret"].encode(), body, hashlib.sha256).hexdigest()
    path = work / f"webhook-{number}.json"
    path.write_bytes(body)
    return path, signature.replace("sha256=", case.get("signed_as", "sha256="))


def main():
    send_ours, program, work = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    node = node_with(HERE, work, "send_theirs.mjs")
    if not node:
        return SKIPPED
    cases = HERE / "cases.json"
    theirs = work / "send_theirs.mjs"
    server = Server(program)
    faults = 0
    for number, case in enumerate(json.loads(cases.read_text(encoding="utf-8"))):
        if case["service"] == "webhook":
            more = webhook_file(work, case, number)
            answers = [json.loads(output_of(*start, server.url, cases, number, *more))
                       for start in ([send_ours], [node, theirs])]
            faults += difference(number, *answers)
            faults += difference(number, answers[0], case["read"])
            continue
        ours, our_id = server.request_of(case["answer"], send_ours, server.url, cases, number)
        other, other_id = server.request_of(case["answer"], node, theirs, server.url, cases, number)
        faults += difference(number, meaning(ours), meaning(other))
        faults += difference(number, our_id.strip(), other_id.strip())
    server.end()
    print(f"{number + 1} cases compared, {faults} faults")
    return 1 if faults else 0


sys.exit(main())
