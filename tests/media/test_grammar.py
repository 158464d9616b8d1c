"""Grammars are read as the format says, and what is drawn from them is in them."""

import random

import pytest

from talknshop.core.errors import ValidationError
from talknshop.media.transcription.grammar import as_grammar, parse_grammar
from talknshop.media.transcription.shopping_sentences import shopping_grammar

ORDER = """#JSGF V1.0;
grammar order;
/* what is ordered */
public <order> = [please] (bring | /3/ get) me <count> <thing> {thing} [today]; // a comment
<count> = one | two;
<thing> = (red | blue)* lamp | <price> dollars;
"""


def test_every_sentence_is_of_the_grammar() -> None:
    grammar = parse_grammar(ORDER, {"price": lambda _: "ninety nine"})
    draw = random.Random(4)  # noqa: S311
    said = {" ".join(grammar.sentence(draw)) for _ in range(500)}
    words = {word for sentence in said for word in sentence.split()}
    assert words == {
        "please", "bring", "get", "me", "one", "two", "red", "blue", "lamp", "ninety", "nine",
        "dollars", "today",
    }  # fmt: skip
    likelier = sum("get me" in sentence for sentence in said)
    assert likelier > sum("bring me" in sentence for sentence in said)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<a> = b;", "no public rule"),
        ("public <a> = <b>;", "<b>"),
        ("public <a> = (b;", "cannot be read"),
        ("public <a> = ;", "<a>"),
        ("public a = b;", "Expected"),
    ],
)
def test_what_is_no_grammar_is_told(text: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        parse_grammar(text)


def test_a_rule_that_never_ends_is_told() -> None:
    with pytest.raises(ValidationError, match="without an end"):
        parse_grammar("public <a> = b <a>;").sentence(random.Random(1))  # noqa: S311


def test_lines_are_a_grammar_too() -> None:
    grammar = parse_grammar(as_grammar("Two lamps, please!\nA red lamp.\n\n"))
    draw = random.Random(2)  # noqa: S311
    said = {" ".join(grammar.sentence(draw)) for _ in range(50)}
    assert said == {"two lamps please", "a red lamp"}


def test_our_own_grammars_draw_sentences_of_many_words() -> None:
    grammar = shopping_grammar(brands=["Lumo"], products=["glow stick"])
    draw = random.Random(3)  # noqa: S311
    said = [grammar.sentence(draw) for _ in range(3_000)]
    words = {word for sentence in said for word in sentence}
    assert len(words) > 2_500
    assert all(word == word.lower() and not any(map(str.isdigit, word)) for word in words)
