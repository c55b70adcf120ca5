from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from crm_tui.domain.kinds import ClientKind
from crm_tui.domain.permissions import system_actor
from crm_tui.store import audit
from crm_tui.store.bulk import add_many, find_many, next_ids, ordered_uuids, remove_many
from crm_tui.store.scope import Unit, write_scope
from crm_tui.store.tables import Audit, Client, Phone

SETUP = system_actor("setup")
NAMES = ("id", "uuid", "full_name", "search_key", "sort_key")


def add_clients(unit: Unit, count: int) -> list[int]:
    ids = list(next_ids(unit, Client, count))
    rows = [(one, uuid4(), f"«Клієнт» \\ {one}\n", f"клиент {one}", "") for one in ids]
    add_many(unit, Client, NAMES, rows, kind=ClientKind.SOLE_TRADER, created_at=unit.now)
    return ids


@pytest.mark.parametrize("count", [3, 120])  # INSERT and COPY
def test_many_records_are_as_if_each_had_been_added(store, clock, count):
    with write_scope(store, SETUP, act="test", now=clock()) as unit:
        ids = add_clients(unit, count)
    with write_scope(store, SETUP, act="test", now=clock()) as unit:
        row = unit.session.get(Client, ids[-1])
        assert (row.kind, row.version, row.created_at) == (ClientKind.SOLE_TRADER, 1, clock())
        one_by_one = unit.add(
            Client(
                **row.model_dump(exclude={"id", "uuid"}),
                uuid=uuid4(),
            )
        )
        assert one_by_one.id == ids[-1] + 1
        bulk, single = (
            unit.session.execute(select(Audit.content).where(Audit.row_id == str(ids[-1]))).scalar_one(),
            audit.content_json(unit.entries[-1]),
        )
        made_alike = single.replace(str(one_by_one.uuid), str(row.uuid))
        assert bulk == made_alike.replace(f'"id":[null,{one_by_one.id}]', f'"id":[null,{row.id}]')


def test_the_chain_holds_over_a_bulk(store, clock):
    with write_scope(store, SETUP, act="test", now=clock()) as unit:
        add_clients(unit, 60)
    with write_scope(store, SETUP, act="test", now=clock()) as unit:
        before = ""
        for row in unit.session.execute(select(Audit).order_by(Audit.id)).scalars():
            assert row.digest == audit.digest_of(row.salt, row.content)
            assert row.hash == audit.link_of(before, row.model_dump())
            before = row.hash


def test_a_piece_of_each_name_is_found_after_a_bulk(sqlite_store, clock):
    with write_scope(sqlite_store, SETUP, act="test", now=clock()) as unit:
        add_clients(unit, 600)
    with write_scope(sqlite_store, SETUP, act="test", now=clock()) as unit:
        one_more = add_clients(unit, 1)[0]  # the trigger is back
        connection = unit.session.connection()
        connection.exec_driver_sql("INSERT INTO client_fts(client_fts) VALUES ('integrity-check')")
        for wanted in (1, 600, one_more):
            found = connection.exec_driver_sql(
                "SELECT rowid FROM client_fts WHERE client_fts MATCH ?", (f'"т {wanted}"',)
            )
            assert wanted in {row[0] for row in found}


def test_ordered_uuids_rise_and_are_of_version_7(clock):
    made = ordered_uuids(clock(), 500) + ordered_uuids(clock.tick(), 500)
    assert made == sorted(made)
    assert len(set(made)) == 1000
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}


def test_removing_many_logs_what_they_held(store, clock):
    with write_scope(store, SETUP, act="test", now=clock()) as unit:
        ids = add_clients(unit, 10)
        assert remove_many(unit, Client, ids[:7]) == 7
        removed = [entry for entry in unit.entries if entry.change == "delete"]
        assert [entry.row_id for entry in removed] == [str(one) for one in ids[:7]]
        assert removed[0].content["search_key"] == (f"клиент {ids[0]}", None)
        assert unit.session.execute(select(func.count()).select_from(Client)).scalar_one() == 3


def test_many_are_found_by_a_column(store, clock, make):
    phones = [make.phone(f"+38050000{number:04}") for number in range(5)]
    with write_scope(store, SETUP, act="test", now=clock()) as unit:
        asked = [phone.e164 for phone in phones[:3]] + ["+380509999999"] * 600
        assert sorted(find_many(unit, Phone, "e164", asked)) == [(p.e164, p.id) for p in phones[:3]]
        assert find_many(unit, Phone, "e164", []) == []


def test_a_column_made_row_by_row_must_be_named(sqlite_store, clock):
    with (
        write_scope(sqlite_store, SETUP, act="test", now=clock()) as unit,
        pytest.raises(TypeError, match="uuid"),
    ):
        add_many(
            unit,
            Client,
            ("id", "full_name"),
            [(1, "Клієнт")],
            kind=ClientKind.SOLE_TRADER,
            created_at=unit.now,
        )


@pytest.mark.parametrize("count", [3, 120])  # INSERT and COPY
def test_one_that_may_not_be_is_told_alike_and_takes_back_all(store, clock, count):
    with write_scope(store, SETUP, act="test", now=clock()) as unit:
        ids, same = next_ids(unit, Client, count), uuid4()
        rows = [(one, same, "Клієнт", "клиент", "") for one in ids]
        with pytest.raises(IntegrityError), unit.session.begin_nested():
            add_many(unit, Client, NAMES, rows, kind=ClientKind.SOLE_TRADER, created_at=unit.now)
        assert unit.entries == []
        assert unit.session.execute(select(func.count()).select_from(Client)).scalar_one() == 0
