"""A set of certificates opened: its facts, papers and prices, with all that may be done about it."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.attachments import Subject, SubjectKind
from crm_tui.domain.kyiv import format_date, today
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _
from crm_tui.screens.attached import Attached, Holder
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.choice_pick import ChoicePick
from crm_tui.screens.client_words import one_line
from crm_tui.screens.dialling import Dialable
from crm_tui.screens.kep_fact_forms import DocumentsForm, GenerateForm, typed_day
from crm_tui.screens.kep_opening import open_kep_edit, open_kep_form
from crm_tui.screens.kep_printing import KepPrintForm, Printed
from crm_tui.screens.kep_rights import FACTS, NOT_YET, RIGHTS, may, taken
from crm_tui.screens.kep_set_rows import card_columns, card_rows, head_words
from crm_tui.screens.one_line_form import OneLineForm
from crm_tui.screens.paper_opening import open_paper
from crm_tui.screens.paper_take_off import ask_for_set
from crm_tui.usecases.kep_boxes import BoxRow, list_boxes
from crm_tui.usecases.kep_certificates import CertificateTerm, terms_for_set
from crm_tui.usecases.kep_facts import KepFact, mark_paid, order_set, receive_document, take_back
from crm_tui.usecases.kep_papers import papers_of_set
from crm_tui.usecases.kep_sets import KepSetCard, cancel_set, show_set
from crm_tui.usecases.papers import Issued, PaperRow
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList


class KepSetScreen(Attached[bool], BaseScreen[bool]):
    """One set; `card` is what was read last. Answers True when something was changed."""

    TITLE_WORD = N_("Set of certificates")
    HELP_TEXT = N_(
        "Enter on a fact that is missing tells it, on a paper of the checklist ticks it, on an issued paper "
        "opens it; elsewhere it lists all that can be done. ! is a debt."
    )
    LOOKS_AT = frozenset({"kep"})
    DEFAULT_CSS = "KepSetScreen #head { height: 2; text-style: bold; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "edit", N_("Change"), id="kep_set.edit", tooltip=N_("Holders, manager, note")),
        Binding("f5", "order", N_("Ordered"), id="kep_set.order", tooltip=N_("It is ordered at the CA")),
        Binding(
            "f6",
            "generate",
            N_("Generated"),
            id="kep_set.generate",
            tooltip=N_("The certificates are made: their term"),
        ),
        Binding(
            "insert",
            "documents",
            N_("Documents"),
            id="kep_set.documents",
            tooltip=N_("All documents are here, and where"),
        ),
        Binding(
            "f7",
            "print",
            N_("Print"),
            id="kep_set.print",
            tooltip=N_("Invoice, contract, act: issued where they are missing, in one file"),
        ),
        Binding(
            "space", "tick", N_("Tick"), show=False, id="kep_set.tick", tooltip=N_("A paper of the checklist")
        ),
        Binding(
            "alt+m",
            "paid",
            N_("Paid"),
            id="kep_set.paid",
            tooltip=N_("The money came to the CA, past our invoice"),
        ),
        Binding(
            "plus,alt+e",
            "renew",
            N_("Renew"),
            show=False,
            id="kep_set.renew",
            tooltip=N_("The next set for the same holders"),
        ),
        Binding(
            "alt+i",
            "price",
            N_("Prices"),
            show=False,
            id="kep_set.price",
            tooltip=N_("Other prices, one more line"),
        ),
        Binding(
            "backspace,alt+z",
            "take_back",
            N_("Take back"),
            show=False,
            id="kep_set.take_back",
            tooltip=N_("A fact told by mistake, with the reason"),
        ),
        Binding(
            "alt+x",
            "off",
            N_("Off the invoice"),
            show=False,
            id="kep_set.off",
            tooltip=N_("The other sets stay on it, under its number"),
        ),
        Binding(
            "delete",
            "cancel",
            N_("Cancel it"),
            show=False,
            id="kep_set.cancel",
            tooltip=N_("Cancels the set, with a reason"),
        ),
        Binding(
            "f3",
            "card",
            N_("Card"),
            show=False,
            id="kep_set.card",
            tooltip=N_("Opens the card of the client"),
        ),
        Binding("escape", "leave", N_("Leave"), id="kep_set.leave"),
    ]

    def __init__(self, set_id: int) -> None:
        super().__init__()
        self.set_id = set_id
        self.card: KepSetCard | None = None
        self.papers: tuple[PaperRow, ...] = ()
        self.touched = False

    def body(self) -> ComposeResult:
        yield TextBlock(id="head")
        yield VirtualList(card_columns())

    def on_mount(self) -> None:
        self.look_again()

    def look_again(self) -> None:
        """Reads the set again; the cursor stays."""
        office, set_id = self.office, self.set_id

        def read() -> tuple[KepSetCard, tuple[PaperRow, ...]]:
            return office.call(show_set, set_id=set_id), office.call(papers_of_set, set_id=set_id)

        self.ask(read, lambda found: self._show(*found), group="set")

    def _show(self, card: KepSetCard, papers: tuple[PaperRow, ...]) -> None:
        self.card, self.papers = card, papers
        now = today(self.office.clock())
        self.query_one("#head", TextBlock).say(head_words(card, now))
        rows = self.query_one(VirtualList)
        at = rows.cursor
        lines = card_rows(card, papers, now)
        rows.show(MemoryRows(lines), keep=lines[min(at, len(lines) - 1)].id)
        self.refresh_bindings()
        self.show_keys()
        self.show_title()

    def title_word(self) -> str:
        return self.card.row.ref if self.card else _(self.TITLE_WORD)

    def plain_text(self) -> str:
        if self.card is None:
            return ""
        now = today(self.office.clock())
        lines = [" ".join(row.cells).strip() for row in card_rows(self.card, self.papers, now)]
        return "\n".join([head_words(self.card, now), *lines])

    def dialable(self) -> Dialable | None:
        return Dialable(client_id=self.card.row.client.id) if self.card else None

    def holder(self) -> Holder | None:
        if self.card is None:
            return None
        row = self.query_one(VirtualList).current
        name, _space, place = _act_of(row.id if row else None).partition(" ")
        here = int(place) if name == "tick" else None
        return Holder(Subject(SubjectKind.KEP_SET, self.set_id), self.card.row.ref, self.card.documents, here)

    # What may be done.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what this person may do about a set in this state is offered."""
        del parameters
        return action not in RIGHTS or self._may(action)

    def _may(self, action: str) -> bool:
        return may(self.office, self.card, action)

    def _acts(self) -> list[tuple[str, str, Callable[[], object]]]:
        return [
            ("order", _("It is ordered"), self.action_order),
            ("generate", _("It is generated"), self.action_generate),
            ("documents", _("All documents are here"), self.action_documents),
            ("print", _("Print its papers"), self.action_print),
            ("paid", _("It is paid to the CA, past our invoice"), self.action_paid),
            ("renew", _("Renew: the next set"), self.action_renew),
            ("edit", _("Change it"), self.action_edit),
            ("price", _("Change its prices"), self.action_price),
            ("off", _("Take it off the invoice it shares"), self.action_off),
            ("card", _("Open the client's card"), self.action_card),
            ("files", _("Files and scans"), self.action_files),
            ("take_back", _("Take a fact back"), self.action_take_back),
            ("cancel", _("Cancel it"), self.action_cancel),
        ]

    # Keys.

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        act = _act_of(event.row.id)
        name, _space, place = act.partition(" ")
        if name == "paper":
            open_paper(self.app, int(place), then=self.changed)
        elif name == "tick" and self._may("tick"):
            self._tick(int(place))
        elif name in NOT_YET and self._may(name):
            next(run for one, _words, run in self._acts() if one == name)()
        else:
            self._list_acts()

    def _list_acts(self) -> None:
        acts = [(words, act) for name, words, act in self._acts() if self.check_action(name, ())]

        def take(place: int | None) -> None:
            if place is not None:
                acts[place][1]()

        self.app.push_screen(ChoicePick([words for words, _act in acts], 0), take)

    def action_leave(self) -> None:
        self.dismiss(self.touched or None)

    def action_card(self) -> None:
        if self.card is not None:
            self.shell.open_client(self.card.row.client.id)

    def action_edit(self) -> None:
        open_kep_edit(self.app, self.set_id, self.changed)

    def action_price(self) -> None:
        from crm_tui.screens.kep_edit_form import KepPriceForm

        if self.card is not None:
            self.app.push_screen(KepPriceForm(self.card), self.changed)

    def action_print(self) -> None:
        if self.card is not None:
            self.app.push_screen(KepPrintForm(self.card), self._printed)

    def _printed(self, done: Printed | None) -> None:
        if done is not None:
            self.changed(done)
            self.tell(done.words)

    def action_renew(self) -> None:
        if self.card is not None:
            open_kep_form(self.app, self.card.row.client.id, renews=self.card)

    def action_order(self) -> None:
        office, set_id = self.office, self.set_id
        self._ask_day(
            _("Ordered at the CA"),
            lambda text: office.call(order_set, set_id=set_id, day=typed_day(text, today(office.clock()))),
        )

    def action_paid(self) -> None:
        office, set_id = self.office, self.set_id
        self._ask_day(
            _("Paid to the CA"),
            lambda text: office.call(mark_paid, set_id=set_id, day=typed_day(text, today(office.clock()))),
        )

    def _ask_day(self, title: str, call: Callable[[str], KepSetCard]) -> None:
        def asked(text: str | None) -> None:
            if text is not None:
                self.ask(lambda: call(text), self._acted, group="act")

        now = format_date(today(self.office.clock()))
        self.app.push_screen(OneLineForm(title, _("Day"), now), asked)

    def action_generate(self) -> None:
        office, card = self.office, self.card
        if card is None:
            return

        def opened(terms: tuple[CertificateTerm, ...]) -> None:
            self.app.push_screen(GenerateForm(card, terms), self._acted)

        self.ask(lambda: office.call(terms_for_set, set_id=card.row.id), opened, group="act")

    def action_documents(self) -> None:
        office, card = self.office, self.card
        if card is None:
            return
        may_open = office.can(Permission.KEP_BOX_EDIT)

        def opened(boxes: tuple[BoxRow, ...]) -> None:
            self.app.push_screen(DocumentsForm(card, boxes, may_open=may_open), self._acted)

        self.ask(lambda: office.call(list_boxes, only_open=True), opened, group="act")

    def action_tick(self) -> None:
        row = self.query_one(VirtualList).current
        name, _space, place = _act_of(row.id if row else None).partition(" ")
        if name == "tick":
            self._tick(int(place))

    def _tick(self, place: int) -> None:
        """Ticks a paper of the checklist, or takes the tick off; the cursor goes on to the next one."""
        office, set_id = self.office, self.set_id
        document = next(one for one in (self.card.documents if self.card else ()) if one.place == place)
        here = document.received_on is not None
        if not here:
            self.query_one(VirtualList).action_move(1)
            if document.scans:
                self.tell(_("Its scan: {name} (Alt+A)").format(name=one_line(document.scans[0].name)))
        self.ask(
            lambda: office.call(receive_document, set_id=set_id, place=place, received=not here),
            self._acted,
            group="act",
        )

    def action_take_back(self) -> None:
        facts = taken(self.office, self.card) if self.card is not None else []
        if len(facts) == 1:
            self._take_back(facts[0])
            return

        def take(place: int | None) -> None:
            if place is not None:
                self._take_back(facts[place])

        self.app.push_screen(ChoicePick([_(FACTS[one][0]) for one in facts], 0), take)

    def _take_back(self, fact: KepFact) -> None:
        office, set_id = self.office, self.set_id

        def take(reason: str | None) -> None:
            if reason is not None:
                self.ask(
                    lambda: office.call(take_back, set_id=set_id, fact=fact, reason=reason),
                    self._acted,
                    group="act",
                )

        title = _("Take back: {fact}").format(fact=_(FACTS[fact][0]))
        self.app.push_screen(OneLineForm(title, _("Why")), take)

    def action_off(self) -> None:
        if self.card is not None:
            ask_for_set(self, self.set_id, self.card.row.ref, self._off)

    def _off(self, done: Issued) -> None:
        self.changed(done)
        number = done.paper.row.number
        said = _("Issued: № {number}").format(number=number) if number else _("The draft is without it")
        self.tell(" · ".join([said, *done.warnings]))

    def action_cancel(self) -> None:
        office, set_id = self.office, self.set_id

        def cancel(reason: str | None) -> None:
            if reason is not None:
                self.ask(
                    lambda: office.call(cancel_set, set_id=set_id, reason=reason), self._acted, group="act"
                )

        self.app.push_screen(OneLineForm(_("Cancel the set"), _("Why")), cancel)

    def _acted(self, card: KepSetCard | None) -> None:
        if card is not None:
            self.touched = True
            self._show(card, self.papers)

    def changed(self, done: object) -> None:
        """Something over the set was left: when it saved something, the set is read again."""
        if done is not None:
            self.touched = True
            self.look_again()


def _act_of(row_id: object) -> str:
    """What Enter means on a line."""
    return str(row_id[1]) if isinstance(row_id, tuple) else ""
