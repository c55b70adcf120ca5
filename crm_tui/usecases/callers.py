"""Who calls: everything the pop-up shows, found by the number (S34-S36, X19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Row, bindparam, select

from crm_tui.domain.caller import CallerKind, read_caller
from crm_tui.domain.kinds import ClientCertainty, TalkState
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Call, CallerChoice, Client, EmployeeExtension
from crm_tui.store.task_list import OPEN, Asked
from crm_tui.usecases.base import requires
from crm_tui.usecases.client_services import ClientServiceRow
from crm_tui.usecases.parts.call_client import OWNERS, PHONE, PLACE, choose
from crm_tui.usecases.parts.call_rows import CALL
from crm_tui.usecases.parts.core import (
    CLIENT,
    CLIENT_SERVICE,
    CONTACT,
    EMPLOYEE,
    TALK,
    client_name,
    core,
    fetch,
    must,
)
from crm_tui.usecases.parts.service_rows import IN_ORDER, SELECT_CLIENT_SERVICES, client_service_row
from crm_tui.usecases.parts.tag_rows import packed_tags, unpacked_tags
from crm_tui.usecases.parts.talk_drafts import drafts_of_call
from crm_tui.usecases.parts.talk_rows import SELECT_TALKS, talk_row
from crm_tui.usecases.parts.task_rows import BY_DAY, in_sight, read_tasks
from crm_tui.usecases.parts.warning_rows import warning_rows
from crm_tui.usecases.shapes import Named, TagMark, TaskRow
from crm_tui.usecases.talks import TalkRow
from crm_tui.usecases.warnings import WarningRow


@dataclass(frozen=True, slots=True)
class CallerMatch:
    """One client that has the number, through one contact; `remembered`: chosen for this number last time."""

    client: Named
    tax_code: str
    contact: Named
    position: str
    tags: tuple[TagMark, ...]
    last_dealing_at: datetime | None
    remembered: bool


@dataclass(frozen=True, slots=True)
class CallerSummary:
    """What the pop-up tells of one client: pinned warnings, last talks, open tasks, services, who answers."""

    client_id: int
    warnings: tuple[WarningRow, ...]
    talks: tuple[TalkRow, ...]
    tasks: tuple[TaskRow, ...]
    services: tuple[ClientServiceRow, ...]
    ending: tuple[ClientServiceRow, ...]
    managers: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class WhoCalls:
    """A caller: what kind of number, the clients that have it (best first), the summary of the first one.

    `certainty` is ONLY for a single client, REMEMBERED when the first of several was chosen last time, else
    NONE: nothing is recorded to one of several clients before a person chooses. `colleague` names whose own
    extension it is.
    """

    kind: CallerKind
    number: str
    e164: str | None
    matches: tuple[CallerMatch, ...]
    certainty: ClientCertainty
    summary: CallerSummary | None
    colleague: str


_LAST_TALK = (
    select(TALK.c.started_at)
    .where(TALK.c.client_id == CLIENT.c.id, TALK.c.state == TalkState.SAVED)
    .order_by(TALK.c.started_at.desc())
    .limit(1)
    .scalar_subquery()
)
_LAST_CALL = (
    select(CALL.c.started_at)
    .where(CALL.c.client_id == CLIENT.c.id)
    .order_by(CALL.c.started_at.desc())
    .limit(1)
    .scalar_subquery()
)
_CHOICE = core(CallerChoice)
_SELECT_MATCHES = (
    select(
        CLIENT.c.id,
        CLIENT.c.tax_code,
        CLIENT.c.sort_key,
        client_name().label("name"),
        PLACE.c.contact_id,
        PLACE.c.position,
        CONTACT.c.full_name.label("contact_name"),
        _LAST_TALK.label("last_talk"),
        _LAST_CALL.label("last_call"),
        packed_tags(CLIENT.c.id).label("tags"),
        _CHOICE.c.client_id.label("chosen_client"),
        _CHOICE.c.contact_id.label("chosen_contact"),
    )
    .select_from(
        OWNERS.join(CLIENT, CLIENT.c.id == PLACE.c.client_id)
        .join(CONTACT, CONTACT.c.id == PLACE.c.contact_id)
        .outerjoin(_CHOICE, _CHOICE.c.e164 == PHONE.c.e164)
    )
    .where(PHONE.c.e164 == bindparam("number"), CLIENT.c.deleted_at.is_(None))
    .order_by(PLACE.c.main.desc(), PLACE.c.id)
    .limit(500)
)
_SELECT_COLLEAGUE = (
    select(EMPLOYEE.c.full_name)
    .join_from(EMPLOYEE, core(EmployeeExtension), core(EmployeeExtension).c.employee_id == EMPLOYEE.c.id)
    .where(core(EmployeeExtension).c.extension == bindparam("extension"))
)
_OF_CLIENT = bindparam("client", type_=BigInteger)
_LAST_TALKS = (
    SELECT_TALKS.where(TALK.c.client_id == _OF_CLIENT, TALK.c.state == TalkState.SAVED)
    .order_by(TALK.c.started_at.desc(), TALK.c.id.desc())
    .limit(3)
)
_OPEN_TASKS = Asked((OPEN, "t.client_id = :client"))
_LIVE_SERVICES = (
    SELECT_CLIENT_SERVICES.where(
        CLIENT_SERVICE.c.client_id == _OF_CLIENT, CLIENT_SERVICE.c.ended_at.is_(None)
    )
    .order_by(*IN_ORDER)
    .limit(200)
)


@requires(Permission.CALLS_CALL_READ)
def who_calls(unit: Unit, *, number: str) -> WhoCalls:
    """Everything the pop-up shows of a number in any written form; five queries at most.

    Several clients: the one chosen for this number last time first, then by their last dealings. Anonymous,
    internal, short, own and ignored numbers have no client.
    """
    pbx = unit.settings.pbx
    caller = read_caller(
        number,
        city_code=pbx.city_code,
        extensions=pbx.extensions,
        short_numbers=pbx.short_numbers,
        own_numbers=pbx.own_numbers,
        ignored_numbers=pbx.ignored_numbers,
    )
    matches: tuple[CallerMatch, ...] = ()
    colleague = ""
    if caller.kind is CallerKind.NUMBER:
        matches = _matches(fetch(unit, _SELECT_MATCHES, number=caller.e164))
    elif caller.kind is CallerKind.EXTENSION:
        colleague = "".join(
            row.full_name for row in fetch(unit, _SELECT_COLLEAGUE, extension=caller.extension)
        )
    return WhoCalls(
        kind=caller.kind,
        number=caller.number,
        e164=caller.e164,
        matches=matches,
        certainty=_certainty(matches),
        summary=_summary(unit, matches[0].client.id) if matches else None,
        colleague=colleague,
    )


@requires(Permission.CALLS_CALL_READ)
def client_summary(unit: Unit, *, client_id: int) -> CallerSummary:
    """The same for one of several clients, when a person moves along the list."""
    return _summary(unit, client_id)


@requires(Permission.CALLS_CALL_ATTACH, writes=True)
def choose_client(unit: Unit, *, call_id: int, client_id: int, contact_id: int | None = None) -> WhoCalls:
    """Whose call it is, by a person's word; remembered for the number, and put on his draft of the call."""
    call = must(unit.lock(Call, call_id), _("call"), call_id)
    must(unit.session.get(Client, client_id), _("client"), client_id)
    choose(unit, call, client_id=client_id, contact_id=contact_id)
    for draft in drafts_of_call(unit, call_id):
        draft.client_id, draft.contact_id = client_id, contact_id
    return who_calls(unit, number=call.number)


