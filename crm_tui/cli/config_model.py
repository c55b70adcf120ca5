"""The strict reading of the settings by pydantic-settings, for `config check` and the wizard.

The start path reads the same file by hand (`crm_tui/config.py`); a test holds the two shapes together.
"""

import re
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from crm_tui.config import PREFIX
from crm_tui.domain.arrivals import read_in_folder
from crm_tui.domain.dial_plan import DialForm
from crm_tui.domain.recording import TemplateProblem, template_problem
from crm_tui.i18n import LANGUAGES, _

NUMBER = re.compile(r"\+?[0-9]{2,15}")
BEGINNING = re.compile(r"\+[1-9][0-9]{0,14}")
CHANNEL = re.compile(r"[A-Za-z0-9]+/[A-Za-z0-9_.@-]*\{extension\}[A-Za-z0-9_.@/-]*")
COMMAND_WITH_FILE = r"^([^\r\n]*\{file\}[^\r\n]*)?$"
Texts = Annotated[tuple[str, ...], NoDecode]


LISTS = (
    "trunks", "extensions", "own_numbers", "ignored_numbers", "short_numbers", "dial_allowed",
    "dial_forbidden", "cel_columns",
)  # fmt: skip


class PbxModel(BaseModel):
    """`[pbx]`: how to reach the PBX and how to read its channels."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, hide_input_in_errors=True)

    host: str = Field(default="", pattern=r"^\S*$")
    port: int = Field(default=5038, ge=1, le=65535)
    username: str = Field(default="crm", pattern=r"^[^\r\n]*$")
    secret: SecretStr = SecretStr("")
    trunks: Texts = ("provider",)
    technology: str = Field(default="PJSIP", pattern=r"^[A-Za-z0-9]+$")
    extensions: Texts = ()
    own_numbers: Texts = ()
    ignored_numbers: Texts = ()
    short_numbers: Texts = ()
    city_code: str = Field(default="", pattern=r"^[0-9]{0,5}$")
    dial_allowed: Texts = ("+380",)
    dial_forbidden: Texts = ()
    dial_form: str = "national"
    dial_outside: str = Field(default="", pattern=r"^[0-9*#]{0,6}$")
    dial_channel: str = "PJSIP/{extension}"
    dial_context: str = Field(default="from-internal", pattern=r"^[A-Za-z0-9_-]{1,79}$")
    dial_seconds: int = Field(default=20, ge=5, le=120)
    transfer_context: str = Field(default="from-internal", pattern=r"^[A-Za-z0-9_-]{1,79}$")
    missed_handled: Literal["tried", "answered"] = "tried"
    recording: str = ""
    recording_days: int = Field(default=0, ge=0, le=36500)
    recording_player: str = Field(default="", pattern=r"^[^\r\n]*$")
    cel: str = Field(default="", pattern=r"^[^\r\n]*$")
    cdr: str = Field(default="", pattern=r"^[^\r\n]*$")
    cel_columns: Texts = ()
    record_timezone: str = "Europe/Kyiv"

    @field_validator(*LISTS, mode="before")
    @classmethod
    def split(cls, value: object) -> object:
        """A variable holds a list as text with commas."""
        return (
            [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        )

    @field_validator("extensions", "own_numbers", "ignored_numbers", "short_numbers")
    @classmethod
    def digits(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if bad := [number for number in value if not NUMBER.fullmatch(number)]:
            raise ValueError(_("not a number: {numbers}").format(numbers=", ".join(bad)))
        return value

    @field_validator("dial_allowed", "dial_forbidden")
    @classmethod
    def beginnings(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if bad := [one for one in value if not BEGINNING.fullmatch(one)]:
            said = _("not the beginning of a number with its country, such as +380: {numbers}")
            raise ValueError(said.format(numbers=", ".join(bad)))
        return value

    @field_validator("dial_form")
    @classmethod
    def known_form(cls, value: str) -> str:
        if value not in list(DialForm):
            raise ValueError(_("choose one of: {choices}").format(choices=", ".join(DialForm)))
        return value

    @field_validator("recording")
    @classmethod
    def place_of_a_recording(cls, value: str) -> str:
        if value and (problem := template_problem(value)):
            raise ValueError(template_words(problem))
        return value

    @field_validator("dial_channel")
    @classmethod
    def channel_of_a_phone(cls, value: str) -> str:
        if not CHANNEL.fullmatch(value):
            raise ValueError(_("a channel with {extension} in it is wanted, such as PJSIP/{extension}"))
        return value

    @field_validator("record_timezone")
    @classmethod
    def known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(_("there is no such time zone")) from None
        return value


class MailModel(BaseModel):
    """`[mail]`: by which server letters go out."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    host: str = Field(default="", pattern=r"^\S*$")
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = Field(default="", pattern=r"^[^\r\n]*$")
    password: SecretStr = SecretStr("")
    sender: str = Field(default="", pattern=r"^([^@\s]+@[^@\s]+)?$")
    ca_file: str = ""


