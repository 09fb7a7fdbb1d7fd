"""A salon with three months of messages, drawn by a seed, and what is true of it: by SQL and by hand."""
import contextlib
import datetime
import json
import math
import random
import sqlite3

from program import query
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
    dice, lots = random.Random(11), random.Random(12)
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
            text = dice.choice(["ru-friendly-03", "ru-casual-01", None])
            to.execute("INSERT INTO reactivation_attempt_offers (attempt_id, slots, preferences,"
                       " template_id, text) VALUES (?, '[]', ?, ?, '')", (attempt, preferences, text))
            template = {"template": [int(text[-2:]), 1 / 12]} if text and n % 3 else {}
            if template:
                to.execute("UPDATE reactivation_attempt_offers SET arms = ? WHERE attempt_id = ?",
                           (json.dumps(template), attempt))
            if n % 4:
                chance = lots.choice([0.25, 0.5, 0.75])
                to.execute("UPDATE reactivation_attempt_offers SET arms_name = 'spring', arms = ?"
                           " WHERE attempt_id = ?",
                           (json.dumps({"discount": [lots.choice([0, 10]), chance],
                                        "tone": [lots.choice([0, 2]), 0.5],
                                        "slots": [lots.choice([0, 3]), 0.5], **template}), attempt))
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
        account, = to.execute("SELECT account_id FROM reactivation_companies").fetchone()
        for minutes in (5, 30, 59, 61, 200, 1439, 1441):
            to.execute("INSERT INTO reactivation_ledger (account_id, company_id, attempt_id, sent_at)"
                       " VALUES (?, 1, ?, ?)", (account, f"sent-{minutes}", instant(NOW) - 60 * minutes))
        to.execute("UPDATE whatsapp_account_health SET spam_score = 0.25")


class ResultsSalon(Copies):
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

    def counts(self, more=""):
        """Sent, answers, bookings, visits, opt-outs."""
        return self.sql(self.COUNTS, more)[0]

    @staticmethod
    def drawn(factor, value):
        """That it was drawn. A template goes by its id: the same number is another text in another tone."""
        if factor == "template":
            return f"o.template_id = '{value}' AND json_extract(o.arms, '$.template[0]') IS NOT NULL"
        return f"json_extract(o.arms, '$.{factor}[0]') = {value}"

    def arms(self):
        """By factor and value: the share booked had all got it (self-normalized), where it is worth
        a hundred messages; else none."""
        out = {}
        for factor in ("discount", "tone", "slots", "template"):
            drawn = f"json_extract(o.arms, '$.{factor}[0]')"
            value_of = "o.template_id" if factor == "template" else drawn
            for value, in self.sql(f"DISTINCT {value_of}", f"AND {drawn} IS NOT NULL ORDER BY 1"):
                each = f"json_extract(o.arms, '$.{factor}[1]')"
                (weight, squares, booked), = self.sql(
                    f"sum(1 / {each}), sum(1 / {each} / {each}),"
                    f" sum((a.completion_reason = 'converted') / {each})",
                    f"AND {self.drawn(factor, value)}")
                out[factor, value] = booked / weight if weight ** 2 / squares >= 100 else None
        return out

    def money(self, more=""):
        rows = self.sql("b.cost_minor, coalesce(b.reactivation_discount_applied, a.discount_percent)",
                        f"AND a.completion_reason = 'converted' AND b.status = 'completed' {more}")
        return sum(price for price, _ in rows), sum(math.floor(price * percent / 100 + 0.5)
                                                    for price, percent in rows)

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

    def gaps(self):
        """Kaplan and Meier by hand: of each service the returns, the share away after some days, and
        of those who come back until enough are watched: when half and three of four have; the rest."""
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
            away, steps = 1.0, []
            for at in sorted({gap for gap, returned in gaps if returned}):
                risk = sum(gap >= at for gap, _ in gaps)
                away *= 1 - sum(returned and gap == at for gap, returned in gaps) / risk
                if risk >= max(10, 0.05 * len(gaps)) and at <= 365:
                    steps.append((at, away))
            never = steps[-1][1]
            times = [next(at for at, away in steps if (away - never) / (1 - never) <= 1 - share + 1e-12)
                     for share in (0.5, 0.75)]
            curve = {}
            for day in (7, 14, 21, 28, 35, 45, 60, 75, 90, 120, 180, 365):
                away = 1.0
                for at in sorted({gap for gap, returned in gaps if returned and gap <= day}):
                    risk = sum(gap >= at for gap, _ in gaps)
                    away *= 1 - sum(returned and gap == at for gap, returned in gaps) / risk
                curve[day] = away
            out[title] = (sum(returned for _, returned in gaps), curve, (*times, never))
        return out
