"""The same acts on SQLite and on Postgres: the same lists, cards, refusals and log, to the letter (R7)."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from crm_tui.domain.errors import ChangedMeanwhile, Refused
from crm_tui.domain.kinds import CallResult, Direction, Role, ServiceGroup, TalkKind
from crm_tui.domain.periods import Period
from crm_tui.reports.activity import activity
from crm_tui.reports.parts.axes import TALK_AXES
from crm_tui.store.engine import Store
from crm_tui.usecases import (
    audit_log,
    callers,
    calls,
    client_card,
    client_edit,
    client_services,
    clients,
    contacts,
    duplicates,
    missed_calls,
    rings,
    services,
    talk_drafts,
    talks,
    task_acts,
    tasks,
    warnings,
)
from crm_tui.usecases.client_edit import ClientDraft, NewContact, NewPhone
from crm_tui.usecases.office import Office
from crm_tui.usecases.talks import TalkFields
from tests.conftest import Clock
from tests.factories import Make

NAMES = (
    "ТОВ «Ґанок»", "ФОП Їжак Єва", "Зоря-2", "ПП Якір", "OCББ Мрія", "Об'єднання", "Агро Іва", "Агро Ива",
    "М’ята", "Медок", "Еней", "Єднання", "Щастя", "Сонячна долина", "Соняшник", "ТОВ Сонячна",
)  # fmt: skip
WORDS = ("соня", "агро", "єва", "med", "vtljr", "0500", "99", "об єднання", "мята", "якір ", "іва", "z")
NUMBERS = tuple(f"05000001{n:02}" for n in range(12))
SERVICES = ("M.E.Doc", "КЕП", "Каса", "Супровід")


class Twin:
    """One store with its people, on which the acts are played; every answer is written down."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.make, self.clock = Make(store, clock), clock
        self.people = [self.make.actor(role) for role in (Role.ADMIN, Role.OPERATOR, Role.MANAGER, Role.HEAD)]
        self.office = Office(store=store, settings=store.settings, clock=clock)
        self.answers: list[object] = []

    def play(self, who: int, use_case: Callable[..., object], /, **values: object) -> Any:
        """Does the act and writes down what came of it: the answer or the refusal."""
        desk = self.office.as_actor(self.people[who])
        try:
            answer = desk.call(use_case, **values)
        except ChangedMeanwhile as stopped:
            answer = ("changed", stopped.version, stopped.changes, stopped.by)
        except Refused as refused:
            answer = (type(refused).__name__, str(refused))
        self.answers.append(answer)
        return answer


