"""Statistics of sets: each figure is its rows; the funnel; who earns by what (S58, S60, S61)."""

import random
from datetime import date, timedelta

import pypdfium2
import pytest

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Role
from crm_tui.domain.periods import Period
from crm_tui.domain.permissions import Actor
from crm_tui.reports.kep import BY, kep, kep_funnel, kep_rows, kep_wages
from crm_tui.reports.parts.axes import Axis
from crm_tui.reports.parts.kep_sums import KepBehind
from crm_tui.reports.parts.shapes import Report
from crm_tui.reports.render.formats import Format, render
from crm_tui.screens.report_views import bar_rows
from crm_tui.usecases.office import Office
from tests.factories import Make

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
People = tuple[Actor, Actor, Actor]


@pytest.fixture
def people(make: Make) -> People:
    names = {"anna": Role.MANAGER, "taras": Role.MANAGER, "oleh": Role.REGISTRATION_ADMINISTRATOR}
    return tuple(make.actor(role, login=login, full_name=login.title()) for login, role in names.items())  # type: ignore[return-value]


@pytest.fixture
def head(office: Office, actors: dict[Role, Actor]) -> Office:
    return office.as_actor(actors[Role.HEAD])


def fill(make: Make, people: People, number: int, seed: int) -> None:
    """Sets of all states over two months round March, by chance."""
    chance = random.Random(seed)
    kinds = [make.kep_kind(f"Вид {n}").id for n in range(3)]
    client = make.client("Ромашка")
    anna, taras, oleh = people

    def day(begin: date) -> date | None:
        return begin + timedelta(days=chance.randint(0, 20)) if chance.random() < 0.7 else None

    with make.together():
        for _ in range(number):
            issued = date(2026, 2, 15) + timedelta(days=chance.randint(0, 60))
            generated = day(issued)
            own = chance.randint(1, 90_000)
            make.kep_set(
                client,
                kind_id=chance.choice(kinds),
                manager_id=chance.choice([anna.id, taras.id, None]),
                issued_on=issued,
                paid_on=day(issued),
                ordered_on=day(issued),
                ordered_by_id=chance.choice([oleh.id, taras.id]),
                generated_on=generated,
                generated_by_id=oleh.id if generated else None,
                documents_on=day(issued),
                cancelled_on=issued if chance.random() < 0.1 else None,
                own_kop=own,
                ca_kop=0,
                total_kop=own,
            )


def behind(office: Office, wanted: KepBehind) -> tuple[int, int]:
    """(how many, their sum) of the rows behind a figure, page by page."""
    rows, older = [], None
    while True:
        page = office.call(kep_rows, behind=wanted, older=older, limit=7)
        rows += page.rows
        if (older := page.older) is None:
            assert len({row.id for row in rows}) == len(rows)
            return len(rows), sum(row.total_kop for row in rows)


def adds_up(office: Office, report: Report) -> None:
    assert report.total is not None
    for line in (*report.lines, report.total):
        for place in range(1, 6):
            assert behind(office, line.behind[place])[0] == line.values[place]
        assert behind(office, line.behind[6])[1] == line.values[6]
    for place in range(1, 7):
        assert report.total.values[place] == sum(line.values[place] for line in report.lines)


def test_each_figure_is_its_rows_along_every_axis(head: Office, make: Make, people: People) -> None:
    fill(make, people, 60, seed=3)
    for by in BY:
        if by not in {Axis.DAY, Axis.WEEK}:
            adds_up(head, head.call(kep, period=MARCH, by=by))
    adds_up(head, head.call(kep, period=MARCH, only="manager!=anna generated=oleh"))


def test_who_may_not_see_others_sees_what_he_sold_ordered_or_made(
    head: Office, make: Make, people: People
) -> None:
    fill(make, people, 40, seed=4)
    taras = head.as_actor(people[1])
    report = taras.call(kep, period=MARCH)
    adds_up(taras, report)
    whole = head.call(kep, period=MARCH)
    assert report.total is not None
    assert whole.total is not None
    assert report.total.values[1] < whole.total.values[1]
    cell = whole.total.behind[1]
    assert behind(taras, cell)[0] == report.total.values[1], "a head's figure opens one's own rows only"


def test_the_funnel_follows_the_sets_of_the_period(head: Office, make: Make, people: People) -> None:
    fill(make, people, 50, seed=5)
    report = head.call(kep_funnel, period=MARCH)
    for line in report.lines:
        assert behind(head, line.behind[1]) == (line.values[1], line.values[2])
    issued, *later = [line.values[1] for line in report.lines]
    assert issued > 0
    assert all(sets <= issued for sets in later)
    # Middle stands below middle.
    drawn = [row.cells[2] for row in bar_rows(report, 80)]
    assert drawn[0].startswith("█")
    middles = [(len(one) - len(one.lstrip()) + len(one)) // 2 for one in drawn if one.strip()]
    assert max(middles) - min(middles) <= 1
    for form in Format:
        assert render(report, form)


def test_the_ground_for_wages_names_who_sold_ordered_and_made_each_paid_set(
    head: Office, make: Make, people: People
) -> None:
    fill(make, people, 50, seed=6)
    report = head.call(kep_wages, period=MARCH)
    figures = head.call(kep, period=MARCH)
    assert figures.total is not None
    assert report.total is not None
    for line in (*report.lines[:5], report.total):
        assert behind(head, line.behind[-1])[1] == line.values[-1]
    assert (len(report.lines), report.total.values[-1]) == (figures.total.values[2], figures.total.values[6])
    assert [line.values[0] for line in report.lines] == sorted(line.values[0] for line in report.lines)
    only = head.call(kep_wages, period=MARCH, only="ordered=taras")
    assert {line.values[5] for line in only.lines} == {"Taras"}


def test_bars_of_several_figures_name_the_line_and_then_each(
    head: Office, make: Make, people: People
) -> None:
    fill(make, people, 20, seed=7)
    report = head.call(kep, period=MARCH)
    rows = bar_rows(report, 80)
    assert rows[0].cells == (report.lines[0].values[0], "", "")
    assert [row.cells[0].strip() for row in rows[1:6]] == ["Issued", "Paid", "Ordered", "Generated", "Closed"]


def test_a_strange_axis_or_filter_is_refused(head: Office) -> None:
    with pytest.raises(Refused, match="not laid out by"):
        head.call(kep, period=MARCH, by=Axis.CLIENT)
    with pytest.raises(Refused, match="there is no nobody"):
        head.call(kep_funnel, period=MARCH, only="ordered=nobody")


def test_the_ground_for_wages_is_one_page_wide_and_no_picture(
    head: Office, make: Make, people: People
) -> None:
    kind = make.kep_kind("Комплект КЕП: керівник, бухгалтер і печатка, 2 роки")
    client = make.client("Спеціалізоване підприємство «Будинок культури та відпочинку»")
    make.kep_set(
        client,
        kind_id=kind.id,
        kind_name="Комплект КЕП: керівник, бухгалтер і печатка, 2 роки",
        paid_on=date(2026, 3, 2),
        manager_id=people[0].id,
    )
    report = head.call(kep_wages, period=MARCH)
    assert report.lines[0].values[3] == "керівник, бухгалтер і печатка, 2 роки"
    assert len(pypdfium2.PdfDocument(render(report, Format.PDF))) == 1
    with pytest.raises(Refused, match="nothing in it to draw"):
        render(report, Format.SVG)
