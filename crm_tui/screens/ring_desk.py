"""What the app does about calls: the pop-up opens, waits or goes; which calls there are, which is in front.

A call opens its pop-up by itself when nobody is typing, else it is announced on the top line and F4 opens it.
"""

import asyncio
import uuid
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from crm_tui.domain.errors import Refused
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.screens.base import Manners
from crm_tui.screens.dialling import Dialling
from crm_tui.screens.office_words import OfficeWords
from crm_tui.screens.refreshing import EVERYTHING, Refresher
from crm_tui.screens.ring_popup import RingPopup
from crm_tui.screens.ring_subject import RingStage, RingSubject, chosen, subject_of
from crm_tui.screens.ring_view import announcement, announcing, who_words
from crm_tui.screens.ringing import RingNews, RingWatch, may_be_rung, warm
from crm_tui.screens.talk import TalkScreen, TalkWanted
from crm_tui.screens.talk_opening import look_elsewhere, offer_drafts, open_talk
from crm_tui.usecases.rings import mark_painted
from crm_tui.widgets.form import Form, is_typing
from crm_tui.widgets.popup import SubjectStack

if TYPE_CHECKING:
    from crm_tui.app import CrmApp
    from crm_tui.usecases.callers import CallerSummary, WhoCalls
    from crm_tui.usecases.rings import RingRow

ORDER = tuple(RingStage)
"""Of several calls the one that rings is announced first."""


