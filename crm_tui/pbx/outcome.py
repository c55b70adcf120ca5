"""From facts to a call: who talked when, what each ring came to, how the call went.

Everything here is derived anew from facts, so the order in which they came does not matter.
"""

from crm_tui.domain.call_facts import CallFacts, LegFacts, RingFacts, TransferFacts
from crm_tui.domain.kinds import CallEnding, CallResult, Direction, RingState, TransferKind
from crm_tui.pbx.channels import Channel, Group, Handover, Registry
from crm_tui.pbx.rules import Party
from crm_tui.pbx.spans import Spans

NEAR = 2.0
"""Seconds between a phone falling silent and the talk of the one who took the call instead."""


class Leg:
    """One channel's talks with the client of one call."""

    __slots__ = ("channel", "hold", "start_known", "talk")

    def __init__(self, channel: Channel, *, start_known: bool) -> None:
        self.channel = channel
        self.talk = Spans()
        self.hold = Spans()
        self.start_known = start_known

    @property
    def spans(self) -> list[tuple[float, float | None]]:
        """When the two were connected, held or not."""
        return sorted([*self.talk.all(), *self.hold.all()], key=lambda span: span[0])

    @property
    def extension(self) -> str:
        """Who talked; for an outside party that the call was forwarded to, the number."""
        return self.channel.dialled if self.channel.party is Party.CLIENT else self.channel.extension


class Call:
    """A call being followed: its key and the talks seen so far; all else is in the channels' facts."""

    __slots__ = ("key", "legs", "since")

    def __init__(self, key: str, since: float) -> None:
        self.key = key
        self.since = since
        self.legs: dict[str, Leg] = {}

    def clients(self, group: Group) -> list[Channel]:
        """The client's channels: the one that came in, else all that were dialled."""
        own = [
            one
            for one in group.channels.values()
            if one.linkedid == self.key and one.party is Party.CLIENT and one.alive
        ]
        came_in = [one for one in own if one.came_in]
        return [min(came_in, key=lambda one: (one.first_at, one.uid))] if came_in else own

    def follow(
        self, group: Group, calls: list["Call"], registry: Registry, at: float, *, told: bool = True
    ) -> None:
        """Begins and ends talks as the bridges stand at this moment; not `told`: one that is past, ends only.

        A part whose place nobody told since the line was cut counts as there until the cut and no longer.
        """
        clients = self.clients(group)
        reached: set[str] = set()
        for client in clients:
            if client.hung_at is None:
                reached |= registry.reached_from(client)
        strangers = {one.uid for call in calls for one in call.clients(group)}
        for uid in reached - strangers if told else ():
            channel = registry.channels[uid]
            if uid not in self.legs and channel.party in (Party.OPERATOR, Party.CLIENT):
                self.legs[uid] = Leg(channel, start_known=channel.listed_at != at)
        over = [one.hung_at for one in clients if one.hung_at is not None]
        last = max(over) if over and len(over) == len(clients) else at
        proven = max((registry.proven(one, at) for one in clients), default=at)
        for uid, leg in self.legs.items():
            on, held = uid in reached, bool(leg.channel.hold.value)
            end = at if on else min(at, last, leg.channel.hung_at or at)
            known = end if on else min(end, proven, registry.proven(leg.channel, at))
            seen = told and known == end and leg.channel.told and all(one.told for one in clients)
            if told or not on:
                leg.talk.turn(on and not held, known, told=seen)
                leg.hold.turn(on and held, known, told=seen)


def belongs(channel: Channel, call: Call, calls: list[Call]) -> bool:
    """Whether a channel of the group is this call's: born with it, else the oldest call takes it."""
    if any(one.key == channel.linkedid for one in calls):
        return channel.linkedid == call.key
    return call is calls[0]


