"""The crosspost service over HTTP: what sellers ask of it, and what goes wrong."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.crosspost.conftest import EBAY, STORE
from tests.crosspost.serving import Listener, Served, in_memory, part_with, serving, until

from talknshop.core.errors import CredentialsRefusedError
from talknshop.core.settings import Settings, load_settings
from talknshop.schemas.enums import PostingMarketplace
from talknshop.testing.publisher import InMemoryMarketplace

FACEBOOK = PostingMarketplace.FACEBOOK
SPEC: dict[str, Any] = {
    "title": "Walnut desk lamp",
    "description": "Hardly used.",
    "price": 45,
    "condition": "good",
    "category": "Home > Lamps",
    "attributes": {},
    "media_s3_keys": [],
    "target_marketplaces": ["ebay", "store"],
    "shipping_options": ["local_pickup"],
    "location": {"city": "San Jose", "state": "CA", "zip": "95112"},
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(data_dir=tmp_path, crosspost_retry_seconds=0.05)


@pytest.fixture
async def served(settings: Settings) -> AsyncGenerator[Served]:
    async with serving(settings, in_memory(EBAY, STORE)) as served:
        yield served


def fine(_: str) -> None:
    pass


async def posted(client: httpx.AsyncClient, key: str | None = None, **changes: object) -> str:
    headers = {} if key is None else {"Idempotency-Key": key}
    body = {"listing_spec": SPEC | changes}
    answer = await client.post("/api/v1/post", json=body, headers=headers)
    assert answer.status_code == 202, answer.text
    return answer.json()["job_id"]


async def settled(client: httpx.AsyncClient, job_id: str, status: str) -> dict[str, Any]:
    """The job, once its status is this one."""

    async def look() -> dict[str, Any] | None:
        job = (await client.get(f"/api/v1/jobs/{job_id}")).json()
        return job if job["status"] == status else None

    return await until(look)


async def down(*marketplaces: InMemoryMarketplace) -> None:
    """Returns once nothing is up there."""

    async def look() -> bool:
        return not any(one.up for one in marketplaces)

    await until(look)


async def test_a_post_is_answered_at_once_and_goes_up(served: Served) -> None:
    ann = served.ask("ann")
    body = {"listing_spec": SPEC, "user_id": "somebody-else", "session_id": "s1"}
    answer = await ann.post("/api/v1/post", json=body)
    told = answer.json()
    assert answer.status_code == 202
    assert (told["status"], told["estimated_completion"]) == ("created", None)
    assert [part["status"] for part in told["marketplace_jobs"]] == ["queued", "queued"]
    assert (told["user_id"], told["session_id"]) == ("ann", "s1")

    job = await settled(ann, told["job_id"], "completed")
    assert (job["success_count"], job["failure_count"]) == (2, 0)
    for part in job["marketplace_results"]:
        assert part["listing_id"] in served.marketplaces[part["marketplace"]].up
    assert job["completed_at"] is not None
    listed = (await ann.get("/api/v1/jobs")).json()["jobs"]
    assert [one["job_id"] for one in listed] == [told["job_id"]]


async def test_the_same_key_is_the_same_job(served: Served) -> None:
    ann = served.ask("ann")
    first = await posted(ann, "k1")
    assert await posted(ann, "k1") == first
    in_body = await ann.post("/api/v1/post", json={"listing_spec": SPEC, "idempotency_key": "k1"})
    assert in_body.json()["job_id"] == first
    other = await ann.post(
        "/api/v1/post",
        json={"listing_spec": SPEC | {"title": "Something else"}},
        headers={"Idempotency-Key": "k1"},
    )
    assert other.status_code == 409
    differ = await ann.post(
        "/api/v1/post",
        json={"listing_spec": SPEC, "idempotency_key": "k2"},
        headers={"Idempotency-Key": "k1"},
    )
    assert differ.status_code == 400
    await settled(ann, first, "completed")
    assert len(served.marketplaces[EBAY].created) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"price": 0},
        {"price": -5},
        {"price": 1e12},
        {"target_marketplaces": []},
        {"target_marketplaces": ["olx"]},
        {"target_marketplaces": ["poshmark"]},
        {"title": ""},
        {"title": "x" * 10_000},
        {"condition": "brilliant"},
        {"currency": "dollars"},
        {"media_s3_keys": ["uploads/somebody/med_1.jpg"]},
        {"title": "Glock 19 pistol with ammo"},
    ],
)
async def test_what_cannot_be_listed_is_refused_with_a_sentence(
    served: Served, wrong: dict[str, object]
) -> None:
    ann = served.ask("ann")
    answer = await ann.post("/api/v1/post", json={"listing_spec": SPEC | wrong})
    assert answer.status_code == 400
    assert answer.json()["error"] == "validation_error"
    assert answer.json()["service"] == "crosspost-service"
    assert (await ann.get("/api/v1/jobs")).json() == {"jobs": []}


async def test_somebody_elses_job_is_not_there(served: Served) -> None:
    job_id = await posted(served.ask("ann"))
    bob = served.ask("bob")
    part = f"/api/v1/jobs/{job_id}/marketplaces/ebay"
    answers = [
        await bob.get(f"/api/v1/jobs/{job_id}"),
        await bob.delete(f"/api/v1/jobs/{job_id}"),
        await bob.patch(f"/api/v1/jobs/{job_id}", json={"listing_spec": SPEC}),
        await bob.post(f"/api/v1/jobs/{job_id}/withdraw", json={}),
        await bob.post(f"/api/v1/jobs/{job_id}/sold", json={"marketplace": "ebay"}),
        await bob.post(f"{part}/retry"),
        await bob.post(f"{part}/confirm", json={"link": "https://www.ebay.com/itm/1"}),
        await bob.post(f"{part}/taken-down"),
        await bob.get(f"{part}/photos.zip"),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert (await bob.get("/api/v1/jobs")).json() == {"jobs": []}


async def test_who_proves_nothing_is_nobody(settings: Settings) -> None:
    strict = settings.model_copy(update={"service_token_required": True})
    async with serving(strict, in_memory(EBAY, STORE)) as served:
        nobody = served.ask(None)
        body = {"listing_spec": SPEC, "user_id": "ann"}
        assert (await nobody.post("/api/v1/post", json=body)).status_code == 401
        assert (await nobody.get("/api/v1/jobs?user_id=ann")).status_code == 401
        assert (await nobody.get("/api/v1/connections?user_id=ann")).status_code == 401
        assert (await nobody.post("/api/v1/preview", json={})).status_code == 200


async def test_an_old_client_says_who_it_is_where_that_is_allowed(served: Served) -> None:
    nobody = served.ask(None)
    refused = await nobody.post("/api/v1/post", json={"listing_spec": SPEC})
    assert refused.status_code == 401
    body = {"listing_spec": SPEC, "user_id": "old-client"}
    job_id = (await nobody.post("/api/v1/post", json=body)).json()["job_id"]
    assert (await nobody.get(f"/api/v1/jobs/{job_id}?user_id=old-client")).status_code == 200
    assert (await nobody.get(f"/api/v1/jobs/{job_id}?user_id=another")).status_code == 404


async def test_a_listing_is_changed_sold_and_taken_down_everywhere(served: Served) -> None:
    ann = served.ask("ann")
    job_id = await posted(ann)
    await settled(ann, job_id, "completed")
    changed = {"listing_spec": SPEC | {"title": "Walnut lamp, cheaper", "price": 40}}
    assert (await ann.patch(f"/api/v1/jobs/{job_id}", json=changed)).status_code == 200

    async def is_changed() -> bool:
        return set(served.marketplaces[EBAY].up.values()) == {"Walnut lamp, cheaper"}

    await until(is_changed)

    sold = await ann.post(f"/api/v1/jobs/{job_id}/sold", json={"marketplace": "store"})
    assert sold.json()["sold_on"] == "store"
    job = await settled(ann, job_id, "completed")
    await down(*served.marketplaces.values())
    again = await ann.post(f"/api/v1/jobs/{job_id}/sold", json={"marketplace": "store"})
    assert again.json()["sold_at"] == job["sold_at"]
    twice = await ann.post(f"/api/v1/jobs/{job_id}/sold", json={"marketplace": "ebay"})
    assert twice.status_code == 409
    assert "sold on store already" in twice.json()["message"]


async def test_a_listing_is_taken_down_where_its_seller_wishes(served: Served) -> None:
    ann = served.ask("ann")
    job_id = await posted(ann)
    await settled(ann, job_id, "completed")
    assert (await ann.delete(f"/api/v1/jobs/{job_id}")).status_code == 409
    await ann.post(f"/api/v1/jobs/{job_id}/withdraw", json={"marketplaces": ["ebay"]})
    await down(served.marketplaces[EBAY])
    assert served.marketplaces[STORE].up
    await ann.post(f"/api/v1/jobs/{job_id}/withdraw", json={})
    await settled(ann, job_id, "cancelled")


async def test_what_failed_is_tried_again(served: Served) -> None:
    def refuse(_: str) -> None:
        raise CredentialsRefusedError("eBay does not accept the connection any more.")

    ann = served.ask("ann")
    served.marketplaces[EBAY].fault = refuse
    job_id = await posted(ann, target_marketplaces=["ebay"])
    await part_with(ann, job_id, "ebay", status="needs_connection", action="connect")
    served.marketplaces[EBAY].fault = fine
    retry = await ann.post(f"/api/v1/jobs/{job_id}/marketplaces/ebay/retry")
    assert retry.status_code == 200
    await settled(ann, job_id, "completed")


async def test_every_marketplace_is_told_set_up_or_not(settings: Settings) -> None:
    async with serving(settings) as served:
        connections = (await served.ask("ann").get("/api/v1/connections")).json()["connections"]
        by_name = {one["marketplace"]: one for one in connections}
        assert set(by_name) == set(PostingMarketplace)
        assert by_name["facebook"]["connected"]
        assert by_name["facebook"]["mode"] == "assisted"
        assert not by_name["ebay"]["connected"]
        assert "EBAY_CLIENT_ID" in by_name["ebay"]["message"]
        assert not by_name["store"]["connected"]
        refused = await served.ask("ann").post("/api/v1/connections/ebay/connect")
        assert "EBAY_CLIENT_ID" in refused.json()["message"]


async def test_the_service_says_how_it_is(served: Served) -> None:
    nobody = served.ask(None)
    health = (await nobody.get("/health")).json()
    assert (health["status"], health["workers"]) == ("healthy", "active")
    assert health["marketplaces"] == ["ebay", "store"]
    job_id = await posted(served.ask("ann"))
    await settled(served.ask("ann"), job_id, "completed")
    metrics = (await nobody.get("/metrics")).json()["metrics"]
    assert {one["labels"]["marketplace"] for one in metrics["talknshop_queued_messages"]} == {
        "ebay", "store",
    }  # fmt: skip
    text = (await nobody.get("/metrics", headers={"Accept": "text/plain"})).text
    assert "talknshop_http_requests_total" in text
    huge = await served.ask("ann").post("/api/v1/post", content=b"x" * 6_000_000)
    assert huge.status_code == 413


async def test_a_posting_by_hand_is_confirmed_with_its_link(settings: Settings) -> None:
    async with serving(settings) as served:
        ann = served.ask("ann")
        job_id = await posted(ann, target_marketplaces=["facebook"])
        part = f"/api/v1/jobs/{job_id}/marketplaces/facebook"
        await part_with(ann, job_id, "facebook", status="needs_action", action="open_and_paste")
        elsewhere = await ann.post(f"{part}/confirm", json={"link": "https://evil.example/item/1"})
        assert elsewhere.status_code == 400
        link = "https://www.facebook.com/marketplace/item/123456789012345/"
        confirmed = (await ann.post(f"{part}/confirm", json={"link": link})).json()
        assert confirmed["marketplace_jobs"][0]["status"] == "live"
        assert confirmed["marketplace_jobs"][0]["confirmed_by"] == "user"
        await ann.post(f"/api/v1/jobs/{job_id}/withdraw", json={})
        await part_with(ann, job_id, "facebook", action="take_down")
        taken = (await ann.post(f"{part}/taken-down")).json()
        assert taken["status"] == "cancelled"


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
