"""Whose channel is it: read from the channel's name by the office's rules."""

import re
from dataclasses import dataclass
from enum import Enum

from crm_tui.config import PbxSettings

_CHANNEL = re.compile(r"(?P<tech>[^/]+)/(?P<peer>.+)-[0-9a-fA-F]{8}(?:;(?P<half>[12]))?\Z")
_EXTENSION = re.compile(r"[0-9]{2,5}\Z")


class Party(Enum):
    """Who stands behind a channel."""

    CLIENT = "client"
    OPERATOR = "operator"
    LOCAL = "local"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Rules:
    """The office's channels: `PJSIP/<trunk>-...` is a client's, `PJSIP/<extension>-...` a person's."""

    technology: str = "PJSIP"
    trunks: frozenset[str] = frozenset({"provider"})
    extensions: frozenset[str] = frozenset()
    """Empty: any number of 2-5 digits is an extension."""

    @classmethod
    def of(cls, settings: PbxSettings) -> "Rules":
        return cls(settings.technology, frozenset(settings.trunks), frozenset(settings.extensions))

    def is_extension(self, text: str) -> bool:
        return text in self.extensions if self.extensions else bool(_EXTENSION.match(text))

    def party(self, channel_name: str) -> tuple[Party, str]:
        """Who, and his extension, the trunk, or the pair's name and half (`201@ext-00000000;1`)."""
        match = _CHANNEL.match(channel_name)
        if match is None:
            return Party.OTHER, ""
        if match["tech"] == "Local" and match["half"]:
            return Party.LOCAL, channel_name
        if match["tech"].lower() != self.technology.lower():
            return Party.OTHER, ""
        return self.endpoint(match["peer"])

    def endpoint(self, peer: str) -> tuple[Party, str]:
        """The same for the bare name of an endpoint (`201` of `PJSIP/201`)."""
        if peer in self.trunks:
            return Party.CLIENT, peer
        return (Party.OPERATOR, peer) if self.is_extension(peer) else (Party.OTHER, "")
