"""The edge cases of the requirements, §9, from the outside: only the program and what it prints or
keeps."""
import datetime
import json
import pathlib
import shutil
import unittest

import program
import salon
from program import NOW, change, done, messages, query


class Salon(salon.Salon):
    """The same with one client who has got a message."""

    def attempt(self, column):
        (value,), = query(self.db, f"SELECT {column} FROM reactivation_attempts WHERE id ="
                                   f" '{self.message['attempt_id']}'")
        return value

    def reply(self, text, now="2026-03-04T10:00", **keywords):
        return done("reply", "--db", self.db, "--client", self.client, "--text", text, "--now", now,
                    "--json", **keywords).json

    def whats(self, effect):
        return {(change["what"], change["value"]) for change in effect["changes"]}


class EdgeCases(Salon):
    def test_1_another_service_is_noted_and_its_booking_still_counts(self):
        other = "Педикюр"
        effect = self.reply("А педикюр можно?")
        self.assertIn(("reply", "other_service"), self.whats(effect))
        wishes = query(self.db, "SELECT w.kind, s.title FROM reactivation_wishes w JOIN services s"
                                f" ON s.id = w.service_id WHERE w.client_id = {self.client}")
        self.assertEqual(wishes, [("other_service", other)])
        done("booking", "--db", self.db, "--client", self.client, "--service", other, "--at",
             "2026-03-09T12:00", "--now", "2026-03-04T11:00")
        self.assertEqual(self.attempt("completion_reason"), "converted")

    def test_2_another_staff_member_asked_for_twice_is_the_new_favourite(self):
        wanted, = [row[0] for row in query(self.db, "SELECT id FROM staff WHERE name = 'Юлия'")]
        favourite = ("SELECT reactivation_preferred_staff_id FROM clients WHERE id ="
                     f" {self.client}")
        change(self.db, "UPDATE clients SET reactivation_preferred_staff_id = NULL")
        self.reply("А можно к Юлии?", now="2026-03-04T10:00")
        self.assertEqual(query(self.db, favourite), [(None,)])
        self.reply("А можно к Юлии?", now="2026-03-04T12:00")
        self.assertEqual(query(self.db, favourite), [(wanted,)])

    def test_3_away_until_a_date_means_no_message_before_it_and_one_after(self):
        effect = self.reply("Я в отпуске до 30 марта")
        self.assertIn(("reply", "pause_until"), self.whats(effect))
        self.assertIn(("paused", "2026-03-29T21:00:00Z"), self.whats(effect))
        told = done("explain", "--db", self.db, "--client", self.client, "--now",
                    "2026-03-27T10:00", "--json").json
        self.assertEqual(told["skipped"]["reason"], "paused")
        done("sweep", "--db", self.db, "--now", "2026-03-27T10:00")
        told = done("explain", "--db", self.db, "--client", self.client, "--now",
                    "2026-03-30T10:00", "--json").json
        holding = [row["reason"] for row in told["reasons"] if row["holds"]]
        self.assertNotIn("paused", holding)

    def later_messages(self, db):
        """What the client of the first message gets in the weeks behind it, run day by day."""
        out = self.path / f"later-{db.stem}"
        for days in range(1, 32):
            today = datetime.date(2026, 3, 3) + datetime.timedelta(days=days)
            done("sweep", "--db", db, "--now", f"{today}T09:00")
            done("run", "--db", db, "--now", f"{today}T10:00", "--outbox", out, "--arm")
        theirs = [message for message in messages(out) if message["client_id"] == self.client]
        return sorted(theirs, key=lambda message: message["sent_at"])

    def test_3_after_the_date_the_next_message_really_goes_out_and_none_before_it(self):
        silent = self.path / "silent.db"
        shutil.copy(self.db, silent)
        self.reply("Я в отпуске до 30 марта")
        away_until = "2026-03-29T21:00:00Z"  # the beginning of 30 March in Moscow
        first, *_ = self.later_messages(self.db)
        self.assertGreaterEqual(first["sent_at"], away_until)
        self.assertLess(first["sent_at"], "2026-04-03T00:00:00Z")
        self.assertIn((2, "2026-03-30"), query(
            self.db, "SELECT attempt_number, date(sent_at, 'unixepoch') FROM"
                     f" reactivation_attempts WHERE id = '{first['attempt_id']}'"))
        # Without the holiday the next one would have come before that date.
        self.assertLess(self.later_messages(silent)[0]["sent_at"], away_until)

    def test_4_booked_by_phone_within_seven_days_is_converted_and_a_day_later_is_not(self):
        service, = [row[0] for row in query(self.db, "SELECT title FROM services WHERE id ="
                                                     f" {self.message['service_id']}")]
        sent_on = "2026-03-03"
        self.assertTrue(self.message["sent_at"].startswith(sent_on))
        late = self.sent[1]
        done("booking", "--db", self.db, "--client", self.client, "--service", service, "--at",
             "2026-03-12T12:00", "--now", "2026-03-10T09:00")
        self.assertEqual(self.attempt("completion_reason"), "converted")
        done("booking", "--db", self.db, "--client", late["client_id"], "--service", service,
             "--at", "2026-03-14T12:00", "--now", "2026-03-11T09:00")
        (reason,), = query(self.db, "SELECT completion_reason FROM reactivation_attempts WHERE id ="
                                    f" '{late['attempt_id']}'")
        self.assertNotEqual(reason, "converted")

    def test_4_a_converted_booking_that_is_cancelled_lets_the_campaign_go_on(self):
        service, = [row[0] for row in query(self.db, "SELECT title FROM services WHERE id ="
                                                     f" {self.message['service_id']}")]
        booking = ["booking", "--db", self.db, "--client", self.client, "--service", service,
                   "--at", "2026-03-12T12:00", "--id", "B-1"]
        done(*booking, "--now", "2026-03-05T09:00")
        self.assertEqual(self.attempt("completion_reason"), "converted")
        done(*booking, "--now", "2026-03-06T09:00", "--status", "cancelled")
        self.assertNotEqual(self.attempt("completion_reason"), "converted")

    def test_5_due_for_several_services_means_one_message(self):
        visits = self.path / "visits.csv"
        visits.write_text("client,date,time,service,staff,status\n"
                          "anna,2026-01-05,12:00,Haircut,Eve,completed\n"
                          "anna,2026-01-12,12:00,Manicure,Eve,completed\n"
                          "anna,2026-01-19,12:00,Pedicure,Eve,completed\n")
        db = self.path / "several.db"
        done("import", "--db", db, "--company", 7, "--visits", visits, "--timezone",
             "Europe/London", "--country", "GB", "--synthetic-phones", "--now", NOW)
        out = self.path / "several"
        for day in range(3, 17):
            done("run", "--db", db, "--now", f"2026-03-{day:02}T10:00", "--outbox", out, "--arm")
        sent = messages(out)
        self.assertEqual(len(sent), 1)

    def test_7_the_dialogue_follows_what_the_client_asks_for(self):
        def dialogue():
            (body,), = query(self.db, "SELECT body FROM reactivation_dialogues WHERE client_id ="
                                      f" {self.client}")
            return body
        self.assertIn(self.message["attempt_id"], dialogue())
        before = dialogue()
        self.reply("Утром не могу, а вечером можно?")
        after = dialogue()
        self.assertNotEqual(before, after)
        wish, = json.loads(after)["wishes"]
        self.assertEqual((wish["kind"], wish["day_part"]), ("other_time", "evening"))
        self.reply("А можно к Юлии?", now="2026-03-04T12:00")
        (wanted,), = query(self.db, "SELECT id FROM staff WHERE name = 'Юлия'")
        wish = json.loads(dialogue())["wishes"][-1]
        self.assertEqual((wish["kind"], wish["staff_id"]), ("other_staff", wanted))


