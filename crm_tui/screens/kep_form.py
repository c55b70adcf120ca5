"""A new set of certificates: its kind brings prices, holders and checklist; all of it can be typed over."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.errors import Refused
from crm_tui.domain.money import format_money, parse_money
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.client_words import day, one_line
from crm_tui.screens.kep_holders_field import HoldersField, holders_text, read_holders
from crm_tui.screens.kep_words import kind_words
from crm_tui.screens.record_form import RecordForm
from crm_tui.usecases.kep_kinds import KepKindRow, KepPriceLine
from crm_tui.usecases.kep_offers import OfferedSet, offer_set
from crm_tui.usecases.kep_sets import KepLineFields, KepSetCard, issue_set
from crm_tui.usecases.own_entities import OwnEntityRow
from crm_tui.widgets.form import ChoiceField, Field, Form, NoteField, TextField
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList

YES_NO = (("", N_("no")), ("1", N_("yes")))


class KepSetForm(BaseScreen[int], RecordForm[int]):
    """Answers the id of the set when it was issued. `renews` is the set whose certificates it follows."""

    KIND = "kep_set"
    TITLE_WORD = N_("New set of certificates")
    HELP_TEXT = N_(
        "The kind brings the prices of the day, the holders of the card and the checklist; what you typed "
        "over stays. Insert adds a holder, Enter on a holder changes it, Delete takes it away. F2 issues."
    )
    AUTO_FOCUS = "ChoiceLine"
    DEFAULT_CSS: ClassVar[str] = """
    KepSetForm #sums { height: 1; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert,ctrl+n", "add", N_("Holder"), id="kep_form.add", tooltip=N_("Adds a holder")),
        Binding(
            "delete",
            "remove",
            N_("Take away"),
            show=False,
            id="kep_form.remove",
            tooltip=N_("Takes the holder under the cursor away"),
        ),
        *RecordForm.BINDINGS,
    ]

    def __init__(
        self,
        client_id: int,
        offered: OfferedSet,
        kinds: Sequence[KepKindRow],
        firms: Sequence[OwnEntityRow],
        *,
        renews: KepSetCard | None = None,
    ) -> None:
        super().__init__()
        self.client_id, self.offered, self.kinds, self.firms = client_id, offered, kinds, firms
        self.renews = renews
        self._given = _given(offered, renews)
        self.about(f"{client_id}/{renews.row.id if renews else 'new'}")

    def body(self) -> ComposeResult:
        given = self._given
        kinds = [(str(one.id), kind_words(one.name)) for one in self.kinds]
        firms = [(str(one.id), one_line(one.fields.short_name)) for one in self.firms if one.fields.active]
        renewable = [("", _("nothing: a new service"))]
        for one in self.offered.renewable:
            until = " (" + _("until {day}").format(day=day(one.valid_to)) + ")" if one.valid_to else ""
            renewable.append((str(one.id), kind_words(one.name) + until))
        shown: list[Field] = [
            ChoiceField("kind", _("Kind of set"), kinds, str(self.offered.kind.id)),
            TextField("own", _("Price of the firm"), given["own"], check=_check_sum),
            TextField("ca", _("Price of the CA"), given["ca"], check=_check_sum),
            ChoiceField("firm", _("Own firm"), firms),
            ChoiceField("renews", _("It renews"), renewable, given["renews"]),
            ChoiceField("prro", _("For a ПРРО"), [(code, _(words)) for code, words in YES_NO], given["prro"]),
            HoldersField("holders", read_holders(given["holders"])),
            NoteField("note", _("Note"), lines=2),
        ]
        yield Form(*shown)
        yield TextBlock(id="sums")

    def on_mount(self) -> None:
        self._sum()

    # The kind and what it brings.

    def on_form_changed(self) -> None:
        kind_id = int(self.form.values()["kind"])
        if kind_id != self.offered.kind.id:
            office, client_id = self.office, self.client_id
            self.ask(
                lambda: office.call(offer_set, client_id=client_id, kind_id=kind_id),
                self._offer,
                group="offer",
            )
        self._sum()

    def _offer(self, offered: OfferedSet) -> None:
        """Another kind: what nobody has typed over follows it."""
        before, values = self._given, self.form.values()
        now = _given(offered, self.renews)
        self.offered, self._given = offered, now
        self.form.fill({name: now[name] for name in now if values[name] == before[name]})
        self._sum()

    def _sum(self) -> None:
        values = self.form.values()
        sums = [parse_money(values[name]) or 0 for name in ("own", "ca")]
        said = _("Total {total}: {own} to the firm, {ca} to the CA")
        words = said.format(
            total=format_money(sum(sums)), own=format_money(sums[0]), ca=format_money(sums[1])
        )
        missing = [
            one_line(one.missing) for one in (self.offered.own, self.offered.ca) if one and one.missing
        ]
        self.query_one("#sums", TextBlock).say(" · ".join([words, *missing[:1]]) if missing else words)

    # Holders.

    @property
    def _holders(self) -> HoldersField:
        return self.query_one(HoldersField)

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self._holders.edit(int(str(event.row.id)))

    def action_add(self) -> None:
        self._holders.edit(None)

    def action_remove(self) -> None:
        self._holders.take_away()

    # Saving.

    def saving(self, values: Mapping[str, str]) -> Callable[[], int]:
        if self.jobs.busy("offer"):
            raise Refused(_("The prices of this kind are being read: one moment"))
        office, client_id, kind_id = self.office, self.client_id, int(values["kind"])
        lines = self._lines(values)
        renews = int(values["renews"]) if values["renews"] else None

        def issue() -> int:
            card = office.call(
                issue_set,
                client_id=client_id,
                kind_id=kind_id,
                own_entity_id=int(values["firm"]) if values["firm"] else None,
                client_service_id=renews,
                holders=read_holders(values["holders"]),
                lines=lines,
                prro=bool(values["prro"]),
                note=values["note"],
            )
            return card.row.id

        return issue

    def _lines(self, values: Mapping[str, str]) -> tuple[KepLineFields, ...]:
        own, ca = _sum_of(values["own"]), _sum_of(values["ca"])
        if own is None:
            raise Refused(self.offered.own.missing or _("Say what the firm takes; 0 for nothing"))
        found = [_line(self.offered.own, own)]
        if ca is not None:
            if self.offered.ca is None:
                raise Refused(_("This kind has no line of the CA: leave its price empty"))
            found.append(_line(self.offered.ca, ca))
        return tuple(found)


