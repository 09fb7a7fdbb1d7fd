#!/usr/bin/env python3
"""Plans a day from two DataFrames: who is written to today, who is not, and why.

usage: plan_from_dataframe.py [CLIENTS.csv VISITS.csv [NOW]]

CLIENTS.csv has the columns id, phone, name, loyalty_level; VISITS.csv client_id, service_id,
starts_at (local time of the salon), cost. Without files a small salon is made up. Nothing is sent.
"""

from __future__ import annotations

import sys

import pandas as pd

import reactivation
from reactivation.types import LoyaltyLevel

ZONE = "Europe/Berlin"
# Everything but the rows: company, settings, account, services, rules.
FRAME = {
    "schema": "reactivation.snapshot/1",
    "company": {"id": 1, "name": "Salon", "timezone": ZONE, "business_type": "beauty"},
    "account": {"warmup_level": "warm", "account_created_at": "2025-06-01"},
    "services": [{"id": 1, "title": "Haircut"}, {"id": 2, "title": "Manicure"}],
    "rules": [{"service_id": 1}, {"service_id": 2}],
}


def made_up() -> tuple[pd.DataFrame, pd.DataFrame]:
    clients = pd.DataFrame({
        "id": [1, 2, 3, 4],
        "phone": ["+99900000001", "+99900000002", "+99900000003", None],
        "name": ["Anna", "Bo", "Cem", "Dora"],
        "loyalty_level": ["Gold", None, "VIP", "New"],
    })
    visits = pd.DataFrame({
        "client_id": [1, 1, 2, 3, 3, 4],
        "service_id": [1, 1, 2, 1, 2, 1],
        "starts_at": ["2025-12-02 10:00", "2026-01-13 10:30", "2026-03-05 15:00",
                      "2026-01-20 18:00", "2026-01-20 18:00", "2026-01-09 12:00"],
        "cost": [45.00, 45.00, 30.00, 45.00, 30.00, 45.00],
    })
    return clients, visits


def columns_of(
    clients: pd.DataFrame, visits: pd.DataFrame
) -> tuple[reactivation.ClientColumns, reactivation.VisitColumns]:
    """The frames in the library's types, where they are not so already."""
    clients = clients.assign(
        phone=clients["phone"].str.lstrip("+").fillna("0").astype("uint64"),
        loyalty_level=clients["loyalty_level"].str.lower().map(LoyaltyLevel.__members__)
        .fillna(LoyaltyLevel.unknown).astype("uint8"),
    )
    visits = visits.assign(
        starts_at=pd.to_datetime(visits["starts_at"]).dt.tz_localize(ZONE),
        cost_minor=(visits["cost"] * 100).round().astype("int64"),
    )
    return (reactivation.ClientColumns.from_frame(clients),
            reactivation.VisitColumns.from_frame(visits))


def main() -> int:
    if len(sys.argv) > 2:
        clients, visits = pd.read_csv(sys.argv[1], dtype={"phone": str}), pd.read_csv(sys.argv[2])
    else:
        clients, visits = made_up()
    now = pd.Timestamp(sys.argv[3] if len(sys.argv) > 3 else "2026-03-10T09:00:00Z")
    people, bookings = columns_of(clients, visits)
    rows = reactivation.plan_columns(FRAME, people, bookings, now=now.to_pydatetime(),
                                     with_plan=True)
    assert rows.plan is not None
    print("To be written to:")
    messages = rows.plan.planned_frame().merge(clients, left_on="client_id", right_on="id")
    print(messages[["rank", "name", "service_id", "days_since_visit", "discount_percent",
                    "not_before"]].to_string(index=False))
    print("\nEverybody:")
    verdicts = rows.to_frame(clients["id"]).join(clients.set_index("id")["name"])
    print(verdicts[["name", "reason", "until"]].to_string())
    return 0


if __name__ == "__main__":
    sys.exit(main())
