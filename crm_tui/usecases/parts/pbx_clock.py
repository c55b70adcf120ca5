"""How the PBX's clock stands to ours: a call's moments are by the PBX's, a packet's arrival is by ours."""

import re
from datetime import datetime, timedelta

from sqlalchemy import select

from crm_tui.store.scope import Unit
from crm_tui.store.tables import Journal
from crm_tui.usecases.parts.core import core, fetch

JOURNAL = core(Journal)
LATENESS = 1.0
"""Seconds by which even the least late of the last packets may come late; more is told by the clocks."""
SAMPLE, FEWEST = 200, 3
_STAMP = re.compile(r"^Timestamp: ?(\d{10}(?:\.\d{1,9})?)\r?$", re.MULTILINE | re.IGNORECASE)


def ahead_of_ours(unit: Unit) -> timedelta:
    """By how much the PBX's clock is ahead (negative: behind), as the last packets tell.

    Nothing when it agrees with ours, or when too few packets tell.
    """
    return _ahead(_stamps(unit, None))


def clock_of(unit: Unit, connection_id: int) -> tuple[timedelta, float | None]:
    """The same by the packets of one connection; and the last stamp among them, None: it has none."""
    stamps = _stamps(unit, connection_id)
    return _ahead(stamps), max((stamp for _, stamp in stamps), default=None)


def _stamps(unit: Unit, connection_id: int | None) -> list[tuple[datetime, float]]:
    """When the last packets came and when they were sent; of a connection also the first.

    After a long silence of ours all that is read last is late; what a connection brought first was prompt.
    """
    asked = select(JOURNAL.c.at, JOURNAL.c.packet).limit(SAMPLE)
    if connection_id is not None:
        asked = asked.where(JOURNAL.c.connection_id == connection_id)
    rows = [*fetch(unit, asked.order_by(JOURNAL.c.id.desc()))]
    if connection_id is not None and len(rows) == SAMPLE:
        rows += fetch(unit, asked.order_by(JOURNAL.c.id))
    found = ((row.at, _STAMP.search(row.packet)) for row in rows)
    return [(at, float(stamp[1])) for at, stamp in found if stamp]


def _ahead(stamps: list[tuple[datetime, float]]) -> timedelta:
    # A packet is late by more or less; the least late one shows how the clocks differ.
    most = max((stamp - at.timestamp() for at, stamp in stamps), default=0.0)
    return timedelta(seconds=most if len(stamps) >= FEWEST and abs(most) > LATENESS else 0.0)
