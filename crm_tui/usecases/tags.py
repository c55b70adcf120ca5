"""Tags on clients: put on and taken off one or many at once, undone, renamed, retired (X16)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import Permission
from crm_tui.domain.tags import tag_key
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import ClientTag, Tag
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import CLIENT, fetch, must
from crm_tui.usecases.parts.tag_rows import CLIENT_TAG, TagRow, checked_name, known_tags, tag_rows
from crm_tui.usecases.parts.versions import refuse_stale

__all__ = ["MOST", "TagChange", "TagRow", "list_tags", "rename_tag", "retire_tag", "tag_clients", "undo_tags"]

MOST = 10_000
"""Clients of one act."""
_AT_ONCE = 500
_LOCKED = (
    select(CLIENT.c.id)
    .where(CLIENT.c.id.in_(bindparam("clients", expanding=True)), CLIENT.c.deleted_at.is_(None))
    .order_by(CLIENT.c.id)
    .with_for_update()
)
_PLACES = select(CLIENT_TAG).where(
    CLIENT_TAG.c.client_id.in_(bindparam("clients", expanding=True)),
    CLIENT_TAG.c.tag_id.in_(bindparam("tags", expanding=True)),
)


@dataclass(frozen=True, slots=True)
class TagChange:
    """What an act did: pairs of (client, tag); `clients` counts whom it changed."""

    added: tuple[tuple[int, int], ...]
    removed: tuple[tuple[int, int], ...]

    @property
    def clients(self) -> int:
        return len({client for client, _tag in self.added + self.removed})


@requires(Permission.CLIENTS_CLIENT_READ)
def list_tags(unit: Unit, *, retired: bool = False) -> tuple[TagRow, ...]:
    """All tags by name with the number of their clients."""
    return tag_rows(unit, retired=retired)


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def tag_clients(
    unit: Unit, *, client_ids: Sequence[int], add: Sequence[str] = (), remove: Sequence[str] = ()
) -> TagChange:
    """Puts tags on clients and takes others off, as far as they differ; a new name makes the tag.

    Refused for too many clients at once, a name that is none, and NotFound for a tag to take off that is not
    there. What is done can be undone (`undo_tags`).
    """
    if len(client_ids) > MOST:
        raise Refused(_("At most {n} clients at once").format(n=MOST))
    both = {tag_key(checked_name(name)) for name in add} & {tag_key(name) for name in remove}
    if both:
        raise Refused(_("To put on and take off the same tag makes no sense: {tag}").format(tag=both.pop()))
    taken_off = [row.id for row in known_tags(unit, remove)]
    put_on = [_made(unit, checked_name(name)) for name in add]
    added, removed = [], []
    for clients in _portions(sorted(set(client_ids))):
        alive = [row.id for row in fetch(unit, _LOCKED, clients=clients)]
        places = {
            (row.client_id, row.tag_id): row
            for row in fetch(unit, _PLACES, clients=alive, tags=[*put_on, *taken_off])
        }
        for client in alive:
            added += [_put(unit, client, tag) for tag in put_on if (client, tag) not in places]
            for tag in taken_off:
                if (client, tag) in places:
                    _take_off(unit, places[client, tag].id)
                    removed.append((client, tag))
    unit.notify("clients", *{client for client, _tag in added + removed})
    return TagChange(tuple(added), tuple(removed))


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def undo_tags(unit: Unit, *, change: TagChange) -> TagChange:
    """Takes an act back, as far as nobody has changed the same since; answers what that did."""
    added, removed = [], []
    pairs = [*change.added, *change.removed]
    places: dict[tuple[int, int], int] = {}
    for clients in _portions(sorted({client for client, _tag in pairs})):
        alive = {row.id for row in fetch(unit, _LOCKED, clients=clients)}
        found = fetch(unit, _PLACES, clients=clients, tags=sorted({tag for _client, tag in pairs}))
        places |= {(row.client_id, row.tag_id): row.id for row in found}
        added += [_put(unit, *one) for one in change.removed if one[0] in alive and one not in places]
    for one in change.added:
        if one in places:
            _take_off(unit, places[one])
            removed.append(one)
    unit.notify("clients", *{client for client, _tag in added + removed})
    return TagChange(tuple(added), tuple(removed))


@requires(Permission.CLIENTS_TAG_EDIT, writes=True)
def rename_tag(unit: Unit, *, name: str, new_name: str, version: int | None = None) -> TagRow:
    """Another word for a tag; its clients keep it. Refused when another tag has that name."""
    (row,) = known_tags(unit, [name])
    tag = must(unit.lock(Tag, row.id), _("tag"), name)
    said = checked_name(new_name)
    if version is not None:
        refuse_stale(unit, tag, opened=version, mine={"name": said})
    other = unit.session.exec(select_rows(Tag).where(Tag.key == tag_key(said))).first()
    if other is not None and other.id != tag.id:
        raise Refused(_("There is a tag {tag} already").format(tag=other.name))
    unit.change(tag, name=said, key=tag_key(said))
    unit.notify("clients")
    return next(one for one in tag_rows(unit, retired=True) if one.id == tag.id)


@requires(Permission.CLIENTS_TAG_EDIT, writes=True)
def retire_tag(unit: Unit, *, name: str) -> TagRow:
    """The tag stands on no list any more; put on a client anew, it comes back with all its clients."""
    (row,) = known_tags(unit, [name])
    tag = must(unit.lock(Tag, row.id), _("tag"), name)
    if tag.retired_at is None:
        unit.change(tag, retired_at=unit.now)
    unit.notify("clients")
    return next(one for one in tag_rows(unit, retired=True) if one.id == tag.id)


def _made(unit: Unit, name: str) -> int:
    tag = unit.session.exec(select_rows(Tag).where(col(Tag.key) == tag_key(name))).first()
    if tag is None:
        try:
            with unit.session.begin_nested():
                tag = unit.add(Tag(name=name, key=tag_key(name)))
        except IntegrityError:
            # Another made it in the same moment.
            tag = unit.session.exec(select_rows(Tag).where(col(Tag.key) == tag_key(name))).one()
    elif tag.retired_at is not None:
        unit.change(tag, retired_at=None)
    return tag.id or 0


def _put(unit: Unit, client_id: int, tag_id: int) -> tuple[int, int]:
    unit.insert(ClientTag, client_id=client_id, tag_id=tag_id, author_id=unit.actor.id, at=unit.now)
    return client_id, tag_id


def _take_off(unit: Unit, place_id: int) -> None:
    unit.remove(must(unit.session.get(ClientTag, place_id), _("tag"), place_id))


def _portions(ids: Sequence[int]) -> list[list[int]]:
    return [list(ids[begin : begin + _AT_ONCE]) for begin in range(0, len(ids), _AT_ONCE)]
