import csv
import datetime

import reactivation

# Your export: its name, its columns' names, how it writes a date.
FILE, CLIENT, PHONE, DATE, SERVICE = "visits.csv", "client", "phone", "date", "service"
DATE_FORMAT = "%Y-%m-%d %H:%M"
NOW = datetime.datetime.now(datetime.timezone.utc)

clients: dict[str, dict[str, object]] = {}
services: dict[str, dict[str, object]] = {}
visits: list[dict[str, object]] = []
with open(FILE, newline="", encoding="utf-8-sig") as file:
    for row in csv.DictReader(file):
        client = clients.setdefault(row[CLIENT], {"id": len(clients) + 1, "name": row[CLIENT]})
        if row.get(PHONE):
            client["phone"] = row[PHONE]
        service = services.setdefault(row[SERVICE],
                                      {"id": len(services) + 1, "title": row[SERVICE]})
        when = datetime.datetime.strptime(row[DATE], DATE_FORMAT)  # the salon's own clock
        visits.append({"client_id": client["id"], "service_ids": [service["id"]],
                       "datetime": when.isoformat(), "status": "completed"})

plan = reactivation.plan({
    "schema": "reactivation.snapshot/1",
    "company": {"id": 1, "name": "Salon", "timezone": "Europe/Berlin"}, "account": {},
    "services": list(services.values()),
    "rules": [{"service_id": each["id"]} for each in services.values()],
    "clients": list(clients.values()), "visits": visits,
}, now=NOW)

names = {each["id"]: name for name, each in clients.items()}
for message in plan.planned:
    print(f"{message.not_before:%d %b %H:%M} UTC  {names[message.client_id]}: "
          f"discount {message.discount_percent} %")
for skipped in plan.skipped:
    until = f", until {skipped.until:%d %b %Y}" if skipped.until else ""
    print(f"not {names[skipped.client_id]}: {skipped.reason.name}{until}")
