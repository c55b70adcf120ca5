"""What the search from anywhere looks through: a department adds its line."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_tui.i18n import N_, _
from crm_tui.screens.base import Manners
from crm_tui.screens.client_rows import row_of
from crm_tui.screens.client_words import day, one_line
from crm_tui.screens.dialling import Dialable
from crm_tui.usecases.certificates import CertificateCard, find_certificates, show_certificate
from crm_tui.usecases.clients import search_clients
from crm_tui.usecases.office import Office
from crm_tui.widgets.row_window import Row

if TYPE_CHECKING:
    from crm_tui.app import CrmApp

SHOWN = 50


@dataclass(frozen=True, slots=True)
class SearchSlot:
    """One kind of records: its name, how they are found, how one of them is opened and whom it dials.

    Rows have four cells: the name, the kind, the code, and what it was found by.
    """

    title: str
    find: Callable[[Office, str], Sequence[Row]]
    open: "Callable[[CrmApp, Hashable], None]"
    dialable: Callable[[Hashable], Dialable | None]


def _clients(office: Office, text: str) -> Sequence[Row]:
    rows = [row_of(row) for row in office.call(search_clients, text=text, limit=SHOWN).rows]
    return [Row(row.id, row.key, (row.cells[0], *row.cells[2:5]), row.sign) for row in rows]


def _open_client(app: "CrmApp", client_id: Hashable) -> None:
    app.open_client(int(str(client_id)))


def _certificates(office: Office, text: str) -> Sequence[Row]:
    rows = office.call(find_certificates, text=text, limit=10)
    return [
        Row(
            one.id,
            0,
            (one_line(one.holder), _("KEP"), one.tax_code, day(one.valid_to)),
        )
        for one in rows
    ]


def _open_certificate(app: "CrmApp", certificate_id: Hashable) -> None:
    """All its fields; the client's card is one name away."""
    from crm_tui.screens.certificate_view import CertificateView

    number, office = int(str(certificate_id)), app.office
    screen = app.screen

    def opened(card: CertificateCard) -> None:
        app.push_screen(CertificateView(card))

    if isinstance(screen, Manners):
        screen.ask(lambda: office.call(show_certificate, certificate_id=number), opened, group="certificates")


SEARCHES: tuple[SearchSlot, ...] = (
    SearchSlot(N_("Clients"), _clients, _open_client, lambda row_id: Dialable(client_id=int(str(row_id)))),
    SearchSlot(N_("Certificates"), _certificates, _open_certificate, lambda _row_id: None),
)
