"""Two daemons over one PostgreSQL: one sends for a company at a time, so that no model is asked twice for
the same text, and companies are shared out."""
import pathlib
import subprocess
import time
import unittest

import host_salons
import model_service
import postgres
import program
from program import done

CLIENTS = 4  # of each company


def slow(seconds):
    def answer(body):
        time.sleep(seconds)
        return model_service.openai_form(
            text=model_service.english(model_service.prompt_of(body)))
    return answer


class Sharing(unittest.TestCase):
    def setUp(self):
        if postgres.is_missing():
            self.skipTest("no PostgreSQL server is installed")
        self.temporary = program.folder()
        self.addCleanup(self.temporary.cleanup)
        self.path = pathlib.Path(self.temporary.name)
        self.server = postgres.Server()
        self.addCleanup(self.server.stop)
        self.log = self.path / "log"
        self.script = self.path / "send"
        self.script.write_text(f"""#!/bin/sh
line=$(cat)
[ -n "$line" ] || exit 75
echo "$PPID $(date +%s)" >> {self.log}
echo "id-$$"
""")
        self.script.chmod(0o755)

    def make_salons(self, companies):
        self.server.make_database("salon")
        self.server.run(host_salons.TABLES
                        + host_salons.rows(program.zone_at_noon(), companies, CLIENTS))
        url = self.server.url()
        done("init", "--db", url, "--company", companies + 1, "--name", "Last", "--timezone", "UTC",
             "--country", "GB")
        self.server.run(host_salons.at_every_hour(1000, 1000))
        done("arm", "--db", url, "--account", 1)
        self.server.run("UPDATE reactivation_accounts SET is_governed = 0, armed_for ="
                        " (SELECT armed_for FROM reactivation_accounts WHERE id = 1)")
        return url

    def lines(self):
        """The process and the second of each message."""
        text = self.log.read_text() if self.log.exists() else ""
        return [tuple(map(int, line.split())) for line in text.splitlines()]

    def sent_by_two(self, url, model, messages, *options):
        """What was sent."""
        errors = open(self.path / "errors", "w+")
        self.addCleanup(errors.close)
        daemons = []
        for _ in range(2):
            daemons.append(subprocess.Popen(
                [program.PROGRAM, "daemon", "--db", url, "--messenger", f"program:{self.script}",
                 "--every", "1", "--llm", f"openai:small@{model}", *options],
                stdout=subprocess.DEVNULL, stderr=errors))
            self.addCleanup(daemons[-1].kill)
        until = time.monotonic() + 120
        while len(self.lines()) < messages and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(2)  # for what must not happen
        for daemon in daemons:
            daemon.terminate()
        codes = [daemon.wait(timeout=60) for daemon in daemons]
        errors.seek(0)
        self.assertEqual(codes, [0, 0], errors.read())
        return self.lines()

    def test_no_text_is_asked_for_twice(self):
        """Both meet in the only company that has something to do, and the model takes longer than a
        lease that is not asked for again."""
        url = self.make_salons(1)
        with model_service.service(slow(7)) as (model, asked):
            lines = self.sent_by_two(url, model, CLIENTS, "--lease", "3")
        self.assertEqual((len(lines), len(asked)), (CLIENTS, CLIENTS))
        left = self.server.rows("SELECT count(*) FROM reactivation_company_leases")
        self.assertEqual(left, [["0"]], "a company was not given back")

    def test_both_work(self):
        url = self.make_salons(8)
        with model_service.service(slow(1)) as (model, asked):
            lines = self.sent_by_two(url, model, 8 * CLIENTS)
        self.assertEqual((len(lines), len(asked)), (8 * CLIENTS, 8 * CLIENTS))
        self.assertEqual(len({process for process, _ in lines}), 2, "one daemon did everything")

    def test_companies_of_a_worker_that_died_are_taken_over(self):
        url = self.make_salons(1)
        until = int(time.time()) + 15
        self.server.run(f"INSERT INTO reactivation_company_leases VALUES (1, 'dead', {until})")
        with model_service.service(slow(0)) as (model, _):
            lines = self.sent_by_two(url, model, CLIENTS)
        self.assertEqual(len(lines), CLIENTS)
        planned = self.server.rows("SELECT max(at) FROM reactivation_events WHERE to_state = 'planned'")
        self.assertLess(int(planned[0][0]), until - 5, "too slow to show anything")
        self.assertGreaterEqual(min(at for _, at in lines), until)


if __name__ == "__main__":
    unittest.main()
