"""Every line that docs/program.md and the help show, run by somebody who has just made a folder.

The dates of the examples lie around the Monday of `NOW`, so that instant is added where a line names
none; ATTEMPT and ID become a message that waits."""
import datetime
import hashlib
import hmac
import json
import os
import pathlib
import re
import shlex
import subprocess
import unittest

import program
from program import query

PAGE = program.ROOT / "docs/program.md"
NOW = "2026-03-02T10:00"
# Of a webhook: what a web server would hand over.
BODY = (b'{"object":"whatsapp_business_account","entry":[{"id":"7","changes":[{"field":"messages",'
        b'"value":{"metadata":{"phone_number_id":"106540352242922"},"statuses":[]}}]}]}')
SIGNATURE = "sha256=" + hmac.new(b"app-secret", BODY, hashlib.sha256).hexdigest()
WEB = {"WHATSAPP_APP_SECRET": "app-secret", "WHATSAPP_VERIFY_TOKEN": "mine",
       "EVOLUTION_WEBHOOK_SECRET": "gate-secret", "YCLIENTS_HOOK_SECRET": "hook-secret-0123456789",
       "REACTIVATION_WORKER_KEY": "worker-key-0123456789",
       "HTTP_X_HUB_SIGNATURE_256": SIGNATURE,
       "QUERY_STRING": "hub.mode=subscribe&hub.challenge=1158&hub.verify_token=mine"}
# Services that nobody here can reach: without their keys the line names what is missing.
SERVICES = {"yclients:": "YCLIENTS_PARTNER_TOKEN", "--messenger whatsapp:": "WHATSAPP_TOKEN",
            "--messenger evolution:": "EVOLUTION_API_KEY", "telegram:": "TELEGRAM_BOT_TOKEN"}


def lines_of_page():
    return re.findall(r"^\| `[a-z-]+` \| `(reactivation [^`]+)` \|", PAGE.read_text("utf-8"), re.M)


def lines_of_help():
    """(command, line) of every example, continued lines joined."""
    listing = program.done("--help").out
    commands = re.findall(r"^  ([a-z-]+) {2,}\S", listing.split("Subcommands:")[1], re.M)
    for command in commands:
        text = program.done(command, "--help").out.split("Examples:")[1].replace("\\\n", " ")
        for line in text.strip().splitlines():
            yield command, line.strip()


