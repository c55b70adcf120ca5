"""The PBX's record as a table of a database (`cel_odbc`, `cel_pgsql` ...): read, never written."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, MetaData, Table, create_engine, make_url, select
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, NoSuchTableError, SQLAlchemyError
from sqlalchemy.types import DateTime, Numeric

from crm_tui.domain.errors import Refused
from crm_tui.domain.text import clean
from crm_tui.exchange.record_lines import LONGEST_LINE
from crm_tui.i18n import _

Values = dict[str, str]
_AT_ONCE = 1000


def read_table(
    address: str,
    *,
    table: str,
    canonical: Callable[[list[str]], tuple[str, ...]],
    needed: Sequence[str],
    moment: str,
    since: float,
    zone: ZoneInfo,
) -> Iterator[tuple[int, Values]]:
    """The rows of a table in their order, as text by column; `moment` names the column of their time.

    `address` is SQLAlchemy's, with `#name` after it for a table of another name. Raises Refused when it
    cannot be reached, or has not the columns.
    """
    place, _sign, name = address.partition("#")
    try:
        with _connected(place) as connection:
            found = Table(name or table, MetaData(), autoload_with=connection)
            columns = dict(zip(canonical(list(found.columns.keys())), found.columns, strict=True))
            if missing := [one for one in needed if one not in columns]:
                raise Refused(
                    _("table {table}: no column {names}").format(table=found.name, names=", ".join(missing))
                )
            asked = select(*(column.label(key) for key, column in columns.items()))
            if (begin := _bound(columns[moment].type, since, zone)) is not None:
                asked = asked.where(columns[moment] >= begin)
            asked = asked.order_by(columns["id"] if "id" in columns else columns[moment])
            rows = connection.execution_options(yield_per=_AT_ONCE).execute(asked)
            for number, row in enumerate(rows, 1):
                yield number, {key: _text(value) for key, value in row._mapping.items()}
    except NoSuchTableError as error:
        raise Refused(_("there is no table {table} there").format(table=error)) from None
    except (ArgumentError, NoSuchModuleError, ImportError):
        raise Refused(
            _("the record's address cannot be used: sqlite:///FILE, postgresql://... or an installed driver")
        ) from None
    except SQLAlchemyError as error:
        first = clean(str(getattr(error, "orig", None) or error)).strip().split("  ")[0]
        raise Refused(_("the record cannot be read: {why}").format(why=first[:200])) from None


@contextmanager
def _connected(address: str) -> Iterator[Connection]:
    """A connection that cannot write, and leaves nothing behind."""
    try:
        url = make_url(address)
    except ValueError as error:
        raise ArgumentError(str(error)) from None  # A port that is no number.
    if url.drivername in {"postgres", "postgresql"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database and not url.database.startswith("file:"):
        url = url.set(database=f"file:{url.database}", query={"mode": "ro", "uri": "true"})
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection = connection.execution_options(postgresql_readonly=True)  # noqa: PLW2901
            yield connection
    finally:
        engine.dispose()


def _bound(kind: Any, since: float, zone: ZoneInfo) -> Any:
    """The moment as the column holds it; None when that is text, which cannot be compared."""
    if isinstance(kind, DateTime):
        at = datetime.fromtimestamp(since, UTC)
        return at if kind.timezone else at.astimezone(zone).replace(tzinfo=None)
    return since if isinstance(kind, Numeric) else None


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return str(value)[:LONGEST_LINE].replace("\0", "\ufffd")
