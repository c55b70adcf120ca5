"""The workspaces: one table; a department adds a line and a file."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from textual.screen import Screen

from crm_tui.i18n import N_

RING_DESK = "crm_tui.screens.ring_desk:RingDesk"
CLIENT_CARD = "crm_tui.screens.client_card:ClientCardScreen"


def screen_at(place: str, *arguments: object) -> Screen[Any]:
    """Builds the screen named by `module:Class`; its module, and all it needs, is imported only now."""
    module, _colon, name = place.partition(":")
    made: Screen[Any] = getattr(import_module(module), name)(*arguments)
    return made


@dataclass(frozen=True, slots=True)
class Workspace:
    """A place of work: its name in code, its title, the digit that leads to it, where its screen is."""

    name: str
    title: str
    digit: int
    place: str

    def screen(self) -> Screen[Any]:
        """Builds the screen."""
        return screen_at(self.place)


WORKSPACES = (
    Workspace("tasks", N_("Tasks"), 1, "crm_tui.screens.tasks:TasksScreen"),
    Workspace("clients", N_("Clients"), 2, "crm_tui.screens.clients:ClientsScreen"),
    Workspace("calls", N_("Calls"), 3, "crm_tui.screens.calls:CallsScreen"),
    Workspace(
        "administration", N_("Administration"), 4, "crm_tui.screens.administration:AdministrationScreen"
    ),
)


def preload() -> None:
    """Imports the screens people open first; in a thread, so that the first key need not wait for it."""
    for place in (WORKSPACES[0].place, CLIENT_CARD, RING_DESK):
        import_module(place.partition(":")[0])
