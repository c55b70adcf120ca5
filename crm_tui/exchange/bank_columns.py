"""Which mapping fits a sheet: the heading is looked for among its first rows, below titles."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from crm_tui.domain.bank_cells import read_amount, read_currency, read_day
from crm_tui.domain.errors import Refused
from crm_tui.domain.search_key import search_key
from crm_tui.domain.text import clean
from crm_tui.exchange.bank_mapping import ANY_CURRENCY, PLACE, TableMapping
from crm_tui.exchange.sheet import Line, Rows
from crm_tui.i18n import _

LONGEST_HEADING = 200
LOOK_AT = 60
"""Rows that may stand above the heading: pages of sites have menus there."""
WITH_CURRENCY = re.compile(r"([^()]{1,200})[(] {0,9}([^() ]{1,20}) {0,9}[)]")


class UnknownTable(Refused):
    """A table that no mapping fits: one can be made of its columns."""


@dataclass(frozen=True, slots=True)
class Found:
    """A mapping laid over a sheet."""

    mapping: TableMapping
    header_line: int
    header: tuple[str, ...]
    """The headings as `headings_of` names them; empty cells where the mapping goes by places alone."""
    places: Mapping[str, int]
    currency: str = ""
    """Told by a heading."""
    as_written: tuple[str, ...] = ()
    """The cells of the heading, to know it again on the next page of a print-out."""

    @property
    def width(self) -> int:
        return len(self.header)

    @property
    def headings(self) -> tuple[tuple[str, str], ...]:
        """(heading, field) of the columns that are read, from left to right."""
        ordered = sorted(self.places.items(), key=lambda pair: pair[1])
        return tuple((self.header[place] or f"#{place + 1}", field) for field, place in ordered)


def headings_of(cells: Sequence[str]) -> tuple[str, ...]:
    """The headings of a row, each once: the second of a name gets (2) after it."""
    seen = Counter[str]()
    told = []
    for cell in cells:
        tidy = " ".join(clean(cell[:LONGEST_HEADING]).split())
        key = search_key(tidy)
        seen[key] += 1
        told.append(f"{tidy} ({seen[key]})" if key and seen[key] > 1 else tidy)
    return tuple(told)


def find_table(sheet: Rows, mappings: Sequence[TableMapping], *, only: bool = False) -> Found:
    """The mapping that knows most of the headings, one of the office before a shipped one.

    `only`: there is one mapping and it must fit. Refused with the headings of the file when none fits.
    """
    best: Found | None = None
    head = list[Line]()
    for number, cells in islice(sheet.rows(), LOOK_AT):
        head.append((number, [cell[:LONGEST_HEADING] for cell in cells]))
        row = _Head(number, tuple(cells), header := headings_of(cells), _keys(header))
        for mapping in mappings:
            found = _fitted(row, mapping, by_place=only)
            if found is not None and (best is None or _rank(found) > _rank(best)):
                best = found
    if best is not None:
        return best
    if not head:
        raise Refused(_("{file}: there is nothing in it").format(file=sheet.name))
    kind = Refused if only else UnknownTable
    raise kind(_unknown(sheet, head, mappings[0] if only else None))


def _rank(found: Found) -> tuple[bool, int]:
    return found.mapping.own, len(found.places)


@dataclass(frozen=True, slots=True)
class _Head:
    """A row that may be the heading, with the places of its words."""

    line: int
    cells: tuple[str, ...]
    header: tuple[str, ...]
    keys: Mapping[str, int]


def _keys(header: Sequence[str]) -> dict[str, int]:
    return {
        key: place for place, heading in reversed(list(enumerate(header))) if (key := search_key(heading))
    }


_key = lru_cache(maxsize=1_000)(search_key)


def _fitted(row: _Head, mapping: TableMapping, *, by_place: bool) -> Found | None:
    places: dict[str, int] = {}
    currency = ""
    named = False
    for field, headings in mapping.columns:
        for heading in headings:
            place, told = _place(heading, row.header, row.keys)
            if place is not None:
                places[field] = place
                currency = currency or told
                named = named or not PLACE.fullmatch(heading)
                break
        else:
            if field not in mapping.optional:
                return None
    if named:
        return Found(mapping, row.line, row.header, places, currency, row.cells)
    # without a heading to know it by, a table is read only when somebody says so, from its first row on
    if by_place and _reads(row.cells, mapping, places):
        return Found(mapping, row.line - 1, ("",) * len(row.cells), places, currency)
    return None


def _place(heading: str, header: Sequence[str], keys: Mapping[str, int]) -> tuple[int | None, str]:
    if found := PLACE.fullmatch(heading):
        place = int(found[1]) - 1
        return (place if place < len(header) else None), ""
    if not heading.endswith(ANY_CURRENCY):
        return keys.get(_key(heading)), ""
    wanted = _key(heading.removesuffix(ANY_CURRENCY))
    for place, there in enumerate(header):
        parts = WITH_CURRENCY.fullmatch(there)
        if parts and search_key(parts[1]) == wanted and read_currency(parts[2]):
            return place, read_currency(parts[2])
    return None, ""


def _reads(cells: Sequence[str], mapping: TableMapping, places: Mapping[str, int]) -> bool:
    """Whether a row is one of the table and no title: a day or a sum stands where it should."""
    sums = [cells[places[name]] for name in ("amount", "debit", "credit") if name in places]
    return read_day(cells[places["day"]], mapping.dates) is not None or any(
        read_amount(one, mapping.decimal) is not None for one in sums
    )


def _unknown(sheet: Rows, head: Sequence[Line], only: TableMapping | None) -> str:
    fullest = max(head, key=lambda line: sum(map(bool, line[1])))
    seen = ", ".join(f"«{one}»" for one in _shown(fullest[1]))
    if only is not None:
        lacking = ", ".join(_lacking(head, only))
        return _("{file}: mapping {name} does not fit, there is no {lacking}. Columns: {seen}").format(
            file=sheet.name, name=only.name, lacking=lacking, seen=seen
        )
    return _("{file}: no known bank's columns; make a mapping of them. Columns: {seen}").format(
        file=sheet.name, seen=seen
    )


def _shown(cells: Sequence[str]) -> Iterator[str]:
    return (one[:40] for one in islice(filter(None, headings_of(cells)), 30))


def _lacking(head: Sequence[Line], mapping: TableMapping) -> list[str]:
    """The headings that the likeliest row lacks."""

    def missing(line: Line) -> list[str]:
        header = headings_of(line[1])
        keys = _keys(header)
        return [
            f"«{clean(headings[0])}»"
            for field, headings in mapping.columns
            if field not in mapping.optional
            and all(_place(heading, header, keys)[0] is None for heading in headings)
        ]

    return min((missing(line) for line in head), key=len)
