"""Runs the long measurements and writes docs/figures.md.

usage: figures.py BUILD [NAME…]      all of them unless some are named; BUILD is a release build

What was measured before stays in BUILD/figures.json, or else as the page has it, each figure with its
date, so that one can be repeated by itself. TMPDIR says on which disk the stores lie."""

import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DAY_COMPANIES = (20, 200, 1000)


def run(*command, **more):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False,
                          cwd=ROOT, **more)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {(done.stderr or done.stdout)[-300:]}")
    return done.stdout + done.stderr


def found(pattern, text):
    match = re.search(pattern, text)
    if not match:
        raise RuntimeError(f"{pattern} is not in: {text[-300:]}")
    return match


def figure(what, measured, ratio=None, target=None):
    """`target`: a text that begins with >= or <=, judged against `ratio`; or none."""
    met = None
    if target and ratio is not None:
        sign, limit = target.split()[:2]
        met = ratio >= float(limit) if sign == ">=" else ratio <= float(limit)
    return {"what": what, "measured": measured, "ratio": ratio, "target": target, "met": met}


def permits(bench, part, title, target):
    text = run(bench / "protocol_bench", part)
    bare = found(r"bare\s+([\d.]+) us each,\s+([\d.]+) us", text)
    rows = []
    for word, name, its_target in (("permit", "a permit", target), ("outcome", "an outcome", None)):
        step = found(word + r"\s+([\d.]+) us each,\s+([\d.]+) us of processor, ratio ([\d.]+)"
                     r" \(of the sums ([\d.]+)\)", text)
        rows.append(figure(f"{title}: {name}; bare one-row transactions / ours",
                           f"{step[1]} us against {bare[1]} us (processor {step[2]} and {bare[2]} us),"
                           f" with checkpoints {step[4]}",
                           float(step[3]), its_target))
    return rows


def measure_permits(bench, _):
    return permits(bench, "permits", "Young salon", ">= 0.5")


def measure_governed(bench, _):
    return permits(bench, "governed", "Armed account, a year of 100 sends a day", None)


def measure_day(bench, _):
    rows, own = [], {}
    for companies in DAY_COMPANIES:
        text = run(bench / "protocol_bench", "day", companies, 1000)
        day = found(r"day\s+([\d.]+) s, (\d+) attempts, peak memory (\d+) KiB, (\d+) KiB of it", text)
        bare = found(r"bare day\s+([\d.]+) s, ratio ([\d.]+) \(median of companies ([\d.]+)\)", text)
        own[companies] = int(day[3]) - int(day[4])
        rows.append(figure(f"A day of {companies} companies of 1,000 clients: plan and store / bare SELECTs and INSERTs",
                           f"{day[1]} s against {bare[1]} s, {day[2]} attempts; median of the companies {bare[3]}",
                           float(bare[2]), "<= 3"))
        rows.append(figure(f"… its peak memory", f"{int(day[3]) / 1024:.0f} MiB, {int(day[4]) / 1024:.0f} MiB of it"
                                                  " SQLite's caches, which are bounded"))
    rows.append(figure(f"Memory beside the caches, {DAY_COMPANIES[-1]} companies / {DAY_COMPANIES[1]}",
                       f"{own[DAY_COMPANIES[-1]] / 1024:.1f} MiB against {own[DAY_COMPANIES[1]] / 1024:.1f} MiB",
                       round(own[DAY_COMPANIES[-1]] / own[DAY_COMPANIES[1]], 2), "<= 1.2"))
    return rows


def measure_sweep(bench, _):
    text = run(bench / "sweep_bench", 100_000, 2_000)
    sweep = found(r"sweep\s+([\d.]+) us young, ([\d.]+) us with (\d+) ended attempts, ratio ([\d.]+)", text)
    strangers = found(r"strangers (\d+) deliveries: ([\d.]+) ms the first time, ([\d.]+) ms again,"
                      r" commits again (\d+)", text)
    return [figure("A sweep with 100,000 ended attempts / with none", f"{sweep[2]} us against {sweep[1]} us",
                   float(sweep[4]), "<= 1.5"),
            figure("Commits of a repeated sweep over 2,000 deliveries of messages that are not ours",
                   f"{strangers[2]} ms the first time, {strangers[3]} ms again", float(strangers[4]), "<= 0")]


