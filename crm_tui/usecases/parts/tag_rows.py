"""Tags of clients as lists show them, and the tags that words name."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, Text, bindparam, func, literal_column, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.errors import NotFound, Refused
from crm_tui.domain.kinds import TagColour
from crm_tui.domain.layout import other_layout
from crm_tui.domain.tags import LONGEST, SIGNS, TagError, tag_key, tag_name, tag_sign
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import ClientTag, Tag, TagMerge
from crm_tui.usecases.parts.core import CLIENT, core, fetch
from crm_tui.usecases.shapes import TagMark

# No name or sign has these.
_FIELD, _TAG = ",", ";"
TAG, CLIENT_TAG = core(Tag), core(ClientTag)
_OF_CLIENTS = (
    select(CLIENT_TAG.c.client_id, TAG.c.name, TAG.c.sign, TAG.c.colour)
    .select_from(CLIENT_TAG.join(TAG, TAG.c.id == CLIENT_TAG.c.tag_id))
    .where(CLIENT_TAG.c.client_id.in_(bindparam("clients", expanding=True)), TAG.c.retired_at.is_(None))
    .order_by(TAG.c.key)
)
_BY_KEY = select(TAG).where(TAG.c.key.in_(bindparam("keys", expanding=True)))
_IN_USE = select(TAG.c.id, TAG.c.name, TAG.c.key).where(TAG.c.retired_at.is_(None)).order_by(TAG.c.key)
_OTHER, _MERGE = TAG.alias("other"), core(TagMerge)
_INTO = (
    select(_OTHER.c.name)
    .select_from(_MERGE.join(_OTHER, _OTHER.c.id == _MERGE.c.into_id))
    .where(_MERGE.c.tag_id == TAG.c.id, _MERGE.c.undone_at.is_(None), TAG.c.retired_at.is_not(None))
    .order_by(_MERGE.c.id.desc())
    .limit(1)
    .correlate(TAG)
    .scalar_subquery()
)
_ALL = (
    select(
        *(TAG.c[name] for name in ("id", "name", "sign", "colour", "retired_at", "version")),
        func.count(CLIENT.c.id).label("clients"),
        _INTO.label("merged_into"),
    )
    .select_from(
        TAG.outerjoin(CLIENT_TAG, CLIENT_TAG.c.tag_id == TAG.c.id).outerjoin(
            CLIENT, (CLIENT.c.id == CLIENT_TAG.c.client_id) & CLIENT.c.deleted_at.is_(None)
        )
    )
    .group_by(TAG.c.id)
    .order_by(TAG.c.key)
)


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag and how many clients have it; `merged_into` is the one that took a retired one's place."""

    id: int
    name: str
    sign: str
    colour: TagColour
    clients: int
    retired: bool
    version: int
    merged_into: str = ""


def tag_rows(unit: Unit, *, retired: bool = False) -> tuple[TagRow, ...]:
    """All tags by name; with `retired` also those that are on no list any more."""
    return tuple(
        TagRow(
            id=row.id,
            name=row.name,
            sign=row.sign or "",
            colour=row.colour,
            clients=row.clients,
            retired=row.retired_at is not None,
            version=row.version,
            merged_into=row.merged_into or "",
        )
        for row in fetch(unit, _ALL)
        if retired or row.retired_at is None
    )


def tags_of(unit: Unit, clients: Sequence[int]) -> dict[int, tuple[TagMark, ...]]:
    """Each client's tags, in the order of their names."""
    found: dict[int, list[TagMark]] = {}
    for row in fetch(unit, _OF_CLIENTS, clients=list(clients)) if clients else ():
        found.setdefault(row.client_id, []).append(TagMark(row.name, row.sign or "", row.colour))
    return {client: tuple(tags) for client, tags in found.items()}


class _Joined(FunctionElement[str]):
    """All values of a group in one text. SQLAlchemy's own writes its statement anew each time it is asked."""

    inherit_cache = True
    type = Text()


@compiles(_Joined)
def _by_concat(element: _Joined, compiler: SQLCompiler, **ways: object) -> str:
    return f"group_concat({compiler.process(element.clauses, **ways)}, '{_TAG}')"


@compiles(_Joined, "postgresql")
def _by_string(element: _Joined, compiler: SQLCompiler, **ways: object) -> str:
    return f"string_agg({compiler.process(element.clauses, **ways)}, '{_TAG}')"


