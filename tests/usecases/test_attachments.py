"""Files on clients, sets, tasks, talks and papers: attached, seen, given out, taken off."""

from dataclasses import replace

import pytest

from crm_tui.domain.attachments import FileKind, Subject, SubjectKind
from crm_tui.domain.errors import Forbidden, NotFound, Refused
from crm_tui.domain.kinds import PaperState, Role
from crm_tui.domain.permissions import Actor
from crm_tui.usecases.attachments import (
    AttachmentRow,
    add_attachments,
    attachment_content,
    client_attachments,
    list_attachments,
    remove_attachment,
)
from crm_tui.usecases.audit_log import AuditFilter, list_audit
from crm_tui.usecases.client_merge import merge_clients, undo_merge
from crm_tui.usecases.kep_sets import show_set
from crm_tui.usecases.office import Office
from crm_tui.usecases.shapes import Named
from tests.factories import Make

PDF = b"%PDF-1.7 passport"


def attach(
    office: Office, kind: SubjectKind, number: int | None, content: bytes = PDF, **more: object
) -> AttachmentRow:
    files = [(str(more.pop("name", "паспорт.pdf")), content)]
    subject = Subject(kind, number or 0)
    (row,) = office.call(add_attachments, subject=subject, files=files, **more)  # type: ignore[arg-type]
    return row


def test_the_client_has_the_files_of_all_that_is_his_newest_first(office: Office, make: Make) -> None:
    client, firm = make.client("Ромашка"), make.own_entity()
    talk = make.talk(client, author_id=office.actor.id)
    task = make.task(client, title="передзвонити")
    paper = make.paper(
        client, own_entity_id=firm.id, state=PaperState.ISSUED, number=1, year=2026, number_text="1"
    )
    kep = make.kep_set(client)
    for kind, one in (
        (SubjectKind.CLIENT, client),
        (SubjectKind.KEP_SET, kep),
        (SubjectKind.TASK, task),
        (SubjectKind.TALK, talk),
        (SubjectKind.PAPER, paper),
    ):
        row = attach(office, kind, one.id, note=f" про\n{kind} ")
        assert (row.kind, row.size, row.subject, row.note) == (
            FileKind.PDF,
            len(PDF),
            Subject(kind, one.id or 0),
            f"про {kind}",
        )
        assert row.client == Named(client.id or 0, "Ромашка")
    attach(office, SubjectKind.CLIENT, make.client("Інші").id)
    rows = office.call(client_attachments, client_id=client.id or 0)
    assert [row.subject_kind for row in rows] == list(reversed(SubjectKind))
    assert len({row.sha256 for row in rows}) == 1, "the bytes are kept once"
    assert rows[2].about == "передзвонити"
    assert office.call(attachment_content, attachment_id=rows[0].id).content == PDF


def test_a_scan_belongs_to_a_document_of_the_checklist(office: Office, make: Make) -> None:
    kep = make.kep_set()
    make.save(_document(kep.id or 0, "Заява"))
    row = attach(office, SubjectKind.KEP_SET, kep.id, document=1)
    assert row.document == "Заява"
    (document,) = office.call(show_set, set_id=kep.id or 0).documents
    assert [(one.id, one.name) for one in document.scans] == [(row.id, "паспорт.pdf")]
    assert document.received_on is None, "a scan is not the paper itself"
    office.call(remove_attachment, attachment_id=row.id, reason="не та")
    assert office.call(show_set, set_id=kep.id or 0).documents[0].scans == ()
    with pytest.raises(NotFound):
        attach(office, SubjectKind.KEP_SET, kep.id, document=7)
    with pytest.raises(Refused, match="checklist"):
        attach(office, SubjectKind.CLIENT, kep.client_id, document=1)


def test_what_is_refused_changes_nothing(office: Office, make: Make) -> None:
    client = make.client()
    draft = make.paper(client, state=PaperState.DRAFT, number=None)
    attach(office, SubjectKind.CLIENT, client.id)
    for files, said in (
        ([("a.pdf", b"%PDF-2"), ("b.pdf", PDF)], "attached here already"),
        ([("a.pdf", b"%PDF-2"), ("key.jks", b"x")], "store of keys"),
        ([("a.pdf", b"%PDF-2"), ("b.pdf", b"")], "empty"),
    ):
        with pytest.raises(Refused, match=said):
            office.call(add_attachments, subject=Subject(SubjectKind.CLIENT, client.id or 0), files=files)
    with pytest.raises(Refused, match="draft"):
        attach(office, SubjectKind.PAPER, draft.id)
    with pytest.raises(NotFound):
        attach(office, SubjectKind.TASK, 4711)
    assert len(office.call(client_attachments, client_id=client.id or 0)) == 1


