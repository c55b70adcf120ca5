"""Files on clients, sets, tasks, talks and papers: attached, listed, given out, taken off (X11)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import SQLModel, col, select

from crm_tui.domain.attachments import FileKind, Subject, SubjectKind, file_kind, tidy_name
from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.kinds import PaperState
from crm_tui.domain.kyiv import format_date, today
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.domain.text import clean
from crm_tui.exchange.attachment_file import refuse_keys, refuse_size
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Attachment, Client, KepSetDocument, Paper
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.attachment_rows import (
    ATTACHMENT,
    COLUMNS,
    MODELS,
    SELECT_ATTACHMENTS,
    AttachmentRow,
    of_client,
    read_attachments,
    sees_subject,
)
from crm_tui.usecases.parts.contract_facts import first_time
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.files import keep_file, kept_content
from crm_tui.usecases.parts.versions import refuse_stale

__all__ = [
    "AttachmentContent",
    "AttachmentRow",
    "add_attachments",
    "attachment_content",
    "client_attachments",
    "list_attachments",
    "note_attachment",
    "remove_attachment",
]

LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class AttachmentContent:
    """A file given out as it came."""

    name: str
    kind: FileKind
    content: bytes


@requires(Permission.CLIENTS_ATTACHMENT_EDIT, writes=True)
def add_attachments(
    unit: Unit,
    *,
    subject: Subject,
    files: Sequence[tuple[str, bytes]],
    note: str = "",
    document: int | None = None,
) -> tuple[AttachmentRow, ...]:
    """Hangs files (name, bytes) on a record that the actor sees: all or none of them.

    `document` is the place of a set's checklist that they are. Refused for private keys and key stores, an
    empty file or one larger than the setting, a card that was merged away, a draft of a paper, and a file
    that hangs there already.
    """
    tidied = [(tidy_name(name), content) for name, content in files]
    for name, content in tidied:
        refuse_size(name, len(content), unit.settings.attachment_mb << 20)
        refuse_keys(name, content)
    row = _subject(unit, subject)
    document_id = _document(unit, subject, document)
    added = []
    for name, content in tidied:
        sha256 = keep_file(unit, content)
        _refuse_second(unit, subject, sha256, document_id)
        one = Attachment(
            document_id=document_id,
            sha256=sha256,
            name=name,
            kind=file_kind(name, content),
            size=len(content),
            note=_tidy(note),
            author_id=unit.actor.id,
            created_at=unit.now,
        )
        setattr(one, COLUMNS[subject.kind], subject.id)
        added.append(unit.add(one).id or 0)
    if subject.kind is SubjectKind.PAPER:
        first_time(unit, subject.id, "scanned_on")
    _tell(unit, subject, row)
    return tuple(_found(unit, number) for number in added)


@requires(Permission.CLIENTS_ATTACHMENT_READ)
def list_attachments(
    unit: Unit, *, subject: Subject, removed: bool = False, limit: int = 200
) -> tuple[AttachmentRow, ...]:
    """The files on one record, the newest first; NotFound for a record that the actor may not see."""
    if not sees_subject(unit, subject):
        must(None, _word(subject.kind), subject.id)
    must(unit.session.get(MODELS[subject.kind], subject.id), _word(subject.kind), subject.id)
    asked = SELECT_ATTACHMENTS.where(ATTACHMENT.c[COLUMNS[subject.kind]] == subject.id)
    return read_attachments(unit, asked, removed=removed, limit=min(limit, 1000))


@requires(Permission.CLIENTS_ATTACHMENT_READ)
def client_attachments(
    unit: Unit, *, client_id: int, removed: bool = False, limit: int = 200
) -> tuple[AttachmentRow, ...]:
    """All files of a client, also on his sets, tasks, talks and papers, as far as the actor sees those."""
    must(unit.session.get(Client, client_id), _("client"), client_id)
    asked = SELECT_ATTACHMENTS.where(ATTACHMENT.c.id.in_(of_client(client_id)))
    return read_attachments(unit, asked, removed=removed, limit=min(limit, 1000))


@requires(Permission.CLIENTS_ATTACHMENT_READ)
def attachment_content(unit: Unit, *, attachment_id: int) -> AttachmentContent:
    """The file itself. What another attached is logged as read; what was taken off only heads get."""
    row = _found(unit, attachment_id)
    if row.removed_at is not None and not allowed(unit.actor, Permission.CLIENTS_ATTACHMENT_EDIT_OTHERS):
        raise Forbidden(_("The file was taken off: {reason}").format(reason=row.removed_reason))
    if row.author is None or row.author.id != unit.actor.id:
        unit.log_read("attachment", attachment_id)
    return AttachmentContent(row.name, row.kind, kept_content(unit, row.sha256))


@requires(Permission.CLIENTS_ATTACHMENT_EDIT, writes=True)
def note_attachment(
    unit: Unit, *, attachment_id: int, note: str, version: int | None = None
) -> AttachmentRow:
    """Other words about a file, by who attached it or with the right to others'.

    ChangedMeanwhile when another wrote them after `version`; Refused for a file that was taken off.
    """
    found = _in_hand(unit, attachment_id)
    words = _tidy(note)
    if version is not None:
        refuse_stale(unit, found, opened=version, mine={"note": words})
    unit.change(found, note=words)
    return _told(unit, attachment_id)


@requires(Permission.CLIENTS_ATTACHMENT_EDIT, writes=True)
def remove_attachment(unit: Unit, *, attachment_id: int, reason: str) -> AttachmentRow:
    """Takes a file off its record, with a reason; it stays in the store with who did it and when.

    One's own, or with the right another's. Refused without a reason and for one taken off before.
    """
    found = _in_hand(unit, attachment_id)
    words = _tidy(reason)
    if not words:
        raise Refused(_("Say why"))
    unit.change(found, removed_at=unit.now, removed_by_id=unit.actor.id, removed_reason=words)
    return _told(unit, attachment_id)


def _in_hand(unit: Unit, attachment_id: int) -> Attachment:
    """The file's row, locked, of a record that the actor sees and of a file that he may change."""
    _found(unit, attachment_id)
    found = must(unit.lock(Attachment, attachment_id), _("attachment"), attachment_id)
    mine = found.author_id is not None and found.author_id == unit.actor.id
    if not (mine or allowed(unit.actor, Permission.CLIENTS_ATTACHMENT_EDIT_OTHERS)):
        raise Forbidden(_("A colleague attached this file: he or a head can change that"))
    if found.removed_at is not None:
        said = _("The file was taken off on {day} already")
        raise Refused(said.format(day=format_date(today(found.removed_at))))
    return found


