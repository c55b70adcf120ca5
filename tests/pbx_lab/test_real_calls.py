"""A real Asterisk, started with the configuration that we write, and real calls: the store holds what was.

Each scenario drives telephones, knows what it did and compares; both stores hear every call. The last test
lays the whole day beside Asterisk's own record.
"""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from crm_tui.domain.errors import Refused
from crm_tui.domain.kinds import CallEnding, CallResult, CommandOutcome, Direction, PresenceState, RingState
from crm_tui.domain.kinds import TransferKind as Kind
from crm_tui.pbx.reconcile import Report, reconcile
from crm_tui.store import tables as t
from crm_tui.usecases import blocked_numbers, dialling, pbx_commands, presence, transfers
from crm_tui.usecases.journal import pbx_state
from crm_tui.usecases.office import utc_now
from crm_tui.usecases.recordings import recordings
from tests.pbx_lab.asterisk import DIDS, QUEUE
from tests.pbx_lab.conftest import Lab
from tests.pbx_lab.office import ACCOUNT, OurOffice
from tests.pbx_lab.phone import Call
from tests.pbx_lab.truth import Truth, judge
from tests.waiting import wait_until

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(1200)]
RANG, TOOK, ELSEWHERE = {RingState.MISSED}, {RingState.ANSWERED}, {RingState.ANSWERED_ELSEWHERE}
OUT = Direction.OUTGOING


def talk(call: Call, seconds: float = 1.2) -> None:
    """They talk so long."""
    began_at = time.monotonic()
    wait_until(lambda: call.ended_at or time.monotonic() - began_at > seconds)
    assert not call.ended_at, "the talk was cut short"


def span(begin: Call, end: Call) -> list[tuple[float, float]]:
    """From one's answer to the other's end."""
    return [(begin.answered_at, end.ended_at)]


def rings_at(lab: Lab, number: str, extension: str) -> None:
    """Until the store has it that the call rings there, as the person's screen would show."""

    def rings() -> bool:
        found = [ring for call in lab.ours.calls(number) for ring in lab.ours.of_call(t.Ring, call)]
        return any(one.extension == extension and one.state is RingState.RINGING for one in found)

    lab.ours.until(rings)


def connected(lab: Lab, extension: str = "201") -> tuple[str, Call, Call]:
    """A client who talks with this extension: his number, his side and the phone's."""
    number = lab.number()
    client = lab.provider.client_calls(number, DIDS[extension])
    phone = lab.phones[extension].incoming().ring()
    rings_at(lab, number, extension)
    phone.answer()
    client.until_answered()
    lab.ours.until(lambda: lab.ours.talks(number, extension))
    return number, client, phone


def judged(lab: Lab, truth: Truth) -> None:
    for office in lab.both:
        judge(office, truth)


def incoming(number: str, result: CallResult = CallResult.ANSWERED, did: str = DIDS["201"], **rest) -> Truth:
    return Truth(number, result, did=did, **rest)


# --- calls that come in


def test_a_call_is_answered(lab):
    number, client, phone = connected(lab)
    talk(client, 2)
    client.hang_up()
    phone.until_ended()
    judged(lab, incoming(number, talks={"201": span(phone, client)}, rings={"201": TOOK}))


def test_a_client_gives_up(lab):
    number = lab.number()
    client = lab.provider.client_calls(number, DIDS["201"])
    phone = lab.phones["201"].incoming().ring()
    rings_at(lab, number, "201")
    client.hang_up()
    phone.until_ended()
    judged(lab, incoming(number, CallResult.MISSED, rings={"201": RANG}))


def test_a_phone_is_busy(lab):
    number = lab.number()
    client = lab.provider.client_calls(number, DIDS["201"])
    lab.phones["201"].incoming().busy()
    client.until_ended()
    judged(lab, incoming(number, CallResult.MISSED, rings={"201": RANG}))


def test_a_menu_is_no_conversation(lab):
    number = lab.number()
    client = lab.provider.client_calls(number, DIDS["menu"]).until_answered()
    talk(client)
    client.hang_up()
    judged(lab, incoming(number, CallResult.MISSED, DIDS["menu"]))


