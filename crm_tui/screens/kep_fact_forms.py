"""Facts of a set asked for in dialogs: generated with its term, documents with their place."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import ClassVar

from textual.app import ComposeResult

from crm_tui.domain.errors import Refused
from crm_tui.domain.kep_sets import DocumentsPlace
from crm_tui.domain.kyiv import format_date, parse_date, today
from crm_tui.domain.months import add_months
from crm_tui.i18n import N_, _
from crm_tui.screens.client_words import one_line
from crm_tui.screens.kep_words import PLACES
from crm_tui.screens.record_form import RecordDialog
from crm_tui.usecases.kep_box_filling import complete_in_new_box
from crm_tui.usecases.kep_boxes import BoxRow
from crm_tui.usecases.kep_certificates import CertificateTerm, generate_from_certificates
from crm_tui.usecases.kep_facts import complete_documents, generate_set
from crm_tui.usecases.kep_sets import KepSetCard
from crm_tui.widgets.checks import check_date
from crm_tui.widgets.form import ChoiceField, Field, Form, TextField

NEW_BOX = "new"


class GenerateForm(RecordDialog[KepSetCard]):
    """The certificates are made: their first and last day as they stand in the file.

    `terms`: the client's kept certificates that are no other set's; the newest stand in the form, and give
    the set its holders too as long as nobody types another term.
    """

    KIND = "kep_generate"
    TITLE_WORD = N_("The certificates are made")
    HELP_TEXT = N_(
        "Days as they stand in the certificate, of Kyiv; when the client's certificates are here, they are "
        "theirs. F2 saves; the client's service gets the term."
    )
    AUTO_FOCUS = "Input"
    DEFAULT_CSS: ClassVar[str] = "GenerateForm Form { height: auto; padding: 0; }"

    def __init__(self, card: KepSetCard, terms: Sequence[CertificateTerm] = ()) -> None:
        super().__init__()
        self.card, self.terms = card, tuple(terms)
        self.about(card.row.id, card.row.version)

    def body(self) -> ComposeResult:
        now, months = today(self.office.clock()), self.card.row.months
        first, last, issuer = now, add_months(now, months) - timedelta(days=1) if months else None, ""
        if self.terms:
            first, last, issuer = self.terms[0].valid_from, self.terms[0].valid_to, self.terms[0].issuer
        until = format_date(last) if last is not None else ""
        yield Form(
            _day_field("valid_from", _("From"), first, now),
            TextField("valid_to", _("Until"), until, check=lambda text: check_date(text, now)),
            _day_field("day", _("Made on"), now, now),
            TextField("issuer", _("Issued by"), one_line(issuer), max_length=200),
        )

    def on_mount(self) -> None:
        super().on_mount()
        if self.terms:
            names = ", ".join(one_line(one.name) for one in self.terms[0].holders)
            self.tell(_("As the certificates say that came: {holders}").format(holders=names))

    def saving(self, values: Mapping[str, str]) -> Callable[[], KepSetCard]:
        office, set_id, now = self.office, self.card.row.id, today(self.office.clock())
        first, last, day = (typed_day(values[name], now) for name in ("valid_from", "valid_to", "day"))
        if first is None or last is None:
            raise Refused(_("Write both days of the term: day.month.year"))
        same = [one for one in self.terms if one.valid_from == first]
        if [(one.valid_to, one_line(one.issuer)) for one in same] == [(last, values["issuer"])]:
            return lambda: office.call(generate_from_certificates, set_id=set_id, valid_from=first, day=day)
        return lambda: office.call(
            generate_set, set_id=set_id, valid_from=first, valid_to=last, day=day, issuer=values["issuer"]
        )


class DocumentsForm(RecordDialog[KepSetCard]):
    """«All documents are here»: where they are; a new box is opened on the way."""

    KIND = "kep_documents"
    TITLE_WORD = N_("All documents are here")
    HELP_TEXT = N_(
        "Where they are: renewed without paper, or a box that goes to the CA. F2 marks: the debt is gone."
    )
    AUTO_FOCUS = "ChoiceLine"
    DEFAULT_CSS: ClassVar[str] = "DocumentsForm Form { height: auto; padding: 0; }"

    def __init__(self, card: KepSetCard, boxes: tuple[BoxRow, ...], *, may_open: bool) -> None:
        super().__init__()
        self.card, self.boxes, self.may_open = card, boxes, may_open
        self.about(card.row.id, card.row.version)

    def body(self) -> ComposeResult:
        now = today(self.office.clock())
        choices = [(str(box.id), box_words(box)) for box in self.boxes]
        if self.may_open:
            choices.append((NEW_BOX, _("a new box")))
        choices.append((DocumentsPlace.AUTO_RENEWAL.value, _(PLACES[DocumentsPlace.AUTO_RENEWAL])))
        fields: list[Field] = [ChoiceField("place", _("Where they are"), choices)]
        missing = sum(one.received_on is None for one in self.card.documents)
        if missing:
            answers = [("1", _("yes, all came")), ("", _("no"))]
            fields.append(ChoiceField("all", _("The other {n} too").format(n=missing), answers, "1"))
        fields.append(_day_field("day", _("Day"), now, now))
        yield Form(*fields)

    def saving(self, values: Mapping[str, str]) -> Callable[[], KepSetCard]:
        office, set_id = self.office, self.card.row.id
        day, wanted = typed_day(values["day"], today(office.clock())), values["place"]
        all_received = bool(values.get("all"))

        def save() -> KepSetCard:
            if wanted == NEW_BOX:
                return office.call(complete_in_new_box, set_id=set_id, all_received=all_received, day=day)
            remote = wanted == DocumentsPlace.AUTO_RENEWAL.value
            return office.call(
                complete_documents,
                set_id=set_id,
                place=DocumentsPlace.AUTO_RENEWAL if remote else DocumentsPlace.BOX,
                box_id=None if remote else int(wanted),
                all_received=all_received,
                day=day,
            )

        return save


def box_words(box: BoxRow) -> str:
    """ "box 12 (3), Волинь" """
    words = _("box {number} ({n})").format(number=box.number, n=box.sets)
    return f"{words}, {one_line(box.note)}" if box.note else words


def typed_day(text: str, now: date) -> date | None:
    """A typed day, None for an empty field; Refused for what is none."""
    found = parse_date(text, today=now)
    if text.strip() and found is None:
        raise Refused(_("{text} is no date: write day.month.year").format(text=text))
    return found


def _day_field(name: str, label: str, value: date, now: date) -> TextField:
    return TextField(name, label, format_date(value), check=lambda text: check_date(text, now))
