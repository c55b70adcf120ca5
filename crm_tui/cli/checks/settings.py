"""Are the settings readable, sound and private?"""

import os
import stat
from pathlib import Path

from crm_tui.cli.checks import Check, bad, good, warning
from crm_tui.config import ConfigError, Settings, load
from crm_tui.i18n import _


def check_settings() -> tuple[Settings | None, Check]:
    """The settings (None when they cannot be read) and what is to be said of them."""
    from crm_tui.cli.config_model import problems

    name = _("settings")
    try:
        settings = load()
    except ConfigError as error:
        return None, bad(name, str(error), _("mend the file; `crm-tui config check` tells when it is good"))
    path = Path(settings.path) if settings.path else None
    if found := problems(path):
        return settings, bad(name, "; ".join(found), _("mend them; `crm-tui config check` shows them again"))
    secret = settings.pbx.secret or settings.mail.password
    if path is not None and secret and _others_may_read(path):
        return settings, bad(
            name,
            _("others can read the secret in {path}").format(path=path),
            f"chmod 600 {path}",
        )
    if path is None and not any(key.startswith("CRM_TUI_") for key in os.environ):
        return settings, warning(name, _("there is no file"), "crm-tui setup")
    return settings, good(name, str(path or _("from the environment")))


def _others_may_read(path: Path) -> bool:
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))
