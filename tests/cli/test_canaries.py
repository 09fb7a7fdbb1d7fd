"""Where personal data, texts and keys belong, and that they are nowhere else.

Over forty words are planted: into an export, the environment, a model's answers and its service's
headers, clients' replies and the desk's orders. Then the program does a day's work with everything
switched on. All that it prints, writes and sends is kept by its place, and for each word the places
where it is found must be exactly those where it belongs.
"""
import contextlib
import datetime
import json
import pathlib
import shutil
import sqlite3
import unittest

import program
from model_service import english, gemini_form, openai_form, prompt_of, service
from program import done, query

ENVIRONMENT = {"OPENAI_API_KEY": "canaryopenaikey", "GEMINI_API_KEY": "canarygeminikey",
               "DATABASE_PASSWORD": "canarypassword", "SESSION_TOKEN": "canarysession",
               "REACTIVATION_CRON": "* * * * *"}
NAMES = ["Annalinde", "Borislava", "Claravita", "Davidoro", "Elenamar", "Felixano", "Graciosa"]
SURNAMES = ["Quenby", "Rushworth", "Silverlock", "Tanglewood", "Umberfield", "Vexmoor", "Yarrow"]
PHONES = [f"+4479110000{number}" for number in range(11, 18)]
CODES = [f"KODE{number}QX" for number in range(1, 8)]
NOTES = [f"canarynote{letter}" for letter in "abcdefg"]  # of a column that nobody maps
HEADERS = [("X-Request-Id", "canaryrequestid"), ("Set-Cookie", "canarycookie=1")]
SENTENCES = ["We look forward to your canaryhaircuts, and it would be a pleasure to see you again.",
             "Take this canaryrefusedtext gift for free.",
             "We would be glad to welcome you again. It would be lovely to see you.",
             "We are looking forward to your next visit. Just let us know what suits you.",
             "Your chair is ready for you. We would be delighted to see you soon.",
             "It would be lovely to welcome you again. Please let us know which time works for you.",
             "We would love to have you with us. It is a good time to come by."]

# Where what is known of every client belongs, and of the first one, whom the desk looks at.
FILE = {"bytes", "clients"}
TEXTS = {"outbox", "reactivation_attempt_offers", "reactivation_campaigns"}
LISTS = {"plan", "run", "snapshot"}
LOOKED_AT = {"explain", "export-person", "offer"}


def belongs():
    """Each word with the places where it must be found; anywhere else it must not be."""
    out = {"canaryopenaikey": {"header"}, "canarygeminikey": {"header"}}
    # Nobody asked for these: other secrets of the environment, columns that are not mapped, a
    # number that is none, what a service says beside its answers.
    for word in ["canarypassword", "canarysession", *NOTES, *[f"memo{note}" for note in NOTES],
                 "canarybadphone", "canaryrequestid", "canarycookie", "canaryerrortext",
                 "canaryerrorcode"]:
        out[word] = set()
    for number in range(len(NAMES)):
        looked_at = LOOKED_AT if number == 0 else set()
        wrote = {"reactivation_inbox"} if number < 3 else set()
        # A model is told the first name and nothing else of a person.
        out[NAMES[number]] = (FILE | TEXTS | LISTS | looked_at |
                              {"draft prompt", "reactivation_drafts"} |
                              ({"draft"} if number == 0 else set()))
        out[SURNAMES[number]] = FILE | LISTS | looked_at
        out[PHONES[number]] = (FILE | {"outbox", "reactivation_campaigns", "snapshot"} | wrote |
                               (looked_at & {"export-person"}))
        out[CODES[number]] = FILE | (looked_at & {"export-person"})
    out["Canarysalon"] = {"bytes", "companies", "draft", "run", "stats"} | TEXTS | LISTS
    told = {"draft prompt", "reactivation_drafts"}
    out["Canaryhaircut"] = ({"bytes", "services", "draft", "rules", "interval prompt"} | TEXTS |
                            LISTS | LOOKED_AT | told)
    out["Canarystaff"] = ({"bytes", "staff", "draft", "snapshot"} | TEXTS | LOOKED_AT | told)
    out["canaryhaircuts"] = ({"bytes", "draft", "reactivation_drafts", "export-person", "offer"} |
                              TEXTS)
    out["canaryrefusedtext"] = {"bytes", "reactivation_drafts"}
    out["canarymodel"] = {"bytes", "draft prompt", "interval prompt", "reactivation_drafts",
                          "reactivation_campaigns", "export-person", "suggest", "log"}
    # Texts of replies go to a model where that is switched on, without the numbers in them, and not
    # when they are understood as an opt-out.
    inbox = {"bytes", "reactivation_inbox"}
    out["canaryreplyone"] = inbox | {"reply prompt", "export-person"}
    out["canaryreplytwo"] = inbox | {"reply prompt"}
    out["7946 0958"] = inbox
    out["canaryreplythree"] = inbox
    out["canaryevent"] = inbox | {"export-person", "reply"}
    out["canaryprovider"] = inbox | {"export-person"}
    out["canarybooking"] = inbox | {"bookings"}
    out["canaryevidence"] = {"bytes", "reactivation_events"}
    out["canarywhy"] = {"bytes", "reactivation_events"}
    out["canaryreason"] = {"suggest"}
    return out


