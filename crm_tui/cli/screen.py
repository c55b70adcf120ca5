"""The screen: what `crm-tui` without words does before and after it."""

import gc
import sys
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

from crm_tui.cli.processes import screen_is_open, start_missing, store_file
from crm_tui.cli.session import glance, opened, os_account
from crm_tui.config import Settings, load
from crm_tui.domain.errors import Refused
from crm_tui.i18n import _, set_language

if TYPE_CHECKING:
    from crm_tui.usecases.office import Office

SECONDS_BEFORE_PROCESSES = 2.0
"""The processes import for a second; started with the screen they would slow its first frame."""


def start() -> int:
    """Opens the screen on the store of the settings; a new machine gets the wizard first."""
    settings = load()
    set_language(settings.language)
    if _is_new(settings):
        from crm_tui.cli.wizard import prepare

        chosen = prepare(settings)
        if chosen is None:
            from crm_tui.cli.demo import open_demo

            return open_demo()
        settings = chosen
    return show(settings)


def show(settings: Settings, *, demo: bool = False) -> int:
    """Runs the screen; with the first one the listener and the jobs are started."""
    # Collecting while a thousand modules are imported finds nothing and costs a tenth of the start.
    gc.disable()
    from crm_tui.app import CrmApp

    with screen_is_open(settings):
        timer = threading.Timer(SECONDS_BEFORE_PROCESSES, _started, args=(settings,))
        timer.daemon = True
        timer.start()
        try:
            with ExitStack() as stack:

                def opener() -> "Office":
                    """Called by the gate in a thread, after the first frame."""
                    # From here on what the imports leave behind is worth collecting: 3 MB.
                    gc.enable()
                    return stack.enter_context(opened(settings, screen=True))

                app = CrmApp(
                    settings,
                    opener=opener,
                    account=os_account(),
                    glance=lambda: glance(settings),
                    demo=demo,
                )
                app.run()
        finally:
            timer.cancel()
    return app.return_code or 0


def _started(settings: Settings) -> None:
    """The first rows are long there; what is imported stays for ever and need not be looked at again."""
    gc.freeze()
    start_missing(settings)


def _is_new(settings: Settings) -> bool:
    """Neither a configuration nor a store; where nobody can be asked it is refused."""
    file = store_file(settings)
    if file is None or file.exists():
        return False
    if settings.path or not sys.stdin.isatty():
        missing = _("there is no store at {path}; make it by `crm-tui db upgrade` or `crm-tui setup`")
        raise Refused(missing.format(path=file))
    return True
