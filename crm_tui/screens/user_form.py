"""A person of the office: who he is, what he may do, at which phones he sits."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult

from crm_tui.domain.kinds import Department, Role
from crm_tui.i18n import N_, _
from crm_tui.screens.administration_rows import DEPARTMENTS, ROLES
from crm_tui.screens.record_form import RecordDialog
from crm_tui.usecases.users import UserRow, UserTies, add_user, edit_user
from crm_tui.widgets.form import ChoiceField, Field, Form, TextField


class UserForm(RecordDialog[bool]):
    """Answers True when something was saved. An empty password leaves the old one."""

    KIND = "user"
    TITLE_WORD = N_("Person")
    HELP_TEXT = N_("F2 saves. What is typed is kept as a draft, but for the password.")
    AUTO_FOCUS = "Input"
    DEFAULT_CSS: ClassVar[str] = "UserForm Form { height: auto; padding: 0; }"

    def __init__(self, user: UserRow | None = None) -> None:
        super().__init__()
        self.about(user.id if user else "new", user.version if user else 0)
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

    def saving(self, values: Mapping[str, str]) -> Callable[[], bool]:
        office, user, version = self.office, self.user, self.version
        department = Department(values["department"]) if values["department"] else None
        ties, was = _ties(values), _ties(self.was)

        def save() -> bool:
            if user is None:
                office.call(
                    add_user,
                    login=values["login"],
                    full_name=values["full_name"],
                    roles=ties.roles,
                    department=department,
                    extensions=ties.extensions,
                    os_login=values["os_login"] or None,
                    password=values["password"] or None,
                )
            else:
                office.call(
                    edit_user,
                    user_id=user.id,
                    version=version,
                    full_name=values["full_name"],
                    roles=ties.roles,
                    department=department,
                    extensions=ties.extensions,
                    os_login=values["os_login"] or None,
                    active=bool(values["active"]),
                    password=values["password"] or None,
                    was=was,
                )
            return True

        return save


def _ties(values: Mapping[str, str]) -> UserTies:
    extensions = (part.strip() for part in values["extensions"].split(","))
    return UserTies(
        frozenset(role for role in Role if values[f"role_{role}"]), tuple(one for one in extensions if one)
    )
