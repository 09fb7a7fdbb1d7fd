"""Answers of clients through the program."""
import json
import unittest

from program import done, run

AT = ["--now", "2026-03-03T10:00", "--timezone", "Europe/Moscow"]
KEYS = ["text", "type", "opt_out", "pause_until", "needs_person"]


def classified(text, *more):
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    answer = done("classify", *AT, "--json", *more, stdin=data)
    return [json.loads(line) for line in answer.out.splitlines()]


class Classify(unittest.TestCase):
    def test_one_object_a_line_with_its_keys_in_order(self):
        answers = ["да, удалите меня", "не хочу утром, запишите на вечер", "никогда",
                   "I'm on holiday until the 15th", "спасибо"]
        answer = done("classify", *AT, "--json", stdin="\n".join(answers).encode("utf-8"))
        lines = answer.out.splitlines()
        self.assertEqual([list(json.loads(line)) for line in lines], [KEYS] * len(answers))
        self.assertEqual([list(json.loads(line).values()) for line in lines], [
            ["да, удалите меня", "opt_out", True, None, False],
            ["не хочу утром, запишите на вечер", "other_time", False, None, False],
            ["никогда", "unclear", False, None, True],
            ["I'm on holiday until the 15th", "pause_until", False, "2026-03-15", False],
            ["спасибо", "neutral", False, None, False],
        ])
        self.assertEqual(answer.err, "")

    def test_an_empty_line_is_an_answer_and_no_input_is_none(self):
        self.assertEqual(len(classified("\n\n")), 2)
        self.assertTrue(all(line["needs_person"] for line in classified("\n\n")))
        self.assertEqual(classified(""), [])

    def test_the_zone_decides_which_day_it_is(self):
        for zone, date in [("Asia/Tokyo", "2026-03-04"), ("America/New_York", "2026-03-03")]:
            answer = done("classify", "--now", "2026-03-02T16:00:00Z", "--timezone", zone, "--json",
                          stdin="напишите завтра".encode("utf-8"))
            self.assertEqual(answer.json["pause_until"], date)

    def test_lines_of_windows_end_without_their_return(self):
        self.assertEqual(classified("stop\r\nda\r\n")[0]["text"], "stop")

    def test_bytes_that_are_no_text_give_valid_json(self):
        for data in [b"\xff\xfe\x00\x80", b"stop texting me \xc3", bytes(range(128, 256)),
                     b"\xed\xa0\x80", "s̷t̷o̷p̷".encode("utf-8"), b"\x00\x1b[31m"]:
            lines = classified(data)
            self.assertEqual(len(lines), 1)
            self.assertEqual(list(lines[0]), KEYS)
        self.assertTrue(classified(b"stop texting me \xc3")[0]["opt_out"])

    def test_a_huge_line_is_classified(self):
        for text in [b"x" * 10_000_000, b"\xff" * 10_000_000, "не пишите ".encode() * 500_000]:
            self.assertEqual(len(classified(text)), 1)

    def test_without_json_a_line_is_for_people(self):
        answer = done("classify", *AT, stdin="stop\nвернусь в мае\nwho?\nподам жалобу\n\x1b[31mда"
                      .encode("utf-8"))
        rows = answer.out.splitlines()
        self.assertEqual([row.split()[0] for row in rows],
                         ["opt_out", "pause_until", "unclear", "opt_out", "unclear"])
        self.assertEqual(rows[1].split()[1], "2026-05-01")
        self.assertEqual([row[26:36].strip() for row in rows],
                         ["", "", "person", "incident", "person"])
        self.assertNotIn("\x1b", answer.out)
        self.assertEqual(len({row.index(text) for row, text in
                              zip(rows, ["stop", "вернусь", "who?", "подам"])}), 1)

    def test_the_clock_of_the_machine_and_utc_when_nothing_is_said(self):
        self.assertEqual(done("classify", "--json", stdin=b"stop").json["type"], "opt_out")

    def test_wrong_zones_and_instants_are_refused(self):
        for arguments in [["--timezone", "Mars/Base"], ["--now", "yesterday"]]:
            answer = run("classify", *arguments, stdin=b"stop\n")
            self.assertEqual((answer.code, answer.out), (2, ""))
            self.assertEqual(len(answer.err.splitlines()), 1)


if __name__ == "__main__":
    unittest.main()