def measure_store(bench, _):
    text = run(bench / "store_bench")
    rows = [figure("Import", found(r"= (\d+) visit rows a second", text)[1] + " visit rows/s, 100,000 clients")]
    for word, name in (("full plan", "Full plan"), ("due only", "Plan of those due")):
        plan = found(word + r"\s+([\d.]+) ms = ([\d.]+) x bare", text)
        rows.append(figure(f"{name} of 100,000 clients / bare SELECT of all rows", f"{plan[1]} ms", float(plan[2])))
    return rows


def measure_web(bench, _):
    text = run(bench / "web_bench")
    rows = []
    for word, name, target in (("mixed", "three statuses for each message", ">= 0.6"), ("message", "messages", None),
                               ("status", "statuses", None)):
        each = found(word + r"\s+4 threads\s+([\d.]+) us each, bare\s+([\d.]+) us, ratio ([\d.]+)", text)
        rows.append(figure(f"Intake of webhooks by 4 threads, {name}: bare durable inserts of the bytes / verify, parse, store, apply",
                           f"{each[1]} us against {each[2]} us", float(each[3]), target))
    return rows


def measure_planner(_bench, _build):
    text = run("bash", ROOT / "tests/bench/run.sh")
    rows = []
    for line in text.splitlines():
        row = re.match(r"(.+?)\s+([\d.]+)\s+(<=|>=) ([\d.e+]+)\s+(?:met|MISSED)$", line)
        if row:
            rows.append(figure(row[1], "1,000,000 clients, 7,000,000 visits" if "original" not in row[1] else
                               "100,000 clients", float(row[2]), f"{row[3]} {row[4]}"))
    if not rows:
        raise RuntimeError("tests/bench/run.sh printed no ratio")
    return rows


def measure_python(_bench, build):
    rows = []
    for line in run("bash", ROOT / "tests/bench/python.sh", build).splitlines():
        row = re.match(r"(.+?)  +(.+?)  +([\d.]+)  +([<>]= [\d.]+)$", line)
        if row:
            rows.append(figure(row[1], row[2], float(row[3]), row[4]))
    if not rows:
        raise RuntimeError("tests/bench/python.sh printed no ratio")
    return rows


def measure_idle(_bench, build):
    text = run(sys.executable, "-B", ROOT / "tests/bench/idle_bench.py", build / "examples/cli/reactivation")
    idle = found(r"idle (\d+) companies: ([\d.]+) % of a core over (\d+) s, ([\d.]+) s to start,"
                 r" peak memory ([\d.]+) MiB", text)
    return [figure("An idle daemon with 10,000 companies: % of a core",
                   f"over {idle[3]} s; {idle[4]} s of processor to start", float(idle[2]), "<= 1"),
            figure("… its peak memory in MiB", "resident", float(idle[5]), "<= 100")]


def worlds(build, store, years, *more):
    """Company-years with all faults, judged by the oracle; the fleet fails when it objects."""
    text = run(build / "tests/simulation/simulation_fleet", "--store", store, "--years", years, *more)
    end = found(r"([\d.]+) company-years in ([\d.]+) s, ([\d.e+]+) x real time, (\d+) faults, (\d+) messages,"
                r" (\d+) worlds with an objection", text)
    return figure(f"{float(end[1]):.0f} simulated company-years over {' '.join((store, *more[1::2]))}:"
                  " worlds with an objection",
                  f"{float(end[2]):.0f} s, {float(end[3]) / 1e6:.1f} million x real time, {end[5]} messages,"
                  f" {int(end[4]) / float(end[1]):.0f} faults a company-year", int(end[6]), "<= 0")


def measure_worlds(_bench, build):
    years = os.environ.get("REACTIVATION_YEARS", "5000")
    return [worlds(build, "memory", years, "--first-seed", "100000")]


