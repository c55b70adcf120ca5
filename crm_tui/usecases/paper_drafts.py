"""What a new paper is begun with: last year's lines at today's prices, an offer's or an invoice's own lines.

Nothing is written here: a form shows it, a person changes and saves it.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import and_, or_
from sqlmodel import col, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kyiv import format_date, today
from crm_tui.domain.money import format_money
from crm_tui.domain.papers import PaperKind
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import (
    Client,
    ClientRequisites,
    ClientService,
    OwnEntity,
    Paper,
    PaperLine,
    Service,
    Task,
)
from crm_tui.usecases.base import requires
from crm_tui.usecases.client_terms import next_term
from crm_tui.usecases.papers import LineFields, PaperFields, PaperRow
from crm_tui.usecases.parts.core import fetch, must
from crm_tui.usecases.parts.paper_lines import line_fields
from crm_tui.usecases.parts.paper_rows import LIVE, PAPER, SELECT_PAPERS, lines_of, paper_row
from crm_tui.usecases.prices import price_of

VALID_DAYS = {PaperKind.OFFER: 30, PaperKind.INVOICE: 10}
"""How long an offer and an invoice hold, unless another day is entered."""


@dataclass(frozen=True, slots=True)
class PreparedLine:
    """A line with today's price, and a word when it differs from last year's or is missing."""

    line: LineFields
    note: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A paper that is begun; `exists` is the invoice that this renewal or task has already."""

    fields: PaperFields
    client_name: str
    notes: tuple[str, ...]
    exists: PaperRow | None


@requires(Permission.PAPERS_PAPER_EDIT)
def prepare_paper(
    unit: Unit,
    *,
    kind: PaperKind,
    client_id: int | None = None,
    task_id: int | None = None,
    client_service_ids: tuple[int, ...] = (),
    based_on_id: int | None = None,
    own_entity_id: int | None = None,
) -> Prepared:
    """What a paper for a client, his services, a task, or after another paper is begun with.

    Refused where no client is known, and where the office has no own firm to issue it.
    """
    task = must(unit.session.get(Task, task_id), _("task"), task_id) if task_id else None
    before = must(unit.session.get(Paper, based_on_id), _("paper"), based_on_id) if based_on_id else None
    services = _services(unit, task, client_service_ids)
    client = _client(unit, client_id, task, before, services)
    if task is not None and not services:
        services = _service_of_task(unit, task)
    last = before or _last_paper(unit, client.id or 0, services)
    day = today(unit.now)
    if before is not None:
        prepared = [PreparedLine(line_fields(line)) for line in lines_of(unit, before.id or 0)]
    else:
        prepared = _renewed(unit, client, services, last, day) or _first_sale(unit, client, task, day)
    fields = PaperFields(
        kind=kind,
        own_entity_id=own_entity_id or _own_firm(unit, last),
        client_id=client.id or 0,
        day=day,
        lines=tuple(one.line for one in prepared),
        valid_until=day + timedelta(days=VALID_DAYS[kind]) if kind in VALID_DAYS else None,
        contract=_ground(unit, client.id or 0, before),
        contact_id=task.contact_id if task else before.contact_id if before else None,
        task_id=task.id if task else before.task_id if before else None,
        talk_id=task.talk_id if task else None,
        based_on_id=before.id if before else None,
    )
    exists = _existing(unit, fields) if kind is PaperKind.INVOICE else None
    notes = tuple(one.note for one in prepared if one.note)
    return Prepared(fields, client.short_name or client.full_name, notes, exists)


@requires(Permission.PAPERS_PAPER_EDIT)
def price_line(unit: Unit, *, client_id: int, service_id: int, day: date | None = None) -> PreparedLine:
    """A line for a service at the price that holds for this client on a day; without one, with a word."""
    client = must(unit.session.get(Client, client_id), _("client"), client_id)
    service = must(unit.session.get(Service, service_id), _("service"), service_id)
    return _sold(unit, client, service, day or today(unit.now))


def _first_sale(unit: Unit, client: Client, task: Task | None, day: date) -> list[PreparedLine]:
    """A task about a service that the client has not got yet sells it to him."""
    if task is None or task.service_id is None:
        return []
    return [_sold(unit, client, unit.session.get_one(Service, task.service_id), day)]


def _sold(unit: Unit, client: Client, service: Service, day: date) -> PreparedLine:
    line = LineFields(service.name, None, unit=service.unit, service_id=service.id)
    return _priced(unit, client, line, day)


def _priced(unit: Unit, client: Client, line: LineFields, day: date) -> PreparedLine:
    """The line at the price of the day; a line of no service keeps the price it had."""
    if line.service_id is None:
        return PreparedLine(line)
    try:
        price = price_of(unit, service_id=line.service_id, client_kind=client.kind, day=day)
    except Refused as missing:
        return PreparedLine(replace(line, price_kop=None), str(missing))
    now = replace(line, price_kop=price.price_kop, vat=price.vat, includes_vat=price.with_vat)
    if line.price_kop is None or line.price_kop == price.price_kop:
        return PreparedLine(now)
    said = _("{name}: the price was {old}, now {new}")
    old, new = format_money(line.price_kop), format_money(price.price_kop or 0)
    return PreparedLine(now, said.format(name=line.name, old=old, new=new))


