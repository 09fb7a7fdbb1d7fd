#!/usr/bin/env python3
"""Reports what has changed in the C library's interface since the baseline in capi/abi.

usage: scripts/abi_report.py [--update]       --update makes today's interface the baseline

The symbols are those of the headers (a test holds library and headers together); types and
signatures are compared by abidiff (Debian: abigail-tools) over a library of empty functions that is
made from the headers, because the real one is built without debug information. A report, not a
gate: before 1.0 it always ends with 0.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = ROOT / "capi/include"
ABI = ROOT / "capi/abi"


def declarations():
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(INCLUDE.rglob("*.h")))
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    found = re.findall(r"REACTIVATION_API\s+([^;{]*?\b(reactivation_\w+)\([^;]*\));", text)
    return {name: re.sub(r"\s+", " ", whole) for whole, name in found}


def stub_library(folder):
    """A library with every function of the headers, and the types that they use."""
    source = folder / "stub.c"
    bodies = [f"{whole} {{ abort(); }}" for whole in declarations().values()]
    source.write_text("#include <reactivation/reactivation.h>\n#include <stdlib.h>\n" +
                      "\n".join(bodies) + "\n", encoding="utf-8")
    library = folder / "libreactivation.so"
    subprocess.run(["gcc", "-std=c99", "-g", "-O0", "-fPIC", "-shared", "-Wno-unused-parameter",
                    f"-I{INCLUDE}", "-o", library, source], check=True)
    return library


def main():
    update = "--update" in sys.argv
    symbols = sorted(declarations())
    known = (ABI / "symbols.txt").read_text(encoding="utf-8").split()
    added, gone = set(symbols) - set(known), set(known) - set(symbols)
    print(f"symbols: {len(symbols)}, {len(added)} added, {len(gone)} gone")
    for mark, names in [("+", added), ("-", gone)]:
        for name in sorted(names):
            print(f"  {mark} {name}")
    if update:
        (ABI / "symbols.txt").write_text("\n".join(symbols) + "\n", encoding="utf-8")
    if not shutil.which("abidiff"):
        print("types: not compared, there is no abidiff here (abigail-tools)")
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        library = stub_library(folder)
        baseline = ABI / "libreactivation-0.abi"
        if update:
            subprocess.run(["abidw", "--no-corpus-path", "--no-comp-dir-path", "--no-show-locs",
                            "--out-file", baseline, library], check=True)
        run = subprocess.run(["abidiff", baseline, library], capture_output=True, text=True)
        print("types:", run.stdout.strip() or "no change")
    return 0


if __name__ == "__main__":
    sys.exit(main())
