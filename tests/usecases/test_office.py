"""The office itself: own firms, numbers without gaps, settings, drafts of forms, the log."""

import pytest

from crm_tui.domain.errors import ChangedMeanwhile, Refused
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.usecases import audit_log, client_edit, drafts, office_settings, own_entities, task_acts, tasks
from crm_tui.usecases.audit_log import AuditFilter
from crm_tui.usecases.client_edit import ClientDraft
from crm_tui.usecases.office import Office
from crm_tui.usecases.own_entities import OwnEntityFields
from tests.conftest import Clock
from tests.factories import Make

FIRM = OwnEntityFields(short_name="Наша", full_name="ТОВ «Наша»", tax_code="99000011")


def test_own_firms_are_kept_with_their_requisites(office: Office) -> None:
    firm = office.call(own_entities.add_own_entity, fields=FIRM)
    assert office.call(own_entities.list_own_entities) == (firm,)
    edit = {"own_entity_id": firm.id, "version": firm.version}
    changed = OwnEntityFields(short_name="Наша", full_name="ТОВ «Наша»", tax_code="99000011", address="Київ")
    assert office.call(own_entities.edit_own_entity, **edit, fields=changed).fields.address == "Київ"
    other = OwnEntityFields(short_name="Наша", full_name="ТОВ «Наша»", tax_code="99000011", address="Львів")
    with pytest.raises(ChangedMeanwhile):
        office.call(own_entities.edit_own_entity, **edit, fields=other)
    with pytest.raises(Refused):
        office.call(own_entities.add_own_entity, fields=OwnEntityFields("", "", ""))


def test_what_a_person_s_screens_remember_is_his_own(office: Office, actors: dict[Role, Actor]) -> None:
    office.call(office_settings.set_my_setting, key="workspace", value="calls")
    office.call(office_settings.set_my_setting, key="workspace", value="clients")
    assert office.call(office_settings.my_settings) == {"workspace": "clients"}
    assert office.as_actor(actors[Role.OPERATOR]).call(office_settings.my_settings) == {}


def test_a_form_s_draft_is_kept_per_person_and_subject(
    office: Office, actors: dict[Role, Actor], clock: Clock
) -> None:
    office.call(drafts.keep_draft, form="client", subject="new", body="Ром")
    clock.tick()
    office.call(drafts.keep_draft, form="client", subject="new", body="Ромашка")
    office.call(drafts.keep_draft, form="client", subject="7", body="інше")
    kept = office.call(drafts.list_drafts, form="client")
    assert {(one.subject, one.body) for one in kept} == {("new", "Ромашка"), ("7", "інше")}
    assert office.as_actor(actors[Role.OPERATOR]).call(drafts.list_drafts) == ()
    office.call(drafts.drop_draft, form="client", subject="new")
    assert [one.subject for one in office.call(drafts.list_drafts)] == ["7"]


def test_the_log_tells_who_changed_what_from_what_to_what(office: Office) -> None:
    saved = office.call(client_edit.add_client, draft=ClientDraft(full_name="Ромашка"))
    office.call(
        client_edit.edit_client,
        client_id=saved.id,
        version=saved.version,
        draft=ClientDraft(full_name="Ромашка", site="example.com"),
    )
    wanted = AuditFilter(table_name="client", row_id=str(saved.id))
    page = office.call(audit_log.list_audit, wanted=wanted, limit=1)
    (row,) = page.rows
    assert (row.actor, row.act, row.change) == (office.actor.login, "client_edit.edit_client", "update")
    assert ("site", "", "example.com") in row.changes
    rest = office.call(audit_log.list_audit, wanted=wanted, older=page.older)
    assert [one.change for one in rest.rows] == ["insert"]
    assert rest.older is None


# --- tasks


def test_a_task_is_seen_by_who_has_it_who_gave_it_and_who_may_see_all(
    office: Office, make: Make, actors: dict[Role, Actor], clock: Clock
) -> None:
    client = make.client("Ромашка")
    giver, taker = office.as_actor(actors[Role.OPERATOR]), office.as_actor(actors[Role.SPECIALIST])
    task = giver.call(tasks.add_task, title="Передзвонити", due_on=clock().date(), client_id=client.id)
    assert (task.days_late, task.assignee == task.author) == (0, True)
    giver.call(task_acts.assign_task, task_id=task.id, assignee_id=taker.actor.id or 0)

    seen = {
        role: [one.id for one in office.as_actor(actor).call(tasks.list_tasks, client_id=client.id)]
        for role, actor in actors.items()
    }
    assert {role for role, ids in seen.items() if ids} == {
        Role.OPERATOR,
        Role.SPECIALIST,
        Role.HEAD,
        Role.ADMIN,
    }
    assert [one.id for one in taker.call(tasks.list_tasks, mine=True)] == [task.id]
    assert giver.call(tasks.list_tasks, mine=True) == ()
    with pytest.raises(Refused):
        office.as_actor(actors[Role.MANAGER]).call(task_acts.finish_task, task_id=task.id)
    done = taker.call(task_acts.finish_task, task_id=task.id)
    assert done.done_at == clock()
    assert taker.call(tasks.list_tasks, mine=True) == ()


def test_a_late_task_counts_its_days_and_one_without_a_title_is_refused(
    office: Office, make: Make, clock: Clock
) -> None:
    row = make.task(due_on=clock().date())
    clock.tick(3 * 24 * 3600)
    assert office.call(tasks.show_task, task_id=row.id).days_late == 3
    with pytest.raises(Refused):
        office.call(tasks.add_task, title=" ", due_on=clock().date())
