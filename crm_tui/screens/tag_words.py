"""What a merge of tags did, in words, for the screen and the command line."""

from typing import TYPE_CHECKING

from crm_tui.i18n import _, ngettext
from crm_tui.screens.client_words import one_line

if TYPE_CHECKING:
    from crm_tui.usecases.tag_merge import TagMerged


def merged_words(done: "TagMerged", *, undone: bool) -> str:
    """Clients, those who had both, the filters by name and owner; one that cannot be read is told."""
    n = done.clients
    if undone:
        n += done.both
        words = ngettext("{tag}: {n} client has it again", "{tag}: {n} clients have it again", n)
        return words.format(tag=one_line(done.tag), n=n)
    words = ngettext("{n} client goes over to {into}", "{n} clients go over to {into}", n)
    parts = [words.format(n=n, into=one_line(done.into))]
    if done.both:
        parts.append(_("had both: {n}").format(n=done.both))
    for title, kept in (
        (_("filters that name it now: {names}"), [one for one in done.filters if one.was != one.now]),
        (
            _("filters that cannot be read, look at them: {names}"),
            [f for f in done.filters if f.was == f.now],
        ),
    ):
        if kept:
            names = ", ".join(one_line(f"{one.name} ({one.owner})") for one in kept)
            parts.append(title.format(names=names))
    return "; ".join(parts)
