"""Compiles every public C header alone, with each compiler there is, as C99 and as C++.

usage: check_headers.py INCLUDE_FOLDER
"""
import pathlib
import shutil
import subprocess
import sys

C = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Wstrict-prototypes", "-Werror"]
CXX = ["-std=c++11", "-pedantic", "-Wall", "-Wextra", "-Werror"]


def main():
    include = pathlib.Path(sys.argv[1])
    headers = sorted(include.rglob("*.h"))
    assert headers, include
    done = 0
    for compiler, flags, language in [("gcc", C, "c"), ("clang", C, "c"), ("g++", CXX, "c++"),
                                      ("clang++", CXX, "c++")]:
        if not shutil.which(compiler):
            print(f"no {compiler} here")
            continue
        for header in headers:
            source = f"#include <{header.relative_to(include)}>\n" * 2  # twice: its guard holds
            subprocess.run([compiler, *flags, f"-I{include}", "-fsyntax-only", "-x", language, "-"],
                           input=source, text=True, check=True)
            done += 1
    print(f"{done} compilations")
    return 0 if done >= 2 * len(headers) else 1


if __name__ == "__main__":
    sys.exit(main())
