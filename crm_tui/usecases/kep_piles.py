"""A pile of papers of many sets, printed at once (S49-S52)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from sqlmodel import col, select

from crm_tui.documents.bundle import Bundle, NotOurs
from crm_tui.domain.errors import Refused
from crm_tui.domain.kep_sets import kep_ref
from crm_tui.domain.kinds import PaperState
from crm_tui.domain.papers import ContractKind, PaperKind
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import _
from crm_tui.store.scope import Unit
from crm_tui.store.tables import Paper, PaperFile
from crm_tui.usecases.base import requires
from crm_tui.usecases.kep_papers import PRINTED, issue_set_paper
from crm_tui.usecases.papers import issue_paper, show_paper
from crm_tui.usecases.parts.core import must
from crm_tui.usecases.parts.files import kept_content
from crm_tui.usecases.parts.kep_paper_links import papers_of_sets
from crm_tui.usecases.parts.paper_demo import no_file, with_demo_file
from crm_tui.usecases.parts.paper_issue import Issued

if TYPE_CHECKING:
    from crm_tui.usecases.office import Office

MOST_SETS = 1000
"""In one bundle."""


@dataclass(frozen=True, slots=True)
class SetPapers:
    """The papers of sets in the order of printing, each once; `problems`: the sets without, and why."""

    paper_ids: tuple[int, ...]
    issued: int
    warnings: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownPaper:
    """A paper that a set has already."""

    id: int
    draft: bool


@requires(Permission.PAPERS_PAPER_READ)
def known_set_papers(
    unit: Unit, *, set_ids: tuple[int, ...], kinds: tuple[PaperKind, ...]
) -> dict[int, dict[PaperKind, KnownPaper]]:
    """The papers that sets have already, by set and kind; what is not there is still to be made."""
    found: dict[int, dict[PaperKind, KnownPaper]] = {one: {} for one in set_ids}
    for (one, kind), paper in papers_of_sets(unit, list(set_ids)).items():
        if kind in kinds:
            found[one][kind] = KnownPaper(paper.id or 0, paper.state is PaperState.DRAFT)
    return found


def _issued_one_by_one(office: "Office", _whole: Callable[..., SetPapers], **asked: Any) -> SetPapers:
    """Each paper in its own transaction, so that nobody waits for the whole pile."""
    return _all_papers(office.call, **asked)


@requires(Permission.PAPERS_PAPER_READ, writes=True, around=_issued_one_by_one)
def issue_set_papers(
    unit: Unit,
    *,
    set_ids: tuple[int, ...],
    kinds: tuple[PaperKind, ...],
    contract_kind: ContractKind | None = None,
    with_ca: bool = True,
) -> SetPapers:
    """The papers of each set, those that are missing issued, drafts too; what a set is refused is told.

    One set that cannot be printed keeps no other from it.
    """
    return _all_papers(
        lambda use_case, **asked: use_case(unit, **asked),
        set_ids=set_ids,
        kinds=kinds,
        contract_kind=contract_kind,
        with_ca=with_ca,
    )


@requires(Permission.PAPERS_PAPER_READ, around=with_demo_file)
def write_bundle(unit: Unit, *, paper_ids: tuple[int, ...], out: BinaryIO) -> int:
    """Issued papers as they are stored, one after another in one PDF; gives how many pages.

    Refused for a draft and for a file that is no paper of ours.
    """
    if not paper_ids:
        raise Refused(_("There is nothing to print"))
    bundle = Bundle(out)
    files = _files(unit, paper_ids)
    for paper_id in paper_ids:
        file = files[paper_id]
        try:
            bundle.add(kept_content(unit, file.sha256))
        except NotOurs:
            said = _("{name} cannot be laid into one file with others")
            raise Refused(said.format(name=file.name)) from None
    bundle.close()
    return bundle.pages


def _files(unit: Unit, paper_ids: tuple[int, ...]) -> dict[int, PaperFile]:
    """What the papers were issued as; Refused for a draft."""
    statement = select(PaperFile).where(col(PaperFile.paper_id).in_(paper_ids))
    found: dict[int, PaperFile] = {}
    for file in unit.session.exec(statement.order_by(col(PaperFile.id))):
        found.setdefault(file.paper_id, file)
    for paper_id in paper_ids:
        if paper_id not in found:
            paper = must(unit.session.get(Paper, paper_id), _("paper"), paper_id)
            if paper.state is PaperState.DRAFT:
                raise Refused(_("A draft has no file yet: issue it first"))
            raise no_file(paper_id)
    return found


def _all_papers(
    call: Callable[..., Any],
    *,
    set_ids: tuple[int, ...],
    kinds: tuple[PaperKind, ...],
    contract_kind: ContractKind | None = None,
    with_ca: bool = True,
) -> SetPapers:
    if len(set_ids) > MOST_SETS:
        raise Refused(_("At most {n} sets are printed at once").format(n=MOST_SETS))
    wanted = tuple(dict.fromkeys(set_ids))
    known = call(known_set_papers, set_ids=wanted, kinds=kinds)
    found: dict[int, None] = {}
    warnings: dict[str, None] = {}
    problems: list[str] = []
    issued = 0
    for set_id in wanted:
        papers: dict[PaperKind, int] = {}
        try:
            for kind in (one for one in PRINTED if one in kinds):
                paper = known[set_id].get(kind)
                if paper is not None and not paper.draft:
                    papers[kind] = paper.id
                    continue
                asked = {"contract_kind": contract_kind, "with_ca": with_ca}
                done = _issued(call, set_id, kind, paper, **asked)
                issued += 1
                papers[kind] = done.paper.id
                warnings |= dict.fromkeys(f"{kep_ref(set_id)}: {text}" for text in done.warnings)
            found |= dict.fromkeys(papers[kind] for kind in kinds)
        except Refused as refused:
            problems.append(f"{kep_ref(set_id)}: {refused}")
    return SetPapers(tuple(found), issued, tuple(warnings), tuple(problems))


def _issued(
    call: Callable[..., Any], set_id: int, kind: PaperKind, draft: KnownPaper | None, **asked: Any
) -> Issued:
    """The missing paper of a set; its draft where somebody has begun one. Another of the pile may have
    brought it meanwhile: sets of one invoice have their papers together.
    """
    try:
        if draft is not None:
            begun: Issued = call(issue_paper, paper_id=draft.id)
            return begun
        made: Issued = call(issue_set_paper, set_ids=(set_id,), kind=kind, **asked)
    except Refused:
        again = call(known_set_papers, set_ids=(set_id,), kinds=(kind,))[set_id].get(kind)
        if again is None or again.draft:
            raise
        return Issued(call(show_paper, paper_id=again.id), ())
    return made
