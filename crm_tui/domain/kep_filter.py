"""The language of filters of the register of КЕП sets: `оплачено=цей-місяць і (борг=документи або прро=так)`.

A condition is a field, a sign (`= != < <= > >=`) and a value; several values with commas: one of them must
hold. Conditions stand beside each other or with `і` (all must hold), `або` (one must), `не`, in brackets.
`порожньо` and `непорожньо` ask whether there is a value at all. Days stay as they were said (`сьогодні`,
`-7`, `15.04`, `цей-місяць`, `-30..сьогодні`), so they are true tomorrow too; a day without a year is this
year's. What is empty is neither less nor more than anything; `не` turns every answer round.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crm_tui.domain.kep_filter_words import (
    AND,
    EMPTY,
    FIELD_OF,
    FILLED,
    KIND_OF,
    NOT,
    OR,
    PERIODS,
    WORD_OF,
    FieldKind,
    KepField,
    known_values,
)
from crm_tui.domain.money import money_decimal, parse_money
from crm_tui.domain.periods import Period, parse_period
from crm_tui.domain.search_key import search_key
from crm_tui.domain.task_filter import FilterError, filter_day
from crm_tui.domain.text import clean

LONGEST, DEEPEST, MOST = 2_000, 12, 60
"""Letters of a text, brackets within each other, conditions with all their values."""


class Sign(StrEnum):
    """How a value is compared."""

    IS = "="
    IS_NOT = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition; of several values one must hold (none, for `!=`). A value None: empty."""

    field: KepField
    sign: Sign
    values: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What does not hold."""

    part: "Tree"


@dataclass(frozen=True, slots=True)
class All:
    """All of the parts hold; without parts everything does."""

    parts: tuple["Tree", ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of the parts holds."""

    parts: tuple["Tree", ...]


Tree = Condition | Not | All | Either


def parse_kep_filter(text: str) -> Tree:
    """The filter that a text says; raises FilterError with the word that says nothing."""
    text = clean(text)
    if len(text) > LONGEST:
        raise FilterError("long", text[:20] + "…", (str(LONGEST),))
    tokens = _tokens(text)
    if not tokens:
        return All()
    reader = _Reader(tokens)
    tree = reader.either(0)
    if reader.left:
        raise FilterError("bracket", reader.left[0])
    return tree


def kep_filter_text(tree: Tree) -> str:
    """The text that says this filter; `parse_kep_filter` reads the same tree from it."""
    match tree:
        case Condition():
            said = ",".join(_said(tree.field, value) for value in tree.values)
            return f"{WORD_OF[tree.field]}{tree.sign}{said}"
        case Not(part):
            return f"{NOT[0]} {_bracketed(part, All, Either)}"
        case All(parts):
            return f" {AND[0]} ".join(_bracketed(part, All, Either) for part in parts)
        case Either(parts):
            return f" {OR[0]} ".join(_bracketed(part, Either) for part in parts)


def conditions_of(tree: Tree) -> list[Condition]:
    """All conditions of a filter, as they stand."""
    match tree:
        case Condition():
            return [tree]
        case Not(part):
            return conditions_of(part)
        case All(parts) | Either(parts):
            return [one for part in parts for one in conditions_of(part)]


def filter_span(text: str, today: date) -> Period | None:
    """The days that a value of a filter means, both ends in; None for what is no day of this year."""
    typed = text.strip().casefold()
    if ".." in typed:
        return _range(typed, today)
    if period := parse_period(PERIODS.get(typed, typed), today=today):
        return period
    day = (
        None if re.fullmatch(r"[\d./,-]+", typed) and not _AGO.fullmatch(typed) else filter_day(typed, today)
    )
    return Period(day, day) if day else None


def _range(typed: str, today: date) -> Period | None:
    """`-30..сьогодні`, `1.03..`; one that ends before it begins holds no day."""
    first_word, _dots, last_word = (one.strip() for one in typed.partition(".."))
    if ".." in last_word or not (first_word or last_word):
        return None
    first = filter_span(first_word, today) if first_word else Period(date.min, date.min)
    last = filter_span(last_word, today) if last_word else Period(date.max, date.max)
    return Period(first.first, last.last) if first and last else None


def number_span(text: str) -> tuple[int | None, int | None]:
    """The least and the greatest number of a value `1000` or `500..1000`; None: no bound."""
    first, dots, last = text.partition("..")
    return (int(first) if first else None), (int(last) if last else None) if dots else int(first)


