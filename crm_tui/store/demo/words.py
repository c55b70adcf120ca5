"""The vocabulary of the demo office, read once per process."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from crm_tui.domain.regions import region_of
from crm_tui.paths import data_dir

_LATIN = dict(zip("абвгґдеєжзиіїйклмнопрстуфхцчшщюя", "abvhgdeejzyiiiklmnoprstufhccssua", strict=True)) | {
    "ь": ""
}


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of `data/demo/words.toml`, flattened where that saves work a million times."""

    firsts: list[str]
    seconds: list[str]
    tails: list[str]
    plain: list[str]
    forms: list[str]
    budget_names: list[str]
    budget_forms: list[str]
    men: list[str]
    women: list[str]
    fathers: list[str]
    surnames: list[str]
    positions: list[str]
    streets: list[str]
    towns: list[tuple[str, str]]
    talks: dict[str, Any]
    prices: dict[str, dict[str, int]]
    """Hryvnias by the service's code, for `all` or a kind of client."""


@lru_cache
def words() -> Words:
    """Raises nothing but what reading a shipped file raises."""
    table = tomllib.loads((data_dir() / "demo" / "words.toml").read_text("utf-8"))
    firms, people, places = table["firms"], table["people"], table["places"]
    more = [root + end for root in people["surname_roots"] for end in people["surname_endings"]]
    return Words(
        firsts=firms["first"],
        seconds=firms["second"],
        tails=firms["tail"],
        plain=firms["plain"],
        forms=firms["forms"],
        budget_names=table["budget"]["names"],
        budget_forms=table["budget"]["forms"],
        men=people["men"],
        women=people["women"],
        fathers=people["fathers"],
        surnames=people["surnames"] + more,
        positions=people["positions"],
        streets=places["streets"],
        towns=[(_region(code), town) for code, towns in places["towns"].items() for town in towns],
        talks=table["talks"],
        prices=table["prices"],
    )


def _region(code: str) -> str:
    """As a card holds it: by its name."""
    known = region_of(code)
    return known.name if known else code


@lru_cache(maxsize=10_000)
def latin(word: str) -> str:
    """A word in Latin letters, roughly, for an address of the mail."""
    return "".join(_LATIN.get(char, char) for char in word.lower() if char.isalnum())
