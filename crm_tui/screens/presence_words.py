"""Presence in the words people read: states, signs, since when, with whom."""

from datetime import datetime

from crm_tui.domain.kinds import PresenceState
from crm_tui.domain.kyiv import format_duration, format_moment, format_time, today
from crm_tui.i18n import N_, _
from crm_tui.screens.call_words import ARROWS, number_words
from crm_tui.screens.client_words import one_line
from crm_tui.usecases.presence import CallNow, Knowledge

STATES = {
    PresenceState.FREE: N_("available"),
    PresenceState.RINGING: N_("phone rings"),
    PresenceState.TALKING: N_("in a call"),
    PresenceState.ON_HOLD: N_("holds a call"),
    PresenceState.PAUSED: N_("on a break"),
    PresenceState.DO_NOT_DISTURB: N_("do not disturb"),
    PresenceState.AWAY: N_("phone is off"),
    PresenceState.UNKNOWN: N_("not known"),
}
"""In the order in which they are told: who can take a call comes first."""
SIGNS = {
    PresenceState.FREE: "✓",
    PresenceState.RINGING: "!",
    PresenceState.TALKING: "☎",
    PresenceState.ON_HOLD: "‖",
    PresenceState.PAUSED: "=",
    PresenceState.DO_NOT_DISTURB: "×",
    PresenceState.AWAY: "-",
    PresenceState.UNKNOWN: "?",
}


def since_words(since: datetime | None, now: datetime) -> str:
    """Since when: the time of today, the whole moment of another day."""
    if since is None:
        return ""
    return format_time(since) if today(since) == today(now) else format_moment(since)


def since_brief(since: datetime | None, now: datetime) -> str:
    """Since when, for a narrow column: the time of today, the day of another."""
    if since is None:
        return ""
    return format_time(since) if today(since) == today(now) else format_moment(since)[:5]


def wait_words(since: datetime | None, now: datetime) -> str:
    """How long somebody has waited by now; empty when nobody waits."""
    return "" if since is None else format_duration((now - since).total_seconds())


def with_whom(call: CallNow | None) -> str:
    """The client's call at a telephone in one line: its direction, the client or the number."""
    if call is None:
        return ""
    who = one_line(call.client.name) if call.client else number_words(call.number, call.e164)
    return f"{ARROWS[call.direction]} {who}"


def line_words(line: Knowledge, now: datetime) -> str:
    """What is to be told of the line to the PBX; empty while it tells how things stand."""
    if line.known:
        return ""
    if line.since is None:
        return _("Not known: the PBX has never been heard here")
    return _("Not known since {when}: there is no line to the PBX").format(when=since_words(line.since, now))


def queue_words(name: str | None) -> str:
    """A queue as people call it."""
    if name is None:
        return _("All calls")
    return one_line(name) or _("Past the queues")


def share_words(lost: int, share: int | None) -> str:
    """So many lost, and how large a part that is."""
    return f"{lost}" if share is None else f"{lost} ({share} %)"
