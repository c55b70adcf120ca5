"""Boxes of papers for the CA: opened, filled, closed, sent; the register that lies on top (S56)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.exc import IntegrityError

from crm_tui.domain.errors import Refused
from crm_tui.domain.kep_sets import DocumentsPlace
from crm_tui.domain.kyiv import format_date, today
from crm_tui.domain.permissions import Permission
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import DispatchBox
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import EMPLOYEE, fetch, must, named
from crm_tui.usecases.parts.kep_hands import open_box_id, set_in_hand, tell_set
from crm_tui.usecases.parts.kep_rows import BOX, KEP_SET, SELECT_SETS, KepSetRow, set_row
from crm_tui.usecases.parts.me import my_id
from crm_tui.usecases.shapes import Named

MOST_IN_A_BOX = 5_000


@dataclass(frozen=True, slots=True)
class BoxRow:
    """A box and how many sets' papers lie in it; `closed_on` None: it takes papers still."""

    id: int
    number: int
    opened_on: date
    closed_on: date | None
    sent_on: date | None
    note: str
    author: Named | None
    sets: int
    version: int


_COUNT = (
    select(func.count()).where(KEP_SET.c.box_id == BOX.c.id).correlate(BOX).scalar_subquery().label("sets")
)
_SELECT = select(BOX, EMPLOYEE.c.full_name.label("author_name"), _COUNT).select_from(
    BOX.outerjoin(EMPLOYEE, EMPLOYEE.c.id == BOX.c.author_id)
)


@requires(Permission.KEP_SET_READ)
def list_boxes(unit: Unit, *, only_open: bool = False, limit: int = 200) -> tuple[BoxRow, ...]:
    """Boxes, the newest first."""
    statement = _SELECT.where(BOX.c.closed_on.is_(None)) if only_open else _SELECT
    rows = fetch(unit, statement.order_by(BOX.c.number.desc()).limit(min(limit, 1000)))
    return tuple(_row(row) for row in rows)


@requires(Permission.KEP_SET_READ)
def show_box(unit: Unit, *, box_id: int) -> BoxRow:
    """One box."""
    return _row(must(next(iter(fetch(unit, _SELECT.where(BOX.c.id == box_id))), None), _("box"), box_id))


@requires(Permission.KEP_SET_READ)
def box_by_number(unit: Unit, *, number: int) -> BoxRow:
    """The box of a number."""
    found = next(iter(fetch(unit, _SELECT.where(BOX.c.number == number))), None)
    return _row(must(found, _("box"), number))


@requires(Permission.KEP_SET_READ)
def sets_in_box(unit: Unit, *, box_id: int) -> tuple[KepSetRow, ...]:
    """The sets whose papers lie in a box, by client: the register that is printed for the CA."""
    statement = SELECT_SETS.where(KEP_SET.c.box_id == box_id)
    ordered = statement.order_by(KEP_SET.c.documents_on, KEP_SET.c.id).limit(MOST_IN_A_BOX)
    return tuple(set_row(row) for row in fetch(unit, ordered))


@requires(Permission.KEP_BOX_EDIT, writes=True)
def open_box(unit: Unit, *, note: str = "") -> BoxRow:
    """A new box, under the next number."""
    words = " ".join(clean(note).split())
    for _try in range(20):
        (last,) = fetch(unit, select(func.coalesce(func.max(BOX.c.number), 0).label("number")))
        box = DispatchBox(
            number=last.number + 1, opened_on=today(unit.now), note=words, author_id=my_id(unit)
        )
        try:
            with unit.session.begin_nested():
                unit.session.add(box)
                unit.session.flush()
        except IntegrityError:
            # Another took this number between our look and our insert.
            continue
        unit.log_insert(box)
        unit.notify("kep", "boxes")
        return show_box(unit, box_id=box.id or 0)
    raise Refused(_("Others open boxes at this moment; try again"))


@requires(Permission.KEP_BOX_EDIT, writes=True)
def move_to_box(unit: Unit, *, set_ids: tuple[int, ...], box_id: int) -> BoxRow:
    """Lays the papers of sets into an open box, out of another that was not sent; all of them or none."""
    open_box_id(unit, box_id)
    for set_id in sorted(set(set_ids)):
        found = set_in_hand(unit, set_id)
        if found.documents_on is None:
            raise Refused(_("Set {id}: its documents are not marked as complete").format(id=set_id))
        before = unit.session.get(DispatchBox, found.box_id) if found.box_id is not None else None
        if before is not None and before.sent_on is not None:
            said = _("Box {number} was sent on {day}: its papers are with the CA")
            raise Refused(said.format(number=before.number, day=format_date(before.sent_on)))
        unit.change(found, documents_place=DocumentsPlace.BOX, box_id=box_id)
        tell_set(unit, found)
    return show_box(unit, box_id=box_id)


@requires(Permission.KEP_BOX_EDIT, writes=True)
def close_box(unit: Unit, *, box_id: int) -> BoxRow:
    """Takes no more papers; Refused for an empty one."""
    box = _box(unit, box_id)
    if box.closed_on is not None:
        raise Refused(
            _("Box {number} was closed on {day}").format(number=box.number, day=format_date(box.closed_on))
        )
    if not show_box(unit, box_id=box_id).sets:
        raise Refused(_("Box {number} is empty").format(number=box.number))
    unit.change(box, closed_on=today(unit.now))
    return _told(unit, box)


@requires(Permission.KEP_BOX_EDIT, writes=True)
def reopen_box(unit: Unit, *, box_id: int) -> BoxRow:
    """Takes papers again, unless it was sent."""
    box = _box(unit, box_id)
    _refuse_sent(box)
    unit.change(box, closed_on=None)
    return _told(unit, box)


@requires(Permission.KEP_BOX_EDIT, writes=True)
def send_box(unit: Unit, *, box_id: int, day: date | None = None) -> BoxRow:
    """A closed box went to the CA on a day, else today."""
    box = _box(unit, box_id)
    _refuse_sent(box)
    if box.closed_on is None:
        raise Refused(_("Box {number} is still open: close it first").format(number=box.number))
    sent_on = day or today(unit.now)
    if not box.closed_on <= sent_on <= today(unit.now):
        said = _("A box is sent after it was closed ({day}) and not in the future")
        raise Refused(said.format(day=format_date(box.closed_on)))
    unit.change(box, sent_on=sent_on)
    return _told(unit, box)


def _box(unit: Unit, box_id: int) -> DispatchBox:
    return must(unit.lock(DispatchBox, box_id), _("box"), box_id)


def _refuse_sent(box: DispatchBox) -> None:
    if box.sent_on is not None:
        said = _("Box {number} was sent on {day}: its papers are with the CA")
        raise Refused(said.format(number=box.number, day=format_date(box.sent_on)))


def _told(unit: Unit, box: DispatchBox) -> BoxRow:
    unit.notify("kep", "boxes")
    return show_box(unit, box_id=box.id or 0)


def _row(row: Row[Any]) -> BoxRow:
    return BoxRow(
        id=row.id,
        number=row.number,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        sent_on=row.sent_on,
        note=row.note,
        author=named(row.author_id, row.author_name),
        sets=row.sets,
        version=row.version,
    )
