#!/usr/bin/env python3
"""Makes the exports of a believable salon: clients, services, visits, free times.

The same seed and day give the same files. Phone numbers lie under +999, which is assigned to no
country: a message to them can reach nobody.

    scripts/make_salon.py --out folder [--lang ru|en] [--clients 400] [--today 2026-03-03] [--seed 7]
"""
import argparse
import csv
import datetime as dt
import os
import random

RU = {
    "salon": "Локон",
    "delimiter": ";",
    "date": "%d.%m.%Y",
    "services_header": ["Код", "Название", "Цена"],
    "clients_header": ["Код", "ФИО", "Телефон", "Уровень", "Не писать"],
    "visits_header": ["Номер записи", "Дата", "Время", "Клиент", "Услуга", "Мастер", "Сумма",
                      "Статус"],
    "yes": "да", "no": "нет",
    "status": {"completed": "пришёл", "booked": "ожидание", "cancelled": "отменен",
               "no_show": "не пришел"},
    "loyalty": ["", "Bronze", "Silver", "Gold", "VIP"],
    # code, title, price, minutes, usual days between visits, who takes it, share of clients
    "services": [
        ("S1", "Стрижка женская", 2500, 60, 42, "f", 30),
        ("S2", "Стрижка мужская", 1500, 45, 28, "m", 24),
        ("S3", "Окрашивание", 6500, 150, 56, "f", 14),
        ("S4", "Маникюр", 2200, 90, 24, "f", 22),
        ("S5", "Педикюр", 3000, 90, 38, "f", 7),
        ("S6", "Массаж спины", 2800, 60, 18, "fm", 6),
        ("S7", "Стрижка бороды", 1000, 30, 17, "m", 9),
        ("S8", "Укладка", 1800, 45, 30, "f", 5),
        ("S9", "Коррекция бровей", 900, 30, 30, "f", 6),
    ],
    "staff": [
        ("Ольга", ["S1", "S3", "S8"]), ("Марина", ["S1", "S3", "S8"]), ("Артём", ["S2", "S7"]),
        ("Светлана", ["S4", "S5"]), ("Юлия", ["S4", "S5", "S9"]), ("Игорь", ["S6", "S2"]),
    ],
    "female": ["Анна", "Мария", "Елена", "Ольга", "Наталья", "Екатерина", "Татьяна", "Ирина",
               "Юлия", "Светлана", "Анастасия", "Дарья", "Виктория", "Полина", "Ксения", "Алина",
               "Вера", "Надежда", "Людмила", "Софья", "Евгения", "Алиса", "Варвара", "Оксана"],
    "male": ["Александр", "Дмитрий", "Сергей", "Андрей", "Алексей", "Максим", "Иван", "Михаил",
             "Никита", "Артём", "Павел", "Роман", "Егор", "Илья", "Кирилл", "Денис", "Олег",
             "Константин", "Юрий", "Фёдор"],
    "surnames": ["Иванов", "Смирнов", "Кузнецов", "Попов", "Васильев", "Петров", "Соколов",
                 "Михайлов", "Новиков", "Фёдоров", "Морозов", "Волков", "Алексеев", "Лебедев",
                 "Семёнов", "Егоров", "Павлов", "Козлов", "Степанов", "Николаев", "Орлов",
                 "Андреев", "Макаров", "Никитин", "Захаров", "Зайцев", "Соловьёв", "Борисов",
                 "Яковлев", "Григорьев", "Романов", "Воробьёв"],
    "female_surname": lambda surname: surname + "а",
    "odd_names": ["НЕ ПИСАТЬ Марина", "Клиент", "Оля (соседка)"],
    "holidays": [(1, day) for day in range(1, 9)] + [(2, 23), (3, 8), (5, 1), (5, 9), (6, 12),
                                                     (11, 4), (12, 31)],
}

