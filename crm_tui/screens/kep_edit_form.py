"""A set that is there already: whose it is, its holders, where its key is kept, the note; and its prices."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.errors import Refused
from crm_tui.domain.kep_sets import Payee
from crm_tui.domain.money import format_money, parse_money
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog, BaseScreen
from crm_tui.screens.client_words import one_line
from crm_tui.screens.kep_form import YES_NO
from crm_tui.screens.kep_holders_field import HoldersField, read_holders
from crm_tui.screens.record_form import RecordForm
from crm_tui.usecases.kep_sets import KepLineFields, KepSetCard, KepSetFields, edit_set, price_set
from crm_tui.usecases.shapes import Named
from crm_tui.widgets.form import ChoiceField, Field, Form, NoteField, TextField
from crm_tui.widgets.virtual_list import VirtualList

PAYEES = {Payee.OWN: N_("to the firm"), Payee.CA: N_("to the CA")}


class KepEditForm(BaseScreen[bool], RecordForm[bool]):
    """Answers True when it was saved."""

    KIND = "kep_set_edit"
    TITLE_WORD = N_("Set of certificates")
    HELP_TEXT = N_("Insert adds a holder, Enter on a holder changes it, Delete takes it away. F2 saves.")
    AUTO_FOCUS = "VirtualList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert,ctrl+n", "add", N_("Holder"), id="kep_edit.add", tooltip=N_("Adds a holder")),
        Binding(
            "delete",
            "remove",
            N_("Take away"),
            show=False,
            id="kep_edit.remove",
            tooltip=N_("Takes the holder under the cursor away"),
        ),
        *RecordForm.BINDINGS,
    ]

    def __init__(self, card: KepSetCard, people: tuple[Named, ...]) -> None:
        super().__init__()
        self.card, self.people = card, people
        self.about(card.row.id, card.row.version)

    def title_word(self) -> str:
        return f"{self.card.row.ref} · {one_line(self.card.row.client.name)}"

    def body(self) -> ComposeResult:
        card = self.card
        shown: list[Field] = [
            HoldersField("holders", card.holders),
            ChoiceField(
                "prro",
                _("For a ПРРО"),
                [(code, _(words)) for code, words in YES_NO],
                "1" if card.row.prro else "",
            ),
            TextField("storage", _("Key is kept"), card.storage, max_length=200),
            NoteField("note", _("Note"), card.note, lines=3),
        ]
        if self.office.can(Permission.KEP_SET_EDIT_OTHERS):
            mine = card.row.manager
            known = {one.id: one_line(one.name) for one in (*self.people, *((mine,) if mine else ()))}
            choices = [("", "—"), *((str(number), name) for number, name in known.items())]
            shown.insert(1, ChoiceField("manager_id", _("Manager"), choices, str(mine.id) if mine else ""))
        yield Form(*shown)

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self.query_one(HoldersField).edit(int(str(event.row.id)))

    def action_add(self) -> None:
        self.query_one(HoldersField).edit(None)

    def action_remove(self) -> None:
        self.query_one(HoldersField).take_away()

    def saving(self, values: Mapping[str, str]) -> Callable[[], bool]:
        office, version, row = self.office, self.version, self.card.row
        mine = str(row.manager.id) if row.manager else ""
        manager = values.get("manager_id", mine)
        fields = KepSetFields(
            manager_id=int(manager) if manager else None,
            prro=bool(values["prro"]),
            storage=values["storage"],
            note=values["note"],
            holders=read_holders(values["holders"]),
        )

        def save() -> bool:
            office.call(edit_set, set_id=row.id, version=version, fields=fields)
            return True

        return save


class KepPriceForm(BaseDialog[bool]):
    """Other prices than the list gave, and one more line (a token, a visit); answers True when saved."""

    TITLE_WORD = N_("What the set costs")
    HELP_TEXT = N_("An empty price takes the line away. The last three fields are one more line. F2 saves.")
    AUTO_FOCUS = "Input"
    DEFAULT_CSS: ClassVar[str] = "KepPriceForm Form { height: auto; padding: 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+s", "save", N_("Save"), id="kep_price.save"),
    ]

    def __init__(self, card: KepSetCard) -> None:
        super().__init__()
        self.card = card

    def body(self) -> ComposeResult:
        fields: list[Field] = [
            TextField(f"line{place}", one_line(line.name), format_money(line.price_kop))
            for place, line in enumerate(self.card.lines)
        ]
        yield Form(
            *fields,
            TextField("name", _("One more: what"), max_length=200),
            TextField("price", _("Price"), max_length=20),
            ChoiceField("payee", _("Paid"), [(one.value, _(words)) for one, words in PAYEES.items()]),
        )

    def action_save(self) -> None:
        values, office, set_id = self.query_one(Form).values(), self.office, self.card.row.id
        try:
            lines = self._lines(values)
        except Refused as error:
            self.refuse(error)
            return
        self.ask(
            lambda: office.call(price_set, set_id=set_id, lines=lines),
            self._saved,
            group="save",
        )

    def _saved(self, _card: KepSetCard) -> None:
        self.dismiss(True)

    def _lines(self, values: Mapping[str, str]) -> tuple[KepLineFields, ...]:
        found = [
            KepLineFields(
                line.payee, line.name, price, line.unit, line.vat, line.includes_vat, line.service_id
            )
            for place, line in enumerate(self.card.lines)
            if (price := _price(values[f"line{place}"])) is not None
        ]
        more = _price(values["price"])
        if values["name"] and more is None:
            raise Refused(_("Say what one more line costs"))
        if more is not None:
            # Without VAT, as everything about certificates; a firm that pays it says so in the price list.
            found.append(KepLineFields(Payee(values["payee"]), values["name"], more))
        return tuple(found)


def _price(text: str) -> int | None:
    if not text:
        return None
    found = parse_money(text)
    if found is None or found < 0:
        raise Refused(_("{text} is no sum: write 1536 or 1536,00").format(text=text))
    return found