def _tidy(text: str) -> str:
    return " ".join(clean(text).split())[:LONGEST_NOTE]


def _told(unit: Unit, attachment_id: int) -> AttachmentRow:
    row = _found(unit, attachment_id)
    _tell(unit, row.subject, unit.session.get(MODELS[row.subject_kind], row.subject_id))
    return row


def _found(unit: Unit, attachment_id: int) -> AttachmentRow:
    asked = SELECT_ATTACHMENTS.where(ATTACHMENT.c.id == attachment_id)
    return must(next(iter(read_attachments(unit, asked, removed=True)), None), _("attachment"), attachment_id)


def _subject(unit: Unit, subject: Subject) -> SQLModel:
    """The record, locked, so that the same file comes to it once; NotFound when it may not be seen."""
    what = _word(subject.kind)
    row = must(
        unit.lock(MODELS[subject.kind], subject.id) if sees_subject(unit, subject) else None, what, subject.id
    )
    if isinstance(row, Client) and row.deleted_at is not None:
        raise Refused(_("This card is no more: open the one it was merged into"))
    if isinstance(row, Paper) and row.state is PaperState.DRAFT:
        raise Refused(_("A draft takes no files: issue the paper first"))
    return row


def _document(unit: Unit, subject: Subject, place: int | None) -> int | None:
    if place is None:
        return None
    if subject.kind is not SubjectKind.KEP_SET:
        raise Refused(_("Only a set of certificates has a checklist of documents"))
    asked = select(KepSetDocument).where(
        col(KepSetDocument.set_id) == subject.id, col(KepSetDocument.place) == place
    )
    return must(unit.session.exec(asked).first(), _("document of the checklist"), place).id


def _refuse_second(unit: Unit, subject: Subject, sha256: str, document_id: int | None) -> None:
    asked = SELECT_ATTACHMENTS.where(
        ATTACHMENT.c[COLUMNS[subject.kind]] == subject.id,
        ATTACHMENT.c.sha256 == sha256,
        ATTACHMENT.c.document_id.is_not_distinct_from(document_id),
    )
    for row in read_attachments(unit, asked):
        said = _("The same file is attached here already: #{id} {name}")
        raise Refused(said.format(id=row.id, name=row.name))


def _tell(unit: Unit, subject: Subject, row: SQLModel | None) -> None:
    topics = {SubjectKind.KEP_SET: "kep", SubjectKind.TASK: "tasks", SubjectKind.TALK: "talks"}
    if topic := topics.get(subject.kind):
        unit.notify(topic, subject.id)
    client_id = subject.id if subject.kind is SubjectKind.CLIENT else getattr(row, "client_id", None)
    if client_id is not None:
        unit.notify("clients", client_id)
    unit.notify("attachments", subject.id)


def _word(kind: SubjectKind) -> str:
    return {
        SubjectKind.CLIENT: _("client"),
        SubjectKind.KEP_SET: _("set of certificates"),
        SubjectKind.TASK: _("task"),
        SubjectKind.TALK: _("talk"),
        SubjectKind.PAPER: _("paper"),
    }[kind]
