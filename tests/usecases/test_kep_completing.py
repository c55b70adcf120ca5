"""Certificates that are taken in complete the set that waited for them, unless there is a choice."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crm_tui.domain.kep_sets import HolderKind, KepState
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.store import tables as t
from crm_tui.usecases import kep_sets
from crm_tui.usecases.kep_completing import CompletedSet
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.certificate_run import CertificatesTaken, import_certificates
from tests.certificates import FIRM, make_certificate
from tests.factories import Make

BEGINS, ENDS = datetime(2026, 2, 24, 22, tzinfo=UTC), datetime(2028, 2, 25, 21, 59, 59, tzinfo=UTC)
TERM = (date(2026, 2, 25), date(2028, 2, 25))
SEAL = {"cn": "ТОВ Приклад", "title": "", "rnokpp": "", "stamp": True, "serial": 11}


@pytest.fixture
def registrar(office: Office, actors: dict[Role, Actor]) -> Office:
    return office.as_actor(actors[Role.REGISTRATION_ADMINISTRATOR])


def waiting(make: Make, client: t.Client, *holders: HolderKind, **values: object) -> t.KepSet:
    given = {"kind_id": make.kep_kind(months=24).id, "months": 24, "issued_on": date(2026, 2, 20)} | values
    found = make.kep_set(client, **given)
    for place, kind in enumerate(holders, 1):
        make.save(t.KepHolder(set_id=found.id or 0, place=place, kind=kind, name="як на картці"))
    return found


def take(office: Office, folder: Path, **certificate: object) -> CertificatesTaken:
    certificate = {"begins": BEGINS, "ends": ENDS} | certificate
    (folder / "a.cer").write_bytes(make_certificate(**certificate))  # type: ignore[arg-type]
    return import_certificates(office, [folder])


def done(taken: CertificatesTaken) -> list[int]:
    return [one.id for one in taken.sets]


def test_the_set_that_waited_gets_term_holders_and_who_took_it_in(
    registrar: Office, make: Make, tmp_path: Path
) -> None:
    client = make.client("Приклад", tax_code=FIRM)
    found = waiting(make, client, HolderKind.HEAD)
    (one,) = take(registrar, tmp_path).sets
    assert one == CompletedSet(found.id or 0, one.ref, one.client, *TERM, ("Прикладенко Ольга Петрівна",))
    card = registrar.call(kep_sets.show_set, set_id=one.id)
    assert (card.row.valid_from, card.row.valid_to, card.row.generated_on) == (*TERM, TERM[0])
    assert card.row.generated_by is not None
    assert card.row.generated_by.id == registrar.actor.id
    assert card.row.state is KepState.GENERATED
    assert [(one.kind, one.name) for one in card.holders] == [(HolderKind.HEAD, one.holders[0])]
    again = import_certificates(registrar, [tmp_path])
    assert (again.new, again.sets) == (0, ()), "what is done once is not done again"


def test_a_set_of_two_is_whole_only_with_both(registrar: Office, make: Make, tmp_path: Path) -> None:
    found = waiting(make, make.client("Приклад", tax_code=FIRM), HolderKind.HEAD, HolderKind.SEAL)
    assert done(take(registrar, tmp_path)) == []
    assert done(take(registrar, tmp_path, **SEAL)) == [found.id]


@pytest.mark.parametrize(
    "certificate",
    [
        {"title": "головний бухгалтер"},
        {"ends": datetime(2027, 2, 25, 21, 59, 59, tzinfo=UTC)},
        {"begins": datetime(2025, 2, 24, tzinfo=UTC), "ends": datetime(2027, 2, 24, tzinfo=UTC)},
        SEAL,
    ],
    ids=["another's", "another term", "from an archive", "a seal"],
)
def test_what_does_not_fit_completes_nothing(
    registrar: Office, make: Make, tmp_path: Path, certificate: dict[str, object]
) -> None:
    waiting(make, make.client("Приклад", tax_code=FIRM), HolderKind.HEAD)
    assert (take(registrar, tmp_path, **certificate).sets) == ()


def test_between_two_sets_nobody_but_a_person_chooses(
    registrar: Office, make: Make, actors: dict[Role, Actor], tmp_path: Path
) -> None:
    client = make.client("Приклад", tax_code=FIRM)
    first = waiting(make, client, HolderKind.HEAD)
    make.kep_set(client, months=24, issued_on=date(2026, 2, 21), kind_id=first.kind_id)
    assert take(registrar, tmp_path).sets == ()


def test_who_may_not_generate_only_takes_certificates_in(
    office: Office, make: Make, actors: dict[Role, Actor], tmp_path: Path
) -> None:
    found = waiting(make, make.client("Приклад", tax_code=FIRM), HolderKind.HEAD)
    taken = take(office.as_actor(actors[Role.SPECIALIST]), tmp_path)
    assert (taken.new, taken.sets) == (1, ())
    assert office.call(kep_sets.show_set, set_id=found.id or 0).row.generated_on is None
