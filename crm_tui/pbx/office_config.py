"""An office's own Asterisk: the files of `data/asterisk` filled with its people, its trunk and its dial plan.

Nothing of a name or a number can begin a line, a section or a comment: what has no place in these files is
refused, what people are called is reduced to letters.
"""

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crm_tui.domain.dial_plan import EMERGENCY, HOME, PREMIUM
from crm_tui.domain.errors import Refused
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.paths import data_dir

RECORDING = "/var/spool/asterisk/monitor/{date:%Y/%m/%d}/{linkedid}.wav"
"""Where these files put recordings: the setting `pbx.recording` that finds them."""
CEL = "/var/log/asterisk/cel-custom/Master.csv"
CDR = "/var/log/asterisk/cdr-csv/Master.csv"
TO_SET = "SET-ME"
"""Stands where only the provider's letter knows the value."""
SECRET_BYTES = 18
_PLACE = re.compile(r"@([A-Z_]+)@")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_EXTENSION = re.compile(r"[0-9]{2,5}")
_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}(?::[0-9]{1,5})?")
_USER = re.compile(r"[A-Za-z0-9+][A-Za-z0-9_.+-]{0,63}")
_NUMBER = re.compile(r"\+?[0-9]{2,15}")
_BEGINNING = re.compile(r"\+[1-9][0-9]{0,14}")
_SECRET = re.compile(r"[A-Za-z0-9_.+/=!*~-]{8,128}")
_SECTION = re.compile(r"\[([A-Za-z0-9_.-]+)\]")
_CLIENT_URI = re.compile(r"^client_uri = sip:([^\s@]+)@(\S+)$", re.MULTILINE)
_PASSWORD = re.compile(r"password = (\S+)")


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone of the office: its extension and whose it is."""

    extension: str
    name: str


@dataclass(frozen=True, slots=True)
class OfficePbx:
    """What of an office stands in its PBX's configuration. Empty host and user: the provider's, to be set."""

    phones: tuple[Phone, ...]
    trunks: tuple[str, ...]
    username: str
    secret: str = ""
    port: int = 5038
    trunk_host: str = ""
    trunk_user: str = ""
    our_number: str = ""
    dial_context: str = "from-internal"
    transfer_context: str = "from-internal"
    dial_allowed: tuple[str, ...] = (HOME,)
    dial_forbidden: tuple[str, ...] = ()
    short_numbers: tuple[str, ...] = ()


def office_files(office: OfficePbx, kept: Mapping[str, str] | None = None) -> dict[str, str]:
    """The text of each file by its name. `kept`: passwords by section that stay as they were.

    Raises Refused for what cannot stand in Asterisk's configuration, or when there is no phone.
    """
    _refuse_misfits(office)
    values = _values(office, dict(kept or {}))
    files = sorted((data_dir() / "asterisk").glob("*.conf"))
    return {file.name: _filled(file.read_text("utf-8"), values) for file in files}


def kept_passwords(text: str) -> dict[str, str]:
    """The passwords by section of a `pjsip_auth.conf` that was written before."""
    found, section = {}, ""
    for line in text.splitlines():
        if opened := _SECTION.fullmatch(line.strip()):
            section = opened[1]
        elif (said := _PASSWORD.fullmatch(line.strip())) and _SECRET.fullmatch(said[1]):
            found[section] = said[1]
    return found


def kept_trunk(text: str) -> tuple[str, str]:
    """The provider's address and the office's account of a `pjsip_trunk.conf` that was written before."""
    found = _CLIENT_URI.search(text)
    return (found[2], found[1]) if found and TO_SET not in (found[1], found[2]) else ("", "")


def _refuse_misfits(office: OfficePbx) -> None:
    if not office.phones:
        raise Refused(_("nobody has an extension yet: `crm-tui users edit LOGIN --extension 201`"))
    if not office.trunks:
        raise Refused(_("no trunk is named; set pbx.trunks"))
    contexts = {"pbx.dial_context": office.dial_context, "pbx.transfer_context": office.transfer_context}
    one = [(name, value, _NAME) for name, value in contexts.items()]
    one += [("pbx.trunks", value, _NAME) for value in office.trunks]
    one += [("pbx.username", office.username, _NAME), ("--trunk-host", office.trunk_host or "x", _HOST)]
    one += [
        ("--trunk-user", office.trunk_user or "x", _USER),
        ("pbx.secret", office.secret or "x" * 8, _SECRET),
    ]
    one += [("extension", phone.extension, _EXTENSION) for phone in office.phones]
    one += [("pbx.own_numbers", office.our_number or "00", _NUMBER)]
    one += [("pbx.dial_allowed", value, _BEGINNING) for value in office.dial_allowed]
    one += [("pbx.dial_forbidden", value, _BEGINNING) for value in office.dial_forbidden]
    one += [("pbx.short_numbers", value, _NUMBER) for value in office.short_numbers]
    for name, value, shape in one:
        if not shape.fullmatch(value):
            shown = _("(hidden)") if name == "pbx.secret" else clean(value)[:60]
            raise Refused(
                _("{name}: {value} cannot stand in Asterisk's files").format(name=name, value=shown)
            )
    taken = {"from-trunk", "office", "recorded", "internal", "pickup", "dial-out", "trunk-out", "refused"}
    if clash := taken & set(contexts.values()):
        raise Refused(_("{name} is a context of these files; choose another").format(name=clash.pop()))
    if clash := {phone.extension for phone in office.phones} & set(office.trunks):
        raise Refused(_("{name} is a trunk and an extension").format(name=clash.pop()))


def _values(office: OfficePbx, kept: dict[str, str]) -> dict[str, str]:
    return {
        "PORT": str(office.port),
        "USERNAME": office.username,
        "MANAGER_SECRET": office.secret or secrets.token_urlsafe(SECRET_BYTES),
        "MEMBERS": "\n".join(
            f"member => PJSIP/{one.extension},0,{_plain_name(one)},PJSIP/{one.extension}"
            for one in office.phones
        ),
        "PHONES": "\n".join(map(_phone, office.phones)),
        "AUTHS": "\n".join(_auths(office, kept)),
        "TRUNKS": "\n".join(_trunk(name, office) for name in office.trunks),
        "TRUNK": office.trunks[0],
        "OUR_NUMBER": office.our_number,
        "GROUP": "&".join(f"PJSIP/{one.extension}" for one in office.phones),
        "DIAL_CONTEXT": office.dial_context,
        "TRANSFER_CONTEXT": office.transfer_context,
        "PHONE_CONTEXTS": "\n".join(_phone_contexts(office)),
        "INTERNAL": "\n".join(map(_internal, office.phones)),
        "ALLOWED": "\n".join(_allowed(office)),
        "REFUSED": "\n".join(_refused(office)),
    }


def _filled(text: str, values: dict[str, str]) -> str:
    return _PLACE.sub(lambda found: values[found[1]], text)


def _plain_name(phone: Phone) -> str:
    """The person's name without a sign that means anything in these files; else his extension."""
    letters = "".join(sign if sign.isalnum() or sign in " .-'’" else " " for sign in clean(phone.name))
    return " ".join(letters.split())[:40] or phone.extension


