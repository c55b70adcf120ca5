"""The catalogue of services that an office starts with, from `data/services.toml`."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crm_tui.domain.kinds import RenewalRule, ServiceGroup
from crm_tui.paths import data_dir

REMINDER_DAYS, MONTHS, UNIT = 30, 12, "шт."


@dataclass(frozen=True, slots=True)
class CatalogueService:
    """A service as shipped; `parent` is the code of the one above it, which comes first."""

    code: str
    name: str
    group: ServiceGroup
    parent: str | None
    has_term: bool
    reminder_days: int
    later_reminders: tuple[int, ...]
    months: int
    renewal: RenewalRule
    unit: str


def shipped_services() -> list[CatalogueService]:
    """All services of the file, parents before children."""
    table = tomllib.loads((data_dir() / "services.toml").read_text("utf-8"))
    return [one for top in table["service"] for one in _with_children(top, ServiceGroup(top["group"]), None)]


def _with_children(
    row: dict[str, Any], group: ServiceGroup, parent: str | None
) -> Iterator[CatalogueService]:
    has_term = row.get("term", True)
    days = row.get("days", REMINDER_DAYS)
    first, *later = sorted(days if isinstance(days, list) else [days], reverse=True)
    yield CatalogueService(
        code=row["code"],
        name=row["name"],
        group=group,
        parent=parent,
        has_term=has_term,
        reminder_days=first,
        later_reminders=tuple(later),
        months=row.get("months", MONTHS) if has_term else 0,
        renewal=RenewalRule(row.get("renewal", RenewalRule.ANEW if has_term else RenewalRule.NONE)),
        unit=row.get("unit", UNIT),
    )
    for child in row.get("children", ()):
        yield from _with_children(child, group, row["code"])
