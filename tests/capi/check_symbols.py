"""What the shared library exports, what its headers declare, and the list of capi/abi: one set.

usage: check_symbols.py LIBRARY INCLUDE_FOLDER SYMBOLS
"""
import pathlib
import re
import subprocess
import sys


def exported(library):
    out = subprocess.run(["nm", "-D", "--defined-only", library], check=True, capture_output=True,
                         text=True).stdout
    names = {line.split()[-1].split("@")[0] for line in out.splitlines() if line.split()[1] != "A"}
    return names


def declared(include):
    text = "".join(path.read_text(encoding="utf-8")
                   for path in sorted(pathlib.Path(include).rglob("*.h")))
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return set(re.findall(r"REACTIVATION_API[^;]*?\b(reactivation_\w+)\(", text))


def main():
    library, include, listed = sys.argv[1:]
    sets = {"exported": exported(library), "declared": declared(include),
            "listed": set(pathlib.Path(listed).read_text(encoding="utf-8").split())}
    everything = set().union(*sets.values())
    bad = 0
    for name in sorted(everything):
        missing = [where for where, names in sets.items() if name not in names]
        if missing or not name.startswith("reactivation_"):
            bad += 1
            print(f"{name}: not {', not '.join(missing) or 'of this library'}")
    soname = subprocess.run(["readelf", "-d", library], check=True, capture_output=True,
                            text=True).stdout
    version = re.search(r"REACTIVATION_ABI_VERSION (\d+)u",
                        (pathlib.Path(include) / "reactivation/c/base.h").read_text("utf-8"))[1]
    if f"[libreactivation.so.{version}]" not in soname:
        bad += 1
        print(f"the SONAME is not libreactivation.so.{version}")
    print(f"{len(everything)} functions, {bad} findings")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
