"""Jinja2 with nearly everything taken away: what a text may hold, and how it is filled in."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from crm_tui.documents.office_texts import FILTERS, Problem
from crm_tui.i18n import _

_ALONE = re.compile(r"^[ \t]*(\{%(?:(?!%\}).)*%\})[ \t]*\n", re.MULTILINE)
"""A tag alone in its line takes the line with it; Jinja's own switch also eats breaks after a sentence."""
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Concat,
    nodes.Filter,
)


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,  # plain text for paper and mail, never HTML
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    return environment


def fill(text: str, fields: Mapping[str, str]) -> str:
    """The text with its fields; only for a text without problems."""
    return _compiled(text).render(fields)


def problems(text: str, known: frozenset[str]) -> list[Problem]:
    """What is wrong with a text, by line; a text without problems can be filled with any fields."""
    try:
        tree = _environment().parse(text)
    except TemplateSyntaxError as error:
        return [Problem(error.lineno, _slip(error.message or ""))]
    except RecursionError:
        return [Problem(1, _("the text is nested too deeply"))]
    found = sorted(set(_forbidden(tree, known)), key=lambda problem: (problem.line, problem.text))
    return found or _tried(text, known)


def _slip(message: str) -> str:
    """What Jinja says of a mistake, for somebody who never heard of it."""
    if message.lower().startswith("unexpected end of template") or "missing end" in message.lower():
        return _("an “if” has no “endif”, or a brace is not closed")
    if tag := re.search(r"unknown tag '(\w+)'", message):
        return _("“{act}” is not allowed here: a text may name fields and choose by “if”").format(act=tag[1])
    return _("the signs in braces cannot be read ({reason})").format(reason=message.rstrip("."))


def _forbidden(tree: nodes.Template, known: frozenset[str]) -> Iterator[Problem]:
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.Name) and node.name not in known:
            yield Problem(node.lineno, _("there is no field “{name}”").format(name=node.name))
        elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
            yield Problem(
                node.lineno,
                _("there is no filter “{name}”; there are: {known}").format(
                    name=node.name, known=", ".join(FILTERS)
                ),
            )
        elif not isinstance(node, _ALLOWED):
            yield Problem(
                node.lineno,
                _("“{act}” is not allowed here: a text may name fields and choose by “if”").format(
                    act=type(node).__name__.lower()
                ),
            )


def _tried(text: str, known: frozenset[str]) -> list[Problem]:
    """Fills it in with all fields full and with all empty, so a word compared with a number is seen."""
    for value in ("1", ""):
        try:
            fill(text, dict.fromkeys(known, value))
        except TemplateSyntaxError as error:
            return [Problem(error.lineno, str(error.message))]
        except (TemplateError, TypeError, ValueError, RecursionError) as error:
            return [Problem(1, _("the text cannot be filled in: {reason}").format(reason=error))]
    return []


@lru_cache(maxsize=64)
def _compiled(text: str) -> Template:
    return _environment().from_string(_ALONE.sub(r"\1", text))
