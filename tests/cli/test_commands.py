"""Each command of events, people and messages: once right, once wrong."""
import datetime
import json
import os
import pathlib
import shutil
import stat
import unittest

import program
from program import NOW, change, done, dump, messages, query, run

LATER = "2026-03-04T10:00"
NO_ATTEMPT = "6f1c1a52-0d5c-5c1e-9d3e-0a4b5c6d7e8f"


class Salon(unittest.TestCase):
    """A salon on the day after its first messages."""

    @classmethod
    def setUpClass(cls):
        cls.shared = program.folder()
        cls.fresh = program.make_salon(cls.shared.name)
        cls.original = pathlib.Path(cls.shared.name) / "sent.db"
        shutil.copy(cls.fresh, cls.original)
        done("run", "--db", cls.original, "--now", NOW, "--outbox",
             pathlib.Path(cls.shared.name) / "out", "--arm")
        cls.sent = messages(pathlib.Path(cls.shared.name) / "out")

    @classmethod
    def tearDownClass(cls):
        cls.shared.cleanup()

    def setUp(self):
        self.temporary = program.folder()
        self.addCleanup(self.temporary.cleanup)
        self.path = pathlib.Path(self.temporary.name)
        self.db = self.path / "salon.db"
        shutil.copy(self.original, self.db)
        self.message = self.sent[0]
        self.client = self.message["client_id"]
        self.service, = query(self.db, "SELECT title FROM services WHERE id ="
                                       f" {self.message['service_id']}")[0]

    def do(self, command, *arguments, now=LATER, **keywords):
        return done(command, "--db", self.db, "--now", now, *arguments, **keywords)

    def refused(self, *arguments, saying=(), code=2, **keywords):
        """One line that names place and remedy, no result, and the file as it was."""
        before = dump(self.db)
        answer = run(*arguments, **keywords)
        self.assertEqual(answer.code, code, (arguments, answer.err))
        self.assertEqual(answer.out, "")
        self.assertEqual(len(answer.err.splitlines()), 1, answer.err)
        self.assertTrue(answer.err.startswith("reactivation"), answer.err)
        for words in saying:
            self.assertIn(words, answer.err)
        self.assertNotIn(self.message["phone"], answer.err)
        self.assertEqual(before, dump(self.db))
        return answer.err

    def state(self, column="state"):
        (value,), = query(self.db, f"SELECT {column} FROM reactivation_attempts WHERE id ="
                                   f" '{self.message['attempt_id']}'")
        return value

    def whats(self, answer):
        return [(change["what"], change["value"]) for change in answer.json["changes"]]


