"""Prints the ratios that the planner's targets are about. usage: table.py RESULTS CLIENTS"""

import sys


def main():
    values = {}
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            name, value = line.split()[:2]
            values[name] = float(value)
    clients = int(sys.argv[2])
    scales = {"large": clients, "small": 100_000, "tiny": 10_000}

    print(f"{'measurement':34}{'time':>12}{'one sum':>11}{'x sum':>8}{'ns/visit':>10}{'memory':>11}")
    for name, value in values.items():
        scale, case, kind = (name.split(".") + ["", ""])[:3]
        if scale not in scales or kind != "time":
            continue
        prefix = f"{scale}.{case}"
        total, memory = values[f"{prefix}.sum"], values[f"{prefix}.memory"]
        share = memory / values[f"{prefix}.memory_allowed"]
        print(f"{case + ' ' + str(scales[scale]):34}{value:>9.2f} ms{total:>8.2f} ms{value / total:>8.1f}"
              f"{value * 1e6 / (7 * scales[scale]):>10.1f}{share:>10.0%}")

    print(f"\n{'ratio':58}{'measured':>10}{'target':>9}")

    def ratio(text, measured, target, smaller=False):
        met = measured <= target if smaller else measured >= target
        sign = "<=" if smaller else ">="
        print(f"{text:58}{measured:>10.2f}{sign + ' ' + format(target, 'g'):>9}  {'met' if met else 'MISSED'}")

    for order, times in (("any", 10), ("grouped", 30)):
        theirs = values[f"duckdb.{order}.time_ms"]
        ratio(f"DuckDB {theirs:.0f} ms / ours, visits {order}", theirs / values[f"large.{order}.time"], times)
    for key, text in (("time_ms", "queries in JavaScript"), ("time_indexed_ms", "rows prepared")):
        if f"js.{key}" in values:
            theirs = values[f"js.{key}"]
            ratio(f"original {theirs:.0f} ms / ours, any order, {text}", theirs / values["small.any.time"], 100)
    ratio("ours / one pass that sums, grouped", values["large.grouped.time"] / values["large.grouped.sum"], 8, True)
    for order in ("any", "grouped"):
        ratio(f"memory / (64 B a client + 4 B a visit), {order}",
              values[f"large.{order}.memory"] / values[f"large.{order}.memory_allowed"], 1, True)
        growth = values[f"large.{order}.time"] / values[f"tiny.{order}.time"] / (clients / 10_000)
        print(f"{'growth per client from 10000 to ' + str(clients) + ', ' + order:58}{growth:>10.2f}   (1 = linear)")


main()
