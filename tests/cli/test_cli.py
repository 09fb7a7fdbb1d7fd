"""What the program does when everything is right."""
import json
import os
import pathlib
import pty
import unittest

import program
from program import NOW, done, dump, messages, query, run
from salon import Copies

COMMANDS = ["import", "plan", "run", "explain", "arm", "disarm", "confirm", "stop", "daemon", "check-config", "sweep",
            "reply", "booking", "visit", "status", "send", "approve", "hold", "cancel", "optout",
            "optin", "pause", "clear", "offer", "stats", "export-person", "erase-person", "slots",
            "settings", "rules", "init", "snapshot", "classify", "fit", "score", "intervals",
            "backtest", "uplift", "report"]


class Salon(Copies):
    def setUp(self):
        super().setUp()
        self.exports = pathlib.Path(self.shared.name) / "export"


class Help(unittest.TestCase):
    def test_every_command_teaches_with_an_example(self):
        listing = done("--help").out
        for command in COMMANDS:
            self.assertRegex(listing, rf"\n  {command} ")
            text = done(command, "--help").out
            self.assertIn("Examples:", text)
            self.assertIn(f"reactivation {command} ", text)

    def test_version(self):
        self.assertRegex(done("--version").out, r"^reactivation \d+\.\d+\.\d+\n$")

    def test_help_fits_a_terminal_of_100_columns(self):
        for command in COMMANDS:
            for line in done(command, "--help").out.splitlines():
                self.assertLessEqual(len(line), 112, line)


class Plan(Salon):
    def test_a_plan_of_the_database_equals_the_plan_of_its_document(self):
        for now in ["2025-01-15T12:00", NOW, "2026-03-07T18:30", "2026-05-20T09:00"]:
            document = self.path / "snapshot.json"
            document.write_text(done("snapshot", "--db", self.db, "--now", now).out,
                                encoding="utf-8")
            for flags in [["--json"], ["--json", "--due-only"], ["--due-only"], ["--all"]]:
                stored = done("plan", "--db", self.db, "--now", now, *flags).out
                read = done("plan", "--snapshot", document, "--now", now, *flags).out
                self.assertEqual(stored, read, (now, flags))

    def test_every_client_appears_exactly_once(self):
        plan = done("plan", "--db", self.db, "--now", NOW, "--json").json
        ids = [row["client_id"] for row in plan["planned"] + plan["skipped"]]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertEqual(len(ids), plan["counts"]["clients"])
        self.assertEqual(plan["counts"]["planned"], len(plan["planned"]))
        self.assertEqual(plan["now"], "2026-03-03T07:00:00Z")

    def test_a_document_may_come_on_standard_input(self):
        document = done("snapshot", "--db", self.db, "--now", NOW).out
        piped = done("plan", "--snapshot", "-", "--now", NOW, "--json", stdin=document.encode())
        self.assertEqual(piped.out, done("plan", "--db", self.db, "--now", NOW, "--json").out)

    def test_planning_changes_nothing(self):
        before = dump(self.db)
        done("plan", "--db", self.db, "--now", NOW)
        done("explain", "--db", self.db, "--client", "K0001", "--now", NOW)
        self.assertEqual(before, dump(self.db))

    def test_the_forms_of_a_database_name_one_file(self):
        expected = done("plan", "--db", self.db, "--now", NOW, "--json").out
        for url in [f"sqlite:{self.db}", f"sqlite://{self.db}"]:
            self.assertEqual(done("plan", "--db", url, "--now", NOW, "--json").out, expected)
        relative = done("plan", "--db", "salon.db", "--now", NOW, "--json", cwd=self.path)
        self.assertEqual(relative.out, expected)

    def test_a_local_time_is_the_companys_and_an_offset_counts(self):
        expected = done("plan", "--db", self.db, "--now", NOW, "--json").out
        for now in ["2026-03-03T07:00:00Z", "2026-03-03T12:00+05:00", "2026-03-03 10:00:00"]:
            self.assertEqual(done("plan", "--db", self.db, "--now", now, "--json").out, expected)

    def test_columns_of_cyrillic_tables_stand_under_each_other(self):
        lines = done("plan", "--db", self.db, "--now", NOW).out.splitlines()
        start = next(i for i, line in enumerate(lines) if line.lstrip().startswith("#"))
        head = lines[start]
        column = head.index("service")
        rows = lines[start + 1:start + 6]
        self.assertEqual(len(rows), 5)
        for row in rows:
            self.assertEqual(row[column - 2:column], "  ", row)
            self.assertNotEqual(row[column], " ", row)

    def test_all_lists_every_client(self):
        plan = done("plan", "--db", self.db, "--now", NOW, "--json").json
        text = done("plan", "--db", self.db, "--now", NOW, "--all").out
        for row in plan["skipped"]:
            self.assertRegex(text, rf"\n +{row['client_id']}  ")


