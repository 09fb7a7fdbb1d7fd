#!/usr/bin/env python3
"""Writes cases/*.json: small situations, each around one sentence of the requirements.

usage: generate_cases.py [--check]

Plans are expected as naive.py reads the requirements; issues and replies are written by hand in
by_hand.py. Nothing here has seen the library. --check compares with the files instead.
"""

import datetime as dt
import json
import pathlib
import sys

import by_hand
import naive

HERE = pathlib.Path(__file__).resolve().parent
NOW = "2026-03-10T09:00:00Z"  # a Tuesday, noon in Moscow
FIRST = dt.datetime(2026, 3, 10, 9, tzinfo=dt.timezone.utc)
SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)
GROUPS = {}


def case(group, name, why, snapshot, now=NOW):
    GROUPS.setdefault(group, []).append({
        "name": name, "why": why, "call": "plan", "now": now, "request": snapshot,
        "expected": naive.plan(snapshot, now)})


def visit(client=1, service=1, at="2026-01-20T11:00", status="completed", **more):
    services = service if isinstance(service, list) else [service]
    return {"client_id": client, "service_ids": services, "datetime": at, "status": status} | more


def client(number=1, **more):
    return {"id": number, "phone": f"+4915112345{number:03}", "has_chat_history": True} | more


def rule(service=1, days=30, **more):
    given = {} if days is None else {"reactivation_interval_days": days, "manual_interval": days}
    return {"service_id": service} | given | more


def attempt(number=1, sent="2026-02-20T09:00:00Z", state="accepted", **more):
    return {"client_id": 1, "service_id": 1, "cycle_key": "2026-01-20", "attempt_number": number,
            "state": state, "sent_at": sent} | more


def salon(zone="Europe/Moscow", business=None, **more):
    company = {"id": 1, "timezone": zone} | ({"business_type": business} if business else {})
    return {"schema": "reactivation.snapshot/1", "company": company,
            "account": {"warmup_level": "hot", "account_created_at": "2020-01-01"},
            "services": [{"id": 1, "title": "Something"}], "rules": [rule()],
            "clients": [client()], "visits": [visit()]} | more


def text(at):
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def intervals():
    for business, titles in [
            ("beauty", ["Haircut", "colouring", "Manicure gel", "pedicure", "Back massage",
                "Brows"]),
            ("barbershop", ["Haircut", "Beard trim", "Styling"]),
            ("dental", ["Cleaning", "Whitening", "Check-up", "Filling"]),
            ("fitness", ["Personal training", "Yoga"]), ("other", ["Haircut", "Anything"])]:
        for title in titles:
            case("interval", f"the table's interval of {title!r} in {business}",
                 "4.1: without any stored number the table by keywords counts, else 30 days",
                 salon(business=business, services=[{"id": 1, "title": title}],
                       rules=[rule(days=None)], visits=[visit(at="2025-08-01T11:00")]))
    for given in [{"manual_interval": 20}, {"calculated_avg_interval": 33},
                  {"ai_suggested_interval": 41}, {"manual_interval": 20,
                      "ai_suggested_interval": 41},
                  {"calculated_avg_interval": 33, "ai_suggested_interval": 41},
                  {"reactivation_interval_days": 25, "manual_interval": 20},
                  {"reactivation_interval_days": 33, "calculated_avg_interval": 33},
                  {"reactivation_interval_days": 25, "active_interval_source": "ai"}]:
        case("interval", "a rule with " + " and ".join(f"{k} {v}" for k, v in given.items()),
             "4.1: the rule's own number, else the first present of manual, calculated, suggested",
             salon(rules=[rule(days=None, **given)]))
    case("interval", "a rule that is switched off", "4.2: only active rules count",
         salon(rules=[rule(is_active=False)]))


