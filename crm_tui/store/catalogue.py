"""The catalogue of services that an office starts with, from `data/services.toml`."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crm_tui.domain.kinds import ServiceGroup
from crm_tui.paths import data_dir

REMINDER_DAYS = 30


@dataclass(frozen=True, slots=True)
class CatalogueService:
    """A service as shipped; `parent` is the code of the one above it, which comes first."""

    code: str
    name: str
    group: ServiceGroup
    parent: str | None
    has_term: bool
    reminder_days: int


def shipped_services() -> list[CatalogueService]:
    """All services of the file, parents before children."""
    table = tomllib.loads((data_dir() / "services.toml").read_text("utf-8"))
    return [one for top in table["service"] for one in _with_children(top)]


def _with_children(top: dict[str, Any]) -> Iterator[CatalogueService]:
    group = ServiceGroup(top["group"])
    for parent, row in ((None, top), *((top["code"], child) for child in top.get("children", ()))):
        yield CatalogueService(
            code=row["code"],
            name=row["name"],
            group=group,
            parent=parent,
            has_term=row.get("term", True),
            reminder_days=row.get("days", REMINDER_DAYS),
        )
