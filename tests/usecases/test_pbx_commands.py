"""Wishes to the PBX: who may dial whom, exactly once, and what is told when it goes wrong."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from crm_tui.domain.errors import Refused, TakenByAnother
from crm_tui.domain.kinds import (
    CallEnding,
    CallResult,
    ClientCertainty,
    CommandKind,
    CommandOutcome,
    CommandState,
    Direction,
    PresenceState,
    Role,
)
from crm_tui.domain.permissions import system_actor
from crm_tui.store import tables as t
from crm_tui.store.leases import Held, acquire, release
from crm_tui.usecases import blocked_numbers, dialling, pbx_commands, transfers
from crm_tui.usecases.call_record import record_calls
from crm_tui.usecases.journal import note_pbx_state
from crm_tui.usecases.office import Office
from tests.pbx.recorded import replayed

NUMBER = "+380501112233"


@pytest.fixture
def pbx(office) -> Office:
    """The listener, with the line up."""
    listener = office.as_actor(system_actor("pbx"))
    listener.call(note_pbx_state, state="up", detail="")
    assert acquire(office.store, "pbx", "test", seconds=3600) is not None
    return listener


@pytest.fixture
def olena(office, make, pbx) -> Office:
    return office.as_actor(make.actor(Role.OPERATOR, extensions=("201",), full_name="Олена Коваль"))


@pytest.fixture
def ivan(office, make, pbx) -> Office:
    return office.as_actor(make.actor(Role.SPECIALIST, extensions=("202",), full_name="Іван Петренко"))


def take(pbx: Office, epoch: int = 1, up: bool = True):
    return pbx.call(pbx_commands.take_command, epoch=epoch, sent_at=pbx.clock(), up=up)


def row(office: Office, command_id: int) -> t.PbxCommand:
    with Session(office.store.engine) as session:
        return session.get(t.PbxCommand, command_id)


def shown(office: Office, command) -> CommandOutcome | None:
    return office.call(pbx_commands.show_command, command_id=command.id).outcome


def call_of(office: Office, command) -> t.Call:
    key = row(office, command.id).channel_uid
    with Session(office.store.engine) as session:
        return session.exec(select(t.Call).where(t.Call.key == key)).one()


def told(pbx: Office, command, name: str, upto: int | None = None) -> None:
    """The recorded dialling `name`, as if the PBX told it of this command."""
    from dataclasses import replace

    (facts,) = replayed(name, lambda steps: steps[:upto]).calls
    key = row(pbx, command.id).channel_uid
    pbx.call(record_calls, changes=[(None, replace(facts, key=key))])


def talk(make, office: Office, extension: str = "201") -> t.Call:
    """A client's call that the actor talks in."""
    call = make.save(
        t.Call(
            key=f"{make.number()}.1",
            direction=Direction.INCOMING,
            number="0671234567",
            e164="+380671234567",
            started_at=office.clock(),
            result=CallResult.TALKING,
        )
    )
    make.save(
        t.CallLeg(
            call_id=call.id,
            channel_uid=f"{make.number()}.2",
            extension=extension,
            employee_id=office.actor.id,
            began_at=office.clock(),
            talk_began_at=office.clock(),
        )
    )
    return call


# --- dialling


def test_a_dialling_is_written_before_the_pbx_is_asked(olena, pbx, make):
    client = make.known("Веселка", NUMBER)
    command = olena.call(dialling.dial, number="050 111-22-33", client_id=client.id)
    assert (command.state, command.digits, command.extension) == (CommandState.ASKED, "0501112233", "201")
    wish = take(pbx)
    assert (wish.id, wish.kind, wish.digits) == (command.id, CommandKind.DIAL, "0501112233")
    assert wish.channel_uid.startswith("crm-")
    assert take(pbx) is None


