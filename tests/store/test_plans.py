"""Each hot statement goes by an index: what scans a table of a million is found here, not in the office."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from crm_tui.store import client_list
from crm_tui.store import search_sql as sql
from crm_tui.store.engine import Store

RANGE = {"low": "а", "high": "б", "limit": 20}
PLACE = {"key": "#", "id": 7, "limit": 50}
HOT: dict[str, tuple[Any, dict[str, Any]]] = {
    "name": (sql.BY_NAME, RANGE),
    "code": (sql.BY_CODE, RANGE),
    "email": (sql.BY_EMAIL, RANGE),
    "contact": (sql.BY_CONTACT, RANGE),
    "contact's email": (sql.BY_CONTACT_EMAIL, RANGE),
    "phone": (sql.BY_PHONE, RANGE),
    "last digits": (sql.BY_LAST_DIGITS, RANGE),
    "list forward": (client_list.AFTER, PLACE),
    "list backward": (client_list.BEFORE, PLACE),
}


def plan_of(session: Session, statement: Any, values: dict[str, Any]) -> str:
    """The engine's plan as text; Postgres is told that a scan of an empty test table is dear."""
    if session.get_bind().dialect.name == "sqlite":
        rows = session.execute(text(f"EXPLAIN QUERY PLAN {statement}"), values)
        return "\n".join(row[3] for row in rows)
    session.execute(text("SET LOCAL enable_seqscan = off"))
    session.execute(text("SET LOCAL enable_sort = off"))
    return "\n".join(session.execute(text(f"EXPLAIN {statement}"), values).scalars())


def scans(plan: str) -> list[str]:
    """The lines of a plan that read a whole table or sort one."""
    return [
        line
        for line in plan.splitlines()
        if (
            "SCAN" in line and "VIRTUAL TABLE INDEX" not in line and not line.startswith(("SCAN k", "SCAN p"))
        )
        or "Seq Scan" in line
        or "TEMP B-TREE" in line
    ]


@pytest.mark.parametrize("name", HOT)
def test_hot_statements_go_by_an_index(store: Store, name: str) -> None:
    statement, values = HOT[name]
    with Session(store.engine) as session:
        plan = plan_of(session, statement, values)
    assert plan
    assert scans(plan) == []


@pytest.mark.parametrize("table", ["client", "contact"])
def test_pieces_of_names_go_by_the_trigram_index(store: Store, table: str) -> None:
    with Session(store.engine) as session:
        statement, values = sql.containing(session, table, ["ромаш", "плюс"], 201)
        if session.get_bind().dialect.name != "sqlite":
            # A GIN index is read as a bitmap; of an empty table other indexes look as good (rolled back).
            session.execute(text("SET LOCAL enable_indexscan = off"))
            session.execute(text("DROP INDEX ix_client_list"))
        plan = plan_of(session, statement, values)
    assert "VIRTUAL TABLE INDEX" in plan or f"ix_{table}_trgm" in plan
    assert scans(plan) == []


def test_a_scan_would_be_seen(store: Store) -> None:
    with Session(store.engine) as session:
        assert scans(plan_of(session, "SELECT id FROM client c WHERE note LIKE :low", RANGE))
