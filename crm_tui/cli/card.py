"""A client's card printed for reading: data, warnings, contacts, services, tasks, talks, calls."""

from typing import TYPE_CHECKING

from crm_tui.cli.attach import attachment_columns
from crm_tui.cli.calls import call_columns
from crm_tui.cli.certs import certificate_columns
from crm_tui.cli.output import Column, in_words, show_record, show_rows
from crm_tui.cli.talks import talk_columns
from crm_tui.cli.tasks import task_columns
from crm_tui.i18n import _
from crm_tui.screens.client_words import tag_words

if TYPE_CHECKING:
    from crm_tui.usecases.attachments import AttachmentRow
    from crm_tui.usecases.client_card import ClientCard


def print_card(card: "ClientCard", files: tuple["AttachmentRow", ...]) -> None:
    """The whole card; a section without rows says so, so that nothing seems forgotten."""
    form = card.fields
    lines = (
        (_("client"), f"#{card.id} {form.full_name}"),
        (_("kind"), form.kind),
        (_("code"), form.tax_code),
        (_("VAT number"), form.vat_number),
        (_("region"), form.region),
        (_("address"), form.legal_address),
        (_("mail address"), form.mail_address),
        (_("e-mail"), form.email),
        (_("tags"), ", ".join(map(tag_words, card.tags))),
        (_("head"), f"{form.head_position} {form.head_name}".strip()),
        (_("note"), form.note),
        (_("merged into"), card.merged_into),
    )
    show_record(card, lines, as_json=False)
    for title, rows, columns in (
        (_("warnings"), card.warnings, WARNINGS),
        (_("contacts"), card.contacts, contact_columns()),
        (_("services"), card.services, service_columns()),
        (_("tasks"), card.tasks, task_columns()),
        (_("certificates"), card.certificates, certificate_columns()),
        (_("talks"), card.talks, talk_columns()),
        (_("calls"), card.calls, call_columns()),
        (_("attachments"), files, attachment_columns()),
    ):
        print(f"\n== {title}")
        show_rows(rows, columns, as_json=False)


def contact_columns() -> tuple[Column, ...]:
    return (
        Column(_("contact"), lambda row: row.id, right=True),
        Column(_("name"), lambda row: row.full_name),
        Column(_("position"), lambda row: row.position),
        Column(_("phones"), lambda row: [one.as_typed for one in row.phones]),
        Column(_("e-mail"), lambda row: row.email),
        Column(_("clients"), lambda row: row.shared, right=True),
    )


def service_columns() -> tuple[Column, ...]:
    return (
        Column(_("no."), lambda row: row.id, right=True),
        Column(_("service"), lambda row: row.service),
        Column(_("from"), lambda row: row.valid_from),
        Column(_("to"), lambda row: row.valid_to),
        Column(_("days left"), lambda row: row.days_left, right=True),
        Column(_("state"), lambda row: row.state),
        Column(_("manager"), lambda row: row.manager),
    )


WARNINGS = (
    Column("", lambda row: "!" if row.pinned else ""),
    Column("", lambda row: in_words(row.text)),
    Column("", lambda row: row.author),
)
