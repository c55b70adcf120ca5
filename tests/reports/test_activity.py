"""The report of activity: its cells are its rows, its rows are the talks (S8, S31)."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.kinds import Role, TalkKind, WorkKind
from crm_tui.domain.kyiv import today
from crm_tui.domain.periods import Period
from crm_tui.domain.permissions import Actor
from crm_tui.reports.activity import Behind, CountedTalk, activity, activity_rows
from crm_tui.reports.parts.axes import TALK_AXES, Axis, Measure
from crm_tui.reports.parts.shapes import Line, Report
from crm_tui.store.check import check
from crm_tui.usecases import call_moves, client_merge, store_care, talk_drafts, talks, work
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.talk_fields import TalkFields
from tests.conftest import Clock
from tests.factories import Make
from tests.store.test_talk_days import NIGHTS, from_sums, from_talks

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def opened(office: Office, behind: Behind, page: int = 7) -> list[CountedTalk]:
    """All rows behind a cell, page by page."""
    rows, older = [], None
    while True:
        found = office.call(activity_rows, behind=behind, older=older, limit=page)
        rows += found.rows
        if (older := found.older) is None:
            return rows


def adds_up(office: Office, report: Report) -> int:
    """Each cell of the report is what its rows are; gives the talks behind the total."""
    places = [n for n, one in enumerate(report.columns) if one.name not in {"average_ms", "share"}]
    for line in (*report.lines, *((report.total,) if report.total else ())):
        for place in places[1:]:
            rows = opened(office, line.behind[place], 200)
            assert len({row.id for row in rows}) == len(rows)
            in_time = report.columns[place].kind.value == "time"
            assert line.values[place] == (sum(row.talk_ms for row in rows) if in_time else len(rows))
    assert report.total is not None
    for place in places[1:]:
        assert report.total.values[place] == sum(line.values[place] for line in report.lines)
    return len(opened(office, report.total.behind[-1], 200))


class Dealings:
    """Random acts on talks, by people of the office, over a year with both nights of clock change."""

    def __init__(self, office: Office, make: Make, clock: Clock, people: list[Actor], seed: int) -> None:
        self.office, self.make, self.clock, self.people = office, make, clock, people
        self.chance = random.Random(seed)
        self.clients = [make.client(f"Клієнт {n}") for n in range(4)]
        self.services = [make.service(f"Послуга {n}") for n in range(3)]
        self.calls: list[int] = []
        self.merges: list[int] = []

    def some(self, values: list[Any]) -> Any:
        return self.chance.choice(values)

    def fields(self, **values: Any) -> TalkFields:
        kind = self.some(list(TalkKind))
        service = (
            self.some(self.services).id if kind is TalkKind.SALE else self.some([None, self.services[0].id])
        )
        known: dict[str, Any] = {"client_id": self.some(self.clients).id, "service_id": service, "text": "т"}
        return TalkFields(kind, **(known | values))

    def play(self, acts: int) -> None:
        verbs: list[Callable[[Office], object]] = [
            self.add, self.add, self.call, self.edit, self.move, self.work,
            self.merge, self.unmerge, self.draft, lambda _office: self.office.call(store_care.sum_talks),
        ]  # fmt: skip
        for _ in range(acts):
            base = datetime(2026, 1, 2, tzinfo=UTC) + timedelta(seconds=self.chance.randrange(360 * 86_400))
            self.clock.now = self.some([base, self.some(NIGHTS)])
            try:
                self.some(verbs)(self.office.as_actor(self.some(self.people)))
            except Refused:
                continue

    def add(self, desk: Office) -> None:
        desk.call(talks.add_talk, fields=self.fields())

    def draft(self, desk: Office) -> None:
        talk = desk.call(talk_drafts.start_talk, client_id=self.some(self.clients).id)
        if self.chance.random() < 0.5:
            desk.call(talk_drafts.save_talk, talk_id=talk.id, fields=self.fields())
        else:
            desk.call(talk_drafts.discard_draft, talk_id=talk.id)

    def call(self, desk: Office) -> None:
        client, ms = self.some(self.clients), self.chance.randrange(900_000)
        call = self.make.call(client_id=client.id, started_at=self.clock.now)
        self.make.leg(call, employee_id=desk.actor.id, talk_ms=ms)
        draft = desk.call(talk_drafts.start_talk, call_id=call.id)
        desk.call(talk_drafts.save_talk, talk_id=draft.id, fields=self.fields(client_id=client.id))
        self.calls.append(call.id or 0)

    def edit(self, desk: Office) -> None:
        page = desk.call(talks.list_talks, wanted=talks.TalkFilter(author_id=desk.actor.id), limit=50)
        if not page.rows:
            return
        row = self.some(list(page.rows))
        fields = self.fields(client_id=row.client.id if row.client else None)
        desk.call(talks.edit_talk, talk_id=row.id, version=row.version, fields=fields)

    def move(self, _desk: Office) -> None:
        service = self.some([None, self.services[1].id])
        where = {"client_id": self.some(self.clients).id, "service_id": service, "reason": "помилка"}
        self.office.call(call_moves.move_call, call_id=self.some(self.calls or [0]), **where)

    def work(self, desk: Office) -> None:
        time = work.WorkTime(
            self.some(list(WorkKind)),
            self.clock.now - timedelta(hours=5),
            timedelta(minutes=self.chance.randint(1, 200)),
        )
        desk.call(work.add_work, fields=self.fields(), time=time)

    def merge(self, _desk: Office) -> None:
        kept, merged = self.chance.sample([one.id for one in self.clients], 2)
        self.merges.append(self.office.call(client_merge.merge_clients, keep_id=kept, merge_id=merged).id)

    def unmerge(self, _desk: Office) -> None:
        self.office.call(client_merge.undo_merge, merge_id=self.merges.pop() if self.merges else 0)


@pytest.mark.parametrize("seed", range(3))
def test_any_cell_is_its_rows_and_the_sums_are_the_talks(
    office: Office, make: Make, clock: Clock, actors: dict[Role, Actor], seed: int
) -> None:
    people = [actors[role] for role in (Role.OPERATOR, Role.MANAGER, Role.HEAD)]
    dealings = Dealings(office, make, clock, people, seed)
    dealings.play(60)
    assert from_sums(office.store) == from_talks(office.store)
    assert [one for one in check(office.store) if one.part == "reports"] == []
    clock.now = datetime(2027, 1, 1, tzinfo=UTC)
    chance = dealings.chance
    for _ in range(6):
        by, across = chance.sample(TALK_AXES, 2)
        first = date(2026, chance.randint(1, 9), chance.randint(1, 28))
        period = chance.choice([YEAR, Period(first, first + timedelta(days=chance.randint(0, 120)))])
        wanted = chance.choice(
            ["", "kind=sale", "service=-", f"manager!={people[0].login}", "kind!=sale service!=-"]
        )
        asked = {"period": period, "by": by, "measure": chance.choice(list(Measure)), "only": wanted}
        report = office.call(activity, across=chance.choice([across, None]), **asked)
        if len(report.columns) * len(report.lines) < 400:
            adds_up(office, report)
    everything = office.call(activity, period=YEAR)
    talks_of_year = [key for key in from_talks(office.store) if key[0].year == 2026]
    assert adds_up(office, everything) == sum(from_talks(office.store)[key][0] for key in talks_of_year)


def cells(report: Report) -> dict[str, tuple[Any, ...]]:
    return {line.values[0]: line.values[1:] for line in report.lines}


def test_a_talk_counts_on_its_kyiv_day_on_the_nights_of_clock_change(
    office: Office, make: Make, actors: dict[Role, Actor], clock: Clock
) -> None:
    client = make.client()
    for moment in NIGHTS:
        make.talk(client, author=actors[Role.MANAGER], started_at=moment)
    clock.now = datetime(2026, 12, 1, tzinfo=UTC)
    report = office.call(activity, period=YEAR, by=Axis.DAY)
    counted = {day: talks for day, (talks, *_rest) in cells(report).items() if talks}
    assert counted == {
        "28.03.2026": 1,
        "29.03.2026": 4,
        "30.03.2026": 1,
        "24.10.2026": 1,
        "25.10.2026": 4,
        "26.10.2026": 1,
    }
    night = office.call(activity, period=Period(date(2026, 3, 29), date(2026, 3, 29)))
    assert [today(row.started_at) for row in opened(office, night.total.behind[1])] == [date(2026, 3, 29)] * 4  # type: ignore[union-attr]


def test_heads_compare_all_people_by_month(
    office: Office, make: Make, actors: dict[Role, Actor], clock: Clock
) -> None:
    client, medoc = make.client(), make.service("M.E.Doc")
    anna, taras = make.actor(Role.MANAGER, full_name="Анна"), make.actor(Role.MANAGER, full_name="Тарас")
    for author, month, ms in ((anna, 1, 60_000), (anna, 2, 30_000), (anna, 2, 30_000), (taras, 1, 600_000)):
        at = datetime(2026, month, 10, 9, tzinfo=UTC)
        make.talk(client, author=author, started_at=at, talk_ms=ms, service_id=medoc.id)
    clock.now = datetime(2026, 3, 2, tzinfo=UTC)
    head = office.as_actor(actors[Role.HEAD])
    counted = head.call(activity, period=YEAR, across=Axis.MONTH)
    assert [column.title for column in counted.columns] == [
        "Manager",
        "01.2026",
        "02.2026",
        "03.2026",
        "Total",
    ]
    assert cells(counted) == {"Анна": (1, 2, 0, 3), "Тарас": (1, 0, 0, 1)}
    timed = head.call(activity, period=YEAR, across=Axis.MONTH, measure=Measure.TIME)
    assert [line.values for line in timed.lines] == [
        ("Тарас", 600_000, 0, 0, 600_000),
        ("Анна", 60_000, 60_000, 0, 120_000),
    ]
    plain = head.call(activity, period=YEAR)
    assert cells(plain)["Анна"] == (3, 120_000, 40_000, 0.75)


def test_a_service_stands_for_all_below_it(office: Office, make: Make, actors: dict[Role, Actor]) -> None:
    top = make.service("M.E.Doc", code="MEDOC")
    module = make.service("Звітність", code="MEDOC-1", parent_id=top.id)
    other = make.service("КЕП", code="KEP")
    for service in (top, module, module, other, None):
        make.talk(make.client(), author=actors[Role.HEAD], service_id=service.id if service else None)
    counts = {
        wanted: office.call(activity, period=YEAR, only=wanted).total.values[1]  # type: ignore[union-attr]
        for wanted in (
            "service=medoc",
            "service!=MEDOC",
            "service=-",
            "service!=-",
            "service=KEP,-",
            "service!=KEP,-",
        )
    }
    assert list(counts.values()) == [3, 2, 1, 4, 2, 3]


def test_operators_see_only_their_own_figures(office: Office, make: Make, actors: dict[Role, Actor]) -> None:
    mine, other = actors[Role.OPERATOR], actors[Role.MANAGER]
    for author in (mine, other, other):
        make.talk(make.client(), author=author)
    desk = office.as_actor(mine)
    report = desk.call(activity, period=MARCH)
    assert [line.values[:2] for line in report.lines] == [(mine.full_name, 1)]
    everything = office.call(activity, period=MARCH)
    assert everything.total is not None
    assert everything.total.values[1] == 3
    assert [row.author for row in opened(desk, everything.total.behind[1])] == [mine.full_name]
    with pytest.raises(Forbidden):
        desk.call(activity, period=MARCH, only=f"manager={other.login}")
    others: Line = next(line for line in everything.lines if line.values[0] == other.full_name)
    with pytest.raises(Forbidden):
        desk.call(activity_rows, behind=others.behind[1])
    with pytest.raises(Forbidden):
        office.as_actor(actors[Role.ACCOUNTANT]).call(activity, period=MARCH)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("manager", "manager: a condition is written FIELD=VALUE or FIELD!=VALUE"),
        ("manager=nobody", "manager: there is no nobody"),
        ("colour=red", "colour: no such field; there are kind, manager, service"),
        ("service='M", "service='M: a quotation mark is not closed"),
        ("kind=sale,gift", "kind: there is no gift"),
    ],
)
def test_a_filter_that_cannot_be_understood_is_told(office: Office, wanted: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        office.call(activity, period=MARCH, only=wanted)
