import pytest

from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.normalise import abridged, digits_for_words, normalise


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  A “Nice”\n LAMP ", 'a "nice" lamp'),
        ("12 × 14 frame", "12 x 14 frame"),
        ("desk w/ drawers w/o wheels", "desk with drawers without wheels"),
        ("xmas gift 4 me plz", "christmas gift 4 me please"),
        ("approx. 80", "about 80"),
        ("<b>lamp</b> <150", "lamp <150"),
        ("see https://example.org/x?y=1 lamp", "see lamp"),
        ("wi-fi router", "wifi router"),
        ("e.g. a lamp", "e.g. a lamp"),
    ],
)
def test_signs_and_abbreviations_become_plain(lexicon: Lexicon, typed: str, read: str) -> None:
    assert normalise(typed, lexicon.spelling) == read


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("sixty bucks", "60 bucks"),
        ("half a grand", "500"),
        ("a grand", "1000"),
        ("two grand", "2000"),
        ("a hundred and fifty", "150"),
        ("a couple of hundred", "200"),
        ("the red one", "the red one"),
        ("show me ones", "show me ones"),
    ],
)
def test_number_words_become_digits(words: str, digits: str) -> None:
    assert digits_for_words(words) == digits


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("headphnes", "headphones"),
        ("refrigirator", "refrigerator"),
        ("samsnug", "samsung"),
        ("blendr", "blender"),
    ],
)
def test_slips_are_repaired(lexicon: Lexicon, typed: str, meant: str) -> None:
    assert lexicon.spelling.correct(typed) == meant


@pytest.mark.parametrize(
    "word", ["weather", "quart", "worn", "portland", "théière", "lam", "x1y2z"]
)
def test_known_short_and_foreign_words_are_left_alone(lexicon: Lexicon, word: str) -> None:
    assert lexicon.spelling.correct(word) == word


def test_inflected_words_are_left_alone(lexicon: Lexicon) -> None:
    assert lexicon.spelling.correct("camped") == "camped"


def test_of_a_long_text_the_beginning_and_the_end_stay() -> None:
    text = " ".join(f"word{n}" for n in range(2000))
    short = abridged(text)
    assert len(short) <= 4005
    assert short.startswith("word0 word1 ")
    assert short.endswith(" word1998 word1999")
    assert set(short.replace(" ... ", " ").split()) <= set(text.split())
    assert abridged("a lamp") == "a lamp"
    assert len(abridged("x" * 9000)) <= 4005
