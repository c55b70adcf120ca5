"""The talks with a client, by service, each service's in time order."""

from collections.abc import Hashable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from crm_tui.domain.kyiv import format_moment
from crm_tui.domain.text import clean_multiline
from crm_tui.i18n import N_, _
from crm_tui.screens.call_words import ARROWS, WORK_SIGNS, WORKS, milliseconds
from crm_tui.screens.card_tab import CardTab
from crm_tui.screens.client_words import TALK_KINDS, one_line
from crm_tui.screens.dialling import Dialable
from crm_tui.usecases.client_card import ClientCard
from crm_tui.usecases.talks import TalkRow
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

if TYPE_CHECKING:
    from crm_tui.screens.client_card import ClientCardScreen


def talk_columns() -> tuple[Column, ...]:
    return (
        Column(_("Service"), 16, flex=1),
        Column(_("When"), 16),
        Column(_("Kind"), 11),
        Column(_("Who"), 14),
        Column(_("What was said"), 16, flex=3),
    )


def talk_rows(talks: Sequence[TalkRow]) -> list[Row]:
    """Rows of talks: by service (those without one last), the newest first in each."""
    ordered = sorted(talks, key=lambda talk: talk.started_at, reverse=True)
    ordered.sort(key=lambda talk: (talk.service is None, talk.service.name if talk.service else ""))
    rows = []
    for name, group in groupby(ordered, key=lambda talk: talk.service.name if talk.service else ""):
        # The service is named once, at the head of its talks.
        for place, talk in enumerate(group):
            rows.append(_row(talk, (one_line(name) or _("without service")) if place == 0 else ""))
    return rows


def talk_detail(talk: TalkRow) -> str:
    """A talk with all its words."""
    head = [
        format_moment(talk.started_at),
        _(WORKS[talk.work]) if talk.work is not None else "",
        one_line(talk.author.name),
        one_line(talk.contact.name) if talk.contact else "",
        milliseconds(talk.talk_ms),
        one_line(talk.result),
    ]
    words = _("(another's talk: you may not read it)") if talk.hidden else clean_multiline(talk.text)
    return " · ".join(part for part in head if part) + "\n" + words


class TalksTab(CardTab):
    """`!` marks a support talk that still has no service."""

    title: ClassVar[str] = N_("Talks")

    def columns(self) -> tuple[Column, ...]:
        return talk_columns()

    def rows(self, card: ClientCard) -> Sequence[Row]:
        return talk_rows(card.talks)

    def dialable(self, card: ClientCard, row_id: Hashable | None) -> Dialable:
        row = next((one for one in card.talks if one.id == row_id), None)
        contact = row.contact if row else None
        return Dialable(
            client_id=card.id, contact_id=contact.id if contact else None, talk_id=row.id if row else None
        )

    def detail(self, card: ClientCard, row_id: Hashable) -> str:
        return talk_detail(next(one for one in card.talks if one.id == row_id))

    def add(self, screen: "ClientCardScreen") -> bool:
        screen.action_work()
        return True

    def open(self, screen: "ClientCardScreen", row_id: Hashable) -> bool:
        from crm_tui.screens.talk_edit import edit_saved_talk

        talk = next(one for one in screen.card.talks if one.id == row_id)
        edit_saved_talk(screen, talk.id, talk.author.id, screen.changed)
        return True


def talk_cells(talk: TalkRow) -> tuple[str, ...]:
    """A talk in a row, without its service."""
    said = _("(hidden)") if talk.hidden else one_line(talk.result or talk.text)
    if talk.work is not None:
        kind = f"{WORK_SIGNS[talk.work]} {_(WORKS[talk.work])}"
    else:
        kind = f"{ARROWS[talk.direction]} {_(TALK_KINDS[talk.kind])}"
    return format_moment(talk.started_at), kind, one_line(talk.author.name), said


def _row(talk: TalkRow, service: str) -> Row:
    cells = (service, *talk_cells(talk))
    return Row(talk.id, 0, cells, "!" if talk.needs_service else "", "warning" if talk.needs_service else "")