_AGO = re.compile(r"-\s*\d{1,4}")
_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_SIGN = re.compile(r"!=|<=|>=|[=<>≠≤≥]")
_SIGN_OF = {"≠": "!=", "≤": "<=", "≥": ">="}
_KEY = re.compile(r"[^\W\d_][\w’'-]*")
_ITEM = re.compile(r"\s*(?:\"(?P<quoted>[^\"]*)\"|«(?P<angled>[^»]*)»|(?P<bare>[^\s(),\"«»]+))")
_COMMA = re.compile(r"\s*,")
_QUOTED = re.compile(r"[\s(),\"«»]")
_MARK = date(2028, 2, 1)
"""A day of a leap year: 29.02 may be said."""


def _tokens(text: str) -> list[str | Condition]:
    found: list[str | Condition] = []
    place, count = 0, 0
    while place < len(text):
        char = text[place]
        if char.isspace() or char in "()&|":
            found += [] if char.isspace() else [char]
            place += 1
            continue
        key = _KEY.match(text, place)
        if key is None:
            raise FilterError("word", text[place:].split(maxsplit=1)[0][:40])
        sign = _SIGN.match(text, key.end() + len(text[key.end() :]) - len(text[key.end() :].lstrip()))
        word = key[0].casefold()
        if sign is None:
            if word not in {*AND, *OR, *NOT}:
                raise FilterError("word", key[0][:40])
            found.append(word)
            place = key.end()
            continue
        condition, place = _condition(text, key[0], sign)
        count += len(condition.values)
        if count > MOST:
            raise FilterError("many", key[0][:40], (str(MOST),))
        found.append(condition)
    return found


def _condition(text: str, key: str, sign: re.Match[str]) -> tuple[Condition, int]:
    field = FIELD_OF.get(key.casefold())
    if field is None:
        raise FilterError("key", key[:40], tuple(WORD_OF.values()))
    how = Sign(_SIGN_OF.get(sign[0], sign[0]))
    values: list[str | None] = []
    place, filled = sign.end(), False
    while True:
        item = _ITEM.match(text, place)
        if item is None:
            raise FilterError("empty", key)
        place = item.end()
        bare = item["bare"]
        if bare is not None and bare.casefold() in FILLED:
            filled = True
        values.append(_value(field, bare, item["quoted"] or item["angled"] or ""))
        comma = _COMMA.match(text, place)
        if comma is None:
            break
        place = comma.end()
    if filled:
        if len(values) > 1 or how not in {Sign.IS, Sign.IS_NOT}:
            raise FilterError("several", FILLED[0])
        how = Sign.IS_NOT if how is Sign.IS else Sign.IS
    _refuse_order(field, how, values)
    return Condition(field, how, tuple(values)), place


def _refuse_order(field: KepField, how: Sign, values: list[str | None]) -> None:
    """Less and more take one value of what has an order."""
    if how in {Sign.IS, Sign.IS_NOT}:
        return
    if KIND_OF[field] not in {FieldKind.DAY, FieldKind.COUNT, FieldKind.MONEY}:
        raise FilterError("sign", f"{WORD_OF[field]}{how}")
    if len(values) > 1 or values[0] is None or ".." in values[0]:
        raise FilterError("several", WORD_OF[field])


def _value(field: KepField, bare: str | None, quoted: str) -> str | None:
    text = " ".join((quoted if bare is None else bare).split())
    if bare is not None:
        if text.casefold() in {*EMPTY, *FILLED}:
            return None
        if KIND_OF[field] is FieldKind.PERSON and text.casefold() in {"ніхто", "нічиї", "nobody"}:
            return None
    if not text:
        raise FilterError("empty", WORD_OF[field])
    return _READ[KIND_OF[field]](field, text)


def _day(_field: KepField, text: str) -> str:
    typed = text.casefold()
    if filter_span(typed, _MARK) is None:
        raise FilterError("day", text[:40])
    return typed


def _code(field: KepField, text: str) -> str:
    known = known_values(field)
    for code, words in known.items():
        if text.casefold() in {str(code), *words}:
            return str(code)
    if KIND_OF[field] is FieldKind.PERSON:
        return text
    raise FilterError("value", text[:40], tuple(words[0] for words in known.values()))


