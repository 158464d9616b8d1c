"""Spoken numbers, prices and measures in figures."""

import pytest

from talknshop.media.transcription.figures import to_figures


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
        ("hello there", "hello there"),
        ("", ""),
    ],
)
def test_numbers_are_written_as_people_write_them(said: str, written: str) -> None:
    assert to_figures(said) == written
