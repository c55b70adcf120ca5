"""Certificates of the present CAs' shapes, made here: no real person's is ever stored with the tests."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID, ObjectIdentifier

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "domain"
"""The samples lie beside the checkout, and are read there."""
FIRM, FIRM_NAME = "99001004", 'ТОВ "ПРИКЛАД ОДИН"'
PERSON = "3658412356"
CA = {
    NameOID.COMMON_NAME: "КНЕДП (приклад)",
    NameOID.SERIAL_NUMBER: "UA-99000011-2401",
    NameOID.ORGANIZATION_NAME: "ЦСК (приклад)",
}
BEGINS, ENDS = datetime(2026, 11, 2, 22, tzinfo=UTC), datetime(2028, 11, 3, 21, 59, 59, tzinfo=UTC)
_SDA = "1.2.804.2.1.1.1.11.1.4.{}.1"
SIGN, ENCRYPT = ("digital_signature", "content_commitment"), ("key_agreement",)


def tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def oid_bytes(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    found = b""
    for number in (40 * first + second, *rest):
        part = bytes([number & 0x7F])
        while number := number >> 7:
            part = bytes([0x80 | number & 0x7F]) + part
        found += part
    return tlv(0x06, found)


@cache
def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def make_certificate(
    cn: str = "Прикладенко Ольга Петрівна",
    *,
    edrpou: str = FIRM,
    rnokpp: str = PERSON,
    unzr: str = "",
    title: str = "директор",
    organisation: str = FIRM_NAME,
    region: str = "Львівська",
    city: str = "Львів",
    email: str = "buh@example.com",
    phone: str = "+380500000101",
    usage: tuple[str, ...] = SIGN,
    stamp: bool = False,
    begins: datetime = BEGINS,
    ends: datetime = ENDS,
    serial: int = 0x5897920700000000000000000000000000000A01,
    in_name: bool = False,
    ca: bool = False,
) -> bytes:
    """One certificate as DER. `in_name`: the codes stand in the subject, not in the directory attributes."""
    person = " " in cn and not stamp
    surname, _, given = cn.partition(" ")
    subject = {
        NameOID.COMMON_NAME: cn,
        NameOID.SURNAME: surname if person else "",
        NameOID.GIVEN_NAME: given if person else "",
        NameOID.ORGANIZATION_NAME: organisation,
        NameOID.TITLE: title,
        NameOID.STATE_OR_PROVINCE_NAME: region,
        NameOID.LOCALITY_NAME: city,
        NameOID.SERIAL_NUMBER: f"TINUA-{rnokpp}" if rnokpp and in_name else "",
        NameOID.ORGANIZATION_IDENTIFIER: f"NTRUA-{edrpou}" if edrpou and in_name else "",
    }
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(CA))
        .public_key(_key().public_key())
        .serial_number(serial)
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(_key().public_key()), critical=False)
        .add_extension(_usage(usage), critical=True)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(_raw("2.5.29.17", _alt_name(phone, email)), critical=False)
    )
    if stamp:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ObjectIdentifier("1.2.804.2.1.1.1.3.9")]), critical=False
        )
    codes = {"2": edrpou, "1": rnokpp, "11": unzr}
    if not in_name and any(codes.values()):
        builder = builder.add_extension(_raw("2.5.29.9", _directory(codes)), critical=False)
    return builder.sign(_key(), hashes.SHA256()).public_bytes(Encoding.DER)


def _name(values: dict[ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in values.items() if value])


def _raw(dotted: str, content: bytes) -> x509.UnrecognizedExtension:
    return x509.UnrecognizedExtension(ObjectIdentifier(dotted), content)


def _usage(wanted: tuple[str, ...]) -> x509.KeyUsage:
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{name: name in wanted for name in names})


def _directory(codes: dict[str, str]) -> bytes:
    pairs = b"".join(
        tlv(0x30, oid_bytes(_SDA.format(place)) + tlv(0x31, tlv(0x13, code.encode())))
        for place, code in codes.items()
        if code
    )
    return tlv(0x30, pairs)


def _alt_name(phone: str, email: str) -> bytes:
    number = oid_bytes("1.3.6.1.4.1.19398.1.1.4.1") + tlv(0xA0, tlv(0x0C, phone.encode()))
    return tlv(0x30, tlv(0xA0, number) + tlv(0x81, email.encode()))


def bundle(*ders: bytes) -> bytes:
    """A .p7b of these certificates."""
    signed = tlv(0x02, b"\x01") + tlv(0x31, b"") + tlv(0x30, oid_bytes("1.2.840.113549.1.7.1"))
    signed += tlv(0xA0, b"".join(ders)) + tlv(0x31, b"")
    return tlv(0x30, oid_bytes("1.2.840.113549.1.7.2") + tlv(0xA0, tlv(0x30, signed)))
