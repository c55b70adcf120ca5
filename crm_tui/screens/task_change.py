"""One change of many tasks: what is set, how many it is about and the first of them, then done or left."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.day_words import day_of
from crm_tui.domain.errors import Refused
from crm_tui.domain.kyiv import today
from crm_tui.domain.workdays import OfficeCalendar
from crm_tui.i18n import N_, _, ngettext
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.client_words import one_line
from crm_tui.screens.day_words import DAY_HELP, check_day
from crm_tui.usecases.office_calendar import office_calendar
from crm_tui.usecases.shapes import Named
from crm_tui.usecases.task_changes import (
    AT_ONCE,
    ChangePreview,
    ChangeRow,
    Wanted,
    begin_change,
    change_part,
    list_changes,
    preview_change,
    undo_part,
)
from crm_tui.usecases.users import colleagues
from crm_tui.widgets.form import ChoiceField, Form, TextField
from crm_tui.widgets.text_block import TextBlock

NOBODY = "nobody"


class TaskChangeForm(BaseDialog[str]):
    """Answers what was done, in words. F2 looks first; F2 once more does it."""

    TITLE_WORD = N_("Change many tasks")
    HELP_TEXT = N_(
        "F2 shows how many tasks it is about and the first of them; F2 once more does it. F7 takes your last "
        "change of many back; what people changed since stays as it is."
    )
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = "TaskChangeForm Form { height: auto; padding: 0; } TaskChangeForm TextBlock { height: 8; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+s", "go_on", N_("Look, then do"), priority=True, id="task_change.go_on"),
        Binding("f7", "undo", N_("Take the last back"), priority=True, id="task_change.undo"),
    ]

    def __init__(self, wanted: str, ids: tuple[int, ...]) -> None:
        super().__init__()
        self.wanted, self.ids = wanted, ids
        self.calendar = OfficeCalendar()
        self.seen: tuple[Wanted, ChangePreview] | None = None

    def body(self) -> ComposeResult:
        yield Form(
            TextField("stage", _("Stage")),
            ChoiceField("person", _("Who"), [("", _("as it is")), (NOBODY, _("nobody"))]),
            TextField("day", _("To the day"), check=self._check),
        )
        yield TextBlock(self._about())

    def on_mount(self) -> None:
        office = self.office
        self.ask(lambda: office.call(office_calendar), self._know, group="calendar")
        self.ask(lambda: office.call(colleagues), self._offer, group="people")

    def _know(self, calendar: OfficeCalendar) -> None:
        self.calendar = calendar

    def _offer(self, people: tuple[Named, ...]) -> None:
        field = self.query_one(Form).field("person")
        assert isinstance(field, ChoiceField)  # noqa: S101  # it is made so above
        field.line.choices = (*field.line.choices, *((str(one.id), one_line(one.name)) for one in people))

    def _about(self) -> str:
        if self.ids:
            return _("Ticked tasks: {n}").format(n=len(self.ids))
        return _("All tasks of the filter {text}").format(text=self.wanted)

    def _check(self, text: str) -> str:
        return check_day(text, today(self.office.clock()), self.calendar)

    def _typed(self) -> Wanted:
        values = self.query_one(Form).values()
        day = day_of(values["day"], today(self.office.clock())) if values["day"].strip() else None
        if values["day"].strip() and day is None:
            raise Refused(_(DAY_HELP))
        person = values["person"]
        return Wanted(
            stage=values["stage"].strip(),
            assignee_id=int(person) if person not in {"", NOBODY} else None,
            nobody=person == NOBODY,
            due_on=day,
        )

    def action_go_on(self) -> None:
        office, text, ids = self.office, self.wanted, self.ids
        try:
            wanted = self._typed()
        except Refused as refused:
            self.refuse(refused)
            return
        if self.seen is not None and self.seen[0] == wanted and self.seen[1].ids:
            self._do(wanted, self.seen[1])
            return
        self.ask(
            lambda: office.call(preview_change, wanted=wanted, filter_text=text, ids=ids),
            lambda seen: self._show(wanted, seen),
            group="look",
        )

    def _show(self, wanted: Wanted, seen: ChangePreview) -> None:
        self.seen = (wanted, seen)
        count = len(seen.ids)
        lines = [ngettext("{n} task: {what}", "{n} tasks: {what}", count).format(n=count, what=seen.what)]
        lines += [
            "  " + one_line(f"{one.title} · {one.client.name if one.client else ''}")
            for one in seen.first[:5]
        ]
        lines.append(_("F2 once more does it") if count else _("There are no such tasks"))
        self.query_one(TextBlock).say("\n".join(lines))

    def _do(self, wanted: Wanted, seen: ChangePreview) -> None:
        office, text = self.office, self.wanted

        def do() -> str:
            number = office.call(begin_change, wanted=wanted, filter_text=text)
            parts = [
                office.call(
                    change_part, change_id=number, wanted=wanted, ids=seen.ids[start : start + AT_ONCE]
                )
                for start in range(0, len(seen.ids), AT_ONCE)
            ]
            return _result(_("Changed: {n}"), [(one.changed, len(one.kept)) for one in parts])

        self.ask(do, self._done, group="do")

    def action_undo(self) -> None:
        office = self.office

        def undo() -> str:
            known = office.call(list_changes)
            mine = [one for one in known if one.mine and one.undone_at is None]
            if not mine:
                raise Refused(_("There is no change of yours to take back"))
            return _result(_("Taken back: {n}"), _undone(self, mine[0]))

        self.ask(undo, self._done, group="do")

    def _done(self, said: str) -> None:
        self.dismiss(said)


def _undone(form: TaskChangeForm, change: ChangeRow) -> list[tuple[int, int]]:
    after: int | None = 0
    counts = []
    while after is not None:
        part = form.office.call(undo_part, change_id=change.id, after=after)
        counts.append((part.changed, len(part.kept)))
        after = part.after
    return counts


def _result(said: str, counts: list[tuple[int, int]]) -> str:
    done, kept = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0)
    words = said.format(n=done)
    return words + (_("; left as they are: {n}").format(n=kept) if kept else "")
