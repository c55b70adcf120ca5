"""A talk while it is typed: started with all that is known, kept, saved or thrown away (S7, X47)."""

from datetime import datetime

from sqlalchemy import BigInteger, bindparam, select, update
from sqlmodel import select as select_rows

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Department, Direction, TalkKind, TalkState
from crm_tui.domain.permissions import Permission
from crm_tui.domain.text import clean_multiline
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Call, Employee, PbxCommand, Talk, Task
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.call_client import choose
from crm_tui.usecases.parts.core import LEG, TALK, fetch, must
from crm_tui.usecases.parts.me import my_id
from crm_tui.usecases.parts.next_call import promise_call
from crm_tui.usecases.parts.talk_drafts import (
    SELECT_MY_DRAFTS,
    TalkDraft,
    draft_of,
    drafts_of_call,
    my_talk_began,
    show_draft,
    task_of_call,
)
from crm_tui.usecases.parts.talk_fields import TalkFields, checked
from crm_tui.usecases.parts.talk_rows import TalkRow, talk_row
from crm_tui.usecases.parts.talk_time import put_legs, put_talk_time
from crm_tui.usecases.parts.task_acting import in_hand

__all__ = [
    "TalkDraft",
    "TalkFields",
    "discard_draft",
    "my_drafts",
    "open_draft",
    "save_draft",
    "save_talk",
    "start_talk",
]

_SAVE = (
    update(TALK)
    .where(
        TALK.c.id == bindparam("draft", type_=BigInteger),
        TALK.c.author_id == bindparam("me", type_=BigInteger),
        TALK.c.state == TalkState.DRAFT,
    )
    .returning(TALK)
)


@requires(Permission.TALKS_TALK_WRITE, writes=True)
def start_talk(
    unit: Unit,
    *,
    kind: TalkKind | None = None,
    call_id: int | None = None,
    client_id: int | None = None,
    contact_id: int | None = None,
    service_id: int | None = None,
    direction: Direction | None = None,
    task_id: int | None = None,
    another: bool = False,
) -> TalkDraft:
    """A draft with client, contact, kind and call already in it; the one there is when the call has one.

    Without `kind` the person's department decides. `another` starts a second talk about the same call.
    `task_id`: the task that it is begun from, else the one that the call was dialled from.
    """
    me = my_id(unit)
    task = _task_of(unit, task_id, call_id)
    if task is not None and client_id in {None, task.client_id}:
        client_id, contact_id = task.client_id, contact_id or task.contact_id
        service_id = service_id or task.service_id
    call = must(unit.lock(Call, call_id), _("call"), call_id) if call_id is not None else None
    began = my_talk_began(unit, call_id) if call_id is not None else None
    drafts = drafts_of_call(unit, call_id) if call_id is not None and not another else []
    if drafts:
        draft = drafts[0]
    else:
        draft = Talk(kind=kind or _usual_kind(unit, me), author_id=me, call_id=call_id)
        draft.direction = direction or (call.direction if call else Direction.OUTGOING)
        draft.started_at = began or (call.started_at if call else unit.now)
    draft.client_id = client_id or draft.client_id or (call.client_id if call else None)
    if call is not None and contact_id is None and draft.client_id == call.client_id:
        contact_id = call.contact_id
    draft.contact_id = contact_id or draft.contact_id
    draft.service_id = service_id or draft.service_id
    draft.task_id = task.id if task is not None else draft.task_id
    draft.updated_at = unit.now
    unit.session.add(draft)
    unit.session.flush()
    if call_id is not None:
        put_talk_time(unit, call_id=call_id, employee_id=me)
    return show_draft(unit, draft.id or 0)


@requires(Permission.TALKS_TALK_WRITE, writes=True)
def save_draft(unit: Unit, *, talk_id: int, fields: TalkFields) -> datetime:
    """Keeps what is typed (each second); not in the log. Refused when it is no draft of his any more."""
    kept = unit.session.execute(
        update(Talk)
        .where(TALK.c.id == talk_id, TALK.c.author_id == my_id(unit), TALK.c.state == TalkState.DRAFT)
        .values(
            kind=fields.kind,
            client_id=fields.client_id,
            contact_id=fields.contact_id,
            service_id=fields.service_id,
            result=fields.result,
            text=clean_multiline(fields.text),
            next_call_on=fields.next_call_on,
            updated_at=unit.now,
        )
    )
    if kept.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(_("This draft is no more: it was saved or thrown away on another screen"))
    return unit.now


