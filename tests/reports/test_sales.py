"""Sales for wages: every payment behind a sum, and nothing else (S33)."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.errors import Forbidden
from crm_tui.domain.kinds import Role
from crm_tui.domain.periods import Period
from crm_tui.domain.permissions import Actor
from crm_tui.reports.parts.axes import Axis
from crm_tui.reports.parts.sale_moves import split
from crm_tui.reports.parts.shapes import Report
from crm_tui.reports.sales import BY, SalesBehind, sales, sales_explained, sales_rows
from crm_tui.store.scope import read_scope
from crm_tui.store.tables import Allocation, Paper, PaperLine
from crm_tui.usecases import payments
from crm_tui.usecases.office import Office
from tests.conftest import Clock
from tests.factories import SETUP, Make

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))


def invoice(make: Make, author: Actor, total: int, services: dict[int | None, int], vat: int = 0) -> Paper:
    """An issued invoice of these lines."""
    paper = make.paper(
        author_id=author.id, net_kop=total - vat, vat_kop=vat, total_kop=total, own_entity_id=1
    )
    for place, (service_id, sum_kop) in enumerate(services.items(), 1):
        line = {"unit": "шт", "quantity_milli": 1000, "price_kop": sum_kop, "vat": "vat_exempt", "vat_kop": 0}
        make.save(PaperLine(paper_id=paper.id or 0, place=place, service_id=service_id, name="рядок",
                            net_kop=sum_kop, total_kop=sum_kop, **line))  # fmt: skip
    return paper


def pay(office: Office, make: Make, paper: Paper, kop: int, day: date, **values: str) -> int:
    """Money that came on that day, laid on the invoice; gives the payment."""
    payment = make.payment(day=day, amount_kop=kop, own_entity_id=1, **values)
    office.call(payments.allocate, payment_id=payment.id, paper_id=paper.id)
    return payment.id or 0


def paid_behind(office: Office, behind: SalesBehind) -> tuple[int, int]:
    """What the rows of a cell come to, page by page."""
    rows, older = [], None
    while True:
        page = office.call(sales_rows, behind=behind, older=older, limit=7)
        rows += page.rows
        if (older := page.older) is None:
            return sum(row.paid_kop for row in rows), sum(row.net_kop for row in rows)


def adds_up(office: Office, report: Report) -> None:
    assert report.total is not None
    for line in (*report.lines, report.total):
        assert paid_behind(office, line.behind[2]) == line.values[2:4]
    for place in (2, 3):
        assert report.total.values[place] == sum(line.values[place] for line in report.lines)


@pytest.fixture
def people(make: Make) -> tuple[Actor, Actor]:
    make.own_entity()
    anna = make.actor(Role.MANAGER, full_name="Анна", login="anna")
    return anna, make.actor(Role.MANAGER, full_name="Тарас", login="taras")


def test_any_cell_is_its_payments(
    office: Office, make: Make, people: tuple[Actor, Actor], clock: Clock
) -> None:
    chance = random.Random(5)
    services = [make.service(f"Послуга {n}").id for n in range(3)]
    for _ in range(12):
        lines = {chance.choice([*services, None]): chance.randint(1, 90_000) for _ in range(3)}
        paper = invoice(make, chance.choice(people), sum(lines.values()), lines)
        for _ in range(2):
            day = date(2026, 1, 1) + timedelta(days=chance.randint(0, 60))
            pay(
                office, make, paper, chance.randint(1, max(paper.total_kop // 2, 1)), min(day, clock().date())
            )
    laid = _allocations(office)
    office.call(payments.reverse_allocation, allocation_id=laid[0].id, reason="не той рахунок")
    standing = sum(one.amount_kop for one in _allocations(office) if one.reversed_at is None)
    for by in BY:
        report = office.call(sales, period=YEAR, by=by)
        adds_up(office, report)
        assert report.total is not None
        assert report.total.values[2] == standing
    adds_up(office, office.call(sales, period=FEBRUARY, only=f"manager={people[0].login}"))
    explained = office.call(sales_explained, period=YEAR)
    assert explained.total is not None
    assert explained.total.values[5] == standing == sum(line.values[5] for line in explained.lines)


def _allocations(office: Office) -> list[Allocation]:
    from sqlmodel import select

    with read_scope(office.store, SETUP) as unit:
        return list(unit.session.exec(select(Allocation).order_by(Allocation.id)).all())  # type: ignore[arg-type]


def test_the_day_of_the_money_decides_the_month(
    office: Office, make: Make, people: tuple[Actor, Actor]
) -> None:
    anna, taras = people
    medoc = make.service("M.E.Doc", code="MEDOC")
    paper = invoice(make, anna, 120_000, {medoc.id: 120_000}, vat=20_000)
    pay(office, make, paper, 60_000, date(2026, 1, 31), payer="ТОВ Ромашка", document_number="45")
    pay(office, make, paper, 60_000, date(2026, 2, 1))
    pay(office, make, invoice(make, taras, 5_000, {None: 5_000}), 5_000, date(2026, 2, 28))
    report = office.call(sales, period=FEBRUARY)
    assert [line.values[:4] for line in report.lines] == [
        ("Анна", 1, 60_000, 50_000),
        ("Тарас", 1, 5_000, 5_000),
    ]
    months = office.call(sales, period=YEAR, by=Axis.MONTH)
    assert [line.values[0] for line in months.lines] == ["01.2026", "02.2026", "03.2026"]
    assert [line.values[2] for line in months.lines] == [60_000, 65_000, 0]
    by_service = office.call(sales, period=YEAR, by=Axis.SERVICE)
    assert [line.values[:3] for line in by_service.lines] == [
        ("M.E.Doc", 1, 120_000),
        ("(no service)", 1, 5_000),
    ]
    (first, *_rest) = office.call(sales_explained, period=YEAR, only="service=MEDOC").lines
    assert first.values[:2] == (date(2026, 1, 31), "Анна")
    assert first.values[4] == "№45: 600,00 ТОВ Ромашка"


def test_managers_see_their_own_sales_accountants_all(
    office: Office, make: Make, people: tuple[Actor, Actor], actors: dict[Role, Actor]
) -> None:
    anna, taras = people
    for author in people:
        pay(office, make, invoice(make, author, 1_000, {None: 1_000}), 1_000, date(2026, 2, 2))
    desk = office.as_actor(anna)
    assert [line.values[0] for line in desk.call(sales, period=FEBRUARY).lines] == ["Анна"]
    assert [line.values[1] for line in desk.call(sales_explained, period=FEBRUARY).lines] == ["Анна"]
    everything = office.as_actor(actors[Role.ACCOUNTANT]).call(sales, period=FEBRUARY)
    assert everything.total is not None
    assert everything.total.values[2] == 2_000
    assert paid_behind(desk, everything.total.behind[2])[0] == 1_000
    with pytest.raises(Forbidden):
        desk.call(sales_explained, period=FEBRUARY, only=f"manager={taras.login}")


@given(st.integers(1, 10**9), st.dictionaries(st.integers(0, 9), st.integers(0, 10**6), min_size=1))
def test_parts_of_a_sum_are_the_whole_sum(amount: int, weights: dict[int, int]) -> None:
    parts = split(amount, weights)
    assert sum(parts.values()) == amount
    assert min(parts.values()) >= 0
