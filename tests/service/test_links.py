"""Signed links to a client's own page, tokens by command, and what the page and the log say."""
import base64
import gzip
import hashlib
import hmac
import http.client
import json
import shutil
import socket
import ssl
import subprocess
import time
import unittest

import serving
from program import change, dump, query
from serving import LINK_KEY, TwoSalons, command, first


def forged(company, client, key=LINK_KEY):
    text = f"reactivation opt-out|{company}|{client}".encode()
    mac = hmac.new(key.encode(), text, hashlib.sha256).digest()
    return f"/o/{company}.{client}." + base64.urlsafe_b64encode(mac).decode().rstrip("=")


class Links(TwoSalons):
    def setUp(self):
        self.client = first(self.db, "clients")
        answer = command("link", "--db", self.db, "--company", 1, "--client", self.client)
        self.assertEqual(answer.code, 0, answer.err)
        self.link = answer.out.strip()

    def is_opted_out(self, client):
        return query(self.db, f"SELECT reactivation_opt_out FROM clients WHERE id = {client}") == [(1,)]

    def test_the_signature_is_what_is_documented(self):
        self.assertEqual(self.link, forged(1, self.client))

    def test_1_looking_changes_nothing_and_a_press_opts_out_once_and_again(self):
        before = dump(self.db)
        for method in ("GET", "HEAD"):
            reply = self.service.raw(method, self.link)
            self.assertEqual(reply.status, 200)
        page = self.service.raw("GET", self.link)
        self.assertIn("Salon", page.body.decode())
        self.assertIn('<form method="post">', page.body.decode())
        self.assertNotIn("script", page.body.decode())
        policy = page.headers["Content-Security-Policy"]
        self.assertTrue(policy.startswith("default-src 'none'"), policy)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(dump(self.db), before)
        for _ in range(2):  # a second press finds it done
            reply = self.service.raw("POST", self.link, b"")
            self.assertEqual(reply.status, 200)
            self.assertTrue(self.is_opted_out(self.client))
        events = query(self.db, "SELECT count(*) FROM reactivation_events WHERE kind = 'opted_out'"
                                f" AND client_id = {self.client}")
        self.assertEqual(events, [(1,)])
        talk = self.ask("owner", "GET", f"/conversations/1/{self.client}").data
        self.assertTrue(talk["opted_out"])  # shown at once

    def test_forged_and_dead_links_say_the_same_and_do_nothing(self):
        other = first(self.db, "clients", 2)
        before = dump(self.db)
        answers = set()
        for link in [forged(1, self.client, "another-key-0123456789"), forged(1, self.client, ""),
                     self.link[:-1], self.link + "A", "/o/" + self.link[3:].swapcase(), self.link + "=",
                     self.link.replace(f"1.{self.client}.", f"1.{self.client + 1}."),
                     self.link.replace(f"1.{self.client}.", f"2.{self.client}."),
                     self.link.replace("/1.", "/01."), self.link.replace("/1.", "/+1."),
                     forged(1, other), forged(2, self.client), forged(1, 999999), forged(999, 1),
                     forged(1, -1), "/o/", "/o/..", "/o/1.1.", "/o/" + "x" * 5000]:
            for method in ("GET", "POST"):
                reply = self.service.raw(method, link, b"" if method == "POST" else None)
                self.assertEqual(reply.status, 404, link[:60])
                answers.add(reply.body)
                self.assertEqual(len(answers), 1, link[:60])
        self.assertEqual(self.service.raw("DELETE", self.link).status, 405)
        self.assertEqual(before, dump(self.db))

    def test_the_link_of_an_erased_client_reads_like_a_forged_one(self):
        client = query(self.db, "SELECT max(id) FROM clients WHERE company_id = 1")[0][0]
        link = forged(1, client)
        self.assertEqual(self.service.raw("GET", link).status, 200)
        self.write("DELETE", f"/clients/1/{client}")
        before = dump(self.db)
        dead = self.service.raw("GET", forged(1, client, "another-key-0123456789"))
        for method, body in (("GET", None), ("POST", b"")):
            reply = self.service.raw(method, link, body)
            self.assertEqual((reply.status, reply.body), (404, dead.body))
        self.assertEqual(before, dump(self.db))

    def test_somebody_without_a_name_is_somebody_still(self):
        client = query(self.db, "SELECT min(id) FROM clients WHERE company_id = 2 AND id > 0")[0][0]
        change(self.db, "UPDATE clients SET name = NULL WHERE id = ?", client)
        self.assertEqual(self.service.raw("GET", forged(2, client)).status, 200)

    def test_without_a_key_there_is_no_such_page_and_a_short_one_is_refused(self):
        off = serving.Service("--db", self.db, env={"REACTIVATION_LINK_KEY": ""})
        self.addCleanup(off.stop)
        self.assertEqual(off.raw("GET", self.link).status, 404)
        self.assertEqual(off.raw("GET", forged(1, self.client, "")).status, 404)
        short = command("--db", self.db, env={"REACTIVATION_LINK_KEY": "short"})
        self.assertEqual(short.code, 2)
        self.assertIn("REACTIVATION_LINK_KEY", short.err)
        short = command("link", "--db", self.db, "--company", 1, "--client", self.client,
                        env={"REACTIVATION_LINK_KEY": "short"})
        self.assertEqual(short.code, 2)