def _given(offered: OfferedSet, renews: KepSetCard | None) -> dict[str, str]:
    """What a kind brings into the fields; a renewed set gives its holders and its service."""
    same = renews is not None and renews.row.kind.id == offered.kind.id
    renews_id = renews.client_service_id if renews is not None else offered.renews_id
    return {
        "own": _price(offered.own),
        "ca": _price(offered.ca),
        "prro": "1" if offered.kind.prro or (same and renews is not None and renews.row.prro) else "",
        "holders": holders_text(renews.holders if same and renews is not None else offered.holders),
        "renews": str(renews_id or ""),
    }


def _price(line: KepPriceLine | None) -> str:
    price = line.price.price_kop if line is not None and line.price is not None else None
    return "" if price is None else format_money(price)


def _line(line: KepPriceLine, price_kop: int) -> KepLineFields:
    fields = KepLineFields(line.payee, line.name, price_kop, line.unit, service_id=line.service_id)
    if line.price is None:
        return fields
    return replace(fields, vat=line.price.vat, includes_vat=line.price.with_vat)


def _sum_of(text: str) -> int | None:
    """A typed price; None: the field is empty."""
    if not text.strip():
        return None
    found = parse_money(text)
    if found is None or found < 0:
        raise Refused(_("{text} is no sum: write 1536 or 1536,00").format(text=text))
    return found


def _check_sum(text: str) -> str:
    return "" if not text or parse_money(text) is not None else _("Write a sum: 1536 or 1536,00")
