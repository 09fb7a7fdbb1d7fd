"""What the program tells the admin: on standard error always, and to a program of theirs."""
import json
import subprocess
import time
import unittest

import program
from program import done, query
from salon import DueSalon, LATER, Salon

KEYS = ["schema", "kind", "company_id", "client_id", "signal", "at", "sentence"]


class Told(Salon):
    def setUp(self):
        super().setUp()
        self.notifier = self.path / "notify"
        self.write('cat >> "$HOME/notices"')
        self.notify = ["--notify", f"program:{self.notifier}"]

    def write(self, body):
        self.notifier.write_text(f"#!/bin/sh\nHOME='{self.path}'\n{body}\n")
        self.notifier.chmod(0o700)

    def notices(self):
        path = self.path / "notices"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def test_one_object_a_notice_and_one_line_on_standard_error(self):
        answer = self.do("reply", "--client", self.client, "--text", "гм", *self.notify)
        notice, = self.notices()
        self.assertEqual(list(notice), KEYS)
        self.assertEqual(notice["schema"], "reactivation.notice/1")
        self.assertEqual(notice["kind"], "reply_needs_person")
        self.assertEqual((notice["company_id"], notice["client_id"]), (1, self.client))
        self.assertEqual(answer.err, f"notice: {notice['sentence']}\n")

    def test_also_with_a_document_the_line_stands_on_standard_error(self):
        answer = self.do("reply", "--client", self.client, "--text", "гм", "--json")
        self.assertEqual(answer.json["notices"], ["reply_needs_person"])
        self.assertIn("notice: a reply waits for you", answer.err)

    def test_nothing_to_tell_starts_nothing(self):
        answer = self.do("reply", "--client", self.client, "--text", "Да, давайте", *self.notify)
        self.assertEqual((answer.err, self.notices()), ("", []))

    def test_no_notice_carries_a_phone_a_name_or_a_text(self):
        text = "подам жалобу, звоните +79161234567, ключ sk-12345"
        answer = self.do("reply", "--phone", self.message["phone"], "--text", text, *self.notify)
        (name,), = query(self.db, f"SELECT name FROM clients WHERE id = {self.client}")
        told = answer.err + (self.path / "notices").read_text()
        self.assertIn("complaint", told)
        for secret in [self.message["phone"], self.message["phone"][1:], "79161234567", "жалоб",
                       "sk-12345", name.split()[0]]:
            self.assertNotIn(secret, told)

    def test_every_command_that_may_have_something_to_tell_takes_the_option(self):
        booked = ["--client", self.client, "--service", self.service, "--event-id", "b-1"]
        self.do("booking", *booked, "--at", "2026-03-09T12:00")
        answer = self.do("booking", *booked, "--at", "2026-03-10T12:00", *self.notify)
        self.assertEqual([notice["kind"] for notice in self.notices()], ["event_id_reused"])
        self.assertIn("look at both", answer.err)
        self.do("signal", "--kind", "permanent_ban", *self.notify)
        self.assertEqual(self.notices()[-1]["signal"], "permanent_ban")
        for command in ["run", "daemon", "sweep", "reply", "booking", "visit", "status", "signal",
                        "optout"]:
            self.assertIn("--notify", done(command, "--help").out)

    def test_a_notifier_that_fails_changes_nothing_and_is_told(self):
        for body in ["exit 1", "kill -9 $$", "exec 0<&-; exit 3"]:
            self.write(body)
            answer = self.do("reply", "--client", self.client, "--text", "гм " + body, "--json",
                             *self.notify)
            self.assertEqual(answer.json["receipt"], "stored")
            self.assertIn("1 of these notices did not get through", answer.err)

    def test_one_that_hangs_is_given_its_time_and_no_more(self):
        self.write("cat > /dev/null; sleep 300")
        began = time.monotonic()
        answer = self.do("reply", "--client", self.client, "--text", "гм", *self.notify,
                         "--notify-timeout", 1)
        self.assertLess(time.monotonic() - began, 20)
        self.assertIn("did not get through", answer.err)

    def test_what_it_prints_reaches_nobody(self):
        self.write("cat > /dev/null; echo loud; echo louder >&2")
        answer = self.do("reply", "--client", self.client, "--text", "гм", "--json", *self.notify)
        self.assertNotIn("loud", answer.out + answer.err)

    def test_wrong(self):
        at = ["reply", "--db", self.db, "--now", LATER, "--client", self.client, "--text", "гм"]
        for spec, words in [("program:", "program:./notify.sh"), ("mail:me", "program:./notify.sh"),
                            ("program:/no/such", "/no/such"), (f"program:{self.path}", "start"),
                            ("program:/etc/passwd", "/etc/passwd")]:
            self.refused(*at, "--notify", spec, saying=["--notify", words])
        for seconds in ["0", "601", "x"]:
            self.refused(*at, *self.notify, "--notify-timeout", seconds,
                         saying=["--notify-timeout"])


class Working(DueSalon):
    def notifier(self, body):
        path = self.path / "notify"
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o700)
        return ["--notify", f"program:{path}"]

    def test_a_slow_notifier_holds_up_no_message(self):
        program.make_script(self.script, 'log()\nprint("id")\nprint("signal rate_limited")')
        self.arm()
        began = time.time()
        answer = done(*self.send, "--json", *self.notifier("cat > /dev/null; sleep 300"),
                      "--notify-timeout", "3")
        self.assertEqual(answer.json["counts"]["sent"], 5)
        self.assertEqual(answer.json["notices"], ["account_limited"] * 5)
        self.assertLess(program.lines_of(self.log)[-1][2] - began, 3)
        self.assertIn("5 of these notices", answer.err)

    def test_a_daemon_tells_while_it_runs_and_logs_the_time(self):
        program.make_script(self.script, 'log()\nprint("id")\nprint("signal logged_out")')
        self.arm()
        notices = self.path / "notices"
        process = subprocess.Popen(
            [program.PROGRAM, *map(str, self.daemon), "--every", "1", "--json",
             *self.notifier(f"cat >> '{notices}'")],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        end = time.monotonic() + 60
        while not notices.exists() and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(1)
        process.terminate()
        out, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0)
        self.assertIn(b"logged_out", err)
        for line in err.decode().splitlines():
            self.assertRegex(line, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ")
        self.assertEqual(json.loads(notices.read_text().splitlines()[0])["signal"], "logged_out")
        events = [json.loads(line) for line in out.splitlines()]
        self.assertEqual(events[0]["event"], "started")
        self.assertEqual(events[-1]["event"], "stopped")
        planned, = [event for event in events if event["event"] == "planned"]
        self.assertEqual((planned["company_id"], planned["planned"], planned["stored"]), (1, 5, 5))
        # A lost session waits for a person: one message, and no more in all the rounds.
        sent = [event["counts"]["sent"] for event in events if event["event"] == "dispatched"]
        self.assertEqual(sum(sent), 1)


if __name__ == "__main__":
    unittest.main()
