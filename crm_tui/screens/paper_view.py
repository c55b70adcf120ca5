"""A paper opened: as it is printed, with all that can be done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.adapters.workplace import open_file, print_content, save_file
from crm_tui.domain.attachments import Subject, SubjectKind
from crm_tui.domain.kinds import PaperState
from crm_tui.domain.papers import PaperKind
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _
from crm_tui.screens.attached import Attached, Holder
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.choice_pick import ChoicePick
from crm_tui.screens.client_words import one_line
from crm_tui.screens.dialling import Dialable
from crm_tui.screens.one_line_form import OneLineForm
from crm_tui.screens.paper_opening import open_paper, open_paper_form
from crm_tui.screens.paper_take_off import ask_for_line
from crm_tui.screens.paper_words import paper_head, paper_name
from crm_tui.screens.yes_no import YesNo
from crm_tui.usecases.mail import MailRow, send_paper
from crm_tui.usecases.office import Office
from crm_tui.usecases.own_entities import list_own_entities
from crm_tui.usecases.paper_drafts import Prepared
from crm_tui.usecases.papers import (
    Issued,
    PaperCard,
    cancel_paper,
    drop_draft_paper,
    issue_paper,
    new_version,
    paper_pdf,
    paper_text,
    show_paper,
)
from crm_tui.usecases.parts.contract_printing import printed_now
from crm_tui.usecases.parts.paper_lines import fields_of
from crm_tui.widgets.columns import Column
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList

NEXT = {PaperKind.OFFER: PaperKind.INVOICE, PaperKind.INVOICE: PaperKind.ACT}
"""What is made after a paper."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A paper with its text, read in one go."""

    card: PaperCard
    text: str


