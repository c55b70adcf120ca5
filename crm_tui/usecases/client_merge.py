"""Two cards of one client made one, and taken apart again: all that hangs on a card moves with it (X2)."""

import json
from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel, col, or_, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import (
    Attachment,
    Call,
    CallerChoice,
    Certificate,
    Client,
    ClientContact,
    ClientMerge,
    ClientRequisites,
    ClientService,
    ClientTag,
    KepSet,
    KnownPayer,
    Mail,
    Paper,
    Payment,
    PbxCommand,
    Talk,
    Task,
    Warning,  # noqa: A004
)
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.client_values import FORM_FIELDS
from crm_tui.usecases.parts.core import must

_MOVING = (
    *(ClientContact, ClientRequisites, Warning, ClientService, Talk, Task, Call, CallerChoice, PbxCommand),
    *(Paper, Payment, Mail, Certificate, KepSet, ClientTag, Attachment, KnownPayer),
)
CHILDREN: dict[str, type[SQLModel]] = {model.__name__: model for model in _MOVING}
"""Every table whose rows belong to a client and move with it; a test finds a forgotten one.

What tells of the card itself stays with it: where its fields came from, which import made it, its merges.
"""
_STAYS = {"kind", "full_name", "short_name"}


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge made or undone: `moved` counts the rows by table, `filled` names the fields taken over."""

    id: int
    kept_id: int
    merged_id: int
    moved: dict[str, int]
    filled: tuple[str, ...]


@requires(Permission.CLIENTS_CLIENT_MERGE, writes=True)
def merge_clients(unit: Unit, *, keep_id: int, merge_id: int) -> Merged:
    """Moves all of one card to another; the merged one leaves the lists and points to the kept.

    Fields that the kept card lacks are filled from the other. A contact of both keeps his place at the kept
    card. Refused for one and the same card, or one that is merged already.
    """
    if keep_id == merge_id:
        raise Refused(_("A card cannot be merged with itself"))
    # always in one order, so that two merges never wait for each other
    rows = {
        number: must(unit.lock(Client, number), _("client"), number) for number in sorted({keep_id, merge_id})
    }
    kept, merged = rows[keep_id], rows[merge_id]
    if kept.deleted_at is not None or merged.deleted_at is not None:
        raise Refused(_("This card is no more: open the one it was merged into"))
    removed = _remove_double_places(unit, kept, merged)
    moved = {name: _move(unit, model, merge_id, keep_id) for name, model in CHILDREN.items()}
    before = {name: getattr(kept, name) for name in FORM_FIELDS}
    filled = _fill(unit, kept, merged)
    unit.change(merged, deleted_at=unit.now, merged_into_id=keep_id)
    content = {
        "moved": moved,
        "removed": removed,
        "filled": {name: [before[name], filled[name]] for name in filled},
    }
    row = unit.add(
        ClientMerge(
            kept_id=keep_id,
            merged_id=merge_id,
            moved=json.dumps(content),
            employee_id=unit.actor.id,
            merged_at=unit.now,
        )
    )
    unit.notify("clients", keep_id, merge_id)
    return _told(row, content)


@requires(Permission.CLIENTS_CLIENT_MERGE, writes=True)
def undo_merge(unit: Unit, *, merge_id: int) -> Merged:
    """Takes a merge apart: what had moved goes back, what came after it stays with the kept card.

    Refused when it was undone, or when a later merge of one of the two cards must be undone first.
    """
    row = must(unit.lock(ClientMerge, merge_id), _("merge"), merge_id)
    if row.undone_at is not None:
        raise Refused(_("Merge {id} has been undone already").format(id=merge_id))
    both = (row.kept_id, row.merged_id)
    later = unit.session.exec(
        select(ClientMerge.id)
        .where(
            col(ClientMerge.undone_at).is_(None),
            col(ClientMerge.id) > merge_id,
            or_(col(ClientMerge.kept_id).in_(both), col(ClientMerge.merged_id).in_(both)),
        )
        .order_by(col(ClientMerge.id).desc())
    ).first()
    if later is not None:
        raise Refused(_("Undo merge {id} first: it came after this one").format(id=later))
    clients = {number: must(unit.lock(Client, number), _("client"), number) for number in sorted(both)}
    content = json.loads(row.moved)
    for name, keys in content["moved"].items():
        for key in keys:
            child: Any = unit.session.get(CHILDREN[name], key)
            if child is not None and child.client_id == row.kept_id:
                unit.change(child, client_id=row.merged_id)
    for place in content["removed"]:
        unit.add(ClientContact(**place))
    _empty(unit, clients[row.kept_id], content["filled"])
    unit.change(clients[row.merged_id], deleted_at=None, merged_into_id=None)
    unit.change(row, undone_at=unit.now)
    unit.notify("clients", *both)
    return _told(row, content)


@requires(Permission.CLIENTS_CLIENT_READ)
def list_merges(unit: Unit, *, client_id: int) -> tuple[Merged, ...]:
    """The merges of a card that can be undone, the latest first."""
    rows = unit.session.exec(
        select(ClientMerge)
        .where(
            or_(col(ClientMerge.kept_id) == client_id, col(ClientMerge.merged_id) == client_id),
            col(ClientMerge.undone_at).is_(None),
        )
        .order_by(col(ClientMerge.id).desc())
    )
    return tuple(_told(row, json.loads(row.moved)) for row in rows)


def _move(unit: Unit, model: type[SQLModel], source: int, target: int) -> list[Any]:
    """The keys of the rows that went to the other card."""
    known: Any = model
    if (
        model is ClientRequisites
        and unit.session.exec(select(known).where(known.client_id == target)).first()
    ):
        return []  # a card has one set of them; those of the merged card stay with it
    rows = unit.session.exec(select(known).where(known.client_id == source)).all()
    if model is ClientTag:
        # A tag of both stays where it is; undone, the merged card has it again.
        both = set(unit.session.exec(select(ClientTag.tag_id).where(ClientTag.client_id == target)).all())
        rows = [one for one in rows if one.tag_id not in both]
    if model is KnownPayer:
        keys = select(KnownPayer.payer_key).where(KnownPayer.client_id == target)
        known_there = set(unit.session.exec(keys).all())
        rows = [one for one in rows if one.payer_key not in known_there]
    for child in rows:
        unit.change(child, client_id=target)
    return [child.e164 if model is CallerChoice else child.id for child in rows]


def _remove_double_places(unit: Unit, kept: Client, merged: Client) -> list[dict[str, Any]]:
    mine = select(ClientContact.contact_id).where(col(ClientContact.client_id) == kept.id)
    double = select(ClientContact).where(
        col(ClientContact.client_id) == merged.id, col(ClientContact.contact_id).in_(mine)
    )
    removed = []
    for place in unit.session.exec(double).all():
        removed.append(place.model_dump())
        unit.remove(place)
    return removed


def _fill(unit: Unit, kept: Client, merged: Client) -> dict[str, Any]:
    taken = {
        name: getattr(merged, name)
        for name in FORM_FIELDS
        if name not in _STAYS and not getattr(kept, name) and getattr(merged, name)
    }
    unit.change(kept, **taken)
    return taken


def _empty(unit: Unit, kept: Client, filled: dict[str, list[Any]]) -> None:
    untouched = {name: was for name, (was, taken) in filled.items() if getattr(kept, name) == taken}
    unit.change(kept, **untouched)


def _told(row: ClientMerge, content: dict[str, Any]) -> Merged:
    moved = {name: len(keys) for name, keys in content["moved"].items() if keys}
    return Merged(row.id or 0, row.kept_id, row.merged_id, moved, tuple(content["filled"]))
