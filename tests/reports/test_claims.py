"""Claims to the CA: its money that nobody has posted, as a list; each figure is its rows."""

from datetime import date

import pytest

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Role
from crm_tui.domain.periods import Period
from crm_tui.domain.permissions import Actor
from crm_tui.reports.claims import claim_rows, claims
from crm_tui.reports.parts.claimed import Claim, ClaimBehind
from crm_tui.reports.render.formats import Format, render
from crm_tui.usecases.office import Office
from tests.conftest import Clock
from tests.factories import Make

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def accountant(office: Office, actors: dict[Role, Actor]) -> Office:
    return office.as_actor(actors[Role.ACCOUNTANT])


def opened(office: Office, behind: ClaimBehind) -> list[Claim]:
    rows, older = [], None
    while True:
        page = office.call(claim_rows, behind=behind, older=older, limit=2)
        rows += page.rows
        if (older := page.older) is None:
            return rows


@pytest.fixture
def unknown(make: Make, clock: Clock) -> list[int]:
    """Three payments that wait on the CA's account in March, and all kinds of those that are no claims."""
    client = make.client("ТОВ Ромашка", tax_code="99001004")
    with make.together():
        ours = make.own_entity().id
        wait = [
            make.payment(
                client,
                own_entity_id=None,
                day=date(2026, 3, 9),
                allocated_kop=30_000,
                returned_kop=20_000,
                payer="=Ромашка",
                payer_code="99001040",
                purpose="за КЕП",
            ),
            make.payment(own_entity_id=None, day=date(2026, 3, 1), payer="Хтось", document_number="45"),
            make.payment(own_entity_id=None, day=date(2026, 3, 31), amount_kop=1),
        ]
        make.payment(own_entity_id=ours, day=date(2026, 3, 9), payer="На нашому рахунку")
        make.payment(own_entity_id=None, day=date(2026, 2, 28), payer="До періоду")
        make.payment(own_entity_id=None, day=date(2026, 4, 1), payer="Після періоду")
        for no_claim in (
            {"allocated_kop": 100_000},
            {"returned_kop": 100_000},
            {"advance_at": clock()},
            {"reversed_at": clock(), "reason": "помилка"},
        ):
            make.payment(own_entity_id=None, day=date(2026, 3, 9), **no_claim)
    return [one.id or 0 for one in wait]


def test_only_unposted_money_of_the_ca_is_claimed_and_each_figure_is_its_rows(
    accountant: Office, unknown: list[int]
) -> None:
    report = accountant.call(claims, period=MARCH)
    romashka, somebody, kopiyka = unknown
    assert [line.values for line in report.lines] == [
        (date(2026, 3, 1), 100_000, 100_000, "Хтось", "", "", "", ""),
        (date(2026, 3, 9), 100_000, 50_000, "=Ромашка", "99001040", "за КЕП", "ТОВ Ромашка", "99001004"),
        (date(2026, 3, 31), 1, 1, "", "", "", "", ""),
    ]
    assert report.total is not None
    assert report.total.values[1:4] == (200_001, 150_001, "Total")
    assert [[one.id for one in opened(accountant, line.behind[1])] for line in report.lines] == [
        [somebody],
        [romashka],
        [kopiyka],
    ]
    assert [one.id for one in opened(accountant, report.total.behind[1])] == [kopiyka, romashka, somebody]
    for line in (*report.lines, report.total):
        for place, name in ((1, "amount_kop"), (2, "free_kop")):
            rows = opened(accountant, line.behind[place])
            assert sum(getattr(one, name) for one in rows) == line.values[place]


def test_the_list_is_a_file_in_which_no_payer_acts_as_a_formula(
    accountant: Office, unknown: list[int]
) -> None:
    report = accountant.call(claims, period=MARCH)
    lines = render(report, Format.CSV).decode("utf-8-sig").splitlines()
    assert lines[2] == "09.03.2026;1000,00;500,00;'=Ромашка;99001040;за КЕП;ТОВ Ромашка;99001004"
    assert lines[-1] == ";2000,01;1500,01;Total;;;;"
    for form in (Format.JSON, Format.XLSX, Format.PDF):
        assert render(report, form)


def test_days_without_claims_are_empty_and_a_filter_is_refused(accountant: Office) -> None:
    report = accountant.call(claims, period=MARCH)
    assert (report.lines, report.total and report.total.values[1:3]) == ((), (0, 0))
    with pytest.raises(Refused, match="no filter; take it away: manager=anna"):
        accountant.call(claims, period=MARCH, only="manager=anna")
