"""Search as one types: the same answer, in the same order, from both engines, whatever their size.

Stages in a fixed order, each by an index and each bounded; a later one is asked only while the answer is not
full. No stage orders by relevance or scans: what is found too often says "type more" instead.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

from sqlmodel import Session

from crm_tui.domain.kinds import ClientKind
from crm_tui.domain.layout import other_layout
from crm_tui.domain.search_key import search_key
from crm_tui.store import search_sql as sql
from crm_tui.store.pieces import having
from crm_tui.store.quick import Quick

LONG_WORD = 3
"""Shorter words have no trigram: they only sift what the longer ones found."""
LAST_DIGITS = 4
LONGEST_NUMBER_IN_NAME = 4
_NUMBER = re.compile(r"[\d\s()+./-]+")
_ADDRESS = re.compile(r"[!-~]{3,}")


class Why(StrEnum):
    """By what a client was found."""

    CODE = "code"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    CONTACT = "contact"


class ClientHit(NamedTuple):
    """A client that was found; `matched` is the number, address or person by which, else empty."""

    # Made at each key press, a tuple in a quarter of a frozen dataclass's time.

    id: int
    kind: ClientKind
    name: str
    legal_form: str
    tax_code: str
    region: str
    sort_key: str
    why: Why
    matched: str = ""


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found, best reasons first, by name within one reason; `more`: type more to see the rest."""

    rows: tuple[ClientHit, ...]
    more: bool


KINDS = {kind.value: kind for kind in ClientKind}
Stage = tuple[Why, Callable[[], Iterable[Any]]]
"""Why its clients are found, and their rows, by name."""


class _Search:
    """One search: the session it asks, how many rows are wanted, whether something was found too often."""

    def __init__(self, session: Session, limit: int) -> None:
        self.session = session
        self.quick = Quick(session)
        self.limit = limit
        self.too_many = False
        self.found: dict[int, ClientHit] = {}

    def run(self, text: str) -> Hits:
        self._take(self._stages(text))
        # The other layout is for what makes no sense as typed; Latin letters may always have been meant so.
        if not (self.found or self.too_many) or re.search("[a-z]", text, re.IGNORECASE):
            self._take(self._stages(other_layout(text)))
        hits = tuple(self.found.values())
        return Hits(hits[: self.limit], self.too_many or len(hits) > self.limit)

    def _take(self, stages: Iterator[Stage]) -> None:
        for why, stage in stages:
            if self._full():
                return
            for row in stage():
                if row[0] not in self.found:
                    self.found[row[0]] = _hit(why, row)
                    if self._full():
                        return

    def _full(self) -> bool:
        # One more than wanted tells whether there is more.
        return len(self.found) > self.limit

    def _stages(self, text: str) -> Iterator[Stage]:
        digits = re.sub(r"\D", "", text)
        is_number = bool(digits and _NUMBER.fullmatch(text))
        if is_number:
            yield Why.CODE, partial(self._ask, sql.BY_CODE, digits)
            yield Why.PHONE, partial(self._phones, text, digits)
        key = search_key(text)
        if key and not (is_number and len(digits) > LONGEST_NUMBER_IN_NAME):
            yield Why.NAME, partial(self._ask, sql.BY_NAME, key)
            yield Why.NAME, partial(self._pieces, "client", key)
            if not is_number:
                yield Why.CONTACT, partial(self._ask, sql.BY_CONTACT, key)
                yield Why.CONTACT, partial(self._pieces, "contact", key)
        if not is_number and _ADDRESS.fullmatch(text):
            yield Why.EMAIL, partial(self._emails, text.lower())

    def _ask(self, statement: str, prefix: str) -> list[Any]:
        """Those whose column starts with the prefix; the first ones by that column."""
        low, high = sql.prefix_range(prefix)
        return sorted(self.quick.rows(statement, low=low, high=high, limit=self.limit + 1), key=_place)

    def _phones(self, text: str, digits: str) -> Iterator[Any]:
        for prefix in sql.phone_prefixes(text, digits):
            yield from self._ask(sql.BY_PHONE, prefix)
        if len(digits) >= LAST_DIGITS:
            yield from self._ask(sql.BY_LAST_DIGITS, digits[::-1])

    def _emails(self, address: str) -> Iterator[Any]:
        yield from self._ask(sql.BY_EMAIL, address)
        yield from self._ask(sql.BY_CONTACT_EMAIL, address)

    def _pieces(self, table: str, key: str) -> list[Any]:
        """Those in whose name all words stand somewhere; none when that is true of too many."""
        words = key.split()
        long = [word for word in words if len(word) >= LONG_WORD]
        if not long:
            return []
        found = having(self.session, table, long)
        if found is None and len(words) > 1:
            found = having(self.session, table, [key])
        if found is None:
            self.too_many = True
            return []
        sifted = [row for row in found if row[0] is not None and all(word in row[8] for word in words)]
        return sorted(sifted, key=_place)


def search_clients(session: Session, text: str, limit: int = 20) -> Hits:
    """Clients by name, code, phone (also its last digits), e-mail or contact, in either keyboard layout."""
    return _Search(session, limit).run(text.strip())


def _hit(why: Why, row: Any) -> ClientHit:
    number, kind, short, full, form, code, region, order, *matched = row
    said = "" if why in {Why.NAME, Why.CODE} else matched[-1]
    return ClientHit(number, KINDS[kind], short or full, form, code or "", region or "", order, why, said)


def _place(row: Any) -> tuple[str, int, str]:
    # the last column too: a client found by several of his numbers shows the same one on both engines
    return row[7], row[0], row[-1]
