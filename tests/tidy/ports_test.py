#!/usr/bin/env python3
"""Every port has a suite, docs/ports.md names both and says what each suite proves, and somebody's
tests run each suite."""
import re
import sys
from pathlib import Path

root = Path(sys.argv[1])
page = (root / "docs/ports.md").read_text(encoding="utf-8")
faults = []

ports = {}
for header in sorted((root / "include/reactivation/ports").glob("*.hpp")):
    text = header.read_text(encoding="utf-8")
    for name, body in re.findall(r"^class (\w+) \{(.*?)^\};", text, re.M | re.S):
        if "= 0;" in body:
            ports[name] = header.name
if len(ports) < 10:
    sys.exit("the ports are not found")

table = [row for row in page.splitlines() if re.match(r"\| `[A-Z]", row)]
for port, header in ports.items():
    own = [row for row in table if f"`{port}`" in row.split("|")[1]]
    if not own and port != "LastLook":  # LastLook is the engine's, for messengers to ask
        faults.append(f"docs/ports.md has no row of {port} ({header})")
    faults += [f"{port} has no suite: {row}" for row in own if "_contract.hpp`" not in row]

suites = {path.name for path in (root / "tests/ports").glob("*_contract.hpp")}
proofs = dict(re.findall(r"^\| `(\w+_contract\.hpp)` \| (.+?) \|", page, re.M))
for suite in sorted(suites):
    if not proofs.get(suite):
        faults.append(f"docs/ports.md does not say what {suite} proves")
faults += [f"docs/ports.md names {name}, which is not there"
           for name in sorted(set(re.findall(r"\b\w+_contract\.hpp", page)) - suites)]

users = ""
for path in (root / "tests").rglob("*.cpp"):
    users += path.read_text(encoding="utf-8")
for suite in sorted(suites - {"store_contract.hpp"}):  # which is made of the others
    if not re.search(rf'#include ["<](?:ports/|reactivation/testing/)?{suite}[">]', users):
        faults.append(f"nobody's tests run {suite}")

sys.exit("\n".join(faults) or 0)
