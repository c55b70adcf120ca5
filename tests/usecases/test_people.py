"""People of the office: roles, extensions, passwords, sign-in and its lock-out, who gives a command."""

import json

import pytest
from sqlmodel import select

from crm_tui.domain.errors import ChangedMeanwhile, Forbidden, NotFound, Refused
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor, system_actor
from crm_tui.store.engine import Store
from crm_tui.store.scope import read_scope
from crm_tui.store.tables import Audit
from crm_tui.usecases import audit_log, office_settings, sign_in, users
from crm_tui.usecases.audit_log import AuditFilter
from crm_tui.usecases.office import NOBODY, Office
from crm_tui.usecases.parts import passwords
from tests.conftest import COSTLY_HASHER, Clock

PASSWORD = "правильний пароль"


@pytest.fixture
def door(office: Office) -> Office:
    """The office before anybody has signed in."""
    return office.as_actor(NOBODY)


@pytest.fixture
def olha(office: Office) -> users.UserRow:
    return office.call(
        users.add_user,
        login="Olha",
        full_name="Ольга Коваль",
        roles=frozenset({Role.OPERATOR, Role.MANAGER}),
        extensions=("201", "202"),
        os_login="olha",
        password=PASSWORD,
    )


# --- who works here


def test_a_person_has_roles_and_several_extensions(office: Office, olha: users.UserRow) -> None:
    assert (olha.login, olha.roles) == ("olha", {Role.OPERATOR, Role.MANAGER})
    assert (olha.extensions, olha.has_password, olha.active) == (("201", "202"), True, True)
    assert olha in office.call(users.list_users)


def test_a_login_an_extension_and_an_account_belong_to_one_person(
    office: Office, olha: users.UserRow
) -> None:
    other = {"full_name": "Інша", "roles": frozenset({Role.OPERATOR})}
    with pytest.raises(Refused, match="olha"):
        office.call(users.add_user, login="OLHA", **other)
    with pytest.raises(Refused, match="Ольга Коваль"):
        office.call(users.add_user, login="other", extensions=("202",), **other)
    with pytest.raises(Refused, match="Ольга Коваль"):
        office.call(users.add_user, login="other", os_login="olha", **other)
    assert [one.login for one in office.call(users.list_users)].count("other") == 0


@pytest.mark.parametrize("extension", ["100001", "2"])
def test_what_the_pbx_side_takes_for_no_extension_is_nobodys(
    office: Office, olha: users.UserRow, extension: str
) -> None:
    with pytest.raises(Refused, match="2 to 5"):
        office.call(
            users.add_user, login="other", full_name="Інша", roles=frozenset({Role.OPERATOR}),
            extensions=(extension,),
        )  # fmt: skip


def test_who_left_frees_his_extensions_and_cannot_sign_in(
    office: Office, door: Office, olha: users.UserRow
) -> None:
    office.call(users.disable_user, user_id=olha.id)
    assert door.call(sign_in.sign_in, login="olha", password=PASSWORD).actor is None
    assert door.call(sign_in.sign_in_os, os_login="olha").actor is None
    heir = office.call(
        users.add_user,
        login="heir",
        full_name="Наступниця",
        roles=frozenset({Role.OPERATOR}),
        extensions=("201",),
    )
    assert heir.extensions == ("201",)
    assert olha.id not in {one.id for one in office.call(users.colleagues)}


def test_the_last_admin_stays_one(office: Office) -> None:
    (me,) = [one for one in office.call(users.list_users) if one.id == office.actor.id]
    with pytest.raises(Refused, match="last admin"):
        office.call(users.disable_user, user_id=me.id)
    with pytest.raises(Refused, match="last admin"):
        office.call(
            users.edit_user,
            user_id=me.id,
            version=me.version,
            full_name=me.full_name,
            roles=frozenset({Role.HEAD}),
        )


def test_two_admins_editing_one_person_see_each_other(office: Office, olha: users.UserRow) -> None:
    edit = {"user_id": olha.id, "version": olha.version, "roles": olha.roles}
    office.call(users.edit_user, **edit, full_name="Ольга Нова")
    with pytest.raises(ChangedMeanwhile):
        office.call(users.edit_user, **edit, full_name="Ольга Інша")


# --- sign-in


def test_the_right_password_lets_in_with_all_roles(door: Office, olha: users.UserRow) -> None:
    outcome = door.call(sign_in.sign_in, login=" Olha ", password=PASSWORD)
    assert outcome.actor == Actor(olha.id, "olha", "Ольга Коваль", olha.roles)


def test_a_wrong_password_and_an_unknown_login_are_answered_alike(door: Office, olha: users.UserRow) -> None:
    wrong = door.call(sign_in.sign_in, login="olha", password="не той")
    unknown = door.call(sign_in.sign_in, login="nobody", password="не той")
    assert wrong.actor is None
    assert wrong == unknown


def test_five_wrong_tries_lock_for_a_while_even_the_right_password(
    office: Office, door: Office, olha: users.UserRow, clock: Clock
) -> None:
    for _ in range(5):
        outcome = door.call(sign_in.sign_in, login="olha", password="не той")
    assert outcome.locked_until is not None
    assert door.call(sign_in.sign_in, login="olha", password=PASSWORD).actor is None
    (row,) = [one for one in office.call(users.list_users) if one.id == olha.id]
    assert row.locked_until == outcome.locked_until
    clock.tick(10 * 60)
    assert door.call(sign_in.sign_in, login="olha", password=PASSWORD).actor is not None


