"""What the demo office did with the clients of one part: services, calls, talks, tasks, warnings."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from crm_tui.store.demo import codes
from crm_tui.store.demo.part import Plan, Rows, number_of, phones_of
from crm_tui.store.demo.words import words

SERVICE, CALL, TALK, TASK = 3, 4, 5, 6
DAYS_BACK = 1_095
OPENS, CLOSES = 7 * 3600, 16 * 3600
"""Working hours in seconds of a UTC day."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "client_service": (
        *("id", "uuid", "client_id", "service_id", "manager_id", "valid_from", "valid_to", "note"),
        *("claimed_at", "ended_at", "version", "created_at", "anchor", "source"),
    ),
    "client_service_term": (
        *("id", "client_service_id", "valid_from", "valid_to", "source", "corrects_id", "note", "author_id"),
        "created_at",
    ),
    "call": (
        *("id", "uuid", "key", "direction", "number", "e164", "caller_name", "did", "trunk", "queue"),
        *("started_at", "answered_at", "ended_at", "ending", "result", "wait_ms", "talk_ms"),
        *("lost_after_transfer", "picked_up_by", "note", "client_id", "contact_id", "certainty"),
        *("handled_at", "handled_by_id", "source", "dialled_by", "dialled_by_id"),
    ),
    "talk": (
        *("id", "uuid", "kind", "state", "direction", "client_id", "contact_id", "service_id", "call_id"),
        *("author_id", "result", "text", "started_at", "talk_ms", "saved_at", "updated_at", "version"),
    ),
    "call_leg": (
        *("id", "call_id", "channel_uid", "extension", "employee_id", "began_at", "talk_began_at"),
        *("ended_at", "talk_ms", "hold_ms", "talk_id"),
    ),
    "call_transfer": (
        *("id", "call_id", "position", "kind", "by_extension", "to_extension", "by_employee_id"),
        *("to_employee_id", "at"),
    ),
    "task": (
        *("id", "uuid", "client_id", "contact_id", "service_id", "author_id", "assignee_id", "title"),
        *("text", "due_on", "stage", "done_at", "version", "created_at"),
    ),
    "warning": ("id", "client_id", "text", "pinned", "author_id", "created_at", "ended_at"),
}

PHONE_PEOPLE = 3
"""The first employees answer the phone: extensions 201, 202, 203."""


def dealings(plan: Plan, part: int) -> Rows:
    """All rows of COLUMNS for the clients of the part."""
    made = _Dealings(plan, part)
    made.services()
    made.calls()
    made.talks()
    made.reminders()
    return made.rows