def due():
    for zone, last, days in [
            ("Europe/Moscow", "2026-01-20T11:00", 30), ("Asia/Kolkata", "2026-02-03T18:30", 28),
            ("America/New_York", "2026-02-08T02:30", 28),  # due in the gap of 2026-03-08
            ("Europe/Berlin", "2026-02-27T02:30", 30),     # due in the gap of 2026-03-29
            ("Europe/Berlin", "2025-09-26T02:30", 30),     # due in the fold of 2025-10-26
            ("Pacific/Auckland", "2026-03-06T02:30", 30),  # due in the fold of 2026-04-05
            ("UTC", "2024-01-30T23:59:59", 30)]:
        snapshot = salon(zone=zone, visits=[visit(at=last)], rules=[rule(days=days)])
        at = naive.World(snapshot, FIRST).due_at(snapshot["clients"][0], 1)
        for shift, words in [(-1, "a second before"), (0, "at"), (1, "a second after")]:
            case("due", f"{words} {days} days after {last} in {zone}",
                 "4.2: due when the last visit's local date and time plus the interval lies before "
                 "now; a gap moves to the next valid instant, a fold to the earlier one",
                 snapshot, text(at + shift * SECOND))


def persons():
    variants = [
        ("everything is right", {}, {}), ("the company is switched off", {}, {"enabled": False}),
        ("opted out", {"reactivation_opt_out": True}, {}),
        ("consent denied", {"consent": "denied"}, {}),
        ("consent unknown and not needed", {"consent": "unknown"}, {}),
        ("consent unknown and needed", {"consent": "unknown"}, {"require_consent": True}),
        ("consent granted and needed", {"consent": "granted"}, {"require_consent": True}),
        ("no phone", {"phone": None}, {}), ("an empty phone", {"phone": ""}, {}),
        ("a phone without a plus sign", {"phone": "4915112345678"}, {}),
        ("a phone of six digits", {"phone": "+123456"}, {}),
        ("a phone of seven digits", {"phone": "+1234567"}, {}),
        ("a phone of sixteen digits", {"phone": "+1234567890123456"}, {}),
        ("a phone that is known to be invalid", {"phone_status": "invalid"}, {}),
        ("paused until a second from now", {"paused_until": "2026-03-10T09:00:01Z"}, {}),
        ("paused until now", {"paused_until": NOW}, {}),
        ("paused until a date", {"paused_until": "2026-03-15"}, {}),
        ("a reply waits for a person", {"needs_person": True}, {}),
        ("opted out and paused", {"reactivation_opt_out": True, "paused_until": "2026-04-01"}, {}),
        ("paused and needs a person", {"needs_person": True, "paused_until": "2026-04-01"}, {}),
        ("opted out in a company that is off", {"reactivation_opt_out": True}, {"enabled": False}),
    ]
    for name, person, settings in variants:
        case("persons", name, "4.2: reasons 1 to 7 in their order, the first that binds",
             salon(clients=[client(**person)], settings=settings))
    case("persons", "nobody has ever been there", "4.2: no visit with any active rule",
         salon(visits=[]))
    case("persons", "only with a service without a rule", "4.2: no visit with any active rule",
         salon(services=[{"id": 1, "title": "A"}, {"id": 2, "title": "B"}],
             visits=[visit(service=2)]))
    for status in ("booked", "cancelled", "no_show"):
        case("persons", f"the only visit was {status}", "4.2: a visit is a completed one",
             salon(visits=[visit(status=status)]))


def visits():
    for days in (0, 1, 3, 10):
        for ago in (days - 1, days, days + 1):
            if ago < 1:
                continue
            at = (dt.datetime(2026, 3, 10, 23) - ago * DAY).strftime("%Y-%m-%dT%H:%M")
            case("visits", f"in {ago} days ago for something else, of {days} that count as lately",
                 "4.2: any service within recent_visit_days local dates, 0 is off; clears at the "
                 "date after",
                 salon(services=[{"id": 1, "title": "A"}, {"id": 2, "title": "B"}],
                       visits=[visit(), visit(service=2, at=at)],
                       settings={"recent_visit_days": days}))
    case("visits", "a booked visit whose time has passed", "4.2: it counts as in lately",
         salon(visits=[visit(), visit(at="2026-03-09T11:00", status="booked")]))
    case("visits", "a booking in a second", "4.2: any upcoming booking; clears at that booking",
         salon(visits=[visit(), visit(at="2026-03-10T09:00:01Z", status="booked")]))
    case("visits", "two bookings ahead", "4.2 and the project's choice 35: the last one counts",
         salon(visits=[visit(), visit(at="2026-03-12T11:00", status="booked"),
                       visit(at="2026-03-20T11:00", status="booked")]))
    case("visits", "a cancelled booking ahead", "4.2: only what is booked counts",
         salon(visits=[visit(), visit(at="2026-03-12T11:00", status="cancelled")]))
    for cutoff in (60, 365):
        for ago in (cutoff - 1, cutoff, cutoff + 1):
            at = (dt.datetime(2026, 3, 10, 11) - ago * DAY).strftime("%Y-%m-%dT%H:%M")
            case("visits", f"gone for {ago} days with a cut-off of {cutoff}",
                 "4.2: lapsed when longer than the cut-off, in local dates",
                 salon(visits=[visit(at=at)], settings={"lapsed_cutoff_days": cutoff}))
    case("visits", "one visit with two services", "4.2: the last visit with that service",
         salon(services=[{"id": 1, "title": "A"}, {"id": 2, "title": "B"}],
               rules=[rule(), rule(2, 60)], visits=[visit(service=[1, 2])]))


