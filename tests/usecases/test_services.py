"""Services: the catalogue's tree, what clients have of it, who answers for it."""

from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest

from crm_tui.domain.errors import ChangedMeanwhile, Forbidden, Refused, TakenByAnother
from crm_tui.domain.kinds import Role, ServiceGroup
from crm_tui.domain.permissions import Actor
from crm_tui.domain.terms import TermState
from crm_tui.usecases import client_services, services
from crm_tui.usecases.office import Office
from tests.conftest import Clock
from tests.factories import Make

# --- the catalogue


def test_the_catalogue_is_a_tree_in_ukrainian_order(office: Office) -> None:
    medoc = office.call(services.add_service, code="M", name="M.E.Doc", group=ServiceGroup.MEDOC)
    office.call(services.add_service, code="K", name="КЕП", group=ServiceGroup.KEP)
    report = office.call(services.add_service, code="M2", name="Звітність", parent_id=medoc.id)
    office.call(services.add_service, code="M1", name="Ґатунки", parent_id=medoc.id)
    office.call(services.add_service, code="M21", name="Імпорт", parent_id=report.id)
    tree = office.call(services.list_services)
    assert [(one.depth, one.name) for one in tree] == [
        (0, "КЕП"),
        (0, "M.E.Doc"),
        (1, "Ґатунки"),
        (1, "Звітність"),
        (2, "Імпорт"),
    ]


@pytest.mark.parametrize("text", ["medoc", "медок", "M.E.Doc зв", "m2"])
def test_a_service_is_found_as_people_write_it(office: Office, text: str) -> None:
    office.call(services.add_service, code="M2", name="M.E.Doc Звітність")
    office.call(services.add_service, code="K", name="КЕП")
    assert [one.code for one in office.call(services.find_services, text=text)] == ["M2"]


def test_a_code_stands_once_and_nothing_stands_below_itself(office: Office) -> None:
    top = office.call(services.add_service, code="a", name="Верх")
    low = office.call(services.add_service, code="b", name="Низ", parent_id=top.id)
    with pytest.raises(Refused, match="code a"):
        office.call(services.add_service, code="a", name="Ще один")
    with pytest.raises(Refused, match="below itself"):
        office.call(
            services.edit_service,
            service_id=top.id,
            version=top.version,
            name="Верх",
            group=ServiceGroup.OTHER,
            parent_id=low.id,
        )
    assert len(office.call(services.list_services)) == 2


def test_an_inactive_service_leaves_the_lists(office: Office) -> None:
    old = office.call(services.add_service, code="a", name="Давня")
    edit = {"service_id": old.id, "version": old.version, "name": "Давня", "group": ServiceGroup.OTHER}
    office.call(services.edit_service, **edit, active=False)
    assert office.call(services.list_services) == ()
    assert office.call(services.find_services, text="давня") == ()
    with pytest.raises(ChangedMeanwhile):
        office.call(services.edit_service, **edit, active=True)


# --- what a client has


def test_a_term_is_counted_by_kyiv_days(office: Office, make: Make, clock: Clock) -> None:
    client, service = make.client(), make.service()
    added = office.call(
        client_services.add_client_service,
        client_id=client.id,
        service_id=service.id,
        valid_from=date(2025, 4, 1),
        valid_to=date(2026, 3, 31),
    )

    def state() -> tuple[int | None, TermState]:
        (row,) = office.call(client_services.list_client_services, client_id=client.id)
        return row.days_left, row.state

    assert (added.days_left, added.state) == (29, TermState.ENDING)
    # The clock is put forward in the night to 29 March: Kyiv is then three hours ahead of UTC.
    clock.now = datetime(2026, 3, 31, 20, 59, 59, tzinfo=UTC)
    assert state() == (0, TermState.ENDING)
    clock.tick()
    assert state() == (-1, TermState.EXPIRED)


def test_a_term_cannot_end_before_it_begins(office: Office, make: Make) -> None:
    row = make.client_service()
    with pytest.raises(Refused, match="before it begins"):
        office.call(
            client_services.edit_client_service,
            client_service_id=row.id,
            version=1,
            valid_from=date(2026, 2, 2),
            valid_to=date(2026, 2, 1),
        )


def test_two_services_of_one_client_have_two_managers(
    office: Office, make: Make, actors: dict[Role, Actor]
) -> None:
    client, first, second = make.client(), make.service("Перша"), make.service("Друга")
    managers = actors[Role.MANAGER], actors[Role.HEAD]
    for manager, service in zip(managers, (first, second), strict=True):
        desk = office.as_actor(manager)
        desk.call(client_services.claim_service, client_id=client.id, service_id=service.id)
    lists = [
        [one.service.name for one in office.as_actor(one).call(client_services.services_of_manager)]
        for one in managers
    ]
    assert lists == [["Перша"], ["Друга"]]

    (row,) = office.as_actor(managers[0]).call(client_services.services_of_manager)
    office.call(client_services.reassign_manager, client_service_id=row.id, manager_id=actors[Role.ADMIN].id)
    assert office.as_actor(managers[0]).call(client_services.services_of_manager) == ()
    assert len(office.as_actor(managers[1]).call(client_services.services_of_manager)) == 1


@pytest.mark.parametrize("has_it", [True, False], ids=["had already", "new"])
def test_of_two_who_claim_at_once_exactly_one_wins_and_the_other_is_told_who(
    office: Office, make: Make, has_it: bool
) -> None:
    client, service = make.client(), make.service()
    if has_it:
        make.client_service(client, service)
    people = [make.actor(Role.MANAGER) for _ in range(4)]
    start = Barrier(len(people))
    won: list[str] = []
    told: list[str] = []

    def claim(person: Actor) -> None:
        desk = office.as_actor(person)
        start.wait()
        try:
            row = desk.call(client_services.claim_service, client_id=client.id, service_id=service.id)
        except TakenByAnother as taken:
            told.append(taken.holder)
        else:
            assert row.manager is not None
            won.append(row.manager.name)

    threads = [Thread(target=claim, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(won) == 1
    assert told == won * 3
    (row,) = office.call(client_services.list_client_services, client_id=client.id)
    assert row.manager is not None
    assert row.manager.name == won[0]


def test_one_s_own_claim_again_changes_nothing_and_an_operator_claims_none(
    office: Office, make: Make, actors: dict[Role, Actor]
) -> None:
    claim = {"client_id": make.client().id, "service_id": make.service().id}
    manager = office.as_actor(actors[Role.MANAGER])
    first = manager.call(client_services.claim_service, **claim)
    assert manager.call(client_services.claim_service, **claim) == first
    with pytest.raises(Forbidden):
        office.as_actor(actors[Role.OPERATOR]).call(client_services.claim_service, **claim)


def test_an_ended_service_can_be_claimed_anew(office: Office, make: Make, actors: dict[Role, Actor]) -> None:
    claim = {"client_id": make.client().id, "service_id": make.service().id}
    row = office.as_actor(actors[Role.MANAGER]).call(client_services.claim_service, **claim)
    office.call(client_services.end_client_service, client_service_id=row.id)
    again = office.as_actor(actors[Role.HEAD]).call(client_services.claim_service, **claim)
    assert again.id != row.id
    both = office.call(client_services.list_client_services, client_id=claim["client_id"], with_ended=True)
    assert len(both) == 2
