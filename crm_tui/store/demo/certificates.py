"""Certificates of the demo office's sets: of the people who are named there, whole as a CA would send them.

The certificates of a few ordered sets wait for somebody to take them into the set, and a few are of firms
that have no card.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from crm_tui.domain.kep_sets import HolderKind
from crm_tui.domain.months import add_months
from crm_tui.domain.search_key import search_key
from crm_tui.store.demo import codes
from crm_tui.store.demo.certificate_bytes import QUALIFIED, Wanted, make
from crm_tui.store.demo.kep import ISSUERS, REGISTRAR, Holder, MadeSet, Signer
from crm_tui.store.demo.part import Plan, Rows, person

CERTIFICATE = 13
MOST = 2_500
"""The first sets have certificates, however large the office is."""
UNKNOWN = 8
"""Firms without a card that have certificates here."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "stored_file": ("sha256", "content", "size", "created_at"),
    "certificate": (
        *("id", "uuid", "sha256", "client_id", "by_hand", "tax_code", "edrpou", "edrpou_from", "rnokpp"),
        *("rnokpp_from", "code_doubtful", "unzr", "holder", "surname", "given_name", "organisation", "unit"),
        *("position", "region", "city", "phone", "address", "email", "kind", "use", "key", "policy"),
        *("issuer", "issuer_code", "serial", "key_id", "not_before", "not_after", "valid_from", "valid_to"),
        *("set_key", "search_key", "file_name", "version", "created_at", "created_by_id"),
    ),
}


def certificates(plan: Plan, made: Sequence[MadeSet]) -> Rows:
    """Rows of COLUMNS: for each holder a pair that signs and encrypts, or one certificate that does both."""
    rows: Rows = {name: [] for name in COLUMNS}
    for one in (*_generated(plan, made[:MOST]), *_strangers(plan, made)):
        for holder in one.holders:
            for wanted in _wanted(plan, one, holder, len(rows["certificate"])):
                _add(plan, rows, one, wanted)
    return rows


def _generated(plan: Plan, made: Sequence[MadeSet]) -> Iterator[MadeSet]:
    """The sets whose certificates are there; those of some ordered sets came this very morning."""
    for one in made:
        if one.facts.cancelled_on is not None:
            continue
        if one.valid_from is not None:
            yield one
        elif one.facts.ordered_on is not None and one.number % 3 == 0:
            ends = add_months(plan.today, one.kind.months or 12) - timedelta(days=1)
            yield replace(one, valid_from=plan.today, valid_to=ends, issuer=ISSUERS[0])


def _strangers(plan: Plan, made: Sequence[MadeSet]) -> Iterator[MadeSet]:
    """The same set for firms of whom there is no card."""
    chance = random.Random(f"{plan.seed}:certificates")  # noqa: S311  # nothing secret: data to look at
    like = next((one for one in made if one.valid_from is not None and one.own == 1), None)
    for place in range(UNKNOWN if like else 0):
        number = plan.clients + 1_000 + place
        name, male = person(chance)
        signer = Signer(0, "legal_entity", f"Незнайко-{place + 1}", name, "ТОВ", codes.edrpou(number))
        holder = Holder(HolderKind.HEAD, name, "директор", codes.rnokpp(number, male=male))
        if like is not None:
            yield replace(like, signer=signer, holders=(holder,))


def _wanted(plan: Plan, one: MadeSet, holder: Holder, made: int) -> Iterator[Wanted]:
    signer, seal = one.signer, holder.kind is HolderKind.SEAL
    surname, _space, given = ("", "", "") if seal else holder.name.partition(" ")
    together = "cloud" in one.kind.code
    for place, use in enumerate(("sign+encrypt",) if together else ("sign", "encrypt")):
        if one.valid_from is None or one.valid_to is None:
            continue
        yield Wanted(
            cn=holder.name,
            surname=surname,
            given_name=given,
            organisation=signer.organisation,
            position=holder.position,
            region=signer.region,
            email=signer.email,
            edrpou="" if signer.kind == "private_person" else signer.code,
            rnokpp=holder.rnokpp,
            use=use,
            stamp=seal and place == 0,
            key="ecdsa" if together else "dstu4145",
            begins=one.valid_from,
            ends=one.valid_to,
            issuer=one.issuer,
            issuer_code=f"9900{1101 + ISSUERS.index(one.issuer)}",
            noise=sha256(f"{plan.seed}:{made + place}".encode()).digest(),
        )


def _add(plan: Plan, rows: Rows, made: MadeSet, one: Wanted) -> None:
    der, number = make(one), len(rows["certificate"]) + 1
    digest, serial = sha256(der).hexdigest(), one.serial.hex().upper()
    at = f"{one.begins} 10:00:00.000000"
    key = search_key(one.cn)
    person_kind = bool(one.surname)
    rows["stored_file"].append((digest, der, len(der), at))
    rows["certificate"].append(
        (
            *(number, codes.uuid_hex(plan.seed, CERTIFICATE, number), digest, made.signer.id or None, 0),
            *(one.edrpou or one.rnokpp, one.edrpou, "sda" if one.edrpou else "", one.rnokpp),
            *("sda" if one.rnokpp else "", 0, "", one.cn, one.surname, one.given_name),
            "" if made.signer.kind == "private_person" else one.organisation,
            *("", one.position, one.region, "", "", "", one.email),
            *("signature" if person_kind else "seal", one.use, one.key, QUALIFIED),
            *(one.issuer, one.issuer_code, serial, one.key_id.hex()),
            *(f"{one.not_before:%Y-%m-%d %H:%M:%S}.000000", f"{one.not_after:%Y-%m-%d %H:%M:%S}.000000"),
            *(str(one.begins), str(one.ends)),
            *(f"{one.edrpou}|{one.rnokpp}|{key}|{one.begins}|{one.ends}", key),
            *(f"{one.edrpou or one.rnokpp}_{serial[-8:]}.cer", 1, at, REGISTRAR),
        )
    )
