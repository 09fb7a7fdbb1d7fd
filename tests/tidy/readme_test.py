#!/usr/bin/env python3
"""The README's programs are the examples that tests build and run."""
import re
import sys
from pathlib import Path

root = Path(sys.argv[1])
readme = (root / "README.md").read_text(encoding="utf-8")
for language, name in (("cpp", "examples/cpp/plan_a_day.cpp"),
                       ("python", "examples/python/plan_a_csv.py")):
    quoted = re.search(rf"```{language}\n(.*?)```", readme, re.S)
    if not quoted or quoted[1] != (root / name).read_text(encoding="utf-8"):
        sys.exit(f"README.md does not quote {name} to the letter")
