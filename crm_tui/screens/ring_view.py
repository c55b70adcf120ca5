"""The pop-up as lines of text, made from what is known: most important first, cut to the room there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crm_tui.domain.caller import CallerKind
from crm_tui.domain.kyiv import format_date, format_duration, today
from crm_tui.domain.text import clean
from crm_tui.i18n import _, ngettext
from crm_tui.screens.call_words import CALLERS, number_words
from crm_tui.screens.client_words import with_tags
from crm_tui.screens.ring_subject import RingStage, RingSubject
from crm_tui.usecases.callers import CallerMatch, CallerSummary
from crm_tui.usecases.client_services import ClientServiceRow
from crm_tui.usecases.talks import TalkRow
from crm_tui.usecases.tasks import TaskRow
from crm_tui.widgets.columns import fit
from crm_tui.widgets.line_view import Line


def state_line(subject: RingSubject, now: datetime) -> Line:
    """The first line: what the call does, how long, from which number; the only one that runs."""
    ring = subject.ring
    words = {
        RingStage.RINGING: _("RINGING"),
        RingStage.TALKING: _("TALKING"),
        RingStage.ENDED: _("CALL ENDED"),
        RingStage.MISSED: _("MISSED"),
        RingStage.ELSEWHERE: _("ANSWERED by {name}").format(name=clean(ring.answered_by)),
    }[subject.stage]
    parts = [f"☎ {words} {format_duration(subject.seconds(now))}", number_words(ring.number, ring.e164)]
    if ring.queue:
        parts.append(_("queue {name}").format(name=clean(ring.queue)))
    if ring.did:
        parts.append(_("called {number}").format(number=clean(ring.did)))
    return Line("  ".join(parts), "warning" if subject.stage is RingStage.MISSED else "strong")


def who_words(subject: RingSubject) -> str:
    """Who calls, in one short text: for the announcing line and the list of calls."""
    ring, match = subject.ring, subject.match
    number = number_words(ring.number, ring.e164)
    if match is None:
        name = subject.who.colleague or clean(ring.caller_name)
        return f"{clean(name)} {number}" if name and name != ring.number else number
    name = clean(match.client.name)
    if subject.needs_choice:
        others = len(subject.who.matches) - 1
        name += " " + ngettext("or {n} other", "or {n} others", others).format(n=others)
    person = clean(match.contact.name)
    # A private person is often his own contact: one name is enough.
    return ", ".join(dict.fromkeys(part for part in (name, person, number) if part))


def announcing(subject: RingSubject, waiting: int) -> str:
    """The line that announces a call, with the key that opens the pop-up first."""
    words = {
        RingStage.RINGING: _("F4: {who} is calling"),
        RingStage.TALKING: _("F4: the call with {who}"),
        RingStage.ENDED: _("F4: the call with {who} has ended"),
        RingStage.MISSED: _("F4: missed call, {who}"),
        RingStage.ELSEWHERE: _("F4: {name} answered {who}"),
    }[subject.stage]
    text = words.format(who=who_words(subject), name=clean(subject.ring.answered_by))
    return text + (" " + _("(+{n})").format(n=waiting) if waiting else "")


def announcement(calls: Sequence[RingSubject], *, locked: bool) -> str:
    """What the top line says of the calls nobody sees; before a stranger's eyes only that somebody calls."""
    if not calls:
        return ""
    first = calls[0]
    if not locked:
        return announcing(first, len(calls) - 1)
    number = number_words(first.ring.number, first.ring.e164)
    return _("{number} is calling").format(number=number) if first.runs else _("missed call")


