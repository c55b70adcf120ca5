"""From CDR to calls, where there is no CEL: that a call was, whose and when; not who talked how long."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator

from crm_tui.domain.call_facts import CallFacts
from crm_tui.domain.kinds import CallEnding, CallResult, Direction
from crm_tui.exchange.cdr_rows import CdrRow
from crm_tui.pbx.events import dialled_number
from crm_tui.pbx.rules import Party, Rules

LATE = 600.0
"""Seconds after a call's last row in which another of it may come; they are written when channels end."""


def calls_of(rows: Iterable[CdrRow], rules: Rules) -> Iterator[CallFacts]:
    """The customer calls of the rows, each once; a row that comes very late makes no second call of it."""
    open_calls: OrderedDict[str, list[CdrRow]] = OrderedDict()
    for row in rows:
        open_calls.setdefault(row.linkedid or row.uniqueid, []).append(row)
        while open_calls:
            key = next(iter(open_calls))
            if max(one.ended_at for one in open_calls[key]) > row.ended_at - LATE:
                break
            yield from _call(key, open_calls.pop(key), rules)
    for key, group in open_calls.items():
        yield from _call(key, group, rules)


def _call(key: str, rows: list[CdrRow], rules: Rules) -> Iterator[CallFacts]:
    came_in = [row for row in rows if rules.party(row.channel)[0] is Party.CLIENT]
    went_out = [row for row in rows if rules.party(row.destination_channel)[0] is Party.CLIENT]
    if not came_in and not went_out:
        return
    first = min(came_in or went_out, key=lambda row: (row.at, row.line))
    incoming = bool(came_in)
    # A menu answers too: only a row that names one of our phones tells that a person did.
    answered = any(row.answered and (not incoming or row.destination_channel) for row in came_in or went_out)
    began_at, ended_at = min(row.at for row in rows), max(row.ended_at for row in rows)
    channel = first.channel if incoming else first.destination_channel
    missed = CallResult.MISSED if incoming else CallResult.NOT_ANSWERED
    yield CallFacts(
        key=key,
        direction=Direction.INCOMING if incoming else Direction.OUTGOING,
        number=first.number if incoming else _dialled(first),
        name="",
        did="",
        trunk=rules.party(channel)[1],
        channel_name=channel,
        queue="",
        began_at=began_at,
        answered_at=None,
        ended_at=ended_at,
        ending=CallEnding.ENDED,
        result=CallResult.ANSWERED if answered else missed,
        wait_ms=0 if answered else round((ended_at - began_at) * 1000),
        lost_after_transfer=False,
        picked_up_by="",
        seen_from_start=True,
        rings=(),
        legs=(),
        transfers=(),
    )


def _dialled(row: CdrRow) -> str:
    target = row.data.partition(",")[0].partition("/")[2]
    return dialled_number(target) if "@" in target else row.destination
