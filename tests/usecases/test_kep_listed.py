"""A CA's list and kept certificates make and complete sets (S53, S54)."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from crm_tui.domain.certificates import CertificateKind, CertificateUse
from crm_tui.domain.errors import Refused
from crm_tui.domain.kep_listed import holder_kind, months_of, named_person
from crm_tui.domain.kep_sets import HolderKind, KepState
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.exchange.certificate_list import ListedCertificate, read_ca_list
from crm_tui.exchange.sheet import open_sheet
from crm_tui.store import tables as t
from crm_tui.usecases import client_services, kep_certificates, kep_listed, kep_sets
from crm_tui.usecases.kep_listed import ListedOutcome
from crm_tui.usecases.office import Office
from tests.factories import Make

HEADING = "tax_code;serial;name;start_date;end_date;type;storage_type;crypt;status;ipn;admin_reg"
REGISTRAR = "Реєстраторенко С. І."
TWO_YEARS = "01.02.2026 00:00:00;01.02.2028 23:59:59"


@pytest.fixture
def registrar(office: Office, make: Make) -> Office:
    who = make.actor(Role.REGISTRATION_ADMINISTRATOR, full_name="Реєстраторенко Світлана Іванівна")
    return office.as_actor(who)


def listed(tmp_path: Path, *lines: str, encoding: str = "cp1251") -> tuple[ListedCertificate, ...]:
    file = tmp_path / "list.csv"
    file.write_text("\n".join((HEADING, *lines)), encoding)
    with open_sheet(file) as sheet:
        return tuple(read_ca_list(sheet))


def director(serial: str = "0A01", status: str = "Діючий", use: str = "Підписання") -> str:
    who = f"99001004;{serial};Прикладенко Ольга Петрівна;{TWO_YEARS};Ключ директора;токен"
    return f"{who};{use};{status};;{REGISTRAR}"


def seal(serial: str = "0A03") -> str:
    return f"99001004;{serial};ТОВ Приклад;{TWO_YEARS};Ключ печатки;токен;Підписання;Діючий;;{REGISTRAR}"


def test_the_list_completes_the_set_that_waits_for_its_certificates(
    registrar: Office, make: Make, tmp_path: Path
) -> None:
    client = make.client("Приклад", tax_code="99001004")
    waiting = make.kep_set(
        client, kind_id=make.kep_kind(months=24).id, months=24, issued_on=date(2026, 1, 20)
    )
    rows = listed(tmp_path, director(), director("0A02", use="Шифрування"), seal())
    (dry,) = registrar.call(kep_listed.try_listed, rows=rows)
    assert (dry.outcome, dry.set_id, dry.lines) == (ListedOutcome.COMPLETED, waiting.id, (2, 3, 4))
    assert registrar.call(kep_sets.show_set, set_id=waiting.id).row.generated_on is None
    (done,) = registrar.call(kep_listed.take_listed, rows=rows)
    card = registrar.call(kep_sets.show_set, set_id=done.set_id or 0)
    assert (card.row.valid_from, card.row.valid_to) == (date(2026, 2, 1), date(2028, 2, 1))
    assert card.row.generated_by is not None
    assert card.row.generated_by.name == "Реєстраторенко Світлана Іванівна"
    assert (card.row.state, card.storage) == (KepState.GENERATED, "token")
    assert [(one.kind, one.name) for one in card.holders] == [
        (HolderKind.HEAD, "Прикладенко Ольга Петрівна"),
        (HolderKind.SEAL, "ТОВ Приклад"),
    ]
    (service,) = registrar.call(client_services.list_client_services, client_id=client.id)
    assert service.valid_to == date(2028, 2, 1)
    (again,) = registrar.call(kep_listed.take_listed, rows=rows)
    assert (again.outcome, again.set_id) == (ListedOutcome.SAME, waiting.id)


def test_what_we_never_issued_is_made_of_the_list(registrar: Office, make: Make, tmp_path: Path) -> None:
    client = make.client("Приклад", tax_code="99001004")
    make.kep_kind("Керівник, 2 роки", months=24)
    rows = listed(tmp_path, director(), encoding="utf-8")
    (dry,) = registrar.call(kep_listed.try_listed, rows=rows)
    assert (dry.outcome, dry.set_id) == (ListedOutcome.MADE, None)
    (made,) = registrar.call(kep_listed.take_listed, rows=rows)
    card = registrar.call(kep_sets.show_set, set_id=made.set_id or 0)
    assert (card.row.client.id, card.row.months, card.row.total_kop) == (client.id, 24, 99_600)
    assert [one.outcome for one in registrar.call(kep_listed.take_listed, rows=rows)] == [ListedOutcome.SAME]


def test_unknown_doubtful_and_revoked_lines_make_nothing(
    registrar: Office, make: Make, tmp_path: Path
) -> None:
    make.kep_kind(months=24)
    rows = listed(tmp_path, director())
    assert registrar.call(kep_listed.take_listed, rows=rows)[0].outcome is ListedOutcome.UNKNOWN
    make.client("Приклад", tax_code="99001004")
    revoked = listed(tmp_path, director(status="Скасований"))
    assert registrar.call(kep_listed.take_listed, rows=revoked)[0].outcome is ListedOutcome.REVOKED
    (odd,) = registrar.call(kep_listed.take_listed, rows=listed(tmp_path, director(), seal()))
    assert odd.outcome is ListedOutcome.NO_KIND
    assert "24" in odd.said
    make.client("Приклад, філія", tax_code="99001004")
    (two,) = registrar.call(kep_listed.take_listed, rows=rows)
    assert two.outcome is ListedOutcome.UNKNOWN
    assert "Приклад, філія" in two.said


def kept(make: Make, client: t.Client, valid_from: date, number: int, **values: object) -> t.Certificate:
    make.save(t.StoredFile(sha256=f"{number:064x}", content=b"", size=0))
    days = {"not_before": make.clock(), "not_after": make.clock() + timedelta(days=700)}
    given = {
        "sha256": f"{number:064x}",
        "client_id": client.id,
        "holder": "Іваненко Іван Іванович",
        "position": "директор",
        "rnokpp": "1234567899",
        "kind": CertificateKind.SIGNATURE,
        "use": CertificateUse.SIGN,
        "issuer": "КНЕДП",
        "serial": f"{number:04X}",
        "valid_from": valid_from,
        "valid_to": valid_from + timedelta(days=364),
        "set_key": str(number),
    }
    return make.save(t.Certificate(**given | days | values))


def test_a_set_takes_its_term_from_the_certificates_that_are_kept(registrar: Office, make: Make) -> None:
    client = make.client("Ромашка")
    first, second = make.kep_set(client), make.kep_set(client)
    with pytest.raises(Refused, match="import them first"):
        registrar.call(kep_certificates.generate_from_certificates, set_id=first.id)
    day = date(2026, 2, 20)
    kept(make, client, day, 1, use=CertificateUse.ENCRYPT)
    kept(make, client, day, 2)
    kept(make, client, day, 3, holder="ТОВ «Ромашка»", position="", rnokpp="", kind=CertificateKind.SEAL)
    card = registrar.call(kep_certificates.generate_from_certificates, set_id=first.id)
    assert (card.row.valid_from, card.row.issuer) == (day, "КНЕДП")
    assert {(one.kind, one.name) for one in card.holders} == {
        (HolderKind.HEAD, "Іваненко Іван Іванович"),
        (HolderKind.SEAL, "ТОВ «Ромашка»"),
    }
    with pytest.raises(Refused, match="import them first"):
        registrar.call(kep_certificates.generate_from_certificates, set_id=second.id)
    for number, begin in ((4, date(2026, 2, 21)), (5, date(2026, 2, 22))):
        kept(make, client, begin, number)
    with pytest.raises(Refused, match="say which day"):
        registrar.call(kep_certificates.generate_from_certificates, set_id=second.id)
    waits = registrar.call(kep_certificates.terms_for_set, set_id=second.id)
    assert [one.valid_from for one in waits] == [date(2026, 2, 22), date(2026, 2, 21)]
    asked = {"set_id": second.id, "valid_from": date(2026, 2, 21)}
    assert (
        registrar.call(kep_certificates.generate_from_certificates, **asked).row.valid_from
        == asked["valid_from"]
    )


def test_words_of_the_list() -> None:
    assert holder_kind("Ключ директора") is HolderKind.HEAD
    assert holder_kind("Ключ печатки ПРРО") is HolderKind.SEAL
    assert holder_kind("менеджер") is HolderKind.EMPLOYEE
    assert months_of(date(2026, 11, 3), date(2027, 11, 3)) == 12
    assert months_of(date(2026, 11, 3), date(2028, 11, 2)) == 24
    assert months_of(date(2026, 11, 3), date(2026, 12, 20)) == 2
    people = [(1, "Реєстраторенко Світлана Іванівна"), (2, "Іваненко Олег"), (3, "Іваненко Ольга")]
    assert named_person("Реєстраторенко С. І.", people) == 1
    assert named_person("Іваненко О.", people) is None
    assert named_person("Іваненко Олег", people) == 2
    assert named_person("", people) is None


def test_who_may_not_generate_may_not_take_in_a_list(
    office: Office, actors: dict[Role, Actor], tmp_path: Path
) -> None:
    manager = office.as_actor(actors[Role.MANAGER])
    with pytest.raises(Refused):
        manager.call(kep_listed.take_listed, rows=listed(tmp_path, director()))
