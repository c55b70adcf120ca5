"""One certificate: bytes -> fields, extension by extension; what is odd is taken as it is and marked."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from crm_tui.domain.certificates import Certificate, CertificateUse, CodeSource
from crm_tui.domain.tax_code import read_unzr
from crm_tui.exchange.der import (
    BITS,
    BOOLEAN,
    INTEGER,
    OCTETS,
    OID,
    SEQUENCE,
    SET,
    CutOff,
    Element,
    Malformed,
    children,
    inside,
    integer,
    moment,
    oid,
    only,
    text,
)

LARGEST = 1 << 18
"""A certificate larger than 256 KB is none."""

_CN, _SURNAME, _SERIAL, _CITY, _REGION = "2.5.4.3", "2.5.4.4", "2.5.4.5", "2.5.4.7", "2.5.4.8"
_O, _OU, _TITLE, _GIVEN, _ORG_ID = "2.5.4.10", "2.5.4.11", "2.5.4.12", "2.5.4.42", "2.5.4.97"
# The person is ...4.1.1, the organisation ...4.2.1; programs exist that have them the wrong way round.
_SDA_RNOKPP, _SDA_EDRPOU, _SDA_UNZR = (f"1.2.804.2.1.1.1.11.1.4.{n}.1" for n in (1, 2, 11))
_PHONE, _ADDRESS = "1.3.6.1.4.1.19398.1.1.4.1", "1.3.6.1.4.1.19398.1.1.4.2"
_STAMP, _ESEAL, _QC_TYPE = "1.2.804.2.1.1.1.3.9", "0.4.0.1862.1.6.2", "0.4.0.1862.1.6"
_SERVERS = {
    "1.3.6.1.5.5.7.3.9": CertificateUse.OCSP,
    "1.3.6.1.5.5.7.3.8": CertificateUse.TSP,
    "1.3.6.1.4.1.19398.1.1.8.1": CertificateUse.CMP,
}
_KEY_USAGES = (
    *("digital_signature", "non_repudiation", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)
_SIGNS = {"digital_signature", "non_repudiation"}
_ENCRYPTS = {"key_agreement", "key_encipherment", "data_encipherment"}
_KEYS = {"1.2.840.10045.2.1": "ecdsa", "1.2.840.113549.1.1.1": "rsa"}
_DSTU = "1.2.804.2.1.1.1.1.3.1"


def read_certificate(der: bytes) -> Certificate:
    """The certificate that these bytes are. Raises Malformed (CutOff: it ends too early) and nothing else."""
    if len(der) > LARGEST:
        raise Malformed("too large")
    try:
        return _read(der)
    except Malformed:
        raise
    except (ValueError, IndexError, OverflowError) as error:
        raise Malformed(str(error)) from error


def _read(der: bytes) -> Certificate:
    whole = only(der)
    parts = children(der, whole[1], whole[2])
    if len(parts) < 3 or parts[2][0] != BITS:
        raise Malformed("no certificate")
    body = inside(der, parts[0], SEQUENCE)
    if body and body[0][0] == 0xA0:
        body = body[1:]
    serial, _algorithm, issuer, term, subject, key, *rest = body
    begins, ends = inside(der, term, SEQUENCE)[:2]
    names, by = _names(der, subject), _names(der, issuer)
    more = _extensions(der, rest)
    usage, eku = more.get("usage", ()), more.get("eku", ())
    edrpou, edrpou_from = _code(more.get(_SDA_EDRPOU), names.get(_ORG_ID), "NTRUA-", CodeSource.ORGANISATION)
    rnokpp, rnokpp_from = _code(more.get(_SDA_RNOKPP), names.get(_SERIAL), "TINUA-", CodeSource.SERIAL)
    return Certificate(
        sha256=sha256(der[: whole[2]]).hexdigest(),
        key=_key(der, key),
        use=_use(more.get("ca", False), usage, eku),
        stamp=_STAMP in eku or _ESEAL in more.get("qc_types", ()),
        edrpou=edrpou,
        edrpou_from=edrpou_from,
        rnokpp=rnokpp,
        rnokpp_from=rnokpp_from,
        unzr=read_unzr(more.get(_SDA_UNZR, "")) or more.get(_SDA_UNZR, ""),
        cn=names.get(_CN, ""),
        o=names.get(_O, ""),
        ou=names.get(_OU, ""),
        title=names.get(_TITLE, ""),
        surname=names.get(_SURNAME, ""),
        given_name=names.get(_GIVEN, ""),
        region=names.get(_REGION, ""),
        city=names.get(_CITY, ""),
        subject_serial=names.get(_SERIAL, ""),
        org_id=names.get(_ORG_ID, ""),
        phone=more.get("phone", ""),
        address=more.get("address", ""),
        email=more.get("email", ""),
        not_before=moment(der, begins),
        not_after=moment(der, ends),
        issuer_cn=by.get(_CN, ""),
        issuer_serial=by.get(_SERIAL, ""),
        issuer_code=_issuer_code(by),
        key_usage=usage,
        eku=eku,
        policy=more.get("policy", ()),
        qc=more.get("qc", ()),
        serial=integer(der, serial),
        key_id=more.get("key_id", ""),
    )


def _names(der: bytes, name: Element) -> dict[str, str]:
    """The attributes of a name by their identifiers; of several alike the first."""
    found: dict[str, str] = {}
    for group in inside(der, name, SEQUENCE):
        for pair in inside(der, group, SET):
            kind, value = inside(der, pair, SEQUENCE)[:2]
            found.setdefault(oid(der, kind), text(der, value))
    return found


def _key(der: bytes, key: Element) -> str:
    algorithm = inside(der, inside(der, key, SEQUENCE)[0], SEQUENCE)
    kind = oid(der, algorithm[0])
    if kind.startswith(_DSTU):
        return "dstu4145"
    return _KEYS.get(kind, kind)


def _code(
    directory: str | None, name: str | None, mark: str, otherwise: CodeSource
) -> tuple[str, CodeSource]:
    if directory:
        return directory, CodeSource.DIRECTORY
    if name and name.startswith(mark) and name != mark:
        return name.removeprefix(mark).strip(), otherwise
    return "", CodeSource.NONE


def _issuer_code(by: dict[str, str]) -> str:
    """«UA-36865753-2401» or «NTRUA-36865753» -> 36865753."""
    for words in (by.get(_ORG_ID, ""), by.get(_SERIAL, "")):
        digits = next((part for part in words.split("-")[1:2] if part.isdigit() and len(part) == 8), "")
        if digits:
            return digits
    return ""


def _use(ca: bool, usage: tuple[str, ...], eku: tuple[str, ...]) -> CertificateUse:
    if ca:
        return CertificateUse.CA
    for kind, use in _SERVERS.items():
        if kind in eku:
            return use
    signs, encrypts = not _SIGNS.isdisjoint(usage), not _ENCRYPTS.isdisjoint(usage)
    if signs and encrypts:
        return CertificateUse.BOTH
    if signs or encrypts:
        return CertificateUse.SIGN if signs else CertificateUse.ENCRYPT
    return CertificateUse.UNKNOWN


# Extensions. Each is read by itself: one that cannot be read is as if it were not there.


def _extensions(der: bytes, rest: list[Element]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    holder = next((one for one in rest if one[0] == 0xA3), None)
    if holder is None:
        return found
    for extension in inside(der, inside(der, holder, 0xA3)[0], SEQUENCE):
        try:
            parts = inside(der, extension, SEQUENCE)
            reader = _READERS.get(oid(der, parts[0]))
            if reader is not None and parts[-1][0] == OCTETS:
                reader(der, parts[-1], found)
        except CutOff:
            continue
        except (ValueError, IndexError):
            continue
    return found


def _read_key_id(der: bytes, value: Element, found: dict[str, Any]) -> None:
    one = children(der, value[1], value[2])[0]
    if one[0] == OCTETS and one[2] - one[1] <= 64:
        found["key_id"] = der[one[1] : one[2]].hex()


def _read_usage(der: bytes, value: Element, found: dict[str, Any]) -> None:
    tag, start, end = children(der, value[1], value[2])[0]
    if tag != BITS or end - start < 2:
        return
    bits = int.from_bytes(der[start + 1 : start + 3].ljust(2, b"\0"), "big")
    found["usage"] = tuple(name for place, name in enumerate(_KEY_USAGES) if bits >> (15 - place) & 1)


def _read_constraints(der: bytes, value: Element, found: dict[str, Any]) -> None:
    parts = inside(der, children(der, value[1], value[2])[0], SEQUENCE)
    found["ca"] = bool(parts) and parts[0][0] == BOOLEAN and any(der[parts[0][1] : parts[0][2]])


def _read_eku(der: bytes, value: Element, found: dict[str, Any]) -> None:
    parts = inside(der, children(der, value[1], value[2])[0], SEQUENCE)
    found["eku"] = tuple(oid(der, part) for part in parts)


def _read_policy(der: bytes, value: Element, found: dict[str, Any]) -> None:
    parts = inside(der, children(der, value[1], value[2])[0], SEQUENCE)
    found["policy"] = tuple(oid(der, inside(der, part, SEQUENCE)[0]) for part in parts)


def _read_qc(der: bytes, value: Element, found: dict[str, Any]) -> None:
    kinds, types = [], list[str]()
    for part in inside(der, children(der, value[1], value[2])[0], SEQUENCE):
        statement = inside(der, part, SEQUENCE)
        kinds.append(oid(der, statement[0]))
        if kinds[-1] == _QC_TYPE and len(statement) > 1:
            types += [oid(der, one) for one in inside(der, statement[1], SEQUENCE)]
    found["qc"], found["qc_types"] = tuple(kinds), tuple(types)


def _read_directory(der: bytes, value: Element, found: dict[str, Any]) -> None:
    for part in inside(der, children(der, value[1], value[2])[0], SEQUENCE):
        kind, values = inside(der, part, SEQUENCE)[:2]
        for one in children(der, values[1], values[2])[:1]:
            if one[0] in {INTEGER, OID, SEQUENCE}:
                continue
            found.setdefault(oid(der, kind), text(der, one).strip())


def _read_alt_name(der: bytes, value: Element, found: dict[str, Any]) -> None:
    for name in inside(der, children(der, value[1], value[2])[0], SEQUENCE):
        if name[0] == 0x81:
            found.setdefault("email", text(der, name).strip())
        elif name[0] == 0xA0:
            kind, holder = children(der, name[1], name[2])[:2]
            word = {_PHONE: "phone", _ADDRESS: "address"}.get(oid(der, kind))
            inner = children(der, holder[1], holder[2])
            if word and inner:
                found.setdefault(word, text(der, inner[0]).strip())


_READERS: dict[str, Callable[[bytes, Element, dict[str, Any]], None]] = {
    "2.5.29.14": _read_key_id,
    "2.5.29.15": _read_usage,
    "2.5.29.19": _read_constraints,
    "2.5.29.37": _read_eku,
    "2.5.29.32": _read_policy,
    "1.3.6.1.5.5.7.1.3": _read_qc,
    "2.5.29.9": _read_directory,
    "2.5.29.17": _read_alt_name,
}


def index_row(file: str, one: Certificate) -> dict[str, str]:
    """The certificate in the columns by which readers are compared; a file on a disk has no repository."""
    many = ("key_usage", "eku", "policy", "qc")
    return {
        "file": file,
        **dict.fromkeys(("source_repo", "source_commit", "source_path"), ""),
        "key": one.key,
        "usage": one.use.value,
        "stamp": "yes" if one.stamp else "no",
        **{name: str(getattr(one, name)) for name in _SAME_NAMES},
        "not_before": _zulu(one.not_before),
        "not_after": _zulu(one.not_after),
        "issuer_cn": one.issuer_cn,
        "issuer_serial": one.issuer_serial,
        **{name: "|".join(getattr(one, name)) for name in many},
        "serial_hex": f"{one.serial:x}",
        "sha256": one.sha256,
    }


_SAME_NAMES = (
    *("edrpou", "edrpou_from", "rnokpp", "rnokpp_from", "cn", "o", "ou", "title", "surname", "given_name"),
    *("subject_serial", "org_id"),
)


def _zulu(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}Z"
