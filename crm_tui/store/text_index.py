"""The trigram indexes that find a piece of a name: FTS5 on SQLite, GIN on Postgres when pg_trgm is there.

They stand beside the tables' own indexes because neither SQLAlchemy nor alembic's comparison knows them.
"""

from sqlalchemy import Connection, text

INDEXED = ("client", "contact")
"""Tables whose `search_key` is found by any three letters."""

SHADOWS = tuple(f"{table}_fts" for table in INDEXED)


def is_shadow(table_name: str) -> bool:
    """Whether the table is FTS5's own; a comparison of schemas must not see it."""
    return any(table_name == name or table_name.startswith(f"{name}_") for name in SHADOWS)


def triggers(table: str) -> dict[str, str]:
    """SQLite: the statements that keep a table's index; an update of other columns costs nothing."""
    fts = f"{table}_fts"
    add = f"INSERT INTO {fts}(rowid, search_key) VALUES (new.id, new.search_key);"
    drop = f"INSERT INTO {fts}({fts}, rowid, search_key) VALUES ('delete', old.id, old.search_key);"
    return {
        f"{fts}_ai": f"AFTER INSERT ON {table} BEGIN {add} END",
        f"{fts}_ad": f"AFTER DELETE ON {table} BEGIN {drop} END",
        f"{fts}_au": f"AFTER UPDATE OF search_key ON {table} BEGIN {drop} {add} END",
    }


def create_indexes(connection: Connection) -> None:
    """Makes what is missing: by pieces of three letters, on Postgres without pg_trgm by words.

    An index of the other kind is made anew: pg_trgm came later, or a copy of another server was restored.
    """
    if connection.dialect.name == "sqlite":
        for table in INDEXED:
            connection.exec_driver_sql(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {table}_fts USING fts5"
                f"(search_key, content='{table}', content_rowid='id', tokenize='trigram')"
            )
        create_triggers(connection)
        return
    # Without pg_trgm the beginnings of words are found, and `doctor` says so.
    wanted = make_trigrams(connection)
    kind = "search_key gin_trgm_ops" if wanted else "to_tsvector('simple', search_key)"
    for table in INDEXED:
        if _is_by_trigrams(connection, table) is not wanted:
            connection.exec_driver_sql(f"DROP INDEX IF EXISTS ix_{table}_trgm")
        connection.exec_driver_sql(
            f"CREATE INDEX IF NOT EXISTS ix_{table}_trgm ON {table} USING gin ({kind})"
        )


def create_triggers(connection: Connection) -> None:
    """SQLite: a table that a migration made anew has lost its triggers; this brings them back."""
    for table in INDEXED:
        for name, body in triggers(table).items():
            connection.exec_driver_sql(f"CREATE TRIGGER IF NOT EXISTS {name} {body}")


def drop_triggers(connection: Connection) -> None:
    """SQLite: before a bulk load; `rebuild` and `create_triggers` come after it."""
    for table in INDEXED:
        for name in triggers(table):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")


def rebuild(connection: Connection) -> None:
    """SQLite: fills the indexes anew from the tables (31 s for a million)."""
    for fts in SHADOWS:
        connection.exec_driver_sql(f"INSERT INTO {fts}({fts}) VALUES ('rebuild')")


def make_trigrams(connection: Connection) -> bool:
    """Postgres: whether pg_trgm is of use, installing it when the server has it and lets us."""
    if not knows_letters(connection):
        return False
    if connection.execute(text("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")).scalar():
        return True
    known = connection.execute(text("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")).scalar()
    if not known:
        return False
    try:
        with connection.begin_nested():
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    except Exception:  # a server may forbid it; search then goes without, doctor says so
        return False
    return True


def has_trigrams(connection: Connection) -> bool:
    """Whether a piece of a name can be found by index in this store."""
    if connection.dialect.name == "sqlite":
        return True
    return knows_letters(connection) and _is_by_trigrams(connection, INDEXED[0]) is True


def _is_by_trigrams(connection: Connection, table: str) -> bool | None:
    """Postgres: of which kind the table's index is; None without one."""
    asked = text("SELECT pg_get_indexdef(to_regclass(:name))")
    made = connection.execute(asked, {"name": f"ix_{table}_trgm"}).scalar()
    return None if made is None else "gin_trgm_ops" in made


def knows_letters(connection: Connection) -> bool:
    """Postgres: whether the database's LC_CTYPE takes Ukrainian letters for letters.

    Under "C" pg_trgm makes no trigrams of them: its index then finds every row, and each is looked at.
    """
    return bool(connection.execute(text("SELECT 'ї' ~ '[[:alpha:]]'")).scalar())