def test_a_queue_is_answered_and_recorded(lab):
    number = lab.number()
    client = lab.provider.client_calls(number, QUEUE)
    first, second, third = (lab.phones[one].incoming().ring() for one in ("201", "202", "203"))
    rings_at(lab, number, "202")
    second.answer()
    first.until_ended()
    third.until_ended()
    talk(client, 2)
    second.hang_up()
    client.until_ended()
    rings = {"201": ELSEWHERE, "202": TOOK, "203": ELSEWHERE}
    truth = incoming(
        number, did=QUEUE, queue="office", talks={"202": [(second.answered_at, second.ended_at)]}, rings=rings
    )
    judged(lab, truth)
    recorded(lab, number, lasting=second.ended_at - second.answered_at)


def test_a_queue_is_left(lab):
    number = lab.number()
    client = lab.provider.client_calls(number, QUEUE)
    phones = [lab.phones[one].incoming().ring() for one in ("201", "202", "203")]
    rings_at(lab, number, "203")
    client.hang_up()
    for phone in phones:
        phone.until_ended()
    rings = dict.fromkeys(("201", "202", "203"), RANG)
    judged(lab, incoming(number, CallResult.MISSED, QUEUE, queue="office", rings=rings))


def test_a_ring_group_is_answered_and_recorded(lab):
    number = lab.number()
    client = lab.provider.client_calls(number, DIDS["group"], name="Марія В'ялець")
    first, second, third = (lab.phones[one].incoming().ring() for one in ("201", "202", "203"))
    rings_at(lab, number, "203")
    third.answer()
    first.until_ended()
    second.until_ended()
    talk(client, 2)
    client.hang_up()
    rings = {"201": ELSEWHERE, "202": ELSEWHERE, "203": TOOK}
    judged(lab, incoming(number, did=DIDS["group"], talks={"203": span(third, client)}, rings=rings))
    assert lab.ours.call(number).caller_name == "Марія В'ялець"
    recorded(lab, number, lasting=client.ended_at - third.answered_at)


def test_two_calls_at_once_stay_two(lab):
    number, client, phone = connected(lab)
    second = lab.number()
    other = lab.provider.client_calls(second, QUEUE)
    # Who talks is not rung by the queue.
    taker, third = (lab.phones[one].incoming().ring() for one in ("202", "203"))
    rings_at(lab, second, "202")
    taker.answer()
    third.until_ended()
    talk(other)
    client.hang_up()
    phone.until_ended()
    talk(other)
    other.hang_up()
    judged(lab, incoming(number, talks={"201": span(phone, client)}, rings={"201": TOOK}))
    rings, talks = {"202": TOOK, "203": ELSEWHERE}, {"202": span(taker, other)}
    judged(lab, incoming(second, did=QUEUE, queue="office", talks=talks, rings=rings))


def test_a_blocked_caller_is_hung_up_on(lab):
    number = lab.number()
    lab.ours.office.call(blocked_numbers.block_number, number=number)
    client = lab.provider.client_calls(number, DIDS["201"])
    client.until_ended(5)
    assert (client.code >= 400, client.answered_at) == (True, 0.0)
    call = lab.ours.ended(number)
    assert lab.ours.of_call(t.Ring, call) == []
    # His phone may have rung for an instant, before the PBX was told.
    lab.phones["201"].forget()


def test_a_client_is_held(lab):
    number, client, phone = connected(lab)
    phone.hold()
    held_at = time.time()
    talk(client, 2)
    phone.hold(on=False)
    held = time.time() - held_at
    talk(client)
    client.hang_up()
    judged(
        lab,
        incoming(number, talks={"201": span(phone, client)}, rings={"201": TOOK}, held={"201": held}),
    )


def test_a_colleague_takes_the_call_from_his_own_phone(lab):
    number = lab.number()
    client = lab.provider.client_calls(number, DIDS["201"])
    rung = lab.phones["201"].incoming().ring()
    rings_at(lab, number, "201")
    taker = lab.phones["202"].dial("*8201").until_answered()
    rung.until_ended()
    talk(client)
    client.hang_up()
    rings = {"201": ELSEWHERE, "202": TOOK}
    judged(lab, incoming(number, talks={"202": span(taker, client)}, rings=rings))
    assert lab.ours.call(number).picked_up_by == "202"