def call_facts(call: Call, group: Group, calls: list[Call]) -> CallFacts | None:
    """The call as it stands; None while there is no client in it."""
    clients = call.clients(group)
    channels = [one for one in group.channels.values() if one.alive and belongs(one, call, calls)]
    dialling = [one for one in channels if one.own_dialling and one.dialled]
    if not clients and not dialling:
        return None
    first = min(clients or dialling, key=lambda one: (one.first_at, one.uid))
    incoming = bool(clients) and first.came_in
    legs = [leg for leg in call.legs.values() if leg.talk or leg.hold]
    ended_at, ending = _end_of(clients or dialling)
    rings = [
        _ring(one, one.dial_at, legs, channels, ended_at)
        for one in channels
        if one.dial_at is not None and one.party is Party.OPERATOR
    ]
    rings += [_taken(leg) for leg in legs if incoming and _never_rang(leg)]
    answered_at = min((leg.spans[0][0] for leg in legs), default=None)
    began_at = min(one.first_at for one in [first, *dialling])
    transfers = _transfers(group, call, calls, legs)
    return CallFacts(
        key=call.key,
        direction=Direction.INCOMING if incoming else Direction.OUTGOING,
        number=first.caller_number if incoming else first.dialled or first.caller_number,
        name=first.caller_name if incoming else "",
        did=first.exten if incoming else "",
        trunk=first.extension if clients else "",
        channel_name=first.name,
        queue=first.queue,
        began_at=began_at,
        answered_at=answered_at,
        ended_at=ended_at,
        ending=ending,
        result=_result(incoming, clients, dialling, legs, ended_at),
        wait_ms=round(((answered_at or ended_at or began_at) - began_at) * 1000),
        lost_after_transfer=bool(transfers) and ended_at is not None and not _talked_after(transfers, legs),
        picked_up_by=min((one.extension for one in channels if one.picked_up), default=""),
        seen_from_start=bool(first.born) or not clients,
        rings=tuple(sorted(rings, key=lambda one: (one.began_at, one.extension, one.channel))),
        legs=tuple(sorted(map(_leg, legs), key=lambda one: (one.began_at, one.extension, one.channel))),
        transfers=transfers,
        refusal="" if incoming or legs else _refusal(clients),
        dialled_by="" if incoming else _dialler(channels),
    )


DECLINED = "21"
"""The cause by which a phone says that its person declined; the PBX's own word for it is NOANSWER."""
NO_SUCH_NUMBER = frozenset({"1", "2", "3", "22", "27", "28", "38"})
"""Causes (Q.850) of a number that nobody can have answered; the PBX's own word for them is NOANSWER too."""


def _refusal(clients: list[Channel]) -> str:
    statuses = {status for one in clients for status in one.statuses}
    causes = {one.cause for one in clients}
    if DECLINED in causes:
        return "REFUSED"
    if "NOANSWER" in statuses and causes & NO_SUCH_NUMBER:
        return "CHANUNAVAIL"
    return next(iter(sorted(statuses - {"CANCEL", "ANSWER"}) or sorted(statuses)), "")


def _dialler(channels: list[Channel]) -> str:
    """The first of our phones in a call that goes out."""
    phones = [one for one in channels if one.party is Party.OPERATOR]
    return min(phones, key=lambda one: (one.first_at, one.uid)).extension if phones else ""


def _end_of(channels: list[Channel]) -> tuple[float | None, CallEnding]:
    moments = [one.hung_at for one in channels if one.hung_at is not None]
    if len(moments) < len(channels):
        return None, CallEnding.RUNNING
    told = all(one.told for one in channels)
    return max(moments), CallEnding.ENDED if told else CallEnding.UNKNOWN


def _result(
    incoming: bool, clients: list[Channel], dialling: list[Channel], legs: list[Leg], ended_at: float | None
) -> CallResult:
    if legs:
        return CallResult.TALKING if ended_at is None else CallResult.ANSWERED
    if ended_at is None:
        return CallResult.RINGING
    if incoming:
        return CallResult.MISSED
    if clients or any("ANSWER" in one.statuses for one in dialling):
        return CallResult.NOT_ANSWERED
    return CallResult.OPERATOR_DID_NOT_PICK_UP


def _leg(leg: Leg) -> LegFacts:
    spans = leg.spans
    is_on = any(end is None for _, end in spans)
    return LegFacts(
        channel=leg.channel.uid,
        extension=leg.extension,
        channel_name=leg.channel.name,
        began_at=spans[0][0],
        ended_at=None if is_on else max(end for _, end in spans if end is not None),
        talks=leg.talk.all(),
        talk_ms=leg.talk.milliseconds,
        hold_ms=leg.hold.milliseconds,
        start_known=leg.start_known,
    )


