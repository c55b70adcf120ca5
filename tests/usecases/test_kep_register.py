"""The register of sets: any filter finds what a plain look at every set finds, in any order, page by page."""

import random
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlmodel import Session, select

from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.domain.filter_language import ORDERED, FieldKind
from crm_tui.domain.filter_tree import All, Condition, Either, Not, Sign, Tree
from crm_tui.domain.kep_filter import kep_filter_text
from crm_tui.domain.kep_filter_words import KEP_FILTER, KepField
from crm_tui.domain.kep_sets import DocumentsPlace, HolderKind, KepFacts, kep_ref
from crm_tui.domain.kinds import ClientKind, Role
from crm_tui.domain.permissions import Actor
from crm_tui.domain.search_key import search_key
from crm_tui.store import tables as t
from crm_tui.store.engine import Store
from crm_tui.store.kep_register import SORTS
from crm_tui.usecases import kep_facts, kep_register
from crm_tui.usecases.kep_register import KepPage
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.kep_rows import KepSetRow
from tests.factories import Make
from tests.usecases.naive_kep import Naive, holds

TODAY = date(2026, 3, 2)
F = KepField
SETS, FILTERS = 70, 500
REGIONS = ("Київська", "Львівська", "Івано-Франківська", None)
NAMES = ("Ромашка", "Барвінок", "Їжачок Плюс", "АГРО-Світ")
TAGS = ("борг", "ключовий клієнт", "давній")
HOLDERS = ("Іваненко Іван Іванович", "ПЕТРЕНКО ОЛЬГА", "Ґалаґан Їя")


def fill(make: Make, people: list[int | None], chance: random.Random) -> None:
    """Sets in all states, with and without everything that may be missing."""

    def maybe(days: int) -> date | None:
        return TODAY - timedelta(days=chance.randrange(days)) if chance.random() < 0.6 else None

    with make.together():
        kinds = [make.kep_kind("Комплект: керівник"), make.kep_kind("Комплект: касир ПРРО", 24)]
        firms = [make.own_entity(), make.own_entity(short_name="ФОП Ковальчук О. В.")]
        clients = [
            make.client(
                f"{name} {number}",
                region=chance.choice(REGIONS),
                kind=chance.choice(list(ClientKind)),
                search_key=search_key(f"{name} {number}"),
            )
            for number, name in enumerate(NAMES * 2)
        ]
        for tag in [make.save(t.Tag(name=name, key=name)) for name in TAGS]:
            for client in chance.sample(clients, 3):
                make.save(t.ClientTag(client_id=client.id, tag_id=tag.id))
        boxes = [make.save(t.DispatchBox(number=number, opened_on=TODAY)) for number in (3, 14)]
        papers = [make.paper(client) for client in clients[:3]]
        for _ in range(SETS):
            kind, generated, documents = chance.choice(kinds), maybe(60), maybe(40)
            box = chance.choice([*boxes, None]) if documents else None
            place = DocumentsPlace.BOX if box else chance.choice(list(DocumentsPlace)[:2])
            made = make.kep_set(
                chance.choice(clients),
                kind_id=kind.id,
                months=chance.choice((12, 24)),
                own_kop=(own := chance.choice((0, 69_600, 100_050))),
                ca_kop=30_000,
                total_kop=own + 30_000,
                issued_on=TODAY - timedelta(days=chance.randrange(90)),
                paid_on=maybe(70),
                paid_by_hand=chance.random() < 0.3,
                ordered_on=maybe(70),
                ordered_by_id=chance.choice(people),
                generated_on=generated,
                generated_by_id=chance.choice(people),
                valid_from=generated,
                valid_to=generated + timedelta(days=364) if generated else None,
                issuer=chance.choice(("КНЕДП ІДД", "АЦСК «Україна»", "")),
                documents_on=documents,
                documents_by_id=chance.choice(people) if documents else None,
                documents_place=place,
                box_id=box.id if box else None,
                cancelled_on=TODAY if chance.random() < 0.1 else None,
                manager_id=chance.choice(people),
                invoice_id=chance.choice(papers).id if chance.random() < 0.4 else None,
                own_entity_id=chance.choice(firms).id,
                prro=chance.random() < 0.3,
                note=chance.choice(("", "Терміново", "100%_ готово")),
            )
            for place_of, name in enumerate(chance.sample(HOLDERS, chance.randrange(3))):
                code = chance.choice(("", "1234567899"))
                kind_of = chance.choice(list(HolderKind))
                make.save(t.KepHolder(set_id=made.id, place=place_of, kind=kind_of, name=name, rnokpp=code))


