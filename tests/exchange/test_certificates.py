"""Certificates read: the samples beside the checkout, made ones of today's shapes, and hostile bytes."""

import csv
import random
import shutil
import subprocess
import tracemalloc
from datetime import UTC, date, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from crm_tui.domain.certificates import Certificate, CertificateKind, CertificateUse, CodeSource
from crm_tui.domain.text import clean
from crm_tui.exchange.certificate_content import read_content
from crm_tui.exchange.certificates import index_row, read_certificate
from crm_tui.exchange.der import Malformed
from tests.certificates import ENCRYPT, FIRM, PERSON, SAMPLES, bundle, make_certificate
from tests.pbx.seeds import seed_of

CERTS = SAMPLES / "certs"
beside = pytest.mark.skipif(not CERTS.exists(), reason="skipped: the samples do not lie beside the checkout")


def index() -> list[dict[str, str]]:
    with (CERTS / "index.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@beside
def test_all_samples_read_as_their_index_says() -> None:
    rows = index()
    assert len(rows) == 19
    for row in rows:
        read = index_row(row["file"], read_certificate((CERTS / row["file"]).read_bytes()))
        assert list(read) == list(row), "the columns of the index, in its order"
        same = {name: value for name, value in row.items() if not name.startswith("source_")}
        assert {name: read[name] for name in same} == same


@beside
def test_openssl_says_the_same_of_dates_names_and_serials() -> None:
    if shutil.which("openssl") is None:
        pytest.skip("skipped: no openssl here")
    for path in sorted(CERTS.glob("*.cer")):
        command = [
            "openssl",
            "x509",
            "-inform",
            "DER",
            "-in",
            str(path),
            "-noout",
            "-serial",
            "-dates",
            "-subject",
        ]
        command += ["-nameopt", "multiline,utf8,-esc_msb"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        told = dict(
            line.split("=", 1) for line in said.splitlines() if line and line[0] != " " and "=" in line
        )
        one = read_certificate(path.read_bytes())
        assert int(told["serial"], 16) == one.serial
        assert (openssl_time(told["notBefore"]), openssl_time(told["notAfter"])) == (
            one.not_before,
            one.not_after,
        )
        names = {
            name.strip(): value.strip()
            for name, _, value in (line.partition("=") for line in said.splitlines() if line.startswith(" "))
        }
        assert names["commonName"] == one.cn
        assert names.get("title", "") == one.title
        assert names.get("surname", "") == one.surname


def openssl_time(text: str) -> datetime:
    return datetime.strptime(text, "%b %d %H:%M:%S %Y GMT").replace(tzinfo=UTC)


@pytest.mark.parametrize("in_name", [False, True])
def test_the_shapes_that_have_no_public_sample(in_name: bool) -> None:
    director = read_certificate(make_certificate(in_name=in_name, unzr="" if in_name else "19850615-12345"))
    assert (director.edrpou, director.rnokpp) == (FIRM, PERSON)
    assert director.edrpou_from is (CodeSource.ORGANISATION if in_name else CodeSource.DIRECTORY)
    assert (director.surname, director.given_name) == ("Прикладенко", "Ольга Петрівна")
    assert (director.title, director.o, director.region) == ("директор", 'ТОВ "ПРИКЛАД ОДИН"', "Львівська")
    assert (director.phone, director.email) == ("+380500000101", "buh@example.com")
    assert (director.valid_from, director.valid_to) == (date(2026, 11, 3), date(2028, 11, 3)), "Kyiv days"
    assert (director.key, director.use, director.kind) == (
        "ecdsa",
        CertificateUse.SIGN,
        CertificateKind.SIGNATURE,
    )
    assert director.serial_hex == "5897920700000000000000000000000000000A01"
    assert director.issuer_code == "99000011"
    assert len(director.key_id) == 40
    assert director.unzr == ("" if in_name else "19850615-12345")
    assert not director.edrpou_doubtful
    assert director.client_code == FIRM


def test_accountant_seal_sole_trader_and_cashier() -> None:
    accountant = read_certificate(
        make_certificate("Рахівна Ганна Іванівна", title="Головний бухгалтер", usage=ENCRYPT)
    )
    assert (accountant.use, accountant.kind) == (CertificateUse.ENCRYPT, CertificateKind.SIGNATURE)
    seal = read_certificate(
        make_certificate("ТОВ «ПРИКЛАД ОДИН»", title="Електронна печатка", rnokpp="", stamp=True)
    )
    assert (seal.stamp, seal.kind, seal.rnokpp) == (True, CertificateKind.SEAL, "")
    twin = read_certificate(make_certificate("ПРИКЛАД", rnokpp="", usage=ENCRYPT))
    assert (twin.stamp, twin.kind) == (False, CertificateKind.SEAL), (
        "the encryption one of a seal has no mark"
    )
    trader = read_certificate(
        make_certificate(edrpou=PERSON, organisation="ФІЗИЧНА ОСОБА", title="Підприємець")
    )
    assert (trader.edrpou, trader.rnokpp, trader.client_code) == (PERSON, PERSON, PERSON)
    assert trader.organisation == ""
    cashier = read_certificate(
        make_certificate("Касиренко Іван", title="касир", usage=("digital_signature", *ENCRYPT))
    )
    assert (cashier.use, cashier.kind) == (CertificateUse.BOTH, CertificateKind.SIGNATURE)


def test_a_code_that_fails_its_check_is_taken_and_marked() -> None:
    one = read_certificate(make_certificate(edrpou="314067759", rnokpp="YaYa999998"))
    assert (one.edrpou, one.edrpou_doubtful) == ("314067759", True)
    assert (one.rnokpp, one.rnokpp_doubtful) == ("YaYa999998", False), "a passport in Latin letters"
    wrong = read_certificate(make_certificate(edrpou="14360571", rnokpp="0000000000"))
    assert (wrong.edrpou_doubtful, wrong.rnokpp_doubtful) == (True, True)
    assert wrong.client_code == "14360571"


def test_a_pair_of_sign_and_encrypt_is_one_set() -> None:
    sign, encrypt = (
        read_certificate(make_certificate(usage=usage)) for usage in (("digital_signature",), ENCRYPT)
    )
    later = read_certificate(make_certificate(ends=datetime(2027, 11, 3, 21, 59, 59, tzinfo=UTC)))
    assert sign.set_key == encrypt.set_key != later.set_key


def test_no_word_of_it_moves_a_terminal() -> None:
    one = read_certificate(make_certificate("Зло\x1b[2Jдій\x07 Ім\u202eя", title="ди\nректор"))
    assert (one.cn, one.title) == ("Злодій Імя", "ди ректор")


# Containers.


def test_pem_base64_bundles_and_signed_files() -> None:
    import base64

    first, second = make_certificate(), make_certificate("Рахівна Ганна", usage=ENCRYPT)
    bare = base64.encodebytes(first)
    armoured = b"Bag Attributes\n-----BEGIN CERTIFICATE-----\n" + bare + b"-----END CERTIFICATE-----\n"
    pkcs7 = b"-----BEGIN PKCS7-----\n" + base64.encodebytes(bundle(first, second)) + b"-----END PKCS7-----\n"
    for content, count in (
        (first, 1),
        (bare, 1),
        (armoured, 1),
        (armoured.replace(b"\n", b"\r\n") * 2, 2),
        (bundle(first, second), 2),
        (pkcs7, 2),
    ):
        read = read_content("x.cer", content)
        assert (len(read.taken), read.problem) == (count, "")
        assert read.taken[0].der == first


def test_open_lengths_of_old_signed_files() -> None:
    inner = make_certificate()
    signed = b"\x30\x80\x02\x01\x01\x31\x00\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\x00\x00"
    signed += b"\xa0\x80" + inner + b"\x00\x00" + b"\x31\x00\x00\x00"
    whole = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80" + signed + b"\x00\x00\x00\x00"
    assert [one.der for one in read_content("x.p7s", whole).taken] == [inner]


def test_keys_and_key_stores_are_refused_by_name_and_by_content() -> None:
    for name in (
        "Key-6.dat",
        "a/key-6.DAT",
        "99001004_3658412356_DS123.ZS2",
        "keys.jks",
        "k.pfx",
        "k.p12",
        "k.pk8",
    ):
        assert "private keys are never taken" in read_content(name, make_certificate()).problem
    key = ec.generate_private_key(ec.SECP256R1())
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    locked = BestAvailableEncryption(b"x")
    hidden = [
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + b"\n",
        key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, locked),
        key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
        small.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
        small.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked),
        pkcs12.serialize_key_and_certificates(b"x", key, None, None, locked),
        b"\xfe\xed\xfe\xed" + bytes(50),
    ]
    for content in hidden:
        read = read_content("looks-fine.cer", content)
        assert not read.taken
        assert "never taken" in read.problem
    mixed = hidden[0] + b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    assert not read_content("both.pem", mixed).taken, "a key beside a certificate refuses the whole file"


