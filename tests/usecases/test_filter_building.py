"""What the form of a filter asks: names to compare with, how many rows a text finds."""

import pytest

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.filter_tree import Sign
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.store import tables as t
from crm_tui.usecases import filter_building
from crm_tui.usecases.filter_building import FilterCount, count_filter, filter_names
from crm_tui.usecases.kep_register import kep_page
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.filter_lists import KEP, LISTS, TASKS
from crm_tui.usecases.task_queue import task_page
from tests.factories import Make


@pytest.fixture
def desk(office: Office, actors: dict[Role, Actor], make: Make) -> Office:
    client = make.client("Ромашка")
    tag = make.save(t.Tag(name="борг давній", key="борг давній"))
    make.save(t.ClientTag(client_id=client.id, tag_id=tag.id))
    make.kep_set(client, kind_id=make.kep_kind("Комплект: керівник").id)
    for person in (actors[Role.MANAGER].id, actors[Role.MANAGER].id, actors[Role.OPERATOR].id):
        make.task(client, assignee_id=person)
    return office.as_actor(actors[Role.MANAGER])


def test_every_name_that_is_offered_is_one_that_the_list_takes(desk: Office) -> None:
    for of, page in ((TASKS, task_page), (KEP, kep_page)):
        language, offered = LISTS[of].language, 0
        for field, spec in language.fields.items():
            for name in desk.call(filter_names, of=of, field=field)[:40]:
                said = language.said(field, name.value)
                desk.call(page, wanted=f"{spec.word}{Sign.IS}{said}")
                offered += 1
        assert offered > 10, of
    assert ("борг давній", "борг давній") in [
        (one.value, one.words) for one in desk.call(filter_names, of=KEP, field="tag")
    ]


def test_rows_are_counted_of_what_a_person_may_see(
    desk: Office, actors: dict[Role, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk.call(count_filter, of=TASKS, text="") == FilterCount(2, False)
    head = desk.as_actor(actors[Role.HEAD])
    assert head.call(count_filter, of=TASKS, text="") == FilterCount(3, False)
    assert desk.call(count_filter, of=KEP, text='мітка="борг давній"') == FilterCount(1, False)
    monkeypatch.setattr(filter_building, "MOST_COUNTED", 2)
    assert head.call(count_filter, of=TASKS, text="") == FilterCount(2, True)
    with pytest.raises(Refused, match="стан=усі"):
        desk.call(count_filter, of=TASKS, text="хто=я або стан=виконані")


def test_a_list_that_may_not_be_read_tells_nothing(office: Office) -> None:
    nobody = office.as_actor(Actor(99, "x", "", frozenset()))
    for call in (
        lambda: nobody.call(filter_names, of=KEP, field="tag"),
        lambda: nobody.call(count_filter, of=KEP, text=""),
    ):
        with pytest.raises(Forbidden):
            call()