class Colours(Salon):
    def on_terminal(self, environment):
        main, terminal = pty.openpty()
        keep = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
        import subprocess
        process = subprocess.Popen([program.PROGRAM, "plan", "--db", str(self.db), "--now", NOW],
                                   stdout=terminal, stderr=subprocess.DEVNULL,
                                   env={**keep, "TERM": "xterm", **environment})
        os.close(terminal)
        out = b""
        try:
            while chunk := os.read(main, 65536):
                out += chunk
        except OSError:  # the terminal is gone with its last writer
            pass
        self.assertEqual(process.wait(), 0)
        os.close(main)
        return out

    def test_colours_only_on_a_terminal_without_no_color(self):
        self.assertNotIn("\x1b", done("plan", "--db", self.db, "--now", NOW).out)
        self.assertIn(b"\x1b[", self.on_terminal({}))
        self.assertNotIn(b"\x1b", self.on_terminal({"NO_COLOR": "1"}))
        self.assertNotIn(b"\x1b", self.on_terminal({"TERM": "dumb"}))

    def test_no_progress_where_there_is_no_terminal(self):
        answer = done("run", "--db", self.db, "--now", NOW, "--outbox", self.path / "out")
        self.assertNotIn("\r", answer.err)

    def test_a_name_cannot_command_the_terminal(self):
        document = done("snapshot", "--db", self.db, "--now", NOW).json
        for client in document["clients"]:
            client["name"] = "A\x1b[2J\u202eB\x07"
        answer = done("plan", "--snapshot", "-", "--now", NOW, stdin=json.dumps(document).encode())
        for character in ["\x1b", "\u202e", "\x07"]:
            self.assertNotIn(character, answer.out)


