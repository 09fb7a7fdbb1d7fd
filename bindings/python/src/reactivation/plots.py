"""Pictures of results, with matplotlib, which must be installed.

    stats = json.loads(subprocess.check_output(["reactivation", "stats", …, "--json"]))
    reactivation.plots.booked(stats, by="discount").figure.savefig("discounts.svg")

Each function takes a document `reactivation.stats/1` as the program prints it (text, bytes or read
already), draws into `ax` or into a new figure, and returns the axes. No share is drawn without its
95 % interval. Marks differ in shape as well as in colour.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["best_times", "booked", "effect"]

# Of `booked`: the list of the document, and the member that names a row.
_GROUPS = {
    "attempt": ("by_attempt", "attempt_number"),
    "discount": ("by_discount", "discount_percent"),
    "service": ("by_service", "service_id"),
    "staff": ("by_staff", "staff_id"),
    "tone": ("by_tone", "tone"),
    "template": ("by_template", "template_id"),
    "arm": ("by_arm", "value"),
}
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def booked(
    stats: str | bytes | Mapping[str, Any],
    by: str = "attempt",
    *,
    names: Mapping[Any, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The share of messages that ended in a booking, by `attempt`, `discount`, `service`, `staff`,
    `tone`, `template` or `arm` (what plans drew). `names` says what to call ids."""
    if by not in _GROUPS:
        raise ValueError(f"by={by!r}: it may be {', '.join(_GROUPS)}")
    results = _results_of(stats)
    member, key = _GROUPS[by]
    rows = results[member]
    named = [_name_of(by, row, key, names or {}) for row in rows]
    axes = _axes(ax)
    _shares(
        axes,
        [f"{name} ({row['sent']})" for name, row in zip(named, rows)],
        [row["conversion_rate"] for row in rows],
        [row["conversion_interval"] for row in rows],
    )
    axes.axvline(results["all"]["conversion_rate"], linestyle="--", color="grey", label="all")
    axes.set_xlabel("booked, share of messages sent (number in brackets)")
    axes.set_title(f"Booked, by {by}")
    axes.legend()
    return axes


def best_times(
    stats: str | bytes | Mapping[str, Any], by: str = "hour", *, ax: Axes | None = None
) -> Axes:
    """The share answered or booked within a day, by `hour` or `weekday` of the send on the
    company's clock; times lean on each other. A time that stands out is a diamond."""
    if by not in ("hour", "weekday"):
        raise ValueError(f"by={by!r}: it may be hour or weekday")
    rows = _results_of(stats)["hours" if by == "hour" else "weekdays"]
    axes = _axes(ax)
    _shares(
        axes,
        [f"{row[by]}:00" if by == "hour" else _WEEKDAYS[row[by] - 1] for row in rows],
        [row["share"] for row in rows],
        [row["interval"] for row in rows],
        [row["stands_out"] for row in rows],
    )
    axes.set_xlabel("answered or booked within a day")
    axes.set_title(f"By {by} of the send")
    return axes


def effect(stats: str | bytes | Mapping[str, Any], *, ax: Axes | None = None) -> Axes:
    """What the messages bring: the difference of those who came between clients who may be written
    to and clients held out, by the day's own interval and by the one that is safe to look at every
    day. A ValueError without a holdout, or when the draw was uneven: there is nothing to show."""
    experiment = _results_of(stats)["experiment"]
    if experiment is None:
        raise ValueError("there is no holdout: `reactivation settings --set holdout.percent=10`")
    if experiment["difference"] is None:
        raise ValueError("the groups are uneven, so their difference says nothing")
    rows = [("today", experiment["difference"], experiment["interval"])]
    daily = experiment["daily_interval"]
    if daily is not None:
        rows.append(("every day", (daily["low"] + daily["high"]) / 2, daily))
    axes = _axes(ax)
    _shares(axes, *(list(column) for column in zip(*rows)))
    axes.axvline(0, linestyle="--", color="grey")
    axes.set_xlabel("more clients came, share of clients")
    axes.set_title(f"Effect: {experiment['verdict'].replace('_', ' ')}")
    return axes


def _results_of(stats: str | bytes | Mapping[str, Any]) -> Mapping[str, Any]:
    document = json.loads(stats) if isinstance(stats, (str, bytes)) else stats
    if document.get("schema") != "reactivation.stats/1" or "results" not in document:
        raise ValueError("this is no `reactivation.stats/1` of `reactivation stats --json`")
    results: Mapping[str, Any] = document["results"]
    return results


def _axes(ax: Axes | None) -> Axes:
    if ax is not None:
        return ax
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError("plots need matplotlib: pip install 'reactivation[plots]'") from error
    axes: Axes = Figure(layout="constrained").subplots()  # not pyplot's: nothing to close
    return axes


def _name_of(by: str, row: Mapping[str, Any], key: str, names: Mapping[Any, str]) -> str:
    value = row[key]
    if value in names:
        return names[value]
    if value is None or value == "":
        return "none"
    if by == "arm":
        return f"{row['factor']} {value}"
    return f"{value} %" if by == "discount" else str(value)


def _shares(
    axes: Axes,
    labels: Sequence[str],
    shares: Sequence[float],
    intervals: Sequence[Mapping[str, float]],
    stands_out: Sequence[bool] = (),
) -> None:
    """A mark with its interval a row, the first one at the top."""
    for place, (share, interval) in enumerate(zip(shares, intervals)):
        stands = place < len(stands_out) and stands_out[place]
        axes.errorbar(
            share,
            place,
            xerr=[[share - interval["low"]], [interval["high"] - share]],
            fmt="D" if stands else "o",
            color="C1" if stands else "C0",
            capsize=3,
        )
    # A dollar sign in a name would begin a formula.
    axes.set_yticks(range(len(labels)), [label.replace("$", r"\$") for label in labels])
    axes.invert_yaxis()
    if all(interval["low"] >= 0 for interval in intervals):
        axes.set_xlim(left=0)
