"""Renewal tasks by themselves: when, for whom, once, and whoever is not there."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest

from crm_tui.domain.errors import Forbidden
from crm_tui.domain.kinds import Department, RenewalRule, Role, TaskKind
from crm_tui.domain.permissions import Actor, system_actor
from crm_tui.jobs.renewals import renewals
from crm_tui.store import tables as t
from crm_tui.store.audit_read import verify
from crm_tui.store.scope import write_scope
from crm_tui.usecases import absences, client_services, client_terms, task_acts
from crm_tui.usecases import renewals as making
from crm_tui.usecases.first_look import first_tasks
from crm_tui.usecases.office import Office
from crm_tui.usecases.shapes import TaskRow
from crm_tui.usecases.task_card import open_task
from crm_tui.usecases.task_queue import task_page
from crm_tui.usecases.tasks import list_tasks
from tests.conftest import Clock
from tests.factories import SETUP, Make

MONDAY = date(2026, 3, 2)


@pytest.fixture
def jobs(office: Office) -> Office:
    return office.as_actor(system_actor("jobs"))


@pytest.fixture
def anna(make: Make) -> Actor:
    return make.actor(Role.MANAGER, full_name="Анна", department=Department.SALES)


@pytest.fixture
def head(make: Make, actors: dict[Role, Actor]) -> Actor:
    """The only head of the sales department (the one among `actors` leads the support)."""
    return make.actor(Role.HEAD, full_name="Оксана", department=Department.SALES)


def sold(make: Make, manager: Actor | None = None, *, days: int = 10, **values: object) -> t.ClientService:
    """A client's service that ends in so many days."""
    service = make.service(reminder_days=30)
    given = {"valid_to": MONDAY + timedelta(days=days), "manager_id": manager.id if manager else None}
    return make.client_service(service=service, **given | {"valid_from": date(2025, 1, 1)} | values)


def reminded(make: Make, manager: Actor, *, days: int, at: str = "30,7") -> t.ClientService:
    """A client's service that is spoken of 60 days before its end, and again on those days."""
    service = make.service(reminder_days=60, later_reminders=at)
    end = MONDAY + timedelta(days=days)
    return make.client_service(
        service=service, valid_from=date(2025, 1, 1), valid_to=end, manager_id=manager.id
    )


def tasks(office: Office) -> tuple[TaskRow, ...]:
    return office.call(list_tasks)


def disable(make: Make, person: Actor) -> None:
    with write_scope(make.store, SETUP, act="test.disable", now=make.clock()) as unit:
        employee = unit.session.get_one(t.Employee, person.id)
        unit.change(employee, active=False)


def test_a_task_comes_n_days_before_the_end_once(
    office: Office, jobs: Office, make: Make, anna: Actor
) -> None:
    soon, later = sold(make, anna, days=30), sold(make, anna, days=31)
    assert renewals(jobs, MONDAY) == "1 task made, 0 given on"
    assert renewals(jobs, MONDAY) == "0 tasks made, 0 given on"
    (task,) = tasks(office)
    assert (task.kind, task.term_end, task.due_on) == (TaskKind.RENEWAL, soon.valid_to, MONDAY)
    assert task.assignee is not None
    assert task.assignee.name == "Анна"
    assert task.client is not None
    assert task.client.id == soon.client_id
    assert "01.04.2026" in task.title
    renewals(jobs, MONDAY + timedelta(days=1))
    assert [one.term_end for one in tasks(office)] == [soon.valid_to, later.valid_to]
    assert verify(make.store).sound


def test_days_of_downtime_are_caught_up_but_not_years(
    office: Office, jobs: Office, make: Make, anna: Actor
) -> None:
    """After a week without the job, terms that ended meanwhile get their task; those long over do not."""
    fresh, old = sold(make, anna, days=-5), sold(make, anna, days=-61)
    one_off = sold(make, anna, days=3)
    ended = sold(make, anna, days=3)
    office.call(client_services.end_client_service, client_service_id=ended.id)
    with write_scope(make.store, SETUP, act="test.rule", now=make.clock()) as unit:
        unit.change(unit.session.get_one(t.Service, one_off.service_id), renewal=RenewalRule.NONE)
    renewals(jobs, MONDAY)
    assert [task.term_end for task in tasks(office)] == [fresh.valid_to]
    assert old.valid_to not in [task.term_end for task in tasks(office)]


def test_the_next_term_gets_its_own_task(office: Office, jobs: Office, make: Make, anna: Actor) -> None:
    row = sold(make, anna)
    renewals(jobs, MONDAY)
    extended = office.call(client_terms.extend_client_service, client_service_id=row.id, seen=row.valid_to)
    assert tasks(office) == ()
    renewals(jobs, MONDAY)
    assert tasks(office) == ()
    assert extended.valid_to is not None
    renewals(jobs, extended.valid_to)
    assert [task.term_end for task in tasks(office)] == [extended.valid_to]


