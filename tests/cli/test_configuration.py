"""One file for everything: how it is read, what the environment says over it, and the programs that
work from it."""
import json
import unittest

import program
from faults import FaultServer
from program import done, dump, messages, query, run
from salon import DueSalon

TOKEN = "canary-Token-0123456789-abcdefghijklm"
PREFIX = "REACTIVATION_CONFIG__"


def company(company_id=1, **members):
    return {"company_id": company_id, "messenger": {"kind": "program", "program": "./send"},
            **members}


class Files(DueSalon):
    CLIENTS = 4

    def setUp(self):
        super().setUp()
        self.file = self.path / "reactivation.json"

    def write(self, *companies, **members):
        document = {"schema": "reactivation.configuration/1", "database": "salon.db",
                    "companies": list(companies) or [company()], **members}
        return self.write_text(json.dumps(document))

    def write_text(self, text):
        self.file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.file

    def check(self, env=None):
        return run("check-config", "--config", self.file, env=env)

    def wrong(self, *saying, env=None):
        """Refused with 2 and these words; nothing of the file is repeated."""
        answer = self.check(env)
        self.assertEqual((answer.code, answer.out), (2, ""), answer.err)
        self.assertTrue(answer.err.splitlines()[-1].startswith("reactivation check-config: "))
        for words in saying:
            self.assertIn(words, answer.err)
        self.assertNotIn("canary", answer.err)
        return answer.err

    def right(self, env=None):
        answer = self.check(env)
        self.assertEqual(answer.code, 0, answer.out + answer.err)
        return answer.out

    def second_company(self):
        """Another salon in the same file, with clients who are due."""
        done("import", "--db", self.db, "--company", 2, "--name", "Rose", "--timezone",
             program.zone_at_noon(), "--country", "GB", "--locale", "en", "--visits",
             self.path / "visits.csv", "--clients", self.path / "clients.csv")
        done("settings", "--db", self.db, "--company", 2, "--set",
             'sending_hours={"start":0,"end":24}', "--set", "sending_days=[1,2,3,4,5,6,7]")


