"""Translations: English message ids, the language of the settings, looked up when a text is shown.

Mark a message with `_("...")` where it is used, with `N_("...")` where it is only written down (a module
constant) and is translated later by `_(constant)`; counted things with `ngettext(one, many, n)`.
"""

import gettext
from pathlib import Path

LOCALE_DIR = Path(__file__).resolve().parent / "locale"
LANGUAGES = ("uk", "en")
_active: gettext.NullTranslations = gettext.NullTranslations()


def set_language(language: str) -> None:
    """Chooses the language of the interface for this process; an unknown one means English."""
    global _active  # noqa: PLW0603  # one process speaks one language
    _active = gettext.translation("crm_tui", LOCALE_DIR, languages=[language], fallback=True)


def _(message: str) -> str:
    return _active.gettext(message)


def N_(message: str) -> str:  # noqa: N802  # the name gettext tools know
    return message


def ngettext(one: str, many: str, n: int) -> str:
    return _active.ngettext(one, many, n)