class Reply(Salon):
    def test_a_reply_belongs_to_the_message_it_answers(self):
        answer = self.do("reply", "--client", self.client, "--text", "Да, давайте", "--json")
        self.assertEqual(self.whats(answer), [("reply", "positive")])
        self.assertEqual(answer.json["receipt"], "stored")
        self.assertEqual(self.state("reply_type"), "positive")

    def test_a_stop_is_obeyed_at_once_and_said_in_a_sentence(self):
        answer = self.do("reply", "--phone", self.message["phone"], "--text", "СТОП")
        self.assertIn("gets no more messages", answer.out)
        self.assertNotIn(self.message["phone"], answer.out + answer.err)
        self.assertEqual(self.state("completion_reason"), "opted_out")

    def test_b76_the_same_event_again_changes_nothing(self):
        say = ["--client", self.client, "--text", "Да", "--event-id", "wamid.1"]
        self.do("reply", *say)
        before = dump(self.db)
        again = self.do("reply", *say, "--json", now="2026-03-05T10:00")
        self.assertEqual(again.json["receipt"], "known_already")
        self.assertEqual(again.json["changes"], [])
        self.assertEqual(before, dump(self.db))

    def test_b77_one_id_with_two_texts_is_for_a_person_to_look_at(self):
        self.do("reply", "--client", self.client, "--text", "Да", "--event-id", "wamid.1")
        again = self.do("reply", "--client", self.client, "--text", "Нет", "--event-id", "wamid.1",
                        "--json")
        self.assertEqual(again.json["receipt"], "id_reused")
        self.assertIn(("needs_person", None), self.whats(again))
        self.assertIn("event_id_reused", again.json["notices"])

    def test_text_may_come_on_standard_input(self):
        answer = self.do("reply", "--client", self.client, "--text", "-", "--json",
                         stdin="СТОП\n".encode())
        self.assertIn(("opted_out", None), self.whats(answer))

    def test_b84_bytes_that_are_no_text_wait_for_a_person(self):
        answer = self.do("reply", "--client", self.client, "--text", "-", "--json",
                         stdin=b"\xff\xfe\x00\xd8")
        self.assertIn(("needs_person", None), self.whats(answer))

    def test_a_linked_id_told_once_names_the_client_from_then_on(self):
        self.do("reply", "--client", self.client, "--lid", "84711", "--text", "Да")
        answer = self.do("reply", "--lid", "84711", "--text", "СТОП", "--json")
        self.assertIn(("opted_out", None), self.whats(answer))

    def test_our_number_for_a_client_never_becomes_a_code_of_somebody_else(self):
        self.do("reply", "--client", self.client, "--text", "СТОП")
        codes = query(self.db, "SELECT value FROM reactivation_suppressions WHERE kind ="
                               " 'external_id'")
        self.assertNotIn((str(self.client),), codes)

    def test_a_client_without_any_address_has_written_by_none(self):
        change(self.db, "UPDATE clients SET phone = NULL WHERE id = " + str(self.client))
        self.refused("reply", "--db", self.db, "--client", self.client, "--text", "Да", "--now",
                     LATER, saying=["--lid"])

    def test_a_stop_of_somebody_unknown_is_kept(self):
        answer = self.do("reply", "--phone", "+447911999999", "--text", "STOP")
        self.assertIn("Nobody", answer.out)

    def test_wrong(self):
        at = ["reply", "--db", self.db, "--now", LATER]
        self.refused(*at, "--text", "Да", saying=["--client", "--phone"])
        self.refused(*at, "--client", "nobody", "--text", "Да", saying=["--client nobody"])
        self.refused(*at, "--phone", "not a phone", "--text", "Да", saying=["--phone"])
        self.refused(*at, "--client", self.client, saying=["--text"])
        for option in ["--event-id", "--provider", "--lid", "--user-id", "--answers"]:  # B74, B90
            for name in ["x" * 513, "a\nb", "\udcff"]:
                self.refused(*at[:3], "--now", LATER, "--client", self.client, "--text", "Да",
                             option, name, saying=[option])
        self.refused(*at, "--client", self.client, "--text", "-", stdin=b"x" * 70000,
                     saying=["64 KiB"])


