"""Papers of a set printed in one go: what is missing is issued, all of them in one file, several copies."""

from dataclasses import dataclass
from io import BytesIO
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.adapters.workplace import print_content, save_file
from crm_tui.domain.errors import Refused
from crm_tui.domain.papers import ContractKind, PaperKind
from crm_tui.i18n import N_, _
from crm_tui.screens.base import BaseDialog
from crm_tui.screens.client_words import one_line
from crm_tui.usecases.kep_papers import PRINTED
from crm_tui.usecases.kep_piles import issue_set_papers, write_bundle
from crm_tui.usecases.kep_sets import KepSetCard
from crm_tui.usecases.office import Office
from crm_tui.usecases.parts.contract_printing import printed_now
from crm_tui.widgets.form import ChoiceField, Form, TextField

WHAT = (
    ("all", N_("invoice, contract and act"), PRINTED),
    ("invoice", N_("invoice"), (PaperKind.INVOICE,)),
    ("contract", N_("contract"), (PaperKind.CONTRACT,)),
    ("act", N_("act of services"), (PaperKind.ACT,)),
    ("invoice_act", N_("invoice and act"), (PaperKind.INVOICE, PaperKind.ACT)),
)
CONTRACTS = (
    ("", N_("by the kind of the client")),
    (ContractKind.COMMERCIAL.value, N_("with a self-financing firm")),
    (ContractKind.BUDGET.value, N_("with a budget institution")),
)
LINES = (("1", N_("the firm's and the CA's lines")), ("", N_("the firm's lines only")))
WHERE = (("printer", N_("to the printer")), ("folder", N_("into my folder")))
MOST_COPIES = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be printed, as the dialog was left."""

    kinds: tuple[PaperKind, ...]
    contract_kind: ContractKind | None
    with_ca: bool
    copies: int
    to_printer: bool


@dataclass(frozen=True, slots=True)
class Printed:
    """What came of it, in words."""

    words: str


class KepPrintForm(BaseDialog[Printed]):
    """Answers what was printed; what is refused is told and nothing is printed."""

    TITLE_WORD = N_("Print the papers of the set")
    HELP_TEXT = N_(
        "Papers that are missing are issued, those that are there are printed again as they are stored. "
        "F2 prints, or keeps them in one file in your folder."
    )
    AUTO_FOCUS = "ChoiceLine"
    DEFAULT_CSS: ClassVar[str] = "KepPrintForm Form { height: auto; padding: 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+s", "print", N_("Print"), id="kep_print.print"),
    ]

    def __init__(self, card: KepSetCard) -> None:
        super().__init__()
        self.card = card

    def body(self) -> ComposeResult:
        yield Form(
            ChoiceField("what", _("What"), [(code, _(words)) for code, words, _kinds in WHAT]),
            ChoiceField("contract", _("Contract"), [(code, _(words)) for code, words in CONTRACTS]),
            ChoiceField("ca", _("On the invoice"), [(code, _(words)) for code, words in LINES], "1"),
            TextField("copies", _("Copies"), "1", max_length=2),
            ChoiceField("where", _("Where to"), [(code, _(words)) for code, words in WHERE], self._where),
        )

    @property
    def _where(self) -> str:
        """A workplace without a printer keeps the papers in the folder."""
        return "printer" if self.office.settings.print_command else "folder"

    def action_print(self) -> None:
        values, office, card = self.query_one(Form).values(), self.office, self.card
        copies = int(values["copies"]) if values["copies"].isascii() and values["copies"].isdigit() else 0
        if not 1 <= copies <= MOST_COPIES:
            self.refuse(Refused(_("Copies: from 1 to {n}").format(n=MOST_COPIES)))
            return
        asked = Asked(
            kinds=next(kinds for code, _words, kinds in WHAT if code == values["what"]),
            contract_kind=ContractKind(values["contract"]) if values["contract"] else None,
            with_ca=bool(values["ca"]),
            copies=copies,
            to_printer=values["where"] == "printer",
        )
        if not self.jobs.busy("print"):
            self.ask(lambda: print_set(office, card, asked), self._done, group="print")

    def _done(self, done: Printed) -> None:
        self.dismiss(done)


def print_set(office: Office, card: KepSetCard, asked: Asked) -> Printed:
    """Issues what is missing and prints or keeps all of it as one PDF."""
    papers = office.call(
        issue_set_papers,
        set_ids=(card.row.id,),
        kinds=asked.kinds,
        contract_kind=asked.contract_kind,
        with_ca=asked.with_ca,
    )
    if papers.problems:
        raise Refused(one_line("; ".join(papers.problems)))
    out = BytesIO()
    pages = office.call(write_bundle, paper_ids=papers.paper_ids, out=out)
    name = f"{card.row.ref}.pdf"
    if asked.to_printer:
        print_content(office.settings.print_command, name, out.getvalue(), asked.copies)
        printed_now(office, papers.paper_ids)
        said = _("Sent to the printer: {name}").format(name=name)
    else:
        said = _("Saved: {place}").format(place=save_file(office.settings.out_dir, name, out.getvalue()))
    pages_said = _("papers {papers}, pages {pages}").format(papers=len(papers.paper_ids), pages=pages)
    return Printed(one_line(" · ".join((said, pages_said, *papers.warnings))))
