"""Goods that were recalled or banned, by a dated list of the best known."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from talknshop.language.rules.phrases import PhraseTable, tokenise


class Recall(NamedTuple):
    """Why something may not be sold, or not without a look at it."""

    name: str
    rule: str
    since: date
    source: str
    banned: bool
    """Whether none may be sold; otherwise some were mended or replaced."""


def find_recall(title: str) -> Recall | None:
    """The recall that a title falls under; None where the list has none.

    Something for such a thing ("case for …") counts as one that the seller is asked to look at.
    """
    recalls, accessories = _tables()
    tokens = tokenise(title.lower().replace("\u2019", "'"))
    found = recalls.find(tokens)
    if not found:
        return None
    recall = found[0].value
    return recall._replace(banned=recall.banned and not accessories.find(tokens))


def recalls_read_on() -> date:
    """The day of which the list is."""
    return _data()["read_on"]


@cache
def _tables() -> tuple[PhraseTable[Recall], PhraseTable[str]]:
    data = _data()
    entries = [
        (phrase, Recall(row["name"], row["rule"], row["since"], row["source"], kind == "banned"))
        for kind in ("banned", "recalled")
        for row in data[kind]
        for phrase in row["phrases"].split(",")
    ]
    return PhraseTable(entries), PhraseTable((one, one) for one in data["accessories"].split(","))


@cache
def _data() -> dict[str, Any]:
    source = files("talknshop.crosspost") / "recalled_goods.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))
