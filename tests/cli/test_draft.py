"""`draft` and `run --llm`: a model's answer by hand, both checks, and what is sent."""
import contextlib
import http.server
import json
import re
import threading
import unittest

from program import NOW, done, messages, query, run
from salon import Copies


@contextlib.contextmanager
def service(answer):
    """A server on loopback that answers every question with that JSON, and what it was asked."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, dict(self.headers), json.loads(body)))
            said = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        server.server_close()


class Draft(Copies):
    CLIENTS = 25  # fewer than 20 messages a day: no share of refusals is judged

    def setUp(self):
        super().setUp()
        plan = done("plan", "--db", self.db, "--now", NOW, "--json").json
        self.client = plan["planned"][0]["client_id"]
        self.planned = plan["planned"][0]

    def draft(self, *arguments):
        return done("draft", "--db", self.db, "--now", NOW, "--client", self.client, *arguments)

    def answer(self, text):
        path = self.path / "answer.txt"
        path.write_text(text, encoding="utf-8")
        return path

    def good(self):
        """A sound answer for the placeholders that the prompt asks for."""
        prompt = self.draft("--json").json["prompt"]
        needed, = re.findall(r"placeholders, each once: (.*)", prompt)
        text = "Здравствуйте!\n"
        if "{{name}}" in needed:
            text = "{{name}}, здравствуйте!\n"
        text += "С вашего визита прошло {{since}}."
        if "{{staff}}" in needed:
            text += " {{staff}} вас ждёт."
        if "regular: yes" in prompt:
            text += " Всё как обычно."
        if "vip: yes" in prompt:
            text += " Вы наш VIP."
        if "seen_since: yes" in prompt:
            text += " Мы с тех пор виделись."
        if "{{slots}}" in needed:
            text += "\nЕсть время: {{slots}}."
        if "{{discount}}" in needed:
            text += "\nСкидка {{discount}} до {{until}}."
        return text + "\nЗаписать вас?"

    def test_the_prompt_alone(self):
        printed = self.draft("--json").json
        self.assertEqual(printed["schema"], "reactivation.draft/1")
        self.assertIn("<facts>", printed["prompt"])
        self.assertIsNone(printed["answer"])
        self.assertFalse(printed["by_model"])
        self.assertEqual(printed["text"], printed["template_text"])
        (phone, name), = query(self.db, f"SELECT phone, name FROM clients WHERE id = {self.client}")
        self.assertNotIn(phone, printed["prompt"])
        if " " in name:
            self.assertNotIn(name, printed["prompt"])
        self.assertIn("What is sent: the template", self.draft().out)

    def test_a_sound_answer_is_sent(self):
        path = self.answer(self.good())
        printed = self.draft("--answer", path, "--json").json
        self.assertEqual(printed["draft_defects"], [], printed)
        self.assertEqual(printed["message_defects"], [], printed)
        self.assertTrue(printed["by_model"])
        self.assertNotIn("{{", printed["text"])
        self.assertIn("What is sent: the model's", self.draft("--answer", path).out)

    def test_an_invented_gift_is_not(self):
        path = self.answer(self.good().replace("Записать", "Массаж бесплатно! Записать"))
        printed = self.draft("--llm", f"file:{path}", "--json").json
        self.assertEqual(printed["problem"], "draft: offer")
        self.assertFalse(printed["by_model"])
        self.assertNotIn("бесплатно", printed["text"])
        self.assertIn("offer at", self.draft("--answer", path).out)

    def test_a_server_that_speaks_openai(self):
        said = {"choices": [{"index": 0, "finish_reason": "stop", "message": {
            "role": "assistant", "content": json.dumps({"text": self.good()})}}]}
        with service(said) as (url, asked):
            printed = done("draft", "--db", self.db, "--now", NOW, "--client", self.client, "--llm",
                           f"openai:small@{url}", "--json", env={"OPENAI_API_KEY": "k3y"}).json
        self.assertTrue(printed["by_model"], printed)
        (path, headers, body), = asked
        self.assertEqual((path, headers["Authorization"]), ("/v1/chat/completions", "Bearer k3y"))
        self.assertEqual(body["model"], "small")
        self.assertIn("<facts>", body["messages"][-1]["content"])

    def test_gemini(self):
        said = {"candidates": [{"finishReason": "STOP", "content": {"role": "model", "parts": [
            {"text": json.dumps({"text": self.good()})}]}}]}
        out = self.path / "out"
        with service(said) as (url, asked):
            done("run", "--db", self.db, "--now", NOW, "--outbox", out, "--arm", "--llm",
                 f"gemini:some-model@{url}", env={"GEMINI_API_KEY": "k3y"})
        self.assertIn("ru-model", {message["template_id"] for message in messages(out)})
        path, headers, _ = asked[0]
        self.assertEqual(path, "/v1/models/some-model:generateContent")
        self.assertEqual(headers["x-goog-api-key"], "k3y")
        self.assertEqual(query(self.db, "SELECT DISTINCT model FROM reactivation_drafts"),
                         [("some-model",)])

    def test_no_key_and_no_service_cost_the_text_alone(self):
        for place, env, why in [
                ("gemini", {"GEMINI_API_KEY": ""}, "model: refused"),
                ("openai:small@http://127.0.0.1:1/v1", {}, "model: unavailable")]:
            printed = done("draft", "--db", self.db, "--now", NOW, "--client", self.client, "--llm",
                           place, "--json", env=env).json
            self.assertFalse(printed["by_model"])
            self.assertEqual(printed["problem"], why)
            self.assertEqual(printed["text"], printed["template_text"])

    def test_wrong(self):
        at = ["draft", "--db", self.db, "--client", self.client]
        for arguments, words in [(["--llm", "oracle:x"], "file:PATH"),
                                 (["--llm", "openai:"], "model's name"),
                                 (["--llm", "gemini:m@http://example.com"], "address"),
                                 (["--answer", self.path / "none"], "none")]:
            refused = run(*at, "--now", NOW, *arguments)
            self.assertNotEqual(refused.code, 0)
            self.assertIn(words, refused.err)

    def test_a_run_with_a_model_keeps_prompt_and_time(self):
        path = self.answer(self.good())
        out = self.path / "out"
        done("run", "--db", self.db, "--now", NOW, "--outbox", out, "--arm", "--llm",
             f"file:{path}")
        sent = {message["attempt_id"]: message for message in messages(out)}
        by_model = [message for message in sent.values() if message["template_id"] == "ru-model"]
        # The same text for everybody is sent once: the others are templates.
        kept = query(self.db, "SELECT problem, asked_at FROM reactivation_drafts")
        self.assertEqual(len(by_model), 1, kept)
        self.assertGreater(len(kept), 1)
        self.assertEqual(len([row for row in kept if row[0] == ""]), 1)
        rows = query(self.db, "SELECT ai_prompt_used, ai_generation_time_ms, reactivation_ai_model"
                              " FROM reactivation_campaigns WHERE id ="
                              f" '{by_model[0]['attempt_id']}'")
        (prompt, took, model), = rows
        self.assertIn("<facts>", prompt)
        self.assertEqual(took, 0)
        self.assertEqual(model, "file")


if __name__ == "__main__":
    unittest.main()
