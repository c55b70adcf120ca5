"""Calls that ring at a person now; a screen claims one to open its pop-up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, bindparam, func, select, update

from crm_tui.domain.kinds import (
    CallEnding,
    CallResult,
    ClientCertainty,
    CommandKind,
    CommandState,
    Direction,
    RingState,
)
from crm_tui.domain.permissions import Permission
from crm_tui.store import audit
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Call, EmployeeExtension, Ring
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.commands import COMMAND
from crm_tui.usecases.parts.core import EMPLOYEE, LEG, TALK, core, fetch, past_index


@dataclass(frozen=True, slots=True)
class RingRow:
    """A ring at one extension with the call behind it.

    `answered_by` names the person (else the extension) who took the call elsewhere; `screen` is the one
    that claimed the ring. `talk_began_at` and `talk_ms` (of what is over) are of this person's own talk;
    `talk_ended_at` says that it is over though the call may go on with a colleague, `consulting` that he
    speaks with the colleague first.
    `note` is the beginning of what a colleague who spoke with the client before this ring wrote about the
    call, `note_by` who: only whoever the call rings at reads it.
    """

    id: int
    call_id: int
    extension: str
    employee_id: int | None
    state: RingState
    began_at: datetime
    ended_at: datetime | None
    answered_by: str
    screen: str | None
    direction: Direction
    number: str
    e164: str | None
    caller_name: str
    did: str
    queue: str
    client_id: int | None
    contact_id: int | None
    certainty: ClientCertainty
    call_result: CallResult
    call_ending: CallEnding
    talk_began_at: datetime | None
    talk_ms: int = 0
    talk_ended_at: datetime | None = None
    consulting: bool = False
    note_by: str = ""
    note: str = ""


NOTE_LETTERS = 160
"""As much of another's talk as the pop-up shows unlogged everywhere."""
RING, CALL, _EXT = core(Ring), core(Call), core(EmployeeExtension)
_TAKER = EMPLOYEE.alias("taker")
_RUNNING = (CallResult.RINGING, CallResult.TALKING)
_ME = bindparam("me", type_=BigInteger)
_MINE_STATES = (RingState.RINGING, RingState.ANSWERED)
_WRITER = EMPLOYEE.alias("writer")
# Whoever handed the call over must not read what is written after him.
_SPOKE_BEFORE = (
    select(LEG.c.id)
    .where(
        LEG.c.call_id == RING.c.call_id,
        past_index(LEG.c.employee_id) == TALK.c.author_id,
        LEG.c.began_at < RING.c.began_at,
    )
    .correlate(RING, TALK)
    .exists()
)
_COLLEAGUES_TALK = (
    _SPOKE_BEFORE,
    TALK.c.call_id == RING.c.call_id,
    TALK.c.author_id != _ME,
    TALK.c.text != "",
    RING.c.employee_id == _ME,
    RING.c.state.in_(_MINE_STATES),
)
_NOTE = (
    select(func.substr(TALK.c.text, 1, NOTE_LETTERS))
    .where(*_COLLEAGUES_TALK)
    .order_by(TALK.c.id.desc())
    .limit(1)
    .correlate(RING)
    .scalar_subquery()
)
_NOTE_BY = (
    select(_WRITER.c.full_name)
    .select_from(TALK.join(_WRITER, _WRITER.c.id == TALK.c.author_id))
    .where(*_COLLEAGUES_TALK)
    .order_by(TALK.c.id.desc())
    .limit(1)
    .correlate(RING)
    .scalar_subquery()
)

_CONSULTING = (
    select(COMMAND.c.id)
    .where(
        COMMAND.c.call_id == RING.c.call_id,
        COMMAND.c.employee_id == RING.c.employee_id,
        COMMAND.c.kind == CommandKind.ATTENDED_TRANSFER,
        COMMAND.c.state.in_((CommandState.ASKED, CommandState.SENT)),
    )
    .correlate(RING)
    .exists()
)

