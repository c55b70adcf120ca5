"""Certificates that are kept give a set its term, issuer and holders (S53)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.certificates import CertificateKind
from crm_tui.domain.errors import Refused
from crm_tui.domain.kep_listed import holder_kind
from crm_tui.domain.kep_sets import HolderKind
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Certificate, KepSet
from crm_tui.usecases.base import requires
from crm_tui.usecases.kep_facts import generate_set
from crm_tui.usecases.parts.core import core, fetch, must
from crm_tui.usecases.parts.kep_hands import set_in_hand, told_set
from crm_tui.usecases.parts.kep_holders import put_holders
from crm_tui.usecases.parts.kep_rows import KEP_SET, KepHolderRow, KepSetCard

_KEPT = core(Certificate)


@dataclass(frozen=True, slots=True)
class CertificateTerm:
    """Certificates of a client that begin and end together: what a set is made of."""

    valid_from: date
    valid_to: date
    issuer: str
    holders: tuple[KepHolderRow, ...]
    certificates: int


@requires(Permission.KEP_SET_READ)
def terms_for_set(unit: Unit, *, set_id: int) -> tuple[CertificateTerm, ...]:
    """What of the client's kept certificates the set may be, the newest first: no other set has that term."""
    found = must(unit.session.get(KepSet, set_id), _("set of certificates"), set_id)
    return _terms(unit, found)


@requires(Permission.KEP_SET_GENERATE, writes=True)
def generate_from_certificates(
    unit: Unit,
    *,
    set_id: int,
    valid_from: date | None = None,
    day: date | None = None,
    by_id: int | None = None,
) -> KepSetCard:
    """As `generate_set`, with term, issuer and holders as they stand in the kept certificates.

    Refused when the client has none that is not another set's, and when he has several of them and
    `valid_from` does not say which.
    """
    found = set_in_hand(unit, set_id)
    terms = [one for one in _terms(unit, found) if valid_from in {None, one.valid_from}]
    if not terms:
        raise Refused(_("The client has no certificates that are not another set's: import them first"))
    if len(terms) > 1:
        known = ", ".join(format_date(one.valid_from) for one in terms)
        raise Refused(_("Several sets of certificates wait, from {days}: say which day").format(days=known))
    (term,) = terms
    generate_set(
        unit,
        set_id=set_id,
        valid_from=term.valid_from,
        valid_to=term.valid_to,
        day=day,
        by_id=by_id,
        issuer=term.issuer,
    )
    put_holders(unit, found, term.holders)
    return told_set(unit, found)


def _terms(unit: Unit, found: KepSet) -> tuple[CertificateTerm, ...]:
    taken = {
        (row.valid_from, row.valid_to)
        for row in fetch(
            unit,
            select(KEP_SET.c.valid_from, KEP_SET.c.valid_to).where(
                KEP_SET.c.client_id == found.client_id,
                KEP_SET.c.cancelled_on.is_(None),
                KEP_SET.c.valid_to.is_not(None),
            ),
        )
    }
    kept = unit.session.exec(
        select_rows(Certificate)
        .where(col(Certificate.client_id) == found.client_id)
        .order_by(col(Certificate.valid_from).desc(), col(Certificate.id))
    ).all()
    groups: dict[tuple[date, date], list[Certificate]] = {}
    for one in kept:
        groups.setdefault((one.valid_from, one.valid_to), []).append(one)
    return tuple(
        CertificateTerm(*term, group[0].issuer, _holders(group), len(group))
        for term, group in groups.items()
        if term not in taken
    )


def _holders(group: list[Certificate]) -> tuple[KepHolderRow, ...]:
    """Each holder once; of a seal's pair only the one for signing says that it is a seal."""
    found: dict[tuple[str, str], KepHolderRow] = {}
    for one in sorted(group, key=lambda one: one.kind is not CertificateKind.SEAL):
        kind = HolderKind.SEAL if one.kind is CertificateKind.SEAL else holder_kind(one.position)
        row = KepHolderRow(kind, one.holder, one.position, one.rnokpp)
        found.setdefault((one.holder, one.rnokpp), row)
    return tuple(found.values())
