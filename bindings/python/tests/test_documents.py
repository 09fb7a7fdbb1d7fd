"""Documents in and out."""

import datetime as dt
import json
import threading
import unittest

import reactivation
from salon import FACTS, NOON, salon, text_of

NOON_AS_DATETIME = dt.datetime(2026, 3, 10, 12, tzinfo=dt.timezone(dt.timedelta(hours=3)))


class APlan(unittest.TestCase):
    def test_says_who_is_written_to_and_who_is_not_and_why(self):
        plan = reactivation.plan(salon(), now=NOON)
        self.assertEqual([each.client_id for each in plan.planned], [2, 1])
        first = plan.planned[0]
        self.assertEqual((first.rank, first.service_id, first.attempt_number), (1, 1, 1))
        self.assertEqual(first.cycle_key, dt.date(2026, 1, 10))
        self.assertEqual(first.discount_percent, 10)
        self.assertEqual(first.not_before.timestamp(), NOON)
        self.assertEqual(first.slots[0].staff_id, 5)
        skipped = plan.skipped[0]
        self.assertIs(skipped.reason, reactivation.Reason.not_due)
        # Due after 30 days of 2026-03-05 11:00 in Moscow; gone a second later.
        self.assertEqual(skipped.until, dt.datetime(2026, 4, 4, 8, 0, 1, tzinfo=dt.timezone.utc))
        self.assertIsNone(skipped.rank)
        self.assertEqual(plan.counts.clients, 3)

    def test_takes_text_bytes_and_objects_and_instants_of_both_kinds(self):
        text = text_of(salon())
        wanted = reactivation.plan(text, now=NOON).document
        for snapshot in (text.encode(), salon()):
            self.assertEqual(reactivation.plan(snapshot, now=NOON_AS_DATETIME).document, wanted)

    def test_writes_dates_and_instants_of_an_object(self):
        visit = salon()["visits"][0] | {
            "datetime": dt.datetime(2026, 1, 20, 8, tzinfo=dt.timezone.utc)
        }
        rules = salon()
        rules["visits"][0] = visit
        rules["settings"] = {"holidays": [dt.date(2026, 3, 11)]}
        same = salon(settings={"holidays": ["2026-03-11"]})
        self.assertEqual(reactivation.plan(rules, now=NOON), reactivation.plan(same, now=NOON))

    def test_leaves_out_those_who_are_not_due_when_asked(self):
        plan = reactivation.plan(salon(), now=NOON, due_only=True)
        self.assertEqual(plan.skipped, ())
        self.assertEqual(plan.counts.skipped, 1)

    def test_a_naive_datetime_is_no_instant(self):
        with self.assertRaisesRegex(ValueError, "offset"):
            reactivation.plan(salon(), now=dt.datetime(2026, 3, 10))

    def test_an_instant_outside_of_the_calendar_is_an_invalid_argument(self):
        with self.assertRaises(reactivation.InvalidArgument):
            reactivation.plan(salon(), now=0)

    def test_a_refused_document_lists_everything_that_is_wrong(self):
        wrong = salon(settings={"tone": "rude", "max_slots_to_ofer": 3})
        with self.assertRaises(reactivation.InvalidDocument) as caught:
            reactivation.plan(wrong, now=NOON)
        places = {issue.place for issue in caught.exception.issues}
        self.assertEqual(places, {"/settings/tone", "/settings/max_slots_to_ofer"})
        self.assertIsInstance(caught.exception, ValueError)
        self.assertIs(caught.exception.status, reactivation.Status.invalid_document)

    def test_what_is_no_json_is_refused_before_the_library(self):
        for wrong in ({"x": float("nan")}, {"x": object()}):
            with self.assertRaises((ValueError, TypeError)):
                reactivation.plan(wrong, now=NOON)

    def test_values_are_frozen(self):
        plan = reactivation.plan(salon(), now=NOON)
        with self.assertRaises(AttributeError):
            plan.company_id = 2

    def test_is_the_same_in_many_threads_at_once(self):
        wanted = reactivation.plan(salon(), now=NOON).document
        found = []

        def work():
            for _ in range(20):
                found.append(reactivation.plan(salon(), now=NOON).document)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(set(found), {wanted})
        self.assertEqual(len(found), 160)


class OtherDocuments(unittest.TestCase):
    def test_an_explanation_names_every_reason(self):
        found = reactivation.explain(salon(), 3, now=NOON)
        self.assertIs(found.skipped.reason, reactivation.Reason.not_due)
        holding = [each.reason.name for each in found.reasons if each.holds]
        self.assertEqual(holding, ["not_due"])
        self.assertEqual(found.services[0].times, 1)
        planned = reactivation.explain(salon(), 1, now=NOON)
        self.assertEqual(planned.planned.client_id, 1)

    def test_an_unknown_client_is_not_found(self):
        with self.assertRaises(reactivation.NotFound) as caught:
            reactivation.explain(salon(), 99, now=NOON)
        self.assertIsInstance(caught.exception, LookupError)

    def test_findings_about_a_document_raise_nothing(self):
        found = reactivation.validate(salon(company={"id": 1}))
        self.assertFalse(found.is_valid)
        self.assertEqual(found.issues[0].place, "/company/timezone")
        self.assertEqual(found.issues[0].severity, "error")
        self.assertTrue(reactivation.validate(salon()).is_valid)

    def test_a_message_holds_the_facts(self):
        message = reactivation.render(FACTS)
        self.assertIn("Anna", message.text)
        self.assertIn("Haircut", message.text)
        self.assertNotIn(message.text, repr(message))

    def test_an_answer_is_understood(self):
        stop = reactivation.classify("STOP", now=NOON)
        self.assertTrue(stop.opt_out)
        self.assertEqual(stop.type.name, "opt_out")
        later = reactivation.classify(
            "напишите через две недели", now=NOON, time_zone="Europe/Moscow"
        )
        self.assertEqual(later.type.name, "pause_until")
        moscow = dt.timezone(dt.timedelta(hours=3))
        self.assertEqual(later.pause_until.astimezone(moscow).date(), dt.date(2026, 3, 24))

    def test_an_answer_may_hold_anything(self):
        self.assertEqual(reactivation.classify("a\0b", now=NOON).text, "a\0b")
        self.assertEqual(reactivation.classify(b"\xff", now=NOON).text, "\ufffd")
        reactivation.classify("\ud800", now=NOON)

    def test_an_unknown_time_zone_says_so(self):
        with self.assertRaises(reactivation.TimeZoneUnknown):
            reactivation.classify("later", now=NOON, time_zone="Mars/Olympus")

    def test_capabilities_name_the_version(self):
        found = reactivation.capabilities()
        self.assertEqual(found["version"], reactivation.__version__)
        self.assertIn("sqlite", found["storages"])

    def test_answers_keep_their_bytes(self):
        issues = reactivation.validate(salon())
        self.assertTrue(json.loads(issues.document)["is_valid"])


if __name__ == "__main__":
    unittest.main()
