"""The rhythm on the command line: fit, score, intervals, backtest, and plans by the policy `rhythm`.

The histories are drawn here, and what is expected follows from formulas and counts of this file.
"""
import datetime as dt
import json
import math
import pathlib
import random
import shutil
import unittest

import program
from program import done, query, run

FIRST = dt.date(2018, 1, 1)
LAST = dt.date(2019, 12, 31)
LGAMMA = math.lgamma


def drawn_histories(clients=420):
    """Clients who come every 12 to 50 days, more or less regularly, until they leave for good."""
    dice = random.Random(5)
    out = {}
    for number in range(clients):
        day = FIRST + dt.timedelta(days=dice.randrange(300))
        mean, k, leaves = dice.uniform(12, 50), dice.choice([1, 3, 8]), dice.betavariate(0.5, 2.5)
        days = [day]
        while dice.random() >= leaves:
            day += dt.timedelta(days=max(1, round(dice.gammavariate(k, mean / k))))
            if day > LAST:
                break
            days.append(day)
        out[f"C{number:04}"] = days
    return out


HISTORIES = drawn_histories()


def summary(days, until):
    """(x, tx, T, sum of ln gaps) in weeks."""
    known = [day for day in days if day <= until]
    gaps = [(b - a).days / 7 for a, b in zip(known, known[1:])]
    return len(gaps), sum(gaps), (until - known[0]).days / 7, sum(map(math.log, gaps))


def log_beta(a, b):
    return LGAMMA(a) + LGAMMA(b) - LGAMMA(a + b)


def parts(k, r, alpha, a, b, x, tx, T):
    """S1 and S2 of the model MBG/CNBD-k, by the formulas of docs/rhythm.md."""
    R, s, all_ = r + k * x, T - tx, alpha + T
    w = [1.0]
    for j in range(1, k):
        w.append(w[-1] * (R + j - 1) * s / (j * all_))
    return a / (b + x) * ((alpha + T) / (alpha + tx)) ** R, sum(w)


def log_likelihood(k, r, alpha, a, b, x, tx, T, log_gaps):
    s1, s2 = parts(k, r, alpha, a, b, x, tx, T)
    R = r + k * x
    return ((k - 1) * log_gaps - x * LGAMMA(k) + log_beta(a, b + x + 1) - log_beta(a, b)
            + LGAMMA(R) - LGAMMA(r) + r * math.log(alpha) - R * math.log(alpha + T)
            + math.log(s1 + s2))


def gap_longer(k, R, alpha_tx, weeks):
    u = weeks / (alpha_tx + weeks)
    w = [1.0]
    for j in range(1, k):
        w.append(w[-1] * (R + j - 1) * u / j)
    return sum(w) * (alpha_tx / (alpha_tx + weeks)) ** R


