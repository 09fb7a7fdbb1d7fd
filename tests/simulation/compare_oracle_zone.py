"""Compares the oracle's reading of every zone of this machine with Python's zoneinfo.

usage: compare_oracle_zone.py PROGRAM   (print_oracle_zone)
"""

import datetime
import random
import subprocess
import sys
import zoneinfo

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
WALL = datetime.datetime(1970, 1, 1)
END = int(datetime.datetime(2200, 1, 1, tzinfo=UTC).timestamp())
DAY = 86_400


def offset_at(zone, seconds):
    at = EPOCH + datetime.timedelta(seconds=seconds)
    return int(at.astimezone(zone).utcoffset().total_seconds())


def instant_of(zone, wall):
    """The first time the clocks show it; skipped times mean the end of the gap."""
    local = (WALL + datetime.timedelta(seconds=wall)).replace(tzinfo=zone)
    at = wall - int(local.utcoffset().total_seconds())
    if at + offset_at(zone, at) == wall:
        return at
    # Read with the offset before the gap it lies after the change: look for that.
    early, late = at - DAY, at
    while late - early > 1:
        middle = (early + late) // 2
        if offset_at(zone, middle) == offset_at(zone, at):
            late = middle
        else:
            early = middle
    return late


def moments_of(zone, chance):
    moments = [chance.randrange(0, END) for _ in range(20)]
    for year in chance.sample(range(1971, 2199), 6):
        # Around what changes in that year, if anything does.
        begin = int((datetime.datetime(year, 1, 1) - WALL).total_seconds())
        days = [begin + DAY * day for day in range(0, 367, 7)]
        for early, late in zip(days, days[1:]):
            if offset_at(zone, early) == offset_at(zone, late):
                continue
            while late - early > 1:
                middle = (early + late) // 2
                if offset_at(zone, middle) == offset_at(zone, early):
                    early = middle
                else:
                    late = middle
            moments += [late - 1, late]
            for side in (early, late):  # the same change as walls show it
                moments += [late + offset_at(zone, side) + shift for shift in (-1, 0, 900)]
    return moments


def main():
    names = sorted(n for n in zoneinfo.available_timezones() if n not in ("localtime", "Factory"))
    chance = random.Random(20260303)
    asked = [(name, m) for name in names for m in moments_of(zoneinfo.ZoneInfo(name), chance)]
    asked = [(name, m) for name, m in asked if m > 2 * DAY]
    printed = subprocess.run(
        [sys.argv[1]],
        input="".join(f"{name} {moment}\n" for name, moment in asked),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    wrong = 0
    for (name, moment), line in zip(asked, printed, strict=False):
        zone = zoneinfo.ZoneInfo(name)
        wanted = f"{offset_at(zone, moment)} {instant_of(zone, moment)}"
        if line != wanted:
            wrong += 1
            if wrong <= 20:
                print(f"{name} at {moment}: {line} instead of {wanted}")
    print(f"{len(names)} zones, {len(asked)} moments, {wrong} wrong")
    return 1 if wrong or len(printed) != len(asked) or len(asked) < 2000 else 0


if __name__ == "__main__":
    sys.exit(main())
