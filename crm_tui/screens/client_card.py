"""The client's card: all the office knows of him, in tabs that fit 80x24."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.papers import PaperKind
from crm_tui.domain.permissions import Permission
from crm_tui.domain.renewals import Renewed
from crm_tui.i18n import N_, _
from crm_tui.screens.attached import Attached, Holder, of_client
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.card_certificates import fill_from_certificates
from crm_tui.screens.card_services import ServicesTab
from crm_tui.screens.card_tab import CardTab
from crm_tui.screens.card_tabs import CARD_TABS
from crm_tui.screens.card_talks import TalksTab
from crm_tui.screens.client_form import ClientFormScreen
from crm_tui.screens.client_words import one_line, with_tags
from crm_tui.screens.contact_form import ContactForm
from crm_tui.screens.dialling import Dialable
from crm_tui.screens.service_form import ServiceForm
from crm_tui.screens.service_history import ServiceHistoryScreen
from crm_tui.screens.warning_form import WarningForm
from crm_tui.screens.yes_no import YesNo
from crm_tui.usecases.client_card import ClientCard, show_client
from crm_tui.usecases.client_services import ClientServiceRow, claim_service
from crm_tui.usecases.client_terms import TermRow, next_term, service_terms
from crm_tui.usecases.contacts import ContactRow
from crm_tui.usecases.services import ServiceRow, list_services
from crm_tui.usecases.shapes import Named
from crm_tui.usecases.warnings import WarningRow
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.tab_line import TabLine
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList


class ClientCardScreen(Attached[None], BaseScreen[None]):
    """One client. `card` is what was read last."""

    LOOKS_AT = frozenset({"calls", "certificates", "clients", "kep", "papers", "talks", "tasks"})
    TITLE_WORD = N_("Client")
    HELP_TEXT = N_("The arrows left and right turn the tabs; Insert adds to the open one.")
    DEFAULT_CSS = """
    ClientCardScreen #name { height: 1; text-style: bold; }
    ClientCardScreen #warnings { height: auto; max-height: 3; color: $warning; text-style: bold; }
    ClientCardScreen #detail { height: 5; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "open", N_("Open"), id="card.open", tooltip=N_("Opens or edits the row")),
        Binding("insert,ctrl+n", "add", N_("Add"), id="card.add", tooltip=N_("Adds to the open tab")),
        Binding("f5", "claim", N_("Take"), id="card.claim", tooltip=N_("Takes the service for oneself")),
        Binding(
            "f6",
            "history",
            N_("History"),
            id="card.history",
            tooltip=N_("All talks about this service, of all managers"),
        ),
        Binding("f7", "talk", N_("Talk"), id="card.talk", tooltip=N_("Writes down a talk with this client")),
        Binding("escape", "leave", N_("Leave"), id="card.leave"),
        Binding(
            "delete", "remove", N_("Remove"), show=False, id="card.remove", tooltip=N_("Removes the row")
        ),
        Binding("right", "turn(1)", N_("Next tab"), show=False, id="card.next"),
        Binding("left", "turn(-1)", N_("Previous tab"), show=False, id="card.previous"),
        Binding(
            "alt+v",
            "work",
            N_("Work without a call"),
            show=False,
            id="card.work",
            tooltip=N_("A visit or remote help, with its start and length"),
        ),
        Binding(
            "alt+r",
            "invoice",
            N_("Invoice"),
            show=False,
            id="card.invoice",
            tooltip=N_("An invoice, for the service under the cursor if there is one"),
        ),
        Binding(
            "alt+o",
            "offer",
            N_("Offer"),
            show=False,
            id="card.offer",
            tooltip=N_("An offer, for the service under the cursor if there is one"),
        ),
        Binding(
            "alt+u",
            "requisites",
            N_("For papers"),
            show=False,
            id="card.requisites",
            tooltip=N_("What papers need of the client: ground, bank, who signs"),
        ),
        Binding(
            "plus,alt+e",
            "extend",
            N_("Extend the service"),
            show=False,
            id="card.extend",
            tooltip=N_("The next term of the service, and the terms it had"),
        ),
        Binding(
            "alt+f",
            "fill",
            N_("Fill from certificates"),
            show=False,
            id="card.fill",
            tooltip=N_("Name, head, region, phone from his certificates; asks before it overwrites"),
        ),
        Binding("alt+g", "tags", N_("Tags"), show=False, id="card.tags", tooltip=N_("Words to find him by")),
        Binding("alt+w", "warn", N_("Warning"), show=False, id="card.warn", tooltip=N_("Adds a warning")),
        *(
            Binding(str(n + 1), f"tab({n})", tab.title, show=False, id=f"card.tab{n + 1}")
            for n, tab in enumerate(CARD_TABS)
        ),
    ]

    def __init__(self, client_id: int, *, tab: int = 0) -> None:
        super().__init__()
        self.client_id = client_id
        self.place = tab
        self._card: ClientCard | None = None

    @property
    def card(self) -> ClientCard:
        """The card as it was read; there is one as soon as a row can be opened."""
        assert self._card is not None  # noqa: S101  # a key before the first answer finds no row
        return self._card

    @property
    def tab(self) -> CardTab:
        return CARD_TABS[self.place]

    def look_again(self) -> None:
        self.reload()

    def holder(self) -> Holder | None:
        return None if self._card is None else of_client(self.client_id, self.card.name)

    def body(self) -> ComposeResult:
        yield TextBlock(id="name")
        yield TextBlock(id="warnings")
        yield TabLine()
        yield VirtualList(self.tab.columns(), empty=_(self.tab.empty))
        yield TextBlock(id="detail")

    def on_mount(self) -> None:
        self.reload()

    def title_word(self) -> str:
        return _(self.TITLE_WORD)

    # Reading and showing.

    def reload(self) -> None:
        """Reads the card again; the open tab and the cursor stay."""
        office, client_id = self.office, self.client_id
        self.ask(lambda: office.call(show_client, client_id=client_id), self._show, group="card")

    def _show(self, card: ClientCard) -> None:
        first = self._card is None
        self._card = card
        code = card.fields.tax_code
        name = f"{card.legal_form} {card.name}".strip()
        self.query_one("#name", TextBlock).say(*with_tags(one_line(f"{name}  {code}"), card.tags))
        warnings = self.query_one("#warnings", TextBlock)
        warnings.display = bool(card.warnings)
        warnings.styles.height = min(3, len(card.warnings))
        warnings.say("\n".join(f"! {one_line(warning.text)}" for warning in card.warnings))
        self._show_tab(keep=not first)

    def _show_tab(self, *, keep: bool) -> None:
        rows = self.query_one(VirtualList)
        rows.columns = self.tab.columns()
        rows.empty = _(self.tab.empty)
        rows.show(
            MemoryRows(self.tab.rows(self.card)), keep=rows.current.id if keep and rows.current else None
        )
        words = [
            f"{n + 1} {_(tab.title)}" + (f" {count}" if (count := tab.count(self.card)) else "")
            for n, tab in enumerate(CARD_TABS)
        ]
        self.query_one(TabLine).say(words, self.place)

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        text = self.tab.detail(self.card, event.row.id) if event.row and self._card else ""
        self.query_one("#detail", TextBlock).say(text)

    def dialable(self) -> Dialable | None:
        row = self._row()
        return self.tab.dialable(self.card, row.id if row else None) if self._card is not None else None

    def plain_text(self) -> str:
        """The whole open tab, for copying by the terminal's own mouse."""
        if self._card is None:
            return ""
        head = [self.query_one("#name", TextBlock).text, self.query_one("#warnings", TextBlock).text]
        rows = ["\t".join(row.cells) for row in self.tab.rows(self.card)]
        return "\n".join(line for line in [*head, *rows] if line)

    # Keys.

    def action_leave(self) -> None:
        self.dismiss()

    def action_turn(self, by: int) -> None:
        self.action_tab((self.place + by) % len(CARD_TABS))

    def action_tab(self, place: int) -> None:
        self.place = place
        if self._card is not None:
            self._show_tab(keep=False)

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        self.action_tab(event.place)

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self.tab.open(self, event.row.id)

    def action_open(self) -> None:
        if (row := self._row()) is not None:
            self.tab.open(self, row.id)

    def action_add(self) -> None:
        if self._card is not None:
            self.tab.add(self)

    def action_remove(self) -> None:
        if (row := self._row()) is not None:
            self.tab.remove(self, row.id)

    def action_tags(self) -> None:
        from crm_tui.screens.tags_form import TagsForm

        if self._card is not None:
            form = TagsForm((self.client_id,), _("Tags"), tuple(tag.name for tag in self.card.tags))
            self.app.push_screen(form, lambda change: self.reload() if change else None)

    def action_claim(self) -> None:
        """Takes the service under the cursor for oneself; who was first is told."""
        service = self._service()
        if service is None:
            self.tell(_("Open the services (3) and choose one first"))
            return
        office, client_id, service_id = self.office, self.client_id, service.id
        self.ask(
            lambda: office.call(claim_service, client_id=client_id, service_id=service_id),
            self._claimed,
            group="claim",
        )

    def _claimed(self, row: ClientServiceRow) -> None:
        self.tell(_("{service} is yours now").format(service=one_line(row.service.name)))
        self.reload()

    def action_history(self) -> None:
        service = self._service()
        if service is None:
            self.tell(_("Choose a service, or a talk about one, first"))
            return
        self.app.push_screen(ServiceHistoryScreen(Named(self.card.id, self.card.name), service))

    def action_talk(self) -> None:
        """A talk with this client, about the service under the cursor if there is one."""
        from crm_tui.screens.talk import TalkWanted
        from crm_tui.screens.talk_opening import open_talk

        service, desk = self._service(), self.shell.desk
        if desk is not None:
            wanted = TalkWanted(client_id=self.client_id, service_id=service.id if service else None)
            open_talk(desk, wanted, self)

    def action_work(self) -> None:
        """A visit or help from afar, about the service under the cursor if there is one."""
        from crm_tui.screens.work_form import WorkScreen

        if self._card is not None and self.office.can(Permission.TALKS_TALK_WRITE):
            client = Named(self.card.id, self.card.name)
            self.app.push_screen(WorkScreen(client, self._service()), self.changed)

    def action_invoice(self) -> None:
        self._begin_paper(PaperKind.INVOICE)

    def action_offer(self) -> None:
        self._begin_paper(PaperKind.OFFER)

    def _begin_paper(self, kind: PaperKind) -> None:
        from crm_tui.screens.paper_opening import open_paper_form

        if self._card is None or not self.office.can(Permission.PAPERS_PAPER_EDIT):
            return
        row = self._row()
        chosen = (int(str(row.id)),) if row is not None and isinstance(self.tab, ServicesTab) else ()
        open_paper_form(
            self.app, kind, client_id=self.client_id, client_service_ids=chosen, then=self.changed
        )

    def action_requisites(self) -> None:
        from crm_tui.screens.requisites_form import open_requisites

        open_requisites(self, self.client_id, then=self.changed)

    def _service(self) -> Named | None:
        """The service the cursor is about: of a client's service or of a talk."""
        row = self._row()
        if row is None or not isinstance(self.tab, (ServicesTab, TalksTab)):
            return None
        listed = self.card.services if isinstance(self.tab, ServicesTab) else self.card.talks
        return next(one.service for one in listed if one.id == row.id)

    def action_fill(self) -> None:
        if self._card is not None and self.office.can(Permission.CLIENTS_CLIENT_EDIT):
            fill_from_certificates(self)

    def action_warn(self) -> None:
        self.edit_warning(None)

    def edit_warning(self, known: WarningRow | None) -> None:
        self.app.push_screen(WarningForm(self.client_id, known), self.changed)

    def ask_and_remove(self, question: str, call: Callable[[], object]) -> None:
        """Asks, then does what cannot be undone by a key."""

        def answered(yes: bool | None) -> None:
            if yes:
                self.ask(call, self.changed, group="remove")

        self.app.push_screen(YesNo(question), answered)

    def edit_client(self, field: str) -> None:
        """Opens the registration data, the caret in the field."""
        card = self.card
        self.app.push_screen(
            ClientFormScreen(card.fields, client_id=card.id, version=card.version, at=field), self.changed
        )

    def edit_contact(self, contact: ContactRow | None) -> None:
        self.app.push_screen(ContactForm(self.client_id, contact), self.changed)

    def edit_service(self, row: ClientServiceRow | None) -> None:
        """Opens the form of a service; for a new one the catalogue is read first."""
        office, client_id = self.office, self.client_id

        def opened(services: tuple[ServiceRow, ...]) -> None:
            self.app.push_screen(ServiceForm(client_id, services, row), self.changed)

        if row is None:
            self.ask(lambda: office.call(list_services), opened, group="services")
        else:
            opened(())

    def action_extend(self) -> None:
        """The next term of the service under the cursor; its terms are read first."""
        row = self._row()
        if row is None or not isinstance(self.tab, ServicesTab):
            self.tell(_("Open the services (3) and choose one first"))
            return
        from crm_tui.screens.extend_form import ExtendForm

        office, service = self.office, next(one for one in self.card.services if one.id == row.id)
        number = service.id

        def read() -> tuple[Renewed | None, tuple[TermRow, ...]]:
            coming = office.call(next_term, client_service_id=number)
            return coming, office.call(service_terms, client_service_id=number)

        def opened(found: tuple[Renewed | None, tuple[TermRow, ...]]) -> None:
            self.app.push_screen(ExtendForm(service, *found), self.changed)

        self.ask(read, opened, group="services")

    def _row(self) -> Row | None:
        return self.query_one(VirtualList).current if self._card is not None else None

    def on_screen_resume(self) -> None:
        # A talk may have been written down over the card.
        if self._card is not None:
            self.reload()

    def changed(self, done: object) -> None:
        """Something over the card was left: when it saved something, the card is read again."""
        if done is not None:
            self.reload()