def test_what_is_no_certificate_is_told_in_one_line() -> None:
    whole = make_certificate()
    for content, word in (
        (b"", "empty"),
        (whole[:-7], "cut off"),
        (bundle(whole)[:-9], "cut off"),
        (b"%PDF-1.7 ...", "no certificate"),
        ("просто слова".encode(), "no certificate"),
        (bytes(5000), "no certificate"),
        (bundle(), "no certificate"),
    ):
        read = read_content("x.cer", content)
        assert word in read.problem
        assert "\n" not in read.problem
        assert read.taken == ()


def test_what_can_be_taken_before_the_damage_is_taken() -> None:
    good, bad = make_certificate(), make_certificate("Інший Іван")
    read = read_content("x.p7b", bundle(good, b"\x30\x03\x02\x01\x05", bad))
    assert [one.certificate.cn for one in read.taken] == ["Прикладенко Ольга Петрівна"]
    assert "damaged" in read.problem


# Hostile bytes.


def mutated(content: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 5, 40))):
        place = rng.randrange(len(changed))
        match rng.randrange(6):
            case 0:
                changed[place] = rng.randrange(256)
            case 1:
                changed[place] ^= 1 << rng.randrange(8)
            case 2:
                del changed[place : place + rng.randrange(1, 30)]
            case 3:
                changed[place:place] = changed[place : place + rng.randrange(1, 200)]
            case 4:
                changed[place : place + 4] = b"\x84\xff\xff\xff"[: rng.randrange(1, 5)]
            case _:
                changed[place : place + 2] = b"\x30\x80"
        if not changed:
            changed = bytearray(b"0")
    return bytes(changed)


