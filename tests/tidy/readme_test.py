#!/usr/bin/env python3
"""The README's C++ is the example that the install test builds and runs."""
import re
import sys
from pathlib import Path

root = Path(sys.argv[1])
readme = (root / "README.md").read_text(encoding="utf-8")
quoted = re.search(r"```cpp\n(.*?)```", readme, re.S)
example = (root / "examples/cpp/plan_a_day.cpp").read_text(encoding="utf-8")
if not quoted or quoted[1] != example:
    sys.exit("README.md does not quote examples/cpp/plan_a_day.cpp to the letter")
