"""What the driver did, and whether the store holds exactly that."""

from dataclasses import dataclass, field

import pytest

from crm_tui.domain.kinds import CallEnding, CallResult, Direction, RingState, TransferKind
from crm_tui.store import tables as t
from tests.pbx_lab.office import OurOffice

NEAR_MS = 700
"""The driver's clock starts when a packet is sent, Asterisk's when it is read, on a busy machine."""
Span = tuple[float, float]


@dataclass(frozen=True)
class Truth:
    """One call as it was. `talks`: who had the client, from when to when; `rings`: what became of each."""

    number: str
    result: CallResult
    direction: Direction = Direction.INCOMING
    talks: dict[str, list[Span]] = field(default_factory=dict)
    rings: dict[str, set[RingState]] = field(default_factory=dict)
    held: dict[str, float] = field(default_factory=dict)
    """Seconds for which each held the client; not part of his talk."""
    transfers: tuple[tuple[TransferKind, str, str], ...] = ()
    queue: str = ""
    did: str = ""
    lost_after_transfer: bool = False
    ending: CallEnding = CallEnding.ENDED


def judge(ours: OurOffice, truth: Truth) -> t.Call:
    """Waits for the end of the call and compares all that the store has of it."""
    call = ours.ended(truth.number)
    assert (call.direction, call.result, call.ending) == (truth.direction, truth.result, truth.ending)
    assert (call.queue, call.did, call.trunk) == (truth.queue, truth.did, "provider")
    assert call.lost_after_transfer is truth.lost_after_transfer
    legs = ours.of_call(t.CallLeg, call)
    for extension in {*truth.talks, *(leg.extension for leg in legs)}:
        spans = truth.talks.get(extension, [])
        mine = [leg for leg in legs if leg.extension == extension]
        held = 1000 * truth.held.get(extension, 0.0)
        assert mine, f"{extension} talked"
        assert spans, f"{extension} did not talk"
        talked = 1000 * sum(end - begin for begin, end in spans) - held
        assert sum(leg.talk_ms for leg in mine) == pytest.approx(talked, abs=NEAR_MS), extension
        assert sum(leg.hold_ms for leg in mine) == pytest.approx(held, abs=NEAR_MS), extension
        began_at = min(leg.talk_began_at for leg in mine).timestamp()
        assert began_at == pytest.approx(spans[0][0], abs=NEAR_MS / 1000), extension
    assert call.talk_ms == sum(leg.talk_ms for leg in legs)
    rings: dict[str, set[RingState]] = {}
    for ring in ours.of_call(t.Ring, call):
        rings.setdefault(ring.extension, set()).add(ring.state)
    assert rings == truth.rings
    transfers = ours.of_call(t.CallTransfer, call)
    assert tuple((one.kind, one.by_extension, one.to_extension) for one in transfers) == truth.transfers
    return call
