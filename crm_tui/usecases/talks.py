"""Saved talks: what was said with a client, by whom, about what (S7, S19, S41)."""

from dataclasses import dataclass
from datetime import datetime

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import Direction, TalkKind, TalkState
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Talk
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.core import TALK, fetch, must, older_than
from crm_tui.usecases.parts.me import my_id
from crm_tui.usecases.parts.next_call import promise_call
from crm_tui.usecases.parts.talk_fields import TalkFields, checked
from crm_tui.usecases.parts.talk_rows import SELECT_TALKS, TalkRow, log_read_talks, talk_row
from crm_tui.usecases.parts.versions import refuse_stale

__all__ = [
    "TalkFields",
    "TalkFilter",
    "TalkPage",
    "TalkRow",
    "add_talk",
    "edit_talk",
    "list_talks",
    "service_history",
    "show_talk",
]


@dataclass(frozen=True, slots=True)
class TalkFilter:
    """What talks are wanted; times are UTC, `until` is not in; `no_service`: support talks without one."""

    client_id: int | None = None
    service_id: int | None = None
    author_id: int | None = None
    kind: TalkKind | None = None
    since: datetime | None = None
    until: datetime | None = None
    no_service: bool = False


@dataclass(frozen=True, slots=True)
class TalkPage:
    """A page of talks, newest first; `older` asks for the next one (None: there is no more)."""

    rows: tuple[TalkRow, ...]
    older: tuple[datetime, int] | None


EVERYTHING = TalkFilter()


@requires(Permission.TALKS_TALK_READ)
def list_talks(
    unit: Unit,
    *,
    wanted: TalkFilter = EVERYTHING,
    older: tuple[datetime, int] | None = None,
    limit: int = 100,
) -> TalkPage:
    """Saved talks, newest first. Another's words only with the right to read them; that reading is logged."""
    statement = SELECT_TALKS.where(TALK.c.state == TalkState.SAVED)
    for name in ("client_id", "service_id", "author_id", "kind"):
        if (value := getattr(wanted, name)) is not None:
            statement = statement.where(TALK.c[name] == value)
    if wanted.since is not None:
        statement = statement.where(TALK.c.started_at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(TALK.c.started_at < wanted.until)
    if wanted.no_service:
        statement = statement.where(TALK.c.service_id.is_(None))
    if older is not None:
        statement = statement.where(older_than(TALK, older))
    limit = min(limit, 200)
    found = fetch(unit, statement.order_by(TALK.c.started_at.desc(), TALK.c.id.desc()).limit(limit + 1))
    rows = tuple(talk_row(unit, row) for row in found[:limit])
    log_read_talks(unit, rows, "client" if wanted.client_id else "talk", wanted.client_id or "*")
    return TalkPage(rows, (rows[-1].started_at, rows[-1].id) if len(found) > limit else None)


@requires(Permission.TALKS_TALK_READ)
def service_history(
    unit: Unit, *, client_id: int, service_id: int, older: tuple[datetime, int] | None = None
) -> TalkPage:
    """All talks with a client about one service, over all managers, newest first (S19)."""
    wanted = TalkFilter(client_id=client_id, service_id=service_id)
    return list_talks(unit, wanted=wanted, older=older)


@requires(Permission.TALKS_TALK_READ)
def show_talk(unit: Unit, *, talk_id: int) -> TalkRow:
    """One saved talk with all its words, when the actor may read them; NotFound otherwise."""
    found = fetch(unit, SELECT_TALKS.where(TALK.c.id == talk_id, TALK.c.state == TalkState.SAVED))
    row = talk_row(unit, must(next(iter(found), None), _("talk"), talk_id))
    log_read_talks(unit, (row,), "talk", talk_id)
    return row


@requires(Permission.TALKS_TALK_WRITE, writes=True)
def add_talk(
    unit: Unit,
    *,
    fields: TalkFields,
    direction: Direction = Direction.OUTGOING,
    started_at: datetime | None = None,
) -> TalkRow:
    """A talk written down at once, without a draft and a call; the same rules as `save_talk`."""
    cleaned, names = checked(unit, fields)
    talk = unit.insert(
        Talk,
        **cleaned,
        author_id=my_id(unit),
        direction=direction,
        state=TalkState.SAVED,
        started_at=started_at or unit.now,
        saved_at=unit.now,
        updated_at=unit.now,
        next_call_on=fields.next_call_on,
    )
    if fields.next_call_on is not None:
        promise_call(unit, talk, fields.next_call_on)
    unit.notify("talks", talk.id)
    unit.notify("clients", talk.client_id)
    return talk_row(unit, talk, names)


@requires(Permission.TALKS_TALK_WRITE, writes=True)
def edit_talk(unit: Unit, *, talk_id: int, version: int, fields: TalkFields) -> TalkRow:
    """Changes a saved talk: only its author does. ChangedMeanwhile when another saved it after `version`."""
    talk = must(unit.lock(Talk, talk_id), _("talk"), talk_id)
    if talk.author_id != my_id(unit) or talk.state is not TalkState.SAVED:
        raise Refused(_("Only its author changes a talk"))
    values = checked(unit, fields)[0]
    if talk.call_id is not None and fields.client_id != talk.client_id:
        raise Refused(_("The talk is about call {id}: move the call, with a reason").format(id=talk.call_id))
    refuse_stale(unit, talk, opened=version, mine=values)
    if unit.change(talk, **values, updated_at=unit.now):
        unit.notify("talks", talk.id)
        unit.notify("clients", talk.client_id)
    (row,) = fetch(unit, SELECT_TALKS.where(TALK.c.id == talk_id))
    return talk_row(unit, row)
