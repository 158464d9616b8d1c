"""A watch through everything: made over HTTP, fired by an import, heard on the socket and kept."""

import asyncio
import json
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect

from talknshop.catalog.importer import import_feed
from talknshop.catalog.repository import CatalogRepository
from talknshop.cli.one_process import create_one_process_app
from talknshop.core.clock import SystemClock
from talknshop.core.settings import load_settings
from talknshop.testing.server import running

pytestmark = pytest.mark.socket

WATCHES = "/catalog/api/v1/watches"
HEADER = "id\ttitle\tlink\tprice\tproduct_type\n"


def import_lamps(data: Path, *rows: tuple[str, str]) -> None:
    lines = [f"{n}\t{n} table lamp\thttps://shop.example/{n}\t{price}\tlamp" for n, price in rows]
    feed = data / "lamps.tsv"
    feed.write_text(HEADER + "\n".join(lines) + "\n")
    repository = CatalogRepository(data / "catalog.db")
    import_feed(feed, "lamps", repository, clock=SystemClock())
    repository.close()


@pytest.fixture
def url(tmp_path: Path) -> Generator[str]:
    import_lamps(tmp_path, ("Luna", "50.00 USD"))
    app = create_one_process_app(load_settings(data_dir=tmp_path), bundled_feed=None)
    with running(app) as url:
        yield url


async def test_news_of_a_watch_reach_the_open_page_and_the_inbox(url: str, tmp_path: Path) -> None:
    socket_url = f"{url.replace('http', 'ws')}/ws/chat"
    async with (
        connect(socket_url) as socket,
        httpx.AsyncClient(base_url=url) as client,
        asyncio.timeout(60),
    ):
        greeting = json.loads(await socket.recv())
        client.headers["X-Visitor-Token"] = greeting["data"]["visitor_token"]
        spec = {"product_type": "lamp", "price": {"max": 60}}
        made = await client.post(WATCHES, json={"requirement_spec": spec})
        assert made.status_code == 201
        watch = made.json()
        assert (watch["label"], watch["matches"]) == ("lamp under $60", 1)

        await asyncio.to_thread(
            import_lamps, tmp_path, ("Luna", "40.00 USD"), ("Nova", "30.00 USD")
        )
        notices: list[dict[str, object]] = []
        while len(notices) < 2:
            event = json.loads(await socket.recv())
            if event["type"] == "notice":
                notices.append(event)
        assert [event["seq"] for event in notices] == [1, 2]
        inbox = (await client.get("/api/v1/inbox")).json()
        assert inbox["unread"] == 2
        reasons = {item["reason"]: item["products"][0]["title"] for item in inbox["items"]}
        assert reasons == {"price_drop": "Luna table lamp", "new_match": "Nova table lamp"}

        listed = (await client.get(WATCHES)).json()["watches"]
        assert [(one["watch_id"], one["matches"]) for one in listed] == [(watch["watch_id"], 2)]
        exported = (await client.get("/api/v1/me/export")).json()
        assert [one["watch_id"] for one in exported["watches"]] == [watch["watch_id"]]
        await client.delete("/api/v1/me")
        assert (await client.get(WATCHES)).json()["watches"] == []
        assert (await client.get("/api/v1/inbox")).json()["items"] == []


async def test_watches_need_somebody_they_belong_to(url: str) -> None:
    async with httpx.AsyncClient(base_url=url) as client:
        forged = {"X-TalknShop-User": "somebody"}
        for headers in ({}, forged):
            answer = await client.get(WATCHES, headers=headers)
            assert answer.status_code == 401
            assert "page" in answer.json()["message"]
        refused = await client.post("/internal/notices", json={"user_id": "u"})
        assert refused.status_code == 401