def test_the_call_of_a_dialling_has_its_client_and_dialler_from_the_first_event(olena, pbx, make):
    ours, other = make.known("Веселка", NUMBER), make.client("Барвінок")
    contact = make.contact(clients=(other,))
    command = olena.call(dialling.dial, number=NUMBER, client_id=other.id, contact_id=contact.id)
    take(pbx)
    told(pbx, command, "i_click_to_dial_answered", upto=8)
    call = call_of(olena, command)
    assert (call.client_id, call.contact_id) == (other.id, contact.id)
    assert (call.certainty, call.e164) == (ClientCertainty.DIALLED, NUMBER)
    assert (call.direction, call.dialled_by_id) == (Direction.OUTGOING, olena.actor.id)
    assert call.client_id != ours.id
    assert shown(olena, command) is None
    told(pbx, command, "i_click_to_dial_answered")
    assert shown(olena, command) is CommandOutcome.ANSWERED
    assert call_of(olena, command).result is CallResult.ANSWERED


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("i_click_to_dial_client_busy", CommandOutcome.BUSY),
        ("i_click_to_dial_client_no_answer", CommandOutcome.GIVEN_UP),
        ("i_click_to_dial_operator_refuses", CommandOutcome.PHONE_REFUSED),
        ("i_click_to_dial_bad_channel", CommandOutcome.BAD_CHANNEL),
    ],
)
def test_a_dialling_that_fails_says_why_and_lets_the_next_try(olena, pbx, name, outcome):
    command = olena.call(dialling.dial, number=NUMBER)
    take(pbx)
    told(pbx, command, name)
    assert shown(olena, command) is outcome
    assert row(olena, command.id).state is CommandState.FAILED
    assert olena.call(dialling.dial, number=NUMBER).state is CommandState.ASKED


def test_a_client_is_dialled_by_one_person_at_a_time(olena, ivan, make):
    client = make.known("Веселка", NUMBER)
    make.phone("+380671110000", contact=make.contact(clients=(client,)))
    olena.call(dialling.dial, number=NUMBER)
    with pytest.raises(TakenByAnother, match="Олена Коваль is dialling now") as told_who:
        ivan.call(dialling.dial, number=NUMBER)
    assert told_who.value.holder == "Олена Коваль"
    with pytest.raises(TakenByAnother):
        ivan.call(dialling.dial, number="+380671110000", client_id=client.id)
    with pytest.raises(TakenByAnother, match="already"):
        olena.call(dialling.dial, number="+380671119999")


def test_who_is_on_the_line_is_not_dialled(olena, ivan, make):
    talk(make, olena)
    with pytest.raises(TakenByAnother, match="Олена Коваль is talking"):
        ivan.call(dialling.dial, number="0671234567")


def test_of_two_who_press_at_once_one_dials(olena, ivan, make):
    make.known("Веселка", NUMBER)
    start, ends = threading.Barrier(2), []

    def press(who: Office) -> None:
        start.wait()
        try:
            ends.append(who.call(dialling.dial, number=NUMBER).state.value)
        except TakenByAnother:
            ends.append("taken")

    pressing = [threading.Thread(target=press, args=(who,)) for who in (olena, ivan)]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join(20)
    assert sorted(ends) == ["asked", "taken"]


@pytest.mark.parametrize(
    "number",
    [
        "0900123456",
        "+48221234567",
        "102",
        "0501112233\r\nAction: Hangup",
        "0501112233&PJSIP/1",
        "Олена",
        "202",
    ],
)
def test_a_number_outside_the_plan_never_becomes_a_wish(olena, pbx, number):
    with pytest.raises(Refused):
        olena.call(dialling.dial, number=number)
    assert take(pbx) is None


def test_without_an_extension_or_a_pbx_nothing_is_dialled(office, make, pbx):
    nobody = office.as_actor(make.actor(Role.OPERATOR))
    with pytest.raises(Refused, match="extension"):
        nobody.call(dialling.dial, number=NUMBER)
    with pytest.raises(Refused, match="not your extension"):
        office.as_actor(make.actor(Role.OPERATOR, extensions=("205",))).call(
            dialling.dial, number=NUMBER, extension="201"
        )
    pbx.call(note_pbx_state, state="down", detail="")
    with pytest.raises(Refused, match="not reached"):
        office.as_actor(make.actor(Role.OPERATOR, extensions=("206",))).call(dialling.dial, number=NUMBER)


# --- the listener


def test_a_wish_that_waited_too_long_is_refused(olena, pbx, clock):
    command = olena.call(dialling.dial, number=NUMBER)
    clock.tick(11)
    assert shown(olena, command) is CommandOutcome.STALE
    assert take(pbx) is None
    assert row(olena, command.id).outcome is CommandOutcome.STALE
    assert olena.call(dialling.dial, number=NUMBER).outcome is None


