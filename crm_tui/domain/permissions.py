"""The one permission table: what each role may do. Deny by default.

A permission is named `room:noun:verb`. Use cases name the permission they need (`usecases/base.py`);
screens ask `allowed` only to hide or dim. The system (listener, jobs) acts with SYSTEM_PERMISSIONS.
"""

from dataclasses import dataclass
from enum import StrEnum

from crm_tui.domain.kinds import Role


class Permission(StrEnum):
    """Every right there is, in alphabetical order of its value."""

    ADMIN_AUDIT_READ = "admin:audit:read"
    ADMIN_STORE_CARE = "admin:store:care"
    ADMIN_USERS_EDIT = "admin:users:edit"
    ADMIN_USERS_READ = "admin:users:read"
    CALLS_CALL_ATTACH = "calls:call:attach"
    CALLS_CALL_CONTROL = "calls:call:control"
    CALLS_CALL_MOVE_OTHERS = "calls:call:move_others"
    CALLS_CALL_READ = "calls:call:read"
    CALLS_JOURNAL_READ = "calls:journal:read"
    CALLS_JOURNAL_WRITE = "calls:journal:write"
    CALLS_NUMBER_BLOCK = "calls:number:block"
    CALLS_PRESENCE_READ = "calls:presence:read"
    CALLS_RECORD_RECONCILE = "calls:record:reconcile"
    CALLS_RECORDING_HEAR = "calls:recording:hear"
    CALLS_RECORDING_HEAR_OTHERS = "calls:recording:hear_others"
    CALLS_RING_CLAIM = "calls:ring:claim"
    CLIENTS_ATTACHMENT_EDIT = "clients:attachment:edit"
    CLIENTS_ATTACHMENT_EDIT_OTHERS = "clients:attachment:edit_others"
    CLIENTS_ATTACHMENT_READ = "clients:attachment:read"
    CLIENTS_CLIENT_EDIT = "clients:client:edit"
    CLIENTS_CLIENT_EXPORT = "clients:client:export"
    CLIENTS_CLIENT_IMPORT = "clients:client:import"
    CLIENTS_CLIENT_MERGE = "clients:client:merge"
    CLIENTS_CLIENT_READ = "clients:client:read"
    CLIENTS_TAG_EDIT = "clients:tag:edit"
    KEP_BOX_EDIT = "kep:box:edit"
    KEP_CERTIFICATE_READ = "kep:certificate:read"
    KEP_CERTIFICATE_WRITE = "kep:certificate:write"
    KEP_FILTER_SHARE = "kep:filter:share"
    KEP_SET_CANCEL = "kep:set:cancel"
    KEP_SET_EDIT = "kep:set:edit"
    KEP_SET_EDIT_OTHERS = "kep:set:edit_others"
    KEP_SET_GENERATE = "kep:set:generate"
    KEP_SET_PAID = "kep:set:paid"
    KEP_SET_READ = "kep:set:read"
    OFFICE_ABSENCE_EDIT = "office:absence:edit"
    OFFICE_FIRM_EDIT = "office:firm:edit"
    OFFICE_OWN_EDIT = "office:own:edit"
    OFFICE_OWN_READ = "office:own:read"
    PAPERS_CONTRACT_MARK = "papers:contract:mark"
    PAPERS_PAPER_EDIT = "papers:paper:edit"
    PAPERS_PAPER_EDIT_OTHERS = "papers:paper:edit_others"
    PAPERS_PAPER_READ = "papers:paper:read"
    PAYMENTS_PAYMENT_READ = "payments:payment:read"
    PAYMENTS_PAYMENT_WRITE = "payments:payment:write"
    PAYMENTS_RULE_EDIT = "payments:rule:edit"
    REPORTS_ACTIVITY_READ = "reports:activity:read"
    REPORTS_ACTIVITY_READ_OTHERS = "reports:activity:read_others"
    REPORTS_CHURN_READ = "reports:churn:read"
    REPORTS_CHURN_READ_OTHERS = "reports:churn:read_others"
    REPORTS_KEP_READ = "reports:kep:read"
    REPORTS_KEP_READ_OTHERS = "reports:kep:read_others"
    REPORTS_SALES_READ = "reports:sales:read"
    REPORTS_SALES_READ_OTHERS = "reports:sales:read_others"
    SERVICES_CATALOGUE_EDIT = "services:catalogue:edit"
    SERVICES_CLAIM_TAKE = "services:claim:take"
    SERVICES_CLIENT_EDIT = "services:client:edit"
    SERVICES_MANAGER_REASSIGN = "services:manager:reassign"
    SERVICES_PRICE_EDIT = "services:price:edit"
    TALKS_TALK_READ = "talks:talk:read"
    TALKS_TALK_READ_OTHERS = "talks:talk:read_others"
    TALKS_TALK_WRITE = "talks:talk:write"
    TASKS_FILTER_SHARE = "tasks:filter:share"
    TASKS_STAGE_EDIT = "tasks:stage:edit"
    TASKS_TASK_EDIT = "tasks:task:edit"
    TASKS_TASK_READ = "tasks:task:read"
    TASKS_TASK_READ_OTHERS = "tasks:task:read_others"


