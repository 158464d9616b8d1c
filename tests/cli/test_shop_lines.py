"""What a terminal tells of shops."""

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from talknshop.cli.shop_lines import ShopLines, offers_line, report_line, seller_line
from talknshop.cli.transcript import Transcript
from talknshop.schemas.enums import Condition, Marketplace, SourceStatus, WorkflowStage
from talknshop.schemas.events import ResultsData, ResultsEvent
from talknshop.schemas.product import Doubt, DoubtReason, Offer, ProductResult
from talknshop.schemas.progress import ProgressData
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import AwaitedSource, SourceReport

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
EBAY = SourceReport(
    marketplace=Marketplace.EBAY, name="eBay", status=SourceStatus.OK, count=1204, simulated=True
)
WALMART = SourceReport(marketplace=Marketplace.WALMART, status=SourceStatus.TIMED_OUT)


def step(name: str, *sources: SourceReport, awaiting: tuple[Marketplace, ...] = ()) -> ProgressData:
    return ProgressData(
        step=name,
        message="",
        stage=WorkflowStage.SEARCHING,
        sources=list(sources),
        awaiting=[AwaitedSource(marketplace=one) for one in awaiting] or None,
    )


def offer(product_id: str, price: float | None, **more: object) -> Offer:
    return Offer.model_validate(
        {
            "product_id": product_id,
            "marketplace": "ebay",
            "price": price,
            "deep_link": "https://a.example",
        }
        | more
    )


def lamp(*offers: Offer, **more: object) -> ProductResult:
    return ProductResult.model_validate(
        {
            "product_id": "e1",
            "marketplace": "ebay",
            "title": "Desk lamp",
            "price": 20.0,
            "deep_link": "https://a.example",
            "marketplace_url": "https://a.example",
            "offers": offers,
        }
        | more
    )


def test_each_answer_is_told_once_and_who_is_waited_for() -> None:
    shops = ShopLines()
    both = (Marketplace.WALMART, Marketplace.AMAZON)
    assert list(shops.lines(step("search_marketplaces"))) == []
    assert list(shops.lines(step("search_marketplaces", EBAY, awaiting=both))) == [
        "eBay: 1,204 found (simulated)",
        "Waiting for Walmart and Amazon …",
    ]
    assert list(shops.lines(step("search_marketplaces", EBAY, awaiting=both[:1]))) == []
    ended = step("search_complete", EBAY, WALMART)
    assert list(shops.lines(ended)) == ["Walmart: did not answer in time"]
    assert len(list(shops.lines(ended))) == 2


@pytest.mark.parametrize("status", SourceStatus)
def test_every_status_has_its_words(status: SourceStatus) -> None:
    report = SourceReport(marketplace=Marketplace.BESTBUY, status=status)
    assert report_line(report).startswith("Best Buy: ")


def test_a_kept_answer_has_its_time() -> None:
    moment = NOON.astimezone().strftime("%H:%M")
    kept = EBAY.model_copy(update={"cached_at": NOON, "simulated": False})
    assert report_line(kept) == f"eBay: 1,204 found, as of {moment} (kept answer)"
    late = kept.model_copy(update={"status": SourceStatus.TIMED_OUT, "count": 3})
    assert report_line(late).endswith(f"in time, 3 found as of {moment} (kept answer)")


@pytest.mark.parametrize(
    ("name", "expected"), [("lamps.example", "lamps.example"), ("127.0.0.1:80", "Partner shop")]
)
def test_shops_of_one_protocol_have_names_of_their_own(name: str, expected: str) -> None:
    report = SourceReport(marketplace=Marketplace.UCP, name=name, status=SourceStatus.OK)
    assert report_line(report) == f"{expected}: 0 found"


def test_new_and_used_offers_have_their_lowest_prices() -> None:
    new = [offer("a", 30), offer("b", 20), offer("c", 5, availability="out_of_stock")]
    used = offer("d", 9, condition=Condition.GOOD)
    assert offers_line(lamp(*new, used)) == "4 offers: new from $20.00, used from $9.00"
    assert offers_line(lamp(offer("a", 3), offer("b", 4, currency="EUR"))) == "2 offers"
    assert offers_line(lamp(new[0])) == ""


def test_the_seller_and_the_record() -> None:
    known = offer("e1", 20, seller_rating_count=1204, seller_positive_percent=98.5)
    assert seller_line(lamp(known, seller_name="attic")) == (
        "attic on eBay, 98.5% of 1,204 ratings positive"
    )
    assert seller_line(lamp(marketplace="store", seller_name="Mara")) == "Mara"
    counted = offer("e1", 20, seller_rating_count=7)
    assert seller_line(lamp(counted)) == "eBay, 7 ratings"
    assert seller_line(lamp(offer("e1", 20, seller_rating_count=0))) == "eBay"


@pytest.mark.parametrize(
    ("landed", "expected"), [(26.5, "$26.50 with shipping"), (20, "free shipping"), (None, None)]
)
def test_a_product_tells_shipping_doubts_and_that_it_is_simulated(
    landed: float | None, expected: str | None
) -> None:
    doubt = Doubt(reason=DoubtReason.PRICE_FAR_BELOW, message="It costs [far] less.")
    product = lamp(offer("e1", 20, landed_price=landed), simulated=True, doubts=[doubt])
    written = io.StringIO()
    Transcript(Console(file=written, width=120, highlight=False)).show(
        ResultsEvent(
            timestamp=NOON,
            session_id="s",
            data=ResultsData(
                products=[product],
                total_count=1,
                requirement_spec=RequirementSpec(product_type="lamp"),
            ),
        )
    )
    shown = written.getvalue()
    assert "Desk lamp (simulated)" in shown
    assert "Look twice: It costs [far] less." in shown
    assert ("shipping" in shown) == (expected is not None)
    assert expected is None or expected in shown
