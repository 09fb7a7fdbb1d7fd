"""kill -9 under load loses nothing that was answered; SIGTERM answers what has come; requests that
come twice or at once have one effect."""
import concurrent.futures
import http.client
import json
import os
import pathlib
import random
import signal
import sqlite3
import threading
import time
import unittest

import serving
import program
from program import query
from serving import Service

KILLS = int(os.environ.get("REACTIVATION_SERVICE_KILLS", "12"))
SEED = int(os.environ.get("REACTIVATION_SEED", "20260302"))
LOST = (OSError, http.client.HTTPException)


class Kills(unittest.TestCase):
    CLIENTS = 60

    def setUp(self):
        self.temporary = program.folder()
        self.addCleanup(self.temporary.cleanup)
        self.path = pathlib.Path(self.temporary.name)
        self.db = program.make_due_salon(self.path, self.CLIENTS)
        self.owner = serving.make_token(self.db, "owner", "owner", 1)
        self.clients = [row for row, in query(self.db, "SELECT id FROM clients WHERE id > 0 ORDER BY id")]
        self.service = None

    def serve(self):
        self.service = Service("--db", self.db)
        self.addCleanup(self.service.stop, signal.SIGKILL)
        return self.service

    def test_what_was_answered_is_there_after_every_kill(self):
        chance = random.Random(SEED)
        known = {}  # the first answer of each key
        done_until = {}
        number = 0
        lock = threading.Lock()

        def work(_):
            nonlocal number
            while not stopping.is_set():
                with lock:
                    number += 1
                    key = f"k{number}"
                    client = chance.choice(self.clients)
                    opt = chance.random() < 0.3
                request = (("POST", f"/clients/1/{client}/opt-out", {}) if opt else
                           ("POST", f"/clients/1/{client}/pause", {"until": f"2190-01-{1 + number % 28:02d}"}))
                try:
                    reply = service.ask(self.owner, *request, key=key)
                except LOST:
                    continue
                if reply.status == 200:
                    with lock:
                        known[key] = (request, reply.body)
                        if opt:
                            done_until[client] = True

        for _ in range(KILLS):
            service = self.serve()
            stopping = threading.Event()
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                workers = [pool.submit(work, n) for n in range(4)]
                time.sleep(chance.uniform(0.1, 0.5))
                service.stop(signal.SIGKILL)
                stopping.set()
                for worker in workers:
                    worker.result()
        self.assertGreater(len(known), KILLS)
        out = {client for client, in query(self.db, "SELECT id FROM clients WHERE reactivation_opt_out = 1")}
        self.assertLessEqual(set(done_until), out)
        service = self.serve()
        for key, (request, body) in chance.sample(sorted(known.items()), min(60, len(known))):
            reply = service.ask(self.owner, *request, key=key)
            self.assertEqual((reply.status, reply.body), (200, body), key)  # no second effect
        self.assertEqual(query(self.db, "SELECT count(*) FROM reactivation_api_requests WHERE status = 0"),
                         [(0,)])
        self.assertEqual(query(self.db, "PRAGMA integrity_check"), [("ok",)])

    def test_sigterm_answers_what_has_come_in_and_ends_with_zero(self):
        service = self.serve()
        answers, refused = [], []
        stopping = threading.Event()

        def work(n):
            i = 0
            while not stopping.is_set():
                i += 1
                try:
                    reply = service.ask(self.owner, "POST", f"/clients/1/{self.clients[n]}/pause",
                                        {"until": "2190-01-01"}, key=f"t{n}-{i}")
                    answers.append(reply.status)
                except ConnectionRefusedError:
                    return
                except LOST as error:
                    refused.append(repr(error))
                    return

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            workers = [pool.submit(work, n) for n in range(4)]
            time.sleep(0.5)
            began = time.monotonic()
            self.assertEqual(service.stop(signal.SIGTERM), 0)
            self.assertLess(time.monotonic() - began, 10)
            stopping.set()
            for worker in workers:
                worker.result()
        self.assertEqual(set(answers), {200})
        (stored,), = query(self.db, "SELECT count(*) FROM reactivation_api_requests")
        # What waits in the system's queue when the port closes is reset unread: nothing of it is done.
        self.assertLessEqual(stored - len(answers), len(refused))
        self.assertIn('"event":"stopped"', service.log)

    def test_fifty_of_one_key_at_once_are_one(self):
        service = self.serve()
        client = self.clients[0]

        def once(_):
            return service.ask(self.owner, "POST", f"/clients/1/{client}/pause", {"until": "2190-01-01"},
                               key="same")
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            replies = list(pool.map(once, range(50)))
        while any(one.status == 503 for one in replies):
            self.assertTrue(all(one.headers["Retry-After"] for one in replies if one.status == 503))
            replies = [one if one.status == 200 else once(0) for one in replies]
        self.assertEqual({one.body for one in replies}, {b'{"success":true,"data":{"has_changed":true}}'})
        self.assertEqual(query(self.db, "SELECT count(*) FROM reactivation_events WHERE kind = 'paused'"
                                        f" AND client_id = {client}"), [(1,)])

    def test_another_program_holds_the_store_and_the_answer_is_to_come_again(self):
        service = self.serve()
        holder = sqlite3.connect(self.db, isolation_level=None)
        self.addCleanup(holder.close)
        holder.execute("BEGIN IMMEDIATE")
        reply = service.ask(self.owner, "PUT", "/settings/1", {"tone": "casual"}, key="busy")
        self.assertEqual((reply.status, reply.code), (503, "store_busy"))
        self.assertTrue(reply.headers["Retry-After"])
        self.assertEqual(service.ask(self.owner, "GET", "/settings/1").status, 200)  # reads go on
        holder.execute("ROLLBACK")
        reply = service.ask(self.owner, "PUT", "/settings/1", {"tone": "casual"}, key="busy")
        self.assertEqual((reply.status, reply.data["tone"]), (200, "casual"))
        service.stop()
        errors = [line["error"] for line in map(json.loads, service.log.splitlines())
                  if line["event"] == "request"]
        self.assertEqual(errors, ["storage_busy", None, None])

    def test_a_stop_that_the_store_does_not_take_is_stored_when_it_can_be(self):
        import sqlite3
        admin = serving.make_token(self.db, "admin", "admin")
        service = self.serve()
        holder = sqlite3.connect(self.db, isolation_level=None)
        self.addCleanup(holder.close)
        holder.execute("BEGIN IMMEDIATE")
        reply = service.ask(admin, "POST", "/stop", {"why": "a test"})
        self.assertEqual((reply.status, reply.code), (503, "store_busy"))
        holder.execute("ROLLBACK")
        end = time.monotonic() + 30
        while time.monotonic() < end and not query(self.db, "SELECT 1 FROM reactivation_accounts"
                                                            " WHERE is_stopped = 1"):
            time.sleep(0.2)
        health = service.ask(self.owner, "GET", "/whatsapp-health/1").data
        self.assertEqual(health["stopped"], "all_stopped")

    def test_a_damaged_store_is_no_busy_one(self):
        import contextlib
        import sqlite3
        with contextlib.closing(sqlite3.connect(self.db)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            size, = database.execute("PRAGMA page_size").fetchone()
            root, = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'staff'").fetchone()
        service = self.serve()
        with open(self.db, "r+b") as file:
            file.seek((root - 1) * size)
            file.write(b"\xff" * size)
        reply = service.ask(self.owner, "GET", "/plan/1")
        self.assertEqual((reply.status, reply.code), (500, "storage_corrupt"))
        self.assertIsNone(reply.headers["Retry-After"])
        service.stop()
        line, = [line for line in map(json.loads, service.log.splitlines()) if line["event"] == "request"]
        self.assertEqual((line["status"], line["error"], line["level"]), (500, "storage_corrupt", "warning"))


if __name__ == "__main__":
    unittest.main()
