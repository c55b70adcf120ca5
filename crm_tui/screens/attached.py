"""The key that opens the files of a record, the same on a card, a set, a task and a paper."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from crm_tui.domain.attachments import Subject, SubjectKind
from crm_tui.i18n import N_
from crm_tui.screens.base import Manners, Result

if TYPE_CHECKING:
    from crm_tui.usecases.parts.kep_rows import KepDocumentRow


@dataclass(frozen=True, slots=True)
class Holder:
    """The record whose files are wanted, and its name.

    A set brings its checklist, and the place in it that the cursor is on.
    """

    subject: Subject
    name: str
    documents: "tuple[KepDocumentRow, ...]" = ()
    document: int | None = None


def of_client(client_id: int, name: str) -> Holder:
    """A client, with the files of all that is his."""
    return Holder(Subject(SubjectKind.CLIENT, client_id), name)


class Attached(Manners[Result]):
    """A screen of one record that files hang on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "alt+a",
            "files",
            N_("Files"),
            show=False,
            id="attached.files",
            tooltip=N_("Files and scans of this record: opened, attached, saved"),
        ),
    ]

    def holder(self) -> Holder | None:
        """The record as it stands; None while it is being read."""
        raise NotImplementedError

    def action_files(self) -> None:
        from crm_tui.screens.attachments import AttachmentsScreen

        if (holder := self.holder()) is not None:
            self.app.push_screen(AttachmentsScreen(holder), self._left_files)

    def _left_files(self, changed: bool | None) -> None:
        if changed:
            self.look_again()
