"""What a new set would be before it is issued: prices of the day, holders of the card, what it renews."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kep_sets import HolderKind, Payee
from crm_tui.domain.kinds import ClientKind
from crm_tui.domain.kyiv import today
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, KepSetKind
from crm_tui.usecases.base import requires
from crm_tui.usecases.kep_kinds import KepKindRow, KepPriceLine, kep_prices, list_kep_kinds
from crm_tui.usecases.parts.core import CLIENT_SERVICE, SERVICE, core, fetch, must
from crm_tui.usecases.parts.kep_holders import holders_known
from crm_tui.usecases.parts.kep_rows import KEP_SET, KepHolderRow

SOON_DAYS = 60
"""A term that ends within so many days is what a new set most likely renews."""
_FIRST_HOLDER = {
    ClientKind.SOLE_TRADER: HolderKind.SOLE_TRADER,
    ClientKind.PRIVATE_PERSON: HolderKind.PRIVATE_PERSON,
}


@dataclass(frozen=True, slots=True)
class Renewable:
    """A service of the client that certificates gave; `valid_to` None: it has no last day."""

    id: int
    service_id: int
    name: str
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class OfferedSet:
    """A set as it would be issued now; a price of None is missing, as its `missing` says."""

    kind: KepKindRow
    own: KepPriceLine
    ca: KepPriceLine | None
    holders: tuple[KepHolderRow, ...]
    renewable: tuple[Renewable, ...]
    renews_id: int | None


@requires(Permission.KEP_SET_READ)
def offer_set(unit: Unit, *, client_id: int, kind_id: int | None = None) -> OfferedSet:
    """What a set of a kind would be today; without a kind, of that of the client's last set, else the first
    one for clients of his kind. Refused while the office has no kinds."""
    client = must(unit.session.get(Client, client_id), _("client"), client_id)
    kind = _kind(unit, client, kind_id)
    own, *rest = kep_prices(unit, kind_id=kind.id, client_id=client_id)
    renewable = _renewable(unit, client_id)
    return OfferedSet(
        kind=kind,
        own=own,
        ca=rest[0] if rest and rest[0].payee is Payee.CA else None,
        holders=holders_known(client, kind.holders),
        renewable=renewable,
        renews_id=_renews(unit, renewable, kind),
    )


def _kind(unit: Unit, client: Client, kind_id: int | None) -> KepKindRow:
    kinds = list_kep_kinds(unit)
    if kind_id is None:
        last = select(KEP_SET.c.kind_id).where(KEP_SET.c.client_id == client.id)
        newest = fetch(unit, last.order_by(KEP_SET.c.issued_on.desc(), KEP_SET.c.id.desc()).limit(1))
        kind_id = newest[0].kind_id if newest else None
    known = next((one for one in kinds if one.id == kind_id), None)
    if known is not None:
        return known
    wanted = _FIRST_HOLDER.get(client.kind, HolderKind.HEAD)
    fitting = next((one for one in kinds if one.holders[:1] == (wanted,)), None)
    if fitting is None and not kinds:
        raise Refused(_("There are no kinds of sets yet: `crm-tui kep fill` brings the shipped ones"))
    return fitting or kinds[0]


def _renewable(unit: Unit, client_id: int) -> tuple[Renewable, ...]:
    kinds = core(KepSetKind)
    statement = (
        select(
            CLIENT_SERVICE.c.id,
            CLIENT_SERVICE.c.service_id,
            CLIENT_SERVICE.c.valid_to,
            SERVICE.c.name,
        )
        .select_from(
            CLIENT_SERVICE.join(SERVICE, SERVICE.c.id == CLIENT_SERVICE.c.service_id).join(
                kinds, kinds.c.service_id == SERVICE.c.id
            )
        )
        .where(CLIENT_SERVICE.c.client_id == client_id, CLIENT_SERVICE.c.ended_at.is_(None))
        .order_by(CLIENT_SERVICE.c.valid_to, CLIENT_SERVICE.c.id)
    )
    return tuple(Renewable(row.id, row.service_id, row.name, row.valid_to) for row in fetch(unit, statement))


def _renews(unit: Unit, renewable: tuple[Renewable, ...], kind: KepKindRow) -> int | None:
    """The one service of this kind that ends soon; with several of them nobody but a person can tell."""
    until = today(unit.now) + timedelta(days=SOON_DAYS)
    ending = [
        one.id
        for one in renewable
        if one.service_id == kind.service_id and one.valid_to is not None and one.valid_to <= until
    ]
    return ending[0] if len(ending) == 1 else None
