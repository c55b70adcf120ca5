"""Which encoding of a byte for a letter a Cyrillic text is in: by the letters and words it would have."""

import re
from collections import Counter
from functools import lru_cache
from math import log

CANDIDATES = ("cp1251", "cp866", "cp1125", "koi8-u")
"""Windows, DOS, DOS with Ukrainian letters, old Unix; the first of equal ones is taken."""
_PER_MILLE = dict(
    zip("оанитівреслкудмпязьбгчхйжцїюшєщфґыэъё", (
        *(94, 83, 68, 61, 57, 55, 53, 47, 47, 41, 36, 35, 33, 31, 30, 29, 23, 23, 18),
        *(17, 16, 14, 12, 13, 9, 8, 7, 8, 7, 6, 4, 4, 0.3, 1, 0.3, 0.2, 0.1),
    ), strict=True)
)  # fmt: skip
"""How often a letter stands in texts of offices here."""
_SIGNS = dict.fromkeys("«»№–—’“”\u00a0…•₴", 2.0)
_NEVER = 0.01
_CAPITAL = 0.8
"""Capitals are rarer, but a name may be all of them."""
_CAPITAL_INSIDE = re.compile(r"[а-яіїєґ][А-ЯІЇЄҐ]")
_WORDS = re.compile(
    "дата|сума|назв|код|номер|єдрпоу|рахун|призначен|платеж|платник|кореспонд|операці|опера|валют|кредит|дебет"
    "|оплат|послуг|банк|догов|тов|фоп|прат|україн|клієнт|телефон|адрес|вул|грн|пдв|без|від|за|та|ого|ння|ськ",
    re.IGNORECASE,
)
_ASCII = re.compile(rb"[\0-\x7f]+")
_MOST = 1 << 16


def guess_encoding(sample: bytes) -> str:
    """The likeliest of `CANDIDATES`; a text without any such letter is the first."""
    high = [(code, n) for code, n in Counter(sample).items() if code >= 0x80]
    dense = _ASCII.sub(b" ", sample)[:_MOST]
    return max(CANDIDATES, key=lambda name: _likelihood(name, high, dense))


def _likelihood(name: str, high: list[tuple[int, int]], dense: bytes) -> float:
    weights = _weights(name)
    letters = sum(n * weights[code] for code, n in high)
    text = dense.decode(name, "replace")
    known = sum(len(found[0]) for found in _WORDS.finditer(text))
    return letters + 2 * known - 6 * len(_CAPITAL_INSIDE.findall(text))


@lru_cache
def _weights(name: str) -> dict[int, float]:
    weights = {}
    for code in range(0x80, 0x100):
        sign = bytes((code,)).decode(name, "replace")
        often = _PER_MILLE.get(sign.lower()) or _SIGNS.get(sign, _NEVER)
        weights[code] = log(often * (_CAPITAL if sign.isupper() else 1))
    return weights
