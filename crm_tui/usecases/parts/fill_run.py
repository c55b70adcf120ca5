"""Cards filled from files of certificates, through the office; for the command line and for screens."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from crm_tui.domain.certificate_offer import ClientOffer, offer_of
from crm_tui.domain.certificates import SERVERS, Certificate, CertificateUse
from crm_tui.exchange.certificate_files import read_paths
from crm_tui.usecases.client_fill import CardFilled, add_from_offer, fill_card
from crm_tui.usecases.lookup import clients_of_code
from crm_tui.usecases.office import Office
from crm_tui.usecases.shapes import Named


@dataclass(frozen=True, slots=True)
class FilledFromFiles:
    """Cards that were filled and made, codes that no card has, codes that several have, files not read."""

    filled: tuple[CardFilled, ...]
    made: tuple[Named, ...]
    unknown: tuple[ClientOffer, ...]
    several: tuple[tuple[str, tuple[Named, ...]], ...]
    problems: tuple[tuple[str, str], ...]


def fill_from_files(
    office: Office,
    paths: Iterable[Path],
    *,
    replace_typed: bool = False,
    add: bool = False,
    allowed: Callable[[Path], bool] = lambda _path: True,
) -> FilledFromFiles:
    """Reads the files and fills the cards with their codes, each card in a transaction of its own.

    `add` makes a card for each code that none has. A code of several cards is left alone and told.
    """
    by_code, problems = dict[str, list[_Read]](), list[tuple[str, str]]()
    for file in read_paths(paths, allowed=allowed):
        if file.problem:
            problems.append((file.name, file.problem))
        for taken in file.taken:
            one = taken.certificate
            if one.client_code and one.use is not CertificateUse.CA and one.use not in SERVERS:
                by_code.setdefault(one.client_code, []).append(_Read(one))
    filled, made, unknown = list[CardFilled](), list[Named](), list[ClientOffer]()
    several = list[tuple[str, tuple[Named, ...]]]()
    for code, read in by_code.items():
        offer, clients = offer_of(code, read), office.call(clients_of_code, code=code)
        if offer is None:
            continue
        if len(clients) == 1:
            done = office.call(fill_card, client_id=clients[0].id, offer=offer, replace_typed=replace_typed)
            filled.append(done)
        elif clients:
            several.append((code, clients))
        elif add and offer.full_name:
            made.append(Named(office.call(add_from_offer, offer=offer).id, offer.full_name))
        else:
            unknown.append(offer)
    return FilledFromFiles(tuple(filled), tuple(made), tuple(unknown), tuple(several), tuple(problems))


class _Read:
    """A certificate from a file under the names that a stored one has."""

    def __init__(self, one: Certificate) -> None:
        self.holder, self.organisation, self.position = one.cn, one.organisation, one.title
        self.edrpou, self.rnokpp, self.region, self.city = one.edrpou, one.rnokpp, one.region, one.city
        self.phone, self.email, self.kind, self.valid_to = one.phone, one.email, one.kind, one.valid_to
