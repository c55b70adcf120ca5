"""The money workspace: what waits for a person, with proposals confirmed by a digit; files taken in."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.money import format_money
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _, ngettext
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.choice_pick import ChoicePick
from crm_tui.screens.client_pick import ClientPick
from crm_tui.screens.client_words import one_line
from crm_tui.screens.dialling import Dialable
from crm_tui.screens.match_words import proposal_words
from crm_tui.screens.money_acts import post_sure_money, take_file_in, undo_last
from crm_tui.screens.money_rows import (
    WaitingRows,
    balance_words,
    import_columns,
    import_row,
    waiting_columns,
    waiting_detail,
)
from crm_tui.screens.one_line_form import OneLineForm
from crm_tui.screens.paper_words import number_of
from crm_tui.screens.payment_view import PaymentScreen
from crm_tui.usecases.clients import ClientRow
from crm_tui.usecases.payment_import import ImportRow, list_payment_imports, undo_payment_import
from crm_tui.usecases.payment_matching import (
    Proposals,
    confirm_payment,
    propose,
    return_payment,
    take_payment,
)
from crm_tui.usecases.payments import PaymentCard
from crm_tui.usecases.unknown_money import Balance, WaitingRow, money_balance
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.tab_line import TabLine
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList

WAITING, FILES = range(2)
TABS = (N_("Waits for a person"), N_("Files taken in"))
SHOWN = 3
"""So many proposals stand below the list."""


class MoneyScreen(BaseScreen[None]):
    """Two lists; below the waiting money stands what the payment under the cursor may be for."""

    TITLE_WORD = N_("Money")
    HELP_TEXT = N_(
        "1, 2, 3 post the payment as proposed; what a proposal asks you to look at stands behind its points. "
        "F8 says whose the money is (an advance waits for nobody), Delete that it went back. Alt+Z takes "
        "the last act back. Enter opens the payment: there it can be split among invoices. F6 searches by "
        "any part of code, name, purpose, sum or day; a slip is forgiven. Insert takes a file in."
    )
    LOOKS_AT = frozenset({"payments"})
    DEFAULT_CSS = """
    MoneyScreen #balance { height: 1; background: $panel; }
    MoneyScreen #detail { height: 2; }
    MoneyScreen #proposals { height: 6; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(n + 1), f"confirm({n})", N_("As proposed"), show=n == 0, id=f"money.confirm{n + 1}")
            for n in range(SHOWN)
        ),
        Binding("f8", "take", N_("Whose"), id="money.take", tooltip=N_("Says whose money it is")),
        Binding(
            "delete", "give_back", N_("Returned"), id="money.return", tooltip=N_("It went back to the payer")
        ),
        Binding("f6", "search", N_("Search"), id="money.search", tooltip=N_("By any part, slips forgiven")),
        Binding("insert,ctrl+n", "add", N_("Take in"), id="money.add", tooltip=N_("A bank's or a CA's file")),
        Binding("f5", "post", N_("Post"), id="money.post", tooltip=N_("Posts all that the rule is sure of")),
        Binding("alt+z", "undo", N_("Undo"), id="money.undo", tooltip=N_("Takes the last act back")),
        Binding("f3", "card", N_("Card"), id="money.card", tooltip=N_("Opens the card of the client")),
        Binding("right,left", "turn", N_("Next tab"), show=False, id="money.turn"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.place = WAITING
        self.text = ""
        self.proposals: Proposals | None = None
        self.imports: tuple[ImportRow, ...] = ()
        self.last: int | None = None
        """The payment of the last act."""

    def body(self) -> ComposeResult:
        yield TabLine()
        yield TextBlock(id="balance")
        yield VirtualList(waiting_columns(), empty=_("No money waits. Insert takes a bank's file in."))
        yield TextBlock(id="detail")
        yield TextBlock(id="proposals")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in {"add", "post", "undo"}:
            return self._may() and (action != "undo" or self.last is not None)
        if action == "confirm":
            place = int(str(parameters[0]))
            return self._may() and self.place == WAITING and len(self._rows()) > place
        if action == "give_back":
            return self._may()
        if action == "take":
            return self._may() and self.place == WAITING
        return action != "search" or self.place == WAITING

    def _may(self) -> bool:
        return self.office.can(Permission.PAYMENTS_PAYMENT_WRITE)

    def _rows(self) -> tuple[object, ...]:
        return self.proposals.rows if self.proposals is not None else ()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self._show_tab(keep=True)

    def look_again(self) -> None:
        self._show_tab(keep=True)

    # Showing.

    def _show_tab(self, *, keep: bool) -> None:
        office, rows = self.office, self.query_one(VirtualList)
        self.query_one(TabLine).say(self._tab_words(), self.place)
        if self.place == WAITING:
            provider = WaitingRows(office, self.text)
            if keep and isinstance(rows.provider, WaitingRows):
                provider.known = rows.provider.known
                rows.provider = provider
                rows.reload()
            else:
                rows.columns = waiting_columns()
                rows.show(provider)
        else:
            self.ask(lambda: office.call(list_payment_imports), self._show_imports, group="imports")
        self.ask(lambda: office.call(money_balance), self._show_balance, group="balance")
        self.refresh_bindings()
        self.show_keys()

    def _tab_words(self) -> list[str]:
        words = [_(title) for title in TABS]
        if self.text:
            words[WAITING] += f" ({one_line(self.text)})"
        return words

    def _show_balance(self, found: Balance) -> None:
        self.query_one("#balance", TextBlock).say(balance_words(found))

    def _show_imports(self, found: tuple[ImportRow, ...]) -> None:
        self.imports = found
        if self.place == FILES:
            rows = self.query_one(VirtualList)
            kept = rows.current.id if rows.current else None
            rows.columns = import_columns()
            rows.show(MemoryRows([import_row(one) for one in found]), keep=kept)
            self._say_proposals(None)

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        found = self._payment(event.row)
        self.query_one("#detail", TextBlock).say(waiting_detail(found) if found is not None else "")
        if found is None:
            self._say_proposals(None)
            return
        office, number = self.office, found.id
        self.ask(
            lambda: office.call(propose, payment_id=number, limit=SHOWN), self._say_proposals, group="propose"
        )

    def _say_proposals(self, found: Proposals | None) -> None:
        current = self._payment(self.query_one(VirtualList).current)
        if found is not None and (current is None or current.id != found.payment_id):
            return
        self.proposals = found
        rows = found.rows if found is not None else ()
        said = [proposal_words(place, one) for place, one in enumerate(rows, start=1)]
        if found is not None and not rows:
            said = [_("Nothing tells whose it is. F8 says it.")]
        self.query_one("#proposals", TextBlock).say("\n".join(said))
        self.refresh_bindings()
        self.show_keys()

    def _payment(self, row: Row | None) -> WaitingRow | None:
        provider = self.query_one(VirtualList).provider
        if row is None or self.place != WAITING or not isinstance(provider, WaitingRows):
            return None
        found: WaitingRow | None = provider.known.get(row.id)
        return found

    # Keys.

    def action_turn(self) -> None:
        self.place = FILES if self.place == WAITING else WAITING
        self._show_tab(keep=False)

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        self.place = event.place
        self._show_tab(keep=False)

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        if (found := self._payment(event.row)) is not None:
            self.app.push_screen(PaymentScreen(found.id))

    def action_confirm(self, place: int) -> None:
        """Posts the payment under the cursor as proposed; an advance when no invoice is."""
        if self.proposals is None or place >= len(self.proposals.rows):
            return
        number, one, office = self.proposals.payment_id, self.proposals.rows[place], self.office
        if not one.parts:
            self._take(number, one.client.id, advance=True)
            return
        self.ask(
            lambda: office.call(
                confirm_payment, payment_id=number, client_id=one.client.id, parts=one.choice
            ),
            self._done,
            group="act",
        )

    def _done(self, card: PaymentCard) -> None:
        self.last = card.row.id
        row = card.row
        whose = one_line(row.client.name) if row.client else ""
        said = _("{sum}: {client} · free {free}. Alt+Z takes it back")
        self.tell(
            said.format(sum=format_money(row.amount_kop), client=whose, free=format_money(row.free_kop))
        )
        self._show_tab(keep=True)

    def action_take(self) -> None:
        found = self._payment(self.query_one(VirtualList).current)
        if found is None:
            return

        def chosen(client: ClientRow | None) -> None:
            if client is not None:
                said = {"sum": format_money(found.free_kop), "client": one_line(client.name)}
                ways = [_("Keep {sum} as an advance of {client}"), _("Of {client}; the money waits on")]
                self.app.push_screen(
                    ChoicePick([way.format(**said) for way in ways], 0),
                    lambda way: (
                        self._take(found.id, client.id, advance=way == 0) if way is not None else None
                    ),
                )

        self.app.push_screen(ClientPick(), chosen)

    def _take(self, number: int, client_id: int, *, advance: bool) -> None:
        office = self.office
        self.ask(
            lambda: office.call(take_payment, payment_id=number, client_id=client_id, advance=advance),
            self._done,
            group="act",
        )

    def action_give_back(self) -> None:
        """The money under the cursor went back; of a file, all of it is taken back."""
        row, office = self.query_one(VirtualList).current, self.office
        found = self._payment(row)
        if self.place == FILES and row is not None:
            self._undo_file(number_of(row.id))
        elif found is not None:
            number = found.id

            def back(note: str | None) -> None:
                if note is not None:
                    self.ask(
                        lambda: office.call(return_payment, payment_id=number, note=note),
                        self._done,
                        group="act",
                    )

            title = _("{sum} went back").format(sum=format_money(found.free_kop))
            self.app.push_screen(OneLineForm(title, _("Why, or by which order")), back)

    def _undo_file(self, number: int) -> None:
        office = self.office

        def gone(count: int) -> None:
            said = ngettext("{n} payment taken back", "{n} payments taken back", count)
            self.tell(said.format(n=count))
            self._show_tab(keep=True)

        def undo(reason: str | None) -> None:
            if reason is not None:
                self.ask(
                    lambda: office.call(undo_payment_import, import_id=number, reason=reason),
                    gone,
                    group="act",
                )

        self.app.push_screen(OneLineForm(_("Take the whole file back"), _("Why")), undo)

    def action_search(self) -> None:
        def search(text: str | None) -> None:
            if text is not None:
                self.text = text.strip()
                self._show_tab(keep=False)

        form = OneLineForm(_("Which money"), _("Any part of it"), self.text, may_be_empty=True)
        self.app.push_screen(form, search)

    def action_add(self) -> None:
        take_file_in(self, lambda: self._show_tab(keep=True))

    def action_post(self) -> None:
        post_sure_money(self, lambda: self._show_tab(keep=True))

    def action_undo(self) -> None:
        if self.last is not None:
            undo_last(self, self.last, lambda: self._show_tab(keep=True))

    def _client(self) -> int | None:
        found = self._payment(self.query_one(VirtualList).current)
        if found is None:
            return None
        whose = found.client or found.guess
        return whose.id if whose else None

    def action_card(self) -> None:
        if (client_id := self._client()) is not None:
            self.shell.open_client(client_id)
        else:
            self.tell(_("It is of no client yet"))

    def dialable(self) -> Dialable | None:
        client_id = self._client()
        return Dialable(client_id=client_id) if client_id is not None else None
