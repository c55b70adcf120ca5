"""Reading the sums of talks: one statement over the sums and over what they have not taken in yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from crm_tui.domain.kyiv import day_borders, today
from crm_tui.store.quick import Quick
from crm_tui.store.scope import Unit

KEYS = ("day", "author_id", "kind", "service_id")


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
    own = ", ".join(key if key in keys else f"NULL AS {key}" for key in KEYS)
    noted = own.replace("day", "NULL AS day", 1) if "day" in keys else own
    statement = (
        f"SELECT {own}, CAST(sum(talks) AS BIGINT), CAST(sum(talk_ms) AS BIGINT), NULL AS started_at"
        f" FROM talk_day WHERE day >= :first AND day <= :last{where.sql()}"
        f" GROUP BY {', '.join(keys)}"
        f" UNION ALL SELECT {noted}, talks, talk_ms, started_at FROM talk_day_change"
        f" WHERE started_at >= :since AND started_at < :until{where.sql()}"
    )
    since, until = (_moment(unit, border) for border in day_borders(first, last))
    values = {"first": first.isoformat(), "last": last.isoformat(), "since": since, "until": until}
    places = [KEYS.index(key) for key in keys]
    days: dict[str, date] = {}
    for row in Quick(unit.session).rows(statement, **values):
        *found, talks, talk_ms, started_at = row
        if "day" in keys:
            found[0] = _day(found[0], days) if started_at is None else _day_of(started_at)
        yield TalkSum(tuple(found[place] for place in places), talks, talk_ms)


def _literal(value: int | str) -> str:
    return str(int(value)) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def _moment(unit: Unit, moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}" + ("" if unit.is_sqlite else "+00:00")


def _day_of(moment: Any) -> date:
    return today(moment if isinstance(moment, datetime) else datetime.fromisoformat(f"{moment}+00:00"))


def _day(value: Any, days: dict[str, date]) -> date:
    if isinstance(value, date):
        return value
    if value not in days:
        days[value] = date.fromisoformat(value)
    return days[value]
