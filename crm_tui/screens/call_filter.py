"""The filter of the journal: days, person, direction, result, client; kept while the program runs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.kinds import CallResult, Direction
from crm_tui.domain.kyiv import day_borders, day_start, format_date, parse_date, today
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.call_words import DIRECTIONS, RESULTS
from crm_tui.screens.client_pick import ClientPick
from crm_tui.screens.client_words import one_line
from crm_tui.screens.presence_words import queue_words
from crm_tui.usecases.calls import CallFilter
from crm_tui.usecases.clients import ClientRow
from crm_tui.usecases.shapes import Named
from crm_tui.widgets.form import ChoiceField, Form, TextField
from crm_tui.widgets.text_block import TextBlock


@dataclass(frozen=True, slots=True)
class CallsWanted:
    """What a person asks of the journal; dates are of Kyiv, both days are included."""

    first: date | None = None
    last: date | None = None
    employee: Named | None = None
    direction: Direction | None = None
    result: CallResult | None = None
    client: Named | None = None
    queue: str | None = None
    """"": past every queue."""
    rang: bool = False
    """Without ignored and blocked callers, as the figures count."""

    def filter(self) -> CallFilter:
        """The same in the words of the use case."""
        return CallFilter(
            since=day_start(self.first) if self.first else None,
            until=day_borders(self.last)[1] if self.last else None,
            employee_id=self.employee.id if self.employee else None,
            direction=self.direction,
            result=self.result,
            client_id=self.client.id if self.client else None,
            queue=self.queue,
            rang=self.rang,
        )

    def words(self) -> str:
        """The filter in one line."""
        days = [format_date(day) for day in (self.first, self.last) if day]
        parts = [
            days[0] if self.first == self.last and days else " — ".join(days),
            one_line(self.employee.name) if self.employee else "",
            _(DIRECTIONS[self.direction]) if self.direction else "",
            _(RESULTS[self.result]) if self.result else "",
            one_line(self.client.name) if self.client else "",
            queue_words(self.queue) if self.queue is not None else "",
            _("without ignored and blocked") if self.rang else "",
        ]
        return ", ".join(part for part in parts if part) or _("all calls")


class CallFilterDialog(BaseDialog[CallsWanted]):
    """Enter on the last field or F2 takes the filter; F7 chooses a client for it."""

    TITLE_WORD = N_("Which calls")
    HELP_TEXT = N_("Empty fields ask for nothing. A day is typed as 15.04 or 15.04.2026.")
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = "CallFilterDialog Form { height: 6; } CallFilterDialog TextBlock { height: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+s", "take", N_("Show"), id="call_filter.take"),
        Binding("f7", "client", N_("Client"), priority=True, id="call_filter.client"),
        Binding("f5", "clear", N_("All calls"), id="call_filter.clear", priority=True),
    ]

    def __init__(self, wanted: CallsWanted, people: Sequence[Named]) -> None:
        super().__init__()
        self.wanted = wanted
        self.people = people

    def body(self) -> ComposeResult:
        wanted = self.wanted
        people = [("", _("anybody")), *((str(one.id), one_line(one.name)) for one in self.people)]
        directions = [("", _("any")), *((one.value, _(word)) for one, word in DIRECTIONS.items())]
        results = [("", _("any")), *((one.value, _(word)) for one, word in RESULTS.items())]
        yield Form(
            TextField("first", _("From the day"), format_date(wanted.first) if wanted.first else ""),
            TextField("last", _("To the day"), format_date(wanted.last) if wanted.last else ""),
            ChoiceField("person", _("Person"), people, str(wanted.employee.id) if wanted.employee else ""),
            ChoiceField("direction", _("Direction"), directions, wanted.direction or ""),
            ChoiceField("result", _("Result"), results, wanted.result or ""),
        )
        yield TextBlock()

    def on_mount(self) -> None:
        self._show_client()

    def _show_client(self) -> None:
        name = one_line(self.wanted.client.name) if self.wanted.client else _("any client (F7 chooses)")
        text = _("Client: {name}").format(name=name)
        if self.wanted.queue is not None:
            text += "; " + _("Queue: {name}").format(name=queue_words(self.wanted.queue))
        self.query_one(TextBlock).say(text)

    def action_take(self) -> None:
        values = self.query_one(Form).values()
        days = [self._day(values[name]) for name in ("first", "last")]
        wrong = [values[n] for n, day in zip(("first", "last"), days, strict=True) if values[n] and not day]
        if wrong:
            self.tell(_("{text} is no day: type it as 15.04 or 15.04.2026").format(text=wrong[0]))
            return
        self.dismiss(
            replace(
                self.wanted,
                first=days[0],
                last=days[1],
                employee=next((one for one in self.people if str(one.id) == values["person"]), None),
                direction=Direction(values["direction"]) if values["direction"] else None,
                result=CallResult(values["result"]) if values["result"] else None,
            )
        )

    def _day(self, text: str) -> date | None:
        return parse_date(text, today=today(self.office.clock()))

    def action_clear(self) -> None:
        self.dismiss(CallsWanted())

    def action_client(self) -> None:
        self.shell.push_screen(ClientPick(), self._take_client)

    def _take_client(self, row: ClientRow | None) -> None:
        self.wanted = replace(self.wanted, client=Named(row.id, row.name) if row else None)
        self._show_client()
