"""Documents behind the one origin: questions in the conversation, and what is kept of a person."""

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from talknshop.cli.main import app as commands
from talknshop.cli.one_process import create_one_process_app
from talknshop.core.asgi_transport import StreamingASGITransport
from talknshop.core.settings import load_settings
from talknshop.schemas.document import BundledDocument

FEED = (
    "id,title,link,price,currency,brand,product_type,availability\n"
    "1,Lumo desk lamp,https://shop.example/1,49.00,USD,Lumo,lamp,in stock\n"
    "2,Brightwell desk lamp,https://shop.example/2,59.00,USD,Brightwell,lamp,in stock\n"
)
BUNDLED = {
    "returns.md": BundledDocument(
        b"# Return policy\n\n## How long you have\n\n"
        b"You can return an item within 30 days from the day it was delivered.\n"
    )
}
ANN = {"user_id": "ann"}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncGenerator[httpx.AsyncClient]:
    feed = tmp_path / "products.csv"
    feed.write_text(FEED)
    settings = load_settings(data_dir=tmp_path / "data", embedding_provider="none")
    app = create_one_process_app(settings, bundled_feed=feed, bundled_documents=BUNDLED)
    transport = StreamingASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost", params=ANN) as client,
    ):
        await app.state.here["documents"].state.container.take_bundled()
        yield client


async def say(
    client: httpx.AsyncClient, words: str, session_id: str | None = None
) -> httpx.Response:
    body = {"message": words, "session_id": session_id, **ANN}
    return await client.post("/api/v1/chat", json=body)


async def test_a_question_in_the_middle_of_a_purchase(client: httpx.AsyncClient) -> None:
    found = (await say(client, "a desk lamp under $100")).json()
    assert found["type"] == "results"
    session_id = found["session_id"]
    answer = (await say(client, "what is your return policy?", session_id)).json()
    assert answer["type"] == "answer"
    [citation] = answer["data"]["citations"]
    assert answer["message"] == answer["data"]["text"]
    path = f"/documents/api/v1/documents/{citation['document_id']}/content"
    place = {"start": citation["char_start"], "end": citation["char_end"]}
    stored = await client.get(path, params={**place, "version": citation["version"]})
    assert stored.json()["text"] == citation["quote"]
    assert "30 days" in citation["quote"]
    cheaper = (await say(client, "under $55", session_id)).json()
    assert [one["title"] for one in cheaper["data"]["products"]] == ["Lumo desk lamp"]

    log = (await client.get(f"/api/v1/sessions/{session_id}/events", params={"limit": 500})).json()
    told = [event for event in log["events"] if event["type"] == "answer"]
    assert [event["data"] for event in told] == [answer["data"]], "a replay tells the same"


async def test_what_is_kept_of_a_person_is_handed_out_and_forgotten(
    client: httpx.AsyncClient,
) -> None:
    added = await client.post(
        "/documents/api/v1/documents",
        params={"name": "kettle.txt", **ANN},
        content=b"My kettle is descaled with vinegar.",
    )
    assert added.status_code == 201, added.text
    begun = await client.post("/documents/api/v1/conversations", json={"title": "Kettle"})
    conversation_id = begun.json()["conversation_id"]
    asked = {"question": "How is my kettle descaled?", "conversation_id": conversation_id}
    await client.post("/documents/api/v1/documents/ask", json=asked)

    export = (await client.get("/api/v1/me/export")).json()
    assert [one["source"] for one in export["documents"]] == ["kettle.txt"]
    [conversation] = export["document_conversations"]
    assert conversation["messages"][0]["text"] == "How is my kettle descaled?"

    assert (await client.delete("/api/v1/me")).status_code == 200
    export = (await client.get("/api/v1/me/export")).json()
    assert (export["documents"], export["document_conversations"]) == ([], [])
    left = (await client.get("/documents/api/v1/documents")).json()["documents"]
    assert [one["source"] for one in left] == ["returns.md"], "what everybody sees stays"


async def test_health_tells_of_the_documents_service(client: httpx.AsyncClient) -> None:
    assert (await client.get("/documents/health")).json()["documents"] == 1
    figures = (await client.get("/metrics")).json()
    assert figures["documents_service_healthy"] is True


def test_it_can_be_started_alone() -> None:
    told = CliRunner().invoke(commands, ["serve", "nothing-of-that-name"])
    assert "documents" in str(told.exception)