class Import(Salon):
    def test_the_same_files_again_change_nothing(self):
        before = dump(self.db)
        summary = program.import_again(self.db, self.exports)
        for file in summary["files"]:
            self.assertEqual(file["records"]["created"], 0)
            self.assertEqual(file["records"]["changed"], 0)
        self.assertEqual(before, dump(self.db))

    def test_a_dry_run_stores_nothing(self):
        before = dump(self.db)
        (self.path / "v.csv").write_text("client,date,service,status\nnew,2026-01-05,S1,completed\n")
        answer = done("import", "--db", self.db, "--company", 1, "--visits", self.path / "v.csv",
                      "--dry-run", "--json", "--now", NOW)
        self.assertTrue(answer.json["dry_run"])
        self.assertEqual(answer.json["files"][0]["records"]["created"], 1)
        self.assertEqual(before, dump(self.db))

    def test_a_dry_run_of_a_new_company_leaves_nothing_behind(self):
        visits = self.path / "v.csv"
        visits.write_text("client,date,service,status\nnew,2026-01-05,S1,completed\n")
        files = [self.db, visits]
        before = dump(self.db)
        for db in [self.path / "new.db", self.db]:
            done("import", "--db", db, "--company", 7, "--visits", visits, "--timezone",
                 "Europe/London", "--country", "GB", "--dry-run", "--now", NOW)
        left = [path for path in sorted(self.path.iterdir()) if path.suffix in (".db", ".csv")]
        self.assertEqual(files, left)
        self.assertEqual(list(self.path.glob("*dry-run*")), [])
        self.assertEqual(before, dump(self.db))

    def test_an_import_makes_a_company_that_is_new(self):
        (self.path / "v.csv").write_text("client,date,service,status\nnew,2026-01-05,S1,completed\n")
        done("import", "--db", self.path / "new.db", "--company", 7, "--visits",
             self.path / "v.csv", "--timezone", "Europe/London", "--country", "gb", "--now", NOW)
        self.assertEqual(query(self.path / "new.db", "SELECT id FROM companies"), [(7,)])

    def test_synthetic_phones_make_a_whole_run_possible(self):
        (self.path / "v.csv").write_text("client,date,service,status\nnew,2026-01-05,S1,completed\n")
        db = self.path / "new.db"
        done("import", "--db", db, "--company", 7, "--visits", self.path / "v.csv", "--timezone",
             "Europe/London", "--country", "GB", "--synthetic-phones", "--now", NOW)
        done("run", "--db", db, "--now", NOW, "--outbox", self.path / "out", "--arm")
        sent = messages(self.path / "out")
        self.assertEqual(len(sent), 1)
        self.assertTrue(sent[0]["phone"].startswith("+999"))


