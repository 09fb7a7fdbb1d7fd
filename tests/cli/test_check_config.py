"""`check-config` against services that a scripted server plays, well and badly."""
import hashlib
import json
import os
import unittest

import program
from faults import FaultServer
from program import done, dump, run
from salon import DueSalon

CANARY = "canary-Key-0123456789-abcdefghijklm"
ENV = {"WHATSAPP_TOKEN": CANARY + "W", "EVOLUTION_API_KEY": CANARY + "E",
       "TELEGRAM_BOT_TOKEN": "123456:" + CANARY + "T", "GEMINI_API_KEY": CANARY + "G",
       "OPENAI_API_KEY": CANARY + "O", "YCLIENTS_PARTNER_TOKEN": CANARY + "P",
       "YCLIENTS_USER_TOKEN": CANARY + "U", "WHATSAPP_APP_SECRET": CANARY + "S",
       "YCLIENTS_HOOK_SECRET": CANARY + "H",
       "WHATSAPP_VERIFY_TOKEN": CANARY + "V", "EVOLUTION_WEBHOOK_SECRET": CANARY + "H"}
HTML = {"content_type": "text/html", "body": "<html>Sign in</html>"}
GOOD = {
    "/v25.0/1060?": {"json": {"id": "1060", "verified_name": "Lily", "quality_rating": "GREEN",
                              "status": "CONNECTED"}},
    "/instance/connectionState/salon": {"json": {"instance": {"state": "open"}}},
    "/getMe": {"json": {"ok": True, "result": {"username": "lily_bot"}}},
    "/getChat": {"json": {"ok": True, "result": {"title": "Admins"}}},
    "/v1beta/models/gemini-3.8-flash": {"json": {"name": "models/gemini-3.8-flash"}},
    "/v1/models": {"json": {"data": [{"id": "small"}]}},
    "/company/4564/staff/schedule": {"json": {"success": True, "data": [], "meta": []}}}


def whatsapp_error(code, status=400):
    return {"status": status, "json": {"error": {"code": code, "message": CANARY}}}


def telegram_error(code):
    return {"status": code, "json": {"ok": False, "error_code": code, "description": CANARY}}


def google_error(status, code, reason=None):
    error = {"status": status, "code": code, "message": CANARY}
    if reason:
        error["details"] = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}]
    return {"status": code, "json": {"error": error}}


class Checks(DueSalon):
    CLIENTS = 1

    @classmethod
    def setUpClass(cls):
        cls.server = FaultServer()

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def setUp(self):
        super().setUp()
        self.file = self.path / "reactivation.json"
        (self.path / "t.json").write_text('[{"name": "a", "language": "en", "body": "{{1}}"}]')
        url = self.server.url
        self.members = {
            "whatsapp": {"messenger": {"kind": "whatsapp", "number": "1060", "url": url + "/v25.0",
                                       "templates": "t.json"}},
            "evolution": {"messenger": {"kind": "evolution", "instance": "salon", "url": url}},
            "program": {"messenger": {"kind": "program", "program": "./send"}},
            "slots": {"slots": {"kind": "yclients", "salon": 4564, "url": url + "/api/v1"}},
            "gemini": {"model": {"kind": "gemini", "name": "gemini-3.8-flash",
                                 "url": url + "/v1beta"}},
            "openai": {"model": {"kind": "openai", "name": "small", "url": url + "/v1"}},
            "telegram": {"notices": {"kind": "telegram", "chat": "-100123", "url": url}},
            "listen": {"listen": {"port": 8080}}}

    def write(self, *names, **members):
        company = {"company_id": 1, **self.members["program"]}
        for name in names:
            company.update(self.members[name])
        company.update(members)
        self.file.write_text(json.dumps({"schema": "reactivation.configuration/1",
                                         "database": "salon.db", "companies": [company]}))

    def check(self, routes=None, env=None):
        """{subject: (state, text)}; nothing of the database has changed and no key is printed."""
        self.server.play({**GOOD, **(routes or {})})
        before = self.digest()
        answer = run("check-config", "--config", self.file, "--json", env={**ENV, **(env or {})})
        self.assertNotIn("canary", answer.out + answer.err)
        self.assertNotIn("9001234567", answer.out + answer.err)
        self.assertEqual(self.digest(), before)
        found = {row["subject"]: (row["state"], row["text"]) for row in answer.json["checks"]}
        problems = [row for row in answer.json["checks"] if row["state"] == "problem"]
        self.assertEqual(answer.json["problems"], len(problems))
        self.assertEqual(answer.code, 1 if problems else 0, answer.err)
        return found

    def digest(self):
        return hashlib.sha256(dump(self.db).encode()).hexdigest(), sorted(os.listdir(self.path))

    def assert_check(self, found, state, *words):
        self.assertEqual(found[0], state, found)
        for word in words:
            self.assertIn(word, found[1])


