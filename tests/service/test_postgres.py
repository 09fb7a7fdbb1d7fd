"""Two services on one PostgreSQL: the same answers, one effect a key, and nothing of another company."""
import concurrent.futures
import pathlib
import signal
import subprocess
import time
import unittest

import serving
import postgres
import program
from program import done
from serving import Service


class TwoServices(unittest.TestCase):
    CLIENTS = 12

    def setUp(self):
        if postgres.is_missing():
            self.skipTest("no PostgreSQL server is installed")
        self.temporary = program.folder()
        self.addCleanup(self.temporary.cleanup)
        path = pathlib.Path(self.temporary.name)
        program.make_due_salon(path, self.CLIENTS)  # its files are what is imported here
        self.server = postgres.Server()
        self.addCleanup(self.server.stop)
        self.url = self.server.make_database("salon")
        done("import", "--db", self.url, "--company", 1, "--name", "Salon", "--timezone",
             program.zone_at_noon(), "--country", "GB", "--locale", "en", "--visits",
             path / "visits.csv", "--clients", path / "clients.csv")
        done("settings", "--db", self.url, "--set", 'sending_hours={"start":0,"end":24}', "--set",
             "sending_days=[1,2,3,4,5,6,7]")
        serving.second_salon(self.url, path)
        self.owner = serving.make_token(self.url, "owner", "owner", 1)
        self.other = serving.make_token(self.url, "stranger", "owner", 2)
        self.services = []
        for _ in range(2):
            service = Service("--db", self.url)
            self.addCleanup(service.stop, signal.SIGKILL)
            self.services.append(service)

    def ask(self, which, method, path, body=None, **more):
        reply = self.services[which].ask(self.owner, method, path, body, **more)
        self.assertEqual(reply.status, 200, reply.body)
        return reply.data

    def test_a_day_by_two(self):
        planned = self.ask(0, "GET", "/plan/1")["planned"]
        self.assertGreater(len(planned), 3)
        self.assertEqual(self.ask(1, "POST", "/companies/1/run-day", key="day")["attempts_new"], len(planned))
        self.assertEqual(self.ask(0, "POST", "/companies/1/run-day")["attempts_new"], 0)
        shown = self.ask(0, "GET", "/plan/1?planned_only=true")["planned"]
        self.assertEqual({row["attempt_id"] for row in shown}, {row["attempt_id"] for row in planned})
        one = shown[0]["attempt_id"]
        self.assertTrue(self.ask(0, "POST", f"/campaigns/{one}/hold", key="h")["has_changed"])
        self.assertTrue(self.ask(1, "POST", f"/campaigns/{one}/hold", key="h")["has_changed"])  # the first answer
        self.assertFalse(self.ask(1, "POST", f"/campaigns/{one}/hold", key="h2")["has_changed"])
        text = shown[0]["text"] + " Yours!"
        self.assertTrue(self.ask(1, "PUT", f"/campaigns/{one}/text", {"text": text})["has_changed"])
        rows = self.ask(0, "GET", "/campaigns/1?status=held")["items"]
        self.assertEqual([(row["attempt_id"], row["text"]) for row in rows], [(one, text)])
        seen, cursor = [], ""
        while cursor is not None:
            page = self.ask(len(seen) % 2, "GET", "/campaigns/1?limit=2" + (f"&cursor={cursor}" if cursor else ""))
            seen += [row["attempt_id"] for row in page["items"]]
            cursor = page["next"]
        self.assertEqual(len(seen), len(planned))
        self.assertEqual(len(set(seen)), len(planned))
        client = shown[1]["client_id"]
        self.assertTrue(self.ask(0, "POST", f"/clients/1/{client}/opt-out")["has_changed"])
        self.assertTrue(self.ask(1, "GET", f"/conversations/1/{client}")["opted_out"])
        self.assertEqual(self.ask(1, "GET", "/clients/1?query=CLIENT")["total"], self.CLIENTS)
        self.assertEqual(self.ask(0, "GET", f"/clients/1/{client}/export")["client_id"], client)
        self.assertEqual(self.ask(1, "DELETE", f"/clients/1/{client}"), {"erased": True})
        self.assertEqual(self.ask(0, "GET", f"/offers/1?client={client}")["items"], [])
        self.ask(0, "GET", "/left-out/1")
        self.ask(0, "GET", "/conversations/1")
        self.ask(0, "GET", "/stats/1")
        self.assertTrue(self.ask(0, "POST", "/whatsapp-health/1/arm", {})["armed"])
        self.assertEqual(self.services[0].raw("GET", serving.PREFIX + "/ready").status, 200)
        stranger = self.services[1].ask(self.other, "GET", "/settings/1")
        self.assertEqual(stranger.status, 404)
        self.assertEqual(stranger.body, self.services[1].ask(self.other, "GET", "/settings/99").body)

    def test_one_key_at_once_by_both_is_one_effect(self):
        client = self.ask(0, "GET", "/clients/1")["items"][0]["client_id"]

        def once(n):
            for _ in range(20):
                reply = self.services[n % 2].ask(self.owner, "POST", f"/clients/1/{client}/pause",
                                                 {"until": "2190-01-01"}, key="same")
                if reply.status != 503:
                    return reply
            return reply

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            replies = list(pool.map(once, range(24)))
        self.assertEqual({(one.status, one.body) for one in replies},
                         {(200, b'{"success":true,"data":{"has_changed":true}}')})
        paused = self.server.rows("SELECT count(*) FROM reactivation_events WHERE kind = 'paused'")
        self.assertEqual(paused, [["1"]])

    def test_changes_of_two_at_once_are_both_kept(self):
        rule = self.ask(0, "GET", "/service-rules/1")["items"][0]
        path = f"/service-rules/{rule['service_id']}"
        before = self.ask(0, "GET", "/settings/1")
        for changes in ((("/settings/1", {"tone": "professional"}), ("/settings/1", {"holdout": {"percent": 10}})),
                        ((path, {"company_id": 1, "max_attempts": rule["max_attempts"] % 3 + 1}),
                         (path, {"company_id": 1, "manual_interval": 33}))):
            # Both have come as far as they come before either has written.
            holder = subprocess.Popen(
                ["psql", "-qAtX", self.url, "-c",
                 "BEGIN; SELECT id FROM reactivation_accounts FOR NO KEY UPDATE; SELECT pg_sleep(1.5); COMMIT"],
                stdout=subprocess.DEVNULL)
            time.sleep(0.4)
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda n: self.ask(n, "PUT", *changes[n]), range(2)))
            self.assertEqual(holder.wait(30), 0)
        self.assertNotEqual(before["tone"], "professional")
        after = self.ask(0, "GET", "/settings/1")
        self.assertEqual((after["tone"], after["holdout"]["percent"]), ("professional", 10))
        changed = self.ask(0, "GET", "/service-rules/1")["items"][0]
        self.assertEqual((changed["max_attempts"], changed["manual_interval"]),
                         (rule["max_attempts"] % 3 + 1, 33))

    def test_the_server_goes_and_comes(self):
        self.services[1].stop()
        self.assertEqual(self.ask(0, "GET", "/settings/1")["tone"], "friendly")
        self.server.restart()
        replies = [self.services[0].ask(self.owner, "PUT", "/settings/1", {"tone": "casual"}, key=f"k{n}")
                   for n in range(12)]
        self.assertLessEqual({one.status for one in replies}, {200, 503})
        self.assertEqual(replies[-1].status, 200)


if __name__ == "__main__":
    unittest.main()
