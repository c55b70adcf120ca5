"""The clients' screens, as they stand."""

from collections.abc import Callable
from datetime import date

import pytest

from crm_tui.domain.clients import ClientDraft
from crm_tui.domain.kinds import ClientKind, Role, TagColour
from crm_tui.screens.administration import AdministrationScreen
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.screens.client_form import ClientFormScreen
from crm_tui.screens.clients import ClientsScreen
from crm_tui.screens.tasks import TasksScreen
from crm_tui.store.engine import Store
from crm_tui.usecases.absences import add_absence
from crm_tui.usecases.client_edit import NewContact, NewPhone, add_client
from crm_tui.usecases.client_services import list_client_services
from crm_tui.usecases.client_tags import tag_clients
from crm_tui.usecases.client_terms import extend_client_service
from crm_tui.usecases.clients import search_clients
from crm_tui.usecases.office import Office
from crm_tui.usecases.prices import set_price
from crm_tui.usecases.services import list_services
from crm_tui.usecases.tasks import add_task
from crm_tui.usecases.warnings import add_warning
from tests.factories import Make
from tests.golden.dump import check
from tests.screens.desk_app import screen_text, until
from tests.screens.office import opened, press

NAMES = ("Ялинка", "Їжак", "Іскра", "Ґанок", "Волошка", "Гай", "Єдність")
SIZES = [(80, 24), (120, 36)]


@pytest.fixture
def office(sqlite_store: Store, clock: Callable[[], object]) -> Office:
    make = Make(sqlite_store, clock)  # type: ignore[arg-type]
    actor = make.actor(Role.ADMIN, full_name="Оксана Ковальчук")
    office = Office(store=sqlite_store, settings=sqlite_store.settings, actor=actor, clock=clock)  # type: ignore[arg-type]
    for n, name in enumerate(NAMES):
        kind = ClientKind.SOLE_TRADER if name == "Ґанок" else ClientKind.LEGAL_ENTITY
        office.call(
            add_client,
            draft=ClientDraft(kind=kind, full_name=f"Фірма «{name}»", short_name=name, region="Львівська"),
            contacts=(NewContact(f"Особа {name}", phones=(NewPhone(f"050 111-22-3{n}"),), main=True),),
        )
    service = make.service("M.E.Doc Держава")
    client = make.known("Ромашка", "+380671112233", tax_code="00032112")
    assert client.id is not None
    make.tagged("боржник", client, sign="!", colour=TagColour.RED)
    make.tagged("не-дзвонити", client, sign="✗", colour=TagColour.VIOLET)
    make.tagged("пільга", client, sign="%")
    make.tagged("старе", retired_at=office.clock())
    for name, tag in (("Їжак", "боржник"), ("Гай", "боржник"), ("Гай", "пільга")):
        (found,) = office.call(search_clients, text=name).rows
        office.call(tag_clients, client_ids=[found.id], add=[tag])
    make.client_service(client, service, valid_to=date(2026, 3, 10), manager_id=actor.id)
    make.client_service(client, make.service("Супровід"))
    make.talk(client, actor, service_id=service.id, text="Просили рахунок на рік\nі знижку")
    make.talk(client, actor)
    make.call(client_id=client.id)
    office.call(add_task, title="Виставити рахунок", due_on=date(2026, 2, 27), client_id=client.id)
    office.call(add_warning, client_id=client.id, text="Не дзвонити зранку")
    return office


@pytest.mark.parametrize("size", SIZES)
async def test_clients(office: Office, colours_256: str, size: tuple[int, int]) -> None:
    async with opened(office, ClientsScreen, size) as pilot:
        await press(pilot, *["down"] * 6)
        # On the wide screen the client stands beside the list as soon as the cursor rests.
        await until(pilot, lambda: size[0] < 110 or "Питали про звіт" in screen_text(pilot.app))
        check(pilot.app, "clients", colours_256)


