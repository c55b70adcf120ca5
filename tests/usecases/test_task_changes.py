"""One change of many tasks: looked at, made by parts, taken back except for what people changed since."""

from datetime import date, timedelta

import pytest

from crm_tui.domain.errors import NotFound, Refused
from crm_tui.domain.kinds import Department, Role
from crm_tui.domain.permissions import Actor
from crm_tui.usecases import task_acts, task_card, tasks
from crm_tui.usecases.office import Office
from crm_tui.usecases.task_changes import (
    AT_ONCE,
    Wanted,
    begin_change,
    change_part,
    list_changes,
    preview_change,
    undo_part,
)
from tests.factories import Make

DAY = date(2026, 3, 2)


@pytest.fixture
def head(make: Make) -> Actor:
    return make.actor(Role.HEAD, full_name="Ігор", department=Department.SALES)


def changed(desk: Office, wanted: Wanted, text: str) -> tuple[int, int, list[str]]:
    """The change made: its number, how many, and those left as they are."""
    seen = desk.call(preview_change, wanted=wanted, filter_text=text)
    number = desk.call(begin_change, wanted=wanted, filter_text=text)
    part = desk.call(change_part, change_id=number, wanted=wanted, ids=seen.ids)
    return number, part.changed, [one.name for one, _why in part.kept]


def test_a_manager_who_left_gives_all_his_tasks_away_and_it_is_taken_back(
    office: Office, make: Make, head: Actor
) -> None:
    gone = make.actor(Role.MANAGER, active=False, department=Department.SALES)
    olia = make.actor(Role.MANAGER, full_name="Оля", department=Department.SALES)
    for n in range(AT_ONCE // 40):
        make.task(title=f"т{n}", assignee_id=gone.id, due_on=DAY + timedelta(days=n))
    desk, wanted = office.as_actor(head), Wanted(assignee_id=olia.id)
    seen = desk.call(preview_change, wanted=wanted, filter_text="хто=вибулі")
    assert (len(seen.ids), [one.title for one in seen.first][:2]) == (AT_ONCE // 40, ["т0", "т1"])
    assert "Оля" in seen.what
    assert desk.call(list_changes) == ()
    number, count, kept = changed(desk, wanted, "хто=вибулі")
    assert (count, kept) == (AT_ONCE // 40, [])
    mine = office.as_actor(olia).call(tasks.list_tasks, mine=True)
    assert len(mine) == count
    assert all(one.waits for one in mine)
    # One was worked on since: it stays with her.
    office.as_actor(olia).call(task_acts.accept_task, task_id=mine[0].id)
    part = desk.call(undo_part, change_id=number)
    assert (part.changed, [one.name for one, _why in part.kept], part.after) == (count - 1, ["т0"], None)
    assert [one.title for one in office.as_actor(olia).call(tasks.list_tasks, mine=True)] == ["т0"]
    with pytest.raises(Refused, match="already"):
        desk.call(undo_part, change_id=number)
    (row,) = desk.call(list_changes)
    assert (row.total, row.undone_at is not None, row.author) == (count, True, "Ігор")


def test_what_cannot_be_changed_stays_and_is_told(office: Office, make: Make, head: Actor) -> None:
    desk = office.as_actor(head)
    sale = make.task(title="продаж")
    make.task(title="супровід", department=Department.SUPPORT)
    number, count, kept = changed(desk, Wanted(stage="рахунок"), "стан=усі")
    assert (count, kept) == (1, ["супровід"])
    assert desk.call(tasks.show_task, task_id=sale.id).stage == "invoice"
    number, count, _kept = changed(desk, Wanted(stage="done"), "відділ=продаж")
    assert desk.call(tasks.show_task, task_id=sale.id).done_at is not None
    assert changed(desk, Wanted(due_on=DAY), "стан=виконані")[2] == ["продаж"]
    desk.call(undo_part, change_id=number)
    row = desk.call(tasks.show_task, task_id=sale.id)
    assert (row.stage, row.done_at) == ("invoice", None)
    assert len(desk.call(task_card.open_task, task_id=sale.id).history) == 3


def test_one_changes_only_what_one_sees_and_takes_back_only_ones_own(
    office: Office, make: Make, head: Actor
) -> None:
    oksana = make.actor(Role.MANAGER)
    make.task(title="чужа", assignee_id=head.id)
    own = make.task(title="своя", assignee_id=oksana.id)
    desk, wanted = office.as_actor(oksana), Wanted(due_on=DAY + timedelta(days=9))
    assert desk.call(preview_change, wanted=wanted, filter_text="").ids == (own.id,)
    assert desk.call(preview_change, wanted=wanted, ids=(own.id, 1)).ids == (own.id,)
    with pytest.raises(Refused):
        desk.call(preview_change, wanted=Wanted(), filter_text="")
    number, _count, _kept = changed(office.as_actor(head), wanted, "стан=усі")
    assert desk.call(list_changes) == ()
    with pytest.raises(NotFound):
        desk.call(undo_part, change_id=number)