def naive_sets(store: Store) -> list[Naive]:
    """Every set with what its filters ask."""
    with Session(store.engine) as session:

        def all_of(table: Any) -> dict[Any, Any]:
            return {row.id: row for row in session.exec(select(table)).all()}

        people = {row.id: (row.login, row.full_name, row.active) for row in all_of(t.Employee).values()}
        clients, services, papers = all_of(t.Client), all_of(t.Service), all_of(t.Paper)
        all_tags = all_of(t.Tag)
        put = [(row.client_id, all_tags[row.tag_id].name) for row in all_of(t.ClientTag).values()]
        kinds, firms, boxes = all_of(t.KepSetKind), all_of(t.OwnEntity), all_of(t.DispatchBox)
        holders = list(all_of(t.KepHolder).values())
        return [
            _naive(row, clients[row.client_id], people, services[kinds[row.kind_id].service_id])(
                firms.get(row.own_entity_id),
                boxes.get(row.box_id),
                papers.get(row.invoice_id),
                holders,
                {name for client, name in put if client == row.client_id},
            )
            for row in all_of(t.KepSet).values()
        ]


def _naive(row: t.KepSet, client: t.Client, people: Any, service: t.Service) -> Any:
    def made(firm: Any, box: Any, paper: Any, holders: list[t.KepHolder], tags: set[str]) -> Naive:
        fields = {
            F.ISSUED: row.issued_on,
            F.PAID: row.paid_on,
            F.ORDERED: row.ordered_on,
            F.GENERATED: row.generated_on,
            F.DOCUMENTS: row.documents_on,
            F.CLOSED: row.closed_on,
            F.CANCELLED: row.cancelled_on,
            F.VALID_FROM: row.valid_from,
            F.VALID_TO: row.valid_to,
            F.MANAGER: people.get(row.manager_id),
            F.ORDERED_BY: people.get(row.ordered_by_id),
            F.GENERATED_BY: people.get(row.generated_by_id),
            F.DOCUMENTS_BY: people.get(row.documents_by_id),
            F.STATE: row.state,
            F.PLACE: row.documents_place,
            F.BOX: box.number if box else None,
            F.KIND: (service.code, service.name),
            F.MONTHS: row.months,
            F.PRRO: row.prro,
            F.ISSUER: row.issuer,
            F.INVOICE: paper.number_text if paper else None,
            F.BY_HAND: row.paid_by_hand,
            F.FIRM: (firm.tax_code, firm.short_name),
            F.OWN: row.own_kop,
            F.CA: row.ca_kop,
            F.TOTAL: row.total_kop,
            F.CLIENT: client.short_name or client.full_name,
            F.CODE: client.tax_code,
            F.CLIENT_KIND: client.kind,
            F.REGION: client.region,
            F.NOTE: row.note,
            F.TAG: tags,
        }
        days = (row.issued_on, row.paid_on, row.ordered_on, row.generated_on, row.documents_on)
        mine = tuple((one.kind.value, one.name, one.rnokpp) for one in holders if one.set_id == row.id)
        return Naive(row.id or 0, KepFacts(*days, row.cancelled_on), fields, mine)

    return made


