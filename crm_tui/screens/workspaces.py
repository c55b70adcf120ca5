"""The workspaces: one table; a department adds a line and a file."""

import sys
import time
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from textual.screen import Screen

from crm_tui.i18n import N_

RING_DESK = "crm_tui.screens.ring_desk:RingDesk"
SECONDS_FOR_FIRST_ROWS = 0.1
"""Imports take the processor from the paint; the first rows are painted before the rest is imported."""
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
    Workspace("presence", N_("Colleagues and queues"), 5, "crm_tui.screens.presence:PresenceScreen"),
    Workspace("reports", N_("Reports"), 6, "crm_tui.screens.reports:ReportsScreen"),
    Workspace("papers", N_("Papers"), 7, "crm_tui.screens.papers:PapersScreen"),
    Workspace("kep", N_("KEP"), 8, "crm_tui.screens.kep:KepScreen"),
    Workspace("money", N_("Money"), 9, "crm_tui.screens.money:MoneyScreen"),
)


def preload_first() -> None:
    """Imports the first workspace; in a thread, before somebody is let in."""
    _import(WORKSPACES[0].place)


def preload_rest() -> None:
    """Imports what people open next; in a thread, so that neither the first rows nor the first key wait."""
    if _module(RING_DESK) not in sys.modules:
        time.sleep(SECONDS_FOR_FIRST_ROWS)
    for place in (RING_DESK, CLIENT_CARD):
        _import(place)


def _import(place: str) -> None:
    import_module(_module(place))


def _module(place: str) -> str:
    return place.partition(":")[0]
