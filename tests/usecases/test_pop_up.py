"""From the ring to the saved talk: who calls, one screen claims, the draft, the record."""

from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest

from crm_tui.domain.caller import CallerKind
from crm_tui.domain.errors import ChangedMeanwhile, NotFound, Refused
from crm_tui.domain.kinds import CallEnding, CallResult, ClientCertainty, Direction, RingState, Role, TalkKind
from crm_tui.domain.permissions import Actor
from crm_tui.usecases import audit_log, callers, calls, rings, talk_drafts, talks
from crm_tui.usecases.audit_log import AuditFilter
from crm_tui.usecases.office import Office
from crm_tui.usecases.talks import TalkFields, TalkFilter
from tests.conftest import Clock
from tests.factories import Make

NUMBER = "+380500000101"


@pytest.fixture
def specialist(actors: dict[Role, Actor]) -> Actor:
    return actors[Role.SPECIALIST]


@pytest.fixture
def desk(office: Office, specialist: Actor) -> Office:
    """The office with a specialist at the keys."""
    return office.as_actor(specialist)


# --- who calls


def test_a_known_number_shows_client_contact_position_and_dealings(
    desk: Office, make: Make, specialist: Actor, clock: Clock
) -> None:
    client = make.client("Ромашка", tax_code="99000011")
    contact = make.contact("Ольга Коваль", clients=(client,))
    make.phone(NUMBER, contact=contact)
    make.warning(client, text="Борг за січень")
    make.warning(client, text="Лист не дійшов", pinned=False)
    for day in range(5):
        make.talk(client, specialist, text=f"розмова {day}", started_at=clock() - timedelta(days=10 - day))
    make.task(client, title="Виставити рахунок", assignee_id=specialist.id)
    make.task(client, title="Зроблено", done_at=clock())
    manager = make.employee(Role.MANAGER, full_name="Менеджер Перший")
    soon = make.client_service(client, manager_id=manager.id, valid_to=date(2026, 3, 20))
    make.client_service(client, valid_to=date(2027, 1, 1))
    make.client_service(client, ended_at=clock())

    seen = desk.call(callers.who_calls, number="050 000-01-01")

    assert (seen.kind, seen.e164, seen.certainty) == (CallerKind.NUMBER, NUMBER, ClientCertainty.ONLY)
    (match,) = seen.matches
    assert (match.client.name, match.contact.name, match.position, match.tax_code) == (
        "Ромашка",
        "Ольга Коваль",
        "бухгалтер",
        "99000011",
    )
    assert seen.summary is not None
    assert [one.text for one in seen.summary.warnings] == ["Борг за січень"]
    assert [one.text for one in seen.summary.talks] == ["розмова 4", "розмова 3", "розмова 2"]
    assert [one.title for one in seen.summary.tasks] == ["Виставити рахунок"]
    assert len(seen.summary.services) == 2
    assert [(one.id, one.days_left) for one in seen.summary.ending] == [(soon.id, 18)]
    assert [one.name for one in seen.summary.managers] == ["Менеджер Перший"]


def test_several_clients_stand_in_the_order_of_their_last_dealings(
    desk: Office, make: Make, clock: Clock
) -> None:
    names = ["Яблуко", "Аґрус", "Груша"]
    clients = {name: make.client(name) for name in names}
    make.phone(NUMBER, contact=make.contact("Бухгалтер", clients=tuple(clients.values())))
    make.talk(clients["Груша"], started_at=clock() - timedelta(days=9))
    make.call(client_id=clients["Яблуко"].id, started_at=clock() - timedelta(days=1))

    seen = desk.call(callers.who_calls, number=NUMBER)

    assert [one.client.name for one in seen.matches] == ["Яблуко", "Груша", "Аґрус"]
    assert seen.certainty is ClientCertainty.NONE
    assert seen.summary is not None
    assert seen.summary.client_id == clients["Яблуко"].id


def test_a_choice_is_remembered_for_the_next_call_of_that_number(desk: Office, make: Make) -> None:
    first, second = make.client("Перший"), make.client("Другий")
    contact = make.contact(clients=(first, second))
    make.phone(NUMBER, contact=contact)
    make.talk(first)
    call = make.ringing(e164=NUMBER)
    draft = desk.call(talk_drafts.start_talk, call_id=call.id)
    assert draft.client is None, "nothing is recorded to a client without a choice"

    desk.call(callers.choose_client, call_id=call.id, client_id=second.id, contact_id=contact.id)

    seen = desk.call(callers.who_calls, number=NUMBER)
    assert [one.client.name for one in seen.matches] == ["Другий", "Перший"]
    assert (seen.matches[0].remembered, seen.certainty) == (True, ClientCertainty.REMEMBERED)
    (kept,) = desk.call(talk_drafts.my_drafts)
    assert kept.client is not None
    assert kept.client.name == "Другий"


