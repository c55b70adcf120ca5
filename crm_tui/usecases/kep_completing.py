"""Sets that waited for their certificates are completed when these are taken in (S53)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from crm_tui.domain.kep_listed import months_of
from crm_tui.domain.kep_sets import HolderKind, kep_ref
from crm_tui.domain.kyiv import today
from crm_tui.domain.permissions import Permission
from crm_tui.store.bulk import find_many
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Certificate, Client, KepHolder, KepSet
from crm_tui.usecases.base import requires
from crm_tui.usecases.kep_certificates import CertificateTerm, terms_for_set
from crm_tui.usecases.parts.kep_generated import put_generated
from crm_tui.usecases.parts.kep_hands import tell_set
from crm_tui.usecases.parts.kep_holders import put_holders
from crm_tui.usecases.parts.kep_rows import set_holders
from crm_tui.usecases.shapes import Named

BEFORE_DAYS = 31
"""Certificates that began longer before the set was issued are of an older one: archives are read too."""
AFTER_DAYS = 400
_PEOPLE = {HolderKind.SOLE_TRADER, HolderKind.PRIVATE_PERSON, HolderKind.EMPLOYEE}
"""A certificate does not tell these apart."""


@dataclass(frozen=True, slots=True)
class CompletedSet:
    """A set that has its term and holders from certificates now."""

    id: int
    ref: str
    client: Named
    valid_from: date
    valid_to: date
    holders: tuple[str, ...]


@requires(Permission.KEP_SET_GENERATE, writes=True)
def complete_waiting_sets(unit: Unit, *, sha256s: tuple[str, ...]) -> tuple[CompletedSet, ...]:
    """Completes the sets that wait for these certificates, which are kept already.

    A set is completed only when nobody could choose otherwise: it is the one set of its client, and they the
    one term, that fit each other in months, in how many holders there are, and in who they are.
    """
    clients = {
        client_id
        for _sha256, client_id in find_many(unit, Certificate, "sha256", sha256s, give=("client_id",))
        if client_id is not None
    }
    done = []
    for client_id in sorted(_that_wait(unit, clients)):
        # The client's row is where two who take in certificates meet.
        client = unit.lock(Client, client_id)
        if client is None:
            continue
        pairs = [(one, term) for one in _waiting(unit, client_id) for term in _fitting(unit, one)]
        if len(pairs) == 1:
            done.append(_complete(unit, client, *pairs[0]))
    return tuple(done)


def _that_wait(unit: Unit, clients: Iterable[int]) -> set[int]:
    give = ("generated_on", "cancelled_on")
    found = find_many(unit, KepSet, "client_id", sorted(clients), give=give)
    return {client_id for client_id, generated, cancelled in found if generated is None and cancelled is None}


def _waiting(unit: Unit, client_id: int) -> Sequence[KepSet]:
    wanted = select(KepSet).where(
        col(KepSet.client_id) == client_id,
        col(KepSet.generated_on).is_(None),
        col(KepSet.cancelled_on).is_(None),
    )
    return unit.session.exec(wanted.order_by(col(KepSet.id))).all()


def _fitting(unit: Unit, found: KepSet) -> list[CertificateTerm]:
    holders = set_holders(unit, found.id or 0)
    return [
        term
        for term in terms_for_set(unit, set_id=found.id or 0)
        if months_of(term.valid_from, term.valid_to) == found.months
        and -BEFORE_DAYS <= (term.valid_from - found.issued_on).days <= AFTER_DAYS
        and _same_people(holders, term)
    ]


def _same_people(holders: Sequence[KepHolder], term: CertificateTerm) -> bool:
    wanted, there = [one.kind for one in holders], [one.kind for one in term.holders]
    if not wanted:
        return True
    if len(wanted) != len(there) or wanted.count(HolderKind.SEAL) != there.count(HolderKind.SEAL):
        return False
    return set(there) - _PEOPLE <= set(wanted)


def _complete(unit: Unit, client: Client, found: KepSet, term: CertificateTerm) -> CompletedSet:
    put_generated(
        unit,
        found,
        valid_from=term.valid_from,
        valid_to=term.valid_to,
        day=min(term.valid_from, today(unit.now)),
        by_id=unit.actor.id,
        issuer=term.issuer,
    )
    put_holders(unit, found, term.holders)
    tell_set(unit, found)
    return CompletedSet(
        id=found.id or 0,
        ref=kep_ref(found.id or 0),
        client=Named(client.id or 0, client.short_name or client.full_name),
        valid_from=term.valid_from,
        valid_to=term.valid_to,
        holders=tuple(one.name for one in term.holders),
    )
