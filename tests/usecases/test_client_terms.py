"""Terms of a client's service: the next one by its rule, the history, the renewal task that ends with it."""

from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest

from crm_tui.domain.errors import ChangedMeanwhile, Forbidden, HasAlready, Refused
from crm_tui.domain.kinds import RenewalRule, Role, TaskKind, TaskStage, TermSource
from crm_tui.domain.permissions import Actor
from crm_tui.domain.terms import TermState
from crm_tui.store import tables as t
from crm_tui.usecases import client_services, client_terms
from crm_tui.usecases.client_services import ClientServiceRow
from crm_tui.usecases.office import Office
from crm_tui.usecases.tasks import list_tasks
from tests.conftest import Clock
from tests.factories import Make


def give(office: Office, client: t.Client, service: t.Service, **values: object) -> ClientServiceRow:
    return office.call(
        client_services.add_client_service, client_id=client.id, service_id=service.id, **values
    )


def extend(office: Office, row: ClientServiceRow, **values: object) -> ClientServiceRow:
    return office.call(
        client_terms.extend_client_service, client_service_id=row.id, **{"seen": row.valid_to} | values
    )


def renewal_task(make: Make, row: ClientServiceRow, **values: object) -> t.Task:
    given = {"client_service_id": row.id, "term_end": row.valid_to, "kind": TaskKind.RENEWAL}
    return make.task(**given | values)


def test_a_year_of_a_service_and_the_next_ones(office: Office, make: Make, clock: Clock) -> None:
    """Given a contract from 31 January by the month, its ends never drift to the 28th."""
    service = make.service(period_months=1)
    row = give(office, make.client(), service, valid_from=date(2026, 1, 31))
    assert (row.valid_to, row.anchor) == (date(2026, 2, 28), date(2026, 1, 31))
    clock.now = datetime(2026, 2, 20, 8, tzinfo=UTC)
    row = extend(office, row)
    assert (row.valid_from, row.valid_to, row.state) == (
        date(2026, 1, 31),
        date(2026, 3, 30),
        TermState.ACTIVE,
    )
    assert extend(office, row, source=TermSource.SALE, note="рахунок 17").valid_to == date(2026, 4, 30)
    terms = office.call(client_terms.service_terms, client_service_id=row.id)
    assert [(one.valid_from, one.valid_to, one.source) for one in terms] == [
        (date(2026, 3, 31), date(2026, 4, 30), TermSource.SALE),
        (date(2026, 3, 1), date(2026, 3, 30), TermSource.TYPED),
        (date(2026, 1, 31), date(2026, 2, 28), TermSource.TYPED),
    ]
    assert terms[0].author is not None
    assert (terms[0].author.id, terms[0].note) == (office.actor.id, "рахунок 17")


def test_a_leap_day_is_told_of_beforehand(office: Office, make: Make, clock: Clock) -> None:
    clock.now = datetime(2024, 2, 29, 8, tzinfo=UTC)
    row = give(office, make.client(), make.service(), valid_from=date(2024, 2, 29))
    ends = [row.valid_to]
    for _year in range(4):
        coming = office.call(client_terms.next_term, client_service_id=row.id)
        row = extend(office, row)
        assert coming is not None
        assert coming.valid_to == row.valid_to
        ends.append(row.valid_to)
    assert [f"{end:%d.%m.%Y}" for end in ends if end] == [
        *("28.02.2025", "28.02.2026", "28.02.2027", "28.02.2028", "28.02.2029")
    ]


def test_a_lapsed_service_begins_anew_by_the_day_of_kyiv(office: Office, make: Make, clock: Clock) -> None:
    """Given a term to 28 March 2026, in the night when clocks go forward it has ended in Kyiv, not in UTC."""
    row = give(office, make.client(), make.service(), valid_from=date(2025, 3, 29))
    assert row.valid_to == date(2026, 3, 28)
    clock.now = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)
    coming = office.call(client_terms.next_term, client_service_id=row.id)
    assert coming is not None
    # Already the 29th in Kyiv, so there is no gap: paid on the day after, it goes on from the contract.
    assert (coming.valid_from, coming.valid_to) == (date(2026, 3, 29), date(2027, 3, 28))
    clock.now = datetime(2026, 4, 2, 8, tzinfo=UTC)
    row = extend(office, row)
    assert (row.valid_from, row.valid_to, row.anchor) == (
        date(2026, 4, 2),
        date(2027, 4, 1),
        date(2026, 4, 2),
    )


