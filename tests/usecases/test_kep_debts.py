"""Debts about sets: whose, since when; tasks once each. Kept filters and columns; the register as a file."""

import csv
import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.kep_sets import DocumentsPlace, KepDuty
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.exchange.table_file import FileColumn, open_table_file
from crm_tui.store import tables as t
from crm_tui.usecases import kep_columns, kep_debts, kep_facts, tasks
from crm_tui.usecases.office import Office
from tests.factories import Make

TODAY = date(2026, 3, 2)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def sets(make: Make, actors: dict[Role, Actor]) -> dict[str, t.KepSet]:
    """Of a manager: paid 9 days ago, generated 30 days ago; of nobody: paid yesterday; and one in order."""
    mine = actors[Role.MANAGER].id
    with make.together():
        return {
            "paid": make.kep_set(manager_id=mine, issued_on=ago(40), paid_on=ago(9)),
            "generated": make.kep_set(manager_id=mine, issued_on=ago(40), generated_on=ago(30)),
            "nobody": make.kep_set(issued_on=ago(2), paid_on=ago(1)),
            "closed": make.kep_set(
                issued_on=ago(9),
                paid_on=ago(9),
                generated_on=ago(8),
                documents_on=ago(8),
                documents_place=DocumentsPlace.AUTO_RENEWAL,
            ),
            "cancelled": make.kep_set(issued_on=ago(9), paid_on=ago(9), cancelled_on=ago(1)),
        }


def owed(office: Office, **asked: object) -> list[tuple[int, int]]:
    page = office.call(kep_debts.list_kep_debts, **asked)
    return [(one.row.id, one.days) for one in page.rows]


def test_debts_of_documents_are_the_oldest_first_and_gone_with_the_mark(
    office: Office, sets: dict[str, t.KepSet]
) -> None:
    ids = {name: row.id or 0 for name, row in sets.items()}
    all_of = [(ids["generated"], 30), (ids["paid"], 9), (ids["nobody"], 1)]
    assert owed(office) == all_of
    assert owed(office, duty=KepDuty.GENERATION) == all_of[1:]
    assert owed(office, duty=KepDuty.PAYMENT) == all_of[:1]
    assert owed(office, manager="ніхто") == all_of[2:]
    first = office.call(kep_debts.list_kep_debts, limit=1)
    assert owed(office, older=first.older) == all_of[1:]
    place = DocumentsPlace.AUTO_RENEWAL
    office.call(kep_facts.complete_documents, set_id=ids["generated"], place=place)
    assert owed(office) == all_of[1:]


def test_each_manager_has_his_sums(
    office: Office, sets: dict[str, t.KepSet], actors: dict[Role, Actor]
) -> None:
    assert len(sets) == 5
    found = office.call(kep_debts.sum_kep_debts)
    assert [
        (one.manager.id if one.manager else None, one.count, one.total_kop, one.oldest_days) for one in found
    ] == [(actors[Role.MANAGER].id, 2, 199_200, 30), (None, 1, 99_600, 1)]


def test_a_debt_gets_one_task_however_often_it_is_asked(
    office: Office, sets: dict[str, t.KepSet], actors: dict[Role, Actor]
) -> None:
    manager = office.as_actor(actors[Role.MANAGER])
    made = manager.call(kep_debts.make_debt_tasks, set_ids=(sets["paid"].id or 0,))
    assert (made.made, made.known) == (1, 0)
    made = office.call(kep_debts.make_debt_tasks)
    assert (made.made, made.known) == (2, 1)
    assert office.call(kep_debts.make_debt_tasks).made == 0
    assert all(one.task_id for one in office.call(kep_debts.list_kep_debts).rows)
    assert len(office.call(tasks.list_tasks, limit=10)) == 3
    colleague = office.as_actor(actors[Role.SPECIALIST])
    assert colleague.call(kep_debts.make_debt_tasks, duty=KepDuty.PAYMENT, manager="").made == 0
    with pytest.raises(Forbidden):
        office.as_actor(actors[Role.OPERATOR]).call(kep_debts.make_debt_tasks)
    with pytest.raises(Refused, match="one of: documents"):
        office.call(kep_debts.list_kep_debts, duty=KepDuty.FORM_5PRRO)


def test_columns_are_kept_for_the_person(office: Office, actors: dict[Role, Actor]) -> None:
    manager = office.as_actor(actors[Role.MANAGER])

    def names(desk: Office, **asked: str) -> list[str]:
        return [one.name for one in desk.call(kep_columns.my_kep_columns, **asked)]

    usual = names(manager)
    manager.call(kep_columns.choose_kep_columns, names="client, total,client")
    assert names(manager) == ["client", "total_kop"]
    assert names(manager, names="box") == ["box"]
    assert names(office) == usual
    with pytest.raises(Refused, match="no column colour"):
        manager.call(kep_columns.choose_kep_columns, names="colour")
    manager.call(kep_columns.choose_kep_columns, names="")
    assert names(manager) == usual


def test_the_register_is_written_whole_and_harmless(office: Office, make: Make, tmp_path: Path) -> None:
    client = make.client("=HYPERLINK(1)")
    for day in (1, 2, 3):
        make.kep_set(client, issued_on=ago(day), paid_on=ago(1) if day == 2 else None)
    chosen = office.call(kep_columns.my_kep_columns, names="id,client,total,issued_on,paid_on,state")
    columns = [FileColumn(one.name, one.title, one.kind == "money") for one in chosen]
    for form in ("csv", "json", "xlsx"):
        with open_table_file(tmp_path / f"out.{form}", form, columns) as (write, total):
            sums = office.call(
                kep_columns.export_register,
                write=lambda row, write=write: write([one.value(row) for one in chosen]),
                sort="issued",
            )
            total([sums.count, None, sums.total_kop, None, None, None])
    lines = list(csv.reader(StringIO((tmp_path / "out.csv").read_text("utf-8-sig")), delimiter=";"))
    assert [line[1:] for line in lines[1:]] == [
        ["'=HYPERLINK(1)", "996,00", "27.02.2026", "", "виписано"],
        ["'=HYPERLINK(1)", "996,00", "28.02.2026", "01.03.2026", "оплачено"],
        ["'=HYPERLINK(1)", "996,00", "01.03.2026", "", "виписано"],
        ["", "2988,00", "", "", ""],
    ]
    told = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert (len(told["rows"]), told["total"]["total_kop"], told["rows"][0]["paid_on"]) == (3, "2988.00", None)
    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert [sheet.cell(2, place).value for place in (2, 3)] == ["=HYPERLINK(1)", 996]
    assert sheet.cell(2, 2).data_type == "s"
    assert [sheet.cell(5, place).value for place in (1, 3)] == [3, 2988]
    with pytest.raises(Refused, match="must end with"), open_table_file(tmp_path / "x.pdf", "pdf", columns):
        pass