class Words:
    """Random filters over what the office has."""

    def __init__(self, chance: random.Random, found: list[Naive], logins: list[str]) -> None:
        self.chance = chance
        said = {
            F.NUMBER: [str(found[0].id), kep_ref(found[1].id), "999999"],
            F.KIND: ["керівник", "касир прро", str(found[0].fields[F.KIND][0])],
            F.ISSUER: ["кнедп", "Україна", "нема"],
            F.INVOICE: ["1", *(str(one.fields[F.INVOICE]) for one in found if one.fields[F.INVOICE])],
            F.FIRM: ["ковальчук", str(found[0].fields[F.FIRM][0])],
            F.CLIENT: ["ромашка", "ЇЖАЧОК", "агро світ", "немає такого"],
            F.CODE: [str(found[0].fields[F.CODE]), "00000000"],
            F.REGION: ["Київська обл.", "Львів", "UA-26", "за морем"],
            F.HOLDER: ["іваненко", "Петренко", "1234567899", "ґалаґан"],
            F.NOTE: ["терміново", "100%_", "нема"],
            F.TAG: list(TAGS),
        }
        self.texts = said
        self.people = ["me", "left", *logins]

    def tree(self, depth: int = 0) -> Tree:
        draw = self.chance.random()
        if depth < 3 and draw < 0.55:
            parts = tuple(self.tree(depth + 1) for _ in range(self.chance.randint(2, 3)))
            return All(parts) if draw < 0.3 else Either(parts)
        if draw > 0.88:
            return Not(self.tree(depth + 1))
        return self.condition()

    def condition(self) -> Condition:
        chance, field = self.chance, self.chance.choice(list(KepField))
        if KEP_FILTER.fields[field].kind in ORDERED and chance.random() < 0.5:
            return Condition(field, chance.choice(list(Sign)[2:]), (self.value(field, ranges=False),))
        sign = Sign.IS if chance.random() < 0.75 else Sign.IS_NOT
        values = [
            None if chance.random() < 0.25 else self.value(field) for _ in range(1 + (chance.random() < 0.3))
        ]
        return Condition(field, sign, tuple(values))

    def value(self, field: KepField, *, ranges: bool = True) -> str:
        chance = self.chance
        match KEP_FILTER.fields[field].kind:
            case FieldKind.DAY:
                said = ["сьогодні", "-20", "15.02", "цей-місяць", "2026-01", "-300..-30", "..-10", "+340.."]
                return chance.choice(said if ranges else said[:5])
            case FieldKind.COUNT:
                return chance.choice(["12", "24", "3", "14", "2..12"][: 5 if ranges else 4])
            case FieldKind.MONEY:
                return chance.choice(["69600", "30000", "130050", "0", "50000..110000"][: 5 if ranges else 4])
            case FieldKind.PERSON:
                return chance.choice(self.people)
            case FieldKind.CODE | FieldKind.FLAG:
                return chance.choice(sorted(KEP_FILTER.fields[field].values))
        return chance.choice(self.texts[field])


def found_by(office: Office, text: str, **more: Any) -> list[int]:
    page: KepPage = office.call(kep_register.kep_page, wanted=text, limit=200, **more)
    return [row.id for row in page.rows]


@pytest.fixture
def desk(office: Office, actors: dict[Role, Actor], make: Make) -> Office:
    """An operator before a register of sets of all kinds."""
    left = make.actor(Role.MANAGER, active=False)
    people = [actors[Role.MANAGER].id, actors[Role.OPERATOR].id, left.id, None]
    fill(make, people, random.Random("sets"))
    return office.as_actor(actors[Role.OPERATOR])


