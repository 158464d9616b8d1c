"""Spoken numbers, prices and measures in figures."""

import random

import pytest

from talknshop.media.transcription.figures import to_figures
from talknshop.media.transcription.spoken import ONES, TENS


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("two hundred fifty dollars", "$250"),
        ("a lamp under two fifty", "a lamp under $250"),
        ("a hundred twenty eight gigabytes", "128 GB"),
        ("one twenty eight gigs of storage", "128 GB of storage"),
        ("thirteen point three inch screen", "13.3 inch screen"),
        ("size ten and a half", "size 10.5"),
        ("iphone thirteen", "iphone 13"),
        ("between forty and sixty dollars", "between $40 and $60"),
        ("nineteen ninety nine", "$19.99"),
        ("thirty five dollars and fifty cents", "$35.50"),
        ("eighty cents each", "$0.80 each"),
        ("three grand", "$3,000"),
        ("a twenty twenty four civic under fifteen thousand", "a 2024 civic under $15,000"),
        ("one of those and the second one", "one of those and the second one"),
        ("only one star", "only 1 star"),
        ("two for fifteen dollars", "2 for $15"),
        ("a quarter inch drill bit", "a 1/4 inch drill bit"),
        ("four by six feet", "4x6 feet"),
        ("the thirty first of may", "the 31st of may"),
        ("can we meet at six fifteen", "can we meet at 6:15"),
        ("um ten percent off", "10% off"),
        ("nineteen oh five", "1905"),
        ("twelve hundred dollars", "$1,200"),
        ("forty dollars and a hundred feet", "$40 and 100 feet"),
        ("a four k tv and a ten eighty p projector", "a 4K tv and a 1080p projector"),
        ("it has twenty k miles on it", "it has 20k miles on it"),
        ("a buck fifty each", "$1.50 each"),
        ("a dollar twenty nine", "$1.29"),
        ("a five eighths inch wrench", "a 5/8 inch wrench"),
        ("two and a quarter inch screws", "2.25 inch screws"),
        ("a point five carat ring", "a 0.5 carat ring"),
        ("from this point five are left", "from this point 5 are left"),
        ("zip code nine oh two one oh", "zip code 90210"),
        ("we open at six thirty pm", "we open at 6:30 pm"),
        ("two by fours", "2x4s"),
        ("a pair of five oh ones", "a pair of 501s"),
        ("dunk fours", "dunk 4s"),
        ("these ones and those twos", "these ones and those twos"),
        ("two twenties", "2 twenties"),
        ("by fours and sevens", "by fours and sevens"),
        ("a nineteen sixties radio", "a 1960s radio"),
        ("records from the seventies", "records from the 70s"),
        ("two ninety nine a pound", "$2.99 a pound"),
        ("six hundred seventy nine ninety nine", "$679.99"),
        ("three to seven dollars", "$3 to $7"),
        ("two or three hundred dollars", "$200 or $300"),
        ("a g t x ten sixty", "a g t x 1060"),
        ("hello there", "hello there"),
        ("", ""),
    ],
)
def test_numbers_are_written_as_people_write_them(said: str, written: str) -> None:
    assert to_figures(said) == written


_AROUND_NUMBERS = """
hundred thousand million point oh and a half quarter quarters eighths by fours ones eighties
dollars dollar buck cents grand percent pm first twentieth to or between per pound k p g r inch
the jordan under each lamp
"""


def test_any_order_of_words_is_written() -> None:
    draw = random.Random(3)  # noqa: S311 - no secret
    words = [*ONES, *filter(None, TENS), *_AROUND_NUMBERS.split()]
    for _ in range(3_000):
        said = draw.choices(words, k=draw.randint(1, 8))
        assert to_figures(" ".join(said))