def measure_sqlite_worlds(_bench, build):
    years = int(os.environ.get("REACTIVATION_SQLITE_YEARS", "200"))
    return [worlds(build, "sqlite", years, "--first-seed", "100000"),
            worlds(build, "sqlite", years // 10, "--first-seed", "200000", "--governor", "on")]


def measure_deaths(_bench, build):
    """A death at every call to the disk of 20 small worlds; --runs-max 0 is every call."""
    text = run(build / "tests/simulation/simulation_crash_worlds", "--runs-max",
               os.environ.get("REACTIVATION_DEATHS", "0"))
    end = found(r"(\d+) worlds with (\d+) calls to the disk in (\d+) commits; (\d+) runs, (\d+) deaths,"
                r" (\d+) messages, (\d+) objections, ([\d.e+]+) s", text)
    return [figure(f"{end[5]} deaths of a worker in {end[1]} worlds over SQLite: objections",
                   f"{end[2]} calls to the disk, {end[6]} messages, {float(end[8]):.0f} s", int(end[7]), "<= 0")]


def measure_planted(_bench, build):
    text = run(build / "tests/simulation/planted/planted_bugs")
    end = found(r"(\d+) of (\d+) planted bugs caught; (\d+) of (\d+) worlds without a bug objected to; (\d+) s", text)
    slowest = max(float(line.split()[3]) for line in text.splitlines()[1:-1])
    return [figure("Planted bugs that the oracle caught / all", f"{end[1]} of {end[2]} in {end[5]} s on two threads,"
                   f" the slowest after {slowest:.1f} s", int(end[1]) / int(end[2]), ">= 1")]


def measure_kills(_bench, build):
    kills = int(os.environ.get("REACTIVATION_KILLS", "2000"))
    program = build / "examples/cli/reactivation"
    started = time.time()
    text = run(sys.executable, "-B", ROOT / "tests/cli/test_kills.py",
               env={**os.environ, "REACTIVATION_KILLS": str(kills), "REACTIVATION_PROGRAM": str(program)})
    end = found(r"killed: (\d+) of (\d+) programs by SIGKILL, (\d+) messages, (\d+) opt-outs, (\d+) worlds", text)
    if int(end[1]) < kills:
        raise RuntimeError(f"only {end[1]} of {kills} programs were alive when they were killed")
    return [figure(f"{end[1]} kills of two programs on one file: messages sent twice or against a no",
                   f"{end[3]} messages, {end[4]} opt-outs in {end[5]} worlds, {time.time() - started:.0f} s", 0, "<= 0")]


def measure_models(bench, _):
    text = run(bench / "model_bench", 1000, 300, 16)
    end = found(r"(\d+) of 1000 answered in ([\d.]+) s, ideal ([\d.]+) s, ratio ([\d.]+)", text)
    return [figure("1,000 questions to a model that takes 300 ms, over 16 connections / the ideal",
                   f"{end[2]} s against {end[3]} s, {end[1]} answered", float(end[4]), "<= 1.2")]


def measure_service(_bench, build):
    text = run(sys.executable, ROOT / "tests/bench/service_bench.py", build)
    rows = []
    for path, name, target in (("settings/1", "GET of settings", ">= 0.6"),
                               ("campaigns/1", "GET of 50 campaigns", None)):
        rate = found(path + r"\s+(\d+) requests/s, of the static answer ([\d.]+)", text)
        static = found(r"health\s+(\d+) requests/s", text)
        rows.append(figure(f"Service over HTTP, {name} / its static answer",
                           f"{rate[1]} requests/s against {static[1]}", float(rate[2]), target))
    plan = found(r"the library ([\d.]+) ms; planned_only ([\d.]+) ms, ratio ([\d.]+); whole"
                 r" \((\d+) bytes\) ([\d.]+) ms, ratio ([\d.]+)", text)
    rows.append(figure("Plan preview of 10,000 clients over HTTP, those planned / the library's call",
                       f"{plan[2]} ms against {plan[1]} ms", float(plan[3]), "<= 1.3"))
    rows.append(figure("The same with everybody left out, by name / the library's call",
                       f"{plan[5]} ms, {plan[4]} bytes", float(plan[6]), "<= 1.3"))
    page = re.search(r"page: (\d+) bytes", text)
    if page:
        rows.append(figure("Bytes of the owner's page with its first screen, of 200 KiB", f"{page[1]} bytes",
                           round(int(page[1]) / 204_800, 2), "<= 1"))
    return rows


def measure_results(_bench, build):
    text = run(sys.executable, ROOT / "tests/bench/results_bench.py", build / "examples/cli/reactivation")
    end = found(r"stats (\d+) attempts: ([\d.]+) s, bare SQL ([\d.]+) s, ratio ([\d.]+);"
                r" one pass ([\d.]+) s, ratio ([\d.]+)", text)
    return [figure(f"Results of {int(end[1]):,} attempts / the aggregate SQL of the same counts and groups",
                   f"{end[2]} s against {end[3]} s", float(end[4]), "<= 1.5"),
            figure("The same / one pass of the first table's SQL", f"against {end[5]} s", float(end[6]))]


def measure_postgres(bench, _):
    text = run(sys.executable, ROOT / "tests/bench/postgres_bench.py", bench / "postgres_bench",
               "permits", "plan", "workers")
    permit = found(r"permits: ([\d.]+) of pgbench", text)
    each = found(r"permits, ([\d.]+) messages to the server each", text)
    plan = found(r"plan: ([\d.]+) times COPY", text)
    due = found(r"due only: ([\d.]+) s; with twice the history ([\d.]+) s, ([\d.]+)", text)
    workers = found(r"workers: two are ([\d.]+) times one", text)
    return [figure("PostgreSQL: permits a second / pgbench with the same statements",
                   f"{each[1]} messages to the server each", float(permit[1]), ">= 0.8"),
            figure("PostgreSQL: plan of 100,000 clients and 700,000 visits / COPY of its rows", "",
                   float(plan[1]), "<= 2"),
            figure("PostgreSQL: plan of those due, with twice the history / with once",
                   f"{due[2]} s against {due[1]} s", float(due[3]), "<= 1.2"),
            figure("PostgreSQL: two workers / one, each text drafted in 300 ms",
                   "both share the two cores with the server", float(workers[1]), ">= 1.7")]


def measure_bullmq(_bench, build):
    folder = build / "tests/adapters_bullmq"
    text = run(sys.executable, "-B", ROOT / "tests/adapters_bullmq/peers/compare.py", folder / "add_jobs",
               ROOT / "tests/fault_server", folder / "peers", "bench")
    return [figure(f"Jobs added for BullMQ {line} / its own addBulk", "20,000 jobs",
                   float(found(rf"bullmq{line}: ([\d.]+) times as fast as addBulk", text)[1]), ">= 3")
            for line in (5, 6)]


def measure_workers(_bench, build):
    permits = os.environ.get("REACTIVATION_PERMITS", "20000")
    text = run(sys.executable, "-B", ROOT / "tests/cli/test_workers.py",
               env={**os.environ, "REACTIVATION_PERMITS": permits,
                    "REACTIVATION_PROGRAM": str(build / "examples/cli/reactivation")})
    end = found(r"(\d+) sent in (\d+) s, (\{.*?\})", text)
    troubles = sum(json.loads(end[3]).values())
    return [figure(f"{end[1]} messages by four daemons on PostgreSQL: sent twice, over a limit or against a no",
                   f"{end[2]} s, {troubles} kills, stops, cuts, restarts and opt-outs", 0, "<= 0")]


FIGURES = {
    "permits": (measure_permits, "protocol_bench permits"),
    "governed": (measure_governed, "protocol_bench governed"),
    "day": (measure_day, "protocol_bench day COMPANIES 1000"),
    "sweep": (measure_sweep, "sweep_bench 100000 2000"),
    "store": (measure_store, "store_bench"),
    "web": (measure_web, "web_bench"),
    "service": (measure_service, "tests/bench/service_bench.py BUILD"),
    "models": (measure_models, "model_bench 1000 300 16"),
    "planner": (measure_planner, "tests/bench/run.sh"),
    "python": (measure_python, "tests/bench/python.sh BUILD"),
    "idle": (measure_idle, "tests/bench/idle_bench.py PROGRAM"),
    "worlds": (measure_worlds, "simulation_fleet --store memory --years 5000 --first-seed 100000"),
    "sqlite_worlds": (measure_sqlite_worlds, "simulation_fleet --store sqlite --years 200 --first-seed 100000"),
    "deaths": (measure_deaths, "simulation_crash_worlds --runs-max 0"),
    "planted": (measure_planted, "planted_bugs"),
    "results": (measure_results, "tests/bench/results_bench.py PROGRAM"),
    "postgres": (measure_postgres, "tests/bench/postgres_bench.py PROGRAM permits plan workers"),
    "bullmq": (measure_bullmq, "tests/adapters_bullmq/peers/compare.py … bench"),
    "workers": (measure_workers, "REACTIVATION_PERMITS=20000 tests/cli/test_workers.py"),
    "kills": (measure_kills, "REACTIVATION_KILLS=2000 tests/cli/test_kills.py"),
}


def machine():
    def first(path, key):
        with open(path, encoding="utf-8") as lines:
            return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)), "unknown")
    memory = int(first("/proc/meminfo", "MemTotal").split()[0]) / 1024 / 1024
    with open("/etc/os-release", encoding="utf-8") as lines:
        system = next((line.split("=", 1)[1].strip().strip('"') for line in lines
                       if line.startswith("PRETTY_NAME")), "unknown")
    compiler = subprocess.run(["g++", "-dumpfullversion"], capture_output=True, text=True, check=False).stdout.strip()
    return f"{os.cpu_count()} cores, {memory:.0f} GiB of memory, {system}, gcc {compiler or 'unknown'}"


