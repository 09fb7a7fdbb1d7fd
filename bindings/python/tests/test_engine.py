"""An engine over SQLite and over memory, its ports written in Python."""

import datetime as dt
import gc
import json
import os
import pathlib
import signal
import sqlite3
import tempfile
import threading
import time
import unittest
import warnings

import reactivation
from reactivation.ports import LastLook
from reactivation.types import FreeSlot, Outcome, OutgoingMessage
from salon import NOON, VIRTUAL_NOON, Messenger, engine, event, salon


def with_attempts(**ports):
    made = engine(**ports)
    made.run_day(1)
    return made


class ADay(unittest.TestCase):
    def test_is_planned_stored_once_and_sent_once(self):
        messenger = Messenger()
        with engine(messenger=messenger) as salons:
            self.assertEqual(salons.plan(1).counts.planned, 2)
            plan, new = salons.run_day(1)
            self.assertEqual((plan.counts.planned, new), (2, 2))
            self.assertEqual(salons.run_day(1)[1], 0)
            run = salons.dispatch(1, window=True)
            self.assertEqual(run.counts.sent, 2)
            self.assertEqual(salons.dispatch(1, window=True).counts.sent, 0)
        self.assertEqual([each.client_id for each in messenger.messages], [2, 1])
        self.assertIn("Борис", messenger.messages[0].text)
        self.assertEqual(messenger.messages[0].phone, "+99900000002")
        self.assertNotIn("+999", repr(messenger.messages[0]))

    def test_is_chosen_by_each_clients_own_rhythm(self):
        weekly = [
            {"client_id": 3, "service_ids": [1], "datetime": f"{day}T11:00", "status": "completed"}
            for day in (dt.date(2026, 2, 11) - dt.timedelta(7 * week) for week in range(26))
        ]
        messenger = Messenger()
        made = reactivation.Engine(
            "memory:", clock=VIRTUAL_NOON, messenger=messenger, policy="rhythm"
        )
        with made as salons:
            salons.add_company(salon(visits=weekly))
            plan, new = salons.run_day(1)
            self.assertEqual((plan.policy, new), ("rhythm", 1))
            rhythm = plan.planned[0].rhythm
            self.assertLess(rhythm.due_days, 30)
            self.assertLess(rhythm.p_visit, 0.5)
            self.assertEqual(rhythm.visits, 26)
            self.assertEqual(salons.dispatch(1, window=True).counts.sent, 1)
        with engine() as salons:
            plan = salons.plan(1)
            self.assertEqual((plan.policy, plan.planned[0].rhythm), ("spec", None))

    def test_in_a_file_outlives_its_engine(self):
        with tempfile.TemporaryDirectory() as folder:
            storage = f"sqlite:{folder}/salon.db"
            with self.assertRaises(reactivation.NotFound):
                reactivation.Engine(storage)
            document = salon()
            with reactivation.Engine(storage, create=True, clock=VIRTUAL_NOON) as salons:
                salons.add_company(
                    {name: document[name] for name in ("schema", "company", "account")}
                )
            with sqlite3.connect(f"{folder}/salon.db") as file:
                file.execute(
                    "INSERT INTO services (id, company_id, title) VALUES (1, 1, 'Haircut')"
                )
                file.execute(
                    "INSERT INTO clients (id, company_id, phone, name) "
                    "VALUES (7, 1, '+99900000007', 'Ada')"
                )
                file.execute(
                    "INSERT INTO bookings (id, company_id, client_id, service_ids, "
                    "datetime, status) VALUES (1, 1, 7, '[1]', ?, 'completed')",
                    (NOON - 40 * 86400,),
                )
            file.close()
            messenger = Messenger()
            with reactivation.Engine(storage, clock=VIRTUAL_NOON, messenger=messenger) as salons:
                salons.put_rule(
                    1, {"service_id": 1, "reactivation_interval_days": 30, "manual_interval": 30}
                )
                self.assertEqual(salons.run_day(1)[1], 1)
            with reactivation.Engine(storage, clock=VIRTUAL_NOON, messenger=messenger) as salons:
                self.assertEqual(salons.dispatch(1).counts.sent, 1)
                self.assertEqual(json.loads(salons.snapshot(1))["clients"][0]["name"], "Ada")
        self.assertEqual(len(messenger.messages), 1)

    def test_takes_answers_in_and_stops_who_says_stop(self):
        notices = []

        class Notifier:
            def notify(self, notice):
                notices.append(notice)

        with with_attempts(messenger=Messenger(), notifier=Notifier()) as salons:
            salons.dispatch(1, window=True)
            receipt = salons.on_event(event("e-1", "+99900000002", "STOP"))
            self.assertEqual((receipt.receipt, receipt.is_done), ("stored", True))
            again = salons.on_event(event("e-1", "+99900000002", "STOP"))
            self.assertEqual(again.receipt, "known_already")
            found = salons.explain(1, 2)
            self.assertIs(found.skipped.reason, reactivation.Reason.opted_out)
            salons.on_event(event("e-2", "+99900000001", "кто вы и откуда мой номер?"))
        self.assertTrue(notices)
        self.assertEqual(notices[0].company_id, 1)
        self.assertNotIn("+999", notices[0].document.decode())

    def test_people_decide_and_ask(self):
        with with_attempts(messenger=Messenger()) as salons:
            self.assertTrue(salons.opt_out(1, 2, "at the desk").has_changed)
            self.assertEqual(salons.opt_out(1, 2, "at the desk").in_flight, ())
            self.assertTrue(salons.opt_in(1, 2, "form of 2026-03-09").has_changed)
            salons.pause(1, 1, dt.datetime(2026, 3, 12, tzinfo=dt.timezone.utc))
            self.assertEqual(salons.explain(1, 1).skipped.reason.name, "paused")
            salons.clear(1, 1)
            account = salons.find_account(1)
            self.assertFalse(salons.gate(account).stopped)
            salons.stop_everything("fire drill")
            self.assertTrue(salons.gate(account).stopped)
            salons.confirm(account)
            salons.arm(account)
            self.assertTrue(salons.gate(account).armed_here)
            salons.disarm(account, "drill over")
            self.assertEqual(salons.find_client(1, "2"), 2)
            self.assertEqual(salons.send(1, 3, 1).reason, "not_due")
            salons.add_identity(1, 3, "external_id", "vera")
            self.assertEqual(salons.export_person(1, 3)["client_id"], 3)
            salons.erase_person(1, 3)
            self.assertEqual(salons.sweep().changed, 0)

    def test_figures_offers_and_dialogues_follow_what_was_sent(self):
        with with_attempts(messenger=Messenger()) as salons:
            salons.dispatch(1, window=True)
            day = dt.date(2026, 3, 10)
            stats = salons.stats(1, day, day)
            self.assertEqual((stats.all.sent, stats.first_day), (2, day))
            self.assertEqual(stats.by_attempt[0].attempt_number, 1)
            self.assertEqual(salons.stats(1, dt.date(2026, 3, 1), dt.date(2026, 3, 9)).all.sent, 0)
            self.assertEqual(salons.find_offers(1, 1).offers[0].discount_percent, 10)
            self.assertEqual(salons.find_offers(1, 3).offers, ())
            self.assertEqual(salons.dialogue(1, 1)["service_id"], 1)
            self.assertEqual(salons.preview(1, 1).skipped.reason.name, "attempt_open")

    def test_held_messages_wait_for_approval(self):
        messenger = Messenger()
        with engine(messenger=messenger) as salons:
            attempt = salons.run_day(1)[0].planned[0].attempt_id
            salons.hold(attempt)
            self.assertEqual(salons.dispatch(1, window=True).counts.sent, 1)
            salons.approve(attempt)
            with self.assertRaises(reactivation.NotFound):
                salons.hold("00000000-0000-5000-8000-000000000000")

    def test_settings_slots_signals_and_attempts_can_be_changed(self):
        with with_attempts(messenger=Messenger()) as salons:
            salons.set_slots(1, {"slots": []})
            salons.set_settings(1, {"enabled": False})
            self.assertEqual(salons.plan(1).counts.planned, 0)
            with self.assertRaises(reactivation.InvalidDocument):
                salons.put_rule(1, {"service_id": 1, "max_attempts": 99})
            salons.on_signal(1, {"kind": "temporary_ban"})
            self.assertTrue(salons.gate(1).awaits_confirmation)
            with self.assertRaises(reactivation.NotFound):
                salons.cancel_attempt("00000000-0000-5000-8000-000000000000")

    def test_a_refused_event_lists_what_is_wrong(self):
        with engine() as salons:
            with self.assertRaises(reactivation.InvalidDocument) as caught:
                salons.on_event({"schema": "reactivation.event/1", "provider": "host"})
            self.assertTrue(caught.exception.issues)


