"""Each hot query is answered by an index: no large table is read through, however many rows it has."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Role, TalkKind
from crm_tui.domain.periods import Period
from crm_tui.domain.permissions import Actor
from crm_tui.reports.activity import Behind, activity, activity_rows
from crm_tui.reports.parts.axes import Axis
from crm_tui.reports.sales import sales
from crm_tui.store.engine import Store
from crm_tui.store.scope import write_scope
from crm_tui.store.tables import Call
from crm_tui.store.talk_sums import Only, TalkWhere
from crm_tui.usecases import (
    callers,
    calls,
    client_card,
    client_services,
    clients,
    duplicates,
    missed_calls,
    pbx_commands,
    presence,
    queues,
    rings,
    talk_calls,
    talk_drafts,
    talks,
    tasks,
    transfers,
)
from crm_tui.usecases.calls import CallFilter
from crm_tui.usecases.client_edit import ClientDraft
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.settling import settle_missed
from crm_tui.usecases.talks import TalkFilter
from tests.factories import Make

NUMBER = "+380500000101"
LARGE = (
    "talk_day|payment|client|contact|phone|contact_phone|client_contact"
    "|client_service|talk|call|call_leg|ring|task|audit_log"
)
READ_THROUGH = re.compile(rf"^SCAN (?:{LARGE})\b(?!.*USING (?:COVERING )?INDEX)")


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """SQLite tells its plan in one line a table; Postgres reads small tables through whatever the index."""
    return sqlite_store


def plans_of(store: Store, act: Callable[[], object]) -> list[str]:
    """How SQLite answers each SELECT of an act, also of those that go by the driver itself."""
    said: list[str] = []

    def overhear(driver: Any, *_: Any) -> None:
        driver.set_trace_callback(said.append)

    store.engine.dispose()
    event.listen(store.engine, "checkout", overhear)
    act()
    event.remove(store.engine, "checkout", overhear)
    store.engine.dispose()
    asked = [statement for statement in said if statement.lstrip().startswith("SELECT")]
    assert asked
    with store.engine.connect() as connection:
        return [
            row[3]
            for statement in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")
        ]


YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def behind(**only: int) -> Behind:
    return Behind(YEAR, TalkWhere(**{name: Only(frozenset({one})) for name, one in only.items()}))


HOT: dict[str, Callable[[Office, int], object]] = {
    "who calls": lambda desk, _: desk.call(callers.who_calls, number=NUMBER),
    "what rings": lambda desk, _: desk.call(rings.rings_for),
    "drafts": lambda desk, _: desk.call(talk_drafts.my_drafts),
    "a talk begun": lambda desk, client: desk.call(talk_drafts.start_talk, client_id=client),
    "the card": lambda desk, client: desk.call(client_card.show_client, client_id=client),
    "the list": lambda desk, _: desk.call(clients.list_clients, start_with="К"),
    "the end of the list": lambda desk, _: desk.call(clients.list_clients, before=("~", 0)),
    "the journal": lambda desk, _: desk.call(calls.list_calls),
    "missed": lambda desk, _: desk.call(missed_calls.missed),
    "how many wait to be called back": lambda desk, _: desk.call(missed_calls.count_missed),
    "how the colleagues are": lambda desk, _: desk.call(presence.colleagues),
    "how the queues are": lambda desk, _: desk.call(queues.queues),
    "wishes of a call": lambda desk, _: desk.call(pbx_commands.list_commands, call_id=1, mine=True),
    "all talks": lambda desk, _: desk.call(talks.list_talks),
    "talks of a client": lambda desk, client: desk.call(
        talks.list_talks, wanted=TalkFilter(client_id=client, kind=TalkKind.SUPPORT)
    ),
    "time without a talk": lambda desk, _: desk.call(talk_calls.list_untold),
    "my tasks": lambda desk, _: desk.call(tasks.list_tasks, mine=True),
    "activity of a year": lambda desk, _: desk.call(
        activity, period=YEAR, by=Axis.MANAGER, across=Axis.MONTH
    ),
    "talks behind a person's year": lambda desk, _: desk.call(activity_rows, behind=behind(author_id=1)),
    "talks behind a service's year": lambda desk, _: desk.call(activity_rows, behind=behind(service_id=1)),
    "talks behind all of a year": lambda desk, _: desk.call(activity_rows, behind=behind()),
    "sales of a year": lambda desk, _: desk.call(sales, period=YEAR),
    "my services": lambda desk, _: desk.call(client_services.services_of_manager),
    "duplicates": lambda desk, _: desk.call(
        duplicates.duplicates_of,
        draft=ClientDraft(full_name="Ромашка", tax_code="99000011"),
        phones=(NUMBER,),
    ),
}


@pytest.mark.parametrize("act", HOT)
def test_a_hot_query_reads_no_large_table_through(
    office: Office, make: Make, actors: dict[Role, Actor], store: Store, act: str
) -> None:
    client = make.known("Ромашка", NUMBER)
    make.client_service(client)
    make.talk(client)
    desk = office.as_actor(actors[Role.OPERATOR])
    plans = plans_of(store, lambda: HOT[act](desk, client.id or 0))
    assert [plan for plan in plans if READ_THROUGH.match(plan)] == []
    if act in {"the list", "the end of the list", "the journal", "all talks"}:
        assert "USE TEMP B-TREE FOR ORDER BY" not in plans, "a page comes in the order of its index"


def test_all_talks_come_in_the_order_of_their_index_also_with_statistics(
    office: Office, make: Make, actors: dict[Role, Actor], store: Store
) -> None:
    """With those of the nightly job SQLite began with the people and sorted all talks (4 s of a million)."""
    make.talk(make.known("Ромашка", NUMBER))
    with store.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.exec_driver_sql("ANALYZE")
        connection.exec_driver_sql("DELETE FROM sqlite_stat1")
        connection.exec_driver_sql(
            "INSERT INTO sqlite_stat1 VALUES ('employee', NULL, '10'),"
            " ('talk', 'ix_talk_author', '612480 1001 1001'), ('talk', 'ix_talk_started_at', '525393 1 1')"
        )
    desk = office.as_actor(actors[Role.HEAD])
    plans = plans_of(store, lambda: desk.call(talks.list_talks))
    assert "USE TEMP B-TREE FOR ORDER BY" not in plans


def test_talks_behind_a_figure_are_a_page_before_they_have_names(
    office: Office, make: Make, actors: dict[Role, Actor], store: Store
) -> None:
    """With the statistics of the nightly job SQLite began with the few people and sorted all their talks."""
    make.talk(make.known("Ромашка", NUMBER))
    desk = office.as_actor(actors[Role.HEAD])
    plans = plans_of(store, lambda: desk.call(activity_rows, behind=behind()))
    assert plans[:2] == [
        "MATERIALIZE page",
        "SEARCH talk USING INDEX ix_talk_started_at (started_at>? AND started_at<?)",
    ]


def settled(desk: Office, call: Call) -> None:
    with write_scope(desk.store, desk.actor, act="test", now=desk.clock()) as unit:
        settle_missed(unit, call)


def refused(act: Callable[[], object]) -> None:
    """What is read before it is seen that the person has no part in the call."""
    with pytest.raises(Refused):
        act()


# The wider index would bring all that a person ever did, or all that was ever missed.
NARROW: dict[str, tuple[Callable[[Office, Call], object], str]] = {
    "what rings": (lambda desk, _: desk.call(rings.rings_for), "ix_call_leg_employee"),
    "wishes of a call": (
        lambda desk, call: desk.call(pbx_commands.list_commands, call_id=call.id, mine=True),
        "ix_pbx_command_employee_id",
    ),
    "a missed call is settled": (settled, "ix_call_(?:result|missed)"),
    "how many wait to be called back": (
        lambda desk, _: desk.call(missed_calls.count_missed),
        "ix_call_result",
    ),
    "the missed ones": (lambda desk, _: desk.call(missed_calls.missed), "ix_call_result"),
    "the journal of a person": (
        lambda desk, _: desk.call(calls.list_calls, wanted=CallFilter(employee_id=desk.actor.id)),
        "ix_(?:call_leg|ring)_employee",
    ),
    "a talk is handed over": (
        lambda desk, call: refused(lambda: desk.call(transfers.transfer, call_id=call.id, to="202")),
        "ix_call_leg_employee",
    ),
    "a call is hung up": (
        lambda desk, call: refused(lambda: desk.call(pbx_commands.hang_up, call_id=call.id)),
        "ix_(?:call_leg|ring)_employee",
    ),
    "the talk of a call begins": (
        lambda desk, call: desk.call(talk_drafts.start_talk, call_id=call.id),
        "ix_call_leg_employee",
    ),
}


@pytest.mark.parametrize("act", NARROW)
def test_of_two_indexes_the_narrower_is_taken(
    office: Office, make: Make, actors: dict[Role, Actor], store: Store, act: str
) -> None:
    call = make.call(e164=NUMBER)
    asked, wide = NARROW[act]
    plans = plans_of(store, lambda: asked(office.as_actor(actors[Role.OPERATOR]), call))
    assert [plan for plan in plans if re.search(wide, plan)] == []


def test_a_table_read_through_would_be_seen(store: Store) -> None:
    with store.engine.connect() as connection:
        (plan,) = connection.exec_driver_sql("EXPLAIN QUERY PLAN SELECT * FROM talk WHERE text = 'x'").all()
    assert READ_THROUGH.match(plan[3])
