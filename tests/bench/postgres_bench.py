"""The store over PostgreSQL against PostgreSQL's own programs, on a server of its own with
fsync on, in turns.

  postgres_bench.py PROGRAM [permits [COUNT]] [plan [CLIENTS]] [workers [COMPANIES]]

permits: permits a second beside pgbench, which sends the very statements that the server has logged
         for them, each permit a transaction, on a copy of the same database, also by one connection
         and without named statements. (pgbench takes a long time to read many statements.)
plan:    the plan of one large salon (100,000 clients, 700,000 visits) and that of those due, beside
         COPY of the rows that it needs; and those due again with twice the history.
workers: the messages of a day by one daemon and by two, each text drafted by a model that takes 300 ms.
"""
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
import model_service  # noqa: E402
import postgres  # noqa: E402
import program as salons  # noqa: E402

NOW = "2025-06-02T10:00:00Z"
ROUNDS = 5
TABLES = """
CREATE TABLE companies (id bigint PRIMARY KEY, name text, timezone text, currency text,
                        created_at timestamptz DEFAULT '2020-01-01');
CREATE TABLE services (id bigserial PRIMARY KEY, company_id bigint, title text, price_minor bigint,
                       active boolean DEFAULT true);
CREATE TABLE staff (id bigserial PRIMARY KEY, company_id bigint, name text,
                    active boolean DEFAULT true);
CREATE TABLE clients (id bigserial PRIMARY KEY, company_id bigint, phone text, name text,
                      visit_count integer, loyalty_level text, total_spent numeric);
CREATE TABLE bookings (id bigserial PRIMARY KEY, company_id bigint, client_id bigint,
                       staff_id bigint, service_ids bigint[], datetime timestamptz, status text,
                       cost_minor bigint, created_at timestamptz);
"""
EVERY_HOUR = """
UPDATE reactivation_settings SET sending_hours = '{"start":0,"end":24}',
  sending_days = ARRAY[1,2,3,4,5,6,7];
UPDATE whatsapp_account_health SET daily_outbound_limit = 10000, hourly_outbound_limit = 10000,
  concurrent_limit = 10000, safe_sending_hours = '{"start":0,"end":24}',
  safe_sending_days = ARRAY[1,2,3,4,5,6,7];
UPDATE reactivation_accounts SET min_interval_seconds = 0, is_governed = 0;
"""


def rows_of(companies, clients, visits):
    return f"""
INSERT INTO companies (id, name, timezone, currency)
  SELECT n, 'Salon', 'UTC', 'EUR' FROM generate_series(1, {companies}) n;
INSERT INTO services (company_id, title, price_minor)
  SELECT c.id, 'Haircut ' || n, 2000 FROM companies c, generate_series(1, 12) n ORDER BY c.id, n;
INSERT INTO staff (company_id, name)
  SELECT c.id, 'Anna ' || n FROM companies c, generate_series(1, 8) n ORDER BY c.id, n;
INSERT INTO clients (company_id, phone, name)
  SELECT c.id, '+999' || (100000000 + n), 'Anna' FROM companies c,
         generate_series(1, {clients}) n ORDER BY c.id, n;
INSERT INTO bookings (company_id, client_id, staff_id, service_ids, datetime, status, cost_minor)
  SELECT k.company_id, k.id, (k.company_id - 1) * 8 + 1 + k.id % 8,
         ARRAY[(k.company_id - 1) * 12 + 1 + k.id % 12],
         timestamptz '2025-06-02 10:00+00' - ((CASE WHEN k.id % 5 = 0 THEN 40 ELSE 5 END)
           + n * 30 + k.id % 7) * interval '1 day' - (k.id % 9) * interval '1 hour',
         'completed', 2000
    FROM clients k, generate_series(0, {visits - 1}) n;
"""


SUMMED = """
TRUNCATE reactivation_client_services;
INSERT INTO reactivation_client_services
  SELECT company_id, client_id, service_ids[1], extract(epoch FROM max(datetime))::bigint, count(*)
    FROM bookings GROUP BY 1, 2, 3;
UPDATE clients k SET reactivation_visit_count = s.times, reactivation_spent_minor = s.spent
  FROM (SELECT client_id, count(*) AS times, sum(cost_minor) AS spent FROM bookings GROUP BY 1) s
 WHERE s.client_id = k.id;
TRUNCATE reactivation_dirty_clients;
"""


