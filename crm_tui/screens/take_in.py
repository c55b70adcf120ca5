"""Files taken in by the КЕП department: certificates, a CA's list, cards filled from certificates."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_tui.domain.kyiv import format_date
from crm_tui.domain.permissions import Permission
from crm_tui.i18n import N_, _, ngettext
from crm_tui.screens.base import Manners
from crm_tui.screens.choice_pick import ChoicePick
from crm_tui.screens.client_words import FIELDS, field_value, one_line
from crm_tui.screens.file_pick import may_take, pick_files
from crm_tui.screens.file_rows import Picking
from crm_tui.screens.taken import TakenIn, TakenLine, TakenScreen
from crm_tui.usecases.office import Office

if TYPE_CHECKING:
    from crm_tui.usecases.certificates import TakenRow
    from crm_tui.usecases.client_fill import CardFilled
    from crm_tui.usecases.kep_completing import CompletedSet
    from crm_tui.usecases.kep_listed import ListedSet

OUTCOMES = {
    "same": N_("is there already"),
    "completed": N_("completed"),
    "made": N_("made"),
    "unknown": N_("no card with this code"),
    "no_kind": N_("no such kind of set"),
    "revoked": N_("revoked, left out"),
}
_NEED_A_PERSON = {"unknown", "no_kind"}
MOST_UNKNOWN = 1000
Told = Callable[[int], None]
Act = Callable[[Office, tuple[Path, ...], Told], TakenIn]


def certificate_files() -> Picking:
    """Files of certificates, folders of them and zip files."""
    return Picking(
        _("Take in certificates"),
        purpose="certificates",
        suffixes=frozenset({".cer", ".crt", ".der", ".pem", ".p7b", ".p7c", ".p7s", ".zip"}),
        kinds=_("certificates and zip files"),
        folders=True,
    )


def may_take_in(office: Office) -> bool:
    """Whether there is anything that this person may take in."""
    return bool(_choices(office))


def take_in(asker: Manners[Any], then: Callable[[], None]) -> None:
    """Asks what shall be taken in and from which files; shows what became of them. `then`: it is done."""
    choices = _choices(asker.office)

    def chosen(place: int | None) -> None:
        if place is not None:
            _words, picking, act = choices[place]
            if picking is None:
                _run(asker, act, (), then)
            else:
                pick_files(asker, picking(), lambda paths: _run(asker, act, paths, then))

    asker.app.push_screen(ChoicePick([words for words, _picking, _act in choices], 0), chosen)


def _choices(office: Office) -> list[tuple[str, Callable[[], Picking] | None, Act]]:
    known: list[tuple[Permission, str, Callable[[], Picking] | None, Act]] = [
        (Permission.KEP_CERTIFICATE_WRITE, _("Certificates"), certificate_files, _certificates),
        (Permission.KEP_SET_GENERATE, _("A CA's list of certificates"), _list_file, _list),
        (Permission.CLIENTS_CLIENT_EDIT, _("Fill cards from certificates"), certificate_files, _fill),
        (Permission.CLIENTS_CLIENT_EDIT, _("Unknown clients of certificates"), None, _unknown),
    ]
    return [tuple(rest) for right, *rest in known if office.can(right)]  # type: ignore[misc]


def _run(asker: Manners[Any], act: Act, paths: tuple[Path, ...], then: Callable[[], None]) -> None:
    office, app = asker.office, asker.app

    def told(count: int) -> None:
        app.call_from_thread(_say, asker, _("Taken so far: {n}").format(n=count))

    def done(taken: TakenIn) -> None:
        asker.tell("")
        app.push_screen(TakenScreen(taken), lambda _none: then())

    asker.tell(_("Reading the files…"))
    asker.ask(lambda: act(office, paths, told), done, group="take_in")


def _say(asker: Manners[Any], words: str) -> None:
    if asker.is_attached:
        asker.tell(words)


# Certificates.


def _certificates(office: Office, paths: tuple[Path, ...], told: Told) -> TakenIn:
    from crm_tui.usecases.parts.certificate_run import import_certificates

    done = import_certificates(
        office, paths, allowed=may_take(office), told=lambda _files, count: told(count)
    )
    count, unknown = len(done.rows), len(done.unknown)
    sums = [
        ngettext("{n} certificate", "{n} certificates", count).format(n=count),
        _("new {new}").format(new=done.new),
    ]
    if done.sets:
        sums.append(_("sets completed {n}").format(n=len(done.sets)))
    if unknown:
        sums.append(ngettext("{n} unknown client", "{n} unknown clients", unknown).format(n=unknown))
    if done.problems:
        sums.append(_("not read {n}").format(n=len(done.problems)))
    lines = [_problem(name, why) for name, why in done.problems]
    found = [*map(_completed, done.sets), *map(_certificate, done.rows)]
    lines += sorted(found, key=lambda one: one.sign != "!")
    return TakenIn(_("Certificates"), " · ".join(sums), tuple(lines))


def _completed(one: "CompletedSet") -> TakenLine:
    what = f"{one.ref} {format_date(one.valid_from)}–{format_date(one.valid_to)}"
    said = _("set completed: {holders}").format(holders=", ".join(one.holders))
    return TakenLine("+", what, one_line(one.client.name), one_line(said), set_id=one.id)


def _certificate(row: "TakenRow") -> TakenLine:
    what = one_line(", ".join(filter(None, (row.holder, format_date(row.valid_to)))))
    if row.of_ca:
        return TakenLine("·", what, one_line(row.organisation), _("a CA's own: not kept"))
    if row.client is not None:
        said = _("new") if row.new else _("is there already")
        return TakenLine("+" if row.new else "", what, one_line(row.client.name), said, row.client.id)
    if row.may_be:
        names = ", ".join(f"#{one.id} {one.name}" for one in row.may_be)
        return TakenLine(
            "!", what, one_line(names), _("several cards have the code {code}").format(code=row.tax_code)
        )
    whose = one_line(f"{row.tax_code} {row.organisation}")
    if not row.tax_code:
        return TakenLine("!", what, whose, _("no code in it"))
    return TakenLine("!", what, whose, _("no card with this code"), code=row.tax_code)


# A CA's list.


def _list_file() -> Picking:
    return Picking(
        _("A CA's list of certificates"),
        purpose="ca_lists",
        suffixes=frozenset({".csv", ".txt", ".xlsx", ".json"}),
        kinds=_("tables"),
        several=False,
    )


def _list(office: Office, paths: tuple[Path, ...], told: Told) -> TakenIn:
    from crm_tui.usecases.parts.listed_run import import_ca_list

    done = import_ca_list(office, paths[0], told=lambda count, _all: told(count))
    counts = [
        f"{_(words)}: {n}"
        for code, words in OUTCOMES.items()
        if (n := sum(one.outcome.value == code for one in done.sets))
    ]
    lines = [_problem(_("line {line}").format(line=line), text) for line, text in done.problems]
    lines += sorted(map(_listed, done.sets), key=lambda one: one.sign != "!")
    sums = " · ".join(counts) or _("nothing to take in")
    return TakenIn(one_line(paths[0].name), sums, tuple(lines))


def _listed(one: "ListedSet") -> TakenLine:
    what = one_line(f"{one.holder}, {format_date(one.valid_from)}–{format_date(one.valid_to)}")
    code = one.outcome.value
    sign = "!" if code in _NEED_A_PERSON else "+" if code in {"made", "completed"} else ""
    said = one_line(f"{_(OUTCOMES[code])} {one.said}")
    new = one.tax_code if code == "unknown" and not one.said else ""
    return TakenLine(sign, what, one.tax_code, said, set_id=one.set_id, code=new)


# Cards filled.


def _fill(office: Office, paths: tuple[Path, ...], told: Told) -> TakenIn:
    from crm_tui.usecases.parts.certificate_run import import_certificates
    from crm_tui.usecases.parts.fill_run import fill_from_files

    if office.can(Permission.KEP_CERTIFICATE_WRITE):
        # An unknown client's card is made from what is kept.
        import_certificates(office, paths, allowed=may_take(office), told=lambda _files, n: told(n))
    done = fill_from_files(office, paths, allowed=may_take(office))
    lines = [_problem(name, why) for name, why in done.problems]
    lines += [
        TakenLine(
            "!", offer.tax_code, one_line(offer.full_name), _("no card with this code"), code=offer.tax_code
        )
        for offer in done.unknown
    ]
    lines += [
        TakenLine(
            "!", code, one_line(", ".join(one.name for one in clients)), _("several cards have the code")
        )
        for code, clients in done.several
    ]
    lines += [line for card in done.filled for line in _filled(card)]
    changed = sum(bool(card.applied or card.phone) for card in done.filled)
    sums = _("cards filled {n}, nothing new {same}, unknown {unknown}").format(
        n=changed, same=len(done.filled) - changed, unknown=len(done.unknown)
    )
    return TakenIn(_("Fill cards from certificates"), sums, tuple(lines))


def _filled(card: "CardFilled") -> list[TakenLine]:
    name = one_line(card.name)
    names = [_(FIELDS[one]) for one in card.applied] + ([_("Phone")] if card.phone else [])
    said = ", ".join(names) if names else _("Nothing new in them")
    lines = [TakenLine("+" if names else "", said, name, "", card.client_id)]
    typed = _("typed by a person")
    for one in card.kept:
        differs = f"{field_value(one.field, one.now)} → {field_value(one.field, one.mine)}"
        what = f"{_(FIELDS[one.field])}: {typed}"
        lines.append(TakenLine("!", what, name, differs, card.client_id))
    return lines


# Unknown clients.


def _unknown(office: Office, _paths: tuple[Path, ...], _told: Told) -> TakenIn:
    from crm_tui.usecases.parts.holder_pages import holders_unknown

    lines = [
        TakenLine(
            "!", one_line(f"{one.tax_code} {one.full_name}"), one_line(one.head_name), said, code=one.tax_code
        )
        for row in islice(holders_unknown(office), MOST_UNKNOWN)
        if (one := row.offer)
        and (
            said := ngettext("{n} certificate", "{n} certificates", row.certificates).format(
                n=row.certificates
            )
        )
    ]
    count = len(lines)
    sums = ngettext("{n} unknown client", "{n} unknown clients", count).format(n=count)
    if count == MOST_UNKNOWN:
        sums = _("the first {n} unknown clients").format(n=count)
    return TakenIn(_("Unknown clients of certificates"), sums, tuple(lines))


def _problem(name: str, why: str) -> TakenLine:
    return TakenLine("!", one_line(name), "", one_line(why))
