"""Every public use case against the permission table: deny by default, for every role, as decided here.

The rooms of the table are written down twice on purpose: a change of `domain/permissions.py` must be meant.
"""

import ast
import importlib
import inspect
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from crm_tui.config import Settings
from crm_tui.domain.errors import Forbidden
from crm_tui.domain.kinds import Role
from crm_tui.domain.permissions import Actor, Permission, system_actor
from crm_tui.store.scope import Unit
from crm_tui.usecases import base
from crm_tui.usecases.base import USE_CASES
from crm_tui.usecases.office import NOBODY

PACKAGE = Path(base.__file__).parents[1]
ROOMS = ("usecases", "reports")
PLUMBING = {"__init__", "base", "office", "shapes"}
"""Modules of the rooms that hold no use case; `parts/` holds what use cases share."""

P = Permission
PHONE_WORK = {Role.OPERATOR, Role.SPECIALIST, Role.MANAGER, Role.HEAD, Role.REGISTRATION_ADMINISTRATOR}
EVERYBODY = PHONE_WORK | {Role.ACCOUNTANT, Role.ADMIN}
WORKERS = PHONE_WORK | {Role.ADMIN}
HEADS = {Role.HEAD, Role.ADMIN}

WHO_MAY: dict[Permission, set[Role]] = {
    P.ADMIN_AUDIT_READ: {Role.ADMIN},
    P.ADMIN_STORE_CARE: {Role.ADMIN},
    P.ADMIN_USERS_EDIT: {Role.ADMIN},
    P.ADMIN_USERS_READ: HEADS,
    P.CALLS_CALL_ATTACH: WORKERS,
    P.CALLS_CALL_CONTROL: WORKERS,
    P.CALLS_CALL_MOVE_OTHERS: HEADS,
    P.CALLS_CALL_READ: EVERYBODY,
    P.CALLS_JOURNAL_READ: HEADS,
    P.CALLS_JOURNAL_WRITE: set(),
    P.CALLS_NUMBER_BLOCK: HEADS,
    P.CALLS_PRESENCE_READ: EVERYBODY,
    P.CALLS_RECORD_RECONCILE: {Role.ADMIN},
    P.CALLS_RECORDING_HEAR: WORKERS,
    P.CALLS_RECORDING_HEAR_OTHERS: HEADS,
    P.CALLS_RING_CLAIM: WORKERS,
    P.CLIENTS_ATTACHMENT_EDIT: EVERYBODY,
    P.CLIENTS_ATTACHMENT_EDIT_OTHERS: HEADS,
    P.CLIENTS_ATTACHMENT_READ: EVERYBODY,
    P.CLIENTS_CLIENT_EDIT: EVERYBODY,
    P.CLIENTS_CLIENT_EXPORT: {Role.HEAD, Role.ACCOUNTANT, Role.ADMIN},
    P.CLIENTS_CLIENT_IMPORT: {Role.ADMIN},
    P.CLIENTS_CLIENT_MERGE: HEADS,
    P.CLIENTS_CLIENT_READ: EVERYBODY,
    P.CLIENTS_TAG_EDIT: HEADS,
    P.KEP_BOX_EDIT: WORKERS - {Role.OPERATOR},
    P.KEP_FILTER_SHARE: HEADS,
    P.KEP_SET_CANCEL: WORKERS - {Role.OPERATOR},
    P.KEP_SET_EDIT: WORKERS - {Role.OPERATOR},
    P.KEP_SET_EDIT_OTHERS: {Role.HEAD, Role.REGISTRATION_ADMINISTRATOR, Role.ADMIN},
    P.KEP_SET_GENERATE: {Role.HEAD, Role.REGISTRATION_ADMINISTRATOR, Role.ADMIN},
    P.KEP_SET_PAID: {Role.HEAD, Role.ACCOUNTANT, Role.ADMIN},
    P.KEP_SET_READ: EVERYBODY,
    P.KEP_CERTIFICATE_READ: EVERYBODY,
    P.KEP_CERTIFICATE_WRITE: EVERYBODY - {Role.OPERATOR, Role.ACCOUNTANT},
    P.OFFICE_ABSENCE_EDIT: HEADS,
    P.OFFICE_FIRM_EDIT: {Role.ACCOUNTANT, Role.ADMIN},
    P.OFFICE_OWN_EDIT: EVERYBODY,
    P.OFFICE_OWN_READ: EVERYBODY,
    P.PAPERS_CONTRACT_MARK: EVERYBODY - {Role.OPERATOR},
    P.PAPERS_PAPER_EDIT: EVERYBODY - {Role.OPERATOR},
    P.PAPERS_PAPER_EDIT_OTHERS: {Role.HEAD, Role.ACCOUNTANT, Role.ADMIN},
    P.PAPERS_PAPER_READ: EVERYBODY,
    P.PAYMENTS_PAYMENT_READ: EVERYBODY,
    P.PAYMENTS_PAYMENT_WRITE: {Role.ACCOUNTANT, Role.ADMIN},
    P.PAYMENTS_RULE_EDIT: {Role.ACCOUNTANT, Role.ADMIN},
    P.REPORTS_ACTIVITY_READ: WORKERS,
    P.REPORTS_ACTIVITY_READ_OTHERS: HEADS,
    P.REPORTS_CHURN_READ: WORKERS,
    P.REPORTS_CHURN_READ_OTHERS: HEADS,
    P.REPORTS_KEP_READ: EVERYBODY,
    P.REPORTS_KEP_READ_OTHERS: {Role.HEAD, Role.ACCOUNTANT, Role.ADMIN},
    P.REPORTS_SALES_READ: EVERYBODY,
    P.REPORTS_SALES_READ_OTHERS: {Role.HEAD, Role.ACCOUNTANT, Role.ADMIN},
    P.SERVICES_CATALOGUE_EDIT: HEADS,
    P.SERVICES_CLAIM_TAKE: {Role.MANAGER, Role.HEAD, Role.REGISTRATION_ADMINISTRATOR, Role.ADMIN},
    P.SERVICES_CLIENT_EDIT: WORKERS,
    P.SERVICES_MANAGER_REASSIGN: HEADS,
    P.SERVICES_PRICE_EDIT: {Role.HEAD, Role.ACCOUNTANT, Role.ADMIN},
    P.TALKS_TALK_READ: EVERYBODY,
    P.TALKS_TALK_READ_OTHERS: {Role.SPECIALIST, Role.MANAGER, Role.HEAD, Role.ADMIN},
    P.TALKS_TALK_WRITE: WORKERS,
    P.TASKS_FILTER_SHARE: HEADS,
    P.TASKS_STAGE_EDIT: HEADS,
    P.TASKS_TASK_EDIT: WORKERS,
    P.TASKS_TASK_READ: EVERYBODY,
    P.TASKS_TASK_READ_OTHERS: HEADS,
}

