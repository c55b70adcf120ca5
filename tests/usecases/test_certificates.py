"""Certificates taken in: each once, given to their client, never guessed; listed, found, given by hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crm_tui.domain.certificates import CertificateKind, CertificateUse
from crm_tui.domain.errors import Forbidden, NotFound, Refused
from crm_tui.domain.kinds import ClientKind, Role
from crm_tui.domain.permissions import Actor
from crm_tui.usecases import audit_log, client_edit, client_merge
from crm_tui.usecases.certificates import (
    attach_certificate,
    certificate_file,
    certificates_of_client,
    detach_certificate,
    find_certificates,
    list_certificates,
    show_certificate,
    take_certificates,
)
from crm_tui.usecases.client_edit import ClientDraft
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.certificate_run import CertificatesTaken, import_certificates
from tests.certificates import ENCRYPT, FIRM, PERSON, make_certificate
from tests.factories import Make

ENDS = datetime(2026, 3, 12, 21, 59, 59, tzinfo=UTC)


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """A folder with one person's two certificates and his firm's seal."""
    folder = tmp_path / "certs"
    folder.mkdir()
    (folder / "sign.cer").write_bytes(make_certificate(serial=1))
    (folder / "crypt.cer").write_bytes(make_certificate(usage=ENCRYPT, serial=2))
    (folder / "seal.cer").write_bytes(make_certificate("ПРИКЛАД ОДИН", rnokpp="", stamp=True, serial=3))
    return folder


def take(office: Office, *paths: Path) -> CertificatesTaken:
    return import_certificates(office, paths)


def test_a_folder_goes_to_its_client_once(office: Office, make: Make, pair: Path) -> None:
    client = make.client("Приклад Один", tax_code=FIRM)
    done = take(office, pair)
    assert (done.files, done.new, done.problems, done.unknown) == (3, 3, (), ())
    assert {row.client.name for row in done.rows if row.client} == {"Приклад Один"}
    again = take(office, pair, pair / "sign.cer")
    assert (len(again.rows), again.new) == (4, 0)
    rows = office.call(certificates_of_client, client_id=client.id)
    assert sorted((row.kind, row.use) for row in rows) == [
        (CertificateKind.SEAL, CertificateUse.SIGN),
        (CertificateKind.SIGNATURE, CertificateUse.ENCRYPT),
        (CertificateKind.SIGNATURE, CertificateUse.SIGN),
    ]
    assert len({row.set_key for row in rows}) == 2, "a person's pair is one set, the seal another"
    card = office.call(show_certificate, certificate_id=rows[0].id)
    assert (card.edrpou, card.edrpou_from, card.row.file_name) == (FIRM, "sda", card.row.file_name)
    assert card.created_by == office.actor.full_name
    name, content = office.call(certificate_file, certificate_id=rows[0].id)
    assert name == f"{FIRM}_{rows[0].serial}.cer"
    assert content in {path.read_bytes() for path in pair.iterdir()}


def test_the_unknown_wait_for_their_card(office: Office, pair: Path) -> None:
    done = take(office, pair)
    assert [(row.tax_code, row.client) for row in done.unknown] == [(FIRM, None)]
    assert len(office.call(list_certificates, unknown=True).rows) == 3
    draft = ClientDraft(tax_code=FIRM, full_name="ТОВ «Приклад Один»")
    saved = office.call(client_edit.add_client, draft=draft)
    assert len(office.call(certificates_of_client, client_id=saved.id)) == 3
    assert office.call(list_certificates, unknown=True).rows == ()


def test_a_code_typed_later_brings_them_too(office: Office, make: Make, pair: Path) -> None:
    client = make.client("Приклад Один", tax_code=None)
    take(office, pair)
    draft = ClientDraft(tax_code=FIRM, full_name=client.full_name)
    office.call(client_edit.edit_client, client_id=client.id, version=client.version, draft=draft)
    assert len(office.call(certificates_of_client, client_id=client.id)) == 3


def test_two_cards_with_one_code_are_asked_about(office: Office, make: Make, pair: Path) -> None:
    head, branch = (make.client(name, tax_code=FIRM) for name in ("Головний офіс", "Філія"))
    done = take(office, pair)
    assert {row.client for row in done.rows} == {None}
    assert [one.name for one in done.rows[0].may_be] == ["Головний офіс", "Філія"]
    assert done.unknown == (), "they are no new clients"
    (first, *_rest) = office.call(find_certificates, text="Прикладенко")
    card = office.call(attach_certificate, certificate_id=first.id, client_id=branch.id)
    assert [one.name for one in office.call(show_certificate, certificate_id=first.id).may_be] == []
    assert card.row.client is not None
    assert len(office.call(certificates_of_client, client_id=branch.id)) == 2, "the pair went together"
    take(office, pair)
    assert len(office.call(certificates_of_client, client_id=branch.id)) == 2
    assert office.call(certificates_of_client, client_id=head.id) == ()


def test_what_a_person_took_off_stays_off(office: Office, make: Make, pair: Path) -> None:
    client = make.client("Приклад Один", tax_code=FIRM)
    take(office, pair)
    seal = next(row for row in office.call(certificates_of_client, client_id=client.id) if row.kind == "seal")
    office.call(detach_certificate, certificate_id=seal.id)
    with pytest.raises(Refused, match="no client's"):
        office.call(detach_certificate, certificate_id=seal.id)
    take(office, pair)
    draft = ClientDraft(tax_code=FIRM, full_name="ТОВ «Ще одна»")
    office.call(client_edit.add_client, draft=draft)
    card = office.call(show_certificate, certificate_id=seal.id)
    assert (card.row.client, card.row.by_hand) == (None, True)


def test_they_move_with_a_merge(office: Office, make: Make, pair: Path) -> None:
    kept, merged = make.client("Один", tax_code="99001016"), make.client("Приклад Один", tax_code=FIRM)
    take(office, pair)
    office.call(client_merge.merge_clients, keep_id=kept.id, merge_id=merged.id)
    assert len(office.call(certificates_of_client, client_id=kept.id)) == 3


def test_a_sole_trader_is_found_by_his_own_code(office: Office, make: Make, tmp_path: Path) -> None:
    client = make.client("Прикладенко О. П.", kind=ClientKind.SOLE_TRADER, tax_code=PERSON)
    (tmp_path / "fop.cer").write_bytes(make_certificate(edrpou=PERSON, organisation="ФІЗИЧНА ОСОБА"))
    (tmp_path / "person.cer").write_bytes(make_certificate(edrpou="", organisation="", serial=5))
    take(office, tmp_path)
    assert len(office.call(certificates_of_client, client_id=client.id)) == 2


def test_ending_ones_come_nearest_first(office: Office, make: Make) -> None:
    client = make.client()
    day = make.clock().date()
    for days in (-1, 0, 5, 30, 31, 400):
        make.certificate(client, valid_to=day + timedelta(days=days))
    rows = office.call(list_certificates, ending_in=30).rows
    assert [row.days_left for row in rows] == [0, 5, 30]
    page = office.call(list_certificates, ending_in=30, limit=2)
    rest = office.call(list_certificates, ending_in=30, after=page.after)
    assert [row.days_left for row in (*page.rows, *rest.rows)] == [0, 5, 30]
    assert [row.days_left for row in office.call(list_certificates).rows] == [400, 31, 30, 5, 0, -1]


def test_found_by_holder_serial_and_key(office: Office, pair: Path) -> None:
    take(office, pair)
    (seal,) = office.call(find_certificates, text="приклад один")
    for text in (seal.key_id[:12], "  ".join(seal.key_id[n : n + 2] for n in range(0, 12, 2))):
        assert seal.id in {row.id for row in office.call(find_certificates, text=text)}
    assert office.call(find_certificates, text="При") == (), "too short to mean anybody"


def test_of_a_ca_nothing_is_kept(office: Office, tmp_path: Path) -> None:
    (tmp_path / "ca.cer").write_bytes(make_certificate("КНЕДП", usage=("key_cert_sign",), ca=True))
    done = take(office, tmp_path)
    assert [(row.of_ca, row.new) for row in done.rows] == [(True, False)]
    assert office.call(list_certificates).rows == ()


def test_a_dry_run_changes_nothing(office: Office, pair: Path) -> None:
    done = import_certificates(office, [pair, pair], dry_run=True)
    assert (len(done.rows), done.new) == (6, 3)
    assert office.call(list_certificates).rows == ()


def test_stopped_midway_it_goes_on(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from crm_tui.usecases.parts import certificate_run

    monkeypatch.setattr(certificate_run, "AT_ONCE", 2)
    for number in range(1, 6):
        (tmp_path / f"{number}.cer").write_bytes(make_certificate(serial=number))

    def ctrl_c(files: int, _certificates: int) -> None:
        if files == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_certificates(office, [tmp_path], told=ctrl_c)
    assert len(office.call(list_certificates).rows) == 4
    assert take(office, tmp_path).new == 1


def test_unreadable_files_are_told_and_the_rest_is_taken(office: Office, pair: Path) -> None:
    (pair / "broken.cer").write_bytes(make_certificate()[:100])
    (pair / "Key-6.dat").write_bytes(b"?")
    done = take(office, pair)
    assert [name for name, _why in done.problems] == ["Key-6.dat", "broken.cer"]
    assert done.new == 3


def test_who_may(office: Office, actors: dict[Role, Actor], pair: Path) -> None:
    take(office, pair)
    operator = office.as_actor(actors[Role.OPERATOR])
    assert len(operator.call(list_certificates).rows) == 3
    with pytest.raises(Forbidden):
        operator.call(take_certificates, files=())
    with pytest.raises(NotFound):
        office.call(show_certificate, certificate_id=999_999)


def test_the_log_has_the_certificate_and_not_its_bytes(office: Office, pair: Path) -> None:
    take(office, pair / "sign.cer")
    (row,) = office.call(audit_log.list_audit, wanted=audit_log.AuditFilter(table_name="certificate")).rows
    assert ("serial", None, "01") in row.changes
    (file,) = office.call(audit_log.list_audit, wanted=audit_log.AuditFilter(table_name="stored_file")).rows
    assert ("content", "(hidden)", "(hidden)") in file.changes
