"""The papers workspace: papers, payments, letters, contracts of the whole office."""

from collections.abc import Hashable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.kinds import MailState, PaperState
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.choice_pick import ChoicePick
from crm_tui.screens.client_words import one_line
from crm_tui.screens.contract_acts import CONTRACT_ACTS, ContractActs
from crm_tui.screens.contract_words import contract_detail
from crm_tui.screens.dialling import Dialable
from crm_tui.screens.paper_list import PaperRows, PaymentRows
from crm_tui.screens.paper_opening import open_paper
from crm_tui.screens.paper_words import (
    letter_columns,
    letter_detail,
    letter_row,
    number_of,
    paper_columns,
    paper_detail,
    payment_columns,
    payment_detail,
)
from crm_tui.screens.payment_form import PaymentForm
from crm_tui.screens.payment_view import PaymentScreen
from crm_tui.usecases.mail import MailRow, drop_mail, list_mail, resend_mail
from crm_tui.usecases.own_entities import OwnEntityRow, list_own_entities
from crm_tui.usecases.payments import PaymentCard
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.tab_line import TabLine
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList

PAPERS, PAYMENTS, LETTERS, CONTRACTS = range(4)
TABS = (N_("Papers"), N_("Payments"), N_("Letters"), N_("Contracts"))
SHOWN: tuple[tuple[PaperState | None, str], ...] = (
    (None, N_("all papers")),
    (PaperState.DRAFT, N_("drafts")),
    (PaperState.ISSUED, N_("not paid")),
    (PaperState.PART_PAID, N_("part-paid")),
)


