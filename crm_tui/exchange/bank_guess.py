"""What the columns of an unknown bank's table may be: by their headings, then by what stands in them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from crm_tui.domain.bank_cells import DayOrder, nothing, read_amount, read_currency, read_day
from crm_tui.domain.iban import read_iban
from crm_tui.domain.search_key import search_key
from crm_tui.exchange.bank_columns import LOOK_AT, WITH_CURRENCY, Found, headings_of
from crm_tui.exchange.bank_draft import DraftColumn, MappingDraft
from crm_tui.exchange.bank_mapping import DirectionBy
from crm_tui.exchange.bank_mappings import shipped
from crm_tui.exchange.sheet import Line, Sheet

SAMPLES = 20
_LONGEST = 600
_KEEP = 200
"""Rows kept to try the mapping on while it is made."""
_BY_HEADING: tuple[tuple[str, str], ...] = (
    ("credited_on", r"дата зарах|credited"),
    ("cert_until", r"сертиф.* до$|дата серт|термін діі серт"),
    ("used", r"використан|used"),
    ("amount", r"^(сума|amount|sum)(?!.*(дебет|кредит|debit|credit))"),
    ("day", r"дата|date|день|коли"),
    ("purpose", r"призначен|purpose|опис|за що|зміст|підстава|description|деталі|коментар|comment|details"),
    ("debit", r"дебет|видатки|витрат|списан|debit"),
    ("credit", r"кредит|надходжен|прибутк|зарахован|credit"),
    ("currency", r"валют|currency|ccy"),
    ("payer_iban", r"(рахунок|ibаn|счет).*(корес|контр|плат|відпр)|(корес|контр|плат|відпр).*(рахунок|ibаn)"),
    (
        "payer_code",
        r"(едрпоу|код|іпн|рнокпп).*(корес|контр|плат|відпр)|(корес|контр|плат|відпр).*(едрпоу|код)",
    ),
    ("payer", r"кореспонд|контраг|платник|відправн|назва|клієнт|хто|від кого|name|payer"),
    ("document_number", r"номер док|докумен|№|номер|number"),
    ("amount", r"сума|amount|sum|скільки"),
    ("own_iban", r"рахунок|iban|account"),
    ("own_code", r"єдрпоу|код|іпн"),
)
"""Parts of headings, folded as headings are, for fields in the order of their claims."""
_BEST_DAY = re.compile(r"дата (і час )?(операц|провед|плат|оплат)")
_DEBITS = ("д", "дт", "дебет", "debit", "d", "dbit", "dt", "витрата", "списання", "видаток", "розхід", "-")
_CREDITS = ("к", "кт", "кредит", "credit", "c", "crdt", "kt", "надходження", "прихід", "зарахування", "+")


def draft_mapping(sheet: Sheet) -> MappingDraft:
    """The first guess at a sheet: its heading, its columns with what stands in them, and their fields."""
    rows_of = islice(sheet.rows(), LOOK_AT + _KEEP)
    lines = [(number, [cell[:_LONGEST] for cell in cells]) for number, cells in rows_of]
    header_line, header = _header(lines)
    rows = [cells for number, cells in lines if number > header_line]
    columns = tuple(
        DraftColumn(heading or f"#{place + 1}", tuple(_samples(rows, place)))
        for place, heading in enumerate(header)
    )
    draft = MappingDraft(
        sheet.name, header_line, columns, tuple(lines), sheet.open_end and sheet.count == len(lines)
    )
    for field, place in _fields(header, columns, min(len(rows), SAMPLES)):
        draft = draft.put(place, field)
    return _direction(draft)


def draft_of(found: Found, sheet: Sheet) -> MappingDraft:
    """A known mapping as the beginning of another."""
    mapping, fields = found.mapping, tuple(found.places.items())
    return replace(
        draft_mapping(sheet),
        fields=fields,
        by=mapping.by,
        debit=mapping.debit,
        credit=mapping.credit,
        dates=mapping.dates,
        decimal=mapping.decimal,
        register=mapping.register,
        fixed=mapping.fixed,
        base=mapping,
        laid=fields,
    )


def _header(lines: Sequence[Line]) -> tuple[int, tuple[str, ...]]:
    """The line of the heading with its words; without one, the line before the first, and no words."""
    if not lines:
        return 0, ()
    known = _known()
    best, score = None, 1
    for number, cells in lines[:LOOK_AT]:
        header = headings_of(cells)
        told = sum(
            search_key(one) in known or _by_heading(one) is not None for one in header if len(one) < 60
        )
        if told > score and not _is_data(cells):
            best, score = (number, header), told
    if best is not None:
        return best
    first = next((place for place, (_number, cells) in enumerate(lines) if _is_data(cells)), 0)
    return lines[first][0] - 1, ("",) * len(lines[first][1])


def _is_data(cells: Sequence[str]) -> bool:
    return any(_a_day(one) for one in cells) and any(_a_sum(one) for one in cells)


@lru_cache
def _known() -> dict[str, str]:
    """Headings of the banks that are known, with their fields; a CA's says "code" of the payer."""
    return {
        search_key(heading): field
        for mapping in reversed(shipped())
        if not mapping.register
        for field, headings in mapping.columns
        for heading in headings
    }


