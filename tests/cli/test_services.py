"""Services behind HTTP: WhatsApp as the messenger, its webhooks, and notices by a Telegram bot."""
import contextlib
import hashlib
import hmac
import http.server
import json
import threading
import unittest

from program import done, dump, messages, run
from salon import DueSalon, Salon

SECRET = {"WHATSAPP_APP_SECRET": "app-secret"}
TOKEN = "canary-Token-0123456789-abcdefghijklm"


@contextlib.contextmanager
def service(answer):
    """A server on loopback that answers every request with `answer(number, body)`."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append((self.path, dict(self.headers), body))
            status, said = answer(len(asked), body)
            said = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


class Webhooks(Salon):
    def body(self, **value):
        value["metadata"] = {"display_phone_number": "79990000000", "phone_number_id": "1060"}
        change_of = {"field": "messages", "value": value}
        return json.dumps({"object": "whatsapp_business_account",
                           "entry": [{"id": "7", "changes": [change_of]}]}).encode()

    def take(self, body, secret="app-secret", env=None, number="1060"):
        signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return run("webhook", "whatsapp", "--db", self.db, "--now", "2026-03-04T10:00", "--number",
                   number, "--signature", signature, stdin=body, env=env or SECRET)

    def reply(self, text):
        return self.body(messages=[{"from": self.message["phone"].lstrip("+"), "id": "wamid.I",
                                    "timestamp": "1772600000", "type": "text",
                                    "text": {"body": text}}])

    def test_a_stop_opts_out_and_the_same_request_again_changes_nothing(self):
        answer = self.take(self.reply("Больше не пишите мне"))
        self.assertEqual((answer.code, answer.err), (0, ""))
        self.assertEqual(answer.out, "1 event stored, 0 known already, 0 signals about the account.\n")
        explained = done("explain", "--db", self.db, "--client", self.client, "--now",
                         "2026-03-04T10:00").out
        self.assertIn("✗ asked not to be written to", explained)
        before = dump(self.db)
        again = self.take(self.reply("Больше не пишите мне"))
        self.assertEqual(again.out, "0 events stored, 1 known already, 0 signals about the account.\n")
        self.assertEqual(dump(self.db), before)

    def test_a_forged_request_changes_nothing(self):
        before = dump(self.db)
        for answer in [self.take(self.reply("стоп"), secret="another"),
                       run("webhook", "whatsapp", "--db", self.db, "--number", "1060",
                           stdin=self.reply("стоп"), env=SECRET),
                       self.take(b"x" * (1 << 20) + b"y"), self.take(b"{}")]:
            self.assertEqual((answer.code, answer.out), (2, ""))
            self.assertRegex(answer.err, "^reactivation webhook: .*answer 4(01|13|00)\n$")
        self.assertEqual(dump(self.db), before)

    def test_the_old_secret_is_taken_while_it_is_changed(self):
        env = {"WHATSAPP_APP_SECRET": "new", "WHATSAPP_APP_SECRET_OLD": "app-secret"}
        self.assertEqual(self.take(self.reply("да"), env=env).code, 0)

    def test_another_numbers_request_is_dropped(self):
        answer = self.take(self.reply("стоп"), number="1061")
        self.assertEqual(answer.code, 0)
        self.assertIn("1 dropped", answer.out)

    def test_a_status_by_our_own_id_is_about_that_message(self):
        status = {"id": "wamid.A", "status": "read", "timestamp": "1772600000",
                  "biz_opaque_callback_data": self.message["attempt_id"]}
        answer = self.take(self.body(statuses=[status]))
        self.assertIn("1 event stored", answer.out)

    def test_a_ban_stops_the_account_and_is_told(self):
        answer = self.take(self.body(errors=[{"code": 131031}]))
        self.assertEqual(answer.code, 0)
        self.assertIn("1 signal about", answer.out)
        self.assertIn("account_locked", answer.err)

    def test_the_handshake_gives_the_challenge_back(self):
        query_text = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=mine"
        env = {"WHATSAPP_VERIFY_TOKEN": "mine"}
        self.assertEqual(done("webhook", "whatsapp", "--verify", query_text, env=env).out, "1158201444")
        wrong = run("webhook", "whatsapp", "--verify", query_text, env={"WHATSAPP_VERIFY_TOKEN": "x"})
        self.assertEqual((wrong.code, wrong.out), (2, ""))

    def test_a_gateway_without_signatures_is_known_by_its_header(self):
        body = json.dumps({"event": "messages.upsert", "instance": "salon", "data": {
            "key": {"remoteJid": self.message["phone"].lstrip("+") + "@s.whatsapp.net",
                    "fromMe": False, "id": "3EB0"},
            "message": {"conversation": "стоп"}}}).encode()
        env = {"EVOLUTION_WEBHOOK_SECRET": "mine"}
        take = ["webhook", "evolution", "--db", self.db, "--now", "2026-03-04T10:00", "--number",
                "salon", "--signature"]
        self.assertEqual(run(*take, "Bearer other", stdin=body, env=env).code, 2)
        self.assertIn("1 event stored", done(*take, "Bearer mine", stdin=body, env=env).out)

    def test_what_is_missing_is_named(self):
        for arguments, words in [(["--db", self.db, "--number", "1"], "WHATSAPP_APP_SECRET"),
                                 (["--db", self.db], "--number"), ([], "--db"),
                                 (["--verify", "a=b"], "WHATSAPP_VERIFY_TOKEN")]:
            answer = run("webhook", "whatsapp", *arguments, stdin=b"")
            self.assertEqual(answer.code, 2)
            self.assertIn(words, answer.err)
        self.assertEqual(run("webhook", "viber", "--db", self.db, stdin=b"").code, 2)


class Notices(Salon):
    def test_a_notice_goes_through_the_bot_without_names_and_phones(self):
        env = {"TELEGRAM_BOT_TOKEN": "123:canary"}
        with service(lambda *_: (200, {"ok": True, "result": {}})) as (url, asked):
            answer = self.do("reply", "--phone", self.message["phone"], "--text", "подам жалобу",
                             "--notify", f"telegram:-100123@{url}", env=env)
        self.assertEqual([path for path, _, _ in asked], ["/bot123:canary/sendMessage"])
        said = asked[0][2]
        self.assertEqual(said["chat_id"], "-100123")
        self.assertIn(f"Company 1: a complaint (client {self.client})", said["text"])
        self.assertNotIn(self.message["phone"][2:], said["text"])
        self.assertNotIn("canary", answer.err + answer.out)

    def test_a_bot_that_is_refused_changes_nothing_else(self):
        env = {"TELEGRAM_BOT_TOKEN": "123:canary"}
        refusal = {"ok": False, "error_code": 403, "description": "bot was blocked"}
        with service(lambda *_: (403, refusal)) as (url, _):
            answer = self.do("reply", "--client", self.client, "--text", "гм", "--notify",
                             f"telegram:42@{url}", env=env)
        self.assertIn("1 of these notices did not get through; the bot was blocked", answer.err)
        self.assertNotIn("canary", answer.err)

    def test_no_token_and_no_chat_are_named(self):
        for spec, env, words in [("telegram:42", {}, "TELEGRAM_BOT_TOKEN"),
                                 ("telegram:anna", {"TELEGRAM_BOT_TOKEN": "1:a"}, "a chat is"),
                                 ("telegram:", {}, "telegram:CHAT-ID")]:
            answer = run("reply", "--db", self.db, "--client", self.client, "--text", "a",
                         "--notify", spec, env=env)
            self.assertEqual(answer.code, 2)
            self.assertIn(words, answer.err)


class Sending(DueSalon):
    CLIENTS = 3
    env = {"WHATSAPP_TOKEN": TOKEN}

    def run_whatsapp(self, url, *more):
        return run("run", "--db", self.db, "--messenger", f"whatsapp:1060@{url}/v25.0", "--json",
                   *more, env=self.env)

    def templates(self, body):
        path = self.path / "templates.json"
        path.write_text(json.dumps([{"name": "come_back", "language": "en", "body": body}]))
        return "--templates", path

    def test_the_text_goes_as_the_template_that_says_it(self):
        self.arm()
        done("run", "--db", self.db, "--outbox", self.path / "out")
        lines = messages(self.path / "out")[0]["text"].split("\n")
        body = "\n".join(f"{line[:1]}{{{{{number}}}}}{line[-1:]}"
                         for number, line in enumerate(lines, start=1))
        with service(lambda number, _: (200, {"messages": [{"id": f"wamid.{number}"}]})) as (url, asked):
            answer = self.run_whatsapp(url, *self.templates(body))
        self.assertEqual(answer.code, 0, answer.err)
        self.assertEqual(answer.json["messenger"], "whatsapp")
        self.assertGreaterEqual(len(asked), 1)
        for path, headers, sent in asked:
            self.assertEqual(path, "/v25.0/1060/messages")
            self.assertEqual(headers["Authorization"], f"Bearer {TOKEN}")
            self.assertEqual((sent["type"], sent["template"]["name"]), ("template", "come_back"))
        self.assertNotIn(TOKEN, answer.out + answer.err)

    def test_a_revoked_token_stops_the_account_after_one_request(self):
        self.arm()
        done("run", "--db", self.db, "--outbox", self.path / "out")
        text = messages(self.path / "out")[0]["text"]
        refusal = {"error": {"message": TOKEN, "type": "OAuthException", "code": 190}}
        with service(lambda *_: (401, refusal)) as (url, asked):
            answer = self.run_whatsapp(url, *self.templates(text))
            again = self.run_whatsapp(url, *self.templates(text))
        self.assertEqual(len(asked), 1)
        self.assertIn("auth_revoked", answer.err)
        self.assertNotIn(TOKEN, answer.out + answer.err + again.out + again.err)

    def test_a_gateway_gets_each_message_once(self):
        self.arm()
        answer = {"key": {"id": "3EB0"}, "status": "PENDING"}
        with service(lambda *_: (201, answer)) as (url, asked):
            sent = run("run", "--db", self.db, "--messenger", f"evolution:salon@{url}", "--json",
                       env={"EVOLUTION_API_KEY": TOKEN})
        self.assertEqual(sent.code, 0, sent.err)
        self.assertEqual(len({body["number"] for _, _, body in asked}), len(asked))
        self.assertGreaterEqual(len(asked), 1)
        self.assertEqual({path for path, _, _ in asked}, {"/message/sendText/salon"})

    def test_no_token_and_wrong_templates_are_named(self):
        self.arm()
        send = ["run", "--db", self.db, "--messenger", "whatsapp:1060"]
        self.refused(*send, saying=["WHATSAPP_TOKEN"], env={"WHATSAPP_TOKEN": ""})
        (self.path / "t.json").write_text("{}")
        self.refused(*send, "--templates", self.path / "t.json", saying=["is no list"], env=self.env)
        (self.path / "t.json").write_text('[{"name": "a"}]')
        self.refused(*send, "--templates", self.path / "t.json", saying=["`language`"], env=self.env)
        self.refused("run", "--db", self.db, "--messenger", "whatsapp:abc", saying=["digits"],
                     env=self.env)


if __name__ == "__main__":
    unittest.main()
