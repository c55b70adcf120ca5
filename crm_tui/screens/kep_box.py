"""A box opened: the sets whose papers lie in it; filled, closed, sent, its register printed."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.adapters.workplace import print_content, save_file
from crm_tui.domain.kyiv import format_date, today
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.client_words import one_line
from crm_tui.screens.kep_box_rows import box_detail
from crm_tui.screens.kep_fact_forms import typed_day
from crm_tui.screens.kep_opening import open_kep_set
from crm_tui.screens.kep_words import number_of, set_about, set_columns, set_row
from crm_tui.screens.one_line_form import OneLineForm
from crm_tui.usecases.kep_boxes import (
    BoxRow,
    close_box,
    move_to_box,
    reopen_box,
    send_box,
    sets_in_box,
    show_box,
)
from crm_tui.usecases.kep_papers import box_register
from crm_tui.usecases.kep_sets import KepSetRow, find_set
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList


class BoxScreen(BaseScreen[None]):
    """One box; `box` and `sets` are what was read last."""

    TITLE_WORD = N_("Box for the CA")
    HELP_TEXT = N_(
        "Insert lays the papers of a set in by its number, out of another box that was not sent. F5 closes "
        "the box or opens it again, F6 marks it as sent, F7 prints its register."
    )
    LOOKS_AT = frozenset({"kep"})
    DEFAULT_CSS = "BoxScreen #head { height: 2; text-style: bold; } BoxScreen #detail { height: 4; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "fill", N_("Lay in"), id="kep_box.fill", tooltip=N_("The papers of a set")),
        Binding("f5", "close", N_("Close/open"), id="kep_box.close", tooltip=N_("No more papers, or again")),
        Binding("f6", "send", N_("Sent"), id="kep_box.send", tooltip=N_("It went to the CA")),
        Binding("f7", "print", N_("Register"), id="kep_box.print", tooltip=N_("Prints what lies in it")),
        Binding(
            "alt+s",
            "save",
            N_("Save the register"),
            show=False,
            id="kep_box.save",
            tooltip=N_("Into one's own folder, as PDF"),
        ),
        Binding("escape", "leave", N_("Leave"), id="kep_box.leave"),
    ]

    def __init__(self, box_id: int) -> None:
        super().__init__()
        self.box_id = box_id
        self.box: BoxRow | None = None
        self.sets: tuple[KepSetRow, ...] = ()

    def body(self) -> ComposeResult:
        yield TextBlock(id="head")
        yield VirtualList(set_columns(), empty=_("Nothing lies in it yet. Insert lays a set's papers in."))
        yield TextBlock(id="detail")

    def on_mount(self) -> None:
        self.look_again()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with a box in this state is offered."""
        del parameters
        if action not in {"fill", "close", "send"}:
            return True
        box = self.box
        if box is None or box.sent_on is not None or not self.office.can(Permission.KEP_BOX_EDIT):
            return False
        return action == "close" or (box.closed_on is None) == (action == "fill")

    def look_again(self) -> None:
        office, box_id = self.office, self.box_id

        def read() -> tuple[BoxRow, tuple[KepSetRow, ...]]:
            return office.call(show_box, box_id=box_id), office.call(sets_in_box, box_id=box_id)

        self.ask(read, self._show, group="box")

    def _show(self, found: tuple[BoxRow, tuple[KepSetRow, ...]]) -> None:
        self.box, self.sets = found
        said = _("{n} sets · opened {day} · {note}").format(
            n=self.box.sets, day=format_date(self.box.opened_on), note=one_line(self.box.note)
        )
        self.query_one("#head", TextBlock).say(f"{box_detail(self.box)}\n{said.rstrip(' ·')}")
        now = today(self.office.clock())
        rows = self.query_one(VirtualList)
        kept = rows.current.id if rows.current else None
        rows.show(MemoryRows([set_row(one, now) for one in self.sets]), keep=kept)
        self.refresh_bindings()
        self.show_keys()
        self.show_title()

    def title_word(self) -> str:
        return _("Box {number}").format(number=self.box.number) if self.box else _(self.TITLE_WORD)

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        now = today(self.office.clock())
        found = (set_about(one, now) for one in self.sets if event.row and one.id == event.row.id)
        self.query_one("#detail", TextBlock).say(next(found, ""))

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        open_kep_set(self.app, number_of(event.row.id))

    def action_leave(self) -> None:
        self.dismiss()

    def action_fill(self) -> None:
        office, box_id = self.office, self.box_id

        def lay(text: str | None) -> None:
            if text is None:
                return

            def call() -> BoxRow:
                card = office.call(find_set, text=text, by_ref=True)
                return office.call(move_to_box, set_ids=(card.row.id,), box_id=box_id)

            self.ask(call, self._acted, group="act")

        self.app.push_screen(OneLineForm(_("Lay papers into the box"), _("Set")), lay)

    def action_close(self) -> None:
        office, box_id = self.office, self.box_id
        act = close_box if self.box is None or self.box.closed_on is None else reopen_box
        self.ask(lambda: office.call(act, box_id=box_id), self._acted, group="act")

    def action_send(self) -> None:
        office, box_id, now = self.office, self.box_id, today(self.office.clock())

        def send(text: str | None) -> None:
            if text is not None:
                self.ask(
                    lambda: office.call(send_box, box_id=box_id, day=typed_day(text, now)),
                    self._acted,
                    group="act",
                )

        self.app.push_screen(OneLineForm(_("Sent to the CA"), _("Day"), format_date(now)), send)

    def _acted(self, box: BoxRow) -> None:
        self.tell(box_detail(box))
        self.look_again()

    def action_print(self) -> None:
        office, box_id = self.office, self.box_id

        def send() -> str:
            file = office.call(box_register, box_id=box_id)
            print_content(office.settings.print_command, file.name, file.content)
            return file.name

        self.ask(
            send, lambda name: self.tell(_("Sent to the printer: {name}").format(name=name)), group="act"
        )

    def action_save(self) -> None:
        office, box_id = self.office, self.box_id

        def save() -> str:
            file = office.call(box_register, box_id=box_id)
            return str(save_file(office.settings.out_dir, file.name, file.content))

        self.ask(save, lambda place: self.tell(_("Saved: {place}").format(place=place)), group="act")
