"""The closed lists of the trade, named as in `domain/glossary.md`; the values stand in the store."""

from enum import StrEnum


class ClientKind(StrEnum):
    """What a client is by law."""

    LEGAL_ENTITY = "legal_entity"
    SOLE_TRADER = "sole_trader"
    PRIVATE_PERSON = "private_person"
    BUDGET_INSTITUTION = "budget_institution"


class Department(StrEnum):
    """Departments of the office."""

    SALES = "dept_sales"
    SUPPORT = "dept_support"
    KEP = "dept_kep"


class PhoneKind(StrEnum):
    """How a contact uses a number."""

    MOBILE = "mobile"
    WORK = "work"
    HOME = "home"
    OTHER = "other"


class ServiceGroup(StrEnum):
    """What is sold, in broad."""

    MEDOC = "medoc"
    BAS = "bas"
    PRRO = "prro"
    KEP = "kep"
    SUPPORT = "support"
    OTHER = "other"


class RenewalRule(StrEnum):
    """What follows the end of a term."""

    NONE = "none"
    """Nothing: sold once, nobody is reminded."""
    ANEW = "anew"
    """The next term follows the last one; after a gap it begins on the day of the renewal."""
    FROM_END = "from_end"
    """The next term follows the last one, also after a gap."""


class TermSource(StrEnum):
    """Where a term of a client's service is known from."""

    TYPED = "typed"
    LICENCE = "licence"
    KEP = "kep"
    SALE = "sale"


class TalkKind(StrEnum):
    """Sales talk or support talk."""

    SALE = "sale"
    SUPPORT = "support"


class WorkKind(StrEnum):
    """Work for a client without a call: at his place, or on his computer from afar."""

    VISIT = "visit"
    REMOTE = "remote"


class TalkState(StrEnum):
    """A draft is what is being typed; saved is the record."""

    DRAFT = "draft"
    SAVED = "saved"


class Direction(StrEnum):
    """Who called."""

    INCOMING = "in"
    OUTGOING = "out"


class CallResult(StrEnum):
    """How a call went; the first two are of calls that still run."""

    RINGING = "ringing"
    TALKING = "talking"
    ANSWERED = "answered"
    MISSED = "missed"
    NOT_ANSWERED = "not_answered"
    OPERATOR_DID_NOT_PICK_UP = "operator_did_not_pick_up"
    ORIGINATE_FAILED = "originate_failed"


class CallEnding(StrEnum):
    """Whether the end is known: a call may run, have ended before our eyes, or be lost from sight."""

    RUNNING = "running"
    ENDED = "ended"
    UNKNOWN = "unknown"


class CallSource(StrEnum):
    """Where a call is known from: heard by the listener, or told, all or in part, by the PBX's record."""

    HEARD = "heard"
    CEL = "cel"
    CDR = "cdr"


class ClientCertainty(StrEnum):
    """How a call came to its client: nobody yet, the only one with the number, or a person's choice.

    Dialled: the client from whose card it was dialled.
    """

    NONE = "none"
    ONLY = "only"
    REMEMBERED = "remembered"
    CHOSEN = "chosen"
    DIALLED = "dialled"


class RingState(StrEnum):
    """One call ringing at one extension."""

    RINGING = "ringing"
    ANSWERED = "answered"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    MISSED = "missed"


class PresenceState(StrEnum):
    """How a colleague is, by his telephone; unknown is never taken for free."""

    FREE = "free"
    RINGING = "ringing"
    TALKING = "talking"
    ON_HOLD = "on_hold"
    DO_NOT_DISTURB = "do_not_disturb"
    PAUSED = "paused"
    """Takes no calls of his queues, by his own wish."""
    AWAY = "away"
    """His telephone is not reached."""
    UNKNOWN = "unknown"


class TransferKind(StrEnum):
    """How a call was handed over."""

    BLIND = "blind"
    ATTENDED = "attended"


class CommandKind(StrEnum):
    """What a person asks of the PBX."""

    DIAL = "dial"
    BLIND_TRANSFER = "blind_transfer"
    ATTENDED_TRANSFER = "attended_transfer"
    COMPLETE_TRANSFER = "complete_transfer"
    CANCEL_TRANSFER = "cancel_transfer"
    HANG_UP = "hang_up"
    REFUSE_CALLER = "refuse_caller"


class CommandState(StrEnum):
    """What became of a wish to the PBX: `sent` waits for what the PBX tells of it."""

    ASKED = "asked"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"


class CommandOutcome(StrEnum):
    """How a wish to the PBX ended."""

    DONE = "done"
    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    UNREACHABLE = "unreachable"
    PHONE_REFUSED = "phone_refused"
    PHONE_NO_ANSWER = "phone_no_answer"
    BAD_CHANNEL = "bad_channel"
    RETURNED = "returned"
    RETURNED_BUSY = "returned_busy"
    RETURNED_NO_ANSWER = "returned_no_answer"
    LOST = "lost"
    CLIENT_GONE = "client_gone"
    NO_CHANNEL = "no_channel"
    NO_LINE = "no_line"
    STALE = "stale"
    IN_DOUBT = "in_doubt"
    PBX_REFUSED = "pbx_refused"


class TaskKind(StrEnum):
    """Where a task comes from: a person, the end of a term, a sale handed over, the program itself."""

    BY_HAND = "by_hand"
    RENEWAL = "renewal"
    SUPPORT = "support"
    NOTICE = "notice"


class TaskStage(StrEnum):
    """Stages that the program itself knows; each department has its own list of them (`task_stage`)."""

    NEW = "new"
    OFFER = "offer"
    INVOICE = "invoice"
    PAID = "paid"
    DONE = "done"
    REFUSED = "refused"


class TaskEventKind(StrEnum):
    """What happened to a task."""

    STAGE = "stage"
    PUT_OFF = "put_off"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    HANDED_BACK = "handed_back"
    DONE = "done"
    REOPENED = "reopened"
    EDITED = "edited"
    UNDONE = "undone"
    """A change of many tasks was taken back."""
    COMMENT = "comment"


class TagColour(StrEnum):
    """The few colours of tags; each has its sign beside it."""

    NONE = "none"
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    VIOLET = "violet"


class Role(StrEnum):
    """What a person does in the office; a person may have several."""

    OPERATOR = "operator"
    SPECIALIST = "specialist"
    MANAGER = "manager"
    HEAD = "head"
    REGISTRATION_ADMINISTRATOR = "registration_administrator"
    ACCOUNTANT = "accountant"
    ADMIN = "admin"


class ImportState(StrEnum):
    """How far an import has come."""

    RUNNING = "running"
    DONE = "done"
    UNDONE = "undone"


class PaperState(StrEnum):
    """How far a paper has come; the last two but one follow from the payments laid on an invoice."""

    DRAFT = "draft"
    ISSUED = "issued"
    PART_PAID = "part_paid"
    PAID = "paid"
    CANCELLED = "cancelled"


class PaymentSource(StrEnum):
    """Where a payment is known from."""

    TYPED = "typed"
    BANK = "bank"
    CA = "ca"


class MatchAct(StrEnum):
    """What was done with a payment."""

    AUTO = "auto"
    CONFIRM = "confirm"
    SPLIT = "split"
    TAKE = "take"
    ADVANCE = "advance"
    RETURN = "return"


class MailState(StrEnum):
    """How far a letter has come; one in doubt may have been delivered, so a person decides."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    DROPPED = "dropped"
