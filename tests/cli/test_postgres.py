"""The program over a real PostgreSQL, directly and through a pooler of transactions: the same plans
and days as over a file, a database made from the original's schema, a host's own tables behind
views, and what goes wrong."""
import pathlib
import subprocess
import unittest

import postgres
import program
from program import NOW, done, run

HERE = pathlib.Path(__file__).resolve().parent
AFTER = "2026-03-04T10:00"

# Salons of three ages; what the first has changed by hand must stay.
HOST_DATA = """
INSERT INTO companies (name, timezone, created_at) VALUES
  ('Old', 'Europe/Moscow', now() - interval '200 days'),
  ('Grown', 'Asia/Almaty', now() - interval '40 days'),
  ('New', NULL, now() - interval '5 days');
INSERT INTO services (company_id, title) VALUES (1, 'Стрижка'), (1, 'Маникюр'), (2, 'Haircut'),
  (3, 'Massage');
INSERT INTO staff (company_id, name) VALUES (1, 'Анна');
INSERT INTO clients (company_id, phone, name, loyalty_level, total_spent, reactivation_opt_out,
                     opt_out_reason) VALUES
  (1, '+79001230001', 'Ольга', 'Gold', 1234.50, false, NULL),
  (1, '+79001230002', 'Пётр', NULL, 0, true, 'asked on the phone'),
  (1, '+79001230003', 'Мария', 'VIP', 50000, false, NULL),
  (2, '+77001230004', 'Aliya', NULL, NULL, false, NULL);
INSERT INTO bookings (company_id, client_id, staff_id, service_ids, datetime, status) VALUES
  (1, 1, 1, '{1}', '2025-12-01 12:00+03', 'completed'),
  (1, 1, 1, '{1,2}', '2026-01-10 12:00+03', 'completed'),
  (1, 3, 1, '{1}', '2026-01-05 10:30+03', 'completed'),
  (1, 2, 1, '{1}', '2026-01-05 10:30+03', 'completed'),
  (2, 4, NULL, '{3}', '2026-01-20 15:00+05', 'no_show');
INSERT INTO service_reactivation_rules (service_id, company_id, reactivation_interval_days,
  manual_interval, active_interval_source, discount_progression)
  VALUES (1, 1, 35, 35, 'manual', '{5,10}');
INSERT INTO whatsapp_account_health (company_id, account_created_at, warmup_level,
  daily_outbound_limit) VALUES (1, now() - interval '200 days', 'hot', 15);
INSERT INTO reactivation_settings (company_id, tone, sending_days) VALUES (1, 'casual', '{1,3,5}');
INSERT INTO reactivation_campaigns (company_id, client_phone, client_id, service_id,
  attempt_number, sent_at, message_text, discount_offered, response_type, slots_offered) VALUES
  (1, '+79001230003', 3, 1, 1, '2026-02-20 12:00+03', 'Мария, ждём вас', 10, 'no_response',
   '[{"datetime": "2026-02-23T10:00:00+03:00", "staff_id": 1}]');
"""
ORIGINAL_ROWS = ["companies", "services", "staff", "bookings", "reactivation_campaigns",
                 "service_reactivation_rules", "reactivation_settings"]

