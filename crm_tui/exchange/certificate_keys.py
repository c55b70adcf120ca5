"""Private keys and key stores, told by their names and by their contents: the office never takes them."""

import re

from crm_tui.exchange.der import INTEGER, OCTETS, OID, SEQUENCE, Element, Malformed, element, oid
from crm_tui.i18n import N_

KEY_STORE = N_("a store of keys: private keys are never taken, choose the certificate (.cer)")
PRIVATE_KEY = N_("a private key: it is never taken, choose the certificate (.cer)")
_SUFFIXES = (
    ".jks",
    ".jceks",
    ".keystore",
    ".pfx",
    ".p12",
    ".zs1",
    ".zs2",
    ".zs3",
    ".pk8",
    ".p8",
    ".key",
    ".sk",
)
_NAME = re.compile(r"key-?\d*\.dat", re.IGNORECASE)
_JKS, _JCEKS = b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce"
_PEM = re.compile(
    rb"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----|-----BEGIN OPENSSH|^PuTTY-User-Key-File", re.M
)
_DATA, _SIGNED = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2"


def key_by_name(name: str) -> str:
    """Why a file of this name is not read at all; empty: nothing speaks against it."""
    plain = re.split(r"[/\\]", name)[-1].lower()
    return KEY_STORE if plain.endswith(_SUFFIXES) or _NAME.fullmatch(plain) else ""


def key_by_content(content: bytes) -> str:
    """Why these bytes are refused; empty: no key was seen in them."""
    if content[:4] in {_JKS, _JCEKS}:
        return KEY_STORE
    if _PEM.search(content):
        return PRIVATE_KEY
    try:
        return _der(content)
    except Malformed:
        return ""


def _der(content: bytes) -> str:
    tag, start, end, _following = element(content, 0, len(content))
    if tag != SEQUENCE:
        return ""
    parts = _first(content, start, end, 3)
    if len(parts) < 2:
        return ""
    kinds = [part[0] for part in parts]
    if kinds[0] == INTEGER:
        return _numbered(content, parts, kinds)
    # The encrypted key alone: how, and the bytes (PKCS#8, and Key-6.dat).
    how = kinds[0] == SEQUENCE and _first(content, *parts[0][1:], 1)
    return KEY_STORE if how and how[0][0] == OID and kinds[1] == OCTETS else ""


def _numbered(content: bytes, parts: list[Element], kinds: list[int]) -> str:
    """What begins with a version: PKCS#12, or a key of PKCS#8, RSA or EC."""
    if kinds[1] == SEQUENCE:
        inner = _first(content, *parts[1][1:], 1)
        if inner and inner[0][0] == OID and oid(content, inner[0]) in {_DATA, _SIGNED}:
            return KEY_STORE
        return PRIVATE_KEY if kinds[2:] == [OCTETS] else ""
    return PRIVATE_KEY if kinds[1] in {INTEGER, OCTETS} else ""


def _first(content: bytes, start: int, end: int, count: int) -> list[Element]:
    """The first elements only: what follows may be cut off, and a key is a key all the same."""
    found, at = list[Element](), start
    while at < end and len(found) < count:
        tag, first, last, at = element(content, at, end)
        found.append((tag, first, last))
    return found