class Reading(Files):
    CLIENTS = 1

    def test_a_small_file_and_one_with_everything(self):
        self.write()
        self.right()
        self.write(company(
            messenger={"kind": "program", "program": str(self.script), "arguments": ["-v"],
                       "timeout_seconds": 5, "show_errors": True},
            slots={"kind": "database"}, model=None, schedule="30 9 * * 1-5",
            notices={"kind": "program", "program": str(self.script), "timeout_seconds": 3},
            listen={"host": "127.0.0.1", "port": 8080, "path": "/hooks/1"}))
        self.right()

    def test_what_is_no_configuration(self):
        for text, words in [
                ("", "is empty"), ("  \n", "is empty"), ("hello", "line 1, column 1"),
                ('{"schema":\n "x",}', "line 2, column"), ("[]", "must be an object"),
                ('{"schema": "reactivation.configuration/1"', "is no JSON"),
                (b"\xef\xbb\xbf{}", "byte order mark"), (b'{"database": "\xff"}', "is no JSON"),
                ('{"database": "a", "database": "b"}', "stands twice"),
                ("[" * 100000, "nests"), ('{"companies": [{"company_id": 1e999}]}', "large"),
                (" " * (1 << 21), "larger than 1 MiB"), ("{" + " " * (1 << 20) + "}", "1 MiB")]:
            with self.subTest(words):
                self.write_text(text)
                self.wrong(words)

    def test_a_file_that_is_not_there(self):
        self.wrong(str(self.file), "No such file")
        self.file.mkdir()
        self.wrong("is a folder")

    def test_everything_that_is_wrong_is_listed_with_its_place(self):
        self.write(company(mesenger={}, slots={"kind": "yclients", "salon": "canary"}),
                   schema="reactivation.configuration/2", more=1)
        errors = self.wrong(
            "reactivation.json/schema: must be", "/more: `more` is no field here",
            "/companies/0/mesenger: `mesenger` is no field here; did you mean `messenger`?",
            "/companies/0/slots/salon: must be a whole number", "4 errors")
        self.assertEqual(len(errors.splitlines()), 5)

    def test_wrong_members(self):
        good = company()
        for entry, words in [
                ({}, "/companies/0/company_id: is needed"),
                ({"company_id": 1}, "/companies/0/messenger: is needed"),
                ({**good, "company_id": 0}, "must be from 1"),
                ({**good, "company_id": "1"}, "must be a whole number"),
                ({**good, "company_id": 1 << 70}, "company_id: must be"),
                ({**good, "messenger": "canary"}, "messenger: must be an object"),
                ({**good, "messenger": {"kind": "canary"}}, "messenger/kind: must be one of"),
                ({**good, "messenger": {"kind": "program"}}, "messenger/program: is needed"),
                ({**good, "messenger": {"kind": "whatsapp"}}, "messenger/number: is needed"),
                ({**good, "messenger": {"kind": "whatsapp", "number": "+7canary"}}, "digits"),
                ({**good, "messenger": {"kind": "program", "program": "a", "number": "1"}},
                 "messenger/number: does not belong to the kind program"),
                ({**good, "messenger": {"kind": "program", "program": "a", "arguments": "canary"}},
                 "arguments: must be a list of texts"),
                ({**good, "messenger": {"kind": "program", "program": "a", "arguments": [1]}},
                 "arguments/0: must be a text"),
                ({**good, "messenger": {"kind": "program", "program": "a", "timeout_seconds": 0}},
                 "must be from 1 to 3600"),
                ({**good, "messenger": {"kind": "program", "program": ""}}, "is empty"),
                ({**good, "messenger": {"kind": "evolution", "instance": "a b", "url": "https://a"}},
                 "messenger/instance"),
                ({**good, "messenger": {"kind": "evolution", "instance": "a",
                                        "url": "http://canary.example"}}, "must be https"),
                ({**good, "messenger": {"kind": "evolution", "instance": "a",
                                        "url": "https://user:canary@gate.example"}}, "must be https"),
                ({**good, "slots": {"kind": "yclients"}}, "slots/salon: is needed"),
                ({**good, "slots": {"kind": "database", "salon": 1}}, "does not belong"),
                ({**good, "model": {"kind": "openai"}}, "model/name: is needed"),
                ({**good, "model": {"kind": "gemini", "name": "a b"}}, "model/name: must be"),
                ({**good, "model": {"kind": "gemini", "budget": {"spent_minor_per_day": 5}}},
                 "needs the prices"),
                ({**good, "model": {"kind": "gemini", "budget": {"requests_per_day": -1}}},
                 "must be from 0"),
                ({**good, "notices": {"kind": "telegram", "chat": "canary"}}, "chat: must be"),
                ({**good, "notices": {"kind": "telegram", "chat": 5}}, "chat: must be a text"),
                ({**good, "schedule": "noon"}, "/companies/0/schedule: "),
                ({**good, "listen": {}}, "listen/port: is needed"),
                ({**good, "listen": {"port": 0}}, "port: must be from 1 to 65535"),
                ({**good, "listen": {"port": 65536}}, "port: must be from 1 to 65535"),
                ({**good, "listen": {"port": 80.5}}, "port: must be a whole number"),
                ({**good, "listen": {"port": 80, "host": "a b"}}, "listen/host"),
                ({**good, "listen": {"port": 80, "path": "hooks"}}, "listen/path"),
                ({**good, "listen": {"port": 80, "path": "/a/whatsapp"}}, "a service's own"),
                (5, "/companies/0: must be an object")]:
            with self.subTest(words):
                self.write(entry)
                self.wrong(words)

    def test_the_document_around_the_companies(self):
        for members, words in [({"database": None}, "/database: is needed"),
                               ({"database": "postgresql://canary"}, "postgresql://HOST/DATABASE"),
                               ({"database": "postgresql://canary:canary@h/d"},
                                "/database: holds a password"),
                               ({"database": "mysql://canary/d"}, "/database: must be the path"),
                               ({"database": 5}, "must be a text"),
                               ({"companies": []}, "/companies: is needed"),
                               ({"companies": {}}, "must be a list")]:
            with self.subTest(words):
                self.write(**members)
                self.wrong(words)

    def test_a_company_has_one_entry_and_an_address_of_its_own(self):
        self.write(company(), company())
        self.wrong("/companies/1/company_id: is the same as in /companies/0")
        listen = {"port": 8080, "path": "/hooks"}
        self.write(company(listen=listen), company(2, listen=listen))
        self.wrong("/companies/1/listen: is the same as in /companies/0")

    def test_keys_belong_into_the_environment(self):
        program_of = {"kind": "program", "program": "./send"}
        for entry, place in [
                (company(token=TOKEN), "/companies/0/token"),
                (company(messenger={**program_of, "api_key": TOKEN}), "messenger/api_key"),
                (company(messenger={**program_of, "WHATSAPP_TOKEN": TOKEN}), "WHATSAPP_TOKEN"),
                (company(model={"kind": "gemini", "key": TOKEN}), "model/key"),
                (company(model={"kind": "gemini", "name": "AIzacanary0123456789abcdef"}),
                 "model/name"),
                (company(messenger={**program_of, "arguments": [f"--token={TOKEN}"]}),
                 "arguments/0"),
                (company(notices={"kind": "telegram", "chat": "123456789:" + "canary" * 6}),
                 "notices/chat")]:
            with self.subTest(place):
                self.write(entry)
                self.wrong(place, "a key never stands in this file", "environment")

    def test_a_name_that_is_somebodys_data_is_not_shown(self):
        self.write(company(**{"+79001234567": 1}))
        self.assertNotIn("9001234567", self.wrong("/companies/0: has a member that is no field"))


