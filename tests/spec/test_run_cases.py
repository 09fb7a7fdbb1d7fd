"""The judge of the conformance cases finds wrong answers, and languages that differ."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
# Answers each case with what is expected, and case `wrong` as `lie` says.
PROGRAM = """
import json, sys
sys.path.insert(0, {here!r})
from run_cases import cases_of
wrong, lie = {wrong!r}, {lie!r}
for (_, case), line in zip(cases_of({cases!r}), open(sys.argv[1])):
    answer = json.loads(json.dumps(case["expected"]))
    if case["name"] == wrong:
        exec(lie)
    open(line.rstrip().split("\\t")[3], "w").write(json.dumps(answer))
"""


def judged(*lies):
    """The judge's exit code and words about one program for each lie."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        programs = []
        for number, (wrong, lie) in enumerate(lies):
            path = folder / f"program{number}.py"
            path.write_text(PROGRAM.format(here=str(HERE), cases=str(HERE / "cases"), wrong=wrong,
                                           lie=lie), encoding="utf-8")
            programs.append(f"language{number}={sys.executable} {path}")
        run = subprocess.run([sys.executable, "-B", HERE / "run_cases.py", HERE / "cases",
                              folder / "work", *programs], text=True, capture_output=True)
    return run.returncode, run.stdout


class TheJudge(unittest.TestCase):
    def test_is_content_with_what_is_expected(self):
        self.assertEqual(judged((None, ""), (None, ""))[0], 0)

    def test_finds_every_kind_of_lie(self):
        name = "a whole week of times"
        for lie in ["answer['counts']['planned'] += 1", "del answer['planned']",
                    "answer['planned'][0]['slots'].pop()", "answer['planned'].append({})",
                    "answer['planned'][0]['slots'].reverse()", "answer['now'] = None",
                    "answer['planned'][0]['priority_score'] += 1e-6",
                    "answer['planned'][0]['preferences']['regular'] = 0"]:
            code, words = judged((name, lie))
            self.assertEqual(code, 1, lie)
            self.assertIn(f"slots: {name}", words)
            self.assertIn(" 1 failed", words)

    def test_members_that_nobody_expects_are_free(self):
        self.assertEqual(judged(("a whole week of times", "answer['attempt_id'] = 'x'"))[0], 0)

    def test_finds_a_language_that_writes_other_bytes(self):
        code, words = judged((None, ""), ("STOP", "answer['note'] = 1"))
        self.assertEqual(code, 1)
        self.assertIn("language1 has other bytes than language0", words)


class TheCases(unittest.TestCase):
    def test_are_many_and_each_says_why(self):
        count = 0
        for path in (HERE / "cases").glob("*.json"):
            for case in json.loads(path.read_text(encoding="utf-8"))["cases"]:
                self.assertTrue(case["why"] and case["name"] is not None and case["expected"])
                count += 1
        self.assertGreaterEqual(count, 200)


if __name__ == "__main__":
    unittest.main()
