"""A language model's service on loopback, and sound answers to what the program asks."""
import contextlib
import http.server
import json
import re
import threading


@contextlib.contextmanager
def service(answer, status=200, headers=()):
    """Answers every question with that JSON (or with what `answer` makes of the question), and
    keeps what it was asked: path, headers, document."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append((self.path, dict(self.headers), body))
            said = json.dumps(answer(body) if callable(answer) else answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        server.server_close()


def openai_form(**values):
    """A form as a service that speaks OpenAI's protocol answers it."""
    return {"choices": [{"index": 0, "finish_reason": "stop", "message": {
        "role": "assistant", "content": json.dumps(values)}}]}


def gemini_form(**values):
    return {"candidates": [{"finishReason": "STOP", "content": {"role": "model", "parts": [
        {"text": json.dumps(values)}]}}]}


def prompt_of(body):
    """The user's part of a question in either protocol."""
    if "messages" in body:
        return body["messages"][-1]["content"]
    return body["contents"][-1]["parts"][-1]["text"]


def needed(prompt):
    found = re.findall(r"placeholders, each once: (.*)", prompt)
    return found[0] if found else ""


def english(prompt, sentence="We would be glad to see you again."):
    """A sound English text for the placeholders that the prompt asks for."""
    wanted = needed(prompt)
    text = "Hello {{name}}! " if "{{name}}" in wanted else "Hello! "
    text += f"It has been {{{{since}}}} since your visit. {sentence}\n"
    if "{{staff}}" in wanted:
        text += "{{staff}} is looking forward to seeing you.\n"
    if "{{slots}}" in wanted:
        text += "There is time: {{slots}}.\n"
    if "{{discount}}" in wanted:
        text += "Take {{discount}} off until {{until}}.\n"
    return text + "Shall we book you?"
