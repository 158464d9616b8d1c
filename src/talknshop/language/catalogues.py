"""What is said in each language: catalogues of messages, one file a language.

Two parts stand in one place: the wordings of replies, which the rules engine chooses from, and
``page``, which the page says (ICU MessageFormat; ``make schema`` brings it there).
"""

import tomllib
from enum import StrEnum
from importlib.resources import files
from typing import Any

_FOLDER = files("talknshop.language.rules") / "lexicon" / "messages"


class CataloguePart(StrEnum):
    """Who says the messages; the value is the folder they are in."""

    REPLIES = "."
    PAGE = "page"


Catalogue = dict[str, dict[str, Any]]
"""Messages by section and key."""


def read_catalogue(part: CataloguePart, language: str) -> Catalogue:
    """The messages of a part in a language, as they are written.

    Raises:
        FileNotFoundError: There are none in this language.
    """
    return tomllib.loads((_FOLDER / part / f"{language}.toml").read_text(encoding="utf-8"))


def languages_of(part: CataloguePart) -> list[str]:
    """The languages that a part is written in, in the order of their codes."""
    names = (file.name for file in (_FOLDER / part).iterdir())
    return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))