def test_colleagues_among_themselves_are_no_call_of_ours(lab):
    before = len(lab.ours.rows(select(t.Call)))
    caller = lab.phones["201"].dial("202")
    lab.phones["202"].incoming().ring().answer()
    caller.until_answered()
    talk(caller)
    caller.hang_up()
    wait_until(lambda: lab.asterisk.channels == 0)
    # Whatever is heard of it comes before the next call is.
    test_a_client_gives_up(lab)
    assert len(lab.ours.rows(select(t.Call))) == before + 1


# --- transfers by our commands


def test_a_client_is_handed_over_at_once(lab):
    number, client, phone = connected(lab)
    talk(client)
    wish = hand_over(lab, number, "202")
    colleague = lab.phones["202"].incoming().ring()
    rings_at(lab, number, "202")
    phone.until_ended()
    colleague.answer()
    assert lab.ours.outcome(wish) is CommandOutcome.ANSWERED
    talk(client)
    client.hang_up()
    truth = incoming(
        number,
        talks={"201": span(phone, phone), "202": span(colleague, client)},
        rings={"201": TOOK, "202": TOOK},
        transfers=((Kind.BLIND, "201", "202"),),
    )
    judged(lab, truth)


def test_a_client_handed_over_to_a_busy_colleague_is_lost(lab):
    number, client, phone = connected(lab)
    talk(client)
    wish = hand_over(lab, number, "202")
    lab.phones["202"].incoming().busy()
    client.until_ended()
    assert lab.ours.outcome(wish) is CommandOutcome.LOST
    truth = incoming(
        number,
        talks={"201": span(phone, phone)},
        rings={"201": TOOK, "202": RANG},
        transfers=((Kind.BLIND, "201", "202"),),
        lost_after_transfer=True,
    )
    judged(lab, truth)


def test_a_client_is_handed_over_after_a_word(lab):
    number, client, phone = connected(lab)
    asked_at = time.time()
    wish = hand_over(lab, number, "203", attended=True)
    colleague = lab.phones["203"].incoming().ring()
    rings_at(lab, number, "203")
    colleague.answer()
    talk(colleague)
    done = of_201(lab, transfers.complete_transfer, number)
    phone.until_ended()
    joined_at = time.time()
    assert lab.ours.outcome(done) is CommandOutcome.DONE
    assert lab.ours.outcome(wish) is CommandOutcome.ANSWERED
    talk(client)
    client.hang_up()
    truth = incoming(
        number,
        talks={"201": [(phone.answered_at, asked_at)], "203": [(joined_at, client.ended_at)]},
        rings={"201": TOOK, "203": TOOK},
        transfers=((Kind.ATTENDED, "201", "203"),),
    )
    judged(lab, truth)


def test_a_client_is_taken_back(lab):
    number, client, phone = connected(lab)
    asked_at = time.time()
    wish = hand_over(lab, number, "203", attended=True)
    colleague = lab.phones["203"].incoming().ring()
    rings_at(lab, number, "203")
    colleague.answer()
    talk(colleague)
    back = of_201(lab, transfers.cancel_transfer, number)
    colleague.until_ended()
    back_at = time.time()
    assert lab.ours.outcome(back) is CommandOutcome.DONE
    assert lab.ours.outcome(wish) is CommandOutcome.RETURNED
    returned(lab, number, client, phone, asked_at, back_at, {"203": TOOK})


def test_a_busy_colleague_gives_the_client_back(lab):
    number, client, phone = connected(lab)
    asked_at = time.time()
    wish = hand_over(lab, number, "203", attended=True)
    lab.phones["203"].incoming().busy()
    assert lab.ours.outcome(wish) is CommandOutcome.RETURNED_BUSY
    back_at = talks_again(lab, number)
    returned(lab, number, client, phone, asked_at, back_at, {"203": RANG})


