"""How a talk comes on the screen: about a call, with a client, or one that was left half typed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.screens.base import Manners
from crm_tui.screens.draft_talks import DraftTalks
from crm_tui.screens.ring_subject import subject_of
from crm_tui.screens.ringing import may_be_rung
from crm_tui.screens.talk import TalkScreen, TalkWanted
from crm_tui.usecases.callers import WhoCalls, who_calls
from crm_tui.usecases.rings import RingRow, rings_for
from crm_tui.usecases.talk_drafts import TalkDraft, my_drafts

if TYPE_CHECKING:
    from crm_tui.screens.ring_desk import RingDesk


def open_talk(
    desk: "RingDesk", wanted: TalkWanted, asker: Manners[Any], *, before: Callable[[], None] = lambda: None
) -> None:
    """Reads or starts a draft in a thread, then shows it; half-typed talks below are kept first."""
    app, office = desk.app, desk.app.office
    keep = [one.keeper() for one in app.screen_stack if isinstance(one, TalkScreen)]

    def read() -> TalkDraft:
        for write in keep:
            write()
        return wanted.draft(office)

    def show(draft: TalkDraft) -> None:
        before()
        top = app.screen
        if not (isinstance(top, TalkScreen) and top.draft.id == draft.id):
            app.push_screen(TalkScreen(desk, draft))

    asker.ask(read, show, group="talk")


def offer_drafts(desk: "RingDesk", *, asked: bool = False) -> None:
    """Talks that are half typed: offered at the start, and by F4 when nothing rings."""
    if not desk.alive:
        return
    app, office, screen = desk.app, desk.app.office, desk.app.screen
    if not isinstance(screen, Manners) or not office.can(Permission.TALKS_TALK_WRITE):
        return

    def go_on(talk_id: int | None) -> None:
        if talk_id is not None and isinstance(app.screen, Manners):
            open_talk(desk, TalkWanted(draft_id=talk_id), app.screen)

    def show(drafts: tuple[TalkDraft, ...]) -> None:
        if drafts and (asked or desk.free):
            app.push_screen(DraftTalks(drafts), go_on)
        elif asked:
            desk.say(_("Nobody is calling you now"))

    screen.ask(lambda: office.call(my_drafts), show, group="drafts")


def look_elsewhere(desk: "RingDesk") -> None:
    """F4 with an empty desk: calls that another screen of this person has claimed, or a killed one had."""
    office, screen = desk.app.office, desk.app.screen
    if not isinstance(screen, Manners) or not may_be_rung(office):
        return

    def read() -> list[tuple[RingRow, WhoCalls]]:
        rows = office.call(rings_for)
        return [(row, office.call(who_calls, number=row.number)) for row in rows]

    def take(found: list[tuple[RingRow, WhoCalls]]) -> None:
        for row, who in found:
            desk.put(subject_of(row, who))
            if desk.watch is not None:
                desk.watch.follow(row)
        if found:
            desk.show()
        else:
            offer_drafts(desk, asked=True)

    screen.ask(read, take, group="rings")