class Environment(Files):
    CLIENTS = 1

    def test_a_variable_says_a_member_over_the_file(self):
        self.write(company(messenger={"kind": "program", "program": "./none"}),
                   database="elsewhere.db")
        self.assertEqual(self.check().code, 1)
        self.right({PREFIX + "DATABASE": str(self.db),
                    PREFIX + "COMPANIES__1__MESSENGER__PROGRAM": "./send"})

    def test_numbers_lists_objects_and_nothing_are_written_as_json(self):
        self.write(company(listen={"port": 70000}, schedule="noon",
                           model={"kind": "gemini", "key": "x"}))
        at = PREFIX + "COMPANIES__1__"
        self.right({at + "LISTEN__PORT": "8080", at + "SCHEDULE": "0 9 * * *", at + "MODEL": "null",
                    at + "MESSENGER__ARGUMENTS": '["--channel=sms"]',
                    at + "NOTICES": json.dumps({"kind": "program", "program": "./send"})})

    def test_an_object_that_is_not_in_the_file_is_made(self):
        self.write()
        at = PREFIX + "COMPANIES__1__LISTEN__"
        self.wrong(at + "PATH: must begin with /", env={at + "PORT": "8080", at + "PATH": "hooks"})
        self.right({at + "PORT": "8080"})

    def test_an_empty_variable_is_as_if_it_were_not_set(self):
        self.write()
        self.right({PREFIX + "DATABASE": "", PREFIX + "NOTHING": ""})

    def test_a_variable_that_does_not_fit_is_named(self):
        self.write()
        for name, value, words in [
                ("DATABSE", "x", "names no member"), ("COMPANIES", "[]", "stands in it alone"),
                ("SCHEMA", "x", "stands in it alone"),
                ("COMPANIES__1", "{}", "no company of this id"),
                ("COMPANIES__1__COMPANY_ID", "2", "stands in it alone"),
                ("COMPANIES__9__SCHEDULE", "* * * * *", "no company of this id"),
                ("COMPANIES__0__SCHEDULE", "* * * * *", "no company of this id"),
                ("COMPANIES__1__SCHEDULE", "canary", "/companies/0/schedule"),
                ("COMPANIES__1__SCHEDULE__MORE", "x", "names no member"),
                ("COMPANIES__1__LISTEN__PORT", "canary", "must be a whole number"),
                ("COMPANIES__1__LISTEN__PORT", "99999", "must be from 1 to 65535"),
                ("COMPANIES__1__MESSENGER__SHOW_ERRORS", "yes", "must be true or false"),
                ("COMPANIES__1__MESSENGER__ARGUMENTS", "-v", "must be a list of texts"),
                ("COMPANIES__1__MESSENGER__TOKEN", TOKEN, "keys have variables of their own"),
                ("COMPANIES__1__MODEL", '{"kind": "gemini", "key": "canary"}', "a key never"),
                ("COMPANIES__1__MODEL", "[" * 100000, "must be an object")]:
            with self.subTest(name):
                self.wrong(PREFIX + name + ": ", words, env={PREFIX + name: value})


