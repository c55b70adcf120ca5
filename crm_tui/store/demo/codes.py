"""Codes and numbers that are right in form and belong to nobody."""

EDRPOU_ROOM = 100_000
# Valid mobile prefixes; numbers of subscribers do not begin with 00, so these ring at nobody's.
_PREFIXES = (39, 50, 63, 66, 67, 68, 73, 75, 77, 91, 92, 93, 94, 95, 96, 97, 98, 99)
PHONE_ROOM = len(_PREFIXES) * 100_000
_STEP = 611_953  # without a common divisor with either room: the numbers do not stand in a row


def edrpou(number: int) -> str:
    """An ЄДРПОУ with a right check digit: from 99..., then 98... and on down; the register is at 46."""
    block, rest = divmod(number, EDRPOU_ROOM)
    stem = f"{(99 - block % 39):02d}{rest * _STEP % EDRPOU_ROOM:05d}"
    digits = [int(char) for char in stem]
    for more in (0, 2):
        check = sum(digit * (place + more) for place, digit in enumerate(digits, 1)) % 11
        if check < 10:
            return stem + str(check)
    return stem + "0"


def rnokpp(number: int, *, male: bool) -> str:
    """A РНОКПП with a right check digit, of somebody born 1900-1919: of nobody who lives."""
    days, serial = 1 + number * _STEP % 7_300, number // 7_300 % 1_000
    stem = f"{days:05d}{serial:03d}{1 if male else 2}"
    weights = (-1, 5, 7, 9, 4, 6, 10, 5, 7)
    check = sum(int(char) * weight for char, weight in zip(stem, weights, strict=True)) % 11 % 10
    return stem + str(check)


def mobile(number: int) -> str:
    """An E.164 number; different for every number below PHONE_ROOM."""
    prefix, rest = divmod(number * _STEP % PHONE_ROOM, 100_000)
    return f"+380{_PREFIXES[prefix]}00{rest:05d}"


def uuid_hex(seed: int, table: int, number: int) -> str:
    """A UUID (version 8: our own making) that grows with the number, so that an index grows at its end."""
    return f"{seed & 0xFFFFFFFF:08x}{table:04x}8{number >> 48 & 0xFFF:03x}8{number & (1 << 60) - 1:015x}"
