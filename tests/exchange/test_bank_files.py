"""Files of banks are read to the kopiyka, whichever bank wrote them; half a file is none."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.domain.bank_row import BankRow
from crm_tui.domain.errors import Refused
from crm_tui.exchange.bank_file import BankFile
from crm_tui.exchange.bank_reading import read_bank_file
from tests.certificates import SAMPLES
from tests.exchange.bank_writers import ROWS, WRITERS, camt053, dbf_kl, mt940, privat24_csv

DATA = Path(__file__).resolve().parents[1] / "data" / "bank"
with (DATA / "expected.tsv").open(encoding="utf-8") as file:
    EXPECTED = list(csv.DictReader(file, delimiter="\t"))
ROW = BankRow(
    line=0,
    day=date(2026, 11, 3),
    amount_kop=153_600,
    own_iban="UA223052990000026001099000011",
    own_code="99000011",
    payer="ТОВ «Приклад»",
    payer_code="99001004",
    payer_iban="UA413052990000026007000000101",
    document_number="17",
    purpose="Оплата за КЕП зг. рах. № 1287",
)


def place_of(name: str) -> Path:
    path = DATA / name if (DATA / name).exists() else SAMPLES / "statements" / name
    if not path.exists():
        pytest.skip(f"no {name}: other people's statements are not in the repository")
    return path


@pytest.mark.parametrize("name", sorted({row["file"] for row in EXPECTED}))
def test_sums_are_those_of_the_file(name: str) -> None:
    def told(file: BankFile) -> list[tuple[str, bool, int, int]]:
        return [(one.currency, one.incoming, one.rows, one.amount_kop) for one in file.totals]

    wanted = [
        (row["currency"], incoming, int(row[f"{side}_rows"]), round(float(row[f"{side}_sum"]) * 100))
        for row in EXPECTED
        if row["file"] == name
        for incoming, side in ((True, "credit"), (False, "debit"))
    ]
    file = read_bank_file(place_of(name))
    assert told(file) == wanted
    assert file.whole
    assert len(list(file.checked())) == sum(one[2] for one in wanted)


def test_two_formats_of_one_statement_give_the_same_rows() -> None:
    """What a month tells must not depend on the file an accountant happened to take."""
    table, dbf = (
        [replace(row, line=0) for row in read_bank_file(DATA / f"constructed_{name}").checked()]
        for name in ("privat24_business.csv", "clientbank.dbf")
    )
    assert table == dbf


def test_the_register_of_a_ca_tells_what_was_used_and_until_when() -> None:
    file = read_bank_file(DATA / "acsk_payments.csv")
    assert (file.kind, file.register) == ("ca_register", True)
    rows = list(file.checked())
    assert [row.used_kop for row in rows] == [153_600, 0, 76_800, 0, 50_000, 26_800, 192_000]
    assert rows[0].cert_until == date(2028, 11, 3)
    assert (rows[1].cert_until, rows[3].payer_code) == (None, "")
    assert rows[6].purpose.startswith("101;99001045; КЕКВ 2240")
    assert rows[6].credited_on == date(2026, 11, 7)


def _as_register(rows: list[BankRow]) -> list[BankRow]:
    return [
        replace(
            row,
            credited_on=row.day,
            used_kop=row.amount_kop // 2,
            cert_until=row.day if row.incoming else None,
        )
        for row in rows
    ]


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=12)
@given(rows=ROWS)
def test_what_a_bank_writes_is_read_back(name: str, rows: list[BankRow]) -> None:
    kind, write, kept = WRITERS[name]
    if kind == "mt940":
        rows = [replace(row, payer=_for_swift(row.payer), purpose=_for_swift(row.purpose)) for row in rows]
    if kind in {"mt940", "camt053"}:
        rows = [replace(row, currency="UAH", bank_id=f"B{row.document_number}") for row in rows]
    if kind == "ca_register":
        rows = _as_register(rows)
    if name == "kl.dbf":
        # No byte says how its letters are written; they are guessed, and one letter alone says nothing.
        rows = [*rows, replace(ROW, purpose="Оплата за послуги згідно рахунку, без ПДВ")]
    file = read_bank_file(write(rows), name=name)
    assert (file.kind, file.problems) == (kind, ())
    found = list(file.checked())
    assert [told(row, kept) for row in found] == [told(row, kept) for row in rows]
    lines = [row.line for row in found]
    assert lines == sorted(set(lines)), "each row has a line of its own"
    assert sum(one.amount_kop for one in file.totals) == sum(row.amount_kop for row in rows)


def told(row: BankRow, kept: set[str]) -> dict[str, object]:
    return {name: getattr(row, name) for name in sorted(kept)}


def _for_swift(text: str) -> str:
    """Texts as SWIFT lets them through: nothing that its own fields are made of."""
    return " ".join(text.translate(dict.fromkeys(map(ord, '?/+:{}-"'))).split()) or "оплата"


def test_a_day_in_the_register_is_told_with_its_line_and_how_to_mend_it() -> None:
    text = (
        privat24_csv([ROW, ROW, ROW]).replace(b"03.11.2026", b"33.11.2026", 2).replace(b"33.11", b"03.11", 1)
    )
    file = read_bank_file(text, name="week.csv")
    (problem,) = file.problems
    assert (problem.line, problem.stops) == (3, True)
    assert problem.text == "Дата операції: no day: «33.11.2026 09:14:22»; as 31.03.2026 is wanted"
    assert len(file.rows) == 2
    with pytest.raises(Refused, match=r"week\.csv, line 3: .* Nothing of this file was posted"):
        file.checked()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ((b"1536.00", b"1536.0.0"), "no sum"),
        ((b"1536.00", b"1,536"), "can be read in two ways"),
        ((b"UAH", b"U"), "no currency"),
        ((b"1536.00", b"1536.005"), "no sum|two ways"),
    ],
)
def test_a_cell_that_cannot_be_read_stops_the_file(spoil: tuple[bytes, bytes], words: str) -> None:
    file = read_bank_file(privat24_csv([ROW]).replace(*spoil), name="week.csv")
    with pytest.raises(Refused, match=words):
        file.checked()


def test_a_sum_of_nothing_is_told_and_left_out() -> None:
    file = read_bank_file(privat24_csv([ROW, ROW]).replace(b"1536.00", b"0.00", 1))
    assert [(one.line, one.stops) for one in file.problems] == [(2, False)]
    assert len(list(file.checked())) == 1


@pytest.mark.parametrize(
    "name", ["privat24.csv", "privat24.xlsx", "register.html", "otp.dbf", "camt053.xml", "fields.mt940"]
)
@given(share=st.floats(0.05, 0.97))
@settings(max_examples=10)
def test_a_file_cut_anywhere_is_never_posted_as_if_it_were_whole(name: str, share: float) -> None:
    kind, write, _kept = WRITERS[name]
    rows = [replace(ROW, document_number=str(n), bank_id="") for n in range(9)]
    whole = write(_as_register(rows) if kind == "ca_register" else rows)
    cut = whole[: int(len(whole) * share)]
    if name.endswith(".csv") and cut.endswith((b"\r\n", b"\r", b"\n", b";")):
        cut = cut.rstrip(b"\r\n;")[:-2]
    try:
        found = list(read_bank_file(cut, name=name).checked())
    except Refused:
        return
    # a page is cut after a whole row only when its footer, which counts the rows, is gone too
    assert name == "register.html" or len(found) in {0, len(rows)}, found


def test_a_footer_counts_the_rows() -> None:
    _kind, write, _kept = WRITERS["register.html"]
    page = write(_as_register([ROW, ROW])).replace(b"<b>2</b>", b"<b>3</b>")
    with pytest.raises(Refused, match="says it has 3 rows, there are 2"):
        read_bank_file(page, name="day.html").checked()


def test_a_statement_whose_balances_differ_from_its_entries_is_not_whole() -> None:
    with pytest.raises(Refused, match="from balance to balance"):
        read_bank_file(mt940([ROW, ROW]).replace(b"C1536,00", b"C1536,01", 1)).checked()
    with pytest.raises(Refused, match="own count"):
        read_bank_file(camt053([ROW, ROW]).replace(b">1536.00<", b">1536.01<", 1)).checked()


def test_several_payments_in_one_entry_are_so_many_rows() -> None:
    whole = camt053([ROW]).decode()
    start, end = whole.index("<TxDtls>"), whole.index("</TxDtls>") + len("</TxDtls>")
    one = whole[start:end]
    parts = "".join(
        one.replace("<TxDtls>", f"<TxDtls><Amt Ccy='UAH'>{kop}</Amt>") for kop in ("1000.00", "536.00")
    )
    rows = list(read_bank_file((whole[:start] + parts + whole[end:]).encode()).checked())
    assert [row.amount_kop for row in rows] == [100_000, 53_600]


def test_an_entry_that_is_not_booked_is_told_and_left_out() -> None:
    pending = camt053([ROW, ROW]).replace(b"<Cd>BOOK", b"<Cd>PDNG", 1)
    file = read_bank_file(pending)
    assert "PDNG" in file.problems[0].text
    assert not file.problems[0].stops


def test_a_purpose_with_semicolons_and_no_quotes_stays_whole() -> None:
    """As the treasury writes them: 101;<code>;КЕКВ."""
    text = privat24_csv([replace(ROW, purpose="101|99001045|послуги"), ROW]).replace(b"|", b";")
    rows = list(read_bank_file(text).checked())
    assert rows[0].purpose == "101;99001045;послуги"


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "utf-16", "cp1125"])
def test_headings_are_known_in_every_encoding_and_with_latin_look_alikes(encoding: str) -> None:
    text = privat24_csv([ROW]).decode("cp1251").replace("Дата операції", "Дaтa  OПЕРАЦIЇ").replace("«", '"')
    text = text.replace("»", '"').replace('Приклад"', "Приклад")
    assert [row.amount_kop for row in read_bank_file(text.encode(encoding)).checked()] == [153_600]


def test_what_is_no_statement_is_refused_with_the_way_out(tmp_path: Path) -> None:
    cases: dict[str, tuple[bytes, str]] = {
        "old.xls": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "save it as XLSX or CSV"),
        "paper.pdf": (b"%PDF-1.7\n", "ask the bank for CSV"),
        "list.csv": ("Назва;Телефон\nЇжак;1\n".encode(), "no known bank's columns.*«Назва», «Телефон»"),
        "empty.csv": (b"", "nothing in it"),
        "cut.xml": (camt053([ROW])[:-60], "line 2: no whole XML"),
        "none.mt940": (b":20:X\n:25:Y\n", "no end"),
    }
    for name, (content, words) in cases.items():
        with pytest.raises(Refused, match=words):
            read_bank_file(content, name=name).checked()
    with pytest.raises(Refused, match="no such file"):
        read_bank_file(tmp_path / "nothing.csv")


@pytest.mark.parametrize("encoding", ["cp1251", "cp1125", "cp866"])
def test_letters_of_a_dbf_without_a_language_byte_are_guessed(encoding: str) -> None:
    row = replace(ROW, payer="ТОВ Приклад")
    (found,) = read_bank_file(dbf_kl([row], encoding), name="kl.dbf").checked()
    assert (found.payer, found.purpose) == (row.payer, row.purpose)
