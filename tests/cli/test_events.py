"""What comes in: replies, bookings, visits, words of the messenger."""
import datetime
import unittest

from program import change, dump, query
from salon import LATER, NO_ATTEMPT, Salon


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

    def test_a_code_of_a_failure_says_what_the_person_has_done(self):
        failed = ["status", "--attempt", self.message["attempt_id"], "--delivery", "failed"]
        answer = self.do(*failed, "--code", "131049", "--json")
        self.assertIn(("paused", "2026-03-05T07:00:00Z"), self.whats(answer))
        self.assertNotIn("opted_out", [what for what, _ in self.whats(answer)])
        answer = self.do(*failed, "--code", "cloud:131050", "--json")
        self.assertIn("opted_out", [what for what, _ in self.whats(answer)])
        at = [*failed, "--db", self.db, "--now", LATER]
        self.refused(*at, "--code", "131048", saying=["--code 131048", "reactivation signal"])
        self.refused(*at, "--code", "stopped", saying=["--code", "131050"])
        self.refused("status", "--db", self.db, "--now", LATER, "--attempt", NO_ATTEMPT,
                     "--delivery", "read", "--code", "131050", saying=["--code", "failed"])

    def test_a_block_or_a_report_opts_out_and_stays_with_the_message(self):
        at = ["status", "--attempt", self.message["attempt_id"]]
        answer = self.do(*at, "--delivery", "read", "--code", "blocked", "--json")
        self.assertIn("opted_out", [what for what, _ in self.whats(answer)])
        self.do(*at, "--delivery", "failed", "--code", "reported")
        self.assertEqual(query(self.db, "SELECT is_blocked, is_reported FROM reactivation_ledger"
                                        " WHERE is_blocked OR is_reported"), [(1, 1)])

    def test_wrong(self):
        at = ["status", "--db", self.db, "--now", LATER]
        self.refused(*at, "--delivery", "read", saying=["--attempt", "--provider-id"])
        self.refused(*at, "--attempt", "17", "--delivery", "read", saying=["--attempt"])
        self.refused(*at, "--provider-id", "x" * 513, "--delivery", "read",
                     saying=["--provider-id"])
        self.refused(*at, "--attempt", NO_ATTEMPT, "--delivery", "eaten", saying=["--delivery"])
        self.refused(*at, "--attempt", NO_ATTEMPT, "--delivery", "read", "--number-unknown",
                     saying=["--number-unknown"])


if __name__ == "__main__":
    unittest.main()
