"""DBF as the "client-bank" programs write it: dBase III and its kin, the names of fields as the heading.

A record's number is its line; the heading is line 0. What is marked as deleted is left out.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from crm_tui.domain.errors import Refused
from crm_tui.exchange.letters import guess_encoding
from crm_tui.exchange.sheet import Line
from crm_tui.i18n import _

_VERSIONS = {0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0xCB, 0xF5, 0xFB}
_HEAD, _FIELD = 32, 32
_MOST_FIELDS = 255
_END_OF_FIELDS, _END_OF_FILE = 0x0D, 0x1A
_LANGUAGES = {0xC9: "cp1251", 0x57: "cp1251", 0x7D: "cp1251", 0x26: "cp866", 0x65: "cp866"}
_AT_ONCE = 1 << 20
_JULIAN = 1_721_425
"""Of the day before 01.01.0001."""


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    kind: str
    length: int
    decimals: int


@dataclass(frozen=True, slots=True)
class _Head:
    count: int
    record: int
    begin: int
    language: int
    fields: tuple[_Field, ...]


def is_dbf(path: Path) -> bool:
    """Whether the file begins as a DBF does: its kind, a month and a day, lengths that fit one another."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if len(head) < _HEAD or head[0] not in _VERSIONS:
        return False
    begin, record = struct.unpack_from("<HH", head, 8)
    return head[2] <= 12 and head[3] <= 31 and begin > _HEAD and record > 1


def read_dbf(path: Path) -> Iterator[Line]:
    """The names of the fields, then the records. Raises Refused for what is cut or has unknown fields."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = _head(file.read(_HEAD + _FIELD * (_MOST_FIELDS + 1)), path)
        promised = head.begin + head.count * head.record
        if size < promised:
            there = max(0, size - head.begin) // head.record
            raise _refused(
                path, _("it is cut: {there} records of {count}").format(there=there, count=head.count)
            )
        file.seek(promised)
        if file.read(1) not in {b"", bytes((_END_OF_FILE,)), b"\0"}:
            raise _refused(
                path, _("it holds more than the {count} records it tells of").format(count=head.count)
            )
        yield 0, [field.name for field in head.fields]
        file.seek(head.begin)
        encoding = _LANGUAGES.get(head.language) or guess_encoding(file.read(_AT_ONCE))
        file.seek(head.begin)
        for number in range(1, head.count + 1):
            record = file.read(head.record)
            if record[:1] != b"*":
                yield number, _cells(record, head, encoding)


def _head(data: bytes, path: Path) -> _Head:
    count, begin, record = struct.unpack_from("<IHH", data, 4)
    fields = list[_Field]()
    place = _HEAD
    while place + _FIELD <= len(data) and place < begin and data[place] != _END_OF_FIELDS:
        name, kind, length, decimals = struct.unpack_from("<11sc4xBB", data, place)
        name = name.partition(b"\0")[0].decode("cp866", "replace").strip()
        fields.append(_Field(name, kind.decode("latin-1"), length, decimals))
        place += _FIELD
    if not fields or len(fields) > _MOST_FIELDS:
        raise _refused(path, _("its heading cannot be read"))
    unknown = sorted({field.kind for field in fields} - set(_KINDS))
    if unknown:
        raise _refused(
            path, _("fields of an unknown kind: {kinds}; ask for dBase III").format(kinds=", ".join(unknown))
        )
    fields = _fitted(fields, record)
    if 1 + sum(field.length for field in fields) != record:
        raise _refused(path, _("its fields and its records differ in length"))
    return _Head(count, record, begin, data[29], tuple(fields))


def _fitted(fields: list[_Field], record: int) -> list[_Field]:
    """Texts longer than 255 letters, which Clipper and its heirs write with the high byte among decimals."""
    if 1 + sum(field.length for field in fields) == record:
        return fields
    return [
        _Field(one.name, one.kind, one.length + 256 * one.decimals, 0) if one.kind == "C" else one
        for one in fields
    ]


def _cells(record: bytes, head: _Head, encoding: str) -> list[str]:
    cells, place = [], 1
    for field in head.fields:
        raw = record[place : place + field.length]
        place += field.length
        cells.append(_KINDS[field.kind](raw, encoding))
    return cells


def _letters(raw: bytes, encoding: str) -> str:
    return raw.rstrip(b"\0 ").decode(encoding, "replace").strip()


def _day(raw: bytes, _encoding: str) -> str:
    text = raw.decode("latin-1").strip("\0 ")
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdigit() else text


def _moment(raw: bytes, _encoding: str) -> str:
    day = struct.unpack("<i", raw[:4])[0] if len(raw) == 8 else 0
    try:
        return (date.min + timedelta(days=day - _JULIAN - 1)).isoformat() if day else ""
    except OverflowError:
        return "?"


def _whole(raw: bytes, _encoding: str) -> str:
    return str(struct.unpack("<i", raw)[0]) if len(raw) == 4 else "?"


def _currency(raw: bytes, _encoding: str) -> str:
    return str(Decimal(struct.unpack("<q", raw)[0]).scaleb(-4)) if len(raw) == 8 else "?"


_KINDS: dict[str, Callable[[bytes, str], str]] = {
    "C": _letters,
    "N": _letters,
    "F": _letters,
    "L": _letters,
    "D": _day,
    "T": _moment,
    "I": _whole,
    "Y": _currency,
}
"""Memo fields lie in another file and are refused: half a purpose is worse than none."""


def _refused(path: Path, why: str) -> Refused:
    return Refused(_("{file}: cannot be read: {why}").format(file=path.name, why=why))
