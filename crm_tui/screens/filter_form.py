"""A filter built condition by condition, or typed: the lines and the text always say the same."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.errors import Refused
from crm_tui.domain.filter_edit import Line, added, lines_of, put, removed, turned
from crm_tui.domain.filter_language import CLOSED, FieldKind
from crm_tui.domain.filter_tree import All, Condition, Either, Tree
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.choice_pick import ChoicePick
from crm_tui.screens.client_words import one_line
from crm_tui.screens.condition_form import ChosenCondition, ConditionForm, SpanCondition
from crm_tui.screens.filter_words import FIELDS, field_words, line_words
from crm_tui.screens.filtered_lists import Filtered
from crm_tui.usecases.filter_building import FilterCount, FilterName, count_filter, filter_names
from crm_tui.usecases.kept_filters import KeptFilter, check_text, save_filter
from crm_tui.widgets.columns import Column
from crm_tui.widgets.form import ChoiceField, Field, Form, TextField
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList

Chosen = tuple[str, str]
"""The text of a filter and its name."""
AT_REST_SECONDS = 0.3
"""A typed text is counted so long after its last letter."""
_TYPED = frozenset({FieldKind.DAY, FieldKind.BORDER, FieldKind.COUNT, FieldKind.MONEY})


class FieldPick(ChoicePick):
    """What a condition is about."""

    TITLE_WORD = N_("What it is about")


class FilterForm(BaseDialog[Chosen]):
    """Answers the filter; with a name it is kept, without one it is only used now."""

    KEYS_TEXT = N_(
        "Insert adds a condition that must hold too, F7 another one of which at least one must hold: on the "
        "head of a bracket they join the whole of it. F8 turns a line round, Enter changes it, Delete takes "
        "it out. Tab leads to the text, which is the filter itself: typed, it stands above line by line."
    )
    AUTO_FOCUS = "VirtualList"
    DEFAULT_CSS = """
    FilterForm VirtualList { height: 9; }
    FilterForm Form { height: auto; padding: 0; }
    FilterForm TextBlock { height: 2; padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+s", "take", N_("Show"), id="filter.take"),
        Binding("insert,a", "add(True)", N_("And"), id="filter.and", tooltip=N_("One more: all hold")),
        Binding("f7,o", "add(False)", N_("Or"), id="filter.or", tooltip=N_("Another: at least one holds")),
        Binding("f8,n", "turn", N_("Not"), id="filter.not", tooltip=N_("What the line says must not hold")),
        Binding("delete", "remove", N_("Take out"), id="filter.remove"),
    ]

    def __init__(self, filtered: Filtered, text: str, known: KeptFilter | None = None) -> None:
        super().__init__()
        self.list, self.text, self.known = filtered, text, known
        self.HELP_TEXT = f"{_(self.KEYS_TEXT)} {_(filtered.help)}"
        self.said_tree: Tree | None = All()
        """What the text says; None while it says nothing that can be shown."""
        self.lines: tuple[Line, ...] = ()
        self.names: dict[str, tuple[FilterName, ...]] = {}
        """What the office calls the values of fields, as far as it was asked."""

    def body(self) -> ComposeResult:
        known = self.known
        empty = _("Everything. Insert adds a condition.")
        yield VirtualList((Column(_("What is found"), 40, flex=1),), MemoryRows([]), empty=empty)
        fields: list[Field] = [
            TextField("text", _("Filter"), self.text),
            TextField("name", _("Keep as"), known.name if known else ""),
        ]
        if self.office.can(self.list.share):
            answers = [("", _("only for me")), ("1", _("for everybody"))]
            shared = "1" if known and known.shared else ""
            fields.append(ChoiceField("shared", _("For whom"), answers, shared))
        yield Form(*fields)
        yield TextBlock(id="found")

    def on_mount(self) -> None:
        self.query_one("#box").border_title = _(self.list.one)
        self._read()
        self._count()

    # The text and its lines.

    @property
    def _said(self) -> str:
        return self.query_one(Form).field("text").value

    def _read(self, keep: int = 0) -> None:
        """Shows the lines of the text, or why it has none."""
        rows = self.query_one(VirtualList)
        rows.empty = _("Everything. Insert adds a condition.")
        try:
            self.said_tree = self.list.part(self._said)
        except Refused as refused:
            self.said_tree, rows.empty = None, _("This text cannot be shown here: it is edited as text")
            self._say(str(refused))
        self.lines = lines_of(self.said_tree) if self.said_tree is not None else ()
        self._paint(keep)
        self._learn(self._repaint)

    def _paint(self, keep: int) -> None:
        of, language = self.list.name, self.list.language
        names = {
            field: {one.value: one_line(one.words) for one in known} for field, known in self.names.items()
        }
        rows = [Row(n, 0, (line_words(of, language, line, names),)) for n, line in enumerate(self.lines)]
        self.query_one(VirtualList).show(MemoryRows(rows), keep=keep)

    def _repaint(self) -> None:
        row = self.query_one(VirtualList).current
        self._paint(int(str(row.id)) if row is not None else 0)

    def _learn(self, then: Callable[[], None], *more: str) -> None:
        """Asks what the office calls the values of the fields that stand here, and of `more`."""
        fields = self.list.language.fields
        here = {line.part.field for line in self.lines if isinstance(line.part, Condition)} | {*more}
        new = [one for one in here - set(self.names) if fields[one].kind not in _TYPED | CLOSED]
        if not new:
            if more:
                then()
            return
        office, of = self.office, self.list.name

        def learnt(names: dict[str, tuple[FilterName, ...]]) -> None:
            self.names |= names
            then()

        self.ask(
            lambda: {one: office.call(filter_names, of=of, field=one) for one in new}, learnt, group="names"
        )

    def _say(self, text: str) -> None:
        self.query_one("#found", TextBlock).say(text)

    def _count(self) -> None:
        office, of, text = self.office, self.list.name, self._said
        self.ask(
            lambda: office.call(count_filter, of=of, text=text),
            self._counted,
            group="count",
            failed=self._uncounted,
        )

    def _counted(self, found: FilterCount) -> None:
        words = _("Finds more than {n}") if found.more else _("Finds: {n}")
        self._say(words.format(n=found.rows))

    def _uncounted(self, error: Exception) -> None:
        if not isinstance(error, Refused):
            raise error
        self._say(str(error))

    def on_form_changed(self, event: Form.Changed) -> None:
        """A text typed by hand stands above as soon as it says something."""
        event.stop()
        if self._said != self.text:
            self.text = self._said
            self._read()
            self.set_timer(
                AT_REST_SECONDS, lambda text=self.text: self._count() if text == self.text else None
            )

    def _count_typed(self, text: str) -> Callable[[], None]:
        return lambda: self._count() if text == self.text and self.said_tree is not None else None

    def _build(self, tree: Tree, path: Sequence[int]) -> None:
        """Takes a changed filter: its text grows, its rows are counted."""
        self.text = self.list.text(tree)
        field = self.query_one(Form).field("text")
        field.value = self.text
        if isinstance(field, TextField):
            field.input.cursor_position = len(self.text)
        here = [n for n, line in enumerate(lines_of(tree)) if line.path == tuple(path)]
        self._read(here[0] if here else max(0, len(lines_of(tree)) - 1))
        self._count()

    # What the keys do.

    @property
    def _here(self) -> Line | None:
        row = self.query_one(VirtualList).current
        place = int(str(row.id)) if row is not None else 0
        # The list shows its rows a moment after they are known here.
        return self.lines[place] if place < len(self.lines) else None

    @property
    def _shown(self) -> Tree | None:
        if self.said_tree is None:
            self.refuse(Refused(_("Mend the text first, or empty it")))
        return self.said_tree

    def action_add(self, both: bool) -> None:
        if (tree := self._shown) is None:
            return
        path = self._here.path if self._here else ()
        kind = All if both else Either

        def take(one: Condition) -> None:
            grown = added(tree, path, one, kind)
            places = [line.path for line in lines_of(grown) if line.part == one]
            self._build(grown, min(places, key=lambda place: abs(len(place) - len(path) - 1), default=path))

        names = FIELDS[self.list.name]

        def picked(place: int | None) -> None:
            if place is not None:
                self._ask_condition(list(names)[place], None, take)

        said = [
            f"{field_words(self.list.name, one)} · {self.list.language.fields[one].word}" for one in names
        ]
        self.shell.push_screen(FieldPick(said, 0), picked)

    def _ask_condition(self, field: str, known: Condition | None, take: Callable[[Condition], None]) -> None:
        kind = self.list.language.fields[field].kind

        def taken(one: Condition | None) -> None:
            if one is not None:
                take(one)

        def show(form: ConditionForm) -> None:
            self.shell.push_screen(form, taken)

        if kind in _TYPED:
            show(SpanCondition(self.list, field, known))
            return
        self._learn(lambda: show(ChosenCondition(self.list, field, self.names.get(field, ()), known)), field)

    def on_virtual_list_picked(self, _event: VirtualList.Picked) -> None:
        """Another value for a condition; the other kind for a bracket."""
        line, tree = self._here, self._shown
        if line is None or tree is None:
            return
        path = (*line.path, *(0,) * line.nots)
        part = line.part
        if isinstance(part, Condition):
            self._ask_condition(part.field, part, lambda one: self._build(put(tree, path, one), line.path))
        else:
            other = Either(part.parts) if isinstance(part, All) else All(part.parts)
            self._build(put(tree, path, other), line.path)

    def action_turn(self) -> None:
        if (line := self._here) is not None and (tree := self._shown) is not None:
            self._build(turned(tree, line.path), line.path)

    def action_remove(self) -> None:
        if (line := self._here) is not None and (tree := self._shown) is not None:
            self._build(removed(tree, line.path), line.path)

    def action_take(self) -> None:
        values, office, of = self.query_one(Form).values(), self.office, self.list.name
        text, name, shared = values["text"], values["name"].strip(), bool(values.get("shared"))
        number = self.known.id if self.known else None

        def take() -> Chosen:
            if not name:
                return office.call(check_text, of=of, text=text), ""
            kept = office.call(save_filter, of=of, name=name, text=text, shared=shared, filter_id=number)
            return kept.text, kept.name

        self.ask(take, self._taken, group="save")

    def _taken(self, chosen: Chosen) -> None:
        self.dismiss(chosen)
