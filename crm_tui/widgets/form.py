"""Forms: labelled fields with warnings under them, and drafts kept while a person types."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, TextArea

from crm_tui.domain.layout import other_layout
from crm_tui.i18n import N_
from crm_tui.widgets.columns import fit
from crm_tui.widgets.fields import LineInput, TextBox

LABEL = 20
"""Width of the labels, in cells."""
DRAFT_SECONDS = 0.5
"""A draft is handed on this long after the first change since the last one; at most this much is lost."""

Check = Callable[[str], str]
"""Looks at a typed text and returns a warning about it, "" when there is none."""


class Field(Widget):
    """A label, something to type into at its right, and a warning under it while there is one.

    The label and the warning are drawn by the field itself, so a field costs two widgets.
    """

    DEFAULT_CSS = """
    Field { height: auto; min-height: 1; width: 1fr; background: $background; }
    Field > * { margin: 0 0 0 20; }
    Field.-warned { color: $warning; }
    Field.-warned > * { margin: 0 0 1 20; color: $foreground; }
    """

    class Edited(Message):
        """A field of another make than those below has another value."""

        def __init__(self, field: "Field") -> None:
            super().__init__()
            self.field = field

    secret = False
    """A secret field is never handed on as a draft."""

    def __init__(self, name: str, label: str, *, check: Check | None = None) -> None:
        super().__init__(name=name, id=f"field-{name}")
        self.label = label
        self.check = check
        self.warning = ""

    @property
    def value(self) -> str:
        raise NotImplementedError

    @value.setter
    def value(self, value: str) -> None:
        raise NotImplementedError

    def words(self, value: str) -> str:
        """A value of this field as people read it."""
        return value

    def examine(self) -> None:
        """Looks at what is typed and shows or takes away the warning."""
        self.warn(self.check(self.value) if self.check else "")

    def warn(self, text: str) -> None:
        """Shows a warning under the field; "" takes it away. A warning never forbids saving."""
        if text != self.warning:
            self.warning = text
            self.set_class(bool(text), "-warned")
            self.refresh()

    def render(self) -> Text:
        lines = [fit(self.label, LABEL - 1)]
        if self.warning:
            lines += [""] * (self.size.height - 2)
            lines.append(fit(" " * (LABEL - 2) + f"! {self.warning}", self.size.width))
        return Text("\n".join(lines), no_wrap=True, overflow="ellipsis", end="")


class TextField(Field):
    """One line of text."""

    def __init__(
        self,
        name: str,
        label: str,
        value: str = "",
        *,
        check: Check | None = None,
        placeholder: str = "",
        password: bool = False,
        max_length: int = 0,
    ) -> None:
        super().__init__(name, label, check=check)
        self.secret = password
        self.input = LineInput(value, placeholder=placeholder, password=password, max_length=max_length)

    def compose(self) -> ComposeResult:
        yield self.input

    @property
    def value(self) -> str:
        return self.input.value.strip()

    @value.setter
    def value(self, value: str) -> None:
        self.input.value = value

    def hint(self, words: str) -> None:
        """What an empty field shows; no value of it."""
        self.input.placeholder = words


class NoteField(Field):
    """Several lines of text."""

    DEFAULT_CSS = "NoteField > TextBox { height: 5; }"

    def __init__(self, name: str, label: str, value: str = "", *, lines: int = 5) -> None:
        super().__init__(name, label)
        self.box = TextBox(value)
        self.box.styles.height = lines

    def compose(self) -> ComposeResult:
        yield self.box

    @property
    def value(self) -> str:
        return self.box.text.strip()

    @value.setter
    def value(self, value: str) -> None:
        self.box.text = value


class ChoiceLine(Widget, can_focus=True):
    """The chosen one of a few; arrows change it, its first letter leads to it."""

    DEFAULT_CSS = """
    ChoiceLine { height: 1; width: 1fr; background: $surface; color: $foreground; }
    ChoiceLine:focus { background: $primary; color: $text; text-style: bold; }
    ChoiceLine:ansi:focus { text-style: reverse; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "step(1)", N_("Next choice"), id="choice.next"),
        Binding("enter,alt+down", "list", N_("All choices"), id="choice.list"),
        Binding("left", "step(-1)", N_("Previous choice"), show=False, id="choice.previous"),
    ]

    class Changed(Message):
        """Another one was chosen."""

    class Wanted(Message):
        """All choices are to be shown, to pick one."""

        def __init__(self, line: "ChoiceLine") -> None:
            super().__init__()
            self.line = line

    def __init__(self, choices: Sequence[tuple[str, str]], value: str) -> None:
        super().__init__()
        self.choices = tuple(choices)
        self.place = next((i for i, (code, _) in enumerate(self.choices) if code == value), 0)

    def render(self) -> Text:
        shown = self.choices[self.place][1] if self.choices else ""
        return Text(f"‹ {shown} ›", no_wrap=True, overflow="ellipsis", end="")

    def choose(self, place: int) -> None:
        """Takes the choice at this place; told to others when it is another one."""
        if self.choices and place % len(self.choices) != self.place:
            self.place = place % len(self.choices)
            self.refresh()
            self.post_message(self.Changed())

    def action_step(self, by: int) -> None:
        self.choose(self.place + by)

    def action_list(self) -> None:
        if self.choices:
            self.post_message(self.Wanted(self))

    def on_key(self, event: events.Key) -> None:
        """A letter leads to the next choice that begins with it, in either layout."""
        letter = event.character or ""
        if not (event.is_printable and letter.isalnum()):
            return
        event.stop()
        event.prevent_default()
        wanted = tuple({letter.casefold(), other_layout(letter.casefold())})
        count = len(self.choices)
        following = ((self.place + by) % count for by in range(1, count + 1))
        self.choose(next((one for one in following if self._words(one).startswith(wanted)), self.place))

    def _words(self, place: int) -> str:
        return self.choices[place][1].strip().casefold()


