"""Dialling from the screen: one key wherever a number stands; the top line tells how it goes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm_tui.domain.kinds import CommandKind, CommandOutcome
from crm_tui.i18n import _
from crm_tui.screens.base import Manners
from crm_tui.screens.call_words import number_words, outcome_words
from crm_tui.screens.client_words import one_line
from crm_tui.usecases.dialling import dial
from crm_tui.usecases.numbers_to_dial import NumberToDial, numbers_to_dial
from crm_tui.usecases.parts.commands import CommandRow
from crm_tui.usecases.pbx_commands import hang_up, show_command

if TYPE_CHECKING:
    from textual.timer import Timer

    from crm_tui.app import CrmApp

LOOK_EVERY = 5.0
"""Seconds between looks at a dialling of which nothing is told."""


@dataclass(frozen=True, slots=True)
class Dialable:
    """Whom the row, field or record under the cursor stands for; the task or talk the dialling comes from."""

    client_id: int | None = None
    contact_id: int | None = None
    call_id: int | None = None
    task_id: int | None = None
    talk_id: int | None = None


def dial_from(screen: Manners[Any], what: Dialable) -> None:
    """Dials the only number there is, or asks which one."""
    office = screen.office

    def offer(numbers: tuple[NumberToDial, ...]) -> None:
        from crm_tui.screens.number_pick import NumberPick

        if not numbers:
            screen.tell(_("There is no number to dial"))
        elif len({one.number for one in numbers}) == 1:
            start(numbers[0])
        else:
            screen.shell.push_screen(NumberPick(numbers), start)

    def start(number: NumberToDial | None) -> None:
        if number is not None:
            screen.ask(lambda: _dial(screen, what, number), begun, group="dial")

    def begun(command: CommandRow) -> None:
        if screen.shell.desk is not None:
            screen.shell.desk.dialling.begin(command)

    screen.ask(
        lambda: office.call(
            numbers_to_dial, client_id=what.client_id, contact_id=what.contact_id, call_id=what.call_id
        ),
        offer,
        group="dial",
    )


def _dial(screen: Manners[Any], what: Dialable, number: NumberToDial) -> CommandRow:
    client_id = what.client_id or (number.client.id if number.client else None)
    return screen.office.call(
        dial,
        number=number.number,
        client_id=client_id,
        contact_id=number.contact.id if number.contact and client_id is not None else None,
        task_id=what.task_id,
        talk_id=what.talk_id,
    )


class Dialling:
    """This person's dialling, from the key to the talk or to the word why there is none."""

    def __init__(self, app: "CrmApp") -> None:
        self._app = app
        self.command: CommandRow | None = None
        self._looking: Timer | None = None

    def begin(self, command: CommandRow) -> None:
        """A wish of this screen was written; a listener that died tells nothing, so it is asked after too."""
        self.command = command
        if self._looking is None:
            self._looking = self._app.set_interval(LOOK_EVERY, self.look)
        self._shown()

    def look(self) -> None:
        """The listener has told of wishes: how does ours stand?"""
        app, command = self._app, self.command
        if command is None or command.outcome is not None or not isinstance(app.screen, Manners):
            return
        office, command_id = app.office, command.id
        app.jobs.run(
            "dialling", lambda: office.call(show_command, command_id=command_id), self._seen, app.not_done
        )

    def _seen(self, command: CommandRow) -> None:
        if self.command is None or self.command.id != command.id:
            return
        self.command = command
        if command.outcome is not None and self._looking is not None:
            self._looking.stop()
            self._looking = None
        if command.outcome is not None and command.outcome is not CommandOutcome.ANSWERED:
            self.command = None
            self._say(f"{_whom(command)}: {outcome_words(command.outcome, command.detail)}")
        self._shown()

    def words(self) -> str:
        """What the top line says of it; empty when nothing is being dialled."""
        command = self.command
        if command is None:
            return ""
        if command.outcome is CommandOutcome.ANSWERED:
            return _("F4: write the talk with {who}").format(who=_whom(command))
        return _("Dialling {who}: lift your receiver (Alt+H gives up)").format(who=_whom(command))

    @property
    def talk_of(self) -> int | None:
        """The dialled call that waits to be written down."""
        command = self.command
        return command.call_id if command is not None and command.outcome is not None else None

    def written(self, call_id: int | None) -> None:
        """Its talk is open or saved: the top line need not tell of it any more."""
        if self.command is not None and self.command.call_id == call_id:
            self.command = None
            self._shown()

    def _shown(self) -> None:
        if self._app.desk is not None:
            self._app.desk.refresh_line()

    def _say(self, text: str) -> None:
        if self._app.desk is not None:
            self._app.desk.say(text)


def hang_up_call(screen: Manners[Any], call_id: int) -> None:
    """Ends this person's part in a call; says when the PBX did not."""
    office = screen.office

    def told(command: CommandRow) -> None:
        if not command.open and not command.good:
            screen.tell(outcome_words(command.outcome, command.detail))

    screen.ask(lambda: office.call(hang_up, call_id=call_id), told, group="hang_up")


def _whom(command: CommandRow) -> str:
    number = number_words(command.digits, command.e164)
    name = one_line(command.client.name) if command.client else ""
    return ", ".join(part for part in (name, number) if part) if command.kind is CommandKind.DIAL else number
