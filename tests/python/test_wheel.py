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
import re
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
assert not [each for each in libraries if "/bundled/" in each], libraries
assert len([each for each in libraries if "libsqlite3" in each]) == 1, libraries
assert reactivation.capabilities()["storages"] == ["sqlite", "memory"]
try:
    reactivation.Engine("postgresql://somebody:hidden@127.0.0.1:1/salon")
    raise AssertionError("no server was asked for")
except reactivation.Unsupported as error:
    assert "REACTIVATION_POSTGRES=ON" in str(error) and "hidden" not in str(error), error
print("version", reactivation.__version__)
'''

# A machine that has none of the libraries which the wheel brings.
ALONE = '''
import ctypes, sys
sys.modules["_sqlite3"] = None
real = ctypes.CDLL
def without(name, *more, **named):
    if "/" not in name:
        raise OSError(f"{name}: cannot open shared object file")
    return real(name, *more, **named)
ctypes.CDLL = without
'''
USE_BUNDLED = '''
import reactivation
with reactivation.Engine("sqlite:alone.db", create=True) as engine:
    engine.add_company({"schema": "reactivation.snapshot/1", "account": {},
                        "company": {"id": 1, "timezone": "Europe/Berlin"}})
bundled = {line.split()[-1].rpartition("/")[2] for line in open("/proc/self/maps")
           if "/bundled/" in line}
assert {"libgcc_s.so.1", "libsqlite3.so.0", "libstdc++.so.6"} == bundled, bundled
'''

VISITS = """client,phone,date,service
Anna,+99900000001,2020-01-13 10:30,Haircut
Bo,,2020-01-13 10:30,Haircut
"""


def run(*command, **more):
    return subprocess.run([str(each) for each in command], check=True, **more)


def made(given, work):
    """The wheel as it is given to others, with its libraries inside."""
    environment = os.environ | {"CXX": given.compiler}
    if given.launcher:
        environment["CMAKE_CXX_COMPILER_LAUNCHER"] = given.launcher
    shutil.rmtree(work / "wheel", ignore_errors=True)
    run(sys.executable, given.bindings / "make_wheel.py", work / "wheel", "--no-isolation", "--build",
        work / "build", "--define", f"REACTIVATION_WERROR={given.werror}", env=environment)
    (wheel,) = (work / "wheel").glob("*.whl")
    assert "-py3-none-manylinux" in wheel.name, wheel.name
    names = zipfile.ZipFile(wheel).namelist()
    for part in ("reactivation/libreactivation.so.0", "reactivation/py.typed",
                 "reactivation.libs/libdate-tz", "reactivation/bundled/libsqlite3.so.0",
                 "reactivation/bundled/libstdc++.so.6", "reactivation/bundled/libgcc_s.so.1"):
        assert any(name.startswith(part) for name in names), (part, names)
    assert not [name for name in names if "test" in name], names
    return wheel


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
        run(python, "-c", ALONE + USE_BUNDLED, cwd=folder, env=environment)
        plan_a_csv(python, folder, environment)


def plan_a_csv(python, folder, environment):
    """The README's Python, over an export: one is due, one has no phone."""
    example = pathlib.Path(__file__).resolve().parents[2] / "examples/python/plan_a_csv.py"
    now = "NOW = datetime.datetime(2020, 3, 10, 9, tzinfo=datetime.timezone.utc)"
    mine = folder / "mine.py"
    mine.write_text(re.sub("^NOW = .*$", now, example.read_text(), flags=re.M))
    (folder / "visits.csv").write_text(VISITS, encoding="utf-8")
    said = run(python, mine, cwd=folder, env=environment, text=True, capture_output=True).stdout
    assert [line for line in said.splitlines() if "Anna: discount 10 %" in line], said
    assert "not Bo: phone_missing" in said, said


def main():
    parser = argparse.ArgumentParser()
    for name in ("venv", "requirements", "bindings", "work", "launcher", "compiler", "werror"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--inside", action="store_true")
    given = parser.parse_args()
    if not given.inside:
        code = in_venv.rerun(given.venv, given.requirements)
        return 77 if code is None else code
    given.bindings = pathlib.Path(given.bindings)
    use(made(given, pathlib.Path(given.work)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
