"""The examples run, say what they should, and are typed."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from salon import ROOT

EXAMPLES = ROOT / "examples/python"


def run(*arguments, cwd=None):
    return subprocess.run(
        [sys.executable, "-B", *arguments],
        text=True,
        capture_output=True,
        cwd=cwd,
        env=os.environ | {"TZ": "Asia/Tokyo"},
    ).stdout


class TheExamples(unittest.TestCase):
    def test_plan_a_csv(self):
        example = (EXAMPLES / "plan_a_csv.py").read_text()
        now = "NOW = datetime.datetime(2020, 3, 10, 9, tzinfo=datetime.timezone.utc)"
        with tempfile.TemporaryDirectory() as folder:
            mine = pathlib.Path(folder) / "mine.py"
            mine.write_text(re.sub("^NOW = .*$", now, example, flags=re.M))
            (pathlib.Path(folder) / "visits.csv").write_text(
                "\ufeffclient,phone,date,service\n"
                "Anna,+99900000001,2020-01-13 10:30,Haircut\n"
                "Bo,,2020-01-13 10:30,Haircut\n",
                encoding="utf-8",
            )
            printed = run(mine, cwd=folder)
        self.assertEqual(
            printed, "10 Mar 09:00 UTC  Anna: discount 10 %\nnot Bo: phone_missing\n"
        )

    def test_plan_from_two_frames(self):
        printed = run(EXAMPLES / "plan_from_dataframe.py")
        self.assertRegex(printed, r"1 +Anna +1 +55 +10 +2026-03-10 09:00:00")
        self.assertRegex(printed, r"4 +Dora +phone_missing")
        # Bo: 21 days after 2026-03-05 15:00 in Berlin, and a second.
        self.assertRegex(printed, r"2 +Bo +not_due +2026-03-26 14:00:01")

    def test_plan_from_two_files(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "c.csv").write_text("id,phone,name,loyalty_level\n8,+99900000008,Eva,Gold\n")
            (folder / "v.csv").write_text(
                "client_id,service_id,starts_at,cost\n8,1,2026-01-13 10:30,12.5\n"
            )
            printed = run(EXAMPLES / "plan_from_dataframe.py", folder / "c.csv", folder / "v.csv")
        self.assertRegex(printed, r"8 +Eva +planned")

    def test_a_booking_backend_from_end_to_end(self):
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/salon.db"
            printed = run(EXAMPLES / "booking_backend.py", path)
            import sqlite3

            with sqlite3.connect(path) as file:
                sent = file.execute("SELECT client_id FROM chat ORDER BY id").fetchall()
                stopped = file.execute(
                    "SELECT id FROM clients WHERE reactivation_opt_out = 1"
                ).fetchall()
            file.close()
        self.assertEqual((sent, stopped), ([(2,), (1,)], [(2,)]))
        for line in (
            "planned 2, new 2",
            "sent 2",
            "Anna was promised 10 %",
            "client 1: upcoming_booking until 2026-03-12",
            "client 2: opted_out",
            "client 3: not_due until 2026-04-02",
            "planned 0 on the next day",
            "sent 2, answered 2, booked 1, opted out 1",
        ):
            self.assertIn(line, printed.splitlines())

    def test_are_typed(self):
        with tempfile.TemporaryDirectory() as cache:
            checked = subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "mypy",
                    "--strict",
                    "--cache-dir",
                    cache,
                    *map(str, sorted(EXAMPLES.glob("*.py"))),
                ],
                text=True,
                capture_output=True,
                cwd=ROOT / "bindings/python/src",
            )
        self.assertEqual(checked.returncode, 0, checked.stdout)


if __name__ == "__main__":
    unittest.main()
