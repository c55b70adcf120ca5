"""A certificate opened: all its fields, to be read and copied."""

from textual.app import ComposeResult

from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.certificate_words import certificate_fields
from crm_tui.usecases.certificates import CertificateCard
from crm_tui.widgets.columns import Column
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import Row
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList


class CertificateView(BaseDialog[None]):
    """One field a row; the whole value of the row under the cursor stands below."""

    TITLE_WORD = N_("Certificate")
    HELP_TEXT = N_("The copy key takes the row; the key identifier is what form 5-ПРРО asks for.")
    AUTO_FOCUS = "VirtualList"
    DEFAULT_CSS = """
    CertificateView VirtualList { height: 15; }
    CertificateView #whole { height: 3; border-top: solid $primary; }
    """

    def __init__(self, card: CertificateCard) -> None:
        super().__init__()
        self.fields = certificate_fields(card)

    def body(self) -> ComposeResult:
        rows = [Row(place, place, field) for place, field in enumerate(self.fields)]
        yield VirtualList((Column(_("Field"), 18), Column(_("Value"), 40, flex=1)), MemoryRows(rows))
        yield TextBlock(id="whole")

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        text = self.fields[int(str(event.row.id))][1] if event.row else ""
        self.query_one("#whole", TextBlock).say(text)

    def on_virtual_list_picked(self, _event: VirtualList.Picked) -> None:
        self.action_leave()

    def plain_text(self) -> str:
        """All fields, for copying by the terminal's own mouse."""
        return "\n".join(f"{word}: {value}" for word, value in self.fields)