class Booking(Salon):
    def test_a_booking_converts_and_is_known_again(self):
        book = ["--client", self.client, "--service", self.service, "--at", "2026-03-07T12:00"]
        answer = self.do("booking", *book, "--json")
        self.assertIn(("completed", "converted"), self.whats(answer))
        again = self.do("booking", *book, "--json", now="2026-03-04T11:00")
        self.assertEqual(again.json["receipt"], "known_already")
        (count,), = query(self.db, "SELECT count(*) FROM bookings WHERE status = 'booked' AND"
                                   f" client_id = {self.client}")
        self.assertEqual(count, 1)
        told = self.do("explain", "--client", self.client, "--json").json
        self.assertEqual(told["skipped"]["reason"], "upcoming_booking")

    def test_a_visit_counts_from_then_on(self):
        self.do("visit", "--client", self.client, "--service", self.service, "--staff", "Юлия",
                "--cost", 150000)
        rows = query(self.db, "SELECT status, cost_minor, datetime FROM bookings WHERE client_id ="
                              f" {self.client} ORDER BY id DESC LIMIT 1")
        at = int(datetime.datetime(2026, 3, 4, 7, tzinfo=datetime.timezone.utc).timestamp())
        self.assertEqual(rows, [("completed", 150000, at)])
        told = self.do("explain", "--client", self.client, "--json").json
        self.assertEqual(told["skipped"]["reason"], "visited_recently")

    def test_a_booking_moved_to_another_time_is_one_booking(self):
        for number, at in enumerate(["2026-03-07T12:00", "2026-03-09T15:00"]):
            self.do("booking", "--client", self.client, "--service", self.service, "--at", at,
                    "--id", "B-7", "--event-id", f"moved-{number}")
        rows = query(self.db, "SELECT datetime FROM bookings WHERE reactivation_external_id"
                              " = 'B-7'")
        at = int(datetime.datetime(2026, 3, 9, 12, tzinfo=datetime.timezone.utc).timestamp())
        self.assertEqual(rows, [(at,)])

    def test_wrong(self):
        at = ["booking", "--db", self.db, "--now", LATER, "--client", self.client]
        self.refused(*at, "--service", "Полёт", "--at", "2026-03-07T12:00", saying=["--service"])
        self.refused(*at, "--service", self.service, "--at", "tomorrow", saying=["--at"])
        self.refused(*at, "--service", self.service, "--at", "2026-03-07T12:00", "--status", "lost",
                     saying=["--status"])
        self.refused(*at, "--service", self.service, "--at", "2026-03-07T12:00", "--staff", "Никто",
                     saying=["--staff"])
        self.refused("visit", "--db", self.db, "--service", self.service, saying=["--client"])


class Status(Salon):
    def test_b81_words_come_in_any_order_and_never_go_back(self):
        at = ["--attempt", self.message["attempt_id"], "--delivery"]
        self.assertEqual(self.whats(self.do("status", *at, "read", "--json")), [("state", "read")])
        for word in ["delivered", "sent", "read"]:
            self.do("status", *at, word)
            self.assertEqual(self.state(), "read")

    def test_b80_a_word_about_an_unknown_message_is_kept(self):
        answer = self.do("status", "--provider-id", "wamid.9", "--delivery", "read")
        self.assertIn("kept for 7 days", answer.out)

    def test_b20_a_number_that_the_messenger_does_not_know_is_paused(self):
        answer = self.do("status", "--attempt", self.message["attempt_id"], "--delivery", "failed",
                         "--number-unknown", "--json")
        self.assertIn("paused", [what for what, _ in self.whats(answer)])

    def test_wrong(self):
        at = ["status", "--db", self.db, "--now", LATER]
        self.refused(*at, "--delivery", "read", saying=["--attempt", "--provider-id"])
        self.refused(*at, "--attempt", "17", "--delivery", "read", saying=["--attempt"])
        self.refused(*at, "--provider-id", "x" * 513, "--delivery", "read",
                     saying=["--provider-id"])
        self.refused(*at, "--attempt", NO_ATTEMPT, "--delivery", "eaten", saying=["--delivery"])
        self.refused(*at, "--attempt", NO_ATTEMPT, "--delivery", "read", "--number-unknown",
                     saying=["--number-unknown"])


