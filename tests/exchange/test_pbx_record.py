"""The PBX's own record as files and tables: every column order, hostile lines told and skipped."""

import sqlite3
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.domain.errors import Refused
from crm_tui.exchange.cdr_rows import read_cdr_file
from crm_tui.exchange.cel_rows import LAYOUTS, CelRow, read_cel_file
from crm_tui.exchange.record_lines import MOST_TOLD, Problems, read_moment
from crm_tui.exchange.record_source import read_cdr, read_cel

KYIV = ZoneInfo("Europe/Kyiv")
VALUES = {
    "eventtype": "BRIDGE_ENTER",
    "eventtime": "1795457122.107001",
    "cidname": 'Ганна, "бухгалтер"',
    "cidnum": "0671234567",
    "exten": "0445550001",
    "channame": "PJSIP/provider-00000000",
    "appname": "Dial",
    "appdata": "PJSIP/201,6,tT",
    "uniqueid": "1795457121.0",
    "linkedid": "1795457121.0",
    "extra": '{"bridge_id":"31607b6b","bridge_technology":"simple_bridge"}',
    "literal": "My Literal",
}


def line(layout, delimiter=",", **changed) -> str:
    values = VALUES | changed
    return delimiter.join('"' + values.get(name, "").replace('"', '""') + '"' for name in layout)


def read(folder: Path, *lines: str | bytes, **options) -> tuple[list[CelRow], Problems]:
    file, problems = folder / "cel.csv", Problems()
    file.write_bytes(b"\n".join(one if isinstance(one, bytes) else one.encode() for one in lines) + b"\n")
    return list(read_cel_file(file, zone=KYIV, problems=problems, **options)), problems


@pytest.mark.parametrize("layout", LAYOUTS, ids=["old sample", "with a literal", "advanced"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_samples_of_asterisk_are_known(tmp_path, layout, delimiter):
    (row,), problems = read(tmp_path, line(layout, delimiter))
    assert problems.count == 0
    assert (row.kind, row.at, row.channel) == ("BRIDGE_ENTER", 1795457122.107001, "PJSIP/provider-00000000")
    assert (row.name, row.number, row.data) == (VALUES["cidname"], "0671234567", "PJSIP/201,6,tT")
    assert row.extra == VALUES["extra"]


def test_a_header_says_what_the_columns_are(tmp_path):
    header = "LinkedID,UniqueID,EventTime,EventType,Channel,EventExtra,Cid_Num"
    names = ("linkedid", "uniqueid", "eventtime", "eventtype", "channame", "extra", "cidnum")
    (row,), problems = read(tmp_path, header, line(names))
    assert (row.line, row.number, row.linkedid, problems.count) == (2, "0671234567", "1795457121.0", 0)


def test_the_settings_name_the_columns_of_a_file_of_ones_own(tmp_path):
    names = ("uniqueid", "linkedid", "eventtype", "eventtime", "channame", "extra")
    (row,), _problems = read(tmp_path, line(names), columns=names)
    assert row.uniqueid == "1795457121.0"
    with pytest.raises(Refused, match="cel_columns"):
        read(tmp_path, line(names))


def test_a_broken_line_costs_itself_alone(tmp_path):
    good = line(LAYOUTS[0])
    rows, problems = read(
        tmp_path,
        good,
        '"an open quote' + good,
        line(LAYOUTS[0], eventtime="yesterday"),
        b'"BRIDGE_ENTER","\xff\x00\xfe',
        line(LAYOUTS[0], uniqueid=""),
        b"x" * (3 << 16),
        line(LAYOUTS[0], cidname="\x1b[31mЇжак\x00"),
        good,
    )
    assert [row.line for row in rows] == [1, 7, 8]
    assert [one.line for one in problems.told] == [2, 3, 4, 5, 6]
    assert all(one.what.isprintable() for one in problems.told)


def test_events_of_the_dial_plans_own_are_no_problem(tmp_path):
    rows, problems = read(tmp_path, line(LAYOUTS[0]), line(LAYOUTS[0], eventtype="OUR_IVR_STEP"))
    assert (len(rows), problems.count) == (1, 0)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused, match="cannot be read"):
        list(read_cel_file(tmp_path / "nosuch.csv", zone=KYIV, problems=Problems()))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1795457122.107001", 1795457122.107001),
        ("2026-11-23 20:05:22", 1795457122),
        ("2026-11-23 20:05:22.5", 1795457122.5),
        ("2026-11-23T18:05:22+00:00", 1795457122),
        ("2026-11-23 18:05:22+00", 1795457122),
        ("0001-01-01 00:00:00", None),
        ("9999-12-31 23:59:59", None),
        ("12", None),
        ("", None),
        ("999999999999999999999.9", None),
    ],
)
def test_moments_in_every_form(text, moment):
    assert read_moment(text, KYIV) == moment


