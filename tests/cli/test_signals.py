"""What a messenger does to an account, told by a command or with a send."""
import time
import unittest

import program
from program import change, done, dump, query, run
from salon import DueSalon, LATER, Salon

# docs/governor.md: word → (stops, needs a person, when known: hours after now or after the end)
REACTIONS = {
    "reach_out_lock": (True, True, None),
    "temporary_ban": (True, True, None),
    "permanent_ban": (True, True, None),
    "logged_out": (True, True, None),
    "auth_revoked": (True, True, None),
    "spam_rate_limited": (True, True, None),
    "policy_block": (True, True, None),
    "account_locked": (True, True, None),
    "registration_lost": (True, True, None),
    "payment_problem": (True, True, None),
    "yellow_card": (True, False, "2026-03-05T07:00:00Z"),
    "disconnect_storm": (True, False, "2026-03-04T09:00:00Z"),
    "rate_limited": (False, False, None),
    "undelivered_high": (False, False, None),
    "not_on_messenger_high": (False, False, None),
}
CODES = {"131048": "spam_rate_limited", "cloud:368": "policy_block", "131031": "account_locked",
         "131042": "payment_problem", "message:463": "reach_out_lock", "ban:101": "temporary_ban",
         "connection:402": "temporary_ban", "connection:401": "logged_out",
         "http:403": "auth_revoked", "http:429": "rate_limited"}


