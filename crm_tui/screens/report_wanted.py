"""What a person asks of the reports: which one, over which days, laid out how; and how it is asked."""

from dataclasses import dataclass, replace

from crm_tui.domain.periods import Period
from crm_tui.reports.activity import activity
from crm_tui.reports.parts.axes import Axis, Measure
from crm_tui.reports.parts.shapes import Report
from crm_tui.usecases.office import Office

TIMES = (Axis.DAY, Axis.WEEK, Axis.MONTH, Axis.QUARTER)


@dataclass(frozen=True, slots=True)
class ReportWanted:
    """A report with its choices; `only` is a filter as typed."""

    period: Period
    by: Axis = Axis.MANAGER
    across: Axis | None = None
    measure: Measure = Measure.TALKS
    only: str = ""

    def over_time(self) -> "ReportWanted":
        """The same with time along an axis, so that lines can be drawn."""
        if self.by in TIMES or self.across in TIMES:
            return self
        days = (self.period.last - self.period.first).days + 1
        return replace(self, across=Axis.DAY if days <= 31 else Axis.WEEK if days <= 92 else Axis.MONTH)


def ask_report(office: Office, wanted: ReportWanted) -> Report:
    """The report; Refused for a filter that cannot be understood."""
    return office.call(
        activity,
        period=wanted.period,
        by=wanted.by,
        across=wanted.across,
        measure=wanted.measure,
        only=wanted.only,
    )
