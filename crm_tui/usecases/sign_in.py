"""Who sits at the screen: by login and password, or by the OS account."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from crm_tui.domain.errors import Forbidden, NotFound, Refused
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor
from crm_tui.i18n import _
from crm_tui.store import audit
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Employee
from crm_tui.usecases.base import requires
from crm_tui.usecases.parts.me import my_id
from crm_tui.usecases.parts.passwords import fits
from crm_tui.usecases.parts.people import actor_of, by_login, by_os_login, nobody_yet
from crm_tui.usecases.parts.store_settings import number_setting


@dataclass(frozen=True, slots=True)
class SignIn:
    """The outcome of a try: the actor, or None and one clear line; `locked_until`: no use to try.

    It is returned, not raised, so that the count of wrong tries is kept.
    """

    actor: Actor | None
    message: str = ""
    locked_until: datetime | None = None


@requires(None, writes=True)
def sign_in(unit: Unit, *, login: str, password: str) -> SignIn:
    """Lets a person in by his password. After five wrong tries (setting) nobody is let in for a while.

    An unknown login and a wrong password are answered alike; what was typed is never logged.
    """
    person = by_login(unit, login)
    return _try(unit, person if person and person.active else None, password)


@requires(None, writes=True)
def sign_in_os(unit: Unit, *, os_login: str) -> SignIn:
    """Lets the person in whose OS account it is; nothing is asked (over SSH the key has already told)."""
    person = by_os_login(unit, os_login)
    if person is None:
        return SignIn(None, _("The account {account} is nobody's here").format(account=os_login))
    _log(unit, person, "os_login")
    return SignIn(actor_of(unit, person))


@requires(None, writes=True)
def unlock(unit: Unit, *, password: str) -> SignIn:
    """The person at an idle, locked screen proves to be the same one; wrong tries count as at sign-in."""
    person = unit.session.get(Employee, my_id(unit))
    return _try(unit, person if person and person.active else None, password)


@requires(None)
def act_as(unit: Unit, *, os_login: str, login: str | None = None) -> Actor:
    """Who gives a command: the person of the OS account; `login` names another, which only an admin may.

    On a store without people every command works as its first admin. Refused for an unknown account.
    """
    if nobody_yet(unit):
        return Actor(id=None, login=os_login, full_name=os_login, roles=frozenset({Role.ADMIN}))
    person = by_os_login(unit, os_login)
    if person is None:
        text = _("The account {account} is nobody's here: an admin can enter it with `users edit --os-login`")
        raise Refused(text.format(account=os_login))
    actor = actor_of(unit, person)
    if login is None:
        return actor
    if Role.ADMIN not in actor.roles:
        raise Forbidden(_("Only an admin may act for another person"))
    other = by_login(unit, login)
    if other is None or not other.active:
        raise NotFound(_("Nobody has the login {login}").format(login=login))
    return actor_of(unit, other)


@requires(None)
def has_people(unit: Unit) -> bool:
    """Whether anybody is entered yet; without, the wizard makes the first admin."""
    return not nobody_yet(unit)


def _try(unit: Unit, person: Employee | None, password: str) -> SignIn:
    if person is None:
        fits(password, None)
        unit.entries.append(audit.Entry("read", "sign_in", "unknown", {"outcome": (None, "refused")}))
        return SignIn(None, _("Wrong login or password"))
    person = unit.lock(Employee, person.id) or person
    if person.locked_until is not None and person.locked_until > unit.now:
        _log(unit, person, "locked")
        return _locked(unit, person.locked_until)
    if fits(password, person.password_hash):
        unit.change(person, failed_tries=0, locked_until=None)
        _log(unit, person, "password")
        return SignIn(actor_of(unit, person))
    tries = person.failed_tries + 1
    locked_until = None
    if tries >= number_setting(unit, "sign_in_tries"):
        tries, locked_until = 0, unit.now + timedelta(minutes=number_setting(unit, "sign_in_lock_minutes"))
    unit.change(person, failed_tries=tries, locked_until=locked_until)
    _log(unit, person, "refused")
    return _locked(unit, locked_until) if locked_until else SignIn(None, _("Wrong login or password"))


def _locked(unit: Unit, until: datetime) -> SignIn:
    minutes = -(-int((until - unit.now).total_seconds()) // 60)
    text = _("Too many wrong tries: wait {minutes} min, or ask an admin for a new password")
    return SignIn(None, text.format(minutes=minutes), until)


def _log(unit: Unit, person: Employee, outcome: str) -> None:
    unit.entries.append(audit.Entry("read", "sign_in", str(person.id), {"outcome": (None, outcome)}))
