"""A page with a table, as web sites give it or "save as Excel" makes it: each row of any table is a row.

The page is cut into tags by one expression that looks no further than a tag may be long, so no page, however
broken or deep, takes longer than its length asks for.
"""

import codecs
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from crm_tui.domain.errors import Refused
from crm_tui.exchange.letters import guess_encoding
from crm_tui.exchange.sheet import Line
from crm_tui.i18n import _

LARGEST_PAGE = 8 << 20
MOST_TAGS = 500_000
"""Of a register with some 25,000 rows."""
_LOOK_AT = 4_096
_SIGN = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|tr)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_TAG = re.compile(r"<!--|<(/?)([a-z][a-z0-9]*)\b[^<>]{0,4000}>", re.IGNORECASE)
_UNSEEN = {
    "": re.compile("-->"),
    **{name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "select", "textarea")},
}
"""What is no text of a cell, a comment among them, and where it ends."""
_END_OF_ROW = {"tr", "table", "thead", "tbody", "tfoot"}
_END_OF_CELL = {"td", "th", *_END_OF_ROW}


def is_html(path: Path) -> bool:
    """Whether the file begins as a page does."""
    with path.open("rb") as file:
        head = file.read(_LOOK_AT).replace(b"\0", b"")
    bare = head.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n\xff\xfe")
    return bare.startswith(b"<") and _SIGN.search(bare) is not None


def read_html(path: Path) -> Iterator[Line]:
    """The rows of all tables of the page by the lines they begin in. Refused: larger than 8 MB."""
    with path.open("rb") as file:
        data = file.read(LARGEST_PAGE + 1)
    if len(data) > LARGEST_PAGE:
        raise _too_large(path)
    text = data.decode(_encoding(data), "replace")
    row: list[str] | None = None
    cell: list[str] | None = None
    begin, line, counted = 0, 1, 0
    for number, (before, place, closing, name) in enumerate(_tags(text)):
        if number > MOST_TAGS:
            raise _too_large(path)
        if cell is not None:
            cell.append(before)
        if row is not None and cell is not None and name in _END_OF_CELL:
            row.append(" ".join(unescape(" ".join(cell)).split()))
            cell = None
        if name in _END_OF_ROW:
            if row:
                yield begin, row
            row = None
        if name == "tr" and not closing:
            line, counted = line + text.count("\n", counted, place), place
            row, begin = [], line
        elif name in {"td", "th"} and not closing and row is not None:
            cell = []


def _tags(text: str) -> Iterator[tuple[str, int, bool, str]]:
    """(text before it, its place, whether it closes, name) of each tag, and at last an end of all tables.

    Comments and what is never seen are passed over.
    """
    place = 0
    endless = set[str]()
    while found := _TAG.search(text, place):
        before, place = text[place : found.start()], found.end()
        name = (found[2] or "").lower()
        yield before, found.start(), bool(found[1]), name
        if name in _UNSEEN and not found[1] and name not in endless:
            if (end := _UNSEEN[name].search(text, place)) is not None:
                place = end.start()
            else:
                endless.add(name)
    yield text[place:], len(text), True, "table"


def _too_large(path: Path) -> Refused:
    return Refused(_("{file}: too large for a page; save it as CSV").format(file=path.name))


def _encoding(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if found := _CHARSET.search(data, 0, _LOOK_AT):
        try:
            named = codecs.lookup(found[1].decode()).name
        except LookupError:
            named = ""
        if named in {"utf-8", "cp1251", "koi8-u", "koi8-r", "cp866", "cp1125"}:
            return named
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return guess_encoding(data)
    return "utf-8-sig"