def sync_us():
    """How long the disk of the stores takes to make a page durable that is written over, as in a log that
    has grown; all that is durable waits for it."""
    times = []
    with tempfile.TemporaryFile(buffering=0) as file:
        file.write(b"x" * 4096 * 64)
        os.fsync(file.fileno())
        for page in range(60):
            file.seek(page * 4096)
            file.write(b"y" * 4096)
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2] * 1e6


def measure(name, build):
    before = os.getloadavg()[0]
    known = {"date": datetime.date.today().isoformat(), "command": FIGURES[name][1],
             "sync_us": round(sync_us()), "load": round(before, 1), "loaded": before > 0.6 * os.cpu_count()}
    try:
        known["rows"] = FIGURES[name][0](build / "tests/bench", build)
    except (RuntimeError, OSError) as error:
        known["rows"] = [figure(f"{name}: not measured", str(error).splitlines()[0])]
        known["failed"] = True
    return known


# What a reader of the table should know, and no program can measure.
LIMITS = (
    "What limits a permit: it changes seven pages (the attempt and two indexes of it, the ledger and two"
    " indexes, the event), a bare transaction one, and each costs two writes into the log and a checksum;"
    " reading what it is decided from is about a fifth of its processor time. Four runs on a busy machine with"
    " sound medians gave 0.39, 0.39, 0.40 and 0.45, three on a quiet one 0.42, 0.43 and 0.45, so the target of"
    " 0.5 is missed by 10 to 22 %; before schema 5 it was 0.24, against a bare log that still grew. To go"
    " further, a permit would have to change fewer pages; the index that forbids a second"
    " hand-over must stay.",
    "",
    "Runs on a busy machine in which every sync took about 4 ms gave 0.9 to 1.0. They are not counted: both"
    " waited for the processor, and that says nothing of the store.",
)


