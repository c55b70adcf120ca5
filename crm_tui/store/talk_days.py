"""Talks summed by Kyiv day, kept equal to the talks whoever writes them and however.

Triggers note each change of a saved talk in its own transaction (`talk_day_change`: one talk more or less,
and its time); the sums (`talk_day`, and of these `talk_month`) take the notes in later, in portions. Sums and
notes together are the talks at any moment. No sum is written while a talk is saved: many people's talks would
wait for one row.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, TextClause, bindparam, delete, select, text
from sqlalchemy import Date as DateType

from crm_tui.domain.kyiv import offsets, today
from crm_tui.store.rows import table_of
from crm_tui.store.tables import TalkDay, TalkDayChange, TalkMonth

AT_ONCE = 5_000
"""Notes of one transaction: whoever saves a talk must not wait long for his turn to write."""
MOST = 20

NAMES = ("talk_day_ai", "talk_day_ad", "talk_day_au")
_INTO = "INSERT INTO talk_day_change (started_at, author_id, kind, service_id, talks, talk_ms)"
_SUMMED = "state, started_at, author_id, kind, service_id, talk_ms"


def _note(row: str, sign: str) -> str:
    return (
        f"{_INTO} SELECT {row}.started_at, {row}.author_id, {row}.kind, coalesce({row}.service_id, 0),"
        f" {sign}1, {sign}{row}.talk_ms WHERE {row}.state = 'saved';"
    )


_CAME, _WENT = _note("new", ""), _note("old", "-")
_SQLITE = {
    "talk_day_ai": f"AFTER INSERT ON talk WHEN new.state = 'saved' BEGIN {_CAME} END",
    "talk_day_ad": f"AFTER DELETE ON talk WHEN old.state = 'saved' BEGIN {_WENT} END",
    "talk_day_au": f"AFTER UPDATE OF {_SUMMED} ON talk BEGIN {_WENT} {_CAME} END",
}
_POSTGRES = f"""
CREATE OR REPLACE FUNCTION note_talk_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN {_WENT} END IF;
    IF TG_OP <> 'DELETE' THEN {_CAME} END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER talk_day_au AFTER INSERT OR DELETE OR UPDATE OF {_SUMMED} ON talk
