"""What came through the watched folders, as rows of the КЕП workspace; Enter shows what was in a file."""

from collections.abc import Callable, Sequence
from typing import Any

from crm_tui.domain.arrivals import ArrivalState
from crm_tui.domain.kyiv import format_date, format_moment
from crm_tui.i18n import N_, _, ngettext
from crm_tui.screens.base import Manners
from crm_tui.screens.client_words import one_line
from crm_tui.screens.taken import TakenIn, TakenLine, TakenScreen
from crm_tui.usecases.certificate_arrivals import (
    ArrivalCard,
    ArrivalRow,
    ArrivedCertificate,
    list_arrivals,
    show_arrival,
)
from crm_tui.usecases.office import Office
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

MOST = 200
STATES = {
    ArrivalState.WAITING: N_("waits"),
    ArrivalState.TAKEN: N_("taken in"),
    ArrivalState.REFUSED: N_("refused"),
    ArrivalState.GONE: N_("gone unread"),
}


def read_arrivals(office: Office) -> tuple[ArrivalRow, ...]:
    """The newest files that came."""
    return office.call(list_arrivals, limit=MOST).rows


def arrival_columns() -> tuple[Column, ...]:
    return (
        Column(_("Came"), 16),
        Column(_("From whom"), 10),
        Column(_("File"), 20, flex=1),
        Column(_("Certificates"), 12),
        Column(_("State"), 14),
    )


def arrival_row(one: ArrivalRow) -> Row:
    """`!` marks what needs a person: refused, not read whole, or of a client whom no card knows."""
    odd = one.state is ArrivalState.REFUSED or bool(one.unknown) or bool(one.why)
    counts = f"{one.certificates} (+{one.new})" if one.certificates else ""
    cells = (
        format_moment(one.seen_at),
        one_line(one.department),
        one_line(one.name),
        counts,
        _(STATES[one.state]),
    )
    return Row(one.id, 0, cells, "!" if odd else "", "warning" if odd else "")


def arrival_detail(one: ArrivalRow) -> str:
    """What came of it, why not, where it came."""
    words = [
        ngettext("{n} certificate", "{n} certificates", one.certificates).format(n=one.certificates),
        _("new {new}").format(new=one.new),
    ]
    if one.sets:
        words.append(_("sets completed {n}").format(n=one.sets))
    if one.unknown:
        words.append(_("of no client {n}").format(n=one.unknown))
    lines = [" · ".join(words), one_line(one.why), one_line(f"{one.folder}/{one.name}")]
    return "\n".join(filter(None, lines))


def arrivals_words(rows: Sequence[ArrivalRow]) -> str:
    """The sums of the list."""
    refused = sum(one.state is ArrivalState.REFUSED for one in rows)
    words = [
        ngettext("{n} file", "{n} files", len(rows)).format(n=len(rows)),
        _("refused {n}").format(n=refused),
        _("certificates {n}").format(n=sum(one.certificates for one in rows)),
        _("of no client {n}").format(n=sum(one.unknown for one in rows)),
    ]
    return " · ".join(words)


def open_arrival(asker: Manners[Any], arrival_id: int, then: Callable[[], None]) -> None:
    """Shows what was in a file; unknown clients get their cards from there."""
    office = asker.office

    def shown(card: ArrivalCard) -> None:
        asker.app.push_screen(TakenScreen(_told(card)), lambda _none: then())

    asker.ask(lambda: office.call(show_arrival, arrival_id=arrival_id), shown, group="arrival")


def _told(card: ArrivalCard) -> TakenIn:
    detail = arrival_detail(card.row).split("\n")
    lines = [TakenLine("!", one_line(card.row.name), "", one_line(card.row.why))] if card.row.why else []
    found = map(_line, card.certificates)
    lines += sorted(found, key=lambda one: one.sign != "!")
    return TakenIn(one_line(card.row.name), detail[0], tuple(lines))


def _line(one: ArrivedCertificate) -> TakenLine:
    row = one.row
    what = one_line(f"{row.holder}, {format_date(row.valid_to)}")
    if row.client is not None:
        said = _("new") if one.new else _("is there already")
        return TakenLine("+" if one.new else "", what, one_line(row.client.name), said, row.client.id)
    whose = one_line(f"{row.tax_code} {row.organisation}")
    if not row.tax_code:
        return TakenLine("!", what, whose, _("no code in it"))
    if row.by_hand:
        return TakenLine("", what, whose, _("a person said that it is nobody's"))
    return TakenLine("!", what, whose, _("no card with this code"), code=row.tax_code)
