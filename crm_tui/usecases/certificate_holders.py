"""Holders of kept certificates whom no card knows, and cards made of what these tell (S3, S17)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import select
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.certificate_offer import ClientOffer, Offering, offer_of
from crm_tui.domain.errors import NotFound, Refused
from crm_tui.domain.permissions import Permission
from crm_tui.domain.tax_code import read_tax_code
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Certificate
from crm_tui.usecases.base import requires
from crm_tui.usecases.client_fill import add_from_offer
from crm_tui.usecases.parts.certificate_clients import attach_open, clients_by_code
from crm_tui.usecases.parts.certificate_rows import CERTIFICATE
from crm_tui.usecases.parts.core import fetch
from crm_tui.usecases.shapes import Named

LONGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class UnknownHolder:
    """What certificates tell of their owner, whom no card knows; `certificates`: how many are kept."""

    offer: ClientOffer
    certificates: int


@dataclass(frozen=True, slots=True)
class HolderPage:
    """Unknown holders in the order of their codes; `after` is where the next page begins."""

    rows: tuple[UnknownHolder, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Adopted:
    """The card that certificates have now; `made` False: there was one already, and it got them."""

    client: Named
    tax_code: str
    certificates: int
    made: bool


@requires(Permission.KEP_CERTIFICATE_READ)
def unknown_holders(unit: Unit, *, after: str = "", limit: int = 100) -> HolderPage:
    """A page of codes of kept certificates that no card has; what a person detached is not offered."""
    limit = max(1, min(limit, LONGEST_PAGE))
    waiting = (
        select(CERTIFICATE.c.tax_code)
        .where(CERTIFICATE.c.client_id.is_(None), CERTIFICATE.c.by_hand.is_(False))
        .where(CERTIFICATE.c.tax_code > after)
        .distinct()
        .order_by(CERTIFICATE.c.tax_code)
        .limit(limit + 1)
    )
    found = [row.tax_code for row in fetch(unit, waiting)]
    codes = found[:limit]
    known = clients_by_code(unit, codes)
    by_code: dict[str, list[Certificate]] = {code: [] for code in codes if code not in known}
    for one in _waiting(unit, list(by_code)):
        by_code[one.tax_code].append(one)
    rows = [
        UnknownHolder(offer, len(kept))
        for code, kept in by_code.items()
        if (offer := offer_of(code, cast("list[Offering]", kept))) is not None
    ]
    return HolderPage(tuple(rows), codes[-1] if len(found) > limit else None)


@requires(Permission.CLIENTS_CLIENT_EDIT, writes=True)
def adopt_holder(unit: Unit, *, tax_code: str) -> Adopted:
    """A card for the owner of kept certificates; one that is there already gets them, its fields stay.

    Refused when several cards have the code; NotFound when no certificate, or no name in them, is there.
    """
    code = read_tax_code(tax_code).code
    kept = _waiting(unit, [code] if code else [])
    if not kept:
        raise NotFound(_("no certificate of an unknown client has the code {code}").format(code=tax_code))
    # The first of them is where two who adopt the same holder meet: the second finds the card of the first.
    unit.lock(Certificate, kept[0].id)
    clients = clients_by_code(unit, [code]).get(code, [])
    if len(clients) > 1:
        names = ", ".join(f"#{one.id} {one.name}" for one in clients)
        raise Refused(_("several clients have the code {code}: {choices}").format(code=code, choices=names))
    if clients:
        return Adopted(clients[0], code, attach_open(unit, [code]), made=False)
    offer = offer_of(code, cast("list[Offering]", kept))
    if offer is None or not offer.full_name:
        raise NotFound(_("the certificates of {code} tell no name: make the card by hand").format(code=code))
    saved = add_from_offer(unit, offer=offer)
    return Adopted(Named(saved.id, offer.full_name), code, len(kept), made=True)


def _waiting(unit: Unit, codes: Sequence[str]) -> list[Certificate]:
    if not codes:
        return []
    wanted = select_rows(Certificate).where(
        col(Certificate.tax_code).in_(codes),
        col(Certificate.client_id).is_(None),
        col(Certificate.by_hand).is_(False),
    )
    return list(unit.session.exec(wanted.order_by(col(Certificate.tax_code), col(Certificate.id))).all())
