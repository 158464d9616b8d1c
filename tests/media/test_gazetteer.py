"""Names in print: only certain and prominent ones are believed."""

from typing import Any

import pytest

from talknshop.media.gazetteer import Gazetteer, Line
from talknshop.media.printed_lines import merged_lines

NAMES = ("Brightwell", "Lumo", "HP", "Novara Home", "Kestrel", "Away")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(NAMES, ambiguous={"away"}, words={"kestrels"})


def line(
    text: str, *, x: float = 0.5, y: float = 0.5, height: float = 40, confidence: float = 0.95
) -> Line:
    return Line(text, confidence, x - 0.2, y - 0.03, x + 0.2, y + 0.03, height)


def brand(gazetteer: Gazetteer, *lines: Line) -> str | None:
    found = gazetteer.brand_of(lines)
    return found.name if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Brightwell", "Brightwell"),
        ("the BRIGHTWELL lamp", "Brightwell"),
        ("Brightwe1l", None),
        ("Brightwel", "Brightwell"),
        ("Brightwxll", "Brightwell"),
        ("Kestrels", None),
        ("Kestrol", "Kestrel"),
        ("Lumos", None),
        ("Luma", None),
        ("Novara Home", "Novara Home"),
        ("HP", "HP"),
        ("HP sauce", None),
        ("Away", None),
        ("Nestle", "Nestlé"),
        ("coca cola", "Coca-Cola"),
        ("nothing of note", None),
        ("12345", None),
        ("", None),
    ],
)
def test_a_name_alone(gazetteer: Gazetteer, text: str, expected: str | None) -> None:
    assert brand(gazetteer, line(text)) == expected


def test_a_name_on_two_lines(gazetteer: Gazetteer) -> None:
    assert brand(gazetteer, line("NOVARA", y=0.45), line("HOME", y=0.52)) == "Novara Home"


def test_a_name_on_three_lines(gazetteer: Gazetteer) -> None:
    stacked = [line(text, y=0.4 + 0.07 * row) for row, text in enumerate(("GOD", "MOR", "GON"))]
    assert brand(gazetteer, *stacked) == "God Morgon"
    apart = [line(text, y=0.2 + 0.3 * row) for row, text in enumerate(("GOD", "MOR", "GON"))]
    assert brand(gazetteer, *apart) is None


def test_of_two_readings_of_one_place_the_surer_stays() -> None:
    def read(text: str, left: int, sure: float) -> dict[str, Any]:
        box = [(left, 10), (left + 80, 10), (left + 80, 40), (left, 40)]
        return {"text": text, "confidence": sure, "box": box}

    first = [read("CArla", 100, 0.7), read("milk", 300, 0.9)]
    closer = [read("Arla", 104, 0.95), read("mi1k", 302, 0.6), read("eko", 500, 0.8)]
    assert [one["text"] for one in merged_lines(first, closer)] == ["milk", "Arla", "eko"]


def test_the_neighbour_on_the_shelf_is_not_meant(gazetteer: Gazetteer) -> None:
    large = line("Kestrel", height=80)
    assert brand(gazetteer, large, line("Brightwell", x=0.1, y=0.1, height=30)) == "Kestrel"
    # The thing in the middle has no name that is known.
    other = line("Unknown Words", height=90)
    assert brand(gazetteer, other, line("Brightwell", x=0.1, y=0.1, height=30)) is None


def test_of_two_that_are_alike_neither_is_taken(gazetteer: Gazetteer) -> None:
    assert brand(gazetteer, line("Kestrel", x=0.3), line("Brightwell", x=0.7)) is None


def test_what_was_hardly_read_does_not_count(gazetteer: Gazetteer) -> None:
    assert brand(gazetteer, line("Brightwell", confidence=0.4)) is None
