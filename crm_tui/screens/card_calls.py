"""The calls of a client."""

from collections.abc import Hashable, Sequence
from typing import ClassVar

from crm_tui.domain.kyiv import format_moment
from crm_tui.i18n import N_, _
from crm_tui.screens.call_words import ARROWS, DIRECTIONS, ENDINGS, RESULTS, SIGNS, milliseconds, number_words
from crm_tui.screens.card_tab import CardTab
from crm_tui.screens.client_words import one_line
from crm_tui.screens.dialling import Dialable
from crm_tui.screens.move_words import move_words
from crm_tui.usecases.calls import CallRow, MoveRow
from crm_tui.usecases.client_card import ClientCard
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row


class CallsTab(CardTab):
    """`!` marks a missed call; the calls moved to the client or from him stand below, marked by `↔`."""

    title: ClassVar[str] = N_("Calls")

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(_("When"), 16),
            Column(_("Call"), 24, flex=1),
            Column(_("Number"), 14),
            Column(_("Talk time"), 7, right=True),
            Column(_("People"), 16, flex=2),
        )

    def rows(self, card: ClientCard) -> Sequence[Row]:
        return [_row(call) for call in card.calls] + [_move(card, move) for move in card.moves]

    def dialable(self, card: ClientCard, row_id: Hashable | None) -> Dialable:
        call = next((one for one in card.calls if one.id == row_id), None)
        return Dialable(client_id=card.id, call_id=call.id if call else None)

    def detail(self, card: ClientCard, row_id: Hashable) -> str:
        if isinstance(row_id, tuple):
            return move_words(next(one for one in card.moves if one.id == row_id[1]))
        call = next(one for one in card.calls if one.id == row_id)
        ending = _(ENDINGS[call.ending]) if call.ending in ENDINGS else ""
        contact = one_line(call.contact.name) if call.contact else ""
        parts = [_(DIRECTIONS[call.direction]), _(RESULTS[call.result]), contact, ending]
        return " · ".join(part for part in parts if part)


def _move(card: ClientCard, move: MoveRow) -> Row:
    """A move as the client sees it."""
    left = move.to_client.id != card.id
    other = move.to_client if left else move.from_client
    if move.from_client == move.to_client:
        words = _("to another service")
    else:
        words = (_("moved to {name}") if left else _("moved from {name}")).format(
            name=one_line(other.name) if other else "-"
        )
    who = one_line(move.by.name) if move.by else ""
    cells = (format_moment(move.moved_at), words, number_words(move.number, move.e164), "", who)
    return Row(("move", move.id), 0, cells, "↔")


def _row(call: CallRow) -> Row:
    cells = (
        format_moment(call.started_at),
        f"{ARROWS[call.direction]} {_(RESULTS[call.result])}",
        number_words(call.number, call.e164),
        milliseconds(call.talk_ms),
        one_line(", ".join(call.people)),
    )
    sign = SIGNS[call.result]
    return Row(call.id, 0, cells, sign, "warning" if sign == "!" else "")
