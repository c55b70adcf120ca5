"""What the money workspace does at once: a file taken in, what is sure posted, the last act taken back."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_tui.domain.money import format_money
from crm_tui.i18n import _
from crm_tui.screens.bank_mapping import bank_files, offer_mapping
from crm_tui.screens.base import Manners
from crm_tui.screens.choice_pick import ChoicePick
from crm_tui.screens.client_words import one_line
from crm_tui.screens.file_pick import pick_files
from crm_tui.screens.match_words import decision_words
from crm_tui.screens.yes_no import YesNo
from crm_tui.usecases.own_entities import OwnEntityRow, list_own_entities
from crm_tui.usecases.payment_import import names_no_account
from crm_tui.usecases.payment_matching import DecisionRow, decisions_of, undo_decision

if TYPE_CHECKING:
    from crm_tui.usecases.parts.payment_run import BankFile, Morning, Posted

Then = Callable[[], None]


def take_file_in(asker: Manners[Any], then: Then) -> None:
    """Asks for a file, tells what it brings, takes it in and posts what is sure. `then`: it is done."""
    pick_files(asker, bank_files(), lambda paths: _read(asker, paths[0], then))


def _read(asker: Manners[Any], path: Path, then: Then) -> None:
    from crm_tui.usecases.parts.payment_run import read_file

    office = asker.office

    def read() -> tuple["BankFile", tuple[OwnEntityRow, ...]]:
        file = read_file(office, path)
        file.checked()
        strange = office.call(names_no_account, file=file)
        return file, office.call(list_own_entities) if strange else ()

    def done(found: tuple["BankFile", tuple[OwnEntityRow, ...]]) -> None:
        file, firms = found
        if len(firms) > 1:
            words = [one_line(firm.fields.short_name) for firm in firms]
            asker.app.push_screen(
                ChoicePick(words, 0),
                lambda place: _look(asker, file, firms[place].id, then) if place is not None else None,
            )
        else:
            _look(asker, file, firms[0].id if firms else None, then)

    def failed(error: Exception) -> None:
        offer_mapping(asker, path, error, lambda: _read(asker, path, then))

    asker.ask(read, done, group="file", failed=failed)


def _look(asker: Manners[Any], file: "BankFile", own: int | None, then: Then) -> None:
    """Says what would come in before anything does."""
    from crm_tui.usecases.parts.payment_run import take_in

    office = asker.office

    def looked(morning: "Morning") -> None:
        one = morning.imported
        said = _(
            "{file}: {rows} payments over {sum}. New {added} over {added_sum}, known {known},"
            " changed {changed}. Take it in and post what is sure?"
        )
        words = said.format(
            file=one_line(one.name),
            rows=one.rows,
            sum=format_money(one.sum_kop),
            added=one.added,
            added_sum=format_money(one.added_sum_kop),
            known=one.known,
            changed=one.changed,
        )
        asker.app.push_screen(
            YesNo(words, lines=4), lambda yes: _take(asker, file, own, then) if yes else None
        )

    asker.ask(lambda: take_in(office, file, own, dry_run=True), looked, group="file")


def _take(asker: Manners[Any], file: "BankFile", own: int | None, then: Then) -> None:
    from crm_tui.usecases.parts.payment_run import take_in

    office = asker.office
    asker.tell(_("Taking in…"))

    def told(morning: "Morning") -> None:
        posted = morning.posted
        _tell_posted(asker, posted, morning.imported.added)
        then()

    asker.ask(lambda: take_in(office, file, own), told, group="file")


def post_sure_money(asker: Manners[Any], then: Then) -> None:
    """Posts all that waits and that the rule is sure of. `then`: it is done."""
    from crm_tui.usecases.parts.payment_run import post_all

    office = asker.office
    asker.tell(_("Posting…"))

    def told(posted: "Posted") -> None:
        _tell_posted(asker, posted, None)
        then()

    asker.ask(lambda: post_all(office), told, group="file")


def _tell_posted(asker: Manners[Any], posted: "Posted | None", added: int | None) -> None:
    said = _("New {added}; posted {n} over {sum}") if added is not None else _("Posted {n} over {sum}")
    if posted is not None:
        asker.tell(said.format(added=added, n=posted.posted, sum=format_money(posted.posted_sum_kop)))


def undo_last(asker: Manners[Any], payment_id: int, then: Then) -> None:
    """Asks, and takes back what was decided last about a payment. `then`: it is done."""
    office = asker.office

    def undo(one: DecisionRow) -> None:
        asker.ask(
            lambda: office.call(undo_decision, decision_id=one.id, reason=_("taken back at once")),
            lambda _card: then(),
            group="act",
        )

    def found(rows: tuple[DecisionRow, ...]) -> None:
        standing = [row for row in rows if row.undone_at is None]
        if not standing:
            asker.tell(_("Nothing is left to take back"))
            return
        last = standing[-1]
        asker.app.push_screen(
            YesNo(_("Take back: {what}?").format(what=decision_words(last))),
            lambda yes: undo(last) if yes else None,
        )

    asker.ask(lambda: office.call(decisions_of, payment_id=payment_id), found, group="act")