class PaperScreen(Attached[bool], BaseScreen[bool]):
    """One paper; `card` is what was read last. Answers True when something was changed."""

    TITLE_WORD = N_("Paper")
    HELP_TEXT = N_("Enter lists all that can be done with this paper: print, save, send, cancel and more.")
    LOOKS_AT = frozenset({"papers", "payments"})
    DEFAULT_CSS = """
    PaperScreen #head { height: 2; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "edit", N_("Change"), id="paper_view.edit", tooltip=N_("A draft, or a new version")),
        Binding(
            "f5",
            "issue",
            N_("Issue"),
            id="paper_view.issue",
            tooltip=N_("Gives it its number and its file"),
        ),
        Binding(
            "f6",
            "next",
            N_("Go on"),
            id="paper_view.next",
            tooltip=N_("An invoice after an offer, an act after it"),
        ),
        Binding(
            "f7",
            "print",
            N_("Print"),
            id="paper_view.print",
            tooltip=N_("By this workplace's command"),
        ),
        Binding(
            "insert",
            "send",
            N_("Send"),
            id="paper_view.send",
            tooltip=N_("By e-mail, from the queue"),
        ),
        Binding(
            "f3",
            "card",
            N_("Card"),
            show=False,
            id="paper_view.card",
            tooltip=N_("Opens the card of the client"),
        ),
        Binding(
            "delete",
            "cancel",
            N_("Cancel it"),
            show=False,
            id="paper_view.cancel",
            tooltip=N_("With a reason; a draft is thrown away"),
        ),
        Binding(
            "alt+x",
            "take_off",
            N_("Take a line off"),
            show=False,
            id="paper_view.take_off",
            tooltip=N_("A new version without it, issued at once"),
        ),
        Binding("escape", "leave", N_("Leave"), id="paper_view.leave"),
    ]

    def __init__(self, paper_id: int) -> None:
        super().__init__()
        self.paper_id = paper_id
        self.card: PaperCard | None = None
        self.text = ""
        self.touched = False

    def body(self) -> ComposeResult:
        yield TextBlock(id="head")
        yield VirtualList((Column("", 40, flex=1),))

    def on_mount(self) -> None:
        self.look_again()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with a paper in this state is offered."""
        del parameters
        if action in {"edit", "issue", "next", "send", "cancel", "take_off"}:
            return self._may(action)
        return action != "print" or (self.card is not None and self.card.row.state is not PaperState.DRAFT)

    def _may(self, action: str) -> bool:
        card = self.card
        if card is None or not self.office.can(Permission.PAPERS_PAPER_EDIT):
            return False
        state, kind = card.row.state, card.row.kind
        if state is PaperState.CANCELLED:
            return False
        if action == "issue":
            return state is PaperState.DRAFT
        if action == "take_off":
            return kind is PaperKind.INVOICE and state is not PaperState.DRAFT and len(card.lines) > 1
        if action in {"send", "next"}:
            return state is not PaperState.DRAFT and (action == "send" or kind in NEXT)
        return True

    def look_again(self) -> None:
        """Reads the paper again."""
        office, paper_id = self.office, self.paper_id

        def read() -> Opened:
            return Opened(
                office.call(show_paper, paper_id=paper_id), office.call(paper_text, paper_id=paper_id)
            )

        self.ask(read, self._show, group="paper")

    def _show(self, opened: Opened) -> None:
        self.card, self.text = opened.card, opened.text
        self.query_one("#head", TextBlock).say("\n".join(paper_head(opened.card)))
        rows = [Row(n, n, (line,)) for n, line in enumerate(opened.text.splitlines())]
        kept = self.query_one(VirtualList).current
        self.query_one(VirtualList).show(MemoryRows(rows), keep=kept.id if kept else None)
        self.refresh_bindings()
        self.show_keys()
        self.show_title()

    def title_word(self) -> str:
        return paper_name(self.card.row) if self.card else _(self.TITLE_WORD)

    def plain_text(self) -> str:
        return self.text

    def dialable(self) -> Dialable | None:
        return Dialable(client_id=self.card.row.client.id) if self.card else None

    def holder(self) -> Holder | None:
        return (
            Holder(Subject(SubjectKind.PAPER, self.paper_id), paper_name(self.card.row))
            if self.card
            else None
        )

    # Keys.

    def on_virtual_list_picked(self) -> None:
        """All that can be done now, as a list."""
        acts = [(words, act) for name, words, act in self._acts() if self.check_action(name, ())]

        def take(place: int | None) -> None:
            if place is not None:
                acts[place][1]()

        self.app.push_screen(ChoicePick([words for words, _act in acts], 0), take)

    def _acts(self) -> list[tuple[str, str, Callable[[], object]]]:
        return [
            ("issue", _("Issue it"), self.action_issue),
            ("print", _("Print it"), self.action_print),
            ("send", _("Send it by e-mail"), self.action_send),
            ("print", _("Save its file in my folder"), self.action_save),
            ("print", _("Show its file"), self.action_show_file),
            ("next", _("Go on: the next paper"), self.action_next),
            ("edit", _("Change it"), self.action_edit),
            ("take_off", _("Take a line off"), self.action_take_off),
            ("card", _("Open the client's card"), self.action_card),
            ("files", _("Files and scans"), self.action_files),
            ("cancel", _("Cancel it"), self.action_cancel),
        ]

    def action_leave(self) -> None:
        self.dismiss(self.touched or None)

    def action_card(self) -> None:
        if self.card is not None:
            self.shell.open_client(self.card.row.client.id)

    def action_issue(self) -> None:
        office, paper_id = self.office, self.paper_id
        self.ask(lambda: office.call(issue_paper, paper_id=paper_id), self._issued, group="act")

    def _issued(self, done: Issued) -> None:
        self._changed()
        said = _("Issued: № {number}").format(number=done.paper.row.number)
        self.tell(" · ".join([said, *done.warnings]))

    def action_next(self) -> None:
        if self.card is not None and (kind := NEXT.get(self.card.row.kind)):
            open_paper_form(self.app, kind, based_on_id=self.card.id)

    def action_edit(self) -> None:
        """A draft is changed in its form; of an issued paper a new version is begun, with its reason."""
        card = self.card
        if card is None or not self._may("edit"):
            return
        if card.row.state is PaperState.DRAFT:
            self._open_form(card)
            return
        office, paper_id = self.office, self.paper_id

        def begin(reason: str | None) -> None:
            if reason is not None:
                self.ask(
                    lambda: office.call(new_version, paper_id=paper_id, reason=reason),
                    self._open_version,
                    group="act",
                )

        self.app.push_screen(OneLineForm(_("New version"), _("Why is it changed")), begin)

    def _open_version(self, card: PaperCard) -> None:
        self.touched = True
        self.dismiss(True)
        open_paper(self.app, card.id)

    def _open_form(self, card: PaperCard) -> None:
        office = self.office

        def opened(firms: Any) -> None:
            from crm_tui.screens.paper_form import PaperForm

            prepared = Prepared(fields_of(card), card.row.client.name, (), None)
            self.app.push_screen(PaperForm(prepared, firms, card), self._changed)

        self.ask(lambda: office.call(list_own_entities), opened, group="act")

    def action_take_off(self) -> None:
        if self.card is not None and self._may("take_off"):
            ask_for_line(self, self.card, self._taken_off)

    def _taken_off(self, done: Issued) -> None:
        self.paper_id = done.paper.id
        self._issued(done)

    def action_print(self) -> None:
        office, paper_id = self.office, self.paper_id
        self.ask(
            lambda: _print(office, paper_id),
            lambda name: self.tell(_("Sent to the printer: {name}").format(name=name)),
            group="act",
        )

    def action_save(self) -> None:
        office, paper_id = self.office, self.paper_id
        self.ask(
            lambda: _save(office, paper_id),
            lambda place: self.tell(_("Saved: {place}").format(place=place)),
            group="act",
        )

    def action_show_file(self) -> None:
        office, paper_id = self.office, self.paper_id

        def show() -> str:
            place = _save(office, paper_id)
            open_file(office.settings.open_command, place)
            return str(place)

        self.ask(show, lambda place: self.tell(_("Opened: {place}").format(place=place)), group="act")

    def action_send(self) -> None:
        """Asks for the address; an empty line sends to the client's own."""
        office, paper_id = self.office, self.paper_id

        def queue(address: str | None) -> None:
            if address is not None:
                self.ask(
                    lambda: office.call(send_paper, paper_id=paper_id, to_address=address),
                    self._queued,
                    group="act",
                )

        def asked(known: str) -> None:
            self.app.push_screen(OneLineForm(_("Send by e-mail"), _("To"), known), queue)

        self.ask(lambda: _address(office, self.card), asked, group="act")

    def _queued(self, row: MailRow) -> None:
        self.tell(
            _("In the queue for {address}: it goes out within a minute").format(
                address=one_line(row.to_address)
            )
        )

    def action_cancel(self) -> None:
        card, office, paper_id = self.card, self.office, self.paper_id
        if card is None or not self._may("cancel"):
            return
        if card.row.state is PaperState.DRAFT:
            self.app.push_screen(YesNo(_("Throw this draft away?")), self._throw_away)
            return

        def cancel(reason: str | None) -> None:
            if reason is not None:
                self.ask(
                    lambda: office.call(cancel_paper, paper_id=paper_id, reason=reason),
                    self._changed,
                    group="act",
                )

        self.app.push_screen(OneLineForm(_("Cancel the paper"), _("Why")), cancel)

    def _throw_away(self, yes: bool | None) -> None:
        office, paper_id = self.office, self.paper_id
        if yes:
            self.ask(
                lambda: office.call(drop_draft_paper, paper_id=paper_id),
                self._thrown_away,
                group="act",
            )

    def _thrown_away(self, _none: None) -> None:
        self.dismiss(True)

    def _changed(self, done: object = True) -> None:
        if done is not None:
            self.touched = True
            self.look_again()


def _print(office: Office, paper_id: int) -> str:
    file = office.call(paper_pdf, paper_id=paper_id)
    print_content(office.settings.print_command, file.name, file.content)
    printed_now(office, [paper_id])
    return file.name


def _save(office: Office, paper_id: int) -> Any:
    file = office.call(paper_pdf, paper_id=paper_id)
    return save_file(office.settings.out_dir, file.name, file.content)


def _address(office: Office, card: PaperCard | None) -> str:
    from crm_tui.usecases.client_card import show_client

    return office.call(show_client, client_id=card.row.client.id).fields.email if card else ""
