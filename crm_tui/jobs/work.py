"""What the jobs do; each gives one line on what it did."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from crm_tui.i18n import _, ngettext
from crm_tui.jobs.plan import KYIV
from crm_tui.usecases import store_care
from crm_tui.usecases.office import Office

KEPT = 14
"""Nightly copies that stay; one more a month is for the office's own archive."""


def backup(office: Office, today: date) -> str:
    """A copy of the store, tried before the oldest ones go."""
    from crm_tui.store.backup import backup as copy
    from crm_tui.store.backup import backup_folder, try_copy

    file = backup_folder(office.store) / f"nightly-{today:%Y-%m-%d}.copy"
    copy(office.store, file)
    proof = try_copy(file, office.store)
    if not proof.sound:
        raise ValueError(f"{file}: {proof.problems[0].part}: {proof.problems[0].text}")
    dropped = _drop_old(file.parent)
    rows = sum(table.rows for table in proof.tables.values())
    return _("{file}: {rows} rows, tried; {dropped} old ones dropped").format(
        file=file, rows=rows, dropped=dropped
    )


def _drop_old(folder: Path) -> int:
    from crm_tui.store.backup import prints_file

    old = sorted(folder.glob("nightly-*.copy"))[:-KEPT]
    for file in old:
        file.unlink()
        prints_file(file).unlink(missing_ok=True)
    return len(old)


def resolve_callers(office: Office, _today: date) -> str:
    """Looks again for the clients of calls from numbers that were nobody's."""
    from crm_tui.usecases.unknown_callers import resolve_unknown_callers

    calls, after = 0, ""
    while True:
        portion = office.call(resolve_unknown_callers, after=after)
        calls += portion.calls
        if portion.after is None:
            break
        after = portion.after
    return ngettext("{n} call got its client", "{n} calls got their client", calls).format(n=calls)


def trim_journal(office: Office, today: date) -> str:
    """Deletes PBX packets older than `journal_days`."""
    oldest = today - timedelta(days=office.settings.journal_days)
    before = datetime.combine(oldest, time(), KYIV)
    deleted = 0
    while portion := office.call(store_care.trim_journal, before=before):
        deleted += portion
    return ngettext("{n} packet deleted", "{n} packets deleted", deleted).format(n=deleted)


def sum_talks(office: Office, _today: date) -> str:
    """Takes what happened to talks into the sums of reports; they are right without it, only slower."""
    taken = 0
    while portion := office.call(store_care.sum_talks):
        taken += portion
    return ngettext("{n} change of a talk taken in", "{n} changes of talks taken in", taken).format(n=taken)


def checkpoint(office: Office, _today: date) -> str:
    """Writes the log file of a SQLite store into the store, and empties it; renews what its planner knows."""
    if office.store.path is None:
        return _("nothing to do: the store is on a server")
    with office.store.engine.connect() as connection:
        raw = connection.connection.driver_connection
        # Without statistics SQLite guesses: it read every missed call ever for one number.
        raw.execute("PRAGMA analysis_limit = 1000")  # type: ignore[union-attr]
        raw.execute("ANALYZE")  # type: ignore[union-attr]
        busy, _pages, _moved = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()  # type: ignore[union-attr]
    return _("put off: somebody is reading") if busy else _("done")


def verify_audit(office: Office, _today: date) -> str:
    """Walks along the chain of the change log; raises when somebody altered the past."""
    from crm_tui.store.audit_read import verify

    verdict = verify(office.store)
    if not verdict.sound:
        more = len(verdict.problems) - 1
        raise ValueError(_("{problem} (and {more} more)").format(problem=verdict.problems[0], more=more))
    return ngettext("{n} row, sound", "{n} rows, sound", verdict.rows).format(n=verdict.rows)


def reconcile_calls(office: Office, today: date) -> str:
    """Adds the calls of the last days that nobody heard, from the PBX's own record."""
    from crm_tui.pbx.reconcile import DAYS, reconcile, record_of, summary

    cel, cdr = record_of(office.settings.pbx)
    if not cel and not cdr:
        return _("nothing to do: no record of the PBX is set (pbx.cel, pbx.cdr)")
    end = datetime.combine(today, time(), KYIV)
    return summary(reconcile(office, since=end - timedelta(days=DAYS), until=end, cel=cel, cdr=cdr))
