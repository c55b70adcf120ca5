"""The change log: any changed byte is found, a past moment can be seen, the law's erasure breaks nothing."""

import random
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlmodel import Session

from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import system_actor
from crm_tui.store import audit
from crm_tui.store.audit_read import erase, history, row_as_of, verify
from crm_tui.store.engine import Store
from crm_tui.store.rows import table_of
from crm_tui.store.scope import read_scope, write_scope
from crm_tui.store.tables import Audit, AuditHead, Client, ClientFieldSource
from tests.conftest import Clock
from tests.factories import Make

SETUP = system_actor("setup")


def worked(make: Make) -> Client:
    """A client with some life behind it."""
    client = make.client("Ромашка", note="a", email="x@example.com")
    make.warning(client)
    for text in ("b", "в", "г"):
        edit(make, client, note=text)
    return client


def edit(make: Make, client: Client, **values: object) -> None:
    make.clock.tick(60)  # type: ignore[attr-defined]
    with write_scope(make.store, SETUP, act="clients.edit_client", now=make.clock()) as unit:
        row = unit.session.get_one(Client, client.id)
        unit.change(row, **values)


def test_an_untouched_log_is_sound(store: Store, make: Make) -> None:
    assert verify(store).rows == 0
    assert verify(store).sound
    worked(make)
    verdict = verify(store)
    assert (verdict.rows, verdict.erased, verdict.problems) == (5, 0, ())
    assert len(verdict.head) == 64


def test_any_changed_byte_is_found(store: Store, make: Make) -> None:
    worked(make)
    chance = random.Random(3)
    for table in (table_of(Audit), table_of(AuditHead)):
        for column in table.c:
            with store.engine.connect() as connection:
                rows = connection.execute(select(table)).mappings().all()
            row = chance.choice(rows)
            key = next(iter(table.primary_key))
            if column is key:
                continue
            change(store, table, key, row, column.name, flipped(chance, row[column.name]))
            assert not verify(store).sound, f"{table.name}.{column.name}"
            change(store, table, key, row, column.name, row[column.name])
            assert verify(store).sound


def flipped(chance: random.Random, value: object) -> object:
    """The value with one of its characters or digits changed."""
    if isinstance(value, datetime):
        return value.replace(microsecond=(value.microsecond + 1) % 1_000_000)
    if isinstance(value, int):
        return value + 1
    if value is None:
        return 7
    text = str(value)
    place = chance.randrange(len(text))
    return text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]


def change(store: Store, table: object, key: object, row: object, name: str, value: object) -> None:
    with store.engine.execution_options(write=True).begin() as connection:
        connection.execute(update(table).where(key == row[key.name]).values({name: value}))  # type: ignore[arg-type, index, attr-defined]


def test_missing_rows_are_found(store: Store, make: Make) -> None:
    worked(make)
    log = table_of(Audit)
    with store.engine.execution_options(write=True).begin() as connection:
        connection.execute(update(log).where(log.c.id == 3).values(salt=None, content=None))
    (problem,) = verify(store).problems
    assert problem == "the content of row 3 is gone, and no erasure says why"
    with store.engine.execution_options(write=True).begin() as connection:
        connection.execute(delete(log).where(log.c.id == 3))
    assert "rows 3-3 are gone" in verify(store).problems
    with store.engine.execution_options(write=True).begin() as connection:
        connection.execute(delete(log))
    assert not verify(store).sound


def test_a_lawful_erasure_keeps_the_chain(store: Store, make: Make) -> None:
    client = worked(make)
    with Session(store.engine) as session:
        numbers = [one.id for one in history(session, "client", client.id)]
    with write_scope(store, SETUP, act="person.erase", now=make.clock()) as unit:
        assert erase(unit, [*numbers, 999]) == len(numbers)
    verdict = verify(store)
    assert (verdict.sound, verdict.erased) == (True, len(numbers))
    with Session(store.engine) as session:
        assert {one.fields is None for one in history(session, "client", client.id)} == {True}
        seen = row_as_of(session, "client", client.id, datetime(2026, 3, 2, 7, 0, tzinfo=UTC))
    assert not seen.complete


def test_a_record_can_be_seen_as_of_any_moment(store: Store, make: Make, clock: Clock) -> None:
    before = clock()
    clock.tick()
    client = make.client("Ромашка", note="перша")
    first = clock()
    edit(make, client, note="друга", email="x@example.com")
    second = clock()
    clock.tick()
    with write_scope(store, SETUP, act="clients.remove", now=clock()) as unit:
        unit.remove(unit.session.get_one(Client, client.id))
    with Session(store.engine) as session:

        def at(moment: datetime) -> dict[str, object] | None:
            return row_as_of(session, "client", client.id, moment).values

        assert at(before) is None
        one, two = at(first), at(second)
        assert one is not None
        assert two is not None
        assert (one["note"], one["email"], one["kind"], one["version"]) == ("перша", "", "legal_entity", 1)
        assert (two["note"], two["email"], two["version"]) == ("друга", "x@example.com", 2)
        assert (one["uuid"], one["created_at"]) == (client.uuid, client.created_at)
        assert [change.change for change in history(session, "client", client.id)] == [
            "insert",
            "update",
            "delete",
        ]


def test_a_row_with_two_keys_can_be_seen_too(store: Store, make: Make, clock: Clock) -> None:
    client = make.client()
    make.save(ClientFieldSource(client_id=client.id, field="email", source="typed", at=clock()))
    with Session(store.engine) as session:
        seen = row_as_of(session, "client_field_source", f"{client.id}/email", clock())
    assert seen.values is not None
    assert seen.values["source"] == "typed"


def test_looking_at_anothers_is_logged(store: Store, make: Make, clock: Clock) -> None:
    actor = make.actor(Role.HEAD)
    with read_scope(store, actor, now=clock()) as unit:
        unit.log_read("talk", 7)
    with Session(store.engine) as session:
        row = session.scalars(select(Audit).order_by(Audit.id.desc())).first()  # type: ignore[union-attr]
        assert row is not None
        assert (row.change, row.table_name, row.row_id, row.actor_id) == ("read", "talk", "7", actor.id)
        assert history(session, "talk", 7) == []
    assert verify(store).sound


def test_writers_side_by_side_make_one_chain(store: Store, make: Make) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def work(number: int) -> None:
        for _ in range(5):
            make.client(f"Фірма {number}")

    with ThreadPoolExecutor(4) as writers:
        list(writers.map(work, range(4)))
    assert verify(store).rows == 20
    assert verify(store).sound


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**60), 2**60),
    st.text(),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.uuids(),
)


@given(values)
def test_a_value_keeps_its_type_in_the_log(value: object) -> None:
    assert audit.decode(audit.encode(value)) == value
    assert type(audit.decode(audit.encode(value))) is type(value)


@pytest.mark.parametrize("value", [date(2026, 3, 2), UUID(int=5), datetime(2026, 3, 2, tzinfo=UTC)])
def test_the_digest_hides_the_content(value: object) -> None:
    content = audit.content_json(audit.Entry("insert", "client", "1", {"a": (None, value)}))
    assert audit.digest_of("salt", content) != audit.digest_of("other", content)
