"""The command line's root: which nouns there are; only the noun that was asked for is imported."""

import os
import shlex
import sys
from importlib import import_module

import typer

from crm_tui.cli.session import act_as
from crm_tui.config import ConfigError, load
from crm_tui.i18n import N_, _, set_language
from crm_tui.version import VERSION

NOUNS = {
    "demo": N_("The screen on a demo office with calls coming in."),
    "setup": N_("Prepare a new office step by step: own firm, first user, PBX."),
    "clients": N_("Find, show, add and edit cards of clients."),
    "contacts": N_("People of the clients and their numbers."),
    "attach": N_("Files on clients, sets, tasks, talks and papers: added, listed, saved, taken off."),
    "tags": N_("Words on clients, to find and handle them together."),
    "services": N_("The catalogue, what clients have of it, who answers for it."),
    "talks": N_("What was said with clients."),
    "tasks": N_("Work for clients by a day."),
    "doc": N_("Offers, invoices, acts, contracts; letters they are sent with."),
    "contracts": N_("The register of contracts: which came back signed, which are still out."),
    "kep": N_("Sets of certificates: issued, generated, printed; documents, boxes, kinds."),
    "payments": N_("Money that came, and on which invoices it lies."),
    "firms": N_("The office's own firms; what papers need of a client."),
    "certs": N_("Certificates: read from files, kept, given to clients."),
    "calls": N_("The journal of calls and missed callers."),
    "report": N_("What heads look at: activity, sales, churn; as a table or a file."),
    "pbx": N_("The listener of the PBX, its state, recordings, a pretended PBX."),
    "db": N_("The store: make, upgrade, back up, restore, check."),
    "jobs": N_("Nightly work: run, look at the last runs."),
    "doctor": N_("What is wrong with this installation or terminal, and how to mend it."),
    "users": N_("The people of the office: who may sign in, and as what."),
    "audit": N_("Who changed what, and whether nobody altered the past."),
    "config": N_("Show and check the settings."),
}
"""Nouns that are one command; the others hold verbs."""


def run(arguments: list[str]) -> int:
    """Runs one command and gives its exit code: 0 done, 1 refused or failed, 2 wrong usage."""
    _speak()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that is not UTF-8 gets "?" for what it cannot show, not a fault.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    words, login = _take_as([_readable(word) for word in arguments])
    act_as(login)
    app = _build_for_completion() if "_CRM_TUI_COMPLETE" in os.environ else build(_first_word(words))
    try:
        app(words, prog_name="crm-tui")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(done.code is not None)
    return 0


def build(asked: str | None, *, completing: bool = False) -> typer.Typer:
    """The command tree in which only the asked noun is real; the others stand there with their help.

    Typer's own options are left out while a word is completed: for them it would import pydantic (70 ms).
    """
    app = typer.Typer(
        add_completion=not completing,
        add_help_option=not completing,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback(
        help=_("CRM of a firm that sells and supports accounting software. No words: the screen."),
        epilog=_("--as LOGIN, anywhere in a command: act as this user; only an administrator may."),
    )(_root_options)
    for noun, words in NOUNS.items():
        if noun != asked:
            app.command(noun, help=_(words))(_not_loaded)
            continue
        module = import_module(f"crm_tui.cli.{noun}")
        if hasattr(module, "command"):
            app.command(noun, help=_(words))(module.command)
        else:
            app.add_typer(module.app, name=noun, help=_(words), add_help_option=not completing)
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(VERSION)
        raise typer.Exit


def _root_options(
    version: bool = typer.Option(
        False, "--version", help=_("Print the version and end."), is_eager=True, callback=_print_version
    ),
) -> None:
    """`--as LOGIN` is no option here: `run` takes it out first, so that it may also stand after the verb."""


def _not_loaded() -> None:
    raise AssertionError("only the asked noun is ever run")


def _speak() -> None:
    try:
        set_language(load().language)
    except ConfigError:
        # `config check` and `doctor` must still run; they tell what is wrong with the file.
        set_language(os.environ.get("CRM_TUI_LANGUAGE", "uk"))


def _readable(word: str) -> str:
    """Bytes that are no UTF-8 come as halves of surrogate pairs, which no store takes."""
    return word.encode("utf-8", "replace").decode("utf-8")


def _take_as(arguments: list[str]) -> tuple[list[str], str | None]:
    """The arguments without `--as LOGIN`, and the login."""
    words, login = list(arguments), None
    end = words.index("--") if "--" in words else len(words)
    for place, word in enumerate(words[:end]):
        if word == "--as" and place + 1 < end:
            login = words[place + 1]
            del words[place : place + 2]
            break
        if word.startswith("--as="):
            login = word.removeprefix("--as=")
            del words[place]
            break
    return words, login


def _first_word(words: list[str]) -> str | None:
    return next((word for word in words if not word.startswith("-")), None)


def _build_for_completion() -> typer.Typer:
    from typer.completion import get_completion_inspect_parameters

    get_completion_inspect_parameters()  # what it returns is of no use here: the call makes the shells known
    return build(_noun_being_completed(), completing=True)


def _noun_being_completed() -> str | None:
    """The noun already typed when the shell asks for completions (bash and zsh say so in variables)."""
    line = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS", "")
    try:
        typed = shlex.split(line)
    except ValueError:
        typed = line.split()
    return _first_word(typed[1:])
