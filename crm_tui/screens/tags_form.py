"""Tags of one client as a line to change, or tags put on and taken off many at once."""

from collections.abc import Sequence
from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.tags import TagError, tag_key, tags_typed
from crm_tui.i18n import N_, _, ngettext
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.client_words import one_line, with_tags
from crm_tui.screens.yes_no import YesNo
from crm_tui.usecases.client_tags import TagChange, TagPreview, preview_tags, tag_clients
from crm_tui.usecases.shapes import TagMark
from crm_tui.usecases.tags import TagRow, list_tags
from crm_tui.widgets.columns import fit
from crm_tui.widgets.form import Form, TextField
from crm_tui.widgets.inks import Ink
from crm_tui.widgets.text_block import TextBlock

MOST_LINES = 12
"""As many as the question has room for on 24 lines."""
WIDTH = 70


class TagsForm(BaseDialog[TagChange]):
    """Answers what was changed, so that it can be undone."""

    HELP_TEXT = N_(
        "Words with commas between them; a new word makes the tag. In a search line #word finds its clients."
    )
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    TagsForm Form { height: auto; padding: 0; }
    TagsForm TextBlock { height: 4; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,f2,ctrl+s", "save", N_("Save"), priority=True, id="tags_form.save"),
        Binding("f6", "all", N_("All tags"), id="tags_form.all", tooltip=N_("Their words, signs, colours")),
    ]

    def __init__(self, clients: tuple[int, ...], heading: str, tags: tuple[str, ...] | None = None) -> None:
        """`tags`: those of the one client; None: many, of whom each keeps his own."""
        super().__init__()
        self.clients, self.heading, self.tags = clients, heading, tags

    def body(self) -> ComposeResult:
        if self.tags is None:
            yield Form(TextField("add", _("Put on"), ""), TextField("remove", _("Take off"), ""))
        else:
            yield Form(TextField("tags", _("Tags"), ", ".join(self.tags)))
        yield TextBlock(id="known")

    def on_mount(self) -> None:
        self.query_one("#box").border_title = self.heading
        self._read_known()

    def _read_known(self) -> None:
        office = self.office
        self.ask(lambda: office.call(list_tags), self._show_known)

    def _show_known(self, rows: tuple[TagRow, ...]) -> None:
        head, _mark, _tail = _("There are: {tags}").partition("{tags}")
        text, inks = head.rstrip(), list[Ink]()
        for row in rows:
            text, more = with_tags(text, [TagMark(row.name, row.sign, row.colour)])
            text, inks = f"{text} {row.clients}", [*inks, *more]
        self.query_one("#known", TextBlock).say(text if rows else f"{text} {_('none')}", tuple(inks))

    def action_all(self) -> None:
        """The list of tags is over the form; what it changed is read again."""
        from crm_tui.screens.tag_list import TagList

        self.app.push_screen(TagList(), lambda _none: self._read_known())

    def action_save(self) -> None:
        values = self.query_one(Form).values()
        try:
            if self.tags is None:
                add, remove = tags_typed(values["add"]), tags_typed(values["remove"])
            else:
                typed = {tag_key(name): name for name in tags_typed(values["tags"])}
                had = {tag_key(name): name for name in self.tags}
                add = tuple(name for key, name in typed.items() if key not in had)
                remove = tuple(name for key, name in had.items() if key not in typed)
        except TagError as problem:
            self.tell(
                _("{tag} is no tag: a word of at most 30 letters without commas, quotes, brackets").format(
                    tag=one_line(problem.text)
                )
            )
            return
        if self.tags is not None:
            self._do(add, remove)
        elif add or remove:
            self._look(add, remove)
        else:
            self.tell(_("Name a tag"))

    def _look(self, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
        """Many clients: who would change is told first, and asked."""
        office, clients = self.office, self.clients

        def seen(preview: TagPreview) -> None:
            if not preview.clients:
                self.tell(_("Nobody would change"))
                return
            question = preview_words(preview, add, remove)
            self.app.push_screen(
                YesNo(question, lines=question.count("\n") + 1),
                lambda yes: self._do(add, remove) if yes else None,
            )

        self.ask(
            lambda: office.call(preview_tags, client_ids=clients, add=add, remove=remove), seen, group="save"
        )

    def _do(self, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
        office, clients = self.office, self.clients
        self.ask(
            lambda: office.call(tag_clients, client_ids=clients, add=add, remove=remove),
            self._saved,
            group="save",
        )

    def _saved(self, change: TagChange) -> None:
        self.dismiss(change)


def heading_for(count: int) -> str:
    """Of how many clients the tags are to be changed."""
    return ngettext("Tags of {n} client", "Tags of {n} clients", count).format(n=count)


def preview_words(seen: TagPreview, add: Sequence[str], remove: Sequence[str]) -> str:
    """How many clients would change and how, and the first of them, in at most so many lines as fit."""
    signs = " ".join(one_line(sign) for sign in (*(f"+{tag}" for tag in add), *(f"−{tag}" for tag in remove)))
    count = ngettext("{n} client would change", "{n} clients would change", seen.clients)
    lines = wrap(f"{count.format(n=seen.clients)}: {signs}", WIDTH)
    if seen.new:
        lines += wrap(_("new tags: {tags}").format(tags=", ".join(seen.new)), WIDTH)
    if seen.back:
        told = _("retired, come back with their clients: {tags}")
        lines += wrap(told.format(tags=", ".join(seen.back)), WIDTH)
    room = max(2, MOST_LINES - len(lines))
    named = seen.first if seen.clients <= room else seen.first[: room - 1]
    lines += [f"  {fit(one_line(one.name), WIDTH - 2).rstrip()}" for one in named]
    if (more := seen.clients - len(named)) > 0:
        lines.append("  " + _("and {n} more").format(n=more))
    return "\n".join(lines)
