"""Files as people read them: how large, how they are named."""

from crm_tui.i18n import N_, _

_UNITS = (N_("{n} B"), N_("{n} KB"), N_("{n} MB"), N_("{n} GB"))


def size_words(size: int) -> str:
    """A size in three or four signs and its unit: "512 B", "1,2 KB", "34 MB"."""
    number, unit = float(size), 0
    while number >= 999.5 and unit < len(_UNITS) - 1:
        number, unit = number / 1024, unit + 1
    text = f"{number:.1f}".replace(".", ",") if unit and number < 9.95 else f"{number:.0f}"
    return _(_UNITS[unit]).format(n=text)
