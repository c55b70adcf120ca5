"""Issuing and opening sets of certificates from anywhere: a card, the register, a set that it renews."""

from typing import TYPE_CHECKING, Any, cast

from textual.app import App

from crm_tui.screens.base import Manners
from crm_tui.usecases.kep_kinds import KepKindRow, list_kep_kinds
from crm_tui.usecases.kep_offers import OfferedSet, offer_set
from crm_tui.usecases.kep_sets import KepSetCard, show_set
from crm_tui.usecases.own_entities import OwnEntityRow, list_own_entities
from crm_tui.usecases.shapes import Named
from crm_tui.usecases.users import colleagues

if TYPE_CHECKING:
    from collections.abc import Callable

    from crm_tui.app import CrmApp


def open_kep_set(app: App[Any], set_id: int, *, then: "Callable[[object], None] | None" = None) -> None:
    """Shows a set."""
    from crm_tui.screens.kep_set import KepSetScreen

    app.push_screen(KepSetScreen(set_id), then)


def open_kep_form(
    app: App[Any],
    client_id: int,
    *,
    renews: KepSetCard | None = None,
    then: "Callable[[object], None] | None" = None,
) -> None:
    """Begins a new set on the screen in front; once issued it is shown. `renews` gives kind and holders."""
    screen = app.screen
    if not isinstance(screen, Manners):
        return
    office = cast("CrmApp", app).office
    kind_id = renews.row.kind.id if renews is not None else None

    def read() -> tuple[OfferedSet, tuple[KepKindRow, ...], tuple[OwnEntityRow, ...]]:
        return (
            office.call(offer_set, client_id=client_id, kind_id=kind_id),
            office.call(list_kep_kinds),
            office.call(list_own_entities),
        )

    def opened(found: tuple[OfferedSet, tuple[KepKindRow, ...], tuple[OwnEntityRow, ...]]) -> None:
        from crm_tui.screens.kep_form import KepSetForm

        app.push_screen(KepSetForm(client_id, *found, renews=renews), issued)

    def issued(set_id: int | None) -> None:
        if set_id is not None:
            open_kep_set(app, set_id, then=then)
        elif then is not None:
            then(None)

    screen.ask(read, opened, group="kep")


def open_kep_edit(app: App[Any], set_id: int, then: "Callable[[object], None]") -> None:
    """Changes a set: whose it is, holders, where its card is kept, the note."""
    screen = app.screen
    if not isinstance(screen, Manners):
        return
    office = cast("CrmApp", app).office

    def read() -> tuple[KepSetCard, tuple[Named, ...]]:
        return office.call(show_set, set_id=set_id), office.call(colleagues)

    def opened(found: tuple[KepSetCard, tuple[Named, ...]]) -> None:
        from crm_tui.screens.kep_edit_form import KepEditForm

        app.push_screen(KepEditForm(*found), then)

    screen.ask(read, opened, group="kep")
