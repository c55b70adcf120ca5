"""Any file of a bank or a CA -> `BankFile`: what it is, is seen in the file itself."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_tui.domain.bank_row import BankRow
from crm_tui.domain.errors import Refused
from crm_tui.domain.text import clean
from crm_tui.exchange.bank_camt import read_camt
from crm_tui.exchange.bank_columns import find_table
from crm_tui.exchange.bank_draft import MappingDraft
from crm_tui.exchange.bank_file import BankFile, FileProblem, gather
from crm_tui.exchange.bank_guess import draft_mapping, draft_of
from crm_tui.exchange.bank_mapping import TableMapping
from crm_tui.exchange.bank_mappings import find_mapping, shipped
from crm_tui.exchange.bank_mt940 import read_mt940
from crm_tui.exchange.bank_table import read_table
from crm_tui.exchange.sheet import open_sheet
from crm_tui.i18n import N_, _

LARGEST_FILE = 256 << 20
_LOOK_AT = 8_192
_CAMT = re.compile(rb"camt\.053|<(?:\w+:)?BkToCstmrStmt\b")
_MT940 = re.compile(rb"^:20:", re.MULTILINE)
_MT940_MORE = re.compile(rb"^:(?:25|28C?|60[FM]):", re.MULTILINE)
_NO_STATEMENTS = {
    b"\xd0\xcf\x11\xe0": N_("an old Excel file; save it as XLSX or CSV"),
    b"%PDF": N_("a PDF is for people; ask the bank for CSV, XLSX, DBF or XML"),
    b"Rar!": N_("an archive; unpack it first"),
    b"7z\xbc\xaf": N_("an archive; unpack it first"),
    b"\x1f\x8b": N_("an archive; unpack it first"),
}


@dataclass(frozen=True, slots=True)
class _Format:
    """A format that is no table."""

    kind: str
    title: str
    read: Callable[[Path], Iterator[BankRow | FileProblem]]


CAMT = _Format("camt053", "CAMT.053", read_camt)
MT940 = _Format("mt940", "MT940", read_mt940)


def read_bank_file(
    source: Path | bytes, *, name: str = "", mappings: Sequence[TableMapping] | None = None, only: str = ""
) -> BankFile:
    """Reads a file to its end, in bounded memory. Without `mappings` those shipped are known.

    `only` names the mapping to read it by. Refused when it cannot be read at all; what is wrong with single
    lines stands in `problems`. `name` is what messages call it.
    """
    known = shipped() if mappings is None else mappings
    with _as_path(source, name) as path:
        try:
            return _read(path, known, only)
        except Refused as refused:
            # what a file is refused for may be quoted from it
            raise type(refused)(clean(str(refused))) from None


def draft_from(path: Path, mappings: Sequence[TableMapping], only: str = "") -> MappingDraft:
    """The beginning of a mapping for a file: the known one that fits it (`only`: this one), else a guess.

    Refused: what cannot be read at all, or is no table.
    """
    other = _format_of(_checked_head(path))
    if other is not None:
        raise Refused(_("{file}: {kind} needs no mapping").format(file=path.name, kind=other.title))
    with open_sheet(path) as sheet:
        try:
            chosen = (find_mapping(only, mappings),) if only else mappings
            return draft_of(find_table(sheet, chosen, only=bool(only)), sheet)
        except Refused as refused:
            if only or not sheet.count:
                raise Refused(clean(str(refused))) from None
            return draft_mapping(sheet)


def _read(path: Path, known: Sequence[TableMapping], only: str) -> BankFile:
    head = _checked_head(path)
    headings: tuple[tuple[str, str], ...] = ()
    other = None if only else _format_of(head)
    if other is not None:
        with path.open("rb") as file:
            content_hash = hashlib.file_digest(file, "sha256").hexdigest()
        found = gather(other.read(path))
        kind, title, register = other.kind, other.title, False
    else:
        chosen = (find_mapping(only, known),) if only else known
        with open_sheet(path) as sheet:
            content_hash = sheet.content_hash
            table = find_table(sheet, chosen, only=bool(only))
            found = gather(read_table(sheet, table))
        mapping, headings = table.mapping, table.headings
        kind, title, register = mapping.name, mapping.title, mapping.register
    return BankFile(
        name=clean(path.name),
        content_hash=content_hash,
        kind=kind,
        title=title,
        register=register,
        headings=headings,
        rows=found.rows,
        problems=found.problems,
        totals=found.totals,
    )


@contextmanager
def _as_path(source: Path | bytes, name: str) -> Iterator[Path]:
    if isinstance(source, Path):
        yield source
        return
    with TemporaryDirectory() as folder:
        # messages call a file by the name of its path
        path = Path(folder) / (re.sub(r"[^\w.-]", "_", name)[-80:].lstrip(".") or "file")
        path.write_bytes(source)
        yield path


def _checked_head(path: Path) -> bytes:
    """The first bytes. Refused: no file, too large, or a kind of file that is no statement."""
    try:
        if not path.is_file():
            raise Refused(_("{file}: no such file").format(file=path))
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise Refused(
                _("{file}: larger than 256 MB; ask the bank for shorter periods").format(file=path.name)
            )
        with path.open("rb") as file:
            head = file.read(_LOOK_AT)
    except OSError as error:
        raise Refused(_("{file}: cannot be read: {why}").format(file=path, why=error.strerror)) from None
    for begin, word in _NO_STATEMENTS.items():
        if head.startswith(begin):
            raise Refused(_("{file}: {what}").format(file=path.name, what=_(word)))
    return head


def _format_of(head: bytes) -> _Format | None:
    bare = head.replace(b"\0", b"").replace(b"\r\n", b"\n")
    if _CAMT.search(bare):
        return CAMT
    if _MT940.search(bare) and _MT940_MORE.search(bare):
        return MT940
    return None
