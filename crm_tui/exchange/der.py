"""DER walked element by element; nothing in it is believed before it was looked at.

Libraries of ASN.1 read a certificate whole or not at all, and old Ukrainian ones not at all; this walk lets
one bad extension be one bad extension. CMS of signed files may come with open lengths (BER), so they are read
too. No recursion: a hostile depth costs nothing.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from crm_tui.domain.text import clean

INTEGER, BITS, OCTETS, OID, SEQUENCE, SET = 0x02, 0x03, 0x04, 0x06, 0x30, 0x31
UTC_TIME, GENERAL_TIME, BOOLEAN = 0x17, 0x18, 0x01
MOST_CHILDREN = 100_000
LONGEST_TEXT = 1_000
_DEEPEST = 64
_ENCODINGS = {0x0C: "utf-8", 0x1E: "utf-16-be", 0x1C: "utf-32-be", 0x14: "latin-1"}

Element = tuple[int, int, int]
"""The tag of an element and where its contents begin and end."""


class Malformed(ValueError):  # noqa: N818  # a word of the walk, never seen by people
    """The bytes are not what they should be."""


class CutOff(Malformed):
    """The bytes end before their own length says."""


def element(data: bytes, at: int, end: int) -> tuple[int, int, int, int]:
    """(tag, start of the contents, their end, where the next one begins)."""
    if at + 2 > end:
        raise CutOff("no room for an element")
    tag, length, start = data[at], data[at + 1], at + 2
    if tag & 0x1F == 0x1F:
        raise Malformed("a tag of many bytes")
    if length < 0x80:
        stop = following = start + length
    elif length == 0x80:
        if not tag & 0x20:
            raise Malformed("an open length of a plain element")
        stop = _open_end(data, start, end)
        following = stop + 2
    else:
        size = length & 0x7F
        if size > 4:
            raise Malformed("a length of many bytes")
        if start + size > end:
            raise CutOff("no room for a length")
        length = int.from_bytes(data[start : start + size], "big")
        start += size
        stop = following = start + length
    if following > end:
        raise CutOff("an element longer than what holds it")
    return tag, start, stop, following


def _open_end(data: bytes, at: int, end: int) -> int:
    """Where the two zeros stand that end an open length; open ones inside it are counted, not entered."""
    depth = 1
    while True:
        if at + 2 > end:
            raise CutOff("an open length without an end")
        if data[at] == 0 and data[at + 1] == 0:
            depth -= 1
            if depth == 0:
                return at
            at += 2
        elif data[at + 1] == 0x80:
            depth += 1
            if depth > _DEEPEST:
                raise Malformed("too deep")
            at += 2
        else:
            at = element(data, at, end)[3]


def children(data: bytes, start: int, end: int) -> list[Element]:
    """The elements that stand between two places."""
    found: list[Element] = []
    while start < end:
        tag, first, last, start = element(data, start, end)
        found.append((tag, first, last))
        if len(found) > MOST_CHILDREN:
            raise Malformed("too many elements")
    return found


def only(data: bytes, tag: int = SEQUENCE) -> Element:
    """The one element that the bytes begin with; what follows it is no concern of ours."""
    found, start, end, _next = element(data, 0, len(data))
    if found != tag:
        raise Malformed(f"tag {found:#x}, not {tag:#x}")
    return found, start, end


def inside(data: bytes, one: Element, tag: int) -> list[Element]:
    """The children of an element that must have this tag."""
    if one[0] != tag:
        raise Malformed(f"tag {one[0]:#x}, not {tag:#x}")
    return children(data, one[1], one[2])


@lru_cache(maxsize=4096)
def oid_of(content: bytes) -> str:
    """The dotted form of an object identifier."""
    if not content or content[-1] & 0x80 or len(content) > 64:
        raise Malformed("an identifier")
    numbers, value = list[int](), 0
    for byte in content:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, (first, numbers[0] - 40 * first, *numbers[1:])))


def oid(data: bytes, one: Element) -> str:
    if one[0] != OID:
        raise Malformed(f"tag {one[0]:#x}, not an identifier")
    return oid_of(data[one[1] : one[2]])


def integer(data: bytes, one: Element) -> int:
    if one[0] != INTEGER or not 0 < one[2] - one[1] <= 64:
        raise Malformed("a number")
    return int.from_bytes(data[one[1] : one[2]], "big", signed=True)


def text(data: bytes, one: Element) -> str:
    """The text of any kind of string, harmless and at most `LONGEST_TEXT` long."""
    raw = data[one[1] : min(one[2], one[1] + 4 * LONGEST_TEXT)]
    try:
        words = raw.decode(_ENCODINGS.get(one[0], "utf-8"))
    except UnicodeDecodeError:
        # Old CAs wrote Windows letters into strings that should have none.
        words = raw.decode("cp1251", "replace")
    return clean(words)[:LONGEST_TEXT]


def strings(data: bytes, one: Element) -> Iterator[str]:
    """The texts of a SET or of whatever holds strings."""
    for child in children(data, one[1], one[2]):
        yield text(data, child)


def moment(data: bytes, one: Element) -> datetime:
    """A UTCTime or GeneralizedTime as UTC."""
    try:
        return _moment(one[0], bytes(data[one[1] : one[2]]))
    except (ValueError, OverflowError) as error:
        raise Malformed(f"a time: {error}") from None


@lru_cache(maxsize=4096)
def _moment(tag: int, raw: bytes) -> datetime:
    if tag not in {UTC_TIME, GENERAL_TIME}:
        raise Malformed("not a time")
    words = raw.decode("ascii")
    if tag == UTC_TIME:
        words = ("20" if int(words[:2]) < 50 else "19") + words
    digits, zone = words[:14], words[14:]
    if not digits.isdecimal():
        digits, zone = words[:12] + "00", words[12:]
    year, month, day, hour, minute, second = (
        int(digits[a:b]) for a, b in ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14))
    )
    at = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    if zone.startswith("."):
        zone = zone[1:].lstrip("0123456789")
    if zone[:1] in {"+", "-"}:
        away = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5] or 0))
        at += -away if zone[0] == "+" else away
    return at
