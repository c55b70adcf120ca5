"""What may be said of a list: its fields and their words, and how a value of each is read and written."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from crm_tui.domain.filter_days import Span, filter_day
from crm_tui.domain.filter_tree import FilterError, Sign
from crm_tui.domain.money import money_decimal, parse_money
from crm_tui.domain.search_key import search_key

EMPTY, FILLED = ("порожньо", "empty", "none"), ("непорожньо", "filled", "any")
AND, OR, NOT = ("і", "й", "та", "and", "&"), ("або", "чи", "or", "|"), ("не", "not")


class FieldKind(StrEnum):
    """What a field holds, and so what may be said of it."""

    DAY = "day"
    BORDER = "border"
    """One day since or until which: only `=`."""
    PERSON = "person"
    CODE = "code"
    FLAG = "flag"
    TEXT = "text"
    COUNT = "count"
    MONEY = "money"


ORDERED = frozenset({FieldKind.DAY, FieldKind.COUNT, FieldKind.MONEY})
"""What is less or more."""
CLOSED = frozenset({FieldKind.CODE, FieldKind.FLAG})
"""What takes no other values than those that have words."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field: what it holds, the words for it, the values with words of their own.

    The first word is written, the others and the code itself are read.
    """

    kind: FieldKind
    words: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    empty: tuple[str, ...] = ()
    """More words for no value at all."""
    has_letters: bool = False
    """Whether a value needs letters or digits: it is looked for by its key."""

    @property
    def word(self) -> str:
        """How the field is written."""
        return self.words[0]


@dataclass(frozen=True)
class Language:
    """The fields of a list by their codes; which days a word means."""

    fields: Mapping[str, Field]
    span: Span
    splits_quoted: bool = False
    """Whether a comma inside quotes parts two values."""

    def code_of(self, word: str) -> str:
        """The field of a word; FilterError with those that there are."""
        for code, one in self.fields.items():
            if word.casefold() in one.words:
                return code
        raise FilterError("key", word[:40], tuple(one.word for one in self.fields.values()))

    def value(self, code: str, bare: str | None, quoted: str) -> str | None:
        """A value as it is kept, of a word as it stands or of what stands in quotes; None: empty."""
        one = self.fields[code]
        text = " ".join((quoted if bare is None else bare).split())
        if bare is not None and text.casefold() in {*EMPTY, *FILLED, *one.empty}:
            return None
        if not text:
            raise FilterError("empty", one.word)
        if one.kind is FieldKind.DAY:
            return self._day(text)
        return _READ[one.kind](one, text)

    def _day(self, text: str) -> str:
        typed = text.casefold()
        if self.span(typed, _MARK) is None:
            raise FilterError("day", text[:40])
        return typed

    def said(self, code: str, value: str | None) -> str:
        """How a value is written; `value` reads the same from it."""
        one = self.fields[code]
        if value is None:
            return EMPTY[0]
        if one.kind is FieldKind.MONEY:
            return "..".join(_short(half) for half in value.split(".."))
        words = one.values.get(value)
        said = words[0] if words else value
        if words is None and said.casefold() in {*EMPTY, *FILLED, *one.empty}:
            return f'"{said}"'
        if not _QUOTED.search(said):
            return said
        return f"«{said}»" if '"' in said else f'"{said}"'

    def refuse_order(self, code: str, how: Sign, values: list[str | None]) -> None:
        """Less and more take one value of what has an order; a border one day and nothing else."""
        one = self.fields[code]
        if one.kind is FieldKind.BORDER and (how is not Sign.IS or len(values) > 1 or values[0] is None):
            raise FilterError("border", one.word)
        if how in {Sign.IS, Sign.IS_NOT}:
            return
        if one.kind not in ORDERED:
            raise FilterError("sign", f"{one.word}{how}")
        if len(values) > 1 or values[0] is None or ".." in values[0]:
            raise FilterError("several", one.word)


_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_QUOTED = re.compile(r"[\s(),\"«»]")
_MARK = date(2028, 2, 1)
"""A day of a leap year: 29.02 may be said."""


def _border(_field: Field, text: str) -> str:
    typed = text.casefold()
    if filter_day(typed, _MARK) is None:
        raise FilterError("day", text[:40])
    return typed


def _code(one: Field, text: str) -> str:
    for code, words in one.values.items():
        if text.casefold() in {str(code), *words}:
            return str(code)
    if one.kind not in CLOSED:
        return text
    raise FilterError("value", text[:40], tuple(words[0] for words in one.values.values()))


def _number(text: str, read: Callable[[str], int | None]) -> str:
    halves = text.split("..") if ".." in text else [text]
    numbers = [read(half) if half else None for half in halves]
    wrong = len(halves) > 2 or all(number is None for number in numbers)
    if wrong or any(half and number is None for half, number in zip(halves, numbers, strict=True)):
        raise FilterError("number", text[:40])
    return "..".join("" if number is None else str(number) for number in numbers)


def _count(_field: Field, text: str) -> str:
    return _number(text, lambda half: int(half) if _COUNT.fullmatch(half) else None)


def _money(_field: Field, text: str) -> str:
    """Hryvnias as typed; kept in kopiykas."""
    return _number(text, parse_money)


def _text(one: Field, text: str) -> str:
    if one.has_letters and not search_key(text):
        raise FilterError("empty", one.word)
    return text


_READ: dict[FieldKind, Callable[[Field, str], str]] = {
    FieldKind.BORDER: _border,
    FieldKind.PERSON: _code,
    FieldKind.CODE: _code,
    FieldKind.FLAG: _code,
    FieldKind.COUNT: _count,
    FieldKind.MONEY: _money,
    FieldKind.TEXT: _text,
}


def _short(kopiykas: str) -> str:
    return money_decimal(int(kopiykas)).removesuffix(".00") if kopiykas else ""