def test_the_deputy_has_it_while_the_manager_is_away_and_gives_back_what_is_untouched(
    office: Office, jobs: Office, make: Make, anna: Actor, clock: Clock
) -> None:
    taras = make.actor(Role.MANAGER, full_name="Тарас", department=Department.SALES)
    client = make.client()
    untouched, talked = sold(make, anna, days=9), sold(make, anna, days=10)
    office.call(
        absences.add_absence,
        employee_id=anna.id,
        first_day=MONDAY,
        last_day=MONDAY + timedelta(days=4),
        deputy_id=taras.id,
    )
    renewals(jobs, MONDAY)
    assert {task.assignee.name for task in tasks(office) if task.assignee} == {"Тарас"}
    desk = office.as_actor(taras)
    # What came to the manager before stays his, and his deputy sees it and acts on it.
    older = make.task(client, assignee_id=anna.id, title="Передзвонити")
    assert older.id in {task.id for task in desk.call(list_tasks)}
    assert older.id in {task.id for task in desk.call(task_page, wanted="who=me").rows}
    assert older.id in {task.id for task in desk.call(first_tasks)}
    desk.call(task_acts.comment_task, task_id=older.id or 0, text="не відповідає")
    mine = next(task for task in tasks(office) if task.term_end == talked.valid_to)
    desk.call(task_acts.comment_task, task_id=mine.id, text="обіцяв подумати")
    clock.tick(5 * 24 * 3600)
    assert older.id not in {task.id for task in desk.call(list_tasks)}
    assert renewals(jobs, MONDAY + timedelta(days=4)) == "0 tasks made, 0 given on"
    assert renewals(jobs, MONDAY + timedelta(days=5)) == "0 tasks made, 1 given on"
    whose = {task.term_end: task.assignee.name for task in tasks(office) if task.assignee and task.term_end}
    assert whose == {untouched.valid_to: "Анна", talked.valid_to: "Тарас"}


def test_without_anybody_a_head_has_it_until_a_manager_takes_the_client(
    office: Office, jobs: Office, make: Make, anna: Actor, head: Actor
) -> None:
    row = sold(make)
    renewals(jobs, MONDAY)
    (task,) = tasks(office)
    assert task.assignee is not None
    assert task.assignee.name == "Оксана"
    office.as_actor(anna).call(
        client_services.claim_service, client_id=row.client_id, service_id=row.service_id
    )
    renewals(jobs, MONDAY)
    (task,) = tasks(office)
    assert task.assignee is not None
    assert task.assignee.name == "Анна"
    card = office.call(open_task, task_id=task.id)
    assert [step.assignee for step in card.history if step.assignee] == [("Оксана", "Анна")]


def test_a_manager_who_left_with_500_open_tasks(
    office: Office, jobs: Office, make: Make, anna: Actor, head: Actor
) -> None:
    """Nothing of his is forgotten: his tasks of any kind go to a head of his department, touched or not."""
    client = make.client()
    with write_scope(make.store, SETUP, act="test.many", now=make.clock()) as unit:
        for number in range(500):
            given = {"title": f"Задача {number}", "due_on": MONDAY, "assignee_id": anna.id}
            unit.insert(
                t.Task,
                client_id=client.id,
                stage="new",
                text="",
                version=1,
                department=Department.SALES,
                kind=TaskKind.BY_HAND,
                created_at=unit.now,
                uuid=t.Task(title="", due_on=MONDAY).uuid,
                **given,
            )
    row = sold(make, anna)
    disable(make, anna)
    assert renewals(jobs, MONDAY) == "1 task made, 500 given on"
    rows = office.call(list_tasks, assignee_id=head.id)
    assert len(rows) == 200
    assert office.call(list_tasks, assignee_id=anna.id) == ()
    (renewal,) = office.call(list_tasks, client_id=row.client_id)
    assert renewal.assignee == rows[0].assignee
    assert renewals(jobs, MONDAY) == "0 tasks made, 0 given on"


