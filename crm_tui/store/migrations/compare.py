"""What a comparison of the tables with a store must not see: the trigram indexes and their shadow tables."""

from typing import Any

from sqlalchemy import Connection

from crm_tui.store.tables import metadata
from crm_tui.store.text_index import INDEXED, is_shadow


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    return not (kind == "table" and is_shadow(name or ""))


def include_object(_object: Any, name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:
    return not (kind == "index" and name in {f"ix_{table}_trgm" for table in INDEXED})


def differences(connection: Connection) -> list[Any]:
    """What `alembic revision --autogenerate` would want to do; empty when the store fits the tables."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    options = {"include_name": include_name, "include_object": include_object, "compare_type": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))
