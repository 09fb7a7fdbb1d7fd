"""What people decide about a client, and what the law gives them a right to."""
import json
import os
import stat
import unittest

from program import dump, query
from salon import LATER, Salon


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
        # The same again, and that it was told.
        first = json.loads(text)
        again = json.loads(self.do("export-person", "--client", self.client).out)
        self.assertEqual(again["events"][:-1], first["events"])
        self.assertEqual(again["events"][-1]["kind"], "exported")
        del first["events"], again["events"]
        self.assertEqual(again, first)

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


if __name__ == "__main__":
    unittest.main()