P = Permission
_EVERYBODY = {
    P.OFFICE_OWN_READ,
    P.CLIENTS_ATTACHMENT_EDIT,
    P.CLIENTS_ATTACHMENT_READ,
    P.CLIENTS_CLIENT_READ,
    P.KEP_SET_READ,
    P.KEP_CERTIFICATE_READ,
    P.PAPERS_PAPER_READ,
    P.PAYMENTS_PAYMENT_READ,
    P.REPORTS_KEP_READ,
    P.REPORTS_SALES_READ,
    P.CALLS_CALL_READ,
    P.CALLS_PRESENCE_READ,
    P.TASKS_TASK_READ,
    P.TALKS_TALK_READ,
}
_PHONE_WORK = _EVERYBODY | {
    P.CALLS_CALL_ATTACH,
    P.CALLS_CALL_CONTROL,
    P.CALLS_RECORDING_HEAR,
    P.CALLS_RING_CLAIM,
    P.CLIENTS_CLIENT_EDIT,
    P.OFFICE_OWN_EDIT,
    P.REPORTS_ACTIVITY_READ,
    P.REPORTS_CHURN_READ,
    P.SERVICES_CLIENT_EDIT,
    P.TALKS_TALK_WRITE,
    P.TASKS_TASK_EDIT,
}
_SALES = _PHONE_WORK | {
    P.KEP_BOX_EDIT,
    P.KEP_CERTIFICATE_WRITE,
    P.KEP_SET_CANCEL,
    P.KEP_SET_EDIT,
    P.PAPERS_CONTRACT_MARK,
    P.PAPERS_PAPER_EDIT,
}
_HEAD = _SALES | {
    P.ADMIN_USERS_READ,
    P.CALLS_CALL_MOVE_OTHERS,
    P.CALLS_JOURNAL_READ,
    P.CALLS_NUMBER_BLOCK,
    P.CALLS_RECORDING_HEAR_OTHERS,
    P.CLIENTS_ATTACHMENT_EDIT_OTHERS,
    P.CLIENTS_CLIENT_EXPORT,
    P.CLIENTS_CLIENT_MERGE,
    P.CLIENTS_TAG_EDIT,
    P.KEP_FILTER_SHARE,
    P.KEP_SET_EDIT_OTHERS,
    P.KEP_SET_GENERATE,
    P.KEP_SET_PAID,
    P.OFFICE_ABSENCE_EDIT,
    P.PAPERS_PAPER_EDIT_OTHERS,
    P.REPORTS_ACTIVITY_READ_OTHERS,
    P.REPORTS_CHURN_READ_OTHERS,
    P.REPORTS_KEP_READ_OTHERS,
    P.REPORTS_SALES_READ_OTHERS,
    P.SERVICES_CATALOGUE_EDIT,
    P.SERVICES_CLAIM_TAKE,
    P.SERVICES_MANAGER_REASSIGN,
    P.SERVICES_PRICE_EDIT,
    P.TALKS_TALK_READ_OTHERS,
    P.TASKS_FILTER_SHARE,
    P.TASKS_STAGE_EDIT,
    P.TASKS_TASK_READ_OTHERS,
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OPERATOR: frozenset(_PHONE_WORK),
    Role.SPECIALIST: frozenset(_SALES | {P.TALKS_TALK_READ_OTHERS}),
    Role.MANAGER: frozenset(_SALES | {P.SERVICES_CLAIM_TAKE, P.TALKS_TALK_READ_OTHERS}),
    Role.HEAD: frozenset(_HEAD),
    Role.REGISTRATION_ADMINISTRATOR: frozenset(
        _SALES | {P.KEP_SET_EDIT_OTHERS, P.KEP_SET_GENERATE, P.SERVICES_CLAIM_TAKE}
    ),
    Role.ACCOUNTANT: frozenset(
        _EVERYBODY
        | {
            P.CLIENTS_CLIENT_EDIT,
            P.CLIENTS_CLIENT_EXPORT,
            P.KEP_SET_PAID,
            P.OFFICE_FIRM_EDIT,
            P.OFFICE_OWN_EDIT,
            P.PAPERS_CONTRACT_MARK,
            P.PAPERS_PAPER_EDIT,
            P.PAPERS_PAPER_EDIT_OTHERS,
            P.PAYMENTS_PAYMENT_WRITE,
            P.PAYMENTS_RULE_EDIT,
            P.REPORTS_KEP_READ_OTHERS,
            P.REPORTS_SALES_READ_OTHERS,
            P.SERVICES_PRICE_EDIT,
        }
    ),
    Role.ADMIN: frozenset(Permission) - {P.CALLS_JOURNAL_WRITE},
}

# The listener and the jobs: they write what the PBX tells and care for the store; they are no person.
SYSTEM_PERMISSIONS = frozenset(Permission)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an employee, or the system itself (`id` None)."""

    id: int | None
    login: str
    full_name: str
    roles: frozenset[Role] = frozenset()
    system: bool = False


def system_actor(name: str) -> Actor:
    """The actor of a process of ours: `pbx`, `jobs`, `setup`, `demo`."""
    return Actor(id=None, login=f"system:{name}", full_name=name, system=True)


def allowed(actor: Actor, permission: Permission) -> bool:
    """Whether the actor may do this; an actor without roles may do nothing."""
    if actor.system:
        return permission in SYSTEM_PERMISSIONS
    return any(permission in ROLE_PERMISSIONS[role] for role in actor.roles)
