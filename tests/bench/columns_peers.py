"""The daily selection from Python: ours over NumPy columns, pandas and polars over their frames.

usage: columns_peers.py FOLDER RUNS PLAN_BENCH [--check]

FOLDER holds the columns that PLAN_BENCH wrote (`--export FOLDER/..`), whose name is the order
of its visits, REACTIVATION_LIBRARY names the library. What is timed makes a row for every client with
reason, service and rank; frames stand in memory before. The peers compute no clearing times, no
turns inside the window and no shared phones, which is in their favour. All run on one thread but
pandas' and polars' own. With --check every row is compared with plan_bench's.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import numpy as np
import pandas as pd
import polars as pl

import reactivation

TYPES = {"i64": np.int64, "u64": np.uint64, "u8": np.uint8}
NOW, OFFSET, QUOTA, DAY = 1773122400, 10800, 100, 86400
TODAY = (NOW + OFFSET) // DAY
ABSENT = np.iinfo(np.int64).min
LOYALTY = np.array([1, 1, 2, 3, 4, 5])
FRAME = {
    "schema": "reactivation.snapshot/1",
    "company": {"id": 1, "timezone": "Etc/GMT-3", "currency": "RUB"},
    "settings": {"sending_days": [1, 2, 3, 4, 5, 6, 7]},
    "account": {"id": 1, "warmup_level": "hot", "account_created_at": "2020-01-01"},
}


def tables_of(folder):
    tables = {}
    for path in folder.glob("*.*.*"):
        table, name, kind = path.name.split(".")
        tables.setdefault(table, {})[name] = np.fromfile(path, dtype=TYPES[kind])
    return tables


class Ours:
    def __init__(self, tables):
        rules, clients, visits = tables["rules"], tables["clients"], tables["visits"]
        ids = rules["service_id"].tolist()
        self.frame = FRAME | {
            "services": [
                {"id": each, "title": "S", "price_minor": int(price)}
                for each, price in zip(ids, rules["price_minor"])
            ],
            "rules": [
                {"service_id": each, "reactivation_interval_days": int(days)}
                for each, days in zip(ids, rules["interval_days"])
            ],
        }
        self.clients = reactivation.ClientColumns(
            **{name: column for name, column in clients.items() if name != "last_sent"},
            last_reactivation_sent=clients["last_sent"],
        )
        self.visits = reactivation.VisitColumns(**visits)
        sent = pd.DataFrame(tables["attempts"])
        number = sent.groupby(["client_id", "service_id", "cycle_key"]).cumcount() + 1
        self.attempts = reactivation.AttemptColumns(
            sent["client_id"].to_numpy(),
            sent["service_id"].to_numpy(),
            sent["cycle_key"].to_numpy().astype("int32"),
            number.to_numpy().astype("int32"),
            np.full(len(sent), 7, dtype="uint8"),
            sent_at=sent["sent_at"].to_numpy(),
        )

    def run(self):
        return reactivation.plan_columns(
            self.frame, self.clients, self.visits, now=NOW, attempts=self.attempts
        )

    def rows(self, answer):
        return np.stack(
            [
                self.clients.id,
                np.asarray(answer.service_id),
                np.asarray(answer.rank),
                np.asarray(answer.reason).astype(np.int64),
            ],
            1,
        )


def places(rules):
    """Larger is preferred among equals: the higher price, then the smaller id."""
    order = np.lexsort((-rules["service_id"], rules["price_minor"]))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(1, len(order) + 1)
    return place


class Pandas:
    def __init__(self, tables):
        self.clients, self.visits, self.attempts, self.rules = (
            pd.DataFrame(tables[name]) for name in ("clients", "visits", "attempts", "rules")
        )
        self.rules["place"] = places(tables["rules"])

    def run(self):
        v, c = self.visits, self.clients
        pair = v["client_id"] * 256 + v["service_id"]
        done = ((v["status"] == 0) & (v["starts_at"] <= NOW)).to_numpy()
        facts = v["starts_at"][done].groupby(pair[done], sort=False).agg(["max", "size"])
        facts.columns = ["last", "times"]
        facts["client_id"], facts["service_id"] = facts.index // 256, facts.index % 256
        facts = facts.merge(self.rules, on="service_id", how="inner").set_axis(facts.index)
        live = (v["status"] <= 1).to_numpy()
        newest = v["starts_at"][live].groupby(v["client_id"][live], sort=False).max()
        gone = live & (v["starts_at"] <= NOW).to_numpy()
        newest_past = v["starts_at"][gone].groupby(v["client_id"][gone], sort=False).max()
        a = self.attempts
        sent = a.groupby("client_id")["sent_at"].max()
        told = c.loc[c["last_sent"] != ABSENT].set_index("id")["last_sent"]
        contacted = pd.concat([sent, told]).groupby(level=0).max()
        last_day = (facts["last"] + OFFSET) // DAY
        tries = a.assign(pair=a["client_id"] * 256 + a["service_id"])
        day = tries["pair"].map(last_day)
        tries = tries[(tries["cycle_key"] >= day) | ((tries["sent_at"] + OFFSET) // DAY > day)]
        tried = facts.index.map(tries.groupby("pair").size()).to_numpy()
        sent_at = facts["client_id"].map(sent)
        contact_day = (facts["client_id"].map(contacted) + OFFSET) // DAY
        facts["reason"] = np.select(
            [
                facts["last"] + facts["interval_days"] * DAY >= NOW,
                TODAY - last_day > 730,
                sent_at + 7 * DAY > NOW,
                TODAY - contact_day < 14,
                np.nan_to_num(tried) >= 3,
            ],
            [11, 12, 13, 14, 15],
            18,
        )
        merit = (
            (NOW - facts["last"]) // DAY * 2**24
            + np.minimum(facts["times"], 65535) * 256
            + facts["place"]
        )
        packed = facts["reason"] * 2**48 + merit
        chosen = (
            pd.DataFrame({"merit": merit, "packed": packed})
            .groupby(facts["client_id"], sort=False)
            .max()
            .reindex(c["id"])
        )
        merits, packed = (chosen[name].to_numpy() for name in ("merit", "packed"))
        newest, newest_past = (each.reindex(c["id"]).to_numpy() for each in (newest, newest_past))
        packed = np.nan_to_num(packed).astype(np.int64)
        reason = np.select(
            [
                c["opt_out"] == 1,
                c["consent"] == 2,
                c["phone_status"] == 2,
                c["phone_status"] == 1,
                c["paused_until"] > NOW,
                c["needs_person"] == 1,
                np.isnan(merits),
                newest > NOW,
                TODAY - (newest_past + OFFSET) // DAY <= 3,
            ],
            [2, 3, 4, 5, 6, 7, 8, 9, 10],
            packed >> 48,
        )
        best = np.where(reason <= 10, np.nan_to_num(merits).astype(np.int64), packed) & (2**48 - 1)
        days = best >> 24
        score = (
            0.4 * LOYALTY[c["loyalty_level"]]
            + 0.3 * (c["total_spent_minor"] / 1e2 / 1e3)
            + 0.2 * (2.0 * c["visit_count"])
            + 0.1 * (days / 10.0)
        )
        ready = np.flatnonzero(reason == 18)
        order = ready[
            np.lexsort((c["id"].to_numpy()[ready], -days[ready], -score.to_numpy()[ready]))
        ]
        rank = np.zeros(len(c), np.int64)
        rank[order] = np.arange(1, len(order) + 1)
        reason[order[:QUOTA]] = 0
        by_place = np.zeros(257, np.int64)
        by_place[self.rules["place"]] = self.rules["service_id"]
        service = np.where((reason >= 9) | (reason == 0), by_place[best & 255], 0)
        return pd.DataFrame({"id": c["id"], "service_id": service, "rank": rank, "reason": reason})

    def rows(self, answer):
        return answer.to_numpy()


class Polars:
    def __init__(self, tables):
        self.clients, self.visits, self.attempts, self.rules = (
            pl.DataFrame(tables[name]) for name in ("clients", "visits", "attempts", "rules")
        )
        self.rules = self.rules.with_columns(place=pl.Series(places(tables["rules"])))

    def run(self):
        col, day = pl.col, lambda each: (each + OFFSET) // DAY
        at, status = col("starts_at"), col("status")
        facts = (
            self.visits.lazy()
            .with_columns(pair=col("client_id") * 256 + col("service_id"))
            .group_by("pair")
            .agg(
                last=at.filter((status == 0) & (at <= NOW)).max(),
                times=((status == 0) & (at <= NOW)).sum().cast(pl.Int64),
                newest=at.filter(status <= 1).max(),
                newest_past=at.filter((status <= 1) & (at <= NOW)).max(),
            )
        )
        facts = facts.with_columns(client_id=col("pair") // 256, service_id=col("pair") % 256)
        sent = (
            self.attempts.lazy()
            .group_by("client_id")
            .agg(sent=col("sent_at").max(), contact=col("sent_at").max())
        )
        told = (
            self.clients.lazy()
            .filter(col("last_sent") != ABSENT)
            .select(client_id="id", sent=pl.lit(None, pl.Int64), contact="last_sent")
        )
        contacts = (
            pl.concat([sent, told])
            .group_by("client_id")
            .agg(col("sent").max(), col("contact").max())
        )
        tries = (
            self.attempts.lazy()
            .with_columns(pair=col("client_id") * 256 + col("service_id"))
            .join(facts.select("pair", "last"), on="pair")
            .filter(
                (col("cycle_key") >= day(col("last"))) | (day(col("sent_at")) > day(col("last")))
            )
            .group_by("pair")
            .agg(tried=pl.len())
        )
        judged = (
            facts.join(self.rules.lazy(), on="service_id")
            .join(contacts, on="client_id", how="left")
            .join(tries, on="pair", how="left")
            .with_columns(
                reason=pl.when(col("last") + col("interval_days") * DAY >= NOW)
                .then(11)
                .when(TODAY - day(col("last")) > 730)
                .then(12)
                .when(col("sent") + 7 * DAY > NOW)
                .then(13)
                .when(TODAY - day(col("contact")) < 14)
                .then(14)
                .when(col("tried").fill_null(0) >= 3)
                .then(15)
                .otherwise(18)
                .cast(pl.Int64),
                merit=((NOW - col("last")) // DAY) * 2**24
                + pl.min_horizontal("times", 65535) * 256
                + col("place"),
            )
        )
        chosen = judged.group_by("client_id").agg(
            col("newest").max(),
            col("newest_past").max(),
            col("merit").max(),
            packed=(col("reason") * 2**48 + col("merit")).max(),
        )
        people = (
            self.clients.lazy()
            .join(chosen, left_on="id", right_on="client_id", how="left")
            .with_columns(
                reason=pl.when(col("opt_out") == 1)
                .then(2)
                .when(col("consent") == 2)
                .then(3)
                .when(col("phone_status") == 2)
                .then(4)
                .when(col("phone_status") == 1)
                .then(5)
                .when(col("paused_until") > NOW)
                .then(6)
                .when(col("needs_person") == 1)
                .then(7)
                .when(col("merit").is_null())
                .then(8)
                .when(col("newest") > NOW)
                .then(9)
                .when(TODAY - day(col("newest_past")) <= 3)
                .then(10)
                .otherwise(col("packed") // 2**48)
            )
            .with_columns(
                best=pl.when(col("reason") <= 10)
                .then(col("merit"))
                .otherwise(col("packed") % 2**48)
            )
        )
        people = people.with_columns(days=col("best") // 2**24).with_columns(
            score=0.4
            * col("loyalty_level").replace_strict(
                dict(enumerate(LOYALTY.tolist())), return_dtype=pl.Float64
            )
            + 0.3 * (col("total_spent_minor") / 1e2 / 1e3)
            + 0.2 * (2.0 * col("visit_count"))
            + 0.1 * (col("days") / 10.0)
        )
        ranked = (
            people.filter(col("reason") == 18)
            .select("id", "score", "days")
            .sort(["score", "days", "id"], descending=[True, True, False])
            .select("id")
            .with_row_index("rank", offset=1)
        )
        return (
            people.join(ranked, on="id", how="left")
            .with_columns(place=col("best") % 256, rank=col("rank").fill_null(0).cast(pl.Int64))
            .join(self.rules.lazy().select("place", "service_id"), on="place", how="left")
            .select(
                "id",
                service_id=pl.when(col("reason") >= 9).then(col("service_id")).otherwise(0),
                rank="rank",
                reason=pl.when(col("rank").is_between(1, QUOTA)).then(0).otherwise(col("reason")),
            )
            .collect()
        )

    def rows(self, answer):
        return answer.select("id", "service_id", "rank", "reason").to_numpy()


def main():
    numbers = [each for each in sys.argv[2:] if not each.startswith("--")]
    folder, runs = Path(sys.argv[1]), int(numbers[0])
    tables = tables_of(folder)
    wanted = tables.pop("ours")["rows"].reshape(-1, 4)
    wanted = wanted[wanted[:, 0].argsort()]
    contenders = {kind.__name__.lower(): kind(tables) for kind in (Ours, Pandas, Polars)}
    times = {name: [] for name in contenders}
    for run in range(runs + 1):  # in turns; the first one only warms up
        for name, each in contenders.items():
            start = time.perf_counter()
            answer = each.run()
            if run:
                times[name].append((time.perf_counter() - start) * 1000)
            elif "--check" in sys.argv:
                found = each.rows(answer).astype(np.int64)
                found = found[found[:, 0].argsort()]
                wrong = (found[:, [0, 1, 3]] != wanted[:, [0, 1, 3]]).any(axis=1)
                # Polars divides by multiplying: scores that differ in the last bit trade places.
                wrong |= abs(found[:, 2] - wanted[:, 2]) > (3 if name == "polars" else 0)
                if wrong.any():
                    at = np.flatnonzero(wrong)[:5]
                    sys.exit(f"{name}: {wrong.sum()} rows differ: {found[at]}, not {wanted[at]}")
    medians = {name: statistics.median(each) for name, each in times.items()}
    cpp = cpp_ms(numbers[1], folder.name, len(wanted), runs)
    ours, visits = medians["ours"], f"visits {folder.name}"
    for name, theirs, ratio, target in [
        ("Python over NumPy / C++", cpp, ours / cpp, "<= 1.2"),
        ("pandas / Python over NumPy", medians["pandas"], medians["pandas"] / ours, ">= 20"),
        ("polars / Python over NumPy", medians["polars"], medians["polars"] / ours, ">= 5"),
    ]:
        print(f"{name}, {visits}  {ours:.0f} ms beside {theirs:.0f} ms  {ratio:.2f}  {target}")


def cpp_ms(program, order, clients, runs):
    printed = subprocess.run(
        [program, "--clients", str(clients), "--runs", str(runs)],
        check=True,
        text=True,
        capture_output=True,
    ).stdout
    return float(
        next(line.split()[1] for line in printed.splitlines() if line.startswith(f"{order}.time "))
    )


main()
