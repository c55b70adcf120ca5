"""The tags of the office: listed, renamed, retired (X16); `client_tags.py` puts them on clients."""

from sqlmodel import select as select_rows

from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import Permission
from crm_tui.domain.tags import tag_key
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Tag
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.tag_rows import TagRow, checked_name, known_tags, tag_rows
from crm_tui.usecases.parts.versions import refuse_stale

__all__ = ["TagRow", "list_tags", "rename_tag", "retire_tag"]


@requires(Permission.CLIENTS_CLIENT_READ)
def list_tags(unit: Unit, *, retired: bool = False) -> tuple[TagRow, ...]:
    """All tags by name with the number of their clients."""
    return tag_rows(unit, retired=retired)


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
