"""What a wish came to, read from the call as a real Asterisk told it."""

import json

import pytest

from crm_tui.domain.kinds import CommandKind, CommandOutcome, RingState
from crm_tui.domain.pbx_command import SentCommand, outcome_of
from crm_tui.pbx.packets import Packet
from crm_tui.pbx.recordings import Step
from crm_tui.pbx.tracker import Tracker
from tests.pbx.recorded import DATA, RULES, recording, replayed

O = CommandOutcome  # noqa: E741  # the table below is read more easily so


def asked_at(name: str) -> float:
    """When the recorded action was sent."""
    lines = [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]
    start = next(one["epoch"] - one["t"] for one in lines if "epoch" in one)
    wanted = {"BlindTransfer", "Atxfer"}
    return start + next(one["t"] for one in lines if one.get("sent", {}).get("Action") in wanted)


def outcomes(
    name: str, kind: CommandKind, to: str, words: dict[str, str] | None = None
) -> list[CommandOutcome]:
    """What is told of the wish after each packet, each answer once; `words` to be put into the packets."""
    tracker, sent_at, told = Tracker(RULES), asked_at(name), []
    tracker.connected(0.0)
    for step in recording(name).steps:
        tracker.feed(with_words(step, words or {}).packet, step.at)
        for change in tracker.changes():
            found = outcome_of(SentCommand(kind, "201", to, sent_at), change.after)
            if step.at >= sent_at and found is not None and found not in told:
                told.append(found)
    return told


def with_words(step: Step, words: dict[str, str]) -> Step:
    text = step.packet.text
    for recorded, real in words.items():
        text = text.replace(recorded, real)
    return Step(step.at, Packet(text))


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("i_click_to_dial_answered", O.ANSWERED),
        ("i_click_to_dial_client_busy", O.BUSY),
        ("i_click_to_dial_client_no_answer", O.GIVEN_UP),
        ("i_click_to_dial_operator_refuses", O.PHONE_REFUSED),
        ("i_click_to_dial_bad_channel", O.BAD_CHANNEL),
    ],
)
def test_each_end_of_a_dialling_has_its_word(name, outcome):
    (call,) = replayed(name).calls
    assert outcome_of(SentCommand(CommandKind.DIAL, "201", "0501112233", 0.0), call) is outcome


@pytest.mark.parametrize(
    ("name", "kind", "to", "outcome"),
    [
        ("g_blind_transfer_ami", CommandKind.BLIND_TRANSFER, "202", O.ANSWERED),
        ("g_blind_transfer_unanswered", CommandKind.BLIND_TRANSFER, "202", O.LOST),
        ("h_attended_transfer_ami", CommandKind.ATTENDED_TRANSFER, "203", O.ANSWERED),
        ("h_attended_transfer_abandoned", CommandKind.ATTENDED_TRANSFER, "203", O.RETURNED_BUSY),
    ],
)
def test_each_end_of_a_transfer_has_its_word(name, kind, to, outcome):
    assert outcomes(name, kind, to)[0] is outcome


@pytest.mark.parametrize(
    ("name", "cause", "outcome"),
    [
        ("i_click_to_dial_client_busy", "1", O.UNREACHABLE),
        ("i_click_to_dial_client_busy", "19", O.NO_ANSWER),
        ("i_click_to_dial_client_busy", "21", O.REFUSED),
        ("i_click_to_dial_operator_refuses", "19", O.PHONE_NO_ANSWER),
        ("i_click_to_dial_operator_refuses", "21", O.PHONE_REFUSED),
    ],
)
def test_asterisk_says_no_answer_to_much_and_the_cause_tells_more(name, cause, outcome):
    """A wrong number, a client or a person who declines: all are NOANSWER to `Dial`."""
    words = {"DialStatus: BUSY": "DialStatus: NOANSWER", "Cause: 17": f"Cause: {cause}"}
    (call,) = replayed(name, lambda steps: [with_words(one, words) for one in steps]).calls
    assert outcome_of(SentCommand(CommandKind.DIAL, "201", "0501112233", 0.0), call) is outcome


@pytest.mark.parametrize(
    ("status", "cause", "outcome"),
    [
        ("NOANSWER", "21", O.RETURNED_BUSY),
        ("NOANSWER", "19", O.RETURNED_NO_ANSWER),
        ("CANCEL", "16", O.RETURNED_NO_ANSWER),
    ],
)
def test_a_colleague_who_did_not_take_the_client_has_his_word(status, cause, outcome):
    """Declined; silent until his ringing ended; silent until the transfer's own patience ended it."""
    words = {"DialStatus: BUSY": f"DialStatus: {status}", "Cause: 17": f"Cause: {cause}"}
    name = "h_attended_transfer_abandoned"
    assert outcomes(name, CommandKind.ATTENDED_TRANSFER, "203", words)[0] is outcome
    (call,) = replayed(name, lambda steps: [with_words(one, words) for one in steps]).calls
    assert [one.state for one in call.rings if one.extension == "203"] == [RingState.MISSED]


def test_an_act_that_the_answer_ends_is_not_ended_by_its_call():
    (call,) = replayed("g_blind_transfer_ami").calls
    assert outcome_of(SentCommand(CommandKind.HANG_UP, "201", "", 0.0), call) is None
