#!/usr/bin/env python3
"""No source has more than 600 lines, no public header more than 250: who opens one reads it whole."""
import sys
from pathlib import Path

KINDS = {".cpp", ".hpp", ".c", ".h", ".py", ".js", ".sql", ".lua"}
FOLDERS = ("include", "src", "capi", "bindings", "examples", "tests", "scripts")
FILE_MAX, HEADER_MAX = 600, 250


def finding(path, lines):
    """What is wrong with a file of that path and so many lines; None when nothing is."""
    most = HEADER_MAX if path.startswith("include/") else FILE_MAX
    return f"{path} has {lines} lines, {most} are allowed: split it by subject" if lines > most else None


def findings(root):
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.suffix not in KINDS or "/node_modules/" in name or "/build/" in name:
                continue
            found = finding(name, path.read_bytes().count(b"\n"))
            if found:
                yield found


assert finding("include/reactivation/core/a.hpp", 251) and not finding("include/reactivation/core/a.hpp", 250)
assert finding("src/core/a.cpp", 601) and not finding("src/core/a.hpp", 600)
sys.exit("\n".join(findings(Path(sys.argv[1]))) or 0)
