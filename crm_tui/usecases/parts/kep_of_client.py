"""The sets on a client's card: each with its holders and how far its papers are, in three queries."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, bindparam, func, select

from crm_tui.domain.kyiv import today
from crm_tui.store.scope import Unit
from crm_tui.store.tables import KepHolder, KepSetDocument
from crm_tui.usecases.parts.core import core, fetch
from crm_tui.usecases.parts.kep_rows import KEP_SET, SELECT_SETS, KepSetRow, set_row

MOST_ON_A_CARD = 200
"""More sets than a client gets in a life; the register has all of them."""

_OF_CLIENT = bindparam("client", type_=BigInteger)
_HOLDER, _DOCUMENT = core(KepHolder), core(KepSetDocument)
_SETS = (
    SELECT_SETS.where(KEP_SET.c.client_id == _OF_CLIENT)
    .order_by(KEP_SET.c.issued_on.desc(), KEP_SET.c.id.desc())
    .limit(MOST_ON_A_CARD)
)
_HOLDERS = (
    select(_HOLDER.c.set_id, _HOLDER.c.name)
    .select_from(_HOLDER.join(KEP_SET, KEP_SET.c.id == _HOLDER.c.set_id))
    .where(KEP_SET.c.client_id == _OF_CLIENT)
    .order_by(_HOLDER.c.set_id, _HOLDER.c.place)
)
_DOCUMENTS = (
    select(
        _DOCUMENT.c.set_id,
        func.count().label("wanted"),
        func.count(_DOCUMENT.c.received_on).label("received"),
    )
    .select_from(_DOCUMENT.join(KEP_SET, KEP_SET.c.id == _DOCUMENT.c.set_id))
    .where(KEP_SET.c.client_id == _OF_CLIENT)
    .group_by(_DOCUMENT.c.set_id)
)


@dataclass(frozen=True, slots=True)
class ClientKepSet:
    """A set with the names of its holders and how many papers of its checklist came, as of `today` (Kyiv)."""

    row: KepSetRow
    holders: tuple[str, ...]
    received: int
    wanted: int
    today: date


def sets_of_client(unit: Unit, client_id: int) -> tuple[ClientKepSet, ...]:
    """All sets of a client, the newest first, those that ended and the cancelled ones too."""
    rows = fetch(unit, _SETS, client=client_id)
    if not rows:
        return ()
    names: dict[int, tuple[str, ...]] = {}
    for row in fetch(unit, _HOLDERS, client=client_id):
        names[row.set_id] = (*names.get(row.set_id, ()), row.name)
    papers = {row.set_id: (row.received, row.wanted) for row in fetch(unit, _DOCUMENTS, client=client_id)}
    now = today(unit.now)
    return tuple(
        ClientKepSet(set_row(row), names.get(row.id, ()), *papers.get(row.id, (0, 0)), now) for row in rows
    )