def test_a_silent_colleague_gives_the_client_back(lab):
    number, client, phone = connected(lab)
    asked_at = time.time()
    wish = hand_over(lab, number, "203", attended=True)
    colleague = lab.phones["203"].incoming().ring()
    colleague.until_ended()
    assert lab.ours.outcome(wish) is CommandOutcome.RETURNED_NO_ANSWER
    back_at = talks_again(lab, number)
    returned(lab, number, client, phone, asked_at, back_at, {"203": RANG})


def test_the_phone_itself_hands_the_client_over(lab):
    number, client, phone = connected(lab)
    talk(client)
    phone.refer("202")
    colleague = lab.phones["202"].incoming().ring()
    rings_at(lab, number, "202")
    left_at = time.time()
    colleague.answer()
    talk(client)
    client.hang_up()
    truth = incoming(
        number,
        talks={"201": [(phone.answered_at, left_at)], "202": span(colleague, client)},
        rings={"201": TOOK, "202": TOOK},
        transfers=((Kind.BLIND, "201", "202"),),
    )
    judged(lab, truth)


def hand_over(lab: Lab, number: str, extension: str, *, attended: bool = False):
    """201 asks for it on his screen."""
    whom = lab.ours.people[extension].actor.id
    return of_201(lab, transfers.transfer, number, to_employee_id=whom, attended=attended)


def of_201(lab: Lab, use_case, number: str, **words):
    return lab.ours.people["201"].call(use_case, call_id=lab.ours.call(number).id, **words)


def talks_again(lab: Lab, number: str) -> float:
    """When 201 has the client again, by the store's own account."""
    lab.ours.until(lambda: lab.ours.talks(number, "201"))
    return time.time()


def returned(lab, number, client, phone, asked_at, back_at, rings) -> None:
    """The client was with 201 before and after, and was nobody's in between."""
    talk(client)
    client.hang_up()
    phone.until_ended()
    spans = [(phone.answered_at, asked_at), (back_at, client.ended_at)]
    judged(lab, incoming(number, talks={"201": spans}, rings={"201": TOOK} | rings))


# --- click to dial


def dial(lab: Lab, number: str, extension: str = "201"):
    return lab.ours.people[extension].call(dialling.dial, number=number)


def picked_up(lab: Lab, extension: str = "201") -> Call:
    """The person's own phone rings first, showing the client's number."""
    return lab.phones[extension].incoming().ring().answer()


def test_a_client_answers(lab):
    number = lab.number()
    wish = dial(lab, number)
    phone = picked_up(lab)
    assert phone.caller == number
    client = lab.provider.incoming().ring()
    assert client.dialled == number
    client.answer()
    assert lab.ours.outcome(wish) is CommandOutcome.ANSWERED
    talk(client, 2)
    phone.hang_up()
    client.until_ended()
    judged(lab, Truth(number, CallResult.ANSWERED, OUT, talks={"201": span(client, phone)}))
    recorded(lab, number, lasting=phone.ended_at - client.answered_at)
    assert lab.ours.call(number).dialled_by_id == lab.ours.people["201"].actor.id


def test_a_screen_over_postgres_dials_and_hands_over(lab):
    if lab.postgres is None:
        pytest.skip("skipped: no Postgres here")
    number, olena = lab.number(), lab.postgres.people["201"]
    wish = olena.call(dialling.dial, number=number)
    phone = picked_up(lab)
    client = lab.provider.incoming().ring().answer()
    assert lab.postgres.outcome(wish) is CommandOutcome.ANSWERED
    talk(client)
    whom = lab.postgres.people["203"].actor.id
    call_id = lab.postgres.call(number).id
    over = olena.call(transfers.transfer, call_id=call_id, to_employee_id=whom)
    colleague = lab.phones["203"].incoming().ring().answer()
    phone.until_ended()
    assert lab.postgres.outcome(over) is CommandOutcome.ANSWERED
    talk(client)
    client.hang_up()
    truth = Truth(
        number,
        CallResult.ANSWERED,
        OUT,
        talks={"201": [(client.answered_at, phone.ended_at)], "203": span(colleague, client)},
        rings={"203": TOOK},
        transfers=((Kind.BLIND, "201", "203"),),
    )
    judged(lab, truth)


