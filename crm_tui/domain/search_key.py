"""One form of a text to find it by: made by the same function for what is stored and for what is typed."""

import re
import unicodedata

_QUOTES = "'’‘ʼʹ`´′\"“”„‟«»‹›″"
# Letters that look alike become Cyrillic; Ukrainian letters that people mistype, their common neighbour.
LOOK_ALIKES = dict(zip("abcehikmoptxy", "авсенікмортху", strict=True))
_FOLDED = LOOK_ALIKES | {"ґ": "г", "ї": "і", "є": "е", "ё": "е"}


class _KeyTable(dict[int, str]):
    """A table for str.translate that works out each character once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in _QUOTES or char == "ъ" or unicodedata.category(char).startswith("M"):
            value = ""
        else:
            value = _FOLDED.get(char, char) if char.isalnum() else " "
        self[code] = value
        return value


_TABLE = _KeyTable()


def search_key(text: str) -> str:
    """The text without what people write differently: case, apostrophes, quotes, signs, look-alike letters.

    NFKC and case folding first; marks are never stripped by decomposition, or й would become и.
    """
    # NFKC would write № as the letters "No"
    text = unicodedata.normalize("NFKC", text.replace("№", " "))
    folded = unicodedata.normalize("NFKC", text.casefold())
    return " ".join(folded.translate(_TABLE).split())


# What people call the same thing, as it stands in search keys.
_MEDOC = "|".join(map(search_key, ("M.E.Doc", "medoc", "me doc")))
_SAME_WORDS = (
    (re.compile(rf"\b{search_key('ЕЦП')}\b"), search_key("КЕП")),
    (re.compile(rf"\b(?:{_MEDOC})"), search_key("медок")),
)


def service_key(text: str) -> str:
    """The search key of a service or of a query for one: ЕЦП reads as КЕП, medoc and M.E.Doc as «медок»."""
    key = search_key(text)
    for pattern, word in _SAME_WORDS:
        key = pattern.sub(word, key)
    return key