@requires(Permission.TALKS_TALK_WRITE)
def my_drafts(unit: Unit) -> tuple[TalkDraft, ...]:
    """All half-typed talks of the actor, the newest first: they come back at the next start."""
    statement = SELECT_MY_DRAFTS.order_by(TALK.c.updated_at.desc(), TALK.c.id.desc()).limit(50)
    return tuple(draft_of(unit, row) for row in fetch(unit, statement, me=my_id(unit)))


@requires(Permission.TALKS_TALK_WRITE)
def open_draft(unit: Unit, *, talk_id: int) -> TalkDraft:
    """One's own draft; NotFound when it was saved or thrown away."""
    found = fetch(unit, SELECT_MY_DRAFTS.where(TALK.c.id == talk_id), me=my_id(unit))
    return draft_of(unit, must(next(iter(found), None), _("draft of a talk"), talk_id))


@requires(Permission.TALKS_TALK_WRITE, writes=True)
def save_talk(unit: Unit, *, talk_id: int, fields: TalkFields) -> TalkRow:
    """The draft becomes the record. A talk needs a client, a sales talk also a service (Refused without).

    A call that had no client yet gets this one: saving is a person's choice. From here on it is in the log.
    The day of the next call becomes its task, once.
    """
    cleaned, names = checked(unit, fields)
    times = {"saved_at": unit.now, "updated_at": unit.now, "next_call_on": fields.next_call_on}
    saved = fetch(unit, _SAVE, draft=talk_id, me=my_id(unit), **cleaned, **times, state=TalkState.SAVED)
    talk = must(next(iter(saved), None), _("draft of a talk"), talk_id)
    unit.log_new(Talk, talk)
    call = unit.lock(Call, talk.call_id) if talk.call_id is not None else None
    if call is not None and call.client_id is None:
        choose(unit, call, client_id=talk.client_id, contact_id=talk.contact_id)
    if fields.next_call_on is not None:
        promise_call(unit, talk, fields.next_call_on)
    unit.notify("talks", talk.id)
    unit.notify("clients", talk.client_id)
    return talk_row(unit, talk, names)


@requires(Permission.TALKS_TALK_WRITE, writes=True)
def discard_draft(unit: Unit, *, talk_id: int) -> None:
    """Throws a draft away; a saved one cannot be. Its time goes to another talk about the call, if any."""
    draft = _own_draft(unit, talk_id)
    legs = fetch(unit, select(LEG).where(LEG.c.talk_id == talk_id))
    put_legs(unit, legs, None)
    for command in unit.session.exec(select_rows(PbxCommand).where(PbxCommand.talk_id == talk_id)).all():
        unit.change(command, talk_id=None)
    unit.session.delete(draft)
    unit.session.flush()
    for call_id in sorted({leg.call_id for leg in legs}):
        put_talk_time(unit, call_id=call_id, employee_id=draft.author_id)


def _task_of(unit: Unit, task_id: int | None, call_id: int | None) -> Task | None:
    if task_id is None and call_id is not None:
        task_id = task_of_call(unit, call_id)
    return in_hand(unit, task_id) if task_id is not None else None


def _own_draft(unit: Unit, talk_id: int) -> Talk:
    draft = unit.lock(Talk, talk_id)
    mine = draft is not None and draft.author_id == my_id(unit) and draft.state is TalkState.DRAFT
    return must(draft if mine else None, _("draft of a talk"), talk_id)


def _usual_kind(unit: Unit, employee_id: int) -> TalkKind:
    person = must(unit.session.get(Employee, employee_id), _("employee"), employee_id)
    return TalkKind.SALE if person.department is Department.SALES else TalkKind.SUPPORT
