"""Does the PBX let us in? One login over a line of its own, for the wizard and `doctor`."""

import socket
from dataclasses import dataclass
from enum import StrEnum

from crm_tui.cli.checks import Check, bad, good, warning
from crm_tui.config import PbxSettings
from crm_tui.domain.text import clean
from crm_tui.i18n import _

SECONDS = 5.0
LONGEST = 65_536


class Answer(StrEnum):
    """How the PBX answered."""

    WELCOME = "welcome"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    NOT_A_PBX = "not_a_pbx"


@dataclass(frozen=True, slots=True)
class Probe:
    """The outcome of one login; `detail` is what the other side said, never the secret."""

    answer: Answer
    detail: str


def probe(pbx: PbxSettings, seconds: float = SECONDS) -> Probe:
    """Connects, logs in and out again; a wrong secret is tried once, never twice."""
    if any(sign in f"{pbx.username}{pbx.secret}" for sign in "\r\n"):
        return Probe(Answer.REFUSED, _("a line break in the name or the secret"))
    try:
        with socket.create_connection((pbx.host, pbx.port), timeout=seconds) as line:
            return _log_in(line, pbx)
    except (OSError, UnicodeError) as error:
        return Probe(Answer.NO_ANSWER, clean(str(error) or type(error).__name__))


def check_pbx(pbx: PbxSettings) -> Check:
    """What `doctor` says of the PBX."""
    name = _("PBX")
    if not pbx.host:
        return warning(
            name, _("no address is set: calls are not seen"), _("set pbx.host, or `crm-tui setup`")
        )
    place = f"{pbx.host}:{pbx.port}"
    found = probe(pbx)
    if found.answer is Answer.WELCOME:
        return good(name, f"{place}, {found.detail}")
    mends = {
        Answer.REFUSED: _("compare name and secret with manager.conf (docs/pbx.md), then `manager reload`"),
        Answer.NO_ANSWER: _("is the address right, is manager enabled, does a firewall stand between?"),
        Answer.NOT_A_PBX: _("another program answers there; the manager's usual port is 5038"),
    }
    return bad(name, f"{place}: {found.detail}", mends[found.answer])


def _log_in(line: socket.socket, pbx: PbxSettings) -> Probe:
    banner = _read(line, b"\n")
    if not banner.startswith("Asterisk Call Manager"):
        return Probe(Answer.NOT_A_PBX, clean(banner).strip()[:80] or _("it says nothing"))
    line.sendall(
        f"Action: Login\r\nUsername: {pbx.username}\r\nSecret: {pbx.secret}\r\nEvents: off\r\n\r\n".encode()
    )
    answer = _read(line, b"\r\n\r\n")
    if "response: success" in answer.lower():
        line.sendall(b"Action: Logoff\r\n\r\n")
        return Probe(Answer.WELCOME, clean(banner.strip()))
    message = next((one for one in answer.splitlines() if one.lower().startswith("message:")), answer)
    return Probe(Answer.REFUSED, clean(message.partition(":")[2].strip())[:200] or _("it hung up"))


def _read(line: socket.socket, end: bytes) -> str:
    """What comes up to `end`, or to the end of the line, within bounds."""
    got = b""
    while end not in got and len(got) < LONGEST and (more := line.recv(4096)):
        got += more
    return got.decode("utf-8", "replace")
