"""Writes the first revision's SQL from the tables: `python tools/first_schema.py`.

Only until the first release: from then on 0001 is frozen and a change of tables is a new revision.
"""

from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import create_mock_engine

from crm_tui.store.tables import metadata

SQL = Path(__file__).resolve().parent.parent / "crm_tui" / "store" / "migrations" / "sql"


def statements(url: str) -> str:
    """All CREATE statements of the tables in the dialect of the address."""
    lines: list[str] = []

    def take(statement: Any, *_args: object, **_options: object) -> None:
        text = str(statement.compile(dialect=engine.dialect)).strip().replace("\t", "    ")
        lines.append("\n".join(line.rstrip() for line in text.splitlines()) + ";\n")

    engine = create_mock_engine(url, take)
    metadata.create_all(engine, checkfirst=False)
    return "\n".join(_in_order(lines))


def _in_order(lines: list[str]) -> list[str]:
    """Indexes of a table come as a set gives them: sorted, two runs write the same file."""
    ordered: list[str] = []
    for is_index, group in groupby(lines, key=_is_index):
        found = list(group)
        ordered += sorted(found) if is_index else found
    return ordered


def _is_index(line: str) -> bool:
    return line.startswith(("CREATE INDEX", "CREATE UNIQUE"))


def main() -> None:
    for dialect, url in (("sqlite", "sqlite://"), ("postgresql", "postgresql+psycopg://")):
        SQL.mkdir(exist_ok=True)
        (SQL / f"0001_{dialect}.sql").write_text(statements(url), "utf-8")


if __name__ == "__main__":
    main()