def test_with_the_line_down_a_wish_fails_at_once(olena, pbx):
    command = olena.call(dialling.dial, number=NUMBER)
    assert take(pbx, up=False) is None
    assert shown(olena, command) is CommandOutcome.NO_LINE


def test_a_wish_of_a_dead_listener_is_in_doubt_and_never_sent_again(olena, pbx):
    command = olena.call(dialling.dial, number=NUMBER)
    assert take(pbx, epoch=1) is not None
    assert pbx.call(pbx_commands.has_commands, epoch=2)
    assert take(pbx, epoch=2) is None
    assert shown(olena, command) is CommandOutcome.IN_DOUBT


def test_a_doubt_ends_when_the_call_is_seen_after_all(olena, pbx, make):
    client = make.known("Веселка", NUMBER)
    command = olena.call(dialling.dial, number=NUMBER, client_id=client.id)
    take(pbx, epoch=1)
    take(pbx, epoch=2)
    told(pbx, command, "i_click_to_dial_answered")
    assert shown(olena, command) is CommandOutcome.ANSWERED
    assert call_of(olena, command).client_id == client.id


def test_a_sent_wish_whose_call_runs_is_left_to_the_next_listener(olena, pbx, clock):
    command = olena.call(dialling.dial, number=NUMBER)
    take(pbx, epoch=1)
    told(pbx, command, "i_click_to_dial_answered", upto=8)
    clock.tick(200)
    assert take(pbx, epoch=2) is None
    assert shown(olena, command) is None


def test_a_sent_wish_of_which_nothing_is_heard_is_given_up(olena, ivan, pbx, clock):
    command = olena.call(dialling.dial, number=NUMBER)
    take(pbx)
    clock.tick(91)
    assert ivan.call(dialling.dial, number=NUMBER).outcome is None
    assert shown(olena, command) is CommandOutcome.IN_DOUBT


def test_what_the_pbx_answers_is_told_in_its_words(olena, pbx):
    command = olena.call(dialling.dial, number=NUMBER)
    wish = take(pbx)
    refused = CommandOutcome.PBX_REFUSED
    pbx.call(
        pbx_commands.answer_command, command_id=wish.id, outcome=refused, detail="Extension\x1b[31m unknown"
    )
    found = olena.call(pbx_commands.show_command, command_id=command.id)
    assert found.outcome is refused
    assert "\x1b" not in found.detail
    pbx.call(pbx_commands.answer_command, command_id=wish.id)
    assert shown(olena, command) is refused


# --- transfers


def test_a_talk_is_handed_to_a_colleague(olena, ivan, pbx, make):
    call = talk(make, olena)
    command = olena.call(transfers.transfer, call_id=call.id, to_employee_id=ivan.actor.id)
    assert (command.kind, command.digits) == (CommandKind.BLIND_TRANSFER, "202")
    assert command.to_employee.name == "Іван Петренко"
    wish = take(pbx)
    assert (wish.kind, wish.digits, wish.extension) == (CommandKind.BLIND_TRANSFER, "202", "201")
    with pytest.raises(Refused, match="already"):
        olena.call(transfers.transfer, call_id=call.id, to="203")


def test_only_who_talks_hands_over_and_not_to_himself(olena, ivan, make):
    call = talk(make, olena)
    with pytest.raises(Refused, match="not talking"):
        ivan.call(transfers.transfer, call_id=call.id, to="203")
    with pytest.raises(Refused, match="own phone"):
        olena.call(transfers.transfer, call_id=call.id, to="201")
    with pytest.raises(Refused, match="paid"):
        olena.call(transfers.transfer, call_id=call.id, to="0900123456")
    with pytest.raises(Refused, match="no extension"):
        olena.call(transfers.transfer, call_id=call.id, to_employee_id=make.employee(Role.OPERATOR).id)
    outside = olena.call(transfers.transfer, call_id=call.id, to="0501112233")
    assert (outside.e164, outside.to_employee) == (NUMBER, None)