class Run(Salon):
    def test_an_outbox_holds_one_file_a_message_with_all_it_needs(self):
        plan = done("plan", "--db", self.db, "--now", NOW, "--json").json
        outbox = self.path / "deep/out"
        answer = done("run", "--db", self.db, "--now", NOW, "--outbox", outbox, "--arm", "--json")
        sent = messages(outbox)
        self.assertEqual(answer.json["counts"]["sent"], len(plan["planned"]))
        by_id = {message["attempt_id"]: message for message in sent}
        for row in plan["planned"]:
            message = by_id.pop(row["attempt_id"])
            self.assertTrue((outbox / f"{row['attempt_id']}.json").exists())
            self.assertEqual(message["client_id"], row["client_id"])
            self.assertEqual(message["service_id"], row["service_id"])
            self.assertEqual(message["company_id"], 1)
            # The gap between two sends is the account's minimum and a little more (I14).
            self.assertGreaterEqual(message["sent_at"], row["not_before"])
            self.assertLess(message["sent_at"], row["not_after"])
            self.assertEqual(message["discount_percent"], row["discount_percent"])
            self.assertEqual([slot["datetime"] for slot in message["slots"]],
                             [slot["datetime"] for slot in row["slots"]])
            self.assertRegex(message["phone"], r"^\+999\d+$")
            self.assertIn(f"{row['discount_percent']}", message["text"])
            self.assertLessEqual(len(message["text"]), 500)
            self.assertNotIn("dry_run", message)
        self.assertEqual(by_id, {})
        self.assertEqual([path.name for path in outbox.iterdir() if path.suffix != ".json"], [])

    def test_a_dry_run_writes_marked_files_and_stores_nothing(self):
        before = dump(self.db)
        done("run", "--db", self.db, "--now", NOW, "--outbox", self.path / "dry")
        self.assertEqual(before, dump(self.db))
        done("run", "--db", self.db, "--now", NOW, "--outbox", self.path / "real", "--arm")
        dry, real = messages(self.path / "dry"), messages(self.path / "real")
        self.assertGreater(len(dry), 0)
        for message in dry:
            self.assertIs(message.pop("dry_run"), True)
        self.assertEqual(dry, real)

    def test_the_same_day_again_sends_nothing_and_the_next_days_go_on(self):
        outbox = self.path / "out"
        done("run", "--db", self.db, "--now", NOW, "--outbox", outbox, "--arm")
        first = {message["client_id"] for message in messages(outbox)}
        again = done("run", "--db", self.db, "--now", NOW, "--outbox", outbox, "--arm", "--json")
        self.assertEqual(again.json["counts"]["sent"], 0)
        later = done("run", "--db", self.db, "--now", "2026-03-03T15:00", "--outbox", outbox,
                     "--arm", "--json")
        self.assertEqual(later.json["counts"]["sent"], 0)
        done("run", "--db", self.db, "--now", "2026-03-04T10:00", "--outbox", outbox, "--arm")
        second = [message["client_id"] for message in messages(outbox)
                  if message["client_id"] not in first]
        self.assertGreater(len(second), 0)
        self.assertEqual(len(messages(outbox)), len(first) + len(second))

    def test_messages_keep_gap_hour_and_window(self):
        done("run", "--db", self.db, "--now", "2026-03-03T05:00", "--outbox", self.path / "out",
             "--arm")
        import datetime
        times = sorted(datetime.datetime.fromisoformat(message["sent_at"].replace("Z", "+00:00"))
                       for message in messages(self.path / "out"))
        self.assertGreater(len(times), 5)
        for i, time in enumerate(times):
            local = time + datetime.timedelta(hours=3)  # Moscow
            self.assertTrue(10 <= local.hour < 19)
            if i:
                self.assertGreaterEqual((time - times[i - 1]).total_seconds(), 300)
            if i >= 5:  # cold: five in an hour
                self.assertGreaterEqual((time - times[i - 5]).total_seconds(), 3600)

    def test_nothing_goes_out_at_night_on_sunday_or_on_a_holiday(self):
        done("settings", "--db", self.db, "--set", 'holidays=["2026-03-03"]')
        for now in [NOW, "2026-03-02T20:00", "2026-03-08T12:00"]:
            answer = done("run", "--db", self.db, "--now", now, "--outbox", self.path / "out",
                          "--arm", "--json")
            self.assertEqual(answer.json["counts"]["sent"], 0, now)

    def test_who_says_stop_is_left_in_peace(self):
        plan = done("plan", "--db", self.db, "--now", NOW, "--json").json
        client = plan["planned"][0]["client_id"]
        done("optout", "--db", self.db, "--client", client, "--now", NOW)
        done("optout", "--db", self.db, "--client", client, "--now", NOW)
        program.import_again(self.db, self.exports)  # the file says "нет": it takes nothing back
        done("run", "--db", self.db, "--now", NOW, "--outbox", self.path / "out", "--arm")
        self.assertNotIn(client, [message["client_id"] for message in messages(self.path / "out")])
        again = done("plan", "--db", self.db, "--now", "2026-03-04T10:00", "--json").json
        reasons = {row["client_id"]: row["reason"] for row in again["skipped"]}
        self.assertEqual(reasons[client], "opted_out")


class Explain(Salon):
    def test_its_first_reason_is_the_plans(self):
        plan = done("plan", "--db", self.db, "--now", NOW, "--json").json
        seen = set()
        for row in plan["skipped"]:
            if row["reason"] in seen:
                continue
            seen.add(row["reason"])
            told = done("explain", "--db", self.db, "--client", row["client_id"], "--now", NOW,
                        "--json").json
            self.assertEqual(told["skipped"], row)
            holding = [reason for reason in told["reasons"] if reason["holds"]]
            self.assertEqual(holding[0]["reason"], row["reason"])
            self.assertEqual(holding[0]["until"], row["until"])
        self.assertGreaterEqual(len(seen), 4)

    def test_a_planned_client_shows_the_plans_row(self):
        row = done("plan", "--db", self.db, "--now", NOW, "--json").json["planned"][0]
        told = done("explain", "--db", self.db, "--client", row["client_id"], "--now", NOW,
                    "--json").json
        self.assertEqual(told["planned"], row)
        self.assertIsNone(told["skipped"])

    def test_the_code_of_the_outside_system_works_too(self):
        (number,), = query(self.db, "SELECT id FROM clients WHERE reactivation_external_id = 'K0007'")
        by_code = done("explain", "--db", self.db, "--client", "K0007", "--now", NOW).out
        self.assertEqual(by_code, done("explain", "--db", self.db, "--client", number, "--now",
                                       NOW).out)

    def test_it_shows_no_phone(self):
        told = done("explain", "--db", self.db, "--client", "K0007", "--now", NOW)
        for flags in [[], ["--json"]]:
            told = done("explain", "--db", self.db, "--client", "K0007", "--now", NOW, *flags)
            self.assertNotRegex(told.out, r"\+999\d")


