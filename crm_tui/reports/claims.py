"""Claims to the CA as a list to be printed: its money that nobody has posted, and whose it should be."""

from dataclasses import dataclass

from crm_tui.domain.errors import Refused
from crm_tui.domain.periods import Period
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _
from crm_tui.reports.parts.claimed import Claim, ClaimBehind, claimed
from crm_tui.reports.parts.shapes import Column, Line, Report, ValueKind
from crm_tui.store.gate import requires
from crm_tui.store.scope import Unit

TITLE = N_("Claims to the CA: unknown payments")


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A page of the payments behind a figure, the newest first; `older` asks for the next one."""

    rows: tuple[Claim, ...]
    older: int | None


@requires(Permission.PAYMENTS_PAYMENT_READ)
def claims(unit: Unit, *, period: Period, only: str = "") -> Report:
    """Every payment of these days on the CA's account that waits for somebody, the oldest first.

    Refused with a filter: there is none.
    """
    if only.strip():
        raise Refused(_("Claims to the CA have no filter; take it away: {text}").format(text=only.strip()))
    found = claimed(unit, ClaimBehind(period), oldest_first=True)
    columns = (
        Column("day", _("Day"), ValueKind.DATE),
        Column("amount_kop", _("Sum"), ValueKind.MONEY),
        Column("free_kop", _("Waits"), ValueKind.MONEY),
        Column("payer", _("Payer"), ValueKind.TEXT),
        Column("payer_code", _("Code in the payment"), ValueKind.TEXT),
        Column("purpose", _("Purpose"), ValueKind.TEXT),
        Column("client", _("Client"), ValueKind.TEXT),
        Column("client_code", _("Right code"), ValueKind.TEXT),
    )
    lines = tuple(
        Line(
            tuple(getattr(one, column.name) for column in columns),
            _opened(ClaimBehind(period, one.id), len(columns)),
        )
        for one in found
    )
    sums = (sum(one.amount_kop for one in found), sum(one.free_kop for one in found))
    total = Line((None, *sums, _("Total"), *[""] * 4), _opened(ClaimBehind(period), len(columns)))
    about = (_("payments: {n}").format(n=len(found)),)
    return Report("claims", _(TITLE), period, about, columns, lines, total)


@requires(Permission.PAYMENTS_PAYMENT_READ)
def claim_rows(unit: Unit, *, behind: ClaimBehind, older: int | None = None, limit: int = 100) -> ClaimPage:
    """The payments behind a figure, the newest first."""
    begin, limit = older or 0, min(limit, 200)
    found = claimed(unit, behind, offset=begin, limit=limit + 1)
    return ClaimPage(tuple(found[:limit]), begin + limit if len(found) > limit else None)


def _opened(behind: ClaimBehind, columns: int) -> tuple[ClaimBehind | None, ...]:
    """Whatever column of a payment is picked, it is the payment that opens."""
    return (None, *[behind] * (columns - 1))
