"""`pbx originate`, `transfer`, `commands`, `block`: what is printed, what is refused."""

import json

import pytest

from crm_tui.domain.kinds import CommandOutcome, CommandState
from crm_tui.domain.permissions import system_actor
from crm_tui.store import tables as t
from crm_tui.store.leases import acquire
from crm_tui.store.scope import write_scope


@pytest.fixture
def on_the_line(made, me, empty_store):
    """The person of the command line has a phone, and the PBX is reached."""
    made.save(t.EmployeeExtension(extension="201", employee_id=me.id))
    with write_scope(empty_store, system_actor("pbx"), act="test") as unit:
        unit.change(unit.session.get(t.PbxStatus, 1), state="up")
    acquire(empty_store, "pbx", "test", seconds=3600)
    return me


def asked(crm) -> list[dict]:
    return json.loads(crm("pbx", "commands", "--json").out)


def test_a_dialling_is_asked_and_listed(crm, made, on_the_line):
    made.known("Ромашка", "+380501112233", tax_code="99000011")
    done = crm("pbx", "originate", "050 111 22 33", "--client", "99000011")
    assert done.code == 0
    assert "0501112233" in done.out
    (command,) = asked(crm)
    assert (command["kind"], command["e164"], command["extension"]) == ("dial", "+380501112233", "201")
    assert command["client"]["name"] == "Ромашка"
    assert "Ромашка" in crm("pbx", "commands", "--mine").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("originate", "0900123456"), "paid"),
        (("originate", "+48221234567"), "dial_allowed"),
        (("originate", "102"), "short"),
        (("originate", "0501112233", "--extension", "299"), "not your extension"),
        (("transfer", "77", "202"), "No such record"),
        (("hangup", "77"), "No such record"),
        (("block", "хтось"), "no telephone number"),
        (("unblock", "0501112233"), "not blocked"),
    ],
)
def test_what_cannot_be_done_is_one_line(crm, on_the_line, words, said):
    assert said in crm("pbx", *words).refused()
    assert asked(crm) == []


def test_a_transfer_says_one_thing(crm, on_the_line):
    assert crm("pbx", "transfer", "1").code == 2
    assert crm("pbx", "transfer", "1", "202", "--cancel").code == 2


def test_who_waits_is_told_the_outcome(crm, made, on_the_line, empty_store, monkeypatch):
    def listener_says(_seconds: float) -> None:
        with write_scope(empty_store, system_actor("pbx"), act="test") as unit:
            command = unit.session.get(t.PbxCommand, 1)
            unit.change(command, state=CommandState.FAILED, outcome=CommandOutcome.BUSY)

    monkeypatch.setattr("crm_tui.cli.pbx_acts.time.sleep", listener_says)
    done = crm("pbx", "originate", "0501112233", "--wait")
    assert "busy" in done.refused()


def test_a_number_is_blocked_and_let_through(crm, on_the_line):
    assert "+380671234567" in crm("pbx", "block", "067 123 45 67", "--reason", "лайка").out
    assert [one["reason"] for one in json.loads(crm("pbx", "blocked", "--json").out)] == ["лайка"]
    assert crm("pbx", "unblock", "0671234567").code == 0
    assert json.loads(crm("pbx", "blocked", "--json").out) == []


def test_who_calls_now_is_blocked_by_his_call(crm, made, on_the_line):
    call = made.ringing(number="0671234567", e164="+380671234567")
    assert "+380671234567" in crm("pbx", "block", "--call", str(call.id)).out
    assert [(one["kind"], one["call_id"]) for one in asked(crm)] == [("refuse_caller", call.id)]
    assert crm("pbx", "block").code == 2
    assert crm("pbx", "block", "0671234567", "--call", str(call.id)).code == 2
