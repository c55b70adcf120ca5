"""The sums by day are the talks, whoever writes them: people, bulk statements, on a night of clock change."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, text
from sqlmodel import select

from crm_tui.domain.kinds import TalkKind, TalkState
from crm_tui.domain.kyiv import offsets, today
from crm_tui.store import talk_days
from crm_tui.store.check import check
from crm_tui.store.engine import Store
from crm_tui.store.scope import read_scope
from crm_tui.store.tables import Talk, TalkDay, TalkDayChange
from crm_tui.store.talk_sums import TalkWhere, talk_sums
from tests.factories import SETUP, Make

NIGHTS = [
    datetime(2026, 3, 28, 21, 59, 59, tzinfo=UTC),
    datetime(2026, 3, 28, 22, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 20, 59, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 21, 0, tzinfo=UTC),
    datetime(2026, 10, 24, 20, 59, 59, tzinfo=UTC),
    datetime(2026, 10, 24, 21, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 21, 59, 59, tzinfo=UTC),
    datetime(2026, 10, 25, 22, 0, tzinfo=UTC),
]
"""Seconds before and after midnights and the changes of the clocks of both nights, in UTC."""

Sums = dict[tuple[date, int, TalkKind, int], tuple[int, int]]


def from_talks(store: Store) -> Sums:
    """The long way: every talk."""
    talks, times = Counter[Any](), Counter[Any]()
    with read_scope(store, SETUP) as unit:
        for one in unit.session.exec(select(Talk).where(Talk.state == TalkState.SAVED)):
            key = (today(one.started_at), one.author_id, one.kind, one.service_id or 0)
            talks[key] += 1
            times[key] += one.talk_ms
    return {key: (talks[key], times[key]) for key in talks}


def from_sums(store: Store) -> Sums:
    """The short way: sums, and what they have not taken in."""
    talks, times = Counter[Any](), Counter[Any]()
    with read_scope(store, SETUP) as unit:
        for day in unit.session.exec(select(TalkDay)):
            key = (day.day, day.author_id, day.kind, day.service_id)
            talks[key] += day.talks
            times[key] += day.talk_ms
        for note in unit.session.exec(select(TalkDayChange)):
            key = (today(note.started_at), note.author_id, note.kind, note.service_id)
            talks[key] += note.talks
            times[key] += note.talk_ms
    return {key: (talks[key], times[key]) for key in talks if talks[key] or times[key]}


def by_month(store: Store, first: date, last: date) -> Counter[Any]:
    """What a report by month reads of a period: its whole months, and the days at its ends."""
    found = Counter[Any]()
    with read_scope(store, SETUP) as unit:
        for one in talk_sums(unit, ("month", "author_id"), first=first, last=last, where=TalkWhere()):
            found[one.key] += one.talks
    return +found


def months_of(sums: Sums, first: date, last: date) -> Counter[Any]:
    found = Counter[Any]()
    for (day, author, _kind, _service), (talks, _ms) in sums.items():
        if first <= day <= last:
            found[day.replace(day=1), author] += talks
    return found


def take_in_all(store: Store) -> int:
    taken = 0
    while True:
        with store.engine.connect().execution_options(write=True) as connection, connection.begin():
            portion = talk_days.take_in(connection)
        taken += portion
        if not portion:
            return taken


def run(store: Store, statement: str, **values: Any) -> None:
    at = [bindparam("at", type_=Talk.__table__.c.started_at.type)] if "at" in values else []  # type: ignore[attr-defined]
    with store.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(text(statement).bindparams(*at), values)


VERBS = ("save", "keep", "finish", "when", "who", "kind", "service", "time", "all", "drop", "sum")
MOMENTS = st.integers(0, 370 * 86_400).map(
    lambda n: datetime(2025, 12, 29, tzinfo=UTC) + timedelta(seconds=n)
)
DAYS = st.dates(date(2025, 12, 1), date(2027, 1, 31))
ACTS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 30), st.sampled_from(NIGHTS) | MOMENTS), max_size=40
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, ends=st.tuples(DAYS, DAYS))
def test_whatever_is_done_to_talks_the_sums_are_theirs(
    store: Store, make: Make, acts: list[Any], ends: tuple[date, date]
) -> None:
    run(store, "DELETE FROM talk")
    client = make.client()
    services, people = [make.service().id for _ in range(2)], [make.employee() for _ in range(2)]
    for act, number, moment in acts:
        person, service = people[number % 2], (*services, None)[number % 3]
        some = {"rest": number % 3}
        match act:
            case "save" | "keep":
                state = TalkState.SAVED if act == "save" else TalkState.DRAFT
                make.save(
                    Talk(
                        kind=TalkKind.SUPPORT, state=state, client_id=client.id, service_id=service,
                        author_id=person.id or 0, started_at=moment, saved_at=moment, talk_ms=number * 1000,
                    )
                )  # fmt: skip
            case "finish":
                run(store, "UPDATE talk SET state = 'saved' WHERE id % 3 = :rest", **some)
            case "when":
                run(store, "UPDATE talk SET started_at = :at WHERE id % 3 = :rest", at=moment, **some)
            case "who":
                run(store, "UPDATE talk SET author_id = :id WHERE id % 3 = :rest", id=person.id, **some)
            case "kind":
                run(
                    store,
                    "UPDATE talk SET kind = 'sale' WHERE service_id IS NOT NULL AND id % 3 = :rest",
                    **some,
                )
            case "service":
                change = "UPDATE talk SET service_id = :id WHERE kind = 'support' AND id % 3 = :rest"
                run(store, change, id=service, **some)
            case "time":
                run(store, "UPDATE talk SET talk_ms = talk_ms + 7 WHERE id % 3 = :rest", **some)
            case "all":
                run(store, "UPDATE talk SET text = 'x', version = version + 1")
            case "drop":
                run(store, "DELETE FROM talk WHERE id % 3 = :rest", **some)
            case _:
                take_in_all(store)
        assert from_sums(store) == from_talks(store)
    first, last = sorted(ends)
    assert by_month(store, first, last) == months_of(from_talks(store), first, last)
    assert [one for one in check(store) if one.part == "reports"] == []
    take_in_all(store)
    truth = from_talks(store)
    assert by_month(store, first, last) == months_of(truth, first, last)
    with read_scope(store, SETUP) as unit:
        rows = unit.session.exec(select(TalkDay)).all()
    assert {(r.day, r.author_id, r.kind, r.service_id): (r.talks, r.talk_ms) for r in rows} == truth
    with store.engine.connect().execution_options(write=True) as connection, connection.begin():
        talk_days.rebuild(connection)
    assert from_sums(store) == truth
    assert [one for one in check(store) if one.part == "reports"] == []


def test_the_check_finds_a_figure_that_somebody_altered(store: Store, make: Make) -> None:
    talk = make.talk(make.client())
    take_in_all(store)
    run(store, "UPDATE talk_day SET talks = talks + 2")
    day, month = [one.text for one in check(store) if one.part == "reports"]
    of_whom = f", employee {talk.author_id}, {talk.kind.value}, service {talk.service_id or '-'}: "
    assert day == f"{today(talk.started_at)}{of_whom}talk_day lacks -2 talks, 0 ms"
    assert month == f"{today(talk.started_at).replace(day=1)}{of_whom}talk_month lacks 2 talks, 0 ms"


def test_a_talk_that_is_rolled_back_leaves_no_note(store: Store, make: Make) -> None:
    make.talk(make.client())
    before = from_sums(store)
    with store.engine.connect().execution_options(write=True) as connection:
        connection.begin()
        connection.execute(text("DELETE FROM talk"))
        connection.rollback()
    assert from_sums(store) == before == from_talks(store)


def test_time_is_cut_where_the_clocks_change() -> None:
    first, last = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    spring, autumn = datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)
    winter, summer = timedelta(hours=2), timedelta(hours=3)
    assert offsets(first, last) == [(first, spring, winter), (spring, autumn, summer), (autumn, last, winter)]
    assert offsets(first, first) == []
    assert offsets(spring - timedelta(microseconds=1), spring + timedelta(seconds=1)) == [
        (spring - timedelta(microseconds=1), spring, winter),
        (spring, spring + timedelta(seconds=1), summer),
    ]
