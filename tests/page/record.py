"""Makes the recorded documents of the page's tests with the program itself: two small salons, one
in Russian and one in English.

usage: record.py PROGRAM        writes recorded/ru.json and recorded/en.json beside this file

Names, visits and answers are drawn by a seed. The tests read the documents, not the program, so
that they say how the page shows what was once answered.
"""

import contextlib
import csv
import datetime
import json
import pathlib
import random
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
NOW = datetime.datetime(2026, 3, 2, 10)  # in the salon's zone

SALONS = {
    "ru": {
        "id": 1,
        "name": "Студия «Лилия»",
        "zone": "Europe/Moscow",
        "country": "RU",
        "currency": "RUB",
        "type": "beauty",
        "message_cost": 450,
        "offset": 3,
        "services": [
            ("Стрижка женская", 220000, 28),
            ("Окрашивание", 650000, 45),
            ("Маникюр с покрытием", 210000, 21),
            ("Педикюр", 260000, 28),
            ("Массаж лица", 300000, 14),
        ],
        "staff": ["Мария", "Ольга", "Кристина"],
        "first": (
            "Анна Елена Наталья Ирина Светлана Екатерина Юлия Татьяна Дарья Алина Вера Полина"
        ).split(),
        "last": (
            "Смирнова Иванова Кузнецова Попова Соколова Лебедева Козлова Новикова Морозова Волкова"
        ).split(),
    },
    "en": {
        "id": 2,
        "name": "Harbour Barbers",
        "zone": "Europe/London",
        "country": "GB",
        "currency": "GBP",
        "type": "barbershop",
        "message_cost": 4,
        "offset": 0,
        "services": [
            ("Haircut", 2800, 21),
            ("Skin fade", 3400, 21),
            ("Beard trim", 1600, 14),
            ("Hot towel shave", 3000, 30),
            ("Colour", 5200, 45),
        ],
        "staff": ["Sam", "Jo", "Priya"],
        "first": "Oliver Harry Jack George Noah Leo Arthur Oscar Theo Freddie Henry Archie".split(),
        "last": "Smith Jones Taylor Brown Davies Evans Wilson Thomas Roberts Johnson".split(),
    },
}


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(header)
        out.writerows(rows)


def visits_of(salon, dice, clients, today):
    rows = []
    for n in range(clients):
        service, price, days = salon["services"][dice.choice([0, 0, 0, 1, 2, 2, 3, 4])]
        staff = dice.choice(salon["staff"])
        lost = dice.random() < 0.1
        day = today - datetime.timedelta(days=dice.randrange(1, 50) + (760 if lost else 0))
        hour = dice.choice([10, 11, 13, 14, 15, 17, 18])
        for _ in range(dice.choice([1, 1, 2, 4, 6, 9, 12])):
            rows.append((n + 1, day, f"{hour}:00", service, staff, price / 100, "completed"))
            day -= datetime.timedelta(days=max(7, round(dice.gauss(days, days / 5))))
        if n % 11 == 0:
            at = today + datetime.timedelta(days=dice.randrange(1, 9))
            rows.append((n + 1, at, "12:00", service, staff, price / 100, "booked"))
    return rows


