"""The daemon: a day planned at its time, and sent until it is stopped."""
import signal
import subprocess
import time
import unittest

import program
from program import done, query, run
from salon import DueSalon


class Daemon(DueSalon):
    CLIENTS = 6

    def test_one_round_plans_the_day_and_sends_what_is_due(self):
        self.arm()
        answer = done(*self.daemon, "--once")
        self.assertEqual(answer.out, "")
        self.assertIn("company 1: planned 6, 6 new", answer.err)
        self.assertIn("company 1: 6 sent", answer.err)
        self.assertEqual(len(program.lines_of(self.log)), 6)
        again = done(*self.daemon, "--once")
        self.assertNotIn("planned", again.err)  # once a day
        self.assertEqual(len(program.lines_of(self.log)), 6)

    def test_not_armed_it_says_so_and_sends_nothing(self):
        answer = done(*self.daemon, "--once")
        self.assertIn("reactivation arm", answer.err)
        self.assertEqual(program.lines_of(self.log), [])

    def test_switched_off_it_plans_and_sends_nothing(self):
        done("arm", "--db", self.db)
        answer = done(*self.daemon, "--once", env={"REACTIVATION_ENABLED": "false"})
        self.assertIn("REACTIVATION_ENABLED", answer.err)
        self.assertEqual(query(self.db, "SELECT count(*) FROM reactivation_attempts"), [(0,)])
        self.assertEqual(program.lines_of(self.log), [])

    def test_a_day_is_planned_at_the_time_that_the_environment_names(self):
        self.arm()
        answer = done(*self.daemon, "--once", env={"REACTIVATION_CRON": "59 23 * * *"})
        self.assertNotIn("planned", answer.err)
        answer = done(*self.daemon, "--once", env={"REACTIVATION_CRON": "0 1 * * *"})
        self.assertIn("planned 6", answer.err)

    def test_sigterm_ends_it_between_two_messages_and_wakes_it_from_sleep(self):
        program.make_script(self.script, "log()\ntime.sleep(0.3)")
        self.arm()
        for number, wanted in [(signal.SIGTERM, 1), (signal.SIGINT, 6)]:
            process = subprocess.Popen([program.PROGRAM, *map(str, self.daemon), "--every", "3600"],
                                       stderr=subprocess.PIPE)
            end = time.monotonic() + 60
            while len(program.lines_of(self.log)) < wanted and time.monotonic() < end:
                time.sleep(0.02)
            if wanted == 6:
                time.sleep(0.6)  # it sleeps for an hour now
            process.send_signal(number)
            _, error = process.communicate(timeout=30)
            self.assertEqual(process.returncode, 0, error)
            self.assertIn(b"stopped", error)
            self.assertEqual(query(self.db, "SELECT count(*) FROM reactivation_attempts WHERE state"
                                            " = 'dispatching'"), [(0,)])
        lines = program.lines_of(self.log)
        self.assertEqual(len({line[0] for line in lines}), 6)
        self.assertEqual(len(lines), 6)

    def test_wrong(self):
        for arguments, keywords, words in [
                (["daemon", "--db", self.db], {}, "--messenger"),
                ([*self.daemon, "--every", 0], {}, "--every"),
                ([*self.daemon, "--once"], {"env": {"REACTIVATION_CRON": "noon"}},
                 "REACTIVATION_CRON"),
                (["daemon", "--db", self.db, "--messenger", "program:/none", "--once"], {},
                 "/none")]:
            answer = run(*arguments, **keywords)
            self.assertEqual(answer.code, 2, answer.err)
            self.assertEqual(answer.out, "")
            self.assertIn(words, answer.err)


if __name__ == "__main__":
    unittest.main()