def test_the_hour_that_comes_twice_is_settled_by_what_is_near():
    """On 25 October 2026 Kyiv has 03:30 twice, at 00:30 and at 01:30 UTC."""
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp()
    for near in (first, first + 3600):
        assert read_moment("2026-10-25 03:30:00", KYIV, near=near) == near


CDR = (
    '"","0671234567","0445550001","from-provider","""Ганна"" <0671234567>","PJSIP/provider-00000000",'
    '"PJSIP/201-00000001","Dial","PJSIP/201,6,tT","2026-11-23 20:05:21","2026-11-23 20:05:22",'
    '"2026-11-23 20:05:25",3,3,"ANSWERED","DOCUMENTATION"'
)


def read_cdr_lines(folder: Path, *lines: str):
    file, problems = folder / "Master.csv", Problems()
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return list(read_cdr_file(file, zone=KYIV, problems=problems)), problems


@pytest.mark.parametrize(
    "rest", ['"1795457121.0"', '"1795457121.0",""', '"1795457121.0","","","1795457121.0",7']
)
def test_cdr_csv_with_and_without_the_new_columns(tmp_path, rest):
    (row,), problems = read_cdr_lines(tmp_path, f"{CDR},{rest}")
    assert (row.uniqueid, row.at, row.ended_at, row.answered) == (
        "1795457121.0",
        1795457121,
        1795457125,
        True,
    )
    assert row.linkedid == ("1795457121.0" if "7" in rest[-1] else "")
    assert problems.count == 0


def test_cdr_without_uniqueid_says_what_to_set(tmp_path):
    with pytest.raises(Refused, match="loguniqueid"):
        read_cdr_lines(tmp_path, CDR)


def test_cdr_with_a_header(tmp_path):
    header = "calldate,src,dst,channel,dstchannel,duration,disposition,uniqueid,linkedid"
    row = "2026-11-23 20:05:21,067,044,PJSIP/provider-1,PJSIP/201-1,4,NO ANSWER,1795457121.0,1795457121.0"
    (found,), _problems = read_cdr_lines(tmp_path, header, row)
    assert (found.at, found.ended_at, found.answered) == (1795457121, 1795457125, False)


def a_table(file: Path, name: str, names: tuple[str, ...], *rows: tuple) -> str:
    connection = sqlite3.connect(file)
    connection.execute(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, {', '.join(names)})")
    marks = ", ".join("?" * len(names))
    connection.executemany(f"INSERT INTO {name} ({', '.join(names)}) VALUES ({marks})", rows)
    connection.commit()
    connection.close()
    return f"sqlite:///{file}"


NAMES = ("eventtype", "eventtime", "cid_num", "channame", "uniqueid", "linkedid", "extra")


def test_a_table_of_cel_is_read_and_never_written(tmp_path):
    row = ("ANSWER", "2026-11-23 20:05:22", "067", "PJSIP/201-00000001", "1795457121.1", "1795457121.0", None)
    address = a_table(tmp_path / "cel.db", "cel", NAMES, row, ("HANGUP", None, *row[2:]))
    before = (tmp_path / "cel.db").read_bytes()
    problems = Problems()
    (found,) = read_cel(address, zone=KYIV, columns=(), problems=problems, since=0)
    assert (found.kind, found.at, found.number) == ("ANSWER", 1795457122, "067")
    assert [one.line for one in problems.told] == [2]
    assert (tmp_path / "cel.db").read_bytes() == before


