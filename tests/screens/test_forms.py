"""Forms of records: what is typed survives a kill and Esc, two people lose nothing of each other's."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from crm_tui.domain.errors import ChangedMeanwhile, Refused
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.screens.conflict import ConflictDialog
from crm_tui.screens.contact_form import ContactForm
from crm_tui.screens.drafting import Kept, merge
from crm_tui.screens.service_form import ServiceForm
from crm_tui.screens.task_form import TaskForm
from crm_tui.screens.user_form import UserForm
from crm_tui.screens.warning_form import WarningForm
from crm_tui.store.tables import Client
from crm_tui.usecases.audit_log import list_audit
from crm_tui.usecases.client_card import ClientCard, show_client
from crm_tui.usecases.client_services import edit_client_service
from crm_tui.usecases.contacts import NewContact, NewPhone, add_contact, save_contact
from crm_tui.usecases.drafts import list_drafts
from crm_tui.usecases.office import Office
from crm_tui.usecases.services import list_services
from crm_tui.usecases.shapes import Named
from crm_tui.usecases.tasks import add_task, edit_task, show_task
from crm_tui.usecases.users import UserTies, add_user, edit_user, show_user
from crm_tui.usecases.warnings import add_warning, edit_warning
from crm_tui.widgets.form import Form
from tests.factories import Make
from tests.golden.dump import settle, text_of
from tests.screens.office import opened, press

OLENA = NewContact(
    full_name="Олена",
    position="бухгалтер",
    email="o@example.com",
    phones=(NewPhone("050 111-22-33"),),
    main=True,
)


async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    for _ in range(1000):
        if condition():
            await settle(pilot)
            return
        await pilot.pause(0.005)
    raise AssertionError("not so:\n" + "\n".join(text_of(pilot.app)))


def values(pilot: Pilot[None]) -> dict[str, str]:
    return pilot.app.screen.query_one(Form).values()


@pytest.fixture
def client(sqlite_make: Make) -> Client:
    return sqlite_make.client("Ромашка")


@pytest.fixture
def other(sqlite_office: Office, sqlite_make: Make) -> Office:
    return sqlite_office.as_actor(sqlite_make.actor(Role.HEAD, login="ihor"))


def card_of(office: Office, client: Client) -> ClientCard:
    return office.call(show_client, client_id=client.id)


def forms(office: Office, make: Make, client: Client) -> dict[str, Callable[[], Screen[Any]]]:
    """Every form of a record, each as it opens on a new record and on one that is there."""
    number = client.id or 0
    office.call(add_contact, client_id=number, contact=OLENA)
    service = make.service("M.E.Doc")
    make.client_service(client, service, valid_to=date(2026, 3, 20))
    office.call(add_warning, client_id=number, text="Борг")
    task = office.call(add_task, title="Рахунок", due_on=date(2026, 3, 3))
    user = office.call(add_user, login="oksana", full_name="Оксана", roles=frozenset({Role.OPERATOR}))
    card = card_of(office, client)
    catalogue = office.call(list_services)
    return {
        "contact, new": lambda: ContactForm(number),
        "contact": lambda: ContactForm(number, card.contacts[0]),
        "service, new": lambda: ServiceForm(number, catalogue),
        "service": lambda: ServiceForm(number, (), card.services[0]),
        "task, new": lambda: TaskForm(Named(number, "Ромашка")),
        "task": lambda: TaskForm(known=task),
        "warning, new": lambda: WarningForm(number),
        "warning": lambda: WarningForm(number, card.warnings[0]),
        "user, new": UserForm,
        "user": lambda: UserForm(user),
    }


KINDS = [
    f"{kind}{new}" for kind in ("contact", "service", "task", "warning", "user") for new in (", new", "")
]


@pytest.mark.parametrize("kind", KINDS)
async def test_what_was_typed_survives_a_kill_and_comes_back_to_its_own_form_only(
    sqlite_office: Office, sqlite_make: Make, client: Client, kind: str
) -> None:
    found = forms(sqlite_office, sqlite_make, client)
    async with opened(sqlite_office, found[kind]) as pilot:
        await press(pilot, *(["tab"] if kind == "service, new" else []), "end", *"їж")
        typed = values(pilot)
        # Nothing is left by a key: the screen is gone with its app, as after a kill.
        await until(pilot, lambda: "їж" in "".join(one.body for one in sqlite_office.call(list_drafts)))
    assert len(sqlite_office.call(list_drafts)) == 1
    for name in [one for one in found if one != kind and one.split(",")[0] == kind.split(",", maxsplit=1)[0]]:
        async with opened(sqlite_office, found[name]) as pilot:
            assert "їж" not in "".join(values(pilot).values())
    async with opened(sqlite_office, found[kind]) as pilot:
        assert values(pilot) == typed
        assert any("02.03.2026" in line and "Alt+D" in line for line in text_of(pilot.app))
        await press(pilot, "alt+d")
        assert "їж" not in "".join(values(pilot).values())
    assert sqlite_office.call(list_drafts) == ()


async def test_esc_keeps_the_words_and_says_so(sqlite_office: Office, client: Client) -> None:
    async with opened(sqlite_office, lambda: ClientCardScreen(client.id or 0, tab=1)) as pilot:
        await press(pilot, "insert", *"Олена", "escape")
        assert isinstance(pilot.app.screen, ClientCardScreen)
        assert any("чернетк" in line for line in text_of(pilot.app))
        await press(pilot, "insert")
        assert values(pilot)["full_name"] == "Олена"
        await press(pilot, "f2")
        assert [one.full_name for one in card_of(sqlite_office, client).contacts] == ["Олена"]
        await press(pilot, "insert")
        assert values(pilot)["full_name"] == ""
    assert sqlite_office.call(list_drafts) == ()


async def test_a_form_typed_back_to_what_it_was_leaves_no_draft(
    sqlite_office: Office, client: Client
) -> None:
    async with opened(sqlite_office, lambda: WarningForm(client.id or 0)) as pilot:
        await press(pilot, "а")
        await until(pilot, lambda: sqlite_office.call(list_drafts))
        await press(pilot, "backspace", "escape")
        await until(pilot, lambda: not sqlite_office.call(list_drafts))


async def test_a_password_is_never_kept_as_a_draft(sqlite_office: Office) -> None:
    async with opened(sqlite_office, UserForm) as pilot:
        pilot.app.screen.query_one(Form).fill({"login": "oksana", "password": "дуже таємно"})
        await until(pilot, lambda: sqlite_office.call(list_drafts))
    (draft,) = sqlite_office.call(list_drafts)
    assert "oksana" in draft.body
    assert "таємно" not in draft.body
    assert "password" not in draft.body


async def test_f2_pressed_twice_saves_one_contact(sqlite_office: Office, client: Client) -> None:
    async with opened(sqlite_office, lambda: ContactForm(client.id or 0)) as pilot:
        await press(pilot, *"Олена")
        await pilot.press("f2", "f2")
        await settle(pilot)
    assert len(card_of(sqlite_office, client).contacts) == 1


def change_contact(office: Office, client: Client) -> None:
    (known,) = card_of(office, client).contacts
    typed = NewContact(
        full_name="Олена Чужа", position="директор", email="new@example.com",
        phones=(*OLENA.phones, NewPhone("067 111-22-33")), main=True,
    )  # fmt: skip
    office.call(
        save_contact,
        client_id=client.id or 0,
        contact_id=known.id,
        version=known.version,
        was=OLENA,
        typed=typed,
    )


def change_service(office: Office, client: Client) -> None:
    (known,) = card_of(office, client).services
    terms = {"valid_from": date(2026, 2, 1), "valid_to": date(2026, 5, 1)}
    office.call(edit_client_service, client_service_id=known.id, version=known.version, **terms, note="чуже")


CONFLICTS = {
    "contact": ("full_name", "Олена Чужа", change_contact),
    "service": ("valid_from", "01.02.2026", change_service),
    "task": (
        "title",
        "Чужа назва",
        lambda office, _client: office.call(
            edit_task, task_id=1, version=1, title="Чужа назва", due_on=date(2026, 3, 9), text="чуже"
        ),
    ),
    "warning": (
        "text",
        "Чуже",
        lambda office, _client: office.call(edit_warning, warning_id=1, version=1, text="Чуже"),
    ),
    "user": (
        "full_name",
        "Чуже ім'я",
        lambda office, _client: office.call(
            edit_user,
            user_id=office.call(show_user, login="oksana").id,
            version=1,
            full_name="Чуже ім'я",
            roles=frozenset({Role.OPERATOR, Role.HEAD}),
            extensions=("207",),
        ),
    ),
}


def stored(office: Office, client: Client, kind: str) -> dict[str, object]:
    card = card_of(office, client)
    if kind == "contact":
        (one,) = card.contacts
        phones = tuple(phone.e164 for phone in one.phones)
        return {"full_name": one.full_name, "position": one.position, "email": one.email, "phones": phones}
    if kind == "service":
        return {"valid_from": card.services[0].valid_from, "valid_to": card.services[0].valid_to,
                "note": card.services[0].note}  # fmt: skip
    if kind == "task":
        task = office.call(show_task, task_id=1)
        return {"title": task.title, "due_on": task.due_on, "text": task.text}
    if kind == "warning":
        return {"text": card.warnings[0].text}
    user = office.call(show_user, login="oksana")
    return {"full_name": user.full_name, "roles": user.roles, "extensions": user.extensions}


TYPED = "05.01.2026"
MINE = {
    "contact": {"full_name": TYPED, "position": "бухгалтер", "email": "new@example.com",
                "phones": ("+380501112233", "+380671112233")},
    "service": {"valid_from": date(2026, 1, 5), "valid_to": date(2026, 5, 1), "note": "чуже"},
    "task": {"title": TYPED, "due_on": date(2026, 3, 9), "text": "чуже"},
    "warning": {"text": TYPED},
    "user": {"full_name": TYPED, "roles": {Role.OPERATOR, Role.HEAD}, "extensions": ("207",)},
}  # fmt: skip


@pytest.mark.parametrize("kept", [False, True], ids=["typed now", "typed before"])
@pytest.mark.parametrize("kind", CONFLICTS)
async def test_who_saves_second_sees_both_and_neither_loses_a_field(
    sqlite_office: Office, sqlite_make: Make, client: Client, other: Office, kind: str, kept: bool
) -> None:
    """Also when the words are a draft of an earlier hour and the form opened on the other's record."""
    found = forms(sqlite_office, sqlite_make, client)
    field, theirs, change = CONFLICTS[kind]
    everybody = sqlite_office if kind == "user" else other
    if kept:
        async with opened(sqlite_office, found[kind]) as pilot:
            await press(pilot, "home", "ctrl+k", *TYPED, "escape")
        change(everybody, client)
        fresh = card_of(sqlite_office, client)
        found = {
            "contact": lambda: ContactForm(client.id or 0, fresh.contacts[0]),
            "service": lambda: ServiceForm(client.id or 0, (), fresh.services[0]),
            "task": lambda: TaskForm(known=sqlite_office.call(show_task, task_id=1)),
            "warning": lambda: WarningForm(client.id or 0, fresh.warnings[0]),
            "user": lambda: UserForm(sqlite_office.call(show_user, login="oksana")),
        }
    async with opened(sqlite_office, found[kind]) as pilot:
        if not kept:
            await press(pilot, "home", "ctrl+k", *TYPED)
            change(everybody, client)
        assert values(pilot)[field] == TYPED
        await press(pilot, "f2")
        assert isinstance(pilot.app.screen, ConflictDialog)
        text = "\n".join(text_of(pilot.app))
        assert theirs in text
        assert TYPED in text
        assert "Було:" in text
        # Esc of the dialog loses nothing either.
        await press(pilot, "escape")
        assert values(pilot)[field] == TYPED
        await press(pilot, "f2", "f2")
    got = stored(sqlite_office, client, kind)
    wanted = dict(MINE[kind])
    if kind == "contact":
        wanted["position"] = "директор"
    assert got == wanted
    assert sqlite_office.call(list_drafts) == ()


