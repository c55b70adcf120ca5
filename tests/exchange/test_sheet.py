import codecs
import json
import time
import tracemalloc
import zipfile
from contextlib import suppress

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from crm_tui.domain.errors import Refused
from crm_tui.exchange import sheet_csv, sheet_xlsx, xlsx_guard
from crm_tui.exchange.sheet import open_sheet

ROWS = [
    ["Назва", "Код", "Примітка"],
    ["ТОВ «Ґава; і Ко»", "00032129", 'лапки " і, кома'],
    ["Їжак", "", "два\nрядки"],
]
LINES = [(1, ROWS[0]), (2, ROWS[1]), (3, ROWS[2])]


def as_csv(rows, delimiter):
    def cell(text):
        return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in '"\n;,\t') else text

    return "".join(delimiter.join(map(cell, row)) + "\r\n" for row in rows)


def read(path):
    with open_sheet(path) as sheet:
        return list(sheet.rows())


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_csv_of_every_office(tmp_path, encoding, delimiter):
    file = tmp_path / "list.csv"
    file.write_bytes(as_csv(ROWS, delimiter).encode(encoding))
    assert read(file) == LINES


def test_a_cell_of_two_lines_keeps_the_numbers_of_lines_right(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(as_csv([ROWS[0], ROWS[2], ROWS[1]], ";"), "utf-8")
    assert [number for number, _cells in read(file)] == [1, 2, 4]


def test_empty_lines_are_left_out(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("Назва;Код\n\n;\nЇжак;1\n", "utf-8")
    assert read(file) == [(1, ["Назва", "Код"]), (4, ["Їжак", "1"])]


def test_a_safe_formula_is_read_as_it_was(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("Назва;Телефон\n'=1+1;+380500000101\n", "utf-8")
    assert read(file)[1] == (2, ["=1+1", "+380500000101"])


def test_xlsx_with_numbers_dates_and_empty_sheets(tmp_path):
    import datetime as dt

    book = Workbook()
    second = book.create_sheet("Дані")
    second.append(["Назва", "Код", "Дата", "Ціна"])
    second.append(["Їжак", 14360570.0, dt.date(2026, 4, 15), 1.5])
    second.append([None, None])
    second.append(["=1+1", "00032129", None, None])
    file = tmp_path / "list.xlsx"
    book.save(file)
    assert read(file) == [
        (1, ["Назва", "Код", "Дата", "Ціна"]),
        (2, ["Їжак", "14360570", "2026-04-15", "1.5"]),
        (4, ["", "00032129"]),  # a formula without a stored value
    ]


def test_json_of_one_record_on_a_line_and_of_any_shape(tmp_path):
    records = [{"full_name": "Їжак", "phones": ["1", "2"]}, {"full_name": "Ґава", "phones": None}]
    by_line = tmp_path / "lines.json"
    by_line.write_text(
        "[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in records) + "\n]\n", "utf-8"
    )
    at_once = tmp_path / "once.json"
    at_once.write_text(json.dumps(records), "utf-8")
    for file in (by_line, at_once):
        assert [cells for _number, cells in read(file)] == [
            ["full_name", "phones"],
            ["Їжак", '["1", "2"]'],
            ["Ґава", ""],
        ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.json", b'[\n{"full_name": "\xd0\x87"},\n'),
        ("other.json", b'{"full_name": 1}'),
        ("deep.json", b"[" * 100_000),
        ("fields.json", b'[\n{"a": 1},\n{"b": 2}\n]'),
        ("zero.csv", b"\0\0\0\0;\0"),
        ("cut.xlsx", b"PK\x03\x04" + b"\0" * 50),
        ("open.csv", b'"' + b"a" * 200_000),
        ("half.csv", codecs.BOM_UTF16_LE + "Назва;Код\n".encode("utf-16-le") + b"\x00\xd8\x41\x00"),
    ],
)
def test_what_cannot_be_read_to_its_end_is_refused(tmp_path, name, content):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(Refused, match=name):
        read(file)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(Refused, match="nothing"):
        read(tmp_path / "nothing.csv")


def test_a_zip_bomb_is_refused_unopened(tmp_path):
    file = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (20 << 20))
    with pytest.raises(Refused, match="unpacks to too much"):
        read(file)


