"""The client against a pretended PBX over real TCP."""

import logging
import socket
import threading

import pytest

from crm_tui.domain.errors import Refused
from crm_tui.pbx.client import AmiClient, AuthenticationFailure, GoneAway
from crm_tui.pbx.packets import Packet
from crm_tui.pbx.simulate import Scene, Simulator
from tests.pbx.recorded import recording

SECRET = "лаб-secret"


@pytest.fixture
def pbx():
    simulator = Simulator(secret=SECRET, speed=0, stamps=False)
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def seen() -> list[Packet]:
    return []


@pytest.fixture
def client(pbx, seen):
    opened = AmiClient((pbx.host, pbx.port), "crm", SECRET, on_packets=seen.extend)
    yield opened
    opened.hang_up()


def test_login_ping_and_banner(client):
    client.ping()
    assert client.banner.startswith("Asterisk Call Manager/")


def test_a_wrong_secret_is_told_apart_from_a_dead_line(pbx):
    with pytest.raises(AuthenticationFailure):
        AmiClient((pbx.host, pbx.port), "crm", "not this", on_packets=print)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(OSError, match="refused"):
            AmiClient(closed.getsockname(), "crm", SECRET, on_packets=print)


def test_what_is_no_pbx_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            with server.accept()[0] as stranger:
                stranger.sendall(b"SSH-2.0-OpenSSH\r\n")

        thread = threading.Thread(target=greet)
        thread.start()
        with pytest.raises(Exception, match="banner"):
            AmiClient(server.getsockname(), "crm", SECRET, on_packets=print)
        thread.join()


def test_every_event_reaches_us_raw_and_in_order(pbx, client, seen):
    story = recording("a_inbound_answered")
    pbx.play([Scene(story)]).result(20)
    wanted = [step.packet.event for step in story.steps if step.packet.event not in ("", "fullybooted")]

    def heard():
        return [packet.event for packet in seen if packet.event not in ("", "fullybooted")]

    while len(heard()) < len(wanted):
        client.receive()
    assert heard() == wanted


def test_lists_come_with_the_other_events(pbx, client, seen):
    story = recording("a_inbound_answered")
    half = type(story)(story.steps[: len(story.steps) // 2], story.closed_at)
    pbx.play([Scene(half)]).result(20)
    client.list_channels()
    items = [packet for packet in seen if packet.event == "coreshowchannel"]
    assert sorted(packet.get("channel").partition("-")[0] for packet in items) == [
        "PJSIP/201",
        "PJSIP/provider",
    ]
    assert seen[-1].event == "coreshowchannelscomplete"


@pytest.mark.parametrize("value", ["1\r\nAction: Logoff", "1\nX: y", "1\r"])
def test_a_line_break_in_a_value_is_refused_and_nothing_is_sent(client, value):
    with pytest.raises(Refused):
        client.act("Ping", {"Exten": value})
    client.ping()


def test_a_closed_line_is_told(pbx, client):
    client.ping()
    pbx.cut()
    with pytest.raises((GoneAway, OSError)):
        client.receive()


def test_a_silent_line_is_noticed_and_a_half_read_line_survives_the_wait(pbx, seen):
    client = AmiClient((pbx.host, pbx.port), "crm", SECRET, on_packets=seen.extend, patience=0.2)
    pbx.deaf = True
    with pytest.raises(TimeoutError):
        client.ping()
    (connection,) = pbx._clients
    halves = ["Event: Newchannel\r\nCaller", "IDName: Олена\r\n\r\n"]
    pbx._loop.call_soon_threadsafe(connection.write, halves[0].encode())
    with pytest.raises(TimeoutError):
        client.ping()
    pbx._loop.call_soon_threadsafe(connection.write, halves[1].encode())
    pbx.deaf = False
    client.ping()
    assert [packet.get("calleridname") for packet in seen if packet.event == "newchannel"] == ["Олена"]
    client.hang_up()


def test_the_secret_is_logged_nowhere_and_logging_stays_ours(pbx, caplog):
    caplog.set_level(0)
    AmiClient((pbx.host, pbx.port), "crm", SECRET, on_packets=print).hang_up()
    assert SECRET not in caplog.text
    assert type(logging.getLogger("crm_tui.test.some_new_name")) is logging.Logger


def test_refusals_are_answers_not_faults(client):
    assert client.act("Command", {"Command": "core show version"}).get("message") == "Permission denied"
    assert client.act("NoSuchAction").get("response") == "Error"
