"""The planner over columns of NumPy and pandas, and over arrays without either."""

import array
import datetime as dt
import gc
import re
import sys
import threading
import time
import tracemalloc
import unittest

import numpy as np
import pandas as pd

import reactivation
from reactivation import _native
from reactivation.columns import (
    NO_AMOUNT,
    NO_INSTANT,
    AttemptColumns,
    ClientColumns,
    HistoryColumns,
    VisitColumns,
    _view,
    plan_columns,
)
from reactivation.types import (
    AttemptState,
    CompletionReason,
    Consent,
    LoyaltyLevel,
    PhoneStatus,
    Reason,
    ReplyType,
    VisitStatus,
)
from salon import NOON, ROOT, frame, salon

SPEC = ROOT / "tests/spec"
sys.path.insert(0, str(SPEC))
import naive
from run_cases import cases_of

MOSCOW = dt.timezone(dt.timedelta(hours=3))


def clients(**columns):
    return ClientColumns(
        **{
            "id": np.array([1, 2, 3]),
            "phone": np.array([99900000001, 99900000002, 99900000003], dtype="uint64"),
            "has_chat_history": np.array([True, True, False]),
        }
        | columns
    )


def visits(**columns):
    return VisitColumns(
        **{
            "client_id": np.array([1, 2, 3]),
            "service_id": np.array([1, 1, 1]),
            "starts_at": np.array(
                ["2026-01-20T08", "2026-01-10T08", "2026-03-05T08"], dtype="datetime64[s]"
            ),
            "staff_id": np.array([5, 0, 0]),
        }
        | columns
    )


