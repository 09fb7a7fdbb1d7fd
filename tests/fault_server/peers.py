"""What comparisons with other clients share: the clients by npm, the server that records requests, and
what of a request means something."""
import json
import pathlib
import shutil
import subprocess
import sys

# What a service decides by. The rest names the client and its platform.
HEADERS = ("content-type", "authorization", "x-goog-api-key", "accept")
SKIPPED = 77


def installed(here, work, script):
    """node_modules in the build folder, exactly as the lock file says."""
    wanted = (here / "package-lock.json").read_text(encoding="utf-8")
    stamp = work / "installed.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        work.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(here / name, work)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        if subprocess.run(command, cwd=work, check=False).returncode != 0:
            return False
        stamp.write_text(wanted, encoding="utf-8")
    # A module is looked for beside the script that imports it.
    shutil.copy(here / script, work)
    return True


def node_with(here, work, script):
    """Node, with the clients beside the script; None when they cannot be had."""
    node, npm = shutil.which("node"), shutil.which("npm")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout if node else ""
    is_there = npm and version and int(version.lstrip("v").split(".")[0]) >= 20 and installed(here, work, script)
    if not is_there:
        print("Node 20 with npm, or the clients, cannot be had: the comparison was not made.")
    return node if is_there else None


def output_of(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{command[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


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
        text = output_of(*command)
        requests = self.command({"tell": True})["requests"]
        if len(requests) != 1:
            sys.exit(f"{command[0]} made {len(requests)} requests")
        return requests[0], text

    def end(self):
        self.child.stdin.close()
        self.child.wait()


def meaning(request):
    headers = dict(request["headers"])
    return {"method": request["method"], "target": request["target"], "body": json.loads(request["body"]),
            "headers": {name: headers.get(name) for name in HEADERS}}


def difference(number, ours, theirs):
    """Prints what differs; 1 when something does."""
    if ours == theirs:
        return 0
    print(f"case {number}: ours\n{json.dumps(ours, indent=1, ensure_ascii=False)}\ntheirs\n"
          f"{json.dumps(theirs, indent=1, ensure_ascii=False)}")
    return 1
