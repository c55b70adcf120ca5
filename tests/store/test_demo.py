"""The demo office: made up, right in form, the same for the same seed on both engines."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlmodel import Session

from crm_tui.domain.clients import ClientDraft, check_client
from crm_tui.domain.kep_sets import KepFacts, closed_on, state_of
from crm_tui.domain.kinds import ClientKind, Role
from crm_tui.domain.names import name_key
from crm_tui.domain.phone import e164
from crm_tui.domain.sort_key import sort_key
from crm_tui.store import demo
from crm_tui.store.demo import codes, load, part
from crm_tui.store.engine import Store
from crm_tui.store.rows import table_of
from crm_tui.store.search import search_clients
from crm_tui.store.tables import (
    AuditHead,
    Call,
    Client,
    ClientContact,
    ClientService,
    Employee,
    EmployeeExtension,
    EmployeeRole,
    KepSet,
    KepSetLine,
    Phone,
    Setting,
    Talk,
    metadata,
)
from tests import stores
from tests.factories import Make

TODAY = date(2026, 3, 2)
FACTS = ("issued_on", "paid_on", "ordered_on", "generated_on", "documents_on", "cancelled_on")
CLIENTS = 120


def fill(store: Store, **values: object) -> None:
    demo.fill_demo(store, **{"clients": CLIENTS, "seed": 7, "today": TODAY, "os_login": "visitor"} | values)  # type: ignore[arg-type]


def content(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row of what the demo fills."""
    with store.engine.connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for name, table in metadata.tables.items()
            if name in demo.COLUMNS and name != "setting"
        }


def counts(store: Store) -> dict[str, int]:
    return {name: len(rows) for name, rows in content(store).items()}


def test_sizes_are_as_asked(store: Store) -> None:
    fill(store)
    found = counts(store)
    assert {name: found[name] for name in ("client", "phone", "talk", "call")} == {
        "client": CLIENTS,
        "phone": CLIENTS * 3 // 2,
        "talk": CLIENTS * 2,
        "call": CLIENTS,
    }
    assert found["call_leg"] > CLIENTS // 2
    assert found["task"] >= 3


def test_same_seed_same_office_on_both_engines(
    sqlite_store: Store, postgres_store: Store, sqlite_template: Path, tmp_path: Path
) -> None:
    other, another = (stores.sqlite_from(sqlite_template, tmp_path / f"{n}.db") for n in "ab")
    for store in (sqlite_store, postgres_store, other):
        fill(store)
    fill(another, seed=8)
    assert content(sqlite_store) == content(postgres_store) == content(other)
    assert content(sqlite_store)["client"] != content(another)["client"]
    other.close()
    another.close()


