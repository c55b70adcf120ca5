"""How papers are shown by commands."""

from typing import TYPE_CHECKING, Any

from crm_tui.cli.output import Column, show_record
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.usecases.papers import PaperCard


def paper_columns() -> tuple[Column, ...]:
    return (
        Column(_("paper"), lambda row: row.id, right=True),
        Column(_("kind"), lambda row: row.kind),
        Column(_("number"), lambda row: row.number),
        Column(_("day"), lambda row: row.day),
        Column(_("client"), lambda row: row.client),
        Column(_("sum"), lambda row: money(row.total_kop), right=True),
        Column(_("paid"), lambda row: money(row.paid_kop) if row.paid_kop else "", right=True),
        Column(_("state"), lambda row: row.state),
        Column(_("own firm"), lambda row: row.own_entity),
        Column(_("author"), lambda row: row.author),
    )


def show_paper_card(card: "PaperCard", as_json: bool) -> None:
    """A paper with its lines."""
    lines = [(column.title, column.value(card.row)) for column in paper_columns()]
    lines += [
        (_("valid until"), card.valid_until),
        (_("contract"), card.contract),
        (_("version"), card.row.edition if card.row.edition > 1 else None),
        (_("replaced by"), card.replaced_by),
        (_("reason"), card.reason),
        (_("note"), card.note),
        *((_("file"), file.name) for file in card.files),
        *((str(place), _line_words(line)) for place, line in enumerate(card.lines, 1)),
    ]
    show_record(card, lines, as_json=as_json)


def _line_words(line: Any) -> str:
    quantity = f"{line.quantity.normalize():f} {line.unit}"
    return f"{line.name} · {quantity} × {money(line.price_kop)} = {money(line.total_kop)}"


def money(kop: int) -> str:
    """A sum as people read it."""
    from crm_tui.domain.money import format_money

    return format_money(kop)
