"""Kinds of КЕП sets: what is in them, what they cost, which documents they need (S48)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.errors import Refused
from crm_tui.domain.kep_sets import HolderKind, Payee
from crm_tui.domain.kinds import ClientKind
from crm_tui.domain.kyiv import today
from crm_tui.domain.permissions import Permission
from crm_tui.domain.prices import Price
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.kep_catalogue import shipped_kinds
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, KepSetKind, KepSetKindDocument, Service
from crm_tui.usecases.base import requires
from crm_tui.usecases.catalogue_fill import fill_catalogue
from crm_tui.usecases.parts.core import SERVICE, core, fetch, must, named
from crm_tui.usecases.parts.versions import refuse_stale
from crm_tui.usecases.prices import price_of
from crm_tui.usecases.shapes import Named

_KIND, _CA = core(KepSetKind), SERVICE.alias("ca")
MOST_DOCUMENTS = 30


@dataclass(frozen=True, slots=True)
class KepKindRow:
    """A kind of set; `months` 0: the last day is agreed each time."""

    id: int
    code: str
    name: str
    service_id: int
    months: int
    ca_service: Named | None
    holders: tuple[HolderKind, ...]
    documents: tuple[str, ...]
    prro: bool
    active: bool
    version: int


@dataclass(frozen=True, slots=True)
class KepPriceLine:
    """A line that a set of a kind costs; `price` None: no list has one for the day, as `missing` says."""

    payee: Payee
    service_id: int
    name: str
    unit: str
    price: Price | None
    missing: str = ""


_SELECT = select(
    *(_KIND.c[name] for name in ("id", "service_id", "ca_service_id", "holders", "prro", "version")),
    *(SERVICE.c[name] for name in ("code", "name", "period_months", "active")),
    _CA.c.name.label("ca_name"),
).select_from(
    _KIND.join(SERVICE, SERVICE.c.id == _KIND.c.service_id).outerjoin(_CA, _CA.c.id == _KIND.c.ca_service_id)
)


@requires(Permission.CLIENTS_CLIENT_READ)
def list_kep_kinds(unit: Unit, *, with_inactive: bool = False) -> tuple[KepKindRow, ...]:
    """All kinds, by name in Ukrainian order."""
    statement = _SELECT if with_inactive else _SELECT.where(SERVICE.c.active)
    rows = fetch(unit, statement.order_by(SERVICE.c.sort_key, _KIND.c.id))
    documents = _documents(unit)
    return tuple(_row(row, documents.get(row.id, ())) for row in rows)


@requires(Permission.CLIENTS_CLIENT_READ)
def show_kep_kind(unit: Unit, *, kind_id: int) -> KepKindRow:
    """One kind."""
    found = must(next(iter(fetch(unit, _SELECT.where(_KIND.c.id == kind_id))), None), _("kind"), kind_id)
    return _row(found, _documents(unit, kind_id).get(kind_id, ()))


@requires(Permission.CLIENTS_CLIENT_READ)
def kep_prices(
    unit: Unit, *, kind_id: int, client_id: int, day: date | None = None
) -> tuple[KepPriceLine, ...]:
    """What a set of this kind costs a client on a day (else today): the firm's line, then the CA's."""
    kind = must(unit.session.get(KepSetKind, kind_id), _("kind"), kind_id)
    client = must(unit.session.get(Client, client_id), _("client"), client_id)
    day = day or today(unit.now)
    lines = [_priced(unit, Payee.OWN, kind.service_id, client.kind, day)]
    if kind.ca_service_id is not None:
        lines.append(_priced(unit, Payee.CA, kind.ca_service_id, client.kind, day))
    return tuple(lines)


@requires(Permission.SERVICES_CATALOGUE_EDIT, writes=True)
def add_kep_kind(
    unit: Unit,
    *,
    service_id: int,
    ca_service_id: int | None = None,
    holders: tuple[HolderKind, ...],
    documents: tuple[str, ...] = (),
    prro: bool = False,
) -> KepKindRow:
    """Makes a kind of set of a service of the catalogue; Refused when there is one already."""
    service = must(unit.lock(Service, service_id), _("service"), service_id)
    known = select_rows(KepSetKind).where(col(KepSetKind.service_id) == service_id)
    if unit.session.exec(known).first() is not None:
        raise Refused(_("{service} is a kind of set already").format(service=service.name))
    values = _columns(unit, service_id, ca_service_id, holders)
    kind = unit.add(KepSetKind(service_id=service_id, prro=prro, **values))
    _put_documents(unit, kind.id or 0, documents)
    unit.notify("services", service_id)
    return show_kep_kind(unit, kind_id=kind.id or 0)


@requires(Permission.SERVICES_CATALOGUE_EDIT, writes=True)
def edit_kep_kind(
    unit: Unit,
    *,
    kind_id: int,
    version: int,
    ca_service_id: int | None,
    holders: tuple[HolderKind, ...],
    documents: tuple[str, ...],
    prro: bool,
) -> KepKindRow:
    """Changes a kind; issued sets keep their lines and checklists. Name and term are the service's."""
    kind = must(unit.lock(KepSetKind, kind_id), _("kind"), kind_id)
    values = _columns(unit, kind.service_id, ca_service_id, holders) | {"prro": prro}
    refuse_stale(unit, kind, opened=version, mine=values)
    unit.change(kind, **values)
    _put_documents(unit, kind_id, documents)
    unit.notify("services", kind.service_id)
    return show_kep_kind(unit, kind_id=kind_id)