def test_500_filters_find_what_a_plain_look_finds(
    desk: Office, store: Store, actors: dict[Role, Actor]
) -> None:
    everything = naive_sets(store)
    logins = [actors[Role.MANAGER].login, actors[Role.OPERATOR].login]
    words, hits = Words(random.Random("filters"), everything, logins), 0
    for _ in range(FILTERS):
        tree = words.tree()
        text = kep_filter_text(tree)
        right = [one for one in everything if holds(one, tree, TODAY, desk.actor.login)]
        assert sorted(found_by(desk, text)) == sorted(one.id for one in right), text
        hits += 0 < len(right) < len(everything)
        if hits % 10 == 0:
            totals = desk.call(kep_register.kep_totals, wanted=text)
            paid = [one for one in right if one.fields[F.PAID]]
            sums = [sum(one.fields[name] for one in right) for name in (F.OWN, F.CA, F.TOTAL)]
            assert [totals.count, totals.own_kop, totals.ca_kop, totals.total_kop] == [len(right), *sums], (
                text
            )
            assert (totals.paid_count, totals.paid_kop) == (
                len(paid),
                sum(one.fields[F.TOTAL] for one in paid),
            )
    assert hits > FILTERS / 3, "filters that find all or nothing prove little"


def test_pages_joined_are_the_whole_list_in_every_order(desk: Office) -> None:
    for sort in ("", *SORTS, *(f"-{one}" for one in SORTS)):
        whole = desk.call(kep_register.kep_page, sort=sort, limit=200)
        assert len(whole.rows) == SETS
        down = sort.startswith("-") or not sort
        assert all((one > two) if down else (one < two) for one, two in pairwise(whole.places)), sort
        assert joined(desk, sort) == (whole.rows, whole.rows), sort
        place = whole.places[5]
        again = desk.call(kep_register.kep_page, sort=sort, after=place, inclusive=True, limit=1)
        assert again.rows == whole.rows[5:6], sort


def joined(desk: Office, sort: str) -> tuple[tuple[KepSetRow, ...], tuple[KepSetRow, ...]]:
    """All pages from the first one on, and all from the last one back."""
    there: list[KepSetRow] = []
    back: list[KepSetRow] = []
    after = before = None
    for _ in range(SETS // 20 + 1):
        page = desk.call(kep_register.kep_page, sort=sort, after=after, limit=20)
        there += page.rows
        after = page.places[-1]
        page = desk.call(kep_register.kep_page, sort=sort, before=before, from_end=before is None, limit=20)
        back = [*page.rows, *back]
        before = page.places[0]
    assert not page.more
    return tuple(there), tuple(back)


def test_a_debt_is_gone_with_its_mark(desk: Office, office: Office, make: Make) -> None:
    row = make.kep_set(paid_on=TODAY, issued_on=TODAY)
    asked = f"борг=документи номер={row.id}"
    assert found_by(desk, asked) == [row.id]
    place = DocumentsPlace.AUTO_RENEWAL
    office.call(kep_facts.complete_documents, set_id=row.id, place=place, all_received=True)
    assert found_by(desk, asked) == []


NOT_THERE = {
    "менеджер=nobody-such": "no user nobody-such",
    "комплект=трактор": "no kind of set трактор",
    "фірма=Чужа": "no own firm Чужа",
    "номер=КЕП-11": "neither a number nor",
    "виписано=29.02": "29.02: no day or period",
    "колір=синій": "no such field",
    "стан=синій": "one of: виписано, оплачено",
    "(прро=так": "bracket",
}


def test_what_is_not_there_is_refused_in_one_line(desk: Office) -> None:
    for wanted, why in NOT_THERE.items():
        with pytest.raises(Refused, match=why) as refused:
            desk.call(kep_register.kep_page, wanted=wanted)
        assert "\n" not in str(refused.value), wanted


def test_an_unknown_order_is_refused(desk: Office) -> None:
    with pytest.raises(Refused, match="ordered by one of"):
        desk.call(kep_register.kep_page, sort="-колір")


def test_nobody_reads_it_without_the_right(office: Office) -> None:
    with pytest.raises(Forbidden):
        office.as_actor(Actor(99, "x", "", frozenset())).call(kep_register.kep_totals)
