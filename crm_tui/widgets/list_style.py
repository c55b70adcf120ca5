"""How the virtual list looks; the cursor is marked by a sign too, so colour is never the only one."""

PARTS = {
    "list--head",
    "list--cursor",
    "list--blur",
    "list--warning",
    "list--error",
    "list--muted",
    "list--today",
}

CSS = """
VirtualList { height: 1fr; width: 1fr; background: $background; color: $foreground; }
VirtualList > .list--head { background: $panel; color: $foreground; text-style: bold; }
VirtualList > .list--cursor { background: $primary; color: $text; text-style: bold; }
VirtualList > .list--blur { background: $panel; color: $foreground; text-style: underline; }
VirtualList > .list--warning { color: $warning; }
VirtualList > .list--error { color: $error; }
VirtualList > .list--today { color: $accent; text-style: bold; }
VirtualList > .list--muted { color: $foreground-muted; }
VirtualList:ansi > .list--head { text-style: bold underline; }
VirtualList:ansi > .list--cursor { background: ansi_default; color: ansi_default; text-style: reverse; }
"""