def test_a_draft_over_a_record_that_others_changed_fills_only_what_was_typed() -> None:
    kept = Kept(None, 1, {"a": "1", "b": "2", "c": "3"}, {"a": "мій", "b": "2", "c": "мій"})  # type: ignore[arg-type]
    record = {"a": "1", "b": "чужий", "c": "чужий"}
    merged = merge(kept, was=record, now=record)
    assert merged.fill == {"a": "мій", "c": "мій"}
    assert merged.was == {"c": "3"}
    # What one types while the draft is read stays.
    assert merge(kept, was=record, now=record | {"a": "щойно"}).fill == {"c": "мій"}


def a_contact(office: Office, make: Make) -> tuple[int, int]:
    client = make.client("Ромашка")
    contact = office.call(add_contact, client_id=client.id or 0, contact=OLENA)
    return client.id or 0, contact.id


def test_a_contact_is_saved_whole_or_not_at_all(office: Office, make: Make) -> None:
    client_id, contact_id = a_contact(office, make)
    wrong = NewContact(
        full_name="Інша", position="інша", phones=(NewPhone("067 111-22-33"), NewPhone("не номер"))
    )
    with pytest.raises(Refused):
        office.call(
            save_contact, client_id=client_id, contact_id=contact_id, version=1, was=OLENA, typed=wrong
        )
    (row,) = office.call(show_client, client_id=client_id).contacts
    assert (row.full_name, row.position, len(row.phones), row.version) == ("Олена", "бухгалтер", 1, 1)
    right = NewContact(full_name="Інша", position="інша", phones=(NewPhone("(050) 111 22 33, дод. 5"),))
    office.call(save_contact, client_id=client_id, contact_id=contact_id, version=1, was=OLENA, typed=right)
    (row,) = office.call(show_client, client_id=client_id).contacts
    assert (row.full_name, row.position, row.main) == ("Інша", "інша", False)
    assert [(one.e164, one.as_typed, one.extension) for one in row.phones] == [
        ("+380501112233", "(050) 111 22 33, дод. 5", "5")
    ]
    acts = {one.act for one in office.call(list_audit).rows if one.table_name == "contact_phone"}
    assert "contacts.save_contact" in acts


