"""The owner's page as the built service serves it, over a database of its own: from the first start
to the first message, holding, editing, opting out, turning on and off.

usage: test_service.py PROGRAM SERVICE WORK      exit code 77 without Chromium, Node or the packages
"""

import datetime
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "fault_server"))
sys.path.insert(0, str(HERE))
import peers
import record


def morning():
    """A zone in which it is between eleven and twelve now, hours of sending, and the time there."""
    now = datetime.datetime.now(datetime.timezone.utc)
    offset = (11 - now.hour + 12) % 24 - 12
    zone = f"Etc/GMT{-offset:+d}" if offset else "Etc/GMT"
    return zone, (now + datetime.timedelta(hours=offset)).replace(tzinfo=None)


def token_of(service, database, role, *company):
    command = [service, "token", "--db", database, "--role", role, "--name", role, *company]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return re.search(r"rs_\S+", done.stdout)[0]


def tell(node, work, program, service, folder):
    zone, now = morning()
    salon = {**record.SALONS["en"], "zone": zone}
    recorder = record.Recorder(program, folder, salon, now)
    recorder.load(random.Random(7), "en")
    recorder.run("settings", "--set", "sending_days=[1,2,3,4,5,6,7]")
    company = ["--company", str(salon["id"])]
    environment = {
        **os.environ,
        "PAGE_WORK": str(work.resolve()),
        "PAGE_CHROMIUM": shutil.which("chromium"),
        "PAGE_OWNER": token_of(service, recorder.db, "owner", *company),
        "PAGE_OPERATOR": token_of(service, recorder.db, "operator", *company),
        "PAGE_ADMIN": token_of(service, recorder.db, "admin"),
        "PAGE_SEND": " ".join([program, "run", "--arm", "--db", str(recorder.db), "--outbox"]),
        "PAGE_OUTBOX": str(folder / "out"),
    }
    command = [service, "--db", recorder.db, "--listen", "127.0.0.1:0"]
    with open(work / "service.log", "w", encoding="utf-8") as log:
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            place = re.search(r"127\.0\.0\.1:\d+", running.stdout.readline())[0]
            environment["PAGE_URL"] = f"http://{place}/"
            story = [node, "--test", "--test-reporter=spec", str(HERE / "with_service.mjs")]
            return subprocess.run(story, env=environment, check=False).returncode
        finally:
            running.terminate()
            running.wait()


def main(program, service, work):
    work = pathlib.Path(work)
    node = peers.node_with(HERE, work, "package.json")
    if not shutil.which("chromium") or not node:
        print("Chromium, Node or the packages cannot be had: the page was not opened.")
        return peers.SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        return tell(node, work, program, service, pathlib.Path(folder))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
