"""When a job is due: pure rules over the calendar of Kyiv. What was missed is caught up, once."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

KYIV = ZoneInfo("Europe/Kyiv")


@dataclass(frozen=True, slots=True)
class Plan:
    """A moment of every day (Kyiv), or of one weekday (Monday is 0); or again and again, all day.

    Keep clear of 03:00-04:00: the changes of the clock skip that hour in spring and repeat it in autumn.
    """

    at: time = time()
    weekday: int | None = None
    every: timedelta | None = None

    def words(self) -> str:
        """For a list: `01:30`, `02:30/7` for the seventh day of the week, `00:01+` for every minute."""
        if self.every is not None:
            minutes = int(self.every.total_seconds()) // 60
            return f"{minutes // 60:02}:{minutes % 60:02}+"
        return f"{self.at:%H:%M}" if self.weekday is None else f"{self.at:%H:%M}/{self.weekday + 1}"


def last_moment(plan: Plan, now: datetime) -> datetime:
    """The latest planned moment that is not after `now`, in UTC."""
    day = now.astimezone(KYIV).date()
    while (moment := _moment(plan, day)) > now or plan.weekday not in {None, day.weekday()}:
        day -= timedelta(days=1)
    return moment


def is_due(plan: Plan, last_run: datetime | None, now: datetime) -> bool:
    """Whether the job has not run since its latest planned moment; one that never ran is due at once."""
    if last_run is None:
        return True
    return now - last_run >= plan.every if plan.every is not None else last_run < last_moment(plan, now)


def _moment(plan: Plan, day: date) -> datetime:
    return datetime.combine(day, plan.at, KYIV).astimezone(UTC)