def hammer(count: int, seed: int) -> tuple[int, int]:
    """(how many were still read, the most bytes held at once) over mutated files."""
    rng = random.Random(seed)
    sources = [make_certificate(), bundle(make_certificate(), make_certificate("Інший Іван"))]
    if CERTS.exists():
        sources += [path.read_bytes() for path in sorted(CERTS.glob("*.[cp]*"))]
    read = 0
    tracemalloc.start()
    for _ in range(count):
        found = read_content("x.cer", mutated(rng.choice(sources), rng))
        read += bool(found.taken)
        assert found.taken or found.problem
        for one in found.taken:
            assert_harmless(one.certificate)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return read, most


def assert_harmless(one: Certificate) -> None:
    row = index_row("x", one)
    assert all(clean(value) == value for value in row.values())
    assert one.valid_from.year
    assert one.valid_to.year
    assert one.set_key
    assert one.serial_hex


def test_mutated_files_neither_crash_nor_hang_nor_swell() -> None:
    read, most = hammer(400, seed_of("certificates", 1))
    assert read > 50
    assert most < 16 << 20


@pytest.mark.heavy
def test_ten_thousand_mutated_files() -> None:
    read, most = hammer(10_000, seed_of("certificates"))
    assert read > 1_000
    assert most < 16 << 20


def test_a_term_at_the_end_of_the_calendar() -> None:
    one = read_certificate(make_certificate(ends=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)))
    assert one.valid_to == date(9999, 12, 31)


def test_only_malformed_is_ever_raised() -> None:
    rng, whole = random.Random(7), make_certificate()
    for _ in range(300):
        try:
            read_certificate(mutated(whole, rng))
        except Malformed:
            continue