HOST_TABLES = """
CREATE TABLE salons (id serial PRIMARY KEY, title text, opened_at timestamptz, timezone text);
CREATE TABLE treatments (id serial PRIMARY KEY, salon_id integer, name text, price numeric(10,2),
                         is_archived boolean DEFAULT false);
CREATE TABLE employees (id serial PRIMARY KEY, salon_id integer, full_name text);
CREATE TABLE customers (id serial PRIMARY KEY, salon_id integer, full_name text, mobile text,
                        tier text);
CREATE TABLE appointments (id serial PRIMARY KEY, salon_id integer, customer_id integer,
  employee_id integer, starts_at timestamptz, state text, total numeric(10,2),
  made_at timestamptz DEFAULT now());
CREATE TABLE appointment_treatments (appointment_id integer, treatment_id integer);
INSERT INTO salons (title, opened_at) VALUES ('Лилия', now() - interval '3 years');
INSERT INTO treatments (salon_id, name, price) VALUES (1, 'Стрижка', 1500.50);
INSERT INTO employees (salon_id, full_name) VALUES (1, 'Анна');
INSERT INTO customers (salon_id, full_name, mobile)
  SELECT 1, 'Ольга', '+7900123' || (1000 + n) FROM generate_series(1, 30) n;
INSERT INTO appointments (salon_id, customer_id, employee_id, starts_at, state, total)
  SELECT 1, id, 1, '2026-01-01 12:00+03'::timestamptz - id * interval '1 day', 'done', 1500.50
    FROM customers;
INSERT INTO appointment_treatments SELECT id, 1 FROM appointments;
"""


