"""The certificates of a client on his card: taken in, opened, taken off; the card filled from them."""

from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _, ngettext
from crm_tui.screens.card_tab import CardTab
from crm_tui.screens.certificate_words import certificate_columns, certificate_detail, certificate_row
from crm_tui.screens.client_words import FIELDS, field_value, one_line
from crm_tui.screens.file_pick import may_take, pick_files
from crm_tui.screens.take_in import certificate_files
from crm_tui.screens.yes_no import YesNo
from crm_tui.usecases.certificates import CertificateCard, detach_certificate, show_certificate
from crm_tui.usecases.client_card import ClientCard
from crm_tui.usecases.client_fill import CardFilled, fill_card, offer_for_client
from crm_tui.usecases.office import Office
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

if TYPE_CHECKING:
    from crm_tui.screens.client_card import ClientCardScreen
    from crm_tui.usecases.parts.certificate_run import CertificatesTaken


class CertificatesTab(CardTab):
    """`!` marks one that ends within 30 days, a middle dot one that is over."""

    title: ClassVar[str] = N_("Certificates")
    empty: ClassVar[str] = N_("No certificates yet. Insert takes them in from a file or a folder.")

    def columns(self) -> tuple[Column, ...]:
        return certificate_columns()

    def rows(self, card: ClientCard) -> Sequence[Row]:
        return [certificate_row(one) for one in card.certificates]

    def detail(self, card: ClientCard, row_id: Hashable) -> str:
        found = next((one for one in card.certificates if one.id == row_id), None)
        return certificate_detail(found) if found else ""

    def add(self, screen: "ClientCardScreen") -> bool:
        if not screen.office.can(Permission.KEP_CERTIFICATE_WRITE):
            return False
        office = screen.office

        def take(paths: tuple[Path, ...]) -> None:
            screen.ask(
                lambda: _import(office, paths), lambda done: _taken(screen, done), group="certificates"
            )

        pick_files(screen, certificate_files(), take)
        return True

    def open(self, screen: "ClientCardScreen", row_id: Hashable) -> bool:
        from crm_tui.screens.certificate_view import CertificateView

        office, number = screen.office, int(str(row_id))

        def opened(card: CertificateCard) -> None:
            screen.app.push_screen(CertificateView(card))

        screen.ask(lambda: office.call(show_certificate, certificate_id=number), opened, group="certificates")
        return True

    def remove(self, screen: "ClientCardScreen", row_id: Hashable) -> bool:
        office, number = screen.office, int(str(row_id))
        if not office.can(Permission.KEP_CERTIFICATE_WRITE):
            return False
        screen.ask_and_remove(
            _("The certificate will be nobody's; no import gives it back to this client."),
            lambda: office.call(detach_certificate, certificate_id=number),
        )
        return True


def fill_from_certificates(screen: "ClientCardScreen") -> None:
    """Takes what the client's certificates tell into his card; what a person typed is asked about."""
    office, client_id = screen.office, screen.client_id
    screen.ask(
        lambda: _fill(office, client_id, replace_typed=False),
        lambda done: _filled(screen, done),
        group="fill",
    )


def _fill_from_files(screen: "ClientCardScreen") -> None:
    """No certificate of this client is stored: the files of some are taken in, then the card is filled."""
    if not screen.office.can(Permission.KEP_CERTIFICATE_WRITE):
        screen.tell(_("This client has no certificates"))
        return
    office = screen.office

    def taken(done: "CertificatesTaken") -> None:
        _taken(screen, done)
        if any(row.client is not None and row.client.id == screen.client_id for row in done.rows):
            fill_from_certificates(screen)

    pick_files(
        screen,
        certificate_files(),
        lambda paths: screen.ask(lambda: _import(office, paths), taken, group="certificates"),
    )


def _fill(office: Office, client_id: int, *, replace_typed: bool) -> CardFilled | None:
    offer = office.call(offer_for_client, client_id=client_id)
    if offer is None:
        return None
    return office.call(fill_card, client_id=client_id, offer=offer, replace_typed=replace_typed)


def _filled(screen: "ClientCardScreen", done: CardFilled | None) -> None:
    if done is None:
        _fill_from_files(screen)
        return
    screen.reload()
    names = [_(FIELDS[name]) for name in done.applied] + ([_("Phone")] if done.phone else [])
    screen.tell(_("Taken: {fields}").format(fields=", ".join(names)) if names else _("Nothing new in them"))
    if not done.kept:
        return
    office, client_id = screen.office, screen.client_id
    changes = "\n".join(
        f"{_(FIELDS[one.field])}: {field_value(one.field, one.now)} → {field_value(one.field, one.mine)}"
        for one in done.kept
    )

    def answered(yes: bool | None) -> None:
        if yes:
            screen.ask(
                lambda: _fill(office, client_id, replace_typed=True),
                lambda again: _filled(screen, again),
                group="fill",
            )

    screen.app.push_screen(
        YesNo(_("Replace what a person typed?") + "\n" + changes, lines=1 + len(done.kept)), answered
    )


def _import(office: Office, paths: tuple[Path, ...]) -> "CertificatesTaken":
    """Takes in what the paths hold."""
    from crm_tui.usecases.parts.certificate_run import import_certificates

    return import_certificates(office, paths, allowed=may_take(office))


def _taken(screen: "ClientCardScreen", done: "CertificatesTaken") -> None:
    mine = sum(row.client is not None and row.client.id == screen.client_id for row in done.rows)
    count = len(done.rows)
    words = [
        ngettext("{n} certificate", "{n} certificates", count).format(n=count),
        _("new {new}, of this client {mine}").format(new=done.new, mine=mine),
    ]
    words += [f"{one_line(name)}: {why}" for name, why in done.problems[:1]]
    if len(done.problems) > 1:
        words.append(_("and {n} more not read").format(n=len(done.problems) - 1))
    screen.reload()
    screen.tell(" · ".join(words))
