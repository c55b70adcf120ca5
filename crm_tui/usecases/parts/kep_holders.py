"""Whose certificates a set has: as the card of the client knows them, or as typed."""

from crm_tui.domain.errors import Refused
from crm_tui.domain.kep_sets import HolderKind
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Client, KepHolder, KepSet
from crm_tui.usecases.parts.kep_rows import KepHolderRow, set_holders

MOST_HOLDERS = 50
_OF_THE_CARD = (HolderKind.SOLE_TRADER, HolderKind.PRIVATE_PERSON)


def holders_known(client: Client, kinds: tuple[HolderKind, ...]) -> tuple[KepHolderRow, ...]:
    """The holders of a kind of set with what the card says of them."""
    return tuple(_known(client, kind) for kind in kinds)


def put_holders(unit: Unit, found: KepSet, holders: tuple[KepHolderRow, ...]) -> None:
    """Writes the holders of a set in the place of those it had."""
    if not holders:
        raise Refused(_("Say whose certificates are in the set"))
    if len(holders) > MOST_HOLDERS:
        raise Refused(_("A set has at most {n} holders").format(n=MOST_HOLDERS))
    wanted = [
        KepHolderRow(one.kind, *(" ".join(clean(text).split()) for text in (one.name, one.position)))
        for one in holders
    ]
    codes = [clean(one.rnokpp).strip() for one in holders]
    before = set_holders(unit, found.id or 0)
    same = [(one.kind, one.name, one.position, one.rnokpp) for one in before] == [
        (one.kind, one.name, one.position, code) for one, code in zip(wanted, codes, strict=True)
    ]
    if same:
        return
    for old in before:
        unit.remove(old)
    for place, (one, code) in enumerate(zip(wanted, codes, strict=True), 1):
        unit.add(
            KepHolder(
                set_id=found.id or 0,
                place=place,
                kind=one.kind,
                name=one.name,
                position=one.position,
                rnokpp=code,
            )
        )


def _known(client: Client, kind: HolderKind) -> KepHolderRow:
    if kind is HolderKind.HEAD:
        return KepHolderRow(kind, client.head_name, client.head_position)
    if kind is HolderKind.SEAL:
        return KepHolderRow(kind, client.short_name or client.full_name)
    if kind in _OF_THE_CARD:
        return KepHolderRow(kind, client.head_name or client.full_name, "", client.tax_code or "")
    return KepHolderRow(kind)
