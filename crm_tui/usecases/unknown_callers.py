"""Calls whose number was nobody's when they came: looked at again, in portions."""

from dataclasses import dataclass

from sqlalchemy import select

from crm_tui.domain.permissions import Permission
from crm_tui.store.scope import Unit
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_client import show_client_on_calls
from crm_tui.usecases.parts.call_rows import CALL
from crm_tui.usecases.parts.core import fetch

AT_ONCE = 200
"""Numbers of one transaction: the listener must not wait long for its turn to write."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What one portion came to: calls that got a client, and the number to go on after (None: the end)."""

    calls: int
    after: str | None


@requires(Permission.CALLS_JOURNAL_WRITE, writes=True)
def resolve_unknown_callers(unit: Unit, *, after: str = "") -> Resolved:
    """Gives calls without a client theirs where exactly one has the number now; a choice is never changed."""
    numbers = (
        select(CALL.c.e164)
        .where(CALL.c.client_id.is_(None), CALL.c.e164 > after)
        .distinct()
        .order_by(CALL.c.e164)
        .limit(AT_ONCE)
    )
    found = [row.e164 for row in fetch(unit, numbers)]
    return Resolved(show_client_on_calls(unit, found), found[-1] if len(found) == AT_ONCE else None)
