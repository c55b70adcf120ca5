"""Which price holds on a day. A client kind's own price list goes before the one for all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from crm_tui.domain.kinds import ClientKind
from crm_tui.domain.papers import VatMode


@dataclass(frozen=True, slots=True)
class Price:
    """What a service costs from a day on; `price_kop` None: from then on it has no price in this list.

    `client_kind` None is the list for all. `with_vat`: the price holds the VAT (of a taxed one only).
    """

    client_kind: ClientKind | None
    valid_from: date
    price_kop: int | None
    vat: VatMode
    with_vat: bool


def price_on(prices: Iterable[Price], client_kind: ClientKind | None, day: date) -> Price | None:
    """The price of one service for a kind of client on a day; None when no list has one."""
    known = [one for one in prices if one.valid_from <= day]
    for kind in dict.fromkeys((client_kind, None)):
        last = max((one for one in known if one.client_kind is kind), key=_begins, default=None)
        if last is not None and last.price_kop is not None:
            return last
    return None


def _begins(price: Price) -> date:
    return price.valid_from