SELECT_RINGS = select(
    *(
        RING.c[name]
        for name in ("id", "call_id", "extension", "employee_id", "state", "began_at", "ended_at")
    ),
    RING.c.screen,
    *(CALL.c[name] for name in ("direction", "number", "e164", "caller_name", "did", "queue", "client_id")),
    *(CALL.c[name] for name in ("contact_id", "certainty")),
    CALL.c.result.label("call_result"),
    CALL.c.ending.label("call_ending"),
    LEG.c.talk_began_at,
    func.coalesce(LEG.c.talk_ms, 0).label("talk_ms"),
    LEG.c.ended_at.label("talk_ended_at"),
    _CONSULTING.label("consulting"),
    func.coalesce(_TAKER.c.full_name, RING.c.answered_by).label("answered_by"),
    func.coalesce(_NOTE, "").label("note"),
    func.coalesce(_NOTE_BY, "").label("note_by"),
).select_from(
    RING.join(CALL, CALL.c.id == RING.c.call_id)
    .outerjoin(LEG, (LEG.c.call_id == RING.c.call_id) & (LEG.c.channel_uid == RING.c.channel_uid))
    .outerjoin(_EXT, _EXT.c.extension == RING.c.answered_by)
    .outerjoin(_TAKER, _TAKER.c.id == _EXT.c.employee_id)
)
# From the few calls that run to their rings, never from all the rings of a person's years.
_MINE_NOW = SELECT_RINGS.where(
    CALL.c.result.in_(_RUNNING),
    CALL.c.started_at > bindparam("yesterday"),
    CALL.c.ending == CallEnding.RUNNING,
    RING.c.employee_id == _ME,
    RING.c.state.in_(_MINE_STATES),
).order_by(RING.c.began_at, RING.c.id)


@requires(Permission.CALLS_RING_CLAIM)
def rings_for(unit: Unit) -> tuple[RingRow, ...]:
    """What rings at the actor now or is being talked to by him, the oldest first."""
    yesterday = unit.now - timedelta(days=1)
    return tuple(
        RingRow(**row._mapping) for row in fetch(unit, _MINE_NOW, yesterday=yesterday, me=unit.actor.id)
    )


@requires(Permission.CALLS_RING_CLAIM)
def show_rings(unit: Unit, *, ring_ids: Sequence[int]) -> tuple[RingRow, ...]:
    """How these rings stand: still ringing, answered here, or taken elsewhere and by whom."""
    wanted = SELECT_RINGS.where(RING.c.id.in_(ring_ids)).order_by(RING.c.began_at, RING.c.id)
    return tuple(RingRow(**row._mapping) for row in fetch(unit, wanted, me=unit.actor.id))


@requires(Permission.CALLS_RING_CLAIM, writes=True)
def claim_ring(unit: Unit, *, ring_id: int, screen: str) -> bool:
    """Whether this screen is the one that opens the pop-up: of several screens of one person one wins.

    A ring that was answered before any screen saw it can still be claimed; one taken elsewhere cannot.
    """
    claimed = unit.session.execute(
        update(Ring)
        .where(
            RING.c.id == ring_id,
            RING.c.employee_id == unit.actor.id,
            RING.c.state.in_(_MINE_STATES),
            RING.c.screen.is_(None),
        )
        .values(screen=screen, claimed_at=unit.now)
    )
    if claimed.rowcount != 1:  # type: ignore[attr-defined]
        return False
    content = {"screen": (None, screen), "claimed_at": (None, unit.now)}
    unit.entries.append(audit.Entry("update", "ring", str(ring_id), content))
    unit.notify(f"op.{unit.actor.id}", ring_id)
    return True


@requires(Permission.CALLS_RING_CLAIM, writes=True)
def mark_painted(unit: Unit, *, ring_id: int) -> None:
    """Notes when the pop-up stood on the screen; `pbx doctor` shows it. A measure, so not in the log."""
    unit.session.execute(
        update(Ring)
        .where(RING.c.id == ring_id, RING.c.employee_id == unit.actor.id, RING.c.painted_at.is_(None))
        .values(painted_at=unit.now)
    )
