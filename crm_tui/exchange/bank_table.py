"""The rows of a bank's table by a mapping: each is read, or told with its line and how to mend it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain

from crm_tui.domain.bank_cells import HRYVNIA, nothing, read_amount, read_currency, read_day, read_party_code
from crm_tui.domain.bank_row import BankRow
from crm_tui.domain.iban import read_iban
from crm_tui.domain.search_key import search_key
from crm_tui.domain.text import clean
from crm_tui.exchange.bank_columns import Found
from crm_tui.exchange.bank_file import FileProblem
from crm_tui.exchange.bank_mapping import UNITS, DirectionBy
from crm_tui.exchange.sheet import Line, Rows
from crm_tui.i18n import _

LONGEST_TEXT = 4_000
# a month has few days, and the same people pay again and again
_day = lru_cache(maxsize=4_096)(read_day)
_iban = lru_cache(maxsize=4_096)(read_iban)
_party = lru_cache(maxsize=4_096)(read_party_code)
_money = lru_cache(maxsize=64)(read_currency)
_FOOTERS = tuple(
    map(
        search_key,
        (
            *("Всього", "Усього", "Разом", "Підсумок", "Підсумки", "Итого", "Всего", "Total"),
            *("Обороти", "Оборот", "Залишок", "Вхідний залишок", "Вихідний залишок", "Сальдо"),
            *("К-сть записів", "Кількість записів", "Кількість операцій", "Кількість платежів"),
        ),
    )
)
_COUNTS = tuple(
    map(search_key, ("К-сть записів", "Кількість записів", "Кількість операцій", "Кількість платежів"))
)


@dataclass(frozen=True, slots=True)
class _Direction:
    """What a row says of its sum; with `text` it cannot be used."""

    kop: int = 0
    incoming: bool = True
    text: str = ""


def read_table(sheet: Rows, found: Found) -> Iterator[BankRow | FileProblem]:
    """The rows below the heading, in order, and what is odd about them."""
    read = 0
    for (line, cells), last_is_short in _with_last(sheet, found):
        if last_is_short:
            yield FileProblem(
                line, _("the last line is shorter than the others: the file is cut; take it anew")
            )
            continue
        footer = _footer(cells, found)
        if footer is None:
            one = _row(line, cells, found)
            read += not isinstance(one, FileProblem) or one.stops
            yield one
        elif footer >= 0 and footer != read:
            yield FileProblem(
                line,
                _("the file says it has {told} rows, there are {read}; take it anew").format(
                    told=footer, read=read
                ),
            )


def _with_last(sheet: Rows, found: Found) -> Iterator[tuple[Line, bool]]:
    """The lines below the heading without the heading's repetitions; whether the last one is cut off."""
    width, before = found.width, None
    for line in sheet.rows(after_line=found.header_line):
        if tuple(line[1]) == found.as_written:
            continue
        if before is not None:
            width = min(width, len(before[1]))
            yield before, False
        before = line
    if before is not None:
        yield before, sheet.open_end and len(before[1]) < width and _footer(before[1], found) is None


def _footer(cells: Sequence[str], found: Found) -> int | None:
    """None: a row of the table; else what the line below it says is the number of rows, -1 if nothing."""
    place = found.places["day"]
    if place < len(cells) and _day(cells[place], found.mapping.dates) is not None:
        return None
    key = next((key for cell in cells if (key := search_key(cell))), "")
    if not key.startswith(_FOOTERS):
        return None
    if not key.startswith(_COUNTS):
        return -1
    digits = "".join(char if char.isdigit() else " " for char in " ".join(cells)).split()
    return int(digits[-1][:9]) if digits else -1


def _row(line: int, cells: list[str], found: Found) -> BankRow | FileProblem:
    values, odd = _values(cells, found)
    mapping = found.mapping
    day = _day(values.get("day", ""), mapping.dates)
    if day is None:
        odd.append(_no_day(found, "day", values.get("day", "")))
    direction = _direction(values, found)
    if direction.text:
        odd.append(direction.text)
    currency = _currency(values, found)
    if not currency:
        odd.append(
            _("no currency: «{text}»; write UAH or 980").format(text=_short(values.get("currency", "")))
        )
    days = {name: _other_day(name, values, found, odd) for name in ("credited_on", "cert_until")}
    used = _used(values, found, odd)
    if odd or day is None:
        return FileProblem(line, "; ".join(odd))
    if direction.kop == 0:
        return FileProblem(line, _("a sum of 0 is left out"), stops=False)
    own, other = _sides(values, incoming=direction.incoming)
    fixed = dict(mapping.fixed)
    return BankRow(
        line=line,
        day=day,
        amount_kop=direction.kop,
        currency=currency,
        incoming=direction.incoming,
        own_iban=_iban(own.iban or fixed.get("own_iban", "")),
        own_code=_party(own.code or fixed.get("own_code", "")),
        payer=other.name,
        payer_code=_party(other.code),
        payer_iban=_iban(other.iban),
        document_number=values.get("document_number", ""),
        purpose=values.get("purpose", ""),
        bank_id=values.get("bank_id", ""),
        used_kop=used,
        **days,
    )