class Working(Files):
    def test_a_daemon_works_from_the_file_alone(self):
        self.arm()
        self.write()
        answer = done("daemon", "--config", self.file, "--once")
        self.assertIn("company 1: 4 sent", answer.err)
        self.assertEqual(len(program.lines_of(self.log)), 4)

    def test_companies_with_different_messengers_and_models_share_a_daemon(self):
        self.second_company()
        for number in (1, 2):
            done("arm", "--db", self.db, "--company", number)
        program.set_limits(self.db, 0, 1000)
        (self.path / "answer.txt").write_text("nothing useful")
        self.write(company(), company(2, messenger={"kind": "outbox", "folder": "post"},
                                      model={"kind": "file", "file": "answer.txt"}))
        answer = done("daemon", "--config", self.file, "--once")
        self.assertIn("company 1: 4 sent", answer.err)
        self.assertIn("company 2: 4 sent", answer.err)
        self.assertEqual(len(program.lines_of(self.log)), 4)
        self.assertEqual({message["company_id"] for message in messages(self.path / "post")}, {2})
        asked = query(self.db, "SELECT DISTINCT company_id FROM reactivation_drafts")
        self.assertEqual(asked, [(2,)])

    def test_each_company_is_planned_by_its_own_schedule(self):
        self.second_company()
        self.write(company(schedule="0 0 * * *"), company(2, schedule="59 23 31 12 *"))
        answer = done("daemon", "--config", self.file, "--once")
        self.assertIn("company 1: planned 4", answer.err)
        self.assertNotIn("company 2: planned", answer.err)

    def test_a_company_that_the_file_does_not_name_is_left_alone(self):
        self.second_company()
        self.write()
        answer = done("daemon", "--config", self.file, "--once")
        self.assertIn("company 2: " + str(self.file) + " does not name it", answer.err)
        self.assertEqual(query(self.db, "SELECT DISTINCT company_id FROM reactivation_attempts"),
                         [(1,)])
        # Its day is open: a daemon of its own plans it.
        self.write(company(2))
        self.assertIn("company 2: planned 4",
                      done("daemon", "--config", self.file, "--once").err)

    def test_notices_of_a_company_go_to_its_own_admin(self):
        self.arm()
        program.make_script(self.script, 'log()\nprint("id-" + message["attempt_id"])\n'
                                         'print("signal rate_limited")')
        for name in ("mine", "yours"):
            notifier = self.path / name
            notifier.write_text(f"#!/bin/sh\ncat >> '{self.path}/{name}.said'\n")
            notifier.chmod(0o700)
        self.second_company()
        self.write(company(notices={"kind": "program", "program": "./mine"}),
                   company(2, notices={"kind": "program", "program": "./yours"}))
        done("daemon", "--config", self.file, "--once")
        self.assertIn('"company_id":1', (self.path / "mine.said").read_text())
        self.assertFalse((self.path / "yours.said").exists())

    def test_run_takes_a_companys_part_and_an_outbox_instead_of_its_messenger(self):
        self.arm()
        self.write()
        dry = done("run", "--config", self.file, "--outbox", self.path / "out", "--json").json
        self.assertTrue(dry["dry_run"])
        self.assertEqual(len(messages(self.path / "out")), 4)
        self.assertEqual(program.lines_of(self.log), [])
        sent = done("run", "--config", self.file, "--json").json
        self.assertEqual((sent["messenger"], sent["counts"]["sent"]), ("program", 4))

    def test_the_options_that_the_file_replaces_are_refused_beside_it(self):
        self.write()
        for command, options in [
                ("daemon", ["--messenger", "outbox:o"]), ("daemon", ["--db", self.db]),
                ("daemon", ["--llm", "gemini"]), ("daemon", ["--notify", "program:x"]),
                ("daemon", ["--slots", "yclients:1"]), ("run", ["--messenger", "outbox:o"]),
                ("run", ["--db", self.db]), ("run", ["--templates", "t.json"]),
                ("arm", ["--db", self.db]), ("arm", ["--messenger", "whatsapp"]),
                ("import", ["--company", 1, "--from", "yclients:1"])]:
            answer = run(command, "--config", self.file, *options)
            self.assertEqual((answer.code, answer.out), (2, ""), (command, options))
            self.assertIn("--config", answer.err)
        for command in ("daemon", "run", "arm"):
            self.refused(command, saying=["--db", "--config"])
        self.refused("daemon", "--config", self.file, "--company", 2, "--once", saying=["2"])
        self.refused("run", "--config", self.file, "--company", 2, saying=["only 1"])
        self.write(company(), company(2))
        self.refused("run", "--config", self.file, saying=["--company is needed", "1, 2"])
        self.refused("daemon", "--config", self.file, "--once", saying=["names company 2"])

    def test_import_reads_the_salon_that_the_slots_name(self):
        self.write()
        self.refused("import", "--config", self.file, "--company", 1, saying=["yclients"])
        self.write(company(slots={"kind": "yclients", "salon": 4564}))
        self.refused("import", "--config", self.file, "--company", 1,
                     saying=["YCLIENTS_PARTNER_TOKEN"], env={"YCLIENTS_PARTNER_TOKEN": ""})
        done("import", "--config", self.file, "--company", 1, "--clients",
             self.path / "clients.csv")


