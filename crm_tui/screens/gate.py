"""The gate: who sits here. It is the first screen, and it comes down again over an idle one.

Nothing heavy is imported here: this is what the first frame shows. The fields come right after it, then the
office is opened behind them.
"""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from crm_tui.i18n import N_, _
from crm_tui.screens.base import Manners
from crm_tui.widgets.key_line import KeyLine, MessageLine
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.title_line import TitleLine

if TYPE_CHECKING:
    from crm_tui.widgets.fields import LineInput
    from crm_tui.widgets.form import Form


class Gate(ModalScreen[None], Manners[None]):
    """Asks for login and password; `locked` is the login of the person whose screen it covers.

    With `ask` false only Enter is wanted: the OS account is the proof.
    """

    TITLE_WORD = N_("Sign in")
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    Gate { background: $background; }
    Gate Form { width: 60; height: auto; margin: 2 4; }
    Gate TextBlock { background: $background; height: 2; margin: 1 4; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", N_("Sign in"), priority=True, id="gate.enter"),
        Binding("f10,ctrl+q", "app.quit", N_("Quit"), priority=True, id="gate.quit"),
    ]

    def __init__(self, *, locked: str = "", ask: bool = True) -> None:
        super().__init__()
        self.locked = locked
        self.ask_password = ask

    def compose(self) -> ComposeResult:
        yield TitleLine()
        if self.ask_password and self.locked:
            yield self._fields()
        yield TextBlock("" if self.locked else _("Opening the office…"))
        yield MessageLine()
        yield KeyLine()

    def title_word(self) -> str:
        return _("Locked: {login}").format(login=self.locked) if self.locked else _(self.TITLE_WORD)

    def on_mount(self) -> None:
        if not self.locked:
            self.call_after_refresh(self._open)

    async def _open(self) -> None:
        """The first frame stands: now the fields, which may be typed into while the office opens."""
        if not self.is_attached:
            return  # ended by F10 before it could begin
        if self.ask_password:
            await self.mount(self._fields(), after=self.query_one(TitleLine))
            if not self.is_running:
                return  # ended by F10 meanwhile
            self._line("login").focus()
        self.shell.keeper.open(self)

    def _fields(self) -> "Form":
        from crm_tui.widgets.form import Form, TextField

        login = TextField("login", _("Login"), self.locked)
        login.input.disabled = bool(self.locked)
        return Form(login, TextField("password", _("Password"), password=True))

    def opened(self) -> None:
        """The office stands behind the gate: a password may be tried now."""
        self.query_one(TextBlock).say("")

    def _line(self, name: str) -> "LineInput":
        from crm_tui.widgets.fields import LineInput

        return self.query_one(f"#field-{name} LineInput", LineInput)

    def action_enter(self) -> None:
        """From the login to the password; from the password in."""
        if not self.ask_password:
            self.shell.keeper.knock(self, self.locked, "")
            return
        if not self.query("Form"):
            return
        login, password = self._line("login"), self._line("password")
        if self.focused is not password and not password.value:
            password.focus()
            return
        self.shell.keeper.knock(self, login.value.strip(), password.value)

    def again(self, words: str) -> None:
        """Says why it did not open; the password is to be typed again."""
        if self.ask_password:
            self._line("password").value = ""
            self._line("password").focus()
        self.query_one(MessageLine).tell(words, error=True)