def _by_heading(heading: str) -> str | None:
    key = search_key(heading)
    return next((field for field, parts in _parts() if key and parts.search(key)), None)


@lru_cache
def _parts() -> tuple[tuple[str, re.Pattern[str]], ...]:
    # the letters of the expressions are folded as those of headings are; their signs stay
    return tuple(
        (field, re.compile(re.sub(r"[^\W_]+", lambda word: search_key(word[0]), text)))
        for field, text in _BY_HEADING
    )


def _samples(rows: Sequence[Sequence[str]], place: int) -> Iterator[str]:
    found = (cells[place].strip() for cells in rows if place < len(cells))
    return islice((text[:100] for text in found if not nothing(text)), SAMPLES)


def _fields(header: Sequence[str], columns: Sequence[DraftColumn], rows: int) -> Iterator[tuple[str, int]]:
    """Each field once, each column once: exact headings first, parts of them next, contents last."""
    taken: set[int] = set()
    told: set[str] = set()
    ways: tuple[Callable[[int], str | None], ...] = (
        lambda place: _known().get(search_key(header[place])) if header[place] else None,
        lambda place: "day" if _BEST_DAY.search(search_key(header[place])) else None,
        lambda place: _by_heading(header[place]),
        lambda place: _by_content(columns[place], told),
    )
    for way in ways:
        for place, column in enumerate(columns):
            field = _whose(way(place), column) if place not in taken else None
            if field is not None and field not in told and _may_be(field, column, rows):
                told.add(field)
                taken.add(place)
                yield field, place


def _whose(field: str | None, column: DraftColumn) -> str | None:
    """Our own account and code are the same in all rows, or nearly; the other side's are not."""
    if field in {"own_iban", "own_code"} and len(set(column.samples)) > 3:
        return field.replace("own", "payer")
    return field


def _may_be(field: str, column: DraftColumn, rows: int) -> bool:
    """Whether what stands there can be the field at all."""
    needed = _NEEDED.get(field)
    if field in {"day", "amount"} and len(column.samples) * 5 < rows * 4:
        return False
    return needed is None or all(map(needed, column.samples))


def _a_day(text: str) -> bool:
    return any(read_day(text, order) is not None for order in DayOrder)


def _a_sum(text: str) -> bool:
    return any(read_amount(text, sign) is not None for sign in ("", ".", ","))


_NEEDED: dict[str, Callable[[str], bool]] = {
    **dict.fromkeys(("day", "credited_on", "cert_until"), _a_day),
    **dict.fromkeys(("amount", "debit", "credit", "used"), _a_sum),
    "currency": lambda text: bool(read_currency(text)),
}


def _by_content(column: DraftColumn, told: set[str]) -> str | None:
    texts = column.samples
    same = len(set(texts)) == 1 and len(texts) > 2
    found = next((field for field, fits in _CONTENTS if texts and all(map(fits, texts))), None)
    if found == "amount" and told & {"debit", "credit"}:
        return None
    if found is None and texts and sum(map(len, texts)) / len(texts) > 25:
        return "purpose"
    return found.replace("payer", "own") if found and same else found


def _is_iban(text: str) -> bool:
    return len(iban := read_iban(text)) == 29 and iban.startswith("UA")


_CONTENTS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("day", _a_day),
    ("payer_iban", _is_iban),
    ("payer_code", re.compile(r"\d{8}|\d{10}").fullmatch),
    ("amount", re.compile(r"[-+]?[\d\s]+[.,]\d\d").fullmatch),
    ("currency", lambda text: text.isalpha() and read_currency(text)),
)


def _direction(draft: MappingDraft) -> MappingDraft:
    """How the table tells what went out; the words for it, when they are known ones."""
    places = draft.places
    if "amount" in places and WITH_CURRENCY.fullmatch(draft.columns[places["amount"]].heading):
        draft = draft.without("currency")
    if {"debit", "credit"} <= set(places) and "amount" not in places:
        return draft.with_direction(DirectionBy.COLUMNS)
    for one in ("debit", "credit"):
        # a heading with either word may be the column with a word for each
        if one in places and "amount" in places:
            draft = draft.put(places[one], "")
    for place, column in enumerate(draft.columns):
        words = dict.fromkeys(column.samples)
        debit = tuple(word for word in words if search_key(word) in _folded(_DEBITS) or word == "-")
        credit = tuple(word for word in words if search_key(word) in _folded(_CREDITS) or word == "+")
        if words and len(debit) + len(credit) == len(words) and len(words) <= 4:
            found = draft.put(place, "direction")
            return found.with_direction(DirectionBy.WORD, debit or _DEBITS[:3], credit or _CREDITS[:3])
    return draft.with_direction(DirectionBy.WORD if "direction" in places else DirectionBy.SIGN)


@lru_cache
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(filter(None, map(search_key, words)))