class Rhythm(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shared = program.folder()
        cls.visits = pathlib.Path(cls.shared.name) / "visits.csv"
        rows = [f"{client},{day},Haircut,{30 + number % 4 * 5}" for client, days in HISTORIES.items()
                for number, day in enumerate(days)]
        cls.visits.write_text("Kunde,client_day,service,amount\n" + "\n".join(rows) + "\n")
        cls.read = ["--visits", cls.visits, "--map", "client=Kunde", "--map", "date=client_day"]
        cls.original = pathlib.Path(cls.shared.name) / "salon.db"
        done("import", "--db", cls.original, "--company", 1, "--name", "Salon", "--timezone",
             "Europe/London", "--country", "GB", "--currency", "GBP", "--business-type",
             "barbershop", "--visits", cls.visits, "--map", "visits.client=Kunde", "--map",
             "visits.date=client_day", "--set", "visits.status=completed", "--synthetic-phones",
             "--now", "2020-01-01T10:00")

    @classmethod
    def tearDownClass(cls):
        cls.shared.cleanup()

    def setUp(self):
        self.temporary = program.folder()
        self.addCleanup(self.temporary.cleanup)
        self.db = pathlib.Path(self.temporary.name) / "salon.db"
        shutil.copy(self.original, self.db)

    def refused(self, *arguments, saying=()):
        answer = run(*arguments)
        self.assertEqual((answer.code, answer.out), (2, ""), answer.err)
        self.assertEqual(len(answer.err.splitlines()), 1, answer.err)
        for words in saying:
            self.assertIn(words, answer.err)

    def test_a_fit_is_the_top_of_the_likelihood_that_the_formulas_give(self):
        until = dt.date(2019, 6, 30)
        found = done("fit", *self.read, "--until", until, "--model", "mbg_cnbd", "--k", 2, "--prior",
                     "none", "--json").json
        known = [summary(days, until) for days in HISTORIES.values() if days[0] <= until]
        self.assertEqual((found["clients"], found["k"], found["end"]), (len(known), 2, "converged"))
        self.assertEqual(found["repeat_visits"], sum(client[0] for client in known))
        at = [found[name] for name in ("r", "alpha", "a", "b")]

        def total(parameters):
            return sum(log_likelihood(2, *parameters, *client) for client in known)
        self.assertAlmostEqual(total(at), found["log_likelihood"], places=6)
        for place in range(4):
            for factor in (0.98, 1.02):
                aside = [value * factor if i == place else value for i, value in enumerate(at)]
                self.assertLess(total(aside), total(at))
        best = done("fit", *self.read, "--until", until, "--model", "mbg_cnbd", "--prior", "none",
                    "--json").json
        self.assertGreaterEqual(best["log_likelihood"], found["log_likelihood"])
        mixture = done("fit", *self.read, "--until", until, "--prior", "none", "--json").json
        self.assertIsNone(mixture["k"])
        self.assertAlmostEqual(sum(mixture["weights"].values()), 1)
        self.assertGreater(mixture["log_likelihood"], best["log_likelihood"])
        self.assertIn("log likelihood", done("fit", *self.read, "--model", "bg_nbd").out)

    def test_a_score_is_what_the_formulas_say_of_the_fit(self):
        until = dt.date(2019, 6, 30)
        fitted = done("fit", *self.read, "--until", until, "--json").json
        lines = done("score", *self.read, "--until", until, "--horizon", 30, "--json").out
        scores = {row["client"]: row for row in map(json.loads, lines.splitlines())}
        self.assertEqual(set(scores), {c for c, days in HISTORIES.items() if days[0] <= until})
        h = 30 / 7
        for client in list(scores)[:60]:
            x, tx, T, log_gaps = summary(HISTORIES[client], until)
            weights, alive, visit = [], [], []
            for k, share in ((int(k), share) for k, share in fitted["weights"].items()):
                at = (k, fitted["r"], fitted["alpha"] / k, fitted["a"], fitted["b"])
                s1, s2 = parts(*at, x, tx, T)
                weights.append(share * math.exp(log_likelihood(*at, x, tx, T, log_gaps)))
                alive.append(s2 / (s1 + s2))
                R, start = fitted["r"] + k * x, fitted["alpha"] / k + tx
                away = (gap_longer(k, R, start, T - tx + h) / gap_longer(k, R, start, T - tx))
                visit.append(alive[-1] * (1 - away))
            mean = lambda values: sum(w * v for w, v in zip(weights, values)) / sum(weights)
            self.assertAlmostEqual(scores[client]["p_alive"], mean(alive), places=9)
            self.assertAlmostEqual(scores[client]["p_visit"], mean(visit), places=9)
            self.assertLessEqual(scores[client]["p_visit"], scores[client]["p_alive"])
        states = {row["state"] for row in scores.values()}
        self.assertLessEqual({"on_rhythm", "overdue", "at_risk"}, states)
        for row in scores.values():
            early = row["days_since_visit"] < row["own_interval_days"]
            self.assertEqual(row["state"] == "on_rhythm", early)
        self.assertIn("P(visit)", done("score", *self.read).out)

    def test_plans_by_rhythm_say_why_and_plans_by_spec_do_not_change(self):
        at = ["plan", "--db", self.db, "--now", "2020-01-02T10:00", "--json"]
        spec = done(*at)
        self.assertEqual(done(*at, "--policy", "spec").out, spec.out)
        self.assertNotIn("rhythm", spec.out)
        printed = done(*at, "--policy", "rhythm").json
        self.assertEqual(printed["policy"], "rhythm")
        self.assertNotEqual(printed["planned"], [])
        for row in printed["planned"]:
            why = row["rhythm"]
            self.assertIn(why["state"], ["overdue", "at_risk", "lost"])
            self.assertLess(why["p_visit"], 0.5)
            self.assertGreaterEqual(row["days_since_visit"], math.ceil(why["own_interval_days"]) - 1)
            self.assertAlmostEqual(row["priority_score"],
                                   (1 - why["p_visit"]) * why["return_value"])
        document = pathlib.Path(self.temporary.name) / "salon.json"
        document.write_text(done("snapshot", "--db", self.db, "--now", "2020-01-02T10:00").out)
        read = done("plan", "--snapshot", document, "--now", "2020-01-02T10:00", "--json",
                    "--policy", "rhythm")
        self.assertEqual(read.json["planned"], printed["planned"])
        self.assertIn("comes by itself", done(*at[:-1], "--policy", "rhythm").out)
        client = str(printed["planned"][0]["client_id"])
        explain = ["explain", "--db", self.db, "--client", client, "--now", "2020-01-02T10:00",
                   "--policy", "rhythm"]
        told = done(*explain, "--json").json
        self.assertEqual(told["planned"]["rhythm"], printed["planned"][0]["rhythm"])
        self.assertEqual(told["services"][0]["rhythm"], printed["planned"][0]["rhythm"])
        self.assertRegex(done(*explain).out, r"comes by itself within \d+ days with")
        self.refused(*at, "--policy", "hope", saying=["--policy", "spec or rhythm"])

    def test_an_interval_moves_by_a_fifth_a_month_and_the_log_says_why(self):
        at = ["intervals", "--db", self.db, "--json"]
        row, = done(*at, "--now", "2019-07-01T10:00").json["services"]
        self.assertEqual((row["interval_days"], row["interval_source"]), (21, "default"))
        self.assertEqual((row["step"], row["interval_days_after"]), ("moved", 25))
        gaps = sorted((b - a).days for days in HISTORIES.values()
                      for a, b in zip(days, days[1:]) if a <= dt.date(2019, 7, 1))
        self.assertEqual(row["returns"], len(gaps))
        self.assertLess(abs(row["median_days"] - gaps[len(gaps) // 2]), 6)
        self.assertEqual(query(self.db, "SELECT calculated_avg_interval FROM"
                                        " service_reactivation_rules"), [(None,)])
        done(*at, "--now", "2019-07-01T10:00", "--apply")
        self.assertEqual(
            query(self.db, "SELECT reactivation_interval_days, active_interval_source,"
                           " calculated_avg_interval FROM service_reactivation_rules"),
            [(25, "historical", 25)])
        (before, after, why), = query(self.db, "SELECT from_state, to_state, why FROM"
                                               " reactivation_events WHERE kind = 'interval'")
        self.assertEqual((before, after), ("21", "25"))
        self.assertIn(f"service 1: {len(gaps)} returns", why)
        soon, = done(*at, "--now", "2019-07-20T10:00", "--apply").json["services"]
        self.assertEqual((soon["step"], soon["interval_days_after"]), ("too_soon", 25))
        later, = done(*at, "--now", "2019-08-01T10:00").json["services"]
        self.assertEqual((later["step"], later["interval_days_after"]), ("moved", 30))
        self.assertIn("moves to 30 days",
                      done("intervals", "--db", self.db, "--now", "2019-08-01T10:00").out)
        done("rules", "--db", self.db, "--service", "Haircut", "--interval", 33)
        own, = done(*at, "--now", "2019-08-01T10:00").json["services"]
        self.assertEqual((own["step"], own["interval_days_after"]), ("noted", 33))
        self.assertIn("three of four", done("intervals", *self.read, "--until", LAST).out)
        self.refused("intervals", *self.read, "--apply", saying=["--apply needs --db"])
        self.refused("intervals", saying=["--db FILE or --visits F.csv"])

    def test_a_backtest_counts_what_the_history_has(self):
        settings = pathlib.Path(self.temporary.name) / "settings.json"
        settings.write_text('{"sending_days": [1, 2, 3, 4, 5, 6, 7], "recent_visit_days": 0}')
        start, end = dt.date(2018, 9, 1), dt.date(2018, 11, 30)
        at = ["backtest", *self.read, "--settings", settings, "--from", start, "--until", end,
              "--daily-limit", 500]
        report = done(*at, "--json").json
        rows = {row["setting"]: row for row in report["settings"]}
        self.assertEqual(list(rows), ["spec", "fixed:30", "fixed:45", "fixed:60", "rhythm"])
        self.assertEqual(report["send_days"], (end - start).days + 1)
        for days in (30, 45, 60):
            fired, within_14, within_30, lost, reached = 0, 0, 0, 0, 0
            for visits in HISTORIES.values():
                for day, after in zip(visits, [*visits[1:], dt.date.max]):
                    sent = day + dt.timedelta(days=days)
                    is_fired = start <= day and sent <= end and after >= sent
                    if is_fired:
                        fired += 1
                        within_14 += (after - sent).days <= 14
                        within_30 += (after - sent).days <= 30
                    if start <= day <= end and (after - day).days > 365:
                        lost += 1
                        reached += is_fired
            row = rows[f"fixed:{days}"]
            self.assertEqual(row["first"]["messages"] - row["backlog"]["messages"], fired)
            self.assertEqual(row["first"]["within_14_days"] - row["backlog"]["within_14_days"],
                             within_14)
            self.assertEqual(row["first"]["within_30_days"] - row["backlog"]["within_30_days"],
                             within_30)
            self.assertEqual((row["lost"], row["lost_reached"]), (lost, reached))
            self.assertEqual(row["silence_days_median"], days)
            self.assertEqual(sum(row["months"].values()), row["messages"])
            self.assertLessEqual(row["clients_never"], row["all"]["never"])
            self.assertAlmostEqual(row["uplift_visits"], 0.02 * row["clients_never"])
        # The policy writes to fewer who come anyway than the same number of days for everybody.
        self.assertLess(rows["rhythm"]["all"]["within_14_days"], rows["fixed:30"]["all"]["within_14_days"])
        self.assertGreater(rows["rhythm"]["messages"], 0)
        self.assertGreaterEqual(rows["rhythm"]["models_fitted"], 1)
        text = done(*at, "--policies", "fixed:45").out
        self.assertIn("What a message changes no history knows", text)
        # A narrow day: nothing more than the account bears.
        narrow = done(*at[:-1], 1, "--policies", "fixed:30", "--json").json["settings"][0]
        self.assertEqual(narrow["messages_most_on_a_day"], 1)
        self.assertGreater(narrow["not_reached_by_quota"], 0)
        stored = done("backtest", "--db", self.db, "--policies", "rhythm", "--json").json
        self.assertEqual(stored["until"], str(dt.date.fromisoformat(stored["history_until"])
                                              - dt.timedelta(days=30)))

    def test_what_is_wrong_is_said_in_one_line(self):
        self.refused("fit", saying=["--visits"])
        self.refused("fit", *self.read, "--model", "magic", saying=["--model", "mixture"])
        self.refused("fit", *self.read, "--prior", "some", saying=["--prior", "none or map"])
        self.refused("fit", *self.read, "--k", 3, saying=["--k", "mbg_cnbd"])
        self.refused("fit", *self.read, "--until", "soon", saying=["--until", "2026-02-28"])
        self.refused("fit", *self.read, "--until", "2001-01-01", saying=["no visit until"])
        self.refused("fit", "--visits", "none.csv", saying=["none.csv"])
        self.refused("fit", "--visits", self.visits, "--map", "date=client_day", "--map",
                     "client=Nobody", saying=["Nobody"])
        self.refused("score", *self.read, "--horizon", 0, saying=["--horizon"])
        self.refused("score", *self.read, "--until", "2001-01-01", saying=["no visit until"])
        self.refused("backtest", saying=["--visits F.csv or --db FILE"])
        self.refused("backtest", *self.read, "--policies", "fixed:0", saying=["fixed:45"])
        self.refused("backtest", *self.read, "--from", "2019-05-01", "--until", "2019-04-01",
                     saying=["--from lies after --until"])
        self.refused("backtest", *self.read, "--from", "2029-05-01", "--until", "2029-06-01",
                     saying=["after the last visit"])


if __name__ == "__main__":
    unittest.main()
