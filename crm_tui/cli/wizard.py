"""The first start: own firm, first user, PBX with a live test, or the demo office. Plain questions."""

import getpass
import os
import sys
from dataclasses import replace
from pathlib import Path

from crm_tui.cli.session import os_account
from crm_tui.cli.settings_file import write_settings
from crm_tui.config import PREFIX, PbxSettings, Settings
from crm_tui.domain.errors import Refused
from crm_tui.i18n import _
from crm_tui.paths import config_file


def prepare(settings: Settings) -> Settings | None:
    """Asks, makes the store and its first people, writes the settings. None: the demo office was chosen.

    Nothing is written before all is answered, and the settings come last: a wizard that was broken off
    leaves no half office.
    """
    print(_("This is crm-tui's first start here. Empty answers take what stands in brackets."))
    if ask(_("1: prepare this office; 2: look at the demo office"), "1") == "2":
        return None
    firm = ask_firm()
    person = ask_person()
    pbx = ask_pbx(settings.pbx)
    chosen = replace(settings, pbx=pbx)
    make_office(chosen, firm, person)
    path = Path(os.environ.get(f"{PREFIX}CONFIG") or config_file())
    write_settings(chosen, path)
    print(_("Done. The settings are in {path}; `crm-tui doctor` looks at the whole.").format(path=path))
    return replace(chosen, path=str(path))


def ask(question: str, default: str = "") -> str:
    """One line from the person, or from a pipe; Refused at the end of the input."""
    try:
        answer = input(f"{question} [{default}]: " if default else f"{question}: ")
    except EOFError:
        raise Refused(_("the answers ended too early; nothing was changed")) from None
    return answer.strip() or default


def ask_until(question: str, default: str = "") -> str:
    """Asks again while the answer is empty."""
    while not (answer := ask(question, default)):
        print(_("  This cannot stay empty."))
    return answer


def ask_firm() -> dict[str, str]:
    """The requisites of the own firm; a code with a wrong check digit is told, and may stay."""
    from crm_tui.domain.tax_code import read_tax_code

    full_name = ask_until(_("Your firm's full name"))
    short_name = ask(_("Its short name"), full_name)
    while True:
        tax_code = ask_until(_("Its ЄДРПОУ (РНОКПП of a sole trader)"))
        if not read_tax_code(tax_code).warnings:
            break
        if ask(_("  This code looks wrong. Keep it? yes/no"), "no").lower() in {"yes", "y", "так", "т"}:
            break
    return {"full_name": full_name, "short_name": short_name, "tax_code": tax_code}


def ask_person() -> dict[str, str]:
    """The first user, who is an administrator and is known by the OS account, so nothing is asked of him."""
    account = os_account()
    return {
        "full_name": ask_until(_("Your name")),
        "login": ask(_("Your login"), account),
        "os_login": account,
        "extension": ask(_("Your telephone's extension, or nothing")),
    }


def ask_pbx(pbx: PbxSettings) -> PbxSettings:
    """Address and account of the PBX, tried at once; what does not answer may be kept or typed anew."""
    from crm_tui.cli.checks.pbx import Answer, probe

    while True:
        host = ask(_("Address of the Asterisk, or nothing (later: `crm-tui setup`)"), pbx.host)
        if not host:
            return pbx
        port = ask(_("Port of its manager"), str(pbx.port))
        found = replace(
            pbx,
            host=host,
            port=int(port) if port.isdecimal() and 0 < int(port) < 65_536 else 5038,
            username=ask(_("Name in manager.conf"), pbx.username),
            secret=secret(_("Secret")),
            trunks=_words(ask(_("Trunks (names in PJSIP, with commas)"), ", ".join(pbx.trunks))),
        )
        answer = probe(found)
        if answer.answer is Answer.WELCOME:
            print(_("  The PBX lets us in: {words}").format(words=answer.detail))
            return found
        print(_("  It does not work: {words}").format(words=answer.detail))
        wish = ask(_("  1: type anew; 2: keep it so; 3: without a PBX"), "1")
        if wish != "1":
            return found if wish == "2" else pbx


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def secret(question: str) -> str:
    """A line that is not shown while it is typed; from a pipe it is a line like any other."""
    if not sys.stdin.isatty():
        return ask(question)
    return getpass.getpass(f"{question}: ")


def make_office(settings: Settings, firm: dict[str, str], person: dict[str, str]) -> None:
    """The store with its own firm and its first user, an administrator."""
    from crm_tui.cli.session import opened
    from crm_tui.domain.kinds import Role
    from crm_tui.domain.permissions import system_actor
    from crm_tui.store.engine import open_store
    from crm_tui.store.migrations import UpgradeError, upgrade
    from crm_tui.usecases.catalogue_fill import fill_catalogue
    from crm_tui.usecases.own_entities import OwnEntityFields, add_own_entity
    from crm_tui.usecases.users import add_user

    store = open_store(settings)
    try:
        upgrade(store)
    except UpgradeError as error:
        raise Refused(str(error)) from None
    finally:
        store.close()
    with opened(settings) as office:
        setup = office.as_actor(system_actor("setup"))
        setup.call(
            add_user,
            login=person["login"],
            full_name=person["full_name"],
            roles=frozenset({Role.ADMIN, Role.OPERATOR}),
            extensions=(person["extension"],) if person["extension"] else (),
            os_login=person["os_login"],
        )
        setup.call(
            add_own_entity, fields=OwnEntityFields(firm["short_name"], firm["full_name"], firm["tax_code"])
        )
        setup.call(fill_catalogue)
