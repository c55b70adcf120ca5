"""What a set costs: lines at the prices of the day, copied, with their sums."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm_tui.domain.errors import Refused
from crm_tui.domain.kep_sets import Payee
from crm_tui.domain.papers import VatMode, line_sums, vat_mode
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import KepSet, KepSetLine, OwnEntity
from crm_tui.usecases.kep_kinds import kep_prices
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.kep_rows import set_lines

MOST_LINES, MOST_KOP = 20, 10**10


@dataclass(frozen=True, slots=True)
class KepLineFields:
    """A line as a form holds it."""

    payee: Payee
    name: str
    price_kop: int
    unit: str = "компл."
    vat: VatMode = VatMode.EXEMPT
    includes_vat: bool = True
    service_id: int | None = None


def lines_on(unit: Unit, kind_id: int, client_id: int, day: date) -> tuple[KepLineFields, ...]:
    """The lines at the prices of a day; Refused without the firm's own price. Without the CA's: no line."""
    found = []
    for one in kep_prices(unit, kind_id=kind_id, client_id=client_id, day=day):
        if one.price is None or one.price.price_kop is None:
            if one.payee is Payee.OWN:
                raise Refused(one.missing)
            continue
        price = one.price
        found.append(
            KepLineFields(
                one.payee,
                one.name,
                price.price_kop or 0,
                one.unit,
                price.vat,
                price.with_vat,
                one.service_id,
            )
        )
    return tuple(found)


def put_set_lines(unit: Unit, found: KepSet, lines: tuple[KepLineFields, ...]) -> None:
    """Writes the lines of a set in the place of those it had, and its sums."""
    if not lines:
        raise Refused(_("A set has at least one line"))
    if len(lines) > MOST_LINES:
        raise Refused(_("A set has at most {n} lines").format(n=MOST_LINES))
    pays_vat = found.own_entity_id is not None and _firm(unit, found.own_entity_id).vat_payer
    for old in set_lines(unit, found.id or 0):
        unit.remove(old)
    sums = {Payee.OWN: 0, Payee.CA: 0}
    for place, line in enumerate(lines, 1):
        name = clean(line.name).strip()
        if not name:
            raise Refused(_("line {n}: say what is sold").format(n=place))
        if not 0 <= line.price_kop <= MOST_KOP:
            raise Refused(_("line {n}: a price is from 0 to 100 000 000 hryvnias").format(n=place))
        vat = vat_mode(line.vat, seller_pays_vat=pays_vat)
        total = line_sums(Decimal(1), line.price_kop, vat, includes_vat=line.includes_vat).total_kop
        sums[line.payee] += total
        unit.add(
            KepSetLine(
                set_id=found.id or 0,
                place=place,
                payee=line.payee,
                service_id=line.service_id,
                name=name,
                unit=clean(line.unit).strip() or "компл.",
                price_kop=line.price_kop,
                vat=vat,
                includes_vat=line.includes_vat,
                total_kop=total,
            )
        )
    own, ca = sums[Payee.OWN], sums[Payee.CA]
    unit.change(found, own_kop=own, ca_kop=ca, total_kop=own + ca)


def _firm(unit: Unit, own_entity_id: int) -> OwnEntity:
    return must(unit.session.get(OwnEntity, own_entity_id), _("own firm"), own_entity_id)
