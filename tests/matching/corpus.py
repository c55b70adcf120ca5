"""A made-up office with open invoices, and payments for them as people type them, with one or two slips each.

Codes are random ones with a right check digit, names are those of the demo, sums a dozen prices: many clients
have like names and equal sums. What each payment is for is known and told to nobody but the judge.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from crm_tui.domain.kinds import PaperState, PaymentSource
from crm_tui.domain.papers import PaperKind
from crm_tui.store.demo import fill_demo
from crm_tui.store.demo.codes import edrpou
from crm_tui.store.engine import Store
from crm_tui.store.rows import insert_rows, table_of
from crm_tui.store.tables import Paper, Payment

TODAY = date(2026, 3, 2)
OWN_CODE = "99000011"
SUMS = (69_600, 76_800, 99_600, 120_000, 139_200, 153_600, 192_000, 240_000, 285_000, 360_000, 480_000)
LOOK_ALIKE = {"0": "OО", "1": "lI", "3": "З", "6": "б", "8": "В"}
AT_ONCE = 20_000
ROOM = 3_900_000
"""So many different codes there are."""


@dataclass(frozen=True, slots=True)
class Client:
    """Whose the invoices are."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Open:
    """An open invoice."""

    id: int
    client: Client
    number: int
    kop: int
    day: date


@dataclass(frozen=True, slots=True)
class Truth:
    """What a payment is for."""

    payment_id: int
    client_id: int
    invoices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """The own firm and the truth of its payments."""

    own_entity_id: int
    truth: tuple[Truth, ...]


def make_corpus(
    store: Store, *, clients: int, invoices: int, payments: int, share: float = 1.0, seed: int = 7
) -> Corpus:
    """Fills an empty store: clients with random codes, open invoices, payments; a share has slips."""
    chance = random.Random(seed)
    fill_demo(store, clients=clients, seed=seed, today=TODAY)
    with store.engine.connect().execution_options(write=True) as connection, connection.begin():
        for table in ("allocation", "payment"):
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(
            text("UPDATE paper SET state = 'cancelled' WHERE kind = 'invoice' AND state <> 'draft'")
        )
        own = connection.execute(text("SELECT MIN(id) FROM own_entity")).scalar_one()
        first = connection.execute(text("SELECT COALESCE(MAX(id), 0) + 1 FROM paper")).scalar_one()
        there = _clients(connection, chance)
        waiting = list(_invoices(chance, there, first, invoices))
        for part in _parts(waiting):
            _write_invoices(connection, own, part)
        made = list(_payments(chance, waiting, payments, share))
        for rows in _parts([row for row, _truth in made]):
            _write_payments(connection, own, rows)
    if store.is_sqlite:
        with store.engine.connect().execution_options(write=True) as connection, connection.begin():
            connection.exec_driver_sql("ANALYZE")
    else:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE client, paper, payment")
    return Corpus(own, tuple(truth for _row, truth in made))


def _clients(connection: object, chance: random.Random) -> list[Client]:
    rows = connection.execute(  # type: ignore[attr-defined]
        text(
            "SELECT id, COALESCE(NULLIF(short_name, ''), full_name) FROM client"
            " WHERE deleted_at IS NULL ORDER BY id"
        )
    ).all()
    codes = chance.sample(range(ROOM), len(rows))
    found = [Client(number, edrpou(code), name) for (number, name), code in zip(rows, codes, strict=True)]
    for part in _parts(found):
        connection.execute(  # type: ignore[attr-defined]
            text("UPDATE client SET tax_code = :code WHERE id = :id"),
            [{"code": one.code, "id": one.id} for one in part],
        )
    return found


def _invoices(chance: random.Random, there: Sequence[Client], first: int, count: int) -> Iterator[Open]:
    for place in range(count):
        day = TODAY - timedelta(days=chance.randint(1, 50))
        yield Open(first + place, chance.choice(there), 100_000 + place, chance.choice(SUMS), day)


