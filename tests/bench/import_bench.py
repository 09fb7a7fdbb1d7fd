"""Times the import of the package beside that of what it stands on, each in a process of its own.

usage: import_bench.py RUNS       REACTIVATION_LIBRARY names the library
"""

import statistics
import subprocess
import sys

CODE = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"


def ms(modules):
    printed = subprocess.run([sys.executable, "-c", CODE.format(modules)], check=True, text=True,
                             capture_output=True).stdout
    return float(printed) * 1000


def main():
    base, ours = [], []
    for run in range(int(sys.argv[1]) + 1):  # in turns; the first one writes the byte code
        pair = ms("ctypes, dataclasses, enum"), ms("reactivation")
        if run:
            base.append(pair[0])
            ours.append(pair[1])
    theirs, mine = statistics.median(base), statistics.median(ours)
    print(f"import reactivation / import ctypes, dataclasses, enum  {mine:.1f} ms beside "
          f"{theirs:.1f} ms  {mine / theirs:.2f}  <= 2")


main()