def test_an_attended_transfer_is_completed_or_taken_back(olena, ivan, pbx, make):
    call = talk(make, olena)
    for step, kind in (
        (transfers.cancel_transfer, CommandKind.CANCEL_TRANSFER),
        (transfers.complete_transfer, CommandKind.COMPLETE_TRANSFER),
    ):
        with pytest.raises(Refused, match="no transfer"):
            olena.call(step, call_id=call.id)
        begun = olena.call(transfers.transfer, call_id=call.id, to="202", attended=True)
        first = take(pbx)
        with pytest.raises(Refused, match="complete it or take"):
            olena.call(pbx_commands.hang_up, call_id=call.id)
        with pytest.raises(Refused, match="no transfer"):
            ivan.call(step, call_id=call.id)
        asked = olena.call(step, call_id=call.id)
        second = take(pbx)
        assert (second.kind, second.channel_uid) == (kind, first.channel_uid)
        pbx.call(pbx_commands.answer_command, command_id=second.id)
        assert shown(olena, asked) is CommandOutcome.DONE
        assert shown(olena, begun) is None
        pbx.call(pbx_commands.answer_command, command_id=begun.id, outcome=CommandOutcome.RETURNED)


def test_colleagues_stand_with_what_their_phones_do(olena, ivan, make):
    talk(make, ivan, extension="202")
    make.actor(Role.OPERATOR, extensions=("211",), full_name="Ярина Кіт")
    make.save(t.ExtensionState(extension="211", state=PresenceState.AWAY, since=olena.clock()))
    make.employee(Role.OPERATOR, extensions=("210",), active=False)
    found = {one.extensions: one.state for one in olena.call(transfers.colleagues_to_transfer)}
    assert found == {("202",): PresenceState.TALKING, ("211",): PresenceState.AWAY}


def test_with_a_dead_listener_nothing_is_asked(office, olena):
    release(office.store, Held("pbx", "test", 1))
    with pytest.raises(Refused, match="not reached"):
        olena.call(dialling.dial, number=NUMBER)


# --- hanging up and blocking


def test_a_person_ends_his_own_part_only(olena, ivan, pbx, make):
    call = talk(make, olena)
    with pytest.raises(Refused, match="no part"):
        ivan.call(pbx_commands.hang_up, call_id=call.id)
    asked = olena.call(pbx_commands.hang_up, call_id=call.id)
    wish = take(pbx)
    assert (wish.kind, wish.extension) == (CommandKind.HANG_UP, "201")
    pbx.call(pbx_commands.answer_command, command_id=wish.id)
    assert shown(olena, asked) is CommandOutcome.DONE
    assert [one.id for one in olena.call(pbx_commands.list_commands, mine=True)] == [asked.id]


def test_a_blocked_number_is_refused_and_disturbs_nobody(office, olena, pbx, make):
    head = office.as_actor(make.actor(Role.HEAD))
    head.call(blocked_numbers.block_number, number="067 123 45 67", reason="лайка")
    (facts,) = replayed("a_inbound_answered", lambda steps: steps[:12]).calls
    assert facts.ended_at is None
    pbx.call(record_calls, changes=[(None, facts)])
    wish = take(pbx)
    assert (wish.kind, wish.call_key) == (CommandKind.REFUSE_CALLER, facts.key)
    pbx.call(record_calls, changes=[(None, facts)])
    assert take(pbx) is None
    with Session(office.store.engine) as session:
        assert session.exec(select(t.Ring)).all() == []
        assert session.exec(select(t.Call)).one().handled_at is not None
    head.call(blocked_numbers.unblock_number, number="0671234567")
    assert head.call(blocked_numbers.blocked_numbers) == ()
    with pytest.raises(Refused, match="not blocked"):
        head.call(blocked_numbers.unblock_number, number="0671234567")


def test_who_calls_now_is_blocked_and_cut_off(office, pbx, olena, make):
    head = office.as_actor(make.actor(Role.HEAD, extensions=("208",)))
    call = talk(make, olena)
    head.call(blocked_numbers.block_caller, call_id=call.id, reason="погрози")
    assert take(pbx).kind is CommandKind.REFUSE_CALLER
    assert [one.reason for one in head.call(blocked_numbers.blocked_numbers)] == ["погрози"]
    ended = make.save(
        t.Call(
            key="7.7", direction=Direction.OUTGOING, started_at=datetime(2026, 3, 1, tzinfo=UTC),
            ended_at=datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=1), ending=CallEnding.ENDED,
        )
    )  # fmt: skip
    with pytest.raises(Refused, match="no number of a caller"):
        head.call(blocked_numbers.block_caller, call_id=ended.id)
