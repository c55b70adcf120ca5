"""The files of a record: opened, saved, attached from the disk or the scanner, taken off."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.adapters.workplace import open_file, save_file, scan_file
from crm_tui.domain.attachments import OPENABLE, SubjectKind
from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _, ngettext
from crm_tui.screens.attached import Holder
from crm_tui.screens.attachment_words import attachment_columns, attachment_detail, attachment_row
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.choice_pick import ChoicePick
from crm_tui.screens.client_words import one_line
from crm_tui.screens.file_pick import may_take, pick_files
from crm_tui.screens.file_rows import Picking
from crm_tui.screens.one_line_form import OneLineForm
from crm_tui.usecases.attachments import (
    AttachmentRow,
    attachment_content,
    client_attachments,
    list_attachments,
    note_attachment,
    remove_attachment,
)
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.attachment_in import attach_paths, attach_scan
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList

Added = tuple[AttachmentRow, ...]
OPENED = frozenset({"note", "save", "remove"})
"""What is done with the file under the cursor."""


class AttachmentsScreen(BaseScreen[bool]):
    """The files of one record; of a client, also those of his sets, tasks, talks and papers.

    Answers True when something was changed.
    """

    TITLE_WORD = N_("Files")
    HELP_TEXT = N_(
        "Enter shows a picture, a PDF, a text or an office file by this workplace's command; anything else "
        "is only saved (F7). What is taken off stays in the store: F6 shows it too, with who did it and why."
    )
    LOOKS_AT = frozenset({"attachments"})
    DEFAULT_CSS = "AttachmentsScreen #detail { height: 3; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add", N_("Attach"), id="attachments.add", tooltip=N_("Files of this machine")),
        Binding("f5", "scan", N_("Scan"), id="attachments.scan", tooltip=N_("A page from the scanner")),
        Binding("f7", "save", N_("Save"), id="attachments.save", tooltip=N_("Into your own folder")),
        Binding("f2", "note", N_("Note"), id="attachments.note", tooltip=N_("Words about this file")),
        Binding("f6", "removed", N_("Taken off too"), id="attachments.removed"),
        Binding("delete", "remove", N_("Take off"), id="attachments.remove", tooltip=N_("With a reason")),
        Binding("escape", "leave", N_("Leave"), id="attachments.leave"),
    ]

    def __init__(self, holder: Holder) -> None:
        super().__init__()
        self.holder = holder
        self.with_removed = self.touched = False
        self.found: Added = ()

    def body(self) -> ComposeResult:
        empty = _("No files yet. Insert attaches them.")
        yield VirtualList(attachment_columns(about=self._of_client), empty=empty)
        yield TextBlock(id="detail")

    def on_mount(self) -> None:
        self.look_again()

    @property
    def _of_client(self) -> bool:
        return self.holder.subject.kind is SubjectKind.CLIENT

    def title_word(self) -> str:
        return f"{_(self.TITLE_WORD)}: {one_line(self.holder.name)}"

    def plain_text(self) -> str:
        return "\n".join(" ".join(attachment_row(one, about=True).cells) for one in self.found)

    def look_again(self) -> None:
        """Reads the files again; the cursor stays."""
        office, holder, removed = self.office, self.holder, self.with_removed
        if self._of_client:
            self.ask(
                lambda: office.call(client_attachments, client_id=holder.subject.id, removed=removed),
                self._show,
                group="files",
            )
        else:
            self.ask(
                lambda: office.call(list_attachments, subject=holder.subject, removed=removed),
                self._show,
                group="files",
            )

    def _show(self, found: Added) -> None:
        first, self.found = not self.found, found
        rows = self.query_one(VirtualList)
        keep = rows.current.id if rows.current else self._begin() if first else None
        rows.show(MemoryRows([attachment_row(one, about=self._of_client) for one in found]), keep=keep)
        self.refresh_bindings()

    def _begin(self) -> int | None:
        """The newest scan of the document that the cursor was on."""
        scans = [one.scans for one in self.holder.documents if one.place == self.holder.document]
        return scans[0][0].id if scans and scans[0] else None

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        row = self._row()
        self.query_one("#detail", TextBlock).say(attachment_detail(row) if row and event.row else "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what this person may do is offered."""
        del parameters
        if action in {"add", "scan", "note", "remove"} and not self.office.can(
            Permission.CLIENTS_ATTACHMENT_EDIT
        ):
            return False
        return action not in OPENED or bool(self.found)

    def _row(self) -> AttachmentRow | None:
        current = self.query_one(VirtualList).current
        return next((one for one in self.found if current and one.id == current.id), None)

    # Keys.

    def on_virtual_list_picked(self, _event: VirtualList.Picked) -> None:
        row, office = self._row(), self.office
        if row is None:
            return
        if row.kind not in OPENABLE:
            self.refuse(Refused(_("A file of this kind is only saved (F7), it is never opened from here")))
            return

        def show() -> Path:
            place = _save(office, row.id)
            open_file(office.settings.open_command, place)
            return place

        self.ask(show, lambda place: self.tell(_("Opened: {place}").format(place=place)), group="act")

    def action_save(self) -> None:
        if (row := self._row()) is not None:
            office, number = self.office, row.id
            self.ask(
                lambda: _save(office, number),
                lambda place: self.tell(_("Saved: {place}").format(place=place)),
                group="act",
            )

    def action_add(self) -> None:
        office, subject = self.office, self.holder.subject

        def chosen(document: int | None) -> None:
            pick_files(
                self,
                Picking(_("Attach files"), purpose="attachments"),
                lambda paths: self.ask(
                    lambda: attach_paths(office, paths, subject, document=document, allowed=may_take(office)),
                    self._added,
                    group="act",
                ),
            )

        self._choose_document(chosen)

    def action_scan(self) -> None:
        office, subject = self.office, self.holder.subject

        def chosen(document: int | None) -> None:
            self.tell(_("Scanning…"))
            self.ask(
                lambda: attach_scan(office, scan_file, subject, document=document), self._added, group="act"
            )

        self._choose_document(chosen)

    def _choose_document(self, then: Callable[[int | None], None]) -> None:
        """Which document of a set's checklist it is; the one that the cursor was on is offered."""
        documents = self.holder.documents
        if not documents:
            then(None)
            return
        places = [None, *(one.place for one in documents)]

        def picked(place: int | None) -> None:
            if place is not None:
                then(places[place])

        words = [_("No document of the checklist"), *(one_line(one.name) for one in documents)]
        self.app.push_screen(ChoicePick(words, places.index(self.holder.document)), picked)

    def _added(self, rows: Added) -> None:
        self._changed(rows)
        count = len(rows)
        self.tell(ngettext("{n} file attached", "{n} files attached", count).format(n=count))

    def action_note(self) -> None:
        row, office = self._row(), self.office
        if row is None:
            return

        def said(text: str | None) -> None:
            if text is not None:
                self.ask(
                    lambda: office.call(
                        note_attachment, attachment_id=row.id, note=text, version=row.version
                    ),
                    self._changed,
                    group="act",
                )

        self.app.push_screen(OneLineForm(_("Note"), one_line(row.name), row.note), said)

    def action_removed(self) -> None:
        self.with_removed = not self.with_removed
        self.look_again()

    def action_remove(self) -> None:
        row, office = self._row(), self.office
        if row is None:
            return

        def said(reason: str | None) -> None:
            if reason is not None:
                self.ask(
                    lambda: office.call(remove_attachment, attachment_id=row.id, reason=reason),
                    self._changed,
                    group="act",
                )

        title = _("Take off: {name}").format(name=one_line(row.name))
        self.app.push_screen(OneLineForm(title, _("Why")), said)

    def _changed(self, _done: object) -> None:
        self.touched = True
        self.look_again()

    def action_leave(self) -> None:
        self.dismiss(self.touched or None)


def _save(office: Office, attachment_id: int) -> Path:
    file = office.call(attachment_content, attachment_id=attachment_id)
    return save_file(office.settings.out_dir, file.name, file.content)