class PapersScreen(ContractActs[None], BaseScreen[None]):
    """Four lists; `place` is the open one."""

    TITLE_WORD = N_("Papers")
    HELP_TEXT = N_(
        "F6 narrows the list: papers by state, payments to money that lies on no invoice, letters to those "
        "that wait, contracts to those that came back signed, ended, or all. Enter opens a row; on a letter "
        "that failed or is in doubt it asks what to do. F5 on a contract: it came back signed."
    )
    LOOKS_AT = frozenset({"papers", "payments", "mail", "contracts"})
    DEFAULT_CSS = "PapersScreen #detail { height: 3; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "open", N_("Open"), id="papers.open"),
        Binding(
            "insert,ctrl+n",
            "add",
            N_("Payment"),
            id="papers.add",
            tooltip=N_("Enters a payment that came"),
        ),
        Binding(
            "f6",
            "narrow",
            N_("Narrow"),
            id="papers.narrow",
            tooltip=N_("Only those to be seen to, or all"),
        ),
        Binding("f3", "card", N_("Card"), id="papers.card", tooltip=N_("Opens the card of the client")),
        Binding(
            "f7",
            "columns",
            N_("Bank's columns"),
            id="papers.columns",
            tooltip=N_("Says which column of an unknown bank's table is what"),
        ),
        Binding("f7", "whose", N_("Manager"), id="contracts.whose", tooltip=N_("Only one manager's")),
        Binding("right", "turn(1)", N_("Next tab"), show=False, id="papers.next"),
        Binding("left", "turn(-1)", N_("Previous tab"), show=False, id="papers.previous"),
        *(
            Binding(str(n + 1), f"tab({n})", title, show=False, id=f"papers.tab{n + 1}")
            for n, title in enumerate(TABS)
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.place = PAPERS
        self.shown = 0
        self.narrow = False
        self.letters: tuple[MailRow, ...] = ()

    def body(self) -> ComposeResult:
        yield TabLine()
        yield VirtualList(paper_columns(with_client=True), empty=_("Nothing here yet"))
        yield TextBlock(id="detail")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        if action in {"add", "columns"}:
            return self.place == PAYMENTS and self.office.can(Permission.PAYMENTS_PAYMENT_WRITE)
        return action not in CONTRACT_ACTS or (self.place == CONTRACTS and self.may_contracts(action))

    def tab_in_front(self) -> bool:
        return self.place == CONTRACTS

    def contracts_shown(self) -> None:
        self.query_one(TabLine).say(self._tab_words(), self.place)

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self._show_tab(keep=True)

    def look_again(self) -> None:
        self._show_tab(keep=True)

    # Showing.

    def _show_tab(self, *, keep: bool) -> None:
        rows = self.query_one(VirtualList)
        kept = rows.current.id if keep and rows.current else None
        self.query_one(TabLine).say(self._tab_words(), self.place)
        self.refresh_bindings()
        if self.place == PAPERS:
            rows.columns = paper_columns(with_client=True)
            rows.show(PaperRows(self.office, SHOWN[self.shown][0]), keep=kept)
        elif self.place == PAYMENTS:
            rows.columns = payment_columns()
            rows.show(PaymentRows(self.office, free=self.narrow), keep=kept)
        elif self.place == CONTRACTS:
            self.show_contracts(kept)
        else:
            rows.columns = letter_columns()
            office, waiting = self.office, self.narrow
            self.ask(
                lambda: office.call(list_mail, waiting=waiting),
                lambda found: self._show_letters(found, kept),
                group="letters",
            )

    def _show_letters(self, found: tuple[MailRow, ...], kept: Hashable) -> None:
        self.letters = found
        if self.place == LETTERS:
            self.query_one(VirtualList).show(MemoryRows([letter_row(one) for one in found]), keep=kept)

    def _tab_words(self) -> list[str]:
        words = [f"{n + 1} {_(title)}" for n, title in enumerate(TABS)]
        if self.place == PAPERS and self.shown:
            words[PAPERS] += f" ({_(SHOWN[self.shown][1])})"
        if self.place == CONTRACTS:
            words[CONTRACTS] += f" ({self.contract_words()})"
        elif self.place != PAPERS and self.narrow:
            words[self.place] += " (" + _("to be seen to") + ")"
        return words

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        self.query_one("#detail", TextBlock).say(self._detail(event.row) if event.row else "")

    def _detail(self, row: Row) -> str:
        if self.place == LETTERS:
            letter = self._letter(row)
            return letter_detail(letter) if letter else ""
        if self.place == CONTRACTS:
            contract = self.contract()
            return contract_detail(contract) if contract else ""
        found: Any = getattr(self.query_one(VirtualList).provider, "known", {}).get(row.id)
        if found is None:
            return ""
        return paper_detail(found) if self.place == PAPERS else payment_detail(found)

    def _letter(self, row: Row) -> MailRow | None:
        return next((one for one in self.letters if one.id == row.id), None)

    # Keys.

    def action_turn(self, by: int) -> None:
        self.action_tab((self.place + by) % len(TABS))

    def action_tab(self, place: int) -> None:
        self.place, self.narrow = place, False
        self._show_tab(keep=False)

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        self.action_tab(event.place)

    def action_narrow(self) -> None:
        if self.place == PAPERS:
            self.shown = (self.shown + 1) % len(SHOWN)
        elif self.place == CONTRACTS:
            self.next_look()
        else:
            self.narrow = not self.narrow
        self._show_tab(keep=False)

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self._open(event.row)

    def action_open(self) -> None:
        if (row := self.query_one(VirtualList).current) is not None:
            self._open(row)

    def _open(self, row: Row) -> None:
        if self.place in {PAPERS, CONTRACTS}:
            open_paper(self.app, number_of(row.id))
        elif self.place == PAYMENTS:
            self.app.push_screen(PaymentScreen(number_of(row.id)))
        elif (letter := self._letter(row)) is not None:
            self._decide(letter)

    def _client(self) -> int | None:
        rows = self.query_one(VirtualList)
        if (row := rows.current) is None:
            return None
        if self.place == CONTRACTS:
            contract = self.contract()
            return contract.client.id if contract else None
        known: Any = (
            self._letter(row) if self.place == LETTERS else getattr(rows.provider, "known", {}).get(row.id)
        )
        return known.client.id if known is not None and known.client is not None else None

    def action_card(self) -> None:
        if (client_id := self._client()) is not None:
            self.shell.open_client(client_id)
        else:
            self.tell(_("It is of no client yet"))

    def dialable(self) -> Dialable | None:
        client_id = self._client()
        return Dialable(client_id=client_id) if client_id is not None else None

    def action_add(self) -> None:
        office = self.office

        def opened(firms: tuple[OwnEntityRow, ...]) -> None:
            self.app.push_screen(PaymentForm(firms), self._entered)

        self.ask(lambda: office.call(list_own_entities), opened, group="firms")

    def action_columns(self) -> None:
        from crm_tui.screens.bank_mapping import make_mapping

        make_mapping(self, lambda: None)

    def _entered(self, card: PaymentCard | None) -> None:
        if card is not None:
            self.app.push_screen(PaymentScreen(card.row.id))

    def _decide(self, letter: MailRow) -> None:
        """A letter that waits, failed or is in doubt: a person says what becomes of it."""
        if letter.state not in {MailState.QUEUED, MailState.FAILED, MailState.IN_DOUBT}:
            if letter.paper_id is not None:
                open_paper(self.app, letter.paper_id)
            return
        office, mail_id = self.office, letter.id
        acts = [
            (_("Send it (once more)"), lambda: office.call(resend_mail, mail_id=mail_id)),
            (_("Do not send it"), lambda: office.call(drop_mail, mail_id=mail_id)),
            (_("It did arrive"), lambda: office.call(drop_mail, mail_id=mail_id, arrived=True)),
        ]

        def take(place: int | None) -> None:
            if place is not None:
                self.ask(acts[place][1], self._decided, group="decide")

        self.app.push_screen(ChoicePick([words for words, _act in acts], 0), take)

    def _decided(self, row: MailRow) -> None:
        self.tell(_("Settled: {address}").format(address=one_line(row.to_address)))
        self._show_tab(keep=True)
