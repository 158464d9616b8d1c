"""Writing messages out of frames: ``(show|find) me a {product}`` becomes "find me a lamp"."""

import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from talknshop.language.rules.knowledge import Lexicon
from talknshop.schemas.enums import Intent

LANGUAGES = ("en", "de", "es")
_FOLDER = "talknshop.evaluation.intent_frames"
_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"\{(\w+)\}")
_HEADING = re.compile(r"\[(\w+)\]")
_BLANKS = re.compile(r"\s+")
_ENDING = re.compile(r"\s*[?.!,]+$")
_LONGEST_NAME = 3
"""Longer names of product types are said by nobody."""
_UNKNOWN = 0.1
"""How often a product is a word that no lexicon has."""
_OPENED, _TOLD, _CLOSED = 0.2, 0.1, 0.2
_ALONE = frozenset({Intent.SMALLTALK, Intent.CANCEL, Intent.OTHER})
"""Intents whose messages get no story around them."""
_CANCEL_OPENED = 0.15
_NO_APOSTROPHE, _NO_STOP, _OTHER_STOP = 0.3, 0.5, 0.1

Fillings = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of a frame file."""

    language: str
    intent: Intent
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """A message with its intent; ``source`` numbers the frame or case it came from."""

    source: int
    intent: Intent
    text: str


def load_frames() -> list[Frame]:
    """The frames that ship with the package."""
    return [frame for language in LANGUAGES for frame in parse_frames(_file(language), language)]


def _file(language: str) -> str:
    return (files(_FOLDER) / f"{language}.txt").read_text(encoding="utf-8")


def parse_frames(text: str, language: str) -> Iterator[Frame]:
    """The frames of a file: headings name the intent of the lines below them.

    Raises:
        ValueError: A heading names no intent, or a frame stands above the first heading.
    """
    intent: Intent | None = None
    for line in text.splitlines():
        heading = _HEADING.fullmatch(line)
        if heading:
            intent = Intent(heading[1])
        elif line and not line.startswith("# "):
            if intent is None:
                raise ValueError(f"No heading stands above the frame {line!r}.")
            yield Frame(language, intent, line)


def load_fillings(lexicon: Lexicon) -> dict[str, Fillings]:
    """What fills the slots of frames, by language."""
    text = (files(_FOLDER) / "fillings.toml").read_text(encoding="utf-8")
    given: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    named = dict.fromkeys(name for name, _ in lexicon.named_types)
    english = {
        "product": [name for name in named if len(name.split()) <= _LONGEST_NAME],
        "brand": list(lexicon.brand_names),
        "line": list(dict.fromkeys(lexicon.lines.phrases())),
        **given["en"],
    }
    return {"en": english, **{name: {**english, **given[name]} for name in LANGUAGES[1:]}}


def write_examples(
    frames: Sequence[Frame], fillings: Mapping[str, Fillings], *, most: int, seed: int
) -> list[Example]:
    """Up to ``most`` different messages of each frame, the more the more it leaves open."""
    chance = random.Random(seed)  # noqa: S311 - examples, no secret
    examples: list[Example] = []
    for source, frame in enumerate(frames):
        texts = [
            _message(frame, fillings[frame.language], chance) for _ in range(_count(frame, most))
        ]
        examples += [Example(source, frame.intent, t) for t in dict.fromkeys(texts) if t]
    return examples


def _count(frame: Frame, most: int) -> int:
    if frame.language != LANGUAGES[0]:
        return max(4, most // 2)
    open_places = 2 * frame.text.count("(") + frame.text.count("{")
    return max(2, min(most, 1 + 2 * open_places))


def _message(frame: Frame, fillings: Fillings, chance: random.Random) -> str:
    text = fill(choose(frame.text, chance), fillings, chance)
    if text and frame.language == LANGUAGES[0]:
        text = _surrounded(text, frame.intent, fillings, chance)
    return _carelessly(text, chance)


def choose(text: str, chance: random.Random) -> str:
    """The text with one of the alternatives in place of each choice."""
    while found := _CHOICE.search(text):
        text = text[: found.start()] + chance.choice(found[1].split("|")) + text[found.end() :]
    return _BLANKS.sub(" ", text).strip()


def fill(text: str, fillings: Fillings, chance: random.Random) -> str:
    """The text with something in place of each slot.

    Raises:
        KeyError: Nothing fills a slot.
    """

    def filled(slot: re.Match[str]) -> str:
        unknown = fillings.get("unknown") if slot[1] == "product" else None
        if unknown and chance.random() < _UNKNOWN:
            return chance.choice(unknown)
        return chance.choice(fillings[slot[1]])

    return _SLOT.sub(filled, text)


def _surrounded(text: str, intent: Intent, fillings: Fillings, chance: random.Random) -> str:
    """The text with what people say before and after what they want."""
    roll = chance.random()
    if intent in _ALONE:
        spoken = intent is not Intent.SMALLTALK and roll < _CANCEL_OPENED
        return f"{chance.choice(fillings['openings'])} {text}" if spoken else text
    if roll < _OPENED:
        text = f"{chance.choice(fillings['openings'])} {text}"
    elif roll < _OPENED + _TOLD:
        text = f"{chance.choice(fillings['stories'])} {text}"
    if chance.random() < _CLOSED:
        text = f"{text} {chance.choice(fillings['closings'])}"
    return text


def _carelessly(text: str, chance: random.Random) -> str:
    """The text as people type: without apostrophes, without or with another stop."""
    if chance.random() < _NO_APOSTROPHE:
        text = text.replace("'", "")
    if chance.random() < _NO_STOP:
        return _ENDING.sub("", text)
    return text + chance.choice(("?", ".")) if chance.random() < _OTHER_STOP else text
