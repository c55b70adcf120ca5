"""Search and the list give the same clients in the same order on both engines."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlmodel import Session

from crm_tui.domain.kinds import ClientKind, PhoneKind
from crm_tui.domain.layout import other_layout
from crm_tui.domain.names import name_key
from crm_tui.domain.search_key import search_key
from crm_tui.domain.sort_key import sort_key
from crm_tui.store import pieces
from crm_tui.store import search_sql as sql
from crm_tui.store.client_list import page_after, page_before
from crm_tui.store.engine import Store
from crm_tui.store.near_names import near_names
from crm_tui.store.search import Hits, Why, search_clients
from crm_tui.store.tables import Client, ClientContact, Contact, ContactPhone, Phone
from tests.factories import Make

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ROOTS = [
    "Ромашка",
    "Їжак",
    "Ґанок",
    "Єдність",
    "Іскра",
    "Інтер-Буд",
    "Пам'ять",
    "Об’єднання",
    "Трейд",
    "Сервіс",
    "Аптека",
    "М.Е.Доc",
    "ЯЯ",
    "Авто2000",
]


def find(store: Store, text: str, limit: int = 20) -> Hits:
    with Session(store.engine) as session:
        return search_clients(session, text, limit)


def found(store: Store, text: str) -> list[tuple[str, Why]]:
    return [(hit.name, hit.why) for hit in find(store, text).rows]


def test_a_client_is_found_by_all_that_people_know_of_it(store: Store, make: Make) -> None:
    client = make.client("Ромашка", tax_code="99000011", email="buh@romashka.example")
    contact = make.contact("Коваль Олена", clients=(client,), email="olena@example.com")
    make.phone("+380501234567", contact=contact)
    make.client("Інша фірма", tax_code="99001004")
    for text, why in {
        "ром": Why.NAME,
        "машк": Why.NAME,
        "РОМАШКА": Why.NAME,
        "9900001": Why.CODE,
        "050 123 45 67": Why.PHONE,
        "0501234": Why.PHONE,
        "+38050123": Why.PHONE,
        "50123": Why.PHONE,
        "4567": Why.PHONE,
        "45-67": Why.PHONE,
        "buh@rom": Why.EMAIL,
        "olena@": Why.EMAIL,
        "ковал": Why.CONTACT,
        "олена": Why.CONTACT,
        other_layout("ромаш"): Why.NAME,
        other_layout("олена"): Why.CONTACT,
        other_layout("buh@rom"): Why.EMAIL,
    }.items():
        assert found(store, text) == [("Ромашка", why)], text
    assert find(store, "0501234567").rows[0].matched == "+380501234567"
    assert find(store, "ковал").rows[0].matched == "Коваль Олена"
    assert found(store, "немає такого") == found(store, "") == found(store, "%_'\"*") == []


def test_deleted_cards_are_not_found(store: Store, make: Make) -> None:
    make.client("Ромашка", deleted_at=NOW)
    assert found(store, "ромашка") == found(store, "маш") == []
    with Session(store.engine) as session:
        assert page_after(session) == []
        assert near_names(session, "Ромашка") == []


def test_words_in_any_order_and_short_words_sift(store: Store, make: Make) -> None:
    for name in ("Школа 5 Львів", "Школа 15 Львів", "Школа 6 Львів"):
        make.client(name)
    assert {name for name, _ in found(store, "львів школа")} == {
        "Школа 5 Львів",
        "Школа 15 Львів",
        "Школа 6 Львів",
    }
    assert [name for name, _ in found(store, "львів 6")] == ["Школа 6 Львів"]


def test_too_many_says_type_more(store: Store) -> None:
    fill(store, [f"Аптека номер {number}" for number in range(250)])
    answer = find(store, "номер")
    assert (answer.rows, answer.more) == ((), True)
    answer = find(store, "аптека")
    assert (len(answer.rows), answer.more) == (20, True)
    answer = find(store, "номер 249")
    assert [hit.name for hit in answer.rows] == ["Аптека номер 249"]
    assert not answer.more


def test_a_sample_tells_what_is_surely_too_many(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a store whose sample is all of it, what it calls too many is so; Postgres alone takes one."""
    fill(store, [f"Аптека номер {number}" for number in range(250)])
    for name, value in {"SMALL": 0, "SIZE": 250, "SURE": 1}.items():
        monkeypatch.setattr(pieces, name, value)
    with Session(store.engine) as session:
        takes = sql.way(session) == "trigrams"
        assert pieces.surely_too_many(session, "client", ["апте", "номер"]) is takes
        assert pieces.surely_too_many(session, "client", ["номер 1"]) is False
        assert pieces.surely_too_many(session, "contact", ["олена"]) is takes
    assert (find(store, "номер").rows, find(store, "номер").more) == ((), True)
    assert [hit.name for hit in find(store, "номер 249").rows] == ["Аптека номер 249"]


def test_results_stand_in_ukrainian_order(store: Store, make: Make) -> None:
    names = ["Ґрунт захід", "Гай захід", "Їжак захід", "Іскра захід", "Яр захід", "Єнот захід", "Ель захід"]
    for name in names:
        make.client(name)
    ordered = ["Гай захід", "Ґрунт захід", "Ель захід", "Єнот захід", "Іскра захід", "Їжак захід", "Яр захід"]
    assert [hit.name for hit in find(store, "захід").rows] == ordered
    with Session(store.engine) as session:
        assert [row.name for row in page_after(session)] == ordered
        assert [row.name for row in page_before(session)] == ordered


