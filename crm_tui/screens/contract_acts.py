"""The register of contracts as a tab: which are out; come back signed by one key, and taken back by one."""

from collections.abc import Hashable
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType

from crm_tui.domain.contracts import ContractFact
from crm_tui.domain.errors import Refused
from crm_tui.domain.kyiv import format_date, today
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _
from crm_tui.screens.base import Manners, Result
from crm_tui.screens.choice_pick import ChoicePick
from crm_tui.screens.client_words import one_line
from crm_tui.screens.contract_words import FACTS, SHOWS, contract_columns, contract_row
from crm_tui.screens.kep_fact_forms import typed_day
from crm_tui.screens.one_line_form import OneLineForm
from crm_tui.usecases.contracts import (
    WAITING,
    ContractPage,
    ContractRow,
    ManagerContracts,
    list_contracts,
    mark_contracts,
    sum_contracts,
    unmark_contract,
)
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.virtual_list import VirtualList

CONTRACT_ACTS = {"signed", "unsign", "marks", "whose"}
_SHOWN = 200


class ContractActs(Manners[Result]):
    """What the tab of contracts needs of its screen: the look, the rows read last, the last mark."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "signed", N_("Signed"), id="contracts.signed", tooltip=N_("It came back signed")),
        Binding(
            "alt+m", "marks", N_("Marks"), id="contracts.marks", tooltip=N_("Printed, sent, prolonged, ended")
        ),
        Binding(
            "backspace,alt+z",
            "unsign",
            N_("Take back"),
            show=False,
            id="contracts.unsign",
            tooltip=N_("The last mark of this screen, else that the row under the cursor came back"),
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.look = WAITING
        self.manager_name = ""
        self.contracts: tuple[ContractRow, ...] = ()
        self.more_contracts = False
        self.last_mark: tuple[int, ContractFact] | None = None

    def tab_in_front(self) -> bool:
        """Whether the tab of contracts is the open one."""
        raise NotImplementedError

    def contract_words(self) -> str:
        """What of the register is shown."""
        words = ", ".join(filter(None, (_(SHOWS[self.look.show]), self.manager_name)))
        return words + ", " + _("the first {n}").format(n=_SHOWN) if self.more_contracts else words

    def may_contracts(self, action: str) -> bool:
        """Whether a key of the tab works now."""
        return action == "whose" or self.office.can(Permission.PAPERS_CONTRACT_MARK)

    def show_contracts(self, kept: Hashable) -> None:
        """Reads the tab again; the cursor stays."""
        office, look = self.office, self.look
        self.query_one(VirtualList).columns = contract_columns()
        self.ask(
            lambda: office.call(list_contracts, asked=look, limit=_SHOWN),
            lambda page: self._contracts_read(page, kept),
            group="letters",
        )

    def _contracts_read(self, page: ContractPage, kept: Hashable) -> None:
        self.contracts, self.more_contracts = page.rows, page.after is not None
        if self.tab_in_front():
            self.query_one(VirtualList).show(MemoryRows([contract_row(one) for one in page.rows]), keep=kept)
            self.contracts_shown()

    def contracts_shown(self) -> None:
        """The rows stand on the screen."""

    def next_look(self) -> None:
        """The next part of the register: still out, come back, ended, all."""
        shows = list(SHOWS)
        self.look = replace(self.look, show=shows[(shows.index(self.look.show) + 1) % len(shows)])

    def contract(self) -> ContractRow | None:
        """The contract under the cursor."""
        row = self.query_one(VirtualList).current
        return next((one for one in self.contracts if row and one.id == row.id), None)

    # Keys.

    def action_signed(self) -> None:
        if (one := self.contract()) is not None:
            self._mark(one, ContractFact.RETURNED, "")

    def action_marks(self) -> None:
        """Another fact, on a day."""
        one, facts = self.contract(), list(FACTS)
        if one is None:
            return

        def chosen(place: int | None) -> None:
            if place is not None:
                self._ask_day(one, facts[place])

        self.app.push_screen(ChoicePick([_(words) for words in FACTS.values()], 0), chosen)

    def _ask_day(self, one: ContractRow, fact: ContractFact) -> None:
        now = "" if fact is ContractFact.PROLONGED else format_date(today(self.office.clock()))
        label = _("Until") if fact is ContractFact.PROLONGED else _("Day")

        def said(text: str | None) -> None:
            if text is not None:
                self._mark(one, fact, text)

        self.app.push_screen(OneLineForm(f"№ {one_line(one.number)}: {_(FACTS[fact])}", label, now), said)

    def _mark(self, one: ContractRow, fact: ContractFact, day: str) -> None:
        office = self.office

        def mark() -> None:
            on = typed_day(day, today(office.clock())) if day else None
            office.call(mark_contracts, paper_ids=[one.id], fact=fact, day=on)

        def done(_none: None) -> None:
            self.last_mark = (one.id, fact)
            self._again(_("№ {number}: {mark}. Alt+Z takes it back"), one, fact)

        self.ask(mark, done, group="act")

    def action_unsign(self) -> None:
        """Takes back the last mark; without one, that the contract under the cursor came back."""
        office, here = self.office, self.contract()
        last = self.last_mark
        if last is None:
            if here is None or here.returned_on is None:
                self.refuse(Refused(_("There is nothing to take back")))
                return
            last = (here.id, ContractFact.RETURNED)
        number, fact = last

        def done(row: ContractRow) -> None:
            self.last_mark = None
            self._again(_("№ {number}: taken back: {mark}"), row, fact)

        self.ask(lambda: office.call(unmark_contract, paper_id=number, fact=fact), done, group="act")

    def _again(self, said: str, one: ContractRow, fact: ContractFact) -> None:
        self.tell(said.format(number=one_line(one.number), mark=_(FACTS[fact]).lower()))
        self.look_again()

    def action_whose(self) -> None:
        """Chooses a manager: each with how many, and how old the oldest is."""
        office, look = self.office, replace(self.look, manager_id=None)

        def asked(sums: tuple[ManagerContracts, ...]) -> None:
            named = [one for one in sums if one.manager is not None]
            words = [_("All managers")]
            words += [
                _("{name}: {n} ({days} d)").format(
                    name=one_line(one.manager.name) if one.manager else "", n=one.count, days=one.oldest_days
                )
                for one in named
            ]

            def chosen(place: int | None) -> None:
                if place is not None:
                    who = named[place - 1].manager if place else None
                    self.look = replace(look, manager_id=who.id if who else None)
                    self.manager_name = one_line(who.name) if who else ""
                    self.look_again()

            self.app.push_screen(ChoicePick(words, 0), chosen)

        self.ask(lambda: office.call(sum_contracts, asked=look), asked, group="act")
