"""`crm-tui pbx`: the listener, how it stands, one call's way, recordings, a pretended PBX."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli import pbx_acts, pbx_config, pbx_reconcile
from crm_tui.cli.options import Json, WhileScreens, noun
from crm_tui.cli.output import Column, clock, in_words, print_json, show_record, show_rows
from crm_tui.cli.pbx_presence import presence, queues
from crm_tui.cli.session import the_office
from crm_tui.config import Settings, load
from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.pbx.doctor import LineReport
    from crm_tui.pbx.recordings import Recording

app = noun()
pbx_acts.add_to(app)
pbx_reconcile.register(app)
pbx_config.register(app)
app.command("presence", help=_("How the colleagues are: free, talking and with whom."))(presence)
app.command("queues", help=_("Who waits, who is free, what was answered and lost today."))(queues)


@app.command("listen", help=_("Hear the PBX and write down what it tells: one listener a store."))
def listen(while_screens: WhileScreens = None) -> None:
    from crm_tui.cli.service import run_service
    from crm_tui.pbx.listener import listen as run_listener

    if not load().pbx.host:
        raise Refused(_("no PBX is set; set pbx.host, or run `crm-tui setup`"))
    run_service("pbx", run_listener, while_screens=while_screens)


@app.command("status", help=_("How the listener stands with the PBX."))
def status(as_json: Json = False) -> None:
    from crm_tui.pbx.doctor import examine_line

    with the_office(Permission.CALLS_CALL_READ) as office:
        report = examine_line(office)
    show_record(report, _status_lines(report), as_json=as_json)


@app.command("doctor", help=_("The line from end to end; one call's way from packet to screen."))
def doctor(call: Annotated[int | None, typer.Argument(metavar="CALL")] = None, as_json: Json = False) -> None:
    from crm_tui.cli.checks.record import check_record
    from crm_tui.cli.checks.recordings import check_recordings
    from crm_tui.domain.permissions import system_actor
    from crm_tui.pbx.doctor import examine_line, trace

    with the_office(Permission.CALLS_JOURNAL_READ) as office:
        if call is not None:
            steps = trace(office, call)
            columns = (
                Column(_("time"), lambda row: clock(row.at)),
                Column(_("step"), lambda row: row.stage),
                Column(_("what"), lambda row: row.text),
            )
            show_rows(steps, columns, as_json=as_json)
            return
        report, recorded = examine_line(office), check_recordings(office.as_actor(system_actor("doctor")))
    show_record(report, [*_status_lines(report), *_line_words(report)], as_json=as_json)
    if not as_json:
        from crm_tui.cli.checks.pbx import check_pbx

        record = check_record(load().pbx, office.clock())
        for check in (check_pbx(load().pbx), *recorded, *record):
            typer.echo(f"{check.name}: {check.finding}" + (f"\n  -> {check.mend}" if check.mend else ""))


@app.command("replay", help=_("Feed recordings through the path of the live line and store their calls."))
def replay(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=_(".jsonl, or bare .ami"))],
    trunk: Annotated[list[str] | None, typer.Option("--trunk", help=_("May be repeated."))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("In the recordings' form."))] = False,
) -> None:
    from crm_tui.pbx.recordings import read_recording

    recordings = [read_recording(file) for file in files]
    for file, recording in zip(files, recordings, strict=True):
        if not recording.timed:
            typer.echo(
                _("{file} has no times: only the order is known").format(file=in_words(file)), err=True
            )
    settings = _with_trunks(load(), trunk)
    if as_json:
        _print_calls(recordings, settings)
    if not as_json or _has_store(settings):
        _store_calls(recordings, settings, told=not as_json)


@app.command("simulate", help=_("A pretended PBX on this machine that replays recordings to who logs in."))
def simulate(
    recordings: Annotated[list[str], typer.Argument(metavar="RECORDING...", help=_("File or shipped name."))],
    number: Annotated[str, typer.Option("--number", help=_("Who calls."))] = "0671234567",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help=_("0: any free one."))] = 5038,
    speed: Annotated[float, typer.Option("--speed", min=0, help=_("2: twice as fast; 0: at once."))] = 1.0,
    loop: Annotated[bool, typer.Option("--loop", help=_("Again and again."))] = False,
) -> None:
    from crm_tui.cli.simulation import run_until_stopped
    from crm_tui.pbx.recordings import read_recording
    from crm_tui.pbx.scenes import CALLER, shipped
    from crm_tui.pbx.simulate import Scene

    scenes, after = [], 0.0
    for name in recordings:
        recording = read_recording(Path(name)) if Path(name).suffix else shipped(name)
        scenes.append(Scene(recording, after, {CALLER: number}))
        after += recording.closed_at - recording.steps[0].at if recording.steps else 0.0
    run_until_stopped(scenes, port=port, speed=speed, loop=loop)


@app.command("simulate-demo", hidden=True)
def simulate_demo(while_screens: WhileScreens = None) -> None:
    """The pretended PBX of `crm-tui demo`: callers out of the demo store of the settings."""
    from crm_tui.cli.demo_calls import SPEED, demo_script
    from crm_tui.cli.processes import end_after_last_screen
    from crm_tui.cli.simulation import run_until_stopped
    from crm_tui.usecases.demo_callers import demo_callers

    settings = load()
    with the_office() as office:
        callers = office.call(demo_callers)
    if while_screens is not None:
        end_after_last_screen(settings, while_screens)
    run_until_stopped(demo_script(callers), port=settings.pbx.port, speed=SPEED, loop=True)


def _with_trunks(settings: Settings, trunks: list[str] | None) -> Settings:
    from dataclasses import replace

    return replace(settings, pbx=replace(settings.pbx, trunks=tuple(trunks))) if trunks else settings


def _has_store(settings: Settings) -> bool:
    """Printing needs no store; where one is, the calls are stored too."""
    from crm_tui.cli.processes import store_file

    file = store_file(settings)
    return file is None or file.exists()


def _print_calls(recordings: "list[Recording]", settings: Settings) -> None:
    from crm_tui.pbx.recordings import expected_form
    from crm_tui.pbx.recordings import replay as fold
    from crm_tui.pbx.rules import Rules

    print_json(expected_form(fold(recordings, Rules.of(settings.pbx))))


def _store_calls(recordings: "list[Recording]", settings: Settings, *, told: bool) -> None:
    from dataclasses import replace

    from crm_tui.domain.permissions import system_actor
    from crm_tui.pbx.replay import replay_into_store

    with the_office(Permission.ADMIN_STORE_CARE) as office:
        replay_into_store(replace(office, settings=settings, actor=system_actor("replay")), recordings)
    if told:
        typer.echo(_("stored; `crm-tui calls list` shows the calls"))


def _status_lines(report: "LineReport") -> list[tuple[str, object]]:
    return [
        (_("state"), f"{report.state} {in_words(report.detail)}".strip()),
        (_("since"), report.since),
        (_("listener"), report.listener or _("nobody listens")),
        (_("last packet, s ago"), None if report.last_packet_age is None else round(report.last_packet_age)),
    ]


def _line_words(report: "LineReport") -> list[tuple[str, object]]:
    return [
        (_("PBX's clock less ours, s"), report.clock_skew),
        (_("trunks seen"), report.trunks_seen),
        (_("trunks without a call lately"), report.trunks_silent),
        (_("channels of no trunk and no extension"), report.strangers),
    ]