class Signal(Salon):
    def signals(self):
        return query(self.db, "SELECT kind, at, until FROM reactivation_account_signals"
                              " WHERE kind <> 'person_confirmed' ORDER BY id")

    def test_every_kind_has_its_reaction_and_says_it(self):
        for kind, (stops, needs_person, until) in REACTIONS.items():
            answer = self.do("signal", "--kind", kind, "--json")
            told = answer.json["signal"]
            self.assertEqual((kind, stops, needs_person, until),
                             (told["kind"], told["stops"], told["needs_person"],
                              told["stops_until"]))
            self.assertIn(f"notice: the messenger said {kind}", answer.err)
            self.assertEqual("reactivation confirm" in answer.err.split("until 2026")[0],
                             needs_person, answer.err)
        self.assertEqual([row[0] for row in self.signals()], list(REACTIONS))

    def test_an_end_that_the_messenger_names_counts(self):
        # A lock ends 24 hours after its end, a temporary ban 72 hours after it.
        for kind, until in [("reach_out_lock", "2026-03-06T07:00:00Z"),
                            ("temporary_ban", "2026-03-08T07:00:00Z")]:
            told = self.do("signal", "--kind", kind, "--until", "2026-03-05T10:00",
                           "--json").json["signal"]
            self.assertEqual(told["until"], "2026-03-05T07:00:00Z")
            self.assertEqual(told["stops_until"], until)
        answer = self.do("signal", "--kind", "yellow_card")
        self.assertIn("yellow_card is noted", answer.out)
        self.assertIn("empty the provider's own queue", answer.err)

    def test_codes_mean_something_where_they_were_given(self):
        for code, kind in CODES.items():
            told = self.do("signal", "--code", code, "--json").json["signal"]
            self.assertEqual(told["kind"], kind, code)

    def test_the_rating_of_an_official_number_is_a_warning_or_less(self):
        told = self.do("signal", "--kind", "quality_red", "--json").json["signal"]
        self.assertEqual((told["kind"], told["stops"]), ("yellow_card", True))
        told = self.do("signal", "--kind", "quality_yellow", "--json").json["signal"]
        self.assertEqual((told["kind"], told["stops"]), ("undelivered_high", False))

    def test_a_ban_waits_for_a_person_and_says_so_in_the_document(self):
        answer = self.do("signal", "--kind", "temporary_ban", "--json").json
        self.assertEqual(answer["schema"], "reactivation.accounts/1")
        account, = answer["accounts"]
        self.assertEqual((account["account_id"], account["company_ids"],
                          account["awaits_confirmation"]), (1, [1], True))
        account, = self.do("confirm", "--json", now="2026-03-05T10:00").json["accounts"]
        self.assertFalse(account["awaits_confirmation"])

    def test_the_same_event_again_has_no_further_effect(self):
        event = ["signal", "--kind", "temporary_ban", "--event-id", "wamid.1"]
        self.do(*event)
        before = dump(self.db)
        again = self.do(*event, "--json", now="2026-03-05T10:00")
        self.assertEqual(again.json["signal"]["receipt"], "known_already")
        self.assertEqual(again.err, "")
        self.assertEqual(before, dump(self.db))
        self.assertIn("known already", self.do(*event, now="2026-03-05T10:00").out)
        # A sweep finds nothing that it would have to do with it.
        self.assertEqual(self.do("sweep", "--json").json["processed"], 0)

    def test_one_id_with_two_contents_counts_twice_and_is_told(self):
        self.do("signal", "--kind", "rate_limited", "--event-id", "wamid.1")
        again = self.do("signal", "--kind", "yellow_card", "--event-id", "wamid.1", "--json")
        self.assertEqual(again.json["signal"]["receipt"], "id_reused")
        self.assertIn("two contents", again.err)
        self.assertEqual([row[0] for row in self.signals()], ["rate_limited", "yellow_card"])

    def test_without_an_id_the_same_moment_is_the_same_signal(self):
        event = ["signal", "--kind", "rate_limited", "--at", "2026-03-04T09:30"]
        self.do(*event)
        self.do(*event, now="2026-03-05T10:00")
        self.assertEqual(len(self.signals()), 1)

    def test_an_event_whose_signal_was_lost_is_taken_again(self):
        # A crash between the event and its effect: the event stands there undone.
        event = ["signal", "--kind", "temporary_ban", "--event-id", "wamid.1"]
        self.do(*event)
        change(self.db, "DELETE FROM reactivation_account_signals")
        change(self.db, "UPDATE reactivation_inbox SET mark = 'new' WHERE event_id = 'wamid.1'")
        self.do("sweep")  # must not take it for done
        self.do(*event)
        self.assertEqual([row[0] for row in self.signals()], ["temporary_ban"])

    def test_wrong(self):
        at = ["signal", "--db", self.db, "--now", LATER]
        self.refused(*at, saying=["--kind", "--code"])
        self.refused(*at, "--kind", "yellow_card", "--code", "368", saying=["--kind", "--code"])
        for kind in ["banned", "TEMPORARY_BAN", "person_confirmed", "operator_resumed", "131048",
                     "cloud:368", "+79001234567", "\xff"]:
            self.refused(*at, "--kind", kind, saying=["--kind", "temporary_ban"])
        for code in ["x", "post:1", "temporary_ban", "-5", "99999999999", "message:"]:
            self.refused(*at, f"--code={code}", saying=["--code", "connection:402"])
        for code, words in [("131050", "optout"), ("131026", "--number-unknown"),
                            ("131056", "pause"), ("131049", "pause"), ("132000", "status"),
                            ("connection:515", "nothing is to be done")]:
            self.refused(*at, "--code", code, saying=["says nothing about the account", words])
        self.refused(*at, "--kind", "quality_green", saying=["says nothing"])
        self.refused(*at, "--kind", "blocked", saying=["says nothing", "status --code blocked"])
        self.refused(*at, "--kind", "yellow_card", "--until", "soon", saying=["--until"])
        self.refused(*at, "--kind", "yellow_card", "--until", "2026-03-01", saying=["--until"])
        self.refused(*at, "--kind", "yellow_card", "--at", "2026-03-09", saying=["--at"])
        self.refused(*at, "--kind", "yellow_card", "--account", 9, saying=["--account 9", "1"])
        self.refused(*at, "--kind", "yellow_card", "--event-id", "e", "--provider", "",
                     saying=["--provider"])


