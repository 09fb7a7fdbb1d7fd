"""`reactivation stats` over many attempts against the bare aggregate SQL of the same counts.

usage: results_bench.py PROGRAM [ATTEMPTS] [ROUNDS]

Makes a salon with so many sent attempts in one year, offers, and bookings of a quarter of them; then times
the program as a whole process, and Python's SQLite over the same file, in turns. The SQL sums what the
program's first table, its revenue and its nine groups need, one statement each: a store has no figures
without reading the rows, and one pass cannot group nine ways. `one pass` is the first statement alone."""

import contextlib
import json
import pathlib
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

NOW, FROM, TO = "2026-03-31T12:00", "2025-04-01", "2026-03-31"
BEGIN, END = 1743465600, 1775001600  # those days, UTC
COUNTS = """count(*), sum(a.reply_type NOT IN ('none', 'no_response')), sum(a.completion_reason = 'converted'),
    sum(a.completion_reason = 'converted' AND b.status = 'completed'),
    sum(a.reply_type = 'opt_out' OR a.completion_reason = 'opted_out'),
    sum(CASE WHEN a.completion_reason = 'converted' AND b.status = 'completed' THEN b.cost_minor END),
    sum(CASE WHEN a.completion_reason = 'converted' AND b.status = 'completed' THEN
        round(b.cost_minor * coalesce(b.reactivation_discount_applied, a.discount_percent) / 100.0) END)"""
TABLES = f"""FROM reactivation_attempts a LEFT JOIN bookings b ON b.id = a.booking_id
    LEFT JOIN reactivation_attempt_offers o ON o.attempt_id = a.id
    WHERE a.company_id = 1 AND a.sent_at >= {BEGIN} AND a.sent_at < {END} AND a.state IN
    ('dispatching', 'accepted', 'delivered', 'read', 'uncertain', 'uncertain_final')"""
GROUPS = ("a.attempt_number", "a.discount_percent", "a.service_id",
          "json_extract(o.preferences, '$.favourite_staff.staff_id')", "substr(o.template_id, 4, 5)",
          "o.template_id", "a.sent_at / 3600 % 24", "(a.sent_at / 86400 + 3) % 7")


def make(program, db, attempts):
    subprocess.run([program, "init", "--db", db, "--company", "1", "--name", "Salon", "--timezone", "UTC",
                    "--country", "GB"], check=True, capture_output=True)
    numbers = f"WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {attempts})"
    with contextlib.closing(sqlite3.connect(db)) as connection, connection as to:
        to.execute("INSERT INTO services (id, company_id, title) VALUES (1, 1, 'Haircut'), (2, 1, 'Manicure')")
        to.execute("INSERT INTO staff (id, company_id, name) VALUES (1, 1, 'Ann'), (2, 1, 'Bea')")
        to.execute(f"{numbers} INSERT INTO clients (id, company_id, phone) SELECT n, 1, '+99900' || n FROM n"
                   f" WHERE n <= {attempts // 3}")
        sent = f"{BEGIN} + n * 7919 % {END - BEGIN}"
        to.execute(f"{numbers} INSERT INTO bookings (id, company_id, client_id, service_ids, datetime, status,"
                   f" cost_minor, created_at) SELECT n, 1, 1 + n % {attempts // 3}, '[1]', {sent} + 200000,"
                   f" 'completed', 100000 + n % 1000, {sent} + 90000 FROM n WHERE n % 4 = 0")
        to.execute(f"""{numbers} INSERT INTO reactivation_attempts (id, company_id, client_id, service_id,
            cycle_key, attempt_number, campaign_id, state, planned_on, rank, priority_score, last_visit_at,
            days_since_visit, interval_days, interval_source, discount_percent, sent_at, reply_type,
            response_received_at, completion_reason, booking_id)
            SELECT printf('00000000-0000-5000-8000-%012d', n), 1, 1 + n % {attempts // 3}, 1 + n % 2, 'c' || n,
            1 + n % 3, printf('00000000-0000-5000-8000-%012d', n), 'delivered', '2026-01-01', 1, 1, 0, 40, 30,
            'manual', n % 3 * 10, {sent}, iif(n % 4 = 0, 'booking_created', 'no_response'),
            iif(n % 4 = 0, {sent} + 90000, NULL), iif(n % 4 = 0, 'converted', 'expired'), iif(n % 4 = 0, n, NULL)
            FROM n""")
        to.execute(f"""{numbers} INSERT INTO reactivation_attempt_offers (attempt_id, slots, preferences,
            template_id, text) SELECT printf('00000000-0000-5000-8000-%012d', n), '[]',
            '{{"confidence":0.5,"favourite_staff":{{"share":0.8,"staff_id":' || (1 + n % 2) || '}}}}',
            printf('en-%s-%02d', iif(n % 2, 'friend', 'casual'), n % 7), '' FROM n""")
        to.execute("ANALYZE")


def bare(db, one_pass):
    with contextlib.closing(sqlite3.connect(db)) as connection:
        first = connection.execute(f"SELECT {COUNTS} {TABLES}").fetchone()
        for group in () if one_pass else GROUPS:
            connection.execute(f"SELECT {group}, {COUNTS} {TABLES} GROUP BY 1").fetchall()
        return first


def timed(work):
    begun = time.perf_counter()
    answer = work()
    return time.perf_counter() - begun, answer


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    attempts = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    with tempfile.TemporaryDirectory() as folder:
        db = str(pathlib.Path(folder) / "results.db")
        make(program, db, attempts)
        command = [program, "stats", "--db", db, "--now", NOW, "--from", FROM, "--to", TO, "--json"]
        times = []
        for _ in range(rounds + 1):
            ours, told = timed(lambda: json.loads(subprocess.run(command, check=True, capture_output=True).stdout))
            once, first = timed(lambda: bare(db, True))
            whole, _ = timed(lambda: bare(db, False))
            row = told["results"]["all"]
            if first[:6] != tuple(row[name] for name in ("sent", "responses", "bookings", "visits", "opt_outs",
                                                         "price_minor")) or first[6] != row["discount_minor"]:
                raise RuntimeError(f"the program and the SQL count differently: {first}, {row}")
            times.append((ours, once, whole))
        ours, once, whole = (statistics.median(column) for column in zip(*times[1:]))
        ratios = [statistics.median(row[0] / row[at] for row in times[1:]) for at in (1, 2)]
        print(f"stats {attempts} attempts: {ours:.2f} s, bare SQL {whole:.2f} s, ratio {ratios[1]:.2f};"
              f" one pass {once:.2f} s, ratio {ratios[0]:.2f}")


if __name__ == "__main__":
    main()