class ChoiceField(Field):
    """One of a few, given as (code, words)."""

    def __init__(self, name: str, label: str, choices: Sequence[tuple[str, str]], value: str = "") -> None:
        super().__init__(name, label)
        self.line = ChoiceLine(choices, value)

    def compose(self) -> ComposeResult:
        yield self.line

    @property
    def value(self) -> str:
        return self.line.choices[self.line.place][0] if self.line.choices else ""

    @value.setter
    def value(self, value: str) -> None:
        for place, (code, _words) in enumerate(self.line.choices):
            if code == value:
                self.line.choose(place)

    def words(self, value: str) -> str:
        return next((words.strip() for code, words in self.line.choices if code == value), value)


class PickedField(ChoiceField):
    """Something picked elsewhere, or nothing; its value is its code with its name, so a draft can show it."""

    def __init__(self, name: str, label: str, chosen: tuple[str, str]) -> None:
        super().__init__(name, label, [("", "—")], "")
        if chosen[0]:
            self.learn(*chosen)
            self.line.place = 1

    @property
    def code(self) -> str:
        """What is chosen, without its name; "" is nothing."""
        return self.line.choices[self.line.place][0]

    @property
    def value(self) -> str:
        code, words = self.line.choices[self.line.place]
        return f"{code} {words}" if code else ""

    @value.setter
    def value(self, value: str) -> None:
        code, _space, words = value.partition(" ")
        if code and not self._known(code):
            self.learn(code, words or code)
        self.line.choose([one for one, _words in self.line.choices].index(code))

    def words(self, value: str) -> str:
        code, _space, words = value.partition(" ")
        return words or self._known(code) or value

    def learn(self, code: str, words: str) -> None:
        """One more choice."""
        if not self._known(code):
            self.line.choices = (*self.line.choices, (code, words))

    def pick(self, code: str, words: str) -> None:
        """Takes this one, known before or not."""
        self.value = f"{code} {words}" if code else ""

    def _known(self, code: str) -> str:
        return next((words for one, words in self.line.choices if one == code), "")


class Form(VerticalScroll, can_focus=False):
    """Fields one under another. Enter goes to the next one; what is typed is handed on as a draft.

    `dirty` is true from the first change until `settle`: a ringing call must not take the keys meanwhile.
    """

    DEFAULT_CSS = "Form { height: 1fr; padding: 0 1; scrollbar-size: 0 0; }"

    class Changed(Message):
        """Something in a form was typed or chosen."""

        def __init__(self, form: "Form") -> None:
            super().__init__()
            self.form = form

        @property
        def control(self) -> "Form":
            return self.form

    class Draft(Message):
        """What stands in a form some time after it was changed."""

        def __init__(self, form: "Form") -> None:
            super().__init__()
            self.form = form

        @property
        def control(self) -> "Form":
            return self.form

    def __init__(self, *fields: Field, id: str | None = None) -> None:  # noqa: A002  # Textual's own word
        super().__init__(*fields, id=id)
        self.all_fields = fields
        self.dirty = False
        self._settled: dict[str, str] = {}
        self._draft_waits = False

    def on_mount(self) -> None:
        self._settled = self.values()
        for field in self.all_fields:
            field.examine()

    def field(self, name: str) -> Field:
        """The field of this name; KeyError when there is none."""
        found = {field.name: field for field in self.all_fields}
        return found[name]

    def values(self) -> dict[str, str]:
        """What stands in the fields, by their names."""
        return {field.name or "": field.value for field in self.all_fields}

    @property
    def half_typed(self) -> bool:
        """Whether something was typed that is worth keeping: secrets are not kept."""
        values = self.values()
        return any(values[name] != self._settled.get(name) for name in self.open_names)

    @property
    def open_names(self) -> list[str]:
        """The names of the fields that hold no secret."""
        return [field.name or "" for field in self.all_fields if not field.secret]

    def fill(self, values: Mapping[str, str]) -> None:
        """Puts values into the fields that have these names."""
        for field in self.all_fields:
            if (value := values.get(field.name or "")) is not None:
                field.value = value

    def settle(self) -> None:
        """What stands here now is saved (or nothing yet): it is no longer half typed."""
        self._settled = self.values()
        self.dirty = False

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._changed(event.input)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._changed(event.text_area)

    def on_field_edited(self, event: Field.Edited) -> None:
        event.stop()
        self._changed(None)

    def on_choice_line_changed(self, event: ChoiceLine.Changed) -> None:
        event.stop()
        self._changed(None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.focus_next()

    def _changed(self, widget: Widget | None) -> None:
        if widget is not None and isinstance(widget.parent, Field):
            widget.parent.examine()
        self.dirty = self.values() != self._settled
        self.post_message(self.Changed(self))
        if not self._draft_waits:
            self._draft_waits = True
            self.set_timer(DRAFT_SECONDS, self._hand_on)

    def _hand_on(self) -> None:
        self._draft_waits = False
        self.post_message(self.Draft(self))


def is_typing(app: App[Any]) -> bool:
    """Whether a person is in the middle of typing: the field in focus holds text that is not saved."""
    focused = app.focused
    if not isinstance(focused, (Input, TextArea)) or (isinstance(focused, TextArea) and focused.read_only):
        return False
    for node in focused.ancestors:
        if isinstance(node, Form):
            return node.dirty
    return bool(focused.value if isinstance(focused, Input) else focused.text)