class People(Salon):
    def test_an_opt_out_holds_until_an_opt_in_with_evidence(self):
        answer = self.do("optout", "--client", self.client, "--reason", "by phone", "--json")
        self.assertIn(("opted_out", None), self.whats(answer))
        answer = self.do("optout", "--client", self.client)
        self.assertIn("already", answer.out)
        answer = self.do("optin", "--client", self.client, "--evidence", "signed form", "--json")
        self.assertIn(("opted_in", None), self.whats(answer))
        why = query(self.db, "SELECT why FROM reactivation_events WHERE kind = 'opted_in'")
        self.assertEqual(why, [("signed form",)])

    def test_a_pause_ends_on_its_date(self):
        answer = self.do("pause", "--client", self.client, "--until", "2026-04-01")
        self.assertIn("is paused until Wed 1 Apr", answer.out)
        for now, is_paused in [("2026-03-31T18:00", True), ("2026-04-01T10:00", False)]:
            told = self.do("explain", "--client", self.client, "--json", now=now).json
            holding = [row["reason"] for row in told["reasons"] if row["holds"]]
            self.assertEqual("paused" in holding, is_paused)

    def test_a_reply_that_is_not_clear_waits_until_it_is_cleared(self):
        self.do("reply", "--client", self.client, "--text", "гм")
        told = self.do("explain", "--client", self.client, "--json").json
        self.assertEqual(told["skipped"]["reason"], "needs_person")
        answer = self.do("clear", "--client", self.client, "--json")
        self.assertEqual(self.whats(answer), [("cleared", None)])
        self.assertIn("was not waiting", self.do("clear", "--client", self.client).out)

    def test_an_offer_is_found_by_client_and_by_phone_while_it_holds(self):
        by_client = self.do("offer", "--client", self.client, "--json").json["offers"]
        by_phone = self.do("offer", "--phone", self.message["phone"], "--json").json["offers"]
        self.assertEqual(by_client, by_phone)
        self.assertEqual(by_client[0]["discount_percent"], self.message["discount_percent"])
        self.assertEqual(by_client[0]["valid_until"], "2026-03-10")
        self.assertEqual(by_client[0]["text"], self.message["text"])
        self.assertIn("until Tue 10 Mar 2026", self.do("offer", "--client", self.client).out)
        later = self.do("offer", "--client", self.client, now="2026-03-11T10:00")
        self.assertIn("Nothing was promised", later.out)

    def test_wrong(self):
        at = ["--db", self.db, "--now", LATER]
        self.refused("optout", *at, saying=["--client"])
        self.refused("optout", *at, "--client", "nobody", saying=["nobody"])
        self.refused("optin", *at, "--client", self.client, saying=["--evidence"])
        self.refused("optin", *at, "--client", self.client, "--evidence", "  ",
                     saying=["--evidence"])
        self.refused("pause", *at, "--client", self.client, "--until", "2026-03-01",
                     saying=["--until"])
        self.refused("pause", *at, "--client", self.client, "--until", "soon", saying=["--until"])
        self.refused("clear", *at, "--phone", "+447911999999", saying=["--phone"])
        self.refused("offer", *at, saying=["--client"])


class Rights(Salon):
    def test_everything_about_a_person_goes_into_a_file_of_its_owner(self):
        self.do("reply", "--client", self.client, "--text", "Да, в пятницу")
        out = self.path / "person.json"
        self.do("export-person", "--client", self.client, "--out", out)
        self.assertEqual(stat.S_IMODE(os.stat(out).st_mode), 0o600)
        text = out.read_text(encoding="utf-8")
        json.loads(text)
        for known in [self.message["phone"], "Да, в пятницу", self.message["attempt_id"]]:
            self.assertIn(known, text)
        self.assertEqual(json.loads(self.do("export-person", "--client", self.client).out),
                         json.loads(text))

    def test_erasing_leaves_no_name_no_number_and_no_text_and_keeps_the_opt_out(self):
        (name,), = query(self.db, f"SELECT name FROM clients WHERE id = {self.client}")
        self.do("reply", "--client", self.client, "--text", "прошу именно об этом")
        self.do("reply", "--client", self.client, "--text", "СТОП")
        self.do("erase-person", "--client", self.client, "--yes")
        for row in query(self.db, f"SELECT * FROM clients WHERE id = {self.client}"):
            self.assertNotIn(self.message["phone"], row)
            self.assertNotIn(name, row)
        for known in [self.message["phone"], "именно об этом", self.message["text"]]:
            self.assertNotIn(known, dump(self.db))
        (hashes,), = query(self.db, "SELECT count(*) FROM reactivation_opt_outs WHERE kind"
                                    " = 'hash'")
        self.assertGreater(hashes, 0)

    def test_wrong(self):
        at = ["--db", self.db, "--now", LATER, "--client", self.client]
        self.refused("erase-person", *at, saying=["--yes"])
        taken = self.path / "taken"
        taken.write_text("mine")
        self.refused("export-person", *at, "--out", taken, saying=["taken", "another name"], code=1)
        self.assertEqual(taken.read_text(), "mine")


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


if __name__ == "__main__":
    unittest.main()
