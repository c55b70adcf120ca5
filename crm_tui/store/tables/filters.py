"""Filters that people keep under a name, of every list that has a language of filters."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from crm_tui.store.tables.base import KeyText, id_field, ref


class KeptFilterRow(SQLModel, table=True):
    """A filter that a person keeps; a shared one is everybody's. `list_name`: of which list."""

    __tablename__ = "kept_filter"
    __table_args__ = (UniqueConstraint("owner_id", "list_name", "name"),)
    id: int | None = id_field()
    list_name: str = Field(sa_type=KeyText)
    owner_id: int = ref("employee", index=False)
    name: str
    text: str
    shared: bool = False
    version: int = 1
