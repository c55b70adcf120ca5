"""Every command, as each role: what the permission table refuses is refused, and nothing else."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from crm_tui.cli.root import NOUNS
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import ROLE_PERMISSIONS, Actor, Permission
from tests.certificates import make_certificate
from tests.cli.running import Outcome
from tests.factories import Make

Crm = Callable[..., Outcome]
P = Permission

NEEDS: dict[str, tuple[Permission, str]] = {
    "clients find": (P.CLIENTS_CLIENT_READ, ""),
    "clients show": (P.CLIENTS_CLIENT_READ, "99000011"),
    "clients add": (P.CLIENTS_CLIENT_EDIT, "Нова --code 99001004"),
    "clients edit": (P.CLIENTS_CLIENT_EDIT, "99000011 --set note=x"),
    "clients warn": (P.CLIENTS_CLIENT_EDIT, "99000011 обережно"),
    "clients unwarn": (P.CLIENTS_CLIENT_EDIT, "1"),
    "clients import": (P.CLIENTS_CLIENT_IMPORT, "{list}"),
    "clients export": (P.CLIENTS_CLIENT_EXPORT, "-o {home}/out.csv"),
    "clients merge": (P.CLIENTS_CLIENT_MERGE, "99000011 99001016"),
    "clients merges": (P.CLIENTS_CLIENT_READ, "99000011"),
    "clients duplicates": (P.CLIENTS_CLIENT_READ, ""),
    "attach add": (P.CLIENTS_CLIENT_READ, "{list} --client 99000011"),
    "attach list": (P.CLIENTS_CLIENT_READ, "--client 99000011"),
    "attach save": (P.CLIENTS_ATTACHMENT_READ, "1 -o {home}/attached"),
    "attach note": (P.CLIENTS_ATTACHMENT_EDIT, "1 слова"),
    "attach remove": (P.CLIENTS_ATTACHMENT_EDIT, "1 --reason помилка"),
    "contracts list": (P.PAPERS_PAPER_READ, "--show all"),
    "contracts mark": (P.PAPERS_CONTRACT_MARK, "1"),
    "contracts export": (P.PAPERS_PAPER_READ, "-o {home}/contracts.csv"),
    "tags list": (P.CLIENTS_CLIENT_READ, ""),
    "tags put": (P.CLIENTS_CLIENT_EDIT, "vip 99000011"),
    "tags off": (P.CLIENTS_CLIENT_EDIT, "vip 99000011"),
    "tags edit": (P.CLIENTS_TAG_EDIT, "vip --sign !"),
    "tags rename": (P.CLIENTS_TAG_EDIT, "vip важливий"),
    "tags merge": (P.CLIENTS_TAG_EDIT, "vip борг"),
    "tags retire": (P.CLIENTS_TAG_EDIT, "vip"),
    "contacts list": (P.CLIENTS_CLIENT_READ, "99000011"),
    "contacts show": (P.CLIENTS_CLIENT_READ, "1"),
    "contacts find": (P.CLIENTS_CLIENT_READ, "0501112233"),
    "contacts add": (P.CLIENTS_CLIENT_EDIT, "99000011 --name Оля"),
    "contacts phone": (P.CLIENTS_CLIENT_EDIT, "1 0502223344"),
    "contacts link": (P.CLIENTS_CLIENT_EDIT, "1 99001016"),
    "services list": (P.CLIENTS_CLIENT_READ, "--client 99000011"),
    "services catalogue": (P.CLIENTS_CLIENT_READ, ""),
    "services define": (P.SERVICES_CATALOGUE_EDIT, "NEW Нова"),
    "services add": (P.SERVICES_CLIENT_EDIT, "99000011 MEDOC"),
    "services claim": (P.SERVICES_CLAIM_TAKE, "99001016 MEDOC"),
    "services reassign": (P.SERVICES_MANAGER_REASSIGN, "1 -"),
    "services edit": (P.CLIENTS_CLIENT_READ, "MEDOC --reminder-days 20"),
    "services fill": (P.SERVICES_CATALOGUE_EDIT, ""),
    "services extend": (P.CLIENTS_CLIENT_READ, "1"),
    "services history": (P.CLIENTS_CLIENT_READ, "1"),
    "services prices": (P.CLIENTS_CLIENT_READ, "MEDOC"),
    "services price-add": (P.CLIENTS_CLIENT_READ, "MEDOC 1200 --from 2026-01-01"),
    "services price-remove": (P.SERVICES_PRICE_EDIT, "1"),
    "services end": (P.SERVICES_CLIENT_EDIT, "1"),
    "talks list": (P.TALKS_TALK_READ, ""),
    "talks add": (P.TALKS_TALK_WRITE, "99000011 текст"),
    "talks untold": (P.CALLS_CALL_READ, ""),
    "talks join": (P.TALKS_TALK_WRITE, "1 1"),
    "talks part": (P.TALKS_TALK_WRITE, "1 1"),
    "talks time": (P.TALKS_TALK_READ, "1"),
    "tasks list": (P.TASKS_TASK_READ, ""),
    "tasks add": (P.TASKS_TASK_EDIT, "Задача --due 2026-03-31"),
    "tasks done": (P.TASKS_TASK_EDIT, "1"),
    "tasks assign": (P.TASKS_TASK_EDIT, "1 boss"),
    "tasks filters": (P.OFFICE_OWN_READ, ""),
    "tasks filter-save": (P.OFFICE_OWN_EDIT, "мої хто=я"),
    "tasks filter-remove": (P.OFFICE_OWN_EDIT, "1"),
    "tasks show": (P.TASKS_TASK_READ, "1"),
    "tasks reopen": (P.TASKS_TASK_EDIT, "1"),
    "tasks accept": (P.TASKS_TASK_EDIT, "1"),
    "tasks back": (P.TASKS_TASK_EDIT, "1 зайнятий"),
    "tasks stage": (P.TASKS_TASK_EDIT, "1 offer"),
    "tasks put-off": (P.TASKS_TASK_EDIT, "1 2026-03-31"),
    "tasks support": (P.TASKS_TASK_EDIT, "1 --reason довіряємо"),
    "tasks comment": (P.TASKS_TASK_EDIT, "1 обіцяв"),
    "tasks change": (P.TASKS_TASK_EDIT, "--filter стан=усі --put-off +3 --yes"),
    "tasks changes": (P.TASKS_TASK_READ, ""),
    "tasks undo": (P.TASKS_TASK_EDIT, "99"),
    "tasks stages": (P.TASKS_TASK_READ, ""),
    "tasks stage-add": (P.TASKS_STAGE_EDIT, "dept_sales thinks думає"),
    "tasks stage-edit": (P.TASKS_STAGE_EDIT, "dept_sales offer --name пропозиція-2"),
    "doc offer": (P.PAPERS_PAPER_EDIT, "--client 99000011 --line Робота=100"),
    "doc invoice": (P.PAPERS_PAPER_EDIT, "--client 99000011 --line Робота=100"),
    "doc act": (P.PAPERS_PAPER_EDIT, "--client 99000011 --line Робота=100"),
    "doc contract": (P.PAPERS_PAPER_EDIT, "--client 99000011"),
    "doc list": (P.PAPERS_PAPER_READ, ""),
    "doc show": (P.PAPERS_PAPER_READ, "1"),
    "doc edit": (P.PAPERS_PAPER_EDIT, "1 --note x"),
    "doc issue": (P.PAPERS_PAPER_EDIT, "1"),
    "doc version": (P.PAPERS_PAPER_EDIT, "1 --reason ціна"),
    "doc take-off": (P.PAPERS_PAPER_EDIT, "1 --line 1 --reason x"),
    "doc cancel": (P.PAPERS_PAPER_EDIT, "1 --reason ціна"),
    "doc drop": (P.PAPERS_PAPER_EDIT, "99"),
    "doc save": (P.PAPERS_PAPER_READ, "1 -o {home}/paper.pdf"),
    "doc print": (P.PAPERS_PAPER_READ, "1"),
    "doc send": (P.PAPERS_PAPER_EDIT, "1 --to a@example.com"),
    "doc letters": (P.PAPERS_PAPER_READ, ""),
    "doc resend": (P.PAPERS_PAPER_EDIT, "1"),
    "doc unsend": (P.PAPERS_PAPER_EDIT, "1"),
    "doc templates": (P.PAPERS_PAPER_READ, ""),
    "clients fill": (P.CLIENTS_CLIENT_EDIT, "--from {certificate}"),
    "certs import": (P.KEP_CERTIFICATE_WRITE, "{list}"),
    "certs adopt": (P.CLIENTS_CLIENT_EDIT, "99001004"),
    "certs arrivals": (P.KEP_CERTIFICATE_READ, ""),
    "certs list": (P.KEP_CERTIFICATE_READ, ""),
    "certs find": (P.KEP_CERTIFICATE_READ, "приклад"),
    "certs show": (P.KEP_CERTIFICATE_READ, "1"),
    "certs save": (P.KEP_CERTIFICATE_READ, "1"),
    "certs attach": (P.KEP_CERTIFICATE_WRITE, "1 99001016"),
    "certs detach": (P.KEP_CERTIFICATE_WRITE, "1"),
    "kep list": (P.KEP_SET_READ, "--totals"),
    "kep debts": (P.KEP_SET_READ, ""),
    "kep filters": (P.OFFICE_OWN_READ, ""),
    "kep show": (P.KEP_SET_READ, "1"),
    "kep issue": (P.KEP_SET_EDIT, "99000011 --kind KEP --line own:КЕП:100"),
    "kep edit": (P.KEP_SET_READ, "1 --note x"),
    "kep order": (P.KEP_SET_READ, "1"),
    "kep generate": (P.KEP_SET_READ, "1 --from 2026-03-02 --to 2027-03-01"),
    "kep paid": (P.KEP_SET_READ, "1"),
    "kep document": (P.KEP_SET_READ, "1 1"),
    "kep documents": (P.KEP_SET_READ, "1 --auto --all"),
    "kep take-back": (P.KEP_SET_READ, "1 documents --reason помилка"),
    "kep cancel": (P.KEP_SET_READ, "1 --reason помилка"),
    "kep papers": (P.KEP_SET_READ, "1"),
    "kep paper": (P.KEP_SET_READ, "invoice 1"),
    "kep take-off": (P.KEP_SET_READ, "1 --reason x"),
    "kep print": (P.KEP_SET_READ, "1 -o {home}/sets.pdf"),
    "kep catalogue": (P.CLIENTS_CLIENT_READ, ""),
    "kep kind-add": (P.CLIENTS_CLIENT_READ, "MEDOC --holder head"),
    "kep kind-edit": (P.CLIENTS_CLIENT_READ, "KEP --holder seal"),
    "kep import": (P.KEP_SET_GENERATE, "{home}/ca.csv"),
    "kep fill": (P.SERVICES_CATALOGUE_EDIT, ""),
    "kep boxes": (P.KEP_SET_READ, ""),
    "kep box open": (P.KEP_BOX_EDIT, ""),
    "kep box show": (P.KEP_SET_READ, "1"),
    "kep box move": (P.KEP_SET_READ, "1 1"),
    "kep box close": (P.KEP_SET_READ, "1"),
    "kep box reopen": (P.KEP_SET_READ, "1"),
    "kep box print": (P.KEP_SET_READ, "1 --text"),
    "kep box send": (P.KEP_SET_READ, "1"),
    "payments list": (P.PAYMENTS_PAYMENT_READ, ""),
    "payments show": (P.PAYMENTS_PAYMENT_READ, "1"),
    "payments check": (P.PAYMENTS_PAYMENT_READ, "{home}/week.csv"),
    "payments mapping": (P.PAYMENTS_PAYMENT_WRITE, "{home}/week.csv"),
    "payments mappings": (P.PAYMENTS_PAYMENT_READ, ""),
    "payments import": (P.PAYMENTS_PAYMENT_WRITE, "{home}/week.csv"),
    "payments imports": (P.PAYMENTS_PAYMENT_READ, ""),
    "payments undo-import": (P.PAYMENTS_PAYMENT_WRITE, "1 --reason помилка"),
    "payments post": (P.PAYMENTS_PAYMENT_WRITE, ""),
    "payments waiting": (P.PAYMENTS_PAYMENT_READ, ""),
    "payments propose": (P.PAYMENTS_PAYMENT_READ, "1"),
    "payments confirm": (P.PAYMENTS_PAYMENT_WRITE, "1 --on 1"),
    "payments take": (P.PAYMENTS_PAYMENT_WRITE, "1 --client #1"),
    "payments return": (P.PAYMENTS_PAYMENT_WRITE, "1 --note зайве"),
    "payments decisions": (P.PAYMENTS_PAYMENT_READ, "1"),
    "payments undo": (P.PAYMENTS_PAYMENT_WRITE, "1 --reason помилка"),
    "payments balance": (P.PAYMENTS_PAYMENT_READ, ""),
    "payments rule show": (P.PAYMENTS_PAYMENT_READ, ""),
    "payments rule try": (P.PAYMENTS_PAYMENT_READ, "{home}/rule.toml"),
    "payments rule use": (P.PAYMENTS_RULE_EDIT, "{home}/rule.toml"),
    "payments add": (P.PAYMENTS_PAYMENT_WRITE, "100 --own #1"),
    "payments allocate": (P.PAYMENTS_PAYMENT_WRITE, "1 1"),
    "payments reverse": (P.PAYMENTS_PAYMENT_WRITE, "1 --reason помилка"),
    "firms list": (P.OFFICE_OWN_READ, ""),
    "firms show": (P.OFFICE_OWN_READ, "#1"),
    "firms add": (P.OFFICE_FIRM_EDIT, "Ще 99001022"),
    "firms edit": (P.OFFICE_FIRM_EDIT, "#1 --set phone=1"),
    "firms logo": (P.OFFICE_FIRM_EDIT, "#1 --remove"),
    "firms client": (P.CLIENTS_CLIENT_READ, "99000011"),
    "calls list": (P.CALLS_CALL_READ, ""),
    "calls missed": (P.CALLS_CALL_READ, ""),
    "calls settle": (P.CALLS_CALL_ATTACH, "--all"),
    "calls show": (P.CALLS_CALL_READ, "1"),
    "calls move": (P.CALLS_CALL_ATTACH, "1 --client 99001016 --reason помилка"),
    "calls recording": (P.CALLS_RECORDING_HEAR, "1"),
    "report activity": (P.REPORTS_ACTIVITY_READ, ""),
    "report claims": (P.PAYMENTS_PAYMENT_READ, ""),
    "report churn": (P.REPORTS_CHURN_READ, ""),
    "report kep": (P.REPORTS_KEP_READ, ""),
    "report kep-funnel": (P.REPORTS_KEP_READ, ""),
    "report kep-wages": (P.REPORTS_KEP_READ, ""),
    "report sales": (P.REPORTS_SALES_READ, ""),
    "users list": (P.ADMIN_USERS_READ, ""),
    "users absences": (P.OFFICE_OWN_READ, ""),
    "config office": (P.OFFICE_OWN_READ, ""),
    "config office-set": (P.ADMIN_STORE_CARE, "work_days 1-5"),
    "users absence-edit": (P.OFFICE_OWN_EDIT, "1 --note x"),
    "users absence-add": (P.OFFICE_OWN_EDIT, "person --from 2026-03-02 --to 2026-03-03"),
    "users absence-remove": (P.OFFICE_OWN_EDIT, "1"),
    "users add": (P.ADMIN_USERS_EDIT, "new --name Новий --role operator"),
    "users edit": (P.ADMIN_USERS_READ, "boss --name Інша"),
    "users disable": (P.ADMIN_USERS_READ, "nobody"),
    "users passwd": (P.ADMIN_USERS_READ, "nobody"),
    "audit list": (P.ADMIN_AUDIT_READ, ""),
    "audit verify": (P.ADMIN_AUDIT_READ, ""),
    "db backup": (P.ADMIN_STORE_CARE, "{home}/copy.db"),
    "db restore": (P.ADMIN_STORE_CARE, "{home}/nosuch.db"),
    "db check": (P.ADMIN_STORE_CARE, ""),
    "jobs list": (P.ADMIN_STORE_CARE, ""),
    "jobs once": (P.ADMIN_STORE_CARE, "checkpoint"),
    "pbx status": (P.CALLS_CALL_READ, ""),
    "pbx doctor": (P.CALLS_JOURNAL_READ, "1"),
    "pbx presence": (P.CALLS_PRESENCE_READ, ""),
    "pbx queues": (P.CALLS_PRESENCE_READ, ""),
    "pbx config": (P.ADMIN_STORE_CARE, "--write {home}/asterisk"),
    "pbx originate": (P.CALLS_CALL_CONTROL, "0501112233"),
    "pbx transfer": (P.CALLS_CALL_CONTROL, "1 202"),
    "pbx hangup": (P.CALLS_CALL_CONTROL, "1"),
    "pbx commands": (P.CALLS_CALL_READ, ""),
    "pbx block": (P.CALLS_NUMBER_BLOCK, "0671234567"),
    "pbx unblock": (P.CALLS_NUMBER_BLOCK, "0671234567"),
    "pbx blocked": (P.CALLS_CALL_READ, ""),
    "pbx reconcile": (P.CALLS_RECORD_RECONCILE, "--cel {home}/cel.csv"),
    "pbx replay": (P.ADMIN_STORE_CARE, "{recording}"),
}
"""Each verb, the first right it asks for, and words with which it would work."""

NOBODY_ASKED = {
    "db upgrade", "db status", "db demo",  # whoever may write the file of the store
    "jobs run", "pbx listen", "pbx simulate",  # processes of the system, no person
    "config show", "config check",
}  # fmt: skip


def verbs() -> set[str]:
    found = set()
    for noun in NOUNS:
        module = import_module(f"crm_tui.cli.{noun}")
        if not hasattr(module, "command"):
            found |= {f"{noun} {one.name}" for one in module.app.registered_commands if not one.hidden}
            for group in module.app.registered_groups:
                found |= {
                    f"{noun} {group.name} {one.name}" for one in group.typer_instance.registered_commands
                }
    return found


def test_the_table_knows_every_verb() -> None:
    assert verbs() == set(NEEDS) | NOBODY_ASKED


@pytest.fixture
def office(made: Make, me: Actor) -> None:
    client = made.known("Ромашка", "+380501112233", tax_code="99000011")
    made.client("Волошка", tax_code="99001016")
    service = made.service("M.E.Doc", code="MEDOC")
    made.client_service(client=client, service=service)
    made.task(client, title="передзвонити")
    made.call(number="0501112233")
    made.warning(client, text="!")
    firm = made.own_entity(iban="UA213223130000026007233566001")
    made.paper(client, own_entity_id=firm.id)
    made.payment(client, own_entity_id=firm.id)
    made.kep_kind(service_id=made.service("КЕП", code="KEP").id)
    made.kep_set(client, own_entity_id=firm.id)


@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_what_its_table_says(
    crm: Crm, made: Make, office: None, role: Role, home: Path, store_digest: Callable[[], str]
) -> None:
    made.actor(role, login="person", full_name="Хтось")
    clients = home / "list.csv"
    clients.write_text("Назва;ЄДРПОУ\nНезабудка;99001022\n", "utf-8")
    certificate = home / "x.cer"
    certificate.write_bytes(make_certificate(edrpou="99000011"))
    ca_list = "serial;name;start_date;end_date\n0A01;Хтось;01.03.2026;01.03.2027\n"
    (home / "ca.csv").write_text(ca_list, "utf-8")
    recording = Path(__file__).resolve().parents[2] / "data/recordings/c_no_answer.jsonl"
    before = store_digest()
    for verb, (needed, words) in NEEDS.items():
        if needed not in ROLE_PERMISSIONS[role]:
            filled = words.format(home=home, list=clients, recording=recording, certificate=certificate)
            line = crm(*verb.split(), *filled.split(), "--as", "person").refused()
            assert needed.value in line, (verb, line)
    assert store_digest() == before
    for verb, (needed, words) in NEEDS.items():
        if needed in ROLE_PERMISSIONS[role]:
            filled = words.format(home=home, list=clients, recording=recording, certificate=certificate)
            outcome = crm(*verb.split(), *filled.split(), "--as", "person")
            assert needed.value not in outcome.err, (verb, outcome)
            assert outcome.code in {0, 1}, (verb, outcome)
