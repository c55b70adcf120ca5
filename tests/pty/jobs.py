"""The daily jobs as key scripts: what one presses and sees, and what happens on the telephone meanwhile.

The table of `docs/keys.md` is made from them (`python -m tests.pty.table`); `test_jobs.py` holds them to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from crm_tui.domain.layout import LATIN_OF, UKRAINIAN_OF


class Layout(Enum):
    """Which layout the keyboard has when letters come from it."""

    LATIN = "latin"
    UKRAINIAN = "ukrainian"

    def typed(self, text: str) -> str:
        """What the keys that mean `text` give: Ukrainian words or a Latin key, each by its place."""
        table: Mapping[str, str] = LATIN_OF if self is Layout.LATIN else UKRAINIAN_OF
        return "".join(table.get(letter, letter) for letter in text)

    def key(self, key: str) -> str:
        """A key by the name that the terminal would send it under."""
        before, plus, last = key.rpartition("+")
        return before + plus + self.typed(last) if len(last) == 1 else key


@dataclass(frozen=True, slots=True)
class Press:
    """A key that counts; a letter is named by its place in the Latin layout."""

    key: str


@dataclass(frozen=True, slots=True)
class Seek:
    """A text that must find the same whichever layout is on: typed by the places of its keys."""

    text: str


@dataclass(frozen=True, slots=True)
class Write:
    """A text as it stands; its letters do not count."""

    text: str


@dataclass(frozen=True, slots=True)
class See:
    """What must stand on the screen before one goes on."""

    words: str


class Event(Enum):
    """What happens outside of the program."""

    RINGS_AND_IS_ANSWERED = auto()
    """A known client calls, the receiver is lifted; the talk goes on until its job is over."""
    RINGS_UNKNOWN = auto()
    """A number of no card calls and goes on ringing."""
    WAS_MISSED = auto()
    """The known client called while nobody was there; the pop-up was put away."""
    THREE_WERE_MISSED = auto()
    """Three others called and gave up; their pop-ups were put away."""


Step = Press | Seek | Write | See | Event


@dataclass(frozen=True, slots=True)
class Job:
    """`given` comes before the counting; `check` is a query that must give `result` afterwards."""

    name: str
    steps: tuple[Step, ...]
    given: tuple[Step, ...] = ()
    check: str = ""
    result: tuple[object, ...] = ()
    layouts: tuple[Layout, ...] = (Layout.UKRAINIAN,)
    """Under which it is tried; one way of typing need not be tried twice."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that count."""
        return tuple(step.key for step in self.steps if isinstance(step, Press))


CLIENT, NUMBER, PHONE = "Волошка", "+380501112299", "050 111-22-99"
COLLEAGUE, SERVICE = "Іван Петренко", "M.E.Doc Звітність"
TASK = "Продовжити ключі"
SET, OTHER_SET = "керівник, 1 рік", "керівник, 2 роки"
STRANGER, OTHERS = "+380509999999", ("+380670000001", "+380670000002", "+380670000003")

TALKING, WRITING, SAVED = See("РОЗМОВА"), See("Про що говорили"), See("Переговір збережено")
LAST_TALK = (
    "SELECT talk.text, talk.state, service.name, client.short_name FROM talk"
    " JOIN client ON client.id = talk.client_id JOIN service ON service.id = talk.service_id"
    " WHERE talk.call_id IS NOT NULL ORDER BY talk.id DESC LIMIT 1"
)
MOVED_TASK = (
    "SELECT talk.text, task.title, task.version FROM talk JOIN task ON task.id = talk.task_id"
    " ORDER BY talk.id DESC LIMIT 1"
)
LAST_TRANSFER = (
    "SELECT command.kind, command.outcome, employee.full_name FROM pbx_command command"
    " JOIN employee ON employee.id = command.to_employee_id ORDER BY command.id DESC LIMIT 1"
)
SET_PAPERS = (
    "SELECT replace(kep_set.kind_name, 'Комплект КЕП: ', ''), count(paper.id), count(DISTINCT paper.kind),"
    " count(paper_file.id) FROM kep_set JOIN paper ON paper.id = kep_set.invoice_id"
    " OR paper.based_on_id = kep_set.invoice_id LEFT JOIN paper_file ON paper_file.paper_id = paper.id"
    " WHERE paper.state = 'issued' AND paper.total_kop = kep_set.total_kop GROUP BY kep_set.id"
    " ORDER BY kep_set.id DESC LIMIT 1"
)

