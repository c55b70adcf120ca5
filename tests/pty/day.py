"""A working day for key scripts: one office, a pretended PBX with the real listener, one screen at 80x24."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from crm_tui.config import PbxSettings
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.pbx.client import AmiClient
from crm_tui.pbx.line import Timing
from crm_tui.pbx.listener import listen
from crm_tui.pbx.recordings import Recording
from crm_tui.pbx.scenes import CALLER, scene, shipped
from crm_tui.pbx.simulate import Scene, Simulator
from crm_tui.store.engine import Store
from crm_tui.store.tables import Client, EmployeeSetting, OwnEntity
from crm_tui.usecases.office import Office
from tests import stores
from tests.certificates import FIRM, make_certificate
from tests.factories import Make
from tests.pty.harness import Line, Terminal
from tests.pty.jobs import (
    CLIENT,
    COLLEAGUE,
    NUMBER,
    OTHER_SET,
    OTHERS,
    SERVICE,
    SET,
    STRANGER,
    TASK,
    Event,
    Job,
    Layout,
    Press,
    See,
    Seek,
    Step,
    Write,
)
from tests.waiting import wait_until

SIZE = (80, 24)
SPEED = 8.0
QUICK = Timing(idle=5.0, patience=20.0, first_pause=0.05, longest_pause=0.5, refused_pause=3600)
GUARD = 0.42
"""Seconds: a pop-up that opened by itself takes no keys for 0.4 s."""
LETTER, ANSWERED = 0.02, 0.06
"""Seconds of silence after a letter, after another key."""
HOME = "Мої відкриті"


@dataclass(frozen=True, slots=True)
class Done:
    """What a job took: presses, bytes to the screen, milliseconds from each press to its last byte."""

    presses: int
    bytes: int
    ms: tuple[float, ...]


class Day:
    """One person at the keys, job after job; each begins at the first screen with no call on the line."""

    def __init__(self, store: Store, pbx: Simulator, terminal: Terminal) -> None:
        self.store, self.pbx, self.terminal = store, pbx, terminal
        self.layout = Layout.UKRAINIAN

    def do(self, job: Job, layout: Layout) -> Done:
        """Does a job by its keys. AssertionError with the screen when it does not come to what it must."""
        self.layout = layout
        for step in job.given:
            self._step(step)
        self.terminal.settle()
        pressed, written = self.terminal.presses, self.terminal.written
        ms = [took for step in job.steps if (took := self._step(step)) is not None]
        self.terminal.settle()
        done = Done(self.terminal.presses - pressed, self.terminal.written - written, tuple(ms))
        if job.check:
            wait_until(lambda: self._row(job.check) == job.result)
        self._go_home()
        return done

    def _step(self, step: Step) -> float | None:
        """Milliseconds when it was a press."""
        match step:
            case Press(key):
                return self.terminal.press(self.layout.key(key), quiet=ANSWERED).last_ms
            case Seek(text):
                self._type(self.layout.typed(text), ANSWERED)
            case Write(text):
                self._type(text, LETTER)
            case See(words):
                if words not in self.terminal.screen.text:
                    self.terminal.wait(words)
                    self.terminal.settle(ANSWERED)
            case Event():
                self._happens(step)
        return None

    def _type(self, text: str, quiet: float) -> None:
        # Letter by letter, so that none is painted together with the next: the bytes are those of the worst.
        for end in range(1, len(text) + 1):
            self.terminal.type(text[end - 1], quiet)
            self.terminal.wait(text[:end].rstrip())

    def _happens(self, event: Event) -> None:
        match event:
            case Event.RINGS_AND_IS_ANSWERED:
                self._talk(NUMBER)
            case Event.RINGS_UNKNOWN:
                self._talk(STRANGER)
            case Event.WAS_MISSED:
                self._missed(NUMBER)
            case Event.THREE_WERE_MISSED:
                self._missed(*OTHERS)

    def _talk(self, number: str) -> None:
        """A call that is answered by and by and goes on."""
        self._begins("a_inbound_answered", number)
        self.terminal.wait("РОЗМОВА")
        self.terminal.settle(GUARD)

    def _missed(self, *numbers: str) -> None:
        # They give up when the pop-up stands there: on a busy machine that may be later than they would.
        self._begins("b_caller_gives_up", *numbers)
        self.terminal.wait("ДЗВОНИТЬ")
        self._hang_up()
        self.terminal.wait("ПРОПУЩЕНО")
        self.terminal.settle(GUARD)
        self._go_home()

    def _begins(self, name: str, *numbers: str) -> None:
        """A recorded call of each number, without its end."""
        story = shipped(name)
        over = next(place for place, one in enumerate(story.steps) if one.packet.event == "hanguprequest")
        begun = Recording(story.steps[:over], story.closed_at)
        self.pbx.play([Scene(begun, words={CALLER: number}) for number in numbers]).result(20)

    def _go_home(self) -> None:
        """Ends what is on the line and what is on the screen; counted by nobody."""
        self._hang_up()
        # The screen has heard of the end too: Esc upon a call that runs would leave it there.
        self.terminal.wait_gone("РОЗМОВА")
        self.terminal.wait_gone("розмова з")
        for key in ("escape", "alt+1") * 3:
            if HOME in self.terminal.screen.text:
                return
            self.terminal.press(key, quiet=0.15)
        raise AssertionError(f"no way home:\n{self.terminal.screen.text}")

    def _hang_up(self) -> None:
        if not self.pbx.board.lines:
            return
        address = self.pbx.host, self.pbx.port
        client = AmiClient(address, self.pbx.username, self.pbx.secret, on_packets=lambda _packets: None)
        for line in list(self.pbx.board.lines.values()):
            client.act("Hangup", {"Channel": line.fields["Channel"]})
        client.hang_up()
        wait_until(lambda: self._row("SELECT count(*) FROM call WHERE ended_at IS NULL") == (0,))

    def _row(self, query: str) -> tuple[object, ...] | None:
        with self.store.engine.connect() as connection:
            found = connection.exec_driver_sql(query).first()
        return None if found is None else tuple(found)


@contextmanager
def working_day(store: Store, line: Line | None = None) -> Iterator[Day]:
    """Fills the empty store with an office, begins to listen, and seats Оксана at a screen."""
    _fill(Make(store, lambda: datetime.now(UTC)))
    pbx = Simulator(secret="right", speed=SPEED)
    pbx.expect([scene("a_inbound_answered_by_group", number=NUMBER)])
    pbx.start()
    settings = replace(
        store.settings,
        pbx=PbxSettings(host=pbx.host, port=pbx.port, secret="right", transfer_context="transfers"),
    )
    office = Office(store=replace(store, settings=settings), settings=settings)
    stop = threading.Event()
    listener = threading.Thread(target=listen, args=(office,), kwargs={"stop": stop, "timing": QUICK})
    listener.start()
    command = [sys.executable, "-m", "tests.pty.apps.desk", f"sqlite:///{store.path}", "oksana"]
    try:
        # Papers are kept in the person's own folder: here beside the store.
        home = {"HOME": str(store.path.parent)} if store.path is not None else {}
        with Terminal(command, size=SIZE, env=home, line=line or Line()) as terminal:
            wait_until(lambda: pbx.clients == 1)
            terminal.wait(HOME, 60)
            terminal.settle(0.5)
            yield Day(store, pbx, terminal)
    finally:
        stop.set()
        listener.join(20)
        pbx.stop()


def _fill(make: Make) -> None:
    """Оксана, two colleagues, a client who asks about one thing, others who only call."""
    oksana = make.actor(
        Role.MANAGER, Role.ACCOUNTANT, extensions=("201",), login="oksana", full_name="Оксана Ковальчук"
    )
    make.actor(Role.SPECIALIST, extensions=("202",), full_name=COLLEAGUE)
    make.actor(Role.SPECIALIST, extensions=("203",), full_name="Яна Гай")
    client, service = make.known(CLIENT, NUMBER), make.service(SERVICE)
    make.talk(client, oksana, service_id=service.id)
    make.task(client, title=TASK, service_id=service.id, assignee_id=oksana.id)
    for place, number in enumerate(OTHERS):
        make.known(f"Ромашка {place}", number)
    _lay_certificates(make, oksana)


def _lay_certificates(make: Make, who: Actor) -> None:
    """Today's certificates, one of a client, lie where Оксана took the last ones from."""
    folder = Path(make.store.path or "").parent / "certificates"
    folder.mkdir(exist_ok=True)
    violet = make.client("Фіалка", tax_code=FIRM)
    (folder / "1.cer").write_bytes(make_certificate())
    (folder / "2.cer").write_bytes(make_certificate(edrpou="99001016", organisation="ТОВ «Інші»", serial=7))
    make.save(EmployeeSetting(employee_id=who.id, key="folder.certificates", value=str(folder)))
    firm = make.own_entity(iban="UA949990010000026001234567890", bank="АТ «Демобанк»", address="м. Київ")
    _lay_statement(make, who, violet, firm)
    make.kep_kind(f"Комплект КЕП: {SET}")
    make.kep_kind(f"Комплект КЕП: {OTHER_SET}", months=24, own_kop=99_600)


