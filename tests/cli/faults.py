"""The scripted server of tests/fault_server, for tests that drive the program."""
import json
import subprocess
import sys

from program import ROOT


class FaultServer:
    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-B", str(ROOT / "tests/fault_server/fault_server.py")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        port = json.loads(self.process.stdout.readline())["http"]
        self.url = f"http://127.0.0.1:{port}"

    def ask(self, command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def play(self, routes):
        """Answers by part of the path; 404 for the rest."""
        self.ask({"play": {"steps": [{"status": 404, "json": {}}],
                           "routes": [{"path": path, "steps": [step]}
                                      for path, step in routes.items()]}})

    def requests(self):
        return [(request["method"], request["target"], request["body"])
                for request in self.ask({"tell": True})["requests"]]

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
