"""The register of contracts: the dated facts of each, and what of a checklist is the contract itself."""

from enum import StrEnum


class ContractFact(StrEnum):
    """What became of a contract, each on its day; of a prolongation the day until which it runs."""

    PRINTED = "printed"
    SENT = "sent"
    RETURNED = "returned"
    """The copy that the client signed came back."""
    SCANNED = "scanned"
    PROLONGED = "prolonged"
    ENDED = "ended"


class ContractShow(StrEnum):
    """Which contracts are wanted."""

    WAITING = "waiting"
    """Standing, not ended, and not come back signed."""
    RETURNED = "returned"
    ENDED = "ended"
    ALL = "all"
    """Also the cancelled ones."""


_WORDS = {"договір", "контракт", "contract"}


def is_contract(document: str) -> bool:
    """Whether a document of a checklist is the contract itself: so named, in the nominative.

    A «картка приєднання до договору» is another paper.
    """
    return not _WORDS.isdisjoint(word.strip(".,;:()«»\"'") for word in document.casefold().split())
