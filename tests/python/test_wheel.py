#!/usr/bin/env python3
"""`pip` builds the wheel from bindings/python, auditwheel bundles its libraries, and a clean
environment far from the tree installs and uses it.

usage: test_wheel.py --venv FOLDER --requirements FILE --bindings FOLDER --work FOLDER
                     --launcher PROGRAM --compiler PROGRAM --werror ON|OFF

The compiler's launcher and flags are those of the build that runs the test, so that what ccache
has is not compiled again.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import in_venv

USE = '''
import pathlib, sqlite3, sys
import reactivation
from reactivation import _native
where = pathlib.Path(reactivation.__file__)
assert sys.prefix in str(where), where
assert pathlib.Path(_native.LIBRARY._name).parent == where.parent, _native.LIBRARY._name
assert (where.parent / "py.typed").exists()
snapshot = {"schema": "reactivation.snapshot/1", "company": {"id": 1, "timezone": "Europe/Berlin"},
            "clients": [{"id": 1, "phone": "+4915112345678"}]}
plan = reactivation.plan(snapshot, now=1773133200)
assert [each.reason.name for each in plan.skipped] == ["no_visit"], plan
with reactivation.Engine("sqlite:salon.db", create=True) as engine:
    engine.add_company({"schema": "reactivation.snapshot/1", "account": {},
                        "company": {"id": 1, "timezone": "Europe/Berlin"}})
    assert engine.plan(1).counts.clients == 0
libraries = {line.split()[-1] for line in open("/proc/self/maps") if ".so" in line}
print("\\n".join(sorted(each for each in libraries if "reactivation" in each)))
assert not [each for each in libraries if "libdate-tz" in each and "reactivation" not in each]
assert len([each for each in libraries if "libsqlite3" in each]) == 1, libraries
print("version", reactivation.__version__)
'''


def run(*command, **more):
    return subprocess.run([str(each) for each in command], check=True, **more)


def build(given, work):
    """The wheel as pip makes it."""
    environment = os.environ | {"CMAKE_CXX_COMPILER_LAUNCHER": given.launcher} if given.launcher \
        else dict(os.environ)
    environment["CXX"] = given.compiler
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-build-isolation", "--no-deps",
        "-C", f"cmake.define.REACTIVATION_WERROR={given.werror}", "-C",
        f"build-dir={work / 'build'}", "-w", work / "built", given.bindings, env=environment)
    (wheel,) = (work / "built").glob("*.whl")
    assert wheel.name.endswith("-py3-none-linux_x86_64.whl") or "aarch64" in wheel.name, wheel.name
    return wheel


def repaired(wheel, work):
    """The wheel with its libraries inside."""
    tools = pathlib.Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    # SQLite is the system's, the one that Python's sqlite3 uses too: two copies of it in a process
    # would undo each other's locks on a file that both have open.
    run(sys.executable, "-m", "auditwheel", "repair", "--exclude", "libsqlite3.so.0", "-w",
        work / "repaired", wheel, env=environment, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    (fixed,) = (work / "repaired").glob("*.whl")
    assert "-py3-none-manylinux" in fixed.name, fixed.name
    names = zipfile.ZipFile(fixed).namelist()
    for part in ("reactivation/libreactivation.so.0", "reactivation/py.typed",
                 "reactivation.libs/libdate-tz"):
        assert any(name.startswith(part) for name in names), (part, names)
    assert not [name for name in names if "test" in name], names
    return fixed


def use(wheel):
    """Installed in an empty environment, outside of the tree, without the build's environment."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        venv.create(folder / "clean", with_pip=True)
        python = folder / "clean/bin/python"
        environment = {key: value for key, value in os.environ.items()
                       if not key.startswith(("REACTIVATION", "PYTHON", "LD_"))}
        run(python, "-m", "pip", "install", "--quiet", "--no-index", wheel, env=environment)
        listed = run(python, "-m", "pip", "list", "--format=freeze", env=environment, text=True,
                     capture_output=True).stdout
        assert "numpy" not in listed.lower(), listed
        run(python, "-c", USE, cwd=folder, env=environment)


def main():
    parser = argparse.ArgumentParser()
    for name in ("venv", "requirements", "bindings", "work", "launcher", "compiler", "werror"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--inside", action="store_true")
    given = parser.parse_args()
    if not given.inside:
        code = in_venv.rerun(given.venv, given.requirements)
        return 77 if code is None else code
    work = pathlib.Path(given.work)
    for folder in ("built", "repaired"):
        shutil.rmtree(work / folder, ignore_errors=True)
    use(repaired(build(given, work), work))
    return 0


if __name__ == "__main__":
    sys.exit(main())
