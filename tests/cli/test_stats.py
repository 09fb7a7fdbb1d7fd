"""`reactivation stats`, and what is kept for it: every figure recomputed from the database by SQL."""
import contextlib
import sqlite3
import statistics
import unittest

import program
from program import done, query, run
from results_salon import NOW, ResultsSalon, fill, instant, wilson
from salon import Copies


class Figures(ResultsSalon):
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

    def test_what_is_tried_is_drawn_kept_and_counted(self):
        done("settings", "--db", self.db, "--set", "arms.discounts=[0,10]", "--set", "arms.slots=[0,3]")
        planned = {row["attempt_id"]: row for row in
                   done("plan", "--db", self.db, "--now", program.NOW, "--json").json["planned"]}
        drawn = [tuple((arm["factor"], arm["value"]) for arm in row["arms"]) for row in planned.values()]
        self.assertGreater(len(set(drawn)), 2)
        for row in planned.values():
            (discount, slots) = row["arms"]
            self.assertEqual(discount["value"], row["discount_percent"])
            self.assertLessEqual(len(row["slots"]), slots["value"])
            self.assertTrue(0.05 <= discount["probability"] <= 0.95 and slots["probability"] == 0.5)
        self.assertEqual(self.run_day(program.NOW).code, 0)
        kept = query(self.db, """SELECT o.attempt_id, o.arms_name, json_extract(o.arms, '$.discount[0]'),
            json_extract(o.arms, '$.discount[1]') FROM reactivation_attempt_offers o
            JOIN reactivation_attempts a ON a.id = o.attempt_id WHERE a.sent_at IS NOT NULL""")
        self.assertTrue(kept)
        for attempt, name, value, chance in kept:
            arm = planned[attempt]["arms"][0]
            self.assertEqual((name, value, chance), ("default", arm["value"], arm["probability"]))
        counted = {(row["factor"], row["value"]): row["sent"] for row in done(
            "stats", "--db", self.db, "--now", program.NOW, "--json").json["results"]["by_arm"]}
        compared = {row["factor"]: row for row in done(
            "stats", "--db", self.db, "--now", program.NOW, "--json").json["results"]["arm_comparisons"]}
        self.assertEqual(set(compared), {"discount", "slots"})
        self.assertEqual(compared["discount"], {
            "factor": "discount", "finding": "too_few", "best": None, "worse": [], "messages_min": 100,
            "undecided": sorted(value for factor, value in counted if factor == "discount")})
        for percent in (0, 10):
            self.assertEqual(counted.get(("discount", percent), 0), sum(row[2] == percent for row in kept))
        texts = query(self.db, """SELECT o.template_id, json_extract(o.arms, '$.template[0]'),
            json_extract(o.arms, '$.template[1]') FROM reactivation_attempt_offers o
            JOIN reactivation_attempts a ON a.id = o.attempt_id WHERE a.sent_at IS NOT NULL""")
        self.assertEqual(len(texts), len(kept))
        for template, number, chance in texts:
            self.assertEqual((f"ru-friendly-{number:02}", chance), (template, 1 / 12))
            self.assertEqual(counted["template", template], sum(row[0] == template for row in texts))
        self.assertEqual(sum(sent for (factor, _), sent in counted.items() if factor == "template"), len(texts))
        self.assertIn("10 %" if any(row[2] == 10 for row in kept) else "0 %",
                      done("stats", "--db", self.db, "--now", program.NOW).out)

    def test_a_months_budget_ends_the_discounts(self):
        done("settings", "--db", self.db, "--set", "discount_budget_minor=30000")
        plan = done("plan", "--db", self.db, "--now", program.NOW, "--json").json
        prices = dict(query(self.db, "SELECT id, price_minor FROM services"))
        promised = sum(row["discount_percent"] * prices[row["service_id"]] / 100 for row in plan["planned"])
        self.assertTrue(0 < promised <= 30000, promised)
        self.assertIn(0, {row["discount_percent"] for row in plan["planned"]})

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


if __name__ == "__main__":
    unittest.main()
