"""The tags of the office: listed, changed, retired (X16); `client_tags.py` puts them on clients."""

from sqlalchemy import ColumnElement
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import TagColour
from crm_tui.domain.permissions import Permission
from crm_tui.domain.tags import tag_key
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Tag
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.tag_filters import filters_follow
from crm_tui.usecases.parts.tag_rows import TagRow, checked_name, checked_sign, known_tags, tag_rows
from crm_tui.usecases.parts.versions import refuse_stale

__all__ = ["TagRow", "edit_tag", "list_tags", "retire_tag"]


@requires(Permission.CLIENTS_CLIENT_READ)
def list_tags(unit: Unit, *, retired: bool = False) -> tuple[TagRow, ...]:
    """All tags by name with the number of their clients."""
    return tag_rows(unit, retired=retired)


@requires(Permission.CLIENTS_TAG_EDIT, writes=True)
def edit_tag(
    unit: Unit,
    *,
    tag: str | int,
    name: str | None = None,
    sign: str | None = None,
    colour: TagColour | None = None,
    version: int | None = None,
) -> TagRow:
    """Another word, sign ("" for none) or colour of a tag; its clients keep it, kept filters follow it.

    Refused when another tag has that name or sign, and for a colour without a sign: not everybody sees it.
    """
    row = _locked(unit, tag)
    said: dict[str, object] = {}
    if name is not None:
        said["name"] = checked_name(name)
    if sign is not None:
        said["sign"] = checked_sign(sign)
    if colour is not None:
        said["colour"] = colour
    was = row.key
    if version is not None:
        refuse_stale(unit, row, opened=version, mine=said)
    if "name" in said:
        said["key"] = tag_key(str(said["name"]))
        _refuse_taken(unit, row, col(Tag.key) == said["key"])
    if said.get("sign"):
        _refuse_taken(unit, row, col(Tag.sign) == said["sign"])
    if said.get("colour", row.colour) != TagColour.NONE and not said.get("sign", row.sign):
        raise Refused(_("Not everybody sees a colour: give the tag a sign too"))
    try:
        with unit.session.begin_nested():
            unit.change(row, **said)
    except IntegrityError:
        raise Refused(_("Another has just taken this name or sign: look again")) from None
    if "key" in said:
        filters_follow(unit, was, row.name)
    unit.notify("clients")
    return _told(unit, row)


@requires(Permission.CLIENTS_TAG_EDIT, writes=True)
def retire_tag(unit: Unit, *, tag: str | int) -> TagRow:
    """The tag stands on no list any more; put on a client anew, it comes back with all its clients."""
    row = _locked(unit, tag)
    if row.retired_at is None:
        unit.change(row, retired_at=unit.now)
    unit.notify("clients")
    return _told(unit, row)


def _locked(unit: Unit, tag: str | int) -> Tag:
    """The tag of this name or number, held until the end of the transaction."""
    number = tag if isinstance(tag, int) else known_tags(unit, [tag])[0].id
    return must(unit.lock(Tag, number), _("tag"), tag)


def _told(unit: Unit, tag: Tag) -> TagRow:
    return next(one for one in tag_rows(unit, retired=True) if one.id == tag.id)


def _refuse_taken(unit: Unit, tag: Tag, same: ColumnElement[bool]) -> None:
    other = unit.session.exec(select(Tag).where(same, col(Tag.id) != tag.id)).first()
    if other is None:
        return
    told = f"{other.sign} {other.name}".strip()
    if other.retired_at is not None:
        told += " " + _("(retired)")
    raise Refused(_("There is a tag {tag} already").format(tag=told))