def test_a_table_by_another_name_and_one_without_columns(tmp_path):
    row = ("ANSWER", "1795457122.5", "067", "PJSIP/201-00000001", "1795457121.1", "1795457121.0", "{}")
    address = a_table(tmp_path / "cel.db", "pbx_events", NAMES, row)
    options = {"zone": KYIV, "columns": (), "problems": Problems(), "since": 0}
    assert len(list(read_cel(f"{address}#pbx_events", **options))) == 1
    with pytest.raises(Refused, match="no table cel"):
        list(read_cel(address, **options))
    a_table(tmp_path / "other.db", "cel", ("eventtype", "eventtime"))
    with pytest.raises(Refused, match="no column channame"):
        list(read_cel(f"sqlite:///{tmp_path / 'other.db'}", **options))
    with pytest.raises(Refused):
        list(read_cel(f"sqlite:///{tmp_path / 'nosuch.db'}", **options))
    with pytest.raises(Refused, match="driver"):
        list(read_cel("oracle7://somewhere/db", **options))
    with pytest.raises(Refused, match="address"):
        list(read_cel("postgresql://reader@pbx:port/db", **options))


def test_a_table_of_cdr(tmp_path):
    names = ("calldate", "src", "dst", "channel", "dstchannel", "duration", "disposition", "uniqueid")
    row = ("2026-11-23 20:05:21", "067", "044", "PJSIP/provider-1", "", 4, "BUSY", "1795457121.0")
    address = a_table(tmp_path / "cdr.db", "cdr", names, row)
    (found,) = read_cdr(address, zone=KYIV, problems=Problems(), since=0)
    assert (found.at, found.ended_at) == (1795457121, 1795457125)


def test_tables_of_postgres(postgres_server, tmp_path):
    import psycopg

    row = ("ANSWER", "2026-11-23 20:05:22.25", "067", "PJSIP/201-1", "1795457121.1", "1795457121.0", "{}")
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS cel_of_test")
        connection.execute(
            "CREATE TABLE cel_of_test (id serial, eventtype text, eventtime timestamp, cid_num text,"
            " channame text, uniqueid text, linkedid text, extra text)"
        )
        names = ", ".join(NAMES)
        for at in ("2026-11-22 20:05:22", row[1]):
            connection.execute(
                f"INSERT INTO cel_of_test ({names}) VALUES (%s, %s, %s, %s, %s, %s, %s)",
                (row[0], at, *row[2:]),
            )
        try:
            found = list(
                read_cel(
                    f"{postgres_server}#cel_of_test",
                    zone=KYIV,
                    columns=(),
                    problems=Problems(),
                    since=1795450000,
                )
            )
        finally:
            connection.execute("DROP TABLE cel_of_test")
    assert [one.at for one in found] == [1795457122.25]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_damage_to_a_file_is_more_than_lost_lines(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("fuzz")
    lines = [line(LAYOUTS[0], eventtime=str(1795457122 + n)) for n in range(6)]
    text = bytearray("\n".join(lines).encode())
    for _n in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, len(text) - 1))
        text[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=6))
        text += b"" if text else b"x"
    try:
        rows, problems = read(folder, bytes(text))
    except Refused:
        return
    assert len(rows) + problems.count <= text.count(b"\n") + 1
    assert all(1e9 < row.at < 4.1e9 and row.uniqueid and row.channel for row in rows)


@pytest.mark.parametrize("count", [5_000, pytest.param(100_000, marks=pytest.mark.heavy)])
def test_a_long_file_in_bounded_memory(tmp_path, count):
    file = tmp_path / "cel.csv"
    with file.open("w") as out:
        for n in range(count):
            out.write(line(LAYOUTS[0], eventtime=f"{1795457122 + n}" if n % 20 else "never") + "\n")
    problems = Problems()
    tracemalloc.start()
    read_well = sum(1 for _ in read_cel_file(file, zone=KYIV, problems=problems))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (read_well, problems.count, len(problems.told)) == (count * 19 // 20, count // 20, MOST_TOLD)
    assert peak < 1_000_000
