"""What a stranger gets wrong, in every command: one line that names place and remedy, never a phone,
never a library's own words, and nothing stored."""
import os
import pathlib
import shutil
import subprocess
import unittest

import program
from program import NOW, done, dump, query
from salon import LATER, Salon

BAD = b"\xff\xfe\x80abc"
HUGE = "x" * 100_000
PHONES = ["+79161234567", "8 (916) 123-45-67", "79161234567"]


class Everywhere(Salon):
    def raw(self, *arguments, **keywords):
        """Runs it with bytes as they are; the one line that it must end with."""
        words = [word if isinstance(word, bytes) else str(word).encode() for word in arguments]
        answer = subprocess.run([program.PROGRAM.encode(), *words], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
                                **keywords)
        error = answer.stderr.decode("utf-8")  # it must be UTF-8, whatever was typed
        self.assertLess(len(error.encode()), 2500, arguments[:1])
        for words_of_a_library in ["filesystem error", "exception", "what()", "std::", "sqlite3_"]:
            self.assertNotIn(words_of_a_library, error)
        return answer.returncode, error

    def wrong(self, *arguments, saying=(), code=2, **keywords):
        before = dump(self.db)
        returned, error = self.raw(*arguments, **keywords)
        self.assertEqual(returned, code, (arguments[0], error[:300]))
        self.assertEqual(len(error.splitlines()), 1, error[:300])
        self.assertTrue(error.startswith("reactivation"), error[:300])
        for words in saying:
            self.assertIn(words, error)
        self.assertEqual(before, dump(self.db))
        return error

    def test_an_unknown_company(self):
        for command, more in self.every_command().items():
            if command == "stop":  # is about every company
                continue
            for company, words in [("9", "has only 1"), ("0", "--company"), ("x", "--company"),
                                   ("-1", "--company")]:
                self.wrong(command, "--db", self.db, f"--company={company}", *more, saying=[words])

    def test_a_wrong_instant(self):
        for command, more in self.every_command().items():
            if command in ("settings", "rules", "daemon"):  # decide nothing for an instant
                continue
            for now in ["tomorrow", "2026-02-30", "", "1969-01-01T10:00", "2026-03-03T10:00+99:00"]:
                self.wrong(command, "--db", self.db, "--now", now, *more,
                           saying=["--now", "2026-03-02T10:00"])

    def test_a_database_that_is_none(self):
        loop = self.path / "loop.db"
        loop.symlink_to(loop)
        text = self.path / "text.db"
        text.write_text("hello world " * 400)
        for command, more in self.every_command().items():
            self.wrong(command, "--db", self.path / "none.db", *more,
                       saying=["none.db", "there is no such file", "reactivation init"])
            self.wrong(command, "--db", self.path, *more, saying=["this is a folder"])
            self.wrong(command, "--db", loop, *more, saying=["loop.db"])
            self.wrong(command, "--db", self.path / ("a" * 300), *more)
            self.wrong(command, "--db", text, *more, saying=["text.db", "not a SQLite database"],
                       code=1)
        self.assertFalse((self.path / "none.db").exists())

    def test_an_empty_file_is_a_database_without_a_company(self):
        for command, more in self.every_command().items():
            empty = self.path / "zero.db"
            empty.write_bytes(b"")
            if command in ("stop", "daemon"):  # nothing is there to stop or to plan
                self.assertEqual(self.raw(command, "--db", empty, *more)[0], 0)
                continue
            self.wrong(command, "--db", empty, *more, saying=["zero.db has no company yet", "init"])

    def test_bytes_that_are_no_text_are_repeated_as_text_and_never_kept(self):
        client = ["--client", self.client]
        kept = [
            ["reply", *client, "--text", "x", "--event-id", BAD],
            ["reply", *client, "--text", "x", "--provider", BAD],
            ["reply", *client, "--text", "x", "--answers", BAD],
            ["reply", "--lid", BAD, "--text", "x"], ["reply", "--user-id", BAD, "--text", "x"],
            ["booking", *client, "--service", "1", "--at", "2026-03-09T12:00", "--id", BAD],
            ["status", "--provider-id", BAD, "--delivery", "read"],
            ["signal", "--kind", "rate_limited", "--event-id", BAD],
            ["optout", *client, "--reason", BAD], ["optin", *client, "--evidence", BAD],
            ["stop", "--reason", BAD], ["disarm", "--reason", BAD]]
        for command, *more in kept:
            self.wrong(command, "--db", self.db, "--now", LATER, *more,
                       saying=["UTF-8", more[more.index(BAD) - 1]])
        for command, *more in [
                ["reply", "--client", BAD, "--text", "x"], ["reply", "--phone", BAD, "--text", "x"],
                ["booking", *client, "--service", BAD, "--at", "2026-03-09T12:00"],
                ["booking", *client, "--service", "1", "--at", BAD],
                ["status", "--attempt", BAD, "--delivery", "read"],
                ["status", "--provider-id", "x", "--delivery", BAD],
                ["signal", "--kind", BAD], ["signal", "--code", BAD],
                ["pause", *client, "--until", BAD], ["offer", "--phone", BAD],
                ["slots", "--file", BAD], ["stats", "--period", BAD], ["stats", "--from", BAD],
                ["hold", BAD], ["send", *client, "--service", BAD],
                ["run", "--messenger", BAD], ["reply", *client, "--text", "x", "--notify", BAD]]:
            at = [] if command == "run" else ["--now", LATER]
            self.wrong(command, "--db", self.db, *at, *more)
        for command, *more in [["settings", "--set", b"tone=" + BAD], ["settings", "--set", BAD],
                               ["rules", "--service", BAD, "--interval", "35"],
                               ["plan", "--now", BAD]]:
            self.wrong(command, "--db", self.db, *more)
        self.wrong("init", "--db", self.db, "--company", 7, "--name", BAD, "--timezone", "UTC",
                   "--country", "GB", saying=["--name", "UTF-8"])
        self.wrong(BAD, saying=["no command"])

    def test_huge_values_are_refused_in_a_line_that_can_be_read(self):
        client = ["--client", self.client]
        for command, *more in [
                ["reply", *client, "--text", HUGE], ["reply", "--client", HUGE, "--text", "x"],
                ["reply", "--phone", HUGE, "--text", "x"], ["reply", "--lid", HUGE, "--text", "x"],
                ["reply", *client, "--text", "x", "--event-id", HUGE],
                ["booking", *client, "--service", HUGE, "--at", "2026-03-09T12:00"],
                ["booking", *client, "--service", "1", "--at", "2026-03-09T12:00", "--id", HUGE],
                ["status", "--provider-id", HUGE, "--delivery", "read"],
                ["optout", *client, "--reason", HUGE], ["optin", *client, "--evidence", HUGE],
                ["slots", "--file", HUGE], ["hold", HUGE], ["plan", "--now", HUGE],
                ["plan", f"--rows={HUGE}"], ["explain", "--client", HUGE],
                ["settings", "--set", HUGE], ["rules", "--service", "1", "--set", HUGE + "=1"],
                ["stats", "--period", HUGE], ["stop", "--reason", HUGE],
                ["init", "--company", 7, "--name", HUGE, "--timezone", "UTC", "--country", "GB"],
                ["init", "--company", 7, "--name", "x", "--timezone", HUGE, "--country", "GB"],
                ["import", "--company", 1, "--visits", HUGE],
                ["import", "--company", 1, "--visits", "v.csv", "--map", HUGE]]:
            self.wrong(command, "--db", self.db, *more)
        self.wrong("plan", "--snapshot", HUGE)
        self.wrong("run", "--db", self.db, "--outbox", HUGE, code=1)
        self.wrong("x " * 50_000)

    def test_a_phone_in_the_wrong_place_is_not_repeated(self):
        for phone in PHONES:
            for arguments in [
                    ["explain", "--client", phone], ["optout", "--client", phone],
                    ["hold", phone], ["cancel", "--attempt", phone], ["plan", "--now", phone],
                    ["plan", phone], ["plan", f"--rows={phone}"], ["plan", f"--company={phone}x"],
                    ["send", "--client", self.client, "--service", phone],
                    ["booking", "--client", self.client, "--service", "1", "--at", phone],
                    ["booking", "--client", self.client, "--service", "1", "--at",
                     "2026-03-09T12:00", "--staff", phone],
                    ["status", "--attempt", phone, "--delivery", "read"],
                    ["status", "--provider-id", "x", "--delivery", phone],
                    ["pause", "--client", self.client, "--until", phone],
                    ["signal", "--kind", phone], ["stats", "--from", phone],
                    ["settings", "--set", phone]]:
                error = self.wrong(arguments[0], "--db", self.db, *arguments[1:])
                self.assertNotIn(phone, error)
                self.assertNotIn("1234567", error.replace("-", "").replace(" ", ""))
            self.assertNotIn("1234567", self.wrong(phone).replace("-", ""))

    def test_a_closed_or_broken_standard_output_is_told(self):
        for redirect in [">&-", "> /dev/full"]:
            for arguments in [["plan", "--now", NOW, "--json"], ["stats"], ["arm", "--json"]]:
                line = " ".join(["exec", "'" + program.PROGRAM + "'", arguments[0], "--db",
                                 f"'{self.db}'", *arguments[1:], redirect])
                answer = subprocess.run(["sh", "-c", line], stdin=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, timeout=60)
                self.assertEqual(answer.returncode, 1, line)
                self.assertIn(b"standard output cannot be written", answer.stderr)
        # The file that was opened in place of a closed stream is not written to.
        self.assertEqual(query(self.db, "PRAGMA integrity_check"), [("ok",)])

    def test_a_reader_that_goes_away_ends_it_quietly(self):
        line = f"'{program.PROGRAM}' plan --db '{self.db}' --now {NOW} --all | head -1 > /dev/null"
        answer = subprocess.run(["sh", "-c", line], capture_output=True, timeout=60)
        self.assertNotIn(b"exception", answer.stderr)

    def test_a_missing_file_is_named(self):
        for arguments in [["slots", "--db", self.db, "--file", "none.csv"],
                          ["import", "--db", self.db, "--company", 1, "--visits", "none.csv"],
                          ["plan", "--snapshot", "none.json"]]:
            self.wrong(*arguments, saying=["none."])

    def test_an_unknown_attempt_or_client(self):
        other = "6f1c1a52-0d5c-5c1e-9d3e-0a4b5c6d7e8f"
        for arguments in [["hold", other], ["approve", other], ["cancel", "--attempt", other]]:
            self.wrong(arguments[0], "--db", self.db, *arguments[1:], saying=[other, "no message"])
        for command, more in self.every_command().items():
            if "--client" in more:
                more = [*more]
                more[more.index("--client") + 1] = "K9999"
                self.wrong(command, "--db", self.db, *more, saying=["--client K9999", "no client"])


