"""A move of a call in one line: when, by whom, from where to where, why."""

from crm_tui.domain.kyiv import format_moment
from crm_tui.i18n import _
from crm_tui.screens.client_words import one_line
from crm_tui.usecases.calls import MoveRow
from crm_tui.usecases.shapes import Named


def move_words(move: MoveRow) -> str:
    """The reason stands last, as it was typed."""
    return f"{move_way(move)}: {one_line(move.reason)}"


def move_way(move: MoveRow) -> str:
    """All but the reason."""
    ways = []
    if move.from_client != move.to_client:
        ways.append(_way(move.from_client, move.to_client))
    if move.to_service is not None:
        ways.append(_way(move.from_service, move.to_service))
    who = one_line(move.by.name) if move.by else "-"
    return f"{format_moment(move.moved_at)}  {who}: {', '.join(ways)}"


def _way(was: Named | None, now: Named) -> str:
    before = one_line(was.name) if was else _("nowhere")
    return f"{before} → {one_line(now.name)}"
