"""Files made to hurt, or hurt by accident: refused or told by line, in bounded time and memory."""

import io
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from crm_tui.domain.bank_row import BankRow
from crm_tui.domain.errors import Refused
from crm_tui.domain.text import clean
from crm_tui.exchange import bank_camt, sheet_csv
from crm_tui.exchange.bank_draft import mapping_of, try_draft
from crm_tui.exchange.bank_mapping import read_mapping, write_mapping
from crm_tui.exchange.bank_reading import draft_from, read_bank_file
from tests.exchange.bank_writers import WRITERS, camt053, privat24_xlsx
from tests.exchange.test_bank_files import DATA, ROW

MOST_SECONDS = 2
MOST_MEMORY = 100 << 20
ROWS = [replace(ROW, document_number=str(n), incoming=n % 3 > 0) for n in range(6)]
SAMPLES = {name: write(ROWS) for name, (_kind, write, _kept) in WRITERS.items()} | {
    path.name: path.read_bytes() for path in DATA.glob("constructed_*")
}
TOKENS = (
    *(b'"', b"'", b";", b",", b"\0", b"\r", b"\n", b"\x1a", b"<", b">", b"&", b"&x;", b"]]>", b"<!--", b"--"),
    *(b"9" * 30, b"-", b"1e999", b"\xff\xfe", b"\xd0", b":61:", b":62F:", b"{", b"?", b"<Ntry>", b"</Stmt>"),
    *("і".encode(), b"\x1b[2J", b"A" * 5_000, b"<td>" * 200, b"=1+1", b"\x03", b"*" * 40),
)


def mutated(data: bytes, random: Random) -> bytes:
    """One to six small accidents, as a bad line, a bad disk or a bad person makes them."""
    new = bytearray(data)
    for _ in range(random.randint(1, 6)):
        at = random.randrange(len(new) + 1)
        to = min(len(new), at + random.choice((1, 2, 8, 64, 400)))
        act = random.randrange(6)
        if act == 0:
            new[at:at] = random.choice(TOKENS)
        elif act == 1:
            del new[at:to]
        elif act == 2:
            new[at:at] = new[at:to] * random.randint(1, 4)
        elif act == 3:
            new[at:to] = random.randbytes(to - at)
        elif act == 4 and at < len(new):
            new[at] ^= 1 << random.randrange(8)
        else:
            new[at:to] = random.choice(TOKENS)
    return bytes(new[: random.randrange(len(new) + 1)] if random.random() < 0.1 else new)


def mutated_book(data: bytes, random: Random) -> bytes:
    """A book whose parts are hurt, in a zip that is whole: else only the zip's checksum is tested."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        hurt = random.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, mutated(part, random) if name == hurt else part)
    return file.getvalue()


def mutations(name: str, count: int) -> Iterator[bytes]:
    random = Random(f"{name} 6")
    for number in range(count):
        is_book = name.endswith(".xlsx") and number % 4
        yield (mutated_book if is_book else mutated)(SAMPLES[name], random)


@pytest.mark.parametrize(
    "count", [40, pytest.param(10_000, marks=[pytest.mark.heavy, pytest.mark.timeout(900)])]
)
@pytest.mark.parametrize("name", SAMPLES)
def test_accidents_are_refused_or_told(name: str, count: int) -> None:
    told_of(SAMPLES[name], name)
    before = peak()
    for number, data in enumerate(mutations(name, count)):
        began = time.process_time()
        said = told_of(data, name)
        assert all(text == clean(text) for text in said), number
        if count > 1_000:
            assert time.process_time() - began < MOST_SECONDS, f"{name}, mutation {number}"
    assert peak() - before < MOST_MEMORY


@pytest.mark.parametrize(
    "count", [15, pytest.param(2_500, marks=[pytest.mark.heavy, pytest.mark.timeout(900)])]
)
@pytest.mark.parametrize("name", [name for name in SAMPLES if not name.endswith((".xml", ".mt940"))])
def test_columns_of_spoilt_tables_are_named_or_refused(name: str, count: int, tmp_path: Path) -> None:
    """Whatever is drafted can be kept and read again, or says what it lacks."""
    file = tmp_path / name
    for number, data in enumerate(mutations(name, count)):
        file.write_bytes(data)
        began = time.process_time()
        with suppress(Refused):
            draft = draft_from(file, ())
            rows = try_draft(draft)
            made = mapping_of(draft, "mine")
            assert read_mapping(write_mapping(made), "mine", own=True) == made
            read = read_bank_file(file, mappings=(made,), only="mine")
            sums = {row.line: row.amount_kop for row in rows if isinstance(row, BankRow)}
            assert all(sums.get(row.line, row.amount_kop) == row.amount_kop for row in read.rows)
        if count > 1_000:
            assert time.process_time() - began < MOST_SECONDS, f"{name}, mutation {number}"


def peak() -> int:
    """The most memory this process ever had, in bytes; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def told_of(data: bytes, name: str) -> list[str]:
    """All that is said of a file; anything but a refusal is a fault of ours."""
    try:
        file = read_bank_file(data, name=name)
    except Refused as refused:
        return [str(refused)]
    assert all(row.amount_kop > 0 for row in file.rows)
    return [problem.text for problem in file.problems]


