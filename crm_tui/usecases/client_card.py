"""The card of a client: all the office knows of him, in few queries."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, bindparam

from crm_tui.domain.clients import ClientDraft
from crm_tui.domain.kinds import TalkState
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, Employee
from crm_tui.store.task_list import Asked
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.attachment_rows import count_of_client
from crm_tui.usecases.parts.call_rows import CALL, SELECT_CALLS, CallRow, with_people
from crm_tui.usecases.parts.certificate_rows import (
    CERTIFICATE,
    SELECT_CERTIFICATES,
    CertificateRow,
    certificate_row,
)
from crm_tui.usecases.parts.client_values import draft_of
from crm_tui.usecases.parts.contact_rows import ContactRow, contact_rows
from crm_tui.usecases.parts.core import CLIENT_SERVICE, TALK, fetch, must
from crm_tui.usecases.parts.field_sources import TYPED, sources_of
from crm_tui.usecases.parts.kep_of_client import ClientKepSet, sets_of_client
from crm_tui.usecases.parts.move_rows import MoveRow, moves_of_client
from crm_tui.usecases.parts.paper_rows import PAPER, SELECT_PAPERS, PaperRow, paper_row
from crm_tui.usecases.parts.service_rows import (
    IN_ORDER,
    SELECT_CLIENT_SERVICES,
    ClientServiceRow,
    client_service_row,
)
from crm_tui.usecases.parts.tag_rows import tags_of
from crm_tui.usecases.parts.talk_rows import SELECT_TALKS, TalkRow, talk_row
from crm_tui.usecases.parts.task_rows import OPEN_FIRST, in_sight, read_tasks
from crm_tui.usecases.parts.warning_rows import WarningRow, warning_rows
from crm_tui.usecases.shapes import Named, TagMark, TaskRow

LAST = 20
"""Talks, calls and tasks on the card itself; the rest is in their lists, page by page."""


@dataclass(frozen=True, slots=True)
class ClientCard:
    """A client opened. Talks, calls and tasks are the newest ones (open tasks first); `sources` tells where a
    field came from when it was not typed; `attachments` counts all his files; `merged_into` is the card that
    took this one's place."""

    id: int
    version: int
    name: str
    legal_form: str
    fields: ClientDraft
    sources: dict[str, str]
    tags: tuple[TagMark, ...]
    warnings: tuple[WarningRow, ...]
    contacts: tuple[ContactRow, ...]
    services: tuple[ClientServiceRow, ...]
    talks: tuple[TalkRow, ...]
    calls: tuple[CallRow, ...]
    moves: tuple[MoveRow, ...]
    tasks: tuple[TaskRow, ...]
    papers: tuple[PaperRow, ...]
    certificates: tuple[CertificateRow, ...]
    kep_sets: tuple[ClientKepSet, ...]
    attachments: int
    created_at: datetime
    created_by: str
    merged_into: Named | None


_OF_CLIENT = bindparam("client", type_=BigInteger)
_SERVICES = SELECT_CLIENT_SERVICES.where(CLIENT_SERVICE.c.client_id == _OF_CLIENT).order_by(*IN_ORDER)
_TALKS = (
    SELECT_TALKS.where(TALK.c.client_id == _OF_CLIENT, TALK.c.state == TalkState.SAVED)
    .order_by(TALK.c.started_at.desc(), TALK.c.id.desc())
    .limit(LAST)
)
_CALLS = (
    SELECT_CALLS.where(CALL.c.client_id == _OF_CLIENT)
    .order_by(CALL.c.started_at.desc(), CALL.c.id.desc())
    .limit(LAST)
)
_PAPERS = (
    SELECT_PAPERS.where(PAPER.c.client_id == _OF_CLIENT)
    .order_by(PAPER.c.day.desc(), PAPER.c.id.desc())
    .limit(LAST)
)
_CERTIFICATES = (
    SELECT_CERTIFICATES.where(CERTIFICATE.c.client_id == _OF_CLIENT)
    .order_by(CERTIFICATE.c.valid_to.desc(), CERTIFICATE.c.id.desc())
    .limit(LAST)
)
_TASKS = Asked(("t.client_id = :client",))


@requires(Permission.CLIENTS_CLIENT_READ)
def show_client(unit: Unit, *, client_id: int) -> ClientCard:
    """The whole card; NotFound when there is none. Talks stand as excerpts: opening one is logged."""
    client = must(unit.session.get(Client, client_id), _("client"), client_id)
    sources = sources_of(unit, client_id)
    return ClientCard(
        id=client_id,
        version=client.version,
        name=client.short_name or client.full_name,
        legal_form=client.legal_form,
        fields=draft_of(client),
        sources={field: source for field, source in sources.items() if source != TYPED},
        tags=tags_of(unit, [client_id]).get(client_id, ()),
        warnings=warning_rows(unit, client_id),
        contacts=contact_rows(unit, client_id),
        services=tuple(client_service_row(unit, row) for row in fetch(unit, _SERVICES, client=client_id)),
        talks=tuple(talk_row(unit, row, excerpt=True) for row in fetch(unit, _TALKS, client=client_id)),
        calls=with_people(unit, fetch(unit, _CALLS, client=client_id)),
        moves=moves_of_client(unit, client_id),
        tasks=read_tasks(unit, in_sight(unit, _TASKS.also(client=client_id)), OPEN_FIRST, LAST),
        papers=_papers(unit, client_id),
        certificates=_certificates(unit, client_id),
        kep_sets=_kep_sets(unit, client_id),
        attachments=count_of_client(unit, client_id),
        created_at=client.created_at,
        created_by=_person(unit, client.created_by_id),
        merged_into=_merged_into(unit, client),
    )


def _papers(unit: Unit, client_id: int) -> tuple[PaperRow, ...]:
    if not allowed(unit.actor, Permission.PAPERS_PAPER_READ):
        return ()
    return tuple(paper_row(row) for row in fetch(unit, _PAPERS, client=client_id))


def _certificates(unit: Unit, client_id: int) -> tuple[CertificateRow, ...]:
    if not allowed(unit.actor, Permission.KEP_CERTIFICATE_READ):
        return ()
    return tuple(certificate_row(unit, row) for row in fetch(unit, _CERTIFICATES, client=client_id))


def _kep_sets(unit: Unit, client_id: int) -> tuple[ClientKepSet, ...]:
    return sets_of_client(unit, client_id) if allowed(unit.actor, Permission.KEP_SET_READ) else ()


def _person(unit: Unit, employee_id: int | None) -> str:
    person = unit.session.get(Employee, employee_id) if employee_id is not None else None
    return person.full_name if person else ""


def _merged_into(unit: Unit, client: Client) -> Named | None:
    kept = unit.session.get(Client, client.merged_into_id) if client.merged_into_id is not None else None
    return Named(kept.id or 0, kept.short_name or kept.full_name) if kept else None
