import pytest

from talknshop.search.synonyms import Synonyms, load_synonyms
from talknshop.search.text import noun_phrase

GROUPS = [["sofa", "couch"], ["hard drive", "hard disk drive", "HDD"], ["laptop", "notebook"]]


@pytest.fixture
def synonyms() -> Synonyms:
    return Synonyms(GROUPS, alone=["notebook"], opaque=["dog sofa"])


def test_every_member_of_a_group_leads_to_the_others_itself_first(synonyms: Synonyms) -> None:
    assert synonyms.of(("couch",)) == (("couch",), ("sofa",))
    assert synonyms.of(("hdd",))[0] == ("hdd",)
    assert len(synonyms.of(("hdd",))) == 3
    assert synonyms.of(("bed",)) == (("bed",),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("external hard disk drives", [("external",), ("hard", "disk", "drive")]),
        ("hard drive case", [("hard", "drive"), ("case",)]),
        ("hard candy", [("hard",), ("candy",)]),
        ("", []),
    ],
)
def test_split_takes_the_longest_known_parts(
    synonyms: Synonyms, text: str, expected: list[tuple[str, ...]]
) -> None:
    assert synonyms.split(noun_phrase(text)) == expected


@pytest.mark.parametrize(
    ("own", "asked", "expected"),
    [
        ("leather couch", "sofa", True),
        ("sofa", "sofa", True),
        ("sofa cover", "sofa", False),
        ("notebook", "laptop", True),
        ("paper notebook", "laptop", False),
        ("paper notebook", "notebook", True),
        ("gaming laptop", "notebook", True),
        ("", "sofa", False),
        ("sofa", "", False),
        ("dog sofa", "sofa", False),
        ("large dog sofa", "couch", False),
        ("large dog sofa", "dog sofa", True),
        ("hot dog", "dog", True),
    ],
)
def test_name(synonyms: Synonyms, own: str, asked: str, *, expected: bool) -> None:
    assert synonyms.name(noun_phrase(own), noun_phrase(asked)) is expected


def test_a_phrase_in_two_groups_is_refused() -> None:
    with pytest.raises(ValueError, match="'couch' stands in two groups"):
        Synonyms([["sofa", "couch"], ["couches", "settee"]])


def test_the_synonyms_that_ship_can_be_read() -> None:
    shipped = load_synonyms()
    assert ("television",) in shipped.of(("tv",))
    assert ("notebook",) in shipped.of(("laptop",))
    assert not shipped.name(("paper", "notebook"), ("laptop",))
    assert not shipped.name(("laptop", "bag"), ("laptop",))
