"""A part of a write that may fail without costing the rest of it."""

import logging
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError, OperationalError

from crm_tui.store.scope import Unit

log = logging.getLogger(__name__)


def is_away(error: Exception) -> bool:
    """Whether the store was busy or its connection is gone: that passes, and says nothing of our rows."""
    gone = isinstance(error, DBAPIError) and error.connection_invalidated
    return gone or isinstance(error, OperationalError)


def tried(unit: Unit, what: str, write: Callable[[], object]) -> bool:
    """Whether it was written; a fault of ours is told and undone, a store that is away is raised."""
    entries, notes = len(unit.entries), len(unit.notes)
    try:
        with unit.session.begin_nested():
            write()
    except Exception as error:
        if is_away(error):
            raise
        log.exception("not written: %s", what)
        unit.session.expunge_all()
        del unit.entries[entries:], unit.notes[notes:]
        return False
    return True
