"""Work for a client without a call (a visit, help from afar), entered by hand with start and length (S41)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, bindparam

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Direction, TalkState, WorkKind
from crm_tui.domain.kyiv import format_moment
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Talk
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import TALK, fetch, must
from crm_tui.usecases.parts.me import my_id
from crm_tui.usecases.parts.talk_fields import TalkFields, checked
from crm_tui.usecases.parts.talk_rows import SELECT_TALKS, TalkRow, talk_row
from crm_tui.usecases.parts.versions import refuse_stale

__all__ = ["WorkSaved", "WorkTime", "add_work", "edit_work"]

LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class WorkTime:
    """What kind of work, since when (UTC) and how long."""

    work: WorkKind
    started_at: datetime
    length: timedelta


@dataclass(frozen=True, slots=True)
class WorkSaved:
    """The work as a talk; `overlaps` are one's own saved talks of the same time: told, never forbidden."""

    talk: TalkRow
    overlaps: tuple[TalkRow, ...]


_AROUND = (
    SELECT_TALKS.where(
        TALK.c.author_id == bindparam("me", type_=BigInteger),
        TALK.c.state == TalkState.SAVED,
        TALK.c.started_at > bindparam("since"),
        TALK.c.started_at < bindparam("until"),
        TALK.c.talk_ms > 0,
        TALK.c.id != bindparam("itself", type_=BigInteger),
    )
    .order_by(TALK.c.started_at, TALK.c.id)
    .limit(500)
)


@requires(Permission.TALKS_TALK_WRITE, writes=True)
def add_work(unit: Unit, *, fields: TalkFields, time: WorkTime) -> WorkSaved:
    """Writes the work down as a talk with its time, by the rules of a talk.

    Refused for a time in the future, of no length or of more than 24 hours.
    """
    times = _times(unit, time)
    cleaned, names = checked(unit, fields)
    talk = unit.insert(
        Talk,
        **cleaned,
        **times,
        author_id=my_id(unit),
        direction=Direction.OUTGOING,
        state=TalkState.SAVED,
        saved_at=unit.now,
        updated_at=unit.now,
    )
    unit.notify("talks", talk.id)
    unit.notify("clients", talk.client_id)
    return WorkSaved(talk_row(unit, talk, names), _overlaps(unit, talk.id, time))


@requires(Permission.TALKS_TALK_WRITE, writes=True)
def edit_work(unit: Unit, *, talk_id: int, version: int, fields: TalkFields, time: WorkTime) -> WorkSaved:
    """Changes work that is saved, by its author only; ChangedMeanwhile as `edit_talk`."""
    talk = must(unit.lock(Talk, talk_id), _("talk"), talk_id)
    if talk.author_id != my_id(unit):
        raise Refused(_("Only its author changes a talk"))
    if talk.work is None:
        raise Refused(_("The time of a talk comes from its calls; it is not entered by hand"))
    values = _times(unit, time) | checked(unit, fields)[0]
    refuse_stale(unit, talk, opened=version, mine=values)
    if unit.change(talk, **values, updated_at=unit.now):
        unit.notify("talks", talk.id)
        unit.notify("clients", talk.client_id)
    (row,) = fetch(unit, SELECT_TALKS.where(TALK.c.id == talk_id))
    return WorkSaved(talk_row(unit, row), _overlaps(unit, talk_id, time))


def _times(unit: Unit, time: WorkTime) -> dict[str, object]:
    started_at, length = time.started_at.astimezone(UTC), time.length
    if length < timedelta(minutes=1):
        raise Refused(_("Length: at least a minute, written as 1:20 or as minutes"))
    if length > LONGEST:
        raise Refused(_("Length: at most 24 hours at once"))
    if started_at > unit.now:
        raise Refused(
            _("{moment} is still to come: work is written down when it is done").format(
                moment=format_moment(started_at)
            )
        )
    if started_at + length > unit.now:
        raise Refused(
            _("The work would end at {moment}, which is still to come").format(
                moment=format_moment(started_at + length)
            )
        )
    return {"work": time.work, "started_at": started_at, "talk_ms": round(length.total_seconds() * 1000)}


def _overlaps(unit: Unit, talk_id: int, time: WorkTime) -> tuple[TalkRow, ...]:
    end = time.started_at + time.length
    around = {"since": time.started_at - LONGEST, "until": end, "me": my_id(unit), "itself": talk_id}
    rows = (talk_row(unit, row, excerpt=True) for row in fetch(unit, _AROUND, **around))
    return tuple(
        row for row in rows if row.started_at + timedelta(milliseconds=row.talk_ms) > time.started_at
    )
