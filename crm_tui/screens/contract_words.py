"""The register of contracts in words."""

from crm_tui.domain.contracts import ContractFact, ContractShow
from crm_tui.domain.papers import ContractKind
from crm_tui.i18n import N_

CONTRACT_KINDS = {
    ContractKind.COMMERCIAL: N_("commercial"),
    ContractKind.BUDGET: N_("budget"),
}
FACTS = {
    ContractFact.RETURNED: N_("Came back signed"),
    ContractFact.PRINTED: N_("Printed"),
    ContractFact.SENT: N_("Sent to the client"),
    ContractFact.SCANNED: N_("Scanned"),
    ContractFact.PROLONGED: N_("Prolonged"),
    ContractFact.ENDED: N_("Ended"),
}
SHOWS = {
    ContractShow.WAITING: N_("not come back signed"),
    ContractShow.RETURNED: N_("come back signed"),
    ContractShow.ENDED: N_("ended"),
    ContractShow.ALL: N_("all contracts"),
}
