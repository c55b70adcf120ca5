"""Where a call's recording lies: a template over the call's own ids, never over text from outside.

A path may hold `*`: FreePBX puts date, numbers and the id of the caller's channel into one name.
"""

import re
from datetime import datetime
from enum import StrEnum
from string import Formatter

from crm_tui.domain.kyiv import KYIV

FIELDS = ("linkedid", "uniqueid", "extension", "date")
ID_FIELDS = frozenset(FIELDS[:2])
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
_DATE_SPEC = re.compile(r"(?:%[YmdHMS]|[-_/.])+")
# `17.1*` would find the recording of `17.10` too: another call, in which another person talked.
_STAR_AFTER_ID = re.compile(r"\{(?:linkedid|uniqueid)\}[*?\[]")
_ADDRESS = re.compile(r"https?://[^\s/]+/\S*")


class TemplateProblem(StrEnum):
    """Why a template cannot be used."""

    BRACES = "braces"
    FIELD = "field"
    DATE = "date"
    NO_ID = "no_id"
    STAR = "star"
    PLACE = "place"


def template_problem(template: str) -> TemplateProblem | None:
    """What is wrong, or None for an absolute path or a web address with an id of the call in it."""
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        return TemplateProblem.BRACES
    named = {name: spec or "" for _text, name, spec, _conversion in parts if name is not None}
    plain = not any(conversion for *_rest, conversion in parts)
    if not plain or not named.keys() <= set(FIELDS) or any(named[name] for name in named.keys() - {"date"}):
        return TemplateProblem.FIELD
    if "date" in named and not _DATE_SPEC.fullmatch(named["date"]):
        return TemplateProblem.DATE
    if not ID_FIELDS & named.keys():
        return TemplateProblem.NO_ID
    return _place_problem(template)


def _place_problem(template: str) -> TemplateProblem | None:
    if not template.isprintable() or not (is_address(template) or template.startswith("/")):
        return TemplateProblem.PLACE
    if not is_address(template) and _STAR_AFTER_ID.search(template):
        return TemplateProblem.STAR
    return None


def is_address(template: str) -> bool:
    """Whether the recordings are reached by the web, not as files of this machine."""
    return _ADDRESS.fullmatch(template) is not None


def recording_place(
    template: str, *, linkedid: str, uniqueid: str, extension: str, began_at: datetime
) -> str | None:
    """The path or address of a recording; None when an id of the call could lead elsewhere (`..`, `/`, `*`).

    `linkedid` is the call's key, `uniqueid` the channel of the person who talked; the date is Kyiv's.
    """
    values = {"linkedid": linkedid, "uniqueid": uniqueid, "extension": extension}
    used = {name for _text, name, _spec, _conversion in Formatter().parse(template) if name in values}
    if any(not _SAFE.fullmatch(values[name]) or ".." in values[name] for name in used):
        return None
    return template.format(**values, date=began_at.astimezone(KYIV))
