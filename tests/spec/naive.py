"""A second reading of the requirements: the plan of a small situation, as slowly and as plainly as
it can be said. It knows nothing of the library; the numbers of sections are the requirements'.

What the text leaves open (an attempt's id, ties that it does not order) is left out of the answer,
or of the situations.
"""

import datetime as dt
from fractions import Fraction
from zoneinfo import ZoneInfo

UTC = dt.timezone.utc
DAY = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)
LOYALTY = {"vip": 5, "gold": 4, "silver": 3, "bronze": 2, "new": 1}
LEVELS = {"cold": (20, 5, 300), "warm": (50, 10, 120), "hot": (100, 20, 30)}
SENT = {"dispatching", "accepted", "delivered", "read", "uncertain", "uncertain_final"}
WAITING = {"planned", "drafted", "held", "ready", "deferred"}
# 4.1's table, by the beginning of a word of the title.
TABLE = {
    "beauty": [("haircut", 28), ("colouring", 45), ("manicure", 21), ("pedicure", 28),
               ("massage", 14)],
    "barbershop": [("haircut", 21), ("beard", 14)],
    "dental": [("cleaning", 180), ("whitening", 180), ("check-up", 180)],
    "fitness": [("training", 7)],
}
ORDER = ["company_disabled", "opted_out", "consent_missing", "phone_missing", "phone_invalid",
         "paused", "needs_person", "no_visit", "upcoming_booking", "visited_recently", "not_due",
         "lapsed", "attempt_open", "contacted_recently", "max_attempts", "outside_sending_hours",
         "no_quota"]
PARTS = [("morning", 9, 12), ("afternoon", 12, 17), ("evening", 17, 21)]