class Banned(salon.DueSalon):
    CLIENTS = 12
    SIGNAL_LINE = 'print("signal temporary_ban")'
    # A webhook of the same messenger comes in meanwhile, while the program still works.
    WEBHOOK = """import subprocess
    subprocess.run([{program!r}, "signal", "--db", {db!r}, "--kind", "temporary_ban", "--event-id",
                    "ban-1"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)"""

    def ban_after_three(self, how):
        """The program that sends, with the messenger's ban during the third message."""
        program.make_script(self.script, f"""
log()
print("id-" + message["attempt_id"])
if len(open({str(self.log)!r}).read().splitlines()) == 3:
    {how}
""")
        self.arm()
        notify = self.path / "notify"
        notify.write_text(f"#!/bin/sh\ncat >> '{self.path}/notices'\n")
        notify.chmod(0o700)
        return [*self.send, "--json", "--notify", f"program:{notify}"]

    def check_that_it_stops_and_loses_nothing(self, run_now):
        answer = done(*run_now)
        self.assertEqual(answer.json["counts"]["sent"], 3)
        self.assertEqual(len(program.lines_of(self.log)), 3)
        again = done(*run_now)
        self.assertEqual(again.json["counts"]["sent"], 0)
        self.assertIn("reactivation confirm", again.err)
        (waiting,), = query(self.db, "SELECT count(*) FROM reactivation_attempts WHERE state IN"
                                     " ('planned', 'drafted', 'ready', 'deferred')")
        self.assertEqual(waiting, 9)
        done("confirm", "--db", self.db)
        # After a ban an account starts from the bottom: cold, five a day, three of them gone.
        change(self.db, "UPDATE reactivation_attempts SET not_before = unixepoch()"
                        " WHERE state IN ('planned', 'drafted', 'ready', 'deferred')")
        self.assertEqual(done(*run_now).json["counts"]["sent"], 2)
        clients = [client for _, client, _ in program.lines_of(self.log)]
        self.assertEqual(len(clients), len(set(clients)))
        return answer

    def test_6_a_ban_said_with_a_send_stops_the_run_at_once_is_told_and_loses_nothing(self):
        run_now = self.ban_after_three(self.SIGNAL_LINE)
        answer = self.check_that_it_stops_and_loses_nothing(run_now)
        self.assertEqual(answer.json["notices"], ["account_stopped"])
        self.assertIn("temporary_ban", answer.err)
        notice, = (self.path / "notices").read_text().splitlines()
        self.assertIn('"signal":"temporary_ban"', notice)

    def test_6_a_ban_that_comes_in_beside_the_run_stops_it_at_once_and_loses_nothing(self):
        how = self.WEBHOOK.format(program=program.PROGRAM, db=str(self.db))
        self.check_that_it_stops_and_loses_nothing(self.ban_after_three(how))


if __name__ == "__main__":
    unittest.main()