class _Clock:
    """Days before today and seconds of a day, as text."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.days = [str(today - timedelta(days=back)) for back in range(DAYS_BACK + 60)]
        self.seconds = [f" {s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}.000000" for s in range(86_400)]

    def at(self, back: int, second: int) -> str:
        return self.days[back] + self.seconds[second]

    def moment(self, chance: random.Random) -> tuple[int, int]:
        """(days back, second): yesterday at the latest, recent ones more often."""
        draw = chance.random()
        return 1 + int(draw * draw * DAYS_BACK), OPENS + int(chance.random() * (CLOSES - OPENS))


@lru_cache(maxsize=1)
def _clock(today: date) -> _Clock:
    return _Clock(today)


def service_of(plan: Plan, row: int) -> int:
    """Which service a client_service row is of."""
    return plan.services[row * 7 % len(plan.services)]


@dataclass(frozen=True, slots=True)
class _Told:
    """One call in short: whose, by whom, when (days back, second of the day), how long in seconds."""

    client: int
    employee: int
    back: int
    second: int
    wait: int
    talk: int


class _Dealings:
    """The rows of one part in the making."""

    def __init__(self, plan: Plan, part: int) -> None:
        self.plan = plan
        self.ids = plan.ids(part)
        self.chance = random.Random(f"{plan.seed}:{part}:dealings")  # noqa: S311  # nothing secret
        self.clock = _clock(plan.today)
        self.rows: Rows = {name: [] for name in COLUMNS}
        self.answered: dict[int, _Told] = {}
        self.handed: set[int] = set()

    def services(self) -> None:
        plan, clock, draw = self.plan, self.clock, self.chance.random
        day = timedelta(days=1)
        for client in self.ids:
            for row in phones_of(client):  # three services to every two clients, as the numbers are
                end = plan.today + day * (12 if client <= 3 else int(draw() * 545) - 180)
                begin = end - day * 364
                manager = None if draw() < 0.1 else 4 + int(draw() * (plan.employees - 3))
                key = codes.uuid_hex(plan.seed, SERVICE, row)
                born = clock.at(max(1, min((plan.today - begin).days, DAYS_BACK)), OPENS)
                values = (key, client, service_of(plan, row), manager, str(begin), str(end), "")
                claimed = born if manager else None
                self.rows["client_service"].append(
                    (row, *values, claimed, None, 1, born, str(begin), "typed")
                )
                term = (row, row, str(begin), str(end), "typed", None, "", manager, born)
                self.rows["client_service_term"].append(term)

    def calls(self) -> None:
        draw = self.chance.random
        for call in self.ids:
            client, known, outgoing = self._any_client(), draw() > 0.1, draw() < 0.3
            back, second = self.clock.moment(self.chance)
            talk = 0 if draw() < 0.12 else 20 + int(draw() ** 3 * 1_500)
            told = _Told(client, 1 + int(draw() * PHONE_PEOPLE), back, second, 3 + int(draw() * 20), talk)
            if talk and known:
                self.answered[call] = told
            self._call(call, told, known=known, outgoing=outgoing)
            if talk:
                handed = draw() < 0.03
                self.handed |= {call} if handed else set()
                self._legs(call, told, handed=handed)

    def _any_client(self) -> int:
        return self.ids[int(self.chance.random() * len(self.ids))]

    def _call(self, call: int, told: _Told, *, known: bool, outgoing: bool) -> None:
        plan, at, back, second = self.plan, self.clock.at, told.back, told.second
        stranger = 1_700_000 + plan.seed + call % 90_000
        e164 = number_of(plan, phones_of(told.client)[0]) if known else codes.mobile(stranger)
        missed = not told.talk
        result = ("not_answered" if outgoing else "missed") if missed else "answered"
        # What was missed long ago has been called back by somebody; the last days still wait.
        handled = at(back - 1, OPENS) if missed and not outgoing and back > 3 else None
        client = told.client if known else None
        key = codes.uuid_hex(plan.seed, CALL, call)
        line = ("", "" if outgoing else "0445550001", "provider", "")
        ended = at(back, second + told.wait + told.talk)
        times = (at(back, second), None if missed else at(back, second + told.wait), ended)
        how = ("ended", result, told.wait * 1000, told.talk * 1000, 0, "", "")
        whose = (client, client, "only" if known else "none")
        dialler = (f"20{told.employee}", told.employee) if outgoing else ("", None)
        later = (handled, 1 + call % PHONE_PEOPLE if handled else None, "heard", *dialler)
        heads = (call, key, f"demo-{call}", "out" if outgoing else "in", f"0{e164[4:]}", e164)
        self.rows["call"].append((*heads, *line, *times, *how, *whose, *later))

    def _legs(self, call: int, told: _Told, *, handed: bool) -> None:
        at, back, employee = self.clock.at, told.back, told.employee
        first = told.talk // 2 if handed else told.talk
        talked = told.second + told.wait
        middle, end = at(back, talked + first), at(back, talked + told.talk)
        # Whose talk it is: `talks` writes it under this number, of the one who talked first.
        talk = 2 * call - 1 if call in self.answered else None
        who = (
            f"20{employee}",
            employee,
            at(back, told.second),
            at(back, talked),
            middle,
            first * 1000,
            0,
            talk,
        )
        self.rows["call_leg"].append((2 * call, call, f"demo-{call}-1", *who))
        if handed:
            other = employee % PHONE_PEOPLE + 1
            who = (f"20{other}", other, middle, middle, end, (told.talk - first) * 1000, 0, None)
            self.rows["call_leg"].append((2 * call + 1, call, f"demo-{call}-2", *who))
            both = (f"20{employee}", f"20{other}", employee, other)
            self.rows["call_transfer"].append((call, call, 0, "blind", *both, middle))

    def talks(self) -> None:
        draw, lists = self.chance.random, words().talks
        results = lists["results"]
        for number in range(2 * self.ids[0] - 1, 2 * self.ids[-1] + 1):
            call = (number + 1) // 2 if number % 2 else 0
            told = self.answered.get(call) or _Told(
                self._any_client(),
                1 + int(draw() * self.plan.employees),
                *self.clock.moment(self.chance),
                0,
                0,
            )
            kind = "sale" if draw() < 0.35 else "support"
            texts = lists[kind]
            began = self.clock.at(told.back, told.second)
            saved = self.clock.at(told.back, told.second + 300 + told.talk)
            said = (kind, "saved", "in" if draw() < 0.7 else "out", told.client, told.client)
            words_said = (results[int(draw() * len(results))], texts[int(draw() * len(texts))])
            about = (service_of(self.plan, phones_of(told.client)[0]), call if told.talk else None)
            key = codes.uuid_hex(self.plan.seed, TALK, number)
            own = told.talk // 2 if call in self.handed and told.talk else told.talk
            tail = (told.employee, *words_said, began, own * 1000, saved, saved, 1)
            self.rows["talk"].append((number, key, *said, *about, *tail))

    def reminders(self) -> None:
        plan, clock, chance, rows, lists = self.plan, self.clock, self.chance, self.rows, words().talks
        for client in self.ids:
            if chance.random() < 0.05 or client <= 3:
                due = plan.today + timedelta(days=int(chance.random() * 30) - 10)
                service, assignee = service_of(plan, phones_of(client)[0]), 1 + client % plan.employees
                made = clock.at(11, OPENS + client % 3600)
                who = (codes.uuid_hex(plan.seed, TASK, client), client, client, service, assignee, assignee)
                title = chance.choice(lists["tasks"])
                rows["task"].append((client, *who, title, "", str(due), "new", None, 1, made))
            if chance.random() < 0.02 or client == 1:
                said = (chance.choice(lists["warnings"]), 1, 4, clock.at(20, OPENS), None)
                rows["warning"].append((client, client, *said))