class Services(Checks):
    def test_everything_is_there_and_nothing_is_sent(self):
        done("arm", "--db", self.db)
        self.write("whatsapp", "slots", "gemini", "telegram", "listen")
        found = self.check()
        self.assertEqual({subject: state for subject, (state, _) in found.items()},
                         dict.fromkeys(["database", "company", "settings", "rules", "timezone",
                                        "phones", "account", "messenger", "slots", "model",
                                        "notices", "listen"], "ok"), found)
        self.assertIn("Lily", found["messenger"][1])
        self.assertIn("GREEN", found["messenger"][1])
        self.assertIn("lily_bot", found["notices"][1])
        asked = self.server.requests()
        self.assertEqual(len(asked), 5, asked)
        self.assertEqual({(method, body) for method, _, body in asked}, {("GET", "")})
        self.write("evolution", "openai")
        found = self.check()
        self.assert_check(found["messenger"], "ok", "linked")
        self.assert_check(found["model"], "ok", "small")

    def test_for_people_there_is_a_line_for_each_thing(self):
        self.write("whatsapp")
        self.server.play(GOOD)
        answer = run("check-config", "--config", self.file, env=ENV)
        self.assertEqual(answer.code, 0, answer.err)
        self.assertIn("Company 1\n", answer.out)
        self.assertRegex(answer.out, r"(?m)^ok +messenger +WhatsApp: the number “Lily” is there")
        self.server.play({"/v25.0/1060?": whatsapp_error(190, 401)})
        answer = run("check-config", "--config", self.file, env=ENV)
        self.assertEqual(answer.code, 1)
        self.assertRegex(answer.out, r"(?m)^problem +messenger +WhatsApp refuses the key")
        self.assertEqual(answer.err, "reactivation check-config: 1 problem to mend before the daemon"
                                     " can work; see above\n")

    def test_whatsapp_says_what_is_wrong(self):
        self.write("whatsapp")
        number = lambda **more: {"json": {**GOOD["/v25.0/1060?"]["json"], **more}}
        for answer, state, words in [
                (whatsapp_error(190, 401), "problem", "WHATSAPP_TOKEN"),
                (whatsapp_error(100), "problem", "phone number id"),
                (whatsapp_error(4), "warning", "too often"),
                ({"status": 503}, "problem", "out of order"),
                (HTML, "problem", "is not WhatsApp"), ({**HTML, "status": 401}, "problem", "proxy"),
                ({"drop": True}, "problem", ""), (number(quality_rating="RED"), "warning", "RED"),
                (number(quality_rating="YELLOW"), "warning", "GREEN"),
                (number(status="FLAGGED"), "warning", "FLAGGED"),
                (number(status="RESTRICTED"), "problem", "RESTRICTED")]:
            with self.subTest(words):
                found = self.check({"/v25.0/1060?": answer})
                self.assert_check(found["messenger"], state, words)
        self.assert_check(self.check(env={"WHATSAPP_TOKEN": ""})["messenger"], "problem",
                          "WHATSAPP_TOKEN")
        self.write(messenger={"kind": "whatsapp", "number": "1060",
                              "url": self.server.url + "/v25.0"})
        self.assert_check(self.check()["messenger"], "warning", "templates")
        self.write(messenger={"kind": "whatsapp", "number": "1060", "templates": "none.json"})
        self.assert_check(self.check()["messenger"], "problem", "none.json")

    def test_a_gateway_says_whether_it_is_linked(self):
        self.write("evolution")
        path = "/instance/connectionState/salon"
        own = lambda status: {"status": status, "json": {"status": status, "error": "no"}}
        for answer, words in [({"json": {"instance": {"state": "close"}}}, "scan its code"),
                              (own(401), "EVOLUTION_API_KEY"), (own(404), "instance"),
                              (HTML, "is not the gateway")]:
            with self.subTest(words):
                self.assert_check(self.check({path: answer})["messenger"], "problem", words)
        self.write(messenger={"kind": "evolution", "instance": "salon",
                              "url": "http://127.0.0.1:9"})
        self.assert_check(self.check()["messenger"], "problem", "there is no connection")

    def test_a_program_must_be_there_and_is_not_started(self):
        self.write()
        self.assert_check(self.check()["messenger"], "ok", "can be started")
        self.assertFalse(self.log.exists())
        self.write(messenger={"kind": "program", "program": "./none"})
        self.assert_check(self.check()["messenger"], "problem", "none")
        self.script.chmod(0o600)
        self.write()
        self.assert_check(self.check()["messenger"], "problem", "send")
        self.write(messenger={"kind": "outbox", "folder": "out"})
        self.assert_check(self.check()["messenger"], "warning", "nobody")
        self.assertFalse((self.path / "out").exists())

    def test_yclients_says_what_is_wrong(self):
        self.write("slots")
        refusal = lambda status: {"status": status, "json": {"success": False, "data": None,
                                                             "meta": {"message": CANARY}}}
        for answer, state, words in [(refusal(401), "problem", "YCLIENTS_USER_TOKEN"),
                                     (refusal(403), "problem", "refuses"),
                                     (refusal(404), "problem", "`salon`"),
                                     (refusal(429), "warning", "too often"),
                                     (HTML, "problem", "is not YClients")]:
            with self.subTest(words):
                found = self.check({"/company/4564/staff/schedule": answer})
                self.assert_check(found["slots"], state, words)
                self.assertEqual(len(self.server.requests()), 1)
        self.assert_check(self.check(env={"YCLIENTS_USER_TOKEN": ""})["slots"], "problem",
                          "YCLIENTS_USER_TOKEN")

    def test_models_say_what_is_wrong(self):
        self.write("gemini")
        for answer, state, words in [
                (google_error("INVALID_ARGUMENT", 400, "API_KEY_INVALID"), "problem",
                 "GEMINI_API_KEY"),
                (google_error("NOT_FOUND", 404), "problem", "current name"),
                (google_error("RESOURCE_EXHAUSTED", 429), "warning", "too often"),
                (HTML, "problem", "is not Gemini")]:
            with self.subTest(words):
                found = self.check({"/v1beta/models/gemini-3.8-flash": answer})
                self.assert_check(found["model"], state, words)
        self.assert_check(self.check(env={"GEMINI_API_KEY": ""})["model"], "problem",
                          "GEMINI_API_KEY")
        self.write("openai")
        found = self.check({"/v1/models": {"json": {"data": [{"id": "large"}]}}})
        self.assert_check(found["model"], "warning", "does not list small")
        found = self.check({"/v1/models": {"status": 401, "json": {"error": {"message": CANARY}}}})
        self.assert_check(found["model"], "problem", "OPENAI_API_KEY")
        self.write(model={"kind": "file", "file": "none.txt"})
        self.assert_check(self.check()["model"], "problem", "none.txt")

    def test_telegram_says_what_is_wrong(self):
        self.write("telegram")
        for routes, state, words in [({"/getMe": telegram_error(401)}, "problem",
                                      "TELEGRAM_BOT_TOKEN"),
                                     ({"/getChat": telegram_error(400)}, "problem",
                                      "write to the bot first"),
                                     ({"/getChat": telegram_error(403)}, "problem", "blocked"),
                                     ({"/getChat": telegram_error(429)}, "warning", "found out"),
                                     ({"/getMe": HTML}, "problem", "is not Telegram")]:
            with self.subTest(words):
                self.assert_check(self.check(routes)["notices"], state, words)
        self.assert_check(self.check(env={"TELEGRAM_BOT_TOKEN": ""})["notices"], "problem",
                          "TELEGRAM_BOT_TOKEN")
        self.write()
        self.assert_check(self.check()["notices"], "warning", "log alone")

    def test_webhooks_need_their_secrets(self):
        self.write("whatsapp", "listen")
        found = self.check(env={"WHATSAPP_APP_SECRET": "", "WHATSAPP_VERIFY_TOKEN": " "})
        self.assert_check(found["listen"], "problem", "WHATSAPP_APP_SECRET and WHATSAPP_VERIFY")
        self.write("evolution", "listen")
        self.assert_check(self.check()["listen"], "ok")
        found = self.check(env={"EVOLUTION_WEBHOOK_SECRET": ""})
        self.assert_check(found["listen"], "problem", "EVOLUTION_WEBHOOK_SECRET")
        self.write("listen")
        self.assert_check(self.check()["listen"], "warning", "nothing of this company sends")
        self.write("slots", "listen")
        self.assert_check(self.check()["listen"], "ok")
        found = self.check(env={"YCLIENTS_HOOK_SECRET": ""})
        self.assert_check(found["listen"], "problem", "YCLIENTS_HOOK_SECRET")