class Bench:
    def __init__(self, program):
        self.program = program
        self.server = postgres.Server("fsync=on", "full_page_writes=on", "max_wal_size=4GB",
                                      "autovacuum=off", "shared_buffers=1GB",
                                      "checkpoint_timeout=1h")
        self.reactivation = pathlib.Path(program).parents[2] / "examples/cli/reactivation"

    def salon(self, companies, clients, visits):
        url = self.server.make_database("salon")
        self.server.run(TABLES + "".join(rows_of(companies, clients, visits)))
        # Bookings that are there before our triggers; the sums are written as one statement below.
        self.server.run("ALTER TABLE bookings RENAME TO kept; CREATE TABLE bookings (LIKE kept"
                        " INCLUDING ALL)")
        subprocess.run([self.reactivation, "init", "--db", url, "--company", "1000000", "--name",
                        "S", "--timezone", "UTC", "--country", "GB"], check=True,
                       capture_output=True)
        self.server.run("ALTER TABLE bookings DISABLE TRIGGER USER;"
                        "INSERT INTO bookings SELECT * FROM kept ORDER BY company_id, id;"
                        "ALTER TABLE bookings ENABLE TRIGGER USER; TRUNCATE kept;" + EVERY_HOUR
                        + SUMMED)
        self.server.run("VACUUM ANALYZE")
        return url

    def ours(self, *words, given=None):
        done = subprocess.run([self.program, *map(str, words)], input=given, check=True,
                              capture_output=True, text=True)
        return done.stdout

    # --- Permits --------------------------------------------------------------------------------
    def copies(self, *names):
        for name in names:
            self.server.make_database(name, "salon")

    def logged(self, name, messages):
        """The statements of these permits, as the server has seen them, with their values."""
        path = self.server.folder / "log"
        before = path.stat().st_size
        self.server.run(f"ALTER DATABASE {name} SET log_statement = 'all'", "postgres")
        self.ours("permits", self.server.url(name), given=messages)
        time.sleep(1)
        with open(path, "rb") as log:
            log.seek(before)
            lines = log.read().decode().split("LOG:  ")
        statements = []
        for line in lines:
            entry = re.split(r"\n\d{4}-\d\d-\d\d [^\n]*DETAIL:  ", line)
            head = re.sub(r"\n\d{4}-\d\d-\d\d [^\n]*$", "", entry[0]).strip()
            text = re.match(r"(?:statement|execute <unnamed>): (.*)", head, re.S)
            if text is None:
                continue
            sql = text.group(1).strip()
            if len(entry) > 1:
                detail = entry[1].split("\n")[0]
                values = dict(re.findall(r"\$(\d+) = ('(?:[^']|'')*'|NULL)", detail))
                sql = re.sub(r"\$(\d+)", lambda m: values[m.group(1)], sql)
            statements.append(sql)
        return statements

    def permits(self, count):
        clients = 500
        self.salon(count // 80 + 1, clients, 3)
        messages = self.ours("store", self.server.url(), count)
        self.server.run("UPDATE reactivation_attempts SET lease_owner = 'bench', lease_epoch = 1,"
                        " lease_until = not_after")
        self.ours("drafts", self.server.url(), given=messages)
        self.server.run("VACUUM ANALYZE")
        self.copies("seen")
        statements = self.logged("seen", messages)
        begins = [i for i, sql in enumerate(statements) if sql.startswith("BEGIN")]
        # The first transaction looks at the schema when the store is opened.
        statements = statements[begins[1]:]
        script = self.server.folder / "permits.sql"
        one_line = [" ".join(sql.split()).rstrip(";") + ";" for sql in statements]
        script.write_text("\n".join(one_line) + "\n")
        print(f"{count} permits, {len(statements) / count:.1f} messages to the server each")
        ratios = []
        for _ in range(ROUNDS):
            self.copies("ours", "theirs")
            mine = float(self.ours("permits", self.server.url("ours"), given=messages))
            begun = time.time()
            done = subprocess.run([postgres.programs() / "pgbench", "-n", "-M", "extended", "-t",
                                   "1", "-c", "1", "-f", script, self.server.url("theirs")],
                                  capture_output=True, text=True)
            found = re.search(r"latency average = ([\d.]+) ms", done.stdout)
            theirs = float(found.group(1)) / 1000 if found else time.time() - begun
            check = self.server.rows("SELECT count(*) FROM reactivation_ledger", "theirs")
            if check != [[str(count)]]:
                raise SystemExit(f"pgbench did not do the same: {check} {done.stderr}")
            ratios.append(theirs / mine)
            print(f"  ours {count / mine:7.0f} a second, pgbench {count / theirs:7.0f},"
                  f" ratio {theirs / mine:.2f}")
        print(f"permits: {statistics.median(ratios):.2f} of pgbench (median of {ROUNDS})")

    # --- Plans ----------------------------------------------------------------------------------
    NEEDED = """
COPY (SELECT * FROM clients WHERE company_id = 1) TO STDOUT;
COPY (SELECT * FROM reactivation_client_services WHERE company_id = 1) TO STDOUT;
"""

    def seconds_of_copy(self):
        begun = time.time()
        subprocess.run(["psql", "-X", "-q", "-d", self.server.url(), "-c", self.NEEDED], check=True,
                       stdout=subprocess.DEVNULL)
        return time.time() - begun

    def plan(self, clients):
        url = self.salon(1, clients, 7)
        self.server.run("UPDATE whatsapp_account_health SET daily_outbound_limit = 100")
        ratios = []
        for _ in range(ROUNDS):
            copy = self.seconds_of_copy()
            all_seconds = float(self.ours("plan", url, 1, "all", 1).split()[0])
            ratios.append(all_seconds / copy)
            print(f"  COPY {copy:.3f} s, plan of all {all_seconds:.3f} s, {all_seconds / copy:.2f}")
        print(f"plan: {statistics.median(ratios):.2f} times COPY (median of {ROUNDS})")
        due = float(self.ours("plan", url, 1, "due", ROUNDS).split()[0])
        self.server.run("ALTER TABLE bookings DISABLE TRIGGER USER; INSERT INTO bookings"
                        " (company_id, client_id, staff_id, service_ids, datetime, status,"
                        " cost_minor) SELECT company_id, client_id, staff_id, service_ids,"
                        " datetime - interval '2 years', status, cost_minor FROM bookings;"
                        "ALTER TABLE bookings ENABLE TRIGGER USER;" + SUMMED)
        self.server.run("VACUUM ANALYZE")
        twice = float(self.ours("plan", url, 1, "due", ROUNDS).split()[0])
        print(f"due only: {due:.3f} s; with twice the history {twice:.3f} s, {twice / due:.2f}")


    # --- Workers --------------------------------------------------------------------------------
    def day_of(self, daemons, model, messages):
        """Seconds from the first message to the last."""
        with tempfile.TemporaryDirectory() as folder:
            log, script = pathlib.Path(folder) / "log", pathlib.Path(folder) / "send"
            script.write_text(f"#!/bin/sh\nline=$(cat)\n[ -n \"$line\" ] || exit 75\n"
                              f"date +%s.%N >> {log}\necho id\n")
            script.chmod(0o755)
            running = [subprocess.Popen(
                [self.reactivation, "daemon", "--db", self.server.url("ours"), "--messenger",
                 f"program:{script}", "--every", "1", "--llm", f"openai:small@{model}"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(daemons)]
            try:
                for _ in range(1200):
                    times = log.read_text().split() if log.exists() else []
                    if len(times) >= messages:
                        break
                    time.sleep(0.25)
                else:
                    raise SystemExit(f"only {len(times)} of {messages} messages were sent")
            finally:
                for each in running:
                    each.kill()
                    each.wait()
            return float(max(times)) - float(min(times))

    def workers(self, companies):
        self.salon(companies, 150, 2)
        here = salons.zone_at_noon()
        self.server.run(f"UPDATE reactivation_companies SET timezone = '{here}';"
                        "UPDATE reactivation_client_services SET last_visit_at = last_visit_at"
                        " + extract(epoch FROM now() - timestamptz '2025-06-02 10:00+00')::bigint;"
                        "UPDATE bookings SET datetime = datetime + (now() - timestamptz"
                        " '2025-06-02 10:00+00'); TRUNCATE reactivation_dirty_clients;"
                        "UPDATE clients SET phone = '+4479' || (10000000 + id);"
                        "UPDATE reactivation_companies SET locale = 'en'")
        subprocess.run([self.reactivation, "arm", "--db", self.server.url(), "--company", "1"],
                       check=True, capture_output=True)

        def slow(body):
            time.sleep(0.3)
            return model_service.openai_form(text=model_service.english(
                model_service.prompt_of(body)))

        ratios = []
        with model_service.service(slow) as (model, _):
            for _ in range(3):
                took = []
                for daemons in (1, 2):
                    self.copies("ours")
                    # The copy is another installation; it is armed as the first was.
                    subprocess.run([self.reactivation, "arm", "--db", self.server.url("ours"),
                                    "--company", "1"], check=True, capture_output=True)
                    self.server.run("UPDATE reactivation_accounts SET is_governed = 0, armed_for ="
                                    " (SELECT armed_for FROM reactivation_accounts WHERE id = 1)",
                                    "ours")
                    took.append(self.day_of(daemons, model, companies * 20))
                ratios.append(took[0] / took[1])
                print(f"  one daemon {took[0]:.1f} s, two {took[1]:.1f} s, {ratios[-1]:.2f}")
        print(f"workers: two are {statistics.median(ratios):.2f} times one")


def main():
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    words = sys.argv[2:] or ["permits", "plan"]
    bench = Bench(sys.argv[1])
    try:
        for i, word in enumerate(words):
            number = int(words[i + 1]) if i + 1 < len(words) and words[i + 1].isdigit() else None
            if word == "permits":
                bench.permits(number or 300)
            elif word == "plan":
                bench.plan(number or 100_000)
            elif word == "workers":
                bench.workers(number or 20)
            elif not word.isdigit():
                raise SystemExit(__doc__)
    finally:
        bench.server.stop()


if __name__ == "__main__":
    main()
