"""The whole chain on this machine: import from YClients, plan, draft by a model, send by WhatsApp,
statuses, replies, a booking, converted. With every service failing on the way the end is the same."""
import datetime
import json
import os
import pathlib
import signal
import socket
import subprocess
import unittest

import program
from faults import FaultServer
from listening import ENV, HOOK, Listening, hear, request, signature, status, whatsapp, words
from model_service import english, gemini_form, prompt_of, service
from program import done, query, run

SALON = 4564
NUMBER = "1060"
CLIENTS = 8
EXCLUDED, RECENT = 7, 8  # asked for silence; came three days ago
TOKENS = {"YCLIENTS_PARTNER_TOKEN": "partner-0123456789abcdef",
          "YCLIENTS_USER_TOKEN": "user-fedcba9876543210", "WHATSAPP_TOKEN": "wa-0123456789abcdef",
          "GEMINI_API_KEY": "gemini-0123456789abcdef", "TELEGRAM_BOT_TOKEN": "123:" + "x" * 30}
# Whatever the text's lines are, one of these is it.
TEMPLATES = [{"name": f"lines_{gap}_{n}", "language": "en",
              "body": ("\n" * gap).join(f"{{{{{i}}}}}" for i in range(1, n + 1))}
             for gap in (1, 2) for n in range(1, 9)]


def day(number):
    return str(datetime.date.today() + datetime.timedelta(days=number))


def ok(data, **meta):
    return {"json": {"success": True, "data": data, "meta": meta or []}}


def person(number):
    return {"id": number, "name": "Anna", "phone": f"44790000{number:04d}"}


def phone(number):
    return "+" + person(number)["phone"]


def record(number, client, date, attendance, **more):
    return {"id": number, "company_id": SALON, "staff_id": 9, "client": person(client),
            "services": [{"id": 331, "title": "Haircut", "cost": 40, "amount": 1}],
            "staff": {"id": 9, "name": "Grace"}, "date": f"{date} 12:00:00",
            "attendance": attendance, "deleted": False, **more}


