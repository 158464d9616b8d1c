from hypothesis import given
from hypothesis import strategies as st
from tests.marketplaces.json_noise import unhurried

from talknshop.marketplaces.paging import Page, page_holding

LARGEST = st.integers(1, 200)
OFFSETS = st.integers(0, 12_000)
LIMITS = st.integers(1, 250)


@unhurried
@given(OFFSETS, LIMITS, LARGEST)
def test_a_page_begins_at_a_multiple_of_its_size_and_holds_the_offset(
    offset: int, limit: int, largest: int
) -> None:
    page = page_holding(offset, limit, largest=largest)
    assert page.start % page.size == 0
    assert page.start + page.skip == offset
    assert page.skip < page.size <= largest


@unhurried
@given(OFFSETS, LIMITS, LARGEST, st.integers(0, 12_500))
def test_following_the_next_offsets_reads_everything_once(
    offset: int, limit: int, largest: int, total: int
) -> None:
    everything = list(range(min(total, offset + 600)))
    read: list[object] = []
    following: int | None = offset
    while following is not None:
        page = page_holding(following, limit, largest=largest)
        found: list[object] = list(everything[page.start : page.start + page.size])
        wanted = page.part(found, limit)
        assert len(wanted) <= limit
        read += wanted
        more = page.start + page.size < len(everything)
        following = page.next_offset(len(wanted), len(found), more=more, reachable=20_000)
    assert read == everything[offset:]


def test_nothing_behind_what_can_be_reached_is_promised() -> None:
    page = page_holding(90, 10, largest=10, smallest=10)
    assert page == Page(10, 90, 0)
    assert page.number == 10
    assert page.next_offset(10, 10, more=True, reachable=100) is None
    assert page.next_offset(5, 10, more=False, reachable=100) == 95
