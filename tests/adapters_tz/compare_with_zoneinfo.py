"""Compares every zone of this machine with Python's zoneinfo, from 1970 to 2200.

usage: compare_with_zoneinfo.py PROGRAM   (print_zone_periods)
"""

import bisect
import datetime
import random
import subprocess
import sys
import zoneinfo

UTC = datetime.timezone.utc
FIRST = 0
END = int(datetime.datetime(2200, 1, 1, tzinfo=UTC).timestamp())


def offset_at(zone, seconds):
    # Not fromtimestamp: this works beyond 2038 on every platform.
    at = datetime.datetime(1970, 1, 1, tzinfo=UTC) + datetime.timedelta(seconds=seconds)
    return int(at.astimezone(zone).utcoffset().total_seconds())


def read_zones(text):
    zones = {}
    for line in text.splitlines():
        if line.startswith("? "):
            zones[line[2:]] = None
        elif line.startswith("= "):
            _, name, _ = line.split(" ")
            zones[name] = []
        else:
            begin, offset = line.split(" ")
            zones[name].append((int(begin), int(offset)))
    return zones


def main():
    names = sorted(n for n in zoneinfo.available_timezones() if n not in ("localtime", "Factory"))
    printed = subprocess.run(
        [sys.argv[1]], input="\n".join(names) + "\n", capture_output=True, text=True, check=True
    )
    zones = read_zones(printed.stdout)
    chance = random.Random(20260101)
    wrong = 0
    for name in names:
        periods = zones[name]
        if periods is None:
            print(f"{name}: not found")
            wrong += 1
            continue
        zone = zoneinfo.ZoneInfo(name)
        begins = [begin for begin, _ in periods]
        moments = [chance.randrange(FIRST, END) for _ in range(200)]
        moments += [m for begin in begins for m in (begin - 1, begin) if m >= FIRST]
        for moment in moments:
            ours = periods[max(0, bisect.bisect_right(begins, moment) - 1)][1]
            theirs = offset_at(zone, moment)
            if ours != theirs:
                print(f"{name}: at {moment} {ours} instead of {theirs}")
                wrong += 1
                break
    print(f"{len(names)} zones, {wrong} wrong")
    return 1 if wrong or not names else 0


if __name__ == "__main__":
    sys.exit(main())
