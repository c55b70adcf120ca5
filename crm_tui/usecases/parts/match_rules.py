"""The rule by which payments are matched: the office's last one, else the shipped one."""

import tomllib
from functools import lru_cache

from sqlmodel import col, select

from crm_tui.domain.errors import Refused
from crm_tui.domain.matching import MatchRule, Reason
from crm_tui.i18n import _
from crm_tui.paths import data_dir
from crm_tui.store.scope import Unit
from crm_tui.store.tables import MatchRuleText

SHIPPED = "matching.toml"


def rule_text(unit: Unit) -> str:
    """The text of the rule that counts now."""
    newest = select(MatchRuleText.text).order_by(col(MatchRuleText.id).desc()).limit(1)
    return unit.session.exec(newest).first() or (data_dir() / SHIPPED).read_text("utf-8")


def rule_now(unit: Unit) -> MatchRule:
    """The rule that counts now."""
    return _read(rule_text(unit))


@lru_cache(maxsize=8)
def _read(text: str) -> MatchRule:
    return read_match_rule(text, SHIPPED)


def read_match_rule(text: str, name: str) -> MatchRule:
    """A rule out of the text of its file.

    Raises:
        Refused: what is wrong in it, with the file's name.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(_("{file}: {problem}").format(file=name, problem=error)) from None
    points = content.pop("points", None)
    known = {reason.value for reason in Reason}
    if not isinstance(points, dict) or set(points) != known:
        odd = sorted(set(points or ()) ^ known) if isinstance(points, dict) else sorted(known)
        said = _("{file}: under [points] these are missing or unknown: {names}")
        raise Refused(said.format(file=name, names=", ".join(odd)))
    version = content.pop("version", "")
    if not isinstance(version, str) or not version.strip():
        raise Refused(_("{file}: version says which rule this is, as text").format(file=name))
    numbers = {"threshold", "lead", "days", "tolerance_kop"}
    if set(content) != numbers:
        odd = sorted(set(content) ^ numbers)
        raise Refused(
            _("{file}: these are missing or unknown: {names}").format(file=name, names=", ".join(odd))
        )
    for key, value in [*content.items(), *points.items()]:
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 1_000_000:
            raise Refused(_("{file}: {key} is a whole number").format(file=name, key=key))
        if key in numbers and value < 0:
            raise Refused(_("{file}: {key} is not less than 0").format(file=name, key=key))
    return MatchRule(version.strip(), {Reason(key): value for key, value in points.items()}, **content)
