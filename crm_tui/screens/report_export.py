"""A report as a file in the person's own folder: which format, and under what name."""

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.i18n import N_, _
from crm_tui.reports.parts.shapes import Report
from crm_tui.reports.render.formats import Format, render, save
from crm_tui.screens.base import BaseDialog
from crm_tui.widgets.columns import Column
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList

WORDS = {
    Format.XLSX: N_("Excel, with a chart"),
    Format.CSV: N_("a plain table, opens in Excel"),
    Format.PDF: N_("to be printed"),
    Format.SVG: N_("the chart alone"),
    Format.JSON: N_("for programs"),
}


class FormatPick(BaseDialog[Format]):
    """A digit or Enter picks."""

    TITLE_WORD = N_("Save as")
    AUTO_FOCUS = "VirtualList"
    DEFAULT_CSS = "FormatPick VirtualList { height: 6; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(str(n), f"take({form.value!r})", words, show=False, id=f"report_export.{form.value}")
        for n, (form, words) in enumerate(WORDS.items(), 1)
    ]

    def body(self) -> ComposeResult:
        rows = [
            Row(form.value, n, (str(n), form.value.upper(), _(words)))
            for n, (form, words) in enumerate(WORDS.items(), 1)
        ]
        yield VirtualList((Column("", 2), Column("", 6), Column("", 30, flex=1)), MemoryRows(rows))

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self.action_take(str(event.row.id))

    def action_take(self, form: str) -> None:
        self.dismiss(Format(form))


def save_report(report: Report, form: Format, out_dir: str) -> Path:
    """Writes the report into the folder (the person's home when none is set) and gives the file.

    A file that is there already stays: the next free name is taken. Refused when it cannot be written.
    """
    folder = Path(out_dir).expanduser() if out_dir else Path.home()
    stem = f"{report.name}-{report.period.first}-{report.period.last}"
    path, number = folder / f"{stem}.{form.value}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.{form.value}"
    save(render(report, form), path)
    return path