def _payments(
    chance: random.Random, waiting: Sequence[Open], count: int, share: float
) -> Iterator[tuple[tuple[object, ...], Truth]]:
    for place, one in enumerate(chance.sample(waiting, count), start=1):
        spoilt = chance.random() < share
        code = slipped(chance, one.client.code) if spoilt else one.client.code
        said = _purpose(chance, one, code, spoilt=spoilt)
        in_register = chance.random() < (0.3 if spoilt else 0.9)
        payer_code = code if in_register and code.isdigit() and len(code) in {8, 10} else ""
        name = _payer(chance, one.client.name)
        day = one.day + timedelta(days=min(chance.randint(0, 25), (TODAY - one.day).days))
        row = (place, UUID(int=place), day, one.kop, name, payer_code, said)
        yield row, Truth(place, one.client.id, (one.id,))


def _purpose(chance: random.Random, one: Open, code: str, *, spoilt: bool) -> str:
    number = f"{one.number}"
    if spoilt and chance.random() < 0.1:
        number = slipped(chance, number)
    forms = [
        f"Оплата за КЕП зг. рах. № {number} вiд {one.day:%d.%m.%Y}, код {code}",
        f"за послуги, ЄДРПОУ {code}, рахунок {number}",
        f"Сплата за лiцензiю, {code}, рах {number} вiд {one.day:%d.%m.%y}, без ПДВ",
        f"код {code}; оплата за обслуговування",
        f"за КЕП {code}",
        f"рах.№{number} за супровiд",
    ]
    return chance.choice(forms)


def _payer(chance: random.Random, name: str) -> str:
    if chance.random() < 0.05:
        return "Казначейство України"
    said = name.upper() if chance.random() < 0.6 else name
    if chance.random() < 0.3:
        said = slipped(chance, said, slips=1)
    return said


def slipped(chance: random.Random, said: str, slips: int | None = None) -> str:
    """One or two wrong, lost, swapped or look-alike signs; never the same text again."""
    spoilt = said
    while spoilt == said:
        for _slip in range(slips or chance.choice((1, 1, 1, 2))):
            place = chance.randrange(max(1, len(spoilt) - 1))
            sign = spoilt[place]
            kind = chance.choice(("wrong", "lost", "swapped", "alike"))
            if kind == "alike" and sign in LOOK_ALIKE:
                new = chance.choice(LOOK_ALIKE[sign])
                spoilt = spoilt[:place] + new + spoilt[place + 1 :]
            elif kind == "lost":
                spoilt = spoilt[:place] + spoilt[place + 1 :]
            elif kind == "swapped":
                spoilt = spoilt[:place] + spoilt[place : place + 2][::-1] + spoilt[place + 2 :]
            else:
                new = chance.choice("0123456789") if sign.isdigit() else chance.choice("абвгдежз")
                spoilt = spoilt[:place] + new + spoilt[place + 1 :]
    return spoilt


def _write_invoices(connection: object, own: int, rows: Sequence[Open]) -> None:
    same = {
        "kind": PaperKind.INVOICE, "state": PaperState.ISSUED, "own_entity_id": own, "year": 2026,
        "edition": 1, "contract": "", "note": "", "vat_kop": 0, "paid_kop": 0, "reason": "", "version": 1,
        "created_at": datetime(2026, 3, 1, tzinfo=UTC),
    }  # fmt: skip
    insert_rows(
        connection,  # type: ignore[arg-type]
        table_of(Paper),
        ("id", "uuid", "client_id", "number", "number_text", "day", "net_kop", "total_kop"),
        [
            (
                one.id,
                UUID(int=1_000_000_000 + one.id),
                one.client.id,
                one.number,
                str(one.number),
                one.day,
                one.kop,
                one.kop,
            )
            for one in rows
        ],
        **same,
    )


def _write_payments(connection: object, own: int, rows: Sequence[tuple[object, ...]]) -> None:
    same = {
        "own_entity_id": own, "allocated_kop": 0, "returned_kop": 0, "payer_iban": "", "document_number": "",
        "source": PaymentSource.BANK, "own_iban": "", "bank_id": "", "content_key": "", "reason": "",
        "created_at": datetime(2026, 3, 1, tzinfo=UTC),
    }  # fmt: skip
    names = ("id", "uuid", "day", "amount_kop", "payer", "payer_code", "purpose")
    insert_rows(connection, table_of(Payment), names, rows, **same)  # type: ignore[arg-type]


def _parts(rows: Sequence[object]) -> Iterator[Sequence[object]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
