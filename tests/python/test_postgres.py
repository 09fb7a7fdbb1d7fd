#!/usr/bin/env python3
"""Engines over a real PostgreSQL, their messenger written in Python."""
import json
import os
import pathlib
import sys
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "bindings/python/tests"), str(ROOT / "tests/cli")]
import postgres  # noqa: E402
import reactivation  # noqa: E402
from salon import NOON, VIRTUAL_NOON, Messenger, event, salon  # noqa: E402

SECRETS = ("desk_of_ada", "s3cret", "k1tten")


def setUpModule():
    global SERVER
    if postgres.is_missing():
        raise unittest.SkipTest("no PostgreSQL on this machine")
    SERVER = postgres.Server()
    unittest.addModuleCleanup(SERVER.stop)


def company():
    document = salon()
    return {name: document[name] for name in ("schema", "company", "account")}


def with_salon(name, clients=2):
    """A database with a company whose clients are all due; its URL."""
    url = SERVER.make_database(name)
    with reactivation.Engine(url, create=True, clock=VIRTUAL_NOON) as salons:
        salons.add_company(company())
        SERVER.run(f"""
            INSERT INTO services (id, company_id, title) VALUES (1, 1, 'Haircut');
            INSERT INTO clients (id, company_id, phone, name)
                SELECT i, 1, '+9990000' || (1000 + i), 'Ada' FROM generate_series(1, {clients}) i;
            INSERT INTO bookings (id, company_id, client_id, service_ids, datetime, status)
                SELECT i, 1, i, '{{1}}', to_timestamp({NOON} - 40 * 86400), 'completed'
                FROM generate_series(1, {clients}) i;""", name)
        salons.put_rule(
            1, {"service_id": 1, "reactivation_interval_days": 30, "manual_interval": 30})
    return url