def packed_tags(client: ColumnElement[int]) -> ColumnElement[str]:
    """All tags of a client in one value of his row: a query more would be felt where a call rings."""
    mark: ColumnElement[str] = literal_column(f"'{_FIELD}'", Text())
    one = TAG.c.name + mark + func.coalesce(TAG.c.sign, literal_column("''")) + mark + TAG.c.colour.cast(Text)
    asked = (
        select(_Joined(one))
        .select_from(CLIENT_TAG.join(TAG, TAG.c.id == CLIENT_TAG.c.tag_id))
        .where(CLIENT_TAG.c.client_id == client, TAG.c.retired_at.is_(None))
    )
    return asked.scalar_subquery()


def unpacked_tags(packed: str | None) -> tuple[TagMark, ...]:
    """The tags of such a value, in the order of their names."""
    found = [one.split(_FIELD) for one in packed.split(_TAG)] if packed else []
    marks = [TagMark(name, sign, TagColour(colour)) for name, sign, colour in found]
    return tuple(sorted(marks, key=lambda mark: tag_key(mark.name)))


def tags_by_key(unit: Unit, names: Sequence[str]) -> dict[str, Row[tuple[object, ...]]]:
    """The tags of these names that there are (all columns), the retired ones too, by their keys."""
    keys = [tag_key(name.strip().lstrip(SIGNS)) for name in names]
    return {row.key: row for row in fetch(unit, _BY_KEY, keys=keys)} if keys else {}


def known_tags(unit: Unit, names: Sequence[str]) -> list[Row[tuple[object, ...]]]:
    """The tags of these names (all columns), in their order; NotFound with those that there are."""
    keys = [tag_key(name.strip().lstrip(SIGNS)) for name in names]
    found = tags_by_key(unit, names)
    missing = [name for name, key in zip(names, keys, strict=True) if key not in found]
    if missing:
        there = ", ".join(row.name for row in fetch(unit, _IN_USE)) or _("none")
        raise NotFound(_("There is no tag {tag}; there are: {tags}").format(tag=missing[0], tags=there))
    return [found[key] for key in dict.fromkeys(keys)]


def begun_tags(unit: Unit, text: str) -> tuple[int, ...]:
    """The tag of this name, else all that begin so, in either layout.

    NotFound with those that there are, or with the tag that took a merged one's place.
    """
    everything = fetch(unit, _IN_USE)
    for key in (tag_key(text), tag_key(other_layout(text))):
        begun = [row for row in everything if row.key.startswith(key)]
        if begun:
            return tuple([row.id for row in begun if row.key == key] or [row.id for row in begun])
    (known,) = known_tags(unit, [text])
    into = next(row.merged_into for row in tag_rows(unit, retired=True) if row.id == known.id)
    if into:
        raise NotFound(_("The tag {tag} was merged into {into}").format(tag=known.name, into=into))
    raise NotFound(_("The tag {tag} is retired: put on a client, it comes back").format(tag=known.name))


def checked_name(text: str) -> str:
    """The name of a tag as it is kept; Refused with what is wrong."""
    try:
        return tag_name(text)
    except TagError as problem:
        words = {
            "empty": _("A tag needs a name"),
            "long": _("A tag has {n} letters at most: {tag}"),
            "sign": _("A tag has no commas, quotes, brackets, = or #: {tag}"),
            "letters": _("A tag needs a letter: {tag}"),
        }[problem.about]
        raise Refused(words.format(tag=problem.text, n=LONGEST)) from None


def checked_sign(text: str) -> str | None:
    """The sign of a tag as it is kept; Refused for what is none."""
    try:
        return tag_sign(text) or None
    except TagError:
        raise Refused(
            _("{sign} is no sign: one character of one cell, no space, comma, quote, bracket, = or #").format(
                sign=" ".join(clean(text).split())[:20]
            )
        ) from None


def made_tag(unit: Unit, name: str) -> int:
    """The number of the tag of this (checked) name; made, or taken back into use, when it is in none."""
    # Held: a merge that goes on with this tag would leave the client it is put on meanwhile.
    asked = select_rows(Tag).where(col(Tag.key) == tag_key(name)).with_for_update()
    tag = unit.session.exec(asked).first()
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
