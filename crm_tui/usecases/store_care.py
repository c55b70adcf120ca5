"""Care for the store that is no care for a record: what is kept for how long."""

from datetime import datetime

from sqlalchemy import delete, func
from sqlmodel import col, select

from crm_tui.domain.permissions import Permission
from crm_tui.store.quick import connection_of
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Journal, Setting
from crm_tui.store.talk_days import take_in
from crm_tui.usecases.base import requires

AT_ONCE = 5_000
"""Rows of one transaction: the listener must not wait long for its turn to write."""


@requires(Permission.ADMIN_STORE_CARE, writes=True)
def trim_journal(unit: Unit, *, before: datetime) -> int:
    """Deletes the oldest PBX packets that came before the moment, a portion at a time; 0: none is left.

    Packets are raw material: they are not in the change log, and the calls made of them stay for ever.
    """
    oldest = select(col(Journal.id)).where(col(Journal.at) < before).order_by(col(Journal.id)).limit(AT_ONCE)
    gone = unit.session.execute(delete(Journal).where(col(Journal.id).in_(oldest)))
    return int(getattr(gone, "rowcount", 0))


@requires(Permission.ADMIN_STORE_CARE, writes=True)
def sum_talks(unit: Unit) -> int:
    """Takes a portion of what happened to talks into the sums of reports; 0: none is left."""
    return take_in(connection_of(unit.session))


@requires(Permission.ADMIN_STORE_CARE)
def count_journal(unit: Unit) -> int:
    """How many PBX packets are kept."""
    return unit.session.exec(select(func.count()).select_from(Journal)).one()


@requires(None)
def store_setting(unit: Unit, *, key: str) -> str | None:
    """A setting of the whole store (the demo mark, the store's id); None when it is not there."""
    row = unit.session.get(Setting, key)
    return row.value if row else None
