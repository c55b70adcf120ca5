"""The whole app of one person over a given store: `python -m tests.pty.apps.desk DATABASE_URL LOGIN`."""

import sys

from crm_tui.app import CrmApp
from crm_tui.config import Settings
from crm_tui.domain.permissions import Actor
from crm_tui.store.engine import open_store
from crm_tui.usecases.office import Office


def actor_of(office: Office, login: str) -> Actor:
    """The person of this login, as the sign-in would give him."""
    from crm_tui.domain.kinds import Role
    from crm_tui.domain.permissions import system_actor
    from crm_tui.usecases.users import show_user

    user = office.as_actor(system_actor("setup")).call(show_user, login=login)
    return Actor(user.id, user.login, user.full_name, frozenset(Role(role) for role in user.roles))


def main(address: str, login: str) -> None:
    settings = Settings(database_url=address, language="uk", start_processes=False)
    office = Office(store=open_store(settings), settings=settings)
    CrmApp(settings, office=office.as_actor(actor_of(office, login))).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