def test_two_who_change_the_position_of_a_contact_are_told(
    office: Office, make: Make, actors: dict[Role, Actor]
) -> None:
    client_id, contact_id = a_contact(office, make)
    where = {"client_id": client_id, "contact_id": contact_id, "version": 1, "was": OLENA}
    other = office.as_actor(actors[Role.OPERATOR])
    other.call(save_contact, **where, typed=_like_olena(position="директор"))
    with pytest.raises(ChangedMeanwhile) as told:
        office.call(save_contact, **where, typed=_like_olena(position="юрист"))
    (change,) = told.value.changes
    assert (change.field, change.was, change.now, change.mine) == (
        "position",
        "бухгалтер",
        "директор",
        "юрист",
    )
    # Who did not touch the position keeps the other's.
    office.call(save_contact, **where, typed=_like_olena(note="дзвонити зранку"))
    (row,) = office.call(show_client, client_id=client_id).contacts
    assert (row.position, row.note) == ("директор", "дзвонити зранку")


def _like_olena(position: str = OLENA.position, note: str = "") -> NewContact:
    return NewContact(OLENA.full_name, position, OLENA.email, note, OLENA.phones, OLENA.main)


def test_roles_given_by_two_admins_at_once_are_both_there(office: Office) -> None:
    made = office.call(add_user, login="oksana", full_name="Оксана", roles=frozenset({Role.OPERATOR}))
    was = UserTies(made.roles, made.extensions)
    for role, extension in ((Role.HEAD, "207"), (Role.MANAGER, "208")):
        office.call(
            edit_user, user_id=made.id, version=made.version, full_name="Оксана",
            roles=made.roles | {role}, extensions=(extension,), was=was,
        )  # fmt: skip
    user = office.call(show_user, login="oksana")
    assert user.roles == {Role.OPERATOR, Role.HEAD, Role.MANAGER}
    assert user.extensions == ("207", "208")
