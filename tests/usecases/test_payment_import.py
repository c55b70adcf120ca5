"""Files of banks taken in: each movement of money once, whatever file it comes in and however often."""

import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, func, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.exchange.bank_file import BankFile
from crm_tui.exchange.bank_reading import read_bank_file
from crm_tui.store import tables as t
from crm_tui.usecases import payment_import as imports
from crm_tui.usecases import payment_matching as matching
from crm_tui.usecases import payments
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.payment_run import take_in
from tests.conftest import Clock
from tests.factories import Make

DATA = Path(__file__).resolve().parents[1] / "data" / "bank"
PRIVAT = "constructed_privat24_business.csv"
REGISTER = "edrpou;name;sum;used_sum;date;credited_date;purpose;cert_until\r\n"


@pytest.fixture
def november(clock: Clock) -> None:
    """The day after the last row of the sample statement."""
    clock.now = datetime(2026, 11, 11, 9, tzinfo=ZoneInfo("Europe/Kyiv"))


@pytest.fixture
def firm(make: Make) -> t.OwnEntity:
    return make.own_entity(tax_code="99000011", iban="UA223052990000026001099000011")


@pytest.fixture
def accountant(office: Office, actors: dict[Role, Actor], november: None, firm: t.OwnEntity) -> Office:
    return office.as_actor(actors[Role.ACCOUNTANT])


def sample(name: str) -> BankFile:
    return read_bank_file(DATA / name)


def register(*lines: str) -> BankFile:
    return read_bank_file((REGISTER + "\r\n".join(lines)).encode("cp1251"), name="реєстр.csv")


def sums(office: Office) -> tuple[int, int]:
    with Session(office.store.engine) as session:
        asked = select(func.count(), func.coalesce(func.sum(t.Payment.amount_kop), 0))
        count, kop = session.exec(asked.where(col(t.Payment.reversed_at).is_(None))).one()
        return count, int(kop)


def test_the_same_money_out_of_three_kinds_of_files_is_there_once(accountant: Office) -> None:
    """The CSV and the DBF of one week hold the same ten rows, the CAMT some of them."""
    first = accountant.call(imports.import_payments, file=sample(PRIVAT))
    assert (first.rows, first.sum_kop, first.added, first.known, first.left_out) == (9, 1_254_650, 9, 0, 1)
    again = accountant.call(imports.import_payments, file=sample(PRIVAT))
    assert (again.added, again.known, again.changed) == (0, 9, 0)
    other = accountant.call(imports.import_payments, file=sample("constructed_clientbank.dbf"))
    assert (other.added, other.known) == (0, 9)
    third = accountant.call(imports.import_payments, file=sample("constructed_camt053.xml"))
    assert third.added == 0
    assert sums(accountant) == (9, 1_254_650)


def test_looking_first_tells_the_same_and_changes_nothing(accountant: Office) -> None:
    look = accountant.call(imports.look_at_payments, file=sample(PRIVAT))
    assert (look.id, look.added, sums(accountant)) == (None, 9, (0, 0))


def test_two_truly_equal_payments_of_a_day_both_stay(accountant: Office) -> None:
    line = "99001004;ТОВ Приклад;768,00;0,00;03.11.2026;03.11.2026;за КЕП;"
    assert accountant.call(imports.import_payments, file=register(line)).added == 1
    assert accountant.call(imports.import_payments, file=register(line, line)).added == 1
    assert accountant.call(imports.import_payments, file=register(line, line)).added == 0
    assert sums(accountant) == (2, 153_600)


def test_what_the_ca_says_later_of_a_payment_is_taken_and_logged(accountant: Office) -> None:
    words = "99001004;ТОВ Приклад;768,00;{used};03.11.2026;03.11.2026;за КЕП;{until}"
    accountant.call(imports.import_payments, file=register(words.format(used="0,00", until="")))
    later = register(words.format(used="768,00", until="03.11.2028"))
    told = accountant.call(imports.import_payments, file=later)
    assert (told.added, told.known, told.changed) == (0, 1, 1)
    assert accountant.call(imports.import_payments, file=later).changed == 0
    with Session(accountant.store.engine) as session:
        payment = session.exec(select(t.Payment)).one()
        assert (payment.used_kop, str(payment.cert_until), payment.own_entity_id) == (
            76_800,
            "2028-11-03",
            None,
        )
        logged = [
            json.loads(row.content)
            for row in session.exec(select(t.Audit)).all()
            if row.table_name == "payment" and row.change == "update"
        ]
        assert [entry["used_kop"] for entry in logged] == [[0, 76_800]]


