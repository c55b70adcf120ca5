"""Filling a store with the demo office."""

import sys
from datetime import UTC, date, datetime

from crm_tui.config import Settings
from crm_tui.domain.errors import Refused
from crm_tui.i18n import _


def make_demo(settings: Settings, *, clients: int, seed: int, today: date | None) -> date:
    """Makes the store when it is not there and fills it; the OS account becomes an administrator of it.

    Gives the day on which the demo office lives. Refused for a store with anything in it.
    """
    from crm_tui.cli.output import kyiv
    from crm_tui.cli.session import os_account
    from crm_tui.store.demo import StoreNotEmpty, fill_demo
    from crm_tui.store.engine import open_store
    from crm_tui.store.migrations import UpgradeError, upgrade

    day = today or datetime.now(UTC).astimezone(kyiv()).date()
    store = open_store(settings)
    try:
        upgrade(store)
        fill_demo(store, clients=clients, seed=seed, today=day, os_login=os_account(), progress=_progress)
    except UpgradeError as error:
        raise Refused(str(error)) from None
    except StoreNotEmpty:
        raise Refused(_("the store has data in it; a demo office needs an empty one")) from None
    finally:
        store.close()
    return day


def _progress(step: str, done: int, total: int) -> None:
    """One line drawn over and over; nothing when nobody watches."""
    if sys.stderr.isatty():
        end = "\n" if (step, done) == ("search", total) else ""
        print(f"\r{step} {done}/{total}    ", end=end, file=sys.stderr, flush=True)
