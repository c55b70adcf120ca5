"""Certificates of the shapes that the present CAs issue, as DER; of people who do not exist, with no key.

There is no key behind them: key and signature are figures drawn from the number, so the same office has the
same certificates, and nothing can be signed with them.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256

from crm_tui.domain.kyiv import day_start

_SDA = "1.2.804.2.1.1.1.11.1.4.{}.1"
_DSTU, _CURVE = "1.2.804.2.1.1.1.1.3.1.1", "1.2.804.2.1.1.1.1.3.1.1.2.6"
_ECDSA, _P256, _ECDSA_SHA = "1.2.840.10045.2.1", "1.2.840.10045.3.1.7", "1.2.840.10045.4.3.2"
_SUBJECT = {
    "cn": "2.5.4.3",
    "surname": "2.5.4.4",
    "given_name": "2.5.4.42",
    "organisation": "2.5.4.10",
    "position": "2.5.4.12",
    "region": "2.5.4.8",
}
_USAGES = {"sign": b"\x03\x02\x06\xc0", "encrypt": b"\x03\x02\x03\x08", "sign+encrypt": b"\x03\x02\x03\xc8"}
QUALIFIED = "1.2.804.2.1.1.1.2.2"
STAMP = "1.2.804.2.1.1.1.3.9"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to stand in a certificate; a firm's seal has no surname and no given name."""

    cn: str
    surname: str
    given_name: str
    organisation: str
    position: str
    region: str
    email: str
    edrpou: str
    rnokpp: str
    use: str
    stamp: bool
    key: str
    """dstu4145 or ecdsa."""
    begins: date
    ends: date
    issuer: str
    issuer_code: str
    noise: bytes
    """What serial number, key and signature are made of."""

    @property
    def serial(self) -> bytes:
        return b"\x3b" + self.noise[:19]

    @property
    def key_id(self) -> bytes:
        drawn = sha256(b"key" + self.noise).digest()
        return drawn if self.key == "dstu4145" else drawn[:20]

    @property
    def not_before(self) -> datetime:
        return day_start(self.begins)

    @property
    def not_after(self) -> datetime:
        return last_second(self.ends)


@lru_cache(maxsize=4096)
def last_second(day: date) -> datetime:
    """The last second of a Kyiv day, in UTC."""
    return day_start(day + timedelta(days=1)) - timedelta(seconds=1)


def make(one: Wanted) -> bytes:
    """The certificate."""
    algorithm = _tlv(0x30, _oid(_DSTU if one.key == "dstu4145" else _ECDSA_SHA))
    names = ((_SUBJECT[name], getattr(one, name)) for name in _SUBJECT)
    body = (
        b"\xa0\x03\x02\x01\x02",
        _tlv(0x02, one.serial),
        algorithm,
        _issuer(one.issuer, one.issuer_code),
        _tlv(0x30, _moment(one.not_before) + _moment(one.not_after)),
        _name(*((kind, words) for kind, words in names if words)),
        _key(one),
        _tlv(0xA3, _tlv(0x30, b"".join(_extensions(one)))),
    )
    signature = _tlv(0x03, b"\0" + _tlv(0x04, sha256(b"s" + one.noise).digest() + one.noise))
    return _tlv(0x30, _tlv(0x30, b"".join(body)) + algorithm + signature)


def _extensions(one: Wanted) -> list[bytes]:
    found = [
        _extension("2.5.29.14", _tlv(0x04, one.key_id)),
        _extension("2.5.29.15", _USAGES[one.use], critical=True),
        _extension("2.5.29.32", _tlv(0x30, _tlv(0x30, _oid(QUALIFIED)))),
        _extension("2.5.29.9", _directory(one.edrpou, one.rnokpp)),
    ]
    if one.stamp:
        found.append(_extension("2.5.29.37", _tlv(0x30, _oid(STAMP))))
    if one.email:
        found.append(_extension("2.5.29.17", _tlv(0x30, _tlv(0x81, one.email.encode()))))
    return found


def _extension(dotted: str, content: bytes, *, critical: bool = False) -> bytes:
    return _tlv(0x30, _oid(dotted) + (b"\x01\x01\xff" if critical else b"") + _tlv(0x04, content))


def _directory(edrpou: str, rnokpp: str) -> bytes:
    pairs = ((2, edrpou), (1, rnokpp))
    return _tlv(
        0x30,
        b"".join(
            _tlv(0x30, _oid(_SDA.format(place)) + _tlv(0x31, _tlv(0x13, code.encode())))
            for place, code in pairs
            if code
        ),
    )


def _key(one: Wanted) -> bytes:
    drawn = sha256(b"p" + one.noise).digest()
    if one.key == "dstu4145":
        kind = _oid(_DSTU) + _tlv(0x30, _oid(_CURVE))
        return _tlv(0x30, _tlv(0x30, kind) + _tlv(0x03, b"\0" + _tlv(0x04, b"\x01" + drawn)))
    kind = _oid(_ECDSA) + _oid(_P256)
    return _tlv(0x30, _tlv(0x30, kind) + _tlv(0x03, b"\0\x04" + drawn + sha256(drawn).digest()))


@lru_cache(maxsize=64)
def _issuer(name: str, code: str) -> bytes:
    return _name(("2.5.4.3", name), ("2.5.4.5", f"UA-{code}-2401"), ("2.5.4.10", name), ("2.5.4.6", "UA"))


def _name(*pairs: tuple[str, str]) -> bytes:
    return _tlv(
        0x30,
        b"".join(_tlv(0x31, _tlv(0x30, _oid(kind) + _tlv(0x0C, words.encode()))) for kind, words in pairs),
    )


@lru_cache(maxsize=4096)
def _moment(at: datetime) -> bytes:
    return _tlv(0x17, f"{at:%y%m%d%H%M%S}Z".encode())


def _tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


@lru_cache(maxsize=64)
def _oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    found = b""
    for number in (40 * first + second, *rest):
        part, left = bytes((number & 0x7F,)), number >> 7
        while left:
            part, left = bytes((0x80 | left & 0x7F,)) + part, left >> 7
        found += part
    return _tlv(0x06, found)