def _lay_statement(make: Make, who: Actor, client: Client, firm: OwnEntity) -> None:
    """Today's file of a bank: an invoice paid by the client, another by somebody for him."""
    day = make.clock().date()
    numbers = [make.paper(client, own_entity_id=firm.id, day=day).number for _both in range(2)]
    folder = Path(make.store.path or "").parent / "statements"
    folder.mkdir(exist_ok=True)
    rows = (
        (FIRM, "ТОВ ФІАЛКА", f"рах. № {numbers[0]}"),
        ("3121212343", "Прикладенко І. І.", f"за ТОВ Фіалка, код {FIRM}, рах. № {numbers[1]}"),
    )
    head = "edrpou;name;sum;used_sum;date;credited_date;purpose;cert_until\r\n"
    lines = [f"{code};{name};1 000,00;0,00;{day:%d.%m.%Y};;{said};\r\n" for code, name, said in rows]
    (folder / "виписка.csv").write_text(head + "".join(lines), "utf-8")
    make.save(EmployeeSetting(employee_id=who.id, key="folder.bank_files", value=str(folder)))


@contextmanager
def fresh_store(folder: Path) -> Iterator[Store]:
    """A new SQLite store, for days outside of tests."""
    store = stores.sqlite_from(stores.sqlite_template(folder), folder / "crm.db")
    try:
        yield store
    finally:
        store.close()