def test_removal_is_a_mark_with_a_reason_by_the_author_or_a_head(
    office: Office, make: Make, actors: dict[Role, Actor]
) -> None:
    client = make.client()
    row = attach(office.as_actor(actors[Role.OPERATOR]), SubjectKind.CLIENT, client.id)
    with pytest.raises(Forbidden, match="colleague"):
        office.as_actor(actors[Role.MANAGER]).call(remove_attachment, attachment_id=row.id, reason="x")
    with pytest.raises(Refused, match="why"):
        office.as_actor(actors[Role.OPERATOR]).call(remove_attachment, attachment_id=row.id, reason=" ")
    gone = office.as_actor(actors[Role.HEAD]).call(
        remove_attachment, attachment_id=row.id, reason="чужий паспорт"
    )
    assert (gone.removed_reason, gone.removed_by and gone.removed_by.id) == (
        "чужий паспорт",
        actors[Role.HEAD].id,
    )
    with pytest.raises(Refused, match="already"):
        office.as_actor(actors[Role.HEAD]).call(remove_attachment, attachment_id=row.id, reason="ще раз")
    of = {"client_id": client.id or 0}
    assert office.call(client_attachments, **of) == ()
    assert [one.id for one in office.call(client_attachments, **of, removed=True)] == [row.id]
    with pytest.raises(Forbidden, match="чужий"):
        office.as_actor(actors[Role.OPERATOR]).call(attachment_content, attachment_id=row.id)
    assert office.as_actor(actors[Role.HEAD]).call(attachment_content, attachment_id=row.id).content == PDF
    again = attach(office.as_actor(actors[Role.OPERATOR]), SubjectKind.CLIENT, client.id)
    assert again.id != row.id, "taken off by mistake, it is simply attached anew"


def test_files_of_what_one_may_not_see_are_not_seen_and_reading_anothers_is_logged(
    office: Office, make: Make, actors: dict[Role, Actor]
) -> None:
    client, manager, operator = make.client(), actors[Role.MANAGER], actors[Role.OPERATOR]
    talk = make.talk(client, author_id=manager.id)
    task = make.task(client, author_id=manager.id, assignee_id=manager.id)
    theirs = office.as_actor(manager)
    mine = office.as_actor(operator)
    on_talk = attach(theirs, SubjectKind.TALK, talk.id)
    attach(theirs, SubjectKind.TASK, task.id)
    on_card = attach(theirs, SubjectKind.CLIENT, client.id)
    assert [row.id for row in mine.call(client_attachments, client_id=client.id or 0)] == [on_card.id]
    for kind, one in ((SubjectKind.TALK, talk), (SubjectKind.TASK, task)):
        with pytest.raises(NotFound):
            attach(mine, kind, one.id)
        with pytest.raises(NotFound):
            mine.call(list_attachments, subject=Subject(kind, one.id or 0))
    with pytest.raises(NotFound):
        mine.call(attachment_content, attachment_id=on_talk.id)
    mine.call(attachment_content, attachment_id=on_card.id)
    read = [
        one
        for one in office.as_actor(actors[Role.ADMIN])
        .call(list_audit, wanted=AuditFilter(table_name="attachment"))
        .rows
        if one.change == "read"
    ]
    assert [(one.row_id, one.actor) for one in read] == [(str(on_card.id), operator.login)]


def test_a_merged_card_brings_its_files_and_takes_them_back(
    office: Office, make: Make, actors: dict[Role, Actor]
) -> None:
    kept, merged = make.client(), make.client()
    attach(office, SubjectKind.CLIENT, merged.id)
    head = office.as_actor(actors[Role.HEAD])
    done = head.call(merge_clients, keep_id=kept.id or 0, merge_id=merged.id or 0)
    assert len(office.call(client_attachments, client_id=kept.id or 0)) == 1
    with pytest.raises(Refused, match="no more"):
        attach(office, SubjectKind.CLIENT, merged.id)
    head.call(undo_merge, merge_id=done.id)
    assert len(office.call(client_attachments, client_id=merged.id or 0)) == 1


def test_the_size_is_bounded_by_the_setting(office: Office, make: Make) -> None:
    settings = replace(office.store.settings, attachment_mb=1)
    narrow = replace(office, store=replace(office.store, settings=settings), settings=settings)
    client = make.client()
    with pytest.raises(Refused, match="1 MB"):
        attach(narrow, SubjectKind.CLIENT, client.id, PDF + b"x" * (1 << 20))


def _document(set_id: int, name: str) -> object:
    from crm_tui.store.tables import KepSetDocument

    return KepSetDocument(set_id=set_id, place=1, name=name)
