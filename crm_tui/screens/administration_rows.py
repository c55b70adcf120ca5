"""Rows of the administration: people, settings, the log, the PBX."""

from crm_tui.domain.kinds import Department, Role
from crm_tui.domain.kyiv import format_moment
from crm_tui.i18n import N_, _
from crm_tui.screens.client_words import one_line
from crm_tui.usecases.audit_log import AuditRow
from crm_tui.usecases.journal import PbxState
from crm_tui.usecases.own_entities import OwnEntityRow
from crm_tui.usecases.users import UserRow
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

ROLES = {
    Role.OPERATOR: N_("operator"),
    Role.SPECIALIST: N_("support specialist"),
    Role.MANAGER: N_("manager"),
    Role.HEAD: N_("head of department"),
    Role.REGISTRATION_ADMINISTRATOR: N_("registration administrator"),
    Role.ACCOUNTANT: N_("accountant"),
    Role.ADMIN: N_("admin"),
}
DEPARTMENTS = {
    Department.SALES: N_("Sales"),
    Department.SUPPORT: N_("Support"),
    Department.KEP: N_("KEP"),
}


def user_columns() -> tuple[Column, ...]:
    return (
        Column(_("Person"), 22, flex=2),
        Column(_("Login"), 12),
        Column(_("Roles"), 18, flex=2),
        Column(_("Extensions"), 10),
        Column(_("Department"), 12, hide_below=100),
        Column(_("OS account"), 12, hide_below=100),
    )


def user_row(user: UserRow) -> Row:
    """`·` marks a person who works here no more, `!` one kept out for wrong passwords."""
    sign = "·" if not user.active else "!" if user.locked_until else ""
    cells = (
        one_line(user.full_name),
        user.login,
        ", ".join(_(ROLES[role]) for role in sorted(user.roles)),
        ", ".join(user.extensions),
        _(DEPARTMENTS[user.department]) if user.department else "",
        user.os_login or "",
    )
    return Row(user.id, 0, cells, sign, {"·": "muted", "!": "warning"}.get(sign, ""))


def setting_columns() -> tuple[Column, ...]:
    return Column(_("Setting"), 26, flex=1), Column(_("Value"), 24, flex=1)


def setting_row(key: str, value: str) -> Row:
    return Row(key, 0, (key, one_line(value)))


def log_columns() -> tuple[Column, ...]:
    return (
        Column(_("When"), 16),
        Column(_("Who"), 14),
        Column(_("Act"), 24, flex=1),
        Column(_("Record"), 18, flex=1),
    )


def audit_row(row: AuditRow) -> Row:
    return Row(row.id, 0, (format_moment(row.at), row.actor, row.act, f"{row.table_name} {row.row_id}"))


def pbx_columns() -> tuple[Column, ...]:
    return Column("", 22), Column("", 30, flex=1)


def pbx_rows(state: PbxState) -> list[Row]:
    """How the listener stands, line by line."""
    facts = [
        (_("State"), state.state),
        (_("In detail"), one_line(state.detail)),
        (_("Since"), format_moment(state.since) if state.since else ""),
        (_("Last packet"), format_moment(state.last_packet_at) if state.last_packet_at else ""),
    ]
    return [Row(name, 0, (name, value)) for name, value in facts]


def firm_columns() -> tuple[Column, ...]:
    return (
        Column(_("Own firm"), 22, flex=2),
        Column(_("Tax code"), 10),
        Column(_("Pays VAT"), 8),
        Column("IBAN", 29, flex=1),
        Column(_("Numbers"), 14, hide_below=100),
        Column(_("Logo"), 5, hide_below=100),
    )


def firm_row(firm: OwnEntityRow) -> Row:
    """`·` marks a firm out of use, `!` one that cannot issue invoices: it has no IBAN."""
    fields = firm.fields
    sign = "·" if not fields.active else "" if fields.iban else "!"
    cells = (
        one_line(fields.short_name),
        fields.tax_code,
        _("yes") if fields.vat_payer else "",
        fields.iban,
        one_line(fields.number_form),
        _("yes") if firm.logo else "",
    )
    return Row(firm.id, 0, cells, sign, {"·": "muted", "!": "warning"}.get(sign, ""))
