"""The line to the PBX: kept, watched, taken up again; a wrong secret is one clear state."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from crm_tui.config import PbxSettings
from crm_tui.pbx.line import TICK, Line, LineEvents, LineState, Timing
from crm_tui.pbx.simulate import Simulator
from tests.waiting import wait_until

QUICK = Timing(idle=0.1, patience=0.1, first_pause=0.01, longest_pause=0.05, refused_pause=3600, relist=3600)


@dataclass
class Watched:
    """A line in a thread of its own and what it told."""

    settings: PbxSettings
    timing: Timing = QUICK
    states: list[LineState] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    ticks: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def start(self) -> "Watched":
        told = LineEvents(
            state=lambda state, _: self.states.append(state),
            opened=lambda _: self.events.append("opened"),
            packets=lambda packets: self.events.extend(packet.event for packet in packets),
            closed=lambda why, _complete: self.closed.append(why),
            idle=lambda: None,
            tick=self._tick,
        )
        line = Line(self.settings, told, stop=self.stop.is_set, timing=self.timing)
        self.thread = threading.Thread(target=line.run)
        self.thread.start()
        return self

    def _tick(self, _client: object) -> None:
        self.ticks += 1

    def end(self) -> None:
        self.stop.set()
        self.thread.join(20)


@pytest.fixture
def pbx() -> Iterator[Simulator]:
    simulator = Simulator(secret="right", speed=0)
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def line(pbx) -> Iterator[Watched]:
    watched = Watched(PbxSettings(host=pbx.host, port=pbx.port, secret="right")).start()
    yield watched
    watched.end()


def test_it_listens_first_and_lists_then(line):
    wait_until(lambda: line.states[-1:] == [LineState.UP])
    assert line.states == [LineState.CONNECTING, LineState.UP]
    assert line.events[0] == "opened"
    assert "coreshowchannelscomplete" in line.events


def test_a_cut_line_is_taken_up_again(pbx, line):
    for times in (1, 2, 3):
        wait_until(lambda times=times: line.states.count(LineState.UP) == times)
        pbx.cut()
    wait_until(lambda: line.states.count(LineState.UP) == 4)
    assert len(line.closed) == 3


def test_a_line_cut_without_a_word_is_noticed(pbx, line):
    wait_until(lambda: line.states[-1:] == [LineState.UP])
    pbx.deaf = True
    wait_until(lambda: line.closed)
    pbx.deaf = False
    wait_until(lambda: line.states.count(LineState.UP) == 2)


def test_silence_alone_is_no_reason_to_leave(line):
    wait_until(lambda: line.events.count("") >= 6)
    assert line.closed == []


def test_a_wrong_secret_is_one_state_without_hammering(pbx):
    line = Watched(PbxSettings(host=pbx.host, port=pbx.port, secret="wrong")).start()
    wait_until(lambda: line.states[-1:] == [LineState.REFUSED])
    before = line.ticks
    wait_until(lambda: line.ticks > before + 3)
    line.end()
    assert pbx.logins == 1
    assert line.states == [LineState.CONNECTING, LineState.REFUSED]


def test_a_pbx_that_is_not_there_is_tried_again(pbx):
    settings = PbxSettings(host=pbx.host, port=pbx.port, secret="right")
    pbx.stop()
    line = Watched(settings).start()
    wait_until(lambda: line.states.count(LineState.DOWN) > 3)
    again = Simulator(port=settings.port, secret="right")
    again.start()
    wait_until(lambda: line.states[-1] is LineState.UP)
    line.end()
    again.stop()


def test_a_pbx_that_refuses_the_list_is_still_listened_to(pbx):
    pbx.lists_allowed = False
    line = Watched(PbxSettings(host=pbx.host, port=pbx.port, secret="right")).start()
    wait_until(lambda: line.states[-1:] == [LineState.UP])
    wait_until(lambda: line.events.count("") > 4)
    line.end()
    assert line.closed == ["stopped"]


def test_the_promised_times_hold():
    shipped = Timing()
    assert shipped.idle + shipped.patience + TICK < 15
    assert shipped.longest_pause + TICK < 5
    assert shipped.refused_pause >= 60


def test_the_list_is_asked_again_now_and_then(pbx):
    settings = PbxSettings(host=pbx.host, port=pbx.port, secret="right")
    line = Watched(settings, replace(QUICK, relist=0.01)).start()
    wait_until(lambda: line.events.count("coreshowchannelscomplete") > 2)
    line.end()
