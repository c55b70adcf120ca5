"""The box to type into paints only the rows that changed; what it shows is always what it holds."""

from typing import ClassVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from crm_tui.widgets.fields import TextBox

KEYS = st.lists(
    st.sampled_from(
        [
            "а",
            "б",
            "space",
            "enter",
            "backspace",
            "delete",
            "up",
            "down",
            "left",
            "right",
            "home",
            "end",
            "shift+left",
            "shift+down",
            "ctrl+z",
            "ctrl+y",
            "ctrl+w",
            "ctrl+u",
        ]
    ),
    max_size=25,
)


class Boxed(App[None]):
    CSS: ClassVar[str] = "TextBox { height: 5; width: 12; }"

    def compose(self) -> ComposeResult:
        yield TextBox("перший рядок\nдругий")


def shown(app: App[None]) -> list[str]:
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(KEYS)
async def test_what_is_painted_is_what_a_full_repaint_would_show(keys: list[str]) -> None:
    app = Boxed()
    async with app.run_test(size=(20, 6)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        box = app.query_one(TextBox)
        before = shown(app)
        box._styles_cache.clear()
        box._line_cache.clear()
        box.refresh()
        await pilot.pause()
        assert shown(app) == before