def _ring(
    phone: Channel, began_at: float, legs: list[Leg], channels: list[Channel], call_ended_at: float | None
) -> RingFacts:
    own = next((leg for leg in legs if leg.channel is phone), None)
    ends = [phone.dial_ended_at, phone.hung_at, call_ended_at, own.spans[0][0] if own else None]
    ended_at = min((one for one in ends if one is not None), default=None)
    if ended_at is not None:
        ended_at = max(ended_at, began_at)
    state, by = RingState.RINGING, ""
    if own or "ANSWER" in phone.statuses:
        state = RingState.ANSWERED
    elif ended_at is not None:
        state, by = _not_taken(phone, ended_at, legs, channels)
        if state is RingState.MISSED and _is_undecided(phone, call_ended_at):
            state, ended_at = RingState.RINGING, None
    refusals = sorted(phone.statuses - {"CANCEL"}) or sorted(phone.statuses)
    status = refusals[0] if refusals else ""
    if status == "NOANSWER" and phone.cause == DECLINED:
        status = "REFUSED"
    return RingFacts(phone.uid, phone.extension, began_at, ended_at, state, by, status, phone.own_dialling)


def _is_undecided(phone: Channel, call_ended_at: float | None) -> bool:
    """Cancelled, but not yet told why: a moment later its Hangup says whether a colleague took the call."""
    return phone.statuses == {"CANCEL"} and phone.hung_at is None and call_ended_at is None


def _not_taken(
    phone: Channel, ended_at: float, legs: list[Leg], channels: list[Channel]
) -> tuple[RingState, str]:
    """Missed, or answered elsewhere and by whom (rule 3 of the recordings' guide)."""
    if phone.statuses - {"CANCEL"} and phone.cause != "26":
        return RingState.MISSED, ""
    # Whoever talked before it rang is who asked this colleague, and has the client back.
    rung_at = phone.dial_at or ended_at
    takers = [
        leg.extension
        for leg in legs
        for begin, end in leg.spans
        if leg.spans[0][0] >= rung_at
        and begin <= ended_at + NEAR
        and (end is None or end >= ended_at)
        and leg.channel is not phone
    ]
    takers += [
        one.extension
        for one in channels
        if one is not phone
        and "ANSWER" in one.statuses
        and not one.own_dialling
        and one.party is Party.OPERATOR
        and one.dial_ended_at is not None
        and one.dial_ended_at >= rung_at
        and abs(one.dial_ended_at - ended_at) <= NEAR
    ]
    if takers and ("CANCEL" in phone.statuses or phone.cause == "26"):
        return RingState.ANSWERED_ELSEWHERE, takers[0]
    return (RingState.ANSWERED_ELSEWHERE if phone.cause == "26" else RingState.MISSED), ""


def _never_rang(leg: Leg) -> bool:
    return leg.channel.party is Party.OPERATOR and leg.channel.dial_at is None


def _taken(leg: Leg) -> RingFacts:
    """A call that came to a person without ringing: picked up, or handed over."""
    began_at = leg.spans[0][0]
    return RingFacts(leg.channel.uid, leg.extension, began_at, began_at, RingState.ANSWERED, picked_up=True)


def _transfers(group: Group, call: Call, calls: list[Call], legs: list[Leg]) -> tuple[TransferFacts, ...]:
    told = [one for one in group.handovers.values() if _of_call(one, call, calls)]
    told.sort(key=lambda one: (one.at, one.by))
    return tuple(
        TransferFacts(TransferKind(one.kind), one.by, _next_talker(one, legs) or one.asked, one.at)
        for one in told
    )


def _of_call(handover: Handover, call: Call, calls: list[Call]) -> bool:
    if any(one.key == handover.linkedid for one in calls):
        return handover.linkedid == call.key
    return call is calls[0]


def _next_talker(handover: Handover, legs: list[Leg]) -> str:
    """Who talks after the handover, the first to begin."""
    after = [
        (begin, leg.extension)
        for leg in legs
        for begin, end in leg.spans
        if (end is None or end > handover.at) and leg.extension != handover.by
    ]
    return min(after)[1] if after else ""


def _talked_after(transfers: tuple[TransferFacts, ...], legs: list[Leg]) -> bool:
    """Whether somebody talked after the last handover; its giver only if the call came back to him."""
    last = transfers[-1]
    return any(
        begin > last.at or (leg.extension != last.by and (end is None or end > last.at))
        for leg in legs
        for begin, end in leg.spans
    )
