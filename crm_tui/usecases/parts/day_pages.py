"""Pages of listings by a day and an id, the newest first, in both directions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, Table, tuple_

from crm_tui.store.scope import Unit
from crm_tui.usecases.parts.core import fetch

Place = tuple[date, int]
MOST = 200


def page_by_day(
    unit: Unit, statement: Select[Any], table: Table, *, older: Place | None, newer: Place | None, limit: int
) -> tuple[Sequence[Row[Any]], Place | None, Place | None]:
    """(rows, the place for the page before them, the place for the page after them)."""
    limit, place = min(limit, MOST), tuple_(table.c.day, table.c.id)
    if newer is not None:
        statement = statement.where(place > tuple_(*newer)).order_by(table.c.day, table.c.id)
        found = fetch(unit, statement.limit(limit + 1))
        rows = list(reversed(found[:limit]))
        return rows, _place(rows[:1]) if len(found) > limit else None, _place(rows[-1:])
    if older is not None:
        statement = statement.where(place < tuple_(*older))
    found = fetch(unit, statement.order_by(table.c.day.desc(), table.c.id.desc()).limit(limit + 1))
    rows = list(found[:limit])
    before = _place(rows[:1]) if older is not None else None
    return rows, before, _place(rows[-1:]) if len(found) > limit else None


def _place(rows: Sequence[Row[Any]]) -> Place | None:
    return (rows[0].day, rows[0].id) if rows else None
