"""The daily selection as SQL in DuckDB, on the columns that plan_bench wrote.

usage: duckdb_peer.py FOLDER RUNS [--check]

The tables stand in memory before anything is timed; what is timed is one statement that makes a
table with a row for every client: reason, service and rank. Prints `time_ms VALUE`, and with
--check compares every row with ours.
"""

import statistics
import sys
import time
from pathlib import Path

import duckdb
import numpy

TYPES = {"i64": numpy.int64, "u64": numpy.uint64, "u8": numpy.uint8}

# The company of bench_data.cpp: zone UTC+3, now 2026-03-10T06:00Z, a hot account, nothing sent.
NOW = 1773122400
OFFSET = 10800
QUOTA = 100
RECENT_VISIT_DAYS = 3
LAPSED_DAYS = 730

REASONS = [
    "planned", "company_disabled", "opted_out", "consent_missing", "phone_missing",
    "phone_invalid", "paused", "needs_person", "no_visit", "upcoming_booking", "visited_recently",
    "not_due", "lapsed", "attempt_open", "contacted_recently", "max_attempts", "holdout",
    "outside_sending_hours", "no_quota",
]

# Facts of a (client, service) are one aggregation over the visits under one packed key; its reason
# and what breaks ties between services (§4.3) are packed into one number, so that the choice is a
# plain maximum: reason, days since the visit, times taken, place of the service by price and id.
# Reasons that concern the whole client stand outside of that maximum, and contacts and attempts are
# joined from the few rows that have any. Of six forms tried this was the fastest.
SELECTION = f"""
CREATE OR REPLACE TEMP TABLE selection AS
WITH facts AS (
  SELECT client_id * 256 + service_id AS pair,
         max(starts_at) FILTER (status = 0 AND starts_at <= {NOW}) AS last_visit_at,
         count(*) FILTER (status = 0 AND starts_at <= {NOW}) AS times,
         max(starts_at) FILTER (status <= 1) AS newest
  FROM visits GROUP BY pair
), contacts AS (
  SELECT client_id, max(moment) AS contacted_at, max(sent_at) AS sent_at
  FROM (SELECT client_id, sent_at AS moment, sent_at FROM attempts
        UNION ALL SELECT id, last_sent, NULL FROM clients WHERE last_sent IS NOT NULL)
  GROUP BY client_id
), tries AS (
  SELECT pair, count(*) AS tried
  FROM (SELECT client_id * 256 + service_id AS pair, sent_at, cycle_key FROM attempts) a
  JOIN facts f USING (pair)
  WHERE cycle_key >= (f.last_visit_at + {OFFSET}) // 86400
     OR (a.sent_at + {OFFSET}) // 86400 > (f.last_visit_at + {OFFSET}) // 86400
  GROUP BY pair
), judged_pairs AS (
  SELECT pair // 256 AS client_id, newest,
         CASE WHEN newest <= {NOW} THEN newest ELSE last_visit_at END AS newest_past,
         ((({NOW} - last_visit_at) // 86400) << 24) | (least(times, 65535) << 8) | place AS merit,
         (CASE
            WHEN last_visit_at + interval_days * 86400 >= {NOW} THEN 11::BIGINT
            WHEN ({NOW} + {OFFSET}) // 86400 - (last_visit_at + {OFFSET}) // 86400
                 > {LAPSED_DAYS} THEN 12
            WHEN c.sent_at + 7 * 86400 > {NOW} THEN 13
            WHEN ({NOW} + {OFFSET}) // 86400 - (c.contacted_at + {OFFSET}) // 86400
                 < greatest(7, retry_days) THEN 14
            WHEN coalesce(tried, 0) >= max_attempts THEN 15
            ELSE 18 END) << 48 AS reason
  FROM facts f
  JOIN rules r ON r.service_id = f.pair & 255
  LEFT JOIN contacts c ON c.client_id = f.pair // 256
  LEFT JOIN tries t USING (pair)
), chosen AS (
  SELECT client_id, max(newest) AS newest, max(newest_past) AS newest_past, max(merit) AS merit,
         max(reason | merit) AS packed
  FROM judged_pairs GROUP BY client_id
), judged AS (
  SELECT p.id, p.loyalty_level, p.total_spent_minor, p.visit_count,
         CASE
           WHEN p.opt_out = 1 THEN 2
           WHEN p.consent = 2 THEN 3
           WHEN p.phone_status = 2 THEN 4
           WHEN p.phone_status = 1 THEN 5
           WHEN p.paused_until > {NOW} THEN 6
           WHEN p.needs_person = 1 THEN 7
           WHEN c.merit IS NULL THEN 8
           WHEN c.newest > {NOW} THEN 9
           WHEN ({NOW} + {OFFSET}) // 86400 - (c.newest_past + {OFFSET}) // 86400
                <= {RECENT_VISIT_DAYS} THEN 10
           ELSE c.packed >> 48 END AS reason,
         CASE WHEN reason <= 10 THEN c.merit ELSE c.packed END & 281474976710655 AS best
  FROM clients p LEFT JOIN chosen c ON c.client_id = p.id
), ranked AS (
  SELECT id, row_number() OVER (ORDER BY score DESC, days DESC, id) AS rank
  FROM (SELECT id, best >> 24 AS days,
               4e-1 * CASE loyalty_level WHEN 5 THEN 5 WHEN 4 THEN 4 WHEN 3 THEN 3 WHEN 2 THEN 2
                      ELSE 1 END
               + 3e-1 * (total_spent_minor / 1e2 / 1e3) + 2e-1 * (2e0 * visit_count)
               + 1e-1 * ((best >> 24) / 1e1) AS score
        FROM judged WHERE reason = 18)
)
SELECT j.id, CASE WHEN k.rank <= {QUOTA} THEN 0 ELSE j.reason END AS reason,
       CASE WHEN j.reason >= 9 THEN r.service_id ELSE 0 END AS service_id,
       coalesce(k.rank, 0) AS rank
FROM judged j LEFT JOIN ranked k USING (id)
LEFT JOIN rules r ON r.place = j.best & 255
"""


