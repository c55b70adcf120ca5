"""The certificates in one file's bytes: DER, PEM, base64 without armour, PKCS#7 bundles, signed files."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from crm_tui.domain.certificates import Certificate
from crm_tui.exchange.certificate_keys import KEY_STORE, PRIVATE_KEY, key_by_content, key_by_name
from crm_tui.exchange.certificates import LARGEST, read_certificate
from crm_tui.exchange.der import OID, SEQUENCE, CutOff, Malformed, children, element, inside, oid
from crm_tui.i18n import N_, _

MOST_IN_ONE = 5_000
"""No bundle of a CA has so many."""
LARGEST_FILE = 32 << 20
"""A signed file holds the document too."""

NOTHING = N_("no certificate in it")
CUT_OFF = N_("the file is cut off: it may still be being written")
BROKEN = N_("a damaged certificate")
EMPTY = N_("the file is empty")
REQUEST = N_("a request for a certificate, not a certificate")
REVOKED = N_("a list of revoked certificates, not a certificate")
TOO_MANY = N_("too many certificates in one file")

_SIGNED_DATA = "1.2.840.113549.1.7.2"
_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END")
_BASE64 = re.compile(rb"\s*MI[A-Za-z0-9+/\s]+=*\s*")
_WHOLE = {b"CERTIFICATE", b"X509 CERTIFICATE", b"TRUSTED CERTIFICATE"}
_BUNDLE = {b"PKCS7", b"CMS", b"PKCS #7 SIGNED DATA"}


@dataclass(frozen=True, slots=True)
class Taken:
    """A certificate with its bytes."""

    certificate: Certificate
    der: bytes


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file looked at: what was in it, or one line why nothing (or not all) could be taken."""

    name: str
    taken: tuple[Taken, ...] = ()
    problem: str = ""
    unfinished: bool = False
    """It may be whole by and by: who reads by himself tries again."""


def read_content(name: str, content: bytes) -> ReadFile:
    """The certificates of a file. Never raises for what the bytes are; a key in them refuses all of it."""
    if not content:
        return ReadFile(name, problem=_(EMPTY), unfinished=True)
    key = key_by_name(name) or key_by_content(content)
    if key:
        return ReadFile(name, problem=_(key))
    found, problem = list[Taken](), ""
    try:
        for der in _certificates(content):
            found.append(Taken(read_certificate(der), der))
            if len(found) > MOST_IN_ONE:
                raise Malformed(TOO_MANY)
    except CutOff:
        problem = CUT_OFF
    except Malformed as error:
        problem = str(error) if str(error) in _TOLD else BROKEN
    if not found and not problem:
        problem = NOTHING
    unfinished = problem in {CUT_OFF, BROKEN}
    return ReadFile(name, tuple(found), _(problem) if problem else "", unfinished)


_TOLD = {NOTHING, REQUEST, REVOKED, TOO_MANY, KEY_STORE, PRIVATE_KEY}


def _certificates(content: bytes) -> Iterator[bytes]:
    if b"-----BEGIN " in content[: 1 << 16]:
        yield from _armoured(content)
    elif content[:1] == bytes([SEQUENCE]):
        yield from _binary(content)
    elif (bare := _without_armour(content)) is not None:
        if key := key_by_content(bare):
            raise Malformed(key)
        yield from _binary(bare)
    else:
        raise Malformed(NOTHING)


def _armoured(content: bytes) -> Iterator[bytes]:
    last = 0
    for block in _BLOCK.finditer(content):
        label, last = block[1], block.end()
        if label in _WHOLE or label in _BUNDLE:
            yield from _binary(_decoded(block[2]))
        elif label.endswith(b"CERTIFICATE REQUEST"):
            raise Malformed(REQUEST)
        elif label == b"X509 CRL":
            raise Malformed(REVOKED)
    if b"-----BEGIN " in content[last:]:
        raise CutOff("an armour without its end")


def _without_armour(content: bytes) -> bytes | None:
    return _decoded(content) if _BASE64.fullmatch(content) else None


def _decoded(words: bytes) -> bytes:
    plain = b"".join(words.split())
    try:
        return base64.b64decode(plain, validate=True)
    except binascii.Error:
        raise CutOff("base64 without its end") from None


def _binary(content: bytes) -> Iterator[bytes]:
    tag, start, end, following = element(content, 0, len(content))
    if tag != SEQUENCE:
        raise Malformed(NOTHING)
    first = element(content, start, end)
    if first[0] == OID:
        if oid(content, (OID, first[1], first[2])) != _SIGNED_DATA:
            raise Malformed(NOTHING)
        yield from _bundle(content, first[3], end)
    elif first[0] == SEQUENCE:
        _refuse_others(content, first[1], first[2])
        # Copied only when it can be a certificate: a signed document of 30 MB is none.
        yield content[:following] if following <= LARGEST else b""
    else:
        raise Malformed(NOTHING)


def _refuse_others(content: bytes, start: int, end: int) -> None:
    """A request or a list of revoked ones stands in the same wrapping; its first elements tell it."""
    kinds, at = list[int](), start
    while at < end and len(kinds) < 7:
        tag, _first, _last, at = element(content, at, end)
        kinds.append(tag)
    if kinds[:1] == [0x02] and kinds[1:4] == [SEQUENCE, SEQUENCE, 0xA0]:
        raise Malformed(REQUEST)
    if [kind for kind in kinds if kind != 0x02][:3] in (
        [SEQUENCE, SEQUENCE, 0x17],
        [SEQUENCE, SEQUENCE, 0x18],
    ):
        raise Malformed(REVOKED)


def _bundle(content: bytes, at: int, end: int) -> Iterator[bytes]:
    """The certificates of CMS SignedData, each as its own bytes."""
    holder = children(content, at, end)[0]
    data = inside(content, inside(content, holder, 0xA0)[0], SEQUENCE)
    listed = [part for part in data if part[0] == 0xA0]
    for _tag, start, stop in listed[:1]:
        place = start
        while place < stop:
            tag, _first, _last, following = element(content, place, stop)
            if tag == SEQUENCE:
                if following - place > LARGEST:
                    raise Malformed(BROKEN)
                yield content[place:following]
            place = following
    if not listed:
        raise Malformed(NOTHING)
