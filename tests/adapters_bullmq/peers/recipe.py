"""The worker of examples/bullmq, by BullMQ of both lines, takes messages through the listener: each
once, none against a no, all of them although jobs are lost, repeated and killed.

  recipe.py ADD_JOBS FAULT_SERVER_FOLDER WORK PROGRAM
"""
import json
import os
import pathlib
import subprocess
import sys
import time
import unittest

PROGRAM = sys.argv.pop(4)
os.environ["REACTIVATION_PROGRAM"] = PROGRAM
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "tests/cli"))
sys.path.insert(0, str(HERE))
import compare  # noqa: E402
import listening  # noqa: E402
import program  # noqa: E402

KEY = "0123456789abcdef0123456789abcdef"


class Recipe(unittest.TestCase):
    def setUp(self):
        self.temporary = program.folder()
        self.addCleanup(self.temporary.cleanup)
        self.path = pathlib.Path(self.temporary.name)
        self.redis = compare.Redis()
        self.addCleanup(lambda: self.redis.stop())
        self.db = program.make_due_salon(self.path, 12)
        program.done("arm", "--db", self.db)
        program.set_limits(self.db, 0, 1000)
        self.log = self.path / "sent"
        (self.path / "send.mjs").write_text(
            "import { appendFileSync } from 'node:fs';\n"
            "export async function send(message) {\n"
            f"  appendFileSync({json.dumps(str(self.log))}, message.attempt_id + '\\n');\n"
            "  return { outcome: 'accepted', provider_id: 'id-' + message.attempt_id };\n}\n")

    def worker(self, line, port):
        script = compare.WORK / "recipe.mjs"
        script.write_text((ROOT / "examples/bullmq/worker.mjs").read_text())
        return subprocess.Popen(
            [compare.NODE, script], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=dict(os.environ, BULLMQ=line, LISTENER=f"http://127.0.0.1:{port}",
                     REDIS_PORT=str(self.redis.port), QUEUE="company-1-reactivation",
                     REACTIVATION_WORKER_KEY=KEY, SEND=str(self.path / "send.mjs")))

    def sent(self):
        return self.log.read_text().split() if self.log.exists() else []

    def wait(self, what, longest=60):
        end = time.time() + longest
        while time.time() < end:
            if what():
                return
            time.sleep(0.2)
        self.fail("it did not come to that: " + str(len(self.sent())))

    def test_each_message_once(self):
        for number, line in enumerate(compare.LINES):
            with self.subTest(line):
                if number:
                    self.redis.stop()
                    self.setUp()
                environment = {"REACTIVATION_WORKER_KEY": KEY,
                               "REACTIVATION_REDIS": self.redis.url}
                listener = listening.Listening(
                    self.db, "--company", "1", "--workers", "--queue",
                    "company-{company}-reactivation", env=environment)
                self.addCleanup(listener.stop)
                prefix = "bull:company-1-reactivation:"
                self.wait(lambda: int(self.redis.ask("ZCARD", prefix + "delayed") or 0)
                          + int(self.redis.ask("ZCARD", prefix + "prioritized") or 0) >= 12)
                # A stale job of nobody's, and one twice.
                compare.add(self.redis, "company-1-reactivation", ("react-stale", {"companyId": 1}))
                first = self.worker(line, listener.port)
                self.addCleanup(first.kill)
                self.wait(lambda: len(self.sent()) >= 3)
                first.kill()
                first.wait()
                second = self.worker(line, listener.port)
                self.addCleanup(second.kill)
                self.wait(lambda: len(self.sent()) >= 10)
                time.sleep(1)
                sent = self.sent()
                self.assertEqual(len(sent), len(set(sent)), "an attempt left twice")
                ledger = {row[0] for row in program.query(
                    self.db, "SELECT attempt_id FROM reactivation_ledger WHERE counts <> 0")}
                self.assertLessEqual(set(sent), ledger)
                second.kill()
                second.wait()


if __name__ == "__main__":
    if compare.NODE is None:
        sys.exit(compare.peers.SKIPPED)
    unittest.main(argv=sys.argv[:1], verbosity=2)
