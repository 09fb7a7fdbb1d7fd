"""Pictures of results: what is drawn is what the document says."""
import io
import json
import sys
import unittest
import unittest.mock

import matplotlib
import numpy
from reactivation import plots

matplotlib.use("Agg")


def row(sent, share, low, high, **more):
    return {"sent": sent, "conversion_rate": share, "conversion_interval": {"low": low, "high": high}} | more


def document(**changes):
    return {"schema": "reactivation.stats/1", "results": {
        "all": row(300, 0.2, 0.16, 0.25),
        "by_attempt": [row(200, 0.22, 0.17, 0.28, attempt_number=1), row(100, 0.16, 0.1, 0.24, attempt_number=2)],
        "by_discount": [row(300, 0.2, 0.16, 0.25, discount_percent=10)],
        "by_service": [row(300, 0.2, 0.16, 0.25, service_id=7)],
        "by_staff": [row(300, 0.2, 0.16, 0.25, staff_id=None)],
        "by_tone": [row(300, 0.2, 0.16, 0.25, tone="")],
        "by_template": [row(300, 0.2, 0.16, 0.25, template_id="$x$ \\frac{")],
        "by_arm": [row(50, 0.1, 0.04, 0.2, factor="discount", value=0),
                   row(60, 0.2, 0.12, 0.32, factor="tone", value="casual")],
        "hours": [{"hour": 10, "share": 0.3, "interval": {"low": 0.2, "high": 0.4}, "stands_out": False},
                  {"hour": 18, "share": 0.5, "interval": {"low": 0.42, "high": 0.6}, "stands_out": True}],
        "weekdays": [{"weekday": 7, "share": 0.3, "interval": {"low": 0.2, "high": 0.4}, "stands_out": False}],
        "experiment": {"verdict": "not_enough_data", "difference": 0.05, "interval": {"low": -0.02, "high": 0.11},
                       "daily_interval": {"low": -0.1, "high": 0.2}}} | changes}


def drawn(axes):
    """(share, low, high, marker) of each row from the top, and the labels."""
    rows = []
    for container in axes.containers:
        mark, _, (line,) = container.lines
        (low, place), (high, _) = line.get_segments()[0]
        rows.append((place, mark.get_xdata()[0], low, high, mark.get_marker()))
    return [each[1:] for each in sorted(rows)], [label.get_text() for label in axes.get_yticklabels()]


class Plots(unittest.TestCase):
    def same(self, axes, rows, labels):
        found, names = drawn(axes)
        self.assertEqual([each[3] for each in found], [each[3] for each in rows])
        numpy.testing.assert_allclose([each[:3] for each in found], [each[:3] for each in rows], atol=1e-12)
        self.assertEqual(names, labels)
        axes.figure.savefig(io.BytesIO(), format="svg")  # everything in it can be drawn

    def test_booked(self):
        self.same(plots.booked(document()), [(0.22, 0.17, 0.28, "o"), (0.16, 0.1, 0.24, "o")],
                  ["1 (200)", "2 (100)"])
        self.same(plots.booked(json.dumps(document()), "arm"),
                  [(0.1, 0.04, 0.2, "o"), (0.2, 0.12, 0.32, "o")], ["discount 0 (50)", "tone casual (60)"])
        whole = [(0.2, 0.16, 0.25, "o")]
        self.same(plots.booked(document(), "discount"), whole, ["10 % (300)"])
        self.same(plots.booked(document(), "service", names={7: "Стрижка"}), whole, ["Стрижка (300)"])
        self.same(plots.booked(json.dumps(document()).encode(), "staff"), whole, ["none (300)"])
        self.same(plots.booked(document(), "tone"), whole, ["none (300)"])
        self.same(plots.booked(document(), "template"), whole, ["\\$x\\$ \\frac{ (300)"])

    def test_times(self):
        self.same(plots.best_times(document()), [(0.3, 0.2, 0.4, "o"), (0.5, 0.42, 0.6, "D")], ["10:00", "18:00"])
        self.same(plots.best_times(document(), "weekday"), [(0.3, 0.2, 0.4, "o")], ["Sun"])

    def test_effect(self):
        axes = plots.effect(document())
        self.same(axes, [(0.05, -0.02, 0.11, "o"), (0.05, -0.1, 0.2, "o")], ["today", "every day"])
        self.assertLess(axes.get_xlim()[0], -0.1)
        self.assertEqual(axes.get_title(), "Effect: not enough data")
        early = document()
        early["results"]["experiment"]["daily_interval"] = None
        self.same(plots.effect(early), [(0.05, -0.02, 0.11, "o")], ["today"])
        for experiment, saying in [(None, "holdout"), ({"difference": None}, "uneven")]:
            with self.assertRaisesRegex(ValueError, saying):
                plots.effect(document(experiment=experiment))

    def test_into_given_axes_and_nothing_sent(self):
        ax = matplotlib.figure.Figure().subplots()
        self.assertIs(plots.booked(document(), ax=ax), ax)
        self.same(plots.booked(document(by_attempt=[])), [], [])
        self.same(plots.best_times(document(hours=[])), [], [])

    def test_what_is_wrong_is_said(self):
        with self.assertRaisesRegex(ValueError, "attempt, discount"):
            plots.booked(document(), "age")
        with self.assertRaisesRegex(ValueError, "hour or weekday"):
            plots.best_times(document(), "month")
        for wrong in ({}, {"schema": "reactivation.plan/1", "results": {}}, {"schema": "reactivation.stats/1"}):
            with self.assertRaisesRegex(ValueError, "stats --json"):
                plots.booked(wrong)
        with unittest.mock.patch.dict(sys.modules, {"matplotlib.figure": None}):
            with self.assertRaisesRegex(ImportError, r"reactivation\[plots\]"):
                plots.booked(document())


if __name__ == "__main__":
    unittest.main()
