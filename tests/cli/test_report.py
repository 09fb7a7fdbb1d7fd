"""`reactivation report`: every figure of the file recomputed from the database, by SQL and by hand."""
import datetime
import html.parser
import json
import math
import re
import sys
import unittest

import program
from program import done, query, run
from salon import Copies
from results_salon import FROM, MOSCOW, NOW, TO, ResultsSalon, Z, instant, wilson

sys.path.append(str(program.ROOT / "tests" / "spec"))
import naive  # noqa: E402  (a second reading of the requirements)

NO_BREAK = "\u00a0"
TONES = {0: "friendly", 2: "casual"}


def rounded(value, places):
    """Halves away from zero, as the page rounds; Python's own goes to even digits."""
    scale = 10 ** places
    return math.copysign(math.floor(abs(value) * scale + 0.5) / scale, value)


def percent(share, places=1):
    return f"{rounded(100 * share, places):.{places}f}%".replace("-", "−")


def span(low, high):
    return f"{100 * low:.1f} … {100 * high:.1f}%".replace("-", "−")


def signed(value, places):
    return f"{value:,.{places}f}".replace("-", "−")


def money(minor):
    return f"{math.floor(abs(minor) / 100 + 0.5) * (-1 if minor < 0 else 1):,} RUB".replace(
        "-", "−").replace(" ", NO_BREAK)


def points(low, high=None):
    shown = f"{100 * low:+.1f}".replace("-", "−")
    return shown if high is None else f"{shown} … {points(high)}"


def newcombe(one, two):
    (x1, n1), (x0, n0) = one, two
    p1, p0 = x1 / n1, x0 / n0
    (l1, u1), (l0, u0) = wilson(x1, n1), wilson(x0, n0)
    d = p1 - p0
    return d - math.hypot(p1 - l1, u0 - p0), d + math.hypot(u1 - p1, p0 - l0)


def beta_density(a, b):
    log_b = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    return lambda t: math.exp((a - 1) * math.log(t) + (b - 1) * math.log1p(-t) - log_b)


def integral(f, low, high, steps=4000):
    """Simpson's rule; `low` and `high` lie inside (0, 1)."""
    width = (high - low) / steps
    return width / 3 * sum((1 if i in (0, steps) else 4 if i % 2 else 2) * f(low + i * width)
                           for i in range(steps + 1))


def chance_first_is_higher(one, two):
    """P(p1 > p0) with uniform priors, as a double integral."""
    first, second = (beta_density(1 + x, 1 + n - x) for x, n in (one, two))
    edge, steps = 1e-9, 4000
    width = (1 - 2 * edge) / steps
    below, sum_ = 0.0, 0.0
    for i in range(steps):
        middle = edge + (i + 0.5) * width
        sum_ += first(middle) * (below + second(middle) * width / 2) * width
        below += second(middle) * width
    return sum_


