"""The listener: webhooks and workers over sockets, with clients and a machine that do not behave."""
import concurrent.futures
import contextlib
import json
import pathlib
import signal
import socket
import threading
import time
import unittest

import program
from listening import (ENV, HOOK, KEY, Listening, body_of, request, signed, status, whatsapp, words)
from program import done, dump, query, run
from salon import DueSalon, Salon


class Webhooks(Salon):
    def listening(self, *arguments, **keywords):
        arguments = arguments or ("--whatsapp", "1060")
        listener = Listening(self.db, *arguments, **keywords)
        self.addCleanup(listener.stop, signal.SIGKILL)
        return listener

    def stored(self):
        return [row[0] for row in query(self.db, "SELECT event_id FROM reactivation_inbox ORDER BY id")]

    def is_opted_out(self):
        return query(self.db, f"SELECT reactivation_opt_out FROM clients WHERE id = {self.client}") == [(1,)]

    def test_a_stop_is_stored_before_it_is_answered_and_told_in_no_log(self):
        listener = self.listening()
        body = words(self.message["phone"], "Больше не пишите мне", "wamid.canary")
        self.assertEqual(status(listener.send(signed(body, secret="other"))), 401)
        self.assertEqual(self.stored(), [])
        self.assertEqual(status(listener.send(signed(body))), 200)
        self.assertTrue(self.is_opted_out())  # while the listener is still there
        self.assertEqual(listener.stop(), 0)
        self.assertRegex(listener.log, r"(?m)^\S+Z whatsapp 401$")
        self.assertRegex(listener.log, r"(?m)^\S+Z whatsapp 200 stored 1$")
        self.assertRegex(listener.log, r"(?m)^\S+Z stopped$")
        for secret in [self.message["phone"].lstrip("+"), "canary", "app-secret", "Больше"]:
            self.assertNotIn(secret, listener.log)

    def test_a_client_who_goes_before_the_answer_delivers_again_with_one_effect(self):
        listener = self.listening()
        body = signed(words(self.message["phone"], "стоп", "wamid.1"))
        for _ in range(5):
            with listener.connect() as connection:
                connection.sendall(body)  # and away
        with listener.connect() as connection:
            connection.sendall(body[:-10])  # cut within the body
        end = time.monotonic() + 30
        while self.stored() == [] and time.monotonic() < end:
            time.sleep(0.05)
        self.assertEqual(status(listener.send(body)), 200)
        self.assertEqual(self.stored(), ["wamid.1"])
        self.assertTrue(self.is_opted_out())

    def test_a_hundred_duplicates_at_once_have_one_effect(self):
        listener = self.listening("--whatsapp", "1060", "--threads", 8)
        same = signed(words(self.message["phone"], "гм", "wamid.1"))
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: status(listener.send(same)), range(100)))
        self.assertEqual(answers, [200] * 100)
        self.assertEqual(self.stored(), ["wamid.1"])
        listener.stop()
        self.assertEqual(listener.log.count("stored 1"), 1)
        self.assertEqual(listener.log.count("known 1"), 99)
        self.assertEqual(listener.log.count("a reply waits for you"), 1)

    def test_a_method_that_nobody_takes_reads_no_body(self):
        listener = self.listening()
        for method in ("PRI", "TRACE", "CONNECT", "BREW"):
            answer = listener.send(request(method, "/health", b"x" * 3_000_000))
            self.assertIn(status(answer), (0, 400, 404, 405), method)
        self.assertEqual(status(listener.send(request("GET", "/health"))), 200)

    def test_large_slow_and_broken_requests_cost_nothing(self):
        listener = self.listening()
        before = dump(self.db)
        self.assertEqual(status(listener.send(signed(b"x" * (2 << 20)))), 413)
        chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
        self.assertEqual(status(listener.send(
            b"POST /whatsapp/1060 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 32)), 413)
        self.assertEqual(status(listener.send(signed(b"x" * (1 << 20)))), 400)
        self.assertEqual(status(listener.send(b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 9000 + b"\r\n")), 400)
        self.assertEqual(status(listener.send(b"\0\1\2\r\n\r\n")), 400)
        self.assertEqual(status(listener.send(request("GET", "/canary"))), 404)
        self.assertEqual(status(listener.send(request("PUT", "/whatsapp/1060"))), 405)
        for piece in [b"", b"GET", b"POST /whatsapp/1060 HTTP/1.1\r\nContent-Length: 9\r\n\r\n{}"]:
            with listener.connect() as connection:
                connection.sendall(piece)
        slow = listener.connect()  # a byte now and then
        slow.sendall(b"POST /whats")
        begun = time.monotonic()
        self.assertEqual(status(listener.send(request("GET", "/health"))), 200)
        self.assertLess(time.monotonic() - begun, 5)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            while time.monotonic() - begun < 30:
                slow.sendall(b"a")
                time.sleep(0.5)
        self.assertLess(time.monotonic() - begun, 20)
        slow.close()
        self.assertEqual(dump(self.db), before)
        self.assertEqual(listener.stop(signal.SIGINT), 0)
        self.assertNotIn("canary", listener.log)

    def test_while_another_program_holds_the_file_it_is_503_and_then_repeated(self):
        listener = self.listening()
        body = signed(words(self.message["phone"], "стоп", "wamid.1"))
        with contextlib.closing(program.sqlite3.connect(self.db, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            self.assertEqual(status(listener.send(body)), 503)
            self.assertEqual(self.stored(), [])
            other.execute("ROLLBACK")
        # From here on the listener may store what it owes before the repetition comes.
        self.assertEqual(status(listener.send(body)), 200)
        self.assertEqual(self.stored(), ["wamid.1"])
        self.assertTrue(self.is_opted_out())

    def test_what_was_answered_with_200_outlives_any_end(self):
        for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGINT):
            listener = self.listening("--whatsapp", "1060", "--threads", 4)
            answered, is_over = set(), threading.Event()

            def deliver(thread, port_of=listener, number=number):
                for i in range(10_000):
                    if is_over.is_set():
                        return
                    name = f"wamid.{number}.{thread}.{i}"
                    try:
                        answer = port_of.send(signed(words(self.message["phone"], "да", name)))
                    except OSError:
                        return
                    if status(answer) == 200:
                        answered.add(name)

            threads = [threading.Thread(target=deliver, args=(thread,)) for thread in range(6)]
            for thread in threads:
                thread.start()
            end = time.monotonic() + 60
            while len(answered) < 20 and time.monotonic() < end:
                time.sleep(0.05)
            code = listener.stop(number)
            is_over.set()
            for thread in threads:
                thread.join(60)
            self.assertEqual(code, -signal.SIGKILL if number == signal.SIGKILL else 0)
            self.assertGreaterEqual(len(answered), 20)
            self.assertLessEqual(answered, set(self.stored()))

    def test_the_gateway_and_the_handshake(self):
        listener = self.listening("--path", "/hooks/", "--whatsapp", "1:1060", "--evolution", "salon")
        body = json.dumps({"event": "messages.upsert", "instance": "salon", "data": {
            "key": {"remoteJid": self.message["phone"].lstrip("+") + "@s.whatsapp.net",
                    "fromMe": False, "id": "3EB0"}, "message": {"conversation": "стоп"}}}).encode()
        self.assertEqual(status(listener.post("/hooks/evolution/salon", body)), 401)
        self.assertEqual(status(listener.post("/hooks/evolution/salon", body,
                                              Authorization="Bearer gate-secret")), 200)
        self.assertTrue(self.is_opted_out())
        asked = "/hooks/whatsapp/1060?hub.mode=subscribe&hub.challenge=1158&hub.verify_token="
        self.assertTrue(listener.send(request("GET", asked + "mine")).endswith(b"\r\n\r\n1158"))
        self.assertEqual(status(listener.send(request("GET", asked + "yours"))), 403)
        self.assertEqual(status(listener.post("/whatsapp/1060", b"")), 404)

    def test_hints_of_yclients_wait_in_a_folder_without_a_word_of_their_bodies(self):
        listener = self.listening("--yclients", 4564)
        body = json.dumps({"company_id": 4564, "resource": "record", "resource_id": 77, "data": {
            "client": {"id": 5, "name": "Canary", "phone": "79001112233"}}}).encode()
        for _ in range(3):
            self.assertEqual(status(listener.post(f"/yclients/4564/{HOOK}", body)), 200)
        self.assertEqual(status(listener.post("/yclients/4564/other", body)), 404)
        folder = pathlib.Path(f"{self.db}.yclients-4564.hooks")
        files = list(folder.iterdir())
        self.assertEqual([file.name for file in files], ["record-77-5.hint"])
        self.assertEqual([file.read_bytes() for file in files], [b""])
        self.assertEqual(folder.stat().st_mode & 0o777, 0o700)
        listener.stop()
        self.assertNotIn(HOOK, listener.log)

    def test_what_is_missing_or_wrong_is_named(self):
        place = ["listen", "--db", self.db, "--listen", "127.0.0.1:0"]
        for more, env, saying in [
                ([], {}, "--whatsapp"), (["--whatsapp", "1"], {}, "WHATSAPP_APP_SECRET"),
                (["--evolution", "x"], {}, "EVOLUTION_WEBHOOK_SECRET"),
                (["--yclients", "4564"], {}, "YCLIENTS_HOOK_SECRET"),
                (["--workers"], {}, "REACTIVATION_WORKER_KEY"),
                (["--workers"], {"REACTIVATION_WORKER_KEY": "short"}, "openssl rand"),
                (["--whatsapp", "x:1060"], ENV, "COMPANY:NAME"),
                (["--whatsapp", "9:1060"], ENV, "9"),
                (["--whatsapp", "1", "--whatsapp", "2", "--own-phone", "7"], ENV, "--own-phone")]:
            self.refused(*place, *more, env=env, saying=[saying])
        for address in ["8787", ":8787", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536"]:
            self.refused(*place[:3], "--listen", address, "--whatsapp", "1", env=ENV,
                         saying=["--listen"])
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.refused(*place[:3], "--listen", f"127.0.0.1:{taken.getsockname()[1]}", "--whatsapp",
                         "1", env=ENV, saying=["taken"], code=1)


class Workers(DueSalon):
    def ask(self, listener, path, document, key=KEY):
        return listener.post(path, json.dumps(document).encode(), Content_Type="application/json",
                             Authorization=f"Bearer {key}")

    def listening(self, *arguments, **keywords):
        listener = Listening(self.db, "--workers", *arguments, **keywords)
        self.addCleanup(listener.stop, signal.SIGKILL)
        return listener

    def planned(self, listener):
        """It has planned the day by itself."""
        end = time.monotonic() + 60
        while "company 1: planned 5, 5 new" not in listener.log and time.monotonic() < end:
            time.sleep(0.05)
        self.assertIn("company 1: planned 5, 5 new", listener.log)

    def test_workers_send_a_day_once_each_and_report_it(self):
        self.arm()
        listener = self.listening("--threads", 4)
        self.planned(listener)
        given = []

        def work(_):
            for _ in range(40):
                answer = self.ask(listener, "/permit", {"company_id": 1})
                self.assertEqual(status(answer), 200)
                permit = body_of(answer)
                if permit["allowed"]:
                    given.append(permit)
                    report = {"attempt_id": permit["message"]["attempt_id"], "epoch": permit["epoch"],
                              "receipt": {"outcome": "accepted", "provider_id": f"w-{len(given)}"}}
                    self.assertEqual(status(self.ask(listener, "/outcome", report)), 200)
                elif permit["reason"] is None:
                    return

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
        self.assertEqual(len({permit["message"]["attempt_id"] for permit in given}), self.CLIENTS)
        self.assertEqual(len(given), self.CLIENTS)
        self.assertEqual(query(self.db, "SELECT state, count(*) FROM reactivation_attempts GROUP BY 1"),
                         [("accepted", self.CLIENTS)])
        listener.stop()
        for permit in given:
            self.assertNotIn(permit["message"]["phone"].lstrip("+"), listener.log)
        self.assertNotIn(KEY, listener.log)

    def test_nothing_is_given_without_the_key_disarmed_or_switched_off(self):
        listener = self.listening()
        self.planned(listener)
        self.assertEqual(status(self.ask(listener, "/permit", {"company_id": 1}, key="x" * 20)), 401)
        self.assertEqual(status(listener.post("/permit", b'{"company_id":1}',
                                              Content_Type="application/json")), 401)
        self.assertEqual(status(self.ask(listener, "/permit", {"company_id": 2})), 403)
        permit = body_of(self.ask(listener, "/permit", {"company_id": 1}))
        self.assertEqual((permit["allowed"], permit["reason"]), (False, "account_disarmed"))
        listener.stop()
        self.arm()
        off = self.listening(env={"REACTIVATION_ENABLED": "false"})
        permit = body_of(self.ask(off, "/permit", {"company_id": 1}))
        self.assertEqual((permit["allowed"], permit["reason"]), (False, "switched_off"))
        self.assertEqual(query(self.db, "SELECT count(*) FROM reactivation_ledger"), [(0,)])
        off.stop()
        self.assertNotIn("planned", off.log)

    def test_without_workers_there_are_no_such_paths(self):
        listener = Listening(self.db, "--whatsapp", "1060")
        self.addCleanup(listener.stop, signal.SIGKILL)
        self.assertEqual(status(self.ask(listener, "/permit", {"company_id": 1})), 404)
        self.assertEqual(run("listen", "--help").code, 0)


if __name__ == "__main__":
    unittest.main()