JOBS = (
    Job(
        "answer a call and write it down",
        (Event.RINGS_AND_IS_ANSWERED, TALKING, Press("enter"), WRITING, Press("enter"), Write("Звіт"),
         Press("f2"), SAVED),
        check=LAST_TALK, result=("Звіт", "saved", SERVICE, CLIENT),
    ),
    Job(
        "an unknown caller gets a card",
        (Event.RINGS_UNKNOWN, See("Цього номера немає"), Press("insert"), See(STRANGER), Write("00032112"),
         Press("tab"), Write("Мрія"), Press("tab"), Write("Оля"), Press("f2"),
         See("Мрія  00032112")),
        check="SELECT full_name FROM client WHERE tax_code = '00032112'", result=("Мрія",),
    ),
    Job(
        "hand a talk over after a word with the colleague",
        (Event.RINGS_AND_IS_ANSWERED, TALKING, Press("f5"), See(COLLEAGUE), Seek("пет"), Press("enter"),
         See("F5 — з'єднати"), Press("f5"), See(f"Передано: {COLLEAGUE}")),
        check=LAST_TRANSFER, result=("attended_transfer", "answered", COLLEAGUE),
        layouts=(Layout.LATIN,),
    ),
    Job(
        "hand a talk over at once",
        (Event.RINGS_AND_IS_ANSWERED, TALKING, Press("f5"), See(COLLEAGUE), Seek("пет"), Press("f2"),
         See(f"Передано: {COLLEAGUE}")),
        check=LAST_TRANSFER, result=("blind_transfer", "answered", COLLEAGUE),
    ),
    Job(
        "call a missed caller back and write it down",
        (See("пропущений дзвінок"), Press("f4"), See("×1"), Press("f11"), See("F4: записати переговір"),
         Press("f4"), WRITING, Press("enter"), Write("Буде"), Press("f2"), SAVED),
        given=(Event.WAS_MISSED,),
        check=LAST_TALK, result=("Буде", "saved", SERVICE, CLIENT),
    ),
    Job(
        "settle several missed callers",
        (See("пропущений дзвінок"), Press("f4"), See("067 000-00-03"), Press("insert"),
         Press("insert"), Press("delete"), See("Пропущені 1")),
        given=(Event.THREE_WERE_MISSED,),
        check="SELECT count(*) FROM call WHERE result = 'missed' AND handled_at IS NULL", result=(1,),
    ),
    Job(
        "find a client and open the card",
        (Press("f3"), See("Пошук усюди"), Seek("вол"), See(PHONE), Press("enter"), See("1 Дані"),
         See(CLIENT)),
        layouts=tuple(Layout),
    ),
    Job(
        "dial from the card and write it down",
        (Press("alt+n"), See("F4: записати переговір"), Press("f4"), WRITING, Press("enter"),
         Write("Рахунок"), Press("f2"), SAVED),
        given=(Press("f3"), See("Пошук усюди"), Seek("вол"), See(PHONE), Press("enter"), See("1 Дані")),
        check=LAST_TALK, result=("Рахунок", "saved", SERVICE, CLIENT),
    ),
    Job(
        "next task: dial, write it down, promise the next call",
        (Press("f11"), See("F4: записати переговір"), Press("f4"), WRITING, Write("Думають"), Press("tab"),
         Write("+3"), Press("f2"), SAVED),
        given=(Press("alt+1"), See(TASK)),
        check=MOVED_TASK, result=("Думають", TASK, 2),
    ),
    Job(
        "pull in today's certificates",
        (Press("alt+8"), See("1 Реєстр"), Press("insert"), See("Сертифікати"), Press("enter"),
         See("ця тека, вся"), Press("enter"), See("нових 2"), See("1 невідомий клієнт")),
        check="SELECT count(*), count(client_id) FROM certificate", result=(2, 1),
    ),
    Job(
        "issue a set and print three papers",
        (Press("8"), See("[8"), Press("insert"), See("Виписати комплект"), Press("enter"), See(f"‹ {SET} ›"),
         Press("right"), See(f"‹ {OTHER_SET} ›"), See("996,00 фірмі"), Press("f2"), See("Виписано"),
         Press("f7"), See("рахунок, договір і акт"), Press("f2"), See("Акт  ")),
        given=(Press("f3"), See("Пошук усюди"), Seek("вол"), See(PHONE), Press("enter"), See("1 Дані")),
        check=SET_PAPERS, result=(OTHER_SET, 3, 3, 3),
    ),
    Job(
        "a bank's file taken in, the one in doubt posted",
        (Press("alt+9"), See("Жодні гроші"), Press("insert"), See("виписка.csv"), Press("down"),
         Press("enter"), See("Нових 2"), Press("enter"), See("рознесено 1"), See("платить інший"),
         Press("1"), See("Жодні гроші")),
        check="SELECT count(*), sum(allocated_kop) FROM payment", result=(2, 200_000),
    ),
)  # fmt: skip
