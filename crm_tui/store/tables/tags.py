"""Tags: words that the office puts on clients to find and handle them together (X16)."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from crm_tui.domain.kinds import TagColour
from crm_tui.store.tables.base import KeyText, enum_type, id_field, ref, utc_now


class Tag(SQLModel, table=True):
    """A word for clients; a retired one stands on no list, and comes back when it is put on a client anew."""

    id: int | None = id_field()
    name: str
    key: str = Field(unique=True, sa_type=KeyText)
    """The name in small letters: one word is one tag."""
    sign: str | None = Field(default=None, unique=True)
    """One character that stands for the tag where there is no room for its name; no two have the same."""
    colour: TagColour = Field(default=TagColour.NONE, sa_type=enum_type(TagColour))
    retired_at: datetime | None = None
    version: int = 1


class ClientTag(SQLModel, table=True):
    """A tag on a client."""

    __tablename__ = "client_tag"
    __table_args__ = (
        UniqueConstraint("client_id", "tag_id"),
        Index("ix_client_tag_tag", "tag_id", "client_id"),
    )
    id: int | None = id_field()
    client_id: int = ref("client", index=False)
    tag_id: int = ref("tag", index=False)
    author_id: int | None = ref("employee", nullable=True, index=False)
    at: datetime = Field(default_factory=utc_now)


class TagMerge(SQLModel, table=True):
    """A tag made one with another, with all that it changed (JSON), so that it can be taken back."""

    __tablename__ = "tag_merge"
    id: int | None = id_field()
    tag_id: int = ref("tag")
    into_id: int = ref("tag", index=False)
    moved: str
    employee_id: int | None = ref("employee", nullable=True, index=False)
    merged_at: datetime = Field(default_factory=utc_now)
    undone_at: datetime | None = None