def test_near_names_are_seen_before_saving(store: Store) -> None:
    fill(store, ["Ромашка Плюс", "Ромошка-Плюс", "Інтерагробудсервіс", "Лікарня 5", "Лікарня 6"])
    with Session(store.engine) as session:

        def near(name: str) -> list[str]:
            return [one.name for one in near_names(session, name)]

        assert near("ТОВ «Ромашка плюс»") == ["Ромашка Плюс", "Ромошка-Плюс"]
        assert near("Плюс Ромашка") == ["Ромашка Плюс", "Ромошка-Плюс"]
        assert near("Інтергаробудсервіс") == ["Інтерагробудсервіс"]
        assert near("Лікарня 6") == ["Лікарня 6"]
        assert near("") == near("ТОВ") == near("Зовсім інше") == []


def test_near_names_among_common_words(store: Store) -> None:
    names = [f"{a}{b} Трейд Сервіс" for a in "абвгдежзиклмн" for b in "абвгдежзиклмнопрс"]
    fill(store, [*names, "Люстдорф Трейд Сервіс"])
    with Session(store.engine) as session:
        for _press in "1st", "2nd":  # the second time it is known which pieces say nothing
            near = near_names(session, "Люсдорф трейд сервіс")
            assert [one.name for one in near] == ["Люстдорф Трейд Сервіс"]


def test_near_names_by_what_is_left_of_a_harmed_piece(store: Store) -> None:
    """Given hundreds of names with the same unharmed pieces, the slip's own word still tells them apart."""
    fill(store, [*(f"Дніпробуд {number} Компані" for number in range(210)), "Дніпрозахист Компані"])
    with Session(store.engine) as session:
        assert [one.name for one in near_names(session, "Дніпрозахст компані")] == ["Дніпрозахист Компані"]


def fill(store: Store, names: list[str]) -> None:
    """Clients in bulk, each with a contact and a number; the same ids on both engines."""
    clients, contacts, phones = [], [], []
    for number, name in enumerate(names, 1):
        clients.append(
            {
                "id": number,
                "kind": ClientKind.LEGAL_ENTITY,
                "full_name": name,
                "short_name": name,
                "legal_form": "ТОВ",
                "tax_code": f"99{number:06d}",
                "email": f"office{number % 7}@firm{number}.example",
                "search_key": name_key(name),
                "sort_key": sort_key(name),
                "created_at": NOW,
                "uuid": uuid4(),
            }
        )
        person = f"{names[-number]} Олена"
        contacts.append(
            {
                "id": number,
                "full_name": person,
                "search_key": search_key(person),
                "sort_key": sort_key(person),
                "created_at": NOW,
                "uuid": uuid4(),
            }
        )
        phones.append({"id": number, "e164": f"+3805{number:08d}", "reversed": f"+3805{number:08d}"[::-1]})
    ids = range(1, len(names) + 1)
    links = [{"client_id": n, "contact_id": (n * 7) % len(names) + 1} for n in ids]
    uses = [{"contact_id": n, "phone_id": n, "kind": PhoneKind.MOBILE, "as_typed": "-"} for n in ids]
    with store.engine.execution_options(write=True).begin() as connection:
        for table, rows in (
            (Client, clients),
            (Contact, contacts),
            (Phone, phones),
            (ClientContact, links),
            (ContactPhone, uses),
        ):
            connection.execute(insert(table), rows)


@pytest.fixture
def both(sqlite_store: Store, postgres_store: Store) -> tuple[Store, Store]:
    """The same random office on both engines."""
    chance = random.Random(7)
    names = [
        " ".join(chance.choices(ROOTS, k=chance.choice([1, 2, 2, 3]))) + chance.choice(["", "", f" {n % 40}"])
        for n in range(900)
    ]
    for store in (sqlite_store, postgres_store):
        fill(store, names)
    return sqlite_store, postgres_store


def queries() -> Iterator[str]:
    chance = random.Random(11)
    for _ in range(150):
        word = " ".join(chance.choices(ROOTS, k=chance.choice([1, 1, 2]))).lower()
        start = chance.choice([0, 0, chance.randrange(len(word))])
        piece = word[start : start + chance.randint(1, 9)]
        yield chance.choice([piece, piece, other_layout(piece), piece.upper()])
    for _ in range(60):
        digits = str(chance.randrange(10**6))
        yield chance.choice([digits, f"05{digits}", f"990{digits}", f"+3805{digits}", f"office{digits}"])


def test_both_engines_give_the_same_answers(both: tuple[Store, Store]) -> None:
    ours, theirs = both
    some = 0
    for text in queries():
        one, other = find(ours, text), find(theirs, text)
        assert one == other, text
        some += bool(one.rows)
    assert some > 100
    with Session(ours.engine) as first, Session(theirs.engine) as second:
        for name in ("Ромашка трейд", "Аптека 7", "Інтер буд сервіс", "Пам'ять", "Ганок еднысть"):
            assert near_names(first, name) == near_names(second, name)


def test_the_list_pages_alike_in_both_directions(both: tuple[Store, Store]) -> None:
    walks = []
    for store in both:
        with Session(store.engine) as session:
            forward, backward = [], []
            page = page_after(session, limit=77)
            while page:
                forward += page
                page = page_after(session, page[-1].cursor, 77)
            page = page_before(session, limit=50)
            while page:
                backward = page + backward
                page = page_before(session, page[0].cursor, 50)
        assert forward == backward
        walks.append(forward)
    assert walks[0] == walks[1]
    assert len(walks[0]) == 900
