"""`crm-tui pbx presence` and `pbx queues`: how colleagues are, who waits, what was lost today."""

from datetime import datetime

import typer

from crm_tui.cli.options import Json
from crm_tui.cli.output import Column, minutes, show_rows
from crm_tui.cli.session import the_office
from crm_tui.i18n import _


def presence(as_json: Json = False) -> None:
    """One line a colleague; nothing is taken for free that the PBX does not tell."""
    from crm_tui.screens.presence_words import STATES, line_words, since_words, with_whom
    from crm_tui.usecases.presence import colleagues

    with the_office() as office:
        found, now = office.call(colleagues), office.clock()
    columns = (
        Column(_("name"), lambda row: row.name),
        Column(_("extensions"), lambda row: row.extensions),
        Column(_("state"), lambda row: _(STATES[row.state])),
        Column(_("since"), lambda row: since_words(row.since, now)),
        Column(_("with whom"), lambda row: with_whom(row.call)),
    )
    show_rows(found.rows, columns, as_json=as_json)
    _tell(line_words(found.line, now))


def queues(as_json: Json = False) -> None:
    """One line a queue, the whole office last."""
    from crm_tui.screens.presence_words import line_words, queue_words, share_words, wait_words
    from crm_tui.usecases.queues import queues as list_queues

    with the_office() as office:
        found, now = office.call(list_queues), office.clock()

    def average(milliseconds: int | None) -> str:
        return "" if milliseconds is None else minutes(milliseconds)

    def wait(since: datetime | None) -> str:
        return wait_words(since, now)

    columns = (
        Column(_("queue"), lambda row: queue_words(row.queue)),
        Column(_("waiting"), lambda row: len(row.waiting), right=True),
        Column(_("longest wait"), lambda row: wait(row.longest_since), right=True),
        Column(_("free"), lambda row: "?" if row.free is None else row.free, right=True),
        Column(_("answered today"), lambda row: row.answered, right=True),
        Column(_("lost today"), lambda row: share_words(row.lost, row.lost_share), right=True),
        Column(_("average wait"), lambda row: average(row.wait_average_ms), right=True),
    )
    show_rows((*found.rows, found.total), columns, as_json=as_json)
    _tell(line_words(found.line, now))


def _tell(words: str) -> None:
    if words:
        typer.echo(words, err=True)