def test_a_client_reached_by_two_contacts_of_one_number_stands_once(desk: Office, make: Make) -> None:
    client = make.client("Один")
    phone = make.phone(NUMBER, contact=make.contact("Директор", clients=(client,)))
    make.use(phone, make.contact("Бухгалтер", clients=(client,)))

    seen = desk.call(callers.who_calls, number=NUMBER)

    assert [one.client.name for one in seen.matches] == ["Один"]
    assert seen.certainty is ClientCertainty.ONLY


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("anonymous", CallerKind.ANONYMOUS),
        ("", CallerKind.ANONYMOUS),
        ("202", CallerKind.EXTENSION),
        ("john.doe", CallerKind.UNKNOWN),
        ("0500000199", CallerKind.NUMBER),
    ],
)
def test_who_is_not_a_client_is_told_by_kind(desk: Office, number: str, kind: CallerKind) -> None:
    seen = desk.call(callers.who_calls, number=number)
    assert (seen.kind, seen.matches, seen.summary) == (kind, (), None)


def test_own_and_ignored_numbers_are_never_a_client(desk: Office, make: Make) -> None:
    make.known("Свій", NUMBER)
    for setting, kind in (("own_numbers", CallerKind.OWN), ("ignored_numbers", CallerKind.IGNORED)):
        pbx = replace(desk.settings.pbx, **{setting: ("0500000101",)})
        store = replace(desk.store, settings=replace(desk.settings, pbx=pbx))
        seen = replace(desk, store=store).call(callers.who_calls, number=NUMBER)
        assert (seen.kind, seen.matches) == (kind, ())


def test_a_colleague_is_named_by_his_extension(desk: Office, make: Make) -> None:
    make.employee(Role.OPERATOR, full_name="Сусідка Оля", extensions=("202",))
    assert desk.call(callers.who_calls, number="202").colleague == "Сусідка Оля"


def test_a_removed_client_does_not_call(desk: Office, make: Make, clock: Clock) -> None:
    make.known("Колишній", NUMBER, deleted_at=clock())
    assert desk.call(callers.who_calls, number=NUMBER).matches == ()


def test_another_s_words_need_the_right_to_read_them(
    office: Office, make: Make, actors: dict[Role, Actor]
) -> None:
    client = make.known("Тихий", NUMBER)
    make.talk(client, actors[Role.MANAGER], text="знижка 20 %")
    make.talk(client, actors[Role.OPERATOR], text="питання про звіт")
    make.task(client, title="чужа", assignee_id=actors[Role.MANAGER].id)
    make.task(client, title="нічия")

    summary = office.as_actor(actors[Role.OPERATOR]).call(callers.who_calls, number=NUMBER).summary

    assert summary is not None
    assert sorted((one.text, one.hidden) for one in summary.talks) == [
        ("", True),
        ("питання про звіт", False),
    ]
    assert [one.title for one in summary.tasks] == ["нічия"]


# --- rings


def test_a_screen_sees_what_rings_at_its_person_now(desk: Office, make: Make, specialist: Actor) -> None:
    mine = make.ring(make.ringing(number="0500000101"), specialist)
    make.ring(make.ringing(), make.actor(Role.OPERATOR))
    make.ring(make.call(result=CallResult.MISSED), specialist, state=RingState.MISSED)
    assert [one.id for one in desk.call(rings.rings_for)] == [mine.id]


