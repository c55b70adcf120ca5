"""Two people, one record: the second to save sees field by field what the first one changed."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import SQLModel

from crm_tui.domain.errors import ChangedMeanwhile, FieldChange
from crm_tui.domain.kyiv import format_moment
from crm_tui.i18n import _
from crm_tui.store import audit
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Audit
from crm_tui.usecases.parts.core import core, fetch

_AUDIT = core(Audit)


def refuse_stale(
    unit: Unit,
    row: SQLModel,
    *,
    opened: int,
    mine: Mapping[str, object],
    beside: tuple[FieldChange, ...] = (),
    beside_rows: Sequence[SQLModel] = (),
) -> None:
    """Raises ChangedMeanwhile when, since version `opened`, others changed fields of the form `mine`.

    A field that was changed to the same value by both is no difference; fields that the form does not hold
    (talk time written by the PBX) never stop a person. `beside` are the fields of the form that other tables
    hold: one that a person typed over while it was changed stops him too. `beside_rows` are the rows that
    hold them now: who wrote those is named when the record itself stayed as it was.
    """
    now_version: int = row.version  # type: ignore[attr-defined]
    was, by = _values_at(unit, row, opened) if opened != now_version else ({}, "")
    changes = tuple(
        FieldChange(name, was=was[name], now=getattr(row, name), mine=value)
        for name, value in mine.items()
        if name in was and was[name] != getattr(row, name) and getattr(row, name) != value
    ) + tuple(one for one in beside if one.now not in {one.was, one.mine} and one.mine != one.was)
    if changes:
        by = by or _writers(unit, beside_rows) or _("Another person")
        text = _("{person} saved this record while you were typing; choose what stays").format(person=by)
        raise ChangedMeanwhile(text, version=now_version, changes=changes, by=by)


def _values_at(unit: Unit, row: SQLModel, version: int) -> tuple[dict[str, object], str]:
    """What the fields changed since that version held, by the change log; who changed them and when."""
    row_id: int = row.id  # type: ignore[attr-defined]
    statement = (
        select(_AUDIT.c.actor_login, _AUDIT.c.at, _AUDIT.c.content)
        .where(
            _AUDIT.c.table_name == str(core(type(row)).name),
            _AUDIT.c.row_id == str(row_id),
            _AUDIT.c.change == "update",
        )
        .order_by(_AUDIT.c.id.desc())
    )
    was: dict[str, object] = {}
    people: dict[str, datetime] = {}
    for entry in fetch(unit, statement):
        fields = {name: audit.decode(old) for name, (old, _new) in json.loads(entry.content or "{}").items()}
        if int(str(fields.get("version", version))) < version:
            break
        was |= fields
        people.setdefault(entry.actor_login, entry.at)
    return was, _said(people)


def _writers(unit: Unit, rows: Sequence[SQLModel]) -> str:
    """Who wrote these rows and when, the last one first; empty for no rows."""
    if not rows:
        return ""
    statement = (
        select(_AUDIT.c.actor_login, _AUDIT.c.at)
        .where(
            _AUDIT.c.table_name == str(core(type(rows[0])).name),
            _AUDIT.c.row_id.in_([str(row.id) for row in rows]),  # type: ignore[attr-defined]
            _AUDIT.c.change != "read",
        )
        .order_by(_AUDIT.c.id.desc())
    )
    people: dict[str, datetime] = {}
    for entry in fetch(unit, statement):
        people.setdefault(entry.actor_login, entry.at)
    return _said(people)


def _said(people: Mapping[str, datetime]) -> str:
    return ", ".join(f"{login} ({format_moment(at)})" for login, at in people.items())
