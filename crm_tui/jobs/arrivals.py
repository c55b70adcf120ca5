"""The job that takes in certificates from watched folders, a file at a time, each in its own transactions."""

import logging
from datetime import date, timedelta

from crm_tui.adapters.in_folder import DONE, REFUSED, Found, holds, look_into, put_aside, same_still
from crm_tui.domain.arrivals import PATIENCE, STEADY, ArrivalState, InFolder, read_in_folder
from crm_tui.domain.text import shown_name
from crm_tui.exchange.certificate_files import read_paths
from crm_tui.i18n import _
from crm_tui.usecases.certificate_arrivals import (
    OpenArrival,
    SeenFile,
    decide_arrival,
    note_seen,
    open_arrivals,
    settle_arrivals,
    take_arrival,
)
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.certificate_run import chunks

AT_MOST = timedelta(minutes=5)
"""So long in one run: the loop that reads also renews the scheduler's lease."""
AT_ONCE = 500
MOST_TOLD = 3

log = logging.getLogger(__name__)


def take_arrivals(office: Office, _today: date) -> str:
    """Reads what stands still in the watched folders and puts it aside; raises, when all is done, if a folder
    or a file could not be handled. Empty when nothing was to be done."""
    known = {one.path_key: one for one in office.call(open_arrivals)}
    present, problems, away = _look(office)
    _remember(office, known, present, away)
    until = office.clock() + AT_MOST
    done = dict.fromkeys(ArrivalState, 0)
    for key, (_folder, found) in present.items():
        row = known.get(key)
        if row is None or not _same(row, found) or office.clock() >= until:
            continue
        try:
            done[_handle(office, row, found)] += 1
        except Exception as error:
            log.exception("arrival %s", found.name)
            problems.append(f"{found.name}: {error}")
    words = _("files taken: {taken}, refused: {refused}").format(
        taken=done[ArrivalState.TAKEN], refused=done[ArrivalState.REFUSED]
    )
    if problems:
        told = "; ".join(problems[:MOST_TOLD])
        raise ValueError(_("{words}; {n} not: {told}").format(words=words, n=len(problems), told=told))
    return words if done[ArrivalState.TAKEN] or done[ArrivalState.REFUSED] else ""


Present = dict[str, tuple[InFolder, Found]]


def _look(office: Office) -> tuple[Present, list[str], set[str]]:
    """(files by their keys, what went wrong, folders that cannot be read now)."""
    present, problems, away = Present(), list[str](), set[str]()
    for text in office.settings.cert_in_folders:
        try:
            folder = read_in_folder(text)
        except ValueError:
            problems.append(_("cert_in_folders: not a whole path: {text}").format(text=text))
            continue
        if holds(folder, (office.settings.path, str(office.store.path or ""))):
            said = _("cert_in_folders: the program's own files lie there, choose another folder: {place}")
            problems.append(said.format(place=shown_name(folder.path)))
            continue
        try:
            present |= {found.key: (folder, found) for found in look_into(folder)}
        except OSError as error:
            away.add(folder.path)
            problems.append(f"{shown_name(folder.path)}: {error.strerror}")
    return present, problems, away


def _remember(office: Office, known: dict[str, OpenArrival], present: Present, away: set[str]) -> None:
    """What is gone is settled, what is new or grew is noted; a folder that cannot be read tells nothing."""
    gone = []
    for key, row in known.items():
        there = present.get(key)
        if there is None:
            if row.folder not in away:
                gone.append(row.id)
        elif row.state is not ArrivalState.WAITING and not _same(row, there[1]):
            gone.append(row.id)  # read before a kill; this is another file under its name
    if gone:
        office.call(settle_arrivals, ids=tuple(gone))
    fresh = [
        SeenFile(folder.department, folder.path, found.name, key, found.size, found.changed_ns)
        for key, (folder, found) in present.items()
        if (before := known.get(key)) is None or not _same(before, found)
    ]
    for begin in range(0, len(fresh), AT_ONCE):
        office.call(note_seen, seen=tuple(fresh[begin : begin + AT_ONCE]))


def _same(row: OpenArrival, found: Found) -> bool:
    return (row.size, row.changed_ns) == (found.size, found.changed_ns)


def _handle(office: Office, row: OpenArrival, found: Found) -> ArrivalState:
    state = row.state
    if state is ArrivalState.WAITING:
        state = _read(office, row, found)
    if state is not ArrivalState.WAITING and same_still(found):
        put_aside(found, DONE if state is ArrivalState.TAKEN else REFUSED)
        office.call(settle_arrivals, ids=(row.id,))
    return state


def _read(office: Office, row: OpenArrival, found: Found) -> ArrivalState:
    steady = office.clock() - row.steady_since
    if steady < STEADY:
        return ArrivalState.WAITING
    if found.is_link:
        return _decided(office, row, 0, [_("a link, not a file")])
    count, problems = 0, list[str]()
    for chunk in chunks(read_paths([found.path])):
        if not count and len(chunk) == 1 and chunk[0].unfinished and steady < PATIENCE:
            return ArrivalState.WAITING
        problems += [_told(found, file.name, file.problem) for file in chunk if file.problem]
        count += len(office.call(take_arrival, arrival_id=row.id, files=tuple(chunk)))
    return _decided(office, row, count, problems)


def _told(found: Found, name: str, problem: str) -> str:
    return problem if name == found.name else f"{name}: {problem}"


def _decided(office: Office, row: OpenArrival, count: int, problems: list[str]) -> ArrivalState:
    why = "; ".join(problems[:MOST_TOLD])
    if len(problems) > MOST_TOLD:
        why = _("{told}; and {n} more").format(told=why, n=len(problems) - MOST_TOLD)
    office.call(decide_arrival, arrival_id=row.id, taken=count > 0, why=why)
    return ArrivalState.TAKEN if count else ArrivalState.REFUSED
