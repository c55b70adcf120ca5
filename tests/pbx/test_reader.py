"""The reader: any split of the bytes gives the same packets, and nothing from outside can hurt it."""

import tracemalloc

from hypothesis import example, given
from hypothesis import strategies as st

from crm_tui.pbx.packets import Packet, packet_of, unescape_name
from crm_tui.pbx.reader import Reader
from tests.pbx.recorded import DATA

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
NAMES = (DATA / "m_caller_id_shapes.ami").read_bytes()
START = NAMES[:6000]


def read(data: bytes, cuts: list[int], **limits: int) -> tuple[list[Packet], Reader]:
    reader, packets, begin = Reader(**limits), [], 0
    for cut in [*sorted(cuts), len(data)]:
        packets += reader.feed(data[begin:cut])
        begin = max(begin, cut)
    return packets, reader


def test_a_recording_is_read_whole():
    packets, reader = read(NAMES, [])
    assert reader.banner == "Asterisk Call Manager/11.0.0"
    assert len(packets) == NAMES.count(b"\r\n\r\n")
    assert packets[0].get("message") == "Authentication accepted"


@given(st.lists(st.integers(0, len(START)), max_size=40))
@example(list(range(len(START))))
def test_any_split_of_the_bytes_gives_the_same_packets(cuts):
    assert read(START, cuts)[0] == read(START, [])[0]


def test_a_ukrainian_name_split_inside_a_letter_stays_whole():
    data = BANNER + "Event: Newchannel\r\nCallerIDName: Олена Коваль\r\n\r\n".encode()
    for cut in range(len(data)):
        (packet,), _ = read(data, [cut])
        assert packet.get("calleridname") == "Олена Коваль"


@given(st.lists(st.sampled_from([b"A: 1", b"A: " + b"x" * 40, b"", b"no colon", b"A: \xff\x00"])), st.data())
def test_packets_over_the_limit_are_dropped_and_counted_however_they_are_split(bodies, data):
    stream = BANNER + b"".join(body + b"\r\n\r\n" for body in bodies)
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=20))
    packets, reader = read(stream, cuts, max_packet=30)
    assert packets == read(stream, [], max_packet=30)[0]
    assert reader.dropped == sum(len(body) > 30 for body in bodies)
    assert len(packets) == sum(0 < len(body) <= 30 for body in bodies)


def test_a_line_over_the_limit_drops_its_packet_only():
    stream = BANNER + b"A: 1\r\nB: " + b"x" * 90 + b"\r\n\r\nC: 3\r\n\r\n"
    packets, reader = read(stream, [], max_line=50)
    assert [packet.text for packet in packets] == ["C: 3"]
    assert reader.dropped == 1


def test_an_endless_packet_takes_no_memory():
    reader = Reader(max_packet=10_000)
    reader.feed(BANNER)
    tracemalloc.start()
    for _ in range(2000):
        assert reader.feed(b"x" * 1000) == []
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000
    assert reader.dropped == 1
    assert [one.text for one in reader.feed(b"\r\n\r\nA: 1\r\n\r\n")] == ["A: 1"]


def test_a_banner_without_an_end_is_cut():
    reader = Reader()
    reader.feed(b"x" * 5000)
    assert reader.banner == "x" * 1024


def test_fields_keep_order_and_repetition_and_the_first_of_repeated_keys_counts():
    packet = Packet("Event: Status\r\nVariable: A=1\r\nvariable: B=2: 3\r\nExten: \r\nEvent:Shutdown")
    assert packet.fields[1:4] == [("Variable", "A=1"), ("variable", "B=2: 3"), ("Exten", "")]
    assert (packet.event, packet.get("variable"), packet.get("exten", "-")) == ("status", "A=1", "-")


def test_a_name_that_looks_like_an_event_is_a_name():
    packet = Packet("Event: Newchannel\r\nCallerIDName: Event: Shutdown")
    assert (packet.event, packet.get("calleridname")) == ("newchannel", "Event: Shutdown")


def test_unknown_means_nothing():
    assert packet_of({"CallerIDNum": "<unknown>"}).get("calleridnum") == ""


def test_postgres_never_gets_a_nul():
    packets, _ = read(BANNER + b"A: \x00\r\n\r\n", [])
    assert packets[0].text == "A: \ufffd"


def test_names_lose_their_backslashes():
    assert unescape_name("Мар\\'яна В\\'ялець") == "Мар'яна В'ялець"
    assert unescape_name('ТОВ \\\\\\"Ромашка\\\\\\"') == 'ТОВ \\"Ромашка\\"'
    assert unescape_name("кінець\\") == "кінець"