class Tokens(TwoSalons):
    def test_a_token_is_shown_once_and_kept_as_a_hash(self):
        token = self.tokens["owner"]
        self.assertRegex(token, r"^rs_[A-Za-z0-9_-]{43}$")
        text = dump(self.db)
        self.assertNotIn(token, text)
        self.assertIn(hashlib.sha256(token.encode()).hexdigest(), text)
        listed = command("token", "--db", self.db, "--list")
        self.assertIn("desk", listed.out)
        self.assertNotIn(token, listed.out + listed.err)

    def test_what_cannot_be_made_is_refused(self):
        for arguments, word in [
                (["--name", "desk"], "name"), (["--role", "operator"], "--name"),
                (["--name", "a", "--role", "admin", "--company", 1], "--company"),
                (["--name", "a", "--role", "king"], "king"),
                (["--name", "a", "--role", "owner", "--company", 9], "9"),
                (["--revoke", "nobody"], "--revoke"), (["--name", "a" * 300], "")]:
            answer = command("token", "--db", self.db, *(["--company", 1] if "--company" not in arguments
                             and "--revoke" not in arguments else []), *arguments)
            self.assertNotEqual(answer.code, 0, arguments)
            self.assertEqual(answer.out, "")
            self.assertEqual(len(answer.err.splitlines()), 1, answer.err)

    def test_addresses_that_others_reach_need_a_word(self):
        for address in ("0.0.0.0:0", "192.0.2.1:80"):
            answer = command("--db", self.db, "--listen", address)
            self.assertEqual(answer.code, 2)
            self.assertIn("--plain-http-outside", answer.err)
        for address in ("127.0.0.1", "127.0.0.1:x", ":80", "127.0.0.1:99999"):
            self.assertEqual(command("--db", self.db, "--listen", address).code, 2, address)
        self.assertEqual(command().code, 2)
        self.assertEqual(command("--db", self.path / "missing.db").code, 2)

    def test_every_answer_has_a_request_id_and_a_line_without_secrets(self):
        reply = self.ask("owner", "GET", "/settings/1", X_Request_Id="abc-123")
        self.assertEqual(reply.headers["X-Request-Id"], "abc-123")
        for given in ("x" * 65, "a b", 'a"b'):
            made = self.ask("owner", "GET", "/settings/1", X_Request_Id=given).headers["X-Request-Id"]
            self.assertRegex(made, r"^[0-9a-f]{16}$")
        self.ask("owner", "GET", "/clients/1?query=Secretname")
        service = serving.Service("--db", self.db)
        service.ask(self.tokens["owner"], "GET", "/settings/1", X_Request_Id="in-the-log")
        service.ask(self.tokens["owner"], "GET", "/clients/1?query=Secretname")
        service.stop()
        lines = [json.loads(line) for line in service.log.splitlines()]
        line, = [one for one in lines if one.get("request_id") == "in-the-log"]
        self.assertEqual((line["operation"], line["status"], line["company_id"], line["token_name"]),
                         ("getSettings", 200, 1, "owner"))
        self.assertNotIn("Secretname", service.log)
        self.assertNotIn(self.tokens["owner"], service.log)
        self.assertEqual(reply.headers["Cache-Control"], "no-store")

    def test_what_is_not_read_is_logged_and_counted_too(self):
        service = serving.Service("--db", self.db)
        self.addCleanup(service.stop)
        owner = self.tokens["owner"]
        replies = {413: service.ask(owner, "PUT", "/settings/1", b" " * ((1 << 20) + 1)),
                   415: service.ask(owner, "PUT", "/settings/1", b"x", Content_Encoding="gzip"),
                   400: service.ask(owner, "PUT", "/settings/1", b"1", Transfer_Encoding="x")}
        counted = service.raw("GET", serving.PREFIX + "/metrics").body.decode()
        service.stop()
        lines = [json.loads(line) for line in service.log.splitlines()]
        lines = [one for one in lines if one.get("operation") == "refused"]
        self.assertEqual([one["status"] for one in lines], list(replies))
        for line, (status, reply) in zip(lines, replies.items()):
            self.assertEqual(reply.status, status)
            self.assertRegex(line["request_id"], r"^[0-9a-f]{16}$")
            self.assertEqual(reply.headers["X-Request-Id"], line["request_id"])
            self.assertIn(f'{{operation="refused",status="{status}"}} 1\n', counted)
        self.assertEqual(len({one["request_id"] for one in lines}), 3)


