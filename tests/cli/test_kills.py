"""Two programs on one file, killed at random moments while people opt out. What left is judged from
the messenger's own log and the database alone."""
import datetime
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time
import unittest

import program
from program import done, query, set_limits

KILLS = int(os.environ.get("REACTIVATION_KILLS", "200"))
SEED = int(os.environ.get("REACTIVATION_SEED", "20260302"))
# Each round works on a file of its own: (clients, seconds between two sends, sends an hour).
ROUNDS = [(160, 0, 60), (40, 1, 1000), (200, 0, 1000), (100, 0, 25)]
# From the last look to the moment the messenger's script writes its line: the script has to wake up.
LOOK_TO_LINE_MAX_S = 3.0


class World:
    """A salon whose clients are all due, and a messenger that keeps a log."""

    def __init__(self, path, clients, gap_s, hourly_max):
        self.path = pathlib.Path(path)
        self.db = program.make_due_salon(self.path, clients)
        self.script = self.path / "send"
        self.log = program.make_script(self.script, 'log()\nprint("id-" + message["attempt_id"])')
        set_limits(self.db, 0, 10_000)
        # Not armed: it plans the whole day, and sends nothing.
        done("daemon", "--db", self.db, "--messenger", f"program:{self.script}", "--once")
        (self.planned,), = query(self.db, "SELECT count(*) FROM reactivation_attempts")
        self.gap_s, self.hourly_max = gap_s, hourly_max
        done("arm", "--db", self.db)
        set_limits(self.db, gap_s, hourly_max)  # arming switches the governor on
        self.opted_out = {}

    def start(self):
        return subprocess.Popen([program.PROGRAM, "run", "--db", str(self.db), "--messenger",
                                 f"program:{self.script}", "--lease", "2"],
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def opt_out(self, client):
        done("optout", "--db", self.db, "--client", client)
        self.opted_out[client] = time.time()

    def finish(self):
        """Everything that can still go out goes out; then the day ends."""
        for _ in range(60):
            answer = done("run", "--db", self.db, "--messenger", f"program:{self.script}", "--json")
            counts = answer.json["counts"]
            (waiting,), = query(self.db, "SELECT count(*) FROM reactivation_attempts WHERE state IN"
                                         " ('planned', 'drafted', 'ready', 'deferred')")
            if waiting == 0 or (counts["sent"] == 0 and self.gap_s == 0):
                break
            time.sleep(self.gap_s / 2)
        time.sleep(0.5)  # scripts of killed programs write their last lines
        tomorrow = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=2)
        done("sweep", "--db", self.db, "--now", tomorrow.strftime("%Y-%m-%dT%H:%M:%SZ"))


class Kills(unittest.TestCase):
    def kill_many(self, world, kills, chance):
        killed = 0
        programs = [world.start(), world.start()]
        clients = [row[0] for row in query(world.db, "SELECT id FROM clients")]
        while killed < kills:
            time.sleep(chance.uniform(0.0, 0.25))
            if chance.random() < 0.2:
                world.opt_out(chance.choice(clients))
            which = chance.randrange(2)
            victim = programs[which]
            # One that has ended by itself has sent what may leave now; it counts for nothing.
            if victim.poll() is None:
                victim.send_signal(signal.SIGKILL)
                killed += 1
            else:
                self.assertEqual(victim.returncode, 0, victim.stderr.read())
                killed += 0.25  # a world without anything left to send does not last for ever
            victim.wait()
            victim.stderr.close()
            programs[which] = world.start()
        for victim in programs:
            victim.kill()
            victim.wait()
            victim.stderr.close()

    def judge(self, world):
        lines = program.lines_of(world.log)
        attempts = [attempt for attempt, _, _ in lines]
        clients = [client for _, client, _ in lines]
        self.assertEqual(len(attempts), len(set(attempts)), "an attempt left twice")
        self.assertEqual(len(clients), len(set(clients)), "a client got two on one day")
        # Nobody who had opted out.
        for attempt, client, at in lines:
            if client in world.opted_out:
                self.assertLess(at, world.opted_out[client] + LOOK_TO_LINE_MAX_S, attempt)
        late = query(world.db,
                     "SELECT d.attempt_id FROM reactivation_events d JOIN reactivation_events o"
                     " ON o.client_id = d.client_id AND o.company_id = d.company_id"
                     " WHERE d.to_state = 'dispatching' AND o.kind = 'opted_out' AND o.id < d.id")
        self.assertEqual(late, [], "a permit was given after an opt-out")
        # The account's windows, over the lines and over the ledger.
        self.assertLessEqual(len(lines), world.hourly_max)
        ledger = [row[0] for row in query(world.db, "SELECT sent_at FROM reactivation_ledger WHERE"
                                                    " counts <> 0 ORDER BY sent_at")]
        self.assertLessEqual(len(ledger), world.hourly_max)
        for earlier, later in zip(ledger, ledger[1:]):
            self.assertGreaterEqual(later - earlier, world.gap_s)
        # Whatever left is counted, and everything has come to an end.
        counted = {row[0] for row in query(
            world.db, "SELECT attempt_id FROM reactivation_ledger WHERE counts <> 0")}
        self.assertLessEqual(set(attempts), counted)
        states = dict(query(world.db, "SELECT state, count(*) FROM reactivation_attempts"
                                      " GROUP BY state"))
        self.assertLessEqual(set(states), {"accepted", "uncertain", "uncertain_final", "cancelled",
                                           "rejected"}, states)
        told = {row[0] for row in query(
            world.db, "SELECT id FROM reactivation_attempts WHERE state = 'accepted'")}
        self.assertLessEqual(told, set(attempts), "accepted, but it never left")
        integrity = query(world.db, "PRAGMA integrity_check")
        self.assertEqual(integrity, [("ok",)])
        return len(lines), states

    def test_no_kill_makes_a_message_leave_twice_or_against_a_no(self):
        chance = random.Random(SEED)
        total = 0
        for number, (clients, gap_s, hourly_max) in enumerate(ROUNDS):
            with program.folder() as path, self.subTest(gap_s=gap_s, hourly_max=hourly_max):
                world = World(path, clients, gap_s, hourly_max)
                self.assertEqual(world.planned, clients)
                self.kill_many(world, KILLS / len(ROUNDS), chance)
                world.finish()
                sent, states = self.judge(world)
                total += sent
                print(f"round {number}: {sent} messages, {json.dumps(states)},"
                      f" {len(world.opted_out)} opt-outs", file=sys.stderr)
                if hourly_max < clients / 2:
                    self.assertGreaterEqual(sent, hourly_max * 0.5, "the limit was never reached")
        self.assertGreater(total, 0)


if __name__ == "__main__":
    unittest.main()
