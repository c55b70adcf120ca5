"""What the jobs do; each gives one line on what it did."""

from datetime import date, datetime, time, timedelta

from crm_tui.i18n import _, ngettext
from crm_tui.jobs.plan import KYIV
from crm_tui.usecases import store_care
from crm_tui.usecases.office import Office


def trim_journal(office: Office, today: date) -> str:
    """Deletes PBX packets older than `journal_days`."""
    oldest = today - timedelta(days=office.settings.journal_days)
    before = datetime.combine(oldest, time(), KYIV)
    deleted = 0
    while portion := office.call(store_care.trim_journal, before=before):
        deleted += portion
    return ngettext("{n} packet deleted", "{n} packets deleted", deleted).format(n=deleted)


def checkpoint(office: Office, _today: date) -> str:
    """Writes the log file of a SQLite store into the store, and empties it."""
    if office.store.path is None:
        return _("nothing to do: the store is on a server")
    with office.store.engine.connect() as connection:
        raw = connection.connection.driver_connection
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