@unittest.skipUnless(shutil.which("nginx") and shutil.which("openssl"), "nginx is not installed")
class BehindNginx(TwoSalons):
    """examples/service/nginx.conf as it is, but for its address, its certificate and its folder."""

    def start(self, folder):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout",
                        folder / "key.pem", "-out", folder / "chain.pem", "-subj", "/CN=salon.example"],
                       check=True, capture_output=True, timeout=60)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        site = (serving.program.ROOT / "examples/service/nginx.conf").read_text(encoding="utf-8")
        for old, new in [("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"), ("/var/log/nginx", str(folder)),
                         ("/etc/letsencrypt/live/salon.example/fullchain.pem", str(folder / "chain.pem")),
                         ("/etc/letsencrypt/live/salon.example/privkey.pem", str(folder / "key.pem")),
                         ("127.0.0.1:8788", f"127.0.0.1:{self.service.port}")]:
            self.assertIn(old, site)
            site = site.replace(old, new)
        temporary = "".join(f"{name}_temp_path {folder}/{name}; " for name in
                            ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/main.log; events {{}}\n"
            f"http {{ access_log {folder}/access.log; {temporary}\n{site}}}\n", encoding="utf-8")
        process = subprocess.Popen(["nginx", "-e", folder / "early.log", "-c", folder / "nginx.conf"])
        self.addCleanup(process.wait, 30)
        self.addCleanup(process.terminate)
        for _ in range(200):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    return process, port
            self.assertIsNone(process.poll())
            time.sleep(0.05)
        raise AssertionError("nginx does not listen")

    def test_no_log_has_a_query_a_hooks_secret_or_a_link(self):
        folder = self.path / "nginx"
        folder.mkdir()
        process, port = self.start(folder)
        unchecked = ssl.create_default_context()
        unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE

        def ask(method, path):
            connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=unchecked)
            try:
                connection.request(method, path, headers={"Authorization": "Bearer " + self.tokens["owner"]})
                answer = connection.getresponse()
                answer.read()
                return answer
            finally:
                connection.close()

        api = serving.PREFIX
        found = ask("GET", f"{api}/clients/1?query=Secretname")
        self.assertEqual(found.status, 200)
        paths = [("POST", "/hooks/yclients/1/Secretname"), ("GET", "/o/1.1.Secretname"),
                 ("GET", f"{api}/offers/1?phone=Secretname"), ("GET", "/Secretname")]
        self.assertTrue(all(ask(method, path).status >= 400 for method, path in paths))
        self.assertEqual(ask("GET", f"{api}/metrics").status, 404)
        self.service.stop()  # what fails is told to another log
        for method, path in paths:
            self.assertEqual(ask(method, path).status, 502)
        process.terminate()
        process.wait(30)
        logs = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.log")}
        self.assertIn(found.headers["X-Request-Id"], logs["reactivation.log"])
        self.assertEqual(len(logs["reactivation.log"].splitlines()), 2 + 2 + 2)
        for name, text in logs.items():
            self.assertNotIn("Secretname", text, name)


class Page(TwoSalons):
    def test_the_page_is_served_with_its_policy_or_not_at_all(self):
        reply = self.service.raw("GET", "/")
        if reply.status == 404:
            self.skipTest("the service was built without the page")
        self.assertEqual(reply.status, 200)
        self.assertTrue(reply.headers["Content-Type"].startswith("text/html"))
        policy = reply.headers["Content-Security-Policy"]
        self.assertIn("script-src 'self'", policy)
        self.assertNotIn("unsafe", policy)
        tag = reply.headers["ETag"]
        self.assertEqual(self.service.raw("GET", "/", headers={"If-None-Match": tag}).status, 304)
        self.assertEqual(self.service.raw("POST", "/", b"").status, 405)
        for name in ("assets/../main.cpp", "assets/%2e%2e/main.cpp", "assets//etc/passwd", "assets/",
                     "assets/x", "index.html"):
            self.assertEqual(self.service.raw("GET", "/" + name).status, 404)
        packed = self.service.raw("GET", "/assets/app.css", headers={"Accept-Encoding": "gzip"})
        self.assertEqual(packed.headers["Content-Encoding"], "gzip")
        self.assertEqual(gzip.decompress(packed.body), self.service.raw("GET", "/assets/app.css").body)
        for value in ("identity", "gzip;q=0", "br", ""):
            plain = self.service.raw("GET", "/assets/app.css", headers={"Accept-Encoding": value})
            self.assertIsNone(plain.headers["Content-Encoding"], value)


if __name__ == "__main__":
    unittest.main()