def _number(_field: KepField, text: str, read: Callable[[str], int | None]) -> str:
    halves = text.split("..") if ".." in text else [text]
    numbers = [read(half) if half else None for half in halves]
    wrong = len(halves) > 2 or all(number is None for number in numbers)
    if wrong or any(half and number is None for half, number in zip(halves, numbers, strict=True)):
        raise FilterError("number", text[:40])
    return "..".join("" if number is None else str(number) for number in numbers)


def _count(field: KepField, text: str) -> str:
    return _number(field, text, lambda half: int(half) if _COUNT.fullmatch(half) else None)


def _money(field: KepField, text: str) -> str:
    """Hryvnias as typed; kept in kopiykas."""
    return _number(field, text, parse_money)


def _text(field: KepField, text: str) -> str:
    if field in {KepField.CLIENT, KepField.KIND, KepField.FIRM} and not search_key(text):
        raise FilterError("empty", WORD_OF[field])
    return text


_READ: dict[FieldKind, Callable[[KepField, str], str]] = {
    FieldKind.DAY: _day,
    FieldKind.PERSON: _code,
    FieldKind.CODE: _code,
    FieldKind.FLAG: _code,
    FieldKind.COUNT: _count,
    FieldKind.MONEY: _money,
    FieldKind.TEXT: _text,
}


def _said(field: KepField, value: str | None) -> str:
    if value is None:
        return EMPTY[0]
    if KIND_OF[field] is FieldKind.MONEY:
        return "..".join(_short(half) for half in value.split(".."))
    words = known_values(field).get(value)
    said = words[0] if words else value
    if words is None and said.casefold() in {*EMPTY, *FILLED, "ніхто", "нічиї", "nobody"}:
        return f'"{said}"'
    if not _QUOTED.search(said):
        return said
    return f"«{said}»" if '"' in said else f'"{said}"'


def _short(kopiykas: str) -> str:
    return money_decimal(int(kopiykas)).removesuffix(".00") if kopiykas else ""


def _bracketed(part: Tree, *kinds: type[All | Either]) -> str:
    said = kep_filter_text(part)
    return f"({said})" if isinstance(part, kinds) else said


def spellings(text: str) -> tuple[str, ...]:
    """How a part of a name may be written: as typed, small, capital, Capitalised."""
    return tuple(dict.fromkeys((text, text.lower(), text.upper(), text.title())))


class _Reader:
    """Brackets and the words between conditions: `не` binds closest, then `і`, then `або`."""

    def __init__(self, tokens: list[str | Condition]) -> None:
        self._tokens, self._place = tokens, 0

    @property
    def left(self) -> list[str]:
        """What nobody has read yet, in words."""
        return [
            kep_filter_text(one) if isinstance(one, Condition) else one for one in self._tokens[self._place :]
        ]

    def either(self, depth: int) -> Tree:
        """Parts with `або` between them."""
        parts = [self.all(depth)]
        while self._took(OR):
            parts.append(self.all(depth))
        return parts[0] if len(parts) == 1 else Either(_flat(parts, Either))

    def all(self, depth: int) -> Tree:
        """Parts with `і`, or nothing, between them."""
        parts = [self._one(depth)]
        while self._took(AND) or self._begins():
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else All(_flat(parts, All))

    def _one(self, depth: int) -> Tree:
        if depth > DEEPEST:
            raise FilterError("deep", "(", (str(DEEPEST),))
        if self._took(NOT):
            return Not(self._one(depth + 1))
        if self._took(("(",)):
            inner = self.either(depth + 1)
            if not self._took((")",)):
                raise FilterError("bracket", "(")
            return inner
        token = self._tokens[self._place] if self._place < len(self._tokens) else self._tokens[-1]
        if not isinstance(token, Condition) or self._place >= len(self._tokens):
            raise FilterError("end", kep_filter_text(token) if isinstance(token, Condition) else token)
        self._place += 1
        return token

    def _begins(self) -> bool:
        if self._place >= len(self._tokens):
            return False
        following = self._tokens[self._place]
        return isinstance(following, Condition) or following in {"(", *NOT}

    def _took(self, words: tuple[str, ...]) -> bool:
        if self._place < len(self._tokens) and self._tokens[self._place] in words:
            self._place += 1
            return True
        return False


def _flat(parts: list[Tree], kind: type[All | Either]) -> tuple[Tree, ...]:
    """Parts of the same kind stand in one row: `a і (b і c)` is `a і b і c`."""
    found: list[Tree] = []
    for part in parts:
        found += part.parts if isinstance(part, kind) else [part]
    return tuple(found)
