"""Which column of a bank's table is what: a small TOML file, shipped or made by the office."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from crm_tui.domain.bank_cells import DayOrder, read_currency
from crm_tui.domain.errors import Refused
from crm_tui.domain.search_key import search_key
from crm_tui.domain.text import clean
from crm_tui.i18n import N_, _

FIELDS: dict[str, str] = {
    "day": N_("Day"),
    "amount": N_("Sum"),
    "debit": N_("Sum of a debit"),
    "credit": N_("Sum of a credit"),
    "direction": N_("Debit or credit"),
    "currency": N_("Currency"),
    "payer": N_("The other side"),
    "payer_code": N_("Its tax code"),
    "payer_iban": N_("Its account"),
    "document_number": N_("Document number"),
    "purpose": N_("Purpose"),
    "bank_id": N_("Bank's own number"),
    "own_iban": N_("Our account"),
    "own_code": N_("Our tax code"),
    "credited_on": N_("Credited on"),
    "used": N_("Used sum"),
    "cert_until": N_("Certificate until"),
    "debit_iban": N_("Account of the debit side"),
    "debit_code": N_("Code of the debit side"),
    "debit_name": N_("Name of the debit side"),
    "credit_iban": N_("Account of the credit side"),
    "credit_code": N_("Code of the credit side"),
    "credit_name": N_("Name of the credit side"),
}
"""What a column may be, with its words."""
FIXED = ("currency", "own_iban", "own_code")
"""What may be the same in the whole file, without a column."""
NAME = re.compile(r"[^\W_][\w-]{0,39}")
PLACE = re.compile(r"#([1-9][0-9]{0,2})", re.ASCII)
ANY_CURRENCY = "(*)"
"""At the end of a heading: the word there in brackets is the currency of the column."""
_KEYS = {"title", "register", "dates", "decimal", "unit", "optional", "direction", "columns", "fixed"}
_LONGEST = 200


class DirectionBy(StrEnum):
    """How a table tells money that went out from money that came."""

    SIGN = "sign"
    COLUMNS = "columns"
    WORD = "word"
    INCOMING = "incoming"


DIRECTION_WORDS = {
    DirectionBy.SIGN: N_("the sign of the sum: minus went out"),
    DirectionBy.COLUMNS: N_("a column for each"),
    DirectionBy.WORD: N_("a word in a column"),
    DirectionBy.INCOMING: N_("all of it came"),
}
UNITS = {"hryvnias": 100, "kopiykas": 1}


@dataclass(frozen=True, slots=True)
class TableMapping:
    """Which headings are which fields and how cells are read; `name` is that of its file."""

    name: str
    title: str
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    """Fields with the headings that may stand for them: `#3` is the third column, whatever stands over it."""
    by: DirectionBy = DirectionBy.SIGN
    debit: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()
    """The words for money that went out and for money that came."""
    dates: DayOrder = DayOrder.DAY_FIRST
    decimal: str = ""
    unit: str = "hryvnias"
    fixed: tuple[tuple[str, str], ...] = ()
    optional: frozenset[str] = frozenset()
    """Fields whose columns some of these files lack."""
    register: bool = False
    own: bool = False
    """Made by the office, not shipped."""

    @property
    def by_places(self) -> bool:
        """It knows no heading, so it is used only when it is named."""
        return all(PLACE.fullmatch(one) for _field, headings in self.columns for one in headings)

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(field for field, _headings in self.columns)


def read_mapping(text: str, name: str, *, own: bool = False) -> TableMapping:
    """A mapping from the text of its file. Refused with what is wrong in it and how to mend it."""
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _refused(name, str(error)) from None
    if unknown := sorted(set(table) - _KEYS):
        raise _refused(name, _("unknown: {names}").format(names=", ".join(unknown)))
    direction = _table(table, "direction", name)
    mapping = TableMapping(
        name=name,
        title=clean(_text(table, "title", name, name)),
        columns=tuple(
            (field, _texts(headings, f"columns.{field}", name))
            for field, headings in _table(table, "columns", name).items()
        ),
        by=_choice(DirectionBy, _text(direction, "by", name, "sign"), "direction.by", name),
        debit=_texts(direction.get("debit", []), "direction.debit", name),
        credit=_texts(direction.get("credit", []), "direction.credit", name),
        dates=_choice(DayOrder, _text(table, "dates", name, "dmy"), "dates", name),
        decimal=_text(table, "decimal", name, ""),
        unit=_text(table, "unit", name, "hryvnias"),
        fixed=tuple(
            (field, _text(_table(table, "fixed", name), field, name, ""))
            for field in _table(table, "fixed", name)
        ),
        optional=frozenset(_texts(table.get("optional", []), "optional", name)),
        register=table.get("register") is True,
        own=own,
    )
    check_mapping(mapping)
    return mapping


def check_mapping(mapping: TableMapping) -> None:
    """Refused with the first thing that keeps the mapping from reading a file."""
    for problem in _problems(mapping):
        raise _refused(mapping.name, problem)


def write_mapping(mapping: TableMapping) -> str:
    """The text of a mapping's file: `read_mapping` gives the same from it."""
    top: list[tuple[str, Any]] = [("title", mapping.title)]
    top += [("register", True)] if mapping.register else []
    top += [("dates", mapping.dates.value)] if mapping.dates is not DayOrder.DAY_FIRST else []
    top += [("decimal", mapping.decimal)] if mapping.decimal else []
    top += [("unit", mapping.unit)] if mapping.unit != "hryvnias" else []
    top += [("optional", sorted(mapping.optional))] if mapping.optional else []
    direction: list[tuple[str, Any]] = [("by", mapping.by.value)]
    if mapping.by is DirectionBy.WORD:
        direction += [("debit", list(mapping.debit)), ("credit", list(mapping.credit))]
    columns = [(field, found[0] if len(found) == 1 else list(found)) for field, found in mapping.columns]
    parts = [_lines(top), "[direction]\n" + _lines(direction), "[columns]\n" + _lines(columns)]
    parts += ["[fixed]\n" + _lines(mapping.fixed)] if mapping.fixed else []
    return "\n".join(parts)


