import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.marketplaces.posting.contact_details import ContactKind, find_contact_details


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Call me at 408-555-0123 after six", ContactKind.PHONE),
        ("text (415) 867-5309", ContactKind.PHONE),
        ("WhatsApp +44 20 7946 0958", ContactKind.PHONE),
        ("write to jane.doe@mail.example.com", ContactKind.EMAIL),
        ("jane at gmail dot com", ContactKind.EMAIL),
        ("jane (at) gmail (dot) com", ContactKind.EMAIL),
        ("more at https://shop.example/x?y=1", ContactKind.LINK),
        ("more at www.myshop.example", ContactKind.LINK),
        ("buy it cheaper on janes-things.com", ContactKind.LINK),
    ],
)
def test_ways_past_a_marketplace_are_found(text: str, kind: ContactKind) -> None:
    assert [detail.kind for detail in find_contact_details(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "IMEI 356938035643809, 128 GB",
        "EAN 00194252099346",
        "model 555-1234-567, 10.5 x 44 x 3.2 in",
        "RTX 3060 12GB 192-bit 1777 MHz, bought 2021-05-06",
        "7200rpm, 2TB, 3.5 inch, 5.0 GHz",
        "I meet buyers at the park.",
    ],
)
def test_figures_of_goods_are_no_phone_numbers(text: str) -> None:
    assert find_contact_details(text) == []


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_any_text_can_be_searched(text: str) -> None:
    assert all(detail.text for detail in find_contact_details(text))


@pytest.mark.parametrize("part", ["a", "1", "a.", "@ ", "a-", "4082345678 ", "a at b dot "])
def test_long_texts_take_no_time_to_speak_of(part: str) -> None:
    # The limit is far above what it takes; a search that runs wild would take minutes.
    find_contact_details(part * 20_000)
