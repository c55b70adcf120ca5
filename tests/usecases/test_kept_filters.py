"""Filters that people keep: one keeping for all lists, each list for itself."""

import pytest

from crm_tui.domain.errors import Forbidden, NotFound, Refused
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.usecases import kep_register
from crm_tui.usecases.kept_filters import (
    KEP,
    TASKS,
    list_filters,
    named_filter,
    remove_filter,
    save_filter,
)
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.filter_lists import LISTS

SAID = {
    TASKS: ("who=me to=+7", "хто=я і до=+7", "хто=ghost", "ghost"),
    KEP: ("manager=me prro=yes", "менеджер=я і прро=так", "менеджер=ghost", "no user ghost"),
}


@pytest.mark.parametrize("of", LISTS)
def test_filters_are_kept_by_name_and_shared_by_heads(
    office: Office, actors: dict[Role, Actor], of: str
) -> None:
    typed, understood, wrong, problem = SAID[of]
    manager, head = office.as_actor(actors[Role.MANAGER]), office.as_actor(actors[Role.HEAD])
    shipped = manager.call(list_filters, of=of)
    kept = manager.call(save_filter, of=of, name=" Мої  ПРРО ", text=typed)
    assert (kept.name, kept.text) == ("Мої ПРРО", understood)
    assert manager.call(save_filter, of=of, name="Мої ПРРО", text="").id == kept.id
    other = manager.call(save_filter, of=of, name="Інші", text=typed)
    with pytest.raises(Refused, match="Мої ПРРО"):
        manager.call(save_filter, of=of, name="Мої ПРРО", text=typed, filter_id=other.id)
    for text in (wrong, "хтозна=я"):
        with pytest.raises((Refused, NotFound), match=problem if text is wrong else "хтозна"):
            manager.call(save_filter, of=of, name="x", text=text)
    with pytest.raises(Forbidden, match="Only a head"):
        manager.call(save_filter, of=of, name="x", text="", shared=True)
    head.call(save_filter, of=of, name="Усім", text=typed, shared=True)
    assert [one.name for one in manager.call(list_filters, of=of)][len(shipped) :] == [
        "Інші",
        "Мої ПРРО",
        "Усім",
    ]
    assert [one.name for one in head.call(list_filters, of=of) if one.id] == ["Усім"]
    with pytest.raises(NotFound):
        head.call(remove_filter, of=of, filter_id=kept.id)
    manager.call(remove_filter, of=of, filter_id=kept.id)
    assert len(manager.call(list_filters, of=of)) == len(shipped) + 2


def test_a_filter_is_found_by_its_name_ones_own_first(office: Office, actors: dict[Role, Actor]) -> None:
    manager, head = office.as_actor(actors[Role.MANAGER]), office.as_actor(actors[Role.HEAD])
    head.call(save_filter, of=KEP, name="Дорогі", text="сума>1000", shared=True)
    assert manager.call(named_filter, of=KEP, name="дорогі") == "сума>1000"
    manager.call(save_filter, of=KEP, name="дорогі", text="сума>500")
    assert manager.call(named_filter, of=KEP, name=" ДОРОГІ") == "сума>500"
    assert manager.call(named_filter, of=KEP, name="debts") == "борг=документи"
    with pytest.raises(Refused, match="no filter дорогі"):
        manager.call(named_filter, of=TASKS, name="дорогі")
    assert manager.call(named_filter, of=TASKS, name="хто=я", or_text=True) == "хто=я"


def test_a_filter_of_one_list_is_none_of_another(office: Office, actors: dict[Role, Actor]) -> None:
    manager = office.as_actor(actors[Role.MANAGER])
    mine = manager.call(save_filter, of=KEP, name="Мої", text="менеджер=я")
    manager.call(save_filter, of=TASKS, name="Мої", text="хто=я")
    assert [one.text for one in manager.call(list_filters, of=TASKS) if one.id] == ["хто=я"]
    with pytest.raises(NotFound):
        manager.call(remove_filter, of=TASKS, filter_id=mine.id or 0)


def test_what_would_find_nothing_is_not_shipped(office: Office, actors: dict[Role, Actor]) -> None:
    texts = {
        role: {one.text for one in office.as_actor(actors[role]).call(list_filters, of=TASKS)}
        for role in (Role.MANAGER, Role.HEAD)
    }
    assert texts[Role.HEAD] - texts[Role.MANAGER] == {"відділ=мій", "хто=вибулі"}


def test_every_shipped_filter_of_sets_is_understood(office: Office) -> None:
    for one in LISTS[KEP].shipped:
        office.call(kep_register.kep_page, wanted=one.text)
