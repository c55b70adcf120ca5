"""The boxes as rows of a list."""

from crm_tui.domain.kyiv import format_date
from crm_tui.i18n import _
from crm_tui.screens.client_words import day, one_line
from crm_tui.screens.kep_words import person
from crm_tui.usecases.kep_boxes import BoxRow
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row


def box_columns() -> tuple[Column, ...]:
    return (
        Column(_("Box"), 7, right=True),
        Column(_("Sets"), 9, right=True),
        Column(_("Opened"), 10),
        Column(_("Closed"), 10),
        Column(_("Sent"), 10),
        Column(_("Note"), 14, flex=2),
        Column(_("Whose"), 14, flex=1, hide_below=100),
    )


def box_row(box: BoxRow) -> Row:
    """`…` takes papers still, `!` is closed and waits to be sent, `✓` was sent."""
    sign = "✓" if box.sent_on else "!" if box.closed_on else "…"
    cells = (
        str(box.number),
        str(box.sets),
        format_date(box.opened_on),
        day(box.closed_on),
        day(box.sent_on),
        one_line(box.note),
        person(box.author),
    )
    return Row(box.id, 0, cells, sign, "muted" if box.sent_on else "warning" if box.closed_on else "")


def box_detail(box: BoxRow) -> str:
    """A box under the cursor, in words."""
    if box.sent_on is not None:
        return _("Box {number}: sent to the CA on {day}").format(
            number=box.number, day=format_date(box.sent_on)
        )
    if box.closed_on is not None:
        return _("Box {number}: closed, not sent yet (Enter, F6)").format(number=box.number)
    return _("Box {number}: takes papers still").format(number=box.number)


def boxes_words(boxes: tuple[BoxRow, ...]) -> str:
    """How many boxes take papers, wait to be sent, were sent."""
    still = sum(box.closed_on is None for box in boxes)
    sent = sum(box.sent_on is not None for box in boxes)
    return _("open {open} · closed, not sent {closed} · sent {sent}").format(
        open=still, closed=len(boxes) - still - sent, sent=sent
    )
