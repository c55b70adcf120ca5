"""The catalogue of what is sold: a tree of any depth."""

from dataclasses import dataclass

from crm_tui.domain.kinds import ServiceGroup


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service of the catalogue; `depth` is its place in the tree, `reminder_days` how early to remind."""

    id: int
    code: str
    name: str
    group: ServiceGroup
    parent_id: int | None
    depth: int
    has_term: bool
    reminder_days: int
    active: bool
    version: int
