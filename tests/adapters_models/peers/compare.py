#!/usr/bin/env python3
"""Our requests against those of the official clients, as one server records them; and what both find
in its answers.

usage: compare.py SEND_OURS FAULT_SERVER WORK      ends with 77 when the clients cannot be had
"""
import json
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
# What a service decides by. The rest names the client and its platform.
HEADERS = ("content-type", "authorization", "x-goog-api-key", "accept")
SKIPPED = 77


def installed(work):
    """node_modules in the build folder, exactly as the lock file says."""
    wanted = (HERE / "package-lock.json").read_text(encoding="utf-8")
    stamp = work / "installed.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        work.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, work)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        if subprocess.run(command, cwd=work, check=False).returncode != 0:
            return False
        stamp.write_text(wanted, encoding="utf-8")
    # A module is looked for beside the script that imports it.
    shutil.copy(HERE / "send_official.mjs", work)
    return True


class Server:
    def __init__(self, program):
        self.child = subprocess.Popen([sys.executable, program], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, text=True)
        self.url = f"http://127.0.0.1:{json.loads(self.child.stdout.readline())['http']}"

    def command(self, command):
        self.child.stdin.write(json.dumps(command) + "\n")
        self.child.stdin.flush()
        return json.loads(self.child.stdout.readline())

    def request_of(self, answer, *command):
        """The one request that the command made, and what it printed."""
        self.command({"play": {"steps": [{"json": answer}]}})
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{command[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")
        requests = self.command({"tell": True})["requests"]
        if len(requests) != 1:
            sys.exit(f"{command[0]} made {len(requests)} requests")
        return requests[0], done.stdout


def meaning(request):
    headers = dict(request["headers"])
    return {"method": request["method"], "target": request["target"], "body": json.loads(request["body"]),
            "headers": {name: headers.get(name) for name in HEADERS}}


def main():
    send_ours, program, work = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    node, npm = shutil.which("node"), shutil.which("npm")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout if node else ""
    if not npm or not version or int(version.lstrip("v").split(".")[0]) < 20 or not installed(work):
        print("Node 20 with npm, or the clients, cannot be had: the comparison was not made.")
        return SKIPPED
    cases = HERE / "cases.json"
    server = Server(program)
    faults = 0
    for number, case in enumerate(json.loads(cases.read_text(encoding="utf-8"))):
        ours, values = server.request_of(case["answer"], send_ours, server.url, cases, number)
        theirs, text = server.request_of(case["answer"], node, work / "send_official.mjs", server.url,
                                         cases, number)
        if meaning(ours) != meaning(theirs):
            faults += 1
            print(f"case {number}: ours\n{json.dumps(meaning(ours), indent=1, ensure_ascii=False)}\ntheirs\n"
                  f"{json.dumps(meaning(theirs), indent=1, ensure_ascii=False)}")
        found = json.loads(text)
        if json.loads(values) != [str(found[field["name"]]) for field in case["fields"]]:
            faults += 1
            print(f"case {number}: ours read {values}, theirs {text}")
    server.child.stdin.close()
    server.child.wait()
    print(f"{number + 1} requests compared, {faults} faults")
    return 1 if faults else 0


sys.exit(main())
