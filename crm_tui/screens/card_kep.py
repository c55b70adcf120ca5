"""КЕП of a client: the sets that run or are under way, their archive, then the certificates themselves."""

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, ClassVar

from crm_tui.domain.money import format_money
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _
from crm_tui.screens.card_certificates import CertificatesTab
from crm_tui.screens.card_tab import CardTab
from crm_tui.screens.certificate_words import CERTIFICATE_KINDS, certificate_row, use_word
from crm_tui.screens.choice_pick import ChoicePick
from crm_tui.screens.client_words import day, one_line
from crm_tui.screens.kep_opening import open_kep_form, open_kep_set
from crm_tui.screens.kep_words import (
    ended,
    kind_words,
    number_of,
    person,
    place_words,
    set_detail,
    sign_of,
    state_words,
)
from crm_tui.usecases.certificates import CertificateRow
from crm_tui.usecases.client_card import ClientCard
from crm_tui.usecases.parts.kep_of_client import ClientKepSet
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

if TYPE_CHECKING:
    from crm_tui.screens.client_card import ClientCardScreen


CERTIFICATES = CertificatesTab()


class KepTab(CardTab):
    """`!` a debt or an end that is near, `✓` closed, `…` under way, `·` the archive.

    Below the sets stand the certificates that were read, under ids of ("certificate", its number).
    """

    title: ClassVar[str] = N_("KEP")
    empty: ClassVar[str] = N_("No sets and no certificates yet. Insert begins.")

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(_("Holder"), 16, flex=2),
            Column(_("Kind"), 14, flex=2),
            Column(_("State"), 12),
            Column(_("Until"), 10),
            Column(_("Sum"), 9, right=True),
            Column(_("Docs"), 6),
            Column(_("Whose"), 14, flex=1, hide_below=100),
        )

    def rows(self, card: ClientCard) -> Sequence[Row]:
        found = sorted(card.kep_sets, key=lambda one: ended(one.row, one.today))
        return [*(_row(one) for one in found), *(_certificate(one) for one in card.certificates)]

    def count(self, card: ClientCard) -> int:
        """The sets that run or are under way: neither the archive nor certificates count."""
        return sum(not ended(one.row, one.today) for one in card.kep_sets)

    def detail(self, card: ClientCard, row_id: Hashable) -> str:
        if (number := _certificate_id(row_id)) is not None:
            return CERTIFICATES.detail(card, number)
        one = next(one for one in card.kep_sets if one.row.id == row_id)
        place = place_words(one.row) if one.row.documents_on is not None else ""
        holders = one_line(", ".join(filter(None, one.holders)))
        head = (one.row.ref, kind_words(one.row.kind.name), holders, place)
        return f"{' · '.join(filter(None, head))}\n{set_detail(one.row, one.today)}"

    def add(self, screen: "ClientCardScreen") -> bool:
        """Asks what it shall be; whoever may do only one of them is not asked."""
        acts: list[tuple[str, Callable[[], object]]] = []
        if screen.office.can(Permission.KEP_SET_EDIT):
            acts.append((_("Issue a set"), lambda: _issue(screen)))
        if screen.office.can(Permission.KEP_CERTIFICATE_WRITE):
            acts.append((_("Take in certificates"), lambda: CERTIFICATES.add(screen)))
        if len(acts) == 1:
            acts[0][1]()
        elif acts:

            def begin(place: int | None) -> None:
                if place is not None:
                    acts[place][1]()

            screen.app.push_screen(ChoicePick([words for words, _act in acts], 0), begin)
        return bool(acts)

    def open(self, screen: "ClientCardScreen", row_id: Hashable) -> bool:
        if (number := _certificate_id(row_id)) is not None:
            return CERTIFICATES.open(screen, number)
        open_kep_set(screen.app, number_of(row_id), then=screen.changed)
        return True

    def remove(self, screen: "ClientCardScreen", row_id: Hashable) -> bool:
        """Certificates are taken off the card; sets are cancelled where they are opened, with a reason."""
        number = _certificate_id(row_id)
        return number is not None and CERTIFICATES.remove(screen, number)


def _issue(screen: "ClientCardScreen") -> None:
    open_kep_form(screen.app, screen.card.id, then=screen.changed)


def _certificate_id(row_id: Hashable) -> int | None:
    """The number of the certificate that a row is; None for a set."""
    return int(row_id[1]) if isinstance(row_id, tuple) else None


def _certificate(one: CertificateRow) -> Row:
    row = certificate_row(one)
    kind = f"{_('certificate')}, {_(CERTIFICATE_KINDS[one.kind])}"
    cells = (one_line(one.holder), kind, use_word(one.use), day(one.valid_to), "", "", one.serial)
    return Row(("certificate", one.id), 0, cells, row.sign, row.style)


def _row(one: ClientKepSet) -> Row:
    row = one.row
    sign, style = sign_of(row, one.today)
    papers = "✓" if row.documents_on is not None else f"{one.received}/{one.wanted}"
    cells = (
        one_line(", ".join(filter(None, one.holders))),
        kind_words(row.kind.name),
        state_words(row, one.today),
        day(row.valid_to),
        format_money(row.total_kop),
        papers,
        person(row.manager),
    )
    return Row(row.id, 0, cells, sign, style)