class APort(unittest.TestCase):
    def test_of_slots_is_asked_and_believed(self):
        questions = []

        class Calendar:
            def find_slots(self, question):
                questions.append(question)
                yield FreeSlot(1, 5, dt.datetime(2026, 3, 12, 9, tzinfo=dt.timezone.utc), 60)

        messenger = Messenger()
        with with_attempts(slot_source=Calendar(), messenger=messenger) as salons:
            salons.dispatch(1)  # free times are looked at again before each message
        offered = json.loads(messenger.messages[0].document)["slots"]
        self.assertEqual([each["datetime"] for each in offered], ["2026-03-12T09:00:00Z"])
        self.assertEqual(questions[0].service_ids, (1,))
        self.assertEqual(questions[0].from_.timestamp(), NOON)

    def test_of_slots_that_knows_none_takes_the_times_out_of_the_message(self):
        class Full:
            def find_slots(self, question):
                return []

        messenger = Messenger()
        with with_attempts(slot_source=Full(), messenger=messenger) as salons:
            salons.dispatch(1)
        self.assertEqual(json.loads(messenger.messages[0].document)["slots"], [])

    def test_of_time_is_asked_and_waited_for(self):
        class Clock:
            def __init__(self):
                self.time = NOON
                self.waits = 0

            def now(self):
                return self.time

            def wait_until(self, instant):
                self.waits += 1
                self.time = max(self.time, int(instant.timestamp()))
                return True

            def is_trusted(self):
                return True

        clock = Clock()
        with with_attempts(clock=clock, messenger=Messenger()) as salons:
            self.assertEqual(salons.dispatch(1, window=True).counts.sent, 2)
        self.assertGreater(clock.waits, 0)

    def test_of_memory_keeps_dialogues(self):
        class Memory(dict):
            def load(self, company_id, client_id):
                return self.get((company_id, client_id))

            def save(self, company_id, client_id, dialogue):
                self[company_id, client_id] = dialogue

        memory = Memory()
        with with_attempts(messenger=Messenger(), dialogue_memory=memory) as salons:
            salons.dispatch(1, window=True)
            self.assertEqual(set(memory), {(1, 1), (1, 2)})
            self.assertEqual(salons.dialogue(1, 2), json.loads(memory[1, 2]))

    def test_of_memory_that_is_out_of_reach_costs_convenience_only(self):
        class Memory:
            def load(self, company_id, client_id):
                raise reactivation.IoFailed("down")

            def save(self, company_id, client_id, dialogue):
                raise reactivation.IoFailed("down")

        with with_attempts(messenger=Messenger(), dialogue_memory=Memory()) as salons:
            self.assertEqual(salons.dispatch(1, window=True).counts.sent, 2)

    def test_may_call_its_engine_for_what_comes_in(self):
        def answer(message, look):
            if message.client_id == 2:  # somebody else says stop at that very moment
                receipt = salons.on_event(event("e-9", "+99900000001", "STOP"))
                self.assertEqual(receipt.receipt, "stored")
                with self.assertRaises(reactivation.Busy):
                    salons.run_day(1)
                with self.assertRaises(reactivation.Busy):
                    salons.close()
            return Outcome("accepted" if look.ask() else "not_started", provider_id="m")

        messenger = Messenger(answer)
        with with_attempts(messenger=messenger) as salons:
            salons.dispatch(1, window=True)
        self.assertEqual([each.client_id for each in messenger.messages], [2])

    def test_that_remembers_settles_what_was_lost(self):
        asked = []

        class Remembering(Messenger):
            def find_outcome(self, attempt_id):
                asked.append(attempt_id)
                return Outcome("accepted", provider_id="m-1")

        def lose(message, look):
            look.ask()
            raise ConnectionResetError("in the middle of it")

        messenger = Remembering(lose)
        with with_attempts(messenger=messenger) as salons:
            with self.assertRaises(ConnectionResetError):
                salons.dispatch(1)
            self.assertEqual(len(messenger.messages), 1)
            messenger.answer = None
            salons.dispatch(1, window=True)
        self.assertEqual([each.client_id for each in messenger.messages].count(2), 1)

    def test_lives_as_long_as_its_engine_and_no_longer(self):
        import weakref

        messenger = Messenger()
        gone = weakref.ref(messenger)
        salons = with_attempts(messenger=messenger)
        del messenger
        gc.collect()
        self.assertIsNotNone(gone())
        salons.dispatch(1)
        salons.close()
        del salons
        gc.collect()
        self.assertIsNone(gone())


