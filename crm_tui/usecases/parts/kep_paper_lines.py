"""What stands on the papers of sets: lines of the firm and of the CA apart, whose certificates, for how long.

Papers are Ukrainian always, so these words are not translated.
"""

import re

from crm_tui.domain.kep_sets import HolderKind, Payee, kep_ref
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.money import format_money
from crm_tui.store.scope import Unit
from crm_tui.store.tables import KepHolder, KepSet, KepSetLine
from crm_tui.usecases.parts.kep_rows import set_holders, set_lines
from crm_tui.usecases.parts.paper_lines import LineFields

_HOLDERS = {
    HolderKind.HEAD: "керівник",
    HolderKind.ACCOUNTANT: "бухгалтер",
    HolderKind.EMPLOYEE: "працівник",
    HolderKind.SEAL: "печатка",
    HolderKind.SOLE_TRADER: "ФОП",
    HolderKind.CASHIER: "касир",
    HolderKind.PRIVATE_PERSON: "фізична особа",
}
_APART = re.compile(r"Послуги КНЕДП \(.+ грн\) сплачуються окремо\.")
_TERMS = {12: "1 рік", 24: "2 роки"}


def paper_lines(unit: Unit, sets: list[KepSet], *, with_ca: bool = True) -> tuple[LineFields, ...]:
    """The lines of sets: those of the firm first, then the CA's; of several sets each names its own."""
    found: dict[Payee, list[LineFields]] = {Payee.OWN: [], Payee.CA: []}
    for one in sets:
        for line in set_lines(unit, one.id or 0):
            found[line.payee].append(_line(one, line, named=len(sets) > 1))
    return (*found[Payee.OWN], *(found[Payee.CA] if with_ca else ()))


def paper_note(unit: Unit, sets: list[KepSet], *, with_ca: bool = True) -> str:
    """A line for each set: its identifier, holders, term; then what is paid to the CA apart."""
    lines = [f"{kep_ref(one.id or 0)}: {_about(unit, one)}" for one in sets]
    return "\n".join(lines if with_ca else [*lines, *_apart(sets)])


def note_without(note: str, gone: list[KepSet], left: list[KepSet]) -> str:
    """The note of an invoice that lost sets: without their lines, and what the CA gets counted anew."""
    if not gone:
        return note
    found: list[str] = []
    for line in note.split("\n"):
        if _APART.fullmatch(line):
            found += _apart(left)
        elif not line.startswith(tuple(f"{kep_ref(one.id or 0)}:" for one in gone)):
            found.append(line)
    return "\n".join(found)


def _apart(sets: list[KepSet]) -> list[str]:
    kop = sum(one.ca_kop for one in sets)
    return [f"Послуги КНЕДП ({format_money(kop)} грн) сплачуються окремо."] if kop else []


def _line(one: KepSet, line: KepSetLine, *, named: bool) -> LineFields:
    return LineFields(
        f"{line.name} ({kep_ref(one.id or 0)})" if named else line.name,
        line.price_kop,
        unit=line.unit,
        vat=line.vat,
        includes_vat=line.includes_vat,
        service_id=line.service_id,
    )


def _about(unit: Unit, one: KepSet) -> str:
    holders = ", ".join(_holder(holder) for holder in set_holders(unit, one.id or 0))
    if one.valid_from is not None and one.valid_to is not None:
        term = f"строк дії з {format_date(one.valid_from)} до {format_date(one.valid_to)}"
    elif one.months:
        term = f"строк дії {_TERMS.get(one.months, f'{one.months} міс.')}"
    else:
        term = ""
    return "; ".join(part for part in (holders, term) if part) + "."


def _holder(holder: KepHolder) -> str:
    kind = _HOLDERS[holder.kind]
    return f"{holder.name} ({kind})" if holder.name else kind
