"""What became of files that were taken in, line by line; Enter opens what a line is about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.clients import ClientDraft
from crm_tui.domain.errors import NotFound, Refused
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _, ngettext
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.client_form import ClientFormScreen
from crm_tui.screens.kep_opening import open_kep_set
from crm_tui.screens.yes_no import YesNo
from crm_tui.usecases.certificate_holders import adopt_holder
from crm_tui.usecases.office import Office
from crm_tui.widgets.columns import Column
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList


@dataclass(frozen=True, slots=True)
class TakenLine:
    """One thing of a file and what became of it: `!` needs a person, `+` is new.

    `client_id` or `set_id` is what it went to; `code` is of a client whom no card has.
    """

    sign: str
    what: str
    whose: str
    said: str
    client_id: int | None = None
    set_id: int | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """All of it: a title, the sums in words, the lines, those that need a person first."""

    title: str
    sums: str
    lines: tuple[TakenLine, ...]


class TakenScreen(BaseScreen[None]):
    """The lines of what was taken in; unknown clients get their cards from here."""

    TITLE_WORD = N_("Taken in")
    HELP_TEXT = N_(
        "! needs a person. Enter on an unknown client makes his card from the certificates, on all else "
        "opens the card or the set; F5 makes the cards of all unknown ones."
    )
    DEFAULT_CSS = "TakenScreen #sums { height: auto; max-height: 3; text-style: bold; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "open", N_("Open"), id="taken.open"),
        Binding(
            "f5", "cards", N_("Make cards"), id="taken.cards", tooltip=N_("For all clients that are unknown")
        ),
        Binding("escape", "leave", N_("Leave"), id="taken.leave"),
    ]

    def __init__(self, taken: TakenIn) -> None:
        super().__init__()
        self.taken = taken

    def body(self) -> ComposeResult:
        yield TextBlock(f"{self.taken.title}\n{self.taken.sums}", id="sums")
        columns = (Column(_("What"), 24, flex=2), Column(_("Client"), 20, flex=1), Column("", 22, flex=2))
        yield VirtualList(columns, MemoryRows(_rows(self.taken.lines)), empty=_("There was nothing in it"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        return action != "cards" or (
            self.office.can(Permission.CLIENTS_CLIENT_EDIT) and bool(_unknown(self.taken.lines))
        )

    def plain_text(self) -> str:
        lines = ["\t".join(row.cells) for row in _rows(self.taken.lines)]
        return "\n".join([self.taken.title, self.taken.sums, *lines])

    def action_leave(self) -> None:
        self.dismiss(None)

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self._open(self.taken.lines[int(str(event.row.id))])

    def action_open(self) -> None:
        if (row := self.query_one(VirtualList).current) is not None:
            self._open(self.taken.lines[int(str(row.id))])

    def _open(self, line: TakenLine) -> None:
        if line.set_id is not None:
            open_kep_set(self.app, line.set_id)
        elif line.client_id is not None:
            self.shell.open_client(line.client_id)
        elif line.code and self.office.can(Permission.CLIENTS_CLIENT_EDIT):
            office, code = self.office, line.code

            def failed(error: Exception) -> None:
                if isinstance(error, NotFound):
                    self._by_hand(code)
                else:
                    self.refuse(error)

            self.ask(
                lambda: office.call(adopt_holder, tax_code=code),
                lambda done: self._made({code: done.client.id}),
                group="cards",
                failed=failed,
            )

    def _by_hand(self, code: str) -> None:
        """The certificates tell no name: the person does."""

        def saved(client_id: int | None) -> None:
            if client_id is not None:
                self._made({code: client_id})

        self.app.push_screen(ClientFormScreen(ClientDraft(tax_code=code)), saved)

    def action_cards(self) -> None:
        codes, office = _unknown(self.taken.lines), self.office
        count = len(codes)
        question = ngettext(
            "Make {n} card from the certificates?", "Make {n} cards from the certificates?", count
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self.ask(lambda: _made(office, codes), self._made, group="cards")

        self.app.push_screen(YesNo(question.format(n=count)), answered)

    def _made(self, made: dict[str, int]) -> None:
        """The lines of the new cards are known from now on."""
        lines = [
            replace(one, sign="+", said=_("a new card"), client_id=made[one.code], code="")
            if one.code in made
            else one
            for one in self.taken.lines
        ]
        self.taken = replace(self.taken, lines=tuple(lines))
        rows = self.query_one(VirtualList)
        kept = rows.current.id if rows.current else None
        rows.show(MemoryRows(_rows(self.taken.lines)), keep=kept)
        self.refresh_bindings()
        self.show_keys()
        left = len(_unknown(self.taken.lines))
        self.tell(_("Cards made: {made}; still unknown: {left}").format(made=len(made), left=left))


def _rows(lines: Sequence[TakenLine]) -> list[Row]:
    return [
        Row(place, 0, (one.what, one.whose, one.said), one.sign, "warning" if one.sign == "!" else "")
        for place, one in enumerate(lines)
    ]


def _unknown(lines: Sequence[TakenLine]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.code for one in lines if one.code))


def _made(office: Office, codes: Sequence[str]) -> dict[str, int]:
    """A card for each code whose certificates say a name; the others wait for a person."""
    made = {}
    for code in codes:
        try:
            made[code] = office.call(adopt_holder, tax_code=code).client.id
        except Refused:
            continue
    return made
