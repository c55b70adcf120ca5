"""What a client has of the catalogue: its term and the manager responsible for it (S5, S6, S16)."""

from datetime import date

from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.domain.errors import HasAlready, Refused, TakenByAnother
from crm_tui.domain.kinds import TermSource
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.permissions import Permission
from crm_tui.domain.text import clean_multiline
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, ClientService, Employee, Service
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import CLIENT_SERVICE, fetch, must
from crm_tui.usecases.parts.me import my_id
from crm_tui.usecases.parts.service_rows import (
    IN_ORDER,
    SELECT_CLIENT_SERVICES,
    ClientServiceRow,
    client_service_row,
)
from crm_tui.usecases.parts.term_rows import close_renewals, first_end, last_term, move_renewals, note_term
from crm_tui.usecases.parts.versions import refuse_stale

__all__ = [
    "ClientServiceRow",
    "add_client_service",
    "claim_service",
    "edit_client_service",
    "end_client_service",
    "list_client_services",
    "reassign_manager",
    "services_of_manager",
    "show_client_service",
]


@requires(Permission.CLIENTS_CLIENT_READ)
def list_client_services(
    unit: Unit, *, client_id: int, with_ended: bool = False
) -> tuple[ClientServiceRow, ...]:
    """A client's services, the soonest to end first."""
    statement = SELECT_CLIENT_SERVICES.where(CLIENT_SERVICE.c.client_id == client_id)
    if not with_ended:
        statement = statement.where(CLIENT_SERVICE.c.ended_at.is_(None))
    return tuple(client_service_row(unit, row) for row in fetch(unit, statement.order_by(*IN_ORDER)))


@requires(Permission.CLIENTS_CLIENT_READ)
def show_client_service(unit: Unit, *, client_service_id: int) -> ClientServiceRow:
    """One service of a client."""
    found = fetch(unit, SELECT_CLIENT_SERVICES.where(CLIENT_SERVICE.c.id == client_service_id))
    return client_service_row(unit, must(next(iter(found), None), _("client's service"), client_service_id))


@requires(Permission.CLIENTS_CLIENT_READ)
def services_of_manager(
    unit: Unit, *, manager_id: int | None = None, limit: int = 200
) -> tuple[ClientServiceRow, ...]:
    """The live services a manager (else the actor) answers for, the soonest to end first."""
    manager_id = manager_id if manager_id is not None else my_id(unit)
    statement = SELECT_CLIENT_SERVICES.where(
        CLIENT_SERVICE.c.manager_id == manager_id, CLIENT_SERVICE.c.ended_at.is_(None)
    )
    ordered = statement.order_by(*IN_ORDER).limit(min(limit, 200))
    return tuple(client_service_row(unit, row) for row in fetch(unit, ordered))


@requires(Permission.SERVICES_CLIENT_EDIT, writes=True)
def add_client_service(
    unit: Unit,
    *,
    client_id: int,
    service_id: int,
    valid_from: date | None = None,
    valid_to: date | None = None,
    note: str = "",
    source: TermSource = TermSource.TYPED,
    one_more: bool = False,
) -> ClientServiceRow:
    """Gives a client a service for a term (Kyiv dates, both ends in); who answers for it comes by a claim.

    Without a last day the term is as long as the service's period. HasAlready when he has it and it is not
    said to be one more of the same: mostly it is the old one that is to be extended.
    """
    _refuse_order(valid_from, valid_to)
    must(unit.lock(Client, client_id), _("client"), client_id)
    service = must(unit.session.get(Service, service_id), _("service"), service_id)
    if not one_more:
        _refuse_second(unit, client_id, service)
    if valid_to is None and valid_from is not None:
        valid_to = first_end(service, valid_from)
    row = ClientService(client_id=client_id, service_id=service_id, created_at=unit.now, source=source)
    row.valid_from, row.valid_to, row.note = valid_from, valid_to, clean_multiline(note).strip()
    row.anchor = valid_from
    unit.add(row)
    if valid_from is not None or valid_to is not None:
        note_term(unit, row, valid_from=valid_from, source=source)
    return _told(unit, row)