def test_of_two_screens_of_one_person_exactly_one_claims_the_ring(
    desk: Office, make: Make, specialist: Actor
) -> None:
    ring = make.ring(None, specialist)
    won: list[str] = []
    start = Barrier(8)

    def screen(name: str) -> None:
        start.wait()
        if desk.call(rings.claim_ring, ring_id=ring.id, screen=name):
            won.append(name)

    threads = [Thread(target=screen, args=(f"screen-{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(won) == 1
    (row,) = desk.call(rings.show_rings, ring_ids=[ring.id])
    assert row.screen == won[0]


def test_a_ring_answered_before_the_screen_looked_can_still_be_claimed(
    desk: Office, make: Make, specialist: Actor
) -> None:
    call = make.ringing(result=CallResult.TALKING)
    ring = make.ring(call, specialist, state=RingState.ANSWERED)
    assert desk.call(rings.claim_ring, ring_id=ring.id, screen="one")
    assert [one.screen for one in desk.call(rings.rings_for)] == ["one"]


def test_a_ring_of_another_or_taken_elsewhere_is_not_claimed(
    desk: Office, make: Make, specialist: Actor
) -> None:
    foreign = make.ring(None, make.actor(Role.OPERATOR))
    gone = make.ring(None, specialist, state=RingState.ANSWERED_ELSEWHERE)
    assert not desk.call(rings.claim_ring, ring_id=foreign.id, screen="one")
    assert not desk.call(rings.claim_ring, ring_id=gone.id, screen="one")


def test_who_took_the_call_elsewhere_is_named(desk: Office, make: Make, specialist: Actor) -> None:
    make.employee(Role.OPERATOR, full_name="Сусідка Оля", extensions=("202",))
    ring = make.ring(None, specialist, state=RingState.ANSWERED_ELSEWHERE, answered_by="202")
    (row,) = desk.call(rings.show_rings, ring_ids=[ring.id])
    assert (row.state, row.answered_by) == (RingState.ANSWERED_ELSEWHERE, "Сусідка Оля")


# --- the draft and the talk


def test_a_talk_started_from_a_call_has_all_that_is_known_in_it(
    desk: Office, make: Make, specialist: Actor, clock: Clock
) -> None:
    client = make.client("Ромашка")
    contact = make.contact("Ольга", clients=(client,))
    older, last = make.service("Звітність"), make.service("Підпис")
    make.talk(client, service_id=older.id, started_at=clock() - timedelta(days=5))
    make.talk(client, service_id=last.id, started_at=clock() - timedelta(days=1))
    had = make.client_service(client, make.service("Каса"))
    call = make.ringing(client_id=client.id, contact_id=contact.id)

    draft = desk.call(talk_drafts.start_talk, call_id=call.id)

    assert (draft.kind, draft.direction, draft.call_running) == (TalkKind.SUPPORT, Direction.INCOMING, True)
    assert draft.client is not None
    assert draft.contact is not None
    assert (draft.client.name, draft.contact.name) == ("Ромашка", "Ольга")
    assert [one.id for one in draft.services] == [last.id, older.id, had.service_id]
    again = desk.call(talk_drafts.start_talk, call_id=call.id)
    assert again.id == draft.id, "one call, one draft"


def test_a_draft_survives_and_comes_back(desk: Office, make: Make, clock: Clock) -> None:
    client = make.client()
    draft = desk.call(talk_drafts.start_talk, client_id=client.id)
    clock.tick()
    typed = TalkFields(TalkKind.SUPPORT, client_id=client.id, text="не друкує зві")
    desk.call(talk_drafts.save_draft, talk_id=draft.id, fields=typed)
    (kept,) = desk.call(talk_drafts.my_drafts)
    assert (kept.id, kept.text, kept.updated_at) == (draft.id, "не друкує зві", clock())


def test_a_saved_talk_is_a_record_and_its_draft_is_no_more(desk: Office, make: Make) -> None:
    client, service = make.client("Ромашка"), make.service("Звітність")
    draft = desk.call(talk_drafts.start_talk, client_id=client.id)
    fields = TalkFields(TalkKind.SALE, client_id=client.id, service_id=service.id, text="  домовились ")
    saved = desk.call(talk_drafts.save_talk, talk_id=draft.id, fields=fields)
    assert (saved.text, saved.kind, saved.needs_service) == ("домовились", TalkKind.SALE, False)
    assert desk.call(talk_drafts.my_drafts) == ()
    assert [one.id for one in desk.call(talks.list_talks).rows] == [draft.id]
    with pytest.raises(Refused, match="another screen"):
        desk.call(talk_drafts.save_draft, talk_id=draft.id, fields=fields)
    with pytest.raises(NotFound):
        desk.call(talk_drafts.discard_draft, talk_id=draft.id)


def test_a_sales_talk_without_a_service_and_any_talk_without_a_client_are_refused(
    desk: Office, make: Make
) -> None:
    client = make.client()
    draft = desk.call(talk_drafts.start_talk, client_id=client.id)
    with pytest.raises(Refused, match="service"):
        desk.call(
            talk_drafts.save_talk, talk_id=draft.id, fields=TalkFields(TalkKind.SALE, client_id=client.id)
        )
    with pytest.raises(Refused, match="client"):
        desk.call(talk_drafts.save_talk, talk_id=draft.id, fields=TalkFields(TalkKind.SUPPORT))
    desk.call(
        talk_drafts.save_talk, talk_id=draft.id, fields=TalkFields(TalkKind.SUPPORT, client_id=client.id)
    )
    (listed,) = desk.call(talks.list_talks, wanted=TalkFilter(no_service=True)).rows
    assert listed.needs_service


def test_saving_a_talk_of_an_unknown_call_says_whose_call_it_was(desk: Office, make: Make) -> None:
    client, call = make.client("Новий"), make.ringing()
    draft = desk.call(talk_drafts.start_talk, call_id=call.id)
    desk.call(
        talk_drafts.save_talk, talk_id=draft.id, fields=TalkFields(TalkKind.SUPPORT, client_id=client.id)
    )
    card = desk.call(calls.show_call, call_id=call.id)
    assert card.call.client is not None
    assert (card.call.client.name, card.call.certainty) == ("Новий", ClientCertainty.CHOSEN)


def test_nobody_touches_the_draft_of_another(
    office: Office, desk: Office, make: Make, actors: dict[Role, Actor]
) -> None:
    draft = desk.call(talk_drafts.start_talk, client_id=make.client().id)
    other = office.as_actor(actors[Role.MANAGER])
    with pytest.raises(Refused):
        other.call(talk_drafts.save_draft, talk_id=draft.id, fields=TalkFields(TalkKind.SALE))
    with pytest.raises(NotFound):
        other.call(talk_drafts.discard_draft, talk_id=draft.id)
    assert other.call(talk_drafts.my_drafts) == ()


def test_talk_time_of_the_operator_comes_in_by_itself_once(
    office: Office, desk: Office, make: Make, specialist: Actor
) -> None:
    client, call = make.client(), make.ringing()
    draft = desk.call(talk_drafts.start_talk, call_id=call.id)
    second = desk.call(talk_drafts.start_talk, call_id=call.id, client_id=client.id, another=True)
    make.hung_up(call.id, specialist.id, 61_500)
    drafts = {one.id: one.talk_ms for one in desk.call(talk_drafts.my_drafts)}
    assert drafts == {draft.id: 61_500, second.id: 0}


def test_talk_time_that_comes_after_saving_does_not_stop_the_author_s_edit(
    office: Office, desk: Office, make: Make, specialist: Actor
) -> None:
    client, call = make.client(), make.ringing()
    draft = desk.call(talk_drafts.start_talk, call_id=call.id)
    fields = TalkFields(TalkKind.SUPPORT, client_id=client.id, text="раз")
    saved = desk.call(talk_drafts.save_talk, talk_id=draft.id, fields=fields)
    make.hung_up(call.id, specialist.id, 9000)
    edited = desk.call(
        talks.edit_talk, talk_id=draft.id, version=saved.version, fields=replace(fields, text="два")
    )
    assert (edited.text, edited.talk_ms) == ("два", 9000)


def test_a_talk_written_after_the_call_takes_the_time_already_counted(
    desk: Office, make: Make, specialist: Actor
) -> None:
    call = make.call(ending=CallEnding.ENDED)
    make.leg(call, employee_id=specialist.id, talk_ms=40_000)
    make.leg(call, "202", talk_ms=20_000)
    draft = desk.call(talk_drafts.start_talk, call_id=call.id)
    assert (draft.talk_ms, draft.call_running) == (40_000, False)


def test_two_screens_of_the_author_see_each_other_s_change_of_a_talk(
    desk: Office, make: Make, specialist: Actor
) -> None:
    client = make.client()
    talk = make.talk(client, specialist, text="було")
    fields = TalkFields(TalkKind.SUPPORT, client_id=client.id, text="перший")
    desk.call(talks.edit_talk, talk_id=talk.id, version=1, fields=fields)
    with pytest.raises(ChangedMeanwhile) as stopped:
        desk.call(talks.edit_talk, talk_id=talk.id, version=1, fields=replace(fields, text="другий"))
    (change,) = stopped.value.changes
    assert (change.field, change.was, change.now, change.mine) == ("text", "було", "перший", "другий")


def test_the_history_of_a_service_runs_over_all_managers_and_its_reading_is_logged(
    office: Office, desk: Office, make: Make, actors: dict[Role, Actor], clock: Clock
) -> None:
    client, service = make.client(), make.service()
    for day, role in enumerate((Role.MANAGER, Role.HEAD, Role.SPECIALIST)):
        make.talk(
            client,
            actors[role],
            service_id=service.id,
            text=role.value,
            started_at=clock() + timedelta(days=day),
        )
    history = {"client_id": client.id, "service_id": service.id}
    page = desk.call(talks.service_history, **history)
    assert [one.text for one in page.rows] == ["specialist", "head", "manager"]
    logged = office.call(audit_log.list_audit, wanted=AuditFilter(table_name="client", row_id=str(client.id)))
    readings = [row for row in logged.rows if row.change == "read"]
    assert [(row.actor, row.act) for row in readings] == [(desk.actor.login, "read")]
    others = {row.id for row in page.rows if row.author.id != desk.actor.id}
    assert {number for _, _, read in readings[0].changes for number in read} == others  # type: ignore[attr-defined]

    hidden = office.as_actor(actors[Role.ACCOUNTANT]).call(talks.service_history, **history)
    assert [(one.text, one.hidden) for one in hidden.rows] == [("", True)] * 3


def test_talks_come_page_by_page(desk: Office, make: Make, specialist: Actor, clock: Clock) -> None:
    client = make.client()
    made = [make.talk(client, specialist, started_at=clock.tick(60)).id for _ in range(5)]
    made.append(make.talk(client, specialist, started_at=clock()).id)
    seen: list[int] = []
    older = None
    while True:
        page = desk.call(talks.list_talks, wanted=TalkFilter(client_id=client.id), older=older, limit=2)
        seen += [one.id for one in page.rows]
        if page.older is None:
            break
        older = page.older
    assert seen == sorted(made, reverse=True)


def test_a_talk_can_be_written_down_at_once_and_read_by_who_may(
    office: Office, desk: Office, make: Make, actors: dict[Role, Actor]
) -> None:
    client, service = make.client("Ромашка"), make.service()
    fields = TalkFields(TalkKind.SALE, client_id=client.id, service_id=service.id, text="знижка 20 %")
    with pytest.raises(Refused, match="service"):
        desk.call(talks.add_talk, fields=replace(fields, service_id=None))
    talk = desk.call(talks.add_talk, fields=fields)
    assert (talk.direction, talk.author.id) == (Direction.OUTGOING, desk.actor.id)
    assert office.as_actor(actors[Role.HEAD]).call(talks.show_talk, talk_id=talk.id).text == "знижка 20 %"
    assert office.as_actor(actors[Role.OPERATOR]).call(talks.show_talk, talk_id=talk.id).hidden
    with pytest.raises(Refused, match="author"):
        office.as_actor(actors[Role.HEAD]).call(
            talks.edit_talk, talk_id=talk.id, version=talk.version, fields=fields
        )


def test_talks_are_found_by_author_kind_and_day(
    desk: Office, make: Make, specialist: Actor, clock: Clock
) -> None:
    client = make.client()
    old = make.talk(client, specialist, started_at=clock() - timedelta(days=2))
    new = make.talk(client, make.actor(Role.MANAGER), started_at=clock())

    def found(**wanted: object) -> list[int]:
        return [row.id for row in desk.call(talks.list_talks, wanted=TalkFilter(**wanted)).rows]

    assert found(author_id=specialist.id) == [old.id]
    assert found(since=clock() - timedelta(days=1)) == [new.id]
    assert found(until=clock() - timedelta(days=1)) == [old.id]
    assert found(kind=TalkKind.SALE) == []


def test_two_calls_at_once_have_two_drafts_that_never_mix(desk: Office, make: Make) -> None:
    first = desk.call(talk_drafts.start_talk, call_id=make.ringing().id)
    second = desk.call(talk_drafts.start_talk, call_id=make.ringing().id)
    for draft, words in ((first, "перший"), (second, "другий"), (first, "перший далі")):
        fields = TalkFields(TalkKind.SUPPORT, text=words)
        desk.call(talk_drafts.save_draft, talk_id=draft.id, fields=fields)
    kept = {draft.id: draft.text for draft in desk.call(talk_drafts.my_drafts)}
    assert kept == {first.id: "перший далі", second.id: "другий"}


def test_another_of_several_clients_can_be_looked_at_before_choosing(desk: Office, make: Make) -> None:
    client = make.client()
    make.warning(client, text="Обережно")
    summary = desk.call(callers.client_summary, client_id=client.id)
    assert [one.text for one in summary.warnings] == ["Обережно"]