def test_how_many_tries_and_how_long_are_settings(office: Office, door: Office, olha: users.UserRow) -> None:
    office.call(office_settings.set_store_setting, key="sign_in_tries", value="2")
    outcomes = [door.call(sign_in.sign_in, login="olha", password="ні") for _ in range(2)]
    assert [one.locked_until is None for one in outcomes] == [True, False]
    with pytest.raises(Refused):
        office.call(office_settings.set_store_setting, key="sign_in_tries", value="0")


def test_a_new_password_ends_the_lock_out(office: Office, door: Office, olha: users.UserRow) -> None:
    for _ in range(5):
        door.call(sign_in.sign_in, login="olha", password="не той")
    office.call(users.set_password, user_id=olha.id, password="новий пароль")
    assert door.call(sign_in.sign_in, login="olha", password="новий пароль").actor is not None


def test_the_os_account_says_who_it_is(door: Office, olha: users.UserRow) -> None:
    outcome = door.call(sign_in.sign_in_os, os_login="olha")
    assert outcome.actor is not None
    assert outcome.actor.id == olha.id
    assert door.call(sign_in.sign_in_os, os_login="stranger").actor is None


def test_a_locked_screen_opens_to_its_own_person_only(office: Office, olha: users.UserRow) -> None:
    screen = office.as_actor(Actor(olha.id, "olha", "Ольга Коваль", olha.roles))
    assert screen.call(sign_in.unlock, password="не той").actor is None
    assert screen.call(sign_in.unlock, password=PASSWORD).actor == screen.actor


def test_one_changes_one_s_own_password_knowing_the_old_one(
    office: Office, door: Office, olha: users.UserRow
) -> None:
    me = office.as_actor(Actor(olha.id, "olha", "Ольга Коваль", olha.roles))
    with pytest.raises(Refused, match="old password"):
        me.call(users.change_my_password, old="не той", new="новий пароль")
    with pytest.raises(Refused, match="8"):
        me.call(users.change_my_password, old=PASSWORD, new="short")
    me.call(users.change_my_password, old=PASSWORD, new="новий пароль")
    assert door.call(sign_in.sign_in, login="olha", password="новий пароль").actor is not None


def test_sign_ins_are_in_the_log_and_passwords_never(
    office: Office, door: Office, olha: users.UserRow, store: Store
) -> None:
    door.call(sign_in.sign_in, login="olha", password="не той")
    door.call(sign_in.sign_in, login="olha", password=PASSWORD)
    page = office.call(audit_log.list_audit, wanted=AuditFilter(table_name="sign_in", row_id=str(olha.id)))
    assert [one.changes[0][2] for one in page.rows] == ["password", "refused"]
    with read_scope(store, system_actor("test")) as unit:
        contents = " ".join(row.content or "" for row in unit.session.exec(select(Audit)))
        said = json.dumps([row.act + row.row_id for row in unit.session.exec(select(Audit))])
    assert "argon2" not in contents
    assert "не той" not in contents + said
    assert PASSWORD not in contents + said
    assert "password_hash" in contents, "that it changed is in the log"


def test_a_stolen_store_is_costly_to_guess_from(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests have a quick hasher; the program's own takes 64 MB and three passes for each guess."""
    monkeypatch.setattr(passwords, "_hasher", COSTLY_HASHER)
    stored = passwords.hash_password(PASSWORD)
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.fits(PASSWORD, stored)
    assert not passwords.fits("не той", stored)


# --- who gives a command


def test_without_a_known_person_a_command_is_refused(door: Office, olha: users.UserRow) -> None:
    with pytest.raises(Refused, match="stranger"):
        door.call(sign_in.act_as, os_login="stranger")
    assert door.call(sign_in.act_as, os_login="olha").id == olha.id


def test_only_an_admin_acts_for_another(office: Office, door: Office, olha: users.UserRow) -> None:
    with pytest.raises(Forbidden):
        door.call(sign_in.act_as, os_login="olha", login=office.actor.login)
    boss = office.call(
        users.add_user, login="boss", full_name="Б", roles=frozenset({Role.ADMIN}), os_login="boss"
    )
    assert door.call(sign_in.act_as, os_login="boss", login="olha").id == olha.id
    assert door.call(sign_in.act_as, os_login="boss").id == boss.id
    with pytest.raises(NotFound):
        door.call(sign_in.act_as, os_login="boss", login="nobody")


def test_on_a_store_without_people_every_command_works_as_its_first_admin(store: Store, clock: Clock) -> None:
    empty = Office(store=store, settings=store.settings, clock=clock)
    assert not empty.call(sign_in.has_people)
    first = empty.call(sign_in.act_as, os_login="root")
    assert first.roles == {Role.ADMIN}
    desk = empty.as_actor(first)
    with pytest.raises(Refused, match="admin"):
        desk.call(users.add_user, login="a", full_name="А", roles=frozenset({Role.OPERATOR}))
    desk.call(users.add_user, login="a", full_name="А", roles=frozenset({Role.ADMIN}), os_login="a")
    with pytest.raises(Refused):
        empty.call(sign_in.act_as, os_login="root")
    assert empty.call(sign_in.act_as, os_login="a").login == "a"
