"""SIP as far as a telephone needs it (RFC 3261): messages to and from text, digests, session descriptions."""

import hashlib
import re
import secrets
from dataclasses import dataclass

URI = re.compile(r"<(sip:[^>]+)>")
TAG = re.compile(r";tag=([^;>\s]+)")
CHALLENGE = re.compile(r'(\w+)=(?:"([^"]*)"|([^",\s]+))')
AUDIO = re.compile(r"^m=audio (\d+)", re.MULTILINE)
PLACE = re.compile(r"^c=IN IP4 (\S+)", re.MULTILINE)
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Message:
    """A request or a response; `headers` in their order, for Via may repeat."""

    first: str
    headers: Headers
    body: str = ""

    @property
    def code(self) -> int:
        """The status of a response; 0 of a request."""
        return int(self.first.split()[1]) if self.first.startswith("SIP/2.0 ") else 0

    @property
    def method(self) -> str:
        return self["CSeq"].split()[1]

    @property
    def number(self) -> int:
        """Its place in the dialogue: the number of CSeq."""
        return int(self["CSeq"].split()[0])

    def __getitem__(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def every(self, name: str) -> Headers:
        return [(name, value) for key, value in self.headers if key.lower() == name.lower()]

    def encode(self) -> bytes:
        body = self.body.encode()
        lines = [self.first, *(f"{key}: {value}" for key, value in self.headers)]
        return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


def read(data: bytes) -> Message:
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("utf-8", "replace").split("\r\n")
    pairs = [line.partition(":") for line in lines]
    headers = [(name.strip(), value.strip()) for name, _, value in pairs]
    return Message(first, [one for one in headers if one[0].lower() != "content-length"], body.decode())


def token() -> str:
    return secrets.token_hex(8)


def tag_of(value: str) -> str:
    found = TAG.search(value)
    return found[1] if found else ""


def uri_of(value: str) -> str:
    found = URI.search(value)
    return found[1] if found else value.partition(";")[0]


def user_of(value: str) -> str:
    """Whom an address names: `0671234567` of `"Name" <sip:0671234567@host>`."""
    return uri_of(value).removeprefix("sip:").partition("@")[0]


def answer_to(challenge: str, *, user: str, password: str, method: str, uri: str) -> str:
    """The credentials for a digest challenge (RFC 2617, MD5, with or without `qop`)."""
    asked = {key.lower(): quoted or plain for key, quoted, plain in CHALLENGE.findall(challenge)}
    sent = {"username": user, "realm": asked["realm"], "nonce": asked["nonce"], "uri": uri}
    if "qop" in asked:
        sent |= {"qop": "auth", "nc": "00000001", "cnonce": token()}
    sent["response"] = response_of(sent, password, method)
    sent |= {key: asked[key] for key in ("opaque", "algorithm") if key in asked}
    bare = {"qop", "nc", "algorithm"}
    return "Digest " + ", ".join(
        f"{key}={value}" if key in bare else f'{key}="{value}"' for key, value in sent.items()
    )


def proves(credentials: str, *, password: str, method: str) -> bool:
    """Whether who sent these credentials knows the password."""
    sent = {key.lower(): quoted or plain for key, quoted, plain in CHALLENGE.findall(credentials)}
    return bool(sent) and sent.get("response") == response_of(sent, password, method)


def response_of(sent: dict[str, str], password: str, method: str) -> str:
    who = _md5(f"{sent['username']}:{sent['realm']}:{password}")
    what = _md5(f"{method}:{sent['uri']}")
    middle = [sent[key] for key in ("nc", "cnonce", "qop")] if "qop" in sent else []
    return _md5(":".join([who, sent["nonce"], *middle, what]))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def description(host: str, port: int, version: int, *, mode: str = "sendrecv") -> str:
    """A session with one stream of A-law sound."""
    lines = ["v=0", f"o=- 1 {version} IN IP4 {host}", "s=-", f"c=IN IP4 {host}", "t=0 0"]
    lines += [f"m=audio {port} RTP/AVP 8", "a=rtpmap:8 PCMA/8000", f"a={mode}", ""]
    return "\r\n".join(lines)


def media_of(body: str) -> tuple[str, int] | None:
    """Where the other side wants its sound."""
    port, place = AUDIO.search(body), PLACE.search(body)
    return (place[1], int(port[1])) if port and place and port[1] != "0" else None
