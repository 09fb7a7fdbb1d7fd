"""`reactivation uplift`, beside published figures and formulas of this file."""
import math
import pathlib
import unittest

import program
from program import done, run

HILLSTROM = ("group,clients,successes,value_sum,value_sumsq\n"
             "men,21307,3894,30311.69,4000000\nwomen,21387,3238,23038.11,3200000\n"
             "none,21306,2262,13908.33,2000000\n")


class Uplift(unittest.TestCase):
    def setUp(self):
        self.temporary = program.folder()
        self.addCleanup(self.temporary.cleanup)
        self.path = pathlib.Path(self.temporary.name)

    def write(self, text):
        path = self.path / "groups.csv"
        path.write_text(text, encoding="utf-8")
        return path

    def found(self, text, *more):
        return done("uplift", "--groups", self.write(text), "--json", *more).json

    def refused(self, text, *more, saying):
        answer = run("uplift", "--groups", self.write(text), *more)
        self.assertEqual((answer.code, answer.out), (2, ""), answer.err)
        self.assertEqual(len(answer.err.strip().splitlines()), 1)
        for part in saying:
            self.assertIn(part, answer.err)

    def test_the_mail_campaign_of_64000(self):
        found = self.found(HILLSTROM)
        self.assertEqual(found["control"], "none")
        self.assertAlmostEqual(found["sample_ratio"]["chi_square"], .20253125, 8)
        self.assertAlmostEqual(found["sample_ratio"]["p"], .90369, 5)
        self.assertFalse(found["sample_ratio"]["blocked"])
        men, women = found["comparisons"]
        self.assertEqual([men["group"], women["group"]], ["men", "women"])
        self.assertAlmostEqual(men["difference"], .07658956365, 11)
        self.assertAlmostEqual(men["interval"]["low"], .06995330808, 11)
        self.assertAlmostEqual(men["interval"]["high"], .08322674127, 11)
        self.assertAlmostEqual(men["z"], 22.4860408, 7)
        self.assertAlmostEqual(men["value_difference"], .76982716, 8)
        self.assertAlmostEqual(men["incremental_value"], 30311.69 - 21307 / 21306 * 13908.33, 6)

        def variance(n, total, squares):
            return (squares - total * total / n) / (n - 1)
        half = 1.959963984540054 * math.sqrt(variance(21307, 30311.69, 4e6) / 21307
                                             + variance(21306, 13908.33, 2e6) / 21306)
        self.assertAlmostEqual(men["value_interval"]["low"], men["value_difference"] - half, 9)
        self.assertAlmostEqual(men["value_interval"]["high"], men["value_difference"] + half, 9)

    def test_without_values_and_with_another_control(self):
        found = self.found("group,clients,successes\na,100,12\nb,100,8\n", "--control", "a")
        row, = found["comparisons"]
        self.assertEqual((found["control"], row["group"]), ("a", "b"))
        self.assertAlmostEqual(row["probability"], 1 - .82159169, 8)
        self.assertAlmostEqual(row["difference"], -.04, 12)
        self.assertIsNone(row["value_difference"])
        self.assertIsNone(found["groups"][0]["value_mean"])
        last = self.found("group,clients,successes\nb,100,8\na,100,12\n")
        self.assertEqual(last["control"], "a")

    def test_columns_in_any_order_of_any_export(self):
        found = self.found("successes;group;clients\n8;holdout;100\n12;messages, all;100\n")
        self.assertEqual(found["control"], "holdout")
        self.assertEqual(found["comparisons"][0]["group"], "messages, all")

    def test_groups_that_came_out_uneven_show_no_difference(self):
        text = "group,clients,successes\nmail,900,90\ncontrol,100,5\n"
        answer = done("uplift", "--groups", self.write(text))
        self.assertNotIn("against", answer.out)
        self.assertIn("--weight", answer.err)
        found = self.found(text)
        self.assertTrue(found["sample_ratio"]["blocked"])
        self.assertEqual(found["comparisons"], [])
        designed = self.found(text, "--weight", "mail=0.9", "--weight", "control=0.1")
        self.assertEqual(designed["sample_ratio"]["p"], 1)
        self.assertAlmostEqual(designed["comparisons"][0]["difference"], .05, 12)

    def test_a_table_for_people(self):
        out = done("uplift", "--groups", self.write(HILLSTROM)).out
        for part in ["men", "against none", "+7.66", "+7.00 … +8.32", "18.28 %"]:
            self.assertIn(part, out)

    def test_nobody_and_huge_counts(self):
        empty = self.found("group,clients,successes\na,0,0\ncontrol,0,0\n")
        self.assertEqual(empty["groups"][0]["interval"], {"low": 0, "high": 1})
        huge = self.found("group,clients,successes\na,1000000000000,500000000000\n"
                          "control,1000000000000,499000000000\n")
        self.assertEqual(huge["comparisons"][0]["probability"], 1)

    def test_what_is_wrong_with_a_file_is_said(self):
        head = "group,clients,successes\n"
        full = "group,clients,successes,value_sum,value_sumsq\n"
        for text, saying in [
                ("group,clients\na,1\n", ["no column successes"]),
                (head + "a,1,0\n", ["two groups"]),
                (head + "a,1,0\na,2,0\n", ["groups.csv:3:group", "twice"]),
                (head + "a,1,2\nb,2,0\n", ["groups.csv:2:successes", "more successes"]),
                (head + "a,-1,0\nb,2,0\n", ["groups.csv:2:clients"]),
                (head + "a,1.5,0\nb,2,0\n", ["whole number"]),
                (head + "a,1e3,0\nb,2,0\n", ["whole number"]),
                (head + "a,,0\nb,2,0\n", ["whole number"]),
                (head + ",5,0\nb,2,0\n", ["needs a name"]),
                (head + "a,5\nb,2,0\n", ["groups.csv:2", "cells"]),
                (head + "a,9999999999999,0\nb,2,0\n", ["1000000000000"]),
                ("group,clients,successes,value_sum\na,5,1,2\nb,2,0,0\n", ["go together"]),
                (full + "a,5,1,10,1\nb,2,0,0,0\n", ["value_sumsq"]),
                (full + "a,0,0,10,100\nb,2,0,0,0\n", ["value_sumsq"]),
                (full + "a,5,1,inf,1\nb,2,0,0,0\n", ["finite"]),
                (full + "a,5,1,x,1\nb,2,0,0,0\n", ["no number"]),
                ("", ["groups.csv"])]:
            with self.subTest(text):
                self.refused(text, saying=saying)
        self.refused(head + "".join(f"g{i},5,1\n" for i in range(101)), saying=["100 groups"])
        two = head + "a,5,0\nb,5,0\n"
        self.refused(two, "--control", "c", saying=["--control", "no such group"])
        self.refused(two, "--weight", "a", saying=["--weight control=0.1"])
        self.refused(two, "--weight", "a=1", saying=["\"b\""])
        self.refused(two, "--weight", "a=0", "--weight", "b=1", saying=["greater than 0"])
        self.refused(two, "--weight", "c=1", saying=["no such group"])
        answer = run("uplift")
        self.assertEqual(answer.code, 2)
        self.assertIn("--groups", answer.err)
        self.assertEqual(run("uplift", "--groups", self.path / "none.csv").code, 2)


if __name__ == "__main__":
    unittest.main()
