"""Sets of certificates: their state from dated facts, debts, and the identifier for payments.

States are facts with their own days (`domain/kep-orders.md`): a set may be generated before it is paid, and
its papers may come before the money. What is shown is derived here and nowhere else.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum import luhn
from stdnum.exceptions import ValidationError


class KepState(StrEnum):
    """How far a set has come, in the order of its life."""

    ISSUED = "issued"
    PAID = "paid"
    ORDERED = "ordered"
    GENERATED = "generated"
    DOCUMENTS = "documents"
    """Generated, with all documents; only the money is missing."""
    CLOSED = "closed"
    """Paid and generated, with all documents."""
    CANCELLED = "cancelled"


class KepDuty(StrEnum):
    """What is still to be done about a set; all but the last are debts: other facts say that it is due."""

    DOCUMENTS = "documents"
    """Paid or generated without the mark that all documents are present."""
    GENERATION = "generation"
    """Paid and not generated."""
    PAYMENT = "payment"
    """Generated and not paid."""
    FORM_5PRRO = "form_5prro"
    """The tax office is to be told the new key of a cash register."""


class DocumentsPlace(StrEnum):
    """Where the papers of a set are."""

    NOWHERE = "nowhere"
    AUTO_RENEWAL = "auto_renewal"
    """Renewed without paper, signed by the client's valid КЕП."""
    BOX = "dispatch_box"


class Payee(StrEnum):
    """To whom a line of a set is paid."""

    OWN = "own"
    CA = "ca"


class HolderKind(StrEnum):
    """Whose certificate it is within a set."""

    HEAD = "head"
    ACCOUNTANT = "accountant"
    EMPLOYEE = "employee"
    SEAL = "seal"
    SOLE_TRADER = "sole_trader"
    CASHIER = "cashier"
    PRIVATE_PERSON = "private_person"


@dataclass(frozen=True, slots=True)
class KepFacts:
    """The days of a set's life (Kyiv); None: not yet."""

    issued_on: date
    paid_on: date | None = None
    ordered_on: date | None = None
    generated_on: date | None = None
    documents_on: date | None = None
    cancelled_on: date | None = None


def state_of(facts: KepFacts) -> KepState:
    """The state that these facts make."""
    if facts.cancelled_on is not None:
        return KepState.CANCELLED
    if closed_on(facts) is not None:
        return KepState.CLOSED
    if facts.generated_on is not None:
        return KepState.GENERATED if facts.documents_on is None else KepState.DOCUMENTS
    if facts.ordered_on is not None:
        return KepState.ORDERED
    return KepState.ISSUED if facts.paid_on is None else KepState.PAID


def closed_on(facts: KepFacts) -> date | None:
    """The day on which the last of money, certificates and documents came; None while one is missing."""
    needed = (facts.paid_on, facts.generated_on, facts.documents_on)
    if facts.cancelled_on is not None or None in needed:
        return None
    return max(day for day in needed if day is not None)


def debts_of(facts: KepFacts) -> dict[KepDuty, date]:
    """What is missing, each with the day since when it is."""
    if facts.cancelled_on is not None:
        return {}
    found: dict[KepDuty, date] = {}
    paid, generated = facts.paid_on, facts.generated_on
    since = min((day for day in (paid, generated) if day is not None), default=None)
    if since is not None and facts.documents_on is None:
        found[KepDuty.DOCUMENTS] = since
    if paid is not None and generated is None:
        found[KepDuty.GENERATION] = paid
    if generated is not None and paid is None:
        found[KepDuty.PAYMENT] = generated
    return found


_COMMON = "комплект кеп: "
"""What the names of all shipped kinds begin with: in a list it says nothing."""


def short_kind(name: str) -> str:
    """The name of a kind without what all of them begin with."""
    return name[len(_COMMON) :] if name.casefold().startswith(_COMMON) else name


_REF = re.compile(r"КЕ[ПР]\s*-?\s*(\d{2,12})")
_LOOK_ALIKES = str.maketrans("KEP", "КЕР")


def kep_ref(set_id: int) -> str:
    """The identifier of a set for the purpose of a payment: its number and a check digit (Luhn, ISO 7812).

    One wrong digit, or two neighbours changed (but 09 and 90), make an identifier that is none.
    """
    return f"КЕП-{set_id}{luhn.calc_check_digit(str(set_id))}"


def read_kep_ref(text: str) -> int | None:
    """The number of the set that a text names by its identifier, the first one that proves right; else None.

    Latin letters that look like the Cyrillic ones are read too: people type purposes by hand.
    """
    for digits in _REF.findall(text.upper().translate(_LOOK_ALIKES)):
        try:
            luhn.validate(digits)
        except ValidationError:
            continue
        if number := int(digits[:-1]):
            return number
    return None
