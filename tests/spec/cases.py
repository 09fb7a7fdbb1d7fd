"""The conformance cases' program for Python: see README.md."""

import pathlib
import sys

import reactivation

for line in pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
    call, now, request, answer = line.split("\t")
    raw = pathlib.Path(request).read_bytes()
    if call == "plan":
        document = reactivation.plan(raw, now=int(now)).document
    elif call == "validate":
        document = reactivation.validate(raw).document
    elif call == "classify":
        document = reactivation.classify(raw, now=int(now)).document
    else:
        sys.exit(f"an unknown call: {call}")
    pathlib.Path(answer).write_bytes(document)