class Decisions(Salon):
    def test_settings_are_shown_and_changed(self):
        done("settings", "--db", self.db, "--set", "tone=casual", "--set", "max_slots_to_offer=1",
             "--set", "holdout.percent=7")
        self.assertEqual(done("settings", "--db", self.db, "--json").json["holdout"],
                         {"percent": 7, "name": "default"})
        settings = done("settings", "--db", self.db, "--json").json
        self.assertEqual(settings["tone"], "casual")
        plan = done("plan", "--db", self.db, "--now", NOW, "--json").json
        self.assertTrue(all(len(row["slots"]) <= 1 for row in plan["planned"]))

    def test_a_setting_out_of_range_is_refused_and_changes_nothing(self):
        before = dump(self.db)
        for change in ["max_slots_to_offer=9", "tone=rude", "sending_days=[0]", "nonsense=1",
                       "tone", "holdout.share=1", "arms.discounts=[10]", "holidays=[\"2026-02-30\"]", "sending_hours={\"start\":19,\"end\":10}"]:
            answer = run("settings", "--db", self.db, "--set", change)
            self.assertEqual(answer.code, 2, change)
            self.assertEqual(len(answer.err.strip().splitlines()), 1, answer.err)
        self.assertEqual(before, dump(self.db))

    def test_rules_are_changed_by_title(self):
        done("rules", "--db", self.db, "--service", "маникюр", "--interval", 90, "--set",
             "max_attempts=1")
        rules = done("rules", "--db", self.db, "--json").json
        changed = [rule for rule in rules if rule["reactivation_interval_days"] == 90]
        self.assertEqual(len(changed), 1)
        self.assertEqual(changed[0]["max_attempts"], 1)
        done("rules", "--db", self.db, "--only", "Стрижка мужская")
        rules = done("rules", "--db", self.db, "--json").json
        self.assertEqual(sum(rule["is_active"] for rule in rules), 1)
        plan = done("plan", "--db", self.db, "--now", NOW, "--json").json
        self.assertLessEqual(len({row["service_id"] for row in plan["planned"]}), 1)

    def test_slots_that_cannot_be_are_left_out_and_counted(self):
        (self.path / "s.csv").write_text(
            "service,staff,datetime\nМаникюр,Юлия,2026-03-05T12:00\nМаникюр,Юлия,2026-02-30T12:00\n"
            "Маникюр,Юлия,2026-01-05T12:00\nПолёт,Юлия,2026-03-05T13:00\n", encoding="utf-8")
        answer = done("slots", "--db", self.db, "--file", self.path / "s.csv", "--now", NOW)
        self.assertTrue(answer.out.startswith("1 free time "))
        self.assertEqual(len(answer.err.strip().splitlines()), 3)
        self.assertIn("s.csv:3", answer.err)


def import_again(db, exports):
    return done("import", "--db", db, "--company", 1, "--services", f"{exports}/services.csv",
                "--clients", f"{exports}/clients.csv", "--visits", f"{exports}/visits.csv",
                "--date-format", "%d.%m.%Y", "--now", NOW, "--json").json


program.import_again = import_again

if __name__ == "__main__":
    unittest.main()