class Postgres(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if postgres.is_missing():
            raise unittest.SkipTest("no PostgreSQL server is installed")
        cls.server = postgres.Server()
        cls.pooler = postgres.Pooler(cls.server)

    @classmethod
    def tearDownClass(cls):
        cls.pooler.stop()
        cls.server.stop()

    def setUp(self):
        self.temporary = program.folder()
        self.addCleanup(self.temporary.cleanup)
        self.path = pathlib.Path(self.temporary.name)
        self.db = self.server.make_database("salon")

    def rows(self, sql):
        return self.server.rows(sql)

    # --- The same as over a file ---------------------------------------------------------------
    def play(self, db, out):
        """A salon from its exports to the second day; everything it printed."""
        export = self.path / "export"
        said = [program.import_salon(db, export).out]
        at = ["--db", db, "--now"]
        said.append(done("slots", *at, NOW, "--file", export / "slots.csv").out)
        said.append(done("plan", *at, NOW, "--json").out)
        said.append(done("run", *at, NOW, "--outbox", out, "--arm", "--json").out)
        sent = program.messages(out)
        client = sent[0]["client_id"]
        for words in (["reply", "--client", client, "--text", "да, запишите на вечер",
                       "--event-id", "r1"],
                      ["reply", "--client", sent[1]["client_id"], "--text", "не пишите мне",
                       "--event-id", "r2"],
                      ["booking", "--client", client, "--service", sent[0]["service_id"], "--at",
                       "2026-03-09T12:00", "--event-id", "b1"],
                      ["booking", "--client", client, "--service", sent[0]["service_id"], "--at",
                       "2026-03-09T12:00", "--event-id", "b1"],
                      ["status", "--attempt", sent[2]["attempt_id"], "--delivery", "read",
                       "--event-id", "s1"],
                      ["optout", "--client", sent[3]["client_id"]],
                      ["pause", "--client", sent[4]["client_id"], "--until", "2026-05-01"]):
            said.append(done(words[0], *at, AFTER, *words[1:], "--json").out)
        for words in (["plan"], ["stats"], ["explain", "--client", sent[5]["client_id"]],
                      ["offer", "--client", sent[6]["client_id"]], ["snapshot"],
                      ["sweep"], ["run", "--outbox", self.path / "later" / out.name]):
            said.append(done(words[0], *at, AFTER, *words[1:], *(
                [] if words[0] == "snapshot" else ["--json"])).out)
        said.append(str([(message["attempt_id"], message["text"]) for message in sent]))
        return [text.replace(str(out), "OUT").replace(out.name, "OUT") for text in said]

    def test_equal_to_a_file(self):
        program.make_exports(self.path / "export", 80)
        over_file = self.play(self.path / "salon.db", self.path / "file")
        for url in (self.db, self.pooler.url()):
            self.server.make_database("salon")
            over_server = self.play(url, self.path / ("direct" if url == self.db else "pooled"))
            for ours, theirs in zip(over_server, over_file):
                self.assertEqual(ours.replace("direct", "OUT").replace("pooled", "OUT"),
                                 theirs.replace("file", "OUT"))

    def test_person_is_exported_and_erased(self):
        program.make_exports(self.path / "export", 80)
        program.import_salon(self.db, self.path / "export")
        done("run", "--db", self.db, "--now", NOW, "--outbox", self.path / "out", "--arm")
        message = program.messages(self.path / "out")[0]
        client = message["client_id"]
        done("reply", "--db", self.db, "--client", client, "--text", "позвоните мне позже",
             "--now", AFTER)
        document = done("export-person", "--db", self.db, "--client", client, "--now", AFTER).out
        self.assertIn("позвоните мне позже", document)
        self.assertIn(message["phone"], document)
        done("erase-person", "--db", self.db, "--client", client, "--yes", "--now", AFTER)
        everything = subprocess.run(["pg_dump", "-a", "-d", self.db], check=True,
                                    capture_output=True).stdout.decode()
        self.assertNotIn(message["phone"], everything)
        self.assertNotIn("позвоните мне позже", everything)

    # --- A database made from the original ------------------------------------------------------
    def rows_of_original(self):
        columns = {table: ", ".join(name for name, in self.rows(
            f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}'"
            " AND table_schema = 'public' AND column_name NOT LIKE 'reactivation\\_e%'"
            " AND column_name NOT IN ('updated_at') ORDER BY ordinal_position"))
            for table in ORIGINAL_ROWS}
        return columns, {table: self.rows(f"SELECT {names} FROM {table} ORDER BY id")
                         for table, names in columns.items()}

    def test_original_schema_with_data(self):
        self.server.run((HERE / "original_schema.sql").read_text() + HOST_DATA)
        columns, before = self.rows_of_original()
        # Four workers at once make the tables, each with a company of its own.
        programs = [subprocess.Popen(
            [program.PROGRAM, "init", "--db", self.db, "--company", str(10 + number), "--name",
             "Salon", "--timezone", "Europe/Moscow", "--country", "RU"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE) for number in range(4)]
        for each in programs:
            out, err = each.communicate(timeout=60)
            self.assertEqual(each.returncode, 0, err)
        # Twice: nothing more happens.
        done("stats", "--db", self.db, "--company", 1)
        (versions,), = self.rows("SELECT count(*) FROM reactivation_schema")
        self.assertEqual(versions, "1")
        # The host's and the original's rows are as they were.
        for table, rows in before.items():
            after = self.rows(f"SELECT {columns[table]} FROM {table} ORDER BY id")
            for row in rows:
                self.assertIn(row, after, table)
        # What every company gets.
        self.assertEqual(self.rows("SELECT company_id, warmup_level, daily_outbound_limit,"
                                   " hourly_outbound_limit, concurrent_limit FROM"
                                   " whatsapp_account_health WHERE company_id < 10 ORDER BY 1"),
                         [["1", "hot", "15", "20", "10"], ["2", "warm", "50", "10", "5"],
                          ["3", "cold", "20", "5", "2"]])
        self.assertEqual(self.rows("SELECT service_id, reactivation_interval_days,"
                                   " active_interval_source FROM service_reactivation_rules"
                                   " ORDER BY service_id"),
                         [["1", "35", "manual"], ["2", "21", "default"], ["3", "28", "default"],
                          ["4", "14", "default"]])
        self.assertEqual(self.rows("SELECT company_id, timezone FROM reactivation_companies WHERE"
                                   " company_id < 10 ORDER BY 1"),
                         [["1", "Europe/Moscow"], ["2", "Asia/Almaty"], ["3", ""]])
        # What it sent counts.
        self.assertEqual(self.rows("SELECT count(*) FROM reactivation_ledger"), [["1"]])
        self.assertEqual(self.rows("SELECT client_id, attempt_number, cycle_key, state FROM"
                                   " reactivation_attempts"),
                         [["3", "1", "2026-01-05", "accepted"]])
        plan = done("plan", "--db", self.db, "--company", 1, "--now", "2026-03-04T10:00",
                    "--json").json
        self.assertEqual([row["client_id"] for row in plan["planned"]], [1])
        self.assertEqual({row["client_id"]: row["reason"] for row in plan["skipped"]},
                         {2: "opted_out", 3: "contacted_recently"})

    def test_what_a_host_writes_counts(self):
        self.server.run((HERE / "original_schema.sql").read_text() + HOST_DATA)
        done("init", "--db", self.db, "--company", 9, "--name", "S", "--timezone", "UTC",
             "--country", "GB")
        plan = ["plan", "--db", self.db, "--company", 1, "--now", "2026-03-04T10:00", "--json"]
        # A booking by the host, in its own table and types.
        self.server.run("INSERT INTO bookings (company_id, client_id, service_ids, datetime, status)"
                        " VALUES (1, 1, '{1}', '2026-03-07 12:00+03', 'confirmed')")
        reasons = {row["client_id"]: row["reason"] for row in done(*plan).json["skipped"]}
        self.assertEqual(reasons[1], "upcoming_booking")
        self.server.run("DELETE FROM bookings WHERE status = 'confirmed';"
                        "UPDATE clients SET reactivation_opt_out = true WHERE id = 1")
        reasons = {row["client_id"]: row["reason"] for row in done(*plan).json["skipped"]}
        self.assertEqual(reasons[1], "opted_out")
        # An opt-out of ours stands in the host's column, in its type.
        done("optout", "--db", self.db, "--company", 1, "--client", 3, "--now", AFTER)
        self.assertEqual(self.rows("SELECT reactivation_opt_out, opt_out_date FROM clients WHERE"
                                   " id = 3")[0][0], "t")

    def test_a_view_that_was_dropped_comes_back(self):
        self.server.run((HERE / "original_schema.sql").read_text() + HOST_DATA)
        done("init", "--db", self.db, "--company", 9, "--name", "S", "--timezone", "UTC",
             "--country", "GB")
        plan = ["plan", "--db", self.db, "--company", 1, "--now", "2026-03-04T10:00", "--json"]
        before = done(*plan).out
        self.server.run("DROP VIEW reactivation.bookings; DROP INDEX"
                        " reactivation_bookings_by_time;"
                        "ALTER TABLE bookings ALTER datetime TYPE timestamp USING"
                        " datetime AT TIME ZONE 'Europe/Moscow';"
                        "ALTER TABLE bookings ALTER service_ids TYPE jsonb USING"
                        " to_jsonb(service_ids)")
        self.assertEqual(done(*plan).out, before)
        # A civil time is the company's.
        self.server.run("INSERT INTO bookings (company_id, client_id, service_ids, datetime,"
                        " status) VALUES (1, 1, '[1]', '2026-03-07 12:00', 'confirmed')")
        (row,) = [row for row in done(*plan).json["skipped"] if row["client_id"] == 1]
        self.assertEqual((row["reason"], row["until"]),
                         ("upcoming_booking", "2026-03-07T09:00:00Z"))

    # --- A host's tables of another shape -------------------------------------------------------
    def test_host_views(self):
        views = HERE.parents[1] / "examples/postgres/host_views.sql"
        self.server.run(HOST_TABLES + views.read_text())
        # The salon is there already, and its column says no zone: `init` completes it.
        done("init", "--db", self.db, "--company", 1, "--name", "ignored", "--timezone",
             "Europe/Moscow", "--country", "RU", "--business-type", "beauty", "--currency", "RUB")
        again = run("init", "--db", self.db, "--company", 1, "--name", "S", "--timezone", "UTC",
                    "--country", "GB")
        self.assertEqual(again.code, 2, again.err)
        at = ["--db", self.db, "--company", 1, "--now", "2026-03-04T10:00"]
        plan = done("plan", *at, "--json").json
        self.assertEqual(plan["counts"]["clients"], 30)
        # Haircuts are due after 28 days: everybody; an account of three years may send a hundred.
        self.assertEqual((plan["counts"]["due"], plan["counts"]["planned"]), (30, 30))
        done("run", *at, "--outbox", self.path / "out", "--arm")
        message = program.messages(self.path / "out")[0]
        self.assertIn("Ольга", message["text"])
        done("optout", *at, "--client", message["client_id"])
        self.assertEqual(self.rows("SELECT reactivation_opt_out FROM reactivation.client_facts"
                                   f" WHERE id = {message['client_id']}"), [["1"]])
        # The host's own appointment of tomorrow counts at once.
        other = plan["planned"][1]["client_id"]
        self.server.run("INSERT INTO appointments (salon_id, customer_id, starts_at, state) VALUES"
                        f" (1, {other}, '2026-03-05 12:00+03', 'new')")
        row = done("explain", *at, "--client", other, "--json").json
        self.assertIn("upcoming_booking", str(row))
        done("erase-person", *at, "--client", message["client_id"], "--yes")
        self.assertEqual(self.rows("SELECT mobile, full_name FROM customers WHERE id ="
                                   f" {message['client_id']}"), [["", ""]])

    # --- What goes wrong ------------------------------------------------------------------------
    def refused(self, db, *saying, code=None, env=None):
        answer = run("stats", "--db", db, "--company", 1, env=env)
        self.assertIn(answer.code, (1, 2) if code is None else (code,), answer.err)
        self.assertEqual(len(answer.err.splitlines()), 1, answer.err)
        for words in saying:
            self.assertIn(words, answer.err)
        self.assertNotIn("secret", answer.err)
        return answer.err

    def test_errors_name_the_remedy(self):
        port = postgres.free_port()
        self.refused(f"postgresql://salon:secret@127.0.0.1:{port}/salon", f"127.0.0.1:{port}",
                     "check that the server runs")
        self.refused(self.server.url("nothing").replace("salon@", "salon:secret@"), "nothing")
        self.refused(self.db, "init")
        self.refused("postgresql://127.0.0.1", "names no database", code=2)
        self.refused("postgresql:salon", "postgresql://HOST/DATABASE", code=2)
        self.refused("mysql://h/d", "postgresql://HOST/DATABASE", code=2)
        self.server.run("DROP DATABASE IF EXISTS latin", database="postgres")
        self.server.run("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'",
                        database="postgres")
        self.refused(self.server.url("latin"), "UTF8")

    def test_newer_schema_is_left_alone(self):
        done("init", "--db", self.db, "--company", 1, "--name", "S", "--timezone", "UTC",
             "--country", "GB")
        self.server.run("INSERT INTO reactivation_schema (version) VALUES (1000)")
        self.refused(self.db, "newer version", "update the program")

    def test_table_of_another_shape(self):
        self.server.run("CREATE TABLE clients (id uuid PRIMARY KEY, company_id integer)")
        answer = run("init", "--db", self.db, "--company", 1, "--name", "S", "--timezone", "UTC",
                     "--country", "GB")
        self.assertNotEqual(answer.code, 0)
        self.assertIn("clients.id is no whole number", answer.err)
        # All or nothing.
        self.assertEqual(self.rows("SELECT count(*) FROM pg_class WHERE relname LIKE"
                                   " 'reactivation\\_%'"), [["0"]])

    def test_hostile_texts(self):
        """Characters that PostgreSQL keeps in no text, and such that could end a statement."""
        program.make_exports(self.path / "export", 80)
        program.import_salon(self.db, self.path / "export")
        done("run", "--db", self.db, "--now", NOW, "--outbox", self.path / "out", "--arm")
        client = program.messages(self.path / "out")[0]["client_id"]
        for number, text in enumerate(["'; DROP TABLE clients; --", "$1 $2 ?1 /*sqlite:*/",
                                       "\\'", "😀\u202e"]):
            done("reply", "--db", self.db, "--client", client, "--text", text, "--now", AFTER,
                 "--event-id", f"e{number}")
        (count,), = self.rows("SELECT count(*) FROM clients")
        self.assertEqual(count, "80")


if __name__ == "__main__":
    unittest.main()
