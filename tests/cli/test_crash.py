"""Runs that are killed, and runs that meet."""
import pathlib
import shutil
import signal
import subprocess
import time
import unittest

import program
from program import NOW, done, messages, query
from salon import Copies


class Crash(Copies):
    CLIENTS = 150

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planned = len(done("plan", "--db", cls.original, "--now", NOW,
                               "--json").json["planned"])

    def setUp(self):
        super().setUp()
        self.outbox = self.path / "out"

    def start(self):
        return subprocess.Popen([program.PROGRAM, "run", "--db", str(self.db), "--now", NOW,
                                 "--outbox", str(self.outbox), "--arm"],
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def wait_for_files(self, process, number):
        while process.poll() is None and len(list(self.outbox.glob("*.json"))) < number:
            time.sleep(0.0005)

    def check_books(self):
        """Files, ledger and campaigns tell the same story, and nobody was written to twice."""
        sent = messages(self.outbox)
        clients = [message["client_id"] for message in sent]
        self.assertEqual(len(clients), len(set(clients)))
        states = dict(query(self.db, "SELECT state, count(*) FROM reactivation_attempts"
                                     " GROUP BY state"))
        self.assertNotIn("dispatching", states)
        counted = states.get("accepted", 0) + states.get("uncertain", 0)
        (ledger,), = query(self.db, "SELECT count(*) FROM reactivation_ledger WHERE counts <> 0")
        (campaigns,), = query(self.db, "SELECT count(*) FROM reactivation_campaigns")
        self.assertEqual(ledger, counted)
        self.assertEqual(campaigns, counted)
        # A file without its record, or a record without its file, is at most the one message that
        # was in the air.
        self.assertEqual(len(sent), states.get("accepted", 0))
        self.assertEqual(counted, self.planned)
        return states

    def test_a_run_killed_half_way_goes_on_with_the_rest(self):
        kills = 0
        for wanted in [1, 2, 3, 5, 8, 12, 16]:
            shutil.rmtree(self.outbox, ignore_errors=True)
            for suffix in ["", "-wal", "-shm"]:
                pathlib.Path(f"{self.db}{suffix}").unlink(missing_ok=True)
            shutil.copy(self.original, self.db)
            process = self.start()
            self.wait_for_files(process, wanted)
            process.send_signal(signal.SIGKILL)
            process.wait()
            process.stderr.close()
            kills += process.returncode == -signal.SIGKILL
            done("run", "--db", self.db, "--now", NOW, "--outbox", self.outbox, "--arm")
            states = self.check_books()
            self.assertLessEqual(states.get("uncertain", 0), 1)
            left = [path.name for path in self.outbox.iterdir() if path.suffix != ".json"]
            self.assertEqual(left, [])
        self.assertGreater(kills, 0)

    def test_ctrl_c_stops_between_two_messages(self):
        process = self.start()
        self.wait_for_files(process, 2)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate()
        if process.returncode != 0:  # it may have been faster
            self.assertEqual(process.returncode, 1)
            self.assertIn(b"run it again", error)
        done("run", "--db", self.db, "--now", NOW, "--outbox", self.outbox, "--arm")
        self.assertNotIn("uncertain", self.check_books())

    def test_b108_two_runs_at_once_send_each_message_once(self):
        runs = [self.start() for _ in range(4)]
        errors = [process.communicate()[1] for process in runs]
        codes = [process.returncode for process in runs]
        self.assertIn(0, codes)
        for code, error in zip(codes, errors):
            self.assertIn(code, (0, 1))
            if code == 1:
                self.assertIn(b"another run", error)
        self.check_books()


if __name__ == "__main__":
    unittest.main()
