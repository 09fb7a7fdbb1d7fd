"""The program under test, and a small salon for it to work on."""
import contextlib
import datetime
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


def change(db, sql, *values):
    """What only a test may do: a host's own write into the file."""
    connection = sqlite3.connect(db, timeout=30)
    with contextlib.closing(connection), connection:
        connection.execute(sql, values)


def zone_at_noon():
    """A zone in which it is about noon now: the day's window is open for hours to come."""
    hours = datetime.datetime.now(datetime.timezone.utc).hour - 12
    return f"Etc/GMT{hours:+d}" if hours else "Etc/GMT"


def make_due_salon(path, clients, zone=None):
    """A database of clients with real-looking numbers who are all due today, by the real clock."""
    path = pathlib.Path(path)
    today = datetime.date.today()
    visits = ["client,date,time,service,staff,status"]
    people = ["id,name,phone"]
    for number in range(clients):
        visited = today - datetime.timedelta(days=40 + number % 50)
        visits.append(f"K{number},{visited},12:00,Haircut,Anna,completed")
        people.append(f"K{number},Client,+4479{number + 11000000:08d}")
    (path / "visits.csv").write_text("\n".join(visits) + "\n")
    (path / "clients.csv").write_text("\n".join(people) + "\n")
    db = path / "salon.db"
    done("import", "--db", db, "--company", 1, "--name", "Salon", "--timezone",
         zone or zone_at_noon(), "--country", "GB", "--locale", "en", "--visits",
         path / "visits.csv", "--clients", path / "clients.csv")
    done("settings", "--db", db, "--set", 'sending_hours={"start":0,"end":24}', "--set",
         "sending_days=[1,2,3,4,5,6,7]")
    return db


def set_limits(db, gap_s, hourly_max):
    """The ceilings of the only account; the governor's own lower ones are switched off."""
    change(db, "UPDATE reactivation_accounts SET min_interval_seconds = ?, is_governed = 0", gap_s)
    change(db, "UPDATE whatsapp_account_health SET daily_outbound_limit = ?,"
               " hourly_outbound_limit = ?, concurrent_limit = 10000",
           min(hourly_max * 10, 10_000), hourly_max)


def make_script(path, body):
    """A program for `--messenger program:PATH`: Python with `text`, `message` and `log` at hand."""
    path = pathlib.Path(path)
    log = path.parent / "log"
    path.write_text(f"""#!{sys.executable} -IS
import json, os, sys, time
text = sys.stdin.buffer.read()
if not text:
    sys.exit(75)
at = time.time()
message = json.loads(text)
def log():
    # One write to a file opened with O_APPEND: lines never mix.
    file = os.open({str(log)!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    line = "%s %d %.6f\\n" % (message["attempt_id"], message["client_id"], at)
    os.write(file, line.encode())
    os.fsync(file)
{body}
""")
    path.chmod(0o700)
    return log


def lines_of(log):
    """What such a program has logged: (attempt, client, time)."""
    if not log.exists():
        return []
    return [(attempt, int(client), float(at)) for attempt, client, at in
            (line.split() for line in log.read_text().splitlines())]
