"""Who asks and of which store: the settings, the opened office and the person of one command."""

from contextvars import ContextVar

_login: ContextVar[str | None] = ContextVar("login", default=None)


def act_as(login: str | None) -> None:
    """Notes the `--as LOGIN` of this command."""
    _login.set(login)
