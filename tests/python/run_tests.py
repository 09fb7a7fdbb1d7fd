#!/usr/bin/env python3
"""Runs the tests of bindings/python, in a virtual environment that has NumPy, pandas and mypy.

usage: run_tests.py --venv FOLDER --requirements FILE --bindings FOLDER TEST…

Ends with 77 when the packages cannot be installed (no package index). The library is the one that
REACTIVATION_LIBRARY names.
"""
import argparse
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import in_venv


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--venv", required=True)
    parser.add_argument("--requirements", required=True)
    parser.add_argument("--bindings", required=True)
    parser.add_argument("--inside", action="store_true")
    parser.add_argument("tests", nargs="+")
    given = parser.parse_args()
    if not given.inside:
        code = in_venv.rerun(given.venv, given.requirements)
        return 77 if code is None else code
    bindings = pathlib.Path(given.bindings)
    environment = os.environ | {"PYTHONPATH": str(bindings / "src")}
    return max(subprocess.run([sys.executable, "-B", "-X", "dev", "-W", "error::ResourceWarning",
                               bindings / "tests" / f"test_{name}.py"], env=environment).returncode
               for name in given.tests)


if __name__ == "__main__":
    sys.exit(main())
