"""Two tags made one, and taken apart again (X16)."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import ClientTag, Tag, TagMerge
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import CLIENT, fetch, must
from crm_tui.usecases.parts.tag_filters import FilterChanged, filters_follow, filters_return
from crm_tui.usecases.parts.tag_rows import CLIENT_TAG, known_tags

__all__ = ["FilterChanged", "TagMerged", "merge_tags", "undo_tag_merge"]

MOST = 20_000
"""Clients of a merge: it is one transaction, and others wait for it."""
_AT_ONCE = 500
_OF_TAG = select(CLIENT_TAG).where(CLIENT_TAG.c.tag_id == bindparam("tag")).order_by(CLIENT_TAG.c.client_id)
_BY_ID = select(CLIENT_TAG).where(CLIENT_TAG.c.id.in_(bindparam("ids", expanding=True)))
_AT_CLIENTS = select(CLIENT_TAG.c.client_id, CLIENT_TAG.c.tag_id).where(
    CLIENT_TAG.c.client_id.in_(bindparam("clients", expanding=True)),
    CLIENT_TAG.c.tag_id.in_(bindparam("tags", expanding=True)),
)
_ALIVE = select(CLIENT.c.id).where(
    CLIENT.c.id.in_(bindparam("clients", expanding=True)), CLIENT.c.deleted_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class TagMerged:
    """A merge made or taken back.

    `clients` went over to the other tag (or came back), `both` had both and keep one (or have both again);
    `filters` named the tag.
    """

    tag: str
    into: str
    clients: int
    both: int
    filters: tuple[FilterChanged, ...] = ()


@requires(Permission.CLIENTS_TAG_EDIT, writes=True)
def merge_tags(unit: Unit, *, tag: str | int, into: str | int) -> TagMerged:
    """All clients of a tag get the other one instead, and kept filters name that; the tag is retired.

    Refused for one and the same tag, a retired one, and more than 20,000 clients.
    """
    merged, kept = _both(unit, tag, into)
    if merged.id == kept.id:
        raise Refused(_("A tag cannot be merged with itself"))
    for one in (merged, kept):
        if one.retired_at is not None:
            raise Refused(_("The tag {tag} is retired: only tags in use are merged").format(tag=one.name))
    places = fetch(unit, _OF_TAG, tag=merged.id)
    if len(places) > MOST:
        raise Refused(
            _("{n} clients have the tag {tag}; at most {most} at once: take it off a part first").format(
                n=len(places), tag=merged.name, most=MOST
            )
        )
    there = {row.client_id for row in fetch(unit, _OF_TAG, tag=kept.id)}
    moved, both = [], []
    for place in places:
        if place.client_id in there:
            unit.remove(must(unit.session.get(ClientTag, place.id), _("tag"), place.id))
            both.append(place.client_id)
        else:
            unit.change_row(ClientTag, place, tag_id=kept.id)
            moved.append(place.id)
    filters = filters_follow(unit, merged.key, kept.name)
    unit.change(merged, retired_at=unit.now)
    changed = [(one.id, one.was, one.now) for one in filters]
    unit.add(
        TagMerge(
            tag_id=merged.id or 0,
            into_id=kept.id or 0,
            moved=json.dumps({"places": moved, "both": both, "filters": changed}, ensure_ascii=False),
            employee_id=unit.actor.id,
            merged_at=unit.now,
        )
    )
    unit.notify("clients")
    return TagMerged(merged.name, kept.name, len(moved), len(both), tuple(filters))


@requires(Permission.CLIENTS_TAG_EDIT, writes=True)
def undo_tag_merge(unit: Unit, *, tag: str | int) -> TagMerged:
    """Takes the last merge of a tag back, as far as nobody has changed the same since.

    Refused when it was merged into none, or when the other tag has gone into a third one meanwhile.
    """
    number = tag if isinstance(tag, int) else int(known_tags(unit, [tag])[0].id)
    merge = unit.session.exec(_standing(number)).first()
    if merge is None:
        name = must(unit.session.get(Tag, number), _("tag"), tag).name
        raise Refused(_("The tag {tag} was merged into none, or that is taken back").format(tag=name))
    merged, kept = _both(unit, merge.tag_id, merge.into_id)
    further = unit.session.exec(_standing(merge.into_id)).first()
    if further is not None and (further.id or 0) > (merge.id or 0):
        other = must(unit.session.get(Tag, further.into_id), _("tag"), further.into_id)
        raise Refused(
            _("{tag} has since been merged into {into}: take that back first").format(
                tag=kept.name, into=other.name
            )
        )
    content = json.loads(merge.moved)
    back = _take_back(unit, merged, kept, content)
    both = _put_back(unit, merged, kept, content["both"])
    filters_return(unit, content["filters"])
    unit.change(merged, retired_at=None)
    unit.change(merge, undone_at=unit.now)
    unit.notify("clients")
    return TagMerged(merged.name, kept.name, back, both)


def _both(unit: Unit, tag: str | int, into: str | int) -> tuple[Tag, Tag]:
    """Both tags, held in the order of their numbers, so that two merges never wait for each other."""
    numbers = [one if isinstance(one, int) else int(known_tags(unit, [one])[0].id) for one in (tag, into)]
    rows = {number: must(unit.lock(Tag, number), _("tag"), number) for number in sorted(set(numbers))}
    return rows[numbers[0]], rows[numbers[1]]


def _standing(tag_id: int) -> Any:
    asked = select_rows(TagMerge).where(TagMerge.tag_id == tag_id, col(TagMerge.undone_at).is_(None))
    return asked.order_by(col(TagMerge.id).desc())


def _take_back(unit: Unit, merged: Tag, kept: Tag, content: dict[str, Any]) -> int:
    """The places that went over come back, where they still are and the client has not got the tag anew."""
    count, ids = 0, content["places"]
    for begin in range(0, len(ids), _AT_ONCE):
        rows = [
            row for row in fetch(unit, _BY_ID, ids=ids[begin : begin + _AT_ONCE]) if row.tag_id == kept.id
        ]
        anew = {
            row.client_id
            for row in fetch(unit, _AT_CLIENTS, clients=[row.client_id for row in rows], tags=[merged.id])
        }
        for row in rows:
            if row.client_id not in anew:
                count += unit.change_row(ClientTag, row, tag_id=merged.id)
    return count


def _put_back(unit: Unit, merged: Tag, kept: Tag, clients: list[int]) -> int:
    """Who had both has both again, unless somebody took the other one off him since."""
    count = 0
    for begin in range(0, len(clients), _AT_ONCE):
        part = clients[begin : begin + _AT_ONCE]
        has = {
            (row.client_id, row.tag_id)
            for row in fetch(unit, _AT_CLIENTS, clients=part, tags=[merged.id, kept.id])
        }
        alive = [row.id for row in fetch(unit, _ALIVE, clients=part)]
        for client in alive:
            if (client, kept.id) in has and (client, merged.id) not in has:
                unit.insert(
                    ClientTag, client_id=client, tag_id=merged.id, author_id=unit.actor.id, at=unit.now
                )
                count += 1
    return count
