"""A person's keymap against all screens there are: what is wrong with it is told at the start."""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module

from textual.binding import Binding
from textual.dom import DOMNode

from crm_tui.keys import keymap_problems
from crm_tui.screens.base import BaseDialog, BaseScreen, Manners
from crm_tui.screens.workspaces import WORKSPACES
from crm_tui.widgets.form import ChoiceLine
from crm_tui.widgets.virtual_list import VirtualList


def problems(keymap: Mapping[str, str], app: type[DOMNode]) -> list[str]:
    """One line for each thing wrong with a keymap; all screens are imported for it."""
    for workspace in WORKSPACES:
        import_module(workspace.place.partition(":")[0])
    return keymap_problems(keymap, groups(app))


def groups(app: type[DOMNode]) -> list[Sequence[Binding]]:
    """The bindings that are live together: of each screen with the widgets it may hold and the app."""
    around = [*_own(app), *_own(VirtualList), *_own(ChoiceLine)]
    return [[*_own(screen), *around] for screen in _screens(Manners)]


def _screens(of: type[Manners]) -> Iterator[type[Manners]]:  # type: ignore[type-arg]
    for screen in of.__subclasses__():
        if screen not in {BaseScreen, BaseDialog}:
            yield screen
        yield from _screens(screen)


def _own(node: type[DOMNode]) -> list[Binding]:
    """The bindings of a class and of those it is made from, up to Textual's."""
    listed: list[Binding] = []
    for part in node.__mro__:
        if part.__module__.startswith("crm_tui"):
            listed += [one for one in part.__dict__.get("BINDINGS", ()) if isinstance(one, Binding)]
    return listed
