import pytest
from tests.crosspost.conftest import EBAY, STORE, Shop

from talknshop.core.clock import SystemClock
from talknshop.crosspost.csv_import import CsvImport
from talknshop.crosspost.csv_jobs import CsvJobs
from talknshop.crosspost.job_record import Sold
from talknshop.crosspost.places import Place
from talknshop.schemas.connection import PostingMode
from talknshop.schemas.csv_report import CsvOutcome, CsvReport
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.enums import PostingMarketplace
from talknshop.testing.publisher import InMemoryMarketplace

CREATED, EXISTS, DUPLICATE = CsvOutcome.CREATED, CsvOutcome.EXISTS, CsvOutcome.DUPLICATE
INVALID, REFUSED = CsvOutcome.INVALID, CsvOutcome.REFUSED
CRAIGSLIST = PostingMarketplace.CRAIGSLIST
ITEMS = b"""sku,title,price,condition,marketplaces,cost
A1,Walnut lamp,45,good,ebay,9
A2,Oak lamp,$50.00,like new,"ebay, store",
A1,Walnut lamp again,45,good,ebay,
,Glock 19 pistol,300,good,,
,Pine lamp,free,good,,
,Ash lamp,20,good,poshmark,
,Elm lamp,20,good,,
,Fir lamp,20,good,,uploads
"""


@pytest.fixture
def bulk(shop: Shop) -> CsvJobs:
    return CsvJobs(shop.service, shop.jobs, None, [EBAY, STORE], SystemClock())


def outcomes(report: CsvReport) -> list[CsvOutcome]:
    return [row.outcome for row in report.rows]


async def test_rows_become_jobs_and_each_is_told_of(shop: Shop, bulk: CsvJobs) -> None:
    expected = [CREATED, CREATED, DUPLICATE, REFUSED, INVALID, INVALID, CREATED, CREATED]

    report = await bulk.post("anna", ITEMS)
    await shop.work()

    assert outcomes(report) == expected
    assert report.ignored_columns == ["cost"]
    assert report.counts == {CREATED: 4, DUPLICATE: 1, REFUSED: 1, INVALID: 2}
    assert [row.line for row in report.rows] == list(range(2, 10))
    first = report.rows[0]
    assert first.job_id is not None
    assert await shop.statuses(first.job_id) == {EBAY: Status.LIVE}
    assert len(await shop.jobs.of_user("anna")) == 4


async def test_the_same_file_again_lists_nothing_twice(shop: Shop, bulk: CsvJobs) -> None:
    first = await bulk.post("anna", ITEMS)
    again = await bulk.post("anna", ITEMS)
    await shop.work()

    assert again.counts == {EXISTS: 4, DUPLICATE: 1, REFUSED: 1, INVALID: 2}
    assert [row.job_id for row in again.rows] == [row.job_id for row in first.rows]
    assert len(shop.marketplaces[EBAY].created) == 4


async def test_a_dry_run_stores_nothing(shop: Shop, bulk: CsvJobs) -> None:
    report = await bulk.post("anna", ITEMS, dry_run=True)

    assert report.dry_run
    assert report.counts[CREATED] == 4
    assert [row.job_id for row in report.rows] == [None] * 8
    assert await shop.jobs.of_user("anna") == []


async def test_a_sku_with_other_values_is_another_listing(bulk: CsvJobs) -> None:
    await bulk.post("anna", b"sku,title,price,condition\nA1,Lamp,45,good\n")
    changed = await bulk.post("anna", b"sku,title,price,condition\na1,Lamp,40,good\n")
    of_bert = await bulk.post("bert", b"sku,title,price,condition\nA1,Lamp,40,good\n")

    assert outcomes(changed) == [DUPLICATE]
    assert outcomes(of_bert) == [CREATED]


async def test_photos_of_nobody_are_refused(bulk: CsvJobs) -> None:
    report = await bulk.post("anna", b"title,price,condition,photos\nLamp,4,good,uploads/x.jpg\n")

    assert outcomes(report) == [INVALID]
    assert "not one of yours" in (report.rows[0].message or "")


EXISTING = b"""marketplace,link,sku,title,price,condition
ebay,https://www.ebay.com/itm/123456789012,L1,Walnut lamp,45,good
craigslist,https://sfbay.craigslist.org/sby/fuo/7123456780.html,L1,Walnut lamp,45,good
ebay,https://www.ebay.com/itm/123456789012?x=1,,Walnut lamp,45,good
ebay,https://www.ebay.com/itm/999999999999,L1,Walnut lamp,45,good
craigslist,https://sfbay.craigslist.org/sby/fuo/7123456781.html,,walnut  LAMP,45.00,good
craigslist,https://sfbay.craigslist.org/sby/fuo/7123456782.html,L2,Walnut lamp,45,good
craigslist,https://evil.example/7123456783.html,L3,Oak lamp,45,good
poshmark,https://poshmark.com/listing/x-0123456789abcdef01234567,L4,Oak lamp,45,good
"""


@pytest.fixture
def existing(shop: Shop) -> CsvImport:
    places = {
        EBAY: Place(shop.marketplaces[EBAY], PostingMode.API),
        CRAIGSLIST: Place(InMemoryMarketplace(CRAIGSLIST), PostingMode.ASSISTED),
    }
    return CsvImport(shop.jobs, shop.items, places, SystemClock())


async def test_duplicates_are_recognised(existing: CsvImport) -> None:
    expected = [CREATED, CREATED, EXISTS, DUPLICATE, DUPLICATE, CREATED, INVALID, INVALID]

    report = await existing.take_over("anna", EXISTING)
    again = await existing.take_over("anna", EXISTING)

    assert outcomes(report) == expected
    assert outcomes(again) == [EXISTS, EXISTS, EXISTS, DUPLICATE, DUPLICATE, EXISTS, *expected[6:]]
    assert "sku" in (report.rows[4].message or "")


async def test_listings_of_one_sku_are_one_item(shop: Shop, existing: CsvImport) -> None:
    report = await existing.take_over("anna", EXISTING)
    jobs = [await shop.jobs.get(row.job_id or "") for row in report.rows[:2]]

    items = {job.inventory_id for job in jobs if job is not None}
    assert len(items) == 1
    assert len([item async for item in shop.items.all_of_user("anna")]) == 2
    assert [job.parts[0].status for job in jobs if job] == [Status.LIVE, Status.LIVE]
    assert [job.parts[0].imported for job in jobs if job] == [True, False]


async def test_a_dry_run_takes_over_nothing(shop: Shop, existing: CsvImport) -> None:
    report = await existing.take_over("anna", EXISTING, dry_run=True)

    assert report.counts[CREATED] == 3
    assert await shop.jobs.of_user("anna") == []


async def test_what_was_put_up_elsewhere_is_taken_down_by_its_seller(
    shop: Shop, existing: CsvImport
) -> None:
    report = await existing.take_over("anna", EXISTING)
    job = await shop.jobs.get(report.rows[0].job_id or "")
    assert job is not None
    sale = Sold(marketplace=CRAIGSLIST, order_id="1", sold_at=SystemClock().now(), told_by="user")

    await shop.sales.sold(job.inventory_id, sale)
    await shop.work()

    part = (await shop.service.get("anna", job.job_id)).part(EBAY)
    assert part is not None
    assert part.status is Status.LIVE
    assert part.action is not None
    assert part.action.kind == "take_down"
