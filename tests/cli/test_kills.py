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
# Kinds of worlds: (share of the kills, clients, seconds between two sends, sends an hour).
ROUNDS = [(0.3, 160, 0, 60), (0.1, 20, 1, 1000), (0.3, 200, 0, 1000), (0.3, 100, 0, 25)]
# A world whose programs are killed before they get to a message is left, so that messages flow.
KILLS_A_WORLD_MAX = 50
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

    def is_spent(self, ended):
        """Nothing can leave now; `ended` programs in a row have ended by themselves."""
        if self.gap_s == 0:
            return ended >= 3
        return ended > 0 and self.waiting() == 0

    def waiting(self):
        (count,), = query(self.db, "SELECT count(*) FROM reactivation_attempts WHERE state IN"
                                   " ('planned', 'drafted', 'ready', 'deferred')")
        return count

    def finish(self):
        """Everything that can still go out goes out; then the day ends."""
        for _ in range(60):
            answer = done("run", "--db", self.db, "--messenger", f"program:{self.script}", "--json")
            counts = answer.json["counts"]
            if self.waiting() == 0 or (counts["sent"] == 0 and self.gap_s == 0):
                break
            time.sleep(self.gap_s / 2)
        time.sleep(0.5)  # scripts of killed programs write their last lines
        tomorrow = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=2)
        done("sweep", "--db", self.db, "--now", tomorrow.strftime("%Y-%m-%dT%H:%M:%SZ"))


class Kills(unittest.TestCase):
    def killed(self, victim):
        """Whether it was alive to be killed; one that has ended by itself must have ended well."""
        victim.send_signal(signal.SIGKILL)
        code = victim.wait()
        with victim.stderr:
            self.assertIn(code, (0, -signal.SIGKILL), victim.stderr.read())
        return code == -signal.SIGKILL

    def kill_many(self, world, kills_max, chance):
        """Kills until the number is reached or the world has nothing left to send: how many."""
        kills, ended = 0, 0
        programs = [world.start(), world.start()]
        clients = [row[0] for row in query(world.db, "SELECT id FROM clients")]
        while kills < kills_max and not world.is_spent(ended):
            # Where programs wait for nobody they end soon after their only message.
            time.sleep(chance.uniform(0.0, 0.1 if world.gap_s else 0.25))
            if chance.random() < 0.2:
                world.opt_out(chance.choice(clients))
            which = chance.randrange(2)
            was_alive = self.killed(programs[which])
            kills, ended = (kills + 1, 0) if was_alive else (kills, ended + 1)
            programs[which] = world.start()
        for victim in programs:  # not counted: nothing may be left for them to do
            self.killed(victim)
        return kills

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

    def play(self, kind, kills_max, chance):
        """One world from its first message to the end of its day: kills, messages, opt-outs."""
        _, clients, gap_s, hourly_max = kind
        with program.folder() as path, self.subTest(gap_s=gap_s, hourly_max=hourly_max):
            world = World(path, clients, gap_s, hourly_max)
            self.assertEqual(world.planned, clients)
            kills = self.kill_many(world, min(kills_max, KILLS_A_WORLD_MAX), chance)
            world.finish()
            sent, states = self.judge(world)
            print(f"world of {clients}: {kills} killed, {sent} sent, {json.dumps(states)},"
                  f" {len(world.opted_out)} opt-outs", file=sys.stderr)
            if hourly_max < clients / 2:
                self.assertGreaterEqual(sent, hourly_max * 0.5, "the limit was never reached")
            return kills, sent, len(world.opted_out)
        return self.fail("a world objected")  # its subTest has said why

    def test_no_kill_makes_a_message_leave_twice_or_against_a_no(self):
        chance = random.Random(SEED)
        kills = messages = opt_outs = worlds = 0
        for kind in ROUNDS:
            wanted = kills + round(kind[0] * KILLS)
            if kind is ROUNDS[-1]:
                wanted = KILLS
            while kills < wanted:
                done_now = self.play(kind, wanted - kills, chance)
                kills, messages, opt_outs = (
                    a + b for a, b in zip((kills, messages, opt_outs), done_now))
                worlds += 1
                self.assertLessEqual(worlds, 10 + KILLS // 5, "programs end before they are killed")
        # One line, which tests/bench/figures.py reads.
        print(f"killed: {kills} of {KILLS} programs by SIGKILL, {messages} messages,"
              f" {opt_outs} opt-outs, {worlds} worlds", file=sys.stderr)
        self.assertEqual(kills, KILLS)
        self.assertGreaterEqual(messages, KILLS / 2, "too few messages to prove anything")


if __name__ == "__main__":
    unittest.main()
