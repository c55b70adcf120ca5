"""Many records at once, with the same log that one record has.

An import of a million cards must not cost a million round trips. This is the only way past the unit's `add`
and `remove`; use cases still name what they do, and the audit has one row for each record.
"""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Table,
    any_,
    bindparam,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy import Row as DbRow
from sqlmodel import SQLModel

from crm_tui.store import audit, text_index
from crm_tui.store.rows import Values, binders, insert_rows, table_of
from crm_tui.store.scope import Unit

AT_ONCE = 500
"""How many values stand in one statement."""


def next_ids(unit: Unit, model: type[SQLModel], count: int) -> Sequence[int]:
    """Numbers for `count` new records; nobody else will get them."""
    table = table_of(model)
    if unit.is_sqlite:
        # the transaction began with BEGIN IMMEDIATE, so nobody writes beside us
        last: int = unit.session.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
        return range(last + 1, last + 1 + count)
    sequence = func.pg_get_serial_sequence(table.name, "id")
    ids = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
    return list(unit.session.execute(ids).scalars())


def add_many(
    unit: Unit,
    model: type[SQLModel],
    names: Sequence[str],
    rows: Values,
    *,
    logged: bool = True,
    **same: Any,
) -> None:
    """Writes and logs records. `names` are the columns of the rows, the id first; `same` is what all share.

    Columns not named get the model's default. `logged=False` is for the import's own books.
    """
    if not rows:
        return
    table = table_of(model)
    table_name = str(table.name)
    shared = _defaults(model, {*names, *same}) | same
    with _text_index_at_once(unit, table_name, rows):
        insert_rows(unit.session.connection(), table, names, rows, **shared)
    if logged:
        render = _renderer(names, shared)
        unit.entries += [audit.Entry("insert", table_name, str(row[0]), render(row)) for row in rows]


def change_many(
    unit: Unit, model: type[SQLModel], changes: Sequence[tuple[DbRow[Any], Mapping[str, Any]]]
) -> None:
    """Sets the same columns of many records and logs old and new; a version grows by one.

    The rows are the records as they are, locked by the caller; a column that stays as it was is not logged.
    """
    if not changes:
        return
    table = table_of(model)
    names = [*changes[0][1], *(["version"] if "version" in table.c else [])]
    new = [
        {**values, "version": row.version + 1} if "version" in names else dict(values)
        for row, values in changes
    ]
    statement = update(table).where(table.c.id == bindparam("row_id"))
    statement = statement.values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names})
    unit.session.connection().execute(
        statement,
        [
            {"row_id": row.id, **{f"new_{name}": values[name] for name in names}}
            for (row, _values), values in zip(changes, new, strict=True)
        ],
    )
    for (row, _values), values in zip(changes, new, strict=True):
        content = {
            name: (getattr(row, name), value) for name, value in values.items() if getattr(row, name) != value
        }
        unit.entries.append(audit.Entry("update", str(table.name), str(row.id), content))


def remove_many(unit: Unit, model: type[SQLModel], ids: Iterable[int], *, by: str = "id") -> int:
    """Deletes the records whose column `by` is one of the ids, logging all they held; answers how many."""
    table, removed = table_of(model), 0
    keys = list(table.primary_key)
    for part in _parts(sorted(set(ids))):
        chosen = table.c[by].in_(part)
        found = unit.session.execute(select(table).where(chosen).order_by(*keys)).mappings().all()
        unit.session.execute(delete(table).where(chosen))
        for row in found:
            key = "/".join(str(row[column.key]) for column in keys)
            held = {name: (value, None) for name, value in row.items()}
            unit.entries.append(audit.Entry("delete", table.name, key, held))
        removed += len(found)
    return removed