def test_a_payment_typed_by_hand_is_known_by_the_number_of_the_banks_document(
    accountant: Office, make: Make, firm: t.OwnEntity
) -> None:
    make.payment(own_entity_id=firm.id, amount_kop=153_600, document_number="1045", day=date(2026, 11, 3))
    told = accountant.call(imports.import_payments, file=sample(PRIVAT))
    assert (told.added, told.known) == (8, 1)
    assert accountant.call(imports.import_payments, file=sample(PRIVAT)).known == 9


def test_a_reversed_payment_does_not_come_back_but_an_undone_file_does(accountant: Office) -> None:
    first = accountant.call(imports.import_payments, file=sample(PRIVAT))
    one = accountant.call(payments.list_payments).rows[0]
    accountant.call(payments.reverse_payment, payment_id=one.id, reason="не наша")
    assert accountant.call(imports.import_payments, file=sample(PRIVAT)).added == 0
    assert accountant.call(imports.undo_payment_import, import_id=first.id, reason="не той файл") == 8
    assert sums(accountant) == (0, 0)
    with pytest.raises(Refused, match="undone already"):
        accountant.call(imports.undo_payment_import, import_id=first.id, reason="знов")
    assert accountant.call(imports.import_payments, file=sample(PRIVAT)).added == 8
    newest, *_older = accountant.call(imports.list_payment_imports)
    assert (newest.added, newest.known, newest.undone_at) == (8, 1, None)


def test_a_file_of_a_strange_account_is_refused_whole(accountant: Office, make: Make) -> None:
    with Session(accountant.store.engine.execution_options(write=True)) as session, session.begin():
        for own in session.exec(select(t.OwnEntity)).all():
            own.iban, own.tax_code = None, "99000027"
            session.add(own)
    with pytest.raises(Refused, match=r"line 2.*none of our firms"):
        accountant.call(imports.import_payments, file=sample(PRIVAT))
    assert sums(accountant) == (0, 0)


def test_a_day_still_to_come_is_refused(accountant: Office) -> None:
    line = "99001004;ТОВ Приклад;768,00;0,00;03.12.2026;;за КЕП;"
    with pytest.raises(Refused, match=r"line 2: the day 03\.12\.2026 is still to come"):
        accountant.call(imports.import_payments, file=register(line))


def test_the_week_of_the_sample_finds_its_invoices(accountant: Office, make: Make, firm: t.OwnEntity) -> None:
    """The troubles of `domain/kep-orders.md`: what is clear is posted, each doubt waits with its reason."""
    clients = {
        code: make.client(name, tax_code=code)
        for code, name in (
            ("99001004", "ТОВ Приклад Один"),
            ("99001016", "ТОВ Приклад Два"),
            ("99001022", "ТОВ Приклад Три"),
            ("99001045", "Приклад-школа №1"),
            ("99001051", "ТОВ Приклад Пять"),
            ("3121212343", "ФОП Прикладенко Іван Іванович"),
        )
    }
    for code, number, kop in (
        ("99001004", 1287, 153_600),
        ("99001016", 1290, 285_000),
        ("3121212343", 1291, 76_800),
        ("99001022", 1279, 120_000),
        ("99001051", 1295, 153_600),
        ("99001045", 1300, 192_000),
    ):
        make.paper(
            clients[code],
            own_entity_id=firm.id,
            number=number,
            number_text=str(number),
            year=2026,
            day=date(2026, 11, 2),
            net_kop=kop,
            total_kop=kop,
        )
    done = take_in(accountant, sample(PRIVAT))
    assert done.posted is not None
    assert (done.imported.added, done.posted.posted, done.posted.failed) == (9, 6, ())
    waiting = {row.document_number: row for row in accountant.call(payments.list_payments, free=True).rows}
    assert set(waiting) == {"302", "113", "4"}, "a slip of a stranger, a second payment, no word at all"
    slip = accountant.call(matching.propose, payment_id=waiting["302"].id)
    assert slip.rows[0].client.id == clients["99001051"].id
