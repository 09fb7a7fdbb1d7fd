"""What a daemon costs that has nothing to do.

usage: idle_bench.py PROGRAM [COMPANIES] [SECONDS]

Makes a file of so many companies, starts the daemon long before their hour, lets it settle and prints
the share of one core that it used in the seconds after, and the highest memory it ever had."""

import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import time

SETTLE_S = 20


def copies(columns, table, companies):
    """Rows like those of company 1, its account's included, for all the others."""
    own = {"id": "n", "company_id": "n", "account_id": "n"}
    values = ", ".join(own.get(column, column) for column in columns)
    key = "id" if table in ("companies", "reactivation_accounts") else "company_id"
    return (f"WITH RECURSIVE counted(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM counted WHERE n < {companies})"
            f" INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM counted CROSS JOIN {table}"
            f" WHERE {key} = 1")


def make(program, db, companies):
    subprocess.run([program, "init", "--db", db, "--company", "1", "--name", "Salon", "--timezone", "UTC",
                    "--country", "GB"], check=True, capture_output=True)
    with sqlite3.connect(db) as connection:
        for table in ("companies", "reactivation_accounts", "reactivation_companies", "whatsapp_account_health",
                      "reactivation_settings"):
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            if table in ("whatsapp_account_health", "reactivation_settings") and "id" in columns:
                columns.remove("id")
            connection.execute(copies(columns, table, companies))
    connection.close()


def processor_s(process):
    fields = pathlib.Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mib(process):
    for line in pathlib.Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmHWM")


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    companies = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    seconds = int(sys.argv[3]) if len(sys.argv) > 3 else 120
    with tempfile.TemporaryDirectory() as folder:
        db = os.path.join(folder, "idle.db")
        make(program, db, companies)
        daemon = subprocess.Popen([program, "daemon", "--db", db, "--messenger", f"outbox:{folder}/out"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                  env={**os.environ, "REACTIVATION_CRON": "59 23 * * *"})
        try:
            time.sleep(SETTLE_S)
            before = processor_s(daemon.pid)
            time.sleep(seconds)
            used = processor_s(daemon.pid) - before
            print(f"idle {companies} companies: {100 * used / seconds:.3f} % of a core over {seconds} s,"
                  f" {before:.2f} s to start, peak memory {peak_mib(daemon.pid):.1f} MiB")
            if daemon.poll() is not None:
                sys.exit(f"the daemon ended: {daemon.stderr.read().decode()[-300:]}")
        finally:
            daemon.terminate()
            daemon.wait()


main()