@unittest.skipUnless(shutil.which("setpriv") or os.geteuid() != 0, "needs another user")
class ReadOnly(Salon):
    """The file and its folder belong to somebody else."""

    def as_another(self, *arguments):
        words = [program.PROGRAM, *map(str, arguments)]
        if os.geteuid() == 0:
            words = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *words]
        return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)

    def test_what_would_write_says_that_it_may_not(self):
        os.chmod(self.path, 0o555)
        self.addCleanup(os.chmod, self.path, 0o755)
        os.chmod(self.db, 0o444)
        parent = self.path.parent
        if os.geteuid() == 0 and not os.access(parent, os.X_OK):
            self.skipTest("the other user does not get there")
        before = dump(self.db)
        for command, *more in [["reply", "--client", self.client, "--text", "Да"], ["stop"],
                               ["optout", "--client", self.client], ["arm"], ["sweep"],
                               ["signal", "--kind", "yellow_card"],
                               ["settings", "--set", "tone=casual"]]:
            answer = self.as_another(command, "--db", self.db, *more)
            error = answer.stderr.decode()
            self.assertEqual(answer.returncode, 1, (command, error))
            self.assertEqual(len(error.splitlines()), 1, error)
            self.assertIn("salon.db", error)
            self.assertIn("permissions", error)
        self.assertEqual(before, dump(self.db))


if __name__ == "__main__":
    unittest.main()
