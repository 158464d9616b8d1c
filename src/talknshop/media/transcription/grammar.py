"""Grammars of what is said, in the JSpeech Grammar Format (W3C note, 2000), and drawing from them.

Of the format are read: rules, alternatives with weights, groups, optional parts, repetitions,
references and tags (which are passed over). Imports are not.
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from talknshop.core.errors import ValidationError

Words = list[str]
Source = Callable[[random.Random], str]
"""Draws a phrase that no rule spells out, such as a price."""

_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_TOKEN = re.compile(
    r"<[^<>\s]+>|/\s*[0-9.]+\s*/|\{[^{}]*\}|[;=|()\[\]*+]|\"[^\"]*\"|[^\s;=|()\[\]*+<>{}/\"]+"
)
_MOST_REPEATS = 3
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class _Reference:
    name: str


@dataclass(frozen=True, slots=True)
class _Sequence:
    parts: tuple["_Part", ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    options: tuple["_Part", ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Repeated:
    part: "_Part"
    least: int


_Part = str | _Reference | _Sequence | _Choice | _Repeated


class Grammar:
    """Rules by name; those that are public begin sentences."""

    def __init__(
        self,
        rules: Mapping[str, _Part],
        public: Sequence[str],
        sources: Mapping[str, Source] | None = None,
    ) -> None:
        """Joins the rules of a text with ``sources`` for names that have none.

        Raises:
            ValidationError: A rule refers to a name that nothing explains.
        """
        self._rules = dict(rules)
        self._public = tuple(public)
        self._sources = dict(sources or {})
        for name, part in self._rules.items():
            missing = _names(part) - set(self._rules) - set(self._sources) - {"NULL"}
            if missing:
                raise ValidationError(f"Rule <{name}> refers to <{min(missing)}>, which is none.")

    def sentence(self, draw: random.Random) -> Words:
        """A random sentence."""
        words: Words = []
        self._say(_Reference(draw.choice(self._public)), draw, words, 0)
        for at in range(len(words) - 1, 0, -1):
            if words[at] == "'s":
                words[at - 1 : at + 1] = [words[at - 1] + "'s"]
        return words

    def _say(self, part: _Part, draw: random.Random, words: Words, depth: int) -> None:
        if depth > _DEEPEST:
            raise ValidationError("A rule of the grammar refers to itself without an end.")
        match part:
            case str():
                words.append(part)
            case _Reference():
                self._refer(part.name, draw, words, depth)
            case _Sequence():
                for one in part.parts:
                    self._say(one, draw, words, depth + 1)
            case _Choice():
                chosen = draw.choices(part.options, part.weights)[0]
                self._say(chosen, draw, words, depth + 1)
            case _Repeated():
                for _ in range(draw.randint(part.least, _MOST_REPEATS)):
                    self._say(part.part, draw, words, depth + 1)

    def _refer(self, name: str, draw: random.Random, words: Words, depth: int) -> None:
        if name in self._rules:
            self._say(self._rules[name], draw, words, depth + 1)
        elif name in self._sources:
            words.extend(self._sources[name](draw).split())


def parse_grammar(text: str, sources: Mapping[str, Source] | None = None) -> Grammar:
    """Reads a grammar.

    Raises:
        ValidationError: It is none, and where.
    """
    text = _COMMENT.sub(" ", text.removeprefix("\ufeff").lstrip())
    if text.startswith("#JSGF"):
        text = text.partition(";")[2]
    rules: dict[str, _Part] = {}
    public: list[str] = []
    for statement in _statements(text):
        head, has_body, body = statement[0], "=" in statement, statement
        if head in {"grammar", "import"}:
            continue
        is_public = head == "public"
        body = statement[1:] if is_public else statement
        if not has_body or len(body) < 3 or not body[0].startswith("<") or body[1] != "=":  # noqa: PLR2004
            raise ValidationError(f"Expected <name> = words; near “{' '.join(statement[:6])}”.")
        name = body[0][1:-1]
        rules[name] = _Parser(body[2:], name).whole()
        if is_public:
            public.append(name)
    if not public:
        raise ValidationError("The grammar has no public rule to begin with.")
    return Grammar(rules, public, sources)


def as_grammar(text: str) -> str:
    """A grammar of whatever is given: itself, or one whose sentences are the lines.

    Raises:
        ValidationError: It looks like a grammar and is none.
    """
    if not text.strip():
        return ""
    if "<" not in text:
        lines = (" ".join(_SAID.findall(line.lower())) for line in text.splitlines())
        text = "public <sentence> = " + " | ".join(line for line in lines if line) + ";"
    parse_grammar(text)
    return text


_SAID = re.compile(r"[a-z']+")


def _statements(text: str) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for part in _TOKEN.findall(text):
        if part == ";":
            found.append([])
        else:
            found[-1].append(part)
    return [statement for statement in found if statement]


class _Parser:
    """One rule's right side, by recursive descent."""

    def __init__(self, tokens: Sequence[str], rule: str) -> None:
        self._tokens = tokens
        self._rule = rule
        self._at = 0

    def whole(self) -> _Part:
        part = self._choice()
        if self._at < len(self._tokens):
            raise self._unexpected()
        return part

    def _choice(self) -> _Part:
        options: list[_Part] = []
        weights: list[float] = []
        while True:
            weight = 1.0
            if (token := self._peek()) is not None and token.startswith("/"):
                weight = float(token.strip("/ "))
                self._at += 1
            options.append(self._sequence())
            weights.append(weight)
            if self._peek() != "|":
                break
            self._at += 1
        return options[0] if len(options) == 1 else _Choice(tuple(options), tuple(weights))

    def _sequence(self) -> _Part:
        parts: list[_Part] = []
        while (token := self._peek()) is not None and token not in {"|", ")", "]"}:
            self._at += 1
            if token.startswith("{"):
                continue
            parts.append(self._repeated(self._one(token)))
        if not parts:
            raise self._unexpected()
        return parts[0] if len(parts) == 1 else _Sequence(tuple(parts))

    def _one(self, token: str) -> _Part:
        if token in {"(", "["}:
            inner = self._choice()
            if self._peek() != {"(": ")", "[": "]"}[token]:
                raise self._unexpected()
            self._at += 1
            return (
                _Choice((inner, _Reference("NULL")), (1.0, 1.0)) if token.startswith("[") else inner
            )
        if token.startswith("<"):
            return _Reference(token[1:-1])
        if token in {"*", "+", "="}:
            raise self._unexpected()
        return token.strip('"').lower()

    def _repeated(self, part: _Part) -> _Part:
        sign = self._peek()
        if sign not in {"*", "+"}:
            return part
        self._at += 1
        return _Repeated(part, 0 if sign == "*" else 1)

    def _peek(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _unexpected(self) -> ValidationError:
        near = " ".join(self._tokens[max(0, self._at - 3) : self._at + 3])
        return ValidationError(f"Rule <{self._rule}> cannot be read near “{near}”.")


def _names(part: _Part) -> set[str]:
    match part:
        case _Reference():
            return {part.name}
        case _Sequence():
            return {name for one in part.parts for name in _names(one)}
        case _Choice():
            return {name for one in part.options for name in _names(one)}
        case _Repeated():
            return _names(part.part)
        case str():
            return set()
