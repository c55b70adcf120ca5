"""`crm-tui pbx config`: an office's own Asterisk, written out as files."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from crm_tui.config import PbxSettings
    from crm_tui.pbx.office_config import OfficePbx
    from crm_tui.usecases.office import Office

SECRETS, TRUNK = "pjsip_auth.conf", "pjsip_trunk.conf"


def register(app: typer.Typer) -> None:
    """Puts the command beside its sisters."""
    app.command("config", help=_("Write an Asterisk configuration for this office."))(command)


def command(
    folder: Annotated[Path, typer.Option("--write", metavar="DIR", help=_("Where the files go."))],
    trunk_host: Annotated[
        str, typer.Option("--trunk-host", metavar="HOST", help=_("The provider's address."))
    ] = "",
    trunk_user: Annotated[
        str, typer.Option("--trunk-user", metavar="USER", help=_("The office's account there."))
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help=_("Over files that are there; their passwords stay."))
    ] = False,
) -> None:
    from crm_tui.pbx.office_config import kept_passwords, kept_trunk, office_files

    secrets, trunk = (_read(folder / name) if force else "" for name in (SECRETS, TRUNK))
    host, user = kept_trunk(trunk)
    with the_office(Permission.ADMIN_STORE_CARE) as office:
        wanted = _of(office, trunk_host or host, trunk_user or user)
    kept = kept_passwords(secrets)
    files = office_files(wanted, kept)
    _write(folder, files, force=force)
    typer.echo(ngettext("{n} file written to {folder}", "{n} files written to {folder}", len(files)).format(
        n=len(files), folder=folder
    ))  # fmt: skip
    for step in _steps(folder, office.settings.pbx, "\n".join(files.values())):
        typer.echo(f"- {step}")


def _of(office: "Office", trunk_host: str, trunk_user: str) -> "OfficePbx":
    from crm_tui.pbx.office_config import OfficePbx, Phone
    from crm_tui.usecases.users import list_users

    pbx = office.settings.pbx
    if pbx.technology.upper() != "PJSIP":
        raise Refused(_("these files are for PJSIP; pbx.technology is {name}").format(name=pbx.technology))
    if pbx.dial_outside:
        raise Refused(_("these files need no digit for an outside line: clear pbx.dial_outside"))
    people = office.call(list_users)
    return OfficePbx(
        phones=tuple(
            Phone(extension, person.full_name) for person in people for extension in person.extensions
        ),
        trunks=pbx.trunks,
        username=pbx.username,
        secret=pbx.secret,
        port=pbx.port,
        trunk_host=trunk_host,
        trunk_user=trunk_user,
        our_number=pbx.own_numbers[0] if pbx.own_numbers else "",
        dial_context=pbx.dial_context,
        transfer_context=pbx.transfer_context,
        dial_allowed=pbx.dial_allowed,
        dial_forbidden=pbx.dial_forbidden,
        short_numbers=pbx.short_numbers,
    )


def _steps(folder: Path, pbx: "PbxSettings", written: str) -> list[str]:
    """What remains to be done by a person."""
    from crm_tui.pbx.office_config import CEL, RECORDING, TO_SET

    steps = []
    if TO_SET in written:
        steps.append(
            _("put the provider's address, account and password where {word} stands: {files}").format(
                word=TO_SET, files=f"{TRUNK}, {SECRETS}"
            )
        )
    if not pbx.secret:
        steps.append(_("a secret was made: copy it from manager.conf to pbx.secret of the settings"))
    steps += [
        _("each phone's password stands in {file}").format(file=folder / SECRETS),
        _("Asterisk's account must be able to read the files: chown -R asterisk: {folder}").format(
            folder=folder
        ),
        _("make the folder of the record: {command}").format(
            command=f"install -d -o asterisk -g asterisk {Path(CEL).parent}"
        ),
        _("load them: systemctl restart asterisk; then `crm-tui pbx doctor`"),
    ]
    if pbx.recording != RECORDING:
        steps.append(_("recordings are found with: {setting}").format(setting=f'recording = "{RECORDING}"'))
    if pbx.cel != CEL:
        steps.append(_("calls that nobody heard are found with: {setting}").format(setting=f'cel = "{CEL}"'))
    return steps


def _read(file: Path) -> str:
    """What was written there before; empty when nothing was."""
    if not file.exists():
        return ""
    try:
        return file.read_text("utf-8", "replace")
    except OSError as error:
        raise Refused(_("{file}: cannot be read: {why}").format(file=file, why=error.strerror)) from None


def _write(folder: Path, files: dict[str, str], *, force: bool) -> None:
    """All files or none: what is there stops it first. Only their owner may read them."""
    there = [name for name in files if (folder / name).exists() or (folder / name).is_symlink()]
    if there and not force:
        raise Refused(
            _("{folder} has {files} already; --force writes over them").format(
                folder=folder, files=", ".join(there)
            )
        )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        owner = folder.stat()
        for name, text in files.items():
            _write_one(folder / name, text, owner)
    except OSError as error:
        raise Refused(_("{file}: cannot be written: {why}").format(file=folder, why=error.strerror)) from None


def _write_one(file: Path, text: str, owner: os.stat_result) -> None:
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # In a folder of Asterisk's own the files are Asterisk's too.
        os.chown(new, owner.st_uid, owner.st_gid)
    new.replace(file)
