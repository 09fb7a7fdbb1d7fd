#!/usr/bin/env python3
"""A server that answers as a script says, well or badly, and remembers every byte it was sent.

usage: fault_server.py [--scenario FILE] [--tls CERT KEY]

Ports are the system's choice, on 127.0.0.1, and printed as the first line of standard output:
  {"http": 1, "https": 2, "http_proxy": 3, "socks5": 4}        https only with --tls
Each further line of standard input is a command, answered by one line:
  {"play": SCENARIO}  forgets what was recorded and plays this from its first step
  {"tell": true}      {"requests": [...], "connections": N, "proxied": ["host:port", ...]}
It ends with its standard input. Both proxies lead every host to the https port.

A scenario: {"steps": [STEP...], "routes": [{"path": "part of the path", "steps": [STEP...]}]}
The first route whose text is in the request's target answers, else the scenario's own steps. Steps
are used up in order, the last one for ever. A step, every key optional:
  status, headers {name: value}, content_type       200, none, application/json
  json | body | base64 | raw                        raw: instead of status line and all
  fill: N          that many letters, streamed       deep: N    so many nested JSON arrays
  gzip_fill: N     N letters as a gzip stream
  wait_s: X        before the answer                 drip: {"bytes": N, "every_s": X}
  cut_after: N     closes after N bytes of the body  chunked: true
  drop: true       reads the request, closes without a word
  reset: true      the same by RST                   hang: true    never answers
  close: true      closes after the answer           no_length: true  the close is the end
Further keys of a scenario: proxy_refuses: true; proxy_authorization: the header that is wanted.
"""
import base64
import json
import select
import socket
import ssl
import struct
import sys
import threading
import time
import zlib

BLOCK = 65536


class Play:
    """The scenario and what has been recorded, for all threads.

    A scenario begins while no client is asking. What is still on its way then was given up by its
    client, and would be counted for the wrong scenario on a slow machine: it is thrown away.
    """

    def __init__(self):
        self.lock = threading.Lock()
        self.listeners = []
        self.live = {}  # number of a connection: [socket, what it is doing]
        self.accepted = 0
        self.start({"steps": [{}]})

    def start(self, scenario):
        with self.lock:
            for listener in self.listeners:
                while select.select([listener], [], [], 0)[0]:
                    listener.accept()[0].close()
            for entry in self.live.values():
                if entry[1] == "reading" or (entry[1] == "idle" and self.has_input(entry[0])):
                    entry[1] = "given up"
            self.scenario = scenario
            self.used = {}
            self.requests = []
            self.connections = 0
            self.proxied = []

    @staticmethod
    def has_input(connection):
        try:
            return bool(select.select([connection], [], [], 0)[0])
        except (OSError, ValueError):
            return True

    def accept(self, listener):
        """The next connection and its number, or nothing when there was none after all."""
        select.select([listener], [], [])
        with self.lock:
            if not select.select([listener], [], [], 0)[0]:
                return None, 0
            connection, _ = listener.accept()
            self.connections += 1
            self.accepted += 1
            self.live[self.accepted] = [connection, "idle"]
            return connection, self.accepted

    def mark(self, number, doing, connection=None):
        with self.lock:
            entry = self.live[number]
            if entry[1] == "given up":
                raise Gone
            entry[:] = [connection or entry[0], doing]

    def closed(self, number):
        with self.lock:
            self.live.pop(number, None)

    def record(self, number, request):
        """Keeps the request and gives the step that answers it."""
        self.mark(number, "answering")
        with self.lock:
            self.requests.append(request)
            routes = self.scenario.get("routes", [])
            fits = [i for i, route in enumerate(routes) if route["path"] in request["target"]]
            which = fits[0] if fits else -1
            steps = routes[which]["steps"] if fits else self.scenario.get("steps", [{}])
            step_number = self.used.get(which, 0)
            self.used[which] = step_number + 1
            return steps[min(step_number, len(steps) - 1)]

    def tell(self):
        with self.lock:
            return {"requests": self.requests, "connections": self.connections,
                    "proxied": self.proxied}


class Gone(Exception):
    pass


def read_more(connection, have):
    try:
        got = connection.recv(BLOCK)
    except OSError as error:
        raise Gone from error
    if not got:
        raise Gone
    return have + got