class RingDesk:
    """The calls of the person who sits here, as subjects by ring id, and the kept pop-up."""

    def __init__(self, app: "CrmApp") -> None:
        self.app = app
        self.actor = app.office.actor
        self.listening = False
        self.screen_name = f"{app.office.actor.login}-{uuid.uuid4().hex[:8]}"
        self.subjects: SubjectStack[RingSubject] = SubjectStack()
        self.popup = RingPopup(self)
        self.watch: RingWatch | None = None
        self.refresher = Refresher(app)
        self.words = OfficeWords(app)
        self.dialling = Dialling(app)
        self._missed: list[RingSubject] = []
        self._unpainted: set[int] = set()

    def open(self) -> None:
        """Builds the pop-up beforehand and begins to listen; called once somebody has come in."""
        self.app.install_screen(self.popup, self.screen_name)
        # A screen is built when it is first registered; done now, a ring finds it ready.
        self.app._get_screen(self.popup)
        self.app.screen_change_signal.subscribe(self.app, lambda _screen: self.refresh_line())
        self.app.run_worker(self._listen, thread=True, group="rings")
        self.words.look()

    def close(self) -> None:
        """Ends the listening."""
        if self.watch is not None:
            self.watch.close()

    async def keep_talks(self) -> None:
        """Writes half-typed talks down before the program ends."""
        for screen in self.app.screen_stack:
            if isinstance(screen, TalkScreen):
                await asyncio.to_thread(screen.keeper())

    @property
    def alive(self) -> bool:
        """Whether there is a screen to show anything on: what comes while the program ends is let go."""
        return self.app.is_running and bool(self.app.screen_stack)

    def now(self) -> datetime:
        return self.app.office.clock()

    def _listen(self) -> None:
        self.watch = RingWatch(self.app.office, self.screen_name, self._news, self._failed, self._changes)
        self.watch.look()
        self.app.call_later(offer_drafts, self)
        if may_be_rung(self.app.office):
            warm(self.app.office, self.screen_name)
        self.listening = True

    def _news(self, news: RingNews) -> None:
        self.app.call_later(self.heard, news)

    def _failed(self, error: Exception) -> None:
        self.app.call_later(self._trouble, error)

    def _changes(self, topics: frozenset[str]) -> None:
        self.app.call_later(self.refresher.heard, topics)
        if topics & {"pbx", "calls", EVERYTHING}:
            self.app.call_later(self.words.look_soon)
        if topics & {"pbx.commands", EVERYTHING}:
            self.app.call_later(self.dialling.look)

    def _trouble(self, error: Exception) -> None:
        if self.alive and isinstance(self.app.screen, Manners):
            self.app.screen.refuse(
                Refused(_("Calls cannot be shown now: {error}").format(error=clean(str(error))))
            )

    # What the office tells.

    def heard(self, news: RingNews) -> None:
        """Takes what a look brought: new calls, and how the earlier ones stand."""
        if not self.alive:
            return
        for row in news.changed:
            self._changed(row)
        for row, who in news.came:
            self.came(row, who)
        for screen in self.app.screen_stack:
            if isinstance(screen, TalkScreen):
                screen.look_again()

    def came(self, row: "RingRow", who: "WhoCalls") -> None:
        """A call has come to this screen."""
        self._let_missed_go()
        self._unpainted.add(row.id)
        subject = subject_of(row, who)
        self.subjects.put(row.id, subject)
        if self._shown:
            self.popup.fill()
            self.popup.beside(announcing(subject, 0))
        elif self.free and not self._busy_with_another(row.id):
            self.subjects.bring(row.id)
            self.popup.guard()
            self.app.announce(announcing(subject, 0))
            self.show()
            return
        self._announce(bell=True)

    def _changed(self, row: "RingRow") -> None:
        known = dict(self.subjects.subjects).get(row.id)
        if known is None:
            return
        subject = replace(known, ring=row)
        if subject.stage is RingStage.ELSEWHERE:
            self._drop(row.id)
            self.say(_("{name} answered {who}").format(name=clean(row.answered_by), who=who_words(subject)))
            return
        if subject.stage is RingStage.MISSED and not (self._shown and self.subjects.front_key == row.id):
            self._missed.append(subject)
            self._drop(row.id)
            return
        if subject.stage is RingStage.ENDED and subject.talk_saved:
            self._drop(row.id)
            return
        self.put(subject)

    def _let_missed_go(self) -> None:
        for key, subject in self.subjects.subjects:
            if subject.stage is RingStage.MISSED:
                self._missed.append(subject)
                self.subjects.drop(key)

    # The pop-up.

    @property
    def _shown(self) -> bool:
        return self.app.screen is self.popup

    @property
    def free(self) -> bool:
        """Whether a pop-up may open by itself: nothing is being typed and nothing covers the screen."""
        app = self.app
        if app.locked or self._shown or is_typing(app):
            return False
        half_typed = any(form.dirty for form in app.screen.query(Form))
        return (
            not half_typed and not isinstance(app.screen, TalkScreen) and self.popup not in app.screen_stack
        )

    def _busy_with_another(self, key: int) -> bool:
        """Whether another call rings or is talked in; one that is over does not keep a new one waiting."""
        return any(one.runs for known, one in self.subjects.subjects if known != key)

    def show(self) -> None:
        """Fills the pop-up and puts it on the screen."""
        if self._shown or self.popup in self.app.screen_stack or self.subjects.front is None:
            return
        self.popup.fill()
        self.app.push_screen(self.popup)
        self.refresh_line()

    def hide(self) -> None:
        """Takes the pop-up away, if it is on the screen; the calls stay."""
        if self._shown:
            self.app.pop_screen()
        self.refresh_line()

    def painted(self) -> None:
        """The pop-up stands on the screen: noted once per call, for `pbx doctor`."""
        key = self.subjects.front_key
        if key in self._unpainted:
            self._unpainted.discard(key)
            office = self.app.office
            self.popup.ask(
                lambda: office.call(mark_painted, ring_id=key),
                lambda _none: None,
                group="painted",
            )

    def key(self) -> None:
        """F4: the call in front; without one, what rings or was missed."""
        if self.app.locked:
            return
        if self._shown:
            self.next()
        elif len(self.subjects):
            self.show()
        elif self.dialling.talk_of is not None and isinstance(self.app.screen, Manners):
            open_talk(self, TalkWanted(call_id=self.dialling.talk_of), self.app.screen)
        elif self._missed:
            self._missed.clear()
            self.refresh_line()
            self.app.action_workspace("calls")
            self.app.call_after_refresh(self._turn_to_missed)
        else:
            look_elsewhere(self)

    def _turn_to_missed(self) -> None:
        from crm_tui.screens.calls import CallsScreen

        if isinstance(self.app.screen, CallsScreen):
            self.app.screen.show_missed()

    # What people say of a call.

    def leave(self) -> None:
        """Esc: a running call stays announced, one that is over is let go."""
        subject = self.subjects.front
        self.hide()
        if subject is not None and not subject.runs:
            if subject.stage is RingStage.MISSED:
                self._missed.append(subject)
            self._drop(subject.ring.id)

    def next(self) -> None:
        """The next of several calls comes to the front."""
        self.subjects.turn()
        self.popup.fill()
        self.popup.refresh_bindings()

    def summarised(self, key: int, summary: "CallerSummary") -> None:
        """What is known of the client under the cursor has been read."""
        known = dict(self.subjects.subjects).get(key)
        if known is not None:
            self.put(replace(known, summary=summary))

    def talk_saved(self, call_id: int | None) -> None:
        """The talk of a call is written down: the call leaves the desk, or does when it ends."""
        self.dialling.written(call_id)
        subject = self.subject_of_call(call_id)
        if subject is not None and subject.runs:
            self.put(replace(subject, talk_saved=True))
        elif subject is not None:
            self._drop(subject.ring.id)

    def subject_of_call(self, call_id: int | None) -> RingSubject | None:
        """The call a talk is about, while it is on the desk."""
        found = (one for _key, one in self.subjects.subjects if one.ring.call_id == call_id)
        return next(found, None)

    def identified(self, key: int, who: "WhoCalls", client_id: int) -> None:
        """A person has said whose call it is."""
        known = dict(self.subjects.subjects).get(key)
        if known is not None:
            self.put(chosen(known, who, client_id))

    # Keeping the subjects, the pop-up and the top line in step.

    def put(self, subject: RingSubject) -> None:
        """A call as it stands now; the pop-up shows what has changed."""
        if self.subjects.put(subject.ring.id, subject):
            self.popup.fill()
        self.refresh_line()

    def _drop(self, key: int) -> None:
        changed = self.subjects.drop(key)
        if self.subjects.front is None:
            self.hide()
        elif changed:
            self.popup.fill()
        self.refresh_line()

    def refresh_line(self) -> None:
        """Brings the top line in step with what the person sees."""
        if not self.alive:
            return
        self._announce(bell=False)

    def _announce(self, *, bell: bool) -> None:
        """The top line tells of the calls that the pop-up does not show now."""
        unseen, locked = self._unseen(), self.app.locked
        dialling = "" if locked or self._writes_dialled() else self.dialling.words()
        # In the order in which F4 takes them: what was missed comes last.
        text = (
            dialling
            if dialling and not unseen
            else announcement([*unseen, *reversed(self._missed)], locked=locked)
        )
        if bell or text != self.app.announced:
            # The window keeps its ringing title while the pop-up stands there.
            self.app.announce(text, ring=bell or not (text or self._shown))

    def _writes_dialled(self) -> bool:
        top = self.app.screen
        return isinstance(top, TalkScreen) and top.draft.call_id == self.dialling.talk_of is not None

    def call_in_hand(self) -> int | None:
        """The call this person talks in, else the one he dials."""
        talking = (one for _key, one in self.subjects.subjects if one.stage is RingStage.TALKING)
        subject = next(talking, None)
        if subject is not None:
            return subject.ring.call_id
        return self.dialling.command.call_id if self.dialling.command is not None else None

    def _unseen(self) -> list[RingSubject]:
        """The calls of the desk to be announced: the one that rings first."""
        unseen = [one for key, one in self.subjects.subjects if not self._in_sight(key, one)]
        unseen.sort(key=lambda one: ORDER.index(one.stage))
        return unseen

    def _in_sight(self, key: object, subject: RingSubject) -> bool:
        """Whether the person sees the call anyway: in the pop-up or above the talk he is writing."""
        top = self.app.screen
        if isinstance(top, TalkScreen):
            return top.draft.call_id == subject.ring.call_id
        return subject.talk_saved or (self._shown and key == self.subjects.front_key)

    def say(self, text: str) -> None:
        """Tells the person something, unless the gate is down."""
        if isinstance(self.app.screen, Manners) and not self.app.locked:
            self.app.screen.tell(text)
