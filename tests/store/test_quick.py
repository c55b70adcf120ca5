"""The driver's own statements: their failures are said as SQLAlchemy says them, on both engines."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from crm_tui.domain.permissions import system_actor
from crm_tui.store.engine import Store
from crm_tui.store.quick import Quick
from crm_tui.store.rows import insert_rows, table_of
from crm_tui.store.scope import read_scope, write_scope
from crm_tui.store.tables import Phone

SETUP = system_actor("setup")
NUMBER = ("+380501112233", "332211105083+")


def put_number(store: Store) -> None:
    with write_scope(store, SETUP, act="test") as unit:
        insert_rows(unit.session.connection(), table_of(Phone), ("e164", "reversed"), [NUMBER])


def numbers(store: Store) -> list[tuple[Any, ...]]:
    with read_scope(store, SETUP) as unit:
        return Quick(unit.session).rows("SELECT e164 FROM phone WHERE e164 = :number", number=NUMBER[0])


def test_a_row_that_is_there_already_is_refused_in_the_words_of_the_engine(store: Store) -> None:
    put_number(store)
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        put_number(store)
    assert numbers(store) == [(NUMBER[0],)]


def test_a_statement_that_cannot_be_read_is_a_database_error(store: Store) -> None:
    with read_scope(store, SETUP) as unit, pytest.raises(DBAPIError, match="nowhere"):
        Quick(unit.session).rows("SELECT 1 FROM nowhere")
    assert numbers(store) == []


def test_after_a_cut_line_the_next_look_has_a_new_one(postgres_store: Store) -> None:
    with pytest.raises(OperationalError) as told:
        look_on_a_cut_line(postgres_store)
    assert told.value.connection_invalidated
    assert numbers(postgres_store) == []


def look_on_a_cut_line(store: Store) -> None:
    with read_scope(store, SETUP) as unit:
        mine = unit.session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with store.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:mine)"), {"mine": mine})
        Quick(unit.session).rows("SELECT 1")