@pytest.mark.parametrize(
    ("code", "reason", "outcome"),
    [
        (486, "Busy Here", CommandOutcome.BUSY),
        (480, "Temporarily Unavailable", CommandOutcome.NO_ANSWER),
        (603, "Decline", CommandOutcome.REFUSED),
        (404, "Not Found", CommandOutcome.UNREACHABLE),
    ],
)
def test_a_client_does_not_answer(lab, code, reason, outcome):
    number = lab.number()
    wish = dial(lab, number)
    phone = picked_up(lab)
    lab.provider.incoming().ring().decline(code, reason)
    assert lab.ours.outcome(wish) is outcome
    phone.hang_up()
    judged(lab, Truth(number, CallResult.NOT_ANSWERED, OUT))


def test_a_person_stops_dialling(lab):
    number = lab.number()
    wish = dial(lab, number)
    phone = picked_up(lab)
    client = lab.provider.incoming().ring()
    lab.ours.until(lambda: lab.ours.calls(number))
    end = of_201(lab, pbx_commands.hang_up, number)
    client.until_ended()
    phone.until_ended()
    assert lab.ours.outcome(end) is CommandOutcome.DONE
    assert lab.ours.outcome(wish) is CommandOutcome.GIVEN_UP
    judged(lab, Truth(number, CallResult.NOT_ANSWERED, OUT))


def test_a_person_does_not_pick_up_his_own_phone(lab):
    number = lab.number()
    wish = dial(lab, number)
    lab.phones["201"].incoming().ring().until_ended()
    assert lab.ours.outcome(wish) is CommandOutcome.PHONE_NO_ANSWER
    assert lab.provider.quiet


@pytest.mark.parametrize(("code", "reason"), [(486, "Busy Here"), (603, "Decline")])
def test_a_person_declines_at_his_own_phone(lab, code, reason):
    number = lab.number()
    wish = dial(lab, number)
    lab.phones["201"].incoming().ring().decline(code, reason)
    assert lab.ours.outcome(wish) is CommandOutcome.PHONE_REFUSED
    assert lab.provider.quiet


@pytest.mark.parametrize("extension", ["299", "203"])
def test_a_phone_that_is_not_there(lab, extension):
    """One that Asterisk never heard of, and one that is switched off."""
    person = lab.ours.hire("299") if extension == "299" else lab.ours.people["203"]
    if extension == "203":
        lab.phones["203"].log_out()
    try:
        wish = person.call(dialling.dial, number=lab.number())
        assert lab.ours.outcome(wish) is CommandOutcome.BAD_CHANNEL
    finally:
        lab.phones["203"].log_in()
    assert lab.provider.quiet


@pytest.mark.parametrize("number", ["0900123456", "+380900123456", "+442071234567", "0672123456", "112"])
def test_a_forbidden_number_never_reaches_asterisk(lab, number):
    with pytest.raises(Refused):
        dial(lab, number)
    assert lab.ours.rows(select(t.PbxCommand).where(t.PbxCommand.digits == number)) == []


# --- what a phone itself may dial


def test_a_phone_dials_by_hand(lab):
    number = lab.number()
    phone = lab.phones["202"].dial(number)
    client = lab.provider.incoming().ring()
    assert (client.dialled, client.caller) == (number, ACCOUNT)
    client.answer()
    phone.until_answered()
    talk(client)
    client.hang_up()
    phone.until_ended()
    judged(lab, Truth(number, CallResult.ANSWERED, OUT, talks={"202": span(client, client)}))
    assert lab.ours.call(number).dialled_by_id == lab.ours.people["202"].actor.id