def rows_of(page_before, command):
    """The rows of a command, which may have been run with other numbers."""
    wanted = re.sub(r"\d+", "N", command)
    return [line for line in page_before.splitlines() if line.startswith("| ") and line.endswith("` |")
            and wanted.startswith(re.sub(r"\d+", "N", line.rsplit("`", 2)[1]))]


def page(measured, before):
    """`before`: the page as it is; what has not been measured here is taken from it."""
    lines = ["# Figures", "",
             "Written by `scripts/test.sh --nightly` (`tests/bench/figures.py`). What is compared stands in"
             " `tests/bench/README.md`.", "",
             f"Machine: {machine()}.", "",
             "A figure marked *loaded* was measured while other programs used the machine: its times do not stand."
             " Ours and the bare one ran in turns, and its ratio is the better for it, but not sound where both"
             " waited for the processor most of the time. `sync` is how long one page took to become durable"
             " just before, the wait for the processor included.",
             "", *LIMITS, "",
             "| figure | measured | ratio | target | date | command |", "|---|---|---|---|---|---|"]
    for name in FIGURES:
        if name not in measured:
            lines += rows_of(before, FIGURES[name][1])
            continue
        known = measured[name]
        sync = f", sync {known['sync_us']} us" if known["sync_us"] is not None else ""
        notes = f"{known['date']}{sync}{', *loaded*' if known['loaded'] else ''}"
        for row in known["rows"]:
            ratio = "" if row["ratio"] is None else f"{row['ratio']:g}"
            target = "" if not row["target"] else row["target"] + {True: ", met", False: ", **missed**", None: ""}[row["met"]]
            lines.append(f"| {row['what']} | {row['measured']} | {ratio} | {target} | {notes} | `{known['command']}` |")
    return "\n".join(lines) + "\n"


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    store = build / "figures.json"
    measured = json.loads(store.read_text(encoding="utf-8")) if store.exists() else {}
    for name in sys.argv[2:] or FIGURES:
        print(f"figures: {name}", flush=True)
        measured[name] = measure(name, build)
        store.write_text(json.dumps(measured, indent=1), encoding="utf-8")
    shown = ROOT / "docs/figures.md"
    shown.write_text(page(measured, shown.read_text(encoding="utf-8")), encoding="utf-8")
    missed = [row["what"] for known in measured.values() for row in known["rows"] if row["met"] is False]
    failed = [name for name, known in measured.items() if known.get("failed")]
    for what in missed + failed:
        print("MISSED", what)
    sys.exit(1 if missed or failed else 0)


main()
