"""What a person asks of the reports: which one, over which days, laid out how; and how it is asked."""

from dataclasses import dataclass, replace
from typing import Any

from crm_tui.domain.periods import Period
from crm_tui.reports.activity import activity
from crm_tui.reports.churn import churn
from crm_tui.reports.claims import claims
from crm_tui.reports.kep import kep, kep_funnel, kep_wages
from crm_tui.reports.parts.axes import Axis, Measure
from crm_tui.reports.parts.shapes import Report
from crm_tui.reports.sales import sales
from crm_tui.usecases.office import Office

TIMES = (Axis.DAY, Axis.WEEK, Axis.MONTH, Axis.QUARTER)


_WITHOUT_AXES = {"kep-funnel": kep_funnel, "kep-wages": kep_wages, "claims": claims}


@dataclass(frozen=True, slots=True)
class ReportWanted:
    """A report with its choices; `only` is a filter as typed."""

    period: Period
    name: str = "activity"
    by: Axis = Axis.MANAGER
    across: Axis | None = None
    measure: Measure = Measure.TALKS
    only: str = ""

    def over_time(self) -> "ReportWanted":
        """The same with time along an axis, so that lines can be drawn; of churn there is none."""
        if (
            self.name in {"churn", *_WITHOUT_AXES}
            or self.by in TIMES
            or (self.name == "activity" and self.across in TIMES)
        ):
            return self
        days = (self.period.last - self.period.first).days + 1
        time = Axis.DAY if days <= 31 else Axis.WEEK if days <= 92 else Axis.MONTH
        return replace(self, across=time) if self.name == "activity" else replace(self, by=time)


def ask_report(office: Office, wanted: ReportWanted) -> Report:
    """The report; Refused for a filter that cannot be understood and for lines that it does not have."""
    asked: dict[str, Any] = {"period": wanted.period, "only": wanted.only}
    if wanted.name == "churn":
        return office.call(churn, **asked)
    if wanted.name in _WITHOUT_AXES:
        return office.call(_WITHOUT_AXES[wanted.name], **asked)
    if wanted.name == "kep":
        return office.call(kep, by=wanted.by, **asked)
    if wanted.name == "sales":
        return office.call(sales, by=wanted.by, **asked)
    return office.call(activity, by=wanted.by, across=wanted.across, measure=wanted.measure, **asked)
