"""A CA's list of certificates makes or completes sets: dates, registrar, storage (S53, S54).

Lines of one client and one term are one set. What the list told before changes nothing when it is told again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.certificates import CertificateStatus, CertificateUse
from crm_tui.domain.errors import Refused
from crm_tui.domain.kep_listed import holder_kind, months_of, named_person
from crm_tui.domain.kep_sets import HolderKind, Payee
from crm_tui.domain.kyiv import today
from crm_tui.domain.permissions import Permission
from crm_tui.exchange.certificate_list import ListedCertificate, in_sets
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, KepSet
from crm_tui.usecases.base import requires
from crm_tui.usecases.kep_kinds import KepKindRow, list_kep_kinds
from crm_tui.usecases.parts.certificate_clients import clients_by_code
from crm_tui.usecases.parts.core import EMPLOYEE, fetch
from crm_tui.usecases.parts.kep_hands import put_facts, tell_set
from crm_tui.usecases.parts.kep_holders import put_holders
from crm_tui.usecases.parts.kep_lines import KepLineFields, lines_on, put_set_lines
from crm_tui.usecases.parts.kep_rows import KepHolderRow
from crm_tui.usecases.parts.kep_terms import put_term

OPEN_DAYS = 400
"""A set that was issued longer ago is not the one whose certificates begin now."""


class ListedOutcome(StrEnum):
    """What became of the lines of one set."""

    SAME = "same"
    COMPLETED = "completed"
    MADE = "made"
    UNKNOWN = "unknown"
    """No card, or several, have the code."""
    NO_KIND = "no_kind"
    """The catalogue has no kind of set with these holders and this term."""
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class ListedSet:
    """The lines of one client and term, and what became of them."""

    lines: tuple[int, ...]
    tax_code: str
    holder: str
    valid_from: date
    valid_to: date
    outcome: ListedOutcome
    set_id: int | None = None
    said: str = ""


@requires(Permission.KEP_SET_GENERATE, writes=True)
def take_listed(unit: Unit, *, rows: tuple[ListedCertificate, ...]) -> tuple[ListedSet, ...]:
    """Makes or completes the sets of some lines, all or nothing; the lines of one set must come together."""
    return _take(unit, rows, write=True)


@requires(Permission.KEP_SET_GENERATE)
def try_listed(unit: Unit, *, rows: tuple[ListedCertificate, ...]) -> tuple[ListedSet, ...]:
    """What `take_listed` would do. Changes nothing."""
    return _take(unit, rows, write=False)


def _take(unit: Unit, rows: Sequence[ListedCertificate], *, write: bool) -> tuple[ListedSet, ...]:
    groups = in_sets(rows)
    clients = clients_by_code(unit, [group[0].tax_code for group in groups])
    people = [(row.id, row.full_name) for row in fetch(unit, select(EMPLOYEE.c.id, EMPLOYEE.c.full_name))]
    kinds = list_kep_kinds(unit)
    told = []
    for group in groups:
        first = group[0]
        ours = clients.get(first.tax_code, ())
        if not first.tax_code or len(ours) != 1:
            several = ", ".join(one.name for one in ours)
            said = _("several cards have this code: {names}").format(names=several) if ours else ""
            told.append(_told(group, ListedOutcome.UNKNOWN, said=said))
        else:
            told.append(_one(unit, group, ours[0].id, people, kinds, write=write))
    return tuple(told)


def _one(
    unit: Unit,
    group: tuple[ListedCertificate, ...],
    client_id: int,
    people: Sequence[tuple[int, str]],
    kinds: Sequence[KepKindRow],
    *,
    write: bool,
) -> ListedSet:
    first = group[0]
    valid_from, valid_to = _term(first)
    sets = _sets(unit, client_id, lock=write)
    if same := next((one for one in sets if (one.valid_from, one.valid_to) == (valid_from, valid_to)), None):
        return _told(group, ListedOutcome.SAME, same.id)
    if all(row.status is CertificateStatus.REVOKED for row in group):
        return _told(group, ListedOutcome.REVOKED)
    months = months_of(valid_from, valid_to)
    waiting = _waiting(sets, valid_from, months)
    if waiting is None:
        kind = _kind(kinds, _holder_kinds(group), months)
        if kind is None:
            holders = ", ".join(sorted(_holder_kinds(group)))
            said = _("no kind of set with {holders} for {n} months").format(holders=holders, n=months)
            return _told(group, ListedOutcome.NO_KIND, said=said)
        if not write:
            return _told(group, ListedOutcome.MADE)
        found = _make(unit, client_id, kind, group)
    elif not write:
        return _told(group, ListedOutcome.COMPLETED, waiting.id)
    else:
        found = waiting
    _complete(unit, found, group, people)
    return _told(group, ListedOutcome.COMPLETED if waiting is not None else ListedOutcome.MADE, found.id)


def _complete(
    unit: Unit, found: KepSet, group: tuple[ListedCertificate, ...], people: Sequence[tuple[int, str]]
) -> None:
    first = group[0]
    valid_from, valid_to = _term(first)
    registrar = named_person(first.registrar, people)
    storage = next((row.storage.value for row in group if row.storage is not None), "")
    made_on = min(valid_from, today(unit.now))
    values: dict[str, object] = {"generated_on": made_on, "generated_by_id": registrar}
    if found.ordered_on is None:
        values |= {"ordered_on": made_on, "ordered_by_id": registrar}
    put_facts(
        unit, found, **values, valid_from=valid_from, valid_to=valid_to, storage=found.storage or storage
    )
    put_holders(unit, found, _holders(group))
    put_term(unit, found)
    tell_set(unit, found)


def _make(unit: Unit, client_id: int, kind: KepKindRow, group: tuple[ListedCertificate, ...]) -> KepSet:
    valid_from, _last = _term(group[0])
    issued_on = min(valid_from, today(unit.now))
    found = unit.add(
        KepSet(
            client_id=client_id,
            kind_id=kind.id,
            kind_name=kind.name,
            months=kind.months,
            issued_on=issued_on,
            prro=kind.prro,
            note=_("From the CA's list"),
            created_at=unit.now,
        )
    )
    try:
        lines = lines_on(unit, kind.id, client_id, issued_on)
    except Refused:
        # What it cost then nobody can tell from the list; the sum is entered by hand.
        lines = (KepLineFields(Payee.OWN, kind.name, 0, service_id=kind.service_id),)
    put_set_lines(unit, found, lines)
    return found


def _sets(unit: Unit, client_id: int, *, lock: bool) -> list[KepSet]:
    if lock:
        # The client's row is where two who take in lists meet: the second sees what the first has made.
        unit.lock(Client, client_id)
    wanted = select_rows(KepSet).where(col(KepSet.client_id) == client_id, col(KepSet.cancelled_on).is_(None))
    return list(unit.session.exec(wanted.order_by(col(KepSet.issued_on), col(KepSet.id))).all())


def _waiting(sets: Sequence[KepSet], valid_from: date, months: int) -> KepSet | None:
    """The oldest set without certificates that these can be of: of the same term first."""
    near = [
        one
        for one in sets
        if one.generated_on is None
        and valid_from - timedelta(days=OPEN_DAYS) <= one.issued_on <= valid_from + timedelta(days=OPEN_DAYS)
    ]
    same = [one for one in near if one.months in {months, 0}]
    return next(iter(same), None)


def _kind(kinds: Sequence[KepKindRow], holders: frozenset[HolderKind], months: int) -> KepKindRow | None:
    fitting = [one for one in kinds if frozenset(one.holders) == holders and one.months == months]
    return next(iter(fitting), None)


def _holder_kinds(group: tuple[ListedCertificate, ...]) -> frozenset[HolderKind]:
    return frozenset(holder_kind(row.key_kind) for row in group)


def _holders(group: tuple[ListedCertificate, ...]) -> tuple[KepHolderRow, ...]:
    """Each holder once; the signing line tells of him."""
    found: dict[tuple[str, str], KepHolderRow] = {}
    for row in sorted(group, key=lambda one: one.use is CertificateUse.ENCRYPT):
        key = (row.holder, row.key_kind)
        found.setdefault(key, KepHolderRow(holder_kind(row.key_kind), row.holder, "", row.holder_code))
    return tuple(found.values())


def _term(row: ListedCertificate) -> tuple[date, date]:
    if row.valid_from is None or row.valid_to is None:
        raise Refused(_("line {n}: no term").format(n=row.line))
    return row.valid_from, row.valid_to


def _told(
    group: tuple[ListedCertificate, ...],
    outcome: ListedOutcome,
    set_id: int | None = None,
    said: str = "",
) -> ListedSet:
    first = group[0]
    valid_from, valid_to = _term(first)
    lines = tuple(row.line for row in group)
    return ListedSet(lines, first.tax_code, first.holder, valid_from, valid_to, outcome, set_id, said)
