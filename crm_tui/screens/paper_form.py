"""A paper being written: own firm, days, lines with live sums; what is typed is kept as a draft."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.errors import Refused
from crm_tui.domain.kyiv import format_date, parse_date, today
from crm_tui.domain.money import format_money
from crm_tui.domain.papers import ContractKind, PaperKind
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.client_words import one_line
from crm_tui.screens.paper_line_form import PaperLineForm
from crm_tui.screens.paper_lines_field import LinesField
from crm_tui.screens.paper_words import KINDS
from crm_tui.screens.record_form import RecordForm
from crm_tui.screens.service_pick import ServicePick
from crm_tui.usecases.own_entities import OwnEntityRow
from crm_tui.usecases.paper_drafts import Prepared, PreparedLine, price_line
from crm_tui.usecases.papers import LineFields, PaperCard, PaperFields, add_paper, edit_paper
from crm_tui.usecases.parts.paper_lines import read_lines
from crm_tui.usecases.shapes import Named
from crm_tui.widgets.checks import check_date
from crm_tui.widgets.form import ChoiceField, Field, Form, NoteField, TextField
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList

CONTRACTS = {
    ContractKind.COMMERCIAL: N_("with a self-financing firm"),
    ContractKind.BUDGET: N_("with a budget institution"),
}


class PaperForm(BaseScreen[int], RecordForm[int]):
    """A new paper, or a draft of one; answers the paper's id when it was saved."""

    KIND = "paper"
    HELP_TEXT = N_(
        "Insert adds a service of the catalogue, Alt+I a line in your own words; Enter on a line changes it, "
        "Delete takes it away. ! marks a line without a price."
    )
    AUTO_FOCUS = "VirtualList"
    DEFAULT_CSS: ClassVar[str] = """
    PaperForm Form { height: 1fr; }
    PaperForm #notes { height: auto; max-height: 3; color: $warning; }
    PaperForm #sums { height: 1; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert,ctrl+n", "add", N_("Service"), id="paper.add", tooltip=N_("A line for a service")),
        Binding(
            "alt+i", "add_words", N_("Own words"), id="paper.words", tooltip=N_("A line in your own words")
        ),
        Binding(
            "delete",
            "remove",
            N_("Take away"),
            show=False,
            id="paper.remove",
            tooltip=N_("Takes the line away"),
        ),
        *RecordForm.BINDINGS,
    ]

    def __init__(
        self, prepared: Prepared, firms: Sequence[OwnEntityRow], known: PaperCard | None = None
    ) -> None:
        super().__init__()
        self.prepared, self.firms, self.known = prepared, tuple(firms), known
        fields = prepared.fields
        whose = f"{fields.kind.value}/{fields.client_id}/{fields.task_id or ''}/{fields.based_on_id or ''}"
        self.about(known.id if known else whose, known.row.version if known else 0)

    def title_word(self) -> str:
        return f"{_(KINDS[self.prepared.fields.kind])} · {one_line(self.prepared.client_name)}"

    def body(self) -> ComposeResult:
        fields, now = self.prepared.fields, today(self.office.clock())
        firms = [(str(one.id), one_line(one.fields.short_name)) for one in self.firms]
        shown: list[Field] = [
            ChoiceField("own_entity_id", _("Own firm"), firms, str(fields.own_entity_id)),
            TextField("day", _("Day"), format_date(fields.day), check=lambda text: check_date(text, now)),
        ]
        if fields.kind is PaperKind.CONTRACT:
            kinds = [(one.value, _(words)) for one, words in CONTRACTS.items()]
            chosen = fields.contract_kind or ContractKind.COMMERCIAL
            shown.append(ChoiceField("contract_kind", _("Contract"), kinds, chosen.value))
        else:
            shown.append(TextField("contract", _("Ground"), fields.contract))
        until = format_date(fields.valid_until) if fields.valid_until else ""
        shown += [
            TextField("valid_until", _("Valid until"), until, check=lambda text: check_date(text, now)),
            NoteField("note", _("Note"), fields.note, lines=2),
            LinesField("lines", fields.lines, pays_vat=self._pays_vat(str(fields.own_entity_id))),
        ]
        yield TextBlock("\n".join(one_line(note) for note in self.prepared.notes), id="notes")
        yield Form(*shown)
        yield TextBlock(id="sums")

    def on_mount(self) -> None:
        self.query_one("#notes").display = bool(self.prepared.notes)
        self._sum()

    @property
    def _lines(self) -> LinesField:
        return self.query_one(LinesField)

    def _pays_vat(self, own_entity_id: str) -> bool:
        return next((one.fields.vat_payer for one in self.firms if str(one.id) == own_entity_id), False)

    def on_form_changed(self) -> None:
        self._lines.sell_by(pays_vat=self._pays_vat(self.form.values()["own_entity_id"]))
        self._sum()

    def _sum(self) -> None:
        sums = self._lines.sums
        said = _("Total {total}, VAT in it {vat}") if sums.vat_kop else _("Total {total}, without VAT")
        self.query_one("#sums", TextBlock).say(
            said.format(total=format_money(sums.total_kop), vat=format_money(sums.vat_kop))
        )

    # Lines.

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        place = int(str(event.row.id))
        self._edit(self._lines.lines[place], place)

    def action_add(self) -> None:
        self.app.push_screen(ServicePick(), self._priced)

    def _priced(self, service: Named | None) -> None:
        if service is None:
            return
        office, client_id = self.office, self.prepared.fields.client_id
        day = parse_date(self.form.values()["day"], today=today(office.clock()))
        self.ask(
            lambda: office.call(price_line, client_id=client_id, service_id=service.id, day=day),
            self._offered,
            group="price",
        )

    def _offered(self, found: PreparedLine) -> None:
        """A service with a price needs no question; one without asks for it."""
        if found.line.price_kop is None:
            self._edit(found.line, None)
            if isinstance(self.app.screen, PaperLineForm):
                self.app.screen.refuse(Refused(found.note))
        else:
            self._put(found.line, None)

    def action_add_words(self) -> None:
        self._edit(LineFields("", None), None)

    def action_remove(self) -> None:
        place, lines = self._lines.place, self._lines.lines
        if place is not None:
            self._lines.put(lines[:place] + lines[place + 1 :], at=max(0, min(place, len(lines) - 2)))

    def _edit(self, line: LineFields, place: int | None) -> None:
        form = PaperLineForm(line, pays_vat=self._lines.pays_vat)
        self.app.push_screen(form, lambda done: self._put(done, place) if done is not None else None)

    def _put(self, line: LineFields, place: int | None) -> None:
        lines = self._lines.lines
        if place is None:
            self._lines.put((*lines, line), at=len(lines))
        else:
            self._lines.put((*lines[:place], line, *lines[place + 1 :]), at=place)

    # Saving.

    def saving(self, values: Mapping[str, str]) -> Callable[[], int]:
        fields, known, office = self._read(values), self.known, self.office
        if known is None:
            return lambda: office.call(add_paper, fields=fields).id
        paper_id, version, were = known.id, self.version, read_lines(self.was["lines"])
        return lambda: (
            office.call(edit_paper, paper_id=paper_id, version=version, lines_were=were, fields=fields).id
        )

    def field_words(self, name: str, value: object) -> tuple[str, str]:
        label, words = super().field_words(name, value)
        return (_("Lines") if name == "lines" else label, words)

    def _read(self, values: Mapping[str, str]) -> PaperFields:
        day = self._date(values["day"])
        if day is None:
            raise Refused(_("A paper has its day: write day.month.year"))
        kind = values.get("contract_kind")
        return replace(
            self.prepared.fields,
            own_entity_id=int(values["own_entity_id"]),
            day=day,
            valid_until=self._date(values["valid_until"]),
            contract=values.get("contract", self.prepared.fields.contract),
            contract_kind=ContractKind(kind) if kind else None,
            note=values["note"],
            lines=self._lines.lines,
        )

    def _date(self, text: str) -> date | None:
        found = parse_date(text, today=today(self.office.clock()))
        if text.strip() and found is None:
            raise Refused(_("{text} is no date: write day.month.year").format(text=text))
        return found
