"""Our fires against those of cronsim, an independent reading of Debian's cron, in many zones.

- Lines of fixed times and lines of every hour: every fire, over clock changes too.
- Lines that the two treat differently on the day of a clock change on purpose (a star with a step
  for the hour, a star for the minute of a fixed hour): the fires of all other days.
"""

import argparse
import bisect
import datetime
import pathlib
import random
import subprocess
import sys
import zoneinfo

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import in_venv

UTC = datetime.timezone.utc
DAY = 86400
FIRES = 24
FIRST = int(datetime.datetime(1985, 1, 1, tzinfo=UTC).timestamp())
LAST = int(datetime.datetime(2036, 1, 1, tzinfo=UTC).timestamp())

ZONES = """
UTC Europe/Berlin Europe/London Europe/Moscow Europe/Volgograd Europe/Kyiv Europe/Istanbul
Europe/Dublin Europe/Lisbon Asia/Almaty Asia/Tokyo Asia/Kolkata Asia/Kathmandu Asia/Tehran
Asia/Beirut Asia/Gaza Asia/Jerusalem Asia/Amman Asia/Pyongyang Asia/Yerevan Asia/Tbilisi
Africa/Casablanca Africa/Cairo Africa/Johannesburg Africa/Lagos Australia/Lord_Howe
Australia/Sydney Australia/Adelaide Australia/Eucla Pacific/Auckland Pacific/Chatham Pacific/Apia
Pacific/Kiritimati Pacific/Fiji Pacific/Honolulu America/New_York America/Los_Angeles
America/St_Johns America/Sao_Paulo America/Asuncion America/Nuuk America/Santiago America/Havana
America/Caracas America/Bogota America/Mexico_City America/Scoresbysund Antarctica/Troll
Atlantic/Azores
""".split()


def changes_of(zone):
    """The instants (to the day) of the clock changes, with how far the clock moved."""
    info = zoneinfo.ZoneInfo(zone)
    changes = []
    before = None
    for second in range(FIRST - 400 * DAY, LAST + 800 * DAY, DAY):
        offset = datetime.datetime.fromtimestamp(second, info).utcoffset().total_seconds()
        if before is not None and offset != before:
            changes.append((second, offset - before))
        before = offset
    return changes


def is_near_change(changes, second, days):
    at = bisect.bisect(changes, (second - days * DAY,))
    return at < len(changes) and changes[at][0] <= second + days * DAY


def number_list(chance, low, high, most):
    return ",".join(map(str, sorted(chance.sample(range(low, high + 1), chance.randint(1, most)))))


def day_fields(chance):
    days = chance.choice(["*"] * 4 + ["*/2", "1", "13", "31", "1-7", "10-20/3", "29,30"])
    months = chance.choice(["*"] * 4 + ["1", "2", "mar", "3-5", "*/3", "6,OCT", "apr-sep/2"])
    weekdays = chance.choice(["*"] * 3 + ["mon", "1-5", "sun", "7", "0", "5-7", "*/2", "tue,thu",
                                          "1-7/3"])
    return f"{days} {months} {weekdays}"


def fixed_line(chance, _):
    minute = chance.choice(["0", "30", "59", "0-10/5", number_list(chance, 0, 59, 4)])
    hour = chance.choice(["0", "1", "2", "3", "10", "23", "0-4", "22-23", "1-23/2",
                          number_list(chance, 0, 23, 5)])
    return f"{minute} {hour} {day_fields(chance)}"


def hourly_line(chance, zone):
    minute = chance.choice(["*", "*/5", "*/7", "0", "30", "15,45", "10-20"])
    # cronsim never ends where it looks for a day whose midnight is skipped or comes twice.
    has_plain_midnights = zone in ("UTC", "Asia/Tokyo", "Europe/Berlin", "America/New_York")
    return f"{minute} * {day_fields(chance) if has_plain_midnights else '* * *'}"


def mixed_line(chance, _):
    return chance.choice([f"0 */{chance.randint(2, 12)}", f"*/20 {chance.randint(0, 23)}",
                          f"* {chance.randint(0, 23)}"]) + " " + day_fields(chance)


def fires_of_cronsim(zone, line, after):
    from cronsim import CronSim, CronSimError

    start = datetime.datetime.fromtimestamp(after, zoneinfo.ZoneInfo(zone))
    fires = []
    try:
        for fire in CronSim(line, start):
            second = int(fire.timestamp())
            # Several minutes of one gap are one instant.
            if not fires or second > fires[-1]:
                fires.append(second)
            if len(fires) == FIRES:
                break
    except CronSimError:
        pass  # a date that no calendar has
    return fires


def make_tasks(chance, changes):
    tasks = []
    for zone in ZONES:
        known = changes[zone]
        for index in range(66):
            kind = (fixed_line, hourly_line, mixed_line)[index % 3]
            after = chance.randrange(FIRST, LAST)
            if known and index % 2:  # a little before a clock change
                after = chance.choice(known)[0] - chance.randrange(2 * DAY, 4 * DAY)
            if is_near_change(known, after, 1):
                continue
            tasks.append((zone, kind(chance, zone), after, kind is mixed_line))
    return tasks


def difference(task, ours, theirs, changes):
    zone, _, after, is_mixed = task
    # Cron takes a change of three hours and more for a clock that was set, not for a gap.
    if any(abs(size) >= 3 * 3600 and after - DAY < second < theirs[-1] + 2 * DAY
           for second, size in changes[zone] if theirs):
        return None
    if is_mixed:
        end = min(fires[-1] for fires in (ours, theirs)) if ours and theirs else 0
        ours, theirs = ([f for f in fires if f < end and not is_near_change(changes[zone], f, 2)]
                        for fires in (ours, theirs))
    return ours != theirs


def check(arguments):
    chance = random.Random(20260301)
    changes = {zone: changes_of(zone) for zone in ZONES}
    tasks = make_tasks(chance, changes)
    text = "".join(f"{zone}\t{line}\t{after}\t{FIRES}\n" for zone, line, after, _ in tasks)
    run = subprocess.run([arguments.program], input=text, capture_output=True, text=True)
    if run.returncode != 0:
        print(run.stderr)
        return 1
    answers = [[int(word) for word in line.split()] for line in run.stdout.splitlines()]
    assert len(answers) == len(tasks)
    wrong = left_out = fires = 0
    for task, ours in zip(tasks, answers):
        theirs = fires_of_cronsim(*task[:3])
        fires += len(theirs)
        verdict = difference(task, ours, theirs, changes)
        left_out += verdict is None
        if verdict:
            wrong += 1
            if wrong <= 20:
                at = next(i for i, pair in enumerate(zip(ours + [0], theirs + [0]))
                          if pair[0] != pair[1])
                print(task, "ours", ours[at:at + 3], "cronsim", theirs[at:at + 3])
    print(f"{len(tasks)} schedules, {fires} fires, {left_out} left out, {wrong} wrong")
    return 1 if wrong or len(tasks) < 2500 or left_out > 50 else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("program", "requirements", "venv"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--inside", action="store_true")
    arguments = parser.parse_args()
    if arguments.inside:
        return check(arguments)
    code = in_venv.rerun(arguments.venv, arguments.requirements)
    return 1 if code is None else code


if __name__ == "__main__":
    sys.exit(main())
