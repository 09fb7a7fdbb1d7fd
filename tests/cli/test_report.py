"""`reactivation stats` and `report`: every figure recomputed from the database by SQL of this file."""
import contextlib
import datetime
import html.parser
import math
import pathlib
import random
import sqlite3
import statistics
import unittest

import program
from program import done, query, run
from salon import Copies

NOW = "2026-03-31T12:00"
FROM, TO = "2026-01-01", "2026-03-31"
MOSCOW = datetime.timezone(datetime.timedelta(hours=3))
Z = 1.959963984540054
SENT = "('dispatching','accepted','delivered','read','uncertain','uncertain_final')"


def instant(text):
    return int(datetime.datetime.fromisoformat(text).replace(tzinfo=MOSCOW).timestamp())


def wilson(x, n):
    if n == 0:
        return 0.0, 1.0
    p, z2 = x / n, Z * Z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return centre - half, centre + half


def fill(db):
    """Messages of three months, answers, bookings, and an experiment, drawn by a seed."""
    dice = random.Random(11)
    with contextlib.closing(sqlite3.connect(db)) as connection, connection as to:
        clients = [row[0] for row in to.execute("SELECT id FROM clients ORDER BY id")]
        services = [row[0] for row in to.execute("SELECT id FROM services ORDER BY id")][:3]
        staff = [row[0] for row in to.execute("SELECT id FROM staff ORDER BY id")][:2]
        to.execute("UPDATE reactivation_settings SET reactivation_holdout_percent = 20,"
                   " reactivation_holdout_name = 'spring'")
        for n in range(400):
            sent = instant("2026-01-05T10:00") + 86400 * dice.randrange(70) + 3600 * dice.randrange(9)
            client, number = dice.choice(clients), dice.choice([1, 1, 2, 3])
            reply, reason, answered, booking = "no_response", "none", None, None
            fate = dice.random()
            if fate < 0.25:
                reply, reason = "booking_created", "converted"
                answered = sent + dice.randrange(600, 5 * 86400)
                booking = 900000 + n
                to.execute(
                    "INSERT INTO bookings (id, company_id, client_id, staff_id, service_ids, datetime,"
                    " status, cost_minor, created_at, reactivation_discount_applied)"
                    " VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (booking, client, staff[0], f"[{services[0]}]", answered + 86400,
                     dice.choice(["completed", "completed", "completed", "no_show", "booked"]),
                     dice.randrange(100000, 300000), answered, dice.choice([None, 0, 5, 10])))
            elif fate < 0.4:
                reply, answered = dice.choice(["positive", "neutral", "other_time"]), sent + dice.randrange(60, 200000)
            elif fate < 0.45:
                reply, reason, answered = "opt_out", "opted_out", sent + 3600
            elif fate < 0.5:
                reply = "none"
            attempt = f"00000000-0000-5000-8000-{n:012}"
            to.execute(
                "INSERT INTO reactivation_attempts (id, company_id, client_id, service_id, cycle_key,"
                " attempt_number, campaign_id, state, planned_on, rank, priority_score, last_visit_at,"
                " days_since_visit, interval_days, interval_source, discount_percent, sent_at,"
                " reply_type, response_received_at, completion_reason, booking_id)"
                " VALUES (?, 1, ?, ?, ?, ?, ?, ?, '2026-01-01', 1, 1, 0, 40, 30, 'manual', ?, ?, ?, ?,"
                " ?, ?)",
                (attempt, client, dice.choice(services), f"c{n}", number, attempt,
                 dice.choice(["accepted", "delivered", "read", "uncertain_final"]),
                 {1: dice.choice([0, 10]), 2: 15, 3: 20}[number], sent, reply, answered, reason, booking))
            named = dice.choice([*staff, None])
            preferences = '{"confidence":0.5' + (
                f',"favourite_staff":{{"share":0.8,"staff_id":{named}}}' if named else "") + "}"
            to.execute("INSERT INTO reactivation_attempt_offers (attempt_id, slots, preferences,"
                       " template_id, text) VALUES (?, '[]', ?, ?, '')",
                       (attempt, preferences, dice.choice(["ru-friendly-03", "ru-casual-01", None])))
            if n % 5 == 0:
                to.execute("INSERT INTO reactivation_drafts VALUES (?, 1, ?, ?, 'm', '', '', '', 5, ?, ?)",
                           (attempt, client, sent, dice.randrange(500, 900), dice.randrange(50, 90)))
        # Refused: never left.
        to.execute("UPDATE reactivation_attempts SET state = 'rejected', sent_at = NULL WHERE id LIKE '%7'")
        for client in clients:
            held = dice.random() < 0.2
            to.execute("INSERT INTO reactivation_eligibility VALUES (1, ?, ?, 0, 'spring', ?, ?, ?)",
                       (client, services[0], instant("2026-01-10T10:00") + 86400 * dice.randrange(60),
                        held, 0.2 if held else 0.8))