FOR EACH ROW EXECUTE FUNCTION note_talk_day()
"""


def create_triggers(connection: Connection) -> None:
    """Makes what is missing; a migration that makes the table of talks anew on SQLite loses its triggers."""
    if connection.dialect.name == "sqlite":
        for name, body in _SQLITE.items():
            connection.exec_driver_sql(f"CREATE TRIGGER IF NOT EXISTS {name} {body}")
        return
    connection.execute(text(_POSTGRES.replace(":=", r"\:=")))


def drop_triggers(connection: Connection) -> None:
    """Before a bulk load; `rebuild` and `create_triggers` come after it."""
    on = "" if connection.dialect.name == "sqlite" else " ON talk"
    for name in NAMES:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on}")


def rebuild(connection: Connection) -> None:
    """Makes the sums anew from the talks; nobody saves one meanwhile (2 s for a million)."""
    rebuild_days(connection)
    connection.execute(delete(table_of(TalkMonth)))
    sum_months(connection)


def rebuild_days(connection: Connection) -> None:
    """The days of them."""
    is_sqlite = connection.dialect.name == "sqlite"
    if not is_sqlite:
        connection.exec_driver_sql("LOCK TABLE talk IN SHARE MODE")
    for table in (TalkDayChange, TalkDay):
        connection.execute(delete(table_of(table)))
    if parts := _parts(_asker(connection), is_sqlite=is_sqlite, table="talk"):
        # A day on which the clocks change stands in two parts.
        connection.exec_driver_sql(
            "INSERT INTO talk_day (day, author_id, kind, service_id, talks, talk_ms)"
            " SELECT day, author_id, kind, service_id, sum(talks), sum(talk_ms)"
            f" FROM ({' UNION ALL '.join(parts)}) AS by_day GROUP BY day, author_id, kind, service_id"
        )


def sum_months(connection: Connection) -> None:
    """Fills the empty months from the days; without what came since, which is still noted."""
    connection.exec_driver_sql(
        "INSERT INTO talk_month (month, author_id, kind, service_id, talks, talk_ms)"
        f" {_by_month(is_sqlite=connection.dialect.name == 'sqlite')}"
    )


def _by_month(*, is_sqlite: bool) -> str:
    month = "date(day, 'start of month')" if is_sqlite else "date_trunc('month', day)::date"
    return (
        f"SELECT {month} AS month, author_id, kind, service_id, sum(talks) AS talks, sum(talk_ms) AS talk_ms"
        f" FROM talk_day GROUP BY {month}, author_id, kind, service_id"
    )


_CHANGE = table_of(TalkDayChange)
_OLDEST = select(_CHANGE.c.id).order_by(_CHANGE.c.id).limit(AT_ONCE).scalar_subquery()
_TAKE = (
    delete(_CHANGE)
    .where(_CHANGE.c.id.in_(_OLDEST))
    .returning(*(_CHANGE.c[n] for n in ("started_at", "author_id", "kind", "service_id", "talks", "talk_ms")))
)
_KEY = ("author_id", "kind", "service_id")


def _adding(table: str, span: str) -> tuple[TextClause, TextClause]:
    """Adds a sum to its row; removes the rows of a span that have come to nothing."""
    add = text(
        f"INSERT INTO {table} ({span}, author_id, kind, service_id, talks, talk_ms)"
        f" VALUES (:{span}, :author_id, :kind, :service_id, :talks, :talk_ms)"
        f" ON CONFLICT ({span}, author_id, kind, service_id) DO UPDATE SET"
        f" talks = {table}.talks + excluded.talks, talk_ms = {table}.talk_ms + excluded.talk_ms"
    )
    empty = text(f"DELETE FROM {table} WHERE talks = 0 AND talk_ms = 0 AND {span} = :{span}")
    day = bindparam(span, type_=DateType)
    return add.bindparams(day), empty.bindparams(day)


_INTO_DAYS, _INTO_MONTHS = _adding("talk_day", "day"), _adding("talk_month", "month")
_Note = tuple[tuple[date, int, str, int], int, int]
"""A day (or month), person, kind and service; talks; their time."""


def take_in(connection: Connection) -> int:
    """Adds a portion of the notes to the sums, in one transaction; how many it took (0: none is left)."""
    notes = connection.execute(_TAKE).all()
    days: list[_Note] = [
        ((today(n.started_at), n.author_id, n.kind.value, n.service_id), n.talks, n.talk_ms) for n in notes
    ]
    months: list[_Note] = [((key[0].replace(day=1), *key[1:]), talks, ms) for key, talks, ms in days]
    _add(connection, "day", _INTO_DAYS, days)
    _add(connection, "month", _INTO_MONTHS, months)
    return len(notes)


def _add(connection: Connection, span: str, into: tuple[TextClause, TextClause], notes: list[_Note]) -> None:
    """In the order of the key, or two that do this at once could wait for each other."""
    added = []
    for key, group in groupby(sorted(notes), key=lambda one: one[0]):
        same = list(group)
        talks, talk_ms = sum(n[1] for n in same), sum(n[2] for n in same)
        if talks or talk_ms:
            values = dict(zip((span, *_KEY), key, strict=True))
            added.append(values | {"talks": talks, "talk_ms": talk_ms})
    if added:
        add, empty = into
        connection.execute(add, added)
        connection.execute(empty, [{span: one} for one in sorted({one[span] for one in added})])


Ask = Callable[[str], list[tuple[Any, ...]]]
"""Runs a statement without parameters and gives its rows."""


def differences(ask: Ask, *, is_sqlite: bool) -> list[str]:
    """Where sums and notes are not the talks, or months not their days (technical English).

    Each of the two is one statement, so it sees one moment.
    """
    parts = _parts(ask, is_sqlite=is_sqlite, table="talk")
    parts += _parts(ask, is_sqlite=is_sqlite, table="talk_day_change")
    parts.append(
        "SELECT day, author_id, kind, service_id, -talks AS talks, -talk_ms AS talk_ms FROM talk_day"
    )
    found = ask(
        "SELECT day, author_id, kind, service_id, sum(talks), sum(talk_ms)"
        f" FROM ({' UNION ALL '.join(parts)}) AS both_sides GROUP BY day, author_id, kind, service_id"
        f" HAVING sum(talks) <> 0 OR sum(talk_ms) <> 0 ORDER BY day LIMIT {MOST}"
    )
    found_in_months = ask(
        "SELECT month, author_id, kind, service_id, sum(talks), sum(talk_ms) FROM"
        f" ({_by_month(is_sqlite=is_sqlite)} UNION ALL"
        " SELECT month, author_id, kind, service_id, -talks, -talk_ms FROM talk_month) AS both_sides"
        " GROUP BY month, author_id, kind, service_id"
        f" HAVING sum(talks) <> 0 OR sum(talk_ms) <> 0 ORDER BY month LIMIT {MOST}"
    )
    return [
        f"{span}, employee {author}, {kind}, service {service or '-'}: {table} lacks {talks} talks, {ms} ms"
        for table, rows in (("talk_day", found), ("talk_month", found_in_months))
        for span, author, kind, service, talks, ms in rows
    ]


def _asker(connection: Connection) -> Ask:
    return lambda statement: [tuple(row) for row in connection.exec_driver_sql(statement).all()]


def _parts(ask: Ask, *, is_sqlite: bool, table: str) -> list[str]:
    """SELECTs of `talk`, or of the notes (taken off), with their Kyiv day: one for each time with one offset.

    What an offset is comes from here and not from the engine: SQLite knows none, a server may know old ones.
    """
    ((first, last),) = ask(f"SELECT min(started_at), max(started_at) FROM {table}")
    if first is None:
        return []
    if is_sqlite:
        first, last = (datetime.fromisoformat(f"{moment}+00:00") for moment in (first, last))
    # Wider than what was found: on a server somebody may write before the sums are asked for.
    return [
        _part(table, since, until, int(offset.total_seconds()), is_sqlite=is_sqlite)
        for since, until, offset in offsets(first - timedelta(days=400), last + timedelta(days=2))
    ]


def _part(table: str, since: datetime, until: datetime, seconds: int, *, is_sqlite: bool) -> str:
    if is_sqlite:
        day = f"date(started_at, '{seconds} seconds')"
        since_text, until_text = (f"{moment:%Y-%m-%d %H:%M:%S.%f}" for moment in (since, until))
    else:
        day = f"((started_at AT TIME ZONE 'UTC') + interval '{seconds} seconds')::date"
        since_text, until_text = since.isoformat(), until.isoformat()
    counted, saved = ("1", " AND state = 'saved'") if table == "talk" else ("talks", "")
    sign = "" if table == "talk" else "-"
    return (
        f"SELECT {day} AS day, author_id, kind, coalesce(service_id, 0) AS service_id,"
        f" {sign}{counted} AS talks, {sign}talk_ms AS talk_ms FROM {table}"
        f" WHERE started_at >= '{since_text}' AND started_at < '{until_text}'{saved}"
    )
