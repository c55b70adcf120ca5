"""Which sets the register shows and in which order, typed as text."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.errors import Refused
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.client_words import one_line
from crm_tui.usecases.kep_register import check_kep_filter
from crm_tui.usecases.parts.kep_asking import read_kep_filter, read_order
from crm_tui.widgets.form import Form, TextField


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the register shows: the text of a filter, the order, the name it is kept under."""

    text: str = ""
    sort: str = ""
    name: str = ""

    def words(self) -> str:
        """The line above the register."""
        sort = _("by {field}").format(field=self.sort) if self.sort else ""
        name = self.name or ("" if self.text else _("All sets"))
        return " · ".join(one_line(part) for part in (name, self.text, sort) if part)


class KepFilterForm(BaseDialog[Wanted]):
    """Answers what was typed, as the register understands it."""

    TITLE_WORD = N_("Which sets")
    HELP_TEXT = N_(
        "Words of key=value: стан=, борг=документи,генерація,оплата, виписано=, оплачено=, згенеровано=, "
        "діє-до= (a day, -7, цей-місяць, 1.03..15.03), менеджер=я or a login, замовив=, згенерував=, вид=, "
        "область=, видавець=, місце=коробка, сума>=1000. 'або', 'не' and brackets join them. The order: "
        "виписано, -сума, клієнт. The same text stands after --filter on the command line."
    )
    AUTO_FOCUS = "Input"
    DEFAULT_CSS: ClassVar[str] = "KepFilterForm Form { height: auto; padding: 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+s", "take", N_("Show"), id="kep_filter.take"),
    ]

    def __init__(self, wanted: Wanted) -> None:
        super().__init__()
        self.wanted = wanted

    def body(self) -> ComposeResult:
        yield Form(
            TextField("text", _("Filter"), self.wanted.text, check=_check),
            TextField("sort", _("Order"), self.wanted.sort, check=_check_order),
        )

    def action_take(self) -> None:
        values, office = self.query_one(Form).values(), self.office

        def take() -> Wanted:
            read_order(values["sort"])
            return Wanted(office.call(check_kep_filter, wanted=values["text"]), values["sort"])

        self.ask(take, self._taken, group="save")

    def _taken(self, wanted: Wanted) -> None:
        self.dismiss(wanted)


def _check(text: str) -> str:
    try:
        read_kep_filter(text)
    except Refused as refused:
        return str(refused)
    return ""


def _check_order(text: str) -> str:
    try:
        read_order(text)
    except Refused as refused:
        return str(refused)
    return ""