class WithASend(DueSalon):
    def answers_with(self, line, gap_s=0):
        program.make_script(self.script, f'log()\nprint("id-" + message["attempt_id"])\n'
                                         f'print({line!r})')
        self.arm(gap_s)

    def test_a_ban_said_with_a_send_is_written_with_its_outcome(self):
        self.answers_with("signal temporary_ban 2199-01-01T00:00:00Z")
        answer = done(*self.send, "--json")
        self.assertEqual(answer.json["counts"]["sent"], 1)
        self.assertEqual(answer.json["notices"], ["account_stopped"])
        (kind, at, until), = query(self.db, "SELECT kind, at, until FROM"
                                            " reactivation_account_signals")
        self.assertEqual((kind, until), ("temporary_ban", 7226582400))
        self.assertLess(abs(at - time.time()), 60)
        (named,), = query(self.db, "SELECT count(*) FROM reactivation_attempts WHERE provider_id ="
                                   " 'id-' || id")
        self.assertEqual(named, 1)

    def test_131050_is_an_opt_out_of_that_person_for_good(self):
        program.make_script(self.script, 'log()\nprint("signal cloud:131050")\nsys.exit(65)')
        self.arm()
        counts = done(*self.send, "--json").json["counts"]
        self.assertEqual((counts["sent"], counts["rejected"]), (0, self.CLIENTS))
        (opted_out,), = query(self.db, "SELECT count(*) FROM clients WHERE reactivation_opt_out = 1"
                                       " AND opt_out_reason = 'messenger'")
        self.assertEqual(opted_out, self.CLIENTS)
        self.assertEqual(query(self.db, "SELECT * FROM reactivation_account_signals"), [])
        # Neither the next run nor one on another day writes to them again.
        change(self.db, "UPDATE reactivation_attempts SET not_before = unixepoch()")
        self.assertEqual(done(*self.send, "--json").json["counts"]["sent"], 0)
        tomorrow = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 2 * 86400))
        plan = done("plan", "--db", self.db, "--now", tomorrow, "--json").json
        self.assertEqual(plan["counts"]["planned"], 0)
        self.assertEqual(len(program.lines_of(self.log)), self.CLIENTS)

    def test_a_block_said_with_a_send_opts_out_and_stays_with_the_message(self):
        program.make_script(self.script, 'log()\nprint("signal blocked")\nsys.exit(65)')
        self.arm()
        self.assertEqual(done(*self.send, "--json").json["counts"]["rejected"], self.CLIENTS)
        (blocked,), = query(self.db, "SELECT count(*) FROM reactivation_ledger WHERE is_blocked")
        self.assertEqual(blocked, self.CLIENTS)
        (opted_out,), = query(self.db, "SELECT count(*) FROM clients WHERE reactivation_opt_out = 1"
                                       " AND opt_out_reason = 'blocked'")
        self.assertEqual(opted_out, self.CLIENTS)
        # Two of each weigh 4 %: the score is far above 0.7, which the sweep tells once.
        at = ["sweep", "--db", self.db, "--json"]
        self.assertIn("account_stopped", done(*at).json["notices"])
        self.assertNotIn("account_stopped", done(*at).json["notices"])

    def test_a_signal_that_nobody_understands_is_told_and_kept(self):
        self.answers_with("signal kaboom")
        answer = done(*self.send)
        self.assertIn("something that this program does not know", answer.err)
        self.assertIn("reactivation confirm", answer.err)
        self.assertNotIn("kaboom", answer.err)
        kinds = query(self.db, "SELECT DISTINCT kind FROM reactivation_account_signals")
        self.assertEqual(kinds, [("unknown",)])

    def test_the_governor_stops_a_run_at_a_yellow_card(self):
        self.answers_with("signal yellow_card")
        # An account old enough for a few first contacts a day, and with its governor on.
        change(self.db, "UPDATE whatsapp_account_health SET account_created_at ="
                        " unixepoch() - 200 * 86400, warmup_level = 'hot'")
        change(self.db, "UPDATE reactivation_accounts SET is_governed = 1")
        planned = done("plan", "--db", self.db, "--json").json["counts"]["planned"]
        self.assertGreater(planned, 1)
        self.assertEqual(done(*self.send, "--json").json["counts"]["sent"], 1)
        self.assertEqual(len(program.lines_of(self.log)), 1)
        change(self.db, "UPDATE reactivation_attempts SET not_before = unixepoch()")
        self.assertEqual(done(*self.send, "--json").json["counts"]["sent"], 0)

    def test_a_switched_off_governor_is_said_to_be_off(self):
        self.arm()
        answer = done("signal", "--db", self.db, "--kind", "yellow_card")
        self.assertIn("governor is switched off", answer.err)
        change(self.db, "UPDATE reactivation_accounts SET is_governed = 1")
        answer = done("signal", "--db", self.db, "--kind", "logged_out")
        self.assertNotIn("switched off", answer.err)

    def test_the_companies_of_one_account_stop_together(self):
        done("init", "--db", self.db, "--company", 2, "--name", "Two", "--timezone",
             "Europe/London", "--country", "GB")
        self.assertEqual(run("signal", "--db", self.db, "--kind", "yellow_card").code, 2)
        change(self.db, "UPDATE reactivation_companies SET account_id = 1")
        told = done("signal", "--db", self.db, "--account", 1, "--kind", "temporary_ban",
                    "--json").json
        self.assertEqual(told["accounts"][0]["company_ids"], [1, 2])


if __name__ == "__main__":
    unittest.main()