def test_one_bad_row_never_stops_the_rest(
    office: Office, jobs: Office, make: Make, anna: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = [sold(make, anna, days=days) for days in (1, 3)]
    bad = sold(make, anna, days=2)
    title = making.renewal_title

    def broken(service: str, term_end: date) -> str:
        if term_end == bad.valid_to:
            raise ValueError("зіпсований рядок")
        return title(service, term_end)

    monkeypatch.setattr(making, "renewal_title", broken)
    with pytest.raises(ValueError, match=rf"2 tasks made, 0 given on; 1 services left out: #{bad.id}: зіпс"):
        renewals(jobs, MONDAY)
    assert [task.term_end for task in tasks(office)] == [row.valid_to for row in good]
    monkeypatch.undo()
    assert renewals(jobs, MONDAY).startswith("1 task made")


def test_more_than_a_portion_and_several_processes_at_once(
    office: Office, jobs: Office, make: Make, anna: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "PORTION", 3)
    ends = sorted(sold(make, anna, days=days % 4).valid_to for days in range(10))
    start = Barrier(3)

    def run() -> None:
        start.wait()
        renewals(jobs, MONDAY)

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    renewals(jobs, MONDAY)
    assert sorted(task.term_end for task in tasks(office) if task.term_end) == ends


def test_only_the_system_and_an_admin_run_it(office: Office, actors: dict[Role, Actor]) -> None:
    with pytest.raises(Forbidden):
        office.as_actor(actors[Role.HEAD]).call(making.make_renewals, day=MONDAY)


def test_a_later_reminder_brings_the_one_task_up_again(
    office: Office, jobs: Office, make: Make, anna: Actor
) -> None:
    """Put off beyond its next reminder, it comes back on that day and its history says why."""
    row = reminded(make, anna, days=60)
    assert row.valid_to is not None
    renewals(jobs, MONDAY)
    (task,) = tasks(office)
    office.call(task_acts.put_off, task_id=task.id, due_on=row.valid_to)
    assert renewals(jobs, MONDAY + timedelta(days=29)) == "0 tasks made, 0 given on"
    thirty = MONDAY + timedelta(days=30)
    assert renewals(jobs, thirty) == "0 tasks made, 0 given on, 1 brought up again"
    assert renewals(jobs, thirty) == "0 tasks made, 0 given on"
    (task,) = tasks(office)
    assert task.due_on == thirty
    newest = office.call(open_task, task_id=task.id).history[0]
    assert (newest.text, newest.due_on) == (
        "Reminder: 30 days to the end of the term",
        (row.valid_to, thirty),
    )
    assert verify(make.store).sound


def test_an_overdue_task_stays_as_late_as_it_is_and_missed_reminders_are_one(
    office: Office, jobs: Office, make: Make, anna: Actor
) -> None:
    """The job was down over both reminders: one line, of the days that are left now."""
    reminded(make, anna, days=60)
    renewals(jobs, MONDAY)
    assert renewals(jobs, MONDAY + timedelta(days=55)).endswith("1 brought up again")
    (task,) = tasks(office)
    assert task.due_on == MONDAY
    assert [one.text for one in office.call(open_task, task_id=task.id).history] == [
        "Reminder: 5 days to the end of the term"
    ]
    assert renewals(jobs, MONDAY + timedelta(days=61)) == "0 tasks made, 0 given on"


def test_a_task_that_comes_late_is_not_brought_up_for_what_lies_behind_it(
    office: Office, jobs: Office, make: Make, anna: Actor
) -> None:
    reminded(make, anna, days=20)
    assert renewals(jobs, MONDAY) == "1 task made, 0 given on"
    assert renewals(jobs, MONDAY + timedelta(days=1)) == "0 tasks made, 0 given on"
    assert renewals(jobs, MONDAY + timedelta(days=13)).endswith("1 brought up again")


def test_a_moved_end_takes_its_reminders_along(office: Office, jobs: Office, make: Make, anna: Actor) -> None:
    """Later: they come again before the new end. Earlier, so that a reminder lies behind: it comes now."""
    later, sooner = reminded(make, anna, days=60), reminded(make, anna, days=60)
    renewals(jobs, MONDAY)
    day = MONDAY + timedelta(days=10)
    for row, days in ((later, 90), (sooner, 15)):
        seen = office.call(client_services.show_client_service, client_service_id=row.id)
        office.call(
            client_services.edit_client_service,
            client_service_id=row.id,
            version=seen.version,
            valid_from=seen.valid_from,
            valid_to=MONDAY + timedelta(days=days),
        )
    assert renewals(jobs, day).endswith("1 brought up again")
    assert renewals(jobs, MONDAY + timedelta(days=30)) == "0 tasks made, 0 given on"
    assert renewals(jobs, MONDAY + timedelta(days=60)).endswith("1 brought up again")


def test_no_reminder_after_the_renewal(office: Office, jobs: Office, make: Make, anna: Actor) -> None:
    row = reminded(make, anna, days=60)
    renewals(jobs, MONDAY)
    office.call(client_terms.extend_client_service, client_service_id=row.id, seen=row.valid_to)
    assert renewals(jobs, MONDAY + timedelta(days=30)) == "0 tasks made, 0 given on"
