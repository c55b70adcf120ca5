"""Sets of certificates, as they stand: on the card, opened, being issued."""

from collections.abc import Callable
from datetime import date

import pytest

from crm_tui.domain.arrivals import ArrivalState
from crm_tui.domain.kinds import Role
from crm_tui.screens.card_tabs import CARD_TABS
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.screens.kep import KepScreen
from crm_tui.store import tables as t
from crm_tui.store.engine import Store
from crm_tui.usecases.kep_sets import issue_set
from crm_tui.usecases.office import Office
from tests.factories import Make
from tests.golden.dump import check
from tests.screens.office import opened, press

SIZES = [(80, 24), (120, 36)]
KEP_TAB = next(n for n, tab in enumerate(CARD_TABS) if tab.title == "KEP")


@pytest.fixture
def office(sqlite_store: Store, clock: Callable[[], object]) -> Office:
    make = Make(sqlite_store, clock)  # type: ignore[arg-type]
    actor = make.actor(Role.ADMIN, full_name="Оксана Ковальчук")
    office = Office(store=sqlite_store, settings=sqlite_store.settings, actor=actor, clock=clock)  # type: ignore[arg-type]
    make.own_entity(short_name="ТОВ «Облік»")
    client = make.client(
        "Ромашка", tax_code="99001004", head_name="Іваненко Іван Іванович", head_position="директор"
    )
    kind = make.kep_kind("Комплект КЕП: керівник і печатка, 1 рік", holders="head,seal")
    mine = {"kind_id": kind.id, "manager_id": actor.id}
    day = date(2026, 2, 2)
    make.kep_set(client, **mine, issued_on=date(2025, 1, 10), valid_from=date(2025, 1, 13),
                 generated_on=date(2025, 1, 13), paid_on=date(2025, 1, 12), documents_on=date(2025, 1, 13),
                 valid_to=date(2026, 1, 12))  # fmt: skip
    make.kep_set(client, **mine, issued_on=day, cancelled_on=day, reason="передумав")
    make.kep_set(client, **mine, issued_on=day, paid_on=day, generated_on=day, documents_on=day,
                 valid_from=day, valid_to=date(2027, 2, 1))  # fmt: skip
    make.kep_set(client, **mine, issued_on=day, paid_on=day, ordered_on=day, ordered_by_id=actor.id)
    came(
        make, "Іваненко_підпис.cer", ArrivalState.TAKEN, certificate=make.certificate(make.client("Волошка"))
    )
    came(make, "невідомий.p7b", ArrivalState.TAKEN, certificate=make.certificate(None, tax_code="99001016"))
    came(make, "Key-6.dat", ArrivalState.REFUSED, why="сховище ключів: особисті ключі ніколи не беруться")
    office.call(issue_set, client_id=client.id or 0, kind_id=kind.id or 0, prro=True, note="терміново")
    return office


def came(
    make: Make, name: str, state: ArrivalState, *, why: str = "", certificate: t.Certificate | None = None
) -> None:
    """A file that came through the department's folder."""
    row = make.save(
        t.CertificateArrival(
            department="КЕП", folder="/srv/crm/in/kep", name=name, path_key=name, size=1, changed_ns=1,
            state=state, why=why, seen_at=make.clock(), done_at=make.clock(), settled_at=make.clock(),
        )
    )  # fmt: skip
    if certificate is not None:
        make.save(
            t.CertificateArrivalItem(arrival_id=row.id or 0, certificate_id=certificate.id or 0, new=True)
        )


@pytest.mark.parametrize("size", SIZES)
async def test_sets_of_a_client(office: Office, colours_256: str, size: tuple[int, int]) -> None:
    async with opened(office, lambda: ClientCardScreen(1, tab=KEP_TAB), size) as pilot:
        check(pilot.app, "card-kep", colours_256)
        await press(pilot, "down", "f2")
        check(pilot.app, "kep-set-owed", colours_256)
        await press(pilot, "escape", "insert", "enter")
        check(pilot.app, "kep-form", colours_256)


@pytest.mark.parametrize("size", SIZES)
async def test_a_set_opened(office: Office, colours_256: str, size: tuple[int, int]) -> None:
    async with opened(office, lambda: ClientCardScreen(1, tab=KEP_TAB), size) as pilot:
        await press(pilot, "enter")
        check(pilot.app, "kep-set", colours_256)
        await press(pilot, "insert")
        check(pilot.app, "kep-documents", colours_256)


async def test_sets_in_few_colours(office: Office, colours: str) -> None:
    async with opened(office, lambda: ClientCardScreen(1, tab=KEP_TAB)) as pilot:
        check(pilot.app, "card-kep", colours)


@pytest.mark.parametrize("size", SIZES)
async def test_the_workspace(office: Office, colours_256: str, size: tuple[int, int]) -> None:
    async with opened(office, KepScreen, size) as pilot:
        check(pilot.app, "kep-register", colours_256)
        await press(pilot, "f6")
        check(pilot.app, "kep-filters", colours_256)
        await press(pilot, "escape", "f7")
        check(pilot.app, "kep-columns", colours_256)
        await press(pilot, "escape", "2")
        check(pilot.app, "kep-debts", colours_256)
        await press(pilot, "4", "down")
        check(pilot.app, "kep-arrivals", colours_256)
        await press(pilot, "3", "insert", "insert")
        check(pilot.app, "kep-boxes", colours_256)
        await press(pilot, "enter", "insert", "3", "enter")
        check(pilot.app, "kep-box", colours_256)