class ADay(unittest.TestCase):
    def test_is_planned_by_one_engine_and_sent_by_another_once(self):
        url = with_salon("a_day")
        with reactivation.Engine(url, clock=VIRTUAL_NOON) as salons:
            self.assertEqual(salons.plan(1).counts.planned, 2)
            self.assertEqual(salons.run_day(1)[1], 2)
            self.assertEqual(salons.run_day(1)[1], 0)
        messenger = Messenger()
        with reactivation.Engine(url, clock=VIRTUAL_NOON, messenger=messenger) as salons:
            self.assertEqual(salons.dispatch(1, window=True).counts.sent, 2)
        with reactivation.Engine(url, clock=VIRTUAL_NOON, messenger=messenger) as salons:
            self.assertEqual(salons.dispatch(1, window=True).counts.sent, 0)
            self.assertEqual(json.loads(salons.snapshot(1))["clients"][0]["name"], "Ada")
        self.assertEqual(sorted(each.client_id for each in messenger.messages), [1, 2])
        ids = SERVER.rows("SELECT provider_id FROM reactivation_attempts ORDER BY 1", "a_day")
        self.assertEqual(ids, [["m-1"], ["m-2"]])

    def test_a_stop_that_one_engine_hears_the_other_obeys(self):
        url = with_salon("a_stop")
        messenger = Messenger()
        with reactivation.Engine(url, clock=VIRTUAL_NOON) as listener, \
                reactivation.Engine(url, clock=VIRTUAL_NOON, messenger=messenger) as salons:
            salons.run_day(1)
            listener.on_event(event("e-1", "+99900001001", "STOP"))
            salons.dispatch(1, window=True)
        self.assertEqual([each.client_id for each in messenger.messages], [2])

    def check_at_once(self, url, engines):
        """So many engines plan and send at the same time: nobody is written to twice."""
        messengers = [Messenger() for _ in range(engines)]
        failures = []

        def work(messenger):
            try:
                with reactivation.Engine(url, clock=VIRTUAL_NOON, messenger=messenger) as salons:
                    salons.run_day(1)
                    salons.dispatch(1, window=True)
            except reactivation.Error as error:
                failures.append(error)

        threads = [threading.Thread(target=work, args=(each,)) for each in messengers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        reached = sorted(each.client_id for one in messengers for each in one.messages)
        self.assertEqual(reached, sorted(set(reached)))
        self.assertGreater(len(reached), 1)

    def test_two_engines_that_dispatch_at_once_send_each_message_once(self):
        self.check_at_once(with_salon("at_once", clients=12), engines=2)

    def test_goes_on_after_the_server_was_away(self):
        url = with_salon("away")
        messenger = Messenger()
        with reactivation.Engine(url, clock=VIRTUAL_NOON, messenger=messenger) as salons:
            salons.run_day(1)
            SERVER.restart()
            self.assertEqual(salons.dispatch(1, window=True).counts.sent, 2)

    def test_through_a_pooler_of_transactions_with_fewer_connections_than_engines(self):
        with_salon("pooled", clients=8)
        pooler = postgres.Pooler(SERVER, pool_size=2)
        self.addCleanup(pooler.stop)
        self.check_at_once(pooler.url("pooled"), engines=4)
        with reactivation.Engine(pooler.url("pooled"), clock=VIRTUAL_NOON) as salons:
            pooler.restart()
            self.assertEqual(salons.run_day(1)[1], 0)

    def test_an_account_is_armed_for_the_database_not_for_a_machine(self):
        url = with_salon("armed")
        with reactivation.Engine(url) as one, reactivation.Engine(url) as other:
            account = one.find_account(1)
            one.arm(account)
            self.assertTrue(other.gate(account).armed_here)

    def test_a_forked_child_leaves_the_connection_to_its_parent(self):
        url = with_salon("forked")
        with reactivation.Engine(url, clock=VIRTUAL_NOON) as salons:
            child = os.fork()
            if child == 0:
                salons.close()
                os._exit(0)
            os.waitpid(child, 0)
            self.assertEqual(salons.plan(1).counts.planned, 2)


class WhatCannotBeOpened(unittest.TestCase):
    def refused(self, url, kind, *words, **options):
        with self.assertRaises(kind) as caught:
            reactivation.Engine(url, **options)
        said = str(caught.exception)
        for word in words:
            self.assertIn(word, said)
        for secret in SECRETS:
            self.assertNotIn(secret, said)

    def test_a_database_without_our_tables_is_not_found_until_they_are_asked_for(self):
        url = SERVER.make_database("empty")
        self.refused(url, reactivation.NotFound, "/empty")
        reactivation.Engine(url, create=True).close()
        reactivation.Engine(url.replace("postgresql:", "postgres:")).close()

    def test_a_wrong_password_shows_neither_user_nor_password(self):
        SERVER.make_database("locked")
        SERVER.run("CREATE ROLE desk_of_ada LOGIN PASSWORD 'right'", "postgres")
        path = SERVER.folder / "data/pg_hba.conf"
        path.write_text("host locked all 127.0.0.1/32 scram-sha-256\n" + path.read_text())
        SERVER.run("SELECT pg_reload_conf()", "postgres")
        url = f"postgresql://desk_of_ada:s3cret-k1tten@127.0.0.1:{SERVER.port}/locked"
        self.refused(url, reactivation.StorageError, "127.0.0.1", "/locked", "the password")

    def test_nobody_there(self):
        port = postgres.free_port()
        self.refused(f"postgresql://desk_of_ada:s3cret-k1tten@127.0.0.1:{port}/salon",
                     reactivation.StorageError, f"127.0.0.1:{port}/salon", "server runs")

    def test_a_database_that_is_not_there(self):
        self.refused(SERVER.url("nowhere"), reactivation.StorageError, "nowhere")

    def test_a_password_that_is_not_encoded_does_not_become_a_part_of_the_message(self):
        for url in ("postgresql://desk_of_ada:s3cret/k1tten@127.0.0.1/salon",
                    "postgresql://desk_of_ada:12/s3cret@127.0.0.1/salon",
                    "postgresql://desk_of_ada:x@s3cret@127.0.0.1/salon",
                    "postgresql://desk_of_ada:%s3cret@127.0.0.1/salon",
                    "postgresql://127.0.0.1/salon?password=s3cret&k1tten"):
            with self.subTest(url):
                self.refused(url, reactivation.StorageError, "cannot be read", "%2F")

    def test_an_address_without_slashes(self):
        for url in ("postgresql:", "postgresql:desk_of_ada:s3cret@127.0.0.1/salon", "postgresql"):
            self.refused(url, reactivation.InvalidArgument, "storage")

    def test_the_capabilities_name_it(self):
        self.assertIn("postgresql", reactivation.capabilities()["storages"])


if __name__ == "__main__":
    unittest.main()
