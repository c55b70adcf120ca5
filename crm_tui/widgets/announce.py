"""How a terminal calls the person who looks elsewhere: bell, window title, desktop notification."""

from crm_tui.domain.text import clean


def announcement(text: str) -> str:
    """The bytes that announce a text, or give the window its quiet title back when the text is empty.

    OSC 9 and OSC 777 are the two notification reports terminals know; others skip them. The text is cleaned
    here once more, for it ends up inside an escape sequence.
    """
    safe = clean(text).replace(";", ",")
    if not safe:
        return "\x1b]2;crm-tui\x07"
    return f"\x07\x1b]2;☎ {safe}\x07\x1b]9;{safe}\x07\x1b]777;notify;crm-tui;{safe}\x07"