class Model(BaseSettings):
    """The whole file and the variables over it."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", hide_input_in_errors=True
    )

    database_url: str = Field(default="", pattern=r"^(sqlite:///.+|postgres(ql)?(\+psycopg)?://.+)?$")
    language: str = "uk"
    theme: str = "crm-dark"
    lock_minutes: int = Field(default=15, ge=0, le=1440)
    journal_days: int = Field(default=90, ge=1, le=3650)
    backup_dir: str = ""
    out_dir: str = ""
    templates_dir: str = ""
    print_command: str = Field(default="", pattern=COMMAND_WITH_FILE)
    open_command: str = Field(default="", pattern=COMMAND_WITH_FILE)
    file_folders: Texts = ()
    cert_in_folders: Texts = ()
    scan_command: str = Field(default="", pattern=COMMAND_WITH_FILE)
    scan_seconds: int = Field(default=120, ge=5, le=900)
    attachment_mb: int = Field(default=20, ge=1, le=200)
    start_processes: bool = True
    pbx: PbxModel = PbxModel()
    mail: MailModel = MailModel()

    @field_validator("file_folders", mode="before")
    @classmethod
    def folders(cls, value: object) -> object:
        """A variable holds a list as text with commas."""
        return (
            [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        )

    @field_validator("file_folders", "cert_in_folders", mode="before")
    @classmethod
    def split(cls, value: object) -> object:
        """A variable holds a list as text with commas."""
        return (
            [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        )

    @field_validator("cert_in_folders")
    @classmethod
    def whole_paths(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            try:
                read_in_folder(one)
            except ValueError:
                said = _("a whole path is wanted, or a name and a whole path (КЕП=/srv/in/kep): {text}")
                raise ValueError(said.format(text=one)) from None
        return value

    @field_validator("language")
    @classmethod
    def known_language(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise ValueError(_("choose one of: {choices}").format(choices=", ".join(LANGUAGES)))
        return value


def problems(path: Path | None) -> list[str]:
    """What is wrong with the file and the variables, one line a setting; secrets are never quoted."""

    class Reader(Model):
        """The model over this file."""

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,  # noqa: ARG003
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            if path is None:
                return (env_settings,)
            return (env_settings, TomlConfigSettingsSource(settings_cls, toml_file=path))

    try:
        Reader()
    except ValidationError as error:
        return [_in_one_line(one) for one in error.errors()]
    return []


def _in_one_line(error: Any) -> str:
    name = ".".join(str(part) for part in error["loc"] if not isinstance(part, int))
    return f"{name}: {error['msg']}"


def template_words(problem: TemplateProblem) -> str:
    """Why a template of recordings is refused."""
    return {
        TemplateProblem.BRACES: _("a brace has no fellow"),
        TemplateProblem.FIELD: _("only these may stand in braces: linkedid, uniqueid, extension, date"),
        TemplateProblem.DATE: _("a date wants its form, such as {example}").format(example="{date:%Y/%m/%d}"),
        TemplateProblem.NO_ID: _("{one} or {other} must be in it").format(
            one="{linkedid}", other="{uniqueid}"
        ),
        TemplateProblem.STAR: _("* right after an id finds other calls too: put a sign between them"),
        TemplateProblem.PLACE: _("an absolute path or an http(s) address is wanted"),
    }[problem]
