"""A person of the office: who he is, what he may do, at which phones he sits."""

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.kinds import Department, Role
from crm_tui.i18n import N_, _
from crm_tui.screens.administration_rows import DEPARTMENTS, ROLES
from crm_tui.screens.base import BaseDialog
from crm_tui.usecases.office import Office
from crm_tui.usecases.users import UserRow, add_user, edit_user, set_password
from crm_tui.widgets.form import ChoiceField, Field, Form, TextField


class UserForm(BaseDialog[bool]):
    """Answers True when something was saved. An empty password leaves the old one."""

    TITLE_WORD = N_("Person")
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = "UserForm Form { height: auto; padding: 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+s", "save", N_("Save"), id="user_form.save"),
    ]

    def __init__(self, user: UserRow | None = None) -> None:
        super().__init__()
        self.user = user

    def body(self) -> ComposeResult:
        user = self.user
        states = [("", _("no")), ("1", _("yes"))]
        departments = [("", "—"), *((one.value, _(word)) for one, word in DEPARTMENTS.items())]
        fields: list[Field] = []
        if user is None:
            fields.append(TextField("login", _("Login")))
        fields += [
            TextField("full_name", _("Full name"), user.full_name if user else ""),
            ChoiceField(
                "department",
                _("Department"),
                departments,
                user.department.value if user and user.department else "",
            ),
            TextField("extensions", _("Extensions"), ", ".join(user.extensions) if user else ""),
            TextField("os_login", _("OS account"), user.os_login or "" if user else ""),
            TextField("password", _("New password"), password=True),
            *(
                ChoiceField(f"role_{role}", _(word), states, "1" if user and role in user.roles else "")
                for role, word in ROLES.items()
            ),
        ]
        if user is not None:
            fields.append(ChoiceField("active", _("Works here"), states, "1" if user.active else ""))
        yield Form(*fields)

    def action_save(self) -> None:
        office, user, values = self.office, self.user, self.query_one(Form).values()
        self.ask(lambda: _save(office, user, values), self._saved)

    def _saved(self, _none: None) -> None:
        self.dismiss(True)


def _save(office: Office, user: UserRow | None, values: Mapping[str, str]) -> None:
    roles = frozenset(role for role in Role if values[f"role_{role}"])
    department = Department(values["department"]) if values["department"] else None
    extensions = tuple(part.strip() for part in values["extensions"].split(",") if part.strip())
    if user is None:
        office.call(
            add_user,
            login=values["login"],
            full_name=values["full_name"],
            roles=roles,
            department=department,
            extensions=extensions,
            os_login=values["os_login"] or None,
            password=values["password"] or None,
        )
        return
    office.call(
        edit_user,
        user_id=user.id,
        version=user.version,
        full_name=values["full_name"],
        roles=roles,
        department=department,
        extensions=extensions,
        os_login=values["os_login"] or None,
        active=bool(values["active"]),
    )
    if values["password"]:
        office.call(set_password, user_id=user.id, password=values["password"])
