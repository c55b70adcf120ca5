"""What a command prints: a table for people, JSON with stable keys for programs.

JSON keys are the field names of the use cases' dataclasses (the glossary's code names); times are ISO 8601
with the offset of Kyiv, dates ISO 8601, money (fields named `..._kop`) a decimal string under its name
without that ending.
"""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from crm_tui.domain.text import clean
from crm_tui.i18n import _

WIDTH_OF_A_PIPE = 200


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its title and how it is taken from a row."""

    title: str
    value: Callable[[Any], object]
    right: bool = False


@lru_cache
def kyiv() -> ZoneInfo:
    return ZoneInfo("Europe/Kyiv")


def show_rows(
    rows: Iterable[object], columns: Sequence[Column], *, as_json: bool, without: tuple[str, ...] = ()
) -> None:
    """Prints a listing; an empty one is `[]` or one line. `without`: keys that JSON leaves out."""
    found = list(rows)
    if as_json:
        print_json([_less(plain(row), without) for row in found])
    elif not found:
        print(_("nothing found"))
    else:
        _print_table(found, columns)


def show_record(record: object, lines: Sequence[tuple[str, object]], *, as_json: bool) -> None:
    """Prints one record: `title: value` lines, without those that have no value."""
    if as_json:
        print_json(record)
        return
    for title, value in lines:
        if text := in_words(value):
            print(f"{title}: {text}")


def print_json(value: object) -> None:
    json.dump(plain(value), sys.stdout, ensure_ascii=False, indent=2)
    print()


def plain(value: object) -> Any:
    """The value as JSON can hold it."""
    if names := _names(value):
        return dict(_money(name, getattr(value, name)) for name in names)
    for kinds, convert in _PLAIN:
        if isinstance(value, kinds):
            return convert(value)
    return value


def _names(value: object) -> tuple[str, ...]:
    """The columns of a shape of ours, dataclass or named tuple; none of any other value."""
    if is_dataclass(value) and not isinstance(value, type):
        return tuple(one.name for one in fields(value))
    return getattr(value, "_fields", ()) if isinstance(value, tuple) else ()


def in_words(value: object) -> str:
    """The value as one harmless line for a person."""
    for kinds, convert in _WORDS if not _names(value) else ():
        if isinstance(value, kinds):
            return str(convert(value))
    return clean(str(getattr(value, "name", value)))


_Conversions = tuple[tuple[type | tuple[type, ...], Callable[[Any], Any]], ...]
# A datetime is a date too, and an enum here is a text too: the narrower kind stands first.
_PLAIN: _Conversions = (
    (Mapping, lambda value: {str(key): plain(one) for key, one in value.items()}),
    (datetime, lambda value: value.astimezone(kyiv()).isoformat()),
    (date, lambda value: value.isoformat()),
    (Enum, lambda value: value.value),
    ((UUID, Decimal), str),
    ((set, frozenset), lambda value: sorted(plain(one) for one in value)),
    ((list, tuple), lambda value: [plain(one) for one in value]),
)
_WORDS: _Conversions = (
    (bool, lambda value: _("yes") if value else ""),
    (type(None), lambda _value: ""),
    (datetime, lambda value: f"{value.astimezone(kyiv()):%d.%m.%Y %H:%M}"),
    (date, lambda value: f"{value:%d.%m.%Y}"),
    (Enum, lambda value: _code_in_words(str(value.value))),
    ((set, frozenset), lambda value: ", ".join(sorted(map(in_words, value)))),
    ((list, tuple), lambda value: ", ".join(map(in_words, value))),
)


def minutes(milliseconds: int) -> str:
    """A length as m:ss."""
    seconds = round(milliseconds / 1000)
    return f"{seconds // 60}:{seconds % 60:02}"


def _code_in_words(code: str) -> str:
    from crm_tui.cli.words import word_of

    return word_of(code)


def clock(at: datetime | None) -> str:
    """A moment of a call to the millisecond, by the clock of Kyiv."""
    return f"{at.astimezone(kyiv()):%H:%M:%S.%f}"[:-3] if at else "-"


def _less(row: Any, names: tuple[str, ...]) -> Any:
    return {key: value for key, value in row.items() if key not in names} if names else row


def _money(name: str, value: object) -> tuple[str, Any]:
    if name.endswith("_kop") and isinstance(value, int):
        return name.removesuffix("_kop"), str(Decimal(value) / 100)
    return name, plain(value)


def _print_table(rows: list[object], columns: Sequence[Column]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH_OF_A_PIPE)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(Text(column.title), justify="right" if column.right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(in_words(column.value(row))) for column in columns))
    console.print(table)
