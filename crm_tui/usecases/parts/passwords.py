"""Passwords: argon2 hashes, and what is asked of a new one."""

from functools import lru_cache
from typing import TYPE_CHECKING

from crm_tui.domain.errors import Refused
from crm_tui.i18n import _

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 8, 200


@lru_cache(maxsize=1)
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher().hash("nobody has this password")


def hash_password(password: str) -> str:
    """The hash to store; Refused for a password that is too short or too long to be one."""
    if not SHORTEST <= len(password) <= LONGEST:
        text = _("A password has {shortest} to {longest} signs")
        raise Refused(text.format(shortest=SHORTEST, longest=LONGEST))
    return _hasher().hash(password)


def fits(password: str, password_hash: str | None) -> bool:
    """Whether the password is the one; takes as long for a person who has none, or is unknown."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        right = _hasher().verify(password_hash or _nobodys_hash(), password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return right and password_hash is not None
