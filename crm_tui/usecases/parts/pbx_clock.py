"""How the PBX's clock stands to ours: a call's moments are by the PBX's, a packet's arrival is by ours."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from crm_tui.store.scope import Unit
from crm_tui.store.tables import Journal
from crm_tui.usecases.parts.core import core, fetch

JOURNAL = core(Journal)
LATENESS = 5.0
"""Seconds by which a packet may come late, or two machines differ, before their clocks are told apart."""
SAMPLE, FEWEST = 1000, 3
_STAMP = re.compile(r"^Timestamp: ?(\d{10}(?:\.\d{1,9})?)\r?$", re.MULTILINE | re.IGNORECASE)


def ahead_of_ours(unit: Unit, *, connection_id: int | None = None) -> timedelta:
    """By how much the PBX's clock is ahead (negative: behind), as the last packets tell.

    Nothing when it agrees with ours, or when too few packets tell.
    """
    asked = select(JOURNAL.c.at, JOURNAL.c.packet).order_by(JOURNAL.c.id.desc()).limit(SAMPLE)
    if connection_id is not None:
        asked = asked.where(JOURNAL.c.connection_id == connection_id)
    return _ahead((row.at, row.packet) for row in fetch(unit, asked))


def _ahead(packets: Iterable[tuple[datetime, str]]) -> timedelta:
    # A packet is late by more or less; the least late one shows how the clocks differ.
    told = [float(found[1]) - at.timestamp() for at, packet in packets if (found := _STAMP.search(packet))]
    if len(told) < FEWEST or abs(max(told)) <= LATENESS:
        return timedelta(0)
    return timedelta(seconds=max(told))
