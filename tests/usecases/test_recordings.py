"""Recordings: where they lie, who may hear them, and that each hearing stands in the log."""

from datetime import timedelta

import pytest

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.screens.hearing import find_and_play
from crm_tui.store import tables as t
from crm_tui.usecases.audit_log import AuditFilter, list_audit
from crm_tui.usecases.office import Office
from crm_tui.usecases.recordings import hear_recording, recordings
from tests.conftest import Clock
from tests.factories import Make
from tests.with_settings import with_pbx


def recorded(office: Office, template: str, **values: object) -> Office:
    return with_pbx(office, recording=template, **values)


@pytest.fixture
def call(make: Make, actors: dict[Role, Actor]) -> t.Call:
    """Olha took it, then Petro."""
    call = make.call(key="1772434800.912")
    make.leg(call, "201", employee_id=actors[Role.OPERATOR].id, channel_uid="1772434800.15")
    make.leg(call, "202", employee_id=actors[Role.SPECIALIST].id, channel_uid="1772434800.19")
    make.leg(call, "203", talk_began_at=None, talk_ms=0)
    return call


def test_one_recording_a_call_or_one_a_person_as_the_template_says(
    office: Office, call: t.Call, actors: dict[Role, Actor]
) -> None:
    whole = recorded(office, "/rec/{linkedid}.wav").call(recordings, call_id=call.id)
    assert [(one.place, one.extension) for one in whole] == [("/rec/1772434800.912.wav", "201")]
    parts = recorded(office, "/rec/{uniqueid}-{extension}.wav").call(recordings, call_id=call.id)
    assert [one.place for one in parts] == ["/rec/1772434800.15-201.wav", "/rec/1772434800.19-202.wav"]


def test_one_hears_ones_own_calls_and_a_head_hears_all(
    office: Office, call: t.Call, make: Make, actors: dict[Role, Actor]
) -> None:
    office = recorded(office, "/rec/{linkedid}.wav")
    stranger = make.actor(Role.OPERATOR)
    for actor in (actors[Role.OPERATOR], actors[Role.SPECIALIST], actors[Role.HEAD]):
        assert len(office.as_actor(actor).call(recordings, call_id=call.id)) == 1
    for actor in (stranger, actors[Role.MANAGER], actors[Role.ACCOUNTANT]):
        with pytest.raises(Forbidden):
            office.as_actor(actor).call(recordings, call_id=call.id)
        with pytest.raises(Forbidden):
            office.as_actor(actor).call(hear_recording, call_id=call.id, place="/rec/1772434800.912.wav")


def test_what_is_heard_stands_in_the_log(office: Office, call: t.Call, actors: dict[Role, Actor]) -> None:
    olha = recorded(office, "/rec/{linkedid}.wav").as_actor(actors[Role.OPERATOR])
    olha.call(hear_recording, call_id=call.id, place="/rec/1772434800.912.wav")
    page = office.call(list_audit, wanted=AuditFilter(table_name="call", row_id=str(call.id)))
    entry = next(one for one in page.rows if one.act == "recordings.hear_recording")
    assert "/rec/1772434800.912.wav" in str(entry)
    with pytest.raises(Refused, match="no such recording"):
        olha.call(hear_recording, call_id=call.id, place="/etc/passwd")


def test_without_a_template_without_a_talk_without_the_file_a_word(
    office: Office, call: t.Call, make: Make, clock: Clock
) -> None:
    with pytest.raises(Refused, match="not set up"):
        office.call(recordings, call_id=call.id)
    with pytest.raises(Refused, match="config check"):
        recorded(office, "/rec/{number}.wav").call(recordings, call_id=call.id)
    office = recorded(office, "/nowhere/{linkedid}.wav", recording_days=30)
    with pytest.raises(Refused, match=r"is not there: /nowhere/1772434800\.912\.wav"):
        find_and_play(office, call.id or 0, far=True)
    with pytest.raises(Refused, match="Nobody talked"):
        find_and_play(office, make.call().id or 0, far=True)
    clock.tick(timedelta(days=31).total_seconds())
    with pytest.raises(Refused, match=r"02\.03\.2026 are no longer kept"):
        find_and_play(office, call.id or 0, far=True)
