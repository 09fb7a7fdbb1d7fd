"""What people do with the service, over HTTP, by the real clock."""
import concurrent.futures
import json
import pathlib
import signal
import time
import unittest

import serving
import program
from program import done, query
from serving import Service, TwoSalons, first

WORKER_KEY = "worker-key-0123456789"


class Stories(TwoSalons):
    """One salon, whose days are shared by the tests of this class in the order of their names."""
    CLIENTS = 20

    def attempts(self, query_text="?limit=200"):
        return self.get("/campaigns/1" + query_text)["items"]

    def waiting(self):
        return self.attempts("?status=waiting&limit=200")

    def test_01_first_start_to_a_planned_day(self):
        session = self.get("/session")
        self.assertEqual((session["role"], session["token_name"]), ("owner", "owner"))
        company, = session["companies"]
        self.assertEqual((company["id"], company["name"], company["locale"]), (1, "Salon", "en"))
        before = program.dump(self.db)
        plan = self.get("/plan/1")
        self.assertEqual(program.dump(self.db), before)  # a preview stores nothing
        self.assertEqual(plan["schema"], "reactivation.plan/1")
        self.assertGreater(len(plan["planned"]), 0)
        for row in plan["planned"]:
            self.assertIsNone(row["state"])
            self.assertFalse(row["is_held"])
            self.assertEqual((row["client_name"], row["service_title"]), ("Client", "Haircut"))
            self.assertIn("Salon", row["text"])
            self.assertIsNone(row["problem"])
        self.assertEqual(sum(one["clients"] for one in plan["left_out"]), len(plan["skipped"]))
        self.assertEqual(plan["counts"]["clients"], self.CLIENTS)
        cli = done("plan", "--db", self.db, "--company", 1, "--json").json
        self.assertEqual([row["client_id"] for row in cli["planned"]],
                         [row["client_id"] for row in plan["planned"]])
        only = self.get("/plan/1?planned_only=true")
        self.assertEqual(only["skipped"], [])
        self.assertEqual(only["left_out"], plan["left_out"])
        stored = self.write("POST", "/companies/1/run-day")
        self.assertEqual(stored["attempts_new"], len(plan["planned"]))
        again = self.write("POST", "/companies/1/run-day")
        self.assertEqual(again["attempts_new"], 0)
        listed = self.waiting()
        self.assertEqual({row["attempt_id"] for row in listed},
                         {row["attempt_id"] for row in plan["planned"]})
        shown = self.get("/plan/1?planned_only=true")["planned"]
        self.assertEqual([row["attempt_id"] for row in shown],
                         [row["attempt_id"] for row in plan["planned"]])
        self.assertTrue(all(row["state"] in ("planned", "drafted", "ready") for row in shown))
        after = self.get("/plan/1")
        self.assertEqual((after["counts"]["planned"], len(after["skipped"])),
                         (len(shown), self.CLIENTS - len(shown)))
        self.assertEqual(self.get("/left-out/1")["total"], self.CLIENTS - len(shown))

    def test_02_pages_have_every_row_once_and_filters_hold(self):
        for path in ("/campaigns/1?", "/clients/1?", "/left-out/1?", "/conversations/1?"):
            whole = self.get(path + "limit=200")
            rows, cursor = [], ""
            while cursor is not None:
                page = self.get(path + "limit=3" + (f"&cursor={cursor}" if cursor else ""))
                self.assertEqual(page["total"], whole["total"])
                self.assertLessEqual(len(page["items"]), 3)
                rows += page["items"]
                cursor = page["next"]
            self.assertEqual(rows, whole["items"], path)
            self.assertEqual(len(rows), whole["total"])
        left = self.get("/left-out/1?limit=200")["items"]
        for reason in {row["reason"] for row in left}:
            page = self.get(f"/left-out/1?limit=200&reason={reason}")
            self.assertEqual(page["items"], [row for row in left if row["reason"] == reason])
        times = [row["eligible_at"] for row in left if row["eligible_at"]]
        self.assertEqual(times, sorted(times))
        found = self.get("/clients/1?query=%2B447911000003")["items"]
        self.assertEqual(len(found), 1)
        self.assertRegex(found[0]["phone_masked"], r"^\+44\*+\d\d$")
        self.assertEqual(self.get("/clients/1?query=cLiEnT")["total"], self.CLIENTS)
        self.assertEqual(self.get("/clients/1?query=100%25")["total"], 0)
        self.assertEqual(self.get("/left-out/1?query=nobody")["total"], 0)

    def test_03_hold_edit_approve_skip_and_cancel(self):
        one, two, three = [row["attempt_id"] for row in self.waiting()[:3]]
        self.assertTrue(self.write("POST", f"/campaigns/{one}/hold", role="operator")["has_changed"])
        self.assertFalse(self.write("POST", f"/campaigns/{one}/hold")["has_changed"])
        held, = [row for row in self.get("/plan/1?planned_only=true")["planned"]
                 if row["attempt_id"] == one]
        self.assertEqual((held["state"], held["is_held"]), ("held", True))
        bad = self.ask("owner", "PUT", f"/campaigns/{one}/text", {"text": "50% off! www.example.com"})
        self.refused(bad, 422, "text_not_sound")
        text = held["text"].replace("Haircut", "Hair cut", 1).replace("Hair cut", "Haircut", 1) + " Yours!"
        self.assertNotEqual(text, held["text"])
        self.assertTrue(self.write("PUT", f"/campaigns/{one}/text", {"text": text})["has_changed"])
        shown, = [row for row in self.attempts() if row["attempt_id"] == one]
        self.assertEqual(shown["text"], text)
        planned, = [row for row in self.get("/plan/1?planned_only=true")["planned"]
                    if row["attempt_id"] == one]
        self.assertEqual((planned["text"], planned["state"]), (text, "held"))
        self.assertTrue(self.write("POST", f"/campaigns/{one}/approve")["has_changed"])
        self.assertFalse(self.write("POST", f"/campaigns/{one}/approve")["has_changed"])
        self.assertTrue(self.write("POST", f"/campaigns/{two}/skip")["has_changed"])
        self.assertFalse(self.write("POST", f"/campaigns/{two}/skip")["has_changed"])
        self.refused(self.ask("owner", "POST", f"/campaigns/{two}/hold"), 409, "not_waiting")
        self.refused(self.ask("owner", "PUT", f"/campaigns/{two}/text", {"text": text}), 409)
        self.assertTrue(self.write("POST", f"/campaigns/{three}/cancel")["has_changed"])
        ended = self.attempts("?status=ended&limit=200")
        self.assertEqual({row["attempt_id"] for row in ended}, {two, three})
        both = self.attempts("?status=held,cancelled&limit=200")
        self.assertEqual({row["attempt_id"] for row in both}, {two, three})

    def test_04_an_opt_out_shows_at_once_and_the_way_back_needs_words(self):
        row = self.waiting()[0]
        client = row["client_id"]
        person = f"/clients/1/{client}"
        self.assertTrue(self.write("POST", person + "/opt-out", role="operator")["has_changed"])
        self.assertFalse(self.write("POST", person + "/opt-out")["has_changed"])
        self.assertNotIn(row["attempt_id"], {one["attempt_id"] for one in self.waiting()})
        self.assertTrue(self.get(f"/conversations/1/{client}")["opted_out"])
        reasons = {one["reason"]: one["holds"] for one in self.get(f"/explain/1/{client}")["reasons"]}
        self.assertTrue(reasons["opted_out"])
        manual = {"company_id": 1, "client_id": client, "service_id": row["service_id"], "force": True}
        self.refused(self.ask("owner", "POST", "/campaigns/manual", manual), 409, "opted_out")
        self.assertTrue(self.write("POST", person + "/opt-in", {"evidence": "by phone"})["has_changed"])
        self.assertFalse(self.get(f"/conversations/1/{client}")["opted_out"])
        until = "2190-01-01"
        self.assertTrue(self.write("POST", person + "/pause", {"until": until})["has_changed"])
        self.assertTrue(self.get(f"/conversations/1/{client}")["paused_until"].startswith("2189-12-31")
                        or self.get(f"/conversations/1/{client}")["paused_until"].startswith(until))

    def test_05_settings_and_rules_change_what_is_named_alone(self):
        before = self.get("/settings/1")
        after = self.write("PUT", "/settings/1", {"tone": "casual", "holdout": {"percent": 10}})
        self.assertEqual(after, {**before, "tone": "casual", "holdout": {**before["holdout"], "percent": 10}})
        self.assertEqual(self.get("/settings/1"), after)
        self.assertEqual(self.write("PUT", "/settings/1", {"tone": None})["tone"], "friendly")
        self.write("PUT", "/settings/1", {"holdout": before["holdout"]})
        rule, = self.get("/service-rules/1")["items"]
        self.assertEqual(rule["service_title"], "Haircut")
        changed = self.write("PUT", f"/service-rules/{rule['service_id']}",
                             {"company_id": 1, "manual_interval": 33})
        self.assertEqual((changed["effective_interval_days"], changed["effective_interval_source"]),
                         (33, "manual"))
        self.write("PUT", f"/service-rules/{rule['service_id']}",
                   {"company_id": 1, "manual_interval": rule["manual_interval"],
                    "reactivation_interval_days": rule["reactivation_interval_days"],
                    "active_interval_source": rule["active_interval_source"]})
        self.assertEqual(self.get("/service-rules/1")["items"], [rule])
        found = self.ask("operator", "POST", f"/service-rules/{rule['service_id']}/calculate-optimal",
                         {"company_id": 1}).data
        self.assertIsNone(found["interval_days"])  # one visit each: there is nothing to learn from
        self.assertEqual(found["events"], 0)
        curve, = self.get("/curves/1")["services"]
        self.assertEqual((curve["service_id"], curve["returns"]), (rule["service_id"], 0))
        kinds = {kind for kind, in query(self.db, "SELECT kind FROM reactivation_events")}
        self.assertLessEqual({"settings_changed", "rule_changed", "day_planned"}, kinds)

    def test_05b_every_change_says_whose_token_made_it(self):
        row = self.get("/plan/1?planned_only=true")["planned"][-1]
        attempt, client = row["attempt_id"], row["client_id"]
        clear = f"/clients/1/{client}/clear"
        health = "/whatsapp-health/1"
        self.write("POST", f"/campaigns/{attempt}/hold", role="operator")
        self.write("POST", f"/campaigns/{attempt}/approve")
        self.write("PUT", f"/campaigns/{attempt}/text", {"text": row["text"] + " Yours!"})
        self.write("POST", clear, role="operator", key="clear-once")
        self.write("POST", clear, role="operator", key="clear-once")
        self.write("POST", clear)
        self.write("POST", health + "/arm", {})
        self.write("POST", health + "/disarm", {"why": "a test"})
        self.write("POST", health + "/reset-limits", role="admin")
        self.refused(self.ask("operator", "POST", health + "/arm", {}), 403)
        self.refused(self.ask("owner", "PUT", "/settings/1", {"tone": "shrill"}), 422)
        self.get(f"/clients/1/{client}/export")
        events = query(self.db, "SELECT kind, why FROM reactivation_events WHERE company_id = 1"
                                " AND why LIKE 'service: %' ORDER BY id")
        self.assertLessEqual({("runDay", "service: owner"), ("putSettings", "service: owner")}, set(events))
        for kind, why, count in (
                ("holdCampaign", f"service: desk, attempt {attempt}", 1),
                ("approveCampaign", f"service: owner, attempt {attempt}", 1),
                ("putCampaignText", f"service: owner, attempt {attempt}", 1),
                ("clearClient", f"service: desk, client {client}", 1),  # once, by one key
                ("clearClient", f"service: owner, client {client}", 1),
                ("armAccount", "service: owner", 1), ("disarmAccount", "service: owner", 1),
                ("resetLimits", "service: admin", 1), ("armAccount", "service: desk", 0),
                ("exportClient", f"service: owner, client {client}", 1)):
            self.assertEqual(events.count((kind, why)), count, (kind, why, events))

    def test_06_results_and_the_report(self):
        stats = self.get("/stats/1?period=week")
        self.assertEqual(stats["all"]["sent"], 0)
        cli = done("stats", "--db", self.db, "--company", 1, "--from", stats["from"], "--to", stats["to"], "--json").json
        self.assertEqual(stats["all"], cli["all"])
        self.assertEqual(stats["results"]["insights"], cli["results"]["insights"])
        report = self.ask("operator", "GET", "/report/1?period=month&locale=ru")
        self.assertEqual(report.status, 200)
        self.assertTrue(report.headers["Content-Type"].startswith("text/html"))
        self.assertIn("default-src 'none'", report.headers["Content-Security-Policy"])
        self.assertIn('lang="ru"', report.body.decode())

    def test_07_the_account_is_armed_stopped_and_confirmed(self):
        health = self.get("/whatsapp-health/1")
        self.assertEqual((health["armed"], health["safe_sends_left_today"]), (False, 0))
        armed = self.write("POST", "/whatsapp-health/1/arm", {})
        self.assertTrue(armed["armed"])
        self.assertGreater(armed["safe_sends_left_today"], 0)
        done("signal", "--db", self.db, "--company", 1, "--kind", "temporary_ban")
        banned = self.get("/whatsapp-health/1")
        self.assertEqual(banned["stopped"], "temporary_ban")
        self.assertEqual((banned["safe_sends_left_today"], banned["next_permit_at"]), (0, None))
        self.assertEqual(banned["incidents"][0]["kind"], "temporary_ban")
        self.refused(self.ask("owner", "POST", "/whatsapp-health/1/reset-limits", {}), 403)
        self.write("POST", "/whatsapp-health/1/reset-limits", {}, role="admin")
        self.assertIsNotNone(self.get("/whatsapp-health/1")["stopped"])  # a ban is a person's to confirm
        time.sleep(1.1)  # a confirmation is for what came before it, to the second
        self.write("POST", "/whatsapp-health/1/confirm", {})
        self.assertIsNone(self.get("/whatsapp-health/1")["stopped"])
        self.assertFalse(self.write("POST", "/whatsapp-health/1/disarm", {"why": "a test"})["armed"])
        self.assertTrue(self.write("POST", "/stop", {"why": "a test"}, role="admin")["stopped"])
        self.assertIsNotNone(self.get("/whatsapp-health/1")["stopped"])
        self.assertIsNotNone(self.get("/whatsapp-health/2", role="admin")["stopped"])
        # What the admin has stopped an owner does not start.
        refused = self.ask("owner", "POST", "/whatsapp-health/1/confirm", {})
        self.refused(refused, 409, "stopped_by_admin")
        self.assertEqual(self.get("/whatsapp-health/1")["stopped"], "all_stopped")
        confirmed = self.write("POST", "/whatsapp-health/1/confirm", {}, role="admin")
        self.assertIsNone(confirmed["stopped"])
        self.assertEqual(self.get("/whatsapp-health/2", role="admin")["stopped"], "all_stopped")

    def test_08_a_person_is_exported_and_erased(self):
        client = self.waiting()[-1]["client_id"]
        document = self.get(f"/clients/1/{client}/export")
        self.assertEqual((document["schema"], document["client_id"]), ("reactivation.person/1", client))
        erased = self.write("DELETE", f"/clients/1/{client}", key="erase-1")
        self.assertEqual(erased, {"erased": True})
        again = self.ask("owner", "DELETE", f"/clients/1/{client}", key="erase-1")
        self.assertEqual((again.status, again.data), (200, {"erased": True}))
        text = json.dumps(self.get(f"/clients/1/{client}/export"))
        self.assertNotIn("+4479", text)
        row, = [one for one in self.get("/clients/1")["items"] if one["client_id"] == client]
        self.assertEqual((row["name"], row["phone_masked"]), ("", None))
        self.assertNotIn(client, [one["client_id"] for one in self.waiting()])

    def test_09_a_conversation_shows_who_wrote_what(self):
        db = self.path / "talk.db"
        salon = self.path / "talk"
        salon.mkdir()
        db = program.make_due_salon(salon, 3)
        done("arm", "--db", db)
        program.set_limits(db, 0, 1000)
        done("run", "--db", db, "--outbox", salon / "out", "--arm")
        owner = serving.make_token(db, "owner", "owner", 1)
        service = Service("--db", db)
        self.addCleanup(service.stop)
        message = program.messages(salon / "out")[0]
        client = message["client_id"]
        done("reply", "--db", db, "--client", client, "--text", "hmm what?", "--event-id", "m1")
        talk = service.ask(owner, "GET", f"/conversations/1/{client}").data
        self.assertEqual([one["from"] for one in talk["messages"]], ["salon", "client"])
        self.assertEqual(talk["messages"][0]["text"], message["text"])
        self.assertEqual(talk["messages"][0]["attempt_id"], message["attempt_id"])
        self.assertEqual(talk["messages"][1]["text"], "hmm what?")
        self.assertTrue(talk["needs_person"])
        waits = service.ask(owner, "GET", "/conversations/1?needs_person=true").data
        self.assertEqual([one["client_id"] for one in waits["items"]], [client])
        self.assertEqual(waits["items"][0]["last_from"], "client")
        replied = service.ask(owner, "GET", "/campaigns/1?status=sent&limit=200").data["items"]
        mine, = [one for one in replied if one["client_id"] == client]
        self.assertEqual(mine["reply_text"], "hmm what?")
        self.assertNotEqual(mine["reply_type"], "none")
        self.assertTrue(service.ask(owner, "POST", f"/clients/1/{client}/clear").data["has_changed"])
        self.assertEqual(service.ask(owner, "GET", "/conversations/1?needs_person=true").data["total"], 0)
        on = service.ask(owner, "GET", "/plan/1?planned_only=true").data["local_date"]
        self.assertEqual(service.ask(owner, "GET", f"/campaigns/1?sent_on={on}").data["total"], 3)
        self.assertEqual(service.ask(owner, "GET", "/campaigns/1?sent_on=2020-01-01").data["total"], 0)
        offers = service.ask(owner, "GET", f"/offers/1?client={client}").data["items"]
        self.assertEqual([one["attempt_id"] for one in offers], [message["attempt_id"]])
        by_phone = service.ask(owner, "GET", "/offers/1?phone=" + message["phone"].replace("+", "%2B"))
        self.assertEqual(by_phone.data["items"], offers)
        before = program.dump(db)
        for path in (f"/conversations/1/{client}", f"/offers/1?client={client}", "/conversations/1"):
            self.assertEqual(service.ask(owner, "GET", path).status, 200)
        self.assertEqual(program.dump(db), before)  # looking is no event, however often a page asks

    def test_10_salons_of_one_account_read_their_own_messages(self):
        salon = self.path / "shared"
        salon.mkdir()
        db = program.make_due_salon(salon, 3)
        serving.second_salon(db, salon)
        program.change(db, "UPDATE reactivation_companies SET account_id = (SELECT account_id FROM"
                           " reactivation_companies WHERE company_id = 1) WHERE company_id = 2")
        mine, hers = first(db, "clients"), first(db, "clients", 2)
        program.change(db, "UPDATE clients SET phone = (SELECT phone FROM clients WHERE id = ?) WHERE id = ?",
                       mine, hers)
        for event, text in (("m1", "to the first salon"), ("m2", "to the number of both")):
            done("reply", "--db", db, "--company", 1, "--client", mine, "--text", text, "--event-id", event)
        # As an account's hook tells of them: the account always, the company when it is known.
        program.change(db, "UPDATE reactivation_inbox SET account_id = (SELECT account_id FROM"
                           " reactivation_companies WHERE company_id = 1),"
                           " company_id = CASE event_id WHEN 'm1' THEN 1 END")
        service = Service("--db", db)
        self.addCleanup(service.stop)
        for company, client, texts in ((1, mine, ["to the first salon", "to the number of both"]),
                                       (2, hers, ["to the number of both"])):
            owner = serving.make_token(db, f"owner {company}", "owner", company)
            talk = service.ask(owner, "GET", f"/conversations/{company}/{client}").data
            self.assertEqual(sorted(one["text"] for one in talk["messages"]), texts)
            export = service.ask(owner, "GET", f"/clients/{company}/{client}/export").body.decode()
            for text in ("to the first salon", "to the number of both"):
                self.assertEqual(text in export, text in texts, (company, text))

    def test_11_a_client_stands_in_the_plan_or_outside_of_it(self):
        salon = self.path / "held"
        salon.mkdir()
        db = program.make_due_salon(salon, 6)
        owner = serving.make_token(db, "owner", "owner", 1)
        service = Service("--db", db)
        self.addCleanup(service.stop)
        count = service.ask(owner, "POST", "/companies/1/run-day").data["attempts_new"]
        self.assertGreater(count, 1)
        planned = service.ask(owner, "GET", "/plan/1").data["planned"]
        self.assertEqual({row["binding_reason"] for row in planned}, {None})
        client = planned[0]["client_id"]
        # The host's own hand: the pause of an order would end the waiting message.
        program.change(db, "UPDATE clients SET reactivation_needs_person = 1 WHERE id = ?", client)
        plan = service.ask(owner, "GET", "/plan/1").data
        reasons = {row["client_id"]: row["binding_reason"] for row in plan["planned"]}
        self.assertEqual(len(reasons), count)
        self.assertEqual(reasons.pop(client), "needs_person")
        self.assertEqual(set(reasons.values()), {None})
        outside = {row["client_id"] for row in plan["skipped"]}
        self.assertNotIn(client, outside)
        self.assertEqual(plan["counts"]["skipped"], len(outside))
        self.assertEqual(sum(one["clients"] for one in plan["left_out"]), len(outside))
        left = service.ask(owner, "GET", "/left-out/1?limit=200").data
        self.assertEqual({row["client_id"] for row in left["items"]}, outside)

    def test_12_what_binds_a_waiting_message_is_what_it_is_dropped_for(self):
        salon = self.path / "bound"
        salon.mkdir()
        db = program.make_due_salon(salon, 3)
        done("arm", "--db", db)
        program.set_limits(db, 0, 1000)
        owner = serving.make_token(db, "owner", "owner", 1)
        service = Service("--db", db)
        self.addCleanup(service.stop)
        forced, dropped, sent = [row for row, in query(db, "SELECT id FROM clients WHERE id > 0 ORDER BY id")]

        def visited(client, days):
            # The host's own hand, of which the library hears nothing.
            program.change(db, "UPDATE reactivation_client_services SET last_visit_at ="
                               " CAST(strftime('%s', 'now') AS INTEGER) - ? * 86400 WHERE client_id = ?",
                           days, client)

        def bound():
            rows = service.ask(owner, "GET", "/plan/1").data["planned"]
            return {row["client_id"]: row["binding_reason"] for row in rows if row["state"]}

        def explained(client):
            return service.ask(owner, "GET", f"/explain/1/{client}").data["binding_reason"]

        visited(forced, 10)
        self.assertIsNone(explained(forced), "no message waits")
        plan = service.ask(owner, "GET", "/plan/1").data
        self.assertIn((forced, "not_due"), [(row["client_id"], row["reason"]) for row in plan["skipped"]])
        order = {"company_id": 1, "client_id": forced, "service_id": first(db, "services")}
        self.assertEqual(service.ask(owner, "POST", "/campaigns/manual", order).code, "not_due")
        by_hand = service.ask(owner, "POST", "/campaigns/manual", {**order, "force": True})
        self.assertEqual(by_hand.status, 200, by_hand.body)
        self.assertEqual(bound(), {forced: None})
        self.assertIsNone(explained(forced), "cadence says nothing against a forced one")
        self.assertEqual(service.ask(owner, "POST", "/companies/1/run-day").data["attempts_new"], 2)
        self.assertEqual(bound(), {forced: None, dropped: None, sent: None})
        visited(dropped, 10)
        self.assertEqual(bound(), {forced: None, dropped: "not_due", sent: None})
        self.assertEqual([explained(each) for each in (forced, dropped, sent)], [None, "not_due", None])
        done("run", "--db", db, "--messenger", f"outbox:{salon / 'out'}")
        states = dict(query(db, "SELECT client_id, state FROM reactivation_attempts"))
        self.assertEqual(states, {forced: "accepted", dropped: "cancelled", sent: "accepted"})


