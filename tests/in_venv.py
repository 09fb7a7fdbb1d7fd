"""One virtual environment in the build folder, with exactly the packages of tests/requirements.txt.

Tests that use it carry ctest's RESOURCE_LOCK tests_venv, so that it is made once.
"""

import pathlib
import subprocess
import sys
import venv


def rerun(folder, requirements):
    """Makes the environment when it is missing or was made for other packages, and runs this very
    command in it with --inside. None when the packages cannot be installed."""
    wanted = pathlib.Path(requirements).read_text(encoding="utf-8")
    python = pathlib.Path(folder) / "bin" / "python"
    stamp = pathlib.Path(folder) / "installed.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        venv.create(folder, with_pip=True, clear=True)
        install = [python, "-m", "pip", "install", "--quiet", "-r", requirements]
        if subprocess.run(install).returncode != 0:
            print("the packages of tests/requirements.txt could not be installed")
            return None
        stamp.write_text(wanted, encoding="utf-8")
    return subprocess.run([python] + sys.argv + ["--inside"]).returncode
