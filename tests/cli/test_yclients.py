"""`import --from yclients:`, `slots --from` and `--slots`, against a server that plays YClients."""
import datetime
import json
import pathlib
import unittest

from faults import FaultServer
from program import done, dump, folder, messages, query, run

SALON = 4564
TOKENS = {"YCLIENTS_PARTNER_TOKEN": "canary-partner-0123456789",
          "YCLIENTS_USER_TOKEN": "canary-user-9876543210"}
TODAY = datetime.date.today()


def day(number):
    return str(TODAY + datetime.timedelta(days=number))


def ok(data, **meta):
    return {"json": {"success": True, "data": data, "meta": meta or []}}


def refused(status):
    return {"status": status, "json": {"success": False, "data": None,
                                       "meta": {"message": "canary-user-9876543210"}}}


def person(number):
    return {"id": number, "name": "Canaria", "phone": f"7916{number:07d}"}


def record(number, date, attendance, **more):
    return {"id": number, "company_id": SALON, "staff_id": 9, "client": person(number % 40 + 1),
            "services": [{"id": 331, "title": "Стрижка", "cost": 1500, "amount": 1}],
            "staff": {"id": 9, "name": "Оксана"}, "date": f"{date} 12:00:00",
            "attendance": attendance, "deleted": False, **more}


class Server(FaultServer):
    def __init__(self):
        super().__init__()
        self.salon = f"yclients:{SALON}@{self.url}/api/v1"

    def play(self, **steps):
        """Answers by path: records, changed, clients, and what else is named."""
        paths = {"changed": "changed_after=", "records": f"/records/{SALON}?",
                 "record": f"/record/{SALON}/", "clients": "/clients/search",
                 "services": f"/book_services/{SALON}", "staff": f"/book_staff/{SALON}",
                 "lengths": f"/company/{SALON}/services", "schedule": "/staff/schedule",
                 "check": f"/book_check/{SALON}"}
        usual = {"changed": [ok([])],
                 "clients": [ok([person(n) for n in range(1, 41)], total_count=40)],
                 "services": [ok({"services": [{"id": 331, "title": "Стрижка",
                                                "price_min": 1500}]})],
                 "staff": [ok([{"id": 9, "name": "Оксана"}])]}
        steps = usual | steps
        self.ask({"play": {"steps": [refused(404)], "routes": [
            {"path": path, "steps": steps[name]} for name, path in paths.items()
            if name in steps]}})

    def targets(self):
        return [request["target"] for request in self.ask({"tell": True})["requests"]]