def test_a_phone_cannot_run_up_a_bill(lab):
    """Paid, foreign and forbidden numbers in every way of writing end at Asterisk itself."""
    paid = ("0900123456", "+380900123456", "00380900123456", "380900123456")
    others = ("00442071234567", "+442071234567", "0672123456", "+380672123456", "810442071234567", "12345678")
    hidden = ("0900123456&PJSIP/0501112233%40provider",)
    calls = [lab.phones["201"].dial(number) for number in (*paid, *others, *hidden)]
    for call in calls:
        call.until_ended()
        assert (call.code >= 400, call.answered_at) == (True, 0.0), call.invite.first
    assert lab.provider.quiet


@pytest.mark.parametrize(
    ("dialled", "sent"), [("+48601112233", "0048601112233"), ("00380501112233", "0501112233"), ("112", "112")]
)
def test_a_phone_reaches_what_is_allowed(lab, dialled, sent):
    phone = lab.phones["201"].dial(dialled)
    client = lab.provider.incoming()
    assert client.dialled == sent
    client.busy()
    phone.until_ended()


def test_nothing_hides_behind_an_allowed_number(lab):
    """What a phone sends is text: `&` in it would be a second destination."""
    phone = lab.phones["201"].dial("0048601112233&PJSIP/0900123456%40provider")
    client = lab.provider.incoming()
    assert client.dialled.isdecimal()
    client.busy()
    phone.until_ended()
    assert lab.provider.quiet


def test_nobody_from_outside_can_dial_out(lab):
    """Whatever number of the office a caller asks for, he reaches its phones and never the trunk."""
    for did in ("0501112233", "0900123456", "+380501112233", "201"):
        client = lab.provider.client_calls(lab.number(), did)
        phones = [lab.phones[one].incoming().ring() for one in ("201", "202", "203")]
        client.hang_up()
        for phone in phones:
            phone.until_ended()
    assert lab.provider.quiet


def test_a_client_cannot_be_handed_over_to_a_paid_number(lab):
    number, client, phone = connected(lab)
    with pytest.raises(Refused):
        of_201(lab, transfers.transfer, number, to="0900123456")
    phone.refer("0900123456")
    client.until_ended()
    assert lab.provider.quiet


# --- recordings and presence


def recorded(lab: Lab, number: str, *, lasting: float) -> None:
    """The call's recording lies where the template says, and is as long as the talk."""
    (one,) = lab.ours.office.call(recordings, call_id=lab.ours.call(number).id)
    file = Path(one.place)
    wait_until(lambda: file.is_file() and lab.asterisk.channels == 0)
    # 8 kHz of 16 bit after a head of 44 bytes.
    assert (file.stat().st_size - 44) / 16000 == pytest.approx(lasting, abs=1.0)


def how(lab: Lab, extension: str) -> PresenceState:
    rows = lab.ours.office.call(presence.colleagues).rows
    return next(one.state for one in rows if extension in one.extensions)


def test_colleagues_see_how_a_phone_is(lab):
    def becomes(state: PresenceState) -> None:
        lab.ours.until(lambda: how(lab, "202") is state)

    becomes(PresenceState.FREE)
    number = lab.number()
    client = lab.provider.client_calls(number, DIDS["202"])
    phone = lab.phones["202"].incoming().ring()
    becomes(PresenceState.RINGING)
    phone.answer()
    becomes(PresenceState.TALKING)
    phone.hold()
    becomes(PresenceState.ON_HOLD)
    phone.hold(on=False)
    becomes(PresenceState.TALKING)
    client.hang_up()
    becomes(PresenceState.FREE)
    lab.phones["202"].log_out()
    becomes(PresenceState.AWAY)
    lab.phones["202"].log_in()
    becomes(PresenceState.FREE)


# --- what goes wrong


def test_the_line_is_cut_in_the_middle(lab):
    """The talk goes on and is whole; what ended while nobody heard is left to the record."""
    number, client, phone = connected(lab)
    other, lost_client, _ = connected(lab, "202")
    lab.line.cut()
    lab.ours.until(lambda: lab.ours.office.call(pbx_state).state == "down")
    lost_client.hang_up()
    began_at = utc_now()
    lab.line.mend()
    lab.ours.until_up(began_at)
    talk(client)
    client.hang_up()
    phone.until_ended()
    judged(lab, incoming(number, talks={"201": span(phone, client)}, rings={"201": TOOK}))
    assert lab.ours.ended(other).ending is CallEnding.UNKNOWN


