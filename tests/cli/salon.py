"""Salons that tests start from, each test on its own copy."""
import pathlib
import shutil
import unittest

import program
from program import NOW, done, dump, messages, query, run

LATER = "2026-03-04T10:00"
NO_ATTEMPT = "6f1c1a52-0d5c-5c1e-9d3e-0a4b5c6d7e8f"


class Copies(unittest.TestCase):
    """Each test works on its own copy of one salon."""
    CLIENTS = 80

    @classmethod
    def setUpClass(cls):
        cls.shared = program.folder()
        cls.original = program.make_salon(cls.shared.name, clients=cls.CLIENTS)

    @classmethod
    def tearDownClass(cls):
        cls.shared.cleanup()

    def setUp(self):
        self.temporary = program.folder()
        self.addCleanup(self.temporary.cleanup)
        self.path = pathlib.Path(self.temporary.name)
        self.db = self.path / "salon.db"
        shutil.copy(self.original, self.db)


class Salon(Copies):
    """A salon on the day after its first messages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fresh = cls.original
        cls.original = pathlib.Path(cls.shared.name) / "sent.db"
        shutil.copy(cls.fresh, cls.original)
        done("run", "--db", cls.original, "--now", NOW, "--outbox",
             pathlib.Path(cls.shared.name) / "out", "--arm")
        cls.sent = messages(pathlib.Path(cls.shared.name) / "out")

    def setUp(self):
        super().setUp()
        self.message = self.sent[0]
        self.client = self.message["client_id"]
        self.service, = query(self.db, "SELECT title FROM services WHERE id ="
                                       f" {self.message['service_id']}")[0]

    def do(self, command, *arguments, now=LATER, **keywords):
        return done(command, "--db", self.db, "--now", now, *arguments, **keywords)

    def refused(self, *arguments, saying=(), code=2, **keywords):
        """One line that names place and remedy, no result, and the file as it was."""
        before = dump(self.db)
        answer = run(*arguments, **keywords)
        self.assertEqual(answer.code, code, (arguments, answer.err))
        self.assertEqual(answer.out, "")
        self.assertEqual(len(answer.err.splitlines()), 1, answer.err)
        self.assertTrue(answer.err.startswith("reactivation"), answer.err)
        for words in saying:
            self.assertIn(words, answer.err)
        self.assertNotIn(self.message["phone"], answer.err)
        self.assertEqual(before, dump(self.db))
        return answer.err

    def state(self, column="state"):
        (value,), = query(self.db, f"SELECT {column} FROM reactivation_attempts WHERE id ="
                                   f" '{self.message['attempt_id']}'")
        return value

    def every_command(self):
        """Each that works on a database, with what makes it right, but for --db and --now."""
        client, attempt = str(self.client), self.message["attempt_id"]
        export = pathlib.Path(self.shared.name) / "export"
        return {
            "slots": ["--file", export / "slots.csv"], "settings": [], "rules": [], "plan": [],
            "intervals": [], "backtest": [],
            "explain": ["--client", client], "draft": ["--client", client], "snapshot": [],
            "run": ["--outbox", self.path / "o"],
            "daemon": ["--messenger", f"outbox:{self.path / 'o'}", "--once"], "sweep": [],
            "arm": [], "disarm": [], "confirm": [], "stop": [],
            "send": ["--client", client, "--service", "1", "--force"], "hold": [attempt],
            "approve": [attempt], "cancel": ["--attempt", attempt],
            "reply": ["--client", client, "--text", "hi"],
            "booking": ["--client", client, "--service", "1", "--at", "2026-03-09T12:00"],
            "visit": ["--client", client, "--service", "1"],
            "status": ["--attempt", attempt, "--delivery", "read"],
            "signal": ["--kind", "rate_limited"], "optout": ["--client", client],
            "optin": ["--client", client, "--evidence", "signed"],
            "pause": ["--client", client, "--until", "2026-05-01"], "clear": ["--client", client],
            "offer": ["--client", client], "stats": [],
            "report": ["--out", self.path / "report.html", "--no-replay"], "export-person": ["--client", client],
            "erase-person": ["--client", client, "--yes"]}

    def whats(self, answer):
        return [(change["what"], change["value"]) for change in answer.json["changes"]]


class DueSalon(unittest.TestCase):
    """A salon whose clients are all due by the real clock, and a program that sends."""
    CLIENTS = 5

    def setUp(self):
        self.temporary = program.folder()
        self.addCleanup(self.temporary.cleanup)
        self.path = pathlib.Path(self.temporary.name)
        self.db = program.make_due_salon(self.path, self.CLIENTS)
        self.script = self.path / "send"
        self.log = program.make_script(self.script, 'log()\nprint("id-" + message["attempt_id"])')
        self.send = ["run", "--db", self.db, "--messenger", f"program:{self.script}"]
        self.daemon = ["daemon", "--db", self.db, "--messenger", f"program:{self.script}"]

    def arm(self, gap_s=0, hourly_max=1000):
        done("arm", "--db", self.db)
        program.set_limits(self.db, gap_s, hourly_max)

    def refused(self, *arguments, saying=(), code=2, **keywords):
        answer = run(*arguments, **keywords)
        self.assertEqual(answer.code, code, (arguments, answer.err))
        self.assertEqual(answer.out, "")
        self.assertEqual(len(answer.err.splitlines()), 1, answer.err)
        for words in saying:
            self.assertIn(words, answer.err)
