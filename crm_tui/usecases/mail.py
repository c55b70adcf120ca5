"""Letters: queued with a paper, sent by the job one by one, and what people decide about those in doubt.

A letter is marked as being sent, and the mark committed, before its data goes out; so nothing is sent twice
by itself. One cut off in between is in doubt, and a person says what became of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import col
from sqlmodel import select as select_rows

from crm_tui.documents.letters import letter_for
from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.kinds import MailState, PaperState
from crm_tui.domain.mail import GIVEN_UP, Delivery, Letter, Outcome, is_address, pause_after
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.domain.text import clean, clean_multiline
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, Mail, OwnEntity, Paper
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.contract_facts import first_time
from crm_tui.usecases.parts.core import CLIENT, EMPLOYEE, client_name, core, fetch, must, named
from crm_tui.usecases.parts.files import kept_content
from crm_tui.usecases.parts.paper_demo import file_of, with_demo_file
from crm_tui.usecases.parts.paper_print import printed, texts_folder
from crm_tui.usecases.parts.paper_rows import paper_card
from crm_tui.usecases.shapes import Named

_MAIL = core(Mail)
CUT_OFF = timedelta(minutes=15)
"""Longer than any sending: what is still being sent then belongs to a process that died."""
OPEN = (MailState.QUEUED, MailState.FAILED, MailState.IN_DOUBT)


@dataclass(frozen=True, slots=True)
class MailRow:
    """A letter in a list; `error` is what the server said last."""

    id: int
    state: MailState
    to_address: str
    subject: str
    file_name: str
    client: Named | None
    paper_id: int | None
    author: Named | None
    tries: int
    next_try_at: datetime | None
    error: str
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class LetterToSend:
    """A letter taken from the queue: nobody else will send it."""

    id: int
    letter: Letter


@requires(Permission.PAPERS_PAPER_READ)
def list_mail(
    unit: Unit,
    *,
    client_id: int | None = None,
    paper_id: int | None = None,
    waiting: bool = False,
    limit: int = 200,
) -> tuple[MailRow, ...]:
    """Letters, the newest first; `waiting`: those that have not gone out, and may need a person."""
    statement = _SELECT
    if client_id is not None:
        statement = statement.where(_MAIL.c.client_id == client_id)
    if paper_id is not None:
        statement = statement.where(_MAIL.c.paper_id == paper_id)
    if waiting:
        statement = statement.where(_MAIL.c.state.in_([*OPEN, MailState.SENDING]))
    return tuple(
        _row(row) for row in fetch(unit, statement.order_by(_MAIL.c.id.desc()).limit(min(limit, 200)))
    )


@requires(Permission.PAPERS_PAPER_EDIT, writes=True, around=with_demo_file)
def send_paper(
    unit: Unit, *, paper_id: int, to_address: str = "", subject: str = "", body: str = ""
) -> MailRow:
    """Queues an issued paper to the client's address, or another; it goes out within a minute.

    Refused for a draft and a cancelled paper, without an address, and for one that is none.
    """
    paper = must(unit.session.get(Paper, paper_id), _("paper"), paper_id)
    card = paper_card(unit, paper)
    if paper.state in {PaperState.DRAFT, PaperState.CANCELLED}:
        raise Refused(_("Only an issued paper that stands is sent"))
    client = must(unit.session.get(Client, paper.client_id), _("client"), paper.client_id)
    address = clean(to_address or client.email).strip()
    if not address:
        raise Refused(_("The client's card has no e-mail address: enter one, or say where to send it"))
    if not is_address(address):
        raise Refused(_("{text} is no e-mail address").format(text=address))
    own = unit.session.get_one(OwnEntity, paper.own_entity_id)
    letter = letter_for(printed(unit, paper), templates_dir=texts_folder(unit))
    file = file_of(card)
    row = unit.add(
        Mail(
            client_id=paper.client_id,
            paper_id=paper_id,
            author_id=unit.actor.id,
            reply_to=own.email,
            to_address=address,
            subject=clean(subject).strip() or letter.subject,
            body=clean_multiline(body).strip() or letter.body,
            sha256=file.sha256,
            file_name=file.name,
            next_try_at=unit.now,
            queued_at=unit.now,
            created_at=unit.now,
        )
    )
    return _told(unit, row)


@requires(Permission.PAPERS_PAPER_EDIT, writes=True)
def resend_mail(unit: Unit, *, mail_id: int) -> MailRow:
    """A person decides that a letter in doubt, or one that failed, is to be sent (once more)."""
    row = _in_hand(unit, mail_id)
    unit.change(row, state=MailState.QUEUED, tries=0, next_try_at=unit.now, queued_at=unit.now)
    return _told(unit, row)


@requires(Permission.PAPERS_PAPER_EDIT, writes=True)
def drop_mail(unit: Unit, *, mail_id: int, arrived: bool = False) -> MailRow:
    """A person decides that a letter is not to be sent; `arrived`: because it is there already."""
    row = _in_hand(unit, mail_id)
    unit.change(row, state=MailState.SENT if arrived else MailState.DROPPED)
    if arrived and row.paper_id is not None:
        first_time(unit, row.paper_id, "sent_on")
    return _told(unit, row)


@requires(Permission.ADMIN_STORE_CARE, writes=True)
def doubt_cut_off(unit: Unit) -> int:
    """Letters whose sender died while he sent them are in doubt; answers how many."""
    statement = (
        select_rows(Mail)
        .where(col(Mail.state) == MailState.SENDING, col(Mail.sending_at) < unit.now - CUT_OFF)
        .with_for_update()
    )
    rows = unit.session.exec(statement).all()
    for row in rows:
        unit.change(row, state=MailState.IN_DOUBT, error=_("the program was cut off while it was sending"))
        unit.notify("mail", row.id)
    return len(rows)


@requires(Permission.ADMIN_STORE_CARE)
def mail_is_due(unit: Unit) -> bool:
    """Whether there is anything for the job to do."""
    due = _MAIL.c.state == MailState.QUEUED, _MAIL.c.next_try_at <= unit.now
    cut = _MAIL.c.state == MailState.SENDING, _MAIL.c.sending_at < unit.now - CUT_OFF
    return any(fetch(unit, select(_MAIL.c.id).where(*which).limit(1)) for which in (due, cut))


@requires(Permission.ADMIN_STORE_CARE, writes=True)
def take_letter(unit: Unit) -> LetterToSend | None:
    """The next letter that is due, marked as being sent; the mark must be committed before it goes out."""
    statement = (
        select_rows(Mail)
        .where(col(Mail.state) == MailState.QUEUED, col(Mail.next_try_at) <= unit.now)
        .order_by(col(Mail.next_try_at), col(Mail.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = unit.session.exec(statement).first()
    if row is None:
        return None
    unit.change(row, state=MailState.SENDING, sending_at=unit.now, tries=row.tries + 1)
    sender = unit.settings.mail.sender or row.reply_to
    content = kept_content(unit, row.sha256) if row.sha256 else b""
    letter = Letter(
        message_id=f"<{row.uuid}@{(sender or 'crm-tui.invalid').rpartition('@')[2]}>",
        sender=sender,
        sender_name=_sender_name(unit, row),
        reply_to=row.reply_to,
        to_address=row.to_address,
        subject=row.subject,
        body=row.body,
        file_name=row.file_name,
        content=content,
    )
    return LetterToSend(row.id or 0, letter)


@requires(Permission.ADMIN_STORE_CARE, writes=True)
def note_delivery(unit: Unit, *, mail_id: int, outcome: Outcome) -> MailRow:
    """Writes down what came of a try; what may be tried again waits longer each time."""
    row = must(unit.lock(Mail, mail_id), _("letter"), mail_id)
    if row.state is not MailState.SENDING:
        return _told(unit, row)  # it took so long that it is in doubt, and perhaps decided on
    values: dict[str, Any] = {"error": outcome.words, "state": _STATES[outcome.delivery]}
    if outcome.delivery is Delivery.SENT:
        values |= {"sent_at": unit.now, "error": ""}
        if row.paper_id is not None:
            first_time(unit, row.paper_id, "sent_on")
    if outcome.delivery is Delivery.LATER:
        values["next_try_at"] = unit.now + pause_after(row.tries)
        if unit.now - row.queued_at > GIVEN_UP:
            values["state"] = MailState.FAILED
    unit.change(row, **values)
    return _told(unit, row)


_STATES = {
    Delivery.SENT: MailState.SENT,
    Delivery.LATER: MailState.QUEUED,
    Delivery.REFUSED: MailState.FAILED,
    Delivery.IN_DOUBT: MailState.IN_DOUBT,
}


def _in_hand(unit: Unit, mail_id: int) -> Mail:
    row = must(unit.lock(Mail, mail_id), _("letter"), mail_id)
    if row.author_id != unit.actor.id and not allowed(unit.actor, Permission.PAPERS_PAPER_EDIT_OTHERS):
        raise Forbidden(_("This letter is a colleague's: he, a head or an accountant can decide"))
    if row.state not in OPEN:
        raise Refused(_("Only a letter that waits, failed or is in doubt can be decided on"))
    return row


def _sender_name(unit: Unit, row: Mail) -> str:
    paper = unit.session.get(Paper, row.paper_id) if row.paper_id else None
    own = unit.session.get(OwnEntity, paper.own_entity_id) if paper else None
    return own.short_name if own else ""


_SELECT = select(
    *(_MAIL.c[name] for name in ("id", "state", "to_address", "subject", "file_name", "client_id")),
    *(_MAIL.c[name] for name in ("paper_id", "author_id", "tries", "next_try_at", "error", "created_at")),
    _MAIL.c.sent_at,
    client_name().label("client_name"),
    EMPLOYEE.c.full_name.label("author_name"),
).select_from(
    _MAIL.outerjoin(CLIENT, CLIENT.c.id == _MAIL.c.client_id).outerjoin(
        EMPLOYEE, EMPLOYEE.c.id == _MAIL.c.author_id
    )
)


def _row(row: Row[Any]) -> MailRow:
    return MailRow(
        id=row.id,
        state=row.state,
        to_address=row.to_address,
        subject=row.subject,
        file_name=row.file_name,
        client=named(row.client_id, row.client_name),
        paper_id=row.paper_id,
        author=named(row.author_id, row.author_name),
        tries=row.tries,
        next_try_at=row.next_try_at if row.state is MailState.QUEUED else None,
        error=row.error,
        created_at=row.created_at,
        sent_at=row.sent_at,
    )


def _told(unit: Unit, row: Mail) -> MailRow:
    unit.notify("mail", row.id)
    if row.author_id is not None and row.state in {MailState.FAILED, MailState.IN_DOUBT}:
        unit.notify(f"op.{row.author_id}", row.id)
    (found,) = fetch(unit, _SELECT.where(_MAIL.c.id == row.id))
    return _row(found)
