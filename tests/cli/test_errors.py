"""What the program says and leaves behind when something is wrong."""
import json
import os
import pathlib
import subprocess
import unittest

import program
from program import NOW, done, dump, run
from salon import Copies

VISITS = "client,date,service,status\nanna,2026-01-05,S1,completed\n"
NEW = ["--timezone", "Europe/Moscow", "--country", "RU", "--now", NOW]


class Errors(Copies):
    CLIENTS = 20

    def file(self, name, content):
        path = self.path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def refused(self, *arguments, saying=(), code=2, stdin=None):
        """One line on standard error, nothing on standard output, the right exit code."""
        answer = run(*arguments, stdin=stdin)
        self.assertEqual(answer.code, code, (arguments, answer.err))
        self.assertEqual(answer.out, "")
        self.assertEqual(len(answer.err.splitlines()), 1, answer.err)
        self.assertTrue(answer.err.startswith("reactivation"), answer.err)
        for words in saying:
            self.assertIn(words, answer.err)
        return answer.err

    def test_wrong_usage_is_one_line_with_a_way_out(self):
        self.refused(saying=["--help"])
        self.refused("plna", saying=["did you mean `reactivation plan`", "--help"])
        self.refused("frobnicate", saying=["no command", "--help"])
        self.refused("plan", "--frobnicate", saying=["reactivation plan --help"])
        self.refused("plan", saying=["--snapshot", "--db"])
        self.refused("plan", "--db", self.db, "--snapshot", "x.json", saying=["one source"])
        self.refused("run", "--db", self.db, saying=["--outbox"])
        self.refused("import", "--db", self.db, "--company", "1", saying=["--visits"])
        self.refused("explain", "--db", self.db, saying=["--client"])
        for rows in ["many", "-1", "99999999999999999999"]:
            self.refused("plan", "--db", self.db, f"--rows={rows}", saying=["--rows"])

    def test_a_wrong_database_is_named(self):
        missing = self.path / "no.db"
        self.refused("plan", "--db", missing, saying=[str(missing), "init"])
        self.assertFalse(missing.exists())
        self.refused("plan", "--db", "postgresql://u:secret@127.0.0.1:1/db", code=1,
                     saying=["postgresql://127.0.0.1:1/db", "check that the server runs"])
        self.refused("plan", "--db", "postgresql://127.0.0.1", saying=["names no database"])
        self.refused("plan", "--db", "mysql://host/db", saying=["mysql", "sqlite:PATH"])
        self.refused("plan", "--db", "", saying=["--db"])
        self.refused("plan", "--db", "sqlite:", saying=["names no file"])
        text = self.file("notes.txt", "not a database at all, but long enough to look at" * 40)
        code = run("plan", "--db", text)
        self.assertIn(code.code, (1, 2))
        self.assertEqual(len(code.err.splitlines()), 1, code.err)
        self.assertIn("notes.txt", code.err)
        folder = run("plan", "--db", self.path)
        self.assertIn(folder.code, (1, 2))
        self.assertEqual(len(folder.err.splitlines()), 1, folder.err)

    def test_a_wrong_company_is_named_with_those_there_are(self):
        self.refused("plan", "--db", self.db, "--company", "9", saying=["only 1"])
        self.refused("plan", "--db", self.db, "--company", "0", saying=["--company"])
        self.refused("plan", "--db", self.db, "--company", "-4", saying=["--company"])
        self.refused("plan", "--db", self.db, "--company", "99999999999999999999999",
                     saying=["--company"])
        done("init", "--db", self.db, "--company", 2, "--name", "Two", "--timezone",
             "Europe/London", "--country", "GB")
        self.refused("plan", "--db", self.db, saying=["1, 2"])
        self.refused("init", "--db", self.db, "--company", 2, "--name", "Two", "--timezone",
                     "Europe/London", "--country", "GB", saying=["already"])

    def test_a_wrong_instant_shows_a_right_one(self):
        for now in ["tomorrow", "2026-02-30", "2026-03-03T25:00", "03/03/2026", "", "1e9",
                    "9999-01-01T00:00:00Z", "2026-03-03T10:00+99:00"]:
            answer = run("plan", "--db", self.db, "--now", now)
            self.assertEqual(answer.code, 2, now)
            self.assertIn("2026-03-02T10:00", answer.err)

    def test_a_wrong_place_or_word_of_a_company_is_refused(self):
        visits = self.file("v.csv", VISITS)
        new = self.path / "new.db"
        base = ["import", "--db", new, "--company", "1", "--visits", visits, "--now", NOW]
        self.refused(*base, saying=["--timezone", "--country"])
        self.refused(*base, "--timezone", "Mars/Olympus", "--country", "RU",
                     saying=["Mars/Olympus"])
        self.refused(*base, "--timezone", "Europe/Moscow", "--country", "Russia",
                     saying=["Russia", "RU"])
        for option, value in [("--locale", "de"), ("--business-type", "zoo"),
                              ("--currency", "rubles"), ("--account-since", "yesterday")]:
            self.refused(*base, *NEW[:4], option, value, saying=[option, value])
        self.refused("import", "--db", self.db, "--company", "1", "--visits", visits, "--timezone",
                     "Asia/Tokyo", saying=["Europe/Moscow"])
        # Nothing of it has made a company.
        self.refused("plan", "--db", new, saying=[str(new)])

    def test_files_that_are_no_exports_are_named(self):
        base = ["import", "--db", self.db, "--company", "1", "--now", NOW, "--visits"]
        before = dump(self.db)
        self.refused(*base, self.path / "no.csv", saying=["no.csv"])
        self.refused(*base, self.file("empty.csv", ""), saying=["empty.csv"])
        self.refused(*base, self.path, saying=[self.path.name])
        self.refused(*base, self.file("book.xlsx", b"PK\x03\x04" + bytes(2000)),
                     saying=["book.xlsx"])
        odd = run(*base, self.file("odd.csv", "a,b,c\n1,2,3\n"))
        self.assertEqual(odd.code, 2)
        for words in ["odd.csv", "visits.client", "visits.date", "a, b, c", "2 errors"]:
            self.assertIn(words, odd.err)
        self.refused(*base, self.file("v.csv", VISITS), "--map", "visits.client=Klient",
                     saying=["Klient"])
        self.refused(*base, self.path / "v.csv", "--map", "visits.clinet=client",
                     saying=["visits.clinet"])
        self.refused(*base, self.path / "v.csv", "--map", "nonsense", saying=["nonsense"])
        self.refused(*base, self.path / "v.csv", "--encoding", "klingon", saying=["klingon"])
        self.refused(*base, self.path / "v.csv", "--delimiter", "::", saying=["--delimiter"])
        self.refused(*base, self.path / "v.csv", "--date-format", "%Q", saying=["--date-format", "%d.%m.%Y"])
        self.refused(*base, self.path / "v.csv", "--group-by", "Receipt", saying=["Receipt"])
        self.refused(*base, self.path / "v.csv", "--exclude", "Klient=x", saying=["Klient"])
        self.assertEqual(before, dump(self.db))

    def test_bad_rows_do_not_stop_good_ones(self):
        visits = self.file("v.csv", "client,date,service,status,amount\n"
                           "a,2026-01-05,S1,completed,10\nb,2026-02-30,S1,completed,10\n"
                           ",2026-01-05,S1,completed,10\nc,1e400,S1,completed,10\n"
                           "d,2026-01-05,S1,dancing,10\ne,2026-01-06,S1,completed,1e400\n"
                           "f,0001-01-01,S1,completed,1\ng,2026-01-07,S1,completed,"
                           "99999999999999999999999999\n\"h,2026-01-07,S1,completed,3\n")
        answer = done("import", "--db", self.db, "--company", 1, "--visits", visits, "--json",
                      "--now", NOW)
        file = answer.json["files"][0]
        self.assertGreaterEqual(file["rows_taken"], 2)
        self.assertLess(file["rows_taken"], file["rows_read"])
        for finding in file["findings"]:
            self.assertTrue(finding["places"][0].startswith("v.csv:"))

    def test_documents_name_every_wrong_place(self):
        document = json.loads(done("snapshot", "--db", self.db, "--now", NOW).out)
        document["clients"][3]["phone"] = "call me"
        document["settings"]["max_slots_to_offer"] = "three"
        answer = run("plan", "--snapshot", "-", "--now", NOW,
                     stdin=json.dumps(document).encode("utf-8"))
        self.assertEqual(answer.code, 2)
        self.assertIn("/clients/3/phone", answer.err)
        self.assertIn("/settings/max_slots_to_offer", answer.err)
        self.assertNotIn("call me", answer.err)
        self.refused("plan", "--snapshot", "-", saying=["-#"], stdin=b'{"schema": 1')
        self.refused("plan", "--snapshot", "-", stdin=b"")
        self.refused("plan", "--snapshot", "-", stdin=b"\xff\xfe\x00\x01")
        self.refused("plan", "--snapshot", "-", stdin=b"[" * 100_000)
        self.refused("plan", "--snapshot", self.path / "no.json", saying=["no.json"])
        self.refused("plan", "--snapshot", self.path, saying=["folder"])
        self.refused("plan", "--snapshot", "/dev/zero", saying=["/dev/zero"])

    def test_a_client_that_is_not_there(self):
        for client in ["K9999", "0", "-1", "999999999999999999999", "'; DROP TABLE clients; --"]:
            self.refused("explain", "--db", self.db, f"--client={client}", saying=["no client"])
            self.refused("optout", "--db", self.db, f"--client={client}", saying=["no client"])

    def test_slots_without_their_columns(self):
        self.refused("slots", "--db", self.db, "--file", self.file("s.csv", "a,b\n1,2\n"),
                     saying=["s.csv", "service"])
        self.refused("slots", "--db", self.db, "--file", self.path / "no.csv", saying=["no.csv"])

    def test_an_outbox_that_cannot_be_written_ends_the_run_and_loses_nothing(self):
        blocked = self.file("file", "here")
        before = dump(self.db)
        self.refused("run", "--db", self.db, "--now", NOW, "--outbox", blocked, "--arm", code=1,
                     saying=[str(blocked), "--outbox"])
        self.refused("run", "--db", self.db, "--now", NOW, "--outbox", blocked / "in", "--arm",
                     code=1, saying=["--outbox"])
        self.assertEqual(before, dump(self.db))

    @unittest.skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_a_folder_without_permission(self):
        locked = self.path / "locked"
        locked.mkdir(mode=0o500)
        self.refused("run", "--db", self.db, "--now", NOW, "--outbox", locked / "out", "--arm",
                     code=1, saying=["locked"])

    def test_a_full_disk_behind_standard_output_is_told(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full")
        with open("/dev/full", "w") as full:
            answer = subprocess.run([program.PROGRAM, "plan", "--db", str(self.db), "--now", NOW],
                                    stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(answer.returncode, 1)
        self.assertIn(b"standard output", answer.stderr)

    def test_no_error_shows_a_phone_or_a_name(self):
        visits = self.file("c.csv", "id,phone,name\nX1,+7 900 123 45 6a,Пётр Тайный\n"
                           "X2,12345678901234567890,Анна Тайная\n")
        answer = done("import", "--db", self.db, "--company", 1, "--clients", visits, "--now", NOW)
        for secret in ["900", "123", "Тайн"]:
            self.assertNotIn(secret, answer.err + answer.out)


if __name__ == "__main__":
    unittest.main()
