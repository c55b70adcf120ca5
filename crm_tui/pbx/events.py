"""What each event of the PBX tells: one handler per event, writing facts into the state.

Sources: the recordings and their guide; keys are looked up in lower case, missing ones are empty.
"""

from collections.abc import Callable

from crm_tui.domain.call_facts import CallFacts
from crm_tui.domain.kinds import CallEnding, CallResult, Direction
from crm_tui.domain.pbx_command import is_ours
from crm_tui.pbx.channels import Channel, Handover
from crm_tui.pbx.packets import Packet, unescape_name
from crm_tui.pbx.rules import Party
from crm_tui.pbx.state import FailedDial, State

Handler = Callable[[State, Packet, float], None]

BEING_DIALLED = ("Down", "Dialing", "Ringing")
LIST_AGE = 10.0
"""A channel heard of less than this many seconds ago may be missing from a list that was begun before."""


def new_channel(state: State, packet: Packet, at: float) -> None:
    channel = state.note(packet, at)
    if channel is None or channel.born:
        return
    channel.born = "Down" if packet.get("channelstatedesc") == "Down" else "Ring"
    channel.placed_in = state.connection
    _caller(channel, packet)


def _caller(channel: Channel, packet: Packet) -> None:
    channel.caller_number = packet.get("calleridnum") or channel.caller_number
    channel.caller_name = unescape_name(packet.get("calleridname")) or channel.caller_name
    channel.exten = packet.get("exten") or channel.exten


def seen(state: State, packet: Packet, at: float) -> None:
    state.note(packet, at)


def dial_begin(state: State, packet: Packet, at: float) -> None:
    state.note(packet, at)
    phone = state.note(packet, at, "dest")
    if phone is None:
        return
    if phone.party is Party.CLIENT:
        phone.dialled = phone.dialled or dialled_number(packet.get("dialstring"))
    if phone.party is not Party.OPERATOR or phone.dial_at is not None:
        return
    phone.dial_at = at
    number = packet.get("destcalleridnum")
    # Only an Originate dials a phone without a channel that asked for it; it puts the client's number there.
    phone.own_dialling = not packet.get("channel") and not packet.get("uniqueid")
    if phone.own_dialling and number and not state.registry.rules.is_extension(number):
        phone.dialled = number
        state.call_of(phone)


def dialled_number(dial_string: str) -> str:
    """The outside number of `0501112233@provider` or `provider/sip:0501112233@host`."""
    return dial_string.partition("@")[0].rpartition("/")[2].removeprefix("sip:")


def dial_end(state: State, packet: Packet, at: float) -> None:
    state.note(packet, at)
    phone = state.note(packet, at, "dest")
    if phone is not None:
        phone.being_dialled = True
    if phone is not None and (status := packet.get("dialstatus").upper()):
        phone.statuses.add(status)
        phone.dial_ended_at = min(phone.dial_ended_at or at, at)


def bridge_enter(state: State, packet: Packet, at: float) -> None:
    bridge = packet.get("bridgeuniqueid")
    state.part(state.registry.channels.get(packet.get("uniqueid")), bridge)
    channel = state.note(packet, at)
    if channel is not None and bridge and channel.hung_at is None:
        channel.placed_in = state.connection
        state.registry.move(channel, bridge, 1, at)
        state.touch(channel)


def bridge_leave(state: State, packet: Packet, at: float) -> None:
    channel, bridge = _leaving(state, packet, at), packet.get("bridgeuniqueid")
    if channel is not None and bridge and channel.hung_at is None:
        channel.placed_in = state.connection
        state.registry.move(channel, bridge, -1, at)
        state.touch(channel)


def hang_up(state: State, packet: Packet, at: float) -> None:
    channel = _leaving(state, packet, at)
    if channel is not None and channel.hung_at is None:
        channel.cause = packet.get("cause")
        state.end(channel, at, told=True)


def _leaving(state: State, packet: Packet, at: float) -> Channel | None:
    """Not `State.note`: an end alone is no proof that there was a call for us to tell of."""
    channel = state.registry.note(packet.get("uniqueid"), packet.get("channel"), packet.get("linkedid"), at)
    if channel is not None:
        channel.connection = state.connection
    return channel


