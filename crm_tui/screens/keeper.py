"""The keeper of the gate: opens the office after the first frame, lets people in, locks an idle screen."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from crm_tui.domain.errors import Refused
from crm_tui.i18n import _
from crm_tui.screens.gate import Gate

if TYPE_CHECKING:
    from crm_tui.app import CrmApp
    from crm_tui.usecases.first_look import FirstLook
    from crm_tui.usecases.office import Office
    from crm_tui.usecases.sign_in import SignIn

LOOK_SECONDS = 15.0
"""How often an idle screen is looked for."""

SECONDS_TO_PAINT = 0.05
"""Imports take the processor from the paint; what a glance saw is painted before the office is opened."""

Opener = Callable[[], "Office"]
Glancer = Callable[[], "FirstLook | None"]


class Keeper:
    """One of an app. `opener` opens the office (in a thread), `account` is the OS account of this process.

    `glance` looks, before that and without what the office needs, for what that account sees first.
    """

    def __init__(
        self, app: "CrmApp", opener: Opener | None, account: str, glance: Glancer | None = None
    ) -> None:
        self._app = app
        self._opener = opener
        self._account = account
        self._glance = glance
        self._office: Office | None = None
        self._by_password = False
        self.clock: Callable[[], float] = time.monotonic
        self._touched = self.clock()
        self._watching = False
        self._uncovered = False

    @property
    def locked(self) -> bool:
        """Whether the gate is down: nothing of the office may be shown but that somebody calls."""
        return self._uncovered or any(isinstance(screen, Gate) for screen in self._app.screen_stack)

    def touch(self) -> bool:
        """Somebody pressed a key or moved the mouse; False: it only brought the gate down."""
        self._touched = self.clock()
        if not self._uncovered:
            return True
        self._uncovered = False
        self.lock()
        return False

    # Opening.

    def open(self, gate: Gate) -> None:
        """The gate stands on the screen: opens the office behind it; the OS account may let in at once."""
        glance = self._glance
        if glance is None:
            self._open(gate)
        else:
            gate.ask(lambda: _look(glance), lambda seen: self._seen(gate, seen), group="glance")

    def _seen(self, gate: Gate, look: "FirstLook | None") -> None:
        if look is None:
            self._open(gate)
        else:
            self._app.run_worker(self._app.show_first(look), group="enter")
            self._app.set_timer(SECONDS_TO_PAINT, lambda: self._open(gate))

    def _open(self, gate: Gate) -> None:
        opener, account = self._opener, self._account
        if opener is not None:
            gate.ask(
                lambda: _open(opener, account),
                lambda found: self._opened(gate, *found),
                group="open",
                failed=lambda error: self._not_opened(gate, error),
            )

    def _opened(self, gate: Gate, office: "Office", tried: "SignIn") -> None:
        self._office = office
        gate.opened()
        if tried.actor is not None:
            self._let_in(gate, tried)
        elif self._app.first_look is not None:
            self._gate_again()

    def _not_opened(self, gate: Gate, error: Exception) -> None:
        if self._app.first_look is None:
            gate.refuse(error)
        else:
            self._gate_again()

    def _gate_again(self) -> None:
        self._glance = None
        self._app.run_worker(self._app.show_gate(), group="enter")

    def knock(self, gate: Gate, login: str, password: str) -> None:
        """Somebody wants in: by login and password, or back to his own locked screen."""
        office, account = self._office, self._account
        if office is None or gate.jobs.busy("knock"):
            return
        by_password = gate.ask_password

        def call() -> "SignIn":
            from crm_tui.usecases.sign_in import sign_in, sign_in_os, unlock

            if not by_password:
                return office.call(sign_in_os, os_login=account)
            if gate.locked:
                return self._app.office.call(unlock, password=password)
            return office.call(sign_in, login=login, password=password)

        gate.ask(call, lambda tried: self._tried(gate, tried, by_password=by_password), group="knock")

    def _tried(self, gate: Gate, tried: "SignIn", *, by_password: bool) -> None:
        if tried.actor is None or (gate.locked and tried.actor.login != gate.locked):
            gate.again(tried.message or _("This screen is another person's"))
            return
        self._by_password = by_password
        self._let_in(gate, tried)

    def _let_in(self, gate: Gate, tried: "SignIn") -> None:
        self.touch()
        if gate.locked:
            gate.dismiss()
            return
        assert self._office is not None  # noqa: S101  # a try goes through the opened office
        assert tried.actor is not None  # noqa: S101  # looked at by the callers
        self._app.run_worker(self._app.enter(self._office.as_actor(tried.actor)), group="enter")
        if not self._watching:
            self._watching = True
            self._app.set_interval(LOOK_SECONDS, self._lock_when_idle)

    # Locking.

    def _lock_when_idle(self) -> None:
        minutes = self._app.settings.lock_minutes
        if not self._app.screen_stack:
            return  # The program is just ending: its screens went before its timers.
        if not minutes or self.clock() - self._touched < minutes * 60:
            return
        if getattr(self._app.screen, "STAYS_WHEN_IDLE", False):
            self._uncovered = True
        else:
            self.lock()

    def lock(self) -> None:
        """Covers the screen; calls are still announced on the top line."""
        if not self.locked:
            self._app.push_screen(Gate(locked=self._app.office.actor.login, ask=self._by_password))


def _look(glance: Glancer) -> "FirstLook | None":
    """Runs in a thread: what the person sees first, and its screen is imported."""
    from crm_tui.screens.workspaces import preload_first

    look = glance()
    if look is not None:
        preload_first()
    return look


def _open(opener: Opener, account: str) -> tuple["Office", "SignIn"]:
    """Runs in a thread: what the first rows need is imported here, after the first frame."""
    from crm_tui.screens.workspaces import preload_first
    from crm_tui.usecases.sign_in import has_people, sign_in_os

    office = opener()
    if not office.call(has_people):
        raise Refused(_("Nobody is entered in this office yet: run `crm-tui setup`"))
    tried = office.call(sign_in_os, os_login=account)
    preload_first()
    return office, tried