def column(folder, name):
    path = next(folder.glob(name + ".*"))
    return numpy.fromfile(path, dtype=TYPES[path.suffix[1:]])


def load(folder, connection):
    tables = {}
    for path in sorted(folder.glob("*.*.*")):
        table, name, _ = path.name.split(".")
        if table != "ours":
            tables.setdefault(table, {})[name] = column(folder, f"{table}.{name}")
    rules = tables["rules"]
    count = len(rules["service_id"])
    rules["retry_days"] = numpy.full(count, 14, numpy.int64)
    rules["max_attempts"] = numpy.full(count, 3, numpy.int64)
    # Larger = preferred among equals: the higher price, then the smaller id.
    order = sorted(range(count), key=lambda i: (rules["price_minor"][i], -rules["service_id"][i]))
    place = numpy.empty(count, numpy.int64)
    for rank, index in enumerate(order):
        place[index] = rank + 1
    rules["place"] = place
    absent = numpy.iinfo(numpy.int64).min
    for name, columns in tables.items():
        connection.register("incoming", columns)
        picked = ", ".join(
            f"nullif({key}, {absent}) AS {key}" if key in ("last_sent", "paused_until") else key
            for key in columns
        )
        connection.execute(f"CREATE TABLE {name} AS SELECT {picked} FROM incoming")
        connection.unregister("incoming")


def check(folder, connection):
    ours = numpy.fromfile(folder / "ours.rows.i64", numpy.int64).reshape(-1, 4)
    rows = connection.execute("SELECT id, service_id, rank, reason FROM selection").fetchnumpy()
    theirs = numpy.stack([rows[k].astype(numpy.int64) for k in ("id", "service_id", "rank", "reason")], 1)
    ours = ours[ours[:, 0].argsort()]
    theirs = theirs[theirs[:, 0].argsort()]
    if ours.shape != theirs.shape or (ours[:, 0] != theirs[:, 0]).any():
        sys.exit("DIFFERENT: not the same clients")
    for number, name in enumerate(REASONS):
        a, b = (ours[:, 3] == number).sum(), (theirs[:, 3] == number).sum()
        if a or b:
            print(f"# {name}: ours {a}, sql {b}")
    wrong = (ours != theirs).any(axis=1)
    if wrong.any():
        for index in numpy.flatnonzero(wrong)[:10]:
            print(f"# client, service, rank, reason: ours {ours[index]} sql {theirs[index]}")
        sys.exit(f"DIFFERENT: {wrong.sum()} of {len(ours)} rows")
    print(f"# all {len(ours)} rows equal: reason, service and rank")


def main():
    folder, runs = Path(sys.argv[1]), int(sys.argv[2])
    connection = duckdb.connect(":memory:")
    connection.execute("SET threads = 1")
    load(folder, connection)
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        connection.execute(SELECTION)
        times.append((time.perf_counter() - start) * 1000)
    if "--check" in sys.argv:
        check(folder, connection)
    print(f"time_ms {statistics.median(times):.3f}")


main()
