"""The office's tags: their clients counted, their words, signs and colours changed by a head, retired."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.kinds import TagColour
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _, ngettext
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.choice_pick import ChoicePick
from crm_tui.screens.client_words import TAG_COLOURS, one_line
from crm_tui.screens.record_form import RecordDialog
from crm_tui.screens.tag_words import merged_words
from crm_tui.screens.yes_no import YesNo
from crm_tui.usecases.tag_merge import TagMerged, merge_tags, undo_tag_merge
from crm_tui.usecases.tags import TagRow, edit_tag, list_tags, retire_tag
from crm_tui.widgets.columns import Column
from crm_tui.widgets.form import ChoiceField, Form, TextField
from crm_tui.widgets.inks import Ink
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.virtual_list import VirtualList


class TagList(BaseDialog[None]):
    """All tags, the retired ones too; whoever is no head only looks."""

    TITLE_WORD = N_("Tags of the office")
    HELP_TEXT = N_(
        "F2 changes the word, the sign and the colour of a tag. F5 merges it into another: its clients get "
        "that one, kept filters follow; F7 takes the merge back. Delete retires a tag: it leaves the lists, "
        "and comes back with its clients when it is put on one anew. All this is for heads."
    )
    AUTO_FOCUS = "VirtualList"
    DEFAULT_CSS = "TagList VirtualList { height: 14; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "change", N_("Change"), id="tag_list.change", tooltip=N_("Word, sign and colour")),
        Binding("f5", "merge", N_("Merge"), id="tag_list.merge", tooltip=N_("Its clients get another tag")),
        Binding("f7", "undo", N_("Take apart"), id="tag_list.undo", tooltip=N_("Takes a merge back")),
        Binding("delete", "retire", N_("Retire"), id="tag_list.retire", tooltip=N_("Off the lists")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.tags: dict[int, TagRow] = {}

    def body(self) -> ComposeResult:
        columns = (
            Column("#", 1),
            Column(_("Tag"), 26, flex=1),
            Column(_("Colour"), 12),
            Column(_("Clients"), 8, right=True),
            Column("", 12),
        )
        yield VirtualList(columns, MemoryRows([]), empty=_("No tags yet"))

    def on_mount(self) -> None:
        self.reload()

    def reload(self, *_done: object) -> None:
        office = self.office
        self.ask(lambda: office.call(list_tags, retired=True), self._show, group="tags")

    def _show(self, tags: tuple[TagRow, ...]) -> None:
        self.tags = {tag.id: tag for tag in tags}
        rows = self.query_one(VirtualList)
        rows.show(MemoryRows(list(map(tag_row, tags))), keep=rows.current.id if rows.current else None)

    @property
    def _here(self) -> TagRow | None:
        row = self.query_one(VirtualList).current
        return self.tags[int(str(row.id))] if row is not None else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        acts = {"change", "merge", "undo", "retire"}
        return self.office.can(Permission.CLIENTS_TAG_EDIT) if action in acts else True

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        if self.office.can(Permission.CLIENTS_TAG_EDIT):
            self._change(self.tags[int(str(event.row.id))])

    def action_change(self) -> None:
        if (tag := self._here) is not None:
            self._change(tag)

    def _change(self, tag: TagRow) -> None:
        self.app.push_screen(TagForm(tag), lambda done: self.reload() if done else None)

    def action_retire(self) -> None:
        tag, office = self._here, self.office
        if tag is None or tag.retired:
            return
        count = ngettext("{n} client has it", "{n} clients have it", tag.clients).format(n=tag.clients)
        question = _("Retire the tag {tag}?").format(tag=one_line(tag.name)) + f"\n{count}"

        def answered(yes: bool | None) -> None:
            if yes:
                self.ask(lambda: office.call(retire_tag, tag=tag.id), self.reload, group="act")

        self.app.push_screen(YesNo(question), answered)

    def action_merge(self) -> None:
        """The other tag is chosen from those in use; what will happen is told and asked."""
        tag = self._here
        if tag is None or tag.retired:
            self.tell(_("Only tags in use are merged"))
            return
        others = [one for one in self.tags.values() if one.id != tag.id and not one.retired]

        def picked(place: int | None) -> None:
            if place is not None:
                self._ask_merge(tag, others[place])

        self.app.push_screen(ChoicePick([one_line(one.name) for one in others], 0), picked)

    def _ask_merge(self, tag: TagRow, into: TagRow) -> None:
        office = self.office
        count = ngettext(
            "{n} client gets {into} instead of {tag}", "{n} clients get {into} instead of {tag}", tag.clients
        )
        question = "\n".join(
            (
                count.format(n=tag.clients, into=one_line(into.name), tag=one_line(tag.name)),
                _("Whoever has both keeps one; everybody's kept filters follow."),
                _("F7 on the retired tag takes that back."),
            )
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self.ask(lambda: office.call(merge_tags, tag=tag.id, into=into.id), self._merged, group="act")

        self.app.push_screen(YesNo(question), answered)

    def _merged(self, done: TagMerged) -> None:
        self.tell(merged_words(done, undone=False))
        self.reload()

    def action_undo(self) -> None:
        tag, office = self._here, self.office
        if tag is None or not tag.merged_into:
            self.tell(_("This tag was not merged into another"))
            return
        question = _("Take {tag} out of {into} again?").format(
            tag=one_line(tag.name), into=one_line(tag.merged_into)
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self.ask(lambda: office.call(undo_tag_merge, tag=tag.id), self._undone, group="act")

        self.app.push_screen(YesNo(question), answered)

    def _undone(self, done: TagMerged) -> None:
        self.tell(merged_words(done, undone=True))
        self.reload()


class TagForm(RecordDialog[bool]):
    """Answers True when it was saved."""

    KIND = "tag"
    TITLE_WORD = N_("Tag")
    HELP_TEXT = N_(
        "The sign is one character that no other tag has: it stands in lists where there is no room for the "
        "word. A colour goes with a sign only, for not everybody sees colours. F2 saves."
    )
    AUTO_FOCUS = "Input"
    DEFAULT_CSS: ClassVar[str] = "TagForm Form { height: auto; padding: 0; }"

    def __init__(self, tag: TagRow) -> None:
        super().__init__()
        self.about(tag.id, tag.version)
        self.tag = tag

    def body(self) -> ComposeResult:
        colours = [(one.value, _(word)) for one, word in TAG_COLOURS.items()]
        yield Form(
            TextField("name", _("Tag"), self.tag.name),
            TextField("sign", _("Sign"), self.tag.sign),
            ChoiceField("colour", _("Colour"), colours, self.tag.colour),
        )

    def saving(self, values: Mapping[str, str]) -> Callable[[], bool]:
        office, number, version = self.office, self.tag.id, self.version

        def save() -> bool:
            office.call(
                edit_tag,
                tag=number,
                version=version,
                name=values["name"],
                sign=values["sign"],
                colour=TagColour(values["colour"]),
            )
            return True

        return save


def tag_row(tag: TagRow) -> Row:
    """A tag in the list; its sign has its colour, which stands there in a word too."""
    coloured = tag.colour is not TagColour.NONE
    cells = (
        one_line(tag.sign),
        one_line(tag.name),
        _(TAG_COLOURS[tag.colour]) if coloured else "",
        str(tag.clients),
        f"→ {one_line(tag.merged_into)}" if tag.merged_into else _("retired") if tag.retired else "",
    )
    inks = ((0, Ink(0, 1, tag.colour)),) if coloured else ()
    return Row(tag.id, 0, cells, style="muted" if tag.retired else "", inks=inks)