def attempts():
    for shift, words in [(-1, "a second before"), (0, "at"), (1, "a second after")]:
        at = FIRST - 7 * DAY - shift * SECOND
        case("attempts", f"{words} the deadline of a silent attempt",
             "4.12: the deadline is 7 days after sending; 13: the retry interval goes on",
             salon(attempts=[attempt(sent=text(at))]))
    for retry in (3, 7, 10, 14):
        for ago in (7, 9, 10, 13, 14, 15):
            if ago in (max(7, retry) - 1, max(7, retry), max(7, retry) + 1):
                at = FIRST - ago * DAY - dt.timedelta(hours=1)
                case("attempts", f"written to {ago} days ago with a retry interval of {retry}",
                     "4.2, 13: the larger of 7 days and the retry interval, in local dates",
                     salon(rules=[rule(retry_interval_days=retry)],
                           attempts=[attempt(sent=text(at), reply_type="no_response",
                                             response_received_at=text(at + 7 * DAY))]))
    for most in (1, 2, 3):
        for sent in range(1, 4):
            case("attempts", f"{sent} attempts sent of {most}",
                 "4.2, 14: max_attempts of the cycle; 4.12: else the next one",
                 salon(rules=[rule(max_attempts=most)], attempts=[
                     attempt(each + 1, f"2026-02-{1 + 8 * each:02}T09:00:00Z",
                             reply_type="no_response") for each in range(sent)]))
    case("attempts", "a visit after the attempts", "2: a later visit starts a new cycle",
         salon(visits=[visit(at="2025-11-01T11:00"), visit()], attempts=[
             attempt(each, f"2025-12-{each * 9:02}T09:00:00Z", cycle_key="2025-11-01",
                     reply_type="no_response", completion_reason="max_attempts")
             for each in (1, 2, 3)]))
    for why in ("negative", "replied", "cancelled"):
        case("attempts", f"a cycle ended as {why}", "4.2, 14: the cycle was ended",
             salon(attempts=[attempt(sent="2026-02-01T09:00:00Z", completion_reason=why,
                                     reply_type="negative" if why == "negative" else "none")]))
    case("attempts", "only the date of the last message is known",
         "4.2, 13: since the last message, whoever wrote it",
         salon(clients=[client(last_reactivation_sent="2026-03-01T09:00:00Z")]))
    for state in ("rejected", "cancelled"):
        case("attempts", f"an attempt that was {state}", "safety: it has not been sent",
             salon(attempts=[{each: value for each, value in attempt(state=state).items()
                              if each != "sent_at"}]))
        for row in GROUPS["attempts"][-1]["expected"]["planned"]:
            del row["attempt_number"], row["discount_percent"]  # open whether its number is used up


