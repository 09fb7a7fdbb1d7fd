"""Our jobs before BullMQ's own workers, of both lines, on a real Redis.

  compare.py ADD_JOBS FAULT_SERVER_FOLDER WORK [bench]
"""
import contextlib
import itertools
import json
import pathlib
import queue
import statistics
import subprocess
import sys
import threading
import time
import unittest

ADD_JOBS, SHARED, WORK = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
sys.path.insert(0, SHARED)
import peers  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "cli"))
from redis_server import Redis  # noqa: E402

NODE = peers.node_with(HERE, WORK, "worker.mjs")
LINES = ("bullmq5", "bullmq6")


class Peer:
    """A process of BullMQ's."""

    def __init__(self, line, redis, name):
        self.process = subprocess.Popen([NODE, WORK / "worker.mjs", line, str(redis.port), name],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.told = queue.Queue()
        self.early = []  # jobs told of before the answer to a command
        threading.Thread(target=self.read, daemon=True).start()
        self.until("ready")

    def read(self):
        for line in self.process.stdout:
            self.told.put(json.loads(line))

    def until(self, member, longest=20):
        """What is told up to one that has the member."""
        passed = []
        end = time.time() + longest
        while time.time() < end:
            with contextlib.suppress(queue.Empty):
                passed.append(self.told.get(timeout=0.1))
                if member in passed[-1]:
                    return passed
        raise AssertionError(f"no {member} within {longest} s: {passed[-5:]}")

    def do(self, command, **values):
        self.process.stdin.write(json.dumps({"do": command, **values}) + "\n")
        self.process.stdin.flush()
        told = self.until("did")
        self.early += [each for each in told if "took" in each]
        return told

    def took(self, count, longest=20):
        """So many jobs, as the worker got them."""
        jobs, self.early = self.early, []
        while len(jobs) < count:
            jobs += [each for each in self.until("took", longest) if "took" in each]
        return jobs

    def nothing_for(self, seconds):
        time.sleep(seconds)
        jobs, self.early = self.early, []
        while not self.told.empty():
            jobs.append(self.told.get())
        return [each for each in jobs if "took" in each]

    def end(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def add(redis, name, *jobs):
    """(id, data, due, priority, kept) each."""
    lines = ""
    for job in jobs:
        identity, data, due, priority, kept = (*job, *({}, 0, 0, 0)[len(job) - 1:])
        lines += "\t".join([identity, "reactivation", json.dumps(data, ensure_ascii=False),
                            str(due), str(priority), str(kept)]) + "\n"
    done = subprocess.run([ADD_JOBS, redis.url, name], input=lines, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return tuple(map(int, done.stdout.split()))


class BothLines(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.redis = Redis()

    @classmethod
    def tearDownClass(cls):
        cls.redis.stop()

    def setUp(self):
        if self.redis.process.poll() is not None:
            self.redis.start()
        self.redis.ask("FLUSHALL")

    def each(self):
        for line in LINES:
            with self.subTest(line):
                name = f"company-1-{self.id().split('.')[-1]}-{line}"
                peer = Peer(line, self.redis, name)
                self.addCleanup(peer.end)
                yield peer, name

    def test_each_job_once_with_what_was_put_in(self):
        for peer, name in self.each():
            peer.do("work", concurrency=4)
            jobs = [(f"react-{n}", {"companyId": 1, "текст": f"Ольга 😀 {n}", "q": "\"'\\"})
                    for n in range(200)]
            self.assertEqual(add(self.redis, name, *jobs), (200, 0))
            took = peer.took(200)
            self.assertEqual(sorted(each["took"] for each in took),
                             sorted(job[0] for job in jobs))
            by_id = {each["took"]: each for each in took}
            for identity, data in jobs:
                self.assertEqual(by_id[identity]["data"], data)
                self.assertEqual(by_id[identity]["name"], "reactivation")
            self.assertEqual(peer.nothing_for(0.5), [])

    def in_one_round(self, waited, may_wait, rounds=5):
        """A busy machine is late now and then; without the right mark every round is, by seconds."""
        seen = []
        for _ in range(rounds):
            seen.append(waited())
            if may_wait(seen[-1]):
                return
        self.fail(f"late in every round: {seen}")

    def test_an_idle_worker_takes_a_job_at_once(self):
        """Without its mark a job would wait for some ten seconds."""
        for peer, name in self.each():
            peer.do("work")
            number = itertools.count()

            def waits(peer=peer, name=name, number=number):
                out = []
                for _ in range(9):
                    time.sleep(0.1)
                    add(self.redis, name, (f"react-{next(number)}",))
                    (job,) = peer.took(1)
                    entries = self.redis.ask("XRANGE", f"bull:{name}:events", "-", "+").splitlines()
                    added = [int(entries[i].split("-")[0]) for i in range(len(entries) - 2)
                             if entries[i + 1] == "event" and entries[i + 2] == "added"
                             and "-" in entries[i]]
                    out.append(job["processedOn"] - added[-1])
                return out

            self.in_one_round(waits, lambda all_of: statistics.median(all_of) <= 50)

    def test_delayed_jobs_come_when_they_are_due(self):
        """As soon as those that BullMQ itself adds; how late its worker is by itself is its own."""
        for peer, name in self.each():
            peer.do("work", concurrency=20)
            number = itertools.count()

            def late(peer=peer, name=name, number=number):
                now = int(time.time())
                dues = {f"{next(number)}": now + s for s in (5, 3, 4, 3, 5, 4)}  # the later first
                add(self.redis, name, *[(f"react-{n}", {"n": n}, due) for n, due in dues.items()])
                # Theirs in between, on seconds of their own, so that no job wakes the worker for
                # another.
                for n, due in dues.items():
                    peer.do("add", id=f"theirs-{n}", data={"n": n}, due=due * 1000 + 500)
                took = peer.took(2 * len(dues))
                out = {"react": [], "theirs": []}
                for job in took:
                    whose = job["took"].split("-")[0]
                    due = dues[job["data"]["n"]] * 1000 + (500 if whose == "theirs" else 0)
                    out[whose].append(job["processedOn"] - due)
                print(f"late by {out['react']} ms, by BullMQ's own {out['theirs']}", flush=True)
                self.assertGreaterEqual(min(out["react"]), 0)
                ours = [job for job in took if job["took"].startswith("react")]
                self.assertEqual(sorted(ours, key=lambda job: dues[job["data"]["n"]]), ours)
                return out

            self.in_one_round(late, lambda of: statistics.median(of["react"])
                              <= statistics.median(of["theirs"]) + 50)

    def test_smaller_priorities_first_and_in_order(self):
        for peer, name in self.each():
            jobs = [(f"react-{n}", {"n": n}, 0, [7, 3, 3, 9, 1, 7][n % 6]) for n in range(24)]
            add(self.redis, name, *jobs)
            add(self.redis, name, ("react-first", {"n": -1}))
            peer.do("work")
            order = [job["data"]["n"] for job in peer.took(25)]
            wanted = [-1] + sorted(range(24), key=lambda n: ([7, 3, 3, 9, 1, 7][n % 6], n))
            self.assertEqual(order, wanted)

    def test_the_same_id_is_one_job(self):
        for peer, name in self.each():
            peer.do("listen")
            self.assertEqual(add(self.redis, name, ("react-a",), ("react-a",)), (1, 1))
            self.assertEqual(add(self.redis, name, ("react-a",)), (0, 1))
            time.sleep(0.3)
            seen = peer.do("counts")
            peer.do("work")
            peer.took(1)
            names = [each["event"] for each in seen if "event" in each]
            self.assertEqual((names.count("added"), names.count("duplicated")), (1, 2))
            self.assertEqual(peer.nothing_for(0.3), [])
            # Done and removed: the id is free for the next sweep.
            self.assertEqual(add(self.redis, name, ("react-a",)), (1, 0))
            peer.took(1)

    def test_a_paused_queue_loses_nothing(self):
        for peer, name in self.each():
            peer.do("work")
            peer.do("pause")
            due = int(time.time()) + 1
            jobs = [("react-plain", {"n": 1}), ("react-first", {"n": 2}, 0, 1),
                    ("react-due", {"n": 3}, due)]
            add(self.redis, name, *jobs)
            self.assertEqual(peer.nothing_for(1.5), [])
            # Others of either line put theirs there meanwhile.
            add(self.redis, name, ("react-later", {"n": 4}))
            peer.do("resume")
            took = sorted(job["took"] for job in peer.took(4))
            self.assertEqual(took, ["react-due", "react-first", "react-later", "react-plain"])
            self.assertEqual(peer.nothing_for(0.3), [])

    def test_the_library_reads_our_jobs(self):
        for peer, name in self.each():
            due = int(time.time()) + 60
            add(self.redis, name, ("react-x", {"a": [], "b": "ё"}, due, 5, 1))
            (told, _) = peer.do("job", id="react-x")
            job = told["job"]
            self.assertEqual((job["id"], job["name"], job["data"], job["state"]),
                             ("react-x", "reactivation", {"a": [], "b": "ё"}, "delayed"))
            self.assertEqual(job["priority"], 5)
            self.assertEqual(job["opts"]["attempts"], 1)
            self.assertEqual(job["timestamp"] + job["delay"], due * 1000)
            # The score is exact: a worker would read another time out of a rounded one.
            score = self.redis.ask("ZSCORE", f"bull:{name}:delayed", "react-x")
            self.assertEqual(int(float(score)), due * 1000 * 4096)
            self.assertEqual(self.redis.ask("ZSCORE", f"bull:{name}:marker", "1"),
                             str(due * 1000))

    def test_a_server_that_was_emptied_or_restarted(self):
        for peer, name in self.each():
            peer.do("work")
            add(self.redis, name, ("react-1", {"n": 1}))
            peer.took(1)
            self.redis.ask("FLUSHALL")
            self.redis.ask("SCRIPT", "FLUSH")
            self.assertEqual(add(self.redis, name, ("react-2", {"n": 2})), (1, 0))
            self.assertEqual([job["took"] for job in peer.took(1)], ["react-2"])
            self.redis.stop()
            with self.assertRaises(AssertionError) as failed:
                add(self.redis, name, ("react-3", {"n": 3}))
            self.assertIn("check that the server runs", str(failed.exception))
            self.redis.start()
            self.assertEqual(add(self.redis, name, ("react-3", {"n": 3})), (1, 0))
            self.assertEqual([job["took"] for job in peer.took(1, 40)], ["react-3"])

    def test_jobs_that_bullmq_would_not_take(self):
        for identity, data in [("1234", "{}"), ("a:b", "{}"), ("", "{}"), ("react-1", "{broken")]:
            with self.subTest(identity):
                done = subprocess.run([ADD_JOBS, self.redis.url, "q"], capture_output=True,
                                      text=True, input=f"{identity}\tn\t{data}\t0\t0\t0\n")
                self.assertEqual(done.returncode, 1)
                self.assertEqual(self.redis.ask("KEYS", "*"), "")


def bench(count=20_000, rounds=5):
    """Seconds for so many jobs by addBulk and by ours, in turns."""
    redis = Redis()
    try:
        for line in LINES:
            ratios = []
            lines = "".join(f"bulk-{n}\treactivation\t" + json.dumps(
                {"companyId": 1, "attemptId": f"bulk-{n}"}) + "\t0\t0\t0\n" for n in range(count))
            peer = Peer(line, redis, "bench")
            for _ in range(rounds):
                redis.ask("FLUSHALL")
                theirs = [told["bulk"] for told in peer.do("bulk", count=count) if "bulk" in told][0]
                redis.ask("FLUSHALL")
                done = subprocess.run([ADD_JOBS, redis.url, "bench", "time"], input=lines,
                                      capture_output=True, text=True, check=True)
                ours = float(done.stdout.split()[2])
                ratios.append(theirs / ours)
                print(f"{line}: addBulk {theirs:.3f} s, ours {ours:.3f} s, {theirs / ours:.2f}")
            peer.end()
            print(f"{line}: {statistics.median(ratios):.2f} times as fast as addBulk")
    finally:
        redis.stop()


if __name__ == "__main__":
    if NODE is None:
        sys.exit(peers.SKIPPED)
    if sys.argv[4:] == ["bench"]:
        bench()
    else:
        unittest.main(argv=sys.argv[:1], verbosity=2)
