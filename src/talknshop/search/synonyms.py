"""Phrases that name the same kind of thing."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from typing import Any

from talknshop.search.text import noun_phrase

Phrase = tuple[str, ...]
"""The words of a noun phrase, each in the singular."""


class Synonyms:
    """Groups of phrases, looked up by any of their members."""

    def __init__(
        self,
        groups: Iterable[Sequence[str]],
        *,
        alone: Iterable[str] = (),
        opaque: Iterable[str] = (),
    ) -> None:
        """Reads the groups.

        Args:
            groups: Phrases that mean the same, in any number and case.
            alone: Those that mean it only when no other word stands before them.
            opaque: Phrases that are no kind of what their last word names.

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
        self._opaque = [noun_phrase(text) for text in opaque]

    def of(self, phrase: Phrase) -> tuple[Phrase, ...]:
        """Every phrase that means the same, ``phrase`` itself first."""
        others = self._groups.get(phrase, ())
        return (phrase, *(other for other in others if other != phrase))

    def name(self, own: Phrase, phrase: Phrase) -> bool:
        """Whether ``own`` names the thing ``phrase``, or a variety of it, in any wording.

        ``leather couch`` names a ``sofa``; ``sofa cover`` does not.
        """
        return any(
            own == wording
            if wording in self._alone and wording != phrase
            else _ends(own, wording) and not self._hides(own, wording)
            for wording in self.of(phrase)
        )

    def _hides(self, own: Phrase, wording: Phrase) -> bool:
        return any(
            len(phrase) > len(wording) and _ends(own, phrase) and _ends(phrase, wording)
            for phrase in self._opaque
        )

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
    return Synonyms(data["groups"], alone=data["alone"], opaque=data["opaque"])


def _ends(own: Phrase, wording: Phrase) -> bool:
    return bool(wording) and own[-len(wording) :] == wording
