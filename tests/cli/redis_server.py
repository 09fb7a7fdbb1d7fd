"""A real Redis on a free port of loopback, without a file: what it holds goes with it."""
import contextlib
import shutil
import socket
import subprocess
import tempfile
import time


def is_missing():
    return shutil.which("redis-server") is None


class Redis:
    def __init__(self):
        with contextlib.closing(socket.socket()) as taken:
            taken.bind(("127.0.0.1", 0))
            self.port = taken.getsockname()[1]
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
             "--appendonly", "no", "--dir", tempfile.gettempdir()], stdout=subprocess.DEVNULL)
        for _ in range(200):
            if self.ask("PING") == "PONG":
                return
            time.sleep(0.02)
        raise RuntimeError("redis-server does not start")

    def stop(self):
        self.process.kill()
        self.process.wait()

    def ask(self, *words):
        return subprocess.run(["redis-cli", "-p", str(self.port), *map(str, words)],
                              capture_output=True, text=True).stdout.strip()

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"
