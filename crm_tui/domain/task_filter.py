"""The language of filters of the task queue: `хто=я стан=відкриті до=сьогодні послуга=КЕП`.

Words of `key=value`, separated by spaces, all of which must hold; a value may be several, `stage=new,offer`,
of which one must. A value with spaces stands in quotes. Keys and values are Ukrainian or English. Days stay
as they were said, so that `до=сьогодні` is true tomorrow too.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from crm_tui.domain.day_words import day_of
from crm_tui.domain.kinds import Department, TaskKind

ME, NOBODY, OTHERS, LEFT = "me", "nobody", "others", "left"
"""Whose: the person's own, nobody's, anybody else's, of those who no longer work here; else a login."""
MINE = "mine"
"""The person's own department."""


class TaskState(StrEnum):
    """How a task stands on a day."""

    OPEN = "open"
    OVERDUE = "overdue"
    DUE_TODAY = "today"
    UPCOMING = "upcoming"
    WAITING = "waiting"
    """Given by another and not taken yet."""
    DONE = "done"
    ALL = "all"


class FilterError(ValueError):
    """A word that cannot be read: `about` is what is wrong, `word` the word, `choices` what it may be."""

    def __init__(self, about: str, word: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(f"{about}: {word}")
        self.about, self.word, self.choices = about, word, choices


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What tasks are wanted; an empty field asks for nothing."""

    state: TaskState = TaskState.OPEN
    who: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    service: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    client: str = ""
    tag: tuple[str, ...] = ()


KEYS: dict[str, tuple[str, ...]] = {
    "who": ("хто", "who"),
    "state": ("стан", "state"),
    "first": ("від", "from"),
    "last": ("до", "to"),
    "service": ("послуга", "service"),
    "stage": ("статус", "stage"),
    "department": ("відділ", "department"),
    "kind": ("вид", "kind"),
    "author": ("автор", "author"),
    "client": ("клієнт", "client"),
    "tag": ("мітка", "tag"),
}
"""Each field with the words for it; the first one is written."""
_PEOPLE = {ME: ("я",), NOBODY: ("ніхто", "нічиї"), OTHERS: ("інші",), LEFT: ("вибулі",)}
VALUES: dict[str, dict[str, tuple[str, ...]]] = {
    "state": {
        TaskState.OPEN: ("відкриті",),
        TaskState.OVERDUE: ("протерміновані", "прострочені"),
        TaskState.DUE_TODAY: ("сьогодні", "поточні"),
        TaskState.UPCOMING: ("майбутні", "future"),
        TaskState.WAITING: ("неприйняті",),
        TaskState.DONE: ("виконані", "завершені"),
        TaskState.ALL: ("усі", "всі"),
    },
    "who": _PEOPLE,
    "author": _PEOPLE,
    "department": {
        MINE: ("мій",),
        Department.SALES: ("продаж", "sales"),
        Department.SUPPORT: ("супровід", "support"),
        Department.KEP: ("кеп", "kep"),
    },
    "kind": {
        TaskKind.BY_HAND: ("вручну", "by-hand"),
        TaskKind.RENEWAL: ("продовження",),
        TaskKind.SUPPORT: ("після-продажу", "супровід"),
        TaskKind.NOTICE: ("сповіщення",),
    },
}
"""Values with words of their own; the first one is written, the code itself is read too."""
CLOSED = ("state", "department", "kind")
"""Fields that take no other values than these."""

_KEY_OF = {word: name for name, words in KEYS.items() for word in words}
_VALUE_OF = {
    name: {word.casefold(): code for code, words in values.items() for word in (str(code), *words)}
    for name, values in VALUES.items()
}
_TOKEN = re.compile(r'([^\s=]+)=("[^"]*"|«[^»]*»|\S*)|(\S+)')
_PAST = re.compile(r"-\s*(\d{1,4})")
_YESTERDAY = ("вчора", "учора", "yesterday")
DAYS = "+3, пн, завтра, 15.04, -7, вчора"


def parse_filter(text: str) -> TaskFilter:
    """The filter that a text says; raises FilterError with the word that says nothing."""
    found: dict[str, Any] = {}
    for key, quoted, alone in _TOKEN.findall(text):
        if alone:
            raise FilterError("word", alone)
        name = _KEY_OF.get(key.casefold())
        if name is None:
            raise FilterError("key", key, tuple(words[0] for words in KEYS.values()))
        found[name] = _value(name, quoted.strip('"«»').strip())
    return TaskFilter(**found)


def filter_text(wanted: TaskFilter) -> str:
    """The text that says this filter; `parse_filter` reads the same from it."""
    parts = []
    for name in KEYS:
        value = getattr(wanted, name)
        if value and not (name == "state" and value is TaskState.OPEN):
            values = value if isinstance(value, tuple) else (value,)
            said = ",".join(word_for(name, str(one)) for one in values)
            parts.append(f'{KEYS[name][0]}="{said}"' if re.search(r"\s", said) else f"{KEYS[name][0]}={said}")
    return " ".join(parts)


def word_for(name: str, code: str) -> str:
    """How a value is written."""
    words = VALUES.get(name, {}).get(code)
    return words[0] if words else code


def filter_day(text: str, today: date) -> date | None:
    """The day that a filter means: as `day_of`, and also days ago, `-7`, and yesterday."""
    typed = text.strip().casefold()
    if found := _PAST.fullmatch(typed):
        return today - timedelta(days=int(found[1]))
    return today - timedelta(days=1) if typed in _YESTERDAY else day_of(typed, today)


def _value(name: str, text: str) -> Any:
    if not text:
        raise FilterError("empty", KEYS[name][0])
    if name in {"first", "last"}:
        if filter_day(text, date(2026, 1, 1)) is None:
            raise FilterError("day", text)
        return text
    if name == "client":
        return text
    values = tuple(_coded(name, one.strip()) for one in text.split(",") if one.strip())
    if not values:
        raise FilterError("empty", KEYS[name][0])
    if name == "state":
        if len(values) > 1:
            raise FilterError("several", text)
        return TaskState(values[0])
    return values


def _coded(name: str, text: str) -> str:
    known = _VALUE_OF.get(name, {})
    code = known.get(text.casefold())
    if code is None and name in CLOSED:
        raise FilterError("value", text, tuple(words[0] for words in VALUES[name].values()))
    return str(code) if code is not None else text