class Stranger(unittest.TestCase):
    """A folder with the exports that the examples name."""

    def setUp(self):
        self.temporary = program.folder()
        self.addCleanup(self.temporary.cleanup)
        self.path = pathlib.Path(self.temporary.name)
        (self.path / "bin").mkdir()
        (self.path / "bin/reactivation").symlink_to(program.PROGRAM)
        today = datetime.date(2026, 3, 2)
        visits = ["client,date,time,service,staff,status"]
        people = ["id,phone,name"]
        for number in [*range(1, 31), 154]:
            day = today - datetime.timedelta(days=30 + number % 60)
            visits.append(f"C{number:04},{day},12:00,Haircut,Anna,completed")
            people.append(f"C{number:04},+4479{number + 11000000:08d},Client")
        self.write("visits.csv", "\n".join(visits) + "\n")
        self.write("clients.csv", "\n".join(people) + "\n")
        self.write("receipts.csv", "Client,Date,Service,Receipt\nC0001,02/27/2026,Haircut,1\n"
                                   "WALK_IN,02/27/2026,Haircut,2\n")
        self.write("groups.csv", "group,clients,successes\nmail,900,90\ncontrol,100,5\n")
        self.write("slots.csv", "service,staff,datetime\nHaircut,Anna,2026-03-04T10:30\n")
        for name in ["replies.txt", "answers.txt", "answer.txt", "message.txt"]:
            self.write(name, "Yes, Thursday please\n")
        self.write("suggestion.json", '{"days": 35, "reason": "Most come by then."}')
        self.write("send.sh", "#!/bin/sh\ncat > /dev/null\necho \"wamid.$$\"\n").chmod(0o700)
        (self.path / "body").write_bytes(BODY)
        self.write("t.json", "[]")
        self.write("reactivation.json", json.dumps({
            "schema": "reactivation.configuration/1", "database": "salon.db",
            "companies": [{"company_id": 1,
                           "messenger": {"kind": "program", "program": "./send.sh"}}]}))
        self.write("notify.sh", "#!/bin/sh\ncat > /dev/null\n").chmod(0o700)

    def write(self, name, text):
        path = self.path / name
        path.write_text(text)
        return path

    def sh(self, line):
        environment = {**os.environ, **WEB, "PATH": f"{self.path}/bin:{os.environ['PATH']}"}
        done = subprocess.run(["sh", "-c", line], cwd=self.path, env=environment, timeout=120,
                              stdin=subprocess.DEVNULL, capture_output=True)
        return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")

    def make_salon(self):
        for line in [
                "reactivation init --db salon.db --company 1 --name Lily --timezone Europe/London"
                " --country GB",
                "reactivation import --db salon.db --company 1 --visits visits.csv"
                f" --clients clients.csv --now {NOW}",
                f"reactivation slots --db salon.db --file slots.csv --now {NOW}"]:
            code, _, err = self.sh(line)
            self.assertEqual(code, 0, err)

    def waiting(self):
        """A message that waits for its turn."""
        waiting = ("SELECT id FROM reactivation_attempts WHERE state IN ('planned', 'ready', 'held')"
                   " LIMIT 1")
        if not query(self.path / "salon.db", waiting):
            code, _, err = self.sh("reactivation send --db salon.db --client C0009 --service"
                                   f" Haircut --force --now {NOW}")
            self.assertEqual(code, 0, err)
        return query(self.path / "salon.db", waiting)[0][0]

    def run_line(self, line):
        """Fails unless it ends with 0 and says something."""
        command = shlex.split(line.split("|")[-1])[1]
        has_now = "--now" in program.done(command, "--help").out
        if has_now and "--now" not in line and "--messenger" not in line \
                and "--config" not in line:
            line = line.replace(f"reactivation {command}", f"reactivation {command} --now {NOW}")
        if "--messenger" in line or "run --config" in line:
            self.sh("reactivation arm --db salon.db")
        if command == "daemon" and "--once" not in line:
            line += " --once"
        if command == "listen":  # on a free port, until it is told to end
            line = re.sub(" --listen [^ ]+", "", line) + " --listen 127.0.0.1:0"
            line = "timeout --preserve-status --signal=TERM 2 " + line
        if re.search(r"6f1c1a52-[0-9a-f-]+|ATTEMPT|--attempt ID", line):
            line = re.sub(r"6f1c1a52-[0-9a-f-]+|ATTEMPT|(?<=--attempt )ID", self.waiting(), line)
        code, out, err = self.sh(line.replace("--signature S", f"--signature {SIGNATURE}"))
        for service, key in SERVICES.items():
            if service in line:
                self.assertEqual((code, key in err), (2, True), (line, err))
                return
        self.assertEqual(code, 0, (line, err))
        self.assertTrue(out or command == "daemon" or ">" in line, line)

    def test_the_page_from_top_to_bottom_in_one_folder(self):
        lines = lines_of_page()
        listing = program.done("--help").out.split("Subcommands:")[1]
        self.assertEqual({shlex.split(line)[1] for line in lines},
                         set(re.findall(r"^  ([a-z-]+) {2,}\S", listing, re.M)))
        for line in lines:
            with self.subTest(line):
                self.run_line(line)
                if " import " in line:  # the page's line alone leaves them without a number
                    self.sh("reactivation import --db salon.db --company 1 --clients clients.csv")
                if " stop " in line or " signal " in line:
                    self.sh("reactivation confirm --db salon.db")

    def test_every_example_of_the_help_works_in_a_fresh_salon(self):
        for command, line in lines_of_help():
            with self.subTest(line):
                for path in [*self.path.glob("salon.db*"), *self.path.glob("client-17.json")]:
                    path.unlink()
                if command != "init" and "--timezone" not in line:
                    self.make_salon()
                if "salon.json" in line:
                    self.sh("reactivation snapshot --db salon.db > salon.json")
                self.run_line(line)


if __name__ == "__main__":
    unittest.main()
