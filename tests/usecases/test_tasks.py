"""Tasks from hand to hand, stage to stage, day to day: nothing is lost, each step has its author and time."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.kinds import Department, Role, TaskEventKind
from crm_tui.domain.permissions import Actor
from crm_tui.store.scope import read_scope, write_scope
from crm_tui.store.tables import Employee, Task
from crm_tui.usecases import task_acts, task_card, task_stages, tasks
from crm_tui.usecases.office import Office
from tests.conftest import Clock
from tests.factories import Make

DAY = date(2026, 3, 2)


@pytest.fixture
def oksana(make: Make) -> Actor:
    return make.actor(Role.MANAGER, full_name="Оксана", login="oksana", department=Department.SALES)


@pytest.fixture
def petro(make: Make) -> Actor:
    return make.actor(Role.SPECIALIST, full_name="Петро", login="petro", department=Department.SUPPORT)


def steps(desk: Office, task_id: int) -> list[TaskEventKind]:
    return [one.kind for one in desk.call(task_card.open_task, task_id=task_id).history]


def test_a_task_goes_by_its_stages_to_the_end_and_back(office: Office, oksana: Actor, clock: Clock) -> None:
    desk = office.as_actor(oksana)
    task = desk.call(tasks.add_task, title="КЕП на рік", due_on=DAY)
    assert (task.department, task.stage, task.stage_name) == (Department.SALES, "new", "новий")
    assert desk.call(task_acts.next_stage, task_id=task.id, seen="new").stage == "offer"
    clock.tick(60)
    with pytest.raises(Refused, match="пропозиція"):
        desk.call(task_acts.next_stage, task_id=task.id, seen="new")
    assert desk.call(task_acts.set_stage, task_id=task.id, stage="Рахунок").stage == "invoice"
    with pytest.raises(Refused, match="оплачено"):
        desk.call(task_acts.set_stage, task_id=task.id, stage="полетіло")

    refused = desk.call(task_acts.set_stage, task_id=task.id, stage="refused")
    assert refused.done_at == clock()
    assert desk.call(tasks.list_tasks, mine=True) == ()
    with pytest.raises(Refused, match="відмова"):
        desk.call(task_acts.next_stage, task_id=task.id)
    with pytest.raises(Refused):
        desk.call(task_acts.put_off, task_id=task.id, due_on=DAY)
    again = desk.call(task_acts.reopen_task, task_id=task.id)
    assert (again.stage, again.done_at) == ("invoice", None)

    history = desk.call(task_card.open_task, task_id=task.id).history
    assert [one.kind for one in history] == [
        TaskEventKind.REOPENED,
        TaskEventKind.DONE,
        TaskEventKind.STAGE,
        TaskEventKind.STAGE,
    ]
    assert history[2].stage == ("пропозиція", "рахунок")
    assert (history[2].author, history[2].at) == ("Оксана", clock())


def test_a_task_is_given_taken_and_handed_back(office: Office, oksana: Actor, petro: Actor) -> None:
    giver, taker = office.as_actor(oksana), office.as_actor(petro)
    task = giver.call(tasks.add_task, title="Налаштувати", due_on=DAY, assignee_id=petro.id)
    assert (task.department, task.waits) == (Department.SUPPORT, True)
    taken = taker.call(task_acts.accept_task, task_id=task.id)
    assert (taken.waits, taken.giver and taken.giver.name) == (False, "Оксана")
    with pytest.raises(Refused):
        giver.call(task_acts.accept_task, task_id=task.id)
    with pytest.raises(Refused):
        taker.call(task_acts.hand_back, task_id=task.id, reason=" ")
    back = taker.call(task_acts.hand_back, task_id=task.id, reason="немає\tдоступу")
    assert back.assignee
    assert (back.assignee.id, back.waits, back.department) == (
        oksana.id,
        False,
        Department.SALES,
    )
    (last, *_rest) = giver.call(task_card.open_task, task_id=task.id).history
    assert (last.text, last.assignee) == ("немає доступу", ("Петро", "Оксана"))

    # Whoever works on a task has taken it.
    giver.call(task_acts.assign_task, task_id=task.id, assignee_id=petro.id)
    assert not taker.call(task_acts.put_off, task_id=task.id, due_on=DAY).waits


def test_a_stage_that_the_other_department_has_not_begins_anew(
    office: Office, oksana: Actor, petro: Actor
) -> None:
    desk = office.as_actor(oksana)
    task = desk.call(tasks.add_task, title="Рахунок", due_on=DAY)
    desk.call(task_acts.set_stage, task_id=task.id, stage="invoice")
    given = desk.call(task_acts.assign_task, task_id=task.id, assignee_id=petro.id)
    assert (given.department, given.stage) == (Department.SUPPORT, "new")


def test_handed_back_to_one_who_left_a_task_is_nobodys_and_is_taken_by_another(
    office: Office, make: Make, oksana: Actor, petro: Actor
) -> None:
    task = office.as_actor(oksana).call(tasks.add_task, title="т", due_on=DAY, assignee_id=petro.id)
    with write_scope(office.store, office.actor, act="test.leave") as unit:
        person = unit.session.get(Employee, oksana.id)
        assert person is not None
        unit.change(person, active=False)
    nobody = office.as_actor(petro).call(task_acts.hand_back, task_id=task.id, reason="не моє")
    assert nobody.assignee is None
    olia = make.actor(Role.MANAGER, department=Department.SALES)
    taken = office.as_actor(olia).call(task_acts.accept_task, task_id=task.id)
    assert taken.assignee
    assert (taken.assignee.id, taken.waits) == (olia.id, False)
    with pytest.raises(Refused, match="no longer works"):
        office.call(task_acts.assign_task, task_id=task.id, assignee_id=oksana.id)


def test_a_day_in_the_past_makes_a_task_overdue_and_is_no_error(office: Office, oksana: Actor) -> None:
    """A reminder is never lost when its day moves or lies in the past."""
    desk = office.as_actor(oksana)
    first = desk.call(tasks.add_task, title="вчора", due_on=DAY - timedelta(days=1))
    second = desk.call(tasks.add_task, title="завтра", due_on=DAY + timedelta(days=1))
    moved = desk.call(task_acts.put_off, task_id=second.id, due_on=DAY - timedelta(days=40), reason="забули")
    assert moved.days_late == 40
    assert [one.id for one in desk.call(tasks.list_tasks, mine=True)] == [second.id, first.id]
    assert desk.call(task_card.open_task, task_id=second.id).history[0].due_on == (
        DAY + timedelta(days=1),
        DAY - timedelta(days=40),
    )


def test_the_last_talk_of_the_service_is_attached_by_itself(
    office: Office, make: Make, oksana: Actor, clock: Clock
) -> None:
    client = make.known("Ромашка", "+380671112233")
    kep, medoc = make.service("КЕП"), make.service("M.E.Doc")
    desk = office.as_actor(oksana)
    task = desk.call(tasks.add_task, title="продовжити", due_on=DAY, client_id=client.id, service_id=kep.id)
    assert desk.call(task_card.open_task, task_id=task.id).last_talk is None
    mine = make.talk(client, oksana, service_id=kep.id, text="про КЕП")
    clock.tick(60)
    make.talk(client, oksana, service_id=medoc.id, text="про звіт")
    card = desk.call(task_card.open_task, task_id=task.id)
    assert card.last_talk
    assert (card.last_talk.id, card.task.phone) == (mine.id, "+380671112233")
    clock.tick(60)
    make.talk(client, oksana, service_id=kep.id, text="передумали")
    last = desk.call(task_card.open_task, task_id=task.id).last_talk
    assert last
    assert last.text == "передумали"


def test_comments_keep_their_lines_and_only_their_author_changes_them(
    office: Office, oksana: Actor, petro: Actor
) -> None:
    task = office.as_actor(oksana).call(tasks.add_task, title="т", due_on=DAY, assignee_id=petro.id)
    office.as_actor(petro).call(task_acts.comment_task, task_id=task.id, text="ключ\nу сейфі @oksana")
    (said,) = office.as_actor(petro).call(task_card.open_task, task_id=task.id).history
    assert (said.text, said.mine) == ("ключ\nу сейфі @oksana", True)
    with pytest.raises(Refused):
        office.as_actor(oksana).call(task_acts.edit_comment, event_id=said.id, text="ні")
    office.as_actor(petro).call(task_acts.edit_comment, event_id=said.id, text="ключ у Олі")
    (said,) = office.as_actor(oksana).call(task_card.open_task, task_id=task.id).history
    assert said.text == "ключ у Олі"
    assert said.edited_at is not None


def test_stages_are_data_of_a_department(office: Office, actors: dict[Role, Actor], oksana: Actor) -> None:
    head, sales = office.as_actor(actors[Role.HEAD]), Department.SALES
    head.call(task_stages.add_stage, department=sales, code="thinks", name="думає", after="offer")
    desk = office.as_actor(oksana)
    task = desk.call(tasks.add_task, title="т", due_on=DAY)
    desk.call(task_acts.set_stage, task_id=task.id, stage="offer")
    assert desk.call(task_acts.next_stage, task_id=task.id).stage_name == "думає"
    with pytest.raises(Refused, match=r"\(1\)"):
        head.call(task_stages.edit_stage, department=sales, code="thinks", active=False)
    head.call(task_stages.edit_stage, department=sales, code="thinks", name="вагається")
    assert desk.call(tasks.show_task, task_id=task.id).stage_name == "вагається"
    desk.call(task_acts.next_stage, task_id=task.id)
    head.call(task_stages.edit_stage, department=sales, code="thinks", active=False)
    with pytest.raises(Refused):
        desk.call(task_acts.set_stage, task_id=task.id, stage="thinks")
    for code in ("done", "invoice"):
        with pytest.raises(Refused):
            head.call(task_stages.edit_stage, department=sales, code=code, active=False)
        head.call(
            task_stages.add_stage, department=sales, code=f"{code}2", name=f"{code}2", final=code == "done"
        )
    with pytest.raises(Refused):
        head.call(task_stages.add_stage, department=sales, code="Тест", name="тест")
    with pytest.raises(Forbidden):
        desk.call(task_stages.add_stage, department=sales, code="x", name="x")


ACTS = st.lists(
    st.tuples(st.sampled_from(["next", "stage", "done", "reopen", "off"]), st.integers(0, 6)), max_size=8
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_a_task_is_done_exactly_when_its_stage_is_final_and_every_change_has_its_step(
    office: Office, acts: list[tuple[str, int]]
) -> None:
    task = office.call(tasks.add_task, title="т", due_on=DAY)
    stages = office.call(task_stages.list_stages, department=task.department)
    for name, n in acts:
        try:
            if name == "next":
                office.call(task_acts.next_stage, task_id=task.id)
            elif name == "stage":
                office.call(task_acts.set_stage, task_id=task.id, stage=stages[n % len(stages)].code)
            elif name == "done":
                office.call(task_acts.finish_task, task_id=task.id)
            elif name == "reopen":
                office.call(task_acts.reopen_task, task_id=task.id)
            else:
                office.call(task_acts.put_off, task_id=task.id, due_on=DAY + timedelta(days=n))
        except Refused:
            continue
    with read_scope(office.store, office.actor) as unit:
        row = unit.session.exec(select(Task).where(Task.id == task.id)).one()
    final = {one.code for one in stages if one.final}
    assert (row.done_at is not None) == (row.stage in final)
    assert len(steps(office, task.id)) == row.version - 1
