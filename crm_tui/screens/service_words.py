"""The words of services and their terms."""

from crm_tui.domain.kinds import RenewalRule, ServiceGroup, TermSource
from crm_tui.domain.papers import VatMode
from crm_tui.i18n import N_

TERM_SOURCES = {
    TermSource.TYPED: N_("typed"),
    TermSource.LICENCE: N_("licences"),
    TermSource.KEP: N_("KEP"),
    TermSource.SALE: N_("sale"),
}
RENEWALS = {
    RenewalRule.ANEW: N_("after a gap from the day of renewal"),
    RenewalRule.FROM_END: N_("always from the last end"),
    RenewalRule.NONE: N_("not renewed"),
}
GROUPS = {
    ServiceGroup.MEDOC: N_("M.E.Doc"),
    ServiceGroup.BAS: N_("BAS"),
    ServiceGroup.PRRO: N_("PRRO"),
    ServiceGroup.KEP: N_("KEP"),
    ServiceGroup.SUPPORT: N_("Support of clients"),
    ServiceGroup.OTHER: N_("Other"),
}
VATS = {VatMode.EXEMPT: N_("without VAT"), VatMode.VAT_20: N_("20 %")}
