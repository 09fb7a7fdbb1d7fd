"""Single messages by hand, and what came of all of them."""
import unittest

import program
from program import NOW, done, messages, query
from salon import LATER, NO_ATTEMPT, Salon


class Attempts(Salon):
    def plan_without_sending(self):
        """Attempts that wait: the daemon of an account that nobody has armed plans and no more."""
        folder = self.path / "due"
        folder.mkdir()
        db = program.make_due_salon(folder, 3)
        program.set_limits(db, 0, 1000)
        done("daemon", "--db", db, "--messenger", f"outbox:{self.path / 'box'}", "--once")
        return db, [row[0] for row in query(db, "SELECT id FROM reactivation_attempts ORDER BY id")]

    def test_a_held_message_stays_until_it_is_approved(self):
        db, attempts = self.plan_without_sending()
        done("hold", "--db", db, attempts[0])
        done("arm", "--db", db)
        program.set_limits(db, 0, 1000)
        send = ["run", "--db", db, "--messenger", f"outbox:{self.path / 'box'}", "--json"]
        done(*send)
        sent = {message["attempt_id"] for message in messages(self.path / "box")}
        self.assertEqual(sent, set(attempts[1:]))
        done("approve", "--db", db, attempts[0])
        done(*send)
        self.assertEqual(len(messages(self.path / "box")), 3)

    def test_with_approval_asked_for_every_text_waits(self):
        db, attempts = self.plan_without_sending()
        done("settings", "--db", db, "--set", "require_approval=true")
        done("arm", "--db", db)
        program.set_limits(db, 0, 1000)
        send = ["run", "--db", db, "--messenger", f"outbox:{self.path / 'box'}", "--json"]
        self.assertEqual(done(*send).json["counts"]["held"], 3)
        self.assertEqual(messages(self.path / "box"), [])
        done("approve", "--db", db, attempts[1])
        self.assertEqual(done(*send).json["counts"]["sent"], 1)

    def test_a_cancelled_campaign_is_over(self):
        answer = self.do("cancel", "--attempt", self.message["attempt_id"], "--json")
        self.assertEqual(self.whats(answer), [("completed", "cancelled")])
        self.assertIn("over already",
                      self.do("cancel", "--attempt", self.message["attempt_id"]).out)

    def test_one_message_by_hand_passes_over_the_cadence_with_force_alone(self):
        plan = done("plan", "--db", self.fresh, "--now", NOW, "--json").json
        client = next(row["client_id"] for row in plan["skipped"] if row["reason"] == "not_due")
        (service,), = query(self.db, "SELECT title FROM services WHERE id = (SELECT service_id FROM"
                                     f" reactivation_client_services WHERE client_id = {client}"
                                     " LIMIT 1)")
        at = ["send", "--db", self.db, "--client", client, "--service", service, "--now", LATER]
        self.refused(*at, saying=["not sent: not_due", "--force"], code=1)
        answer = done(*at, "--force", "--json")
        self.assertIsNotNone(answer.json["attempt_id"])
        done("run", "--db", self.db, "--now", LATER, "--outbox", self.path / "out", "--arm")
        self.assertIn(answer.json["attempt_id"],
                      {message["attempt_id"] for message in messages(self.path / "out")})

    def test_force_does_not_pass_over_an_opt_out(self):
        self.do("optout", "--client", self.client)
        self.refused("send", "--db", self.db, "--client", self.client, "--service", self.service,
                     "--force", "--now", LATER, saying=["opted_out", "nothing passes over"], code=1)

    def test_a_sweep_does_what_time_asks_for(self):
        self.assertEqual(self.do("sweep", "--json").json["changed"], 0)
        answer = self.do("sweep", "--json", now="2026-03-11T10:00").json
        self.assertEqual(answer["changed"], len(self.sent))
        self.assertEqual(self.state("reply_type"), "no_response")

    def test_wrong(self):
        at = ["--db", self.db, "--now", LATER]
        self.refused("approve", *at, NO_ATTEMPT, saying=["no message"])
        self.refused("hold", *at, "x", saying=["ATTEMPT"])
        self.refused("hold", *at, self.message["attempt_id"], saying=["does not wait"])
        self.refused("cancel", *at, "--attempt", NO_ATTEMPT, saying=["no message"])
        self.refused("send", *at, "--client", self.client, "--service", "Полёт",
                     saying=["--service"])
        self.refused("sweep", "--db", self.path / "none.db", saying=["none.db"])


class Stats(Salon):
    def test_counts_and_rates_stand_beside_their_targets(self):
        self.do("reply", "--client", self.client, "--text", "Да")
        self.do("reply", "--client", self.sent[1]["client_id"], "--text", "СТОП")
        self.do("booking", "--client", self.sent[2]["client_id"], "--service", self.service, "--at",
                "2026-03-07T12:00")
        stats = self.do("stats", "--json").json
        everything = stats["all"]
        self.assertEqual(everything["sent"], len(self.sent))
        self.assertEqual(everything["bookings"], 1)
        self.assertEqual(everything["opt_outs"], 1)
        self.assertEqual(everything["conversion_rate"], 1 / len(self.sent))
        self.assertEqual(stats["targets"],
                         {"conversion_rate": 0.15, "response_rate": 0.3, "opt_out_rate": 0.05})
        text = self.do("stats", "--period", "week").out
        for words in ["15 %", "30 %", "below 5 %", "message 1"]:
            self.assertIn(words, text)

    def test_a_period_is_of_local_days_both_included(self):
        for first, last, sent in [("2026-03-03", "2026-03-03", len(self.sent)),
                                  ("2026-03-04", "2026-03-05", 0), ("2026-03-01", "2026-03-02", 0)]:
            stats = self.do("stats", "--from", first, "--to", last, "--json").json
            self.assertEqual(stats["all"]["sent"], sent)

    def test_without_sends_it_says_so(self):
        answer = self.do("stats", "--from", "2025-01-01", "--to", "2025-01-31")
        self.assertIn("No sends yet", answer.out)
        stats = self.do("stats", "--from", "2025-01-01", "--to", "2025-01-31", "--json").json
        self.assertIsNone(stats["all"]["conversion_rate"])

    def test_wrong(self):
        at = ["stats", "--db", self.db, "--now", LATER]
        self.refused(*at, "--period", "decade", saying=["--period"])
        self.refused(*at, "--from", "2026-02-30", saying=["--from"])
        self.refused(*at, "--from", "2026-03-03", "--to", "2026-03-01", saying=["--to"])
        self.refused(*at, "--to", "2026-03-01", saying=["--from"])


if __name__ == "__main__":
    unittest.main()
