"""The settings: one TOML file and `CRM_TUI_*` variables, read by hand into frozen dataclasses.

The start path must stay light, so tomllib reads the file here; pydantic-settings validates the same
shape in `config check` and in the wizard (`crm_tui/cli/config.py`).
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_args, get_origin

from crm_tui.paths import config_file, default_database_url

PREFIX = "CRM_TUI_"


class ConfigError(Exception):
    """The configuration cannot be used; the text says what, where and how to mend it."""


@dataclass(frozen=True, slots=True)
class PbxSettings:
    """How to reach the PBX, and the rules by which its channels are read (`pbx` table of the file)."""

    host: str = ""
    port: int = 5038
    username: str = "crm"
    secret: str = field(default="", repr=False)
    trunks: tuple[str, ...] = ("provider",)
    technology: str = "PJSIP"
    extensions: tuple[str, ...] = ()
    """Extensions that may belong to people; empty means any number of 2-5 digits."""
    own_numbers: tuple[str, ...] = ()
    ignored_numbers: tuple[str, ...] = ()
    short_numbers: tuple[str, ...] = ()
    """Short outside numbers (101, 102 ...) that are no extensions."""
    city_code: str = ""
    """Code put before 5-7 digit city numbers, for example 44."""
    dial_allowed: tuple[str, ...] = ("+380",)
    """Beginnings of the numbers that may be dialled from a screen; what is not named is refused."""
    dial_forbidden: tuple[str, ...] = ()
    """Beginnings refused though allowed above; 0-900 and paid numbers abroad are refused always."""
    dial_form: str = "national"
    """How the PBX wants a number: national (0671234567), e164 (+380...) or digits (380...)."""
    dial_outside: str = ""
    """Digits dialled first to get an outside line."""
    dial_channel: str = "PJSIP/{extension}"
    """The channel of a person's phone, which rings first."""
    dial_context: str = "from-internal"
    """The dialplan's context in which a person dials (`from-internal` is FreePBX's)."""
    dial_seconds: int = 20
    """How long his phone rings."""
    transfer_context: str = "from-internal"
    """The context in which the target of a transfer is dialled."""
    missed_handled: str = "tried"
    """What takes a missed caller off the list: that he was `tried`, or only that somebody `answered` him."""
    recording: str = ""
    """Where recordings lie: a path or address over linkedid, uniqueid, extension and date."""
    recording_days: int = 0
    """How long the office keeps recordings; 0: for ever."""
    recording_player: str = ""
    """The command that plays one ({file}); without it, and over SSH, its place is copied."""
    cel: str = field(default="", repr=False)
    """The PBX's record for the nightly reconciliation: a file, or the address of a database."""
    cdr: str = field(default="", repr=False)
    """The older record, taken where there is no CEL."""
    cel_columns: tuple[str, ...] = ()
    """Columns of a CEL file without a header; empty: those of Asterisk's samples."""
    record_timezone: str = "Europe/Kyiv"
    """The PBX's own time zone, for records without an offset."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """By which server letters go out (`mail` table of the file)."""

    host: str = ""
    """Empty: no letters are sent."""
    port: int = 587
    security: str = "starttls"
    """`starttls`, `tls` from the first byte (465), or `none` (a server of one's own network)."""
    username: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    """The address they come from; empty: that of the own firm whose paper it is."""
    ca_file: str = ""
    """A certificate (PEM) that the server's may be signed by, beside those that the system trusts."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a process of crm-tui needs to know before it opens the store."""

    database_url: str = ""
    language: str = "uk"
    theme: str = "crm-dark"
    lock_minutes: int = 15
    journal_days: int = 90
    backup_dir: str = ""
    out_dir: str = ""
    templates_dir: str = ""
    """The office's own texts of papers and letters; what is not there is taken as shipped."""
    print_command: str = ""
    """What prints a file at this workplace: `{file}`, `{copies}`."""
    open_command: str = ""
    """What shows a file at this workplace; empty: nothing can."""
    file_folders: tuple[str, ...] = ()
    """Folders from which a screen takes files; empty: wherever the account may read."""
    scan_command: str = ""
    """What scans a page into a file at this workplace: `{file}`; empty: there is no scanner."""
    scan_seconds: int = 120
    """How long a scan may take."""
    attachment_mb: int = 20
    """The largest file that is attached."""
    cert_in_folders: tuple[str, ...] = ()
    """Watched folders whose certificates are taken in by the jobs: `КЕП=/srv/in/kep`, or only the folder."""
    start_processes: bool = True
    """On SQLite the first screen starts the listener and the jobs; a server with units says no."""
    pbx: PbxSettings = field(default_factory=PbxSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    path: str = ""
    """The file the settings came from; empty when there is none."""


TABLES: dict[str, type] = {"pbx": PbxSettings, "mail": MailSettings}
"""The tables of the file; every other setting stands at its top."""
SECRETS = {"pbx.secret", "mail.password"}


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Reads the file named by `CRM_TUI_CONFIG` (else the platform's place), then the variables.

    Raises ConfigError with one line when the file is not TOML or a value has the wrong type.
    """
    env = os.environ if environ is None else environ
    path = Path(env.get(f"{PREFIX}CONFIG") or config_file())
    table: dict[str, Any] = {}
    if path.is_file():
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ConfigError(f"{path}: {error}") from None
    known = {f.name for f in fields(Settings)} - {"path", *TABLES}
    values = {name: table[name] for name in known if name in table}
    for name in known:
        if (text := env.get(f"{PREFIX}{name.upper()}")) is not None:
            values[name] = text
    strange = sorted(set(table) - known - set(TABLES))
    made = {}
    for name, kind in TABLES.items():
        found, unknown = _table(path, table, env, name, kind)
        made[name] = kind(**{key: _typed(kind, key, value, path) for key, value in found.items()})
        strange += unknown
    if strange:
        raise ConfigError(f"{path}: unknown setting {', '.join(strange)}; see `crm-tui config show`")
    settings = Settings(
        **{name: _typed(Settings, name, value, path) for name, value in values.items()},
        **made,
        path=str(path) if path.is_file() else "",
    )
    return settings if settings.database_url else replace(settings, database_url=default_database_url())


def _table(
    path: Path, whole: dict[str, Any], env: Mapping[str, str], name: str, kind: type
) -> tuple[dict[str, Any], list[str]]:
    """What the file and the variables say of one table, and the names in it that nobody knows."""
    table = whole.get(name, {})
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: '{name}' must be a table: [{name}]")
    known = [f.name for f in fields(kind)]
    values = {key: table[key] for key in known if key in table}
    for key in known:
        if (text := env.get(f"{PREFIX}{name.upper()}__{key.upper()}")) is not None:
            values[key] = text
    return values, [f"{name}.{key}" for key in sorted(set(table) - set(known))]


def _typed(cls: type, name: str, value: object, path: Path) -> Any:
    """The value as the field's type; text from a variable is read as the type asks."""
    wanted = next(f.type for f in fields(cls) if f.name == name)
    if wanted is bool:
        if isinstance(value, bool):
            return value
        if str(value).lower() in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
            return str(value).lower() in {"1", "true", "yes", "on"}
    elif wanted is int:
        if isinstance(value, (int, str)) and not isinstance(value, bool) and str(value).strip().isdigit():
            return int(value)
    elif wanted is str and isinstance(value, str):
        return value
    elif get_origin(wanted) is tuple and get_args(wanted)[0] is str:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        if isinstance(value, list) and all(isinstance(part, (str, int)) for part in value):
            return tuple(str(part) for part in value)
    shown = "(hidden)" if name in {"secret", "password"} else repr(value)
    raise ConfigError(f"{path}: {name} = {shown} is not {_words(wanted)}")


def _words(wanted: object) -> str:
    return {bool: "yes or no", int: "a whole number", str: "a text"}.get(wanted, "a list of texts")  # type: ignore[call-overload,no-any-return]
