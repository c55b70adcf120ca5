"""Money out of a bank's file or a CA's register: each movement once, all of a file or nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import col, select

from crm_tui.domain.bank_row import BankRow
from crm_tui.domain.errors import Refused
from crm_tui.domain.iban import read_iban
from crm_tui.domain.kinds import PaymentSource
from crm_tui.domain.kyiv import today
from crm_tui.domain.permissions import Permission
from crm_tui.exchange.bank_file import BankFile
from crm_tui.i18n import _
from crm_tui.store.bulk import add_many, next_ids, ordered_uuids
from crm_tui.store.scope import Unit
from crm_tui.store.tables import OwnEntity, Payment, PaymentImport
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import EMPLOYEE, core, fetch, must, named
from crm_tui.usecases.parts.match_posting import take_back
from crm_tui.usecases.parts.money_moves import said_why
from crm_tui.usecases.parts.paper_rows import OWN
from crm_tui.usecases.parts.payment_same import Known, Sorted, sort_rows
from crm_tui.usecases.shapes import Named

HRYVNIA = "UAH"
_IMPORT = core(PaymentImport)


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file brought, in rows and kopiykas; `rows` is the money that came in hryvnias.

    `changed` are known payments of which the CA says something else now; `left_out` is what went out and what
    came in other currencies. `id` is None when it was only looked at.
    """

    id: int | None
    name: str
    rows: int
    sum_kop: int
    added: int
    added_sum_kop: int
    known: int
    changed: int
    left_out: int


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A file that was taken in."""

    id: int
    name: str
    own_entity: Named | None
    rows: int
    sum_kop: int
    added: int
    added_sum_kop: int
    known: int
    changed: int
    author: Named | None
    at: datetime
    undone_at: datetime | None


@requires(Permission.PAYMENTS_PAYMENT_READ)
def look_at_payments(unit: Unit, *, file: BankFile, own_entity_id: int | None = None) -> Imported:
    """What `import_payments` would do. Changes nothing."""
    rows, left_out = _wanted(unit, file, own_entity_id)
    return _told(None, file, rows, sort_rows(unit, rows), left_out)


@requires(Permission.PAYMENTS_PAYMENT_READ)
def names_no_account(unit: Unit, *, file: BankFile) -> bool:
    """Whether a row of a file does not tell to which own firm the money came."""
    if file.register:
        return False
    own_of = _own_of(unit)
    return any(own_of(row) is None for row in file.rows if row.incoming and row.currency == HRYVNIA)


@requires(Permission.PAYMENTS_PAYMENT_WRITE, writes=True)
def import_payments(unit: Unit, *, file: BankFile, own_entity_id: int | None = None) -> Imported:
    """Takes in the money that came: what is known already changes nothing but what a CA says of its use.

    `own_entity_id` is for files that do not name the account of an own firm. Refused, and nothing is changed:
    a file with a line that could not be read, an account of none of the own firms, a day still to come.
    """
    # Held, so that the same file taken in by two at once is there once.
    unit.session.exec(select(OwnEntity.id).order_by(col(OwnEntity.id)).with_for_update()).all()
    rows, left_out = _wanted(unit, file, own_entity_id)
    found = sort_rows(unit, rows)
    told = _told(None, file, rows, found, left_out)
    book = unit.add(
        PaymentImport(
            name=file.name,
            sha256=file.content_hash,
            own_entity_id=own_entity_id,
            rows=told.rows,
            sum_kop=told.sum_kop,
            added=told.added,
            added_sum_kop=told.added_sum_kop,
            known=told.known,
            changed=told.changed,
            author_id=unit.actor.id,
            at=unit.now,
        )
    )
    _add(unit, file, book.id or 0, found)
    for row, known, key in found.known:
        _renew(unit, row, known, key)
    unit.notify("payments")
    return _told(book.id, file, rows, found, left_out)


@requires(Permission.PAYMENTS_PAYMENT_WRITE, writes=True)
def undo_payment_import(unit: Unit, *, import_id: int, reason: str) -> int:
    """Takes a whole file back: its payments and all that was posted of them count no more; how many."""
    book = must(unit.lock(PaymentImport, import_id), _("import"), import_id)
    if book.undone_at is not None:
        raise Refused(_("This was undone already"))
    words = said_why(reason)
    wanted = select(Payment.id).where(col(Payment.import_id) == import_id, col(Payment.reversed_at).is_(None))
    numbers = unit.session.exec(wanted.order_by(col(Payment.id))).all()
    for number in numbers:
        payment = take_back(unit, number or 0, words)
        # The same file may be taken in anew, and what it brings is new then.
        unit.change(payment, content_key="", bank_id="")
    unit.change(book, undone_at=unit.now, undone_by_id=unit.actor.id)
    return len(numbers)


@requires(Permission.PAYMENTS_PAYMENT_READ)
def list_payment_imports(unit: Unit, *, limit: int = 50) -> tuple[ImportRow, ...]:
    """The files that were taken in, the newest first."""
    statement = (
        select_columns(_IMPORT, OWN.c.short_name.label("own_name"), EMPLOYEE.c.full_name.label("author_name"))
        .select_from(
            _IMPORT.outerjoin(OWN, OWN.c.id == _IMPORT.c.own_entity_id).outerjoin(
                EMPLOYEE, EMPLOYEE.c.id == _IMPORT.c.author_id
            )
        )
        .order_by(_IMPORT.c.at.desc(), _IMPORT.c.id.desc())
        .limit(limit)
    )
    same = ("id", "name", "rows", "sum_kop", "added", "added_sum_kop", "known", "changed", "at", "undone_at")
    return tuple(
        ImportRow(
            own_entity=named(row.own_entity_id, row.own_name),
            author=named(row.author_id, row.author_name),
            **{name: getattr(row, name) for name in same},
        )
        for row in fetch(unit, statement)
    )


def _wanted(
    unit: Unit, file: BankFile, own_entity_id: int | None
) -> tuple[list[tuple[BankRow, int | None]], int]:
    """The money that came in hryvnias, each row with its own firm, and how many rows are not of it."""
    if own_entity_id is not None:
        must(unit.session.get(OwnEntity, own_entity_id), _("own firm"), own_entity_id)
    own_of = _own_of(unit)
    last, rows, left_out = today(unit.now), [], 0
    for row in file.checked():
        if not row.incoming or row.currency != HRYVNIA:
            left_out += 1
            continue
        if row.day > last:
            said = _("{file}, line {line}: the day {day} is still to come")
            raise Refused(said.format(file=file.name, line=row.line, day=row.day.strftime("%d.%m.%Y")))
        own = own_of(row) or own_entity_id
        if own is None and not file.register:
            said = _(
                "{file}, line {line}: account {account} is of none of our firms; say which it came to (--own)"
            )
            account = row.own_iban or row.own_code or _("not named")
            raise Refused(said.format(file=file.name, line=row.line, account=account))
        rows.append((row, own))
    return rows, left_out


def _own_of(unit: Unit) -> Callable[[BankRow], int | None]:
    """To which own firm a row says that the money came: by its account, else by its code."""
    firms = unit.session.exec(select(OwnEntity).order_by(col(OwnEntity.id))).all()
    of_iban = {read_iban(firm.iban): firm.id for firm in firms if firm.iban}
    of_code = {firm.tax_code: firm.id for firm in firms if firm.active}
    return lambda row: of_iban.get(row.own_iban) or of_code.get(row.own_code)


def _told(
    import_id: int | None,
    file: BankFile,
    rows: Sequence[tuple[BankRow, int | None]],
    found: Sorted,
    left_out: int,
) -> Imported:
    return Imported(
        id=import_id,
        name=file.name,
        rows=len(rows),
        sum_kop=sum(row.amount_kop for row, _own in rows),
        added=len(found.new),
        added_sum_kop=sum(row.amount_kop for row, _own, _key in found.new),
        known=len(found.known),
        changed=sum(1 for row, known, _key in found.known if _news(row, known)),
        left_out=left_out,
    )


_COLUMNS = (
    *("id", "uuid", "own_entity_id", "day", "amount_kop", "payer", "payer_code", "payer_iban"),
    *("document_number", "purpose", "own_iban", "bank_id", "content_key", "credited_on", "used_kop"),
    *("cert_until", "line"),
)


def _add(unit: Unit, file: BankFile, import_id: int, found: Sorted) -> None:
    ids = next_ids(unit, Payment, len(found.new))
    uuids = ordered_uuids(unit.now, len(found.new))
    add_many(
        unit,
        Payment,
        _COLUMNS,
        [
            (number, uuid, *_columns(row, own, key))
            for number, uuid, (row, own, key) in zip(ids, uuids, found.new, strict=True)
        ],
        source=PaymentSource.CA if file.register else PaymentSource.BANK,
        import_id=import_id,
        author_id=unit.actor.id,
        created_at=unit.now,
    )


def _columns(row: BankRow, own: int | None, key: str) -> Iterator[Any]:
    yield from (own, row.day, row.amount_kop, row.payer, row.payer_code, row.payer_iban)
    yield from (row.document_number, row.purpose, row.own_iban, row.bank_id, key)
    yield from (row.credited_on, row.used_kop, row.cert_until, row.line)


def _news(row: BankRow, known: Known) -> dict[str, Any]:
    """What the CA says now of a payment that is known; a statement of a bank says nothing of it."""
    said = {"credited_on": row.credited_on, "used_kop": row.used_kop, "cert_until": row.cert_until}
    return {
        name: value for name, value in said.items() if value is not None and value != getattr(known, name)
    }


def _renew(unit: Unit, row: BankRow, known: Known, key: str) -> None:
    values = _news(row, known)
    if row.bank_id and not known.bank_id:
        values["bank_id"] = row.bank_id
    if not known.content_key:
        values["content_key"] = key
    if values:
        payment = must(unit.session.get(Payment, known.id), _("payment"), known.id)
        unit.change(payment, **values)
        unit.notify("payments", known.id)