class Day:
    """Random acts over what there is so far; the same seed gives the same day."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def play(self, twin: Twin, acts: int) -> None:
        for name in SERVICES:
            twin.play(0, services.add_service, code=name, name=name, group=ServiceGroup.OTHER)
        verbs = [
            self.new_client,
            self.edit,
            self.contact,
            self.call,
            self.talk,
            self.serve,
            self.task,
            self.look,
        ]
        for _ in range(acts):
            twin.clock.tick(self.chance.randint(1, 4000))
            self.chance.choice(verbs)(twin)

    def who(self) -> int:
        return self.chance.randrange(4)

    def some(self) -> int:
        return self.chance.randint(1, 12)

    def new_client(self, twin: Twin) -> None:
        draft = ClientDraft(
            full_name=self.chance.choice(NAMES),
            tax_code=self.chance.choice(("", "99000011", "32129", "0", "abc")),
            region=self.chance.choice(("", "Львів", "UA-63", "десь")),
        )
        phones = tuple(NewPhone(self.chance.choice(NUMBERS)) for _ in range(self.chance.randint(0, 2)))
        contact = (NewContact(self.chance.choice(NAMES), phones=phones),)
        twin.play(self.who(), duplicates.duplicates_of, draft=draft, phones=(NUMBERS[0],))
        twin.play(self.who(), client_edit.add_client, draft=draft, contacts=contact)

    def edit(self, twin: Twin) -> None:
        draft = ClientDraft(full_name=self.chance.choice(NAMES), site=self.chance.choice(("", "a", "b")))
        version = self.chance.randint(1, 3)
        twin.play(self.who(), client_edit.edit_client, client_id=self.some(), version=version, draft=draft)

    def contact(self, twin: Twin) -> None:
        number, client, contact = self.chance.choice(NUMBERS), self.some(), self.some()
        act = self.chance.randrange(4)
        if act == 0:
            twin.play(self.who(), contacts.add_phone, contact_id=contact, as_typed=number)
        elif act == 1:
            twin.play(self.who(), contacts.link_contact, client_id=client, contact_id=contact)
        elif act == 2:
            twin.play(self.who(), contacts.unlink_contact, client_id=client, contact_id=contact)
        else:
            twin.play(self.who(), contacts.remove_phone, phone_use_id=contact)

    def call(self, twin: Twin) -> None:
        number = self.chance.choice(NUMBERS)
        result = self.chance.choice((CallResult.MISSED, CallResult.ANSWERED))
        call = twin.make.call(
            number=number,
            e164=f"+38{number}",
            result=result,
            uuid=UUID(int=self.chance.getrandbits(128)),
            direction=self.chance.choice(list(Direction)),
        )
        person = twin.people[self.who()]
        ring = twin.make.ring(call, person)
        twin.play(self.who(), rings.claim_ring, ring_id=ring.id, screen="s")
        twin.play(self.who(), callers.who_calls, number=number)
        if self.chance.random() < 0.5:
            twin.play(self.who(), calls.attach_call, call_id=call.id, client_id=self.some(), add_number=True)

    def talk(self, twin: Twin) -> None:
        who, kind = self.who(), self.chance.choice(list(TalkKind))
        draft = twin.play(who, talk_drafts.start_talk, kind=kind, client_id=self.some_client(twin))
        if not isinstance(draft, talk_drafts.TalkDraft) or draft.client is None:
            return
        fields = TalkFields(kind, client_id=draft.client.id, text=self.chance.choice(NAMES))
        twin.play(who, talk_drafts.save_draft, talk_id=draft.id, fields=fields)
        service = self.chance.choice((None, 1, 2, 3))
        twin.play(who, talk_drafts.save_talk, talk_id=draft.id, fields=replace(fields, service_id=service))

    def some_client(self, twin: Twin) -> int | None:
        page = twin.play(0, clients.list_clients, limit=200)
        return self.chance.choice(page.rows).id if page.rows else None

    def serve(self, twin: Twin) -> None:
        client, service = self.some(), self.chance.randint(1, 4)
        day = date(2026, 3, 2) + timedelta(days=self.chance.randint(-40, 60))
        twin.play(
            self.who(),
            client_services.add_client_service,
            client_id=client,
            service_id=service,
            valid_from=date(2026, 2, 1),
            valid_to=day,
        )
        twin.play(self.who(), client_services.claim_service, client_id=client, service_id=service)
        twin.play(self.who(), client_services.end_client_service, client_service_id=self.some())

    def task(self, twin: Twin) -> None:
        twin.play(
            self.who(),
            tasks.add_task,
            title="т",
            due_on=date(2026, 3, self.some()),
            client_id=self.some_client(twin),
        )
        twin.play(self.who(), task_acts.finish_task, task_id=self.some())
        twin.play(self.who(), warnings.add_warning, client_id=self.some(), text="Борг")

    def look(self, twin: Twin) -> None:
        who = self.who()
        twin.play(who, client_card.show_client, client_id=self.some())
        twin.play(who, clients.search_clients, text=self.chance.choice(WORDS))
        twin.play(who, clients.list_clients, start_with=self.chance.choice("АЄЗІСЯM"), limit=3)
        twin.play(who, clients.list_clients, before=("~", 0), limit=4)
        twin.play(who, calls.list_calls, limit=7)
        twin.play(who, calls.show_call, call_id=self.some())
        twin.play(who, missed_calls.missed)
        twin.play(who, talks.list_talks, limit=9)
        twin.play(who, talk_drafts.my_drafts)
        twin.play(who, tasks.list_tasks, with_done=True)
        twin.play(who, client_services.services_of_manager)
        twin.play(who, services.find_services, text=self.chance.choice(("медок", "е", "кеп", "каса")))
        twin.play(0, audit_log.list_audit, limit=50)
        by, across = self.chance.sample(TALK_AXES, 2)
        twin.play(who, activity, period=Period(date(2026, 3, 2), date(2026, 6, 30)), by=by, across=across)


def played(store: Store, seed: int, acts: int, now: Clock) -> list[object]:
    twin = Twin(store, now)
    Day(seed).play(twin, acts)
    return [without_keys(answer) for answer in twin.answers]


def without_keys(answer: object) -> object:
    """UUIDs are born random on each store; everything else must agree."""
    if not isinstance(answer, audit_log.AuditPage):
        return answer
    rows = tuple(
        replace(row, changes=tuple(one for one in row.changes if one[0] != "uuid")) for row in answer.rows
    )
    return replace(answer, rows=rows)


def compare(sqlite: Store, postgres: Store, seed: int, acts: int, clock: Clock) -> None:
    began = clock.now
    ours = played(sqlite, seed, acts, Clock(began))
    theirs = played(postgres, seed, acts, Clock(began))
    assert len(ours) == len(theirs)
    refused = sum(isinstance(answer, tuple) and answer[:1] == ("NotFound",) for answer in ours)
    assert refused < len(ours) / 3, "a day of refusals would prove little"
    for place, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        assert one == other, f"answer {place} of seed {seed}"


def test_a_random_day_gives_the_same_answers_on_both_engines(
    sqlite_store: Store, postgres_store: Store, clock: Clock
) -> None:
    compare(sqlite_store, postgres_store, seed=7, acts=60, clock=clock)


@pytest.mark.heavy
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [1, 2])
def test_two_thousand_random_acts_give_the_same_answers(
    sqlite_store: Store, postgres_store: Store, clock: Clock, seed: int
) -> None:
    compare(sqlite_store, postgres_store, seed=seed, acts=1000, clock=clock)
