"""Administration: people, settings, the log, the PBX; and the search from anywhere."""

from pathlib import Path

from PIL import Image

from crm_tui.domain.kinds import Role
from crm_tui.screens.administration import AdministrationScreen
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.screens.search import SearchDialog
from crm_tui.screens.tasks import TasksScreen
from crm_tui.usecases.office import Office
from crm_tui.usecases.office_settings import store_settings
from crm_tui.usecases.own_entities import list_own_entities
from crm_tui.usecases.users import list_users
from tests.factories import Make
from tests.golden.dump import settle, text_of
from tests.screens.office import opened, press


async def test_a_person_is_entered_with_roles_and_extensions(sqlite_office: Office) -> None:
    async with opened(sqlite_office, AdministrationScreen) as pilot:
        await press(pilot, "insert", *"ihor", "enter", *"Ігор Другий", "tab", "tab", *"201, 202", "f2")
        user = next(one for one in sqlite_office.call(list_users) if one.login == "ihor")
        assert user.extensions == ("201", "202")
        assert any("Ігор Другий" in line for line in text_of(pilot.app))


async def test_a_person_is_changed(sqlite_office: Office, sqlite_make: Make) -> None:
    sqlite_make.actor(Role.MANAGER, full_name="Аа Бе", login="aa")
    async with opened(sqlite_office, AdministrationScreen) as pilot:
        rows = [line for line in text_of(pilot.app) if "Аа Бе" in line]
        place = [user.full_name for user in sqlite_office.call(list_users)].index("Аа Бе")
        assert rows
        await press(pilot, *["down"] * place, "f2", "end", *" Ве", "f2")
        assert "Аа Бе Ве" in [user.full_name for user in sqlite_office.call(list_users)]


async def test_a_setting_is_changed_and_a_wrong_value_is_explained(sqlite_office: Office) -> None:
    async with opened(sqlite_office, AdministrationScreen) as pilot:
        keys = list(sqlite_office.call(store_settings))
        place = keys.index("sign_in_tries")
        await press(pilot, "2", *["down"] * place, "enter", *"7", "enter")
        assert sqlite_office.call(store_settings)["sign_in_tries"] == "7"
        await press(pilot, "enter", *"сім", "enter")
        assert any(line.startswith(" !") for line in text_of(pilot.app))


async def test_the_log_shows_who_did_what_with_old_and_new(sqlite_office: Office, sqlite_make: Make) -> None:
    sqlite_make.client("Ромашка")
    async with opened(sqlite_office, AdministrationScreen) as pilot:
        await press(pilot, "3")
        assert any("test.make" in line for line in text_of(pilot.app))
        assert any("→" in line for line in text_of(pilot.app))


async def test_the_state_of_the_pbx_is_shown(sqlite_office: Office) -> None:
    async with opened(sqlite_office, AdministrationScreen) as pilot:
        await press(pilot, "4")
        assert any("down" in line for line in text_of(pilot.app))


async def test_who_may_not_see_the_people_is_told(sqlite_office: Office, sqlite_make: Make) -> None:
    operator = sqlite_office.as_actor(sqlite_make.actor(Role.OPERATOR))
    async with opened(operator, AdministrationScreen) as pilot:
        assert any("admin:users:read" in line for line in text_of(pilot.app))


async def test_one_key_searches_from_anywhere_and_opens_the_card(
    sqlite_office: Office, sqlite_make: Make
) -> None:
    sqlite_make.known("Волошка", "+380501112233")
    for key, typed in (("f3", "волош"), ("f12", "djkji"), ("ctrl+а", "0501112233")):
        async with opened(sqlite_office, TasksScreen) as pilot:
            await press(pilot, key)
            assert isinstance(pilot.app.screen, SearchDialog)
            await press(pilot, *typed)
            await settle(pilot)
            await press(pilot, "enter")
            assert isinstance(pilot.app.screen, ClientCardScreen), key
            assert any("Волошка" in line for line in text_of(pilot.app)[:3])


async def test_an_own_firm_gets_the_logo_of_its_papers(
    sqlite_office: Office, sqlite_make: Make, tmp_path: Path
) -> None:
    sqlite_make.own_entity()
    file = tmp_path / "л.png"
    Image.new("RGB", (90, 30), "navy").save(file)
    async with opened(sqlite_office, AdministrationScreen) as pilot:
        await press(pilot, "5", "f2", "f6", *f"{file}.no", "enter")
        assert "такого файлу немає" in "\n".join(text_of(pilot.app))
        await press(pilot, "f6", *str(file), "enter")
        assert any("На її документах є логотип" in line for line in text_of(pilot.app))
        assert sqlite_office.call(list_own_entities)[0].logo
        await press(pilot, "f6", "-", "enter")
        assert any("На її документах немає логотипа" in line for line in text_of(pilot.app))
        assert not sqlite_office.call(list_own_entities)[0].logo
