"""The register of contracts in words and rows."""

from crm_tui.domain.contracts import ContractFact, ContractShow
from crm_tui.domain.kinds import PaperState
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.money import format_money
from crm_tui.domain.papers import ContractKind
from crm_tui.i18n import N_, _
from crm_tui.screens.client_words import one_line
from crm_tui.usecases.contracts import ContractRow
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

CONTRACT_KINDS = {
    ContractKind.COMMERCIAL: N_("commercial"),
    ContractKind.BUDGET: N_("budget"),
}
FACTS = {
    ContractFact.RETURNED: N_("Came back signed"),
    ContractFact.PRINTED: N_("Printed"),
    ContractFact.SENT: N_("Sent to the client"),
    ContractFact.SCANNED: N_("Scanned"),
    ContractFact.PROLONGED: N_("Prolonged"),
    ContractFact.ENDED: N_("Ended"),
}
SHOWS = {
    ContractShow.WAITING: N_("not come back signed"),
    ContractShow.RETURNED: N_("come back signed"),
    ContractShow.ENDED: N_("ended"),
    ContractShow.ALL: N_("all contracts"),
}
OLD = 30
"""A contract that waits longer is marked."""


def contract_columns() -> tuple[Column, ...]:
    return (
        Column(_("Contract"), 9),
        Column(_("Day"), 10),
        Column(_("Days"), 4, right=True),
        Column(_("Client"), 18, flex=2),
        Column(_("Covers"), 14, flex=1),
        Column(_("Came back"), 10),
        Column(_("Manager"), 16, flex=1, hide_below=100),
    )


def contract_row(one: ContractRow) -> Row:
    """`!` waits long, `✓` came back signed, a middle dot was cancelled or ended."""
    cells = (
        one_line(one.number),
        format_date(one.day),
        str(one.days) if one.days is not None else "",
        one_line(one.client.name),
        one_line(one.about),
        format_date(one.returned_on) if one.returned_on else "",
        one_line(one.manager.name) if one.manager else "",
    )
    if one.state is PaperState.CANCELLED or one.ended_on is not None:
        return Row(one.id, 0, cells, "·", "muted")
    if one.returned_on is not None:
        return Row(one.id, 0, cells, "✓", "")
    late = one.days is not None and one.days >= OLD
    return Row(one.id, 0, cells, "!" if late else "", "warning" if late else "")


def contract_detail(one: ContractRow) -> str:
    """A contract in three lines, below the list."""
    first = f"№ {one.number} · {_(CONTRACT_KINDS[one.kind])} · {one.client.name} {one.tax_code}"
    told = {
        _("printed"): one.printed_on,
        _("sent"): one.sent_on,
        _("came back"): one.returned_on,
        _("scanned"): one.scanned_on,
        _("prolonged until"): one.prolonged_until,
        _("ended"): one.ended_on,
    }
    marks = [f"{word} {format_date(day)}" for word, day in told.items() if day is not None]
    if one.returned_by is not None:
        marks.append(one_line(one.returned_by.name))
    second = " · ".join((format_money(one.total_kop), one_line(one.about)))
    return "\n".join((one_line(first), second, " · ".join(marks)))
