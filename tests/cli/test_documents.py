"""Every document that the program prints, judged by its published schema with an independent
validator, and described in docs/documents.md.

Exit code 77 when the validator cannot be installed (no package index): the test is then skipped.
"""
import argparse
import copy
import json
import pathlib
import re
import shutil
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import in_venv
import program
from program import NOW, change, done, run
from salon import DueSalon, LATER, Salon

SCHEMAS = program.ROOT / "schemas"
PUBLISHED = ["accounts", "backtest", "check", "draft", "effect", "fit", "intervals", "notice", "offers", "plan",
             "run", "send", "simulation", "snapshot", "stats", "suggestion", "sweep",
             "uplift"]
# Printed for people's scripts, without a schema of their own.
DESCRIBED = ["company", "erasure", "explanation", "export", "import", "person", "slots"]
# Read by the program alone.
OF_THE_PROGRAM = ["configuration"]
# Those that only the C API reads or writes: docs/c-api.md.
# They have schemas, which tests/json/validate_documents.py judges; so have, beside them, documents
# that bear no name because they stand in a call: BARE.
OF_THE_C_API = ["applied", "capabilities", "dialogue", "event", "gate", "issues", "message",
                "message_facts", "preview", "receipt"]
BARE = ["outcome_report", "outgoing_message", "permit", "send_receipt", "signal", "slot_question",
        "slots_answer", "worker_question"]