class Fault(Exception):
    pass


class AnException(unittest.TestCase):
    def test_of_a_messenger_is_raised_by_dispatch_with_its_traceback(self):
        def fail(message, look):
            look.ask()
            raise Fault("no modem")

        messenger = Messenger(fail)
        with with_attempts(messenger=messenger) as salons:
            names = []
            try:
                salons.dispatch(1, window=True)
            except Fault as fault:
                trace = fault.__traceback__
                while trace:
                    names.append(trace.tb_frame.f_code.co_name)
                    trace = trace.tb_next
            self.assertIn("dispatch", names)
            self.assertIn("fail", names)
            self.assertEqual(len(messenger.messages), 1)
            # It counts as sent and is never repeated.
            messenger.answer = None
            salons.dispatch(1, window=True)
            self.assertEqual([each.client_id for each in messenger.messages], [2, 1])

    def test_of_a_messenger_that_does_not_work_lets_the_message_wait(self):
        def fail(message, look):
            raise reactivation.MessengerFailed("no connection")

        messenger = Messenger(fail)
        with with_attempts(messenger=messenger) as salons:
            with self.assertRaisesRegex(reactivation.MessengerFailed, "no connection"):
                salons.dispatch(1)
            messenger.answer = None
            salons.dispatch(1, window=True)
        self.assertEqual([each.client_id for each in messenger.messages].count(2), 2)

    def test_of_every_other_port_is_raised_by_the_call_that_needed_it(self):
        def fail(*_):
            raise Fault("broken")

        def port(**methods):
            return type("Port", (), {name: staticmethod(each) for name, each in methods.items()})()

        with engine(messenger=Messenger(), slot_source=port(find_slots=fail)) as salons:
            self.assertRaises(Fault, salons.plan, 1)
            self.assertRaises(Fault, salons.run_day, 1)
        with self.assertRaises(Fault):
            with engine(clock=port(now=fail, wait_until=fail)) as salons:
                salons.plan(1)
        with with_attempts(
            messenger=Messenger(), clock=port(now=lambda: NOON, wait_until=fail)
        ) as salons:
            self.assertRaises(Fault, salons.dispatch, 1, window=True)
        with with_attempts(
            messenger=Messenger(), dialogue_memory=port(load=fail, save=fail)
        ) as salons:
            self.assertRaises(Fault, salons.dispatch, 1, window=True)
        with with_attempts(messenger=Messenger(), notifier=port(notify=fail)) as salons:
            salons.dispatch(1, window=True)
            with self.assertRaises(Fault):
                salons.on_event(event("e-1", "+99900000001", "кто вы и откуда мой номер?"))
            # The event was taken in all the same.
            again = salons.on_event(event("e-1", "+99900000001", "кто вы и откуда мой номер?"))
            self.assertEqual(again.receipt, "known_already")

    def test_of_progress_is_raised_and_true_cancels(self):
        steps = []

        def told(what, done, total):
            steps.append((what, done, total))

        def fail(what, done, total):
            raise Fault(what)

        with engine(messenger=Messenger()) as salons:
            salons.run_day(1, progress=told)
            self.assertTrue(steps)
            self.assertRaises(Fault, salons.dispatch, 1, progress=fail)
            with self.assertRaises(reactivation.Cancelled):
                salons.dispatch(1, progress=lambda *_: True)
            self.assertEqual(salons.dispatch(1, window=True).counts.sent, 2)

    def test_that_is_an_interrupt_goes_through(self):
        def interrupt(message, look):
            look.ask()
            signal.raise_signal(signal.SIGINT)
            return Outcome("accepted", provider_id="m")

        with with_attempts(messenger=Messenger(interrupt)) as salons:
            with self.assertRaises(KeyboardInterrupt):
                salons.dispatch(1)
            salons.explain(1, 1)

    def test_is_not_needed_for_a_promise_that_is_broken(self):
        class Mute:
            reaches_people = False

            def send(self, message, look):
                look.ask()
                return Outcome("perhaps")

        with with_attempts(messenger=Mute()) as salons:
            with self.assertRaisesRegex(reactivation.CallbackFailed, "messenger.send"):
                salons.dispatch(1)

    def test_of_a_call_inside_a_callback_stays_inside_when_it_is_caught(self):
        def answer(message, look):
            try:
                salons.explain(1, 99)
            except (reactivation.NotFound, reactivation.Busy):
                pass
            return Outcome("accepted" if look.ask() else "not_started", provider_id="m")

        with with_attempts(messenger=Messenger(answer)) as salons:
            self.assertEqual(salons.dispatch(1, window=True).counts.sent, 2)

    def test_of_a_late_last_look_says_so(self):
        looks = []

        def answer(message, look):
            looks.append(look)
            return Outcome("accepted" if look.ask() else "not_started", provider_id="m")

        with with_attempts(messenger=Messenger(answer)) as salons:
            salons.dispatch(1)
            with self.assertRaises(reactivation.InvalidArgument):
                looks[0].ask()


