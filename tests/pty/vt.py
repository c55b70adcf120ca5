"""A small terminal: keeps the screen that the sequences Textual writes would paint."""

import re
import unicodedata

_TOKEN = re.compile(
    r"\x1b\[([?<>=]?)([\d;:]*)([ -/]*[@-~])"  # CSI
    r"|\x1b[\]P_^X].*?(?:\x07|\x1b\\)"  # OSC, DCS and their like
    r"|\x1b[ -/]*[0-~]"
    r"|[\x00-\x1f]"
    r"|[^\x00-\x1f\x1b]+",
    re.DOTALL,
)
_BEGUN = re.compile(r"\x1b(?:\[[?<>=]?[\d;:]*[ -/]*|[\]P_^X][^\x07\x1b]*)?\Z")


class Screen:
    """Feed it bytes; `lines` is what a person would see, `titles` what was written into the title."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.cells = [[" "] * columns for _ in range(rows)]
        self.row = self.column = 0
        self.commands: list[str] = []
        self._rest = b""
        self._text = ""

    @property
    def lines(self) -> list[str]:
        return ["".join(row).rstrip() for row in self.cells]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def feed(self, data: bytes) -> None:
        data = self._rest + data
        cut = len(data)
        while cut > 0 and len(data) - cut < 4 and data[cut - 1] & 0xC0 == 0x80:
            cut -= 1
        if cut and data[cut - 1] >= 0xC0:
            lead = data[cut - 1]
            need = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
            cut = len(data) if len(data) - cut + 1 >= need else cut - 1
        else:
            cut = len(data)
        self._rest = data[cut:]
        text = self._text + data[:cut].decode("utf-8", "replace")
        begun = _BEGUN.search(text)
        self._text = text[begun.start() :] if begun else ""
        text = text[: begun.start()] if begun else text
        for match in _TOKEN.finditer(text):
            self._obey(match)

    def _obey(self, match: re.Match[str]) -> None:
        token = match.group()
        if match.group(3):
            if not match.group(1):
                self._csi(match.group(2), match.group(3))
        elif token.startswith("\x1b"):
            self.commands.append(token)
        elif token == "\r":
            self.column = 0
        elif token == "\n":
            self.row, self.column = min(self.rows - 1, self.row + 1), 0
        elif token >= " ":
            self._write(token)

    def _csi(self, numbers: str, act: str) -> None:
        values = [int(part or 0) for part in numbers.replace(":", ";").split(";")]
        first = values[0]
        if act in "Hf":
            self.row = min(self.rows, max(1, first)) - 1
            self.column = min(self.columns, max(1, values[1] if len(values) > 1 else 1)) - 1
        elif act in "ABCD":
            step = max(1, first)
            self.row += {"A": -step, "B": step}.get(act, 0)
            self.column += {"C": step, "D": -step}.get(act, 0)
            self.row = min(self.rows - 1, max(0, self.row))
            self.column = min(self.columns - 1, max(0, self.column))
        elif act == "J" and first in {2, 3}:
            self.cells = [[" "] * self.columns for _ in range(self.rows)]
        elif act == "K":
            begin, end = (self.column, self.columns) if first == 0 else (0, self.columns)
            self.cells[self.row][begin:end] = [" "] * (end - begin)

    def _write(self, text: str) -> None:
        for char in text:
            if unicodedata.combining(char):
                continue
            width = 2 if unicodedata.east_asian_width(char) in "WF" else 1
            if self.column + width > self.columns:
                return
            self.cells[self.row][self.column] = char
            if width == 2:
                self.cells[self.row][self.column + 1] = ""
            self.column += width
