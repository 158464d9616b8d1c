import pytest

from talknshop.core.errors import ValidationError
from talknshop.crosspost.checking import check
from talknshop.schemas.enums import Condition, PostingMarketplace
from talknshop.schemas.listing import ListingForm, ProblemLevel
from talknshop.testing.publisher import InMemoryMarketplace

EBAY, CRAIGSLIST = PostingMarketplace.EBAY, PostingMarketplace.CRAIGSLIST
PUBLISHERS = {one: InMemoryMarketplace(one) for one in (EBAY, CRAIGSLIST)}


def test_without_targets_every_marketplace_there_is_is_shown() -> None:
    preview = check(ListingForm(title="Lamp", price=5, condition=Condition.GOOD), PUBLISHERS)

    assert [one.marketplace for one in preview.marketplaces] == [EBAY, CRAIGSLIST]


def test_a_form_that_lacks_something_says_so_at_each_marketplace() -> None:
    preview = check(ListingForm(title="Lamp", target_marketplaces=[EBAY, EBAY]), PUBLISHERS)

    [ebay] = preview.marketplaces
    codes = {p.code for p in ebay.problems if p.level is ProblemLevel.BLOCKING}
    assert codes == {"price_required", "condition_required", "photo_required"}
    assert (ebay.fees, ebay.net) == (None, None)


def test_a_marketplace_that_is_not_set_up_here_is_named() -> None:
    form = ListingForm(target_marketplaces=[PostingMarketplace.POSHMARK])

    with pytest.raises(ValidationError, match=r"poshmark.*ebay, craigslist"):
        check(form, PUBLISHERS)


def test_the_listing_itself_is_judged_once() -> None:
    preview = check(ListingForm(title="Glock 19", price=5, condition=Condition.GOOD), PUBLISHERS)

    assert [one.level for one in preview.warnings] == [ProblemLevel.REFUSED]