def zipped(**parts: bytes) -> bytes:
    """The book of a statement with some parts of ours in place of its own."""
    file = io.BytesIO()
    whole = zipfile.ZipFile(io.BytesIO(privat24_xlsx(ROWS)))
    with whole as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(Path(name).stem, old.read(name)))
    return file.getvalue()


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
CELL = '<row r="{row}"><c r="{at}" t="inlineStr"><is><t>x</t></is></c></row>'
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("a zip bomb", zipped(sheet1=b" " * (40 << 20))),
        (
            "strings that fill the memory",
            zipped(sharedStrings=b"<sst>" + b"<si><t>aaaa</t></si>" * 2_000_000),
        ),
        ("entities in a book", zipped(sheet1=f"{BOMB}]>{SHEET.format('&i;')}".encode())),
        ("a row at the end", zipped(sheet1=SHEET.format(CELL.format(row=10**9, at="A9")).encode())),
        ("a column at the end", zipped(sheet1=SHEET.format(CELL.format(row=1, at="XFD1")).encode())),
        (
            "a size that is not so",
            zipped(sheet1=SHEET.format('<dimension ref="A1:XFD1048576"/><sheetData/>').encode()),
        ),
        ("entities", camt053(ROWS).replace(b"<Document", f"{BOMB}]><Document".encode(), 1)),
        ("depth", camt053(ROWS).replace(b"<GrpHdr/>", b"<a>" * 200_000)),
        ("one tag", camt053(ROWS).replace(b"<GrpHdr/>", b"<a " + b"x" * (3 << 20) + b"/>")),
        ("one text", camt053(ROWS).replace(b"<Nm>", b"<Nm>" + b"x" * (1 << 20), 1)),
        ("one line", b"a" * (sheet_csv.LONGEST_LINE + 10)),
        ("one line of SWIFT", b":20:X\n:25:Y\n:86:" + b"a" * (1 << 20)),
        ("tags without an end", b"<table>" + b"<" * (4 << 20)),
        ("comments without an end", b"<table>" + b"<!--" * 200_000),
        ("cells without an end", b"<table><tr>" + b"<td>" * 100_000),
        ("a file in a file", b"\x1f\x8b" + b"\0" * 1_000),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_is_made_to_hurt_is_refused(what: str, content: bytes) -> None:
    with pytest.raises(Refused):
        read_bank_file(content, name="hostile").checked()


def test_two_gigabytes_are_not_even_looked_at(tmp_path: Path) -> None:
    """A sparse file: it costs nothing to make, and would cost a machine to read as one line."""
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.truncate(2 << 30)
    with pytest.raises(Refused, match="larger than 256 MB"):
        read_bank_file(path)


def test_a_tag_is_given_up_before_it_fills_the_memory() -> None:
    """Expat reads an unfinished tag anew with each block: of 100 MB that would be hours."""
    assert bank_camt.LONGEST_TAG <= 1 << 20


def test_what_a_terminal_would_obey_is_gone_from_every_text() -> None:
    hostile = replace(
        ROW, payer="\x1b[2JТОВ\x07", purpose="за \u202eКЕП\x9b1m", document_number="1\x1b]0;x\x07"
    )
    (row,) = read_bank_file(camt053([hostile]).translate(None, b"\x1b\x07"), name="x.xml").checked()
    page = read_bank_file(WRITERS["register.csv"][1]([replace(hostile, purpose="x")]), name="x.csv")
    texts = [text for one in (row, *page.checked()) for text in (one.payer, one.purpose, one.document_number)]
    assert texts == ["[2JТОВ", "за КЕП", "1]0;x", "ТОВ", "x", ""]
