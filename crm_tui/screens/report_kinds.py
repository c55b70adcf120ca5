"""The reports there are on the screen: how each is asked, and what the rows behind its figures look like."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crm_tui.domain.kyiv import format_date, format_duration, format_moment
from crm_tui.domain.money import format_money
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _
from crm_tui.reports.activity import Behind, CountedTalk, activity_rows
from crm_tui.reports.churn import ChurnBehind, ChurnRow, churn_rows
from crm_tui.reports.claims import claim_rows
from crm_tui.reports.kep import kep_rows
from crm_tui.reports.parts.claimed import Claim, ClaimBehind
from crm_tui.reports.parts.kep_sums import KepBehind, KepCounted
from crm_tui.reports.parts.sale_moves import SaleMove, payment_words
from crm_tui.reports.sales import SalesBehind, sales_rows
from crm_tui.screens.client_words import TALK_KINDS, one_line
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

REPORTS = {
    "activity": (N_("Activity"), Permission.REPORTS_ACTIVITY_READ),
    "sales": (N_("Paid sales"), Permission.REPORTS_SALES_READ),
    "churn": (N_("Churn"), Permission.REPORTS_CHURN_READ),
    "kep": (N_("КЕП sets"), Permission.REPORTS_KEP_READ),
    "kep-funnel": (N_("Funnel of КЕП sets"), Permission.REPORTS_KEP_READ),
    "kep-wages": (N_("Paid КЕП sets: who sold and made them"), Permission.REPORTS_KEP_READ),
    "claims": (N_("Claims to the CA"), Permission.PAYMENTS_PAYMENT_READ),
}
"""By the command's word: the title, and the right to see it."""


@dataclass(frozen=True, slots=True)
class RowsKind:
    """Rows behind a figure: the use case that reads a page of them, their columns, a record as a row."""

    read: Callable[..., Any]
    columns: Callable[[], tuple[Column, ...]]
    row: Callable[[Any], Row]
    detail: Callable[[Any], str]
    """What the lines below say of the row under the cursor."""


def kind_of(behind: object) -> RowsKind:
    """The kind of rows that a figure opens."""
    return _KINDS[type(behind)]


def _talk_columns() -> tuple[Column, ...]:
    return (
        Column(_("When"), 16),
        Column(_("Who"), 16, flex=1),
        Column(_("Client"), 18, flex=2),
        Column(_("Kind"), 8),
        Column(_("Service"), 16, flex=1, hide_below=100),
        Column(_("Time"), 8, right=True),
    )


def _talk(talk: CountedTalk) -> Row:
    cells = (
        format_moment(talk.started_at),
        one_line(talk.author),
        one_line(talk.client),
        _(TALK_KINDS[talk.kind]),
        one_line(talk.service),
        format_duration(talk.talk_ms / 1000),
    )
    return Row(talk.id, 0, cells)


def _sale_columns() -> tuple[Column, ...]:
    return (
        Column(_("Day"), 10),
        Column(_("Who"), 16, flex=1),
        Column(_("Client"), 18, flex=2),
        Column(_("Invoice"), 12),
        Column(_("Without VAT"), 12, right=True, hide_below=100),
        Column(_("Paid"), 12, right=True),
    )


def _sale(one: SaleMove) -> Row:
    cells = (
        format_date(one.day),
        one_line(one.manager),
        one_line(one.client),
        one_line(one.invoice),
        format_money(one.net_kop),
        format_money(one.paid_kop),
    )
    return Row((one.allocation_id, one.service_id), 0, cells)


def _churn_columns() -> tuple[Column, ...]:
    return (
        Column(_("Client"), 20, flex=2),
        Column(_("Until"), 10),
        Column(_("Last talk"), 10),
        Column(_("Who"), 14, flex=1),
        Column(_("What came of it"), 14, flex=1),
    )


def _churned(one: ChurnRow) -> Row:
    cells = (
        one_line(one.client),
        format_date(one.valid_to) if one.valid_to else "",
        format_moment(one.talked_at)[:10] if one.talked_at else "",
        one_line(one.author),
        one_line(one.result),
    )
    return Row(one.client_id, 0, cells)


def _kep_columns() -> tuple[Column, ...]:
    return (
        Column(_("Set"), 11),
        Column(_("Client"), 18, flex=2),
        Column(_("Who"), 14, flex=1),
        Column(_("Paid"), 10),
        Column(_("Generated"), 10, hide_below=100),
        Column(_("Sum"), 12, right=True),
    )


def _kep(one: KepCounted) -> Row:
    cells = (
        one.ref,
        one_line(one.client),
        one_line(one.manager),
        format_date(one.paid_on) if one.paid_on else "",
        format_date(one.generated_on) if one.generated_on else "",
        format_money(one.total_kop),
    )
    return Row(one.id, 0, cells)


def _kep_words(one: KepCounted) -> str:
    people = _("{kind} · ordered: {ordered} · generated: {generated}")
    words = people.format(kind=one.kind, ordered=one.ordered_by or "—", generated=one.generated_by or "—")
    return one_line(words)


def _claim_columns() -> tuple[Column, ...]:
    return (
        Column(_("Day"), 10),
        Column(_("Sum"), 12, right=True),
        Column(_("Waits"), 12, right=True),
        Column(_("Payer"), 18, flex=2),
        Column(_("Code"), 10),
        Column(_("Client"), 14, flex=1, hide_below=100),
    )


def _claim(one: Claim) -> Row:
    cells = (
        format_date(one.day),
        format_money(one.amount_kop),
        format_money(one.free_kop),
        one_line(one.payer),
        one_line(one.payer_code),
        one_line(one.client),
    )
    return Row(one.id, 0, cells)


def _claim_words(one: Claim) -> str:
    number = f"№{one.document_number}" if one.document_number else ""
    return one_line(" · ".join(part for part in (number, one.purpose, one.client, one.client_code) if part))


_KINDS: dict[type, RowsKind] = {
    ClaimBehind: RowsKind(claim_rows, _claim_columns, _claim, _claim_words),
    KepBehind: RowsKind(kep_rows, _kep_columns, _kep, _kep_words),
    Behind: RowsKind(activity_rows, _talk_columns, _talk, lambda _row: ""),
    SalesBehind: RowsKind(sales_rows, _sale_columns, _sale, lambda one: one_line(payment_words(one))),
    ChurnBehind: RowsKind(churn_rows, _churn_columns, _churned, lambda one: one_line(one.result)),
}
