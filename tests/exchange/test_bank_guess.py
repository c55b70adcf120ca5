"""A table of a bank that nobody knows is read by a mapping that was guessed, corrected and kept."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from crm_tui.domain.bank_row import BankRow
from crm_tui.domain.errors import Refused
from crm_tui.exchange.bank_draft import MappingDraft, mapping_of, try_draft
from crm_tui.exchange.bank_guess import draft_mapping
from crm_tui.exchange.bank_mapping import DirectionBy, TableMapping, read_mapping, write_mapping
from crm_tui.exchange.bank_mappings import shipped
from crm_tui.exchange.bank_reading import draft_from, read_bank_file
from crm_tui.exchange.sheet import open_sheet
from tests.exchange.bank_writers import ROWS, WRITERS
from tests.exchange.test_bank_files import DATA, told

CASH = """Каса за листопад
Коли;Скільки;Хто;За що;Рух
03.11.2026;1 536,00;ТОВ Приклад;Оплата за КЕП;прихід
14.11.2026;100,50;ФОП Іваненко;Повернення;розхід
"""
BARE = """03.11.2026;1536,00;UA413052990000026007000000101;99001004;Оплата за КЕП зг. рах. № 1287
04.11.2026;100,50;UA103220010000026008000000707;99001016;Оплата за КЕП зг. рах. № 1288
"""


def drafted(tmp_path: Path, text: str) -> MappingDraft:
    file = tmp_path / "table.csv"
    file.write_text(text, "utf-8")
    with open_sheet(file) as sheet:
        return draft_mapping(sheet)


def fields(draft: MappingDraft) -> dict[str, str]:
    return {draft.columns[place].heading: field for field, place in draft.fields}


def test_columns_are_guessed_by_their_headings_and_words(tmp_path: Path) -> None:
    draft = drafted(tmp_path, CASH)
    assert draft.header_line == 2
    assert fields(draft) == {
        "Коли": "day", "Скільки": "amount", "Хто": "payer", "За що": "purpose", "Рух": "direction"
    }  # fmt: skip
    rows = [one for one in try_draft(draft) if isinstance(one, BankRow)]
    assert [(row.amount_kop, row.incoming) for row in rows] == [(153_600, True), (10_050, False)]


def test_columns_without_headings_are_guessed_by_what_stands_in_them(tmp_path: Path) -> None:
    draft = drafted(tmp_path, BARE)
    assert fields(draft) == {
        "#1": "day", "#2": "amount", "#3": "payer_iban", "#4": "payer_code", "#5": "purpose"
    }  # fmt: skip
    assert len(try_draft(draft)) == 2


def test_what_was_guessed_wrong_is_put_right(tmp_path: Path) -> None:
    draft = drafted(tmp_path, CASH).without("amount")
    with pytest.raises(Refused, match="say which column is the sum"):
        try_draft(draft)
    with pytest.raises(Refused, match="no column «Сума»; there are «Коли», «Скільки»"):
        draft.place_of("Сума")
    draft = draft.put(draft.place_of("#2"), "amount")
    assert fields(draft)["Скільки"] == "amount"
    moved = draft.put(draft.place_of("Хто"), "purpose")
    assert "За що" not in fields(moved), "a field has one column"


def test_days_tell_their_own_order(tmp_path: Path) -> None:
    text = "Date;Amount\n11/03/2026;10.00\n11/14/2026;20.00\n"
    rows = try_draft(drafted(tmp_path, text))
    assert [str(row.day) for row in rows if isinstance(row, BankRow)] == ["2026-11-03", "2026-11-14"]


@pytest.mark.parametrize("name", ["privat24.csv", "ibank2.csv", "alfa.csv", "monobank.csv", "privat24.xlsx"])
@settings(max_examples=5)
@given(rows=ROWS)
def test_a_guess_reads_sums_to_the_kopiyka(name: str, rows: list[BankRow], tmp_path_factory) -> None:  # type: ignore[no-untyped-def]
    _kind, write, kept = WRITERS[name]
    file = tmp_path_factory.getbasetemp() / name
    file.write_bytes(write(rows * 3))
    with open_sheet(file) as sheet:
        draft = draft_mapping(sheet)
    if "direction" in draft.places and not (draft.debit and draft.credit):
        draft = draft.with_direction(DirectionBy.WORD, ("Дебет",), ("Кредит",))
    read = read_bank_file(file, mappings=(mapping_of(draft, "mine"),), only="mine")
    sums = kept & {"day", "amount_kop", "incoming", "currency"}
    assert [told(row, sums) for row in read.checked()] == [told(row, sums) for row in rows * 3]


def test_a_known_bank_begins_from_its_mapping(tmp_path: Path) -> None:
    draft = draft_from(DATA / "constructed_clientbank.dbf", shipped())
    made = mapping_of(draft, "мій", "Мій банк")
    (known,) = (one for one in shipped() if one.name == "dbf_otp")
    columns = tuple(sorted(made.columns))
    assert replace(made, columns=columns) == replace(
        known, columns=tuple(sorted(known.columns)), name="мій", title="Мій банк", own=True
    )


def test_what_is_no_table_needs_no_mapping() -> None:
    with pytest.raises(Refused, match=r"CAMT\.053 needs no mapping"):
        draft_from(DATA / "constructed_camt053.xml", shipped())


@pytest.mark.parametrize("mapping", shipped(), ids=lambda one: one.name)
def test_a_mapping_is_written_as_it_is_read(mapping: TableMapping) -> None:
    assert read_mapping(write_mapping(mapping), mapping.name) == mapping


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = ", "mapping x: Invalid value"),
        ('title = "X"\n[columns]\nday = "Д"', "say which column is the sum"),
        ('title = "X"\n[columns]\nwhen = "Д"', "no field when; there are day, amount"),
        ('title = "X"\nother = 1', "unknown: other"),
        ('title = "X"\n[direction]\nby = "word"\n[columns]\nday = "Д"\namount = "С"', "in which column"),
        ('title = "X"\n[columns]\nday = "Д"\namount = "С"\n[fixed]\ncurrency = "Q"', "«Q» is none"),
        ("x = [" * 5_000, "mapping x"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused_with_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_mapping(text, "x")
