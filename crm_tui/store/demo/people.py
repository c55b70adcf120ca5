"""The demo office itself: who works there, its own firms, the catalogue of services."""

from dataclasses import dataclass

from crm_tui.domain.kinds import Department, Role
from crm_tui.domain.names import name_key
from crm_tui.domain.reminders import reminders_text
from crm_tui.domain.search_key import service_key
from crm_tui.domain.sort_key import sort_key
from crm_tui.store.catalogue import shipped_services
from crm_tui.store.demo.part import Rows
from crm_tui.store.demo.words import words

BORN = "2020-01-06 07:00:00.000000"
FIRM = "Облік-Сервіс"


@dataclass(frozen=True, slots=True)
class Person:
    """An employee of the demo office."""

    login: str
    full_name: str
    department: Department | None
    roles: tuple[Role, ...]
    extension: str


PEOPLE = (
    Person("olena", "Олена Коваль", Department.SUPPORT, (Role.OPERATOR, Role.SPECIALIST), "201"),
    Person("ivan", "Іван Петренко", Department.SUPPORT, (Role.SPECIALIST,), "202"),
    Person("anna", "Анна Шевчук", Department.SALES, (Role.MANAGER,), "203"),
    Person("oksana", "Оксана Ковальчук", Department.SALES, (Role.HEAD,), "204"),
    Person("taras", "Тарас Мельник", Department.SALES, (Role.MANAGER,), "205"),
    Person("yulia", "Юлія Бойко", Department.SALES, (Role.MANAGER,), "206"),
    Person("roman", "Роман Гончар", Department.SUPPORT, (Role.SPECIALIST,), "207"),
    Person("iryna", "Ірина Лисенко", Department.KEP, (Role.REGISTRATION_ADMINISTRATOR,), "208"),
    Person("halyna", "Галина Ткачук", None, (Role.ACCOUNTANT,), "209"),
    Person("maksym", "Максим Єременко", None, (Role.ADMIN,), "210"),
)

COLUMNS: dict[str, tuple[str, ...]] = {
    "employee": (
        *("id", "login", "full_name", "department", "os_login", "active", "failed_tries", "version"),
        "created_at",
    ),
    "employee_role": ("employee_id", "role"),
    "employee_extension": ("extension", "employee_id"),
    "own_entity": (
        *("id", "short_name", "full_name", "tax_code", "vat_payer", "vat_number", "tax_status", "iban"),
        *("head_position", "head_position_genitive", "head_name", "head_name_genitive", "acts_on"),
        *("bank", "address", "mail_address", "place", "phone", "email", "number_form", "active", "version"),
    ),
    "service": (
        *("id", "code", "name", "group", "parent_id", "has_term", "reminder_days", "active"),
        *("search_key", "sort_key", "version", "period_months", "period_days", "renewal", "unit"),
        "later_reminders",
    ),
    "service_price": (
        *("id", "service_id", "client_kind", "valid_from", "price_kop", "vat", "with_vat", "author_id"),
        *("created_at", "version"),
    ),
    "setting": ("key", "value"),
}
_FIRMS = (
    (
        *("ТОВ «Облік-Сервіс»", "Товариство з обмеженою відповідальністю «Облік-Сервіс»", "99001016"),
        *(1, "990010126010", "платник податку на прибуток на загальних підставах"),
        *("UA949990010000026001234567890", "директор", "директора"),
        *("Ковальчук Оксана Василівна", "Ковальчук Оксани Василівни", "Статуту"),
    ),
    (
        *("ФОП Ковальчук О. В.", "Фізична особа-підприємець Ковальчук Олег Вікторович", "0000100010"),
        *(0, None, "платник єдиного податку 3 групи (5 %)"),
        *("UA029990010000026009876543210", "фізична особа-підприємець", "фізичної особи-підприємця"),
        *("Ковальчук Олег Вікторович", "Ковальчука Олега Вікторовича", "виписки з ЄДР"),
    ),
)
"""Made-up requisites; the codes of banks and accounts are nobody's."""
_DEPARTMENTS = {person.login: person.department.value if person.department else None for person in PEOPLE}


def office(os_login: str | None) -> Rows:
    """The office's rows. The OS account that runs the demo sits in Олена's place, as an admin too.

    The recorded calls ring at her extension, 201, so its pop-ups open on the visitor's screen.
    """
    rows: Rows = {name: [] for name in COLUMNS}
    for number, person in enumerate(PEOPLE, 1):
        account = os_login if number == 1 else None
        who = (person.login, person.full_name, _DEPARTMENTS[person.login], account)
        rows["employee"].append((number, *who, 1, 0, 1, BORN))
        rows["employee_extension"].append((person.extension, number))
        roles = (*person.roles, Role.ADMIN) if number == 1 else person.roles
        rows["employee_role"] += [(number, role.value) for role in roles]
    for number, firm in enumerate(_FIRMS, 1):
        where = (
            "АТ «Демобанк»",
            "м. Київ, вул. Зелена, 7",
            "",
            "Київ",
            "044 555-00-01",
            "a@oblik.example",
        )
        rows["own_entity"].append((number, *firm, *where, "{number}", 1, 1))
    rows["setting"] += [("demo", "1"), ("firm", f"ТОВ «{FIRM}»")]
    rows["service"] = services()
    rows["service_price"] = prices()
    return rows


def services() -> list[tuple[object, ...]]:
    """The shipped catalogue as rows."""
    numbers: dict[str | None, int] = {}
    rows: list[tuple[object, ...]] = []
    for number, one in enumerate(shipped_services(), 1):
        numbers[one.code] = number
        term = (int(one.has_term), one.reminder_days, 1)
        keys = (service_key(one.name), sort_key(name_key(one.name)), 1)
        sold = (one.months, 0, one.renewal.value, one.unit, reminders_text(one.later_reminders))
        rows.append(
            (number, one.code, one.name, one.group.value, numbers.get(one.parent), *term, *keys, *sold)
        )
    return rows


def prices() -> list[tuple[object, ...]]:
    """Made-up price lists of the demo: programs without VAT, work with it."""
    numbers = {one.code: number for number, one in enumerate(shipped_services(), 1)}
    rows: list[tuple[object, ...]] = []
    for kind, listed in words().prices.items():
        for code, hryvnias in listed.items():
            vat = "vat_exempt" if code.startswith(("medoc", "bas")) else "vat_20"
            list_of = "" if kind == "all" else kind
            row = (len(rows) + 1, numbers[code], list_of, BORN[:10], hryvnias * 100, vat, 1, None, BORN, 1)
            rows.append(row)
    return rows
