"""Ukrainian alphabetical order as plain bytes: one ASCII sign per letter, so both engines order alike."""

import re
import unicodedata

from crm_tui.domain.search_key import LOOK_ALIKES

_CYRILLIC = "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя"
_ORDER = "0123456789" + _CYRILLIC + "abcdefghijklmnopqrstuvwxyz"
_SIGN_OF = {char: chr(0x21 + place) for place, char in enumerate(_ORDER)}
_IGNORED = "'’‘ʼʹ`´′"
_LAST = "~"
_WORD = re.compile(r"\w+")
_CYRILLIC_LETTER = re.compile("[а-яґєіїё]")
_LOOK_ALIKE = re.compile(f"[{''.join(LOOK_ALIKES)}]")
_TO_CYRILLIC = str.maketrans(LOOK_ALIKES)


class _SortTable(dict[int, str]):
    """A table for str.translate that works out each character once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in _IGNORED or unicodedata.category(char).startswith("M"):
            value = ""
        elif char in _SIGN_OF:
            value = _SIGN_OF[char]
        elif char.isalnum():
            base = unicodedata.normalize("NFD", char)[0]
            value = _SIGN_OF.get(base, _LAST)
        else:
            value = " "
        self[code] = value
        return value


_TABLE = _SortTable()


def sort_key(text: str) -> str:
    """The place of a text in CLDR uk order: digits, Ukrainian letters (ґ after г, і ї й after и), Latin.

    One ASCII sign per letter (space to "~"); case, apostrophes and kinds of signs do not count. A Latin
    letter like a Cyrillic one, in a word with Cyrillic letters, takes its place; other scripts are last.
    """
    text = unicodedata.normalize("NFKC", text.replace("№", " "))
    folded = unicodedata.normalize("NFKC", text.casefold())
    if not folded.isascii() and _LOOK_ALIKE.search(folded):
        folded = _WORD.sub(_one_script, folded)
    return " ".join(folded.translate(_TABLE).split())


def _one_script(word: re.Match[str]) -> str:
    return word[0].translate(_TO_CYRILLIC) if _CYRILLIC_LETTER.search(word[0]) else word[0]