OPEN_TO_ALL = {
    "first_look.who_sits_here",
    "lookup.office_has_users",
    "lookup.person_of_account",
    "sign_in.act_as",
    "sign_in.has_people",
    "sign_in.sign_in",
    "sign_in.sign_in_os",
    "sign_in.unlock",
    "store_care.store_setting",
}
"""Use cases that ask for no right: what happens before anybody is known."""


def modules() -> list[ModuleType]:
    return [
        importlib.import_module(f"crm_tui.{room}.{name}")
        for room in ROOMS
        for name in sorted(path.stem for path in (PACKAGE / room).glob("*.py") if path.stem not in PLUMBING)
    ]


def public_functions(module: ModuleType) -> list[str]:
    """The functions a module defines (not those it imports) and does not hide by an underscore."""
    tree = ast.parse(inspect.getsource(module))
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"]


FUNCTIONS = [(module, name) for module in modules() for name in public_functions(module)]


def unit_of(actor: Actor) -> Unit:
    """A unit with no store behind it: a use case that gets past the gate can do nothing with it."""
    nothing: Any = None
    return Unit(nothing, actor, datetime(2026, 3, 2, tzinfo=UTC), Settings(), True)


def gets_past_the_gate(module: ModuleType, name: str, actor: Actor) -> bool:
    use_case = getattr(module, name)
    try:
        use_case(unit_of(actor))
    except Forbidden:
        return False
    except Exception:  # it ran, and missed its arguments or the store
        return True
    return True


@pytest.mark.parametrize(("module", "name"), FUNCTIONS, ids=lambda one: getattr(one, "__name__", one))
def test_a_public_function_is_a_use_case_with_a_named_right(module: ModuleType, name: str) -> None:
    key = f"{module.__name__.rpartition('.')[2]}.{name}"
    assert key in USE_CASES, f"{key} lacks @requires"
    if USE_CASES[key].permission is None:
        assert key in OPEN_TO_ALL, f"{key} is open to everybody; say so here if it is meant"


@pytest.mark.parametrize(("module", "name"), FUNCTIONS, ids=lambda one: getattr(one, "__name__", one))
def test_each_role_may_do_what_the_table_says_and_nothing_else(module: ModuleType, name: str) -> None:
    permission = USE_CASES[f"{module.__name__.rpartition('.')[2]}.{name}"].permission
    allowed = set(Role) if permission is None else WHO_MAY[permission]
    got_in = {
        role
        for role in Role
        if gets_past_the_gate(module, name, Actor(1, "somebody", "Somebody", frozenset({role})))
    }
    assert got_in == allowed
    nobody_gets_in = permission is not None
    assert gets_past_the_gate(module, name, NOBODY) != nobody_gets_in
    assert gets_past_the_gate(module, name, Actor(1, "x", "X", frozenset())) != nobody_gets_in
    assert gets_past_the_gate(module, name, system_actor("jobs"))


def test_every_right_is_decided_here() -> None:
    assert set(WHO_MAY) == set(Permission)
    assert sorted(permission.value for permission in Permission) == [one.value for one in Permission]


def test_what_only_looks_does_not_write_and_says_so() -> None:
    """What is not marked as writing runs in a scope that is rolled back: its work would be lost."""
    for module, name in FUNCTIONS:
        source = inspect.getsource(inspect.unwrap(getattr(module, name)))
        writes = any(call in source for call in ("unit.add(", "unit.change(", "unit.remove(", "unit.lock("))
        info = USE_CASES[f"{module.__name__.rpartition('.')[2]}.{name}"]
        assert info.writes or not writes, f"{info.name} changes rows without writes=True"
