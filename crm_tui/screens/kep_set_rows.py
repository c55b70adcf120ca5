"""A set of certificates as lines to read, each named by what Enter on it means."""

from collections.abc import Sequence
from datetime import date
from textwrap import wrap

from crm_tui.domain.kep_sets import KepDuty, Payee
from crm_tui.domain.kinds import PaperState
from crm_tui.domain.kyiv import format_date
from crm_tui.domain.money import format_money
from crm_tui.domain.papers import PaperKind
from crm_tui.i18n import _
from crm_tui.screens.client_words import day, left, one_line
from crm_tui.screens.kep_words import HOLDERS, KEP_STATES, kind_words, person, place_words, sign_of
from crm_tui.screens.paper_states import STATES
from crm_tui.screens.paper_words import KINDS
from crm_tui.usecases.kep_sets import KepSetCard
from crm_tui.usecases.papers import PaperRow
from crm_tui.usecases.shapes import Named
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

ROOM = 55
"""Letters of a note in one line: as many as 80 columns have room for."""
Line = tuple[str, str, str, str, str]
"""(what Enter means, name, words, sign, style)"""


def card_columns() -> tuple[Column, ...]:
    return (Column("", 20), Column("", 40, flex=1))


def head_words(card: KepSetCard, today: date) -> str:
    """Two lines above all: which set, of whom, how it stands."""
    row = card.row
    sign, _style = sign_of(row, today)
    state = f"{sign} {_(KEP_STATES[row.state])}".strip()
    if row.cancelled_on is not None:
        state += f" {format_date(row.cancelled_on)} {person(card.cancelled_by)}: {one_line(card.reason)}"
    first = f"{row.ref} · {one_line(row.client.name)} {one_line(row.tax_code)}".rstrip()
    return "\n".join((first, " · ".join((kind_words(row.kind.name), state))))


def card_rows(card: KepSetCard, papers: Sequence[PaperRow], today: date) -> list[Row]:
    """The whole set."""
    lines = [
        *_facts(card, today),
        *_invoices(papers),
        *_certificates(card, today),
        *_documents(card),
        *_holders(card),
        *_prices(card),
        *_rest(card),
    ]
    return [
        Row((place, act), place, (name, words), sign, style)
        for place, (act, name, words, sign, style) in enumerate(lines)
    ]


def _facts(card: KepSetCard, today: date) -> list[Line]:
    row = card.row

    def fact(act: str, name: str, said: str, duty: KepDuty | None = None) -> Line:
        if said:
            return ("", name, said, "✓", "")
        since = row.debts.get(duty) if duty is not None else None
        if since is None:
            return (act, name, "—", "", "")
        return (act, name, _("— owed for {n} d").format(n=(today - since).days), "!", "warning")

    total = format_money(row.total_kop)
    paid = _("to the CA, past our invoice") if card.paid_by_hand else ""
    return [
        ("", _("Issued"), _said(row.issued_on, row.manager, total), "✓", ""),
        fact("paid", _("Paid"), _said(row.paid_on, None, paid), KepDuty.PAYMENT),
        fact("order", _("Ordered"), _said(row.ordered_on, row.ordered_by)),
        fact("generate", _("Generated"), _said(row.generated_on, row.generated_by), KepDuty.GENERATION),
        fact("documents", _("All documents"), _papers(card), KepDuty.DOCUMENTS),
    ]


def _said(on: date | None, who: Named | None, more: str = "") -> str:
    if on is None:
        return ""
    return " · ".join(part for part in (format_date(on), person(who), more) if part)


def _papers(card: KepSetCard) -> str:
    return _said(card.row.documents_on, card.documents_by, place_words(card.row))


def _invoices(papers: Sequence[PaperRow]) -> list[Line]:
    """The papers that stand, each opened by Enter."""
    found: list[Line] = []
    for one in papers:
        number = f"№ {one_line(one.number)} · {format_date(one.day)}" if one.number else ""
        said = " · ".join(filter(None, (number, _(STATES[one.state]), format_money(one.total_kop))))
        sign = "½" if one.state is PaperState.PART_PAID else ""
        found.append((f"paper {one.id}", _(KINDS[one.kind]), said, sign, "warning" if sign else ""))
    if not any(one.kind is PaperKind.INVOICE for one in papers):
        found.insert(0, ("", _("Invoice"), _("none yet"), "", ""))
    return found


def _certificates(card: KepSetCard, today: date) -> list[Line]:
    row = card.row
    if row.valid_to is None:
        return []
    term = f"{day(row.valid_from)} — {day(row.valid_to)}, {left((row.valid_to - today).days)}"
    sign, style = sign_of(row, today)
    wanted = sign if sign in {"!", "·"} and (row.valid_to - today).days <= 30 else ""
    found: list[Line] = [("", _("Certificates"), term, wanted, style if wanted else "")]
    if row.issuer:
        found.append(("", _("Issued by"), one_line(row.issuer), "", ""))
    return found


def _documents(card: KepSetCard) -> list[Line]:
    found: list[Line] = []
    for n, one in enumerate(card.documents):
        here = one.received_on is not None
        said = f"{'[×]' if here else '[ ]'} {one_line(one.name)}"
        if here:
            said += f" · {_said(one.received_on, one.received_by)}"
        if one.scans:
            said += " · " + _("scan: {name}").format(name=one_line(one.scans[0].name))
        found.append((f"tick {one.place}", _("Checklist") if n == 0 else "", said, "", ""))
    return found


def _holders(card: KepSetCard) -> list[Line]:
    return [
        (
            "",
            _("Holders") if n == 0 else "",
            ", ".join(
                filter(
                    None,
                    (
                        f"{_(HOLDERS[one.kind])}: {one_line(one.name) or '—'}",
                        one_line(one.rnokpp),
                        one_line(one.position),
                    ),
                )
            ),
            "" if one.name else "!",
            "" if one.name else "warning",
        )
        for n, one in enumerate(card.holders)
    ]


def _prices(card: KepSetCard) -> list[Line]:
    found: list[Line] = []
    for payee, name in ((Payee.OWN, _("To the firm")), (Payee.CA, _("To the CA"))):
        lines = [one for one in card.lines if one.payee is payee]
        found += [
            (
                "",
                name if n == 0 else "",
                f"{format_money(one.total_kop)} · {one_line(one.name)}",
                "",
                "",
            )
            for n, one in enumerate(lines)
        ]
    return found


def _rest(card: KepSetCard) -> list[Line]:
    found: list[Line] = []
    if card.row.prro:
        found.append(("", _("For a ПРРО"), _("form 5-ПРРО is due when it is generated"), "", ""))
    if card.storage:
        found.append(("", _("Key is kept"), one_line(card.storage), "", ""))
    said = [part for line in card.note.splitlines() for part in wrap(one_line(line), ROOM)]
    found += [("", _("Note") if n == 0 else "", part, "", "") for n, part in enumerate(said)]
    return found
