"""Whose certificates a set has, as one field of its form: a list whose value is text, for drafts."""

import json
from dataclasses import asdict
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.kep_sets import HolderKind
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.client_words import one_line
from crm_tui.screens.kep_words import HOLDERS
from crm_tui.usecases.parts.kep_rows import KepHolderRow
from crm_tui.widgets.checks import check_tax_code
from crm_tui.widgets.columns import Column
from crm_tui.widgets.form import ChoiceField, Field, Form, TextField
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList


class HoldersField(Field):
    """The holders; `!` marks one without a name."""

    DEFAULT_CSS = """
    HoldersField { height: auto; }
    HoldersField > * { margin: 0; height: 5; }
    """

    def __init__(self, name: str, holders: tuple[KepHolderRow, ...]) -> None:
        super().__init__(name, "")
        self.holders = holders

    def compose(self) -> ComposeResult:
        columns = (
            Column(_("Holder"), 24, flex=2),
            Column(_("Whose certificate"), 18),
            Column(_("Position"), 14, flex=1),
        )
        yield VirtualList(columns, MemoryRows(self._rows()), empty=_("Nobody yet. Insert adds a holder."))

    @property
    def value(self) -> str:
        return holders_text(self.holders)

    @value.setter
    def value(self, value: str) -> None:
        self.put(read_holders(value))

    def words(self, value: str) -> str:
        return "; ".join(one.name or _(HOLDERS[one.kind]) for one in read_holders(value))

    def put(self, holders: tuple[KepHolderRow, ...], *, at: int | None = None) -> None:
        """Takes these holders; the cursor on the one at this place."""
        self.holders = holders
        if self.is_attached:
            rows = self.query_one(VirtualList)
            rows.show(MemoryRows(self._rows()), keep=at if at is not None else rows.cursor)
            self.post_message(self.Edited(self))

    @property
    def place(self) -> int | None:
        """Which holder the cursor is on."""
        row = self.query_one(VirtualList).current
        return int(str(row.id)) if row is not None else None

    def edit(self, place: int | None) -> None:
        """Opens the dialog of a holder; None: of a new one."""
        known = self.holders[place] if place is not None else KepHolderRow(HolderKind.EMPLOYEE)

        def take(done: KepHolderRow | None) -> None:
            if done is None:
                return
            at = len(self.holders) if place is None else place
            self.put((*self.holders[:at], done, *self.holders[at + 1 :]), at=at)

        self.app.push_screen(HolderForm(known), take)

    def take_away(self) -> None:
        """Takes the holder under the cursor away."""
        if (place := self.place) is not None:
            rest = self.holders[:place] + self.holders[place + 1 :]
            self.put(rest, at=max(0, min(place, len(rest) - 1)))

    def _rows(self) -> list[Row]:
        return [
            Row(
                place,
                place,
                (one_line(one.name), _(HOLDERS[one.kind]), one_line(one.position)),
                "" if one.name else "!",
                "" if one.name else "warning",
            )
            for place, one in enumerate(self.holders)
        ]


class HolderForm(BaseDialog[KepHolderRow]):
    """One holder; it belongs to the form below it, whose draft keeps it."""

    TITLE_WORD = N_("Holder of a certificate")
    HELP_TEXT = N_("Enter and Tab go to the next field; F2 takes the holder.")
    AUTO_FOCUS = "Input"
    DEFAULT_CSS: ClassVar[str] = "HolderForm Form { height: auto; padding: 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+s", "save", N_("Accept"), id="kep_holder.save", tooltip=N_("Takes the holder")),
    ]

    def __init__(self, known: KepHolderRow) -> None:
        super().__init__()
        self.known = known

    def body(self) -> ComposeResult:
        kinds = [(one.value, _(words)) for one, words in HOLDERS.items()]
        yield Form(
            TextField("name", _("Name"), self.known.name, max_length=200),
            ChoiceField("kind", _("Whose certificate"), kinds, self.known.kind.value),
            TextField("position", _("Position"), self.known.position, max_length=200),
            TextField("rnokpp", _("Tax code"), self.known.rnokpp, check=check_tax_code, max_length=20),
        )

    def action_save(self) -> None:
        values = self.query_one(Form).values()
        kind = HolderKind(values["kind"])
        self.dismiss(KepHolderRow(kind, values["name"], values["position"], values["rnokpp"]))


def holders_text(holders: tuple[KepHolderRow, ...]) -> str:
    """The holders as a form's value."""
    return json.dumps([asdict(one) for one in holders], ensure_ascii=False)


def read_holders(value: str) -> tuple[KepHolderRow, ...]:
    """The holders of a form's value."""
    found = json.loads(value or "[]")
    return tuple(KepHolderRow(**one | {"kind": HolderKind(one["kind"])}) for one in found)