class World:
    """One salon, its services played by one server, and every service failing when asked for."""

    def __init__(self, test, has_faults):
        self.test, self.has_faults = test, has_faults
        temporary = program.folder()
        test.addCleanup(temporary.cleanup)
        self.path = pathlib.Path(temporary.name)
        self.db = self.path / "salon.db"
        self.config = self.path / "reactivation.json"
        self.server = FaultServer()
        test.addCleanup(self.server.close)
        self.sent = []  # (attempt, client's phone, the id that WhatsApp gave)

    def faulty(self, faults, good):
        return [*(faults if self.has_faults else []), good]

    def play(self, **more):
        """Every service; `more` replaces the steps of a path."""
        rows = [record(n, n, day(-40 - n), 1) for n in range(1, RECENT)]
        rows.append(record(RECENT, RECENT, day(-3), 1))
        people = [{**person(n), "sms_not": int(n == EXCLUDED), "categories": []}
                  for n in range(1, CLIENTS + 1)]
        busy, lost = {"status": 503, "body": "<html>"}, {"drop": True}
        routes = {
            "changed_after=": [ok([])],
            f"/records/{SALON}?": self.faulty([busy, lost], ok(rows, total_count=len(rows))),
            "/clients/search": self.faulty([lost], ok(people, total_count=len(people))),
            f"/book_services/{SALON}": self.faulty([busy], ok({"services": [
                {"id": 331, "title": "Haircut", "price_min": 40}]})),
            f"/book_staff/{SALON}": [ok([{"id": 9, "name": "Grace"}])],
            f"/company/{SALON}/services": [ok([{"id": 331, "staff": [
                {"id": 9, "seance_length": 3600}]}])],
            "/staff/schedule": [ok([{"staff_id": 9, "date": day(n), "busy_intervals": [],
                                     "slots": [{"from": "10:00", "to": "20:00"}]}
                                    for n in range(9)])],
            f"/book_check/{SALON}": [{"status": 201, "json": {"success": True}}],
            # What is dropped or answered by a page of somebody else has been taken all the same.
            f"/{NUMBER}/messages": [
                {"drop": True} if self.has_faults and n in (1, 4) else
                {"status": 502, "body": "<html>"} if self.has_faults and n == 2 else
                {"json": {"messages": [{"id": f"wamid.{n}"}]}} for n in range(CLIENTS)],
            "/sendMessage": self.faulty([{"drop": True}], {"json": {"ok": True, "result": {}}}),
        }
        routes.update(more)
        self.server.ask({"play": {"steps": [{"status": 404, "json": {"success": False}}],
                                  "routes": [{"path": path, "steps": steps}
                                             for path, steps in routes.items()]}})

    def configure(self, model_url):
        (self.path / "templates.json").write_text(json.dumps(TEMPLATES))
        self.config.write_text(json.dumps({
            "schema": "reactivation.configuration/1", "database": "salon.db", "companies": [{
                "company_id": 1,
                "messenger": {"kind": "whatsapp", "number": NUMBER, "url": self.server.url + "/v25.0",
                              "templates": "templates.json"},
                "slots": {"kind": "yclients", "salon": SALON, "url": self.server.url + "/api/v1"},
                "model": {"kind": "gemini", "name": "gemini-3.8-flash", "url": model_url},
                "notices": {"kind": "telegram", "chat": "-100123", "url": self.server.url}}]}))

    def do(self, command, *arguments, call=done):
        return call(command, *arguments, env=TOKENS)

    def import_salon(self):
        arguments = ["import", "--config", self.config, "--company", 1, "--name", "Salon",
                     "--timezone", program.zone_at_noon(), "--country", "RU", "--locale", "en",
                     "--currency", "RUB"]
        for _ in range(5):  # what is cut goes on where it was
            answer = self.do(*arguments, call=run)
            if answer.code == 0:
                break
            self.test.assertTrue(self.has_faults, answer.err)
        self.test.assertEqual(answer.code, 0, answer.err)
        done("settings", "--db", self.db, "--set", 'sending_hours={"start":0,"end":24}', "--set",
             "sending_days=[1,2,3,4,5,6,7]")

    def arm(self):
        refused = self.do("arm", "--config", self.config, "--company", 1, call=run)
        self.test.assertNotEqual(refused.code, 0)
        self.test.assertIn("ru-whatsapp", refused.err)
        self.do("arm", "--config", self.config, "--company", 1, "--acknowledge", "ru-whatsapp")
        program.set_limits(self.db, 0, 1000)

    def send(self):
        for _ in range(10):
            self.do("run", "--config", self.config, "--company", 1)
            (left,), = query(self.db, "SELECT count(*) FROM reactivation_attempts WHERE state IN"
                                      " ('planned', 'drafted', 'ready', 'deferred')")
            if left == 0:
                break
        asked = [json.loads(body) for _, target, body in self.server.requests()
                 if target.endswith(f"/{NUMBER}/messages")]
        self.sent = [(each["biz_opaque_callback_data"], each["to"].lstrip("+"), f"wamid.{n}")
                     for n, each in enumerate(asked)]

    def deliver(self, listener, bodies):
        """To the listener; with faults doubled, in another order, after forged ones, and some by a
        client that does not wait for the answer."""
        def post(body, secret="app-secret"):
            return request("POST", f"/whatsapp/{NUMBER}", body,
                           X_Hub_Signature_256=signature(body, secret))
        if not self.has_faults:
            for body in bodies:
                self.test.assertEqual(status(listener.send(post(body))), 200)
            return
        for body in bodies:
            self.test.assertEqual(status(listener.send(post(body, "somebody's"))), 401)
        for body in [*reversed(bodies), *bodies]:
            with listener.connect() as connection:
                connection.sendall(post(body))
            self.test.assertEqual(status(listener.send(post(body))), 200)

    def statuses(self):
        now = int(datetime.datetime.now().timestamp())
        week = 7 * 86400 if self.has_faults else 0  # a clock of theirs that is a week behind
        return [whatsapp(statuses=[{"id": name, "status": word, "timestamp": str(now - week),
                                    "recipient_id": to, "biz_opaque_callback_data": attempt}])
                for attempt, to, name in self.sent for word in ("sent", "delivered", "read")]

    def answer_and_book(self):
        listener = Listening(self.db, "--whatsapp", NUMBER, "--yclients", SALON)
        self.test.addCleanup(listener.stop, signal.SIGKILL)
        self.deliver(listener, self.statuses())
        self.deliver(listener, [words(phone(1), "Yes, I would like to come", "in.1"),
                                words(phone(2), "Stop writing to me", "in.2")])
        booked = record(300, 3, day(3), 0, create_date=self.booked_at())
        hint = json.dumps({"company_id": SALON, "resource": "record", "resource_id": 300,
                           "status": "create", "data": {"client": {"id": 3}}}).encode()
        for _ in range(3 if self.has_faults else 1):
            path = f"/yclients/{SALON}/{HOOK}"
            self.test.assertEqual(status(listener.post(path, hint)), 200)
        self.test.assertEqual(listener.stop(), 0)
        self.play(**{f"/record/{SALON}/300": self.faulty([{"drop": True}], ok(booked)),
                     "/clients/search": [ok([{**person(3), "sms_not": 0, "categories": []}])]})
        self.do("import", "--config", self.config, "--company", 1, "--hook",
                f"{self.db}.yclients-{SALON}.hooks")
        for _ in range(2):
            done("sweep", "--db", self.db)

    @staticmethod
    def booked_at():
        at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=1)
        return at.strftime("%Y-%m-%dT%H:%M:%S+0000")

    def end(self):
        """What is known of each client at the end."""
        attempts = query(self.db, "SELECT k.reactivation_external_id, a.attempt_number, a.state,"
                                  " a.reply_type, a.completion_reason, k.reactivation_opt_out"
                                  " FROM clients k LEFT JOIN reactivation_attempts a"
                                  " ON a.client_id = k.id ORDER BY 1, 2")
        return attempts

    def check_promises(self):
        test = self.test
        attempts = [attempt for attempt, _, _ in self.sent]
        people = [to for _, to, _ in self.sent]
        test.assertEqual(len(attempts), len(set(attempts)), "an attempt reached WhatsApp twice")
        test.assertEqual(sorted(people), [phone(n)[1:] for n in range(1, EXCLUDED)])
        counted = {row[0] for row in query(self.db, "SELECT attempt_id FROM reactivation_ledger")}
        test.assertEqual(counted, set(attempts))
        (broken,), = query(self.db, "SELECT count(*) FROM reactivation_events WHERE kind LIKE"
                                    " '%invariant%' OR why LIKE '%invariant%'")
        test.assertEqual(broken, 0)
        test.assertEqual(query(self.db, "PRAGMA integrity_check"), [("ok",)])
        test.assertEqual(query(self.db, "SELECT count(*) FROM reactivation_inbox WHERE"
                                        " is_id_reused <> 0 OR mark NOT IN ('done')"), [(0,)])

    def run(self):
        asked = []

        def answered(body):
            asked.append(body)
            if self.has_faults and len(asked) <= 2:  # blocked, and not what was asked for
                return ({"promptFeedback": {"blockReason": "SAFETY"}} if len(asked) == 1
                        else gemini_form(text="Everything is free today!"))
            return gemini_form(text=english(prompt_of(body)))

        self.play()
        with service(answered) as (url, _):
            self.configure(url.removesuffix("/v1"))
            self.import_salon()
            self.arm()
            self.send()
        self.answer_and_book()
        self.check_promises()
        self.test.assertGreaterEqual(len(asked), EXCLUDED - 1)
        return self.end()


