"""The words of certificates: kinds, uses, terms, and all the fields of one."""

from crm_tui.domain.certificates import CertificateKind, CertificateUse
from crm_tui.domain.kyiv import format_date, format_moment
from crm_tui.i18n import N_, _
from crm_tui.screens.client_words import day, left, one_line
from crm_tui.usecases.certificates import CertificateCard, CertificateRow
from crm_tui.widgets.columns import Column
from crm_tui.widgets.row_window import Row

CERTIFICATE_KINDS = {
    CertificateKind.SIGNATURE: N_("signature"),
    CertificateKind.SEAL: N_("seal"),
    CertificateKind.CA: N_("a CA's own"),
    CertificateKind.SERVER: N_("a CA's server"),
}
CERTIFICATE_USES = {
    CertificateUse.SIGN: N_("to sign"),
    CertificateUse.ENCRYPT: N_("to encrypt"),
    CertificateUse.BOTH: N_("to sign and encrypt"),
    CertificateUse.UNKNOWN: N_("not said"),
}
SOON = 30
"""A term that ends within so many days is marked."""


def use_word(use: CertificateUse) -> str:
    return _(CERTIFICATE_USES[use]) if use in CERTIFICATE_USES else use.value.upper()


def certificate_columns() -> tuple[Column, ...]:
    return (
        Column(_("Holder"), 22, flex=2),
        Column(_("Kind"), 9),
        Column(_("Use"), 10),
        Column(_("Until"), 10),
        Column(_("Left"), 14, flex=1),
        Column(_("Serial number"), 20, flex=1, hide_below=100),
        Column(_("Key identifier"), 18, hide_below=120),
    )


def certificate_row(one: CertificateRow) -> Row:
    """`!` marks a term that ends soon, a middle dot one that is over."""
    cells = (
        one_line(one.holder),
        _(CERTIFICATE_KINDS[one.kind]),
        use_word(one.use),
        day(one.valid_to),
        left(one.days_left),
        one.serial,
        one.key_id,
    )
    if one.days_left < 0:
        return Row(one.id, 0, cells, "·", "muted")
    soon = one.days_left <= SOON
    return Row(one.id, 0, cells, "!" if soon else "", "warning" if soon else "")


def certificate_detail(one: CertificateRow) -> str:
    """A certificate in a few lines, below a list."""
    code = one.tax_code + (_(" (its check digit is wrong)") if one.code_doubtful else "")
    lines = (
        " · ".join(filter(None, map(one_line, (one.holder, one.position, one.organisation, code)))),
        _("Term: {since} — {until}, {left}").format(
            since=format_date(one.valid_from), until=format_date(one.valid_to), left=left(one.days_left)
        ),
        _("Serial number: {serial}").format(serial=one.serial),
        _("Key identifier: {key}").format(key=one.key_id),
        _("Issuer: {name}").format(name=one_line(one.issuer)),
    )
    return "\n".join(lines)


def certificate_fields(card: CertificateCard) -> list[tuple[str, str]]:
    """(word, value) of all that a certificate tells; what is empty is left out."""
    row = card.row
    fields = [
        (_("Holder"), row.holder),
        (_("Position"), row.position),
        (_("Organisation"), row.organisation),
        (_("Unit"), card.unit),
        ("ЄДРПОУ", f"{card.edrpou} {card.edrpou_from}"),
        ("РНОКПП", f"{card.rnokpp} {card.rnokpp_from}"),
        (_("Check digit"), _("wrong: taken as it stands") if row.code_doubtful else ""),
        ("УНЗР", card.unzr),
        (_("Client"), row.client.name if row.client else _("nobody's")),
        (_("May be of"), ", ".join(f"#{one.id} {one.name}" for one in card.may_be)),
        (_("Kind"), _(CERTIFICATE_KINDS[row.kind])),
        (_("Use"), use_word(row.use)),
        (_("From"), format_moment(card.not_before)),
        (_("Until"), format_moment(card.not_after)),
        (_("Left"), left(row.days_left)),
        (_("Issuer"), f"{row.issuer} {card.issuer_code}"),
        (_("Serial number"), row.serial),
        (_("Key identifier"), row.key_id),
        (_("Key"), card.key),
        (_("Policy"), card.policy),
        (_("Region"), f"{card.region} {card.city}"),
        (_("Address"), card.address),
        (_("Phone"), card.phone),
        (_("E-mail"), card.email),
        (_("Same set"), ", ".join(f"#{one.id} {use_word(one.use)}" for one in card.same_set)),
        (_("File"), row.file_name),
        (_("Taken in"), f"{format_moment(card.created_at)} {card.created_by}"),
        ("SHA-256", card.sha256),
    ]
    return [(word, tidy) for word, value in fields if (tidy := one_line(value).strip())]
