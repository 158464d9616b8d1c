import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.search.light_weights import LightWeights
from talknshop.search.wordpiece import MARKS, WordPieceTokenizer

LONGEST = 256
# Sentences of ours with the numbers that the library tokenizers 0.23 gave for this vocabulary.
REFERENCE: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "minilm_reference.json").read_text("utf-8")
)["texts"]
CLS, SEP, UNK = 101, 102, 100


@pytest.fixture(scope="session")
def tokenizer(weights: LightWeights) -> WordPieceTokenizer:
    return WordPieceTokenizer(weights.vocabulary(), longest=LONGEST)


@pytest.mark.parametrize("case", REFERENCE, ids=lambda case: ascii(case["text"][:30]))
def test_pieces_are_those_of_the_reference(
    case: dict[str, Any], tokenizer: WordPieceTokenizer
) -> None:
    assert tokenizer.encode(case["text"]) == case["pieces"]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("lamps", ["lamp", "##s"]),
        ("LÁMP", ["lamp"]),
        ("lamp,lamp", ["lamp", ",", "lamp"]),
        ("lamp shade", ["lamp", "[UNK]"]),
        ("灯lamp", ["灯", "lamp"]),
        ("la\u200bmp", ["lamp"]),
        ("[SEP]lamp", ["[SEP]", "lamp"]),
        ("", []),
    ],
)
def test_longest_pieces_from_the_left(text: str, pieces: list[str]) -> None:
    vocabulary = [*MARKS, "la", "lamp", "##s", "##mp", ",", "灯"]
    small = WordPieceTokenizer(vocabulary, longest=8)
    assert [vocabulary[n] for n in small.encode(text)] == ["[CLS]", *pieces, "[SEP]"]


def test_a_vocabulary_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\[MASK\]"):
        WordPieceTokenizer(MARKS[:-1], longest=8)


@given(st.text(max_size=2_000))
def test_any_text_fits_between_its_marks(tokenizer: WordPieceTokenizer, text: str) -> None:
    pieces = tokenizer.encode(text)
    assert (pieces[0], pieces[-1]) == (CLS, SEP)
    assert 2 <= len(pieces) <= LONGEST


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_blank_parts_texts(tokenizer: WordPieceTokenizer, left: str, right: str) -> None:
    both = tokenizer.encode(f"{left} {right}")
    assert both[1:-1] == tokenizer.encode(left)[1:-1] + tokenizer.encode(right)[1:-1]


@given(st.text(st.characters(max_codepoint=0x24F), max_size=60))
def test_capitals_and_accents_do_not_count(tokenizer: WordPieceTokenizer, text: str) -> None:
    # A capital with two lower-case spellings, such as sharp s, is folded by neither side.
    if text.upper().lower() == text.lower() and "\u0307" not in text.lower():
        assert tokenizer.encode(text.lower()) == tokenizer.encode(text)
    accented = "".join(c + "\u0301" if c.isalpha() else c for c in text)
    assert tokenizer.encode(accented) == tokenizer.encode(text)


@given(st.integers(1, 400))
def test_a_word_of_more_than_a_hundred_letters_is_unknown(
    tokenizer: WordPieceTokenizer, length: int
) -> None:
    assert (tokenizer.encode("q" * length)[1:-1] == [UNK]) == (length > 100)
