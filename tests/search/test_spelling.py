import pytest

from talknshop.search.spelling import WordList, in_number_of

WORDS = WordList(
    {"kettle": 40, "cattle": 2, "toaster": 9, "lamp": 30, "damp": 1, "mp3": 8, "refrigerator": 5}
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ketle", ["kettle"]),
        ("kettel", ["kettle"]),
        ("kettlle", ["kettle"]),
        ("kettles", ["kettle"]),
        ("ketlte", ["kettle"]),
        ("tosters", ["toaster"]),
        ("kattle", ["kettle", "cattle"]),
        ("camp", ["lamp", "damp"]),
        ("refridgerater", ["refrigerator"]),
        ("tstr", []),
        ("lmp", []),
        ("mp4", []),
        ("k3ttle", []),
        ("käffee", []),
        ("", []),
    ],
)
def test_words_that_may_have_been_meant(typed: str, expected: list[str]) -> None:
    assert [one.word for one in WORDS.suggest(typed)] == expected


def test_words_are_known_in_either_number() -> None:
    assert WORDS.has("kettle")
    assert WORDS.has("kettles")
    assert not WORDS.has("ketle")


@pytest.mark.parametrize(
    ("word", "asked", "expected"),
    [
        ("kettle", "ketles", "kettles"),
        ("kettle", "ketle", "kettle"),
        ("battery", "baterries", "batteries"),
        ("toy", "toyes", "toys"),
        ("brush", "brusches", "brushes"),
        ("lamp", "bus", "lamp"),
    ],
)
def test_the_number_stays_as_it_was(word: str, asked: str, expected: str) -> None:
    assert in_number_of(word, asked) == expected