def choice():
    two = [{"id": 1, "title": "A", "price_minor": 1000}, {"id": 2, "title": "B",
        "price_minor": 2000}]
    rules = [rule(), rule(2)]
    for name, rows in [
            ("the one longest ago", [visit(), visit(service=2, at="2026-01-10T11:00")]),
            ("the one taken more often, when as long ago",
             [visit(service=[1, 2]), visit(at="2025-12-09T11:00")]),
            ("the dearer one, when as often", [visit(service=[1, 2])])]:
        case("choice", name, "4.3: most days, then how often, then price, then the smaller id",
             salon(services=two, rules=rules, visits=rows))
    same = [row | {"price_minor": 1000} for row in two]
    case("choice", "the smaller id, when all is equal", "4.3: ties by id",
         salon(services=same, rules=rules, visits=[visit(service=[1, 2])]))
    case("choice", "the one that is due", "4.3: only among those that pass",
         salon(services=two, rules=[rule(1, 200), rule(2)], visits=[
             visit(at="2025-12-01T11:00"), visit(service=2)]))
    case("choice", "neither due: the one that came closest", "4.2: the one furthest down the table",
         salon(services=two, rules=[rule(1, 200), rule(2, 100)], visits=[
             visit(at="2025-12-01T11:00"), visit(service=2)]))
    case("choice", "one lapsed and one not due: lapsed is further down", "4.2: furthest down",
         salon(services=two, rules=[rule(1, 30), rule(2, 100)], visits=[
             visit(at="2020-12-01T11:00"), visit(service=2)]))
    case("choice", "a service that is switched off", "choice 17: it is like one without a rule",
         salon(services=[two[0] | {"active": False}, two[1]], rules=rules,
               visits=[visit(at="2025-12-01T11:00"), visit(service=2)]))


def priority():
    for level in ("VIP", "Gold", "Silver", "Bronze", "New", "gold", None):
        case("priority", f"loyalty {level}", "4.4: 0.4 a level of loyalty",
             salon(clients=[client(loyalty_level=level)]))
    for name, more in [("given totals", {"visit_count": 12, "total_spent_minor": 1234500}),
                       ("totals of zero", {"visit_count": 0, "total_spent_minor": 0})]:
        case("priority", name, "4.4: spent in thousands of major units, twice the visits",
             salon(clients=[client(**more)]))
    case("priority", "totals that are summed over the visits", "documents: absent is computed",
         salon(visits=[visit(at="2025-12-09T11:00", cost_minor=250000), visit(cost_minor=99900)]))
    case("priority", "five clients in order", "4.4: score, then days, then id",
         salon(clients=[client(1), client(2, loyalty_level="Gold"), client(3), client(4,
             visit_count=9),
                        client(5)],
               visits=[visit(1), visit(2), visit(3), visit(4), visit(5, at="2026-01-06T11:00")]))


def turns():
    def crowd(count, **more):
        return salon(clients=[client(each) for each in range(1, count + 1)],
                     visits=[visit(each) for each in range(1, count + 1)], **more)

    for level in ("cold", "warm", "hot"):
        for count in (2, 6, 12, 22):
            case("turns", f"{count} clients on a {level} account",
                 "4.9: the level's gap, hour and day; 4.5: the earliest turn in rank order",
                 crowd(count, account={"warmup_level": level, "account_created_at": "2020-01-01"}))
    for name, account in [
            ("no account", None), ("a limit of 0", {"daily_outbound_limit": 0}),
            ("a limit of 1", {"daily_outbound_limit": 1}),
            ("an hourly limit of 2", {"hourly_outbound_limit": 2}),
            ("a gap of an hour", {"min_interval_seconds": 3600}),
            ("a spam score of 0.7", {"spam_score": 0.7}),
            ("a spam score of 0.71", {"spam_score": 0.71}),
            ("a send a minute ago", {"sends": ["2026-03-10T08:59:00Z"],
                "min_interval_seconds": 120}),
            ("the hour is full", {"hourly_outbound_limit": 2, "sends": ["2026-03-10T08:10:00Z",
                                                                       "2026-03-10T08:30:00Z"]}),
            ("the day is nearly full", {"daily_outbound_limit": 3, "sends": [
                "2026-03-10T07:10:00Z", "2026-03-10T07:30:00Z"]}),
            ("the last 24 hours are full", {"daily_outbound_limit": 2, "sends": [
                "2026-03-09T12:00:00Z", "2026-03-09T13:00:00Z"]})]:
        case("turns", f"three clients and {name}", "4.5, 4.9: quota, sliding windows, gap",
             crowd(3, account=account and {"warmup_level": "hot",
                                           "account_created_at": "2020-01-01"} | account))
    for manual in (0, 1, 500):
        case("turns", f"a manual limit of {manual}", "4.5: the smaller of manual and account",
             crowd(3, settings={"daily_limit_mode": "manual", "manual_daily_limit": manual}))
    case("turns", "the window ends before everybody's turn", "4.5: past the window is no_quota",
         crowd(5), "2026-03-10T15:59:00Z")


