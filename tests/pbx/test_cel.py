"""The fold of CEL and of CDR: a real PBX's record tells the calls that its events told."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.domain.kinds import CallEnding, CallResult, Direction
from crm_tui.exchange.cdr_rows import read_cdr_file
from crm_tui.exchange.cel_rows import CelRow, read_cel_file
from crm_tui.exchange.record_lines import Problems
from crm_tui.pbx import cdr, cel
from crm_tui.pbx.recordings import Replay, expected_form
from tests.pbx.cel_files import cdr_file, cel_file, steps_of
from tests.pbx.recorded import EXPECTED, NAMES, RULES, recording, replayed

UTC = ZoneInfo("UTC")
ROW_FIELDS = (
    "eventname", "@", "channel", "uniqueid", "linkedid", "calleridnum", "calleridname", "exten",
    "application", "appdata", "extra",
)  # fmt: skip
HELD = {"k_hold", "g_blind_transfer_refer", "h_attended_transfer_abandoned", "h_attended_transfer_ami",
        "h_attended_transfer_refer"}  # fmt: skip
"""Recordings in which a phone held the client: CEL knows no hold, so its talk is longer by that."""
SEEN_IN_PART = {"p_connect_mid_call"}
NEVER_A_CHANNEL = {"i_click_to_dial_bad_channel"}
ALIKE = [name for name in NAMES if name not in HELD | SEEN_IN_PART | NEVER_A_CHANNEL]


def rows_of(tmp_path, *names, exact=True) -> list[CelRow]:
    problems = Problems()
    rows = list(read_cel_file(cel_file(tmp_path, *names, exact=exact), zone=UTC, problems=problems))
    assert problems.count == 0
    return rows


def told(tmp_path, name, **options):
    calls = sorted(cel.calls_of(rows_of(tmp_path, name, **options), RULES), key=lambda one: one.began_at)
    return calls, expected_form(Replay(tuple(calls), recording(name).closed_at, timed=True))


@pytest.mark.parametrize("name", ALIKE)
def test_cel_tells_what_the_events_told(tmp_path, name):
    calls, form = told(tmp_path, name)
    assert form == EXPECTED[name]
    live = replayed(name).calls
    assert [rings(one) for one in calls] == [rings(one) for one in live]
    keys = ("key", "did", "trunk", "channel_name", "queue", "picked_up_by")
    assert [[getattr(one, key) for key in keys] for one in calls] == [
        [getattr(one, key) for key in keys] for one in live
    ]


def rings(call):
    return sorted((one.channel, one.extension, one.state, one.by) for one in call.rings)


@pytest.mark.parametrize("name", sorted(HELD))
def test_talk_by_cel_is_talk_with_hold(tmp_path, name):
    calls, form = told(tmp_path, name)
    assert [one | {"talk_s": None} for one in form] == [one | {"talk_s": None} for one in EXPECTED[name]]
    assert [connected(one) for one in calls] == [connected(one) for one in replayed(name).calls]


def connected(call):
    return [(leg.channel, pytest.approx(leg.talk_ms + leg.hold_ms, abs=5)) for leg in call.legs]


@pytest.mark.parametrize("name", ALIKE)
def test_whole_seconds_cost_a_second_and_no_call(tmp_path, name):
    calls, form = told(tmp_path, name, exact=False)
    assert [without_talk(one) for one in form] == [without_talk(one) for one in EXPECTED[name]]
    for call, live in zip(calls, replayed(name).calls, strict=True):
        assert call.ended_at is None or call.ended_at == pytest.approx(live.ended_at, abs=1.01)
        for leg, own in zip(call.legs, live.legs, strict=True):
            assert leg.talk_ms == pytest.approx(own.talk_ms, abs=1000)


def without_talk(form):
    return {key: value for key, value in form.items() if key != "talk_s"}


def test_a_call_whose_beginning_is_not_in_the_record_is_not_taken_for_whole(tmp_path):
    calls, _form = told(tmp_path, "p_connect_mid_call")
    assert [one.seen_from_start for one in calls] == [False] * len(calls)


def test_a_killed_pbx_leaves_a_call_without_an_end(tmp_path):
    calls, _form = told(tmp_path, "n_killed")
    assert [one.ending for one in calls] == [CallEnding.RUNNING]


def test_calls_come_when_they_are_over_and_the_fold_forgets_them(tmp_path):
    rows = rows_of(tmp_path, "a_inbound_answered")
    hours = [
        replace(
            row, at=row.at + hour * 3600, uniqueid=f"{row.uniqueid}.{hour}", linkedid=f"{row.linkedid}.{hour}"
        )
        for hour in range(50)
        for row in rows
    ]
    fold = cel._Fold(RULES)
    seen = [call for row in hours for call in fold.take(row)]
    assert len(seen) == 49
    assert len(fold.tracker._state.registry.channels) < 20
    assert len(fold.open) == 1
    assert [call.key for call in fold.rest()] == [hours[-1].linkedid]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_order_and_no_nonsense_in_the_rows_breaks_the_fold(data):
    """Rows lost, doubled, shuffled and with fields of strangers: calls come out or not, nothing is raised."""
    rows = list(data.draw(st.permutations(TRANSFERRED)))[: data.draw(st.integers(1, len(TRANSFERRED)))]
    odd = st.sampled_from(
        ["{", "[1]", '{"bridge_id": 7}', "0", "PJSIP/provider-0000002b", "x" * 300, "\x1b["]
    )
    for _n in range(data.draw(st.integers(0, 6))):
        place, name = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.sampled_from(FIELDS))
        rows[place] = replace(rows[place], **{name: data.draw(odd) or "1.1"})
        rows.append(replace(rows[place], at=data.draw(st.floats(1.1e9, 4e9))))
    calls = list(cel.calls_of(rows, RULES))
    assert len({one.key for one in calls}) <= len(calls)


FIELDS = ("kind", "channel", "uniqueid", "linkedid", "number", "exten", "application", "data", "extra")
TRANSFERRED = [
    CelRow(0, *(index.get(name, "") if name != "@" else step.at for name in ROW_FIELDS))
    for step in steps_of("g_blind_transfer_ami", "h_attended_transfer_refer")
    if step.packet.event == "cel"
    for index in [step.packet.index]
]

CDR_SAYS = {
    # A menu or a queue answers too, but only a row with one of our phones tells that a person did.
    "a_menu_then_hangup": CallResult.MISSED,
    "f_queue_abandoned": CallResult.MISSED,
    "g_blind_transfer_unanswered": CallResult.ANSWERED,
    "h_attended_transfer_refer": CallResult.ANSWERED,
    "d_busy_overflow": CallResult.ANSWERED,
    "i_outbound_dialled_by_hand": CallResult.ANSWERED,
    "i_click_to_dial_client_busy": CallResult.NOT_ANSWERED,
    "k_pickup": CallResult.ANSWERED,
}


@pytest.mark.parametrize("name", sorted(CDR_SAYS))
def test_cdr_tells_that_a_call_was(tmp_path, name):
    rows = read_cdr_file(cdr_file(tmp_path, name), zone=UTC, problems=Problems())
    (call,) = cdr.calls_of(rows, RULES)
    (live,) = replayed(name).calls
    assert (call.key, call.direction, call.number, call.result) == (
        live.key, live.direction, live.number, CDR_SAYS[name]
    )  # fmt: skip
    assert call.began_at == pytest.approx(live.began_at, abs=1.01)
    assert call.ended_at == pytest.approx(live.ended_at, abs=1.01)
    assert (call.legs, call.answered_at) == ((), None)


def test_cdr_without_linkedid_still_finds_the_clients_channel(tmp_path):
    file = cdr_file(tmp_path, "j_two_calls_interleaved", "l_internal", columns=18)
    calls = list(cdr.calls_of(read_cdr_file(file, zone=UTC, problems=Problems()), RULES))
    assert sorted(call.key for call in calls) == sorted(
        call.key for call in replayed("j_two_calls_interleaved").calls
    )
    assert {call.direction for call in calls} == {Direction.INCOMING}