def _matches(rows: Sequence[Row[Any]]) -> tuple[CallerMatch, ...]:
    """Each client once: through the contact chosen last time, else through its main one."""
    best: dict[int, Row[Any]] = {}
    for row in rows:
        if row.id not in best or row.contact_id == row.chosen_contact:
            best[row.id] = row
    dealt = {row.id: max(filter(None, (row.last_talk, row.last_call)), default=None) for row in best.values()}
    long_ago = datetime.min.replace(tzinfo=UTC)
    ordered = sorted(best.values(), key=lambda row: (row.sort_key, row.id))
    ordered.sort(key=lambda row: dealt[row.id] or long_ago, reverse=True)
    ordered.sort(key=lambda row: row.id != row.chosen_client)
    return tuple(
        CallerMatch(
            client=Named(row.id, row.name),
            tax_code=row.tax_code or "",
            contact=Named(row.contact_id, row.contact_name),
            position=row.position,
            tags=unpacked_tags(row.tags),
            last_dealing_at=dealt[row.id],
            remembered=row.id == row.chosen_client,
        )
        for row in ordered
    )


def _certainty(matches: tuple[CallerMatch, ...]) -> ClientCertainty:
    if len(matches) == 1:
        return ClientCertainty.ONLY
    return ClientCertainty.REMEMBERED if matches and matches[0].remembered else ClientCertainty.NONE


def _summary(unit: Unit, client_id: int) -> CallerSummary:
    services = tuple(client_service_row(unit, row) for row in fetch(unit, _LIVE_SERVICES, client=client_id))
    managers = {one.manager.id: one.manager for one in services if one.manager}
    return CallerSummary(
        client_id=client_id,
        warnings=warning_rows(unit, client_id, pinned_only=True),
        talks=tuple(talk_row(unit, row, excerpt=True) for row in fetch(unit, _LAST_TALKS, client=client_id)),
        tasks=read_tasks(unit, in_sight(unit, _OPEN_TASKS.also(client=client_id)), BY_DAY, 20),
        services=services,
        ending=tuple(one for one in services if one.days_left is not None and 0 <= one.days_left <= 30),
        managers=tuple(managers.values()),
    )
