"""Attachments as rows, what they hang on in words, and who may see them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlmodel import SQLModel

from crm_tui.domain.attachments import FileKind, Subject, SubjectKind
from crm_tui.domain.kep_sets import kep_ref
from crm_tui.domain.kinds import TalkState
from crm_tui.domain.kyiv import format_date, today
from crm_tui.domain.permissions import Permission, allowed
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Attachment, Client, KepSet, KepSetDocument, Paper, Talk, Task
from crm_tui.store.task_list import Asked
from crm_tui.usecases.parts.core import CLIENT, EMPLOYEE, TALK, TASK, client_name, core, fetch, named
from crm_tui.usecases.parts.kep_rows import KEP_SET
from crm_tui.usecases.parts.paper_rows import PAPER
from crm_tui.usecases.parts.task_rows import BY_DAY, in_sight, read_tasks
from crm_tui.usecases.shapes import Named

ATTACHMENT, _DOCUMENT = core(Attachment), core(KepSetDocument)
_REMOVER = EMPLOYEE.alias("remover")
MODELS: dict[SubjectKind, type[SQLModel]] = {
    SubjectKind.CLIENT: Client,
    SubjectKind.KEP_SET: KepSet,
    SubjectKind.TASK: Task,
    SubjectKind.TALK: Talk,
    SubjectKind.PAPER: Paper,
}
COLUMNS = {
    SubjectKind.CLIENT: "client_id",
    SubjectKind.KEP_SET: "set_id",
    SubjectKind.TASK: "task_id",
    SubjectKind.TALK: "talk_id",
    SubjectKind.PAPER: "paper_id",
}
_ASKS = {
    SubjectKind.CLIENT: Permission.CLIENTS_CLIENT_READ,
    SubjectKind.KEP_SET: Permission.KEP_SET_READ,
    SubjectKind.TASK: Permission.TASKS_TASK_READ,
    SubjectKind.TALK: Permission.TALKS_TALK_READ,
    SubjectKind.PAPER: Permission.PAPERS_PAPER_READ,
}


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file on a record. `about` is that record in words; `document` the paper of a set's checklist."""

    id: int
    name: str
    kind: FileKind
    size: int
    note: str
    subject_kind: SubjectKind
    subject_id: int
    about: str
    document: str
    client: Named | None
    author: Named | None
    created_at: datetime
    removed_at: datetime | None
    removed_by: Named | None
    removed_reason: str
    sha256: str
    version: int

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)


_WHOSE = func.coalesce(
    ATTACHMENT.c.client_id, KEP_SET.c.client_id, TASK.c.client_id, TALK.c.client_id, PAPER.c.client_id
)
SELECT_ATTACHMENTS = select(
    *(
        ATTACHMENT.c[name]
        for name in ("id", "name", "kind", "size", "note", "sha256", "author_id", "version")
    ),
    *(ATTACHMENT.c[name] for name in ("created_at", "removed_at", "removed_by_id", "removed_reason")),
    *(ATTACHMENT.c[name] for name in COLUMNS.values()),
    CLIENT.c.id.label("whose_id"),
    client_name().label("client_name"),
    EMPLOYEE.c.full_name.label("author_name"),
    _REMOVER.c.full_name.label("remover_name"),
    _DOCUMENT.c.name.label("document"),
    TASK.c.title,
    TALK.c.started_at,
    TALK.c.author_id.label("talk_author_id"),
    PAPER.c.number_text,
).select_from(
    ATTACHMENT.outerjoin(KEP_SET, KEP_SET.c.id == ATTACHMENT.c.set_id)
    .outerjoin(TASK, TASK.c.id == ATTACHMENT.c.task_id)
    .outerjoin(TALK, TALK.c.id == ATTACHMENT.c.talk_id)
    .outerjoin(PAPER, PAPER.c.id == ATTACHMENT.c.paper_id)
    .outerjoin(_DOCUMENT, _DOCUMENT.c.id == ATTACHMENT.c.document_id)
    .outerjoin(CLIENT, CLIENT.c.id == _WHOSE)
    .outerjoin(EMPLOYEE, EMPLOYEE.c.id == ATTACHMENT.c.author_id)
    .outerjoin(_REMOVER, _REMOVER.c.id == ATTACHMENT.c.removed_by_id)
)


