#!/usr/bin/env python3
"""A booking backend that wins its clients back: its own tables, its own messenger, its own clock.

usage: booking_backend.py [DATABASE]

The backend has its tables in one SQLite file. The engine opens the same file, adds its own tables
beside them (they begin with `reactivation_`) and reads clients and bookings where they are: nothing
is copied, nothing is imported. Two days are played through with test numbers, which reach nobody.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import reactivation
from reactivation.ports import LastLook
from reactivation.types import Notice, Outcome, OutgoingMessage

TABLES = """
CREATE TABLE companies (id INTEGER PRIMARY KEY, name TEXT, timezone TEXT);
CREATE TABLE services (id INTEGER PRIMARY KEY, company_id INTEGER, title TEXT, price_minor INTEGER);
CREATE TABLE staff (id INTEGER PRIMARY KEY, company_id INTEGER, name TEXT);
CREATE TABLE clients (id INTEGER PRIMARY KEY, company_id INTEGER, phone TEXT, name TEXT);
CREATE TABLE bookings (id INTEGER PRIMARY KEY, company_id INTEGER, client_id INTEGER,
                       service_ids TEXT, staff_id INTEGER, datetime INTEGER, status TEXT);
-- What only this backend knows of:
CREATE TABLE chat (id INTEGER PRIMARY KEY, client_id INTEGER, sent_at INTEGER, text TEXT);
"""
TUESDAY = datetime(2026, 3, 10, 9, tzinfo=timezone.utc)


class Backend:
    """The tables as this business has always had them."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)

    def open_business(self) -> None:
        self.db.executescript(TABLES)
        self.db.execute("INSERT INTO companies VALUES (1, 'Salon Ada', 'Europe/Berlin')")
        self.db.execute("INSERT INTO services VALUES (1, 1, 'Haircut', 4500)")
        self.db.execute("INSERT INTO staff VALUES (5, 1, 'Ada')")
        for number, name, days_ago in [(1, "Anna", 50), (2, "Bo", 60), (3, "Cem", 5)]:
            self.db.execute("INSERT INTO clients VALUES (?, 1, ?, ?)",
                            (number, f"+9990000000{number}", name))
            self.book(number, TUESDAY - timedelta(days=days_ago), "completed")

    def book(self, client: int, at: datetime, status: str = "booked") -> int:
        row = self.db.execute(
            "INSERT INTO bookings (company_id, client_id, service_ids, staff_id, datetime, status) "
            "VALUES (1, ?, '[1]', 5, ?, ?)", (client, int(at.timestamp()), status))
        return row.lastrowid or 0

    def free_times(self, first: datetime) -> list[dict[str, object]]:
        """Of the calendar: two a day on the next days."""
        return [{"service_id": 1, "staff_id": 5, "duration_minutes": 45,
                 "datetime": (first + timedelta(days=day, hours=hours)).isoformat()}
                for day in range(1, 7) for hours in (1, 5)]


class ChatMessenger:
    """Hands messages over by this backend's own chat. A real one would call its provider here."""

    reaches_people = False  # test numbers only; True needs `engine.arm` once

    def __init__(self, backend: Backend, clock: Clock) -> None:
        self.backend, self.clock = backend, clock

    def send(self, message: OutgoingMessage, look: LastLook) -> Outcome:
        if not look.ask():  # somebody said stop in this very moment
            return Outcome("not_started")
        row = self.backend.db.execute(
            "INSERT INTO chat (client_id, sent_at, text) VALUES (?, ?, ?)",
            (message.client_id, int(self.clock.now().timestamp()), message.text))
        return Outcome("accepted", provider_id=f"chat-{row.lastrowid}")


class Clock:
    """Goes on when somebody waits, so that a day takes no time. A real backend needs none."""

    def __init__(self, time: datetime) -> None:
        self.time = time

    def now(self) -> datetime:
        return self.time

    def wait_until(self, instant: datetime) -> bool:
        self.time = max(self.time, instant)
        return True


class Admin:
    def notify(self, notice: Notice) -> None:
        print(f"to the admin: {notice.sentence or notice.kind}")


def said(number: int, client: int, text: str, at: datetime) -> dict[str, object]:
    """What the chat's webhook hands over."""
    return {"schema": "reactivation.event/1", "provider": "chat", "event_id": f"in-{number}",
            "company_id": 1, "at": at, "from": [{"kind": "phone", "value": f"+9990000000{client}"}],
            "message": {"text": text}}


def play(path: Path) -> None:
    backend, clock = Backend(path), Clock(TUESDAY)
    backend.open_business()
    with reactivation.Engine(f"sqlite:{path}", messenger=ChatMessenger(backend, clock), clock=clock,
                             notifier=Admin()) as engine:
        engine.put_rule(1, {"service_id": 1, "reactivation_interval_days": 28,
                            "manual_interval": 28, "discount_progression": [10, 15]})
        engine.set_slots(1, {"slots": backend.free_times(TUESDAY)})

        # Once a day, from cron or your own queue. Doing it twice changes nothing.
        plan, new = engine.run_day(1)
        print(f"planned {plan.counts.planned}, new {new}")
        run = engine.dispatch(1, window=True)
        print(f"sent {run.counts.sent}")
        for client, text in backend.db.execute("SELECT client_id, text FROM chat ORDER BY id"):
            print(f"--- to client {client}\n{text}\n---")

        # From the webhooks, whenever something comes in.
        engine.on_event(said(1, 2, "STOP", clock.now()))
        engine.on_event(said(2, 1, "Yes, book me in", clock.now()))
        print("Anna was promised", engine.find_offers(1, 1).offers[0].discount_percent, "%")
        visit = TUESDAY + timedelta(days=2, hours=1)
        booking = backend.book(1, visit)
        engine.on_event({
            "schema": "reactivation.event/1", "provider": "backend", "event_id": f"b-{booking}",
            "company_id": 1, "at": clock.now(),
            "booking": {"client_id": 1, "booking_id": booking, "status": "booked",
                        "starts_at": visit, "service_ids": [1]}})

        # "Why is nobody writing to …?"
        for client in (1, 2, 3):
            skipped = engine.explain(1, client).skipped
            assert skipped is not None
            until = f" until {skipped.until:%Y-%m-%d}" if skipped.until else ""
            print(f"client {client}: {skipped.reason.name}{until}")

        clock.time += timedelta(days=1)
        engine.sweep()
        print(f"planned {engine.run_day(1)[0].counts.planned} on the next day")
        figures = engine.stats(1, TUESDAY.date(), clock.time.date()).all
        print(f"sent {figures.sent}, answered {figures.responses}, booked {figures.bookings}, "
              f"opted out {figures.opt_outs}")
    backend.db.close()


def main() -> int:
    if len(sys.argv) > 1:
        play(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            play(Path(folder) / "salon.db")
    return 0


if __name__ == "__main__":
    sys.exit(main())
