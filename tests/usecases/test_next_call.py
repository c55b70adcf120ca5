"""From a talk to the next call, from a paid sale to support: nothing typed twice, nothing made twice."""

from datetime import date

import pytest

from crm_tui.domain.errors import NotFound, Refused
from crm_tui.domain.kinds import CommandKind, Department, PaperState, Role, TalkKind, TaskKind
from crm_tui.domain.papers import PaperKind, VatMode
from crm_tui.domain.permissions import Actor
from crm_tui.store import tables as t
from crm_tui.usecases import talk_drafts, talks, task_acts, task_card, task_support, tasks
from crm_tui.usecases.contacts import add_phone
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.talk_fields import TalkFields
from tests.conftest import Clock
from tests.factories import Make

DAY, NEXT = date(2026, 3, 2), date(2026, 3, 9)


@pytest.fixture
def oksana(make: Make) -> Actor:
    return make.actor(Role.MANAGER, full_name="Оксана", department=Department.SALES)


def test_a_talk_with_the_next_date_makes_its_task_once(office: Office, make: Make, oksana: Actor) -> None:
    client, kep = make.known("Ромашка"), make.service("КЕП")
    desk = office.as_actor(oksana)
    draft = desk.call(talk_drafts.start_talk, client_id=client.id, service_id=kep.id)
    fields = TalkFields(TalkKind.SALE, client.id, service_id=kep.id, result="думають", next_call_on=NEXT)
    desk.call(talk_drafts.save_draft, talk_id=draft.id, fields=fields)
    assert desk.call(talk_drafts.open_draft, talk_id=draft.id).next_call_on == NEXT
    assert desk.call(tasks.list_tasks, mine=True) == ()
    talk = desk.call(talk_drafts.save_talk, talk_id=draft.id, fields=fields)
    with pytest.raises(NotFound):
        desk.call(talk_drafts.save_talk, talk_id=draft.id, fields=fields)
    (task,) = desk.call(tasks.list_tasks, mine=True)
    assert (task.title, task.due_on, task.service and task.service.name) == ("думають", NEXT, "КЕП")
    last = desk.call(task_card.open_task, task_id=task.id).last_talk
    assert last is not None
    assert last.id == talk.id
    # A talk put right later makes no second one.
    desk.call(talks.edit_talk, talk_id=talk.id, version=talk.version, fields=fields)
    assert len(desk.call(tasks.list_tasks, mine=True)) == 1


@pytest.mark.parametrize("dialled", [True, False])
def test_a_talk_begun_from_a_task_moves_that_task(
    office: Office, make: Make, oksana: Actor, dialled: bool
) -> None:
    """Given a task, when its client is dialled from it (or T pressed) and a next date said, it is moved."""
    client, kep = make.known("Ромашка"), make.service("КЕП")
    desk = office.as_actor(oksana)
    task = desk.call(tasks.add_task, title="КЕП", due_on=DAY, client_id=client.id, service_id=kep.id)
    if dialled:
        call = make.call(client_id=client.id)
        make.save(
            t.PbxCommand(
                kind=CommandKind.DIAL,
                employee_id=oksana.id,
                call_id=call.id,
                task_id=task.id,
                client_id=client.id,
            )
        )
        draft = desk.call(talk_drafts.start_talk, call_id=call.id)
    else:
        draft = desk.call(talk_drafts.start_talk, task_id=task.id)
    assert draft.client and draft.service  # noqa: PT018
    assert (draft.client.id, draft.service.id, draft.task_id) == (client.id, kep.id, task.id)
    fields = TalkFields(TalkKind.SALE, client.id, service_id=kep.id, result="ще думають", next_call_on=NEXT)
    desk.call(talk_drafts.save_talk, talk_id=draft.id, fields=fields)
    (moved,) = desk.call(tasks.list_tasks, mine=True)
    assert (moved.id, moved.due_on, moved.title) == (task.id, NEXT, "КЕП")
    (put_off,) = desk.call(task_card.open_task, task_id=task.id).history
    assert (put_off.due_on, put_off.text) == ((DAY, NEXT), "ще думають")