def texts_of(body):
    """All that a question says to a model."""
    return json.dumps(body, ensure_ascii=False)


class Canaries(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = program.folder()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.path = pathlib.Path(cls.temporary.name)
        cls.places = {}
        cls.db = cls.path / "salon.db"
        cls.morning = cls.path / "morning.db"
        cls.notify = cls.path / "notify"
        cls.notify.write_text(f"#!/bin/sh\ncat >> '{cls.path}/notices'\n")
        cls.notify.chmod(0o700)
        cls.make_salon()
        cls.run_a_day()
        cls.daemon_and_desk()
        cls.keep("notices", (cls.path / "notices").read_text())
        for folder in ["dry", "out", "post"]:
            for file in (cls.path / folder).glob("*.json"):
                cls.keep("outbox", file.read_text("utf-8"))

    @classmethod
    def keep(cls, place, text):
        cls.places[place] = cls.places.get(place, "") + text + "\n"

    @classmethod
    def keep_tables(cls, db):
        with contextlib.closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
            tables = [name for name, in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table'")]
            for table in tables:
                for row in connection.execute(f"SELECT * FROM \"{table}\""):
                    cls.keep(table, "\t".join(str(value) for value in row))
        for file in cls.path.glob(f"{db.name}*"):  # with the write-ahead log
            cls.keep("bytes", file.read_bytes().decode("latin-1"))

    @classmethod
    def do(cls, command, *arguments, db=None, place=None):
        answer = done(command, "--db", db or cls.db, *arguments, env=ENVIRONMENT)
        cls.keep(place or command, answer.out)
        cls.keep("log", answer.err)
        return answer

    @classmethod
    def show(cls, command, *arguments, db=None):
        cls.do(command, *arguments, db=db)
        cls.do(command, *arguments, "--json", db=db)

    @classmethod
    def make_salon(cls):
        today = datetime.date.today()
        visits = ["client,date,time,service,staff,status,amount,memo"]
        people = ["id,name,phone,comment"]
        for number, code in enumerate(CODES):
            day = today - datetime.timedelta(days=40 + number)
            for visited in [day, day - datetime.timedelta(days=35)]:
                visits.append(f"{code},{visited},12:00,Canaryhaircut,Canarystaff,completed,4711,"
                              f"memo{NOTES[number]}")
            people.append(f"{code},{NAMES[number]} {SURNAMES[number]},{PHONES[number]},"
                          f"{NOTES[number]}")
        people.append("KODEBAD,Someone,canarybadphone,x")
        (cls.path / "visits.csv").write_text("\n".join(visits) + "\n")
        (cls.path / "clients.csv").write_text("\n".join(people) + "\n")
        cls.do("import", "--company", 1, "--name", "Canarysalon", "--timezone",
               program.zone_at_noon(), "--country", "GB", "--locale", "en", "--visits",
               cls.path / "visits.csv", "--clients", cls.path / "clients.csv", "--json")
        cls.do("settings", "--set", 'sending_hours={"start":0,"end":24}', "--set",
               "sending_days=[1,2,3,4,5,6,7]")
        program.set_limits(cls.db, 0, 1000)
        shutil.copy(cls.db, cls.morning)

    @classmethod
    def id_of(cls, number):
        (client,), = query(cls.db, "SELECT id FROM clients WHERE phone ="
                                   f" '{PHONES[number]}'")
        return client

    @classmethod
    def answered(cls, body):
        """A text of its own for each client; what is asked is kept."""
        cls.keep("draft prompt", texts_of(body))
        prompt = prompt_of(body)
        mine = [number for number, name in enumerate(NAMES) if name in prompt]
        return openai_form(text=english(prompt, SENTENCES[mine[0] if mine else 6]))

    @classmethod
    def run_a_day(cls):
        """Plan, draft and run, into an outbox, with a model."""
        client = cls.id_of(0)
        cls.show("plan", db=cls.morning)
        with service(cls.answered, headers=HEADERS) as (url, asked):
            model = ["--llm", f"openai:canarymodel@{url}"]
            cls.show("draft", "--client", client, *model, db=cls.morning)
            cls.do("run", "--outbox", cls.path / "dry", *model, db=cls.morning)
            cls.do("run", "--outbox", cls.path / "out", "--arm", "--json", *model, "--notify",
                   f"program:{cls.notify}", db=cls.morning)
            cls.keep("header", json.dumps([headers for _, headers, _ in asked]))
        refusal = {"error": {"message": "canaryerrortext", "code": "canaryerrorcode"}}
        with service(refusal, status=400, headers=HEADERS) as (url, _):
            cls.show("draft", "--client", client, "--llm", f"openai:canarymodel@{url}",
                     db=cls.morning)

    @classmethod
    def daemon_and_desk(cls):
        done("arm", "--db", cls.db)
        program.set_limits(cls.db, 0, 1000)
        # Somebody else reads the file meanwhile: so its write-ahead log stays.
        reader = sqlite3.connect(f"file:{cls.db}?mode=ro", uri=True)
        cls.addClassCleanup(reader.close)
        reader.execute("SELECT count(*) FROM clients").fetchall()
        with service(cls.answered, headers=HEADERS) as (url, asked):
            cls.do("daemon", "--messenger", f"outbox:{cls.path / 'post'}", "--once", "--json",
                   "--llm", f"openai:canarymodel@{url}", "--notify", f"program:{cls.notify}")
            cls.keep("header", json.dumps([headers for _, headers, _ in asked]))
        client = cls.id_of(0)
        with service(gemini_form(meaning="unclear"), headers=HEADERS) as (url, asked):
            for number, text in enumerate(["Yes please, canaryreplyone",
                                           "canaryreplytwo, ring me on 020 7946 0958",
                                           "Please unsubscribe me, canaryreplythree"]):
                cls.do("reply", "--phone", PHONES[number], "--text", text, "--event-id",
                       f"canaryevent{number}", "--provider", "canaryprovider", "--json", "--llm",
                       f"gemini:m@{url}", "--model-reads-replies", "--notify",
                       f"program:{cls.notify}")
            for _, headers, body in asked:
                cls.keep("header", json.dumps(headers))
                cls.keep("reply prompt", texts_of(body))
        form = openai_form(days=30, reason="canaryreason of the model")
        with service(form, headers=HEADERS) as (url, asked):
            cls.do("rules", "--suggest", "Canaryhaircut", "--llm", f"openai:canarymodel@{url}",
                   "--json", place="suggest")
            cls.keep("interval prompt", texts_of(asked[0][2]))
        attempt, = query(cls.db, "SELECT id FROM reactivation_attempts WHERE client_id ="
                                 f" {client}")[0]
        cls.do("status", "--attempt", attempt, "--delivery", "read", "--json")
        cls.do("optin", "--client", cls.id_of(2), "--evidence", "canaryevidence", "--json")
        cls.do("booking", "--client", cls.id_of(3), "--service", "Canaryhaircut", "--at",
               (datetime.date.today() + datetime.timedelta(days=5)).isoformat() + "T12:00", "--id",
               "canarybooking", "--json")
        cls.do("sweep", "--json")
        for command in ["rules", "settings", "stats"]:
            cls.show(command)
        for command in ["explain", "offer"]:
            cls.show(command, "--client", client)
        cls.do("snapshot")
        cls.do("export-person", "--client", client)
        cls.do("disarm", "--reason", "canarywhy", "--json")
        for db in [cls.db, cls.morning]:
            cls.keep_tables(db)
        assert (cls.path / "salon.db-wal").stat().st_size > 0
        reader.close()
        cls.do("erase-person", "--client", cls.id_of(6), "--yes")

    def found(self, word):
        return {place for place, text in self.places.items() if word.removeprefix("+") in text}

    def test_every_word_is_where_it_belongs_and_nowhere_else(self):
        """I27: every word is where it belongs and nowhere else"""
        table = belongs()
        self.assertGreaterEqual(len(table), 40)
        for word, places in table.items():
            with self.subTest(word=word):
                self.assertEqual(sorted(self.found(word)), sorted(places))

    def test_every_place_has_something_in_it(self):
        for place in ["log", "notices", "outbox", "header", "draft prompt", "reply prompt",
                      "interval prompt", "daemon", "stats", "status", "sweep", "bytes"]:
            self.assertGreater(len(self.places[place].strip()), 0, place)
        for kind in ["draft_incident", "reply_needs_person"]:
            self.assertIn(kind, self.places["notices"])

    def test_of_an_erased_person_the_file_has_no_byte(self):
        files = list(self.path.glob("salon.db*"))
        self.assertTrue(files)
        for file in files:
            held = file.read_bytes()
            for word in [NAMES[6], SURNAMES[6], PHONES[6], PHONES[6][1:], CODES[6]]:
                self.assertNotIn(word.encode(), held, (file.name, word))
        self.assertIn(NAMES[5].encode(), self.db.read_bytes())


if __name__ == "__main__":
    unittest.main()