def _lines(pairs: Sequence[tuple[str, Any]]) -> str:
    # a text of JSON is one of TOML too, save for the one control sign that `clean` has taken away
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in pairs)


def _problems(mapping: TableMapping) -> Iterator[str]:
    known = ", ".join(FIELDS)
    if not NAME.fullmatch(mapping.name):
        yield _("its name may have letters, digits and hyphens, 40 at most")
    if not mapping.title.strip():
        yield _("it needs a title")
    for field in (*mapping.fields, *mapping.optional):
        if field not in FIELDS:
            yield _("no field {field}; there are {known}").format(field=field, known=known)
    for field, headings in mapping.columns:
        if not headings or not all(search_key(one) or PLACE.fullmatch(one) for one in headings):
            yield _("{field}: name a heading, or #3 for the third column").format(field=field)
    if "day" not in mapping.fields:
        yield _("say which column is the day")
    yield from _problems_of_direction(mapping)
    yield from _problems_of_values(mapping)


def _problems_of_direction(mapping: TableMapping) -> Iterator[str]:
    has = mapping.fields
    if mapping.by is DirectionBy.COLUMNS:
        if not {"debit", "credit"} <= has or "amount" in has:
            yield _("with a column for each direction, debit and credit are mapped, and no other sum")
        return
    if "amount" not in has:
        yield _("say which column is the sum")
    if has & {"debit", "credit"}:
        yield _('columns for debit and credit want [direction] by = "columns"')
    if mapping.by is DirectionBy.WORD:
        if "direction" not in has:
            yield _("say in which column the word for debit or credit stands")
        if not mapping.debit or not mapping.credit:
            yield _("say which words mean debit and which credit")
        if same := {search_key(one) for one in mapping.debit} & {search_key(one) for one in mapping.credit}:
            yield _("{word} cannot mean both debit and credit").format(word=", ".join(sorted(same)))
    elif "direction" in has:
        yield _('a column with a word for debit or credit wants [direction] by = "word"')


def _problems_of_values(mapping: TableMapping) -> Iterator[str]:
    if mapping.decimal not in {"", ".", ","}:
        yield _("decimal is a point or a comma; leave it out to have it seen")
    if mapping.unit not in UNITS:
        yield _("unit is one of: {choices}").format(choices=", ".join(UNITS))
    for field, value in mapping.fixed:
        if field not in FIXED:
            yield _("[fixed] may hold only: {choices}").format(choices=", ".join(FIXED))
        elif not value or (field == "currency" and not read_currency(value)):
            yield _("[fixed] {field}: «{value}» is none").format(field=field, value=clean(value))


def _table(table: Mapping[str, Any], key: str, name: str) -> Mapping[str, Any]:
    found = table.get(key, {})
    if not isinstance(found, dict):
        raise _refused(name, _("{key} is a table: [{key}]").format(key=key))
    return found


def _text(table: Mapping[str, Any], key: str, name: str, default: str) -> str:
    found = table.get(key, default)
    if not isinstance(found, str) or len(found) > _LONGEST:
        raise _refused(name, _("{key} is a text").format(key=key))
    return clean(found)


def _texts(found: object, key: str, name: str) -> tuple[str, ...]:
    several = [found] if isinstance(found, str) else found
    if not isinstance(several, list) or not all(
        isinstance(one, str) and len(one) <= _LONGEST for one in several
    ):
        raise _refused(name, _("{key} is a text or a list of texts").format(key=key))
    return tuple(clean(one) for one in several)


def _choice(kind: Any, text: str, key: str, name: str) -> Any:
    if text not in list(kind):
        choices = ", ".join(kind)
        raise _refused(name, _("{key} is one of: {choices}").format(key=key, choices=choices))
    return kind(text)


def _refused(name: str, why: str) -> Refused:
    return Refused(_("mapping {name}: {why}").format(name=clean(name), why=clean(why)))
