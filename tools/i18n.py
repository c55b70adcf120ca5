"""Translations: `extract` brings the catalogues up to date, `compile` makes the .mo, `check` refuses gaps.

One catalogue a room (`crm_tui/locale/<language>/<room>.po`), so that two people seldom meet in one file;
all of them are compiled into the one gettext domain `crm_tui`.
"""

import ast
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("uk",)
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def room_of(filename: str) -> str:
    """The catalogue a source file belongs to: its first folder, `main` for the files at the top."""
    parts = Path(filename).parts
    return parts[0] if len(parts) > 1 else "main"


def extract(root: Path) -> dict[str, Catalog]:
    """All marked messages of the source, by room."""
    rooms: dict[str, Catalog] = {}
    found = extract_from_dir(str(root / "crm_tui"), [("**.py", "python")], keywords=KEYWORDS)
    for filename, _line, message, _comments, _context in sorted(found, key=lambda item: (item[0], item[1])):
        catalog = rooms.setdefault(room_of(filename), Catalog(charset="utf-8"))
        catalog.add(message, locations=[(f"crm_tui/{filename}", 0)])
    return rooms


def catalogue_path(root: Path, language: str, room: str) -> Path:
    return root / "crm_tui" / "locale" / language / f"{room}.po"


def load(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(root: Path) -> None:
    """Adds new messages without a translation and drops the stale ones; what is translated stays."""
    for language in LANGUAGES:
        known: dict[object, object] = {}
        for path in sorted((root / "crm_tui" / "locale" / language).glob("*.po")):
            known.update({m.id: m.string for m in load(path, language) if m.id and m.string})
        rooms = extract(root)
        for room, catalog in rooms.items():
            fresh = Catalog(locale=language, charset="utf-8", header_comment=f"# {language}: {room}")
            for message in catalog:
                if message.id:
                    kept = known.get(message.id)
                    fresh.add(message.id, kept or None, locations=message.locations, flags=message.flags)  # type: ignore[arg-type]
            path = catalogue_path(root, language, room)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write_po(file, fresh, sort_output=True, omit_header=True, no_location=True, width=0)
        for path in (root / "crm_tui" / "locale" / language).glob("*.po"):
            if path.stem not in rooms:
                path.unlink()


def translations(root: Path, language: str) -> Catalog:
    """Every room's catalogue in one; a message translated in two ways is an error."""
    whole = Catalog(locale=language, charset="utf-8")
    for path in sorted((root / "crm_tui" / "locale" / language).glob("*.po")):
        for message in load(path, language):
            if not message.id or not message.string:
                continue
            known = whole.get(message.id)
            if known is not None and known.string != message.string:
                raise SystemExit(f"{path}: {message.id!r} is translated in two ways")
            whole.add(message.id, message.string, flags=message.flags)
    return whole


def compile_catalogues(root: Path) -> None:
    for language in LANGUAGES:
        folder = root / "crm_tui" / "locale" / language / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "crm_tui.mo").open("wb") as file:
            write_mo(file, translations(root, language))


def problems(root: Path) -> list[str]:
    """Missing and stale messages, one line each."""
    found: list[str] = []
    for language in LANGUAGES:
        rooms = extract(root)
        for room, catalog in sorted(rooms.items()):
            have = load(catalogue_path(root, language, room), language)
            for message in catalog:
                known = have.get(message.id) if message.id else None
                if message.id and (known is None or not all(_forms(known.string))):
                    found.append(f"{language}/{room}.po: no translation for {message.id!r}")
            if hidden := sorted(_in_strings(root, room) - {m.id for m in have}):
                found += [f"{room}: inside an f-string no message is found: {words!r}" for words in hidden]
            found += [
                f"{language}/{room}.po: stale {m.id!r}" for m in have if m.id and catalog.get(m.id) is None
            ]
    return found


def _in_strings(root: Path, room: str) -> set[str]:
    """Messages asked for inside f-strings, where extraction does not look."""
    place = root / "crm_tui"
    files = place.glob("*.py") if room == "main" else (place / room).rglob("*.py")
    return {
        call.args[0].value
        for file in files
        for joined in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(joined, ast.JoinedStr)
        for call in ast.walk(joined)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


def _forms(string: object) -> tuple[object, ...]:
    return tuple(string) if isinstance(string, (list, tuple)) else (string,)


def main() -> int:
    act = sys.argv[1] if len(sys.argv) > 1 else "compile"
    if act == "extract":
        update(ROOT)
    elif act == "check":
        found = problems(ROOT)
        print("\n".join(found) or "translations: complete")
        return 1 if found else 0
    compile_catalogues(ROOT)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
