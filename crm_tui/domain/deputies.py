"""Who does the work of a person who is away: his deputy, the deputy's deputy, and so on."""

from collections.abc import Collection, Mapping


def who_acts(person: int, away: Mapping[int, int | None], works: Collection[int]) -> int | None:
    """Whoever does the person's work on a day; None when nobody does.

    `away` maps those who are absent that day to their deputies, `works` are those who work in the office at
    all. A chain is followed; a circle (two who stand in for one another, both away) ends with nobody.
    """
    seen: set[int] = set()
    acting: int | None = person
    while acting is not None and acting not in seen:
        if acting in works and acting not in away:
            return acting
        seen.add(acting)
        acting = away.get(acting)
    return None


def stands_in_for(person: int, away: Mapping[int, int | None], works: Collection[int]) -> frozenset[int]:
    """Those whose work the person does on a day beside his own."""
    return frozenset(one for one in away if one != person and who_acts(one, away, works) == person)