@pytest.mark.parametrize("text", ["a" * 600_000, "a;b\n" + "c" * 300_000, '"a\n",' * 60_000])
def test_a_line_without_an_end_is_refused_before_it_fills_the_memory(tmp_path, monkeypatch, text):
    monkeypatch.setattr(sheet_csv, "LONGEST_LINE", 1 << 18)
    file = tmp_path / "long.csv"
    file.write_text(text)
    tracemalloc.start()
    with pytest.raises(Refused, match=r"long\.csv, line \d+: too long for a list"):
        read(file)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20 << 20


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'


def book_of(file, sheet, part="xl/worksheets/sheet1.xml"):
    """A book whose sheet, or another part, is what it is given."""
    xlsxwriter.Workbook(file).close()
    with zipfile.ZipFile(file) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | {part: sheet.encode()}).items():
            archive.writestr(name, content)
    return file


def test_a_sheet_that_lies_about_its_size_is_read_for_what_it_holds(tmp_path):
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>код</t></is></c></row>'
    sheet = SHEET.format(f'<dimension ref="A1:XFD1048576"/><sheetData>{row}</sheetData>')
    tracemalloc.start()
    assert read(book_of(tmp_path / "lies.xlsx", sheet)) == [(1, ["код"])]
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 60 << 20


FAT = "".join(f"<c><v>{number * 7919 % 1_000_003}</v></c>" for number in range(50_000))


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/worksheets/sheet1.xml", SHEET.format(f"<sheetData><row>{FAT}</row></sheetData>")),
        ("xl/worksheets/sheet1.xml", SHEET.format(f"<sheetData><row><!-- <row> -->{FAT}</row></sheetData>")),
        ("xl/worksheets/sheet1.xml", SHEET.format(f"<sheetData><row/></sheetData>{FAT}")),
        ("xl/styles.xml", f"<styleSheet>{FAT}</styleSheet>"),
        ("xl/sharedStrings.xml", f"<sst><si>{FAT}</si></sst>"),
    ],
)
def test_one_fat_row_or_part_is_refused_unread(tmp_path, monkeypatch, part, content):
    monkeypatch.setattr(xlsx_guard, "LARGEST_PART", 1 << 19)
    monkeypatch.setattr(xlsx_guard, "LONGEST_ROW", 1 << 17)
    file = book_of(tmp_path / "fat.xlsx", content, part)
    began = time.process_time()
    with pytest.raises(Refused, match="unpacks to too much"):
        read(file)
    assert time.process_time() - began < 1


def test_cells_far_to_the_right_do_not_fill_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(sheet_xlsx, "_MANY", 50_000)
    rows = "".join(f'<row r="{n}"><c r="SF{n}"><v>{n}</v></c></row>' for n in range(1, 150))
    file = book_of(tmp_path / "wide.xlsx", SHEET.format(f"<sheetData>{rows}</sheetData>"))
    with pytest.raises(Refused, match="unpacks to too much"):
        read(file)


def test_a_row_numbered_beyond_the_format_does_not_hang(tmp_path, monkeypatch):
    monkeypatch.setattr(sheet_xlsx, "MOST_ROWS", 1000)
    file = tmp_path / "far.xlsx"
    book = Workbook()
    book.active.cell(row=5000, column=1, value="далеко")
    book.save(file)
    with pytest.raises(Refused, match="more rows"):
        read(file)


def read_or_refuse(file):
    """The rows, or none when the file is refused; any other error is the test's."""
    rows = []
    with suppress(Refused):
        rows = read(file)
    return rows


@pytest.fixture(scope="module")
def good_xlsx(tmp_path_factory):
    file = tmp_path_factory.mktemp("good") / "good.xlsx"
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for number in range(20):
        sheet.write_row(number, 0, [f"Клієнт {number}", number])
    book.close()
    return file.read_bytes()


@settings(max_examples=60)
@given(st.data())
def test_a_spoilt_xlsx_is_read_or_refused(good_xlsx, tmp_path_factory, data):
    spoilt = bytearray(good_xlsx)
    for _ in range(data.draw(st.integers(1, 8))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    file = tmp_path_factory.getbasetemp() / "spoilt.xlsx"
    file.write_bytes(bytes(spoilt[: data.draw(st.integers(len(spoilt) // 2, len(spoilt)))]))
    read_or_refuse(file)


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory, content):
    for name in ("any.csv", "any.json", "any.xlsx"):
        file = tmp_path_factory.getbasetemp() / name
        file.write_bytes(content)
        assert all(any(cells) for _number, cells in read_or_refuse(file))
