"""How a tag is written: one word with a letter in it, `#борг` in a search line; and its sign."""

import unicodedata

from crm_tui.domain.text import clean

LONGEST = 30
SIGNS = "#№"
"""What a search line begins a tag with: where # stands, the Ukrainian layout has №."""
FORBIDDEN = frozenset(",;\"'«»=()#№")


class TagError(ValueError):
    """What was typed is no tag: `about` says why ("empty", "long", "letters", "sign"; "mark": no sign)."""

    def __init__(self, about: str, text: str) -> None:
        super().__init__(f"{about}: {text}")
        self.about, self.text = about, text


def tag_name(text: str) -> str:
    """The name of a tag as it is kept; words are joined by hyphens. Raises TagError."""
    name = "-".join(clean(text).strip().lstrip(SIGNS).split())
    if not name:
        raise TagError("empty", text)
    if len(name) > LONGEST:
        raise TagError("long", name)
    if not FORBIDDEN.isdisjoint(name):
        raise TagError("sign", name)
    # `#12` is the number of a card.
    if not any(char.isalpha() for char in name):
        raise TagError("letters", name)
    return name


def tag_sign(text: str) -> str:
    """The sign of a tag, one character of one cell; "" for none. Raises TagError.

    Letters, digits, punctuation and pictures of one cell; wide ones stand on two, and terminals disagree.
    """
    sign = unicodedata.normalize("NFC", clean(text)).strip()
    if sign in {"", "-"}:
        return ""
    narrow = len(sign) == 1 and unicodedata.east_asian_width(sign) not in {"W", "F"}
    if not narrow or sign in FORBIDDEN or unicodedata.category(sign)[0] not in "LNPS":
        raise TagError("mark", text)
    return sign


def tag_key(name: str) -> str:
    """What makes two names one tag: capitals do not count."""
    return name.casefold()


def tags_typed(text: str) -> tuple[str, ...]:
    """The names in a line like `vip, борг`, each once; raises TagError."""
    names = [tag_name(part) for part in text.replace(";", ",").split(",") if part.strip()]
    return tuple({tag_key(name): name for name in names}.values())


def tags_sought(text: str) -> tuple[tuple[str, ...], str]:
    """The tags that a search line asks for (`#борг #vip ромашка`), and the rest of it."""
    words = text.split()
    tags = [word for word in words if word.startswith(tuple(SIGNS)) and any(char.isalpha() for char in word)]
    return tuple(word[1:] for word in tags), " ".join(word for word in words if word not in tags)
