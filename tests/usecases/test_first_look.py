"""The first look: what a glance by the driver sees is what the opened office shows."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import text

from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.store.engine import Store
from crm_tui.store.glance import Glance, glancing
from crm_tui.store.revision import SCHEMA
from crm_tui.usecases.first_look import first_tasks, who_sits_here
from crm_tui.usecases.office import NOBODY, Office
from crm_tui.usecases.tasks import list_tasks
from tests.factories import Make


def address(store: Store) -> str:
    return store.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def oksana(make: Make) -> Actor:
    """A manager with tasks of every kind: late, of the day, ahead, done, for nobody's client, another's."""
    person = make.actor(Role.MANAGER, os_login="oksana.k")
    day = make.clock().date()
    romashka = make.client(short_name="")
    for title, days, values in (
        ("ahead", 7, {"client_id": romashka.id}),
        ("late", -3, {"author_id": person.id}),
        ("done", 0, {"done_at": make.clock()}),
        ("of the day", 0, {"client_id": None, "text": "два\nрядки"}),
    ):
        make.task(
            romashka,
            **{"title": title, "due_on": day + timedelta(days=days), "assignee_id": person.id} | values,
        )
    make.task(title="another's", assignee_id=make.actor(Role.OPERATOR).id)
    return person


def test_a_glance_sees_the_tasks_that_the_office_lists(office: Office, store: Store, oksana: Actor) -> None:
    listed = office.as_actor(oksana).call(list_tasks, mine=True)
    assert [task.title for task in listed] == ["late", "of the day", "ahead"]
    with glancing(address(store)) as ask:
        assert ask is not None
        unit = Glance(ask, NOBODY, office.clock())
        assert who_sits_here(unit, os_login="oksana.k") == oksana
        assert first_tasks(replace(unit, actor=oksana)) == listed
    assert office.as_actor(oksana).call(first_tasks) == listed


def test_who_is_unknown_or_no_longer_works_is_not_seen(office: Office, store: Store, make: Make) -> None:
    make.actor(Role.MANAGER, os_login="former", active=False)
    with glancing(address(store)) as ask:
        assert ask is not None
        unit = Glance(ask, NOBODY, office.clock())
        assert [who_sits_here(unit, os_login=one) for one in ("former", "stranger", "")] == [None] * 3


def test_a_glance_writes_nothing(store: Store) -> None:
    with glancing(address(store)) as ask:
        assert ask is not None
        with pytest.raises((sqlite3.Error, psycopg.Error), match=r"(?i)read.?only"):
            ask("UPDATE employee SET login = 'other'")


def test_a_store_of_another_release_is_left_to_the_opening(store: Store) -> None:
    moved = "UPDATE alembic_version SET version_num = :number"
    for number, seen in (("9999", False), (SCHEMA, True)):
        with store.engine.execution_options(write=True).begin() as connection:
            connection.execute(text(moved), {"number": number})
        with glancing(address(store)) as ask:
            assert (ask is not None) is seen