def hours():
    for hour in (6, 7, 15, 16, 20):
        for minute, second in ((0, 0), (59, 59)):
            at = f"2026-03-10T{hour:02}:{minute:02}:{second:02}Z"
            case("hours", f"at {at} with hours from 10 to 19 in Moscow",
                 "4.9: allowed in [start, end) of the company's clock; 16: else the next opening",
                 salon(), at)
    for name, settings, account in [
            ("a day off", {"sending_days": [1, 3, 4, 5]}, {}),
            ("a holiday", {"holidays": ["2026-03-10"]}, {}),
            ("a holiday tomorrow after today's window", {"holidays": ["2026-03-11"]}, {}),
            ("narrow hours of the account", {}, {"safe_sending_hours": {"start": 13, "end": 14}}),
            ("days of the account", {}, {"safe_sending_days": [4]}),
            ("hours that never meet", {}, {"safe_sending_hours": {"start": 20, "end": 24}}),
            ("no days at all", {"sending_days": []}, {}),
            ("from 0 to 24", {"sending_hours": {"start": 0, "end": 24}}, {})]:
        at = "2026-03-10T17:00:00Z" if "tomorrow" in name else NOW
        case("hours", name, "4.9: company hours and safe hours, days and days, minus holidays",
             salon(settings=settings, account={"warmup_level": "hot",
                                               "account_created_at": "2020-01-01"} | account), at)
    for zone in ("Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu", "Europe/Berlin"):
        case("hours", f"the same instant in {zone}", "1: local dates and hours are the company's",
             salon(zone=zone))


def discounts():
    for steps in ([10, 15, 20], [5], [], [0, 10]):
        for sent in (0, 1, 3):
            case("discounts", f"attempt {sent + 1} of the steps {steps}",
                 "4.6: the entry of the attempt number; past the end its last; empty, 0",
                 salon(rules=[rule(discount_progression=steps, max_attempts=10)], attempts=[
                     attempt(each + 1, f"2026-02-{1 + 8 * each:02}T09:00:00Z",
                             reply_type="no_response") for each in range(sent)]))
    for settings in ({"discount_from_attempt": 2}, {"max_discount_percent": 7},
                     {"max_discount_percent": 0}):
        case("discounts", " ".join(f"{k} {v}" for k, v in settings.items()),
             "4.6: 0 before discount_from_attempt, never above max_discount_percent",
             salon(settings=settings))


def likes():
    tuesdays = [f"2026-01-{day:02}" for day in (6, 13, 20)]
    for hour in ("08:59", "09:00", "11:59", "12:00", "16:59", "17:00", "20:59", "21:00"):
        case("likes", f"three visits at {hour}", "4.7: morning [9,12), afternoon [12,17), evening "
             "[17,21); other hours count in the denominator",
             salon(visits=[visit(at=f"{day}T{hour}") for day in tuesdays]))
    for times in (["10:00", "10:00", "13:00", "13:00", "18:00"], ["10:00", "10:00", "18:00"],
                  ["10:00", "22:00", "22:00"], ["10:00", "13:00", "18:00"]):
        days = [(dt.date(2026, 1, 20) - 7 * each * DAY).isoformat() for each in range(len(times))]
        if times == ["10:00", "10:00", "13:00", "13:00", "18:00"]:
            why = "4.7: above 40 %, and 2 of 5 is not"
        else:
            why = "4.7: the largest share above 40 %"
        case("likes", "visits at " + ", ".join(times), why,
             salon(visits=[visit(at=f"{day}T{hour}") for day, hour in zip(days, times)]))
    case("likes", "dates without a time", "4.7: over visits with a known time",
         salon(visits=[visit(at="2026-01-06"), visit(at="2026-01-13"),
             visit(at="2026-01-20T18:00")]))
    for size in (1, 2, 3, 4, 5, 9, 10, 25):
        case("likes", f"{size} visits, a week apart", "4.7: from three gaps a pattern; confidence "
             "by the number of the last 20 visits",
             salon(visits=[visit(at=(dt.datetime(2026, 1, 20, 11) - 7 * each * DAY)
                                 .strftime("%Y-%m-%dT%H:%M")) for each in range(size)]))
    for gaps in ([7, 14, 7, 14], [7, 70, 7, 140], [28, 28, 35, 28]):
        at, days = dt.datetime(2026, 1, 20, 11), [dt.datetime(2026, 1, 20, 11)]
        for gap in gaps:
            at -= gap * DAY
            days.append(at)
        case("likes", f"gaps of {gaps}", "4.7: regular above 0.7 of 1 − min(sd/mean, 1)",
             salon(visits=[visit(at=day.strftime("%Y-%m-%dT%H:%M")) for day in days]))
    case("likes", "two of three visits at one stylist", "4.7: the favourite by count",
         salon(staff=[{"id": 5, "name": "A"}, {"id": 6, "name": "B"}],
               visits=[visit(at=f"{day}T11:00", staff_id=who)
                       for day, who in zip(tuesdays, (5, 6, 5))]))


