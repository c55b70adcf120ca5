"""The pretended PBX: recordings made fresh, several at once, and lists that tell the truth."""

import pytest

from crm_tui.domain.kinds import CallResult
from crm_tui.pbx.client import AmiClient
from crm_tui.pbx.packets import Packet
from crm_tui.pbx.recordings import Recording
from crm_tui.pbx.simulate import Scene, Simulator
from crm_tui.pbx.tracker import Tracker
from tests.pbx.recorded import NAMES, RULES, recording, replayed


class Listening:
    """A client whose packets go straight into a tracker."""

    def __init__(self, pbx: Simulator) -> None:
        self.tracker, self.calls, self.now = Tracker(RULES), {}, 1.8e9
        self.tracker.connected(self.now)
        self.client = AmiClient((pbx.host, pbx.port), "crm", "", on_packets=self.take)

    def take(self, packets: list[Packet]) -> None:
        for packet in packets:
            self.tracker.feed(packet, self.now)
        self.calls |= {change.after.key: change.after for change in self.tracker.changes()}

    def finish(self) -> list:
        """Everything that was sent has come when the answer to a ping has."""
        self.client.ping()
        self.client.hang_up()
        return sorted(self.calls.values(), key=lambda call: call.began_at)


@pytest.fixture
def pbx():
    simulator = Simulator(speed=0)
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.mark.parametrize("name", [name for name in NAMES if name != "p_connect_mid_call"])
def test_a_simulated_call_is_the_recorded_one(pbx, name):
    listening = Listening(pbx)
    pbx.play([Scene(recording(name))]).result(20)
    found = [(call.number, call.result, call.picked_up_by) for call in listening.finish()]
    assert found == [(call.number, call.result, call.picked_up_by) for call in replayed(name).calls]


def test_numbers_and_extensions_are_put_in_and_each_replay_is_a_call_of_its_own(pbx):
    listening = Listening(pbx)
    words = {"0671234567": "+380501112233", "201": "207", "0445550001": "0442223344"}
    scene = Scene(recording("a_inbound_answered"), words=words)
    pbx.play([scene, scene]).result(20)
    pbx.play([scene]).result(20)
    calls = listening.finish()
    assert len({call.key for call in calls}) == 3
    for call in calls:
        assert (call.number, call.did, call.result) == ("+380501112233", "0442223344", CallResult.ANSWERED)
        assert [leg.extension for leg in call.legs] == ["207"]


def test_who_comes_in_the_middle_of_a_call_learns_of_it_from_the_list(pbx):
    whole = recording("a_inbound_answered")
    middle = next(place for place, step in enumerate(whole.steps) if step.packet.event == "bridgeleave")
    pbx.play([Scene(Recording(whole.steps[:middle], whole.closed_at))]).result(20)
    listening = Listening(pbx)
    listening.client.list_channels()
    (call,) = listening.finish()
    assert (call.number, call.result, call.seen_from_start) == ("0671234567", CallResult.TALKING, False)
    assert [leg.extension for leg in call.legs] == ["201"]


def test_a_crashed_pbx_knows_no_channels(pbx):
    whole = recording("a_inbound_answered")
    pbx.play([Scene(Recording(whole.steps[:20], whole.closed_at))]).result(20)
    assert pbx.board.lines
    pbx.crash()
    listening = Listening(pbx)
    listening.client.list_channels()
    assert listening.finish() == []
