"""Four daemons share a hundred companies on one PostgreSQL, half of them through a pooler of
transactions, while daemons are killed and stopped, connections cut, pooler, server and Redis restarted,
Redis emptied, and people opt out. What left is judged from the messenger's own log and the database alone."""
import datetime
import json
import os
import pathlib
import random
import signal
import subprocess
import time
import unittest

import host_salons
import postgres
import program
import redis_server
from program import done

PERMITS = int(os.environ.get("REACTIVATION_PERMITS", "2000"))
SEED = int(os.environ.get("REACTIVATION_SEED", "20260302"))
COMPANIES = 100
ACCOUNTS = COMPANIES - COMPANIES // 10
DAILY_MAX = PERMITS // ACCOUNTS + 1
CLIENTS = DAILY_MAX + DAILY_MAX // 5  # of each company: more than may be written to
DAEMONS = 4
TROUBLE_S = 60 * PERMITS / 2000
STOP_MAX_S = 3.0
# From the last look to the moment the messenger writes its line, by a daemon that was stopped then.
LOOK_TO_LINE_MAX_S = 4.0 + STOP_MAX_S

# Every tenth company sends through its neighbour's account: one limit for both.
SHARED = f"""
UPDATE reactivation_companies SET account_id = company_id - 1 WHERE company_id % 10 = 0;
"""