class Figures(Copies):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        fill(cls.original)

    def setUp(self):
        super().setUp()
        self.at = ["--db", self.db, "--now", NOW, "--from", FROM, "--to", TO]
        self.costs = ["--message-cost", 450, "--prompt-cost", 1000, "--answer-cost", 4000]
        self.period = f"a.sent_at >= {instant(FROM)} AND a.sent_at < {instant('2026-04-01')}"
        self.sent = ("reactivation_attempts a LEFT JOIN bookings b ON b.id = a.booking_id LEFT JOIN"
                     " reactivation_attempt_offers o ON o.attempt_id = a.id LEFT JOIN"
                     f" reactivation_drafts d ON d.attempt_id = a.id WHERE a.state IN {SENT} AND"
                     f" {self.period}")

    def sql(self, columns, more=""):
        return query(self.db, f"SELECT {columns} FROM {self.sent} {more}")

    COUNTS = ("count(*), count(*) FILTER (WHERE a.reply_type NOT IN ('none', 'no_response')),"
              " count(*) FILTER (WHERE a.completion_reason = 'converted'),"
              " count(*) FILTER (WHERE a.completion_reason = 'converted' AND b.status = 'completed'),"
              " count(*) FILTER (WHERE a.reply_type = 'opt_out' OR a.completion_reason = 'opted_out')")

    def money(self, more=""):
        rows = self.sql("b.cost_minor, coalesce(b.reactivation_discount_applied, a.discount_percent)",
                        f"AND a.completion_reason = 'converted' AND b.status = 'completed' {more}")
        return sum(price for price, _ in rows), sum(math.floor(price * percent / 100 + 0.5)
                                                    for price, percent in rows)

    def same(self, row, more=""):
        (sent, responses, bookings, visits, opt_outs), = self.sql(self.COUNTS, more)
        self.assertEqual([row[key] for key in ("sent", "responses", "bookings", "visits", "opt_outs")],
                         [sent, responses, bookings, visits, opt_outs], more)
        price, discount = self.money(more)
        self.assertEqual((row["price_minor"], row["discount_minor"], row["revenue_minor"]),
                         (price, discount, price - discount))
        low, high = wilson(bookings, sent)
        self.assertAlmostEqual(row["conversion_interval"]["low"], low, 9)
        self.assertAlmostEqual(row["conversion_interval"]["high"], high, 9)

    def test_every_count_of_the_overview_and_its_groups(self):
        found = done("stats", *self.at, *self.costs, "--json").json
        results = found["results"]
        self.same(results["all"])
        self.assertEqual(found["all"]["sent"], results["all"]["sent"])
        for name, column in [("attempt_number", "a.attempt_number"), ("discount_percent", "a.discount_percent"),
                             ("service_id", "a.service_id"), ("template_id", "coalesce(o.template_id, '')")]:
            rows = results[{"attempt_number": "by_attempt", "discount_percent": "by_discount",
                            "service_id": "by_service", "template_id": "by_template"}[name]]
            keys = [key for key, in self.sql(f"DISTINCT {column}", f"ORDER BY {column}")]
            self.assertEqual([row[name] for row in rows], keys)
            for row in rows:
                value = f"'{row[name]}'" if isinstance(row[name], str) else row[name]
                self.same(row, f"AND {column} = {value}")
        for row in results["by_staff"]:
            named = "json_extract(o.preferences, '$.favourite_staff.staff_id')"
            self.same(row, f"AND {named} IS {row['staff_id'] or 'NULL'}")
        for row in results["by_tone"]:
            self.same(row, f"AND coalesce(o.template_id, '') LIKE '%{row['tone']}%'" if row["tone"]
                      else "AND o.template_id IS NULL")

    def test_hours_costs_and_the_return_on_them(self):
        results = done("stats", *self.at, *self.costs, "--json").json["results"]
        waits = [a - s for s, a in self.sql(
            "a.sent_at, a.response_received_at",
            "AND a.reply_type NOT IN ('none', 'no_response') AND a.response_received_at IS NOT NULL")]
        self.assertEqual(results["response_hours"]["count"], len(waits))
        self.assertAlmostEqual(results["response_hours"]["mean"], sum(waits) / len(waits) / 3600, 9)
        self.assertAlmostEqual(results["response_hours"]["median"],
                               statistics.median(wait // 60 for wait in waits) / 60, 9)
        waits = [b - s for s, b in self.sql("a.sent_at, b.created_at",
                                            "AND a.completion_reason = 'converted'")]
        self.assertAlmostEqual(results["conversion_hours"]["median"],
                               statistics.median(wait // 60 for wait in waits) / 60, 9)
        (sent, read, written), = self.sql("count(*), sum(d.prompt_tokens), sum(d.answer_tokens)")
        cost = 450 * sent + (1000 * read + 4000 * written) / 1e6
        self.assertAlmostEqual(results["message_cost_minor"] + results["model_cost_minor"], cost, 6)
        price, discount = self.money()
        self.assertAlmostEqual(results["roi"], (price - discount - cost) / cost, 9)
        self.assertIsNone(done("stats", *self.at, "--json").json["results"]["roi"])

    def test_hours_and_weekdays_by_the_companys_clock(self):
        results = done("stats", *self.at, "--json").json["results"]
        day = "86400"
        taken = (f"count(*) FILTER (WHERE (a.reply_type NOT IN ('none', 'no_response') AND"
                 f" a.response_received_at - a.sent_at BETWEEN 0 AND {day}) OR (a.completion_reason ="
                 f" 'converted' AND b.created_at - a.sent_at BETWEEN 0 AND {day}))")
        for name, cell, key in [("hours", "(a.sent_at + 10800) / 3600 % 24", "hour"),
                                ("weekdays", "((a.sent_at + 10800) / 86400 + 3) % 7 + 1", "weekday")]:
            rows = self.sql(f"{cell}, count(*), {taken}", "GROUP BY 1 ORDER BY 1")
            self.assertEqual([(row[key], row["sent"], row["answered"]) for row in results[name]],
                             [row for row in rows if row[1] >= 5])
            for row in results[name]:
                self.assertLess(row["interval"]["low"], row["share"])
                self.assertGreater(row["interval"]["high"], row["share"])

    def experiment(self):
        """Of those whose 30 days are over: clients, who came, revenue; by group."""
        rows = query(self.db, f"""
            SELECT e.is_held, e.client_id, count(b.id), coalesce(sum(b.cost_minor * (100 - coalesce(
                b.reactivation_discount_applied, (SELECT a.discount_percent FROM reactivation_attempts a
                  WHERE a.booking_id = b.id), 0)) / 100.0), 0)
              FROM reactivation_eligibility e LEFT JOIN bookings b ON b.client_id = e.client_id
               AND b.status = 'completed' AND b.datetime BETWEEN e.eligible_at AND e.eligible_at + 2592000
             WHERE e.eligible_at + 2592000 <= {instant(NOW)} GROUP BY 1, 2""")
        return {group: ([row for row in rows if row[0] == held]) for group, held in
                [("treated", 0), ("held_out", 1)]}

    def test_the_experiment_by_the_draw(self):
        found = done("stats", *self.at, "--json").json["results"]["experiment"]
        groups = self.experiment()
        for name, rows in groups.items():
            self.assertEqual(found[name]["clients"], len(rows))
            self.assertEqual(found[name]["came"], sum(row[2] > 0 for row in rows))
            self.assertAlmostEqual(found[name]["revenue_minor"], sum(row[3] for row in rows), 4)
        one, two = found["treated"], found["held_out"]
        self.assertAlmostEqual(found["difference"],
                               one["came"] / one["clients"] - two["came"] / two["clients"], 12)
        expected = 0.8 * (one["clients"] + two["clients"])
        other = one["clients"] + two["clients"] - expected
        chi = (one["clients"] - expected) ** 2 / expected + (two["clients"] - other) ** 2 / other
        self.assertAlmostEqual(found["sample_ratio"]["chi_square"], chi, 9)
        self.assertEqual(found["verdict"], "not_enough_data")
        self.assertGreater(found["days_left"], 0)

    def test_the_file_shows_the_same_figures(self):
        out = self.path / "report.html"
        done("report", *self.at, *self.costs, "--out", out, "--locale", "en", "--no-replay")
        page = Reader(out.read_text("utf-8"))
        results = done("stats", *self.at, *self.costs, "--json").json["results"]
        (sent, responses, bookings, visits, opt_outs), = self.sql(self.COUNTS)
        self.assertEqual(page.tiles["messages sent"], f"{sent:,}")
        self.assertEqual(page.tiles["bookings"], f"{bookings:,}")
        self.assertEqual(page.tiles["booked"], f"{100 * bookings / sent:.1f}%")
        self.assertEqual(page.tiles["answered"], f"{100 * responses / sent:.1f}%")
        self.assertEqual(page.tiles["stopped the messages"], f"{100 * opt_outs / sent:.1f}%")
        price, discount = self.money()
        self.assertEqual(page.tiles["revenue of their visits, less discounts"],
                         f"{(price - discount) / 100:,.0f}\u00a0RUB")
        self.assertEqual(page.tiles["return on cost"], f"{results['roi']:.1f}")
        rows = page.tables["Booked, by the number of the message: figures"]
        for number in (1, 2, 3):
            (sent, responses, bookings, visits, opt_outs), = self.sql(
                self.COUNTS, f"AND a.attempt_number = {number}")
            low, high = wilson(bookings, sent)
            row = rows[f"message {number}"]
            self.assertEqual([row[0], row[1], row[2], row[4], row[5], row[6]],
                             [f"{sent}", f"{bookings}", f"{100 * bookings / sent:.1f}%", f"{responses}",
                              f"{opt_outs}", f"{visits}"])
            self.assertEqual(row[3], f"{100 * low:.1f} … {100 * high:.1f}%")
        groups = self.experiment()
        rows = page.tables["Share of clients who came: figures"]
        for name, group in [("may be written to", "treated"), ("held out", "held_out")]:
            self.assertEqual(rows[name][:2], [f"{len(groups[group])}",
                                              f"{sum(row[2] > 0 for row in groups[group])}"])
        gaps = self.gaps()
        for title, (returns, curve) in gaps.items():
            self.assertEqual(page.tables["When clients come back"][title][0], f"{returns}")
            for days, away in curve.items():
                shown = page.tables.get(f"Still away: {title}: figures", {}).get(f"{days}\u00a0d")
                if shown:
                    self.assertEqual(shown[0], f"{100 * away:.1f}%")
        states = page.tables["state: figures"]
        with_visits, = query(self.db, f"""SELECT count(DISTINCT client_id) FROM bookings WHERE status =
            'completed' AND datetime <= {instant(NOW)} AND client_id IS NOT NULL""")[0]
        self.assertEqual(sum(int(row[0].replace(",", "")) for row in states.values()), with_visits)

    def gaps(self):
        """Kaplan and Meier by hand: of each service the returns and the share away after some days."""
        out = {}
        today = datetime.date.fromisoformat(NOW[:10])
        for service, title in query(self.db, "SELECT s.id, s.title FROM services s JOIN"
                                             " service_reactivation_rules r ON r.service_id = s.id"):
            days = {}
            for client, at in query(self.db, f"""SELECT client_id, datetime FROM bookings WHERE status =
                    'completed' AND client_id IS NOT NULL AND datetime <= {instant(NOW)} AND EXISTS
                    (SELECT 1 FROM json_each(service_ids) WHERE value = {service})"""):
                days.setdefault(client, set()).add(datetime.datetime.fromtimestamp(at, MOSCOW).date())
            booked = {}
            for client, at in query(self.db, f"""SELECT client_id, datetime FROM bookings WHERE status =
                    'booked' AND datetime > {instant(NOW)} AND EXISTS
                    (SELECT 1 FROM json_each(service_ids) WHERE value = {service})"""):
                booked.setdefault(client, []).append(datetime.datetime.fromtimestamp(at, MOSCOW).date())
            gaps = []
            for client, when in days.items():
                when = sorted(when)
                gaps += [((b - a).days, True) for a, b in zip(when, when[1:])]
                ahead = min(booked.get(client, []), default=None)
                gaps.append(((ahead - when[-1]).days, True) if ahead else ((today - when[-1]).days, False))
            gaps = [gap for gap in gaps if gap[0] > 0]
            curve = {}
            for day in (7, 14, 21, 28, 35, 45, 60, 75, 90, 120, 180, 365):
                away = 1.0
                for at in sorted({gap for gap, returned in gaps if returned and gap <= day}):
                    risk = sum(gap >= at for gap, _ in gaps)
                    away *= 1 - sum(returned and gap == at for gap, returned in gaps) / risk
                curve[day] = away
            out[title] = (sum(returned for _, returned in gaps), curve)
        return out

    def test_the_past_replayed_is_what_the_command_says(self):
        out = self.path / "report.html"
        done("report", *self.at, "--out", out, "--locale", "en")
        page = Reader(out.read_text("utf-8"))
        rows = page.tables.get("Messages, and those in vain: figures")
        if rows is not None:
            self.assertEqual(list(rows), ["spec", "fixed:45", "rhythm"])
        self.assertLess(out.stat().st_size, 1_000_000)
        self.assertFalse(list(self.path.glob("*.part")))

    def test_what_is_wrong_is_said(self):
        for more, saying in [([], "--out"), (["--out", self.path / "none" / "r.html"], "cannot be written"),
                             (["--out", self.path / "r.html", "--locale", "xx"], "ru or en")]:
            answer = run("report", *self.at, *more)
            self.assertNotEqual(answer.code, 0)
            self.assertIn(saying, answer.err)
            self.assertEqual(len(answer.err.splitlines()), 1)


class Days(Copies):
    """What planning a day keeps for its results."""
    CLIENTS = 200

    def run_day(self, now):
        return run("run", "--db", self.db, "--now", now, "--outbox", self.path / "out", "--arm")

    def eligible(self):
        return query(self.db, "SELECT client_id, is_held, propensity, eligible_at, experiment FROM"
                              " reactivation_eligibility ORDER BY client_id")

    def test_both_groups_are_kept_when_a_day_is_planned_and_once(self):
        done("settings", "--db", self.db, "--set", 'holdout={"percent":20,"name":"spring"}')
        plan = done("plan", "--db", self.db, "--now", program.NOW, "--json").json
        treated = {row["client_id"] for row in plan["planned"]} | {
            row["client_id"] for row in plan["skipped"]
            if row["reason"] in ("no_quota", "outside_sending_hours")}
        held = {row["client_id"] for row in plan["skipped"] if row["reason"] == "holdout"}
        self.assertTrue(treated and held)
        self.assertEqual(self.run_day(program.NOW).code, 0)
        rows = self.eligible()
        self.assertEqual({row[0] for row in rows if row[1] == 0}, treated)
        self.assertEqual({row[0] for row in rows if row[1] == 1}, held)
        self.assertEqual({row[1:] for row in rows},
                         {(0, 0.8, instant(program.NOW), "spring"),
                          (1, 0.2, instant(program.NOW), "spring")})
        self.assertEqual(self.run_day("2026-03-04T10:00").code, 0)
        again = {row[0]: row for row in self.eligible()}
        for row in rows:
            self.assertEqual(again[row[0]], row)

    def test_without_a_holdout_nothing_is_kept(self):
        self.assertEqual(self.run_day(program.NOW).code, 0)
        self.assertEqual(self.eligible(), [])

    def test_few_bookings_are_told_once_a_week(self):
        fill(self.db)
        with contextlib.closing(sqlite3.connect(self.db)) as connection, connection as to:
            to.execute("UPDATE reactivation_settings SET conversion_threshold = 0.9")
        told = [("few of the clients" in self.run_day(now).err) for now in
                ["2026-03-04T10:00", "2026-03-05T10:00", "2026-03-10T09:59", "2026-03-11T10:00"]]
        self.assertEqual(told, [True, False, False, True])


class Reader(html.parser.HTMLParser):
    """The tiles, and the tables by caption: first cell -> the other cells."""

    def __init__(self, text):
        super().__init__()
        self.tiles, self.tables = {}, {}
        self.words = ""
        self.caption = self.term = None
        self.row = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag in ("dt", "dd", "caption", "th", "td", "tr"):
            self.words = ""
            if tag == "tr":
                self.row = []
        elif tag == "tbody":
            self.tables[self.caption] = {}

    def handle_data(self, data):
        self.words += data

    def handle_endtag(self, tag):
        if tag == "dt":
            self.term = self.words
        elif tag == "dd" and self.term:
            self.tiles[self.term], self.term = self.words, None
        elif tag == "caption":
            self.caption = self.words
            self.tables[self.caption] = {}
        elif tag in ("th", "td"):
            self.row.append(self.words)
        elif tag == "tr" and self.row:
            self.tables[self.caption][self.row[0]] = self.row[1:]


if __name__ == "__main__":
    unittest.main()
