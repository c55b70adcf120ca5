"""One part of the demo office: some thousands of clients with all that belongs to them.

A part depends on the seed and its own number only, so parts are made by several processes. Values are written
as both engines take them: times and identifiers as text.
"""

import random
from dataclasses import dataclass
from datetime import date

from crm_tui.domain.legal_form import LEGAL_FORMS
from crm_tui.domain.search_key import search_key
from crm_tui.domain.sort_key import sort_key
from crm_tui.store.demo import codes
from crm_tui.store.demo.words import latin, words

Rows = dict[str, list[tuple[object, ...]]]

PART = 5_000
"""Clients of one part."""
SHARED_EVERY = 4
"""Every fourth client is also served by an accountant who serves others."""
ACCOUNTANT_EVERY = 40

CLIENT, CONTACT = 1, 2
"""Marks of tables inside UUIDs."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "client": (
        *("id", "uuid", "kind", "tax_code", "full_name", "short_name", "legal_form", "vat_number", "region"),
        *(
            "legal_address",
            "mail_address",
            "email",
            "site",
            "head_name",
            "head_position",
            "note",
            "search_key",
        ),
        *("sort_key", "version", "created_at"),
    ),
    "contact": (
        "id",
        "uuid",
        "full_name",
        "email",
        "note",
        "search_key",
        "sort_key",
        "version",
        "created_at",
    ),
    "client_contact": ("id", "client_id", "contact_id", "position", "main"),
    "phone": ("id", "e164", "reversed"),
    "contact_phone": ("id", "contact_id", "phone_id", "kind", "as_typed", "extension"),
}

# The first clients of every demo office: the recorded calls come from their numbers.
KNOWN = (
    ("Ромашка", "+380671234567"),
    ("Барвінок", "+380931110022"),
    ("Їжачок", "+380501112233"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What every part must know: how many clients, the seed, the day, who works and what is sold."""

    clients: int
    seed: int
    today: date
    employees: int
    services: tuple[int, ...]
    """Ids of the services with a term."""

    @property
    def parts(self) -> int:
        return -(-self.clients // PART)

    def ids(self, part: int) -> range:
        """The numbers of the part's clients; contacts and calls have the same."""
        return range(part * PART + 1, min(self.clients, (part + 1) * PART) + 1)


@dataclass(frozen=True, slots=True)
class Named:
    """A made-up client: what it is, its form and its name."""

    kind: str
    form: str
    name: str
    tax_code: str
    male: bool = False


def phones_of(contact: int) -> tuple[int, ...]:
    """The ids of a contact's own numbers: three to every two contacts."""
    base = 3 * ((contact - 1) // 2)
    return (base + 1, base + 2) if contact % 2 else (base + 3,)


def number_of(plan: Plan, phone: int) -> str:
    """The number of a phone row; the first contacts have those of the recordings."""
    for place, (_name, e164) in enumerate(KNOWN):
        if phone == phones_of(place + 1)[0]:
            return e164
    return codes.mobile(phone + plan.seed)


def cards(plan: Plan, part: int) -> Rows:
    """The clients of a part with their contacts and numbers."""
    chance = random.Random(f"{plan.seed}:{part}:cards")  # noqa: S311  # nothing secret: data to look at
    rows: Rows = {name: [] for name in COLUMNS}
    born = f"{plan.today.replace(year=plan.today.year - 3, day=1)} 08:00:00.000000"
    for number in plan.ids(part):
        someone = person(chance)
        named = _named(chance, number, someone)
        key = codes.uuid_hex(plan.seed, CLIENT, number)
        rows["client"].append((number, key, *_client(chance, number, named, someone[0]), 1, born))
        key = codes.uuid_hex(plan.seed, CONTACT, number)
        keys = (search_key(someone[0]), sort_key(someone[0]))
        rows["contact"].append((number, key, someone[0], "", "", *keys, 1, born))
        _reach(rows, chance, plan, number)
    return rows


def _named(chance: random.Random, number: int, someone: tuple[str, bool]) -> Named:
    pick, lists = chance.random(), words()
    if number <= len(KNOWN):
        return Named("legal_entity", "ТОВ", KNOWN[number - 1][0], codes.edrpou(number))
    if pick < 0.42:
        code = codes.rnokpp(number, male=someone[1])
        return Named("sole_trader", "ФОП", someone[0], code, someone[1])
    if pick < 0.47:
        return Named("private_person", "", someone[0], codes.rnokpp(number, male=someone[1]), someone[1])
    if pick < 0.55:
        town = chance.choice(lists.towns)[1]
        name = f"{chance.choice(lists.budget_names)} № {chance.randint(1, 60)} м. {town}"
        return Named("budget_institution", chance.choice(lists.budget_forms), name, codes.edrpou(number))
    return Named("legal_entity", chance.choice(lists.forms), _firm(chance), codes.edrpou(number))


def _firm(chance: random.Random) -> str:
    lists, pick = words(), chance.random()
    if pick < 0.08:
        return f"{chance.choice(lists.plain)} {chance.choice(lists.tails)}".strip()
    name = chance.choice(lists.firsts) + ("-" if pick > 0.9 else "") + chance.choice(lists.seconds)
    tail = chance.choice(lists.tails)
    if pick > 0.8:
        tail = f"{tail} {chance.randint(2, 99)}".strip()
    return f"{name} {tail}".strip()


def person(chance: random.Random) -> tuple[str, bool]:
    """(surname, given name and patronymic; whether a man) of somebody made up."""
    lists, male = words(), chance.random() < 0.4
    father, surname = chance.choice(lists.fathers), chance.choice(lists.surnames)
    first = chance.choice(lists.men if male else lists.women)
    return f"{surname} {first} {father}{'ович' if male else 'івна'}", male


def _client(chance: random.Random, number: int, named: Named, person: str) -> tuple[object, ...]:
    region, town = chance.choice(words().towns)
    street = f"вул. {chance.choice(words().streets)}, {chance.randint(1, 160)}"
    address = f"м. {town}, {street}"
    mail = f"buh{number}@{latin(named.name.split()[0])}.example" if number % 5 < 3 else ""
    head = person if named.kind in {"legal_entity", "budget_institution"} else ""
    return (
        named.kind,
        named.tax_code,
        _full_name(named),
        named.name,
        named.form,
        None,
        region,
        address,
        "" if number % 3 else address,
        mail,
        "",
        head,
        "директор" if head else "",
        "",
        search_key(named.name),
        sort_key(named.name),
    )


def _full_name(named: Named) -> str:
    if named.kind == "private_person":
        return named.name
    long = LEGAL_FORMS[named.form][0].capitalize()
    return f"{long} {named.name}" if named.kind == "sole_trader" else f"{long} «{named.name}»"


def _reach(rows: Rows, chance: random.Random, plan: Plan, number: int) -> None:
    """The contact's places and numbers."""
    rows["client_contact"].append((number, number, number, chance.choice(words().positions), 1))
    if number % SHARED_EVERY == 0:
        accountant = (number - 1) // ACCOUNTANT_EVERY * ACCOUNTANT_EVERY + 2
        rows["client_contact"].append((plan.clients + number, number, accountant, "бухгалтер", 0))
    for phone in phones_of(number):
        e164 = number_of(plan, phone)
        rows["phone"].append((phone, e164, e164[::-1]))
        kind = "mobile" if phone % 3 else "work"
        rows["contact_phone"].append((phone, number, phone, kind, _typed(e164), ""))


def _typed(e164: str) -> str:
    return f"0{e164[4:6]} {e164[6:9]}-{e164[9:11]}-{e164[11:]}"
