"""The App: modes, themes, what the top line shows; the gate is the first frame, the office opens after it."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import Screen

from crm_tui.config import Settings
from crm_tui.domain.text import clean
from crm_tui.i18n import N_, _, set_language
from crm_tui.keys import KeymapError, LayoutApp, guard_parser, load_keymap
from crm_tui.screens.base import Manners
from crm_tui.screens.gate import Gate
from crm_tui.screens.keeper import Glancer, Keeper, Opener
from crm_tui.screens.workspaces import CLIENT_CARD, WORKSPACES, preload_rest, screen_at
from crm_tui.widgets.announce import announcement
from crm_tui.widgets.hangup import when_terminal_goes
from crm_tui.widgets.jobs import Jobs
from crm_tui.widgets.key_line import MessageLine
from crm_tui.widgets.themes import THEMES, theme_for
from crm_tui.widgets.title_line import Surroundings

if TYPE_CHECKING:
    from crm_tui.domain.permissions import Actor
    from crm_tui.screens.ring_desk import RingDesk
    from crm_tui.usecases.first_look import FirstLook
    from crm_tui.usecases.office import Office

GATE = "gate"
"""The mode of the gate that comes back; the first one is the app's default screen."""


class CrmApp(LayoutApp[None], inherit_bindings=False):
    """The full-screen program of one operator."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "* { scrollbar-size: 0 0; }"
    MODES: ClassVar[dict[str, Any]] = {GATE: Gate} | {one.name: one.screen for one in WORKSPACES}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark", "help", N_("Help"), id="app.help", tooltip=N_("Lists what works here")),
        Binding(
            "f3,f12,ctrl+f",
            "search",
            N_("Search"),
            id="app.search",
            tooltip=N_("Finds clients by any part of the name, code, phone, e-mail or contact"),
        ),
        Binding(
            "f8",
            "places",
            N_("Go to"),
            id="app.places",
            tooltip=N_("The workspaces; Alt+digit leads there at once"),
        ),
        Binding(
            "f9,ctrl+p", "palette", N_("All acts"), id="app.palette", tooltip=N_("Finds an act by its name")
        ),
        Binding("f10,ctrl+q", "quit", N_("Quit"), id="app.quit", tooltip=N_("Ends the program")),
        Binding(
            "f4",
            "ring",
            N_("Call"),
            show=False,
            priority=True,
            id="app.ring",
            tooltip=N_("The call that rings now, or the missed ones"),
        ),
        Binding(
            "f11,alt+n",
            "dial",
            N_("Dial"),
            show=False,
            priority=True,
            id="app.dial",
            tooltip=N_("Rings your phone, then whoever is under the cursor"),
        ),
        Binding(
            "f5,alt+p",
            "hand_over",
            N_("Hand over"),
            show=False,
            id="app.hand_over",
            tooltip=N_("Hands the call you talk in to a colleague or a number"),
        ),
        Binding(
            "alt+h",
            "hang_up",
            N_("Hang up"),
            show=False,
            id="app.hang_up",
            tooltip=N_("Ends your part in the call, or gives up dialling"),
        ),
        Binding(
            "alt+c",
            "copy",
            N_("Copy"),
            show=False,
            id="app.copy",
            tooltip=N_("Copies the row or the field"),
        ),
        Binding(
            "alt+t",
            "show_text",
            N_("Show as text"),
            show=False,
            id="app.show_text",
            tooltip=N_("A plain screen to select from"),
        ),
        Binding(
            "alt+l",
            "lock",
            N_("Lock"),
            show=False,
            id="app.lock",
            tooltip=N_("Covers the screen; calls are still announced"),
        ),
        *(
            Binding(
                f"alt+{one.digit}", f"workspace({one.name!r})", one.title, show=False, id=f"app.go_{one.name}"
            )
            for one in WORKSPACES
        ),
    ]

    def __init__(
        self,
        settings: Settings,
        *,
        office: "Office | None" = None,
        opener: Opener | None = None,
        account: str = "",
        glance: Glancer | None = None,
        demo: bool = False,
    ) -> None:
        guard_parser()
        set_language(settings.language)
        super().__init__()
        self.animation_level = "none"
        self.settings = settings
        self.around = Surroundings(demo=demo)
        self.announced = ""
        self.jobs = Jobs(self)
        self.desk: RingDesk | None = None
        self._office = office
        self.keeper = Keeper(self, opener, account, glance)
        self.first_look: FirstLook | None = None
        self._held: list[events.Event] = []
        self._keymap_trouble: list[str] = []
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = theme_for(settings.theme, os.environ)
        if settings.path:
            self._read_keymap(Path(settings.path).with_name("keymap.toml"))

    @property
    def office(self) -> "Office":
        """The opened office; screens that need it are shown only after it is there."""
        assert self._office is not None  # noqa: S101  # a screen before the office is a fault of ours
        return self._office

    @property
    def locked(self) -> bool:
        """Whether the gate is down: of the office only that somebody calls may be shown."""
        return self.keeper.locked

    @property
    def _background_screens(self) -> list[Screen[Any]]:
        # Textual paints what is under an opaque dialog too, and the dialog anew (12 kB) when that changes.
        return [] if self.screen.styles.background.a == 1 else super()._background_screens

    def _set_pointer_shape(self, shape: str) -> None:
        """Nothing here changes the mouse pointer; Textual would write its shape after each screen, late."""

    def get_default_screen(self) -> Screen[Any]:
        return Gate() if self._office is None else super().get_default_screen()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent):
            if not self.keeper.touch():
                return
            if self.first_look is not None and getattr(event, "key", "") not in {"f10", "ctrl+q"}:
                self._held.append(event)
                return
        await super().on_event(event)

    async def on_mount(self) -> None:
        if not self.is_headless:
            when_terminal_goes(lambda: self.call_later(self.action_quit))
        if self._office is not None and self._office.actor.id is not None:
            await self.enter(self._office)

    # What others tell the app.

    def surround(self, around: Surroundings) -> None:
        """Changes what the top line of every screen shows."""
        self.around = around
        self._refresh_titles()

    def announce(self, text: str, *, ring: bool = True) -> None:
        """Shows on the top line who is calling, and calls the person's eye to the terminal; "" ends it."""
        self.announced = clean(text)
        self._refresh_titles()
        if ring and self._driver is not None and not self.is_headless:
            self._driver.write(announcement(self.announced))

    def _refresh_titles(self) -> None:
        # Only the screen in front: a change behind it repaints all of it. Those behind look on resume.
        stack = self.screen_stack
        if stack and isinstance(stack[-1], Manners) and stack[-1].is_attached:
            stack[-1].show_title()

    async def show_first(self, look: "FirstLook") -> None:
        """The first workspace as a glance saw it, while the office opens; keys wait until it is open."""
        self.first_look = look
        await self._come_in(look.actor)

    async def show_gate(self) -> None:
        """After a glance the office did not open: a gate that tries once more and says why."""
        self._held.clear()
        self.first_look = None
        await self.switch_mode(GATE)

    async def enter(self, office: "Office") -> None:
        """Lets a person in, to the first workspace."""
        self._office = office
        glanced, self.first_look = self.first_look is not None, None
        await self._come_in(office.actor)
        if glanced and isinstance(self.screen, Manners):
            self.screen.look_again()
        self._type_held()
        self._tell_keymap_trouble()
        self.jobs.run("desk", preload_rest, lambda _done: self.open_desk(), self.not_done)

    async def _come_in(self, actor: "Actor") -> None:
        self.surround(replace(self.around, user=actor.full_name or actor.login))
        await self.switch_mode(WORKSPACES[0].name)

    def _type_held(self) -> None:
        held, self._held = self._held, []
        for event in held:
            self.post_message(event)

    def ask_quietly(self, call: Callable[[], object], *, group: str) -> None:
        """Runs a use case nobody waits for, even when its screen is left; a group's newest one comes last."""
        self.jobs.run(group, call, _nothing, self.not_done)

    def not_done(self, error: Exception) -> None:
        """Tells on the screen in front why a job of the app was not done."""
        if isinstance(self.screen, Manners):
            self.screen.refuse(error)

    def open_client(self, client_id: int) -> None:
        """Opens a client's card over whatever is on the screen."""
        self.push_screen(screen_at(CLIENT_CARD, client_id))

    # Calls.

    def open_desk(self) -> None:
        """Begins to show the calls of whoever sits here; another person gets a desk of his own."""
        from crm_tui.screens.ring_desk import RingDesk

        if self.desk is not None and self.desk.actor == self.office.actor:
            return
        if self.desk is not None:
            self.desk.close()
        self.desk = RingDesk(self)
        self.desk.open()

    def on_unmount(self) -> None:
        if self.desk is not None:
            self.desk.close()

    async def action_quit(self) -> None:
        if self.desk is not None:
            await self.desk.keep_talks()
        self.exit()

    def action_ring(self) -> None:
        if self.desk is not None:
            self.desk.key()

    def action_dial(self) -> None:
        from crm_tui.screens.dialling import dial_from

        if isinstance(self.screen, Manners) and not self.locked:
            what = self.screen.dialable()
            if what is None:
                self.screen.tell(_("No number stands here"))
            else:
                dial_from(self.screen, what)

    def action_hand_over(self) -> None:
        from crm_tui.screens.transfer import TransferDialog

        if (call_id := self._call_in_hand()) is not None:
            self.push_screen(TransferDialog(call_id), self._handed_over)

    def _handed_over(self, said: str | None) -> None:
        if said and self.desk is not None:
            self.desk.say(said)

    def action_hang_up(self) -> None:
        from crm_tui.screens.dialling import hang_up_call

        if (call_id := self._call_in_hand()) is not None and isinstance(self.screen, Manners):
            hang_up_call(self.screen, call_id)

    def _call_in_hand(self) -> int | None:
        """The call of the screen in front, else the one that this person talks in or dials."""
        if not isinstance(self.screen, Manners) or self.locked or self.desk is None:
            return None
        call_id = self.screen.call_in_hand() or self.desk.call_in_hand()
        if call_id is None:
            self.screen.tell(_("You are not in a call now"))
        return call_id

    # The keymap.

    def _read_keymap(self, path: Path) -> None:
        try:
            self.set_keymap(load_keymap(path))
        except KeymapError as error:
            self._keymap_trouble = [str(error)]

    def _tell_keymap_trouble(self) -> None:
        if self._keymap:
            from crm_tui.screens.keymap import problems

            self._keymap_trouble += problems(self._keymap, type(self))
        if self._keymap_trouble and (lines := self.screen.query(MessageLine)):
            lines.first().tell("\n".join(self._keymap_trouble), error=True)

    # Keys.

    def action_help(self) -> None:
        from crm_tui.screens.help import HelpScreen

        if isinstance(self.screen, Manners) and not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_palette(self) -> None:
        from crm_tui.screens.palette import Act, Palette, acts_of

        async def do(act: Act | None) -> None:
            if act is not None:
                await self.run_action(act.action, act.node)  # type: ignore[arg-type]

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(acts_of(dict(self.screen.active_bindings))), do)

    def action_places(self) -> None:
        from crm_tui.screens.places import Places

        def go(name: str | None) -> None:
            if name is not None:
                self.action_workspace(name)

        if not isinstance(self.screen, Places):
            self.push_screen(Places(), go)

    def action_search(self) -> None:
        from crm_tui.screens.search import Found, SearchDialog
        from crm_tui.screens.searches import SEARCHES

        def show(found: Found | None) -> None:
            if found is not None:
                SEARCHES[found[0]].open(self, found[1])

        if self._office is not None and not self.locked:
            self.push_screen(SearchDialog(), show)

    def action_workspace(self, name: str) -> None:
        if self._office is not None and not self.locked:
            self.switch_mode(name)

    def action_lock(self) -> None:
        if self._office is not None:
            self.keeper.lock()

    def action_use_theme(self, name: str) -> None:
        self.theme = name

    def action_copy(self) -> None:
        if isinstance(self.screen, Manners) and (text := self.screen.text_to_copy()):
            self.copy_to_clipboard(text)

    def action_show_text(self) -> None:
        from crm_tui.screens.plain import PlainScreen

        if isinstance(self.screen, Manners):
            self.push_screen(PlainScreen(self.screen.plain_text()))


def _nothing(_answer: object) -> None:
    """The answer of a quiet job."""
