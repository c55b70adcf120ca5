"""Administration: the people of the office, its settings, the log, how the PBX stands."""

from collections.abc import Hashable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.domain.kyiv import format_moment
from crm_tui.i18n import N_, _
from crm_tui.screens.absence_form import AbsenceForm, absence_columns, absence_row
from crm_tui.screens.administration_rows import (
    audit_row,
    firm_columns,
    firm_row,
    log_columns,
    pbx_columns,
    pbx_rows,
    setting_columns,
    setting_row,
    user_columns,
    user_row,
)
from crm_tui.screens.base import BaseScreen
from crm_tui.screens.catalogue_form import CatalogueForm, PriceForm, catalogue_columns, catalogue_row
from crm_tui.screens.client_words import day, one_line
from crm_tui.screens.one_line_form import OneLineForm
from crm_tui.screens.own_entity_form import OwnEntityForm
from crm_tui.screens.user_form import UserForm
from crm_tui.screens.yes_no import YesNo
from crm_tui.usecases.absences import AbsenceRow, list_absences, list_workers, remove_absence
from crm_tui.usecases.audit_log import AuditRow, list_audit
from crm_tui.usecases.journal import pbx_state
from crm_tui.usecases.office_settings import set_store_setting, store_settings
from crm_tui.usecases.own_entities import OwnEntityRow, list_own_entities
from crm_tui.usecases.prices import PriceRow, list_prices, prices_now
from crm_tui.usecases.services import ServiceRow, list_services
from crm_tui.usecases.shapes import Named
from crm_tui.usecases.users import UserRow, list_users
from crm_tui.widgets.columns import Column
from crm_tui.widgets.flow_rows import FlowRows
from crm_tui.widgets.memory_rows import MemoryRows
from crm_tui.widgets.row_window import PageRequest, Row, RowProvider
from crm_tui.widgets.tab_line import TabLine
from crm_tui.widgets.text_block import TextBlock
from crm_tui.widgets.virtual_list import VirtualList

TABS = (
    *(N_("People"), N_("Settings"), N_("Log"), N_("PBX"), N_("Own firms"), N_("Absences")),
    N_("Catalogue"),
)
PEOPLE, SETTINGS, LOG, FIRMS, ABSENCES, CATALOGUE = 0, 1, 2, 4, 5, 6


