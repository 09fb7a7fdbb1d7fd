#!/usr/bin/env python3
"""Every test that docs/safety.md names is in the sources, and every invariant has a row.

A test is named as `path`: "name of the test", one or more in a cell.
"""
import re
import sys
from pathlib import Path

root = Path(sys.argv[1])
sheet = (root / "docs/safety.md").read_text(encoding="utf-8")
faults = []

named = re.findall(r"`(tests/[^`]+)`: \"((?:[^\"\\]|\\.)+)\"", sheet)
if not named:
    sys.exit("docs/safety.md names no test")
for path, name in named:
    source = root / path
    if not source.is_file():
        faults.append(f"{path} does not exist")
    elif f'"{name}"' not in source.read_text(encoding="utf-8"):
        faults.append(f'{path} has no test "{name}"')

rows = dict.fromkeys(re.findall(r"^\| ([IL]\d+) \|", sheet, re.M))
wanted = [f"I{n}" for n in range(1, 32)] + ["L1", "L2", "L3"]
faults += [f"docs/safety.md has no row {number}" for number in wanted if number not in rows]
for row in re.findall(r"^\| [IL]\d+ \|.*$", sheet, re.M):
    if "`tests/" not in row and "not in this version" not in row:
        faults.append(f"this promise has no test: {row}")

sys.exit("\n".join(faults))
