"""A salon for the tests. Test numbers (+999…) reach nobody."""

import copy
import json
import pathlib

import reactivation
from reactivation.ports import LastLook
from reactivation.types import Outcome, OutgoingMessage

NOON = 1_773_133_200  # Tuesday 2026-03-10, noon in Moscow
VIRTUAL_NOON = "virtual:2026-03-10T09:00:00Z"
ROOT = pathlib.Path(__file__).resolve().parents[3]

_SALON = {
    "schema": "reactivation.snapshot/1",
    "company": {"id": 1, "name": "Salon", "timezone": "Europe/Moscow", "locale": "ru"},
    "account": {"id": 1, "account_created_at": "2024-01-01", "warmup_level": "hot"},
    "services": [{"id": 1, "title": "Haircut", "price_minor": 100000}],
    "staff": [{"id": 5, "name": "Ada"}],
    "rules": [{"service_id": 1, "reactivation_interval_days": 30, "manual_interval": 30}],
    "clients": [
        {"id": 1, "phone": "+99900000001", "name": "Анна", "has_chat_history": True},
        {"id": 2, "phone": "+99900000002", "name": "Борис", "has_chat_history": True},
        {"id": 3, "phone": "+99900000003", "name": "Вера"},
    ],
    "visits": [
        {
            "client_id": 1,
            "service_ids": [1],
            "staff_id": 5,
            "datetime": "2026-01-20T11:00",
            "status": "completed",
        },
        {"client_id": 2, "service_ids": [1], "datetime": "2026-01-10T11:00", "status": "completed"},
        {"client_id": 3, "service_ids": [1], "datetime": "2026-03-05T11:00", "status": "completed"},
    ],
    "slots": [
        {"service_id": 1, "staff_id": 5, "datetime": "2026-03-12T12:00", "duration_minutes": 60}
    ],
}


def salon(**changes):
    """Three clients, two of them due."""
    return copy.deepcopy(_SALON) | changes


def frame():
    """The same without its rows."""
    return {name: value for name, value in salon().items() if name not in ("clients", "visits")}


def event(event_id, phone, text):
    return {
        "schema": "reactivation.event/1",
        "provider": "host",
        "event_id": event_id,
        "company_id": 1,
        "from": [{"kind": "phone", "value": phone}],
        "message": {"text": text},
    }


FACTS = {
    "schema": "reactivation.message_facts/1",
    "service_title": "Haircut",
    "today": "2026-03-10",
    "client_name": "Anna",
    "days_since_visit": 49,
    "slots": [{"datetime": "2026-03-12T12:00", "staff_name": "Ada"}],
}


def text_of(document):
    return json.dumps(document, ensure_ascii=False)


class Messenger:
    """Keeps what it is given; `answer` may do something else with it."""

    reaches_people = False

    def __init__(self, answer=None):
        self.messages = []
        self.answer = answer

    def send(self, message: OutgoingMessage, look: LastLook) -> Outcome:
        self.messages.append(message)
        if self.answer:
            return self.answer(message, look)
        if not look.ask():
            return Outcome("not_started")
        return Outcome("accepted", provider_id=f"m-{len(self.messages)}")


def engine(**ports):
    made = reactivation.Engine("memory:", **{"clock": VIRTUAL_NOON} | ports)
    made.add_company(salon())
    return made
