"""Price lists: what a service costs from a day on, for all or for a kind of client."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import ClientKind
from crm_tui.domain.kyiv import format_date, today
from crm_tui.domain.papers import VatMode
from crm_tui.domain.permissions import Permission
from crm_tui.domain.prices import Price, price_on
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Service, ServicePrice
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import EMPLOYEE, core, fetch, must, named
from crm_tui.usecases.shapes import Named

_PRICE = core(ServicePrice)
MOST_KOP = 10**12
"""Ten billion hryvnias: more is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One line of a price list; `now`: the price that holds today for its kind of client."""

    id: int
    service_id: int
    client_kind: ClientKind | None
    valid_from: date
    price_kop: int | None
    vat: VatMode
    with_vat: bool
    author: Named | None
    created_at: datetime
    now: bool


@requires(Permission.CLIENTS_CLIENT_READ)
def list_prices(unit: Unit, *, service_id: int) -> tuple[PriceRow, ...]:
    """All prices of a service: the list for all first, then by kind; the newest first."""
    must(unit.session.get(Service, service_id), _("service"), service_id)
    statement = (
        select(_PRICE, EMPLOYEE.c.full_name.label("author_name"))
        .select_from(_PRICE.outerjoin(EMPLOYEE, EMPLOYEE.c.id == _PRICE.c.author_id))
        .where(_PRICE.c.service_id == service_id)
        .order_by(_PRICE.c.client_kind, _PRICE.c.valid_from.desc())
    )
    rows, day = fetch(unit, statement), today(unit.now)
    latest: dict[str, int] = {}
    for row in rows:
        if row.valid_from <= day:
            latest.setdefault(row.client_kind, row.id)
    return tuple(_row(row, now=latest.get(row.client_kind) == row.id) for row in rows)


@requires(Permission.CLIENTS_CLIENT_READ)
def prices_now(
    unit: Unit, *, day: date | None = None, client_kind: ClientKind | None = None
) -> dict[int, Price]:
    """The price of every service that has one on a day (else today) for a kind of client, else for all."""
    day = day or today(unit.now)
    kinds = {"", client_kind or ""}
    statement = select(_PRICE).where(_PRICE.c.client_kind.in_(kinds), _PRICE.c.valid_from <= day)
    found: dict[int, list[Price]] = {}
    for row in fetch(unit, statement):
        found.setdefault(row.service_id, []).append(_price(row))
    every = {service: price_on(prices, client_kind, day) for service, prices in found.items()}
    return {service: price for service, price in every.items() if price is not None}


@requires(Permission.CLIENTS_CLIENT_READ)
def price_of(unit: Unit, *, service_id: int, client_kind: ClientKind | None, day: date) -> Price:
    """The price of a service for a kind of client on a day; Refused when no list has one."""
    service = must(unit.session.get(Service, service_id), _("service"), service_id)
    prices = [_price(row) for row in fetch(unit, select(_PRICE).where(_PRICE.c.service_id == service_id))]
    price = price_on(prices, client_kind, day)
    if price is None:
        text = _("{service} has no price on {day}: enter one in the price list, or type it on the paper")
        raise Refused(text.format(service=service.name, day=format_date(day)))
    return price


@requires(Permission.SERVICES_PRICE_EDIT, writes=True)
def set_price(
    unit: Unit,
    *,
    service_id: int,
    valid_from: date,
    price_kop: int | None,
    client_kind: ClientKind | None = None,
    vat: VatMode = VatMode.EXEMPT,
    with_vat: bool = True,
) -> PriceRow:
    """A price from a day on; None ends the list from that day. A price of the same day is replaced."""
    must(unit.lock(Service, service_id), _("service"), service_id)
    if price_kop is not None and not 0 <= price_kop <= MOST_KOP:
        raise Refused(_("A price is from 0 to 10 000 000 000 hryvnias"))
    with_vat = with_vat or vat is VatMode.EXEMPT
    known = unit.session.exec(
        select_rows(ServicePrice).where(
            col(ServicePrice.service_id) == service_id,
            col(ServicePrice.client_kind) == (client_kind or ""),
            col(ServicePrice.valid_from) == valid_from,
        )
    ).first()
    if known is not None:
        unit.change(known, price_kop=price_kop, vat=vat, with_vat=with_vat)
        return _told(unit, known)
    new = ServicePrice(service_id=service_id, client_kind=client_kind or "", valid_from=valid_from)
    new.price_kop, new.vat, new.with_vat = price_kop, vat, with_vat
    new.author_id, new.created_at = unit.actor.id, unit.now
    return _told(unit, unit.add(new))


@requires(Permission.SERVICES_PRICE_EDIT, writes=True)
def remove_price(unit: Unit, *, price_id: int) -> None:
    """Takes a line off a price list, as if it had never been; what papers say stays."""
    row = must(unit.session.get(ServicePrice, price_id), _("price"), price_id)
    service_id = row.service_id
    unit.remove(row)
    unit.notify("services", service_id)


def _told(unit: Unit, row: ServicePrice) -> PriceRow:
    unit.notify("services", row.service_id)
    return next(one for one in list_prices(unit, service_id=row.service_id) if one.id == row.id)


def _price(row: Row[Any]) -> Price:
    return Price(
        ClientKind(row.client_kind) if row.client_kind else None,
        row.valid_from,
        row.price_kop,
        row.vat,
        row.with_vat,
    )


def _row(row: Row[Any], *, now: bool) -> PriceRow:
    price = _price(row)
    return PriceRow(
        id=row.id,
        service_id=row.service_id,
        client_kind=price.client_kind,
        valid_from=price.valid_from,
        price_kop=price.price_kop,
        vat=price.vat,
        with_vat=price.with_vat,
        author=named(row.author_id, row.author_name),
        created_at=row.created_at,
        now=now,
    )
