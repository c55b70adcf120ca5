"""Who fell away, who came, who stayed: by the terms of services (S70)."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.kinds import Role, TermSource
from crm_tui.domain.periods import Period, period_before
from crm_tui.domain.permissions import Actor
from crm_tui.reports.churn import ChurnBehind, ChurnRow, Group, churn, churn_rows
from crm_tui.reports.parts.shapes import Report
from crm_tui.store.tables import ClientServiceTerm
from crm_tui.usecases.office import Office
from tests.conftest import Clock
from tests.factories import Make

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))


def opened(office: Office, behind: ChurnBehind) -> list[ChurnRow]:
    rows, older = [], None
    while True:
        page = office.call(churn_rows, behind=behind, older=older, limit=2)
        rows += page.rows
        if (older := page.older) is None:
            return rows


def table(report: Report) -> dict[str, tuple[int, ...]]:
    return {line.values[0]: line.values[1:6] for line in report.lines}


def test_lost_kept_and_new_clients_with_their_last_talk(
    office: Office, make: Make, actors: dict[Role, Actor]
) -> None:
    medoc, kep = make.service("M.E.Doc", code="MEDOC"), make.service("КЕП", code="KEP")
    gone, stays, comes = (make.client(name) for name in ("Пішов", "Лишився", "Прийшов"))
    for client, service, first, last in (
        (gone, medoc, date(2025, 3, 1), date(2026, 2, 28)),
        (gone, kep, date(2026, 1, 1), date(2026, 12, 31)),
        (stays, medoc, date(2025, 6, 1), date(2026, 3, 1)),
        (comes, medoc, date(2026, 3, 31), None),
    ):
        make.client_service(client, service, valid_from=first, valid_to=last)
    make.talk(gone, actors[Role.MANAGER], started_at=datetime(2026, 2, 1, tzinfo=UTC), result="мовчать")
    make.talk(gone, actors[Role.MANAGER], started_at=datetime(2026, 2, 20, tzinfo=UTC), result="дорого")
    report = office.call(churn, period=MARCH, before=FEBRUARY)
    assert table(report) == {
        "Clients with any of them": (2, 0, 2, 1, 3),
        "M.E.Doc": (2, 1, 1, 1, 2),
        "КЕП": (1, 0, 1, 0, 1),
    }
    medoc_line = report.lines[1]
    assert medoc_line.values[6] == 0.5
    (row,) = opened(office, medoc_line.behind[2])
    assert (row.client, row.valid_to, row.result) == ("Пішов", date(2026, 2, 28), "дорого")
    assert row.talked_at == datetime(2026, 2, 20, tzinfo=UTC)
    only = office.call(churn, period=MARCH, before=FEBRUARY, only="service=MEDOC")
    assert table(only)["Clients with any of them"] == (2, 1, 1, 1, 2)


def test_a_former_term_counts_a_corrected_one_does_not(office: Office, make: Make) -> None:
    medoc = make.service("M.E.Doc")
    renewed, corrected = make.client("Поновив"), make.client("Виправлено")
    now = make.client_service(renewed, medoc, valid_from=date(2026, 3, 10), valid_to=date(2027, 3, 9))
    make.save(_term(now.id, date(2025, 2, 10), date(2026, 2, 9)))
    other = make.client_service(corrected, medoc, valid_from=date(2026, 3, 10), valid_to=date(2027, 3, 9))
    wrong = make.save(_term(other.id, date(2026, 2, 1), date(2027, 1, 31)))
    make.save(_term(other.id, date(2026, 3, 10), date(2027, 3, 9), corrects_id=wrong.id))
    assert table(office.call(churn, period=MARCH, before=FEBRUARY))["M.E.Doc"] == (1, 0, 1, 1, 2)


def test_a_service_that_was_ended_early_is_over(office: Office, make: Make) -> None:
    ended = datetime(2026, 2, 28, 21, 59, tzinfo=UTC)  # a minute before March in Kyiv
    make.client_service(make.client(), make.service("M.E.Doc"), valid_from=date(2026, 1, 1), ended_at=ended)
    assert table(office.call(churn, period=MARCH, before=FEBRUARY))["M.E.Doc"] == (1, 1, 0, 0, 0)


def test_any_cell_is_its_clients(office: Office, make: Make) -> None:
    chance = random.Random(9)
    services, clients = [make.service() for _ in range(3)], [make.client() for _ in range(8)]
    for _ in range(25):
        first = date(2025, 11, 1) + timedelta(days=chance.randrange(170))
        last = chance.choice([None, first + timedelta(days=chance.randrange(90))])
        make.client_service(chance.choice(clients), chance.choice(services), valid_from=first, valid_to=last)
    report = office.call(churn, period=MARCH)
    for line in report.lines:
        for place, group in enumerate(Group, 1):
            behind = line.behind[place]
            assert behind.group is group
            assert len({row.client_id for row in opened(office, behind)}) == line.values[place]
        before, lost, kept, new, now = line.values[1:6]
        assert (before, now) == (lost + kept, kept + new)


def test_periods_and_whose(office: Office, make: Make, actors: dict[Role, Actor], clock: Clock) -> None:
    assert period_before(MARCH) == Period(date(2026, 1, 29), date(2026, 2, 28))
    with pytest.raises(Refused, match="must end before"):
        office.call(churn, period=MARCH, before=MARCH)
    mine, service = actors[Role.MANAGER], make.service("M.E.Doc")
    for manager_id in (mine.id, actors[Role.HEAD].id):
        make.client_service(make.client(), service, manager_id=manager_id, valid_from=date(2026, 3, 1))
    desk = office.as_actor(mine)
    assert table(desk.call(churn, period=MARCH))["M.E.Doc"] == (0, 0, 0, 1, 1)
    everything = office.call(churn, period=MARCH)
    assert table(everything)["M.E.Doc"][4] == 2
    assert len(opened(desk, everything.lines[0].behind[5])) == 1
    with pytest.raises(Forbidden):
        desk.call(churn, period=MARCH, only=f"manager={actors[Role.HEAD].login}")


def _term(
    client_service_id: int | None, first: date, last: date, corrects_id: int | None = None
) -> ClientServiceTerm:
    return ClientServiceTerm(
        client_service_id=client_service_id or 0,
        valid_from=first,
        valid_to=last,
        source=TermSource.TYPED,
        corrects_id=corrects_id,
    )