def test_an_agreed_last_day_goes_before_the_period(office: Office, make: Make) -> None:
    once = make.service(period_months=0, renewal=RenewalRule.NONE)
    row = give(office, make.client(), once, valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30))
    assert office.call(client_terms.next_term, client_service_id=row.id) is None
    with pytest.raises(Refused, match="say the last day"):
        extend(office, row)
    with pytest.raises(Refused, match=r"runs until 30.06.2026 already"):
        extend(office, row, until=date(2026, 6, 30))
    row = extend(office, row, until=date(2026, 9, 15))
    assert row.valid_to == date(2026, 9, 15)
    with pytest.raises(Refused, match="before it begins"):
        extend(office, row, until=date(2026, 10, 1), on=date(2026, 11, 1))


def test_a_service_sold_twice_is_told_and_may_be_one_more(office: Office, make: Make) -> None:
    client, service = make.client(), make.service("Каса")
    first = give(office, client, service, valid_from=date(2026, 1, 1))
    with pytest.raises(HasAlready, match=rf"Каса already \(no\. {first.id}, until 31.12.2026\)"):
        give(office, client, service, valid_from=date(2026, 3, 1))
    second = give(office, client, service, valid_from=date(2026, 3, 1), one_more=True)
    assert second.valid_to == date(2027, 2, 28)
    assert len(office.call(client_services.list_client_services, client_id=client.id)) == 2
    office.call(client_services.end_client_service, client_service_id=first.id)
    office.call(client_services.end_client_service, client_service_id=second.id)
    assert give(office, client, service).valid_to is None
    with pytest.raises(Refused, match="no longer has"):
        extend(office, first)


def test_of_two_who_extend_at_once_one_is_told(office: Office, make: Make) -> None:
    row = give(office, make.client(), make.service(), valid_from=date(2026, 1, 1))
    renewal_task(make, row)
    start, told = Barrier(3), []

    def act() -> None:
        start.wait()
        try:
            extend(office, row)
        except Refused as refused:
            told.append(str(refused))

    threads = [Thread(target=act) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["Another person changed the term meanwhile: it now runs until 31.12.2027"] * 2
    assert len(office.call(client_terms.service_terms, client_service_id=row.id)) == 2


def test_the_renewal_task_is_done_with_the_extension(office: Office, make: Make) -> None:
    row = give(office, make.client(), make.service(), valid_from=date(2026, 1, 1))
    task, by_hand = renewal_task(make, row), make.task(client_service_id=row.id)
    with pytest.raises(Refused):
        extend(office, row, until=date(2020, 1, 1))
    assert {one.id for one in office.call(list_tasks)} == {task.id, by_hand.id}
    extend(office, row)
    assert [one.id for one in office.call(list_tasks)] == [by_hand.id]
    done = next(one for one in office.call(list_tasks, with_done=True) if one.id == task.id)
    assert done.stage == TaskStage.DONE


def test_a_corrected_end_takes_its_task_along(office: Office, make: Make) -> None:
    """Given an open renewal, when the end was a slip, then the task stays in hand, for the right end."""
    row = give(office, make.client(), make.service(), valid_from=date(2026, 1, 1))
    task = renewal_task(make, row)
    edit = {"client_service_id": row.id, "version": row.version, "note": "", "valid_from": row.valid_from}
    changed = office.call(client_services.edit_client_service, **edit, valid_to=date(2026, 11, 30))
    assert [one.id for one in office.call(list_tasks)] == [task.id]
    assert changed.anchor == date(2026, 1, 1)
    terms = office.call(client_terms.service_terms, client_service_id=row.id)
    assert [(one.valid_to, one.corrected) for one in terms] == [
        (date(2026, 11, 30), False),
        (date(2026, 12, 31), True),
    ]
    with pytest.raises(ChangedMeanwhile):
        office.call(client_services.edit_client_service, **edit, valid_to=date(2026, 10, 31))
    # Back again: the end has its task (this one), nothing doubles.
    edit["version"] = changed.version
    back = office.call(client_services.edit_client_service, **edit, valid_to=date(2026, 12, 31))
    assert [one.id for one in office.call(list_tasks)] == [task.id]
    office.call(client_services.edit_client_service, **edit | {"version": back.version}, valid_to=None)
    assert office.call(list_tasks) == ()


def test_who_gives_up_a_service_gives_up_its_renewal(office: Office, make: Make) -> None:
    row = give(office, make.client(), make.service(), valid_from=date(2026, 1, 1))
    renewal_task(make, row)
    office.call(client_services.end_client_service, client_service_id=row.id)
    (task,) = office.call(list_tasks, with_done=True)
    assert task.stage == TaskStage.REFUSED


def test_an_accountant_reads_terms_and_changes_none(
    office: Office, make: Make, actors: dict[Role, Actor]
) -> None:
    row = give(office, make.client(), make.service(), valid_from=date(2026, 1, 1))
    desk = office.as_actor(actors[Role.ACCOUNTANT])
    assert len(desk.call(client_terms.service_terms, client_service_id=row.id)) == 1
    with pytest.raises(Forbidden):
        extend(desk, row)
