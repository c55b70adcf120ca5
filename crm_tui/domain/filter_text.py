"""The language of filters of every list: `оплачено=цей-місяць і (борг=документи або прро=так)`.

A condition is a field, a sign (`= != < <= > >=`) and a value; several values with commas: one of them must
hold. Conditions stand beside each other or with `і` (all must hold), `або` (one must), `не`, in brackets.
`порожньо` and `непорожньо` ask whether there is a value at all. Days stay as they were said (`сьогодні`,
`-7`, `15.04`, `цей-місяць`, `-30..сьогодні`), so they are true tomorrow too. What is empty is neither less
nor more than anything; `не` turns every answer round. Which fields there are is a list's own `Language`.
"""

import re

from crm_tui.domain.filter_language import AND, FILLED, NOT, OR, Language
from crm_tui.domain.filter_tree import All, Condition, Either, FilterError, Not, Sign, Tree, flat
from crm_tui.domain.text import clean

LONGEST, DEEPEST, MOST = 2_000, 12, 60
"""Letters of a text, brackets within each other, conditions with all their values."""


def parse_tree(text: str, language: Language) -> Tree:
    """The filter that a text says; raises FilterError with the word that says nothing."""
    text = clean(text)
    if len(text) > LONGEST:
        raise FilterError("long", text[:20] + "…", (str(LONGEST),))
    tokens = _tokens(text, language)
    if not tokens:
        return All()
    reader = _Reader(tokens, language)
    tree = reader.either(0)
    if reader.left:
        raise FilterError("bracket", reader.left)
    return tree


def tree_text(tree: Tree, language: Language) -> str:
    """The text that says this filter; `parse_tree` reads the same tree from it."""

    def bracketed(part: Tree, *kinds: type[All | Either]) -> str:
        said = tree_text(part, language)
        return f"({said})" if isinstance(part, kinds) else said

    match tree:
        case Condition():
            said = ",".join(language.said(tree.field, value) for value in tree.values)
            return f"{language.fields[tree.field].word}{tree.sign}{said}"
        case Not(part):
            return f"{NOT[0]} {bracketed(part, All, Either)}"
        case All(parts):
            return f" {AND[0]} ".join(bracketed(part, All, Either) for part in parts)
        case Either(parts):
            return f" {OR[0]} ".join(bracketed(part, Either) for part in parts)


_SIGN = re.compile(r"!=|<=|>=|[=<>≠≤≥]")
_SIGN_OF = {"≠": "!=", "≤": "<=", "≥": ">="}
_KEY = re.compile(r"[^\W\d_][\w’'-]*")
_SPACE = re.compile(r"\s*")
_ITEM = re.compile(r"\s*(?:\"(?P<quoted>[^\"]*)\"|«(?P<angled>[^»]*)»|(?P<bare>[^\s(),\"«»]+))")
_COMMA = re.compile(r"\s*,")


def _tokens(text: str, language: Language) -> list[str | Condition]:
    found: list[str | Condition] = []
    place, count = 0, 0
    while place < len(text):
        char = text[place]
        if char.isspace() or char in "()&|":
            found += [] if char.isspace() else [char]
            place += 1
            continue
        key = _KEY.match(text, place)
        if key is None:
            raise FilterError("word", text[place:].split(maxsplit=1)[0][:40])
        space = _SPACE.match(text, key.end())
        sign = _SIGN.match(text, space.end() if space else key.end())
        word = key[0].casefold()
        if sign is None:
            if word not in {*AND, *OR, *NOT}:
                raise FilterError("word", key[0][:40])
            found.append(word)
            place = key.end()
            continue
        condition, place = _condition(text, key[0], sign, language)
        count += len(condition.values)
        if count > MOST:
            raise FilterError("many", key[0][:40], (str(MOST),))
        found.append(condition)
    return found


def _condition(text: str, key: str, sign: re.Match[str], language: Language) -> tuple[Condition, int]:
    code = language.code_of(key)
    how = Sign(_SIGN_OF.get(sign[0], sign[0]))
    values: list[str | None] = []
    place, filled = sign.end(), False
    while True:
        item = _ITEM.match(text, place)
        if item is None:
            raise FilterError("empty", key[:40])
        place = item.end()
        bare, quoted = item["bare"], item["quoted"] or item["angled"] or ""
        if bare is not None and bare.casefold() in FILLED:
            filled = True
        values += [language.value(code, bare, one) for one in _pieces(bare, quoted, language)]
        comma = _COMMA.match(text, place)
        if comma is None:
            break
        place = comma.end()
    if filled:
        if len(values) > 1 or how not in {Sign.IS, Sign.IS_NOT}:
            raise FilterError("several", FILLED[0])
        how = Sign.IS_NOT if how is Sign.IS else Sign.IS
    language.refuse_order(code, how, values)
    return Condition(code, how, tuple(values)), place


def _pieces(bare: str | None, quoted: str, language: Language) -> list[str]:
    if bare is not None or not language.splits_quoted:
        return [quoted]
    return [one for one in quoted.split(",") if one.strip()] or [""]


class _Reader:
    """Brackets and the words between conditions: `не` binds closest, then `і`, then `або`."""

    def __init__(self, tokens: list[str | Condition], language: Language) -> None:
        self._tokens, self._place, self._language = tokens, 0, language

    @property
    def left(self) -> str:
        """The first that nobody has read yet, in words."""
        return self._words(self._tokens[self._place]) if self._place < len(self._tokens) else ""

    def _words(self, token: str | Condition) -> str:
        return tree_text(token, self._language) if isinstance(token, Condition) else token

    def either(self, depth: int) -> Tree:
        """Parts with `або` between them."""
        parts = [self.all(depth)]
        while self._took(OR):
            parts.append(self.all(depth))
        return parts[0] if len(parts) == 1 else Either(flat(parts, Either))

    def all(self, depth: int) -> Tree:
        """Parts with `і`, or nothing, between them."""
        parts = [self._one(depth)]
        while self._took(AND) or self._begins():
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else All(flat(parts, All))

    def _one(self, depth: int) -> Tree:
        if depth > DEEPEST:
            raise FilterError("deep", "(", (str(DEEPEST),))
        if self._took(NOT):
            return Not(self._one(depth + 1))
        if self._took(("(",)):
            inner = self.either(depth + 1)
            if not self._took((")",)):
                raise FilterError("bracket", "(")
            return inner
        ended = self._place >= len(self._tokens)
        token = self._tokens[-1] if ended else self._tokens[self._place]
        if ended or not isinstance(token, Condition):
            raise FilterError("end", self._words(token))
        self._place += 1
        return token

    def _begins(self) -> bool:
        if self._place >= len(self._tokens):
            return False
        following = self._tokens[self._place]
        return isinstance(following, Condition) or following in {"(", *NOT}

    def _took(self, words: tuple[str, ...]) -> bool:
        if self._place < len(self._tokens) and self._tokens[self._place] in words:
            self._place += 1
            return True
        return False