class WithServices(Files):
    """Two companies and a server that plays their services."""

    def setUp(self):
        super().setUp()
        self.second_company()
        for number in (1, 2):
            done("arm", "--db", self.db, "--company", number)
        program.set_limits(self.db, 0, 1000)
        self.server = FaultServer()
        self.addCleanup(self.server.close)

    def daemon_of(self, first, second):
        self.write(company(**first), company(2, **second))
        return done("daemon", "--config", self.file, "--once",
                    env={"EVOLUTION_API_KEY": TOKEN, "OPENAI_API_KEY": TOKEN})

    def gateway(self, instance):
        return {"kind": "evolution", "instance": instance, "url": self.server.url}

    def asked(self, path):
        return [body for _, target, body in self.server.requests() if path in target]

    def test_each_company_sends_through_its_own_messenger(self):
        self.server.play({"/sendText/": {"status": 201, "json": {"key": {"id": "3EB0"}}}})
        answer = self.daemon_of({"messenger": self.gateway("lily")},
                                {"messenger": self.gateway("rose")})
        self.assertIn("company 2: 4 sent", answer.err)
        for instance, number in [("lily", 1), ("rose", 2)]:
            sent = self.asked(f"/sendText/{instance}")
            self.assertEqual(len({json.loads(body)["number"] for body in sent}), 4)
            self.assertEqual(len(sent), 4)
            (count,), = query(self.db, "SELECT count(*) FROM reactivation_attempts WHERE"
                                       f" company_id = {number} AND state = 'accepted'")
            self.assertEqual(count, 4)
        self.assertNotIn(TOKEN, answer.out + answer.err)

    def test_companies_with_one_model_share_its_budget(self):
        self.server.play({"/chat/completions": {"status": 500}, "/sendText/": {
            "status": 201, "json": {"key": {"id": "3EB0"}}}})
        model = lambda **more: {"messenger": self.gateway("lily"), "model": {
            "kind": "openai", "name": "small", "url": self.server.url + "/v1",
            "budget": {"requests_per_day": 1, **more}}}
        self.daemon_of(model(), model())
        self.assertEqual(len(self.asked("/chat/completions")), 1)

    def test_companies_with_budgets_of_their_own_share_none(self):
        self.server.play({"/chat/completions": {"status": 400, "json": {"error": {"code": 1}}},
                          "/sendText/": {"status": 201, "json": {"key": {"id": "3EB0"}}}})
        model = lambda **more: {"messenger": self.gateway("lily"), "model": {
            "kind": "openai", "name": "small", "url": self.server.url + "/v1",
            "budget": {"requests_per_day": 1, **more}}}
        self.daemon_of(model(), model(tokens_per_day=10 ** 9))
        self.assertEqual(len(self.asked("/chat/completions")), 2)

    def test_nobodys_replies_are_read_by_a_model_that_their_company_did_not_choose(self):
        self.server.play({"/sendText/": {"status": 201, "json": {"key": {"id": "3EB0"}}}})
        reader = lambda reads: {"messenger": self.gateway("lily"), "model": {
            "kind": "openai", "name": "small", "url": self.server.url + "/v1",
            "reads_replies": reads}}
        for second, expected in [(False, 0), (True, 1)]:
            with self.subTest(second):
                self.left_behind(str(second))
                self.server.play({"/chat/completions": {"status": 400, "json": {"error": {}}}})
                self.daemon_of(reader(True), reader(second))
                asked = [body for body in self.asked("/chat/completions") if "zebra" in body]
                self.assertEqual(len(asked), expected)

    def left_behind(self, event):
        """A reply that is stored, and whose effect another process did not come to write."""
        done("reply", "--db", self.db, "--company", 1, "--client", "K1", "--event-id", event,
             "--text", f"maybe, about my zebra {event}")
        program.change(self.db, "UPDATE reactivation_inbox SET mark = 'new'")


