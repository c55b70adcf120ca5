"""The office: its store, its people, the processes that must be alive, the PBX, the nightly work."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from crm_tui.cli.checks import Check, bad, good, warning
from crm_tui.cli.checks.pbx import check_pbx
from crm_tui.cli.checks.record import check_record
from crm_tui.cli.checks.recordings import check_recordings
from crm_tui.cli.failures import scrub
from crm_tui.cli.processes import store_file
from crm_tui.cli.session import opened, refuse_missing
from crm_tui.config import Settings
from crm_tui.domain.errors import Refused
from crm_tui.domain.permissions import system_actor
from crm_tui.i18n import _
from crm_tui.store.leases import lease_state
from crm_tui.store.text_index import knows_letters
from crm_tui.usecases.job_runs import list_job_runs
from crm_tui.usecases.office import Office
from crm_tui.usecases.sign_in import has_people

OLD_BACKUP = timedelta(hours=49)
CLOCK_SKEW = 2.0


def check_office(settings: Settings) -> Iterator[Check]:
    """Everything that needs the store; the first check says when it cannot be opened."""
    name = _("store")
    try:
        refuse_missing(settings)
        with opened(settings) as office:
            yield good(name, scrub(settings.database_url))
            yield from _checks(office.as_actor(system_actor("doctor")))
    except Refused as error:
        yield bad(name, str(error), "crm-tui db upgrade")
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        yield bad(
            name, scrub(reason), _("does the server run, is the address right, may this account enter?")
        )
    yield check_pbx(settings.pbx)


def _checks(office: Office) -> Iterator[Check]:
    if not office.store.is_sqlite:
        yield _check_trigrams(office)
    yield _check_clock(office)
    yield _check_people(office)
    if office.settings.pbx.host:
        yield _check_process(office, "pbx", _("listener"), "crm-tui pbx listen")
        yield from _check_line(office)
        yield from check_recordings(office)
        yield from check_record(office.settings.pbx, office.clock())
    yield _check_process(office, "jobs", _("nightly work"), "crm-tui jobs run")
    yield from _check_runs(office)


def _check_trigrams(office: Office) -> Check:
    with office.store.engine.connect() as connection:
        version = connection.execute(text("SHOW server_version")).scalar_one()
        found = connection.execute(text("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")).scalar()
        letters = knows_letters(connection)
    if not letters:
        return warning(
            "Postgres",
            _("{version}, LC_CTYPE of the database is C: search finds only the beginnings of words").format(
                version=version
            ),
            "crm-tui db backup; createdb -T template0 --lc-ctype=C.UTF-8; crm-tui db restore; db upgrade",
        )
    if not found:
        return warning(
            "Postgres",
            _("{version}, without pg_trgm: search finds only the beginnings of words").format(
                version=version
            ),
            "CREATE EXTENSION pg_trgm; crm-tui db upgrade",
        )
    return good("Postgres", _("{version}, with pg_trgm").format(version=version))


def _check_clock(office: Office) -> Check:
    """The store's clock decides who is alive, so ours must not be far from it."""
    name = _("clock")
    if office.store.is_sqlite:
        return good(name, f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
    with office.store.engine.connect() as connection:
        theirs: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    skew = (theirs - datetime.now(UTC)).total_seconds()
    found = _("the store's clock less ours: {seconds} s").format(seconds=round(skew, 1))
    if abs(skew) > CLOCK_SKEW:
        return bad(name, found, _("let both machines take the time from one server (NTP)"))
    return good(name, found)


def _check_people(office: Office) -> Check:
    name = _("users")
    if not office.call(has_people):
        return warning(
            name, _("nobody yet: every command works as an administrator"), "crm-tui users add ..."
        )
    return good(name, _("there are some"))


def _check_process(office: Office, lease: str, name: str, command: str) -> Check:
    state = lease_state(office.store, lease)
    if state is not None and state.alive:
        return good(name, state.holder)
    by_screen = office.settings.start_processes and store_file(office.settings) is not None
    mend = _("the first screen starts it") if by_screen else _("start its service: {command}")
    return warning(name, _("nobody does it now"), mend.format(command=command))


def _check_line(office: Office) -> Iterator[Check]:
    from crm_tui.pbx.doctor import examine_line

    report = examine_line(office)
    if report.clock_skew is not None and abs(report.clock_skew) > CLOCK_SKEW:
        yield warning(
            _("PBX's clock"),
            _("its clock less ours: {seconds} s").format(seconds=report.clock_skew),
            _("let both machines take the time from one server (NTP)"),
        )
    if report.strangers:
        yield warning(
            _("trunks"),
            _("channels of no trunk and no extension: {names}").format(names=", ".join(report.strangers)),
            _("name them in pbx.trunks if they lead outside"),
        )


def _check_runs(office: Office) -> Iterator[Check]:
    runs = office.call(list_job_runs)
    for run in runs.values():
        if run.failed:
            yield bad(_("job {name}").format(name=run.name), run.outcome, f"crm-tui jobs once {run.name}")
    backup = runs.get("backup")
    name = _("backup")
    if backup is None or backup.done_at is None:
        yield warning(name, _("there was none yet"), "crm-tui jobs once backup")
    elif office.clock() - backup.done_at > OLD_BACKUP:
        yield bad(
            name, _("the last is of {at}").format(at=f"{backup.done_at:%Y-%m-%d}"), "crm-tui jobs once backup"
        )
    else:
        yield good(name, backup.outcome)
