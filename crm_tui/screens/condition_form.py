"""One condition of a filter: what its field is compared with, chosen from what there is or typed."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from crm_tui.domain.errors import Refused
from crm_tui.domain.filter_language import CLOSED, EMPTY, FILLED, FieldKind
from crm_tui.domain.filter_tree import Condition, Sign
from crm_tui.domain.layout import other_layout
from crm_tui.domain.task_filter import NOBODY
from crm_tui.i18n import N_, _
from crm_tui.screens import filter_words as words
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.client_words import one_line
from crm_tui.screens.filtered_lists import Filtered
from crm_tui.usecases.filter_building import FilterName
from crm_tui.widgets.columns import Column
from crm_tui.widgets.fields import LineInput
from crm_tui.widgets.form import ChoiceField, Field, Form, TextField
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList


class ConditionForm(BaseDialog[Condition]):
    """What both ways of comparing share; answers the condition."""

    def __init__(self, of: Filtered, field: str, known: Condition | None) -> None:
        super().__init__()
        self.list, self.about = of, field
        self.known = known if known is not None and known.field == field else None
        self.kind = of.language.fields[field].kind

    def on_mount(self) -> None:
        self.query_one("#box").border_title = words.field_words(self.list.name, self.about)

    def _take(self, sign: str, said: str) -> None:
        """Closes with the condition of a sign and a value; says what is wrong when that is none."""
        try:
            tree = self.list.part(f"{self.list.language.fields[self.about].word}{sign}{said}")
        except Refused as refused:
            self.refuse(refused)
            return
        if isinstance(tree, Condition):
            self.dismiss(tree)
        else:
            self.refuse(Refused(_("One condition is meant here")))


class ChosenCondition(ConditionForm):
    """Names, codes and words: letters narrow the list or are the value themselves; several may be ticked."""

    HELP_TEXT = N_(
        "Letters narrow the list, in either keyboard layout; where a part of a name will do, the last row "
        "is what was typed. Enter takes the row, Insert ticks several, of which one must hold."
    )
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    ChosenCondition VirtualList { height: 11; }
    ChosenCondition Form { height: 1; padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", N_("Up"), show=False, priority=True, id="condition.up"),
        Binding("down", "move(1)", N_("Down"), show=False, priority=True, id="condition.down"),
        Binding("enter,f2,ctrl+s", "take", N_("Choose"), priority=True, id="condition.take"),
        Binding(
            "insert", "tick", N_("Tick"), priority=True, id="condition.tick", tooltip=N_("One of several")
        ),
        Binding(
            "f8",
            "sign",
            N_("Is or is not"),
            priority=True,
            id="condition.sign",
            tooltip=N_("Turns the answer"),
        ),
    ]

    def __init__(
        self, of: Filtered, field: str, names: Sequence[FilterName], known: Condition | None = None
    ) -> None:
        super().__init__(of, field, known)
        spec, language = of.language.fields[field], of.language
        listed = [(value, words.value_words(language, field, value)) for value in spec.values]
        listed += [(one.value, _indented(one.words)) for one in names]
        if self.kind is not FieldKind.FLAG and NOBODY not in spec.values:
            listed.append((EMPTY[0], _("is not there")))
        self.values = [self._code(value) for value in self.known.values] if self.known else []
        # A single one is where the cursor begins: Enter on another row takes that one instead.
        self.ticked = list(self.values) if len(self.values) > 1 else []
        there = {value for value, _words in listed}
        lost = [(value, one_line(value)) for value in self.values if value not in there]
        self.choices = [*lost, *listed]
        self.typed = ""
        self.listed: list[str] = []

    @staticmethod
    def _code(value: str | None) -> str:
        return EMPTY[0] if value is None else value

    def body(self) -> ComposeResult:
        hint = _("letters narrow the list") if self._only_listed else _("a part of the name…")
        yield LineInput(placeholder=hint)
        yield VirtualList((Column("", 30, flex=1),), MemoryRows([]), empty=_("Nothing found"))
        sign = str(self.known.sign) if self.known else "="
        yield Form(ChoiceField("sign", _("Comparison"), self._signs, sign))

    @property
    def _signs(self) -> list[tuple[str, str]]:
        return [(str(sign), _(said)) for sign, said in words.CHOSEN_SIGNS.items()]

    @property
    def _only_listed(self) -> bool:
        exact = self.about in words.EXACT
        return exact or self.kind in CLOSED or self.kind is FieldKind.PERSON

    def on_mount(self) -> None:
        super().on_mount()
        self._paint(self.values[0] if self.values else None)

    def _paint(self, keep: str | None = None) -> None:
        wanted = {self.typed.casefold(), other_layout(self.typed.casefold())}
        rows = [
            Row(value, 0, (said,), "√" if value in self.ticked else "")
            for value, said in self.choices
            if any(one in said.casefold() or one in value.casefold() for one in wanted)
        ]
        if self.typed and not self._only_listed and self.typed not in {row.id for row in rows}:
            rows.append(Row(self.typed, 0, (_("as typed: {text}").format(text=one_line(self.typed)),)))
        self.listed = [str(row.id) for row in rows]
        self.query_one(VirtualList).show(MemoryRows(rows), keep=keep)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.typed = " ".join(event.value.split())
        self._paint()

    def on_virtual_list_picked(self, _event: VirtualList.Picked) -> None:
        self.action_take()

    def action_move(self, by: int) -> None:
        self.query_one(VirtualList).action_move(by)

    @property
    def _here(self) -> str | None:
        row = self.query_one(VirtualList).current
        return str(row.id) if row is not None else None

    def action_tick(self) -> None:
        """Ticks the row, or takes the tick off, and goes on to the next one."""
        if (value := self._here) is None:
            return
        if value in self.ticked:
            self.ticked.remove(value)
        else:
            self.ticked.append(value)
            if value not in {one for one, _words in self.choices}:
                self.choices.insert(0, (value, one_line(value)))
        self._paint(self._after(value))

    def _after(self, value: str) -> str:
        place = self.listed.index(value) if value in self.listed else 0
        return self.listed[min(place + 1, len(self.listed) - 1)] if self.listed else value

    def action_sign(self) -> None:
        field = self.query_one(Form).field("sign")
        field.value = "!=" if field.value == "=" else "="

    def action_take(self) -> None:
        """Takes the ticked ones; where none is ticked, the one under the cursor."""
        here = self._here
        chosen = self.ticked or ([here] if here is not None else [])
        if not chosen:
            self.refuse(Refused(_("Choose a row or type a word")))
            return
        said = ",".join(
            self.list.language.said(self.about, None if one == EMPTY[0] else one) for one in chosen
        )
        self._take(self.query_one(Form).field("sign").value, said)


class SpanCondition(ConditionForm):
    """Days, numbers and sums: a period of a list, or from one to another; less or more than one."""

    HELP_TEXT = N_(
        "Enter takes the period under the cursor. Typed fields win: one day, number or period in the first "
        "field, or the first and the last of a range in both: 1.03 and 15.03, 500 and 1000."
    )
    AUTO_FOCUS = "VirtualList, Input"
    DEFAULT_CSS = """
    SpanCondition VirtualList { height: 12; }
    SpanCondition Form { height: auto; padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+s", "take", N_("Choose"), id="condition.span_take"),
    ]

    def __init__(self, of: Filtered, field: str, known: Condition | None = None) -> None:
        super().__init__(of, field, known)
        self.days = words.day_choices(self.kind)
        self.sign, self.said = self._opened()

    def _opened(self) -> tuple[str, str]:
        one = self.known
        if one is None:
            return "=", ""
        if one.values == (None,):
            return (words.EMPTY if one.sign is Sign.IS else words.FILLED), ""
        said = ",".join(self.list.language.said(self.about, value) for value in one.values)
        return str(one.sign), said

    def body(self) -> ComposeResult:
        if self.days:
            rows = [Row(said, 0, (one,)) for said, one in self.days.items()]
            yield VirtualList((Column(_("Period"), 30, flex=1),), MemoryRows(rows))
        fields: list[Field] = []
        if signs := words.span_signs(self.kind):
            fields.append(ChoiceField("sign", _("Comparison"), signs, self.sign))
        first, last = self._typed
        fields.append(TextField("first", self._first_label, first))
        if self.kind is not FieldKind.BORDER:
            fields.append(TextField("last", _("Up to"), last))
        yield Form(*fields)

    @property
    def _typed(self) -> tuple[str, str]:
        """What stands in the two fields: what is in the list is not typed."""
        if self.said in self.days:
            return "", ""
        first, _dots, last = self.said.partition("..")
        return (first, last) if last and "," not in self.said else (self.said, "")

    @property
    def _first_label(self) -> str:
        if self.kind is FieldKind.BORDER:
            return _("Or a day")
        return _("Or from, or one") if self.days else _("From, or one")

    def on_mount(self) -> None:
        super().on_mount()
        if self.said in self.days:
            rows = [Row(said, 0, (one,)) for said, one in self.days.items()]
            self.query_one(VirtualList).show(MemoryRows(rows), keep=self.said)

    def on_virtual_list_picked(self, _event: VirtualList.Picked) -> None:
        self.action_take()

    def action_take(self) -> None:
        values = self.query_one(Form).values()
        sign, first, last = values.get("sign", "="), values["first"], values.get("last", "")
        if sign in {words.EMPTY, words.FILLED}:
            self._take("=", EMPTY[0] if sign == words.EMPTY else FILLED[0])
            return
        said = f"{first}..{last}" if last else first
        if not said and self.days:
            row = self.query_one(VirtualList).current
            said = str(row.id) if row is not None else ""
        if not said:
            self.refuse(Refused(_("Type a number or a sum")))
            return
        self._take(sign, said)


def _indented(text: str) -> str:
    return " " * (len(text) - len(text.lstrip())) + one_line(text)
