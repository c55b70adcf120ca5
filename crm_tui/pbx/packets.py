"""One AMI packet: an ordered list of fields, looked up without regard to case."""

UNKNOWN = "<unknown>"


class Packet:
    """A packet as it came; repeated keys are kept in order, a look-up gives the first.

    Keys differ in case between kinds of events (`Uniqueid`, `UniqueID`, `DestUniqueId`), so `get` takes the
    key in lower case. A caller chooses his own name: only the first `Event` key says what a packet is.
    """

    __slots__ = ("_index", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._index: dict[str, str] | None = None

    @property
    def fields(self) -> list[tuple[str, str]]:
        """All fields in order; a line without a colon is no field."""
        split = (line.partition(":") for line in self.text.split("\r\n"))
        return [(key, value[1:] if value[:1] == " " else value) for key, colon, value in split if colon]

    @property
    def index(self) -> dict[str, str]:
        """The fields by key in lower case, the first of repeated keys."""
        if self._index is None:
            index: dict[str, str] = {}
            for line in self.text.split("\r\n"):
                key, _, value = line.partition(":")
                index.setdefault(key.lower(), value[1:] if value[:1] == " " else value)
            self._index = index
        return self._index

    def get(self, key: str, default: str = "") -> str:
        """The value, or `default` when it is missing, empty or the PBX's `<unknown>`."""
        value = self.index.get(key, "")
        return default if not value or value == UNKNOWN else value

    @property
    def event(self) -> str:
        """The event's name in lower case; empty for a response."""
        return self.index.get("event", "").lower()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Packet) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Packet({self.text!r})"


def is_pong(packet: Packet) -> bool:
    """The answer to a Ping: the PBX lives, and all it told before has come."""
    return not packet.event and "ping" in packet.index


def decode_packet(data: bytes) -> Packet:
    """A packet from the bytes between two empty lines.

    Decoded whole, so a letter split between two reads is not lost; NUL is replaced, for Postgres refuses it.
    """
    return Packet(data.decode("utf-8", "replace").replace("\0", "\ufffd"))


def packet_of(fields: dict[str, str] | list[tuple[str, str]]) -> Packet:
    """A packet made of fields, for recordings and the simulator."""
    pairs = fields.items() if isinstance(fields, dict) else fields
    return Packet("\r\n".join(f"{key}: {value}" for key, value in pairs))


def unescape_name(value: str) -> str:
    r"""A caller's name of a channel event without its backslashes (`Мар\'яна`); not for Cdr and CEL."""
    if "\\" not in value:
        return value
    letters, escaped = [], False
    for letter in value:
        escaped = letter == "\\" and not escaped
        if not escaped:
            letters.append(letter)
    return "".join(letters)