def test_a_finished_task_is_not_moved_but_a_new_one_made(office: Office, make: Make, oksana: Actor) -> None:
    client = make.known("Ромашка")
    desk = office.as_actor(oksana)
    task = desk.call(tasks.add_task, title="т", due_on=DAY, client_id=client.id)
    draft = desk.call(talk_drafts.start_talk, task_id=task.id)
    desk.call(task_acts.finish_task, task_id=task.id)
    fields = TalkFields(TalkKind.SUPPORT, client.id, next_call_on=NEXT)
    desk.call(talk_drafts.save_talk, talk_id=draft.id, fields=fields)
    (new,) = desk.call(tasks.list_tasks, mine=True)
    assert (new.id != task.id, new.title, new.due_on) == (True, "Call back", NEXT)


def paid(make: Make, client: t.Client, service: t.Service, state: PaperState) -> None:
    own = make.own_entity()
    paper = make.save(
        t.Paper(
            kind=PaperKind.INVOICE,
            state=state,
            own_entity_id=own.id,
            client_id=client.id,
            day=DAY,
            year=2026,
            number=1,
            number_text="РП-1",
        )
    )
    make.save(
        t.PaperLine(
            paper_id=paper.id,
            place=1,
            service_id=service.id,
            name="КЕП",
            unit="шт",
            quantity_milli=1000,
            price_kop=0,
            vat=next(iter(VatMode)),
            net_kop=0,
            vat_kop=0,
            total_kop=0,
        )
    )


def test_a_sale_goes_to_support_after_payment_with_all_that_is_known(
    office: Office, make: Make, oksana: Actor, actors: dict[Role, Actor], clock: Clock
) -> None:
    client, kep = make.client("Ромашка"), make.service("КЕП")
    contact = make.contact("Оля", clients=(client,))
    make.phone("+380671112233", contact=contact)
    desk = office.as_actor(oksana)
    sale = desk.call(
        tasks.add_task,
        title="КЕП",
        due_on=DAY,
        client_id=client.id,
        contact_id=contact.id,
        service_id=kep.id,
    )
    call = make.call(client_id=client.id)
    talk = make.talk(client, oksana, service_id=kep.id, call_id=call.id, text="чекають на ключ")
    assert not desk.call(task_support.sale_paid, task_id=sale.id)
    with pytest.raises(Refused, match="not paid"):
        desk.call(task_support.hand_to_support, task_id=sale.id)
    paid(make, client, kep, PaperState.PAID)
    assert desk.call(task_support.sale_paid, task_id=sale.id)
    handed = desk.call(task_support.hand_to_support, task_id=sale.id)
    assert (handed.kind, handed.department, handed.assignee) == (TaskKind.SUPPORT, Department.SUPPORT, None)
    assert handed.contact and handed.service  # noqa: PT018
    assert (handed.contact.name, handed.service.name, handed.phone) == ("Оля", "КЕП", "+380671112233")
    with pytest.raises(Refused, match=str(handed.id)):
        desk.call(task_support.hand_to_support, task_id=sale.id, reason="ще раз")

    support = office.as_actor(actors[Role.SPECIALIST])
    card = support.call(task_card.open_task, task_id=handed.id)
    assert card.last_talk
    assert (card.last_talk.id, card.last_talk.call_id) == (talk.id, call.id)
    # The number is the contact's of today, not that of the day of the sale.
    use = make.phone("+380501110000", contact=make.contact("інша"))
    assert use.id is not None
    office.call(add_phone, contact_id=contact.id, as_typed="0931112233")
    assert support.call(tasks.show_task, task_id=handed.id).phone == "+380671112233"


def test_an_unpaid_sale_goes_to_support_only_with_a_reason(office: Office, make: Make, oksana: Actor) -> None:
    client, kep = make.client("Ромашка"), make.service("КЕП")
    paid(make, client, kep, PaperState.ISSUED)
    desk = office.as_actor(oksana)
    sale = desk.call(tasks.add_task, title="КЕП", due_on=DAY, client_id=client.id, service_id=kep.id)
    handed = desk.call(task_support.hand_to_support, task_id=sale.id, reason="гарантія\nдиректора")
    (said,) = desk.call(task_card.open_task, task_id=handed.id).history
    assert "гарантія директора" in said.text
    with pytest.raises(Refused, match="support itself"):
        desk.call(task_support.hand_to_support, task_id=handed.id, reason="х")
