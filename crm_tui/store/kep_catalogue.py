"""The kinds of КЕП sets that an office starts with, from `data/kep.toml`."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crm_tui.domain.kep_sets import HolderKind
from crm_tui.paths import data_dir


@dataclass(frozen=True, slots=True)
class CatalogueKind:
    """A kind of set as shipped; `service` and `ca` are codes of the catalogue of services."""

    service: str
    ca: str | None
    holders: tuple[HolderKind, ...]
    documents: tuple[str, ...]
    prro: bool


def shipped_kinds() -> list[CatalogueKind]:
    """All kinds of the file, in its order."""
    table = tomllib.loads((data_dir() / "kep.toml").read_text("utf-8"))
    return [kind for row in table["kind"] for kind in _by_term(row, table["documents"])]


def _by_term(row: dict[str, Any], documents: dict[str, str]) -> Iterator[CatalogueKind]:
    for place, service in enumerate(row["services"]):
        yield CatalogueKind(
            service=service,
            ca=row["ca"][place] if "ca" in row else None,
            holders=tuple(HolderKind(one) for one in row["holders"]),
            documents=tuple(documents[one] for one in row["documents"]),
            prro=row.get("prro", False),
        )