def fill_results(db, salon, dice, share):
    """Messages of a quarter and an experiment, as tests/cli/test_report.py makes them."""
    with contextlib.closing(sqlite3.connect(db)) as connection, connection as to:
        company = salon["id"]
        clients = [row[0] for row in to.execute("SELECT id FROM clients ORDER BY id")]
        services = [row[0] for row in to.execute("SELECT id FROM services ORDER BY id")][:4]
        staff = [row[0] for row in to.execute("SELECT id FROM staff ORDER BY id")]
        start = datetime.datetime(2025, 12, 1, 10, tzinfo=datetime.timezone.utc).timestamp()
        for n in range(260):
            sent = (
                int(start)
                - salon["offset"] * 3600
                + 86400 * dice.randrange(80)
                + 3600 * dice.randrange(9)
            )
            client, number = dice.choice(clients), dice.choice([1, 1, 1, 2, 3])
            reply, reason, answered, booking, fate = (
                "no_response",
                "none",
                None,
                None,
                dice.random(),
            )
            if fate < share:
                reply, reason = "booking_created", "converted"
                answered, booking = sent + dice.randrange(900, 4 * 86400), 900000 + n
                to.execute(
                    "INSERT INTO bookings (id, company_id, client_id, staff_id, service_ids, "
                    "datetime, status,"
                    " cost_minor, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        booking,
                        company,
                        client,
                        dice.choice(staff),
                        f"[{services[0]}]",
                        answered + 86400,
                        dice.choice(["completed", "completed", "completed", "no_show"]),
                        dice.choice(salon["services"])[1],
                        answered,
                    ),
                )
            elif fate < share + 0.15:
                reply, answered = (
                    dice.choice(["positive", "neutral", "other_time"]),
                    sent + dice.randrange(60, 200000),
                )
            elif fate < share + 0.18:
                reply, reason, answered = "opt_out", "opted_out", sent + 3600
            attempt = f"00000000-0000-5000-8000-{n:012}"
            to.execute(
                "INSERT INTO reactivation_attempts (id, company_id, client_id, service_id, "
                "cycle_key,"
                " attempt_number, campaign_id, state, planned_on, rank, priority_score, "
                "last_visit_at,"
                " days_since_visit, interval_days, interval_source, discount_percent, "
                "sent_at, reply_type,"
                " response_received_at, completion_reason, booking_id) VALUES (?, ?, ?, ?, "
                "?, ?, ?, ?,"
                " '2026-01-01', 1, 1, 0, 40, 30, 'manual', ?, ?, ?, ?, ?, ?)",
                (
                    attempt,
                    company,
                    client,
                    dice.choice(services),
                    f"c{n}",
                    number,
                    attempt,
                    dice.choice(["accepted", "delivered", "read", "read"]),
                    {1: 10, 2: 15, 3: 20}[number],
                    sent,
                    reply,
                    answered,
                    reason,
                    booking,
                ),
            )
            to.execute(
                "INSERT INTO reactivation_attempt_offers (attempt_id, slots, preferences, "
                "template_id,"
                " text) VALUES (?, '[]', '{\"confidence\":0.5}', 'ru-friendly-03', '')",
                (attempt,),
            )
        for client in clients:
            held = dice.random() < 0.1
            to.execute(
                "INSERT INTO reactivation_eligibility VALUES (?, ?, ?, 0, 'spring', ?, ?, ?)",
                (
                    company,
                    client,
                    services[0],
                    int(start) + 86400 * dice.randrange(50),
                    held,
                    0.1 if held else 0.9,
                ),
            )