def read_head(connection, have):
    while b"\r\n\r\n" not in have:
        if have[:1] == b"\x16":  # TLS where there is none: said in plain words, as servers do
            connection.sendall(b"HTTP/1.1 400 Plain\r\nContent-Length: 0\r\n\r\n")
            raise Gone
        have = read_more(connection, have)
    head, rest = have.split(b"\r\n\r\n", 1)
    lines = head.decode("latin-1").split("\r\n")
    method, target, _ = (lines[0].split(" ") + ["", ""])[:3]
    headers = [line.split(":", 1) for line in lines[1:]]
    headers = [[name.strip().lower(), value.strip()] for name, value in headers]
    return head, {"method": method, "target": target, "headers": headers}, rest


def read_body(connection, request, rest):
    headers = dict(request["headers"])
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = b""
        while True:
            while b"\r\n" not in rest:
                rest = read_more(connection, rest)
            size, rest = rest.split(b"\r\n", 1)
            size = int(size.split(b";")[0], 16)
            while len(rest) < size + 2:
                rest = read_more(connection, rest)
            body, rest = body + rest[:size], rest[size + 2:]
            if size == 0:
                return body, rest
    size = int(headers.get("content-length", "0"))
    while len(rest) < size:
        rest = read_more(connection, rest)
    return rest[:size], rest[size:]


