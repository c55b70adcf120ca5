"""A task opened: what, for whom, by when; the last talk about its service; its history and comments."""

from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.attachments import Subject, SubjectKind
from crm_tui.domain.kinds import TaskEventKind
from crm_tui.domain.kyiv import format_date, format_moment
from crm_tui.domain.phone import display_phone
from crm_tui.domain.text import clean_multiline
from crm_tui.i18n import N_, _
from crm_tui.screens.attached import Attached, Holder
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.card_talks import talk_detail
from crm_tui.screens.client_words import one_line
from crm_tui.screens.comment_form import CommentForm
from crm_tui.screens.hearing import hear
from crm_tui.screens.task_acts import TaskActs
from crm_tui.screens.task_form import TaskForm
from crm_tui.screens.task_rows import sign_of
from crm_tui.screens.task_words import TASK_KINDS, event_words
from crm_tui.usecases.shapes import TaskRow
from crm_tui.usecases.task_card import TaskCard, open_task
from crm_tui.widgets.columns import Column
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList


class TaskScreen(Attached[None], BaseScreen[None], TaskActs[None]):
    """Lines one can walk through; the keys of the queue work here too."""

    TITLE_WORD = N_("Task")
    HELP_TEXT = N_(
        "The last talk about the task's service attaches itself and is always the newest one; O plays its "
        "recording. Enter on one's own comment changes it."
    )
    LOOKS_AT = frozenset({"tasks", "talks"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "change", N_("Change"), id="task.change", tooltip=N_("The words and the day")),
        Binding("insert", "comment", N_("Comment"), id="task.comment", tooltip=N_("Says something")),
        Binding("f6,o", "hear", N_("Recording"), id="task.hear", tooltip=N_("Of the last talk's call")),
        Binding("f3", "card", N_("Card"), id="task.card", tooltip=N_("The card of the client")),
        Binding("escape", "leave", N_("Leave"), id="task.leave"),
    ]

    def __init__(self, task: TaskRow) -> None:
        super().__init__()
        self.task_row = task
        self.card: TaskCard | None = None

    def body(self) -> ComposeResult:
        yield VirtualList((Column("", 40, flex=1),))

    def on_mount(self) -> None:
        self.look_again()

    def look_again(self) -> None:
        office, task_id = self.office, self.task_row.id
        self.ask(lambda: office.call(open_task, task_id=task_id), self._show, group="look")

    def _show(self, card: TaskCard) -> None:
        self.card, self.task_row = card, card.task
        rows = self.query_one(VirtualList)
        kept = rows.current.id if rows.current else None
        rows.show(MemoryRows(_rows(card, self._width)), keep=kept)

    @property
    def _width(self) -> int:
        return max(20, self.size.width - 6)

    def task_in_hand(self) -> TaskRow | None:
        return self.task_row

    def holder(self) -> Holder | None:
        return Holder(Subject(SubjectKind.TASK, self.task_row.id), self.task_row.title)

    def acted(self, task: TaskRow, said: str) -> None:
        if task.id == self.task_row.id:
            self.task_row = task
        self.tell(one_line(said))
        self.look_again()

    def action_hear(self) -> None:
        talk = self.card.last_talk if self.card else None
        if talk is None or talk.call_id is None:
            self.tell(_("The last talk had no call"))
        else:
            hear(self, talk.call_id)

    def action_change(self) -> None:
        self.shell.push_screen(TaskForm(known=self.task_row), self._changed)

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        """Enter on one's own comment changes it."""
        number = str(event.row.id).partition(":")[0]
        for one in self.card.history if self.card else ():
            if number == f"e{one.id}" and one.mine and one.kind is TaskEventKind.COMMENT:
                self.shell.push_screen(CommentForm(self.task_row, one), self._changed)

    def _changed(self, task: TaskRow | None) -> None:
        if task is not None:
            self.look_again()

    def action_leave(self) -> None:
        self.dismiss()

    def plain_text(self) -> str:
        return "\n".join(row.cells[0] for row in _rows(self.card, self._width)) if self.card else ""


def _rows(card: TaskCard, width: int) -> list[Row]:
    """The lines of an opened task, each with an id of its own."""
    rows = [Row(f"h{n}", n, (text,), sign, style) for n, (text, sign, style) in enumerate(_head(card.task))]
    if card.task.text:
        rows += _block("t", clean_multiline(card.task.text), width)
    rows.append(Row("talk", 0, ("─ " + _("The last talk about the service"),), "", "muted"))
    rows += _block("l", talk_detail(card.last_talk) if card.last_talk else _("there was none yet"), width)
    rows.append(Row("history", 0, ("─ " + _("History"),), "", "muted"))
    made = _("made")
    for one in card.history:
        head = f"{format_moment(one.at)} {one_line(one.author)}: "
        rows += _block(f"e{one.id}", head + event_words(one), width)
    author = one_line(card.task.author.name) if card.task.author else _("by itself")
    rows.append(Row("made", 0, (f"{made}: {author}, {_(TASK_KINDS[card.task.kind])}",), "", "muted"))
    return rows


def _head(task: TaskRow) -> list[tuple[str, str, str]]:
    sign, style = sign_of(task)
    who = one_line(task.assignee.name) if task.assignee else _("nobody's")
    giver = _("given by {person}").format(person=one_line(task.giver.name)) if task.giver else ""
    waits = _("not taken yet") if task.waits else ""
    day = format_date(task.due_on)
    if task.done_at is not None:
        day += ", " + _("finished {moment}").format(moment=format_moment(task.done_at))
    whom = [one_line(one.name) for one in (task.client, task.contact) if one is not None]
    whom += [display_phone(task.phone)] if task.phone else []
    about = [one_line(task.service.name)] if task.service else []
    if task.term_end is not None:
        about.append(_("term to {day}").format(day=format_date(task.term_end)))
    lines = [
        (one_line(task.title), sign, style),
        (f"{day} · {one_line(task.stage_name)}", "", ""),
        (", ".join(part for part in (who, giver, waits) if part), "+" if task.waits else "", ""),
        (", ".join(whom), "", ""),
        (" · ".join(about), "", ""),
    ]
    return [line for line in lines if line[0]]


def _block(name: str, text: str, width: int) -> list[Row]:
    """A longer text, wrapped to the width of the list."""
    lines = [part for line in text.splitlines() for part in wrap(line, width) or [""]] or [""]
    return [Row(f"{name}:{n}", n, (line if n == 0 else f"  {line}",)) for n, line in enumerate(lines)]
