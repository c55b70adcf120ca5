"""The genitive of a person's name and of a position, as a suggestion: «директора Іваненка Івана Івановича».

Rules of school grammar. A person looks at what is suggested and changes it: surnames that look alike are
declined unlike. An empty answer means that no rule fits.
"""

import re
from typing import Final

_WORD: Final = re.compile(r"[А-ЯҐЄІЇа-яґєії'-]+")
_VOWELS: Final = "аеєиіїоуюя"
_NAMES: Final = {
    "Ігор": "Ігоря",
    "Лазар": "Лазаря",
    "Антін": "Антона",
    "Федір": "Федора",
    "Яків": "Якова",
    "Прокіп": "Прокопа",
    "Нестір": "Нестора",
    "Сидір": "Сидора",
    "Любов": "Любові",
    "Нінель": "Нінелі",
}
_MEN_IN_A: Final = frozenset({"Микола", "Ілля", "Сава", "Хома", "Кузьма", "Лука", "Микита", "Олекса"})
_WOMEN: Final = frozenset({"Любов", "Нінель"})
_SURNAMES: Final = {
    "Орел": "Орла",
    "Козел": "Козла",
    "Сокіл": "Сокола",
    "Ведмідь": "Ведмедя",
    "Лебідь": "Лебедя",
    "Швець": "Шевця",
    "Жнець": "Женця",
    "Камінь": "Каменя",
    "Корінь": "Кореня",
    "Хміль": "Хмеля",
    "Віл": "Вола",
    "Кінь": "Коня",
}
_MAN: Final = (
    *(("ній", "нього"), ("ій", "ія"), ("ий", "ого"), ("лець", "льця"), ("єць", "йця"), ("ець", "ця")),
    *(("чок", "чка"), ("шок", "шка"), ("бок", "бка"), ("ьо", "я"), ("о", "а"), ("й", "я"), ("ь", "я")),
)
_WOMAN: Final = (
    *(("ська", "ської"), ("цька", "цької"), ("зька", "зької"), ("ова", "ової"), ("ева", "евої")),
    *(("єва", "євої"), ("іна", "іної"), ("їна", "їної")),
)
_A: Final = (
    *(("ія", "ії"), ("'я", "'ї"), ("ая", "аї"), ("оя", "ої"), ("ея", "еї"), ("я", "і")),
    *(("жа", "жі"), ("ча", "чі"), ("ша", "ші"), ("ща", "щі"), ("а", "и")),
)
_POSITIONS: Final = {
    "голова": "голови",
    "староста": "старости",
    "суддя": "судді",
    "майстер": "майстра",
    "керуючий": "керуючого",
    "завідуючий": "завідуючого",
    "виконуючий": "виконуючого",
    "керуюча": "керуючої",
    "завідуюча": "завідуючої",
    "виконуюча": "виконуючої",
}
_POSITION: Final = (
    *(("єць", "йця"), ("ець", "ця"), ("ка", "ки"), ("иня", "ині"), ("иця", "иці"), ("ь", "я")),
    *(("кар", "каря"), ("тар", "таря")),
)
_ALREADY: Final = frozenset({"в.о.", "т.в.о.", "во", "тво"})
"""«в.о. директора»: what follows is in the genitive already."""


def genitive_of_person(full_name: str) -> str:
    """«Іваненка Івана Івановича» of «Іваненко Іван Іванович»; empty when no rule fits.

    Surname, name, patronymic in this order; initials are kept. Whether it is a woman's is told by the
    patronymic, else by the name; from initials alone nothing is told.
    """
    words = full_name.replace("ʼ", "'").replace("’", "'").split()
    if len(words) not in {2, 3} or not all(_WORD.fullmatch(word.rstrip(".")) for word in words):
        return ""
    surname, name, patronymic = (*words, "")[:3]
    woman = _is_woman(name, patronymic)
    if woman is None:
        return ""
    halves = [(_woman if woman else _man)(half) for half in surname.split("-")]
    parts = ["-".join(halves), _name(name), _patronymic(patronymic)]
    declined = [part for part in parts if part]
    return " ".join(declined) if len(declined) == len(words) else ""


def genitive_of_position(position: str) -> str:
    """«генерального директора» of «генеральний директор»; empty when no rule fits.

    The adjectives before the noun and the noun are declined; what follows stays: «директора з розвитку».
    """
    words = position.replace("ʼ", "'").replace("’", "'").split()
    for place, word in enumerate(words):
        low = word.lower()
        if low in _ALREADY and place + 1 < len(words):
            return " ".join(words)
        adjective = _adjective(low) if place + 1 < len(words) else ""
        declined = adjective or "-".join(_noun(half) for half in low.split("-"))
        if not declined.strip("-") or not _WORD.fullmatch(low):
            return ""
        words[place] = declined[:1].upper() + declined[1:] if word[:1].isupper() else declined
        if not adjective:
            return " ".join(words)
    return ""


def _is_woman(name: str, patronymic: str) -> bool | None:
    if patronymic.endswith(("вна", "чна")):
        return True
    if patronymic.endswith(("ич", "іч")):
        return False
    if patronymic or name.endswith("."):
        return None
    return name in _WOMEN or (name not in _MEN_IN_A and name.endswith(("а", "я")))


def _name(name: str) -> str:
    if name.endswith("."):
        return name
    if name in _NAMES:
        return _NAMES[name]
    return _ended(name, _A) if name.endswith(("а", "я")) else _man(name)


def _patronymic(word: str) -> str:
    if word.endswith("."):
        return word
    return f"{word[:-1]}и" if word.endswith("а") else f"{word}а" if word else ""


def _man(word: str) -> str:
    if word in _SURNAMES:
        return _SURNAMES[word]
    if word.endswith(("а", "я")):
        return _ended(word, _A)
    return _ended(word, _MAN) or (word if word[-1:].lower() in _VOWELS else f"{word}а")


def _woman(word: str) -> str:
    """A surname that ends in a consonant or -о is not declined."""
    if not word.endswith(("а", "я")):
        return word
    return (_ended(word, _WOMAN) if len(word) > 4 else "") or _ended(word, _A)


def _adjective(word: str) -> str:
    if word in _POSITIONS:
        return ""
    return _ended(word, (("ий", "ого"), ("ій", "ього"), ("на", "ної"), ("ва", "вої"), ("ша", "шої")))


def _noun(word: str) -> str:
    if word in _POSITIONS:
        return _POSITIONS[word]
    if word == "особа":
        return "особи"
    found = _ended(word, _POSITION)
    return found or (f"{word}а" if word and word[-1] not in f"{_VOWELS}йь" else "")


def _ended(word: str, endings: tuple[tuple[str, str], ...]) -> str:
    """The word with the first of the endings that it has changed for its genitive; empty when it has none."""
    for ending, genitive in endings:
        if word.endswith(ending) and len(word) > len(ending):
            return word[: -len(ending)] + genitive
    return ""
