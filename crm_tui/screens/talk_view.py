"""The head of a talk as lines: with whom, about which call, how long it has lasted."""

from datetime import datetime

from crm_tui.domain.kyiv import format_duration, format_moment
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.screens.ring_subject import RingStage, RingSubject
from crm_tui.screens.ring_view import state_line
from crm_tui.usecases.talk_drafts import TalkDraft
from crm_tui.widgets.line_view import Line
from crm_tui.widgets.pick_line import Choice


def head_lines(draft: TalkDraft, subject: RingSubject | None, now: datetime) -> list[Line]:
    """Client and contact, the call with its time, and what to choose the service by."""
    return [_whom(draft), _call(draft, subject, now), Line("─ " + _("Service"), "muted")]


def service_choices(draft: TalkDraft) -> list[Choice]:
    """The services by their digits, the last one talked about first."""
    return [Choice(one.id, clean(one.name)) for one in draft.services]


def _whom(draft: TalkDraft) -> Line:
    if draft.client is None:
        return Line(_("! No client yet: F7 chooses one"), "warning")
    contact = clean(draft.contact.name) if draft.contact else ""
    names = dict.fromkeys(part for part in (clean(draft.client.name), contact) if part)
    return Line(" " + ", ".join(names), "strong")


def _call(draft: TalkDraft, subject: RingSubject | None, now: datetime) -> Line:
    if draft.call_id is None:
        return Line(" " + _("Without a call, {moment}").format(moment=format_moment(draft.started_at)))
    if subject is not None and subject.stage is not RingStage.ENDED:
        return Line(f" {state_line(subject, now).text}")
    if draft.talk_ms or not draft.call_running:
        time = format_duration(draft.talk_ms / 1000)
        words = _("Call of {moment}, talk time {time}").format(
            moment=format_moment(draft.started_at), time=time
        )
        return Line(" " + words)
    return Line(" " + _("Call of {moment}, it goes on").format(moment=format_moment(draft.started_at)))
