"""What the crosspost service tells of listings, and how it forgets a seller."""

from tests.crosspost.conftest import EBAY, STORE
from tests.crosspost.serving import Listener, Served, in_memory, serving, until
from tests.crosspost.test_service_http import posted, served, settings, settled

from talknshop.core.settings import Settings

__all__ = ["served", "settings"]


async def test_news_are_told_in_order_and_later_where_nobody_was_there(
    settings: Settings,
) -> None:
    listener = Listener(is_down=True)
    async with serving(settings, in_memory(EBAY, STORE), listener=listener) as served:
        ann = served.ask("ann")
        job_id = await posted(ann)
        await settled(ann, job_id, "completed")
    assert listener.news == []
    listener.is_down = False

    async def is_told() -> bool:
        return bool(listener.news) and listener.news[-1].job.status == "completed"

    async with serving(settings, in_memory(EBAY, STORE), listener=listener):
        await until(is_told)
    numbers = [int(news.news_id.rpartition(".")[2]) for news in listener.news]
    assert numbers == list(range(1, len(numbers) + 1))
    notable = [news.job.message for news in listener.news if news.notable]
    assert sorted(map(str, notable)) == [
        "“Walnut desk lamp” is live on eBay.",
        "“Walnut desk lamp” is live on the TalknShop store.",
    ]


async def test_a_seller_who_goes_is_forgotten_and_nothing_of_theirs_stays_up(
    served: Served,
) -> None:
    ann, bob = served.ask("ann"), served.ask("bob")
    for client in (ann, bob):
        await settled(client, await posted(client), "completed")
    assert (await ann.delete("/api/v1/jobs")).json() == {"deleted": 1, "left_up": []}
    assert (await ann.get("/api/v1/jobs")).json() == {"jobs": []}
    assert len((await bob.get("/api/v1/jobs")).json()["jobs"]) == 1
    assert len(served.marketplaces[EBAY].up) == len(served.marketplaces[STORE].up) == 1
    records = served.container.stores.records
    assert await records.list_by_user("ann", "") == []
