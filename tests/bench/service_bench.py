"""The service over HTTP, by wrk on loopback, against its own static answer and against the library.

  service_bench.py BUILD [CLIENTS]

settings:  GET /settings, with a token looked up and the company checked, against GET /health, which
           does neither; in turns.
campaigns: a page of 50 messages of a planned day.
plan:      GET /plan?planned_only=true of CLIENTS (10,000), one at a time, and the whole plan, against
           what the library alone takes for the plan, its texts and its document, in turns.
page:      bytes that the owner's page loads with its first screen, packed.
"""
import os
import pathlib
import re
import statistics
import subprocess
import sys

BUILD = pathlib.Path(sys.argv[1]).resolve()
CLIENTS = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
os.environ.setdefault("REACTIVATION_PROGRAM", str(BUILD / "examples/cli/reactivation"))
os.environ.setdefault("REACTIVATION_SERVICE", str(BUILD / "examples/service/reactivation-service"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "service"))
import serving  # noqa: E402
import program as salons  # noqa: E402

ROUNDS = 5
SECONDS = 3


def wrk(service, path, token=None, connections=8):
    header = ["-H", f"Authorization: Bearer {token}"] if token else []
    done = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", *header,
                           f"http://127.0.0.1:{service.port}{serving.PREFIX}{path}"],
                          capture_output=True, text=True, check=True)
    if "Non-2xx" in done.stdout:
        raise RuntimeError(done.stdout)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])
    half = re.search(r"50%\s+(\S+)", done.stdout)[1]
    return rate, half


def rates(service, token):
    paths = {"health": None, "settings/1": token, "campaigns/1": token}
    found = {path: [] for path in paths}
    for _ in range(ROUNDS):
        for path, its_token in paths.items():
            found[path].append(wrk(service, "/" + path, its_token)[0])
    middle = {path: statistics.median(rows) for path, rows in found.items()}
    for path, rate in middle.items():
        print(f"{path:<12} {rate:8.0f} requests/s, of the static answer {rate / middle['health']:.2f}")


def plans(service, token, db):
    bench = BUILD / "tests/bench/service_bench"
    library, only, whole = [], [], []
    for _ in range(ROUNDS):
        out = subprocess.run([bench, db, "20"], capture_output=True, text=True, check=True).stdout
        library += [float(line.split()[0]) for line in out.splitlines()][1:]
        for times, path in ((only, "/plan/1?planned_only=true"), (whole, "/plan/1")):
            times.append(1000 / wrk(service, path, token, connections=1)[0])
    base = statistics.median(library)
    size = len(service.ask(token, "GET", "/plan/1").body)
    print(f"plan of {CLIENTS} clients: the library {base:.1f} ms;"
          f" planned_only {statistics.median(only):.1f} ms, ratio {statistics.median(only) / base:.2f};"
          f" whole ({size} bytes) {statistics.median(whole):.1f} ms,"
          f" ratio {statistics.median(whole) / base:.2f}")


def page(service, token):
    total = 0
    packed = {"Accept-Encoding": "gzip"}
    shell = service.raw("GET", "/", headers=packed)
    if shell.status != 200:
        print("page: the service was built without it")
        return
    folder = salons.ROOT / "examples/service/page"
    other = "ru.json"
    for name in sorted(path.name for path in folder.iterdir()):
        if name not in ("index.html", other):
            total += len(service.raw("GET", "/assets/" + name, headers=packed).body)
    total += len(shell.body)
    for path in ("/session", "/plan/1?planned_only=true", "/whatsapp-health/1",
                 "/campaigns/1?status=accepted&limit=50"):
        reply = service.ask(token, "GET", path, Accept_Encoding="gzip")
        total += len(reply.body)
    print(f"page: {total} bytes with all of its files and today's plan")


def main():
    with salons.folder() as name:
        path = pathlib.Path(name)
        db = salons.make_due_salon(path, CLIENTS)
        token = serving.make_token(db, "bench", "owner", 1)
        service = serving.Service("--db", db)
        try:
            plans(service, token, db)
            page(service, token)
            service.ask(token, "POST", "/companies/1/run-day")
            rates(service, token)
        finally:
            service.stop()


if __name__ == "__main__":
    main()
