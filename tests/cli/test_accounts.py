"""Arming, stopping and sending through a real messenger."""
import shutil
import unittest

import program
from program import NOW, change, done, query
from salon import DueSalon


class Accounts(DueSalon):
    def test_a_new_account_is_disarmed_and_the_error_says_how_to_arm_it(self):
        self.refused(*self.send, saying=["not armed", "reactivation arm --db"])
        self.assertEqual(program.lines_of(self.log), [])

    def test_once_armed_what_is_due_is_sent_and_named(self):
        answer = done("arm", "--db", self.db, "--company", 1)
        self.assertIn("is armed on this installation", answer.out)
        program.set_limits(self.db, 0, 1000)
        answer = done(*self.send, "--json")
        self.assertEqual(answer.json["counts"]["sent"], 5)
        self.assertEqual(answer.json["messenger"], "program")
        self.assertEqual(len(program.lines_of(self.log)), 5)
        (named,), = query(self.db, "SELECT count(*) FROM reactivation_attempts WHERE provider_id ="
                                   " 'id-' || id")
        self.assertEqual(named, 5)
        again = done(*self.send)
        self.assertIn("0 messages sent", again.out)

    def test_the_gap_leaves_the_rest_for_the_next_call(self):
        self.arm(gap_s=300)
        counts = done(*self.send, "--json").json["counts"]
        self.assertEqual(counts["sent"], 1)
        self.assertEqual(done(*self.send, "--json").json["counts"]["sent"], 0)

    def test_b111_a_copy_of_an_armed_database_is_disarmed(self):
        done("arm", "--db", self.db)
        copy = self.path / "copy.db"
        shutil.copy(self.db, copy)
        self.refused("run", "--db", copy, "--messenger", f"program:{self.script}",
                     saying=["not armed"])
        self.db.rename(self.path / "moved.db")  # the very same file under another name
        done("run", "--db", self.path / "moved.db", "--messenger", f"program:{self.script}")

    def test_disarmed_again_nothing_leaves(self):
        done("arm", "--db", self.db, "--account", 1)
        done("disarm", "--db", self.db, "--account", 1)
        self.refused(*self.send, saying=["not armed"])

    def test_stop_stops_everything_until_it_is_confirmed(self):
        self.arm()
        self.assertIn("Everything is stopped", done("stop", "--db", self.db).out)
        answer = done(*self.send, "--json")
        self.assertEqual(answer.json["counts"]["sent"], 0)
        self.assertIn("reactivation confirm", answer.err)
        done("confirm", "--db", self.db)
        change(self.db, "UPDATE reactivation_attempts SET not_before = unixepoch()")
        self.assertEqual(done(*self.send, "--json").json["counts"]["sent"], 5)

    def test_a_stop_while_messages_leave_lets_none_follow(self):
        program.make_script(self.script, f"""log()
import subprocess
subprocess.run([{program.PROGRAM!r}, "stop", "--db", {str(self.db)!r}], check=True,
               stdout=subprocess.DEVNULL)
print("id-" + message["attempt_id"])
""")
        self.arm()
        self.assertEqual(done(*self.send, "--json").json["counts"]["sent"], 1)
        self.assertEqual(len(program.lines_of(self.log)), 1)

    def test_what_the_program_answers_is_what_is_counted(self):
        self.arm()
        program.make_script(self.script, "print('id-' + message['attempt_id'])\n"
                                         "sys.exit([0, 65, 77, 1, 67][message['client_id'] - 1])")
        counts = done(*self.send, "--json").json["counts"]
        self.assertEqual([counts["sent"], counts["rejected"], counts["uncertain"]], [1, 3, 1])
        self.assertEqual(done(*self.send, "--json").json["counts"]["sent"], 0)
        # B20: nobody has the fifth one's number there.
        self.assertEqual(query(self.db, "SELECT id FROM clients WHERE reactivation_paused_until >"
                                        " unixepoch() + 89 * 86400"), [(5,)])

    def test_b114_a_page_where_the_name_should_be_is_uncertain(self):
        self.arm()
        pages = ["<!DOCTYPE html>", "<html><title>Log in</title></html>", "", "a" * 201, "\n1"]
        program.make_script(self.script, f"log()\nprint({pages!r}[message['client_id'] - 1])")
        counts = done(*self.send, "--json").json["counts"]
        self.assertEqual([counts["sent"], counts["uncertain"]], [0, 5])
        self.assertEqual(done(*self.send, "--json").json["counts"]["sent"], 0)
        self.assertEqual(len(program.lines_of(self.log)), 5)

    def test_test_numbers_never_reach_a_program(self):
        change(self.db, "UPDATE clients SET phone = '+99955000' || printf('%03d', id)")
        self.arm()
        self.assertEqual(done(*self.send, "--json").json["counts"]["sent"], 0)
        self.assertEqual(program.lines_of(self.log), [])

    def test_wrong(self):
        self.refused("run", "--db", self.db, saying=["--outbox", "--messenger"])
        self.refused(*self.send, "--now", NOW, saying=["--now"])
        self.refused(*self.send, "--arm", saying=["--arm"])
        self.refused(*self.send, "--outbox", self.path / "o", saying=["--outbox"])
        self.refused("arm", "--db", self.db, "--account", 9, saying=["9"])
        self.refused("disarm", "--db", self.path / "none.db", saying=["none.db"])
        self.refused("confirm", "--db", self.db, "--company", 9, saying=["--company 9"])
        self.refused("stop", saying=["--db"])
        done("arm", "--db", self.db)
        for spec, words in [("pigeon:coop", "pigeon"), ("program:", "program:./send.sh"),
                            ("program:/no/such/file", "/no/such/file"), ("outbox", "outbox:out")]:
            self.refused("run", "--db", self.db, "--messenger", spec, saying=["--messenger", words])
        self.refused(*self.send, env={"REACTIVATION_ENABLED": "false"},
                     saying=["REACTIVATION_ENABLED"])
        self.refused(*self.send, env={"REACTIVATION_ENABLED": "maybe"},
                     saying=["REACTIVATION_ENABLED"])
        self.assertEqual(program.lines_of(self.log), [])


if __name__ == "__main__":
    unittest.main()