def hold(state: State, packet: Packet, at: float) -> None:
    if (channel := state.note(packet, at)) is not None:
        channel.hold.move("hold", 1, at)


def unhold(state: State, packet: Packet, at: float) -> None:
    if (channel := state.note(packet, at)) is not None:
        channel.hold.move("hold", -1, at)


def local_pair(state: State, packet: Packet, at: float) -> None:
    for prefix in ("localone", "localtwo", "source"):
        state.note(packet, at, prefix)


def pickup(state: State, packet: Packet, at: float) -> None:
    taker, target = state.note(packet, at), state.note(packet, at, "target")
    if taker is not None and target is not None:
        state.registry.join(taker.group, target.group)
        taker.picked_up = True


def blind_transfer(state: State, packet: Packet, at: float) -> None:
    by, client = state.note(packet, at, "transferer"), state.note(packet, at, "transferee")
    if packet.get("result") == "Success" and by is not None and by.party is Party.OPERATOR:
        of = client if client is not None and client.party is Party.CLIENT else by
        _hand_over(by, Handover("blind", by.extension, packet.get("extension"), at, of.linkedid))


def attended_transfer(state: State, packet: Packet, at: float) -> None:
    prefixes = ("origtransferer", "secondtransferer", "transferee", "transfertarget")
    by, second, _, target = noted = [state.note(packet, at, prefix) for prefix in prefixes]
    if packet.get("result") != "Success" or by is None:
        return
    for one in noted:
        if one is not None:
            state.registry.join(by.group, one.group)
    if by.party is not Party.OPERATOR:
        return
    asked = target.extension if target is not None and target.party is Party.OPERATOR else ""
    linkedids = [one.linkedid for one in (by, second) if one is not None]
    linkedid = next((one for one in linkedids if one in state.calls), by.linkedid)
    _hand_over(by, Handover("attended", by.extension, asked, at, linkedid))


def _hand_over(by: Channel, handover: Handover) -> None:
    by.group.handovers.setdefault((handover.kind, by.uid), handover)


def queue_join(state: State, packet: Packet, at: float) -> None:
    channel, queue = state.note(packet, at), packet.get("queue")
    if channel is not None and queue and (not channel.queue or at > channel.queue_at):
        channel.queue, channel.queue_at = queue, at


def originate_response(state: State, packet: Packet, at: float) -> None:
    """A failed dialling from the screen: told here alone when the phone does not exist."""
    number = packet.get("exten") or packet.get("calleridnum")
    peer = packet.get("channel").rpartition("/")[2]
    key = (packet.get("actionid"), packet.get("channel"), number)
    if packet.get("response") != "Failure" or key in state.failed or not number:
        return
    if state.registry.rules.is_extension(number):
        return
    # A dialling of ours carries its ChannelId as ActionID too, so it is known even if no channel was made.
    name = key[0] if is_ours(key[0]) else f"originate:{key[0]}@{int(at)}"
    state.failed[key] = FailedDial(peer, failed_dial(name, number, at))


def failed_dial(key: str, number: str, at: float) -> CallFacts:
    """The call that never was: nobody's phone rang."""
    return CallFacts(
        key=key, direction=Direction.OUTGOING, number=number, name="", did="", trunk="", channel_name="",
        queue="", began_at=at, answered_at=None, ended_at=at, ending=CallEnding.ENDED,
        result=CallResult.ORIGINATE_FAILED, wait_ms=0, lost_after_transfer=False, picked_up_by="",
        seen_from_start=True, rings=(), legs=(), transfers=(),
    )  # fmt: skip


def fully_booted(state: State, packet: Packet, at: float) -> None:
    """A PBX that started after the line was cut knows nothing of the calls before."""
    uptime = packet.get("uptime")
    if not uptime.isdecimal() or len(uptime) > 12:
        return
    started = at - int(uptime) - 2
    state.gone(
        one
        for one in list(state.registry.channels.values())
        if one.hung_at is None and one.connection < state.connection and one.first_at < started
    )


