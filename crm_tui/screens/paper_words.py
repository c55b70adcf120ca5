"""Papers, payments and letters as people read them: words, columns, rows."""

from collections.abc import Hashable
from typing import Any

from crm_tui.domain.kinds import MailState, PaperState
from crm_tui.domain.kyiv import format_date, format_moment
from crm_tui.domain.money import format_money
from crm_tui.domain.papers import PaperKind, VatMode
from crm_tui.i18n import N_, _
from crm_tui.screens.client_words import one_line
from crm_tui.screens.paper_states import MAIL_STATES, STATES
from crm_tui.usecases.papers import PaperCard
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

KINDS = {
    PaperKind.OFFER: N_("Offer"),
    PaperKind.INVOICE: N_("Invoice"),
    PaperKind.ACT: N_("Act of services"),
    PaperKind.CONTRACT: N_("Contract"),
}
VAT = {VatMode.EXEMPT: N_("without VAT"), VatMode.VAT_20: N_("VAT 20 %")}
_SIGNS = {PaperState.DRAFT: "…", PaperState.PART_PAID: "½", PaperState.PAID: "✓", PaperState.CANCELLED: "·"}


def paper_columns(*, with_client: bool) -> tuple[Column, ...]:
    named = (Column(_("Client"), 20, flex=2),) if with_client else ()
    return (
        Column(_("Paper"), 18, flex=1),
        Column(_("Day"), 10),
        *named,
        Column(_("Sum"), 12, right=True),
        Column(_("State"), 12),
        Column(_("Whose"), 16, flex=1, hide_below=100),
        Column(_("Own firm"), 16, flex=1, hide_below=100),
    )


def paper_row(row: Any, *, with_client: bool, key: Any = 0) -> Row:
    """`…` marks a draft, `½` a part-paid invoice, `✓` a paid one, `·` a cancelled paper."""
    named = (one_line(row.client.name),) if with_client else ()
    cells = (
        paper_name(row),
        format_date(row.day),
        *named,
        format_money(row.total_kop),
        _(STATES[row.state]),
        one_line(row.author.name) if row.author else "",
        one_line(row.own_entity.name),
    )
    style = {PaperState.CANCELLED: "muted", PaperState.PART_PAID: "warning"}.get(row.state, "")
    return Row(row.id, key, cells, _SIGNS.get(row.state, ""), style)


def paper_name(row: Any) -> str:
    """ "Invoice 1287", with its version when it is not the first"""
    words = f"{_(KINDS[row.kind])} {one_line(row.number)}".strip()
    return words if row.edition == 1 else _("{paper}, version {n}").format(paper=words, n=row.edition)


def paper_detail(row: Any) -> str:
    """A paper under the cursor, in a few lines."""
    words = [f"{paper_name(row)} · {format_date(row.day)} · {one_line(row.own_entity.name)}"]
    said = _("Sum {total}, paid {paid}: {state}")
    words.append(
        said.format(
            total=format_money(row.total_kop), paid=format_money(row.paid_kop), state=_(STATES[row.state])
        )
    )
    if row.author is not None:
        words.append(_("Made by {name}").format(name=one_line(row.author.name)))
    return "\n".join(words)


def payment_columns() -> tuple[Column, ...]:
    return (
        Column(_("Day"), 10),
        Column(_("Sum"), 12, right=True),
        Column(_("Free"), 12, right=True),
        Column(_("Client"), 18, flex=2),
        Column(_("Purpose"), 14, flex=2),
        Column(_("Own firm"), 16, flex=1, hide_below=100),
    )


def payment_row(row: Any, key: Any = 0) -> Row:
    """`!` marks money that lies on no invoice yet, `·` a reversed payment."""
    sign = "·" if row.reversed_at else "!" if row.free_kop else ""
    cells = (
        format_date(row.day),
        format_money(row.amount_kop),
        format_money(row.free_kop) if row.free_kop else "",
        one_line(row.client.name if row.client else row.payer),
        one_line(row.purpose),
        one_line(row.own_entity.name) if row.own_entity else _("with the CA"),
    )
    return Row(row.id, key, cells, sign, {"·": "muted", "!": "warning"}.get(sign, ""))


def payment_detail(row: Any) -> str:
    words = [
        _("{payer} {code}").format(payer=one_line(row.payer), code=row.payer_code).strip(),
        one_line(row.purpose),
        _("Reversed: {reason}").format(reason=one_line(row.reason)) if row.reversed_at else "",
    ]
    return "\n".join(line for line in words if line)


def letter_columns() -> tuple[Column, ...]:
    return (
        Column(_("When"), 16),
        Column(_("To"), 22, flex=1),
        Column(_("Subject"), 20, flex=2),
        Column(_("State"), 14),
    )


def letter_row(row: Any) -> Row:
    """`!` marks a letter that needs a person, `…` one that waits."""
    signs = {MailState.FAILED: "!", MailState.IN_DOUBT: "!", MailState.QUEUED: "…", MailState.SENDING: "…"}
    sign = signs.get(row.state, "")
    cells = (
        format_moment(row.created_at),
        one_line(row.to_address),
        one_line(row.subject),
        _(MAIL_STATES[row.state]),
    )
    return Row(row.id, 0, cells, sign, "warning" if sign == "!" else "")


def letter_detail(row: Any) -> str:
    words = [f"{one_line(row.file_name)} → {one_line(row.to_address)}"]
    if row.sent_at is not None:
        words.append(_("Sent {moment}").format(moment=format_moment(row.sent_at)))
    elif row.next_try_at is not None:
        said = _("Tried {n} times; next at {moment}")
        words.append(said.format(n=row.tries, moment=format_moment(row.next_try_at)))
    return "\n".join([*words, one_line(row.error)])


def number_of(row_id: Hashable) -> int:
    return int(str(row_id))


def paper_head(card: PaperCard) -> list[str]:
    """Two lines above a paper: which one and whose, its state and money."""
    row = card.row
    money = _("Sum {total}, paid {paid}").format(
        total=format_money(row.total_kop), paid=format_money(row.paid_kop)
    )
    state = _(STATES[row.state])
    if card.reason:
        state += f": {one_line(card.reason)}"
    if card.paid_on is not None:
        state += f" {format_date(card.paid_on)}"
    return [f"{paper_name(row)} · {one_line(row.client.name)}", f"{state} · {money}"]
