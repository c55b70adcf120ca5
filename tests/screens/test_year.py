"""One year of one client, through the screens alone: from the first word to the renewal and its figures."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime

from textual.pilot import Pilot

from crm_tui.app import CrmApp
from crm_tui.config import Settings
from crm_tui.domain.kinds import Department, PaperState, Role, TaskKind
from crm_tui.domain.permissions import Actor, system_actor
from crm_tui.jobs.renewals import renewals
from crm_tui.screens.client_card import ClientCardScreen
from crm_tui.screens.paper_view import PaperScreen
from crm_tui.screens.payment_view import PaymentScreen
from crm_tui.screens.reports import ReportsScreen
from crm_tui.screens.tasks import TasksScreen
from crm_tui.usecases import papers
from crm_tui.usecases.office import Office
from crm_tui.usecases.prices import set_price
from crm_tui.usecases.tasks import list_tasks
from tests.conftest import Clock
from tests.factories import Make
from tests.golden.dump import settle, text_of
from tests.screens.office import press

CODE, IBAN = "99001004", "UA213223130000026007233566001"


class Day:
    """A person at the keys on a day."""

    def __init__(self, pilot: Pilot[None], office: Office) -> None:
        self.pilot, self.office = pilot, office

    async def keys(self, *keys: str) -> None:
        await press(self.pilot, *keys)

    def see(self, *words: str) -> None:
        text = "\n".join(text_of(self.pilot.app)).replace("\xa0", " ")
        missing = [word for word in words if word not in text]
        assert not missing, f"{missing} is not on\n{text}"

    async def turn_to(self, word: str) -> None:
        """Goes from filter to filter until the word is there."""
        for _ in range(8):
            if word in "\n".join(text_of(self.pilot.app)):
                return
            await self.keys("right")
        self.see(word)

    def on(self, screen: type) -> None:
        self.see()
        assert isinstance(self.pilot.app.screen, screen), "\n".join(text_of(self.pilot.app))


@asynccontextmanager
async def at_work(office: Office, person: Actor) -> AsyncIterator[Day]:
    """The whole program of one person, from the first screen."""
    mine = office.as_actor(person)
    async with CrmApp(Settings(language="uk"), office=mine).run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        yield Day(pilot, mine)


async def pay(day: Day, amount: str) -> None:
    """Enters money that came from the client and lays it on his only unpaid invoice."""
    await day.keys("alt+7", "2", "insert", *amount, "tab", "f3", *"ромаш", "enter", "f2")
    day.on(PaymentScreen)
    await day.keys("insert", "enter")
    day.see("рознесено")


async def test_a_year_of_one_client(sqlite_office: Office, sqlite_make: Make, clock: Clock) -> None:
    office, make = sqlite_office, sqlite_make
    anna = make.actor(Role.MANAGER, full_name="Анна Шевчук", department=Department.SALES)
    ivan = make.actor(Role.SPECIALIST, full_name="Іван Петренко", department=Department.SUPPORT)
    olha = make.actor(Role.ACCOUNTANT, full_name="Ольга Рахівник")
    head = make.actor(Role.HEAD, full_name="Оксана Голова", department=Department.SALES)
    make.own_entity(short_name="ТОВ «Облік»", iban=IBAN)
    service = make.service("M.E.Doc Звітність", reminder_days=30)
    office.call(set_price, service_id=service.id or 0, valid_from=date(2026, 1, 1), price_kop=150_000)

    # 2 March: a new client; the talk with him makes the task of the next call.
    async with at_work(office, anna) as day:
        await day.keys(
            "alt+2", "insert", *CODE, "enter", *"Ромашка", "enter", *"Оля", "enter", *"0501112233", "f2"
        )
        day.on(ClientCardScreen)
        await day.keys("f7", "f6", "f3", *"звітн", "enter", *"хоче рахунок", "tab", *"+3", "f2")
        await day.keys("alt+1")
        day.see("Ромашка", "05.03")

    # 5 March: the call; an offer, then an invoice, both out of the task.
    clock.now = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)
    async with at_work(office, anna) as day:
        await day.keys("o", "f2", "f5")
        day.on(PaperScreen)
        day.see("1 500,00")
        await day.keys("escape", "i", "f2", "f5")
        day.on(PaperScreen)
        day.see("Рахунок 1", IBAN)
        await day.keys("escape")
        day.on(TasksScreen)
        await day.keys("h")
        day.see("не оплачен")
        await day.keys("escape")

    # 6 March: the money.
    clock.now = datetime(2026, 3, 6, 8, 0, tzinfo=UTC)
    async with at_work(office, olha) as day:
        await pay(day, "1500")

    # 7 March: paid, so support gets the task; the client has the service for a year.
    clock.now = datetime(2026, 3, 7, 8, 0, tzinfo=UTC)
    async with at_work(office, anna) as day:
        day.see("оплачено")
        await day.keys("h", "f5")
        await day.keys("alt+2", "enter", "3", "insert", "tab", *["backspace"] * 10, *"7.3.26", "f2")
        day.on(ClientCardScreen)
        await day.keys("f5")
        day.see("07.03.2026", "06.03.2027", "Анна Шевчук")
        await day.keys("escape", "alt+1")
        day.see("Таких задач немає")

    # Support finds it, takes it, does it.
    async with at_work(office, ivan) as day:
        await day.turn_to("Ромашка")
        await day.keys("a")
        await day.turn_to("Ромашка")
        await day.keys("t", *"встановлено", "f2", "f5")
    (support,) = [one for one in office.call(list_tasks, with_done=True) if one.kind is TaskKind.SUPPORT]
    assert support.done_at is not None
    assert support.assignee is not None
    assert support.assignee.name == "Іван Петренко"

    # Prices rise; a month before the term ends the renewal comes by itself.
    office.call(set_price, service_id=service.id or 0, valid_from=date(2027, 1, 1), price_kop=180_000)
    clock.now = datetime(2027, 2, 4, 6, 0, tzinfo=UTC)
    print(renewals(office.as_actor(system_actor("jobs")), date(2027, 2, 4)))
    async with at_work(office, anna) as day:
        day.see("Ромашка")
        await day.keys("i")
        day.see("1 800,00", "1 500,00")
        await day.keys("f2", "f5", "escape")
        day.see("рахунок")

    async with at_work(office, olha) as day:
        await pay(day, "1800")

    async with at_work(office, anna) as day:
        day.see("оплачено")
        await day.keys("k", "3", "+", "f2")
        day.see("06.03.2028")
        await day.keys("escape", "alt+1")
        day.see("Таких задач немає")

    # Nothing is left open; each paper has its number, and the money is the manager's, payment by payment.
    assert office.call(list_tasks) == ()
    done = office.call(papers.list_papers).rows
    assert [(one.kind.value, one.number, one.state) for one in done] == [
        ("invoice", "1", PaperState.PAID),
        ("invoice", "1", PaperState.PAID),
        ("offer", "1", PaperState.ISSUED),
    ]
    async with at_work(office, head) as day:
        await day.keys("alt+6")
        await day.keys("f6", "right", "f2", "f3", "f2", *"1.1.26-31.12.27", "enter")
        day.on(ReportsScreen)
        day.see("Анна Шевчук", "3 300,00")
        await day.keys("enter")
        day.see("1 500,00", "1 800,00", "Ромашка")