def listed(state: State, packet: Packet, at: float) -> None:
    """One channel of the list asked for on connecting (and now and then afterwards)."""
    uid = packet.get("uniqueid")
    known = state.registry.channels.get(uid)
    unseen = known is None or known.placed_in < state.connection
    bridge = packet.get("bridgeid")
    state.part(known, bridge)
    channel, first = state.note(packet, at), uid not in state.listed
    state.list_items.add(uid)
    state.listed[uid] = at
    if channel is None or channel.hung_at is not None:
        return
    if first and not channel.born:
        _born_unseen(channel, packet, at)
    if packet.get("applicationdata") == "(Outgoing Line)" and (unseen or not channel.born):
        _dialled_unseen(channel, packet, at)
    if not unseen:
        return
    state.list_places[uid] = bridge
    if state.list_whole:
        _place_listed(state, at)


def _born_unseen(channel: Channel, packet: Packet, at: float) -> None:
    _caller(channel, packet)
    channel.first_at = min(channel.first_at, born_at(channel.uid, at - seconds_of(packet.get("duration"))))
    channel.being_dialled = packet.get("channelstatedesc") in BEING_DIALLED


def _dialled_unseen(channel: Channel, packet: Packet, at: float) -> None:
    """A channel of a list that was dialled while we were away: it rang, or it is the client's."""
    if channel.party is Party.OPERATOR and channel.dial_at is None:
        channel.dial_at = channel.first_at
    if channel.party is Party.OPERATOR and packet.get("channelstatedesc") == "Up":
        channel.statuses.add("ANSWER")
        channel.dial_ended_at = channel.dial_ended_at or at
    elif channel.party is Party.CLIENT and not channel.dialled:
        channel.dialled = packet.get("calleridnum")


def born_at(uid: str, about: float) -> float:
    """When a channel was born: the second in its Uniqueid, if it agrees with the age told."""
    second = uid.partition(".")[0]
    if second.isdecimal() and len(second) == 10 and abs(int(second) - about) <= 2:
        return float(second)
    return about


def seconds_of(clock: str) -> int:
    """Seconds of `HH:MM:SS`; 0 for anything else."""
    parts = clock.split(":")
    if len(parts) != 3 or not all(part.isdecimal() and len(part) < 7 for part in parts):
        return 0
    hours, minutes, seconds = map(int, parts)
    return hours * 3600 + minutes * 60 + seconds


def list_complete(state: State, packet: Packet, at: float) -> None:
    """Channels that the whole list does not name are gone."""
    items, state.list_items = state.list_items, set()
    told = packet.get("listitems")
    if told.isdecimal() and len(told) < 10 and int(told) == len(items):
        state.gone(
            one for one in list(state.registry.channels.values()) if _is_missing(state, one, items, at)
        )
    state.list_whole = True
    _place_listed(state, at)


def _is_missing(state: State, channel: Channel, items: set[str], at: float) -> bool:
    # The last words of a call that ended unheard may name its channels: they prove no life.
    unheard = channel.placed_in < state.connection or channel.seen_at < at - LIST_AGE
    return channel.uid not in items and channel.hung_at is None and unheard


def _place_listed(state: State, at: float) -> None:
    """Who is in which bridge, all at once: half a list would put the new beside the old."""
    places, state.list_places = state.list_places, {}
    for uid, bridge in places.items():
        channel = state.registry.channels.get(uid)
        if channel is not None and channel.hung_at is None and channel.placed_in < state.connection:
            state.registry.place(channel, bridge)
            channel.placed_in = state.connection
            channel.listed_at = at
            state.touch(channel)


HANDLERS: dict[str, Handler] = {
    "agentcalled": seen,
    "agentconnect": seen,
    "attendedtransfer": attended_transfer,
    "blindtransfer": blind_transfer,
    "bridgeenter": bridge_enter,
    "bridgeleave": bridge_leave,
    "coreshowchannel": listed,
    "coreshowchannelscomplete": list_complete,
    "dialbegin": dial_begin,
    "dialend": dial_end,
    "dialstate": seen,
    "fullybooted": fully_booted,
    "hangup": hang_up,
    "hold": hold,
    "localbridge": local_pair,
    "localoptimizationbegin": local_pair,
    "newchannel": new_channel,
    "newstate": seen,
    "originateresponse": originate_response,
    "pickup": pickup,
    "queuecallerjoin": queue_join,
    "unhold": unhold,
}
