#!/usr/bin/env python3
"""Every number of docs/bad-input.md has a row, and its test exists and bears the number."""
import re
import sys
from pathlib import Path

root = Path(sys.argv[1])
sheet = (root / "docs/bad-input.md").read_text(encoding="utf-8")
faults = []

rows = re.findall(r"^\| B(\d+) \|(.*)\|$", sheet, re.M)
listed = [int(number) for number, _ in rows]
wanted = list(range(1, 116))
faults += [f"docs/bad-input.md has no row B{number}" for number in wanted if number not in listed]
faults += [f"B{number} has {listed.count(number)} rows"
           for number in sorted(set(listed)) if listed.count(number) > 1]

for number, row in rows:
    named = re.findall(r"`(tests/[^`]+)`: \"((?:[^\"\\]|\\.)+)\"", row)
    if not named:
        faults.append(f"B{number} names no test")
    for path, name in named:
        source = root / path
        text = source.read_text(encoding="utf-8") if source.is_file() else ""
        # A name over 100 columns stands on a line of its own.
        if not re.search(r"TEST_CASE\(\s*\"" + re.escape(name) + r"\"\)", text):
            faults.append(f'B{number}: {path} has no test "{name}"')
        if not re.search(rf"\bB{number}\b", name):
            faults.append(f'B{number} is not in the name "{name}"')

sys.exit("\n".join(faults) or 0)
