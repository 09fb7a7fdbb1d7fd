"""`draft` and `run --llm`: a model's answer by hand, both checks, and what is sent."""
import re
import unittest

from program import NOW, done, messages, query
from salon import Copies


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

    def test_wrong(self):
        at = ["draft", "--db", self.db, "--client", self.client]
        for arguments, words in [(["--llm", "oracle:x"], "file:PATH"),
                                 (["--answer", self.path / "none"], "none")]:
            from program import run
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
