"""The people of the office: roles, extensions, passwords, who may sign in."""

from dataclasses import dataclass
from datetime import datetime

from crm_tui.domain.kinds import Department, Role


@dataclass(frozen=True, slots=True)
class UserRow:
    """A person of the office; `locked_until` stands while too many wrong passwords keep him out."""

    id: int
    login: str
    full_name: str
    department: Department | None
    roles: frozenset[Role]
    extensions: tuple[str, ...]
    os_login: str | None
    has_password: bool
    active: bool
    locked_until: datetime | None
    version: int