def validator(name):
    from jsonschema import Draft202012Validator
    schema = json.loads((SCHEMAS / f"reactivation.{name}-1.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


class Judged:
    """Mixed into the salons: what is printed is judged and handed back."""

    def judge(self, name, document):
        self.assertEqual(document["schema"], f"reactivation.{name}/1")
        faults = [f"{error.json_path}: {error.message}"
                  for error in validator(name).iter_errors(document)]
        self.assertEqual(faults, [], document)
        return document

    def refuses(self, name, document):
        """The schema can fail: a member more, a member less, a word for a number."""
        judge = validator(name)
        self.assertFalse(judge.is_valid({**document, "more": 1}))
        for key in document:
            less = copy.deepcopy(document)
            del less[key]
            self.assertFalse(judge.is_valid(less), key)
        self.assertFalse(judge.is_valid({**document, "schema": f"reactivation.{name}/2"}))


class OfASalon(Judged, Salon):
    def test_draft(self):
        at = ["draft", "--db", self.fresh, "--now", NOW, "--client", self.client, "--json"]
        printed = self.judge("draft", done(*at).json)
        self.refuses("draft", printed)
        answer = self.path / "answer.txt"
        answer.write_text("Скидка 50%!", encoding="utf-8")
        refused = self.judge("draft", done(*at, "--answer", answer).json)
        self.assertTrue(refused["draft_defects"])
        self.judge("draft", self.do("draft", "--client", self.client, "--json").json)

    def test_suggestion(self):
        answer = self.path / "answer.txt"
        for days in [30, 9999]:
            answer.write_text(json.dumps({"days": days, "reason": "Most come by then."}))
            printed = self.judge("suggestion", self.do("rules", "--suggest", self.service, "--llm",
                                                       f"file:{answer}", "--json").json)
            self.assertEqual(printed["stored"], days == 30)
            self.refuses("suggestion", printed)

    def test_run_dry_and_armed(self):
        outbox = self.path / "out"
        at = ["run", "--db", self.fresh, "--outbox", outbox, "--json"]
        printed = self.judge("run", done(*at, "--now", NOW).json)
        self.assertTrue(printed["dry_run"])
        self.assertEqual(printed["counts"]["sent"], len(self.sent))
        self.refuses("run", printed)
        later = self.judge("run", self.do("run", "--outbox", outbox, "--arm", "--json",
                                          now="2026-03-10T10:00").json)
        self.assertGreater(later["counts"]["stored"], 0)

    def test_run_with_what_was_held_and_cancelled(self):
        done("settings", "--db", self.db, "--set", "require_approval=true")
        held = self.judge("run", self.do("run", "--outbox", self.path / "out", "--arm", "--json",
                                         now="2026-03-12T10:00").json)
        self.assertGreater(held["counts"]["held"], 0)
        self.assertEqual({row["outcome"] for row in held["messages"]}, {"held"})
        self.assertTrue(all(row["reason"] is None for row in held["messages"]))

    def test_effects_of_events_and_orders(self):
        attempt = self.message["attempt_id"]
        at = ["--client", self.client]
        whats = set()
        for command in [
                ["reply", *at, "--text", "Да, давайте", "--event-id", "1"],
                ["reply", *at, "--text", "Да, давайте", "--event-id", "1"],
                ["reply", *at, "--text", "Нет", "--event-id", "1"],
                ["clear", *at],
                ["reply", *at, "--text", "А можно к Юлии?"],
                ["reply", *at, "--text", "Я в отпуске до 30 марта"],
                ["reply", "--phone", "+447911999999", "--text", "STOP"],
                ["status", "--attempt", attempt, "--delivery", "read"],
                ["status", "--provider-id", "wamid.9", "--delivery", "read"],
                ["booking", *at, "--service", self.service, "--at", "2026-03-07T12:00"],
                ["booking", *at, "--service", self.service, "--at", "2026-03-07T12:00", "--status",
                 "cancelled"],
                ["visit", *at, "--service", self.service],
                ["optout", *at], ["optout", *at],
                ["optin", *at, "--evidence", "signed"],
                ["pause", *at, "--until", "2026-04-01"],
                ["cancel", "--attempt", self.sent[1]["attempt_id"]],
                ["cancel", "--attempt", self.sent[1]["attempt_id"]]]:
            printed = self.judge("effect", self.do(*command, "--json").json)
            whats |= {row["what"] for row in printed["changes"]}
        self.assertLessEqual({"opted_out", "opted_in", "needs_person", "cleared", "paused",
                              "wished_staff", "state", "reply", "completed"}, whats)
        self.refuses("effect", printed)

    def test_offers_stats_send_and_sweep(self):
        offers = self.judge("offers", self.do("offer", "--client", self.client, "--json").json)
        self.assertTrue(offers["offers"])
        self.refuses("offers", offers)
        none = self.do("offer", "--client", self.client, "--json", now="2026-04-11T10:00").json
        self.assertEqual(self.judge("offers", none)["offers"], [])
        stats = self.judge("stats", self.do("stats", "--json").json)
        self.assertEqual(stats["all"]["sent"], len(self.sent))
        self.refuses("stats", {key: stats[key] for key in stats if key != "results"})
        self.assertFalse(validator("stats").is_valid({**stats, "results": {}}))
        self.judge("stats", self.do("stats", "--from", "2025-01-01", "--to", "2025-01-02",
                                    "--json").json)
        sweep = self.judge("sweep", self.do("sweep", "--json", now="2026-03-11T10:00").json)
        self.assertEqual(sweep["changed"], len(self.sent))
        self.refuses("sweep", sweep)
        refused = run("send", "--db", self.db, "--now", LATER, "--client", self.client, "--service",
                      self.service, "--json")
        self.assertEqual(refused.code, 1)
        self.assertIsNotNone(self.judge("send", refused.json)["reason"])
        other = done("plan", "--db", self.db, "--now", LATER, "--json").json["skipped"]
        client = next(row for row in other if row["reason"] == "not_due")
        sent = self.judge("send", self.do("send", "--client", client["client_id"], "--service",
                                          client["service_id"], "--force", "--json").json)
        self.assertIsNone(sent["reason"])
        self.refuses("send", sent)

    def test_accounts(self):
        for command in [["arm"], ["disarm", "--reason", "moving"], ["arm"],
                        ["signal", "--kind", "temporary_ban", "--until", "2026-03-09", "--event-id",
                         "1"], ["signal", "--kind", "rate_limited"], ["confirm"], ["stop"]]:
            printed = self.judge("accounts", self.do(*command, "--json").json)
            self.assertEqual(printed["command"], command[0])
            self.assertEqual(printed["signal"] is not None, command[0] == "signal")
            self.refuses("accounts", printed)
        account, = printed["accounts"]
        self.assertEqual((account["armed_here"], account["stopped"]), (True, True))

    def test_plan_and_snapshot(self):
        self.judge("plan", self.do("plan", "--json").json)
        by_rhythm = self.judge("plan", self.do("plan", "--policy", "rhythm", "--json").json)
        self.assertTrue(any("rhythm" in row for row in by_rhythm["skipped"]))
        self.judge("snapshot", json.loads(self.do("snapshot").out))

    def test_every_command_answers_json_with_documents_and_nothing_else(self):
        listed = done("--help").out.split("Subcommands:")[1]
        names = re.findall(r"^  ([a-z-]+) {2,}\S", listed, re.M)
        export = pathlib.Path(self.shared.name) / "export"
        on_its_own = {
            "init": ["--db", self.path / "new.db", "--company", 1, "--name", "Lily", "--timezone",
                     "Europe/London", "--country", "GB"],
            "import": ["--db", self.db, "--company", 1, "--visits", export / "visits.csv",
                       "--date-format", "%d.%m.%Y"],
            "classify": ["--now", LATER], "check-config": ["--config", self.configuration()],
            "simulate": ["--days", 2, "--clients", 3], "uplift": ["--groups", self.groups()],
            **{name: ["--visits", export / "visits.csv", "--date-format", "%d.%m.%Y"]
               for name in ("fit", "score")}}
        commands = self.every_command()
        del commands["report"]
        # What these print is a web server's to read, a log, or the name of a file.
        self.assertEqual(sorted(names),
                         sorted([*commands, *on_its_own, "webhook", "listen", "report"]))
        for name, more in commands.items():
            shutil.copy(self.original, self.db)
            at = [] if name in ("daemon", "settings", "rules") else ["--now", LATER]
            if name in ("hold", "approve"):
                more = [self.held_message()]
            if name == "hold":
                self.do("approve", *more)
            self.check_documents(name, run(name, "--db", self.db, *at, *more, "--json"))
        for name, more in on_its_own.items():
            self.check_documents(name, run(name, *more, "--json", stdin=b"Yes\nSTOP\n"))

    def groups(self):
        path = self.path / "groups.csv"
        path.write_text("group,clients,successes,value_sum,value_sumsq\nmail,900,90,90,90\n"
                        "control,100,5,5,5\n")
        return path

    def test_groups_compared_and_blocked(self):
        at = ["uplift", "--groups", self.groups(), "--json"]
        blocked = self.judge("uplift", done(*at).json)
        self.assertEqual(blocked["comparisons"], [])
        printed = self.judge("uplift", done(*at, "--weight", "mail=9", "--weight",
                                            "control=1").json)
        self.assertEqual(len(printed["comparisons"]), 1)
        self.refuses("uplift", printed)

    def configuration(self):
        path = self.path / "reactivation.json"
        document = {"schema": "reactivation.configuration/1", "database": str(self.db),
                    "companies": [{"company_id": 1,
                                   "messenger": {"kind": "outbox", "folder": "out"}}]}
        self.judge("configuration", document)
        path.write_text(json.dumps(document))
        return path

    def test_a_configuration_and_what_was_checked(self):
        path = self.configuration()
        checked = self.judge("check", run("check-config", "--config", path, "--json").json)
        self.refuses("check", checked)
        document = json.loads(path.read_text())
        self.refuses("configuration", document)
        page = (program.ROOT / "docs/configuration.md").read_text("utf-8")
        shown = json.loads(re.search(r"```json\n(.*?)```", page, re.S)[1])
        self.judge("configuration", shown)

    def test_the_reader_of_a_configuration_and_its_schema_agree(self):
        judge = validator("configuration")
        right = [
            {"messenger": {"kind": "evolution", "instance": "a.b", "url": "https://gate.example"}},
            {"model": {"kind": "openai", "name": "small", "url": "http://127.0.0.1:9/v1",
                       "budget": {"spent_minor_per_day": 5, "prompt_minor_per_million": 1}}},
            {"model": {"kind": "file", "file": "a.txt", "reads_replies": True}},
            {"notices": {"kind": "program", "program": "./a", "timeout_seconds": 600}},
            {"notices": {"kind": "telegram", "chat": "@a_b"}, "schedule": "@daily"},
            {"slots": {"kind": "database"}, "listen": {"port": 65535, "host": "::1", "path": "/"}}]
        wrong = [
            {"messenger": {"kind": "evolution", "instance": "a"}}, {"messenger": {"kind": "sms"}},
            {"messenger": {"kind": "whatsapp", "number": 1060}}, {"messenger": None},
            {"messenger": {"kind": "program", "program": "a", "number": "1"}}, {"company_id": 0},
            {"model": {"kind": "openai"}}, {"model": {"kind": "gemini", "key": "a"}},
            {"model": {"kind": "gemini", "url": "https://a?key=b"}}, {"more": 1},
            {"notices": {"kind": "telegram", "chat": "anna"}}, {"listen": {"port": 65536}},
            {"listen": {"path": "/"}}, {"slots": {"kind": "yclients"}}, {"schedule": 5}]
        path = self.configuration()
        for members, is_right in [*((m, True) for m in right), *((m, False) for m in wrong)]:
            with self.subTest(members):
                document = json.loads(path.read_text())
                document["database"] = str(self.path / "none.db")
                document["companies"][0].update(members)
                self.assertEqual(judge.is_valid(document), is_right)
                file = self.path / "other.json"
                file.write_text(json.dumps(document))
                # Read, it ends at the database that is not there; refused, before it.
                self.assertEqual(run("check-config", "--config", file).code, 1 if is_right else 2)

    def held_message(self):
        done("settings", "--db", self.db, "--set", "require_approval=true")
        printed = self.do("run", "--outbox", self.path / "out", "--arm", "--json",
                          now="2026-03-12T10:00").json
        return printed["messages"][0]["attempt_id"]

    def check_documents(self, name, answer):
        # A message that may not be written is said in the document too.
        self.assertIn(answer.code, (0, 1) if name == "send" else (0,), (name, answer.err))
        by_line = name in ("daemon", "classify", "score")
        documents = answer.out.splitlines() if by_line else [answer.out]
        self.assertTrue(documents, name)
        for document in map(json.loads, documents):
            if by_line or name in ("settings", "rules"):
                continue
            kind, = re.fullmatch(r"reactivation\.([a-z]+)/1", document["schema"]).groups()
            if kind in PUBLISHED:
                self.judge(kind, document)
            else:
                self.assertIn(kind, DESCRIBED)
                if kind == "person":
                    self.judge(kind, document)

    def test_simulation(self):
        printed = self.judge("simulation", done("simulate", "--days", 40, "--clients", 12,
                                                "--json").json)
        self.assertEqual(printed["violations"], [])
        self.assertEqual(sum(printed["by_attempt"]), printed["all"]["sent"])
        self.refuses("simulation", printed)
        # No world is known that is broken: what the row of an objection looks like, by hand.
        row = {"invariant": "I7", "at": "2026-03-02T10:00:00Z", "entry": 12, "what": "sent twice"}
        self.judge("simulation", {**printed, "violations": [row]})
        for wrong in [{**row, "more": 1}, {**row, "at": "today"}, {"invariant": "I7"}]:
            self.assertFalse(validator("simulation").is_valid({**printed, "violations": [wrong]}))
        short = done("simulate", "--days", 1, "--clients", 1, "--companies", 1, "--json").json
        self.judge("simulation", short)

    def test_notices(self):
        notifier = self.path / "notify"
        notifier.write_text(f"#!/bin/sh\ncat >> '{self.path}/notices'\n")
        notifier.chmod(0o700)
        notify = ["--notify", f"program:{notifier}"]
        self.do("reply", "--client", self.client, "--text", "гм", *notify)
        self.do("signal", "--code", "131048", *notify)
        change(self.db, "UPDATE reactivation_inbox SET mark = 'new', body = '{'"
                        " WHERE rowid = (SELECT max(rowid) FROM reactivation_inbox)")
        swept = self.judge("sweep", self.do("sweep", "--json", *notify).json)
        self.assertEqual(swept["notices"], ["event_unreadable"])
        kinds = []
        for line in (self.path / "notices").read_text().splitlines():
            kinds.append(self.judge("notice", json.loads(line))["kind"])
            self.refuses("notice", json.loads(line))
        self.assertEqual(kinds, ["reply_needs_person", "account_stopped", "event_unreadable"])

    def test_the_others_have_the_members_that_the_page_names(self):
        page = (program.ROOT / "docs/documents.md").read_text(encoding="utf-8")
        printed = [
            self.do("export-person", "--client", self.client).json,
            self.do("export-person", "--client", self.client, "--out", self.path / "p.json",
                    "--json").json,
            self.do("erase-person", "--client", self.client, "--yes", "--json").json,
            self.do("explain", "--client", self.client, "--json").json,
            self.do("slots", "--file", pathlib.Path(self.shared.name) / "export/slots.csv",
                    "--json").json,
            done("init", "--db", self.path / "new.db", "--company", 1, "--name", "Lily",
                 "--timezone", "Europe/London", "--country", "GB", "--json").json,
            program.import_salon(self.db, pathlib.Path(self.shared.name) / "export", "--json").json]
        self.assertEqual(sorted(row["schema"] for row in printed),
                         [f"reactivation.{name}/1" for name in DESCRIBED])
        for document in printed:
            row = next(line for line in page.splitlines()
                       if line.startswith(f"| `{document['schema']}`"))
            for member in document:
                self.assertIn(f"`{member}`", row, document["schema"])


class OfRealSends(Judged, DueSalon):
    def test_run_through_a_program_with_every_outcome(self):
        program.make_script(self.script, "print('id-' + message['attempt_id'])\n"
                                         "sys.exit([0, 65, 69, 1, 67][message['client_id'] - 1])")
        self.arm()
        change(self.db, "UPDATE clients SET reactivation_needs_person = 0")
        printed = self.judge("run", done(*self.send, "--json").json)
        self.assertLessEqual({"sent", "rejected", "not_started", "uncertain"},
                             {row["outcome"] for row in printed["messages"]})
        self.assertIsNone(printed["outbox"])
        # 67, nobody has the number there, is a refusal like 65.
        refused = sorted(row["client_id"] for row in printed["messages"]
                         if row["outcome"] == "rejected")
        self.assertEqual(refused, [2, 5])
        # What could not start is tried once more, and has a row for each try.
        tries = [row["outcome"] for row in printed["messages"] if row["client_id"] == 3]
        self.assertEqual(tries, ["not_started"] * 2)

    def test_held_and_approved_is_an_effect(self):
        done(*self.daemon, "--once")
        (attempt,), = program.query(self.db, "SELECT id FROM reactivation_attempts LIMIT 1")
        # It has no text yet: approved, it waits for its turn as before.
        for command, state in [("hold", "held"), ("approve", "planned")]:
            printed = self.judge("effect", done(command, "--db", self.db, attempt, "--json").json)
            (what, value), = [(row["what"], row["value"]) for row in printed["changes"]]
            self.assertEqual((what, value), ("state", state))


class Page(unittest.TestCase):
    def test_every_kind_of_notice_is_on_the_page_and_in_each_schema_that_lists_them(self):
        words = (program.ROOT / "src/json/words.cpp").read_text(encoding="utf-8")
        listed = re.search(r"struct Words<AlertKind> \{.*?\{(.*?)\}", words, re.S)[1]
        kinds = re.findall(r'"([a-z_]+)"', listed)
        self.assertIn("event_unreadable", kinds)
        page = (program.ROOT / "docs/documents.md").read_text(encoding="utf-8")
        notice = json.loads((SCHEMAS / "reactivation.notice-1.schema.json").read_text("utf-8"))
        self.assertEqual(notice["properties"]["kind"]["enum"], kinds)
        for name in ["effect", "run", "sweep"]:
            schema = json.loads((SCHEMAS / f"reactivation.{name}-1.schema.json").read_text("utf-8"))
            self.assertEqual(schema["$defs"]["notices"]["items"]["enum"], kinds, name)
        for kind in kinds:
            self.assertIn(f"`{kind}`", page)

    def test_every_document_that_the_sources_name_is_published_or_described(self):
        named = set()
        for folder in ["examples/cli", "src/json", "src/adapters/sql"]:
            for path in (program.ROOT / folder).glob("*.cpp"):
                named |= set(re.findall(r"reactivation\.([a-z_]+)/1", path.read_text("utf-8")))
        self.assertEqual(named, set(PUBLISHED) | set(DESCRIBED) | set(OF_THE_C_API)
                         | set(OF_THE_PROGRAM))
        self.assertEqual(sorted(path.name for path in SCHEMAS.iterdir()),
                         sorted(f"reactivation.{name}-1.schema.json" for name in
                                PUBLISHED + OF_THE_C_API + OF_THE_PROGRAM + BARE + ["person"]))
        page = (program.ROOT / "docs/documents.md").read_text(encoding="utf-8")
        for name in named - set(OF_THE_C_API):
            self.assertIn(f"| `reactivation.{name}/1` |", page)
        page = (program.ROOT / "docs/c-api.md").read_text(encoding="utf-8")
        for name in OF_THE_C_API:
            self.assertIn(f"reactivation.{name}/1", page)

    def test_every_word_of_a_permit_on_the_page_exists(self):
        page = (program.ROOT / "docs/documents.md").read_text(encoding="utf-8")
        permit = (program.ROOT / "src/core/limits.cpp").read_text(encoding="utf-8")
        said = re.search(r"a word of the permit\s+\((.*?), …\)", page, re.S)
        for word in re.findall(r"`([a-z_]+)`", said[1]):
            self.assertIn(f'"{word}"', permit)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("requirements", "venv"):
        parser.add_argument(f"--{option}", required=True)
    parser.add_argument("--inside", action="store_true")
    arguments = parser.parse_args()
    if arguments.inside:
        unittest.main(argv=sys.argv[:1], verbosity=2)
    code = in_venv.rerun(arguments.venv, arguments.requirements)
    sys.exit(77 if code is None else code)
