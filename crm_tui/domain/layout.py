"""Which letters share a key: the Ukrainian layout over the Latin one, and text typed in the wrong layout."""

_PLACES = (
    ("йцукенгшщзхїфівапролджєячсмитьбюґ", "qwertyuiop[]asdfghjkl;'zxcvbnm,.\\"),
    ("ЙЦУКЕНГШЩЗХЇФІВАПРОЛДЖЄЯЧСМИТЬБЮҐ", 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>|'),
    # Letters of the Russian layout, met on the same keyboards.
    ("ыъэёЫЪЭЁ", "s]'`S}\"~"),
)

LATIN_OF: dict[str, str] = {
    cyrillic: latin for theirs, ours in _PLACES for cyrillic, latin in zip(theirs, ours, strict=True)
}
"""Cyrillic letter -> the Latin sign on the same key, both cases."""

UKRAINIAN_OF: dict[str, str] = {
    latin: cyrillic for theirs, ours in _PLACES[:2] for cyrillic, latin in zip(theirs, ours, strict=True)
}
"""Latin sign -> the Ukrainian letter on the same key, both cases."""

_TO_LATIN = str.maketrans(LATIN_OF)
_TO_UKRAINIAN = str.maketrans(UKRAINIAN_OF)


def other_layout(text: str) -> str:
    """What the same keys give in the other layout: «rks'yn» -> «клієнт», «ьувщс» -> «medoc».

    Text with a Cyrillic letter is taken as typed in the Ukrainian layout. Digits and spaces stay.
    """
    if any(char in LATIN_OF for char in text):
        return text.translate(_TO_LATIN)
    return text.translate(_TO_UKRAINIAN)
