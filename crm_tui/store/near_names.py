"""Clients whose name is nearly the typed one: candidates by pieces of it, judged by likeness.

A name at least 0.85 alike keeps most of its pieces unharmed, so each piece is looked up by itself; one that
is found too often says nothing alone and is tried together with those of other words, then with all of them
and with what is left of the harmed ones (on a million names a slip is so seen in 81 of 120, without in 49).
"""

from dataclasses import dataclass
from itertools import combinations
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import Session

from crm_tui.domain.names import SIMILAR, key_similarity, name_key
from crm_tui.store import search_sql as sql
from crm_tui.store.pieces import TOO_MANY, having
from crm_tui.store.quick import Quick

PIECE = 6
"""Longer words are halved: a slip then spoils one half only."""
LEAST = 3
"""Letters of the shortest piece: a trigram."""
MOST_WORDS = 4
MOST_COMMON = 10_000
"""So many pieces that say nothing alone are remembered."""


@dataclass(frozen=True, slots=True)
class NearName:
    """A client with a name like the typed one; `likeness` from 0.85 to 1."""

    id: int
    name: str
    legal_form: str
    tax_code: str
    likeness: float


def near_names(session: Session, name: str, *, limit: int = 5) -> list[NearName]:
    """The most alike clients, best first; legal forms and the order of words do not count."""
    key = name_key(name)
    if not key:
        return []
    asked = _Candidates(session, key)
    common, said, spoilt = [], [], []
    for word in sorted(key.split(), key=len, reverse=True)[:MOST_WORDS]:
        full = [piece for piece in pieces_of(word) if not asked.add(piece)]
        common += full[:1]
        said += full
        spoilt += [piece for piece in pieces_of(word) if piece not in full]
    full_pairs = [pair for pair in combinations(common, 2) if not asked.add(*pair)]
    if (full_pairs or len(common) == 1) and len(said) > 1 and not asked.add(*said):
        # All that is unharmed is not enough: what is left of the harmed pieces may tell.
        for piece in spoilt:
            if len(piece) > LEAST:
                asked.add(*said, piece[:LEAST])
                asked.add(*said, piece[-LEAST:])
    near = []
    for number, _kind, short, full_name, form, code, _region, order, *_rest in asked.rows.values():
        likeness = key_similarity(key, name_key(short or full_name))
        if likeness >= SIMILAR:
            near.append((-likeness, order, NearName(number, short or full_name, form, code or "", likeness)))
    near.sort(key=lambda one: (one[0], one[1], one[2].id))
    return [one for _likeness, _order, one in near[:limit]]


def pieces_of(word: str) -> list[str]:
    """The pieces of a word, of at least three letters, the longest first."""
    half = (len(word) + 1) // 2
    pieces = [word] if len(word) < PIECE else [word[:half], word[half:]]
    return [piece for piece in pieces if len(piece) >= LEAST]


class _Candidates:
    """The cards to be judged, by id: first those whose name begins as the typed one."""

    def __init__(self, session: Session, key: str) -> None:
        self._session = session
        self._common = _common.setdefault(session.get_bind().engine, set())
        low, high = sql.prefix_range(key)
        found = Quick(session).rows(sql.BY_NAME, low=low, high=high, limit=TOO_MANY)
        self.rows = {row[0]: row for row in found}

    def add(self, *pieces: str) -> bool:
        """Adds those with all the pieces; False when there are too many of them to be looked at."""
        if pieces in self._common:
            return False
        found = having(self._session, "client", list(pieces))
        if found is None:
            if len(self._common) >= MOST_COMMON:
                self._common.clear()
            self._common.add(pieces)
            return False
        self.rows.update((row[0], row) for row in found)
        return True


# What was found too often is so a key press later too, and on a million clients it costs the most.
_common: WeakKeyDictionary[Engine, set[tuple[str, ...]]] = WeakKeyDictionary()
