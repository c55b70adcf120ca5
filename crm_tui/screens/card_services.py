"""The services of a client: terms and the managers responsible."""

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, ClassVar

from crm_tui.domain.text import clean_multiline
from crm_tui.i18n import N_, _
from crm_tui.screens.card_tab import CardTab
from crm_tui.screens.client_words import day, left, one_line
from crm_tui.usecases.client_card import ClientCard
from crm_tui.usecases.client_services import ClientServiceRow, end_client_service
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

if TYPE_CHECKING:
    from crm_tui.screens.client_card import ClientCardScreen

SOON = 30
"""A term that ends within so many days is marked."""


class ServicesTab(CardTab):
    """Each service with its term; `!` marks one that ended or ends within 30 days."""

    title: ClassVar[str] = N_("Services")

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(_("Service"), 22, flex=2),
            Column(_("Until"), 10),
            Column(_("Left"), 18),
            Column(_("Manager"), 16, flex=1),
        )

    def rows(self, card: ClientCard) -> Sequence[Row]:
        return [_row(service) for service in card.services]

    def detail(self, card: ClientCard, row_id: Hashable) -> str:
        service = next(one for one in card.services if one.id == row_id)
        term = _("Term: {since} — {until}, {left}").format(
            since=day(service.valid_from) or "…",
            until=day(service.valid_to) or "…",
            left=left(service.days_left),
        )
        if service.ended_at is None:
            term += "   " + _("(+ extends it)")
        manager = one_line(service.manager.name) if service.manager else _("nobody yet (F5 takes it)")
        return "\n".join([term, _("Manager: {name}").format(name=manager), clean_multiline(service.note)])

    def add(self, screen: "ClientCardScreen") -> bool:
        screen.edit_service(None)
        return True

    def open(self, screen: "ClientCardScreen", row_id: Hashable) -> bool:
        screen.edit_service(next(one for one in screen.card.services if one.id == row_id))
        return True

    def remove(self, screen: "ClientCardScreen", row_id: Hashable) -> bool:
        service = next(one for one in screen.card.services if one.id == row_id)
        office = screen.office
        screen.ask_and_remove(
            _("The client will no longer have {service}; it stays in the history.").format(
                service=one_line(service.service.name)
            ),
            lambda: office.call(end_client_service, client_service_id=service.id),
        )
        return True


def _row(service: ClientServiceRow) -> Row:
    manager = one_line(service.manager.name) if service.manager else "—"
    if service.ended_at is not None:
        return Row(service.id, 0, (one_line(service.service.name), "", _("ended"), manager), "·", "muted")
    soon = service.days_left is not None and service.days_left <= SOON
    cells = (one_line(service.service.name), day(service.valid_to), left(service.days_left), manager)
    return Row(service.id, 0, cells, "!" if soon else "", "warning" if soon else "")
