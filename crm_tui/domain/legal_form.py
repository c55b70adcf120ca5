"""Legal forms at the edges of a name: «Товариство з обмеженою відповідальністю "Ромашка"» -> ТОВ, Ромашка."""

import re

from crm_tui.domain.search_key import LOOK_ALIKES

# Short form -> its long forms, as they are met in registers and in 1C lists.
LEGAL_FORMS: dict[str, tuple[str, ...]] = {
    "ТОВ": ("товариство з обмеженою відповідальністю", "тзов", "ооо"),
    "ТДВ": ("товариство з додатковою відповідальністю",),
    "ФОП": ("фізична особа - підприємець", "фізична особа підприємець", "спд-фо", "спдфо", "спд", "флп"),
    "ПП": ("приватне підприємство", "чп"),
    "ПрАТ": ("приватне акціонерне товариство",),
    "ПАТ": ("публічне акціонерне товариство",),
    "ВАТ": ("відкрите акціонерне товариство",),
    "ЗАТ": ("закрите акціонерне товариство",),
    "АТ": ("акціонерне товариство",),
    "КНП": ("комунальне некомерційне підприємство",),
    "КП": ("комунальне підприємство",),
    "КЗ": ("комунальний заклад",),
    "КУ": ("комунальна установа",),
    "ДП": ("державне підприємство", "дочірнє підприємство"),
    "ДУ": ("державна установа",),
    "ОСББ": ("об'єднання співвласників багатоквартирного будинку",),
    "ЖБК": ("житлово-будівельний кооператив",),
    "ОК": ("обслуговуючий кооператив",),
    "СТОВ": ("сільськогосподарське товариство з обмеженою відповідальністю",),
    "СФГ": ("селянське фермерське господарство", "селянське (фермерське) господарство"),
    "ФГ": ("фермерське господарство",),
    "МПП": ("мале приватне підприємство",),
    "НВП": ("науково-виробниче підприємство",),
    "СП": ("спільне підприємство",),
    "ПТ": ("повне товариство",),
    "КТ": ("командитне товариство",),
    "АО": ("адвокатське об'єднання",),
    "АБ": ("адвокатське бюро",),
    "ГО": ("громадська організація",),
    "БФ": ("благодійний фонд",),
    "БО": ("благодійна організація",),
}

_QUOTES = "'’‘ʼ`\"“”„«»"
_OPENING, _CLOSING = "\"“„«'", "\"””»'"
_FOLDED = LOOK_ALIKES | dict.fromkeys("’‘ʼ`´", "'") | dict.fromkeys("–—‑", "-") | {"\xa0": " "}


class _Folding(dict[int, str]):
    """A table for str.translate, one character to one: places in the folded text are places in the name."""

    def __missing__(self, code: int) -> str:
        lower = chr(code).lower()
        self[code] = value = _FOLDED.get(lower, lower) if len(lower) == 1 else chr(code)
        return value


_FOLDING = _Folding()


def strip_legal_form(name: str) -> tuple[str, str]:
    """The short legal form ("" if none) and the rest of the name without the quotes around it.

    A form is read at the start («ТОВ "Ромашка"», "ФОП Коваль О. П.") or at the end ("Ромашка ТОВ"), in any
    case and with Latin look-alikes. A name that is nothing but a form stays a name.
    """
    name = name.strip()
    folded = name.translate(_FOLDING)
    for pattern in (_AT_START, _AT_END):
        found = pattern.search(folded)
        if found:
            rest = (name[: found.start()] + name[found.end() :]).lstrip(" ,.;-\xa0").rstrip(" ,;-\xa0")
            if any(char.isalnum() for char in rest):
                return _SHORT_OF[_squeeze(found["form"])], _unquoted(rest)
    return "", _unquoted(name)


def _squeeze(form: str) -> str:
    return re.sub(r"[\s-]+", " ", form).strip()


def _unquoted(text: str) -> str:
    inner = text[1:-1]
    if (
        len(text) > 2
        and text[0] in _OPENING
        and text[-1] in _CLOSING
        and not any(q in inner for q in '"“”„«»')
    ):
        return inner.strip()
    return text


_SHORT_OF = {
    _squeeze(form.translate(_FOLDING)): short
    for short, long_forms in LEGAL_FORMS.items()
    for form in (short, *long_forms)
}
_LONGEST_FIRST = sorted(_SHORT_OF, key=lambda form: (-len(form), form))
_ANY = "|".join(re.escape(form).replace(r"\ ", r"[\s-]+") for form in _LONGEST_FIRST)
_AT_START = re.compile(rf"^[{_QUOTES}\s]*(?P<form>{_ANY})(?=[\s.,:{_QUOTES}(])[\s.,:]*")
_AT_END = re.compile(rf"(?:(?<=[\s,)])|(?<=[{_QUOTES}]))(?P<form>{_ANY})\.?$")
