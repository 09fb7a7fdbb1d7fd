"""The package is typed, and so are programs that use it."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

from salon import ROOT

BINDINGS = ROOT / "bindings/python"

GOOD = """
import datetime
import reactivation
from reactivation.ports import LastLook, Messenger
from reactivation.types import Outcome, OutgoingMessage


class Printer:
    reaches_people = False

    def send(self, message: OutgoingMessage, look: LastLook) -> Outcome:
        if not look.ask():
            return Outcome("not_started")
        return Outcome("accepted", provider_id=message.attempt_id)


port: Messenger = Printer()
plan = reactivation.plan("{}", now=0)
first: datetime.datetime = plan.planned[0].not_before
reason: reactivation.Reason = plan.skipped[0].reason
with reactivation.Engine("memory:", messenger=Printer()) as engine:
    sent: int = engine.dispatch(1).counts.sent
"""
BAD = [
    ("plan = reactivation.plan('{}')", "call-arg"),
    ("reactivation.plan('{}', now='today')", "arg-type"),
    ("reactivation.Engine('memory:', messenger=3)", "arg-type"),
    ("reactivation.plan('{}', now=0).planned[0].no_such_field", "attr-defined"),
    ("reactivation.no_such_name", "attr-defined"),
    ("reactivation.plan('{}', now=0).company_id = 2", "misc"),
]


def mypy(*arguments):
    with tempfile.TemporaryDirectory() as cache:
        return subprocess.run(
            [sys.executable, "-m", "mypy", "--strict", "--cache-dir", cache, *arguments],
            text=True,
            capture_output=True,
            cwd=BINDINGS / "src",
        )


class TheTypes(unittest.TestCase):
    def test_of_the_package_are_strict(self):
        run = mypy("-p", "reactivation")
        self.assertEqual(run.returncode, 0, run.stdout)

    def test_hold_for_a_host_and_find_its_mistakes(self):
        with tempfile.TemporaryDirectory() as folder:
            good = pathlib.Path(folder) / "good.py"
            good.write_text(GOOD, encoding="utf-8")
            run = mypy(str(good))
            self.assertEqual(run.returncode, 0, run.stdout)
            wrong = []
            for number, (line, _) in enumerate(BAD):
                wrong.append(pathlib.Path(folder) / f"bad{number}.py")
                wrong[-1].write_text(f"import reactivation\n{line}\n", encoding="utf-8")
            found = mypy(*map(str, wrong)).stdout.splitlines()
        for number, (line, code) in enumerate(BAD):
            mine = [each for each in found if f"bad{number}.py:2" in each]
            self.assertTrue(any(f"[{code}]" in each for each in mine), (line, mine))

    def test_are_marked_for_type_checkers(self):
        self.assertTrue((BINDINGS / "src/reactivation/py.typed").exists())


if __name__ == "__main__":
    unittest.main()
