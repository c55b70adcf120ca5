"""The tabs of a client's card, in their order: a department adds its file and its line here."""

from crm_tui.screens.card_calls import CallsTab
from crm_tui.screens.card_contacts import ContactsTab
from crm_tui.screens.card_kep import KepTab
from crm_tui.screens.card_papers import PapersTab
from crm_tui.screens.card_registration import RegistrationTab
from crm_tui.screens.card_services import ServicesTab
from crm_tui.screens.card_tab import CardTab
from crm_tui.screens.card_talks import TalksTab
from crm_tui.screens.card_tasks import TasksTab

CARD_TABS: tuple[CardTab, ...] = (
    RegistrationTab(),
    ContactsTab(),
    ServicesTab(),
    TalksTab(),
    CallsTab(),
    TasksTab(),
    PapersTab(),
    KepTab(),
)
