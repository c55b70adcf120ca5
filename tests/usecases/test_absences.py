"""Absences: who enters them, what is refused, who stands in for whom today."""

from datetime import date

import pytest

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.usecases import absences
from crm_tui.usecases.absences import AbsenceRow
from crm_tui.usecases.office import Office
from tests.conftest import Clock
from tests.factories import Make

FROM, TO = date(2026, 3, 2), date(2026, 3, 13)


def away(office: Office, person: Actor, deputy: Actor | None = None, **values: object) -> AbsenceRow:
    given = {"employee_id": person.id, "first_day": FROM, "last_day": TO}
    return office.call(absences.add_absence, **given | {"deputy_id": deputy.id if deputy else None} | values)


def test_a_chain_of_deputies_and_a_circle(office: Office, make: Make, clock: Clock) -> None:
    anna, taras, yulia = (make.actor(Role.MANAGER, full_name=name) for name in ("Анна", "Тарас", "Юлія"))

    def stand_ins(person: Actor) -> list[str]:
        return [one.name for one in office.as_actor(person).call(absences.my_stand_ins)]

    away(office, anna, taras)
    assert (stand_ins(taras), stand_ins(yulia)) == (["Анна"], [])
    second = away(office, taras, yulia)
    assert (stand_ins(taras), stand_ins(yulia)) == ([], ["Анна", "Тарас"])
    third = away(office, yulia, anna)
    assert stand_ins(anna) == stand_ins(yulia) == []
    assert third.deputy_away
    office.call(absences.remove_absence, absence_id=second.id)
    assert stand_ins(taras) == ["Анна", "Юлія"]
    # By Kyiv's day: the last day is over at its midnight, an hour and a half before it is over in UTC.
    clock.now = clock.now.replace(day=13, hour=22, minute=30)
    assert stand_ins(taras) == []
    assert office.call(absences.list_absences) == ()
    assert len(office.call(absences.list_absences, with_past=True)) == 2


def test_what_is_refused(office: Office, make: Make) -> None:
    anna, taras = make.actor(Role.MANAGER, full_name="Анна"), make.actor(Role.MANAGER)
    known = away(office, anna, taras)
    for values, words in (
        ({}, r"Анна is away from 02.03.2026 to 13.03.2026 already"),
        ({"first_day": TO, "last_day": date(2026, 4, 1)}, "already"),
        ({"first_day": date(2026, 5, 2), "last_day": date(2026, 5, 1)}, "before it begins"),
        ({"first_day": date(2027, 1, 1), "last_day": date(2037, 1, 1)}, "three years"),
        ({"first_day": date(2027, 1, 1), "last_day": date(2027, 1, 2), "deputy_id": anna.id}, "for himself"),
    ):
        with pytest.raises(Refused, match=words):
            away(office, anna, taras, **values)
    edit = {"absence_id": known.id, "version": known.version, "first_day": FROM, "deputy_id": None}
    changed = office.call(absences.edit_absence, **edit, last_day=date(2026, 3, 20), note="відпустка")
    assert (changed.last_day, changed.deputy, changed.note) == (date(2026, 3, 20), None, "відпустка")
    with pytest.raises(Refused, match="meanwhile"):
        office.call(absences.edit_absence, **edit, last_day=date(2026, 3, 21))


def test_one_s_own_absence_is_one_s_own_others_are_a_head_s(
    office: Office, actors: dict[Role, Actor]
) -> None:
    manager, operator = actors[Role.MANAGER], actors[Role.OPERATOR]
    mine = away(office.as_actor(manager), manager, operator)
    with pytest.raises(Forbidden, match="office:absence:edit"):
        away(office.as_actor(manager), operator)
    with pytest.raises(Forbidden, match="office:absence:edit"):
        office.as_actor(operator).call(absences.remove_absence, absence_id=mine.id)
    office.as_actor(actors[Role.HEAD]).call(absences.remove_absence, absence_id=mine.id)