class AnEngine(unittest.TestCase):
    def test_is_closed_once_and_then_refuses(self):
        salons = engine()
        salons.close()
        salons.close()
        self.assertTrue(salons.is_closed)
        with self.assertRaises(reactivation.EngineClosed):
            salons.plan(1)
        salons.cancel()

    def test_that_is_forgotten_warns_and_closes(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            engine()
            gc.collect()
        self.assertTrue(any(issubclass(each.category, ResourceWarning) for each in caught))

    def test_that_cannot_be_made_says_why(self):
        for arguments, kind in [
            ({"storage": "paper:"}, reactivation.Error),
            ({"storage": "memory:", "messenger": "pigeon:"}, reactivation.Error),
            ({"storage": "memory:", "lease_seconds": 0}, reactivation.InvalidArgument),
            ({"storage": "memory:", "policy": "hope"}, reactivation.InvalidArgument),
        ]:
            with self.assertRaises(kind) as caught:
                reactivation.Engine(**arguments)
            self.assertTrue(str(caught.exception))

    def test_without_a_messenger_cannot_dispatch(self):
        with with_attempts() as salons, self.assertRaises(reactivation.Unsupported):
            salons.dispatch(1)

    def test_takes_one_call_at_a_time_and_many_threads_take_turns(self):
        inside, go = threading.Event(), threading.Event()

        def answer(message, look):
            inside.set()
            go.wait(10)
            return Outcome("accepted" if look.ask() else "not_started", provider_id="m")

        ended = []

        def work():
            try:
                salons.dispatch(1, window=True)
            except reactivation.Error as error:
                ended.append(error)

        messenger = Messenger(answer)
        with with_attempts(messenger=messenger) as salons:
            thread = threading.Thread(target=work)
            thread.start()
            self.assertTrue(inside.wait(10))
            for call in (lambda: salons.plan(1), salons.close):
                self.assertRaises(reactivation.Busy, call)
            salons.opt_out(1, 1, "x")  # the hand-over lets it in
            self.assertTrue(salons.gate(1).armed_here is not None)
            go.set()
            thread.join()
            self.assertEqual(ended, [])
            self.assertEqual([each.client_id for each in messenger.messages], [2])

    def test_sends_nothing_before_what_it_refused_has_come_again(self):
        class Stopping:
            refused = None

            def notify(self, notice):
                try:  # an order inside an order
                    salons.stop_everything("now")
                except reactivation.Busy as busy:
                    self.refused = busy

        notifier = Stopping()
        messenger = Messenger()
        with with_attempts(messenger=messenger, notifier=notifier) as salons:
            salons.on_signal(1, {"kind": "rate_limited"})
            self.assertIsInstance(notifier.refused, reactivation.Busy)
            with self.assertRaisesRegex(reactivation.MustRepeat, "stop_everything"):
                salons.dispatch(1)
            salons.stop_everything("now")
            self.assertEqual(salons.dispatch(1).counts.sent, 0)

    def test_in_each_thread_shares_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            storage = f"sqlite:{folder}/salon.db"
            document = salon()
            with reactivation.Engine(storage, create=True) as salons:
                salons.add_company(
                    {name: document[name] for name in ("schema", "company", "account")}
                )
            failures = []

            def work():
                try:
                    with reactivation.Engine(storage, clock=VIRTUAL_NOON) as mine:
                        for _ in range(5):
                            mine.run_day(1)
                            mine.sweep()
                except Exception as error:
                    failures.append(error)

            threads = [threading.Thread(target=work) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(failures, [])

    def test_is_cancelled_from_another_thread(self):
        class Asleep:
            def now(self):
                return NOON

            def wait_until(self, instant):
                time.sleep(0.01)
                salons.cancel()
                return False

        with with_attempts(messenger=Messenger(), clock=Asleep()) as salons:
            with self.assertRaises(reactivation.Cancelled):
                salons.dispatch(1, window=True)

    def test_belongs_to_the_process_that_made_it(self):
        with engine() as salons:
            child = os.fork()
            if child == 0:
                code = 1
                try:
                    reactivation.plan(salon(), now=NOON)
                    salons.plan(1)
                except reactivation.Unsupported:
                    code = 0
                finally:
                    os._exit(code)
            self.assertEqual(os.waitpid(child, 0)[1], 0)
            self.assertEqual(salons.plan(1).counts.planned, 2)

    def test_hands_messages_over_as_files(self):
        with tempfile.TemporaryDirectory() as folder:
            with with_attempts(messenger=f"outbox:{folder}") as salons:
                salons.dispatch(1, window=True)
            self.assertEqual(len(list(pathlib.Path(folder).glob("*.json"))), 2)


if __name__ == "__main__":
    unittest.main()
