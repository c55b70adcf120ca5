"""Who asks and of which store: the settings, the opened office and the person of one command."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crm_tui.config import Settings, load
from crm_tui.domain.errors import Forbidden, Refused
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.domain.permissions import Actor, Permission
    from crm_tui.usecases.first_look import FirstLook
    from crm_tui.usecases.office import Office

_login: ContextVar[str | None] = ContextVar("login", default=None)


def act_as(login: str | None) -> None:
    """Notes the `--as LOGIN` of this command."""
    _login.set(login)


@contextmanager
def the_office(needs: "Permission | None" = None) -> Iterator["Office"]:
    """The office of the settings with the person of this command at the keys.

    `needs` is for a command that works on the store itself rather than through a use case. Raises Refused
    without a store, for a store of another release, and for a person nobody knows.
    """
    with opened(load()) as office:
        office = office.as_actor(_person(office))  # noqa: PLW2901  # the same office, now with its person
        if needs is not None and not office.can(needs):
            raise Forbidden(_("You have no right to do this: {right}").format(right=needs.value))
        yield office


@contextmanager
def opened(settings: Settings, *, screen: bool = False) -> Iterator["Office"]:
    """The office with nobody at the keys yet; its store is there and of this release.

    A `screen` is one of many processes that mostly look, so it keeps little of the store in memory.
    """
    from crm_tui.store.engine import CACHE_KB, SCREEN_CACHE_KB
    from crm_tui.usecases.office import open_office

    refuse_missing(settings)
    office = open_office(settings, cache_kb=SCREEN_CACHE_KB if screen else CACHE_KB)
    try:
        _refuse_other_release(office)
        yield office
    finally:
        office.close()


def glance(settings: Settings) -> "FirstLook | None":
    """What the person of the OS account sees first, without SQLAlchemy; None where only `opened` can tell."""
    from crm_tui.domain.permissions import Actor
    from crm_tui.store.glance import Glance, glancing
    from crm_tui.usecases.first_look import FirstLook, first_tasks, who_sits_here

    try:
        with glancing(settings.database_url) as ask:
            if ask is None:
                return None
            unit = Glance(ask, Actor(id=None, login="", full_name=""), datetime.now(UTC))
            actor = who_sits_here(unit, os_login=os_account())
            return FirstLook(actor, first_tasks(replace(unit, actor=actor))) if actor else None
    except Exception:  # whatever it was, the full opening says it in its own words
        return None


def refuse_missing(settings: Settings) -> None:
    """Refuses a SQLite store whose file is not there: opening would make an empty one."""
    from crm_tui.cli.processes import store_file

    file = store_file(settings)
    if file is not None and not file.exists():
        raise Refused(
            _("there is no store at {path}; make it by `crm-tui db upgrade` or `crm-tui setup`").format(
                path=file
            )
        )


def os_account() -> str:
    """The account that the system says this process runs under; variables such as LOGNAME are not asked."""
    if sys.platform == "win32":
        return os.getlogin()
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name


def _refuse_other_release(office: "Office") -> None:
    from crm_tui.store.schema import SchemaState, schema_state

    state = schema_state(office.store)
    if state in {SchemaState.EMPTY, SchemaState.OLD}:
        raise Refused(_("the store is not of this release; run `crm-tui db upgrade`"))
    if state is SchemaState.UNKNOWN:
        raise Refused(_("the store is of a later release or of another program; install that release"))


def _person(office: "Office") -> "Actor":
    """The person of the OS account, or of `--as`; on a store without users its first administrator."""
    from crm_tui.usecases import sign_in

    return office.call(sign_in.act_as, os_login=os_account(), login=_login.get())