class AdministrationScreen(BaseScreen[None]):
    """Seven tabs; what the person may not see is refused by the use case and told on the message line."""

    TITLE_WORD = N_("Administration")
    HELP_TEXT = N_("The arrows left and right turn the tabs. Everything here can be done by commands too.")
    DEFAULT_CSS = "AdministrationScreen #detail { height: 5; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "insert,ctrl+n",
            "add",
            N_("Add"),
            id="administration.add",
            tooltip=N_("A new person, or an own firm"),
        ),
        Binding("f2", "open", N_("Open"), id="administration.open", tooltip=N_("Changes the row")),
        Binding(
            "delete",
            "remove",
            N_("Remove"),
            show=False,
            id="administration.remove",
            tooltip=N_("Takes an absence off"),
        ),
        Binding(
            "f6",
            "prices",
            N_("Prices"),
            show=False,
            id="administration.prices",
            tooltip=N_("The price lists of a service of the catalogue"),
        ),
        Binding("right", "turn(1)", N_("Next tab"), show=False, id="administration.next"),
        Binding("left", "turn(-1)", N_("Previous tab"), show=False, id="administration.previous"),
        *(
            Binding(str(n + 1), f"tab({n})", title, show=False, id=f"administration.tab{n + 1}")
            for n, title in enumerate(TABS)
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.place = 0
        self.users: dict[int, UserRow] = {}
        self.audit: dict[int, AuditRow] = {}
        self.firms: dict[int, OwnEntityRow] = {}
        self.absences: dict[int, AbsenceRow] = {}
        self.services: dict[int, ServiceRow] = {}

    def body(self) -> ComposeResult:
        yield TabLine()
        yield VirtualList(user_columns(), empty=_("Nothing here yet"))
        yield TextBlock(id="detail")

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.reload()

    def reload(self) -> None:
        """Shows the open tab with what stands in the store now."""
        self.query_one(TabLine).say([f"{n + 1} {_(title)}" for n, title in enumerate(TABS)], self.place)
        rows = self.query_one(VirtualList)
        columns, provider = self._contents()
        kept = rows.current.id if rows.current is not None and rows.columns == columns else None
        rows.columns = columns
        rows.show(provider, keep=kept)

    def _contents(self) -> tuple[tuple[Column, ...], RowProvider]:
        return (
            (user_columns(), _Read(self._read_people)),
            (setting_columns(), _Read(self._read_settings)),
            (log_columns(), FlowRows(self._read_log)),
            (pbx_columns(), _Read(lambda: pbx_rows(self.office.call(pbx_state)))),
            (firm_columns(), _Read(self._read_firms)),
            (absence_columns(), _Read(self._read_absences)),
            (catalogue_columns(), _Read(self._read_catalogue)),
        )[self.place]

    # Read in threads.

    def _read_people(self) -> list[Row]:
        users = self.office.call(list_users, with_disabled=True)
        self.users = {user.id: user for user in users}
        return [user_row(user) for user in users]

    def _read_settings(self) -> list[Row]:
        return [setting_row(key, value) for key, value in self.office.call(store_settings).items()]

    def _read_log(self, older: Any) -> tuple[list[Row], Any]:
        page = self.office.call(list_audit, older=older)
        self.audit |= {row.id: row for row in page.rows}
        return [audit_row(row) for row in page.rows], page.older

    def _read_firms(self) -> list[Row]:
        firms = self.office.call(list_own_entities, with_inactive=True)
        self.firms = {firm.id: firm for firm in firms}
        return [firm_row(firm) for firm in firms]

    def _read_absences(self) -> list[Row]:
        found = self.office.call(list_absences)
        self.absences = {row.id: row for row in found}
        return [absence_row(row) for row in found]

    def _read_catalogue(self) -> list[Row]:
        found, prices = self.office.call(list_services, with_inactive=True), self.office.call(prices_now)
        self.services = {row.id: row for row in found}
        return [catalogue_row(row, prices.get(row.id)) for row in found]

    # Keys.

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        self.query_one("#detail", TextBlock).say(self._detail(event.row.id) if event.row else "")

    def _detail(self, row_id: Hashable) -> str:
        if self.place == CATALOGUE:
            return _("F2 changes the service, Insert adds one, F6 shows and enters its prices")
        if self.place == ABSENCES:
            return _("! marks days without a deputy; Delete takes an absence off")
        row = self.audit.get(row_id) if self.place == LOG and isinstance(row_id, int) else None
        if row is None:
            return ""
        changes = [f"{name}: {old} → {new}" for name, old, new in row.changes]
        return "\n".join([f"{format_moment(row.at)} {row.act} {row.table_name} {row.row_id}", *changes])

    def action_turn(self, by: int) -> None:
        self.action_tab((self.place + by) % len(TABS))

    def action_tab(self, place: int) -> None:
        self.place = place
        self.reload()

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        self.action_tab(event.place)

    def on_virtual_list_picked(self, event: VirtualList.Picked) -> None:
        self._open(event.row.id)

    def action_open(self) -> None:
        row = self.query_one(VirtualList).current
        if row is not None:
            self._open(row.id)

    def _open(self, row_id: Hashable) -> None:
        if self.place == PEOPLE and isinstance(row_id, int) and row_id in self.users:
            self.app.push_screen(UserForm(self.users[row_id]), self._saved)
        elif self.place == FIRMS and isinstance(row_id, int) and row_id in self.firms:
            self.app.push_screen(OwnEntityForm(self.firms[row_id]), self._saved)
        elif self.place == SETTINGS:
            self.app.push_screen(
                OneLineForm(str(row_id), _("New value")), lambda text: self._set(str(row_id), text)
            )
        elif self.place == ABSENCES and isinstance(row_id, int):
            self._open_absence(self.absences[row_id])
        elif self.place == CATALOGUE and isinstance(row_id, int):
            self.app.push_screen(
                CatalogueForm(tuple(self.services.values()), self.services[row_id]), self._saved
            )

    def _open_absence(self, known: AbsenceRow | None) -> None:
        """The people are read first: those who may be away or stand in."""
        office = self.office

        def opened(people: tuple[Named, ...]) -> None:
            self.app.push_screen(AbsenceForm(people, known), self._saved)

        self.ask(lambda: office.call(list_workers), opened, group="people")

    def action_prices(self) -> None:
        """The price lists of the service under the cursor."""
        row = self.query_one(VirtualList).current
        if self.place != CATALOGUE or row is None or not isinstance(row.id, int):
            self.tell(_("Open the catalogue (7) and choose a service first"))
            return
        office, service = self.office, self.services[row.id]

        def opened(prices: tuple[PriceRow, ...]) -> None:
            self.app.push_screen(PriceForm(service, prices), self._saved)

        self.ask(lambda: office.call(list_prices, service_id=service.id), opened, group="prices")

    def action_remove(self) -> None:
        row = self.query_one(VirtualList).current
        if self.place != ABSENCES or row is None or not isinstance(row.id, int):
            return
        office, known = self.office, self.absences[row.id]

        def answered(yes: bool | None) -> None:
            if yes:
                self.ask(
                    lambda: office.call(remove_absence, absence_id=known.id), lambda _none: self.reload()
                )

        question = _("{person} will be here after all from {first} to {last}.").format(
            person=one_line(known.employee.name), first=day(known.first_day), last=day(known.last_day)
        )
        self.app.push_screen(YesNo(question), answered)

    def _set(self, key: str, value: str | None) -> None:
        if value is not None:
            office = self.office
            self.ask(
                lambda: office.call(set_store_setting, key=key, value=value), lambda _none: self.reload()
            )

    def action_add(self) -> None:
        if self.place == PEOPLE:
            self.app.push_screen(UserForm(), self._saved)
        elif self.place == FIRMS:
            self.app.push_screen(OwnEntityForm(), self._saved)
        elif self.place == ABSENCES:
            self._open_absence(None)
        elif self.place == CATALOGUE:
            self.app.push_screen(CatalogueForm(tuple(self.services.values())), self._saved)

    def _saved(self, done: bool | None) -> None:
        if done:
            self.reload()


class _Read:
    """A RowProvider over rows that are read whole when the first page is asked for."""

    def __init__(self, read: Any) -> None:
        self._read = read
        self._rows: MemoryRows | None = None

    def fetch(self, request: PageRequest) -> Any:
        if self._rows is None or request.edge == "start":
            self._rows = MemoryRows(self._read())
        return self._rows.fetch(request)
