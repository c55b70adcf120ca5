"""Tags put on clients and taken off, one or many at once: looked at first, done, undone (X16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest

from sqlalchemy import bindparam, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import Permission
from crm_tui.domain.tags import SIGNS, tag_key
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import ClientTag
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import CLIENT, client_name, fetch, must
from crm_tui.usecases.parts.tag_rows import CLIENT_TAG, checked_name, known_tags, made_tag, tags_by_key
from crm_tui.usecases.shapes import Named

MOST = 10_000
"""Clients of one act."""
FIRST = 10
"""So many of them a look names."""
_AT_ONCE = 500
_ALIVE = (
    select(CLIENT.c.id, CLIENT.c.sort_key, client_name().label("name"))
    .where(CLIENT.c.id.in_(bindparam("clients", expanding=True)), CLIENT.c.deleted_at.is_(None))
    .order_by(CLIENT.c.id)
)
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


@dataclass(frozen=True, slots=True)
class TagPreview:
    """What an act would do: how many clients it would change, the first of them by name.

    `new` are the tags it would make, `back` the retired ones that would come back with all their clients.
    """

    clients: int
    first: tuple[Named, ...]
    new: tuple[str, ...]
    back: tuple[str, ...]


@requires(Permission.CLIENTS_CLIENT_EDIT)
def preview_tags(
    unit: Unit, *, client_ids: Sequence[int], add: Sequence[str] = (), remove: Sequence[str] = ()
) -> TagPreview:
    """What `tag_clients` would do with the same words; refused as it is. Changes nothing."""
    names, off = _checked(unit, client_ids, add, remove)
    there = tags_by_key(unit, names)
    new = tuple(name for name in names if tag_key(name) not in there)
    put = [row.id for row in there.values()]
    changed = []
    for clients in _portions(client_ids):
        alive = fetch(unit, _ALIVE, clients=clients)
        places = {
            (row.client_id, row.tag_id) for row in fetch(unit, _PLACES, clients=clients, tags=[*put, *off])
        }
        changed += [
            row
            for row in alive
            if new
            or any((row.id, tag) not in places for tag in put)
            or any((row.id, tag) in places for tag in off)
        ]
    first = nsmallest(FIRST, changed, key=lambda row: (row.sort_key, row.id))
    return TagPreview(
        clients=len(changed),
        first=tuple(Named(row.id, row.name) for row in first),
        new=new,
        back=tuple(row.name for row in there.values() if row.retired_at is not None),
    )


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def tag_clients(
    unit: Unit, *, client_ids: Sequence[int], add: Sequence[str] = (), remove: Sequence[str] = ()
) -> TagChange:
    """Puts tags on clients and takes others off, as far as they differ; a new name makes the tag.

    Refused for too many clients at once, a name that is none, and NotFound for a tag to take off that is not
    there. What is done can be undone (`undo_tags`).
    """
    names, taken_off = _checked(unit, client_ids, add, remove)
    # In one order, so that two who put the same tags on never wait for each other.
    put_on = [made_tag(unit, name) for name in sorted(names, key=tag_key)]
    added, removed = [], []
    for clients in _portions(client_ids):
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
    for clients in _portions([client for client, _tag in pairs]):
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


def _checked(
    unit: Unit, client_ids: Sequence[int], add: Sequence[str], remove: Sequence[str]
) -> tuple[list[str], list[int]]:
    """The names to put on as they are kept, and the tags to take off."""
    if len(client_ids) > MOST:
        raise Refused(_("At most {n} clients at once").format(n=MOST))
    names = list({tag_key(name): name for name in map(checked_name, add)}.values())
    both = set(map(tag_key, names)) & {tag_key(name.strip().lstrip(SIGNS)) for name in remove}
    if both:
        raise Refused(_("To put on and take off the same tag makes no sense: {tag}").format(tag=both.pop()))
    return names, [row.id for row in known_tags(unit, remove)]


def _put(unit: Unit, client_id: int, tag_id: int) -> tuple[int, int]:
    unit.insert(ClientTag, client_id=client_id, tag_id=tag_id, author_id=unit.actor.id, at=unit.now)
    return client_id, tag_id


def _take_off(unit: Unit, place_id: int) -> None:
    unit.remove(must(unit.session.get(ClientTag, place_id), _("tag"), place_id))


def _portions(client_ids: Sequence[int]) -> list[list[int]]:
    ids = sorted(set(client_ids))
    return [ids[begin : begin + _AT_ONCE] for begin in range(0, len(ids), _AT_ONCE)]
