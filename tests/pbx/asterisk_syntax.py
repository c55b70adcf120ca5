"""A small strict reader of Asterisk's configuration: a line is a section, a setting, an include or nothing.

Stricter than Asterisk: what it would silently ignore (a line without a sign, an unknown priority, a template
that is not there) fails here.
"""

import re

SECTION = re.compile(r"\[([A-Za-z0-9_.*-]+)\](?:\((!|[A-Za-z0-9_.!,-]+)\))?")
SETTING = re.compile(r"([A-Za-z_#*/0-9.-]+)\s*(=>|=)\s*(.*)")
INCLUDE = re.compile(r"#include ([A-Za-z0-9_.-]+)")
APPLICATION = re.compile(r"[A-Za-z]+\(.*\)")

Section = list[tuple[str, str]]


class ConfigSyntaxError(Exception):
    """A line that Asterisk would not understand as it is meant."""


def parse(text: str) -> list[tuple[str, str, Section]]:
    """The sections in their order: name, what it is made from, its settings."""
    sections: list[tuple[str, str, Section]] = []
    templates: set[str] = set()
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.partition(";")[0].rstrip()
        if not line or INCLUDE.fullmatch(line):
            continue
        if found := SECTION.fullmatch(line):
            name, base = found[1], found[2] or ""
            if base == "!":
                templates.add(name)
            elif base and not set(base.split(",")) <= templates:
                raise ConfigSyntaxError(f"line {number}: no template {base}")
            sections.append((name, base, []))
            continue
        found = SETTING.fullmatch(line.strip())
        if not found or not sections:
            raise ConfigSyntaxError(f"line {number}: {raw!r}")
        sections[-1][2].append((found[1], found[3]))
    return sections


def check_plan(text: str) -> dict[str, dict[str, str]]:
    """What each extension of each context does first; what hangs in the air or leads nowhere fails."""
    sections = parse(text)
    contexts = {name for name, _base, _lines in sections}
    plan: dict[str, dict[str, str]] = {}
    for name, _base, lines in sections:
        if name in {"general", "globals"}:
            continue
        known = plan.setdefault(name, {})
        for key, value in lines:
            _check_line(name, key, value, known, contexts)
    return plan


def _check_line(context: str, key: str, value: str, known: dict[str, str], contexts: set[str]) -> None:
    if key == "include":
        if value not in contexts:
            raise ConfigSyntaxError(f"[{context}] includes {value}")
        return
    if key not in {"exten", "same"}:
        raise ConfigSyntaxError(f"[{context}] {key}")
    exten, rest = value.split(",", 1) if key == "exten" else ("", value)
    priority, _comma, act = rest.partition(",")
    if exten and priority == "1" and exten in known:
        raise ConfigSyntaxError(f"[{context}] {exten} twice")
    if exten and priority == "1":
        known[exten] = act
    if not known or (not exten and not re.fullmatch(r"n(\([a-z]+\))?", priority)):
        raise ConfigSyntaxError(f"[{context}] {value}")
    if priority != "hint" and not APPLICATION.fullmatch(act):
        raise ConfigSyntaxError(f"[{context}] {act}")
    for target in re.findall(r"(?:Goto|Gosub)\(([a-z-]+),[^,()]+,1\)", act):
        if target not in contexts:
            raise ConfigSyntaxError(f"[{context}] goes to {target}")


def best(plan: dict[str, dict[str, str]], includes: list[str], number: str) -> tuple[str, str]:
    """The pattern that takes a number and what it does: of the first context that has one, the narrowest."""
    for context in includes:
        if fitting := [one for one in plan[context] if matches(one, number)]:
            pattern = min(fitting, key=_specificity)
            return pattern, plan[context][pattern]
    return "", ""


CLASSES = {"X": "[0-9]", "Z": "[1-9]", "N": "[2-9]", ".": ".+", "!": ".*"}


def matches(pattern: str, number: str) -> bool:
    if not pattern.startswith("_"):
        return pattern == number
    parts = re.findall(r"\[[^\]]+\]|.", pattern[1:])
    shape = "".join(one if one.startswith("[") else CLASSES.get(one, re.escape(one)) for one in parts)
    return re.fullmatch(shape, number) is not None


def _specificity(pattern: str) -> list[int]:
    if not pattern.startswith("_"):
        return [0]
    sizes = {"X": 10, "Z": 9, "N": 8, ".": 255, "!": 256}
    parts = re.findall(r"\[[^\]]+\]|.", pattern[1:])
    return [sizes.get(one, 7 if one.startswith("[") else 1) for one in parts]