def slots():
    staff = [{"id": 5, "name": "A"}, {"id": 6, "name": "B"}, {"id": 7, "name": "C",
        "active": False}]

    def free(*times, who=5, service=1):
        return [{"service_id": service, "staff_id": who, "datetime": at} for at in times]

    regular = [visit(at=f"2026-01-{day:02}T11:00", staff_id=5) for day in (6, 13, 20)]
    week = [f"2026-03-{day:02}T{hour}:00" for day in range(10, 19) for hour in ("10", "15")]
    for name, settings, times, who in [
            ("a whole week of times", {}, free(*week), regular),
            ("at most one", {"max_slots_to_offer": 1}, free(*week), regular),
            ("at most five", {"max_slots_to_offer": 5}, free(*week), regular),
            ("the favourite does not count", {"prefer_favorite_staff": False}, free(*week),
                regular),
            ("two at one time", {}, free(*week) + free(*week, who=6), regular),
            ("one who has left", {}, free(*week, who=7), regular),
            ("times of another service", {}, free(*week, service=2), regular),
            ("nothing of what is liked", {}, free("2026-03-12T18:00", "2026-03-13T18:00", who=6),
             regular),
            ("today and in eight days", {}, free("2026-03-10T18:00", "2026-03-18T10:00"), regular),
            ("tomorrow and in seven days", {}, free("2026-03-11T00:00", "2026-03-17T23:30"),
                regular),
            ("after a single visit", {}, free(*week), [visit()]),
            ("no times at all", {}, [], regular)]:
        case("slots", name,
            "4.8: tomorrow to 7 days ahead, scored, filtered, filled up from the rest",
             salon(services=[{"id": 1, "title": "A"}, {"id": 2, "title": "B"}], staff=staff,
                   settings=settings, slots=times, visits=who))
    for most in (1, 2):
        case("slots", f"three clients, one time, offered to {most}",
             "4.8: over one run a slot is offered to at most max_offers_per_slot, best first",
             salon(staff=staff, settings={"max_offers_per_slot": most},
                   slots=free("2026-03-12T10:00"), clients=[client(1), client(2), client(3)],
                   visits=[visit(1), visit(2), visit(3)]))


def main():
    for group in (intervals, due, persons, visits, attempts, choice, priority, turns, hours,
                  discounts, likes, slots):
        group()
    for group, cases in by_hand.GROUPS.items():
        GROUPS[group] = cases
    folder, same = HERE / "cases", True
    for group, cases in GROUPS.items():
        names = [each["name"] for each in cases]
        assert len(set(names)) == len(names), (group, [n for n in names if names.count(n) > 1])
        document = {"schema": "reactivation.cases/1", "group": group}
        lines = [json.dumps(each, ensure_ascii=False) for each in cases]
        written = (json.dumps(document)[:-1] + ', "cases": [\n' + ",\n".join(lines) + "]}\n")
        path = folder / f"{group}.json"
        if "--check" in sys.argv:
            if not path.exists() or path.read_text(encoding="utf-8") != written:
                print(f"{path.name} is not what the generator writes")
                same = False
        else:
            path.write_text(written, encoding="utf-8")
    print(sum(map(len, GROUPS.values())), "cases")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
