"""Many records at once, with the same log that one record has.

An import of a million cards must not cost a million round trips. This is the only way past the unit's `add`
and `remove`; use cases still name what they do, and the audit has one row for each record.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any

from sqlalchemy import delete, func, select
from sqlmodel import SQLModel

from crm_tui.store import audit
from crm_tui.store.rows import Values, insert_rows, table_of
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
    shared = _defaults(model, {*names, *same}) | same
    tail = tuple(shared.values())
    insert_rows(unit.session.connection(), table, [*names, *shared], [row + tail for row in rows])
    if logged:
        render = _renderer(names, shared)
        unit.entries += [audit.Entry("insert", table.name, str(row[0]), render(row)) for row in rows]


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
    unit: Unit, model: type[SQLModel], column: str, values: Iterable[Any], *, give: Sequence[str] = ("id",)
) -> list[tuple[Any, ...]]:
    """(value, *give) of the records whose column is one of the values; the column must have an index."""
    table = table_of(model)
    found: list[tuple[Any, ...]] = []
    for part in _parts(list(dict.fromkeys(values))):
        asked = select(table.c[column], *(table.c[name] for name in give)).where(table.c[column].in_(part))
        found += [tuple(row) for row in unit.session.execute(asked)]
    return found


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
    pieces: list[str] = []
    places: list[int] = []
    written = ""
    for number, name in enumerate(sorted([*names, *shared])):
        written += f'{"," if number else "{"}"{name}":[null,'
        if name in shared:
            written += f"{_json(shared[name])}]"
            continue
        pieces.append(written)
        places.append(names.index(name))
        written = "]"
    end = written + "}"

    def render(row: tuple[Any, ...]) -> str:
        parts: list[str] = []
        for piece, place in zip(pieces, places, strict=True):
            value = row[place]
            parts += (piece, encode_basestring(value) if type(value) is str else _json(value))
        return "".join(parts) + end

    return render


def _json(value: Any) -> str:
    return json.dumps(audit.encode(value), ensure_ascii=False, separators=(",", ":"))
