"""Every operation × who asks × what is wrong: the right status, and no word about another company."""
import json
import unittest

import serving
from program import dump, query
from serving import PREFIX, TwoSalons, first

LARGE = 1 << 20


class Statuses(TwoSalons):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        service = cls.service
        owner = cls.tokens["owner"]
        service.ask(owner, "POST", "/companies/1/run-day")
        plan = service.ask(owner, "GET", "/campaigns/1?status=waiting").data
        cls.attempts = [row["attempt_id"] for row in plan["items"]]
        cls.client = first(cls.db, "clients")
        cls.other_client = first(cls.db, "clients", 2)
        cls.rule = first(cls.db, "services")
        cls.document = json.loads(service.raw("GET", PREFIX + "/openapi.json").body)
        cls.operations = cls.all_operations()

    @classmethod
    def all_operations(cls):
        """By their names in the served document: (role, method, path, body). `{}` of a path is the
        company."""
        attempt, client = cls.attempts[0], cls.client
        person = f"/clients/{{}}/{client}"
        text = {"text": "Hello"}
        return {
            "getSession": ("operator", "GET", "/session", None),
            "getSettings": ("operator", "GET", "/settings/{}", None),
            "putSettings": ("owner", "PUT", "/settings/{}", {"tone": "casual"}),
            "getServiceRules": ("operator", "GET", "/service-rules/{}", None),
            "putServiceRule": ("owner", "PUT", f"/service-rules/{cls.rule}",
                               {"company_id": "{}", "max_attempts": 2}),
            "calculateOptimalInterval": ("operator", "POST",
                                         f"/service-rules/{cls.rule}/calculate-optimal",
                                         {"company_id": "{}"}),
            "getCurves": ("operator", "GET", "/curves/{}", None),
            "getStats": ("operator", "GET", "/stats/{}", None),
            "getReport": ("operator", "GET", "/report/{}", None),
            "getCampaigns": ("operator", "GET", "/campaigns/{}", None),
            "sendManual": ("operator", "POST", "/campaigns/manual",
                           {"company_id": "{}", "client_id": client, "service_id": cls.rule}),
            "cancelCampaign": ("operator", "POST", f"/campaigns/{attempt}/cancel", {}),
            "skipCampaign": ("operator", "POST", f"/campaigns/{attempt}/skip", {}),
            "holdCampaign": ("operator", "POST", f"/campaigns/{attempt}/hold", {}),
            "approveCampaign": ("operator", "POST", f"/campaigns/{attempt}/approve", {}),
            "putCampaignText": ("operator", "PUT", f"/campaigns/{attempt}/text", text),
            "getPlan": ("operator", "GET", "/plan/{}", None),
            "getLeftOut": ("operator", "GET", "/left-out/{}", None),
            "runDay": ("owner", "POST", "/companies/{}/run-day", {}),
            "explainClient": ("operator", "GET", f"/explain/{{}}/{client}", None),
            "getClients": ("operator", "GET", "/clients/{}", None),
            "optOut": ("operator", "POST", person + "/opt-out", {}),
            "optIn": ("operator", "POST", person + "/opt-in", {"evidence": "at the desk"}),
            "pauseClient": ("operator", "POST", person + "/pause", {"until": "2199-01-01"}),
            "clearClient": ("operator", "POST", person + "/clear", {}),
            "exportClient": ("owner", "GET", person + "/export", None),
            "eraseClient": ("owner", "DELETE", person, None),
            "getOffers": ("operator", "GET", f"/offers/{{}}?client={client}", None),
            "getConversations": ("operator", "GET", "/conversations/{}", None),
            "getConversation": ("operator", "GET", f"/conversations/{{}}/{client}", None),
            "getAccountHealth": ("operator", "GET", "/whatsapp-health/{}", None),
            "resetLimits": ("admin", "POST", "/whatsapp-health/{}/reset-limits", {}),
            "armAccount": ("owner", "POST", "/whatsapp-health/{}/arm", {}),
            "disarmAccount": ("owner", "POST", "/whatsapp-health/{}/disarm", {"why": "a test"}),
            "confirmAccount": ("owner", "POST", "/whatsapp-health/{}/confirm", {}),
            "stopEverything": ("admin", "POST", "/stop", {"why": "a test"}),
        }

    OPEN = {"getHealth", "getReady", "getMetrics", "getOpenapi"}

    def put(self, role, name, company=1, body=None, **more):
        _, method, path, own = self.operations[name]
        if body is None and own is not None:
            body = {key: company if value == "{}" else value for key, value in own.items()}
        return self.ask(role, method, path.replace("{}", str(company)), body, **more)

    def about_a_company(self):
        """Those that name one, or something of one's."""
        return [name for name in self.operations if name not in ("getSession", "stopEverything")]

    def writes(self):
        reads = {"calculateOptimalInterval"}
        return [name for name, (_, method, _, _) in self.operations.items()
                if method != "GET" and name not in reads]

    def test_the_table_has_every_operation_of_the_document(self):
        served = {one["operationId"] for path in self.document["paths"].values()
                  for one in path.values()}
        self.assertEqual(served, set(self.operations) | self.OPEN)

    def test_nobody_gets_anything_without_a_token_that_is_known(self):
        before = dump(self.db)
        revoked = serving.make_token(self.db, "gone", "owner", 1)
        self.assertEqual(self.ask(revoked, "GET", "/settings/1").status, 200)
        answer = serving.command("token", "--db", self.db, "--revoke", "gone")
        self.assertEqual(answer.code, 0, answer.err)
        owner = self.tokens["owner"]
        for name in self.operations:
            for token in (None, "", "rs_wrong", revoked, owner + "x", owner[:-1], owner.upper()):
                reply = self.put(token, name)
                error = self.refused(reply, 401, "unauthorized")
                self.assertEqual(reply.headers["WWW-Authenticate"], "Bearer")
                self.assertIn("Authorization: Bearer", error["message"])
        for header in ("Basic " + owner, "Bearer", owner, f"Bearer  {owner}"):
            self.refused(self.ask(None, "GET", "/session", Authorization=header), 401)
        after = [line for line in dump(self.db).splitlines() if "'gone'" not in line]
        self.assertEqual(before.splitlines(), after)

    def test_a_role_that_is_too_small_is_refused_and_nothing_happens(self):
        before = dump(self.db)
        small = {"owner": ["operator"], "admin": ["operator", "owner"]}
        seen = 0
        for name, (needed, _, _, _) in self.operations.items():
            for role in small.get(needed, []):
                error = self.refused(self.put(role, name), 403, "forbidden")
                self.assertIn(needed, error["message"])
                seen += 1
        self.assertGreaterEqual(seen, 9)
        self.assertEqual(before, dump(self.db))

    def test_another_company_and_none_are_the_same(self):
        before = dump(self.db)
        for name in self.about_a_company():
            needed, _, path, body = self.operations[name]
            if needed == "admin":
                continue  # an admin has every company
            others = self.put("other", name)  # company 1's, or its attempt
            self.refused(others, 404, "not_found")
            if "{}" in path or "{}" in (body or {}).values():
                nobodys = self.put("other", name, company=999)
                self.assertEqual(others.body, nobodys.body, name)
                self.assertEqual(self.put("admin", name, company=999).status, 404, name)
        self.assertEqual(before, dump(self.db))

    def test_what_belongs_to_another_company_is_not_found_in_ones_own(self):
        before = dump(self.db)
        for method, path, body in [
                ("GET", f"/explain/1/{self.other_client}", None),
                ("GET", f"/conversations/1/{self.other_client}", None),
                ("GET", f"/clients/1/{self.other_client}/export", None),
                ("DELETE", f"/clients/1/{self.other_client}", None),
                ("POST", f"/clients/1/{self.other_client}/opt-out", {}),
                ("POST", f"/clients/1/{self.other_client}/pause", {"until": "2199-01-01"}),
                ("PUT", f"/service-rules/{first(self.db, 'services', 2)}",
                 {"company_id": 1, "max_attempts": 1})]:
            other = self.ask("owner", method, path, body)
            self.refused(other, 404)
            none = self.ask("owner", method, path.replace(str(self.other_client), "999999"), body)
            if path.startswith(("/explain", "/conv", "/clients")):
                self.assertEqual(other.body, none.body)
        manual = {"company_id": 1, "client_id": self.other_client, "service_id": self.rule}
        self.assertEqual(self.ask("owner", "POST", "/campaigns/manual", manual).status, 404)
        items = self.get(f"/offers/1?client={self.other_client}")["items"]
        self.assertEqual(items, [])
        for path in ("/clients/1?limit=200", "/plan/1", "/left-out/1", "/conversations/1"):
            self.assertNotIn("Xenia", json.dumps(self.get(path)), path)
        self.assertEqual([one["id"] for one in self.get("/session")["companies"]], [1])
        self.assertEqual([one["id"] for one in self.get("/session", "admin")["companies"]], [1, 2])
        self.assertEqual(before, dump(self.db))

    def test_ids_that_are_none(self):
        for path in ("/settings/0", "/settings/-1", "/settings/x", "/settings/1e3", "/settings/%31",
                     "/settings/99999999999999999999", "/settings/1 OR 1=1".replace(" ", "%20"),
                     "/clients/1/x/export", "/explain/1/0", "/conversations/1/-5",
                     "/settings/", "/settings/1/", "/nowhere", "//settings/1", "/settings/1/more"):
            self.refused(self.ask("owner", "GET", path), 404)
        for attempt in ("x", "6f1c1a52-0d5c-5c1e-9d3e-0a4b5c6d7e8f", "0", "%00", "'"):
            self.refused(self.ask("owner", "POST", f"/campaigns/{attempt}/hold"), 404)

    def test_a_method_that_a_path_does_not_take(self):
        for path, allowed in [("/settings/1", {"GET", "PUT"}), ("/plan/1", {"GET"}),
                              ("/stop", {"POST"}), ("/clients/1/1", {"DELETE"}),
                              ("/openapi.json", {"GET", "HEAD"}), ("/health", {"GET", "HEAD"})]:
            for method in ("PATCH", "DELETE", "POST", "PUT", "OPTIONS"):
                if method in allowed:
                    continue
                reply = self.ask("admin", method, path)
                self.refused(reply, 405, "method_not_allowed")
                self.assertEqual(set(reply.headers["Allow"].split(", ")), allowed, path)
        head = self.service.raw("HEAD", PREFIX + "/health")
        self.assertEqual((head.status, head.body), (200, b""))

    def test_bodies_that_are_none(self):
        before = dump(self.db)
        for name in [*self.writes(), "calculateOptimalInterval"]:
            role, _, _, body = self.operations[name]
            for bad in (b"{", b"[]", b"null", b'"x"', b"1", b"{} {}", b'{"a":1,}', b"\xef\xbb\xbf{}",
                        b'{"a":\xff}', b'{"\\ud800":1}', b"[" * 100_000, b'{"a":' * 60 + b"1" + b"}" * 60,
                        b'{"company_id":1,"company_id":1}', "{}".encode("utf-16")):
                reply = self.put(role, name, body=bad)
                self.refused(reply, 400)
            self.refused(self.put(role, name, body=b"{}", Content_Type="text/plain"), 415, "not_json")
            self.refused(self.put(role, name, body=b"{}", Content_Type="application/x-www-form-urlencoded"), 415)
            self.refused(self.put(role, name, body=b" " * (LARGE + 1)), 413, "too_large")
            known = {key: 1 if value == "{}" else value for key, value in (body or {}).items()}
            unknown = self.put(role, name, body={**known, "__proto__": 1})
            self.refused(unknown, 400, "unknown_member")
            if body:
                for member in body:
                    if name in ("putSettings", "putServiceRule") and member != "company_id":
                        continue
                    less = {key: value for key, value in known.items() if key != member}
                    self.refused(self.put(role, name, body=less), 400, "missing")
                    wrong = self.put(role, name, body={**known, member: [known[member]]})
                    self.refused(wrong, 400, "wrong_type")
        for name, bad, place in [
                ("putSettings", {"tone": 5}, "/tone"), ("putSettings", {"enabled": "yes"}, "/enabled"),
                ("putSettings", {"sending_hours": {"start": "10"}}, "/sending_hours/start"),
                ("putSettings", {"sending_days": [1, "x"]}, "/sending_days/1"),
                ("putServiceRule", {"company_id": 1, "max_attempts": "2"}, "/max_attempts"),
                ("putServiceRule", {"company_id": 1, "is_active": 1}, "/is_active")]:
            error = self.refused(self.put("owner", name, body=bad), 400, "wrong_type")
            self.assertEqual(error["place"], place)
        nested = self.put("owner", "putSettings", body={"sending_hours": {"begin": 10}})
        self.refused(nested, 400, "unknown_member")
        packed = self.put("owner", "putSettings", body=b"x" * 100, Content_Encoding="gzip")
        self.refused(packed, 415)
        self.assertEqual(before, dump(self.db))

    def test_queries_that_are_none(self):
        for path, status in [
                ("/campaigns/1?limit=0", 400), ("/campaigns/1?limit=201", 422),
                ("/campaigns/1?limit=x", 400), ("/campaigns/1?limit=1&limit=2", 400),
                ("/campaigns/1?cursor=x", 400), ("/campaigns/1?cursor=1:" + "x" * 100, 400),
                ("/campaigns/1?status=nothing", 400), ("/campaigns/1?reply_type=x", 400),
                ("/campaigns/1?client=-1", 400), ("/campaigns/1?sent_on=2026-02-30", 400),
                ("/campaigns/1?sent_on=1900-01-01", 400), ("/campaigns/1?unknown=1", 400),
                ("/campaigns/1?status=%zz", 400), ("/campaigns/1?status=%ff", 400),
                ("/campaigns/1?status=%00", 400), ("/clients/1?query=" + "x" * 300, 422),
                ("/clients/1?query=" + "x" * 5000, 400), ("/plan/1?due_only=1", 400),
                ("/left-out/1?reason=none", 400), ("/stats/1?period=day", 400),
                ("/stats/1?from=x", 400), ("/stats/1?to=2026-01-01", 400),
                ("/stats/1?from=2026-01-02&to=2026-01-01", 422), ("/offers/1", 400),
                ("/stats/1?period=week&from=2026-01-02", 400), ("/report/1?locale=de", 400),
                ("/offers/1?client=1&phone=%2B447911000000", 400), ("/offers/1?phone=abc", 422)]:
            with self.subTest(path[:60]):
                self.refused(self.ask("operator", "GET", path), status)

    def test_values_out_of_range_name_their_place(self):
        before = dump(self.db)
        for name, body, place in [
                ("putSettings", {"max_slots_to_offer": 6}, "/max_slots_to_offer"),
                ("putSettings", {"max_discount_percent": -5}, "/max_discount_percent"),
                ("putSettings", {"max_discount_percent": 101}, "/max_discount_percent"),
                ("putSettings", {"sending_hours": {"start": 19, "end": 10}}, "/sending_hours"),
                ("putSettings", {"sending_hours": {"start": 24}}, "/sending_hours"),
                ("putSettings", {"sending_days": [8]}, "/sending_days"),
                ("putSettings", {"tone": "shrill"}, "/tone"),
                ("putSettings", {"conversion_threshold": 1.5}, "/conversion_threshold"),
                ("putSettings", {"holdout": {"percent": 101}}, "/holdout"),
                ("putServiceRule", {"company_id": 1, "max_attempts": 11}, "/max_attempts"),
                ("putServiceRule", {"company_id": 1, "manual_interval": 3}, "/manual_interval"),
                ("putServiceRule", {"company_id": 1, "discount_progression": [10, 150]},
                 "/discount_progression"),
                ("putServiceRule", {"company_id": 1, "service_id": 99999}, "/service_id"),
                ("optIn", {"evidence": "  "}, "/evidence"),
                ("optIn", {"evidence": "x" * 501}, "/evidence"),
                ("pauseClient", {"until": "yesterday"}, "/until"),
                ("pauseClient", {"until": "2001-01-01"}, "/until"),
                ("armAccount", {"acknowledge": "everything"}, "/acknowledge"),
                ("disarmAccount", {"why": "x" * 501}, "/why"),
                ("putCampaignText", {"text": "x" * 4001}, "/text")]:
            with self.subTest((name, place)):
                role = self.operations[name][0]
                error = self.refused(self.put(role, name, body=body), 422)
                self.assertTrue(error["place"].startswith(place), error)
        self.assertEqual(before, dump(self.db))

    def test_a_key_gives_the_first_answer_again_and_none_to_another_request(self):
        """In an order in which each of them has something to do once."""
        bodies = {"putSettings": {"tone": "professional"}}
        for name in self.writes():
            if name in ("stopEverything", "eraseClient"):
                continue
            role = self.operations[name][0]
            first_answer = self.put(role, name, body=bodies.get(name), key=f"key-{name}")
            self.assertLess(first_answer.status, 500)
            before = dump(self.db)
            again = self.put(role, name, body=bodies.get(name), key=f"key-{name}")
            self.assertEqual((again.status, again.body), (first_answer.status, first_answer.body), name)
            self.assertEqual(before, dump(self.db), name)
            path = self.operations[name][2].replace("{}", "1")
            other = self.ask(role, self.operations[name][1], path, b'{ "company_id": 1 }',
                             key=f"key-{name}")
            self.assertIn((other.status, other.code), [(422, "key_reused"), (400, "unknown_member")],
                          name)
            self.assertEqual(before, dump(self.db), name)
        # A key is one's own: the same word of somebody else is another key.
        own = self.ask("admin", "PUT", "/settings/2", {"tone": "casual"}, key="key-putSettings")
        self.assertEqual(own.status, 200)
        before = dump(self.db)
        for key in ("", " ", "x" * 201, "ключ".encode().decode("latin-1"), "a b"):
            for name in ("putSettings", "disarmAccount"):  # of either effect
                error = self.refused(self.put("owner", name, key=key), 400, "malformed")
                self.assertEqual(error["place"], "Idempotency-Key")
        self.assertEqual(before, dump(self.db))
        rows = query(self.db, "SELECT count(*) FROM reactivation_api_requests WHERE status = 0")
        self.assertEqual(rows, [(0,)])


if __name__ == "__main__":
    unittest.main()
