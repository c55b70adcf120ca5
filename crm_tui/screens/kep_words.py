"""Sets of certificates as people read them: words, columns, rows."""

from collections.abc import Hashable
from datetime import date

from crm_tui.domain.kep_sets import DocumentsPlace, HolderKind, KepDuty, KepState
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.money import format_money
from crm_tui.i18n import N_, _
from crm_tui.screens.client_words import day, left, one_line
from crm_tui.usecases.parts.kep_rows import KepSetRow
from crm_tui.usecases.shapes import Named
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

SOON_DAYS = 30
"""Certificates that end within so many days are marked."""

KEP_STATES = {
    KepState.ISSUED: N_("issued"),
    KepState.PAID: N_("paid"),
    KepState.ORDERED: N_("ordered"),
    KepState.GENERATED: N_("generated"),
    KepState.DOCUMENTS: N_("documents here"),
    KepState.CLOSED: N_("closed"),
    KepState.CANCELLED: N_("cancelled"),
}
HOLDERS = {
    HolderKind.HEAD: N_("head"),
    HolderKind.ACCOUNTANT: N_("accountant"),
    HolderKind.EMPLOYEE: N_("employee"),
    HolderKind.SEAL: N_("seal"),
    HolderKind.SOLE_TRADER: N_("sole trader"),
    HolderKind.CASHIER: N_("cashier"),
    HolderKind.PRIVATE_PERSON: N_("private person"),
}
DUTIES = {
    KepDuty.DOCUMENTS: N_("no documents"),
    KepDuty.GENERATION: N_("paid, not generated"),
    KepDuty.PAYMENT: N_("generated, not paid"),
    KepDuty.FORM_5PRRO: N_("form 5-ПРРО"),
}
PLACES = {
    DocumentsPlace.NOWHERE: N_("not here"),
    DocumentsPlace.AUTO_RENEWAL: N_("renewed without paper"),
    DocumentsPlace.BOX: N_("box"),
}
_COMMON = "комплект кеп: "
"""What the names of all shipped kinds begin with: in a list it says nothing."""


def kind_words(name: str) -> str:
    """The name of a kind, short enough for a list."""
    words = one_line(name)
    return words[len(_COMMON) :] if words.casefold().startswith(_COMMON) else words


def ended(row: KepSetRow, today: date) -> bool:
    """Whether a set belongs to the archive: cancelled, or its certificates run no more."""
    return row.cancelled_on is not None or (row.valid_to is not None and row.valid_to < today)


def state_words(row: KepSetRow, today: date) -> str:
    """The state, or that its certificates have ended."""
    if row.cancelled_on is None and ended(row, today):
        return _("ended")
    return _(KEP_STATES[row.state])


def sign_of(row: KepSetRow, today: date) -> tuple[str, str]:
    """(sign, style): `·` the archive, `!` a debt or an end that is near, `✓` closed, `…` under way."""
    if ended(row, today):
        return "·", "muted"
    near = row.valid_to is not None and (row.valid_to - today).days <= SOON_DAYS
    if row.debts or near:
        return "!", "warning"
    return ("✓", "") if row.state is KepState.CLOSED else ("…", "")


def set_columns() -> tuple[Column, ...]:
    """A set in a list of many clients."""
    return (
        Column(_("Set"), 10),
        Column(_("Client"), 16, flex=2),
        Column(_("Kind"), 12, flex=2),
        Column(_("State"), 12),
        Column(_("Issued"), 10, hide_below=100),
        Column(_("Until"), 10),
        Column(_("Sum"), 9, right=True),
        Column(_("Whose"), 14, flex=1, hide_below=100),
    )


def set_row(row: KepSetRow, today: date, *, key: object = 0) -> Row:
    """A row under the columns above."""
    sign, style = sign_of(row, today)
    cells = (
        row.ref,
        one_line(row.client.name),
        kind_words(row.kind.name),
        state_words(row, today),
        format_date(row.issued_on),
        day(row.valid_to),
        format_money(row.total_kop),
        person(row.manager),
    )
    return Row(row.id, key, cells, sign, style)


def set_about(row: KepSetRow, today: date) -> str:
    """A set under the cursor of a list of many clients: above all what the columns cut."""
    whole = f"{one_line(row.client.name)} · {kind_words(row.kind.name)}"
    return f"{whole}\n{set_detail(row, today)}"


def set_detail(row: KepSetRow, today: date) -> str:
    """A set in a few lines, the most pressing first: what is missing, its days, its people."""
    return "\n".join(line for line in (debt_words(row, today), days_words(row), people_words(row)) if line)


def days_words(row: KepSetRow) -> str:
    """The days of its facts in one line."""
    facts = (
        (_("issued {day}"), row.issued_on),
        (_("paid {day}"), row.paid_on),
        (_("ordered {day}"), row.ordered_on),
        (_("generated {day}"), row.generated_on),
        (_("documents {day}"), row.documents_on),
        (_("closed {day}"), row.closed_on),
        (_("cancelled {day}"), row.cancelled_on),
    )
    return " · ".join(words.format(day=format_date(on)) for words, on in facts if on is not None)


def people_words(row: KepSetRow) -> str:
    """Who sold, ordered and generated it."""
    parts = [_("Manager: {name}").format(name=person(row.manager) or "—")]
    if row.ordered_by is not None:
        parts.append(_("ordered by {name}").format(name=person(row.ordered_by)))
    if row.generated_by is not None:
        parts.append(_("generated by {name}").format(name=person(row.generated_by)))
    return " · ".join(parts)


def debt_words(row: KepSetRow, today: date) -> str:
    """What is missing and for how long; the term of the certificates."""
    parts = [
        _("{debt} for {n} d").format(debt=_(DUTIES[duty]), n=(today - since).days)
        for duty, since in row.debts.items()
    ]
    if row.valid_to is not None:
        term = f"{day(row.valid_from)} — {day(row.valid_to)}"
        runs = row.cancelled_on is None
        parts.append(f"{term}, {left((row.valid_to - today).days)}" if runs else term)
    return " · ".join(parts)


def place_words(row: KepSetRow) -> str:
    """Where its papers are."""
    if row.documents_place is DocumentsPlace.BOX and row.box is not None:
        return _("box {number}").format(number=row.box.name)
    return _(PLACES[row.documents_place])


def person(one: Named | None) -> str:
    return one_line(one.name) if one is not None else ""


def number_of(row_id: Hashable) -> int:
    return int(str(row_id))
