"""How a report is laid out: its lines, its columns, what is counted, whose."""

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.i18n import N_, _
from crm_tui.reports.parts.axes import AXES, MEASURES, Axis, Measure
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.report_kinds import REPORTS
from crm_tui.screens.report_wanted import ReportWanted
from crm_tui.widgets.form import ChoiceField, Form, TextField


class ReportForm(BaseDialog[ReportWanted]):
    """Enter on the last field or F2 shows the report."""

    TITLE_WORD = N_("What to show")
    HELP_TEXT = N_(
        "Activity has lines and columns, sales and КЕП sets have lines, churn is by service. "
        "A filter is written manager=anna,taras kind=sale service!=MEDOC; all conditions must hold. "
        "A service stands for all below it, service=- for none."
    )
    AUTO_FOCUS = "ChoiceLine"
    DEFAULT_CSS = "ReportForm Form { height: auto; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+s", "take", N_("Show"), id="report_form.take"),
    ]

    def __init__(self, wanted: ReportWanted) -> None:
        super().__init__()
        self.wanted = wanted

    def body(self) -> ComposeResult:
        axes = [(axis.value, _(words)) for axis, words in AXES.items()]
        measures = [(one.value, _(words)) for one, words in MEASURES.items()]
        reports = [(name, _(title)) for name, (title, right) in REPORTS.items() if self.office.can(right)]
        yield Form(
            ChoiceField("name", _("Report"), reports, self.wanted.name),
            ChoiceField("by", _("Lines"), axes, self.wanted.by),
            ChoiceField("across", _("Columns"), [("", _("talks and time")), *axes], self.wanted.across or ""),
            ChoiceField("measure", _("What is counted"), measures, self.wanted.measure),
            TextField("only", _("Filter"), self.wanted.only, placeholder="manager=anna kind=sale"),
        )

    def on_input_submitted(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        values = self.query_one(Form).values()
        if values["name"] == "activity" and values["by"] == values["across"]:
            self.tell(_("Lines and columns are the same: {axis}").format(axis=_(AXES[Axis(values["by"])])))
            return
        self.dismiss(
            replace(
                self.wanted,
                name=values["name"],
                by=Axis(values["by"]),
                across=Axis(values["across"]) if values["across"] else None,
                measure=Measure(values["measure"]),
                only=values["only"],
            )
        )