def test_a_large_load_leaves_the_same_schema(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """With indexes dropped and made again, and parts made by other processes."""

    def schema() -> list[tuple[object, ...]]:
        asked = (
            ["SELECT type, name, sql FROM sqlite_master WHERE type <> 'table' ORDER BY name"]
            if store.is_sqlite
            else [
                "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname",
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY conname",
            ]
        )
        with store.engine.connect() as connection:
            return [tuple(row) for one in asked for row in connection.exec_driver_sql(one)]

    before = schema()
    monkeypatch.setattr(demo, "LARGE", CLIENTS)
    steps: list[tuple[str, int, int]] = []
    fill(store, progress=lambda *step: steps.append(step))
    assert schema() == before
    assert {step for step, _done, _total in steps} == {"rows", "indexes", "search"}
    assert counts(store)["client"] == CLIENTS


def test_what_the_demo_says_holds_together(store: Store) -> None:
    fill(store)
    with store.engine.connect() as connection:
        if store.is_sqlite:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    with Session(store.engine) as session:
        for client in session.scalars(select(Client)):
            assert client.search_key == name_key(client.short_name)
            assert client.sort_key == sort_key(client.short_name)
            draft = ClientDraft(
                kind=client.kind,
                tax_code=client.tax_code or "",
                full_name=client.full_name,
                short_name=client.short_name,
                region=client.region or "",
                email=client.email,
            )
            assert check_client(draft) == [], client
        for phone in session.scalars(select(Phone)):
            assert e164(phone.e164) == phone.e164
            assert phone.reversed == phone.e164[::-1]
        assert session.get_one(Setting, "demo").value == "1"


def test_the_visitor_sits_where_the_recorded_calls_ring(store: Store) -> None:
    fill(store)
    with Session(store.engine) as session:
        extension = session.get_one(EmployeeExtension, "201")
        visitor = session.get_one(Employee, extension.employee_id)
        assert (visitor.full_name, visitor.os_login) == ("Олена Коваль", "visitor")
        assert session.get(EmployeeRole, (visitor.id, Role.ADMIN)) is not None
        for _name, number in part.KNOWN:
            assert search_clients(session, number).rows[0].matched == number
        assert session.scalars(
            select(ClientContact.client_id).where(ClientContact.contact_id == 2)
        ).all() != [2]


def test_new_records_follow_the_demo(store: Store, make: Make) -> None:
    """Counters of ids and the search index stand behind the loaded rows."""
    fill(store)
    client = make.client("Новий клієнт")
    assert client.id == CLIENTS + 1
    make.talk(client)
    with Session(store.engine) as session:
        assert [row.id for row in search_clients(session, "вий клі").rows] == [client.id]


def test_a_filled_store_is_refused(store: Store) -> None:
    fill(store)
    before = counts(store)
    with pytest.raises(demo.StoreNotEmpty):
        fill(store)
    assert counts(store) == before


def test_an_interrupted_load_leaves_the_store_empty(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def power_cut(_connection: object, _plan: object) -> None:
        raise OSError("power cut")

    monkeypatch.setattr(demo, "_log", power_cut)
    with pytest.raises(OSError, match="power cut"):
        fill(store)
    assert sum(counts(store).values()) == 0


def test_the_load_is_one_entry_of_the_log(store: Store) -> None:
    fill(store)
    with Session(store.engine) as session:
        assert session.get_one(AuditHead, 1).last_id == 1
        assert session.scalar(text("SELECT act FROM audit_log")) == "demo.fill"


def test_codes_belong_to_nobody_and_repeat_only_when_they_must() -> None:
    edrpou = {codes.edrpou(number) for number in range(20_000)}
    assert len(edrpou) == 20_000
    assert all(code.startswith("99") for code in edrpou)
    assert codes.edrpou(codes.EDRPOU_ROOM).startswith("98")
    people = {codes.rnokpp(number, male=True) for number in range(20_000)}
    assert len(people) == 20_000
    numbers = [codes.mobile(number) for number in range(0, codes.PHONE_ROOM, 97)]
    assert len(set(numbers)) == len(numbers)
    assert len({codes.uuid_hex(7, 1, number) for number in (1, 2, 10**6, 2**59)}) == 4


def test_models_and_columns_agree() -> None:
    """A column without a default that the demo does not fill would stop the load; say which."""
    for model in (Client, ClientService, Call, Talk):
        table = table_of(model)
        missing = {column.name for column in table.c if not column.nullable} - set(demo.COLUMNS[table.name])
        assert missing == set()
    assert load.LARGE > CLIENTS
    assert {kind.value for kind in ClientKind} >= {"sole_trader"}


def test_sets_of_certificates_stand_as_their_facts_say(store: Store) -> None:
    fill(store)
    with Session(store.engine) as session:
        sets = session.scalars(select(KepSet)).all()
        assert len({one.state for one in sets}) >= 5
        for one in sets:
            facts = KepFacts(**{name: getattr(one, name) for name in FACTS})
            assert (one.state, one.closed_on) == (state_of(facts), closed_on(facts))
            assert max(day for day in vars_of(facts) if day is not None) <= TODAY
        lines = session.execute(select(KepSetLine.set_id, func.sum(KepSetLine.total_kop)).group_by("set_id"))  # type: ignore[call-overload]
        assert {tuple(row) for row in lines} == {(one.id, one.total_kop) for one in sets}


def vars_of(facts: KepFacts) -> list[date | None]:
    return [getattr(facts, name) for name in FACTS]