def test_the_line_dies_without_a_word(lab):
    """Noticed by an unanswered ping; what was said meanwhile comes with the list of the next connection."""
    number, client, phone = connected(lab)
    lab.line.freeze()
    frozen_at = time.monotonic()
    lab.ours.until(lambda: lab.ours.office.call(pbx_state).state == "down")
    assert time.monotonic() - frozen_at < 15
    began_at = utc_now()
    lab.line.mend()
    lab.ours.until_up(began_at)
    talk(client)
    client.hang_up()
    judged(lab, incoming(number, talks={"201": span(phone, client)}, rings={"201": TOOK}))


def test_the_listener_is_killed_in_the_middle(lab):
    number, client, phone = connected(lab)
    waiting = lab.number()
    second = lab.provider.client_calls(waiting, DIDS["202"])
    rung = lab.phones["202"].incoming().ring()
    rings_at(lab, waiting, "202")
    lab.ours.kill()
    rung.answer()
    talk(second)
    lab.ours.listen(port=lab.line.port)
    lab.ours.until(lambda: lab.ours.talks(waiting, "202"))
    talk(client)
    client.hang_up()
    second.hang_up()
    judged(lab, incoming(number, talks={"201": span(phone, client)}, rings={"201": TOOK}))
    assert lab.ours.ended(waiting).result is CallResult.ANSWERED


def test_asterisk_restarts_in_the_middle(lab):
    number, client, phone = connected(lab)
    talk(client)
    began_at = utc_now()
    lab.asterisk.ask("core restart now")
    client.until_ended()
    for office in lab.both:
        office.until_up(began_at)
    lab.asterisk.until_booted()
    judged(lab, incoming(number, talks={"201": span(phone, client)}, rings={"201": TOOK}))
    wait_until(lambda: "Not in use" in lab.asterisk.ask("pjsip show endpoint 201"))
    test_a_call_is_answered(lab)


# --- the whole day


def test_the_record_says_the_same(lab):
    """What was not heard is completed from CEL, once; what was heard whole stands in it as we have it."""
    for office in lab.both:
        reports = [by_the_record(office) for _ in range(3)]
        assert reports[0].calls == len(in_record(office))
        assert [one.findings for one in reports[1:]] == [(), ()]
    assert lab.postgres is None or reports[0].findings == ()


def test_a_day_that_nobody_heard_comes_from_the_record(lab):
    report = by_the_record(lab.deaf)
    assert report.added == report.calls > 0
    assert by_the_record(lab.deaf).findings == ()
    heard, told = in_record(lab.both[-1]), in_record(lab.deaf)
    assert heard.keys() == told.keys()
    for key, call in heard.items():
        same = ("direction", "number", "result", "did", "ending", "lost_after_transfer", "picked_up_by")
        assert {name: getattr(told[key], name) for name in same} == {
            name: getattr(call, name) for name in same
        }
        ours, theirs = connected_ms(lab.both[-1], call), connected_ms(lab.deaf, told[key])
        assert theirs == {channel: pytest.approx(length, abs=300) for channel, length in ours.items()}, call


def by_the_record(office: OurOffice) -> Report:
    since, until = utc_now() - timedelta(hours=2), utc_now() + timedelta(minutes=1)
    report = reconcile(office.later(), since=since, until=until, cel=office.pbx.cel)
    assert report.problems == ()
    return report


def in_record(office: OurOffice) -> dict[str, t.Call]:
    """The calls by key; a dialling of which Asterisk made no channel stands in no record."""
    return {
        call.key: call
        for call in office.rows(select(t.Call))
        if call.result is not CallResult.ORIGINATE_FAILED
    }


def connected_ms(office: OurOffice, call: t.Call) -> dict[str, int]:
    """By channel, how long it had the client; CEL knows no hold."""
    return {leg.channel_uid: leg.talk_ms + leg.hold_ms for leg in office.of_call(t.CallLeg, call)}
