"""The condition of an item: a stated grade, else how it works and what is wrong with it."""

import pytest

from talknshop.language.rules.item_condition import read_item_condition
from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.lexicon import load_lexicon
from talknshop.language.rules.wish import read_wish


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("oboe, never played", "new"),
        ("oboe, played maybe three times", "like_new"),
        ("oboe, used on one trip", "like_new"),
        ("oboe, plays beautifully", "good"),
        ("snow blower, fires up on the second pull", "good"),
        ("oven, all burners work", "good"),
        ("oboe, 9/10", "like_new"),
        ("oboe. perfect. 300", "like_new"),
        ("condition: fair, oboe", "fair"),
        ("oboe, one key loose", "fair"),
        ("oboe, tiny crack at the bell", "fair"),
        ("oboe, good condition, two dents", "good"),
        ("oboe, no dents", None),
        ("fridge, ice maker quit working", "poor"),
        ("headphones, left side crackles", "poor"),
        ("fridge does not cool but light is on", "poor"),
        ("oven won't turn on", "for_parts"),
        ("clarinet, needs new pads", "poor"),
        ("oboe, don't need it anymore", None),
        ("oboe, doesn't fit my case", None),
        ("van, salvage title", None),
        ("van with brand new brakes", None),
        ("a fair price for my oboe?", None),
        ("mint green oboe", None),
        ("old oboe", None),
    ],
)
def test_a_condition_is_read(lexicon: Lexicon, text: str, condition: str | None) -> None:
    assert read_item_condition(read_wish(text, lexicon, selling=True), lexicon) == condition


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("good", "good"),
        ("used but good", "good"),
        ("not great", "fair"),
        ("not bad", "good"),
        ("it's ok i guess", "fair"),
        ("no idea", None),
    ],
)
def test_an_answer_may_be_one_word(lexicon: Lexicon, text: str, condition: str | None) -> None:
    wish = read_wish(text, lexicon, selling=True)
    assert read_item_condition(wish, lexicon, wanted=True) == condition