class Sending(unittest.TestCase):
    """With one configuration the service plans and sends, and workers outside do."""
    CLIENTS = 5

    def setUp(self):
        self.temporary = program.folder()
        self.addCleanup(self.temporary.cleanup)
        self.path = pathlib.Path(self.temporary.name)
        self.db = program.make_due_salon(self.path, self.CLIENTS)
        done("arm", "--db", self.db)
        program.set_limits(self.db, 0, 1000)
        self.owner = serving.make_token(self.db, "owner", "owner", 1)
        self.config = self.path / "reactivation.json"

    def configure(self, messenger):
        self.config.write_text(json.dumps({
            "schema": "reactivation.configuration/1", "database": "salon.db",
            "companies": [{"company_id": 1, "messenger": messenger, "schedule": "0 0 * * *"}]}))

    def serve(self, env=None):
        service = Service("--config", self.config, env=env)
        self.addCleanup(service.stop, signal.SIGKILL)
        return service

    def until(self, holds, seconds=60):
        end = time.monotonic() + seconds
        while not holds() and time.monotonic() < end:
            time.sleep(0.1)
        self.assertTrue(holds())

    def sent(self):
        return query(self.db, "SELECT count(*) FROM reactivation_attempts WHERE state = 'accepted'")[0][0]

    def test_a_day_is_planned_and_sent_and_a_hook_opts_out(self):
        self.configure({"kind": "outbox", "folder": "out"})
        service = self.serve()
        self.until(lambda: self.sent() == self.CLIENTS)
        self.assertEqual(len(program.messages(self.path / "out")), self.CLIENTS)
        self.assertEqual(service.ask(self.owner, "GET", "/stats/1").data["all"]["sent"], self.CLIENTS)
        self.assertEqual(service.stop(), 0)
        for line in service.log.splitlines():
            entry = json.loads(line)
            self.assertLessEqual({"at", "level", "event"}, set(entry))
        for message in program.messages(self.path / "out"):
            self.assertNotIn(message["phone"].lstrip("+"), service.log)
            self.assertNotIn(message["text"].split("\n")[0], service.log)
        self.assertNotIn(self.owner, service.log)

    def test_workers_ask_and_report_through_hooks(self):
        self.configure({"kind": "outbox", "folder": "out"})
        env = {"REACTIVATION_WORKER_KEY": WORKER_KEY, "REACTIVATION_ENABLED": "true"}
        # Nobody of this process sends: the schedule's company has no turn before it is planned here.
        done("plan", "--db", self.db)
        db_service = Service("--db", self.db, env=env)
        self.addCleanup(db_service.stop)
        planned = db_service.ask(self.owner, "POST", "/companies/1/run-day").data["planned"]
        self.assertEqual(planned, self.CLIENTS)
        given = []

        def hook(name, body, key=WORKER_KEY):
            return db_service.raw("POST", f"/hooks/{name}", json.dumps(body).encode(),
                                  {"Content-Type": "application/json", **worker_headers(key)})

        self.assertEqual(hook("permit", {"company_id": 1}, "x" * 20).status, 401)
        self.assertEqual(hook("permit", {"company_id": 1}, self.owner).status, 401)

        def work(_):
            for _ in range(20):
                answer = hook("permit", {"company_id": 1})
                self.assertEqual(answer.status, 200, answer.body)
                permit = json.loads(answer.body)
                if not permit["allowed"]:
                    if permit["reason"] is None:
                        return
                    continue
                given.append(permit)
                report = {"attempt_id": permit["message"]["attempt_id"], "epoch": permit["epoch"],
                          "receipt": {"outcome": "accepted", "provider_id": f"w-{len(given)}"}}
                self.assertEqual(hook("outcome", report).status, 200)

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
        self.assertEqual(len(given), self.CLIENTS)
        self.assertEqual(len({one["message"]["attempt_id"] for one in given}), self.CLIENTS)
        rows = db_service.ask(self.owner, "GET", "/campaigns/1?status=accepted").data
        self.assertEqual(rows["total"], self.CLIENTS)


def worker_headers(key):
    return {"Authorization": f"Bearer {key}"}


if __name__ == "__main__":
    unittest.main()