def find_many(
    unit: Unit,
    model: type[SQLModel],
    column: str,
    values: Iterable[Any],
    *,
    give: Sequence[str] = ("id",),
    **same: Any,
) -> list[tuple[Any, ...]]:
    """(value, *give) of the records whose column is one of the values, and whose others are the `same`.

    The columns must have an index.
    """
    wanted: Any = list(dict.fromkeys(values))
    if not wanted:
        return []
    connection = unit.session.connection()
    if unit.is_sqlite:
        (bind,) = binders(table_of(model), (column,), connection.dialect)
        wanted = json.dumps([bind(value) for value in wanted] if bind else wanted)
    asked = _one_of(table_of(model), column, tuple(give), tuple(same), unit.is_sqlite)
    return [tuple(row) for row in connection.execute(asked, {"wanted": wanted, **same})]


@lru_cache(maxsize=256)
def _one_of(
    table: Table, column: str, give: tuple[str, ...], same: tuple[str, ...], is_sqlite: bool
) -> Select[Any]:
    # The values travel as one: a parameter for each cost more than the search itself.
    place: ColumnElement[Any] = table.c[column]
    asked = select(place, *(table.c[name] for name in give))
    if is_sqlite:
        asked = asked.where(place.in_(text("SELECT value FROM json_each(:wanted)")))
    else:
        asked = asked.where(place == any_(bindparam("wanted", type_=ARRAY(place.type))))
    return asked.where(*(table.c[name] == bindparam(name) for name in same))


def ordered_uuids(now: datetime, count: int) -> list[UUID]:
    """New UUIDs of version 7 in rising order: their index grows at its end, however large it is."""
    head = int(now.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62
    free = ~(0xF << 76) & ~(0x3 << 62)
    noise = secrets.token_bytes(10 * count)
    tails = sorted(int.from_bytes(noise[10 * n : 10 * n + 10]) & free for n in range(count))
    return [UUID(int=head | tail) for tail in tails]


@contextmanager
def _text_index_at_once(unit: Unit, table: str, rows: Values) -> Iterator[None]:
    """SQLite: many rows are indexed by one statement, five times cheaper than by the trigger of each row.

    The trigger goes and comes back inside the caller's transaction, so nobody ever writes without it.
    """
    if not unit.is_sqlite or table not in text_index.INDEXED or len(rows) < AT_ONCE:
        yield
        return
    connection = unit.session.connection()
    connection.exec_driver_sql(f"DROP TRIGGER {table}_fts_ai")
    yield
    ids = [row[0] for row in rows]
    index = f"INSERT INTO {table}_fts(rowid, search_key) SELECT id, search_key FROM {table}"
    connection.exec_driver_sql(f"{index} WHERE id BETWEEN ? AND ?", (min(ids), max(ids)))
    text_index.create_triggers(connection)


def _parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))


def _defaults(model: type[SQLModel], known: set[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in table_of(model).c:
        if column.name in known:
            continue
        default: Any = column.default
        if default is not None and not default.is_scalar:
            raise TypeError(f"{model.__name__}.{column.name} is made row by row; name it")
        if column.primary_key and default is None:
            continue
        values[column.name] = None if default is None else default.arg
    return values


def _renderer(names: Sequence[str], shared: Mapping[str, Any]) -> Callable[[tuple[Any, ...]], str]:
    """What `audit.content_json` gives for an inserted row, with all that repeats written once."""
    template, places = "", list[int]()
    for name in sorted([*names, *shared]):
        template += f'{"," if template else "{"}"{name}":[null,'
        if name in shared:
            template += _json(shared[name]).replace("%", "%%") + "]"
        else:
            template += "%s]"
            places.append(names.index(name))
    template += "}"

    def render(row: tuple[Any, ...]) -> str:
        return template % tuple([_QUICK.get(type(row[place]), _json)(row[place]) for place in places])

    return render


_QUICK: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    int: str,
    bool: lambda value: "true" if value else "false",
    type(None): lambda _none: "null",
    UUID: lambda value: f'{{"uuid":"{value}"}}',
}


@lru_cache(maxsize=1024, typed=True)  # kinds and times repeat from row to row
def _json(value: Any) -> str:
    return json.dumps(audit.encode(value), ensure_ascii=False, separators=(",", ":"))