@requires(Permission.SERVICES_CATALOGUE_EDIT, writes=True)
def fill_kep_kinds(unit: Unit) -> int:
    """Adds the shipped kinds (and services) that the office has not; how many kinds. What it has stays."""
    fill_catalogue(unit)
    services = {row.code: row.id for row in fetch(unit, select(SERVICE.c.id, SERVICE.c.code))}
    known = {row.service_id for row in fetch(unit, select(_KIND.c.service_id))}
    added = 0
    for one in shipped_kinds():
        if (service_id := services[one.service]) in known:
            continue
        add_kep_kind(
            unit,
            service_id=service_id,
            ca_service_id=services[one.ca] if one.ca else None,
            holders=one.holders,
            documents=one.documents,
            prro=one.prro,
        )
        added += 1
    return added


def _priced(unit: Unit, payee: Payee, service_id: int, kind: ClientKind, day: date) -> KepPriceLine:
    service = must(unit.session.get(Service, service_id), _("service"), service_id)
    try:
        price = price_of(unit, service_id=service_id, client_kind=kind, day=day)
    except Refused as missing:
        return KepPriceLine(payee, service_id, service.name, service.unit, None, str(missing))
    return KepPriceLine(payee, service_id, service.name, service.unit, price)


def _columns(
    unit: Unit, service_id: int, ca_service_id: int | None, holders: tuple[HolderKind, ...]
) -> dict[str, Any]:
    if not holders:
        raise Refused(_("Say whose certificates are in a set of this kind"))
    if ca_service_id is not None:
        must(unit.session.get(Service, ca_service_id), _("service"), ca_service_id)
        if ca_service_id == service_id:
            raise Refused(_("The CA's line must be another service than the firm's own"))
    return {"ca_service_id": ca_service_id, "holders": ",".join(holders)}


def _put_documents(unit: Unit, kind_id: int, names: tuple[str, ...]) -> None:
    wanted = [name for one in names if (name := clean(one).strip())]
    if len(wanted) > MOST_DOCUMENTS:
        raise Refused(_("A checklist has at most {n} documents").format(n=MOST_DOCUMENTS))
    statement = select_rows(KepSetKindDocument).where(col(KepSetKindDocument.kind_id) == kind_id)
    before = list(unit.session.exec(statement.order_by(col(KepSetKindDocument.place))))
    if [one.name for one in before] == wanted:
        return
    for one in before:
        unit.remove(one)
    for place, name in enumerate(wanted, 1):
        unit.add(KepSetKindDocument(kind_id=kind_id, place=place, name=name))


def _documents(unit: Unit, kind_id: int | None = None) -> dict[int, tuple[str, ...]]:
    table = core(KepSetKindDocument)
    statement = select(table.c.kind_id, table.c.name).order_by(table.c.kind_id, table.c.place)
    if kind_id is not None:
        statement = statement.where(table.c.kind_id == kind_id)
    found: dict[int, tuple[str, ...]] = {}
    for row in fetch(unit, statement):
        found[row.kind_id] = (*found.get(row.kind_id, ()), row.name)
    return found


def _row(row: Any, documents: tuple[str, ...]) -> KepKindRow:
    return KepKindRow(
        id=row.id,
        code=row.code,
        name=row.name,
        service_id=row.service_id,
        months=row.period_months,
        ca_service=named(row.ca_service_id, row.ca_name),
        holders=tuple(HolderKind(one) for one in row.holders.split(",") if one),
        documents=documents,
        prro=row.prro,
        active=row.active,
        version=row.version,
    )
