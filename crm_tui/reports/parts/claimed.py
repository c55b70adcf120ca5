"""Money on the CA's account that nobody has posted: what the CA is asked to put right."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, true

from crm_tui.domain.periods import Period
from crm_tui.store.quick import connection_of
from crm_tui.store.rows import table_of
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, Payment

PAYMENT, CLIENT = table_of(Payment), table_of(Client)


@dataclass(frozen=True, slots=True)
class ClaimBehind:
    """The waiting payments of these days; `payment_id` wants one alone."""

    period: Period
    payment_id: int | None = None

    def condition(self) -> ColumnElement[bool]:
        """As SQL."""
        column = PAYMENT.c
        return and_(
            column.own_entity_id.is_(None),
            column.reversed_at.is_(None),
            column.advance_at.is_(None),
            column.allocated_kop + column.returned_kop < column.amount_kop,
            column.day.between(self.period.first, self.period.last),
            true() if self.payment_id is None else column.id == self.payment_id,
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """A payment of which `free_kop` waits; the client and the code it should have had, where known."""

    id: int
    day: date
    amount_kop: int
    free_kop: int
    payer: str
    payer_code: str
    document_number: str
    purpose: str
    client_id: int | None
    client: str
    client_code: str


def claimed(
    unit: Unit, behind: ClaimBehind, *, oldest_first: bool = False, offset: int = 0, limit: int | None = None
) -> list[Claim]:
    """The payments themselves, by their day."""
    column = PAYMENT.c
    statement: Select[Any] = (
        select(
            *(column.id, column.day, column.amount_kop, column.allocated_kop, column.returned_kop),
            *(column.payer, column.payer_code, column.document_number, column.purpose, column.client_id),
            func.coalesce(func.nullif(CLIENT.c.short_name, ""), CLIENT.c.full_name, "").label("client"),
            func.coalesce(CLIENT.c.tax_code, "").label("client_code"),
        )
        .select_from(PAYMENT.outerjoin(CLIENT, CLIENT.c.id == column.client_id))
        .where(behind.condition())
    )
    order = (column.day, column.id)
    statement = statement.order_by(*(order if oldest_first else (one.desc() for one in order)))
    if limit is not None:
        statement = statement.limit(limit).offset(offset)
    return [_claim(row) for row in connection_of(unit.session).execute(statement)]


def _claim(row: Row[Any]) -> Claim:
    same = ("id", "day", "amount_kop", "payer", "payer_code", "document_number", "purpose")
    return Claim(
        free_kop=row.amount_kop - row.allocated_kop - row.returned_kop,
        client_id=row.client_id,
        client=row.client,
        client_code=row.client_code,
        **{name: getattr(row, name) for name in same},
    )