def text_of(instant):
    return None if instant is None else instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class World:
    """One snapshot at one instant."""

    def __init__(self, snapshot, now):
        self.zone = ZoneInfo(snapshot["company"]["timezone"])
        self.now = now
        self.today = now.astimezone(self.zone).date()
        self.snapshot = snapshot
        self.settings = snapshot.get("settings", {})
        self.services = {row["id"]: row for row in snapshot.get("services", [])}
        self.rules = {row["service_id"]: row for row in snapshot.get("rules", [])
                      if row.get("is_active", True)
                      and self.services[row["service_id"]].get("active", True)}
        self.attempts = snapshot.get("attempts", [])

    # --- Time (4.2: a gap moves to the next valid instant, a fold to the earlier one)

    def instant(self, local):
        """The instant of a civil time of the company."""
        at = local.replace(tzinfo=self.zone, fold=0).astimezone(UTC)
        if at.astimezone(self.zone).replace(tzinfo=None) == local:
            return at
        early = at - 2 * DAY  # inside a gap: the first second whose clock is past it
        while early < at:
            middle = (early + (at - early) / 2).replace(microsecond=0)
            if middle.astimezone(self.zone).replace(tzinfo=None) < local:
                early = middle + SECOND
            else:
                at = middle
        return at

    def start_of(self, date):
        return self.instant(dt.datetime.combine(date, dt.time()))

    def read(self, text):
        """An instant of a document: with an offset, or a civil time of the company."""
        if len(text) == 10:
            return self.start_of(dt.date.fromisoformat(text))
        at = dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
        return at.astimezone(UTC) if at.tzinfo else self.instant(at)

    def local(self, at):
        return at.astimezone(self.zone)

    def date(self, at):
        return self.local(at).date()

    # --- What is known of a client

    def visits(self, client, statuses=("completed",)):
        found = [(self.read(row["datetime"]), row) for row in self.snapshot.get("visits", [])
                 if row["client_id"] == client["id"] and row["status"] in statuses]
        return sorted(found, key=lambda each: each[0])

    def past(self, client):
        return [each for each in self.visits(client) if each[0] <= self.now]

    def last(self, client, service):
        of_it = [at for at, row in self.past(client) if service in row["service_ids"]]
        return of_it[-1] if of_it else None

    def times(self, client, service):
        return sum(service in row["service_ids"] for _, row in self.past(client))

    # --- 4.1

    def interval(self, service):
        rule = self.rules[service]
        own = rule.get("reactivation_interval_days")
        by_source = [("manual", rule.get("manual_interval")),
                     ("historical", rule.get("calculated_avg_interval")),
                     ("ai", rule.get("ai_suggested_interval"))]
        if own is not None:
            named = rule.get("active_interval_source")
            same = [source for source, days in by_source if days == own]
            return own, named or (same[0] if same else "manual")
        for source, days in by_source:
            if days is not None:
                return days, source
        business = self.snapshot["company"].get("business_type", "other")
        words = self.services[service]["title"].lower().split()
        rows = TABLE.get(business) or [row for rows in TABLE.values() for row in rows]
        for keyword, days in rows:
            if any(word.startswith(keyword) for word in words):
                return days, "default"
        return 30, "default"

    def due_at(self, client, service):
        days, _ = self.interval(service)
        local = self.local(self.last(client, service)).replace(tzinfo=None)
        return self.instant(local + days * DAY)

    # --- Attempts (2, 4.12)

    def sent(self, client, service=None):
        return [row for row in self.attempts
                if row["client_id"] == client["id"] and row["state"] in SENT
                and service in (None, row["service_id"])]

    def in_cycle(self, client, service):
        visit = self.date(self.last(client, service))
        return [row for row in self.sent(client, service)
                if dt.date.fromisoformat(row["cycle_key"]) >= visit]

    # --- 4.2

    def reasons_about(self, client):
        """Reasons 1 to 7, each with when it clears."""
        status = client.get("phone_status") or (
            "missing" if not client.get("phone") else
            "mobile" if client["phone"].startswith("+") and client["phone"][1:].isdigit()
            and 7 <= len(client["phone"]) - 1 <= 15 else "invalid")
        consent = client.get("consent", "unknown")
        paused = client.get("paused_until") and self.read(client["paused_until"])
        holds = {
            "company_disabled": not self.settings.get("enabled", True),
            "opted_out": client.get("reactivation_opt_out", False),
            "consent_missing": consent == "denied" or (
                consent == "unknown" and self.settings.get("require_consent", False)),
            "phone_missing": status == "missing",
            "phone_invalid": status == "invalid",
            "paused": bool(paused and paused > self.now),
            "needs_person": client.get("needs_person", False),
            "no_visit": not any(self.last(client, service) for service in self.rules),
        }
        return [(name, paused if name == "paused" else None)
                for name in ORDER[:8] if holds[name]]

    def reasons_of(self, client, service):
        """Reasons 8 to 14 of one service, each with when it clears."""
        found = []
        ahead = [at for at, _ in self.visits(client, ("booked",)) if at > self.now]
        if ahead:
            found.append(("upcoming_booking", ahead[-1]))
        recent = self.settings.get("recent_visit_days", 3)
        came = [at for at, _ in self.visits(client, ("completed", "booked")) if at <= self.now]
        if recent and came and self.today <= self.date(came[-1]) + recent * DAY:
            found.append(("visited_recently", self.start_of(self.date(came[-1])
                                                            + (recent + 1) * DAY)))
        due = self.due_at(client, service)
        if not due < self.now:
            found.append(("not_due", due + SECOND))
        last = self.date(self.last(client, service))
        if (self.today - last).days > self.settings.get("lapsed_cutoff_days", 730):
            found.append(("lapsed", None))
        rule = self.rules[service]
        open_until = [self.read(row["sent_at"]) + 7 * DAY for row in self.sent(client)
                      if row.get("completion_reason", "none") == "none"
                      and row.get("reply_type", "none") == "none"]
        if open_until and max(open_until) > self.now:
            found.append(("attempt_open", max(open_until)))
        contacts = [self.date(self.read(row["sent_at"])) for row in self.sent(client)]
        if client.get("last_reactivation_sent"):
            contacts.append(self.date(self.read(client["last_reactivation_sent"])))
        pause = max(7, rule.get("retry_interval_days", 14))
        if contacts and self.today < max(contacts) + pause * DAY:
            found.append(("contacted_recently", self.start_of(max(contacts) + pause * DAY)))
        cycle = self.in_cycle(client, service)
        ended = any(row.get("completion_reason", "none") in
                    ("negative", "replied", "opted_out", "cancelled") for row in cycle)
        if ended or len(cycle) >= rule.get("max_attempts", 3):
            found.append(("max_attempts", None))
        return found

    def judge(self, client):
        """("go", service), or (reason, service or None, until)."""
        about = self.reasons_about(client)
        if about:
            return about[0][0], None, about[0][1]
        visited = [service for service in self.rules if self.last(client, service)]

        def closeness(service):  # 4.3
            return ((self.now - self.last(client, service)) // DAY, self.times(client, service),
                    self.services[service].get("price_minor", 0), -service)

        verdicts = {service: self.reasons_of(client, service) for service in visited}
        passing = [service for service in visited if not verdicts[service]]
        if passing:
            return "go", max(passing, key=closeness), None
        best = max(visited, key=lambda service: (ORDER.index(verdicts[service][0][0]),
                                                 closeness(service)))
        return verdicts[best][0][0], best, verdicts[best][0][1]

    def eligible_at(self, client, service):
        """When every reason of that service is gone; None when one is open-ended."""
        ends = [until for _, until in self.reasons_of(client, service)]
        return None if None in ends else max(ends)

    # --- 4.4

    def score(self, client, service):
        past = self.past(client)
        spent = client.get("total_spent_minor")
        if spent is None:
            spent = sum(row.get("cost_minor", 0) for _, row in past)
        count = client.get("visit_count")
        count = len(past) if count is None else count
        loyalty = LOYALTY.get((client.get("loyalty_level") or "").lower(), 1)
        days = (self.now - self.last(client, service)) // DAY
        return (Fraction(4, 10) * loyalty + Fraction(3, 10) * Fraction(spent, 100) / 1000
                + Fraction(2, 10) * 2 * count + Fraction(1, 10) * Fraction(days, 10))

    # --- 4.5, 4.9

    def limits(self):
        account = self.snapshot.get("account")
        if account is None or account.get("spam_score", 0) > 0.7:
            return 0, 0, 0
        if account.get("paused_until") and self.read(account["paused_until"]) > self.now:
            return 0, 0, 0
        row = LEVELS[account.get("warmup_level", "cold")]
        given = [account.get(name) for name in
                 ("daily_outbound_limit", "hourly_outbound_limit", "min_interval_seconds")]
        daily, hourly, gap = (row[at] if each is None else each for at, each in enumerate(given))
        if self.settings.get("daily_limit_mode") == "manual":
            daily = min(daily, self.settings.get("manual_daily_limit") or 0)
        return daily, hourly, gap

    def window(self, date):
        """[start, end) of the company's and the account's allowed time, or None."""
        account = self.snapshot.get("account") or {}
        ours = self.settings.get("sending_hours", {"start": 10, "end": 19})
        theirs = account.get("safe_sending_hours", {"start": 0, "end": 24})
        start, end = max(ours["start"], theirs["start"]), min(ours["end"], theirs["end"])
        days = set(self.settings.get("sending_days", [1, 2, 3, 4, 5])) & set(
            account.get("safe_sending_days", [1, 2, 3, 4, 5, 6, 7]))
        closed = date.isoformat() in self.settings.get("holidays", [])
        if start >= end or date.isoweekday() not in days or closed:
            return None
        midnight = dt.datetime.combine(date, dt.time())
        return (self.instant(midnight + start * dt.timedelta(hours=1)),
                self.instant(midnight + end * dt.timedelta(hours=1)))

    def next_opening(self):
        for ahead in range(1, 400):
            window = self.window(self.today + ahead * DAY)
            if window:
                return window[0]
        return None

    def turn(self, taken, end):
        """The earliest second from now in today's window that keeps the gap and both windows."""
        daily, hourly, gap = self.limits()
        window = self.window(self.today)
        at = max(self.now, window[0])
        while at < end:
            waits = [sent + gap * SECOND for sent in taken if abs((at - sent) / SECOND) < gap]
            for hours, limit in ((1, hourly), (24, daily)):
                inside = sorted(sent for sent in taken
                                if at - hours * dt.timedelta(hours=1) < sent <= at)
                if len(inside) >= limit:
                    if limit == 0:
                        return None
                    waits.append(inside[-limit] + hours * dt.timedelta(hours=1))
            if not waits:
                return at
            at = max(waits)
        return None

    # --- 4.6

    def discount(self, service, number):
        steps = self.rules[service].get("discount_progression", [10, 15, 20])
        if not steps or number < self.settings.get("discount_from_attempt", 1):
            return 0
        return min(steps[min(number, len(steps)) - 1],
                   self.settings.get("max_discount_percent", 100))

    # --- 4.7

    def preferences(self, client):
        visits = self.past(client)[-20:]
        known = [(at, row) for at, row in visits if len(row["datetime"]) > 10]
        part, part_share = None, Fraction(0)
        for name, first, end in PARTS:
            share = Fraction(sum(first <= self.local(at).hour < end for at, _ in known),
                             max(1, len(known)))
            if share > Fraction(4, 10) and share > part_share:
                part, part_share = name, share
        counts = {}
        for at, _ in visits:
            day = self.date(at).isoweekday()
            counts[day] = counts.get(day, 0) + 1
        days = sorted(counts, key=lambda day: -counts[day])[:3]
        staffed = [row["staff_id"] for _, row in visits if row.get("staff_id")]
        favourite = max(set(staffed), key=staffed.count) if staffed else None
        dates = sorted({self.date(at) for at, _ in visits})
        gaps = [(b - a).days for a, b in zip(dates, dates[1:])]
        mean, regular = None, False
        if len(gaps) >= 3:
            mean = Fraction(sum(gaps), len(gaps))
            deviation = float(sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) ** 0.5
            regular = 1 - min(deviation / float(mean), 1) > 0.7
        size = len(visits)
        confidence = 0.9 if size >= 10 else 0.7 if size >= 5 else 0.5 if size >= 3 else 0.3
        tied = len(set(counts.values())) < len(counts)  # 4.7 does not order those
        return {
            "day_part": part, "staff_id": favourite, "regular": regular,
            "mean_gap_days": None if mean is None else float(mean), "confidence": confidence,
        } | ({} if tied else {"days": days}), {
            "part": part_share,
            "days": Fraction(counts[days[0]], size) if days else Fraction(0),
            "staff": Fraction(staffed.count(favourite), len(staffed)) if staffed else Fraction(0),
        }

    # --- 4.8

    def slots(self, client, service, offered):
        likes, share = self.preferences(client)
        assert "days" in likes or not self.snapshot.get("slots"), "a situation that 4.7 leaves open"
        staff = {row["id"]: row for row in self.snapshot.get("staff", [])}
        ranked = []
        for row in self.snapshot.get("slots", []):
            at = self.read(row["datetime"])
            ahead = (self.date(at) - self.today).days
            key = (row["staff_id"], at)
            if (row["service_id"] != service or not 1 <= ahead <= 7
                    or not staff[row["staff_id"]].get("active", True)
                    or offered.get(key, 0) >= self.settings.get("max_offers_per_slot", 1)):
                continue
            local, score, match = self.local(at), Fraction(0), []
            part = next((name for name, first, end in PARTS if first <= local.hour < end), None)
            weekday = local.isoweekday()
            if (row["staff_id"] == likes["staff_id"]
                    and self.settings.get("prefer_favorite_staff", True)):
                score, match = score + 60 * share["staff"], match + ["favourite_staff"]
            if part and part == likes["day_part"]:
                score, match = score + 40 * share["part"], match + ["preferred_time"]
            if weekday in likes.get("days", []):
                rank = likes.get("days", []).index(weekday)
                score, match = score + (20 - 5 * rank) * share["days"], match + ["preferred_day"]
            if ahead in (2, 3):
                score, match = score + 10, match + ["near"]
            out = ((likes["day_part"] and share["part"] > Fraction(6, 10)
                    and part != likes["day_part"])
                   or (share["days"] > Fraction(5, 10) and weekday not in likes.get("days", [])))
            ranked.append((bool(out), -score, at, row["staff_id"], match))
        ranked.sort(key=lambda each: each[:4])
        chosen = ranked[:self.settings.get("max_slots_to_offer", 3)]
        chosen.sort(key=lambda each: each[:4])
        for _, _, at, who, _ in chosen:
            offered[who, at] = offered.get((who, at), 0) + 1
        return [{"service_id": service, "staff_id": who, "datetime": text_of(at),
                 "score": float(-score), "match": match} for _, score, at, who, match in chosen]

    # --- All of it

    def plan(self):
        skipped, queue = {}, []
        due = 0
        for client in self.snapshot.get("clients", []):
            reason, service, until = self.judge(client)
            if reason == "go" or (service and ORDER.index(reason) > ORDER.index("lapsed")):
                due += 1
            if reason == "go":
                days = (self.now - self.last(client, service)) // DAY
                queue.append((-self.score(client, service), -days, client["id"], client, service))
            else:
                skipped[client["id"]] = {"service_id": service, "reason": reason,
                                         "until": text_of(until), "rank": None}
                if service:
                    skipped[client["id"]]["eligible_at"] = text_of(
                        self.eligible_at(client, service))
        queue.sort(key=lambda each: each[:3])
        planned = self.timed(queue, skipped)
        return {
            "schema": "reactivation.plan/1", "company_id": self.snapshot["company"]["id"],
            "now": text_of(self.now), "local_date": self.today.isoformat(),
            "counts": {"clients": len(self.snapshot.get("clients", [])), "due": due,
                       "planned": len(planned), "skipped": len(skipped)},
            "planned": planned,
            "skipped": [{"client_id": client} | skipped[client] for client in sorted(skipped)],
        }

    def timed(self, queue, skipped):
        window, opening = self.window(self.today), self.next_opening()
        sends = [self.read(at) for at in (self.snapshot.get("account") or {}).get("sends", [])]
        daily, _, _ = self.limits()
        waiting = sum(row["state"] in WAITING for row in self.attempts)
        left = daily - sum(self.date(at) == self.today for at in sends) - waiting
        planned, offered = [], {}
        for rank, (minus_score, minus_days, _, client, service) in enumerate(queue, 1):
            refused = {"service_id": service, "rank": None, "until": text_of(opening)}
            if not window or self.now >= window[1]:
                skipped[client["id"]] = refused | {"reason": "outside_sending_hours"}
                continue
            at = self.turn(sends, window[1]) if len(planned) < left else None
            if at is None:
                skipped[client["id"]] = refused | {
                    "reason": "no_quota", "rank": rank,
                    "until": text_of(opening if daily > 0 else None)}
                continue
            sends.append(at)
            planned.append(self.message(rank, client, service, -minus_score, -minus_days, at,
                                        window[1], offered))
        return planned

    def message(self, rank, client, service, score, days, at, end, offered):
        number = len(self.in_cycle(client, service)) + 1
        keys = [row["cycle_key"] for row in self.in_cycle(client, service)]
        interval, source = self.interval(service)
        return {
            "rank": rank, "client_id": client["id"], "service_id": service,
            "cycle_key": min(keys, default=self.date(self.last(client, service)).isoformat()),
            "attempt_number": number, "days_since_visit": days, "interval_days": interval,
            "interval_source": source, "discount_percent": self.discount(service, number),
            "priority_score": float(score), "not_before": text_of(at), "not_after": text_of(end),
            "slots": self.slots(client, service, offered),
            "preferences": self.preferences(client)[0],
        }


def plan(snapshot, now):
    """`reactivation.plan/1` without attempt_id; eligible_at only for reasons 8 to 14."""
    return World(snapshot, dt.datetime.fromisoformat(now.replace("Z", "+00:00"))).plan()