EN = {
    "salon": "Lily & Co",
    "delimiter": ",",
    "date": "%Y-%m-%d",
    "services_header": ["Code", "Title", "Price"],
    "clients_header": ["Code", "Name", "Phone", "Loyalty", "Opt out"],
    "visits_header": ["Booking id", "Date", "Time", "Client", "Service", "Staff", "Amount",
                      "Status"],
    "yes": "yes", "no": "no",
    "status": {"completed": "completed", "booked": "booked", "cancelled": "cancelled",
               "no_show": "no show"},
    "loyalty": ["", "Bronze", "Silver", "Gold", "VIP"],
    "services": [
        ("S1", "Women's haircut", 55, 60, 42, "f", 30),
        ("S2", "Men's haircut", 30, 45, 28, "m", 24),
        ("S3", "Colouring", 110, 150, 56, "f", 14),
        ("S4", "Manicure", 38, 90, 24, "f", 22),
        ("S5", "Pedicure", 48, 90, 38, "f", 7),
        ("S6", "Back massage", 50, 60, 18, "fm", 6),
        ("S7", "Beard trim", 18, 30, 17, "m", 9),
        ("S8", "Blow-dry", 32, 45, 30, "f", 5),
        ("S9", "Brow shaping", 16, 30, 30, "f", 6),
    ],
    "staff": [
        ("Olivia", ["S1", "S3", "S8"]), ("Grace", ["S1", "S3", "S8"]), ("Arthur", ["S2", "S7"]),
        ("Sophie", ["S4", "S5"]), ("Ruby", ["S4", "S5", "S9"]), ("Leo", ["S6", "S2"]),
    ],
    "female": ["Anna", "Emily", "Charlotte", "Amelia", "Isla", "Ava", "Freya", "Poppy", "Ella",
               "Rosie", "Alice", "Daisy", "Evie", "Lucy", "Hannah", "Megan", "Sarah", "Laura",
               "Katie", "Helen", "Julia", "Chloe", "Zoe", "Naomi"],
    "male": ["Jack", "Harry", "George", "Oscar", "Noah", "Thomas", "James", "William", "Henry",
             "Samuel", "Daniel", "Adam", "Ryan", "Luke", "Owen", "Callum", "Peter", "Simon",
             "Martin", "David"],
    "surnames": ["Smith", "Jones", "Taylor", "Brown", "Williams", "Wilson", "Johnson", "Davies",
                 "Patel", "Robinson", "Wright", "Thompson", "Evans", "Walker", "White", "Roberts",
                 "Green", "Hall", "Wood", "Clarke", "Hughes", "Edwards", "Hill", "Moore", "Ward",
                 "Turner", "Carter", "Phillips", "Parker", "Bennett", "Cook", "Bailey"],
    "female_surname": lambda surname: surname,
    "odd_names": ["DO NOT CONTACT Marion", "Client", "Ollie (next door)"],
    "holidays": [(1, 1), (12, 25), (12, 26), (12, 31)],
}

OPENS, CLOSES = 10, 20  # of the salon, every day but Monday


class Salon:
    def __init__(self, words, seed, today, clients):
        self.words = words
        self.random = random.Random(seed)
        self.today = today
        self.first_day = today - dt.timedelta(days=730)
        self.staff_of = {}
        for name, codes in words["staff"]:
            for code in codes:
                self.staff_of.setdefault(code, []).append(name)
        self.services = {service[0]: service for service in words["services"]}
        self.busy = {}  # (staff, day) -> [(from minute, to minute)]
        self.clients = [self.make_client(i + 1) for i in range(clients)]
        self.visits = []
        for client in self.clients:
            self.live(client)
        self.visits.sort(key=lambda visit: (visit["day"], visit["minute"], visit["client"]))

    def is_open(self, day):
        return day.weekday() != 0 and (day.month, day.day) not in self.words["holidays"]

    def make_client(self, number):
        words, rnd = self.words, self.random
        sex = "f" if rnd.random() < 0.66 else "m"
        first = rnd.choice(words["female" if sex == "f" else "male"])
        surname = rnd.choice(words["surnames"])
        if sex == "f":
            surname = words["female_surname"](surname)
        fitting = [s for s in words["services"] if sex in s[5]]
        main = rnd.choices(fitting, weights=[s[6] for s in fitting])[0]
        seconds = [s for s in fitting if s is not main]
        second = rnd.choice(seconds) if rnd.random() < 0.18 else None
        return {
            "code": f"K{number:04d}", "name": f"{first} {surname}",
            "phone": f"+999{55_000_000 + number * 37:08d}",
            "services": [main] + ([second] if second else []),
            # Everybody has a rhythm of their own, and keeps it more or less.
            "rhythm": max(0.55, rnd.gauss(1.0, 0.22)),
            "spread": rnd.choice([0.06, 0.1, 0.1, 0.2, 0.35]),
            "staff": {s[0]: rnd.choice(self.staff_of[s[0]]) for s in fitting},
            "faithful": rnd.random() < 0.8,
            "weekday": rnd.choice([1, 2, 3, 4, 4, 5, 5, 5, 6]),
            "hour": rnd.choice([10, 11, 12, 14, 16, 17, 18, 18, 19]),
            "since": self.first_day + dt.timedelta(days=int(rnd.random() ** 1.3 * 690)),
            # Some leave for good, in silence: after any visit, with this chance.
            "leaves": rnd.choice([0.0, 0.02, 0.04, 0.07, 0.12]),
            "opt_out": rnd.random() < 0.03,
            "visits": 0,
        }

    def near_day(self, day, client):
        """The client's favourite weekday close to `day`, if the salon is open then."""
        if self.random.random() < 0.7:
            day += dt.timedelta(days=(client["weekday"] - day.weekday() + 3) % 7 - 3)
        while not self.is_open(day):
            day += dt.timedelta(days=1)
        return day

    def seat(self, day, client, service):
        """A free time of a staff member, as the client likes it; None when the day is full."""
        rnd = self.random
        staff = client["staff"][service[0]]
        if not client["faithful"] or rnd.random() < 0.1:
            staff = rnd.choice(self.staff_of[service[0]])
        taken = self.busy.setdefault((staff, day), [])
        minutes = service[3]
        wishes = [client["hour"] * 60 + 30 * rnd.randint(-1, 1)]
        wishes += list(range(OPENS * 60, CLOSES * 60 - minutes + 1, 30))
        for minute in wishes:
            inside = OPENS * 60 <= minute <= CLOSES * 60 - minutes
            if inside and all(minute >= end or minute + minutes <= begin for begin, end in taken):
                taken.append((minute, minute + minutes))
                return staff, minute
        return None

    def add_visit(self, day, client, service, status):
        seat = self.seat(day, client, service)
        if not seat:
            return
        staff, minute = seat
        price = service[2] if status == "completed" else 0
        if price and self.random.random() < 0.15:
            price = int(price * 0.9)
        self.visits.append({"client": client["code"], "day": day, "minute": minute,
                            "service": service[0], "staff": staff, "amount": price,
                            "status": status})
        client["visits"] += status == "completed"

    def live(self, client):
        """Two years of one client: visits in their rhythm, now and then a slip."""
        rnd = self.random
        for service in client["services"]:
            day = client["since"] + dt.timedelta(days=rnd.randint(0, 20))
            while True:
                day = self.near_day(day, client)
                if day >= self.today:
                    break
                roll = rnd.random()
                status = ("no_show" if roll < 0.02 else "cancelled" if roll < 0.06
                          else "completed")
                self.add_visit(day, client, service, status)
                if rnd.random() < client["leaves"]:
                    break
                days = service[4] * client["rhythm"] * max(0.4, rnd.gauss(1, client["spread"]))
                day += dt.timedelta(days=max(5, round(days)))
            # Those who are still around have often booked their next visit.
            is_near = self.today <= day < self.today + dt.timedelta(days=21)
            if is_near and rnd.random() < 0.75:
                self.add_visit(day, client, service, "booked")

    def free_times(self):
        """What is left of the next eight days, on the half hour."""
        out = []
        for ahead in range(1, 9):
            day = self.today + dt.timedelta(days=ahead)
            if not self.is_open(day):
                continue
            for name, codes in self.words["staff"]:
                if self.random.random() < 0.2:
                    continue  # a day off
                taken = self.busy.get((name, day), [])
                for code in codes:
                    minutes = self.services[code][3]
                    for minute in range(OPENS * 60, CLOSES * 60 - minutes + 1, 60):
                        free = all(minute >= end or minute + minutes <= begin
                                   for begin, end in taken)
                        # Not every hole in the book is for sale.
                        if free and self.random.random() < 0.3:
                            out.append((self.services[code][1], name, day, minute, minutes))
        return out

    def loyalty(self, visits):
        return self.words["loyalty"][sum(visits >= n for n in (5, 12, 24, 40))]