class AFrame(unittest.TestCase):
    def test_gives_the_bytes_of_the_document(self):
        rows = plan_columns(frame(), clients(), visits(), now=NOON, with_plan=True, due_only=False)
        self.assertEqual(rows.plan.document, reactivation.plan(salon(), now=NOON).document)

    def test_gives_a_verdict_for_each_client_in_their_order(self):
        rows = plan_columns(frame(), clients(), visits(), now=NOON)
        self.assertEqual(list(rows.reason), [0, 0, Reason.not_due])
        self.assertEqual(list(rows.rank), [2, 1, 0])
        self.assertEqual(list(rows.service_id), [1, 1, 1])
        self.assertEqual(rows.until[0], NO_INSTANT)
        self.assertEqual(
            rows.until[2], int(dt.datetime(2026, 4, 4, 8, 0, 1, tzinfo=dt.timezone.utc).timestamp())
        )
        self.assertEqual((rows.due_count, rows.planned_count, rows.skipped_count), (2, 2, 1))
        self.assertIs(rows.reason_of(2), Reason.not_due)

    def test_becomes_a_dataframe(self):
        rows = plan_columns(frame(), clients(), visits(), now=NOON)
        found = rows.to_frame(np.array([1, 2, 3]))
        self.assertEqual(list(found.reason), ["planned", "planned", "not_due"])
        self.assertEqual(found.loc[3, "until"], pd.Timestamp("2026-04-04T08:00:01Z"))
        self.assertTrue(found["until"].isna().loc[1])
        self.assertEqual(found.loc[2, "rank"], 1)
        self.assertIs(np.shares_memory(np.asarray(rows.reason), np.asarray(rows.reason)), True)

    def test_of_the_standard_library_alone_is_enough(self):
        rows = plan_columns(
            frame(),
            ClientColumns(array.array("q", [1]), phone=array.array("Q", [99900000001])),
            VisitColumns(
                array.array("q", [1]), array.array("q", [1]), array.array("q", [NOON - 40 * 86400])
            ),
            now=NOON,
        )
        self.assertEqual(list(rows.reason), [0])

    def test_takes_every_kind_of_column(self):
        history = HistoryColumns(
            np.array([1]), np.array([1]), np.array([NOON - 40 * 86400]), np.array([3])
        )
        attempts = AttemptColumns(
            client_id=np.array([1]),
            service_id=np.array([1]),
            cycle_key_day=np.array([(NOON - 40 * 86400) // 86400], dtype="int32"),
            attempt_number=np.array([1], dtype="int32"),
            state=np.array([AttemptState.accepted], dtype="uint8"),
            sent_at=np.array([NOON - 86400]),
        )
        known = clients(
            visit_count=np.array([3, NO_AMOUNT, NO_AMOUNT]),
            loyalty_level=np.full(3, LoyaltyLevel.vip, dtype="uint8"),
            zone=np.array([0, 0xFFFF, 0xFFFF], dtype="uint16"),
        )
        rows = plan_columns(
            frame(),
            known,
            now=NOON,
            history=history,
            attempts=attempts,
            client_zones=["Europe/Berlin"],
        )
        self.assertEqual(list(rows.reason), [Reason.attempt_open, Reason.no_visit, Reason.no_visit])

    def test_without_clients_is_an_answer(self):
        none = ClientColumns(np.array([], dtype="int64"))
        rows = plan_columns(frame(), none, now=NOON, with_plan=True)
        self.assertEqual((len(rows.reason), rows.plan.counts.clients), (0, 0))


class AColumn(unittest.TestCase):
    def test_is_never_copied(self):
        ids = np.arange(1, 1001)
        for column in (
            ids,
            ids[10:20],
            pd.Series(ids),
            pd.DataFrame({"a": ids, "b": ids})["b"],
            array.array("q", [1, 2]),
        ):
            view = _view("id", column, 8, True)
            held = column.to_numpy() if hasattr(column, "to_numpy") else column
            self.assertEqual(_native.address(view), _native.address(memoryview(held)))
        moments = np.array(["2026-01-01"], dtype="datetime64[s]")
        self.assertEqual(_native.address(_view("at", moments, 8, True)), moments.ctypes.data)

    def test_may_be_read_only(self):
        ids = np.array([1, 2, 3])
        ids.flags.writeable = False
        self.assertEqual(
            list(plan_columns(frame(), clients(id=ids), visits(), now=NOON).rank), [2, 1, 0]
        )

    def test_takes_no_memory_of_its_own_size(self):
        rows = 300_000
        ids = np.arange(1, rows + 1)
        gc.collect()
        tracemalloc.start()
        plan_columns(frame(), ClientColumns(ids), now=NOON)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        answers = rows * (1 + 4 * 8)
        self.assertLess(peak, answers + 1_000_000)  # the verdicts, and no copy of 2.4 MB

    def test_of_another_type_is_refused_with_the_remedy(self):
        for column, words in [
            (np.array([1, 2, 3], dtype="int32"), r"astype\(.int64.\)"),
            (np.array([1, 2, 3], dtype="uint64"), r"astype\(.int64.\)"),
            (np.array([1.0, 2, 3]), r"astype\(.int64.\)"),
            (np.array([1, 2, 3], dtype=object), "int64"),
            (np.array(["2026-01-01"] * 3, dtype="datetime64[ns]"), "datetime64\\[s\\]"),
            ([1, 2, 3], "numpy.asarray"),
            (np.arange(6)[::2], "contiguous"),
            (np.arange(9).reshape(3, 3), "one dimension"),
            (pd.Series([1, None, 3], dtype="Int64"), "int64"),
        ]:
            with self.assertRaisesRegex(TypeError, words):
                plan_columns(frame(), clients(id=column), now=NOON)

    def test_of_another_length_is_refused_by_name(self):
        with self.assertRaisesRegex(ValueError, "ClientColumns.opt_out has 2 elements"):
            plan_columns(frame(), clients(opt_out=np.zeros(2, dtype="uint8")), now=NOON)

    def test_with_a_wrong_value_is_refused_with_its_row(self):
        with self.assertRaisesRegex(reactivation.InvalidArgument, "1"):
            plan_columns(frame(), clients(id=np.array([1, -2, 3])), now=NOON)

    def test_of_a_client_who_stands_twice_is_refused_with_both_rows(self):
        with self.assertRaisesRegex(
            reactivation.InvalidArgument, r"clients\.id\[2\] is the id of row 0 as well"
        ):
            plan_columns(frame(), clients(id=np.array([1, 2, 1])), now=NOON)

    def test_of_a_history_that_is_not_grouped_is_refused_with_both_rows(self):
        last = np.full(3, NOON - 40 * 86400)
        history = HistoryColumns(np.array([1, 2, 1]), np.array([1, 1, 2]), last, np.array([1, 1, 1]))
        with self.assertRaisesRegex(
            reactivation.InvalidArgument, r"history\.client_id\[2\] .* from row 0 on"
        ):
            plan_columns(frame(), clients(), now=NOON, history=history)

    def test_none_stands_for_the_default(self):
        rows = plan_columns(frame(), clients(has_chat_history=None), visits(), now=NOON)
        self.assertEqual(rows.planned_count, 2)

    def test_nat_is_no_instant(self):
        paused = np.array(["NaT", "2026-03-20", "NaT"], dtype="datetime64[s]")
        rows = plan_columns(frame(), clients(paused_until=paused), visits(), now=NOON)
        self.assertEqual(
            [Reason(each).name for each in rows.reason], ["planned", "paused", "not_due"]
        )

    def test_of_a_wrong_frame_lists_the_issues(self):
        with self.assertRaises(reactivation.InvalidDocument) as caught:
            plan_columns(frame() | {"x": 1}, clients(), now=NOON)
        self.assertEqual(caught.exception.issues[0].place, "/x")
        with self.assertRaises(reactivation.TimeZoneUnknown):
            plan_columns(frame(), clients(), now=NOON, client_zones=["Mars/Olympus"])


class ADataFrame(unittest.TestCase):
    def people(self):
        return pd.DataFrame(
            {
                "id": [1, 2, 3],
                "phone": [99900000001, 99900000002, 99900000003],
                "has_chat_history": [True, True, False],
                "name": ["a", "b", "c"],
            }
        )

    def bookings(self, when):
        return pd.DataFrame(
            {
                "client_id": [1, 2, 3],
                "service_id": [1, 1, 1],
                "booked_for": when,
                "staff_id": [5, None, None],
            }
        )

    def test_gives_its_columns_by_name_and_converts_what_must_be(self):
        local = pd.to_datetime(["2026-01-20 11:00", "2026-01-10 11:00", "2026-03-05 11:00"])
        wanted = reactivation.plan(salon(), now=NOON).document
        for when in (
            local.tz_localize("Europe/Moscow"),
            local.tz_localize("Europe/Moscow").tz_convert("UTC").tz_localize(None),
            (local - pd.Timedelta(hours=3)).astype("datetime64[s]"),
        ):
            rows = plan_columns(
                frame(),
                ClientColumns.from_frame(self.people()),
                VisitColumns.from_frame(self.bookings(when), starts_at="booked_for"),
                now=NOON,
                with_plan=True,
                due_only=False,
            )
            self.assertEqual(rows.plan.document, wanted)

    def test_of_the_right_types_is_used_in_place(self):
        people = self.people()
        columns = ClientColumns.from_frame(people)
        self.assertTrue(np.shares_memory(columns.id, people["id"].to_numpy()))

    def test_that_lacks_a_named_column_says_so(self):
        with self.assertRaises(KeyError):
            ClientColumns.from_frame(self.people(), paused_until="away")
        with self.assertRaises(TypeError):
            ClientColumns.from_frame(self.people(), no_such_field="name")

    def test_comes_out_of_a_plan(self):
        plan = reactivation.plan(salon(), now=NOON)
        planned, skipped = plan.planned_frame(), plan.skipped_frame()
        self.assertEqual(list(planned.client_id), [2, 1])
        self.assertEqual(planned.not_before[0], pd.Timestamp(NOON, unit="s", tz="UTC"))
        self.assertEqual(planned.preferred_staff_id[1], 5)
        self.assertEqual(list(skipped.reason), ["not_due"])
        self.assertEqual(skipped.until[0], pd.Timestamp("2026-04-04T08:00:01Z"))
        self.assertTrue(pd.isna(skipped["rank"][0]))
        empty = reactivation.plan(salon(clients=[], visits=[]), now=NOON)
        self.assertEqual((len(empty.planned_frame()), len(empty.skipped_frame())), (0, 0))


def columns_of(snapshot):
    """A snapshot's frame and its rows as columns; local times as the cases read zones."""
    world = naive.World(snapshot, dt.datetime.now(dt.timezone.utc))

    def seconds(text):
        return NO_INSTANT if text is None else int(world.read(text).timestamp())

    def int64(values):
        return np.array(list(values), dtype="int64")

    def uint8(values):
        return np.array(list(values), dtype="uint8")

    frame = {
        name: value
        for name, value in snapshot.items()
        if name not in ("clients", "visits", "attempts")
    }
    people = snapshot.get("clients", [])
    phones, statuses = [], []
    for row in people:
        phone = row.get("phone") or ""
        is_sound = re.fullmatch(r"\+[0-9]{7,15}", phone)
        phones.append(int(phone[1:]) if is_sound else 0)
        shape = "mobile" if is_sound else "invalid" if phone else "missing"
        statuses.append(PhoneStatus[row.get("phone_status") or shape])
    clients = ClientColumns(
        id=int64(row["id"] for row in people),
        phone=np.array(phones, dtype="uint64"),
        phone_status=uint8(statuses),
        loyalty_level=uint8(
            LoyaltyLevel[(row.get("loyalty_level") or "unknown").lower()] for row in people
        ),
        visit_count=int64(row.get("visit_count", NO_AMOUNT) for row in people),
        total_spent_minor=int64(row.get("total_spent_minor", NO_AMOUNT) for row in people),
        opt_out=np.array([row.get("reactivation_opt_out", False) for row in people], dtype=bool),
        consent=uint8(Consent[row.get("consent", "unknown")] for row in people),
        last_reactivation_sent=int64(seconds(row.get("last_reactivation_sent")) for row in people),
        paused_until=int64(seconds(row.get("paused_until")) for row in people),
        needs_person=uint8(row.get("needs_person", False) for row in people),
        has_chat_history=uint8(row.get("has_chat_history", False) for row in people),
    )
    rows = [
        (row, service, first)
        for row in snapshot.get("visits", [])
        for first, service in zip([True] + [False] * 9, row["service_ids"] or [0])
    ]
    visits = VisitColumns(
        client_id=int64(row["client_id"] for row, _, _ in rows),
        service_id=int64(service for _, service, _ in rows),
        starts_at=int64(seconds(row["datetime"]) for row, _, _ in rows),
        status=uint8(VisitStatus[row["status"]] for row, _, _ in rows),
        staff_id=int64(row.get("staff_id", 0) for row, _, _ in rows),
        cost_minor=int64(row.get("cost_minor", 0) if first else 0 for row, _, first in rows),
        is_time_known=uint8(len(row["datetime"]) > 10 for row, _, _ in rows),
    )
    sent = snapshot.get("attempts", [])
    attempts = AttemptColumns(
        client_id=int64(row["client_id"] for row in sent),
        service_id=int64(row["service_id"] for row in sent),
        cycle_key_day=np.array(
            [(dt.date.fromisoformat(row["cycle_key"]) - dt.date(1970, 1, 1)).days for row in sent],
            dtype="int32",
        ),
        attempt_number=np.array([row["attempt_number"] for row in sent], dtype="int32"),
        state=uint8(AttemptState[row["state"]] for row in sent),
        sent_at=int64(seconds(row.get("sent_at")) for row in sent),
        reply_type=uint8(ReplyType[row.get("reply_type", "none")] for row in sent),
        response_received_at=int64(seconds(row.get("response_received_at")) for row in sent),
        completion_reason=uint8(
            CompletionReason[row.get("completion_reason", "none")] for row in sent
        ),
    )
    return frame, clients, visits, attempts


class TheConformanceCases(unittest.TestCase):
    def test_are_the_same_bytes_from_columns_as_from_documents(self):
        done = 0
        for _, case in cases_of(SPEC / "cases"):
            if case["call"] != "plan":
                continue
            now = dt.datetime.fromisoformat(case["now"].replace("Z", "+00:00"))
            frame, clients, visits, attempts = columns_of(case["request"])
            rows = plan_columns(
                frame, clients, visits, now=now, attempts=attempts, with_plan=True, due_only=False
            )
            wanted = reactivation.plan(case["request"], now=now)
            self.assertEqual(rows.plan.document, wanted.document, case["name"])
            by_client = {each.client_id: each.reason for each in wanted.skipped}
            self.assertEqual(
                [rows.reason_of(at) for at in range(len(rows.reason))],
                [by_client.get(each, Reason.planned) for each in clients.id.tolist()],
            )
            done += 1
        self.assertGreater(done, 200)


class Threads(unittest.TestCase):
    def test_share_the_columns(self):
        people, bookings = clients(), visits()
        found = []

        def work():
            for _ in range(20):
                found.append(bytes(plan_columns(frame(), people, bookings, now=NOON).reason))

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((set(found), len(found)), ({bytes([0, 0, Reason.not_due])}, 80))

    def test_run_while_the_planner_works(self):
        """The GIL is released: another thread counts on meanwhile."""
        ids = np.arange(1, 400_001)
        counted, done = [0], threading.Event()

        def count():
            while not done.is_set():
                counted[0] += 1

        thread = threading.Thread(target=count)
        thread.start()
        sys.setswitchinterval(0.5)  # only a release lets the other one run
        try:
            time.sleep(0.01)
            before = counted[0]
            plan_columns(frame(), ClientColumns(ids), now=NOON)
            after = counted[0]
        finally:
            sys.setswitchinterval(0.005)
            done.set()
            thread.join()
        self.assertGreater(after - before, 100)


if __name__ == "__main__":
    unittest.main()
