"""What all tables share: names of constraints, column types that mean the same on both engines."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Connection, Enum, Index, Integer, MetaData, Text, event, text
from sqlmodel import Field, SQLModel

# From the first migration on, so that every constraint can be named in a later one.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite counts rowids only in a column declared INTEGER.
BigId = BigInteger().with_variant(Integer(), "sqlite")

# Codes and keys are compared byte by byte on both engines; else Postgres would use the database's language.
KeyText = Text().with_variant(Text(collation="C"), "postgresql")


WHERE = "where"


def enum_type(kind: type[StrEnum]) -> Enum:
    """A closed list stored by value, refused by CHECK on both engines."""
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=40,
        name=kind.__name__.lower(),
    )


def utc_now() -> datetime:
    return datetime.now(UTC)


def id_field() -> Any:
    """The row's own number; given by the engine."""
    return Field(default=None, primary_key=True, sa_type=BigId)


def ref(target: str, *, index: bool = True, nullable: bool = False, **options: Any) -> Any:
    """A reference to another table's `id`; deletes never cascade, history never vanishes."""
    options.setdefault("default", None) if nullable else None
    return Field(foreign_key=f"{target}.id", sa_type=BigId, index=index, nullable=nullable, **options)


def partial_index(name: str, *columns: str, where: str) -> Index:
    """An index over some of the rows.

    Its condition is told to the dialect when tables are made: an Index that names a dialect imports it, and
    every screen on SQLite would hold 2.5 MB of Postgres.
    """
    return Index(name, *columns, info={WHERE: where})


@event.listens_for(SQLModel.metadata, "before_create")
def _tell_conditions(metadata: MetaData, connection: Connection, **_options: Any) -> None:
    for table in metadata.tables.values():
        for index in table.indexes:
            if where := index.info.get(WHERE):
                index.dialect_kwargs[f"{connection.dialect.name}_where"] = text(where)