async def test_tags(office: Office, colours: str) -> None:
    async with opened(office, ClientsScreen) as pilot:
        await press(pilot, *"фірма")
        await until(pilot, lambda: "Ромашка" not in screen_text(pilot.app))
        await press(pilot, "alt+a", *"боржник, новий", "tab", *"пільга")
        check(pilot.app, "tags-form", colours)
        await press(pilot, "enter")
        check(pilot.app, "tags-look", colours)
        await press(pilot, "escape", "f6")
        check(pilot.app, "tag-list", colours)
        await press(pilot, "f2")
        check(pilot.app, "tag-form", colours)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("tab", "name"),
    [("1", "data"), ("2", "contacts"), ("3", "services"), ("4", "talks"), ("5", "calls"), ("6", "tasks")],
)
async def test_card(office: Office, colours_256: str, size: tuple[int, int], tab: str, name: str) -> None:
    async with opened(office, lambda: ClientCardScreen(len(NAMES) + 1), size) as pilot:
        await press(pilot, tab)
        check(pilot.app, f"card-{name}", colours_256)


async def test_card_colours(office: Office, colours: str) -> None:
    async with opened(office, lambda: ClientCardScreen(len(NAMES) + 1)) as pilot:
        await press(pilot, "3")
        check(pilot.app, "card-services", colours)


@pytest.mark.parametrize("size", SIZES)
async def test_new_client(office: Office, colours_256: str, size: tuple[int, int]) -> None:
    async with opened(office, lambda: ClientFormScreen(phone="050 111-22-33"), size) as pilot:
        await press(pilot, *"00032113", "enter", *"Нова")
        # Looked for a moment after the last letter.
        await until(pilot, lambda: "той самий телефон" in screen_text(pilot.app))
        check(pilot.app, "client-form", colours_256)


async def test_duplicates(office: Office, colours_256: str) -> None:
    async with opened(office, ClientFormScreen) as pilot:
        await press(pilot, *"00032112", "enter", *"Ромашка нова", "f2")
        check(pilot.app, "client-duplicates", colours_256)


async def test_search(office: Office, colours_256: str) -> None:
    async with opened(office, TasksScreen) as pilot:
        await press(pilot, "f3", *"волош")
        check(pilot.app, "search", colours_256)


async def test_extending(office: Office, colours_256: str) -> None:
    row = office.call(list_client_services, client_id=len(NAMES) + 1)[0]
    until = date(2026, 3, 20)
    office.call(
        extend_client_service, client_service_id=row.id, seen=row.valid_to, until=until, note="за листом"
    )
    async with opened(office, lambda: ClientCardScreen(len(NAMES) + 1)) as pilot:
        await press(pilot, "3", "plus")
        check(pilot.app, "extend-form", colours_256)


@pytest.mark.parametrize("size", SIZES)
async def test_absences_and_catalogue(
    office: Office, colours_256: str, sqlite_store: Store, clock: Callable[[], object], size: tuple[int, int]
) -> None:
    make = Make(sqlite_store, clock)  # type: ignore[arg-type]
    taras = make.employee(Role.MANAGER, full_name="Тарас Мельник", login="taras").id or 0
    days = {"first_day": date(2026, 3, 2), "last_day": date(2026, 3, 13)}
    office.call(add_absence, employee_id=taras, deputy_id=office.actor.id, note="відпустка", **days)
    office.call(add_absence, employee_id=office.actor.id or 0, **days)
    service = office.call(list_services)[0]
    office.call(set_price, service_id=service.id, valid_from=date(2026, 1, 1), price_kop=2400_00)
    async with opened(office, AdministrationScreen, size) as pilot:
        await press(pilot, "6")
        check(pilot.app, "absences", colours_256)
        await press(pilot, "f2")
        check(pilot.app, "absence-form", colours_256)
        await press(pilot, "escape", "7")
        check(pilot.app, "catalogue", colours_256)
        await press(pilot, "f6")
        check(pilot.app, "price-form", colours_256)
        await press(pilot, "escape", "f2")
        check(pilot.app, "catalogue-form", colours_256)


@pytest.mark.parametrize("size", SIZES)
async def test_administration(office: Office, colours_256: str, size: tuple[int, int]) -> None:
    async with opened(office, AdministrationScreen, size) as pilot:
        check(pilot.app, "administration", colours_256)
        await press(pilot, "f2")
        check(pilot.app, "user-form", colours_256)