@requires(Permission.SERVICES_CLIENT_EDIT, writes=True)
def edit_client_service(
    unit: Unit,
    *,
    client_service_id: int,
    version: int,
    valid_from: date | None,
    valid_to: date | None,
    note: str = "",
) -> ClientServiceRow:
    """Puts term and note right. ChangedMeanwhile when another saved it after `version`.

    Another term stands in the history as a correction of the last one. A contract whose first day is put
    right counts from it; the open renewal task goes along with the end.
    """
    _refuse_order(valid_from, valid_to)
    row = _locked(unit, client_service_id)
    values = {"valid_from": valid_from, "valid_to": valid_to, "note": clean_multiline(note).strip()}
    refuse_stale(unit, row, opened=version, mine=values)
    since, until = row.valid_from, row.valid_to
    anchor = valid_from if valid_from != since else row.anchor
    unit.change(row, **values, anchor=anchor)
    if (since, until) != (valid_from, valid_to):
        last = last_term(unit, client_service_id)
        # Of several terms only the last one is put right: its own first day stays unless the service's moved.
        first = valid_from if last is None or valid_from != since else last.valid_from
        corrects = last.id if last else None
        note_term(unit, row, valid_from=first, source=TermSource.TYPED, corrects=corrects)
    if until != valid_to:
        move_renewals(unit, client_service_id, valid_to)
    return _told(unit, row)


@requires(Permission.SERVICES_CLIENT_EDIT, writes=True)
def end_client_service(unit: Unit, *, client_service_id: int) -> ClientServiceRow:
    """The client no longer has the service; it stays in the history. Ended twice is ended once.

    Its open renewal task is over, as refused.
    """
    row = _locked(unit, client_service_id)
    if row.ended_at is None:
        unit.change(row, ended_at=unit.now)
        close_renewals(unit, client_service_id, refused=True)
    return _told(unit, row)


@requires(Permission.SERVICES_CLAIM_TAKE, writes=True)
def claim_service(unit: Unit, *, client_id: int, service_id: int) -> ClientServiceRow:
    """Takes a client for oneself for a service, also one he has not yet (S16).

    Of two at once exactly one wins; TakenByAnother tells the other who. One's own stays one's own.
    """
    me = my_id(unit)
    # The client's row is where all claims of his services meet, also of a service he has not yet.
    must(unit.lock(Client, client_id), _("client"), client_id)
    must(unit.session.get(Service, service_id), _("service"), service_id)
    live = unit.session.exec(
        select_rows(ClientService)
        .where(
            col(ClientService.client_id) == client_id,
            col(ClientService.service_id) == service_id,
            col(ClientService.ended_at).is_(None),
        )
        .order_by(col(ClientService.id))
        .execution_options(populate_existing=True)
    ).all()
    for row in live:
        if row.manager_id not in {None, me}:
            holder = must(unit.session.get(Employee, row.manager_id), _("employee"), row.manager_id)
            text = _("{person} already answers for this service of the client")
            raise TakenByAnother(text.format(person=holder.full_name), holder=holder.full_name)
    taken = list(live)
    if not taken:
        new = ClientService(client_id=client_id, service_id=service_id, created_at=unit.now)
        taken.append(unit.add(new))
    for row in taken:
        if row.manager_id is None:
            unit.change(row, manager_id=me, claimed_at=unit.now)
    return _told(unit, taken[0])


@requires(Permission.SERVICES_MANAGER_REASSIGN, writes=True)
def reassign_manager(unit: Unit, *, client_service_id: int, manager_id: int | None) -> ClientServiceRow:
    """Another manager answers for one service of a client; None: nobody, so that it can be claimed."""
    row = _locked(unit, client_service_id)
    before = row.manager_id
    if manager_id is not None:
        person = must(unit.session.get(Employee, manager_id), _("employee"), manager_id)
        if not person.active:
            raise Refused(_("{person} no longer works here").format(person=person.full_name))
    if unit.change(row, manager_id=manager_id, claimed_at=unit.now if manager_id else None):
        for one in {before, manager_id} - {None}:
            unit.notify(f"op.{one}", client_service_id)
    return _told(unit, row)


def _locked(unit: Unit, client_service_id: int) -> ClientService:
    return must(unit.lock(ClientService, client_service_id), _("client's service"), client_service_id)


def _refuse_second(unit: Unit, client_id: int, service: Service) -> None:
    known = unit.session.exec(
        select_rows(ClientService).where(
            col(ClientService.client_id) == client_id,
            col(ClientService.service_id) == service.id,
            col(ClientService.ended_at).is_(None),
        )
    ).first()
    if known is not None:
        until = format_date(known.valid_to) if known.valid_to else _("without an end")
        text = _("The client has {service} already (no. {id}, until {day}): extend it, or say it is one more")
        raise HasAlready(text.format(service=service.name, id=known.id, day=until))


def _refuse_order(valid_from: date | None, valid_to: date | None) -> None:
    if valid_from is not None and valid_to is not None and valid_from > valid_to:
        raise Refused(_("A term cannot end before it begins"))


def _told(unit: Unit, row: ClientService) -> ClientServiceRow:
    unit.notify("clients", row.client_id)
    (found,) = fetch(unit, SELECT_CLIENT_SERVICES.where(CLIENT_SERVICE.c.id == row.id))
    return client_service_row(unit, found)
