"""An invoice loses a part: some of its lines, or one of several sets of certificates (S51, X28).

An issued invoice gets a new version at once; the other lines, their sets and the money stay with it.
"""

from collections.abc import Collection
from dataclasses import replace

from crm_tui.domain.errors import Refused
from crm_tui.domain.kep_sets import kep_ref, read_kep_ref
from crm_tui.domain.kinds import PaperState
from crm_tui.domain.kyiv import today
from crm_tui.domain.money import format_money
from crm_tui.domain.papers import PaperKind
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import KepSet, Paper
from crm_tui.usecases.base import requires
from crm_tui.usecases.papers import edit_paper, issue_paper, new_version
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.kep_money import release_set, sets_of_invoice
from crm_tui.usecases.parts.kep_paper_lines import note_without
from crm_tui.usecases.parts.kep_paper_links import papers_on
from crm_tui.usecases.parts.paper_drawing import ready_to_draw
from crm_tui.usecases.parts.paper_hands import in_hand
from crm_tui.usecases.parts.paper_issue import Issued
from crm_tui.usecases.parts.paper_lines import PaperFields, fields_of
from crm_tui.usecases.parts.paper_rows import LIVE, PaperCard, lines_of, paper_card


@requires(Permission.PAPERS_PAPER_EDIT, writes=True, around=ready_to_draw)
def take_lines_off(
    unit: Unit, *, paper_id: int, version: int, places: Collection[int], reason: str
) -> Issued:
    """An issued invoice without the lines at these places (1 is the first), as its new version.

    `version` is the one that was seen. A set of which no line is left has no invoice again. Refused when
    nothing would be left, and while an act or a contract stands on the invoice.
    """
    paper = _invoice(unit, paper_id)
    if paper.state is PaperState.DRAFT:
        raise Refused(_("A draft is simply changed: lines are taken off issued invoices"))
    if paper.version != version:
        raise Refused(_("The paper was changed meanwhile: look at it again"))
    return _without(unit, paper, set(places), reason)


@requires(Permission.PAPERS_PAPER_EDIT, writes=True, around=ready_to_draw)
def take_set_off(unit: Unit, *, set_id: int, reason: str, places: Collection[int] = ()) -> Issued:
    """The set's invoice without its lines; the set waits for another invoice.

    Its lines are those that bear its identifier in their names, else those at `places` (1 is the first).
    Refused for the only set of an invoice (that is cancelled whole), and as `take_lines_off`. A draft is
    changed as it is.
    """
    found = must(unit.session.get(KepSet, set_id), _("set of certificates"), set_id)
    if found.invoice_id is None:
        raise Refused(_("{ref} is on no invoice").format(ref=kep_ref(set_id)))
    paper = _invoice(unit, found.invoice_id)
    numbers = {one.id for one in sets_of_invoice(unit, paper.id)}
    if set_id not in numbers:
        raise Refused(_("The paper was changed meanwhile: look at it again"))
    if len(numbers) == 1:
        raise Refused(_("It is the only set of this invoice: cancel the invoice instead"))
    off = set(places) or {at for at, named in enumerate(_named(unit, paper), 1) if named == set_id}
    if not off:
        said = _("No line of № {number} bears {ref} in its name: say which ones are its (--line)")
        raise Refused(said.format(number=paper.number_text or "—", ref=kep_ref(set_id)))
    return _without(unit, paper, off, reason, set_id=set_id)


def _invoice(unit: Unit, paper_id: int) -> Paper:
    """The standing invoice, or its draft, locked."""
    paper = in_hand(unit, paper_id)
    if paper.kind is not PaperKind.INVOICE:
        raise Refused(_("Lines are taken off invoices; of another paper make a new version"))
    if paper.state not in {PaperState.DRAFT, *LIVE}:
        raise Refused(_("The paper is cancelled already: {reason}").format(reason=paper.reason))
    return paper


def _without(unit: Unit, paper: Paper, places: set[int], reason: str, *, set_id: int | None = None) -> Issued:
    _refuse_unfit(unit, paper, places)
    card, paid = paper_card(unit, paper), paper.paid_kop
    gone, left = _parted_sets(unit, paper, places, set_id)
    for one in gone:
        release_set(unit, one)
    if paper.state is not PaperState.DRAFT:
        card = new_version(unit, paper_id=paper.id or 0, reason=reason)
    fields = replace(
        _still_valid(unit, fields_of(card), paper),
        lines=tuple(line for at, line in enumerate(fields_of(card).lines, 1) if at not in places),
        note=note_without(card.note, gone, left),
    )
    card = _changed(unit, card, fields)
    if paper.state is PaperState.DRAFT:
        return Issued(card, ())
    done = issue_paper(unit, paper_id=card.id)
    over = paid - done.paper.row.paid_kop
    if not over:
        return done
    said = _("{sum} of the money laid on it is free again: lay it elsewhere or give it back")
    return replace(done, warnings=(*done.warnings, said.format(sum=format_money(over))))


def _refuse_unfit(unit: Unit, paper: Paper, places: set[int]) -> None:
    count = len(lines_of(unit, paper.id or 0))
    if unknown := sorted(place for place in places if not 1 <= place <= count):
        raise Refused(
            _("The paper has {count} lines: there is no line {n}").format(count=count, n=unknown[0])
        )
    if not places:
        raise Refused(_("Say which lines are to be taken off"))
    if len(places) == count:
        raise Refused(_("Nothing would be left of the paper: cancel it instead"))
    for on in papers_on(unit, [paper.id or 0]).values():
        if on.kind is not PaperKind.INVOICE:
            said = _("Paper {number} of the same lines stands on this invoice: cancel it first")
            name = f"№ {on.number_text}" if on.number_text else f"({_('draft')} {on.id})"
            raise Refused(said.format(number=name))


def _named(unit: Unit, paper: Paper) -> list[int | None]:
    """The set that each line bears in its name."""
    return [read_kep_ref(line.name) for line in lines_of(unit, paper.id or 0)]


def _parted_sets(
    unit: Unit, paper: Paper, places: set[int], set_id: int | None
) -> tuple[list[KepSet], list[KepSet]]:
    """The sets of which the last named line goes (and `set_id`), and those that stay."""
    named = _named(unit, paper)
    off = {set_id} | {one for at, one in enumerate(named, 1) if at in places}
    stay = {one for at, one in enumerate(named, 1) if at not in places} - {set_id}
    sets = sets_of_invoice(unit, paper.id)
    gone = [one for one in sets if one.id in off - stay]
    return gone, [one for one in sets if one not in gone]


def _still_valid(unit: Unit, fields: PaperFields, before: Paper) -> PaperFields:
    """A new version of an invoice whose last day is over holds as many days as that did."""
    until, day = fields.valid_until, fields.day
    if until is None or until >= day:
        return fields
    return replace(fields, valid_until=today(unit.now) + (until - before.day))


def _changed(unit: Unit, card: PaperCard, fields: PaperFields) -> PaperCard:
    was = fields_of(card).lines
    return edit_paper(unit, paper_id=card.id, version=card.row.version, lines_were=was, fields=fields)