def clock(minute):
    return f"{minute // 60:02d}:{minute % 60:02d}"


def write(path, header, rows, delimiter):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_exports(salon, folder):
    words = salon.words
    mark = words["delimiter"]
    write(os.path.join(folder, "services.csv"), words["services_header"],
          [(s[0], s[1], s[2]) for s in words["services"]], mark)
    rows = []
    for i, client in enumerate(salon.clients):
        name, phone = client["name"], client["phone"]
        if i % 131 == 60:  # what real lists contain
            name = words["odd_names"][(i // 131) % len(words["odd_names"])]
        if i % 80 == 17:
            phone = ""
        if i % 100 == 42:  # mother and daughter
            phone = salon.clients[i - 1]["phone"]
        rows.append((client["code"], name, phone, salon.loyalty(client["visits"]),
                     words["yes"] if client["opt_out"] else words["no"]))
    write(os.path.join(folder, "clients.csv"), words["clients_header"], rows, mark)
    write(os.path.join(folder, "visits.csv"), words["visits_header"],
          [(f"V{i + 1:05d}", v["day"].strftime(words["date"]), clock(v["minute"]), v["client"],
            v["service"], v["staff"], v["amount"], words["status"][v["status"]])
           for i, v in enumerate(salon.visits)], mark)
    write(os.path.join(folder, "slots.csv"),
          ["service", "staff", "datetime", "duration_minutes"],
          [(title, name, f"{day.isoformat()}T{clock(minute)}", minutes)
           for title, name, day, minute, minutes in salon.free_times()], ",")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True, help="folder for the four files")
    parser.add_argument("--lang", choices=["ru", "en"], default="ru")
    parser.add_argument("--clients", type=int, default=400)
    parser.add_argument("--today", type=dt.date.fromisoformat, default=dt.date(2026, 3, 3))
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    words = RU if arguments.lang == "ru" else EN
    salon = Salon(words, arguments.seed, arguments.today, arguments.clients)
    write_exports(salon, arguments.out)
    completed = sum(v["status"] == "completed" for v in salon.visits)
    print(f"{words['salon']}: {len(salon.clients)} clients, {len(words['services'])} services, "
          f"{len(words['staff'])} staff, {completed} visits since {salon.first_day}, "
          f"{len(salon.visits) - completed} other bookings")


if __name__ == "__main__":
    main()
