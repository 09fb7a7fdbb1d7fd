"""The program under test, and a small salon for it to work on."""
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("REACTIVATION_PROGRAM",
                         str(ROOT / "build/release/examples/cli/reactivation"))
NOW = "2026-03-03T10:00"  # a Tuesday, of the salon's clock


class Answer:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def json(self):
        return json.loads(self.out)


def run(*arguments, stdin=None, env=None, cwd=None):
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    environment.update(env or {})
    done = subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, capture_output=True,
                          env=environment, cwd=cwd, timeout=300)
    return Answer(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def done(*arguments, **keywords):
    answer = run(*arguments, **keywords)
    assert answer.code == 0, (arguments, answer.code, answer.err)
    return answer


def folder():
    return tempfile.TemporaryDirectory(prefix="reactivation-test-")


def make_exports(path, clients=80, lang="ru"):
    subprocess.run([sys.executable, "-B", str(ROOT / "scripts/make_salon.py"), "--out", str(path),
                    "--clients", str(clients), "--lang", lang], check=True, capture_output=True)


def import_salon(db, exports, *more):
    return done("import", "--db", db, "--company", 1, "--name", "Локон", "--timezone",
                "Europe/Moscow", "--country", "RU", "--currency", "RUB", "--business-type",
                "beauty", "--services", f"{exports}/services.csv", "--clients",
                f"{exports}/clients.csv", "--visits", f"{exports}/visits.csv", "--date-format",
                "%d.%m.%Y", "--now", NOW, *more)


def make_salon(path, clients=80):
    """A folder with exports and the database `salon.db` made of them."""
    path = pathlib.Path(path)
    make_exports(path / "export", clients)
    db = path / "salon.db"
    import_salon(db, path / "export")
    done("slots", "--db", db, "--file", path / "export/slots.csv", "--now", NOW)
    return db


def dump(db):
    """Every row of every table, as text."""
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as connection:
        return "\n".join(connection.iterdump())


def query(db, sql):
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as connection:
        return connection.execute(sql).fetchall()


def messages(outbox):
    paths = sorted(pathlib.Path(outbox).glob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]