def _values(cells: list[str], found: Found) -> tuple[dict[str, str], list[str]]:
    """The texts of the mapped cells, one harmless line each; and what is odd about the row as a whole."""
    odd: list[str] = []
    over = cells[found.width :]
    if any(over):
        last = found.width - 1
        while last and not found.header[last]:
            last -= 1
        if found.places.get("purpose") == last:
            # banks that put no quotes around a purpose with ; in it
            cells = [*cells[:last], ";".join(cells[last:]).rstrip(";")]
        else:
            odd.append(_("more cells than headings: a ; without quotes?"))
    values = {}
    for field, place in found.places.items():
        text = _tidy(cells[place]) if place < len(cells) else ""
        if len(text) > LONGEST_TEXT:
            odd.append(
                _("{column}: longer than {most} letters").format(
                    column=_heading(found, field), most=LONGEST_TEXT
                )
            )
        values[field] = "" if nothing(text) else text
    return values, odd


def _tidy(text: str) -> str:
    # most cells are tidy as they are
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(clean(text).split())


@dataclass(frozen=True, slots=True)
class _Side:
    iban: str
    code: str
    name: str


def _sides(values: dict[str, str], *, incoming: bool) -> tuple[_Side, _Side]:
    """Our side and the other one; of a table that names the two sides of a movement, by its direction."""
    if "debit_iban" not in values:
        own = _Side(values.get("own_iban", ""), values.get("own_code", ""), "")
        return own, _Side(*(values.get(f"payer{end}", "") for end in ("_iban", "_code", "")))
    debit, credit = (
        _Side(*(values.get(f"{side}_{end}", "") for end in ("iban", "code", "name")))
        for side in ("debit", "credit")
    )
    return (credit, debit) if incoming else (debit, credit)


def _direction(values: dict[str, str], found: Found) -> _Direction:
    mapping = found.mapping
    if mapping.by is DirectionBy.COLUMNS:
        return _of_two_columns(values, found)
    text = values.get("amount", "")
    kop = _amount(text, found)
    if kop is None:
        return _Direction(text=_no_sum(found, "amount", text))
    if mapping.by is DirectionBy.SIGN:
        return _Direction(abs(kop), kop > 0)
    if mapping.by is DirectionBy.INCOMING:
        below = _("{column}: less than 0").format(column=_heading(found, "amount")) if kop < 0 else ""
        return _Direction(kop, text=below)
    word = search_key(values.get("direction", ""))
    incoming = word in map(search_key, mapping.credit)
    if not incoming and word not in map(search_key, mapping.debit):
        known = ", ".join(chain(mapping.debit, mapping.credit))
        said = _("{column}: «{text}» is neither debit nor credit; known: {known}")
        return _Direction(
            text=said.format(
                column=_heading(found, "direction"), text=_short(values.get("direction", "")), known=known
            )
        )
    # a reversal has a minus: the money goes the other way
    return _Direction(abs(kop), incoming is (kop >= 0))


def _of_two_columns(values: dict[str, str], found: Found) -> _Direction:
    sums: dict[str, int] = {}
    for side in ("debit", "credit"):
        text = values.get(side, "")
        kop = _amount(text, found) if text else 0
        if kop is None:
            return _Direction(text=_no_sum(found, side, text))
        sums[side] = kop
    if sums["debit"] and sums["credit"]:
        return _Direction(text=_("both debit and credit are filled in: which one is it?"))
    if not values.get("debit") and not values.get("credit"):
        return _Direction(text=_("neither debit nor credit is filled in"))
    kop = sums["credit"] - sums["debit"]
    return _Direction(abs(kop), kop > 0)


def _amount(text: str, found: Found) -> int | None:
    kop = read_amount(text, found.mapping.decimal)
    if kop is None or UNITS[found.mapping.unit] == UNITS["hryvnias"]:
        return kop
    return kop // 100 if kop % 100 == 0 else None


def _currency(values: dict[str, str], found: Found) -> str:
    told = values.get("currency", "")
    if told:
        return _money(told)
    return found.currency or _money(dict(found.mapping.fixed).get("currency", "")) or HRYVNIA


def _other_day(field: str, values: dict[str, str], found: Found, odd: list[str]) -> date | None:
    text = values.get(field, "")
    day = _day(text, found.mapping.dates) if text else None
    if text and day is None:
        odd.append(_no_day(found, field, text))
    return day


def _used(values: dict[str, str], found: Found, odd: list[str]) -> int | None:
    text = values.get("used", "")
    kop = _amount(text, found) if text else None
    if text and (kop is None or kop < 0):
        odd.append(_no_sum(found, "used", text))
    return kop


def _heading(found: Found, field: str) -> str:
    place = found.places[field]
    return found.header[place] or f"#{place + 1}"


def _no_day(found: Found, field: str, text: str) -> str:
    forms = {"dmy": "31.03.2026", "mdy": "03/31/2026", "ymd": "2026-03-31"}
    return _("{column}: no day: «{text}»; as {form} is wanted").format(
        column=_heading(found, field), text=_short(text), form=forms[found.mapping.dates]
    )


def _no_sum(found: Found, field: str, text: str) -> str:
    if read_amount(text, ".") is not None or read_amount(text, ",") is not None:
        said = _("{column}: «{text}» can be read in two ways; say the decimal sign in the mapping")
    else:
        said = _("{column}: no sum: «{text}»; as 1536,00 is wanted")
    return said.format(column=_heading(found, field), text=_short(text))


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