def ring_lines(subject: RingSubject, now: datetime, width: int, height: int) -> list[Line]:
    """The whole pop-up in at most `height` lines of `width` cells."""
    head = [state_line(subject, now), *_who_lines(subject, height), *_handed_over(subject)]
    summary = subject.known_summary
    if summary is None:
        return head[:height]
    head += [Line(f"! {clean(one.text)}", "warning") for one in summary.warnings[:3]]
    if summary.managers:
        names = ", ".join(clean(one.name) for one in summary.managers)
        head.append(Line(_("Responsible: {names}").format(names=names)))
    elif summary.services:
        head.append(Line(_("Responsible: nobody"), "muted"))
    sections = [
        Section(_("Last talks"), [_talk_line(one, width) for one in summary.talks], _("no talks yet")),
        Section(_("Open tasks"), [_task_line(one) for one in summary.tasks], _("no open tasks")),
        Section(_("Ending within 30 days"), [_ending_line(one) for one in summary.ending], ""),
        Section(_("Services"), [_service_line(one) for one in _others(summary)], ""),
    ]
    return [*head, *fill(sections, height - len(head))][:height]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with rows; `none` is said when there are no rows ("" leaves the section out)."""

    title: str
    rows: Sequence[Line]
    none: str = ""


def fill(sections: Sequence[Section], room: int) -> list[Line]:
    """Headings and rows within the room: each section gets its first row before another its second."""
    shown = [one for one in sections if one.rows or one.none]
    counts = [0 for _one in shown]
    left = room - len(shown)
    while left > 0 and any(count < len(one.rows) for one, count in zip(shown, counts, strict=True)):
        for place, one in enumerate(shown):
            if left > 0 and counts[place] < len(one.rows):
                counts[place] += 1
                left -= 1
    lines: list[Line] = []
    for one, count in zip(shown, counts, strict=True):
        hidden = len(one.rows) - count
        title = one.title if one.rows else f"{one.title}: {one.none}"
        more = "  " + _("(+{n})").format(n=hidden) if hidden else ""
        lines += [Line(f"─ {title}{more}", "" if one.rows else "muted"), *one.rows[:count]]
    return lines[: max(0, room)]


def _handed_over(subject: RingSubject) -> list[Line]:
    """What the colleague wrote from whom the call comes."""
    ring = subject.ring
    if not ring.note:
        return []
    text = " ".join(clean(ring.note).split())
    return [Line(_("{name} wrote: {text}").format(name=clean(ring.note_by), text=text), "strong")]


def _who_lines(subject: RingSubject, height: int) -> list[Line]:
    matches = subject.who.matches
    if not matches:
        return _stranger_lines(subject)
    if len(matches) == 1:
        return [
            _tagged(_client_words(matches[0]), matches[0], "strong"),
            Line(_person_words(matches[0])),
        ]
    return _choice_lines(subject, max(3, min(len(matches), height // 3)))


def _choice_lines(subject: RingSubject, room: int) -> list[Line]:
    """The clients that share the contact, the latest dealings first, with the cursor on one of them."""
    matches, cursor = subject.who.matches, subject.cursor
    if subject.needs_choice:
        told = _("{n} clients share this number: choose with ↑ ↓ who calls").format(n=len(matches))
    else:
        told = _("{n} clients share this number; the chosen one is marked").format(n=len(matches))
    top = max(0, min(cursor - room // 2, len(matches) - room))
    lines = [Line(told, "warning" if subject.needs_choice else "")]
    for place in range(top, min(top + room, len(matches))):
        match = matches[place]
        dealt = format_date(today(match.last_dealing_at)) if match.last_dealing_at else _("never")
        mark = "›" if place == cursor else " "
        last = " " + _("(chosen last time)") if match.remembered else ""
        text = f"{mark} {fit(dealt, 10)} {_client_words(match)}, {_person_words(match)}{last}"
        lines.append(_tagged(text, match, "cursor" if place == cursor else ""))
    return lines


def _stranger_lines(subject: RingSubject) -> list[Line]:
    who, ring = subject.who, subject.ring
    if who.kind is CallerKind.NUMBER:
        lines = [Line(_("This number stands on no card"), "warning")]
        named = clean(ring.caller_name).strip()
        if named and named != clean(ring.number):
            lines.append(Line(_("The telephone network calls it: {name}").format(name=named)))
        return [
            *lines,
            Line(_("Ins — a new client with this number")),
            Line(_("F7 — put the number on a card that is there")),
            Line(_("Earlier calls of the number will then show the client too"), "muted"),
        ]
    lines = [Line(_(CALLERS[who.kind]), "warning")]
    if who.kind is CallerKind.EXTENSION:
        name = who.colleague or _("an extension that belongs to nobody")
        lines.append(Line(f"{clean(name)}, {clean(ring.number)}", "strong"))
        return lines
    return [*lines, Line(_("F7 — choose the client who calls; Ins — a new client"))]


def _tagged(text: str, match: CallerMatch, style: str) -> Line:
    words, inks = with_tags(text, match.tags)
    return Line(words, style, inks)


def _client_words(match: CallerMatch) -> str:
    return "  ".join(part for part in (clean(match.client.name), clean(match.tax_code)) if part)


def _person_words(match: CallerMatch) -> str:
    return ", ".join(part for part in (clean(match.contact.name), clean(match.position)) if part)


def _talk_line(talk: TalkRow, width: int) -> Line:
    about = clean(talk.service.name) if talk.service else _("no service")
    words = _("(another's talk)") if talk.hidden else clean(talk.text or talk.result)
    head = f"  {format_date(today(talk.started_at))} {fit(about, max(12, width // 6))} "
    return Line(f"{head}{clean(talk.author.name)}: {words}", "muted" if talk.hidden else "")


def _task_line(task: TaskRow) -> Line:
    late = ""
    if task.days_late > 0:
        late = " " + ngettext("{n} day late", "{n} days late", task.days_late).format(n=task.days_late)
    owner = f" — {clean(task.assignee.name)}" if task.assignee else ""
    mark = "!" if late else " "
    text = f"{mark} {format_date(task.due_on)}{late} {clean(task.title)}{owner}"
    return Line(text, "warning" if late else "")


def _ending_line(row: ClientServiceRow) -> Line:
    days = row.days_left or 0
    left = ngettext("{n} day left", "{n} days left", days).format(n=days) if days else _("last day")
    until = format_date(row.valid_to) if row.valid_to else ""
    owner = f" — {clean(row.manager.name)}" if row.manager else ""
    return Line(f"! {until} {clean(row.service.name)} ({left}){owner}", "warning")


def _service_line(row: ClientServiceRow) -> Line:
    until = format_date(row.valid_to) if row.valid_to else _("no term")
    over = " " + _("(over)") if row.days_left is not None and row.days_left < 0 else ""
    owner = f" — {clean(row.manager.name)}" if row.manager else ""
    return Line(f"  {fit(until, 10)} {clean(row.service.name)}{over}{owner}", "muted" if over else "")


def _others(summary: CallerSummary) -> list[ClientServiceRow]:
    ending = {one.id for one in summary.ending}
    return [one for one in summary.services if one.id not in ending]
