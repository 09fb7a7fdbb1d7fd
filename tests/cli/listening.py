"""The listener as a process, and requests to it."""
import contextlib
import hashlib
import hmac
import json
import os
import signal
import socket
import subprocess
import threading

import program

KEY = "worker-key-0123456789"
HOOK = "hook-secret-0123456789"
ENV = {"WHATSAPP_APP_SECRET": "app-secret", "WHATSAPP_VERIFY_TOKEN": "mine",
       "EVOLUTION_WEBHOOK_SECRET": "gate-secret", "YCLIENTS_HOOK_SECRET": HOOK,
       "REACTIVATION_WORKER_KEY": KEY}


class Listening:
    """A listener under way; `stop` ends it and keeps what it logged."""

    def __init__(self, db, *arguments, env=None):
        self.process = subprocess.Popen(
            [program.PROGRAM, "listen", "--db", str(db), "--listen", "127.0.0.1:0",
             *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, **ENV, **(env or {})})
        line = self.process.stdout.readline().decode()
        if not line.startswith("listening on 127.0.0.1:"):
            raise AssertionError(line + self.process.communicate()[1].decode())
        self.port = int(line.rsplit(":", 1)[1])
        self.log = ""
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stderr:
            self.log += line.decode()

    def stop(self, number=signal.SIGTERM):
        if self.process.returncode is None:
            self.process.send_signal(number)
            self.process.wait(60)
            self.reader.join(10)
            self.process.stdout.close()
            self.process.stderr.close()
        return self.process.returncode

    def connect(self):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def send(self, data):
        """The whole answer to these bytes."""
        with self.connect() as connection:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(data)
            return hear(connection)

    def post(self, path, body, **headers):
        return self.send(request("POST", path, body, **headers))


def hear(connection):
    answer = b""
    with contextlib.suppress(ConnectionResetError):
        while chunk := connection.recv(65536):
            answer += chunk
    return answer


def request(method, path, body=b"", **headers):
    lines = [f"{method} {path} HTTP/1.1", "Host: here", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def status(answer):
    return int(answer.split(b" ")[1]) if answer else 0


def body_of(answer):
    return json.loads(answer.split(b"\r\n\r\n", 1)[1])


def signature(body, secret="app-secret"):
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def signed(body, path="/whatsapp/1060", secret="app-secret"):
    return request("POST", path, body, X_Hub_Signature_256=signature(body, secret))


def whatsapp(**value):
    value["metadata"] = {"display_phone_number": "79990000000", "phone_number_id": "1060"}
    change = {"field": "messages", "value": value}
    return json.dumps({"object": "whatsapp_business_account",
                       "entry": [{"id": "7", "changes": [change]}]}).encode()


def words(phone, text, name):
    return whatsapp(messages=[{"from": phone.lstrip("+"), "id": name, "timestamp": "1772600000",
                               "type": "text", "text": {"body": text}}])
