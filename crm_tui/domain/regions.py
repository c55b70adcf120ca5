"""The 27 regions: КАТОТТГ prefix, ISO 3166-2 code and name; any way of writing one -> the region."""

import re
from dataclasses import dataclass
from functools import lru_cache

from crm_tui.domain.search_key import search_key


@dataclass(frozen=True, slots=True)
class Region:
    """A region: `code` is the two digits shared by КОАТУУ and КАТОТТГ."""

    code: str
    iso: str
    name: str


# Code, ISO, name, beginnings of words that mean it (the region's, then its main city's when they differ).
_TABLE = """
01 UA-43 Автономна Республіка Крим|крим сімферопол
05 UA-05 Вінницька|вінниц
07 UA-07 Волинська|волин луцьк
12 UA-12 Дніпропетровська|дніпро
14 UA-14 Донецька|донец
18 UA-18 Житомирська|житомир
21 UA-21 Закарпатська|закарпат ужгород
23 UA-23 Запорізька|запоріж запоріз
26 UA-26 Івано-Франківська|франків
32 UA-32 Київська|київськ
35 UA-35 Кіровоградська|кіровоград кропивниц
44 UA-09 Луганська|луган
46 UA-46 Львівська|львів
48 UA-48 Миколаївська|микола
51 UA-51 Одеська|одес
53 UA-53 Полтавська|полтав
56 UA-56 Рівненська|рівнен рівне
59 UA-59 Сумська|сумськ суми
61 UA-61 Тернопільська|терноп
63 UA-63 Харківська|харк
65 UA-65 Херсонська|херсон
68 UA-68 Хмельницька|хмельниц
71 UA-71 Черкаська|черкас
73 UA-77 Чернівецька|черніве чернівц
74 UA-74 Чернігівська|черніг
80 UA-30 м. Київ|київ
85 UA-40 м. Севастополь|севастопол
"""


def _read_table() -> tuple[tuple[Region, tuple[str, ...]], ...]:
    rows = []
    for line in _TABLE.strip().splitlines():
        head, _, stems = line.partition("|")
        code, iso, name = head.split(" ", 2)
        rows.append((Region(code, iso, name), tuple(map(search_key, stems.split()))))
    return tuple(rows)


_ROWS = _read_table()
REGIONS: tuple[Region, ...] = tuple(region for region, _ in _ROWS)
"""All regions in the order of their codes."""

_BY_CODE = {region.code: region for region in REGIONS} | {region.iso: region for region in REGIONS}


@lru_cache(maxsize=1024)
def region_of(text: str) -> Region | None:
    """The region of a free text: "Харківська обл.", "МІСТО КИЇВ", "UA-63", "UA63...", "63"; else None."""
    text = text.strip().upper()
    if text in _BY_CODE:
        return _BY_CODE[text]
    if re.fullmatch(r"UA\d{19}|UA\d{17}|\d{10}", text, re.ASCII):
        return _BY_CODE.get(text.removeprefix("UA")[:2])
    words = search_key(text).split()
    for region, stems in _ROWS:
        if any(word.startswith(stem) for word in words for stem in stems):
            return region
    return None