class Workers(unittest.TestCase):
    def setUp(self):
        if postgres.is_missing() or redis_server.is_missing():
            self.skipTest("no PostgreSQL server, or no Redis, is installed")
        self.chance = random.Random(SEED)
        self.temporary = program.folder()
        self.addCleanup(self.temporary.cleanup)
        self.path = pathlib.Path(self.temporary.name)
        self.path.chmod(0o755)
        self.server = postgres.Server()
        self.addCleanup(self.server.stop)
        self.pooler = postgres.Pooler(self.server)
        self.addCleanup(self.pooler.stop)
        self.redis = redis_server.Redis()
        self.addCleanup(lambda: self.redis.stop())
        self.log = self.path / "log"
        self.script = self.path / "send"
        self.script.write_text(f"""#!/bin/sh
line=$(cat)
[ -n "$line" ] || exit 75
id=${{line#*\\"attempt_id\\":}}; id=${{id#*\\"}}; id=${{id%%\\"*}}
client=${{line#*\\"client_id\\":}}; client=${{client%%,*}}
echo "$id $client $(date +%s.%N)" >> {self.log}
echo "id-$id"
""")
        self.script.chmod(0o755)
        self.opted_out = {}
        self.daemons = []

    def make_salons(self):
        self.server.make_database("salon")
        self.server.run(host_salons.TABLES
                        + host_salons.rows(program.zone_at_noon(), COMPANIES, CLIENTS))
        url = self.server.url()
        # The first command brings our tables.
        answer = program.run("init", "--db", url, "--company", COMPANIES + 1, "--name", "Last",
                             "--timezone", "UTC", "--country", "GB")
        self.assertEqual(answer.code, 0, answer.err)
        self.server.run(host_salons.at_every_hour(DAILY_MAX, 3) + SHARED)
        done("arm", "--db", url, "--account", 1)
        self.server.run("UPDATE reactivation_accounts SET is_governed = 0, armed_for ="
                        " (SELECT armed_for FROM reactivation_accounts WHERE id = 1)")

    def start(self, which):
        url = self.server.url() if which % 2 else self.pooler.url()
        errors = open(self.path / f"daemon-{which}", "ab")
        with errors:
            return subprocess.Popen([program.PROGRAM, "daemon", "--db", url, "--messenger",
                                     f"program:{self.script}", "--every", "1", "--lease", "60"],
                                    stdout=subprocess.DEVNULL, stderr=errors,
                                    env=dict(os.environ, REACTIVATION_REDIS=self.redis.url))

    def revive(self):
        """One that began while the server was away has ended; its supervisor starts it again."""
        for which, daemon in enumerate(self.daemons):
            if daemon.poll() is not None:
                self.daemons[which] = self.start(which)

    def disturb(self):
        """One thing that goes wrong."""
        kind = self.chance.random()
        which = self.chance.randrange(DAEMONS)
        if kind < 0.3:
            self.daemons[which].kill()
            self.daemons[which].wait()
            self.daemons[which] = self.start(which)
            return "killed"
        if kind < 0.5:
            self.daemons[which].send_signal(signal.SIGSTOP)
            time.sleep(self.chance.uniform(0.2, STOP_MAX_S))
            self.daemons[which].send_signal(signal.SIGCONT)
            return "stopped"
        if kind < 0.8:
            self.server.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                             " application_name = 'reactivation' AND random() < 0.5", "postgres")
            return "cut"
        if kind < 0.9:
            self.pooler.restart()
            return "pooler"
        if kind < 0.94:
            self.server.restart()
            return "server"
        if kind < 0.96:
            self.redis.ask("FLUSHALL")
            return "flushed"
        if kind < 0.975:
            self.redis.stop()
            time.sleep(self.chance.uniform(0.1, 2))
            self.redis.start()
            return "redis"
        client = self.chance.randrange(1, COMPANIES * CLIENTS + 1)
        # Half by the host's own UPDATE, half by a command.
        if client % 2:
            self.server.run(f"UPDATE clients SET reactivation_opt_out = true WHERE id = {client}")
        else:
            company = (client - 1) // CLIENTS + 1
            done("optout", "--db", self.server.url(), "--company", company, "--client", client)
        self.opted_out[client] = time.time()
        return "opted out"

    def count(self, where):
        return int(self.server.rows(f"SELECT count(*) FROM reactivation_attempts WHERE {where}")
                   [0][0])

    def leased(self):
        """Companies that a worker has, or one that died."""
        return int(self.server.rows("SELECT count(*) FROM reactivation_company_leases WHERE"
                                    " lease_until > extract(epoch FROM now())")[0][0])

    def waiting(self):
        return self.count("state IN ('planned', 'drafted', 'ready', 'deferred')")

    def lines(self):
        if not self.log.exists():
            return []
        return [(attempt, int(client), float(at)) for attempt, client, at in
                (line.split() for line in self.log.read_text().splitlines())]

    def test_nothing_goes_twice_or_over(self):
        self.make_salons()
        begun = time.time()
        self.daemons = [self.start(which) for which in range(DAEMONS)]
        self.addCleanup(lambda: [daemon.kill() for daemon in self.daemons])
        happened = {}
        while time.time() - begun < TROUBLE_S:
            time.sleep(self.chance.uniform(0.2, 0.8))
            kind = self.disturb()
            self.revive()
            happened[kind] = happened.get(kind, 0) + 1
            if len(self.lines()) >= PERMITS * 0.95 or (
                    happened.get("killed", 0) > 8 and self.waiting() == 0 and self.count("true")):
                break
        self.revive()
        # Calm: what can still go out goes out.
        calm = time.time()
        while time.time() - calm < 180 * PERMITS / 2000:
            before = len(self.lines())
            time.sleep(4)
            if (len(self.lines()) == before and self.count("state = 'dispatching'") == 0
                    and self.leased() == 0):
                break
        took = time.time() - begun
        for daemon in self.daemons:
            daemon.send_signal(signal.SIGTERM)
        codes = [daemon.wait(timeout=60) for daemon in self.daemons]
        if any(codes):
            for which in range(DAEMONS):
                print((self.path / f"daemon-{which}").read_text()[-1500:], flush=True)
        tomorrow = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=2)
        done("sweep", "--db", self.server.url(), "--company", 1, "--now", tomorrow.strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.judge(happened, took)
        self.assertEqual(codes, [0] * DAEMONS)

    def judge(self, happened, took):
        lines = self.lines()
        attempts = [attempt for attempt, _, _ in lines]
        clients = [client for _, client, _ in lines]
        states = dict(self.server.rows("SELECT state, count(*) FROM reactivation_attempts GROUP BY"
                                       " state"))
        print(f"{len(lines)} sent in {took:.0f} s, {json.dumps(happened)}, {json.dumps(states)}",
              flush=True)
        self.assertEqual(len(attempts), len(set(attempts)), "an attempt left twice")
        self.assertEqual(len(clients), len(set(clients)), "a client got two on one day")
        for attempt, client, at in lines:
            if client in self.opted_out:
                self.assertLess(at, self.opted_out[client] + LOOK_TO_LINE_MAX_S, attempt)
        late = self.server.rows(
            "SELECT d.attempt_id FROM reactivation_events d JOIN reactivation_events o"
            " ON o.client_id = d.client_id AND o.company_id = d.company_id"
            " WHERE d.to_state = 'dispatching' AND o.kind = 'opted_out' AND o.id < d.id")
        self.assertEqual(late, [], "a permit was given after an opt-out")
        # Limits, over the messenger's lines and over the ledger.
        account_of = {int(client): int(account) for client, account in self.server.rows(
            "SELECT k.id, c.account_id FROM clients k JOIN reactivation_companies c USING"
            " (company_id)")}
        sent = {}
        for client in clients:
            sent[account_of[client]] = sent.get(account_of[client], 0) + 1
        self.assertLessEqual(max(sent.values()), DAILY_MAX)
        counted = self.server.rows("SELECT account_id, count(*) FROM reactivation_ledger WHERE"
                                   " counts <> 0 GROUP BY account_id")
        self.assertLessEqual(max(int(count) for _, count in counted), DAILY_MAX)
        self.assertGreater(len(lines), PERMITS * 0.95)
        # Whatever left is counted, and everything has come to an end.
        ledger = {row[0] for row in self.server.rows(
            "SELECT attempt_id FROM reactivation_ledger WHERE counts <> 0")}
        self.assertLessEqual(set(attempts), ledger)
        self.assertLessEqual(set(states), {"accepted", "uncertain", "uncertain_final", "cancelled",
                                           "rejected"}, states)
        accepted = {row[0] for row in self.server.rows(
            "SELECT id FROM reactivation_attempts WHERE state = 'accepted'")}
        self.assertLessEqual(accepted, set(attempts), "accepted, but it never left")
        # Whoever answers finds the offer that was made, whatever became of Redis.
        lost = self.server.rows("SELECT a.id FROM reactivation_attempts a LEFT JOIN"
                                " reactivation_dialogues d USING (company_id, client_id)"
                                " WHERE a.state = 'accepted' AND (d.body IS NULL"
                                "  OR d.body::json->>'attempt_id' <> a.id)")
        self.assertLess(len(lost), DAEMONS * (happened.get("killed", 0) + happened.get("cut", 0)
                                              + happened.get("server", 0) + 1))
        # Each state is the sum of its events.
        wrong = self.server.rows(
            "SELECT a.id FROM reactivation_attempts a JOIN LATERAL (SELECT e.to_state FROM"
            " reactivation_events e WHERE e.attempt_id = a.id AND e.kind = 'attempt'"
            " ORDER BY e.id DESC LIMIT 1) last ON true WHERE last.to_state <> a.state")
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    unittest.main()
