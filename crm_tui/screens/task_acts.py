"""What people do with a task by keys, in the queue and in the opened task alike."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.binding import Binding, BindingType

from crm_tui.i18n import N_, _
from crm_tui.screens.base import Manners

if TYPE_CHECKING:
    from crm_tui.domain.papers import PaperKind
    from crm_tui.screens.dialling import Dialable
    from crm_tui.usecases.shapes import Named, TaskRow

Result = TypeVar("Result")

TASK_KEYS: list[BindingType] = [
    Binding("f5", "finish", N_("Done"), id="tasks.finish", tooltip=N_("Marks the task done")),
    Binding("f7", "put_off", N_("Put off"), id="tasks.put_off", tooltip=N_("Another day: +3, mon, 15.04")),
    Binding("n", "next_stage", N_("Next stage"), id="tasks.next_stage", tooltip=N_("One stage on")),
    Binding("s", "stage", N_("Stage"), show=False, id="tasks.stage", tooltip=N_("Chooses the stage")),
    Binding(
        "g", "give", N_("Give"), show=False, id="tasks.give", tooltip=N_("Gives the task to a colleague")
    ),
    Binding("a", "accept", N_("Take"), show=False, id="tasks.accept", tooltip=N_("Takes what was given")),
    Binding("b", "back", N_("Hand back"), show=False, id="tasks.back", tooltip=N_("With the reason")),
    Binding("r", "reopen", N_("Take up again"), show=False, id="tasks.reopen", tooltip=N_("Not done yet")),
    Binding(
        "t",
        "talk",
        N_("Write the talk"),
        show=False,
        id="tasks.talk",
        tooltip=N_("A talk about this task"),
    ),
    Binding(
        "o,alt+o", "offer", N_("Offer"), show=False, id="tasks.offer", tooltip=N_("An offer for this task")
    ),
    Binding(
        "i,alt+r",
        "invoice",
        N_("Invoice"),
        show=False,
        id="tasks.invoice",
        tooltip=N_("An invoice for this task: last year's lines at today's prices"),
    ),
    Binding("c", "comment", N_("Comment"), show=False, id="tasks.comment", tooltip=N_("Says something")),
    Binding("h", "support", N_("To support"), show=False, id="tasks.support", tooltip=N_("After payment")),
    Binding("k", "card", N_("Card"), show=False, id="tasks.card", tooltip=N_("The card of the client")),
]


class TaskActs(Manners[Result]):
    """Acts on the task in hand. Nothing heavy is imported before a key asks for it."""

    BINDINGS: ClassVar[list[BindingType]] = TASK_KEYS

    def task_in_hand(self) -> "TaskRow | None":
        """The task that the keys mean."""
        raise NotImplementedError

    def acted(self, task: "TaskRow", said: str) -> None:
        """The task as it stands after an act, and the word about it."""
        raise NotImplementedError

    def dialable(self) -> "Dialable | None":
        from crm_tui.screens.dialling import Dialable

        task = self.task_in_hand()
        if task is None or task.client is None:
            return None
        contact_id = task.contact.id if task.contact else None
        return Dialable(client_id=task.client.id, contact_id=contact_id, task_id=task.id)

    def _act(self, name: str, say: "Callable[[TaskRow], str]", **values: Any) -> None:
        """Runs a use case of `task_acts` on the task in hand."""
        task, office = self.task_in_hand(), self.office
        if task is None:
            return

        def run() -> "TaskRow":
            from crm_tui.usecases import task_acts

            row: TaskRow = office.call(getattr(task_acts, name), task_id=task.id, **values)
            return row

        self.ask(run, lambda row: self.acted(row, say(row)), group="act")

    def action_finish(self) -> None:
        self._act("finish_task", lambda _row: _("Done"))

    def action_reopen(self) -> None:
        self._act("reopen_task", lambda row: _("Open again: {stage}").format(stage=row.stage_name))

    def action_accept(self) -> None:
        self._act("accept_task", lambda _row: _("The task is yours"))

    def action_next_stage(self) -> None:
        if (task := self.task_in_hand()) is not None:
            self._act("next_stage", _stage_words, seen=task.stage)

    def action_offer(self) -> None:
        from crm_tui.domain.papers import PaperKind

        self._begin_paper(PaperKind.OFFER)

    def action_invoice(self) -> None:
        from crm_tui.domain.papers import PaperKind

        self._begin_paper(PaperKind.INVOICE)

    def _begin_paper(self, kind: "PaperKind") -> None:
        from crm_tui.domain.permissions import Permission
        from crm_tui.screens.paper_opening import open_paper_form

        task = self.task_in_hand()
        if task is not None and self.office.can(Permission.PAPERS_PAPER_EDIT):
            open_paper_form(self.app, kind, task_id=task.id)

    def action_stage(self) -> None:
        from crm_tui.screens.choice_pick import ChoicePick
        from crm_tui.usecases.task_stages import StageRow, list_stages

        task, office = self.task_in_hand(), self.office
        if task is None:
            return

        def offer(stages: tuple[StageRow, ...]) -> None:
            known = [one for one in stages if one.active]
            here = next((n for n, one in enumerate(known) if one.code == task.stage), 0)

            def take(place: int | None) -> None:
                if place is not None:
                    self._act("set_stage", _stage_words, stage=known[place].code, seen=task.stage)

            self.shell.push_screen(ChoicePick([one.name for one in known], here), take)

        self.ask(lambda: office.call(list_stages, department=task.department), offer, group="stages")

    def action_put_off(self) -> None:
        from crm_tui.screens.put_off_form import PutOffForm

        if (task := self.task_in_hand()) is not None:
            self.shell.push_screen(PutOffForm(task), lambda row: self._came(row, _day_words))

    def action_give(self) -> None:
        from crm_tui.screens.choice_pick import ChoicePick
        from crm_tui.usecases.users import colleagues

        task, office = self.task_in_hand(), self.office
        if task is None:
            return

        def offer(people: "tuple[Named, ...]") -> None:
            names = [one.name for one in people] + [_("nobody")]
            here = next((n for n, one in enumerate(people) if one == task.assignee), 0)

            def take(place: int | None) -> None:
                if place is not None:
                    person = people[place].id if place < len(people) else None
                    self._act("assign_task", _hands_words, assignee_id=person)

            self.shell.push_screen(ChoicePick(names, here), take)

        self.ask(lambda: office.call(colleagues), offer, group="people")

    def action_back(self) -> None:
        from crm_tui.screens.one_line_form import OneLineForm

        def take(reason: str | None) -> None:
            if reason:
                self._act("hand_back", _hands_words, reason=reason)

        if self.task_in_hand() is not None:
            self.shell.push_screen(OneLineForm(_("Hand back"), _("Why")), take)

    def action_comment(self) -> None:
        from crm_tui.screens.comment_form import CommentForm

        if (task := self.task_in_hand()) is not None:
            self.shell.push_screen(CommentForm(task), lambda row: self._came(row, lambda _row: _("Said")))

    def action_support(self) -> None:
        """At once when the sale is paid; else the reason is asked."""
        from crm_tui.screens.one_line_form import OneLineForm
        from crm_tui.usecases.task_support import hand_to_support, sale_paid

        task, office = self.task_in_hand(), self.office
        if task is None:
            return

        def hand(reason: str | None) -> None:
            if reason is not None:
                self.ask(
                    lambda: office.call(hand_to_support, task_id=task.id, reason=reason), handed, group="act"
                )

        def handed(row: "TaskRow") -> None:
            self.acted(row, _("Support has it: task {id}").format(id=row.id))

        def go_on(paid: bool) -> None:
            if paid:
                hand("")
            else:
                form = OneLineForm(_("The sale is not paid yet"), _("Why it goes to support all the same"))
                self.shell.push_screen(form, hand)

        self.ask(lambda: office.call(sale_paid, task_id=task.id), go_on, group="paid")

    def action_talk(self) -> None:
        from crm_tui.screens.talk import TalkWanted
        from crm_tui.screens.talk_opening import open_talk

        task, desk = self.task_in_hand(), self.shell.desk
        if task is None or desk is None:
            return
        if task.client is None:
            self.tell(_("This task is about no client"))
            return
        open_talk(desk, TalkWanted(task_id=task.id), self)

    def action_card(self) -> None:
        task = self.task_in_hand()
        if task is not None and task.client is not None:
            self.shell.open_client(task.client.id)

    def _came(self, row: "TaskRow | None", say: "Callable[[TaskRow], str]") -> None:
        if row is not None:
            self.acted(row, say(row))


def _stage_words(row: "TaskRow") -> str:
    return _("Stage: {stage}").format(stage=row.stage_name)


def _hands_words(row: "TaskRow") -> str:
    return _("Now it is with: {person}").format(person=row.assignee.name if row.assignee else _("nobody"))


def _day_words(row: "TaskRow") -> str:
    from crm_tui.domain.kyiv import format_date

    return _("Put off to {day}").format(day=format_date(row.due_on))