class Yclients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.close)

    def setUp(self):
        self.folder = folder()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)
        self.db = self.path / "salon.db"

    def take(self, *more, call=done, env=None):
        company = [] if self.db.exists() else ["--timezone", "Europe/Moscow", "--country", "RU",
                                               "--currency", "RUB"]
        answer = call("import", "--db", self.db, "--company", 1, "--from", self.server.salon,
                      *company, *more, env=TOKENS if env is None else env)
        for canary in ("canary", "Canaria", "7916"):
            self.assertNotIn(canary, answer.out + answer.err)
        return answer

    def files(self):
        return sorted(path.name for path in self.path.iterdir()
                      if not path.name.endswith(".lock"))

    @staticmethod
    def salon():
        records = [record(n, day(-40 - n % 40), 1) for n in range(1, 101)]
        return records + [record(101, day(3), 0), record(102, day(-2), -1),
                          record(103, day(-3), 1, client=None),
                          record(104, day(-90), 1, deleted=True)]

    def test_a_cut_import_goes_on_and_a_refresh_reads_what_has_changed(self):
        rows = self.salon()
        self.server.play(records=[ok(rows[:100], total_count=104), refused(401)])
        cut = self.take(call=run)
        self.assertEqual(cut.code, 2)
        self.assertIn("YClients refuses the tokens", cut.err)
        self.assertEqual(query(self.db, "SELECT count(*) FROM bookings"), [(0,)])
        self.assertIn("salon.db.yclients-4564", self.files())
        self.server.play(records=[ok(rows[100:], total_count=104)])
        printed = self.take().out
        self.assertIn("page=2", self.server.targets()[0])
        self.assertIn("YClients: 104 records (1 deleted, 1 of nobody), 40 clients", printed)
        self.assertEqual(
            query(self.db, "SELECT status, count(*) FROM bookings GROUP BY 1 ORDER BY 1"),
            [("booked", 1), ("cancelled", 1), ("completed", 100), ("no_show", 1)])
        self.assertEqual(query(self.db, "SELECT name FROM staff"), [("Оксана",)])
        self.assertNotIn("salon.db.yclients-4564", self.files())

        moved = record(101, day(5), -1)
        self.server.play(changed=[ok([moved], total_count=1), ok([moved], total_count=1)])
        self.take("--refresh")
        self.assertIn("changed_after=", self.server.targets()[0])
        self.assertEqual(query(self.db, "SELECT status FROM bookings WHERE"
                                        " reactivation_external_id = '101'"), [("no_show",)])
        before = dump(self.db)
        self.server.play(changed=[ok([moved], total_count=1), ok([moved], total_count=1)])
        self.take("--refresh")
        self.assertEqual(dump(self.db), before)

    def test_a_dry_run_stores_nothing_and_a_webhook_reads_one_record_again(self):
        self.server.play(records=[ok(self.salon(), total_count=104)])
        self.assertIn("Dry run", self.take("--dry-run").err)
        self.assertEqual(self.files(), [])
        self.server.play(records=[ok(self.salon(), total_count=104)])
        self.take()
        hook = self.path / "hook.json"
        hook.write_text(json.dumps({"company_id": SALON, "resource": "record", "resource_id": 101,
                                    "status": "create", "data": {"attendance": 1}}))
        other = self.path / "other.json"
        other.write_text("<html>")
        self.server.play(record=[ok(record(101, day(3), 2, deleted=True))])
        answer = self.take("--hook", hook, "--hook", other)
        self.assertIn("other.json is no webhook", answer.err)
        self.assertEqual(self.server.targets(), [f"/api/v1/record/{SALON}/101",
                                                 f"/api/v1/company/{SALON}/clients/search"])
        self.assertEqual(query(self.db, "SELECT status FROM bookings WHERE"
                                        " reactivation_external_id = '101'"), [("cancelled",)])

    def test_hints_that_wait_in_a_folder_are_read_again_and_go_when_all_is_stored(self):
        self.server.play(records=[ok(self.salon(), total_count=104)])
        self.take()
        waiting = self.path / "salon.db.yclients-4564.hooks"
        waiting.mkdir()
        (waiting / "record-101-7.hint").touch()
        self.server.play(record=[refused(503)] * 9)
        self.assertNotEqual(self.take("--hook", waiting, call=run).code, 0)
        self.assertEqual(len(list(waiting.iterdir())), 1)  # it waits for the next time
        gone = ok(record(101, day(3), 2, deleted=True))
        self.server.play(record=[gone, gone])
        self.take("--hook", waiting, "--dry-run")
        self.assertEqual(len(list(waiting.iterdir())), 1)
        self.take("--hook", waiting)
        self.assertEqual(list(waiting.iterdir()), [])
        self.assertEqual(query(self.db, "SELECT status FROM bookings WHERE"
                                        " reactivation_external_id = '101'"), [("cancelled",)])
        self.take("--hook", waiting)  # nothing waits, and that is no mistake

    def test_free_times_come_from_there_and_are_checked_before_they_are_named(self):
        self.server.play(records=[ok(self.salon(), total_count=104)])
        self.take()
        times = {"lengths": [ok([{"id": 331, "staff": [{"id": 9, "seance_length": 3600}]}])],
                 "schedule": [ok([{"staff_id": 9, "date": day(n),
                                   "slots": [{"from": "10:00", "to": "20:00"}],
                                   "busy_intervals": []} for n in range(0, 9)])]}
        self.server.play(**times)
        loaded = done("slots", "--db", self.db, "--from", self.server.salon, env=TOKENS)
        self.assertIn("free times known", loaded.out)
        self.assertEqual(len(self.server.targets()), 2)
        done("settings", "--db", self.db, "--set", 'sending_hours={"start":0,"end":24}', "--set",
             "sending_days=[1,2,3,4,5,6,7]")
        taken = {"status": 422, "json": {"success": False, "data": None, "meta": {
            "message": "занято", "errors": {"code": 433, "id": 1}}}}
        self.server.play(check=[taken, {"status": 201, "json": {"success": True}}], **times)
        now = f"{day(0)}T00:30"
        out = self.path / "out"
        done("run", "--db", self.db, "--now", now, "--outbox", out, "--slots", self.server.salon,
             env=TOKENS)
        sent = messages(out)
        self.assertGreater(len(sent), 3)
        counts = sorted(len(message["slots"]) for message in sent)
        self.assertEqual(counts[0], 2)
        self.assertEqual(set(counts[1:]), {3})
        self.assertLessEqual(len(self.server.targets()), 2 + len(sent) + 1)

    def test_what_is_typed_wrongly_is_said(self):
        self.assertEqual(self.take(call=run, env={"YCLIENTS_PARTNER_TOKEN": "",
                                                  "YCLIENTS_USER_TOKEN": "a"}).code, 2)
        for arguments in (["--from", "yclients:abc"], ["--from", "altegio:1"],
                          ["--from", "yclients:1", "--visits", "a.csv"], ["--refresh"],
                          ["--from", "yclients:1@http://192.0.2.1/"],
                          ["--from", "yclients:1", "--refresh", "--hook", "a.json"]):
            answer = run("import", "--db", self.db, "--company", 1, "--timezone", "Europe/Moscow",
                         "--country", "RU", *arguments, env=TOKENS)
            self.assertEqual(answer.code, 2, (arguments, answer.err))


if __name__ == "__main__":
    unittest.main()
