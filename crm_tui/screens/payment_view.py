"""A payment opened: what was laid from it on which invoices, and laying the rest."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.kyiv import format_date
from crm_tui.domain.money import format_money, parse_money
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.client_words import one_line
from crm_tui.screens.invoice_pick import InvoicePick
from crm_tui.screens.one_line_form import OneLineForm
from crm_tui.screens.paper_opening import open_paper
from crm_tui.screens.paper_words import payment_detail
from crm_tui.screens.yes_no import YesNo
from crm_tui.usecases.papers import PaperRow
from crm_tui.usecases.payments import (
    AllocationRow,
    PaymentCard,
    allocate,
    reverse_allocation,
    reverse_payment,
    show_payment,
)
from crm_tui.widgets.columns import Column
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList


class PaymentScreen(BaseScreen[None]):
    """One payment; `card` is what was read last."""

    TITLE_WORD = N_("Payment")
    HELP_TEXT = N_(
        "Insert lays as much of the money as both allow on an invoice, F6 a part of it. Delete reverses the "
        "row; on the first line, the whole payment. What is reversed stays in the history."
    )
    LOOKS_AT = frozenset({"payments"})
    DEFAULT_CSS = "PaymentScreen #head { height: 5; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "insert,f5",
            "lay",
            N_("Lay"),
            id="payment_view.lay",
            tooltip=N_("Lays the money on an invoice"),
        ),
        Binding(
            "f6",
            "lay_part",
            N_("A part"),
            id="payment_view.part",
            tooltip=N_("Lays a part of the money"),
        ),
        Binding("delete", "reverse", N_("Reverse"), id="payment_view.reverse", tooltip=N_("With a reason")),
        Binding(
            "alt+z",
            "undo",
            N_("Undo"),
            id="payment_view.undo",
            tooltip=N_("Takes back what was decided last about it"),
        ),
        Binding(
            "f3",
            "card",
            N_("Card"),
            id="payment_view.card",
            tooltip=N_("Opens the card of the client"),
        ),
        Binding("escape", "leave", N_("Leave"), id="payment_view.leave"),
    ]

    def __init__(self, payment_id: int) -> None:
        super().__init__()
        self.payment_id = payment_id
        self.card: PaymentCard | None = None

    def body(self) -> ComposeResult:
        yield TextBlock(id="head")
        columns = (
            Column(_("Invoice"), 16, flex=1),
            Column(_("Of"), 10),
            Column(_("Laid"), 13, right=True),
            Column(_("By"), 16, flex=1),
            Column(_("Reversed"), 12, flex=1),
        )
        yield VirtualList(columns, empty=_("Nothing is laid yet. Insert lays it on an invoice."))

    def on_mount(self) -> None:
        self.look_again()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        if action in {"lay", "lay_part"}:
            return self._may() and self.card is not None and self.card.row.free_kop > 0
        return action not in {"reverse", "undo"} or self._may()

    def _may(self) -> bool:
        return self.office.can(Permission.PAYMENTS_PAYMENT_WRITE)

    def look_again(self) -> None:
        office, payment_id = self.office, self.payment_id
        self.ask(lambda: office.call(show_payment, payment_id=payment_id), self._show, group="payment")

    def _show(self, card: PaymentCard) -> None:
        self.card = card
        row = card.row
        said = _("{day} · {sum} · free {free} · {firm}").format(
            day=format_date(row.day),
            sum=format_money(row.amount_kop),
            free=format_money(row.free_kop),
            firm=one_line(row.own_entity.name) if row.own_entity else _("with the CA"),
        )
        client = one_line(row.client.name) if row.client else _("of nobody yet")
        self.query_one("#head", TextBlock).say("\n".join([said, client, payment_detail(row)]))
        rows = self.query_one(VirtualList)
        kept = rows.current.id if rows.current else None
        rows.show(MemoryRows([_row(one) for one in card.allocations]), keep=kept)
        self.refresh_bindings()
        self.show_keys()

    # Keys.

    def action_leave(self) -> None:
        self.dismiss()

    def action_card(self) -> None:
        if self.card is not None and self.card.row.client is not None:
            self.shell.open_client(self.card.row.client.id)
        else:
            self.tell(_("It is of no client yet"))

    def action_undo(self) -> None:
        from crm_tui.screens.money_acts import undo_last

        undo_last(self, self.payment_id, self.look_again)

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        if (one := self._allocation(event.row)) is not None:
            open_paper(self.app, one.paper.id)

    def _allocation(self, row: Row | None) -> AllocationRow | None:
        found = self.card.allocations if self.card else ()
        return next((one for one in found if row is not None and one.id == row.id), None)

    def action_lay(self) -> None:
        self._choose(None)

    def action_lay_part(self) -> None:
        def asked(text: str | None) -> None:
            if text is None:
                return
            if (amount := parse_money(text)) is None:
                self.tell(_("{text} is no sum: write 1536 or 1536,00").format(text=text))
            else:
                self._choose(amount)

        free = format_money(self.card.row.free_kop) if self.card else ""
        self.app.push_screen(OneLineForm(_("Lay a part"), _("Sum"), free), asked)

    def _choose(self, amount: int | None) -> None:
        if self.card is None:
            return
        client = self.card.row.client
        self.app.push_screen(
            InvoicePick(client, self.card.row.own_entity),
            lambda paper: self._lay(paper, amount) if paper is not None else None,
        )

    def _lay(self, paper: PaperRow, amount: int | None, *, for_another: bool = False) -> None:
        office, payment_id = self.office, self.payment_id
        client = self.card.row.client if self.card else None
        if client is not None and client.id != paper.client.id and not for_another:
            question = _("The payment is of {payer}, the invoice of {client}. Does he pay for another?")
            self.app.push_screen(
                YesNo(question.format(payer=one_line(client.name), client=one_line(paper.client.name))),
                lambda yes: self._lay(paper, amount, for_another=True) if yes else None,
            )
            return
        self.ask(
            lambda: office.call(
                allocate, payment_id=payment_id, paper_id=paper.id, amount_kop=amount, for_another=for_another
            ),
            self._laid,
            group="act",
        )

    def _laid(self, card: PaymentCard) -> None:
        self._show(card)
        last = card.allocations[-1]
        said = _("{sum} laid on № {number}")
        self.tell(said.format(sum=format_money(last.amount_kop), number=one_line(last.paper.name)))

    def action_reverse(self) -> None:
        one = self._allocation(self.query_one(VirtualList).current)
        office, payment_id = self.office, self.payment_id
        whole = one is None or one.reversed_at is not None

        def reverse(reason: str | None) -> None:
            if reason is None:
                return
            if whole or one is None:
                self.ask(
                    lambda: office.call(reverse_payment, payment_id=payment_id, reason=reason),
                    self._show,
                    group="act",
                )
            else:
                self.ask(
                    lambda: office.call(reverse_allocation, allocation_id=one.id, reason=reason),
                    self._show,
                    group="act",
                )

        title = _("Reverse the whole payment") if whole else _("Take it off the invoice")
        self.app.push_screen(OneLineForm(title, _("Why")), reverse)


def _row(one: AllocationRow) -> Row:
    cells = (
        f"№ {one_line(one.paper.name)}",
        format_date(one.paper_day),
        format_money(one.amount_kop),
        one_line(one.author.name) if one.author else "",
        one_line(one.reason) if one.reversed_at else "",
    )
    gone = one.reversed_at is not None
    return Row(one.id, 0, cells, "·" if gone else "", "muted" if gone else "")
