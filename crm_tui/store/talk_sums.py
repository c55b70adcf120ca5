"""Reading the sums of talks: one statement over months, days and what these have not taken in yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from crm_tui.domain.kyiv import day_borders, today
from crm_tui.store.quick import Quick
from crm_tui.store.scope import Unit

KEYS = ("day", "month", "author_id", "kind", "service_id")
"""A month is its first day."""
_STORED = ("day", "author_id", "kind", "service_id")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Only:
    """Which values of a column are wanted: these, or (`but`) all except these."""

    values: frozenset[Any]
    but: bool = False

    def both(self, other: "Only") -> "Only":
        """What both want."""
        if self.but and other.but:
            return Only(self.values | other.values, but=True)
        if self.but or other.but:
            some, without = (other, self) if self.but else (self, other)
            return Only(some.values - without.values)
        return Only(self.values & other.values)

    def sql(self, column: str) -> str:
        """The condition; values are numbers or codes of ours."""
        if not self.values:
            return "1 = 1" if self.but else "1 = 0"
        listed = ", ".join(_literal(value) for value in sorted(self.values))
        return f"{column} {'NOT IN' if self.but else 'IN'} ({listed})"


@dataclass(frozen=True, slots=True)
class TalkWhere:
    """Which saved talks: of which people, kinds and services (0: none); None wants all."""

    author_id: Only | None = None
    kind: Only | None = None
    service_id: Only | None = None

    def also(self, **only: Only) -> "TalkWhere":
        """The same, and narrower."""
        narrower = {
            name: wanted if (mine := getattr(self, name)) is None else mine.both(wanted)
            for name, wanted in only.items()
        }
        return replace(self, **narrower)

    def sql(self) -> str:
        """` AND ...` for each condition."""
        wanted = {name: getattr(self, name) for name in ("author_id", "kind", "service_id")}
        return "".join(f" AND {only.sql(name)}" for name, only in wanted.items() if only is not None)


@dataclass(frozen=True, slots=True)
class TalkSum:
    """Talks that share a key: the values of the keys asked for, how many, how long."""

    key: tuple[Any, ...]
    talks: int
    talk_ms: int


def talk_sums(
    unit: Unit, keys: Sequence[str], *, first: date, last: date, where: TalkWhere
) -> Iterator[TalkSum]:
    """The sums by some of KEYS over the days; a key may come more than once, to be added up."""
    assert keys and set(keys) <= set(KEYS)  # noqa: S101, PT018  # they become SQL
    noted = ", ".join(key if key in keys and key in _STORED[1:] else f"NULL AS {key}" for key in KEYS)
    sums = [_summed(table, keys, since, until, where) for table, since, until in _parts(keys, first, last)]
    noted_since = (
        f"SELECT {noted}, talks, talk_ms, started_at FROM talk_day_change"
        f" WHERE started_at >= :since AND started_at < :until{where.sql()}"
    )
    # The notes first: a server takes the types of the first two, and a sum has no moment.
    statement = " UNION ALL ".join((noted_since, *sums))
    since, until = (_moment(unit, border) for border in day_borders(first, last))
    values = {"since": since, "until": until}
    days: dict[str, date] = {}
    for row in Quick(unit.session).rows(statement, **values):
        *found, talks, talk_ms, started_at = row
        named = dict(zip(KEYS, found, strict=True))
        if started_at is not None:
            named["day"] = _day_of(started_at)
            named["month"] = named["day"].replace(day=1)
        else:
            named |= {"day": _day(named["day"], days), "month": _day(named["month"], days)}
        yield TalkSum(tuple(named[key] for key in keys), talks, talk_ms)


def _parts(keys: Sequence[str], first: date, last: date) -> tuple[tuple[str, date, date], ...]:
    """Where the sums of a period stand: whole months in theirs, the days at its ends (or all) in theirs."""
    begins = first if first.day == 1 else _next_month(first)
    ends = _next_month(last) if _next_month(last) - ONE_DAY == last else last.replace(day=1)
    if "day" in keys or begins >= ends:
        return (("talk_day", first, last),)
    parts = (
        ("talk_day", first, begins - ONE_DAY),
        ("talk_month", begins, ends - ONE_DAY),
        ("talk_day", ends, last),
    )
    return tuple(part for part in parts if part[1] <= part[2])


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def _summed(table: str, keys: Sequence[str], since: date, until: date, where: TalkWhere) -> str:
    """The sums of a table by these keys."""
    span = "day" if table == "talk_day" else "month"
    columns = {key: key for key in _STORED} | {"month": f"substr(CAST({span} AS TEXT), 1, 7)"}
    chosen = ", ".join(f"{columns[key] if key in keys else 'NULL'} AS {key}" for key in KEYS)
    grouped = ", ".join(columns[key] for key in keys)
    sums = "CAST(sum(talks) AS BIGINT) AS talks, CAST(sum(talk_ms) AS BIGINT) AS talk_ms"
    return (
        f"SELECT {chosen}, {sums}, NULL AS started_at FROM {table}"
        f" WHERE {span} >= '{since}' AND {span} <= '{until}'{where.sql()} GROUP BY {grouped}"
    )


def _literal(value: int | str) -> str:
    return str(int(value)) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def _moment(unit: Unit, moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}" + ("" if unit.is_sqlite else "+00:00")


def _day_of(moment: Any) -> date:
    return today(moment if isinstance(moment, datetime) else datetime.fromisoformat(f"{moment}+00:00"))


def _day(value: Any, days: dict[str, date]) -> date | None:
    if value is None or isinstance(value, date):
        return value
    if value not in days:
        days[value] = date.fromisoformat(value if len(value) > 7 else f"{value}-01")
    return days[value]
