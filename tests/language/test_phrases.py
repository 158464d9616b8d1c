import pytest

from talknshop.language.rules.phrases import PhraseTable, Singular, split_words, tokenise

SINGULAR = Singular({"shelves": "shelf", "shorts": "shorts"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a usb-c cable", ("a", "usb", "c", "cable")),
        ("$1,299.50 tops", ("$", "1,299.50", "tops")),
        ("men's 5x8", ("men's", "5x8")),
        ("", ()),
        ("🙂!", ("🙂", "!")),
    ],
)
def test_text_splits_into_words_numbers_and_signs(text: str, words: tuple[str, ...]) -> None:
    assert split_words(text) == words


def test_tokens_keep_their_place() -> None:
    text = "two red-hot chairs"
    assert [text[t.start : t.end] for t in tokenise(text)] == ["two", "red", "hot", "chairs"]


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("chairs", "chair"),
        ("boxes", "box"),
        ("dresses", "dress"),
        ("batteries", "battery"),
        ("dress", "dress"),
        ("bus", "bus"),
        ("women's", "women"),
        ("shelves", "shelf"),
        ("shorts", "shorts"),
        ("gps", "gps"),
    ],
)
def test_plural_and_possessive_share_a_key(word: str, key: str) -> None:
    assert SINGULAR(word) == key


def test_longest_phrase_wins_from_the_left() -> None:
    table = PhraseTable([("desk", "desk"), ("desk lamp", "lamp"), ("", "nothing")], SINGULAR)
    found = table.find(tokenise("Desk lamps".lower() + " and desks"))
    assert [(match.first, match.last, match.value) for match in found] == [
        (0, 2, "lamp"),
        (3, 4, "desk"),
    ]


def test_extending_leaves_the_original_and_its_meanings_alone() -> None:
    table = PhraseTable[int]([("lamp", 1)])
    wider = table.extended([("lamp", 2), ("rug", 3)])
    assert (wider.get("lamp"), wider.get("rug"), table.get("rug")) == (1, 3, None)
