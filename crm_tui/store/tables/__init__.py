"""All tables; importing this module fills `metadata`."""

from sqlmodel import SQLModel

from crm_tui.store.tables.arrivals import CertificateArrival, CertificateArrivalItem
from crm_tui.store.tables.attachments import Attachment
from crm_tui.store.tables.audit import Audit, AuditHead
from crm_tui.store.tables.calls import (
    Call,
    CallLeg,
    CallMove,
    CallTransfer,
    Journal,
    JournalConnection,
    PbxStatus,
    Ring,
)
from crm_tui.store.tables.certificates import Certificate
from crm_tui.store.tables.clients import (
    CallerChoice,
    Client,
    ClientContact,
    ClientFieldSource,
    ClientMerge,
    Contact,
    ContactPhone,
    ImportRow,
    ImportRun,
    Phone,
    Warning,  # noqa: A004
)
from crm_tui.store.tables.contracts import Contract
from crm_tui.store.tables.filters import KeptFilterRow
from crm_tui.store.tables.kep import (
    DispatchBox,
    KepHolder,
    KepSet,
    KepSetDocument,
    KepSetKind,
    KepSetKindDocument,
    KepSetLine,
    KepSetTask,
)
from crm_tui.store.tables.mail import Mail
from crm_tui.store.tables.matching import KnownPayer, MatchDecision, MatchRuleText
from crm_tui.store.tables.office import (
    Absence,
    DocumentSeries,
    Draft,
    Employee,
    EmployeeExtension,
    EmployeeRole,
    EmployeeSetting,
    Lease,
    OwnEntity,
    Setting,
)
from crm_tui.store.tables.papers import ClientRequisites, Paper, PaperFile, PaperLine, StoredFile
from crm_tui.store.tables.payments import Allocation, Payment, PaymentImport, PaymentReturn
from crm_tui.store.tables.pbx_commands import BlockedNumber, PbxCommand
from crm_tui.store.tables.presence import ExtensionState, QueueMember, QueueState, QueueWaiting
from crm_tui.store.tables.reports import TalkDay, TalkDayChange, TalkMonth
from crm_tui.store.tables.services import ClientService, ClientServiceTerm, Service, ServicePrice
from crm_tui.store.tables.tags import ClientTag, Tag, TagMerge
from crm_tui.store.tables.talks import Talk
from crm_tui.store.tables.tasks import DepartmentStage, Task, TaskChange, TaskEvent

metadata = SQLModel.metadata

__all__ = [
    "Absence",
    "Allocation",
    "Attachment",
    "Audit",
    "AuditHead",
    "BlockedNumber",
    "Call",
    "CallLeg",
    "CallMove",
    "CallTransfer",
    "CallerChoice",
    "Certificate",
    "CertificateArrival",
    "CertificateArrivalItem",
    "Client",
    "ClientContact",
    "ClientFieldSource",
    "ClientMerge",
    "ClientRequisites",
    "ClientService",
    "ClientServiceTerm",
    "ClientTag",
    "Contact",
    "ContactPhone",
    "Contract",
    "DepartmentStage",
    "DispatchBox",
    "DocumentSeries",
    "Draft",
    "Employee",
    "EmployeeExtension",
    "EmployeeRole",
    "EmployeeSetting",
    "ExtensionState",
    "ImportRow",
    "ImportRun",
    "Journal",
    "JournalConnection",
    "KepHolder",
    "KepSet",
    "KepSetDocument",
    "KepSetKind",
    "KepSetKindDocument",
    "KepSetLine",
    "KepSetTask",
    "KeptFilterRow",
    "KnownPayer",
    "Lease",
    "Mail",
    "MatchDecision",
    "MatchRuleText",
    "OwnEntity",
    "Paper",
    "PaperFile",
    "PaperLine",
    "Payment",
    "PaymentImport",
    "PaymentReturn",
    "PbxCommand",
    "PbxStatus",
    "Phone",
    "QueueMember",
    "QueueState",
    "QueueWaiting",
    "Ring",
    "Service",
    "ServicePrice",
    "Setting",
    "StoredFile",
    "Tag",
    "TagMerge",
    "Talk",
    "TalkDay",
    "TalkDayChange",
    "TalkMonth",
    "Task",
    "TaskChange",
    "TaskEvent",
    "Warning",
    "metadata",
]
