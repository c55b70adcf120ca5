"""The mappings there are: shipped ones in `data/banks/`, the office's in its folder, a file each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from crm_tui.domain.errors import Refused
from crm_tui.exchange.bank_mapping import NAME, TableMapping, check_mapping, read_mapping, write_mapping
from crm_tui.i18n import _
from crm_tui.paths import config_file, data_dir

SUFFIX = ".toml"
_LARGEST = 100_000
_MOST = 500


@dataclass(frozen=True, slots=True)
class Unusable:
    """A file in the office's folder that is no mapping, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Known:
    """The mappings a file may be read by; `only` one of them, when somebody said so."""

    mappings: tuple[TableMapping, ...]
    unusable: tuple[Unusable, ...]
    only: str = ""


@lru_cache
def shipped() -> tuple[TableMapping, ...]:
    """What comes with the program, by name."""
    files = sorted((data_dir() / "banks").glob(f"*{SUFFIX}"))
    return tuple(read_mapping(file.read_text("utf-8"), file.stem) for file in files)


def mappings_folder(config: str) -> Path:
    """Where the office's own mappings lie: beside its configuration, wherever that is."""
    return (Path(config) if config else config_file()).parent / "mappings"


def own_mappings(folder: Path) -> tuple[tuple[TableMapping, ...], tuple[Unusable, ...]]:
    """The office's mappings by name, and the files that are none: one bad file stops no import by others."""
    good, bad = list[TableMapping](), list[Unusable]()
    try:
        files = sorted(folder.glob(f"*{SUFFIX}"))[:_MOST] if folder.is_dir() else []
    except OSError as error:
        raise _unreadable(folder, error) from None
    for file in files:
        try:
            good.append(_read(file))
        except Refused as refused:
            bad.append(Unusable(file.stem, str(refused)))
    return tuple(good), tuple(bad)


def known_mappings(config: str, by: str = "") -> Known:
    """Those of the office first: they are what somebody meant. Refused when `by` names none, or no mapping.

    `by` is a name, or the path of a mapping's file wherever it lies.
    """
    own, bad = own_mappings(mappings_folder(config))
    mine = {one.name for one in own}
    mappings = (*own, *(one for one in shipped() if one.name not in mine))
    if by.endswith(SUFFIX):
        one = _read(Path(by))
        mappings = (one, *(other for other in mappings if other.name != one.name))
        by = one.name
    elif by:
        find_mapping(by, mappings)
    return Known(mappings, bad, by)


def find_mapping(name: str, mappings: Sequence[TableMapping]) -> TableMapping:
    """The mapping of this name. Refused with the names there are."""
    for one in mappings:
        if one.name == name:
            return one
    known = ", ".join(one.name for one in mappings)
    raise Refused(_("no mapping {name}; there are {known}").format(name=name, known=known))


def save_mapping(path: Path, mapping: TableMapping, *, replace: bool = False) -> Path:
    """Writes a checked mapping, in one go. Refused when it cannot be written, or would replace another."""
    check_mapping(mapping)
    if path.exists() and not replace:
        raise Refused(_("{file}: is there already; say that it shall be replaced").format(file=path))
    unfinished = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(write_mapping(mapping), "utf-8")
        unfinished.replace(path)
    except OSError as error:
        why = error.strerror
        raise Refused(_("{file}: cannot be written: {why}").format(file=path, why=why)) from None
    return path


def remove_mapping(folder: Path, name: str) -> Path:
    """Takes an own mapping away. Refused when there is none."""
    path = folder / f"{name}{SUFFIX}"
    if not NAME.fullmatch(name) or not path.is_file():
        raise Refused(_("no own mapping {name}").format(name=name))
    try:
        path.unlink()
    except OSError as error:
        raise _unreadable(path, error) from None
    return path


def _read(file: Path) -> TableMapping:
    try:
        if file.stat().st_size > _LARGEST:
            raise Refused(_("{file}: too large for a mapping").format(file=file.name))
        text = file.read_text("utf-8-sig")
    except OSError as error:
        raise _unreadable(file, error) from None
    except UnicodeDecodeError:
        raise Refused(_("{file}: it is not UTF-8 text").format(file=file.name)) from None
    return read_mapping(text, file.stem, own=True)


def _unreadable(path: Path, error: OSError) -> Refused:
    return Refused(_("{file}: cannot be read: {why}").format(file=path, why=error.strerror))