class Databases(Checks):
    def test_the_account_must_be_armed_here(self):
        self.write()
        self.assert_check(self.check()["account"], "warning", "reactivation arm")
        done("arm", "--db", self.db)
        self.assert_check(self.check()["account"], "ok")
        done("stop", "--db", self.db)
        self.assert_check(self.check()["account"], "warning", "reactivation confirm")

    def test_whatsapp_in_russia_must_be_acknowledged(self):
        program.change(self.db, "UPDATE reactivation_companies SET country = 'RU'")
        self.write("whatsapp")
        self.assert_check(self.check()["account"], "warning", "--acknowledge ru-whatsapp")
        done("arm", "--db", self.db)
        self.assert_check(self.check()["account"], "problem", "--acknowledge ru-whatsapp")
        self.write()
        self.assert_check(self.check()["account"], "ok")

    def test_settings_and_rules_that_let_nobody_be_written_to(self):
        self.write()
        for change, words in [("sending_days=[]", "sending_days"), ("enabled=false", "enabled=true")]:
            done("settings", "--db", self.db, "--set", change)
            self.assert_check(self.check()["settings"], "problem", words)
        done("settings", "--db", self.db, "--set", "enabled=true", "--set", "sending_days=[1]",
             "--set", "require_approval=true")
        self.assert_check(self.check()["settings"], "warning", "approve")
        self.assert_check(self.check()["rules"], "ok", "1 service")
        done("rules", "--db", self.db, "--service", "Haircut", "--set", "is_active=false")
        self.assert_check(self.check()["rules"], "problem", "nobody is ever due")

    def test_a_zone_and_a_country_that_nobody_knows(self):
        self.write()
        program.change(self.db, "UPDATE reactivation_companies SET country = ''")
        self.assert_check(self.check()["phones"], "warning", "plus sign")
        program.change(self.db, "UPDATE reactivation_companies SET country = 'QQ'")
        self.assert_check(self.check()["phones"], "warning", "plus sign")
        program.change(self.db, "UPDATE reactivation_companies SET timezone = 'Mars/Base'")
        self.write("slots")
        found = self.check()
        self.assert_check(found["timezone"], "problem", "time zone")
        self.assert_check(found["slots"], "problem", "time zone")

    def test_a_company_that_is_not_in_the_database(self):
        self.write(company_id=9)
        self.assert_check(self.check()["company"], "problem", "company_id")

    def test_databases_that_cannot_be_used_stay_as_they_are(self):
        self.write()
        text = self.file.read_text()
        for name, content, words in [("none.db", None, "no such file"), ("x.db", b"", "nothing of"),
                                     ("y.db", b"not a database" * 100, "not a SQLite database")]:
            with self.subTest(name):
                if content is not None:
                    (self.path / name).write_bytes(content)
                self.file.write_text(text.replace("salon.db", name))
                self.assert_check(self.check()["database"], "problem", words)
                if content is not None:
                    self.assertEqual((self.path / name).read_bytes(), content)
        self.assertFalse((self.path / "none.db").exists())

    def test_an_older_database_is_not_brought_up_to_date(self):
        self.write()
        (newest,), = program.query(self.db, "SELECT max(version) FROM reactivation_schema")
        program.change(self.db, f"DELETE FROM reactivation_schema WHERE version = {newest}")
        self.assert_check(self.check()["database"], "warning", "older version")
        self.assertEqual(program.query(self.db, "SELECT max(version) FROM reactivation_schema"),
                         [(newest - 1,)])
        program.change(self.db, "INSERT INTO reactivation_schema (version) VALUES (99)")
        self.assert_check(self.check()["database"], "problem", "newer version")


if __name__ == "__main__":
    unittest.main()