def _phone(phone: Phone) -> str:
    number = phone.extension
    name = _plain_name(phone)
    return (
        f'[{number}](phone)\naors = {number}\nauth = {number}-auth\ncallerid = "{name}" <{number}>\n'
        f"[{number}](phone-aor)\n"
    )


def _auths(office: OfficePbx, kept: dict[str, str]) -> Iterator[str]:
    for phone in office.phones:
        section = f"{phone.extension}-auth"
        password = kept.get(section) or secrets.token_urlsafe(SECRET_BYTES)
        yield _auth(section, phone.extension, password)
    for name in office.trunks:
        yield _auth(f"{name}-auth", office.trunk_user or TO_SET, kept.get(f"{name}-auth") or TO_SET)


def _auth(section: str, username: str, password: str) -> str:
    return f"[{section}]\ntype = auth\nauth_type = userpass\nusername = {username}\npassword = {password}\n"


def _trunk(name: str, office: OfficePbx) -> str:
    host, user = office.trunk_host or TO_SET, office.trunk_user or TO_SET
    return f"""[{name}]
type = registration
outbound_auth = {name}-auth
server_uri = sip:{host}
client_uri = sip:{user}@{host}
retry_interval = 60
[{name}]
type = endpoint
context = from-trunk
disallow = all
allow = alaw,ulaw
direct_media = no
rtp_symmetric = yes
force_rport = yes
aors = {name}
outbound_auth = {name}-auth
from_user = {user}
trust_id_inbound = yes
[{name}]
type = aor
contact = sip:{host}
qualify_frequency = 60
[{name}]
type = identify
endpoint = {name}
match = {host.partition(":")[0]}
"""


def _phone_contexts(office: OfficePbx) -> Iterator[str]:
    for context in dict.fromkeys((office.dial_context, office.transfer_context)):
        yield f"[{context}]\ninclude => internal\ninclude => pickup\ninclude => dial-out\n"


def _internal(phone: Phone) -> str:
    number = phone.extension
    return (
        f"exten => {number},1,Dial(PJSIP/{number},30,t)\n same => n,Hangup()\n"
        f"exten => {number},hint,PJSIP/{number}"
    )


def _allowed(office: OfficePbx) -> Iterator[str]:
    extensions = {phone.extension for phone in office.phones}
    short = sorted((EMERGENCY | set(office.short_numbers)) - extensions)
    patterns = [*(f"_{_national(one)}" for one in office.dial_allowed if _reaches_home(one))]
    patterns += [f"_00{one[1:]}X." for one in office.dial_allowed if not one.startswith(HOME)]
    for pattern in dict.fromkeys((*short, *patterns)):
        yield f"exten => {pattern},1,Goto(trunk-out,${{EXTEN}},1)"


def _reaches_home(beginning: str) -> bool:
    return beginning.startswith(HOME) or HOME.startswith(beginning)


def _national(beginning: str) -> str:
    """The pattern of Ukrainian numbers with this beginning: a nought and nine digits."""
    rest = beginning.removeprefix(HOME) if beginning.startswith(HOME) else ""
    return f"0{rest}" + "X" * (9 - len(rest)) if rest else "0[3-9]XXXXXXXX"


def _refused(office: OfficePbx) -> Iterator[str]:
    known = dict.fromkeys(PREMIUM, "premium") | {
        one: "forbidden" for one in office.dial_forbidden if not one.startswith(PREMIUM)
    }
    for beginning, why in known.items():
        if beginning.startswith(HOME):
            yield f"exten => _0{beginning.removeprefix(HOME)}.,1,Goto(refused,{why},1)"
        else:
            yield f"exten => _00{beginning[1:]}.,1,Goto(refused,{why},1)"