class WholeChain(unittest.TestCase):
    def test_everybody_is_where_they_should_be(self):
        attempts = World(self, has_faults=False).run()
        read = {row[0]: row[1:] for row in attempts}
        self.assertEqual(set(read), {str(n) for n in range(1, CLIENTS + 1)})
        self.assertEqual(read["1"], (1, "read", "positive", "none", 0))
        self.assertEqual(read["2"], (1, "read", "opt_out", "opted_out", 1))
        self.assertEqual(read["3"], (1, "read", "booking_created", "converted", 0))
        for silent in ("4", "5", "6"):
            self.assertEqual(read[silent], (1, "read", "none", "none", 0))
        self.assertEqual(read[str(EXCLUDED)], (None, None, None, None, 1))
        self.assertEqual(read[str(RECENT)], (None, None, None, None, 0))

    def test_with_faults_on_the_way_the_end_is_the_same(self):
        good = World(self, has_faults=False).run()
        self.assertEqual(World(self, has_faults=True).run(), good)


    def test_a_daemon_sends_and_listens_from_one_file(self):
        world = World(self, has_faults=False)
        world.play()
        with service(lambda body: gemini_form(text=english(prompt_of(body)))) as (url, _):
            world.configure(url.removesuffix("/v1"))
            world.import_salon()
            world.arm()
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            variables = {"REACTIVATION_CONFIG__COMPANIES__1__LISTEN": json.dumps(
                {"port": port, "path": "/hooks"}), "REACTIVATION_CRON": "* * * * *"}
            daemon = subprocess.Popen(
                [program.PROGRAM, "daemon", "--config", world.config, "--every", "1"],
                stderr=subprocess.PIPE, env={**os.environ, **TOKENS, **ENV, **variables})
            self.addCleanup(daemon.kill)
            log = b""
            while b"6 sent" not in log and daemon.poll() is None:
                log += daemon.stderr.readline()
            body = words(phone(2), "Stop writing to me", "in.2")
            for secret, expected in [("somebody's", 401), ("app-secret", 200), ("app-secret", 200)]:
                with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
                    connection.sendall(request("POST", f"/hooks/whatsapp/{NUMBER}", body,
                                               X_Hub_Signature_256=signature(body, secret)))
                    self.assertEqual(status(hear(connection)), expected)
            daemon.send_signal(signal.SIGTERM)
            log += daemon.communicate(timeout=60)[1]
        self.assertEqual(daemon.returncode, 0, log)
        self.assertIn(b"listening on 127.0.0.1:", log)
        self.assertEqual(query(world.db, "SELECT reactivation_external_id FROM clients WHERE"
                                         " reactivation_opt_out = 1 ORDER BY 1"),
                         [("2",), (str(EXCLUDED),)])
        for word in (b"app-secret", phone(2).encode()[1:], b"Stop writing"):
            self.assertNotIn(word, log)


if __name__ == "__main__":
    for name in ENV:
        os.environ.pop(name, None)
    unittest.main()
