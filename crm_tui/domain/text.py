"""Text from outside made harmless: for the terminal, and for the sheets people open in Excel."""

import re
import unicodedata

_CONTROL_SEQUENCES = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, moves
    # OSC, DCS, APC, PM, SOS up to their end; without one only the ESC goes
    "|(?:\x1b[\\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\\\|\x9c)"
    "|\x1b[ -/]*[0-Z\\\\^-~]"  # two and three character sequences
)
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r＝＋－＠]")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)


def clean(text: str) -> str:
    """The text in one line that no terminal obeys: breaks and tabs become spaces, all else unseen goes.

    Escape sequences, C0 and C1 controls, direction overrides and zero-width characters are dropped, halves of
    surrogate pairs become U+FFFD. Spaces inside and around stay: this is about safety, not about tidiness.
    """
    if text.isprintable():
        return text
    return "".join(map(_harmless, _CONTROL_SEQUENCES.sub("", _BREAKS.sub(" ", text))))


def shown_name(name: str) -> str:
    """A name from a disk as people read it, cleaned: bytes that are no UTF-8 are taken for cp1251."""
    try:
        name.encode()
    except UnicodeEncodeError:
        raw = name.encode("utf-8", "surrogateescape" if _only_bytes(name) else "replace")
        try:
            name = raw.decode("cp1251")
        except UnicodeError:
            name = raw.decode("utf-8", "replace")
    return clean(name)


def _only_bytes(name: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" and not "\udc80" <= sign <= "\udcff" for sign in name)


def clean_multiline(text: str) -> str:
    """As `clean`, with every kind of line break kept as one newline."""
    return "\n".join(clean(line) for line in _BREAKS.sub("\n", text).split("\n"))


def spreadsheet_safe(value: str) -> str:
    """The value as a cell of a CSV file: what Excel would run as a formula gets an apostrophe in front.

    A bare number ("+380501112233", "-5") cannot call anything and stays as it is, so phones survive a trip
    through other programs. `from_spreadsheet` takes the apostrophe off again, for every value.
    """
    if _FORMULA.match(value) and not _PLAIN_NUMBER.fullmatch(value):
        return "'" + value
    return value


def from_spreadsheet(value: str) -> str:
    """The value behind a cell written by `spreadsheet_safe`."""
    return value[1:] if value.startswith("'") and _FORMULA.match(value) else value


def _harmless(char: str) -> str:
    if char.isprintable():
        return char
    category = unicodedata.category(char)
    if char in "\n\t" or category.startswith("Z"):
        return " "
    if category == "Cs":
        return "\ufffd"
    return "" if category in {"Cc", "Cf"} else char
