"""Asking which line goes off an invoice, or why a set does, and doing it."""

from collections.abc import Callable
from typing import Any

from crm_tui.domain.money import format_money
from crm_tui.i18n import _
from crm_tui.screens.base import Manners
from crm_tui.screens.choice_pick import ChoicePick
from crm_tui.screens.client_words import one_line
from crm_tui.screens.one_line_form import OneLineForm
from crm_tui.usecases.paper_take_off import take_lines_off, take_set_off
from crm_tui.usecases.papers import Issued, PaperCard

Then = Callable[[Issued], None]


def ask_for_line(screen: Manners[Any], card: PaperCard, then: Then) -> None:
    """A line of the invoice is picked, the reason is asked."""
    words = [
        f"{n}. {one_line(line.name)} · {format_money(line.total_kop)}" for n, line in enumerate(card.lines, 1)
    ]
    office, version = screen.office, card.row.version

    def picked(place: int | None) -> None:
        if place is not None:
            _ask_why(
                screen,
                words[place],
                lambda reason: office.call(
                    take_lines_off, paper_id=card.id, version=version, places=(place + 1,), reason=reason
                ),
                then,
            )

    screen.app.push_screen(ChoicePick(words, 0), picked)


def ask_for_set(screen: Manners[Any], set_id: int, ref: str, then: Then) -> None:
    """The reason why the set leaves the invoice that it shares is asked."""
    office = screen.office
    _ask_why(screen, ref, lambda reason: office.call(take_set_off, set_id=set_id, reason=reason), then)


def _ask_why(screen: Manners[Any], what: str, act: Callable[[str], Issued], then: Then) -> None:
    def why(reason: str | None) -> None:
        if reason is not None:
            screen.ask(lambda: act(reason), then, group="act")

    title = _("Off the invoice: {what}").format(what=what)
    screen.app.push_screen(OneLineForm(title, _("Why")), why)