def _renewed(
    unit: Unit, client: Client, services: list[ClientService], last: Paper | None, day: date
) -> list[PreparedLine]:
    """The lines of the last paper that named these services, else one line for each of them."""
    found: list[PreparedLine] = []
    named: set[int | None] = set()
    for old in lines_of(unit, last.id or 0) if last and services else []:
        one = line_fields(old)
        renewed = _sold_then(unit, one, services, named)
        if renewed is not None:
            if renewed.ended_at is not None:
                continue
            named.add(renewed.id)
            one = replace(_of_service(unit, renewed), quantity=one.quantity, price_kop=one.price_kop)
        found.append(_priced(unit, client, one, day))
    return found + [
        _priced(unit, client, _of_service(unit, one), day) for one in services if one.id not in named
    ]


def _sold_then(
    unit: Unit, line: LineFields, services: list[ClientService], named: set[int | None]
) -> ClientService | None:
    """The client's service that a line sold; the line of the first sale is older than it and names none."""
    if line.client_service_id is not None:
        return unit.session.get_one(ClientService, line.client_service_id)
    same = (one for one in services if one.service_id == line.service_id and one.id not in named)
    return next(same, None)


def _of_service(unit: Unit, row: ClientService) -> LineFields:
    """A line for the next term of a client's service, with that term in its name."""
    service = unit.session.get_one(Service, row.service_id)
    name = service.name
    if row.valid_to is not None and (term := next_term(unit, client_service_id=row.id or 0)) is not None:
        # A paper is Ukrainian whatever the screen speaks.
        name = f"{name} (з {format_date(term.valid_from)} до {format_date(term.valid_to)})"
    return LineFields(
        name,
        None,
        unit=service.unit,
        service_id=service.id,
        client_service_id=row.id,
        term_end=row.valid_to,
    )


def _services(unit: Unit, task: Task | None, chosen: tuple[int, ...]) -> list[ClientService]:
    numbers = chosen or ((task.client_service_id,) if task and task.client_service_id else ())
    return [must(unit.session.get(ClientService, one), _("client's service"), one) for one in numbers]


def _service_of_task(unit: Unit, task: Task) -> list[ClientService]:
    """A task that names only what is sold is about what the client has of it."""
    if task.service_id is None or task.client_id is None:
        return []
    statement = select(ClientService).where(
        col(ClientService.client_id) == task.client_id,
        col(ClientService.service_id) == task.service_id,
        col(ClientService.ended_at).is_(None),
    )
    return list(unit.session.exec(statement.order_by(col(ClientService.id))).all())


def _client(
    unit: Unit, client_id: int | None, task: Task | None, before: Paper | None, services: list[ClientService]
) -> Client:
    known = [client_id, task.client_id if task else None, before.client_id if before else None]
    known += [one.client_id for one in services]
    numbers = {one for one in known if one is not None}
    if not numbers:
        raise Refused(_("Say for which client"))
    if len(numbers) > 1:
        raise Refused(_("These are of different clients: a paper is for one"))
    (number,) = numbers
    return must(unit.session.get(Client, number), _("client"), number)


def _last_paper(unit: Unit, client_id: int, services: list[ClientService]) -> Paper | None:
    """The newest invoice that named these services; without services, the client's newest paper."""
    statement = select(Paper).where(col(Paper.client_id) == client_id, col(Paper.state).in_(LIVE))
    if services:
        named = col(PaperLine.client_service_id).in_([one.id for one in services])
        first_sale = and_(
            col(PaperLine.client_service_id).is_(None),
            col(PaperLine.service_id).in_([one.service_id for one in services]),
        )
        statement = statement.join(PaperLine, col(PaperLine.paper_id) == col(Paper.id)).where(
            or_(named, first_sale), col(Paper.kind) == PaperKind.INVOICE
        )
    return unit.session.exec(statement.order_by(col(Paper.day).desc(), col(Paper.id).desc())).first()


def _own_firm(unit: Unit, last: Paper | None) -> int:
    statement = select(OwnEntity).where(col(OwnEntity.active)).order_by(col(OwnEntity.id))
    firms = unit.session.exec(statement).all()
    if not firms:
        raise Refused(_("The office has no own firm: add one with `crm-tui firms add`"))
    mine = next((one for one in firms if last is not None and one.id == last.own_entity_id), firms[0])
    return mine.id or 0


def _ground(unit: Unit, client_id: int, before: Paper | None) -> str:
    """The contract that the paper names: that of the paper before it, else of the client's requisites."""
    if before is not None and before.contract:
        return before.contract
    statement = select(ClientRequisites.contract).where(col(ClientRequisites.client_id) == client_id)
    return unit.session.exec(statement).first() or ""


def _existing(unit: Unit, fields: PaperFields) -> PaperRow | None:
    """The standing invoice of the same task, or of the same renewal."""
    number = None
    live = (col(Paper.kind) == PaperKind.INVOICE, col(Paper.state).in_(LIVE))
    if fields.task_id is not None:
        number = unit.session.exec(
            select(Paper.id).where(col(Paper.task_id) == fields.task_id, *live)
        ).first()
    for line in fields.lines:
        if number is None and line.client_service_id is not None and line.term_end is not None:
            statement = (
                select(Paper.id)
                .join(PaperLine, col(PaperLine.paper_id) == col(Paper.id))
                .where(
                    col(PaperLine.client_service_id) == line.client_service_id,
                    col(PaperLine.term_end) == line.term_end,
                    *live,
                )
            )
            number = unit.session.exec(statement).first()
    if number is None:
        return None
    (row,) = fetch(unit, SELECT_PAPERS.where(PAPER.c.id == number))
    return paper_row(row)