class Russia(Files):
    """Advertising on WhatsApp is restricted in Russia: somebody must have said that they know."""
    CLIENTS = 2
    ENV = {"WHATSAPP_TOKEN": TOKEN, "EVOLUTION_API_KEY": TOKEN}
    WHATSAPP = {"kind": "whatsapp", "number": "1060", "url": "http://127.0.0.1:9/v25.0"}

    def setUp(self):
        super().setUp()
        program.change(self.db, "UPDATE reactivation_companies SET country = 'RU'")

    def arm_with(self, *more):
        return ["arm", "--db", self.db, *more]

    def test_arm_refuses_whatsapp_until_it_was_acknowledged(self):
        before = dump(self.db)
        for kind in ("whatsapp", "whatsapp:1060", "evolution"):
            self.refused(*self.arm_with("--messenger", kind), saying=[
                "Russia", "restricted since 2025-09-01", "blocked", "program:PATH",
                "--acknowledge ru-whatsapp"])
        self.write(company(messenger=self.WHATSAPP))
        self.refused("arm", "--config", self.file, saying=["--acknowledge ru-whatsapp"])
        self.assertEqual(dump(self.db), before)
        answer = done("arm", "--config", self.file, "--acknowledge", "ru-whatsapp")
        self.assertEqual(answer.err, "")
        self.assertEqual(query(self.db, "SELECT acknowledged FROM reactivation_accounts"),
                         [("ru-whatsapp",)])
        # Said once, it holds until the account is disarmed.
        done("arm", "--config", self.file)
        done("disarm", "--db", self.db)
        self.refused("arm", "--config", self.file, saying=["--acknowledge ru-whatsapp"])

    def test_another_messenger_needs_none_and_an_unnamed_one_is_armed_for_all_others(self):
        self.assertEqual(done(*self.arm_with("--messenger", "program")).err, "")
        self.assertIn("run` and `daemon` refuse WhatsApp", done(*self.arm_with()).err)
        program.set_limits(self.db, 0, 1000)
        self.assertEqual(done(*self.send, "--json").json["counts"]["sent"], 2)

    def test_run_and_daemon_refuse_whatsapp_for_an_account_armed_without_it(self):
        self.arm()
        self.write(company(messenger=self.WHATSAPP))
        self.refused("run", "--db", self.db, "--messenger", "whatsapp:1060", env=self.ENV,
                     saying=["without ru-whatsapp", "arm --db", "--acknowledge ru-whatsapp"])
        self.refused("run", "--db", self.db, "--messenger", "evolution:salon@https://gate.example",
                     env=self.ENV, saying=["without ru-whatsapp"])
        self.refused("run", "--config", self.file, env=self.ENV, saying=["without ru-whatsapp"])
        answer = done("daemon", "--config", self.file, "--once", env=self.ENV)
        self.assertIn("without ru-whatsapp", answer.err)
        self.assertEqual(query(self.db, "SELECT count(*) FROM reactivation_ledger"), [(0,)])
        done(*self.arm_with("--acknowledge", "ru-whatsapp"))
        answer = done("daemon", "--config", self.file, "--once", env=self.ENV)
        self.assertNotIn("ru-whatsapp", answer.err)

    def test_a_copy_elsewhere_has_acknowledged_nothing(self):
        done(*self.arm_with("--acknowledge", "ru-whatsapp"))
        program.change(self.db, "UPDATE reactivation_accounts SET armed_for = 'elsewhere'")
        self.refused(*self.arm_with("--messenger", "whatsapp"), saying=["--acknowledge"])

    def test_wrong_words(self):
        self.refused(*self.arm_with("--acknowledge", "yes"), saying=["ru-whatsapp"])
        self.refused(*self.arm_with("--messenger", "viber"), saying=["viber", "whatsapp"])

    def test_elsewhere_nothing_is_asked(self):
        program.change(self.db, "UPDATE reactivation_companies SET country = 'GB'")
        self.assertEqual(done(*self.arm_with("--messenger", "whatsapp")).err, "")


if __name__ == "__main__":
    unittest.main()