def gzip_blocks(piece, times):
    """One gzip stream of so many pieces: a flushed block stands by itself and can be repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)

    def blocks():
        yield b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
        check = 0
        for _ in range(times):
            check = zlib.crc32(piece, check)
            yield packed
        yield b"\x03\0" + struct.pack("<II", check, len(piece) * times & 0xFFFFFFFF)
    return blocks(), len(packed) * times + 20


def body_blocks(step):
    """The body in blocks, and its length when it is known."""
    if "fill" in step:
        size = step["fill"]

        def blocks():
            for begin in range(0, size, BLOCK):
                yield b"a" * min(BLOCK, size - begin)
        return blocks(), size
    if "gzip_fill" in step:
        return gzip_blocks(b"a" * 1_000_000, max(1, step["gzip_fill"] // 1_000_000))
    if "deep" in step:
        body = b"[" * step["deep"] + b"]" * step["deep"]
    elif "json" in step:
        body = json.dumps(step["json"], ensure_ascii=False).encode()
    elif "base64" in step:
        body = base64.b64decode(step["base64"])
    else:
        body = step.get("body", "").encode()
    return iter([body]), len(body)


def head_of(step, size):
    headers = {"Content-Type": step.get("content_type", "application/json")}
    if "gzip_fill" in step:
        headers["Content-Encoding"] = "gzip"
    if step.get("chunked"):
        headers["Transfer-Encoding"] = "chunked"
    elif not step.get("no_length"):
        headers["Content-Length"] = str(size)
    if step.get("close"):
        headers["Connection"] = "close"
    headers.update(step.get("headers", {}))
    lines = [f"HTTP/1.1 {step.get('status', 200)} Said"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def send_block(connection, step, block):
    drip = step.get("drip")
    if not drip:
        connection.sendall(block)
        return
    for begin in range(0, len(block), drip["bytes"]):
        connection.sendall(block[begin:begin + drip["bytes"]])
        time.sleep(drip["every_s"])


def answer(connection, step):
    """False: the connection is to be closed."""
    time.sleep(step.get("wait_s", 0))
    if step.get("hang"):
        while True:
            read_more(connection, b"")
    if "raw" in step:
        send_block(connection, step, step["raw"].encode("latin-1"))
        return False
    blocks, size = body_blocks(step)
    connection.sendall(head_of(step, size))
    left = step.get("cut_after", -1)
    for block in blocks:
        if left >= 0:
            block, left = block[:left], left - len(block[:left])
        if block and step.get("chunked"):
            block = b"%x\r\n%s\r\n" % (len(block), block)
        send_block(connection, step, block)
        if left == 0:
            return False
    if step.get("chunked"):
        connection.sendall(b"0\r\n\r\n")
    return not step.get("close") and not step.get("no_length")


def serve_requests(connection, play, number):
    rest = b""
    while True:
        if not rest:
            rest = read_more(connection, rest)
        play.mark(number, "reading")
        head, request, rest = read_head(connection, rest)
        body, rest = read_body(connection, request, rest)
        request.update(connection=number, at_s=time.monotonic(), raw=(head + b"\r\n\r\n" + body).decode("latin-1"),
                       body=body.decode("utf-8", "replace"))
        step = play.record(number, request)
        if step.get("reset"):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if step.get("drop") or step.get("reset") or not answer(connection, step):
            return
        play.mark(number, "idle")


def serve(connection, play, number, tls):
    try:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            connection = tls.wrap_socket(connection, server_side=True)
            play.mark(number, "idle", connection)
        serve_requests(connection, play, number)
    except (Gone, OSError, ValueError):
        pass
    finally:
        play.closed(number)
        connection.close()


# --- Proxies ---------------------------------------------------------------------------------------

def pump(source, sink):
    try:
        while True:
            got = source.recv(BLOCK)
            if not got:
                break
            sink.sendall(got)
    except OSError:
        pass
    for each in (source, sink):
        try:
            each.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def join(connection, port, rest=b""):
    with socket.create_connection(("127.0.0.1", port)) as onward:
        onward.sendall(rest)
        back = threading.Thread(target=pump, args=(onward, connection), daemon=True)
        back.start()
        pump(connection, onward)
        back.join()


def serve_http_proxy(connection, play, port):
    try:
        _, request, rest = read_head(connection, b"")
        headers = dict(request["headers"])
        with play.lock:
            play.proxied.append(request["target"])
            refused = play.scenario.get("proxy_refuses")
            wanted = play.scenario.get("proxy_authorization")
        if request["method"] != "CONNECT" or refused:
            connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        elif wanted and headers.get("proxy-authorization") != wanted:
            connection.sendall(b"HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n")
        else:
            connection.sendall(b"HTTP/1.1 200 Joined\r\n\r\n")
            join(connection, port, rest)
    except (Gone, OSError):
        pass
    finally:
        connection.close()


def take(connection, have, size):
    while len(have) < size:
        have = read_more(connection, have)
    return have[:size], have[size:]


def serve_socks5(connection, play, port):
    try:
        greeting, rest = take(connection, b"", 2)
        _, rest = take(connection, rest, greeting[1])
        connection.sendall(b"\x05\x00")
        head, rest = take(connection, rest, 5)
        if head[3] == 3:
            name, rest = take(connection, rest, head[4])
        else:
            name, rest = take(connection, rest, 3)
            name = ".".join(str(byte) for byte in head[4:] + name).encode()
        asked, rest = take(connection, rest, 2)
        with play.lock:
            play.proxied.append(f"{name.decode()}:{struct.unpack('>H', asked)[0]}")
        connection.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01" + asked)
        join(connection, port, rest)
    except (Gone, OSError):
        pass
    finally:
        connection.close()


def listen(handler, *more):
    """A proxy's port: the handler gets each connection."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)

    def accept():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=handler, args=(connection, *more), daemon=True).start()
    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def listen_for_requests(play, tls):
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    play.listeners.append(listener)

    def accept():
        while True:
            connection, number = play.accept(listener)
            if connection:
                threading.Thread(target=serve, args=(connection, play, number, tls),
                                 daemon=True).start()
    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def main():
    arguments = sys.argv[1:]
    play = Play()
    ports = {"http": listen_for_requests(play, None)}
    while arguments:
        word = arguments.pop(0)
        if word == "--scenario":
            with open(arguments.pop(0), encoding="utf-8") as file:
                play.start(json.load(file))
        elif word == "--tls":
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(arguments.pop(0), arguments.pop(0))
            ports["https"] = listen_for_requests(play, tls)
        else:
            sys.exit(__doc__)
    onward = ports.get("https", ports["http"])
    ports["http_proxy"] = listen(serve_http_proxy, play, onward)
    ports["socks5"] = listen(serve_socks5, play, onward)
    print(json.dumps(ports), flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        if "play" in command:
            play.start(command["play"])
            print("{}", flush=True)
        else:
            print(json.dumps(play.tell()), flush=True)


if __name__ == "__main__":
    main()