class Reader(html.parser.HTMLParser):
    """The tiles with their notes, the tables by caption (first cell -> the others), the insights."""

    def __init__(self, text):
        super().__init__()
        self.tiles, self.notes, self.tables, self.insights = {}, {}, {}, []
        self.words, self.paragraphs = "", []
        self.caption = self.term = None
        self.row, self.in_insights = [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag in ("dt", "dd", "caption", "th", "td", "tr", "p", "strong", "span", "li"):
            self.words = ""
        if tag == "tr":
            self.row = []
        if tag == "ul":
            self.in_insights = attributes.get("class") == "insights"

    def handle_data(self, data):
        self.words += data

    def handle_endtag(self, tag):
        if tag == "dt":
            self.term = self.words
        elif tag == "dd":
            (self.notes if self.term in self.tiles else self.tiles)[self.term] = self.words
        elif tag == "caption":
            self.caption = self.words
            self.tables[self.caption] = {}
        elif tag in ("th", "td"):
            self.row.append(self.words)
        elif tag == "tr" and self.row:
            self.tables[self.caption][self.row[0]] = self.row[1:]
        elif tag == "p":
            self.paragraphs.append(self.words)
        elif tag in ("strong", "span") and self.in_insights:
            self.insights.append(self.words)
        elif tag == "ul":
            self.in_insights = False


class File(ResultsSalon):
    """One report; each test recomputes a part of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        out = str(cls.original) + ".html"
        done("report", "--db", cls.original, "--now", NOW, "--from", FROM, "--to", TO, "--message-cost",
             450, "--prompt-cost", 1000, "--answer-cost", 4000, "--out", out, "--locale", "en")
        with open(out, encoding="utf-8") as file:
            cls.page = Reader(file.read())

    def table(self, caption):
        """Its rows, without the head."""
        return dict(list(self.page.tables[caption].items())[1:])

    def same_counts(self, row, more=""):
        sent, responses, bookings, visits, opt_outs = self.counts(more)
        price, discount = self.money(more)
        self.assertEqual(row, [f"{sent}", f"{bookings}", percent(bookings / sent),
                               span(*wilson(bookings, sent)), f"{responses}", f"{opt_outs}", f"{visits}",
                               money(price - discount), money(discount)], more)

    def test_every_table_and_tile_is_recomputed_here(self):
        curves = {f"Still away: {title}: figures" for title in list(self.gaps())}
        self.assertEqual(set(self.page.tables) - curves, {
            "Share of clients who came: figures", "What the messages bring",
            "Booked, by the number of the message: figures", "booked: discount: figures",
            "booked: tone: figures", "Booked, by what was drawn: figures", "Booked, by service: figures",
            "booked: staff: figures", "By text", "When clients come back",
            "Clients by silence and chance of a visit: figures", "state: figures",
            "By hour of the send: figures", "By weekday of the send: figures",
            "Used of today's limits: figures", "Messages, and those in vain: figures"})
        self.assertEqual(len(curves & set(self.page.tables)), 6)
        self.assertEqual(set(self.page.tiles), {
            "messages sent", "bookings", "booked", "answered", "stopped the messages",
            "time to an answer", "time to a booking", "revenue of their visits, less discounts",
            "return on cost"})

    def test_tiles(self):
        tiles, notes = self.page.tiles, self.page.notes
        sent, responses, bookings, visits, opt_outs = self.counts()
        (delivered, silent, waiting), = self.sql(
            "count(*) FILTER (WHERE a.state IN ('delivered', 'read')),"
            " count(*) FILTER (WHERE a.reply_type = 'no_response'),"
            " count(*) FILTER (WHERE a.reply_type = 'none' AND a.completion_reason = 'none')")
        self.assertEqual(tiles["messages sent"], f"{sent}")
        self.assertEqual(notes["messages sent"], f"delivered {delivered}, no answer {silent},"
                                                 f" still waited for {waiting}")
        self.assertEqual(tiles["bookings"], f"{bookings}")
        self.assertEqual(notes["bookings"], f"visits {visits}")
        for name, part, target in [("booked", bookings, "at least 15%"), ("answered", responses, "at least 30%"),
                                   ("stopped the messages", opt_outs, "below 5%")]:
            self.assertEqual(tiles[name], percent(part / sent))
            self.assertEqual(notes[name], f"{span(*wilson(part, sent))}; target {target}")
        for name, answered, what in [
                ("time to an answer", "a.response_received_at",
                 "a.reply_type NOT IN ('none', 'no_response') AND a.response_received_at IS NOT NULL"),
                ("time to a booking", "b.created_at", "a.completion_reason = 'converted'")]:
            waits = sorted(after for after, in self.sql(f"{answered} - a.sent_at", f"AND {what}"))
            half = (waits[(len(waits) - 1) // 2] // 60 + waits[len(waits) // 2] // 60) / 2
            self.assertEqual(tiles[name], f"{half / 60:.1f}{NO_BREAK}h")
            self.assertIn(f"mean {sum(waits) / len(waits) / 3600:.1f}{NO_BREAK}h", notes[name])
        price, discount = self.money()
        self.assertEqual(tiles["revenue of their visits, less discounts"], money(price - discount))
        self.assertEqual(notes["revenue of their visits, less discounts"],
                         f"discounts given: {money(discount)}")
        (read, written), = self.sql("sum(d.prompt_tokens), sum(d.answer_tokens)")
        cost = 450 * sent + (1000 * read + 4000 * written) / 1e6
        self.assertEqual(tiles["return on cost"], f"{(price - discount - cost) / cost:.1f}")
        self.assertEqual(notes["return on cost"], f"cost of all messages: {money(cost)}; target at least 3")

    def test_groups(self):
        names = dict(query(self.db, "SELECT id, title FROM services")) | {None: "nobody named"}
        staff = dict(query(self.db, "SELECT id, name FROM staff"))
        favourite = "json_extract(o.preferences, '$.favourite_staff.staff_id')"
        for caption, column, name in [
                ("Booked, by the number of the message: figures", "a.attempt_number", "message {}".format),
                ("booked: discount: figures", "a.discount_percent", "{}%".format),
                ("booked: tone: figures", "substr(o.template_id, 4, length(o.template_id) - 6)",
                 lambda tone: tone or "not known"),
                ("Booked, by service: figures", "a.service_id", names.get),
                ("booked: staff: figures", favourite, lambda id_: staff.get(id_, "nobody named")),
                ("By text", "o.template_id", lambda text: text or "not known")]:
            rows = self.table(caption)
            keys = [key for key, in self.sql(f"DISTINCT {column}")]
            self.assertEqual(set(rows), {name(key) for key in keys}, caption)
            for key in keys:
                value = "NULL" if key is None else f"'{key}'" if isinstance(key, str) else key
                self.same_counts(rows[name(key)], f"AND {column} IS {value}")

    def test_what_was_drawn(self):
        rows = self.table("Booked, by what was drawn: figures")
        name = {"discount": "discount {}%".format, "slots": "times named: {}".format,
                "tone": lambda tone: f"tone: {TONES[tone]}"}
        arms = {key: share for key, share in self.arms().items() if key[0] in name}  # no texts here
        self.assertEqual(len(rows), len(arms))
        for (factor, value), share in arms.items():
            row = rows[name[factor](value)]
            self.same_counts(row[:-1], f"AND {self.drawn(factor, value)}")
            self.assertEqual(row[-1], "–" if share is None else percent(share))
        self.assertTrue(any(share is not None for share in arms.values()))

    def test_the_effect(self):
        groups = self.experiment()
        (x1, n1), (x0, n0) = ((sum(row[2] > 0 for row in rows), len(rows)) for rows in groups.values())
        rows = self.table("Share of clients who came: figures")
        for name, came, clients in [("may be written to", x1, n1), ("held out", x0, n0)]:
            self.assertEqual(rows[name], [f"{clients}", f"{came}", percent(came / clients),
                                          span(*wilson(came, clients))])
        rows = self.table("What the messages bring")
        low, high = newcombe((x1, n1), (x0, n0))
        difference = x1 / n1 - x0 / n0
        self.assertEqual(rows.pop("difference, of every 100 clients"), [points(difference), points(low, high)])
        self.assertEqual(rows.pop("chance that messages help"),
                         [percent(chance_first_is_higher((x1, n1), (x0, n0))), "–"])
        self.assertEqual(rows.pop("visits that would not have been"),
                         [signed(difference * n1, 0), f"{signed(low * n1, 0)} … {signed(high * n1, 0)}"])
        one, two = ([row[3] for row in rows_] for rows_ in groups.values())
        mean = [sum(values) / len(values) for values in (one, two)]
        error = math.sqrt(sum(sum((value - m) ** 2 for value in values) / (len(values) - 1) / len(values)
                              for values, m in zip((one, two), mean)))
        gain = mean[0] - mean[1]
        self.assertEqual(rows.pop("revenue that would not have been"), [
            money(gain * n1), f"{money((gain - Z * error) * n1)} … {money((gain + Z * error) * n1)}"])
        held, base = 0.2, 0.10  # fewer than 30 held out: the usual share
        ratio, other = (1 - held) / held, base + 0.05
        both = (base + ratio * other) / (1 + ratio)
        per_arm = ((1.959963985 * math.sqrt((1 + 1 / ratio) * both * (1 - both)) + 0.841621234 * math.sqrt(
            base * (1 - base) + other * (1 - other) / ratio)) / 0.05) ** 2
        needed = math.ceil(per_arm / held)
        self.assertEqual(rows.pop("clients needed to see 5 of 100"), [f"{needed:,}", "–"])
        expected = 0.8 * (n1 + n0)
        chi = (n1 - expected) ** 2 / expected + (n1 - expected) ** 2 / (n1 + n0 - expected)
        self.assertEqual(rows.pop("chance of such a split by luck"),
                         [percent(math.erfc(math.sqrt(chi / 2)), 2), "–"])
        self.assertEqual(rows, {})
        everybody, = query(self.db, "SELECT count(DISTINCT client_id) FROM reactivation_eligibility")[0]
        days = (instant(NOW) - instant(FROM)) / 86400
        left = math.ceil((needed - n1 - n0) / (everybody / days))
        self.assertIn(f"about {left:,} days to go", self.page.insights[0])
        self.assertIn(f"{x1} of {n1} clients who may be written to came, and {x0} of {n0} held out",
                      self.page.insights[1])

    def test_sentences_beyond_the_effect(self):
        said = " ".join(self.page.insights)
        fewest = min(count for count, in self.sql(
            "count(*)", "AND a.attempt_number = 1 GROUP BY a.discount_percent"))
        self.assertIn(f"{100 - fewest} messages to go", said)
        late = {client for client, in self.sql(
            "a.client_id", "AND a.completion_reason = 'converted' GROUP BY 1 HAVING count(*) >= 2 AND"
                           " min(a.attempt_number) > 1")}
        self.assertIn(f"{len(late)} clients came only after the second message", said)
        (answered, sent), = self.sql(f"{self.answered_within_a_day()}, count(*)")
        self.assertIn(f"{answered} of {sent} messages were answered within a day", said)

    def answered_within_a_day(self):
        return ("count(*) FILTER (WHERE (a.reply_type NOT IN ('none', 'no_response') AND"
                " a.response_received_at - a.sent_at BETWEEN 0 AND 86400) OR (a.completion_reason ="
                " 'converted' AND b.created_at - a.sent_at BETWEEN 0 AND 86400))")

    def test_best_times(self):
        weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        results = done("stats", *self.at, "--json").json["results"]
        for caption, cell, name, of_json in [
                ("By hour of the send: figures", "(a.sent_at + 10800) / 3600 % 24",
                 lambda hour: f"{hour}:00–{hour + 1}:00", results["hours"]),
                ("By weekday of the send: figures", "((a.sent_at + 10800) / 86400 + 3) % 7",
                 lambda day: weekdays[day], results["weekdays"])]:
            cells = [row for row in self.sql(f"{cell}, {self.answered_within_a_day()}, count(*)",
                                             "GROUP BY 1 ORDER BY 1") if row[2] >= 5]
            strength, mean = self.pooled(cells, [row["share"] for row in of_json])
            rows = self.table(caption)
            self.assertEqual(list(rows), [name(row[0]) for row in cells])
            for (at, x, n), exact in zip(cells, of_json):
                a, b = mean * strength + x, (1 - mean) * strength + n - x
                low, high = exact["interval"]["low"], exact["interval"]["high"]
                self.assertEqual(rows[name(at)], [f"{n}", f"{x}", percent(a / (a + b)), span(low, high)])
                density = beta_density(a, b)
                self.assertAlmostEqual(integral(density, 1e-9, low), 0.025, 5)
                self.assertAlmostEqual(integral(density, 1e-9, high), 0.975, 5)

    def pooled(self, cells, shares):
        """Strength and mean that the shares lean by: the same for all cells, and the likeliest."""
        def likelihood(strength, mean):
            a, b = mean * strength, (1 - mean) * strength
            return sum(math.lgamma(a + x) + math.lgamma(b + n - x) - math.lgamma(a + b + n)
                       - math.lgamma(a) - math.lgamma(b) + math.lgamma(a + b) for _, x, n in cells)
        # Of (x + m s) / (n + s) = share two cells give s and m.
        (_, x, n), (_, y, k) = cells[0], cells[1]
        p, q = shares[0], shares[1]
        strength = ((p * n - x) - (q * k - y)) / (q - p)
        mean = (p * (n + strength) - x) / strength
        for (_, x, n), share in zip(cells, shares):
            self.assertAlmostEqual((x + mean * strength) / (n + strength), share, 9)
        best = likelihood(strength, mean)
        for factor in (0.97, 1.03):
            if strength * factor < 500:
                self.assertLess(likelihood(strength * factor, mean), best)
            self.assertLess(likelihood(strength, mean * factor), best)
        self.assertLessEqual(strength, 500 + 1e-6)
        return strength, mean

    def test_return_curves_and_intervals(self):
        gaps = self.gaps()
        rows = self.table("When clients come back")
        self.assertEqual(set(rows), set(gaps))
        shown = 0
        for title, (returns, curve, times) in gaps.items():
            for days, away in curve.items():
                figures = self.page.tables.get(f"Still away: {title}: figures", {}).get(f"{days}{NO_BREAK}d")
                if figures:
                    shown += 1
                    self.assertEqual(figures[0], percent(away), title)
            row = rows[title]
            kind = int(row[4].split(NO_BREAK)[0])
            self.assertEqual(row[5], "the table")
            median, three_quarters, never = times
            leaning = [math.exp((returns * math.log(found) + 20 * math.log(before)) / (returns + 20))
                       for found, before in [(median, kind), (three_quarters, 1.5 * kind)]]
            self.assertEqual(row[:4], [f"{returns}", *[f"{math.floor(days + 0.5)}{NO_BREAK}d" for days in leaning],
                                       percent(never)], title)
        self.assertGreater(shown, 30)

    def test_the_rhythm_of_clients(self):
        """Counted over what `explain` says of each client by the service that they took last."""
        today = datetime.date.fromisoformat(NOW[:10])
        last = {}
        for client, at, services in query(self.db, f"""SELECT client_id, datetime, service_ids FROM bookings
                WHERE status = 'completed' AND datetime <= {instant(NOW)} AND client_id IS NOT NULL"""):
            day = datetime.datetime.fromtimestamp(at, MOSCOW).date()
            for service in json.loads(services):
                last.setdefault(client, {})
                last[client][service] = max(day, last[client].get(service, day))
        cells, states, horizons = {}, {}, []
        for client, services in last.items():
            service = max(sorted(services), key=services.get)
            told = done("explain", "--db", self.db, "--now", NOW, "--client", client, "--policy", "rhythm",
                        "--json").json
            rhythm = next(row["rhythm"] for row in told["services"] if row["service_id"] == service)
            gaps = (today - services[service]).days / rhythm["own_interval_days"]
            column = sum(bound <= gaps for bound in (0.5, 1, 1.5, 2, 3, 5))
            row = min(4, int(rhythm["p_visit"] * 5))
            cells[row, column] = cells.get((row, column), 0) + 1
            states[rhythm["state"]] = states.get(rhythm["state"], 0) + 1
            horizons.append(rhythm["horizon_days"])
        rows = list(self.table("Clients by silence and chance of a visit: figures").values())
        self.assertEqual(rows, [[f"{cells.get((row, column), 0)}" for column in range(7)]
                                for row in (4, 3, 2, 1, 0)])
        rows = self.table("state: figures")
        for state, row in rows.items():
            count = states.pop(state.replace(" ", "_"), 0)
            self.assertEqual(row, [f"{count}", percent(count / len(last))])
        self.assertEqual(states, {})
        self.assertTrue(any(f"{min(horizons)}–{max(horizons)} days" in text for text in self.page.paragraphs))

    def test_the_account(self):
        (level, spam_score), = query(self.db, "SELECT warmup_level, spam_score FROM whatsapp_account_health")
        day, hour = (query(self.db, f"SELECT count(*) FROM reactivation_ledger WHERE counts = 1 AND"
                                    f" sent_at > {instant(NOW) - seconds}")[0][0] for seconds in (86400, 3600))
        self.assertEqual((day, hour), (6, 3))
        self.assertEqual(self.table("Used of today's limits: figures") | {"state": ["running"]}, {
            "state": ["running"], "level": [level], "in 24 hours": [f"{day} of 20"],
            "in 60 minutes": [f"{hour} of 5"], "pause between messages": ["300 s"],
            "spam score (0 to 1, stops above 0.7)": [f"{spam_score:.2f}"]})

    def test_the_past_replayed_is_what_the_command_says(self):
        rows = self.table("Messages, and those in vain: figures")
        first, = query(self.db, f"SELECT min(datetime) FROM bookings WHERE status = 'completed'")[0]
        last, = query(self.db, f"SELECT max(datetime) FROM bookings WHERE status = 'completed' AND"
                               f" datetime <= {instant(NOW)}")[0]
        first, last = (datetime.datetime.fromtimestamp(at, MOSCOW).date() for at in (first, last))
        until = last - datetime.timedelta(30)
        begin = max(until - datetime.timedelta(364), first + datetime.timedelta(60))
        told = done("backtest", "--db", self.db, "--now", NOW, "--from", begin, "--until", until,
                    "--daily-limit", 20, "--policies", "spec", "--policies", "fixed:45", "--policies", "rhythm",
                    "--json").json
        self.assertEqual(list(rows), [one["setting"] for one in told["settings"]])
        for one in told["settings"]:
            self.assertEqual(rows[one["setting"]], [
                f"{one['all']['messages']}", f"{one['all']['within_14_days']}",
                f"{one['all']['within_30_days']}", f"{one['clients_never']}",
                f"{one['lost_reached']} of {one['lost']}"])

    def test_size_and_leftovers(self):
        out = self.path / "report.html"
        done("report", *self.at, "--out", out, "--locale", "en", "--no-replay")
        self.assertLess(out.stat().st_size, 1_000_000)
        self.assertFalse(list(self.path.glob("*.part")))
        self.assertNotIn("Messages, and those in vain: figures", Reader(out.read_text("utf-8")).tables)

    def test_what_is_wrong_is_said(self):
        for more, saying in [([], "--out"), (["--out", self.path / "none" / "r.html"], "cannot be written"),
                             (["--out", self.path / "r.html", "--locale", "xx"], "ru or en")]:
            answer = run("report", *self.at, *more)
            self.assertNotEqual(answer.code, 0)
            self.assertIn(saying, answer.err)
            self.assertEqual(len(answer.err.splitlines()), 1)


class Remembering(naive.World):
    """The second reading's world, which looks each client's visits up once."""

    def visits(self, client, statuses=("completed",)):
        if not hasattr(self, "known"):
            self.known = {}
            for row in self.snapshot["visits"]:
                self.known.setdefault(row["client_id"], []).append((row["at"], row))
            for rows in self.known.values():
                rows.sort(key=lambda each: each[0])
        return [each for each in self.known.get(client["id"], []) if each[1]["status"] in statuses]


class Replay(Copies):
    """The past replayed by the second reading of the requirements, morning by morning."""
    CLIENTS = 25
    DAY = datetime.timedelta(days=1)

    def replayed(self, snapshot, interval, begin, until):
        reader = naive.World(snapshot, datetime.datetime(2026, 1, 1, tzinfo=naive.UTC))
        rows = [row | {"at": reader.read(row["datetime"])} for row in snapshot["visits"]
                if row["status"] != "cancelled"]
        completed = [row for row in rows if row["status"] == "completed"]
        days = {}
        for row in completed:
            days.setdefault(row["client_id"], set()).add(reader.date(row["at"]))
        end = max(max(of_client) for of_client in days.values())
        world = snapshot | {
            "rules": [rule | {"reactivation_interval_days": interval} for rule in snapshot["rules"]],
            "clients": [{"id": row["id"], "phone": f"+7900{row['id']:07}"} | {
                name: row[name] for name in ("loyalty_level", "consent", "reactivation_opt_out")
                if name in row} for row in snapshot["clients"]],
            "account": {"warmup_level": "hot", "daily_outbound_limit": 100, "hourly_outbound_limit": 100,
                        "min_interval_seconds": 1},
            "slots": [], "attempts": []}
        sent, last_now, day = [], None, begin
        while day <= until:
            window = Remembering(world, datetime.datetime(2026, 1, 1, tzinfo=naive.UTC)).window(day)
            if window:
                now = window[0]
                came = {row["client_id"] for row in completed
                        if row["at"] <= now and (last_now is None or row["at"] > last_now)}
                for attempt in world["attempts"]:
                    if attempt["client_id"] in came and attempt["completion_reason"] == "none":
                        attempt["completion_reason"] = "visited"
                ahead = [row | {"status": "booked"} for row in rows
                         if row.get("created_at") and reader.read(row["created_at"]) < row["at"]
                         and reader.read(row["created_at"]) <= now
                         and (row["at"] > now or row["status"] == "booked")]
                world["visits"] = ahead + [row for row in completed if row["at"] <= now]
                for planned in Remembering(world, now).plan()["planned"]:
                    world["attempts"].append({
                        "client_id": planned["client_id"], "service_id": planned["service_id"],
                        "cycle_key": planned["cycle_key"], "state": "accepted",
                        "sent_at": planned["not_before"], "completion_reason": "none"})
                    seen = max(reader.date(row["at"]) for row in completed
                               if row["client_id"] == planned["client_id"] and row["at"] <= now)
                    later = [date for date in days[planned["client_id"]]
                             if date > max(day - self.DAY, seen)]
                    sent.append((planned["client_id"], day, min(later, default=None)))
                last_now = now
            day += self.DAY
        lost = reached = 0
        for client, of_client in days.items():
            for date in sorted(of_client):
                following = min((other for other in of_client if other > date), default=None)
                if not begin <= date <= until or (end - date).days < 365 or (
                        following and (following - date).days <= 365):
                    continue
                lost += 1
                reached += any(who == client and on > date and (not following or on < following)
                               for who, on, _ in sent)
        back = [(following - on).days for _, on, following in sent if following]
        never = {who for who, on, following in sent if not following and (end - on).days >= 30}
        return [len(sent), sum(away <= 14 for away in back), sum(away <= 30 for away in back), len(never),
                reached, lost]

    def test_fixed_intervals(self):
        done("settings", "--db", self.db, "--set", 'holdout={"percent":0}')
        snapshot = done("snapshot", "--db", self.db, "--now", NOW).json
        begin, until = datetime.date(2025, 3, 1), datetime.date(2025, 10, 31)
        told = done("backtest", "--db", self.db, "--now", NOW, "--from", begin, "--until", until,
                    "--daily-limit", 100, "--policies", "fixed:30", "--policies", "fixed:45", "--json").json
        for one, interval in zip(told["settings"], (30, 45)):
            self.assertGreater(one["all"]["messages"], 20)
            self.assertEqual([one["all"]["messages"], one["all"]["within_14_days"],
                              one["all"]["within_30_days"], one["clients_never"], one["lost_reached"],
                              one["lost"]], self.replayed(snapshot, interval, begin, until))


if __name__ == "__main__":
    unittest.main()