def of_client(client_id: int) -> Select[Any]:
    """The numbers of all attachments of a client: on his card, his sets, tasks, talks and papers."""
    asked = select(ATTACHMENT.c.id).where(ATTACHMENT.c.client_id == client_id)
    others = [
        select(ATTACHMENT.c.id)
        .join(core(model), core(model).c.id == ATTACHMENT.c[COLUMNS[kind]])
        .where(core(model).c.client_id == client_id)
        for kind, model in MODELS.items()
        if kind is not SubjectKind.CLIENT
    ]
    return select(asked.union_all(*others).subquery().c.id)


def count_of_client(unit: Unit, client_id: int) -> int:
    """How many of a client's files the actor sees (200 at most); cheap where there are none."""
    if not allowed(unit.actor, Permission.CLIENTS_ATTACHMENT_READ):
        return 0
    numbers = of_client(client_id)
    if not fetch(unit, numbers.limit(1)):
        return 0
    return len(read_attachments(unit, SELECT_ATTACHMENTS.where(ATTACHMENT.c.id.in_(numbers))))


def read_attachments(
    unit: Unit, asked: Select[Any], *, removed: bool = False, limit: int = 200
) -> tuple[AttachmentRow, ...]:
    """Those of the asked that the actor may see, the newest first; `removed`: also those taken off."""
    if not removed:
        asked = asked.where(ATTACHMENT.c.removed_at.is_(None))
    rows = fetch(unit, asked.order_by(ATTACHMENT.c.created_at.desc(), ATTACHMENT.c.id.desc()).limit(limit))
    return tuple(_row(one) for one in _seen(unit, rows))


def sees_subject(unit: Unit, subject: Subject) -> bool:
    """Whether the actor may look at the record that a file hangs on, or is to hang on."""
    if not allowed(unit.actor, _ASKS[subject.kind]):
        return False
    if subject.kind is SubjectKind.TASK:
        return subject.id in _tasks_seen(unit, [subject.id])
    if subject.kind is SubjectKind.TALK:
        asked = select(TALK.c.author_id).where(TALK.c.id == subject.id, TALK.c.state == TalkState.SAVED)
        return any(_hears(unit, row.author_id) for row in fetch(unit, asked))
    return True


def _seen(unit: Unit, rows: Sequence[Row[Any]]) -> Iterable[Row[Any]]:
    tasks = _tasks_seen(unit, [row.task_id for row in rows if row.task_id is not None])
    for row in rows:
        kind = _kind(row)
        if not allowed(unit.actor, _ASKS[kind]):
            continue
        if kind is SubjectKind.TASK and row.task_id not in tasks:
            continue
        if kind is SubjectKind.TALK and not _hears(unit, row.talk_author_id):
            continue
        yield row


def _hears(unit: Unit, author_id: int) -> bool:
    return author_id == unit.actor.id or allowed(unit.actor, Permission.TALKS_TALK_READ_OTHERS)


def _tasks_seen(unit: Unit, ids: list[int]) -> set[int]:
    if not ids:
        return set()
    of_them = f"t.id IN ({', '.join(str(int(one)) for one in sorted(set(ids)))})"
    return {row.id for row in read_tasks(unit, in_sight(unit, Asked((of_them,))), BY_DAY, len(ids))}


def _kind(row: Row[Any]) -> SubjectKind:
    return next(kind for kind, column in COLUMNS.items() if getattr(row, column) is not None)


def _row(row: Row[Any]) -> AttachmentRow:
    kind = _kind(row)
    return AttachmentRow(
        id=row.id,
        name=row.name,
        kind=row.kind,
        size=row.size,
        note=row.note,
        subject_kind=kind,
        subject_id=getattr(row, COLUMNS[kind]),
        about=_about(kind, row),
        document=row.document or "",
        client=named(row.whose_id, row.client_name),
        author=named(row.author_id, row.author_name),
        created_at=row.created_at,
        removed_at=row.removed_at,
        removed_by=named(row.removed_by_id, row.remover_name),
        removed_reason=row.removed_reason,
        sha256=row.sha256,
        version=row.version,
    )


def _about(kind: SubjectKind, row: Row[Any]) -> str:
    if kind is SubjectKind.KEP_SET:
        return kep_ref(row.set_id)
    if kind is SubjectKind.TALK:
        return format_date(today(row.started_at))
    return {SubjectKind.TASK: row.title, SubjectKind.PAPER: row.number_text}.get(kind, row.client_name) or ""
