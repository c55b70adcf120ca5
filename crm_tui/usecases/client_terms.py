"""Terms of a client's service: the next one, and all there were (S5)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import RenewalRule, TermSource
from crm_tui.domain.kyiv import format_date, today
from crm_tui.domain.permissions import Permission
from crm_tui.domain.renewals import ONE_DAY, Period, Renewed, renewed, term_start
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import ClientService, Service
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import CLIENT_SERVICE, EMPLOYEE, fetch, must, named
from crm_tui.usecases.parts.service_rows import SELECT_CLIENT_SERVICES, ClientServiceRow, client_service_row
from crm_tui.usecases.parts.term_rows import TERM, close_renewals, note_term
from crm_tui.usecases.shapes import Named


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term as it was told; `corrected`: a later line of the history put it right."""

    id: int
    valid_from: date | None
    valid_to: date | None
    source: TermSource
    note: str
    author: Named | None
    created_at: datetime
    corrected: bool


@requires(Permission.CLIENTS_CLIENT_READ)
def service_terms(unit: Unit, *, client_service_id: int) -> tuple[TermRow, ...]:
    """All terms of a client's service, the newest line first."""
    must(unit.session.get(ClientService, client_service_id), _("client's service"), client_service_id)
    statement = (
        select(TERM, EMPLOYEE.c.full_name.label("author_name"))
        .select_from(TERM.outerjoin(EMPLOYEE, EMPLOYEE.c.id == TERM.c.author_id))
        .where(TERM.c.client_service_id == client_service_id)
        .order_by(TERM.c.id.desc())
    )
    rows = fetch(unit, statement)
    corrected = {row.corrects_id for row in rows}
    return tuple(
        TermRow(
            id=row.id,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            source=row.source,
            note=row.note,
            author=named(row.author_id, row.author_name),
            created_at=row.created_at,
            corrected=row.id in corrected,
        )
        for row in rows
    )


@requires(Permission.CLIENTS_CLIENT_READ)
def next_term(unit: Unit, *, client_service_id: int, on: date | None = None) -> Renewed | None:
    """The term that an extension on a day (else today) gives; None: its last day must be agreed."""
    row = must(unit.session.get(ClientService, client_service_id), _("client's service"), client_service_id)
    service = must(unit.session.get(Service, row.service_id), _("service"), row.service_id)
    return _next(row, service, on or today(unit.now))


@requires(Permission.SERVICES_CLIENT_EDIT, writes=True)
def extend_client_service(
    unit: Unit,
    *,
    client_service_id: int,
    seen: date | None,
    until: date | None = None,
    on: date | None = None,
    source: TermSource = TermSource.TYPED,
    note: str = "",
) -> ClientServiceRow:
    """The next term: by the service's period and rule as of a day (else today), or until an agreed day.

    `seen` is the last day that the person saw: of two who extend at once the second is Refused. The renewal
    task of the term is done with it, in the same transaction.
    """
    row = must(unit.lock(ClientService, client_service_id), _("client's service"), client_service_id)
    service = must(unit.session.get(Service, row.service_id), _("service"), row.service_id)
    _refuse_extension(row, seen)
    term = _agreed(row, service, until, on or today(unit.now))
    follows = row.valid_to is not None and term.valid_from == row.valid_to + ONE_DAY
    since = row.valid_from if follows else term.valid_from
    unit.change(row, valid_from=since, valid_to=term.valid_to, anchor=term.anchor, source=source)
    note_term(unit, row, valid_from=term.valid_from, source=source, note=clean(note).strip())
    close_renewals(unit, client_service_id)
    unit.notify("clients", row.client_id)
    (found,) = fetch(unit, SELECT_CLIENT_SERVICES.where(CLIENT_SERVICE.c.id == row.id))
    return client_service_row(unit, found)


def _refuse_extension(row: ClientService, seen: date | None) -> None:
    if row.ended_at is not None:
        raise Refused(_("The client no longer has this service; give it to him anew"))
    if row.valid_to != seen:
        until = format_date(row.valid_to) if row.valid_to else _("without an end")
        raise Refused(
            _("Another person changed the term meanwhile: it now runs until {day}").format(day=until)
        )


def _next(row: ClientService, service: Service, on: date) -> Renewed | None:
    period = Period(service.period_months, service.period_days)
    if not (service.has_term and period.given and service.renewal is not RenewalRule.NONE):
        return None
    return renewed(anchor=row.anchor, valid_to=row.valid_to, period=period, rule=service.renewal, on=on)


def _agreed(row: ClientService, service: Service, until: date | None, on: date) -> Renewed:
    """The term to be written: the agreed last day goes before the rule's; Refused when there is neither."""
    term = _next(row, service, on)
    if until is None:
        if term is None:
            raise Refused(_("{service}: say the last day, it has no period").format(service=service.name))
        return term
    if row.valid_to is not None and until <= row.valid_to:
        text = _("The term runs until {day} already; a shorter one is put right by editing")
        raise Refused(text.format(day=format_date(row.valid_to)))
    start = term_start(row.valid_to, service.renewal, on)
    if until < start:
        raise Refused(_("A term cannot end before it begins"))
    return Renewed(start, until, term.anchor if term else row.anchor or start)