class Recorder:
    def __init__(self, program, folder, salon, now=NOW):
        self.program, self.folder, self.salon = program, folder, salon
        self.today, self.now = now.date(), now.strftime("%Y-%m-%dT%H:%M")
        self.db = folder / "salon.db"

    def run(self, command, *options):
        done = subprocess.run(
            [self.program, command, "--db", str(self.db), *map(str, options)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            sys.exit(f"{command}: {done.stderr}")
        return done.stdout

    def json(self, command, *options):
        return json.loads(self.run(command, *options, "--json"))

    def at(self, command, *options):
        return self.json(command, "--now", self.now, *options)

    def load(self, dice, locale, clients=64):
        salon, people = self.salon, []
        for n in range(clients):
            name = f"{dice.choice(salon['first'])} {dice.choice(salon['last'])}"
            people.append(
                (
                    n + 1,
                    "12" if n == 40 else "",
                    name,
                    dice.choice(["VIP", "Gold", "", "", ""]),
                    "yes" if n == 41 else "",
                )
            )
        write(self.folder / "clients.csv", ["id", "phone", "name", "loyalty", "opt_out"], people)
        write(
            self.folder / "visits.csv",
            ["client", "date", "time", "service", "staff", "amount", "status"],
            visits_of(salon, dice, clients, self.today),
        )
        write(
            self.folder / "services.csv",
            ["id", "title", "price"],
            [(title, title, price / 100) for title, price, _ in salon["services"]],
        )
        self.run(
            "import",
            "--company",
            salon["id"],
            "--name",
            salon["name"],
            "--timezone",
            salon["zone"],
            "--country",
            salon["country"],
            "--currency",
            salon["currency"],
            "--locale",
            locale,
            "--business-type",
            salon["type"],
            "--synthetic-phones",
            "--account-since",
            "2025-06-01",
            "--now",
            self.now,
            *[
                word
                for kind in ("visits", "clients", "services")
                for word in (f"--{kind}", self.folder / f"{kind}.csv")
            ],
        )
        slots = []
        for title, _, _ in salon["services"]:
            for staff in salon["staff"]:
                for day in range(1, 7):
                    for hour in dice.sample([10, 11, 12, 14, 15, 16, 18], 3):
                        slots.append(
                            (
                                title,
                                staff,
                                f"{self.today + datetime.timedelta(days=day)}T{hour}:00",
                                60,
                            )
                        )
        write(
            self.folder / "slots.csv", ["service", "staff", "datetime", "duration_minutes"], slots
        )
        self.run("slots", "--file", self.folder / "slots.csv", "--now", self.now)
        self.run("settings", "--set", 'holdout={"percent":10,"name":"spring"}')
        until = self.today + datetime.timedelta(days=44)
        self.run("pause", "--client", 12, "--until", until, "--now", self.now)
        self.run("reply", "--client", 13, "--text", "???", "--now", self.now)

    def texts(self):
        self.run("run", "--now", self.now, "--outbox", self.folder / "out")
        found = [
            json.loads(path.read_text(encoding="utf-8"))
            for path in (self.folder / "out").glob("*.json")
        ]
        return {one["attempt_id"]: one["text"] for one in found}

    def names(self):
        with contextlib.closing(sqlite3.connect(self.db)) as of:
            return {
                "clients": [
                    {"client_id": row[0], "name": row[1]}
                    for row in of.execute("SELECT id, name FROM clients ORDER BY id")
                ],
                "services": [
                    {"service_id": row[0], "title": row[1]}
                    for row in of.execute("SELECT id, title FROM services ORDER BY id")
                ],
                "staff": [
                    {"staff_id": row[0], "name": row[1]}
                    for row in of.execute("SELECT id, name FROM staff ORDER BY id")
                ],
            }


def record(program, locale):
    salon = SALONS[locale]
    with tempfile.TemporaryDirectory() as name:
        here = Recorder(program, pathlib.Path(name), salon)
        here.load(random.Random(7), locale)
        snapshot = here.at("snapshot")
        out = {
            "company": {
                key: snapshot["company"][key]
                for key in ("id", "name", "timezone", "locale", "currency", "business_type")
            },
            "settings": here.json("settings"),
            "rules": here.json("rules"),
            **here.names(),
            "plan": here.at("plan"),
            "texts": here.texts(),
            "explain": {
                str(one["client_id"]): here.at("explain", "--client", one["client_id"])
                for one in here.names()["clients"]
            },
            "intervals": here.at("intervals"),
        }
        periods = ("week", "month", "quarter", "year")
        out["stats"] = {
            "empty": {period: here.at("stats", "--period", period) for period in periods}
        }
        fill_results(here.db, salon, random.Random(11), 0.24)
        out["stats"]["usual"] = {
            period: here.at("stats", "--period", period, "--message-cost", salon["message_cost"])
            for period in periods
        }
    with tempfile.TemporaryDirectory() as name:
        here = Recorder(program, pathlib.Path(name), salon)
        here.load(random.Random(7), locale)
        fill_results(here.db, salon, random.Random(5), 0.07)
        out["stats"]["low"] = {
            "quarter": here.at(
                "stats", "--period", "quarter", "--message-cost", salon["message_cost"]
            )
        }
    path = HERE / "recorded" / f"{locale}.json"
    path.write_text(
        json.dumps(out, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
    )
    print(path.name, path.stat().st_size, out["plan"]["counts"])


if __name__ == "__main__":
    for each in SALONS:
        record(sys.argv[1], each)
