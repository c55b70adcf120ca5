"""What a person may do about a set as it stands: only that is offered; the use cases refuse the rest."""

from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_
from crm_tui.usecases.kep_facts import KepFact
from crm_tui.usecases.kep_sets import KepSetCard
from crm_tui.usecases.office import Office

FACTS = {
    KepFact.ORDERED: (N_("It is ordered"), Permission.KEP_SET_GENERATE),
    KepFact.GENERATED: (N_("It is generated"), Permission.KEP_SET_GENERATE),
    KepFact.PAID: (N_("It is paid"), Permission.KEP_SET_PAID),
    KepFact.DOCUMENTS: (N_("All documents are here"), Permission.KEP_SET_EDIT),
}
"""What may be taken back, and the right to."""
RIGHTS = {
    "edit": Permission.KEP_SET_EDIT,
    "price": Permission.KEP_SET_EDIT,
    "tick": Permission.KEP_SET_EDIT,
    "documents": Permission.KEP_SET_EDIT,
    "renew": Permission.KEP_SET_EDIT,
    "order": Permission.KEP_SET_GENERATE,
    "generate": Permission.KEP_SET_GENERATE,
    "paid": Permission.KEP_SET_PAID,
    "print": Permission.PAPERS_PAPER_EDIT,
    "off": Permission.PAPERS_PAPER_EDIT,
    "cancel": Permission.KEP_SET_CANCEL,
    "take_back": Permission.KEP_SET_READ,
}
NOT_YET = {
    "order": "ordered_on",
    "generate": "generated_on",
    "paid": "paid_on",
    "price": "paid_on",
    "documents": "documents_on",
}
"""What can be done only while this fact is missing."""
_OF_OTHERS = {"paid", "print", "off"}
"""What is done about colleagues' sets as about one's own."""


def may(office: Office, card: KepSetCard | None, action: str) -> bool:
    """Whether this person may do it to the set in its state."""
    if card is None or not office.can(RIGHTS[action]):
        return False
    if action == "renew":
        return card.row.generated_on is not None
    if card.row.cancelled_on is not None or not (action in _OF_OTHERS or _mine(office, card)):
        return False
    if action == "take_back":
        return bool(taken(office, card))
    if action == "off":
        return card.row.invoice is not None
    return action not in NOT_YET or getattr(card.row, NOT_YET[action]) is None


def taken(office: Office, card: KepSetCard) -> list[KepFact]:
    """The facts that this person may take back."""
    told = {
        KepFact.ORDERED: card.row.ordered_on is not None,
        KepFact.GENERATED: card.row.generated_on is not None,
        KepFact.PAID: card.paid_by_hand,
        KepFact.DOCUMENTS: card.row.documents_on is not None,
    }
    return [fact for fact, yes in told.items() if yes and office.can(FACTS[fact][1])]


def _mine(office: Office, card: KepSetCard) -> bool:
    """Whether it is one's own, nobody's, or one may change others'."""
    manager = card.row.manager
    return manager is None or manager.id == office.actor.id or office.can(Permission.KEP_SET_EDIT_OTHERS)
