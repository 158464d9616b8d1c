"""The commands that README and guides tell people to type."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs" / "guides").glob("*.md")))

_FENCE = re.compile(r"^ *```\w*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`]+)`")
_COMMAND = re.compile(r"(?:\w+=\S+ +)*(?:\S*/)?(?P<program>talknshop|make|python) (?P<rest>.+)")
_PLACEHOLDERS = re.compile(r"[\[\]]|(?:\\\|[\w-]+)+")
# What follows is none of the command's: where its output goes, what runs beside it.
_ENDS = frozenset({"|", ">", "<", "&", "&&", ";"})


def commands_of(text: str) -> Iterator[list[str]]:
    """Each command of a page: ``talknshop``, ``make`` or ``python``, then what it is told.

    Brackets around what may be left out are taken away, and of alternatives the first stays.
    """
    for block in _FENCE.findall(text):
        for line in re.sub(r"\\\n\s*", " ", block).splitlines():
            yield from _command(line)
    for code in _CODE.findall(_FENCE.sub("", text)):
        yield from _command(_PLACEHOLDERS.sub("", " ".join(code.split())))


def _command(line: str) -> Iterator[list[str]]:
    found = _COMMAND.match(line.strip())
    if found is None:
        return
    words = shlex.split(found["rest"], comments=True)
    last = next((at for at, word in enumerate(words) if word in _ENDS), len(words))
    yield [found["program"], *words[:last]]
