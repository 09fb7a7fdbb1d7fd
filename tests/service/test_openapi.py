"""The served OpenAPI document: sound by itself, and true of the answers. Prometheus' own reader takes
the metrics.

Exit code 77 when the packages cannot be installed (no package index): the test is then skipped.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import in_venv
import serving
import program
from program import done
from serving import PREFIX, TwoSalons, first

EXAMPLES = int(os.environ.get("REACTIVATION_SCHEMATHESIS_EXAMPLES", "12"))


class Judge:
    """Answers judged by the document that the service itself serves."""

    def __init__(self, document):
        self.document = document

    def operation(self, method, path):
        """By the template that fits."""
        wanted = path.split("?")[0].split("/")
        for template, item in self.document["paths"].items():
            parts = template.split("/")
            fits = len(parts) == len(wanted) and all(
                one.startswith("{") or one == other for one, other in zip(parts, wanted))
            # `/campaigns/manual` before `/campaigns/{company}`
            if fits and method.lower() in item and (template == path.split("?")[0] or "{" in template):
                return item[method.lower()]
        raise AssertionError(f"{method} {path} is not in the document")

    def faults(self, method, path, reply):
        from jsonschema import Draft202012Validator
        answers = self.operation(method, path)["responses"]
        if str(reply.status) not in answers:
            return [f"{reply.status} is not documented"]
        answer = answers[str(reply.status)]
        if "$ref" in answer:
            answer = self.document["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
        kind = reply.headers["Content-Type"].split(";")[0]
        if kind not in answer["content"]:
            return [f"{kind} is not documented"]
        if kind != "application/json":
            return []
        schema = {**answer["content"][kind]["schema"], "components": self.document["components"]}
        return [f"{error.json_path}: {error.message}"[:300]
                for error in Draft202012Validator(schema).iter_errors(reply.json)]


class Document(TwoSalons):
    CLIENTS = 20

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls.service.raw("GET", PREFIX + "/openapi.json").json
        cls.judge = Judge(cls.document)

    def judged(self, method, path, body=None, role="admin", **more):
        reply = self.ask(role, method, path, body, **more)
        self.assertEqual(self.judge.faults(method, path, reply), [], (method, path, reply.body[:500]))
        return reply

    def test_it_is_an_openapi_3_1_document(self):
        from openapi_spec_validator import validate
        self.assertEqual(self.document["openapi"], "3.1.0")
        validate(self.document)
        ids = [one["operationId"] for item in self.document["paths"].values() for one in item.values()]
        self.assertEqual(len(ids), len(set(ids)))
        text = json.dumps(self.document)
        for name in self.document["components"]["schemas"]:
            self.assertIn(f"#/components/schemas/{name}", text, f"{name} is used nowhere")

    def test_the_reference_says_the_same(self):
        sys.path.insert(0, str(program.ROOT / "scripts"))
        import service_api
        page = (program.ROOT / "docs/service-api.md").read_text(encoding="utf-8")
        self.assertEqual(page, service_api.written(self.document), "make it again: scripts/service_api.py")

    def test_every_answer_of_a_day_is_what_it_says(self):
        seen = set()

        def ask(method, path, body=None, role="admin", status=200, **more):
            reply = self.judged(method, path, body, role, **more)
            self.assertEqual(reply.status, status, reply.body[:500])
            seen.add(self.judge.operation(method, path)["operationId"])
            is_data = status == 200 and "json" in reply.headers["Content-Type"] and path != "/openapi.json"
            return reply.data if is_data else reply

        client = first(self.db, "clients")
        service = first(self.db, "services")
        ask("GET", "/session")
        ask("GET", "/health")
        ask("GET", "/ready")
        ask("GET", "/metrics")
        ask("GET", "/openapi.json")
        planned = ask("GET", "/plan/1")["planned"]
        self.assertGreater(len(planned), 5)
        manual = {"company_id": 1, "client_id": planned[-1]["client_id"], "service_id": service, "force": True}
        ask("POST", "/campaigns/manual", manual)
        ask("POST", "/campaigns/manual", {**manual, "force": False}, status=409)
        ask("POST", "/companies/1/run-day")
        rows = ask("GET", "/campaigns/1")["items"]
        one, two, three = [row["attempt_id"] for row in rows[:3]]
        ask("GET", "/plan/1?planned_only=true")
        ask("GET", "/plan/1?due_only=true")
        ask("POST", f"/campaigns/{one}/hold")
        ask("PUT", f"/campaigns/{one}/text", {"text": rows[0]["text"] or "x" * 600}, status=422
            if not rows[0]["text"] else 200)
        ask("POST", f"/campaigns/{one}/approve")
        ask("POST", f"/campaigns/{two}/skip")
        ask("POST", f"/campaigns/{three}/cancel")
        ask("POST", f"/campaigns/{two}/hold", status=409)
        skipped = ask("GET", "/left-out/1")["items"]
        ask("GET", f"/explain/1/{client}")
        ask("GET", f"/explain/1/{skipped[0]['client_id']}")
        settings = ask("GET", "/settings/1")
        ask("PUT", "/settings/1", settings)
        rule = ask("GET", "/service-rules/1")["items"][0]
        own = {name: value for name, value in rule.items()
               if name not in ("service_title", "effective_interval_days", "effective_interval_source",
                               "suggested_interval_days", "is_in_force")}
        ask("PUT", f"/service-rules/{service}", {"company_id": 1, **own})
        ask("POST", f"/service-rules/{service}/calculate-optimal", {"company_id": 1})
        ask("GET", "/curves/1")
        ask("GET", "/stats/1?period=year")
        ask("GET", "/report/1")
        ask("GET", "/clients/1?query=client&limit=2")
        ask("POST", f"/clients/1/{client}/opt-out", {})
        ask("POST", f"/clients/1/{client}/opt-in", {"evidence": "at the desk"})
        ask("POST", f"/clients/1/{client}/pause", {"until": "2199-01-01"})
        ask("POST", f"/clients/1/{client}/clear")
        ask("GET", f"/clients/1/{client}/export")
        ask("GET", f"/offers/1?client={client}")
        ask("GET", "/conversations/1")
        ask("GET", f"/conversations/1/{client}")
        ask("GET", "/whatsapp-health/1")
        ask("POST", "/whatsapp-health/1/arm", {})
        ask("POST", "/whatsapp-health/1/reset-limits")
        done("signal", "--db", self.db, "--company", 1, "--kind", "temporary_ban")
        ask("GET", "/whatsapp-health/1")
        ask("POST", "/whatsapp-health/1/confirm")
        ask("POST", "/whatsapp-health/1/disarm", {"why": "a test"})
        ask("DELETE", f"/clients/1/{client}")
        ask("POST", "/stop", {"why": "a test"})
        ask("GET", "/settings/1", role="nobody", status=401)
        ask("GET", "/settings/9", status=404)
        ask("PUT", "/settings/1", {"max_attempts": 1}, status=400)
        ask("PUT", "/settings/1", b"{", status=400)
        ask("PUT", "/settings/1", b"x", status=415, Content_Type="text/plain")
        ask("PUT", "/settings/1", b" " * (1 << 21), status=413)
        ask("POST", "/stop", {"why": "x"}, role="owner", status=403)
        every = {one["operationId"] for item in self.document["paths"].values() for one in item.values()}
        self.assertEqual(every - seen, set())

    def test_the_judge_can_find_a_fault(self):
        reply = self.ask("owner", "GET", "/session")
        bad = json.loads(reply.body)
        bad["data"]["more"] = 1
        reply.body = json.dumps(bad).encode()
        self.assertNotEqual(self.judge.faults("GET", "/session", reply), [])

    def test_metrics_are_read_by_prometheus_own_reader(self):
        from prometheus_client.parser import text_string_to_metric_families
        self.ask("owner", "GET", "/settings/1")
        self.ask("nobody", "GET", "/settings/1")
        reply = self.service.raw("GET", PREFIX + "/metrics")
        families = {one.name: one for one in text_string_to_metric_families(reply.body.decode())}
        self.assertLessEqual({"reactivation_requests", "reactivation_request_seconds",
                              "reactivation_store_up", "reactivation_account_sent_today",
                              "reactivation_account_stopped"}, set(families))
        counts = {(one.labels["operation"], one.labels["status"]): one.value
                  for one in families["reactivation_requests"].samples}
        self.assertGreaterEqual(counts["getSettings", "200"], 1)
        self.assertGreaterEqual(counts["getSettings", "401"], 1)
        buckets = [one for one in families["reactivation_request_seconds"].samples
                   if one.name.endswith("_bucket")]
        values = [one.value for one in buckets]
        self.assertEqual(values, sorted(values))
        self.assertEqual(buckets[-1].labels["le"], "+Inf")
        # A proxy's visitor is not this machine.
        for name in ("X-Forwarded-For", "X-Real-Ip", "Forwarded"):
            self.assertEqual(self.service.raw("GET", PREFIX + "/metrics", headers={name: "192.0.2.1"}).status, 401)
        self.assertEqual(self.ask("owner", "GET", "/metrics", X_Real_Ip="192.0.2.1").status, 401)
        self.assertEqual(self.ask("admin", "GET", "/metrics", X_Real_Ip="192.0.2.1").status, 200)


class Written(TwoSalons):
    """Messages of which the text is written and waits for a person."""
    CLIENTS = 6

    def test_a_plan_with_written_texts_is_what_it_says(self):
        judge = Judge(self.service.raw("GET", PREFIX + "/openapi.json").json)
        done("settings", "--db", self.db, "--company", 1, "--set", "require_approval=true",
             "--set", "arms.discounts=[0,10]")
        done("arm", "--db", self.db, "--company", 1)
        program.set_limits(self.db, 0, 1000)

        def planned():
            reply = self.ask("owner", "GET", "/plan/1")
            self.assertEqual(judge.faults("GET", "/plan/1", reply), [])
            return {row["attempt_id"]: row for row in reply.data["planned"]}

        self.ask("owner", "POST", "/companies/1/run-day")
        before = planned()
        run = done("run", "--db", self.db, "--company", 1, "--messenger",
                   f"outbox:{self.path / 'out'}", "--json").json
        self.assertEqual(run["counts"]["held"], self.CLIENTS)
        kept = dict(program.query(self.db, "SELECT attempt_id, arms FROM reactivation_attempt_offers"))
        after = planned()
        self.assertEqual(set(after), set(before))
        self.assertEqual(len(after), self.CLIENTS)
        for attempt, row in after.items():
            self.assertEqual(row["state"], "held")
            self.assertIn("template", json.loads(kept[attempt]))
            self.assertEqual([arm["factor"] for arm in row["arms"]], ["discount"])
            self.assertEqual(row["arms"], before[attempt]["arms"])


class Schemathesis(TwoSalons):
    """Requests made of the document by somebody else's program, sound and unsound ones."""

    def configure(self):
        """Ids that are there, so that requests reach what they are about."""
        self.ask("owner", "POST", "/companies/1/run-day")
        attempt = self.get("/campaigns/1?status=waiting")["items"][0]["attempt_id"]
        service = first(self.db, "services")
        lines = ["[parameters]", "company = 1", f"client = {first(self.db, 'clients')}"]
        ids = {f"{method} /campaigns/{{id}}/{what}": f'"{attempt}"' for method, what in [
            ("POST", "hold"), ("POST", "approve"), ("PUT", "text"), ("POST", "skip"), ("POST", "cancel")]}
        ids |= {"GET /service-rules/{id}": 1, "PUT /service-rules/{id}": service,
                "POST /service-rules/{id}/calculate-optimal": service}
        for name, value in ids.items():
            lines += ["[[operations]]", f'include-name = "{name}"', f'parameters = {{ "path.id" = {value} }}']
        path = self.path / "schemathesis.toml"
        path.write_text("\n".join(lines) + "\n")
        return path

    def test_no_5xx_and_no_answer_outside_the_schema(self):
        words = [str(pathlib.Path(sys.executable).parent / "schemathesis"), "--config-file",
                 str(self.configure()), "run",
                 f"http://127.0.0.1:{self.service.port}{PREFIX}/openapi.json",
                 "--header", f"Authorization: Bearer {self.tokens['admin']}",
                 "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,"
                             "response_schema_conformance,response_headers_conformance",
                 "--phases", "examples,coverage,fuzzing", "--max-examples", str(EXAMPLES),
                 "--generation-deterministic", "--seed", "20260302", "--workers", "1",
                 "--exclude-operation-id", "getMetrics", "--no-color"]
        run = subprocess.run(words, capture_output=True, text=True, timeout=280, cwd=self.path)
        self.assertEqual(run.returncode, 0, run.stdout[-6000:] + run.stderr[-2000:])
        self.assertIn("passed", run.stdout.lower())


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("--requirements", required=True)
    reader.add_argument("--venv", required=True)
    reader.add_argument("--inside", action="store_true")
    arguments, rest = reader.parse_known_args()
    if not arguments.inside:
        code = in_venv.rerun(arguments.venv, arguments.requirements)
        sys.exit(77 if code is None else code)
    unittest.main(argv=[sys.argv[0], *rest])
