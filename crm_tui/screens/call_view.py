"""A call as lines: its head, the rings, the people who talked, the transfers, the talks written about it."""

from dataclasses import dataclass
from datetime import datetime

from crm_tui.domain.kinds import CallEnding, Direction, RingState
from crm_tui.domain.kyiv import KYIV, format_duration, format_moment
from crm_tui.i18n import _
from crm_tui.screens.call_words import (
    DIRECTIONS,
    ENDINGS,
    RESULTS,
    RING_STATES,
    SOURCES,
    TRANSFERS,
    number_words,
)
from crm_tui.screens.client_words import TALK_KINDS, one_line
from crm_tui.screens.move_words import move_way
from crm_tui.usecases.calls import CallCard, CallRing, LegRow, MoveRow, Settled, TransferRow
from crm_tui.usecases.shapes import Named
from crm_tui.usecases.talks import TalkRow


@dataclass(frozen=True, slots=True)
class CallLine:
    """One line; a heading has the sign ─."""

    text: str
    sign: str = ""
    style: str = ""


def call_lines(card: CallCard) -> list[CallLine]:
    """The whole call, from who called to what was written down."""
    lines = _head(card)
    for title, rows in (
        (_("Rings"), [_ring(one) for one in card.rings]),
        (_("Who talked"), [_leg(one) for one in card.legs]),
        (_("Transfers"), [_transfer(one) for one in card.transfers]),
        (_("Talks"), [_talk(one) for one in card.talks]),
        (_("Moved"), [line for one in card.moves for line in _move(one)]),
    ):
        if rows:
            lines += [CallLine(title, "─", "muted"), *rows]
    return lines


def _head(card: CallCard) -> list[CallLine]:
    call = card.call
    times = [
        _("began {time}").format(time=format_moment(call.started_at)),
        _("answered {time}").format(time=_clock(card.answered_at)) if card.answered_at else "",
        _("ended {time}").format(time=_clock(call.ended_at)) if call.ended_at else "",
    ]
    lengths = [
        _("waited {time}").format(time=format_duration(call.wait_ms / 1000)),
        _("talked {time}").format(time=format_duration(call.talk_ms / 1000)),
    ]
    ways = [
        _("queue {name}").format(name=one_line(card.queue)) if card.queue else "",
        _("called {number}").format(number=one_line(card.did)) if card.did else "",
        _("trunk {name}").format(name=one_line(card.trunk)) if card.trunk else "",
        _("dialled by {name}").format(name=one_line(card.dialled_by)) if card.dialled_by else "",
        _("picked up by {name}").format(name=one_line(card.picked_up_by)) if card.picked_up_by else "",
    ]
    number = number_words(call.number, call.e164)
    name = one_line(call.caller_name)
    return [
        CallLine(
            f"{_(DIRECTIONS[call.direction])} {'→' if call.direction is Direction.INCOMING else '←'} {number}"
            + (f" ({name})" if name and name != call.number else "")
            + f": {_(RESULTS[call.result])}"
        ),
        _client(card),
        CallLine(", ".join(part for part in times if part)),
        CallLine(", ".join(lengths)),
        *([CallLine(", ".join(part for part in ways if part))] if any(ways) else []),
        *([CallLine(_(ENDINGS[call.ending]), "!", "warning")] if call.ending in _TOLD else []),
        *([CallLine(_(SOURCES[card.source]))] if card.source in SOURCES else []),
        *([CallLine(_("lost after a transfer"), "!", "warning")] if card.lost_after_transfer else []),
        *([CallLine(_settled(card.settled))] if card.settled else []),
        *([CallLine(one_line(card.note))] if card.note else []),
    ]


def _settled(settled: Settled) -> str:
    who = one_line(settled.by.name) if settled.by and settled.by.name else "-"
    when = format_moment(settled.at)
    if settled.call_id is None:
        return _("settled by hand: {name}, {time}").format(name=who, time=when)
    return _("called back: {name}, {time}, call {id}").format(name=who, time=when, id=settled.call_id)


_TOLD = {CallEnding.RUNNING, CallEnding.UNKNOWN} & set(ENDINGS)


def _client(card: CallCard) -> CallLine:
    call = card.call
    if call.client is not None:
        contact = f", {one_line(call.contact.name)}" if call.contact and call.contact.name else ""
        return CallLine(one_line(call.client.name) + contact)
    if card.candidates:
        names = ", ".join(one_line(one.name) for one in card.candidates)
        return CallLine(
            _("Nobody has said whose call it was: {names} (F7)").format(names=names), "!", "warning"
        )
    return CallLine(_("No client has this number (F7 chooses one)"), "!", "warning")


def _ring(ring: CallRing) -> CallLine:
    text = f"{_clock(ring.began_at)}  {_who(ring.extension, ring.employee)}: {_(RING_STATES[ring.state])}"
    if ring.state is RingState.ANSWERED_ELSEWHERE and ring.answered_by:
        text += f" ({one_line(ring.answered_by)})"
    return CallLine(text)


def _leg(leg: LegRow) -> CallLine:
    parts = [f"{_clock(leg.talk_began_at or leg.began_at)}  {_who(leg.extension, leg.employee)}"]
    if leg.talk_began_at is None:
        parts.append(_("did not talk"))
    elif leg.ended_at is None and not leg.talk_ms:
        parts.append(_("talks now"))
    else:
        parts.append(_("talked {time}").format(time=format_duration(leg.talk_ms / 1000)))
    if leg.hold_ms:
        parts.append(_("held {time}").format(time=format_duration(leg.hold_ms / 1000)))
    return CallLine(", ".join(parts))


def _transfer(row: TransferRow) -> CallLine:
    giver = one_line(row.by_name) or row.by_extension
    taker = one_line(row.to_name) or row.to_extension or "?"
    return CallLine(f"{_clock(row.at)}  {giver} → {taker}: {_(TRANSFERS[row.kind])}")


def _talk(talk: TalkRow) -> CallLine:
    about = one_line(talk.service.name) if talk.service else _("without service")
    words = _("(another's talk: you may not read it)") if talk.hidden else one_line(talk.result or talk.text)
    text = f"{_(TALK_KINDS[talk.kind])}, {about}, {one_line(talk.author.name)}: {words}"
    return CallLine(text, "!" if talk.needs_service else "")


def _move(move: MoveRow) -> list[CallLine]:
    return [CallLine(move_way(move), "↔"), CallLine(f"   {one_line(move.reason)}")]


def joined_words(talk: TalkRow) -> str:
    """One's own talk in a list to pick from."""
    about = one_line(talk.service.name) if talk.service else _("without service")
    return f"{format_moment(talk.started_at)}  {about}: {one_line(talk.result or talk.text)}"


def _who(extension: str, employee: Named | None) -> str:
    return f"{one_line(employee.name)} ({one_line(extension)})" if employee else one_line(extension)


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(KYIV):%H:%M:%S}"
