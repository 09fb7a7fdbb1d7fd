"""The service as a process, its tokens, and requests to it."""
import http.client
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "cli"))
sys.path.insert(0, str(HERE.parent))
import program
from program import done, query

PROGRAM = os.environ.get("REACTIVATION_SERVICE",
                         str(program.ROOT / "build/release/examples/service/reactivation-service"))
LINK_KEY = "link-key-0123456789abcdef"
ENV = {"REACTIVATION_LINK_KEY": LINK_KEY}
PREFIX = "/api/reactivation"


def command(*arguments, env=None):
    run = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, timeout=60,
                         env={**os.environ, **ENV, **(env or {})})
    return program.Answer(run.returncode, run.stdout.decode(), run.stderr.decode())


def make_token(db, name, role, company=None):
    more = [] if company is None else ["--company", company]
    answer = command("token", "--db", db, "--name", name, "--role", role, *more)
    assert answer.code == 0, answer.err
    return answer.out.strip()


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def data(self):
        answer = self.json
        assert answer["success"] is True, (self.status, answer)
        return answer["data"]

    @property
    def code(self):
        answer = self.json
        assert answer["success"] is False, (self.status, answer)
        return answer["error"]["code"]


class Service:
    """A service under way; `stop` ends it and keeps what it logged."""

    def __init__(self, *arguments, env=None):
        self.process = subprocess.Popen(
            [PROGRAM, "--listen", "127.0.0.1:0", *map(str, arguments)], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env={**os.environ, **ENV, **(env or {})})
        line = self.process.stdout.readline().decode()
        if not line.startswith("listening on 127.0.0.1:"):
            raise AssertionError(line + self.process.communicate()[1].decode())
        self.port = int(line.rsplit(":", 1)[1])
        self.log = ""
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stderr:
            self.log += line.decode()

    def stop(self, number=signal.SIGTERM):
        if self.process.returncode is None:
            self.process.send_signal(number)
            self.process.wait(60)
            self.reader.join(10)
            self.process.stdout.close()
            self.process.stderr.close()
        return self.process.returncode

    def raw(self, method, target, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, target, body, headers or {})
            answer = connection.getresponse()
            return Reply(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def ask(self, token, method, path, body=None, key=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if key is not None:
            headers["Idempotency-Key"] = key
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        return self.raw(method, PREFIX + path, body, headers)


class TwoSalons(unittest.TestCase):
    """Two companies in one database, tokens of every role, and a service before it."""
    CLIENTS = 12
    ARGUMENTS = ()

    @classmethod
    def setUpClass(cls):
        cls.temporary = program.folder()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.path = pathlib.Path(cls.temporary.name)
        cls.db = program.make_due_salon(cls.path, cls.CLIENTS)
        second_salon(cls.db, cls.path)
        cls.tokens = {
            "operator": make_token(cls.db, "desk", "operator", 1),
            "owner": make_token(cls.db, "owner", "owner", 1),
            "admin": make_token(cls.db, "admin", "admin"),
            "other": make_token(cls.db, "stranger", "owner", 2)}
        cls.service = cls.serve()

    @classmethod
    def serve(cls, *arguments, env=None):
        service = Service(*(arguments or ("--db", cls.db)), *cls.ARGUMENTS, env=env)
        cls.addClassCleanup(service.stop, signal.SIGKILL)
        return service

    def ask(self, role, method, path, body=None, **more):
        return self.service.ask(self.tokens.get(role, role), method, path, body, **more)

    def get(self, path, role="owner"):
        reply = self.ask(role, "GET", path)
        self.assertEqual(reply.status, 200, (path, reply.body))
        return reply.data

    def write(self, method, path, body=None, role="owner", **more):
        reply = self.ask(role, method, path, body, **more)
        self.assertEqual(reply.status, 200, (path, reply.body))
        return reply.data

    def refused(self, reply, status, code=None):
        self.assertEqual(reply.status, status, reply.body)
        error = reply.json
        self.assertEqual(sorted(error), ["error", "success"])
        self.assertEqual(sorted(error["error"]), ["code", "message", "place"])
        self.assertRegex(error["error"]["code"], r"^[a-z_]+$")
        self.assertRegex(error["error"]["message"], r"^[A-Za-z].*[.]$", error)
        if code is not None:
            self.assertEqual(error["error"]["code"], code)
        return error["error"]


def second_salon(db, path):
    (path / "more.csv").write_text("client,date,time,service,staff,status\n"
                                   "X1,2025-12-01,12:00,Massage,Ben,completed\n")
    (path / "people.csv").write_text("id,name,phone\nX1,Xenia,+447933000001\n")
    done("import", "--db", db, "--company", 2, "--name", "Other", "--timezone", "Europe/London",
         "--country", "GB", "--locale", "en", "--visits", path / "more.csv", "--clients",
         path / "people.csv")


def first(db, what, company=1):
    (value,), = query(db, f"SELECT id FROM {what} WHERE company_id = {company} AND id > 0"
                          " ORDER BY id LIMIT 1")
    return value
