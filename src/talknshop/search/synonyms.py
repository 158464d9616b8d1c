"""Phrases that name the same kind of thing."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from typing import Any, NamedTuple

from talknshop.search.text import noun_phrase

Phrase = tuple[str, ...]
"""The words of a noun phrase, each in the singular."""


class Naming(NamedTuple):
    """A wording that names a thing, and how."""

    wording: Phrase
    alone: bool
    """Only when no other word stands before it."""
    but_not: tuple[Phrase, ...]
    """Phrases that end in it and name something else."""

    def fits(self, own: Phrase) -> bool:
        """Whether ``own`` is named in this wording."""
        if self.alone:
            return own == self.wording
        return _ends(own, self.wording) and not any(_ends(own, other) for other in self.but_not)


class Synonyms:
    """Groups of phrases, looked up by any of their members."""

    def __init__(
        self,
        groups: Iterable[Sequence[str]],
        *,
        alone: Iterable[str] = (),
        opaque: Iterable[str] = (),
        accessories: Iterable[str] = (),
    ) -> None:
        """Reads the groups.

        Args:
            groups: Phrases that mean the same, in any number and case.
            alone: Those that mean it only when no other word stands before them.
            opaque: Phrases that are no kind of what their last word names.
            accessories: Kinds of things that go with something else.

        Raises:
            ValueError: A phrase stands in two groups.
        """
        self._groups: dict[Phrase, tuple[Phrase, ...]] = {}
        for group in groups:
            phrases = tuple(dict.fromkeys(noun_phrase(text) for text in group))
            for phrase in phrases:
                if phrase in self._groups:
                    raise ValueError(f"{' '.join(phrase)!r} stands in two groups of synonyms")
                self._groups[phrase] = phrases
        self._longest = max(map(len, self._groups), default=0)
        self._alone = frozenset(noun_phrase(text) for text in alone)
        self._opaque: dict[str, list[Phrase]] = {}
        for text in opaque:
            if phrase := noun_phrase(text):
                self._opaque.setdefault(phrase[-1], []).append(phrase)
        self.accessories = frozenset(noun_phrase(text) for text in accessories)
        """Kinds of things that by their nature go with something else."""

    def of(self, phrase: Phrase) -> tuple[Phrase, ...]:
        """Every phrase that means the same, ``phrase`` itself first."""
        others = self._groups.get(phrase, ())
        return (phrase, *(other for other in others if other != phrase))

    def name(self, own: Phrase, phrase: Phrase) -> bool:
        """Whether ``own`` names the thing ``phrase``, or a variety of it, in any wording.

        ``leather couch`` names a ``sofa``; ``sofa cover`` does not.
        """
        return any(naming.fits(own) for naming in self.namings(phrase))

    def is_accessory(self, own: Phrase) -> bool:
        """Whether a kind by its nature goes with something else, as a leather case does."""
        return any(own[start:] in self.accessories for start in range(len(own)))

    def namings(self, phrase: Phrase) -> list[Naming]:
        """Every wording that names the thing ``phrase``."""
        return [
            Naming(
                wording,
                alone=wording in self._alone and wording != phrase,
                but_not=tuple(
                    other
                    for other in self._opaque.get(wording[-1], ())
                    if len(other) > len(wording) and _ends(other, wording)
                ),
            )
            for wording in self.of(phrase)
            if wording
        ]

    def split(self, phrase: Phrase) -> list[Phrase]:
        """Cuts ``phrase`` into the longest parts that have synonyms, and single words."""
        parts: list[Phrase] = []
        start = 0
        while start < len(phrase):
            end = next(
                (
                    stop
                    for stop in range(min(len(phrase), start + self._longest), start, -1)
                    if phrase[start:stop] in self._groups
                ),
                start + 1,
            )
            parts.append(phrase[start:end])
            start = end
        return parts


def load_synonyms() -> Synonyms:
    """Reads the synonyms that ship with the product (``synonyms.toml``)."""
    text = resources.files("talknshop.search").joinpath("synonyms.toml").read_text("utf-8")
    data: Mapping[str, Any] = tomllib.loads(text)
    return Synonyms(
        data["groups"],
        alone=data["alone"],
        opaque=data["opaque"],
        accessories=data["accessories"],
    )


def _ends(own: Phrase, wording: Phrase) -> bool:
    return bool(wording) and own[-len(wording) :] == wording
