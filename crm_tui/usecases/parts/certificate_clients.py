"""Whose certificates are: found by the tax code, never guessed between two cards that share one."""

from collections.abc import Iterable

from sqlmodel import col, select

from crm_tui.store.bulk import find_many
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Certificate, Client
from crm_tui.usecases.shapes import Named


def clients_by_code(unit: Unit, codes: Iterable[str]) -> dict[str, list[Named]]:
    """The live cards of each code."""
    found: dict[str, list[Named]] = {}
    give = ("id", "short_name", "full_name", "deleted_at")
    for code, number, short, full, gone in find_many(
        unit, Client, "tax_code", filter(None, codes), give=give
    ):
        if gone is None:
            found.setdefault(code, []).append(Named(number, short or full))
    return found


def attach_open(unit: Unit, codes: Iterable[str]) -> int:
    """Gives certificates that were nobody's to the one card that has their code now; answers how many.

    What a person said stays; a code that two cards have is left open.
    """
    wanted = {code for code in codes if code}
    waiting = {
        code
        for code, of, by_hand in find_many(
            unit, Certificate, "tax_code", wanted, give=("client_id", "by_hand")
        )
        if of is None and not by_hand
    }
    count = 0
    for code, clients in clients_by_code(unit, sorted(waiting)).items():
        if len(clients) > 1:
            continue
        rows = unit.session.exec(
            select(Certificate).where(
                col(Certificate.tax_code) == code,
                col(Certificate.client_id).is_(None),
                col(Certificate.by_hand).is_(False),
            )
        ).all()
        for row in rows:
            count += unit.change(row, client_id=clients[0].id)
            unit.notify("certificates", row.id)
    return count
