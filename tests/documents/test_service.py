"""The documents service over HTTP."""

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest

from talknshop.clients.documents import DocumentsClient
from talknshop.core.clock import SystemClock
from talknshop.core.errors import NotFoundError
from talknshop.core.service_tokens import ORIGIN, SERVICE_TOKEN_HEADER, ServiceTokens, user_header
from talknshop.core.settings import load_settings
from talknshop.core.tokens import open_signer
from talknshop.documents.app import create_app
from talknshop.schemas.document_question import DocumentQuestion

BUNDLED = {"returns.md": b"# Returns\n\nYou have 30 days from delivery to send an item back.\n"}
OPERATOR = "olga"


@pytest.fixture
async def http(tmp_path: Path) -> AsyncGenerator[httpx.AsyncClient]:
    settings = load_settings(
        data_dir=tmp_path, document_operators=(OPERATOR,), embedding_provider="none"
    )
    app = create_app(settings, bundled=BUNDLED)
    async with app.router.lifespan_context(app):
        await app.state.container.take_bundled()
        clock = SystemClock()
        signer = open_signer(settings, clock)
        tokens = ServiceTokens(signer, clock, caller=ORIGIN, service="documents")
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://documents",
            headers={SERVICE_TOKEN_HEADER: tokens.current()},
        ) as client:
            yield client


def of(user_id: str) -> dict[str, str]:
    name, value = user_header(user_id)
    return {name.decode(): value.decode()}


async def test_bundled_documents_answer_at_once(http: httpx.AsyncClient) -> None:
    client = DocumentsClient(http)
    question = DocumentQuestion(question="How many days do I have to send an item back?")
    answer = await client.ask(question, user_id=None)
    [citation] = answer.citations
    place = {"start": citation.char_start, "end": citation.char_end, "version": citation.version}
    url = f"/api/v1/documents/{citation.document_id}/content"
    content = (await http.get(url, params=place)).json()
    assert content["text"] == citation.quote
    assert "30 days" in content["text"]
    assert await client.healthy()


async def test_an_answer_can_be_streamed(http: httpx.AsyncClient) -> None:
    response = await http.post(
        "/api/v1/documents/ask",
        json={"question": "How many days do I have to send an item back?"},
        headers={"Accept": "text/event-stream"},
    )
    names = [line for line in response.text.splitlines() if line.startswith("event: ")]
    assert names[0] == "event: token"
    assert names[-1] == "event: answer"


async def test_a_person_s_documents_are_theirs(http: httpx.AsyncClient) -> None:
    added = await http.post(
        "/api/v1/documents",
        params={"name": "kettle.txt"},
        content=b"My kettle is descaled with vinegar.",
        headers=of("ann"),
    )
    assert added.status_code == 201
    url = f"/api/v1/documents/{added.json()['document']['document_id']}"
    assert (await http.get(url, headers=of("ann"))).status_code == 200
    assert (await http.get(url, headers=of("bob"))).status_code == 404
    assert (await http.delete(url, headers=of("bob"))).status_code == 404
    found = await http.post("/api/v1/documents/search", json={"query": "vinegar"})
    assert found.json()["passages"] == []
    assert (await http.delete(url, headers=of("ann"))).status_code == 204
    assert (await http.get(url, headers=of("ann"))).status_code == 404


async def test_only_operators_keep_what_everybody_sees(http: httpx.AsyncClient) -> None:
    asked = {"name": "fees.md", "public": True}
    refused = await http.post(
        "/api/v1/documents", params=asked, content=b"# Fees\n\nNone.", headers=of("ann")
    )
    assert (refused.status_code, refused.json()["error"]) == (403, "authorization_error")
    taken = await http.post(
        "/api/v1/documents", params=asked, content=b"# Fees\n\nNone.", headers=of(OPERATOR)
    )
    assert taken.status_code == 201
    url = f"/api/v1/documents/{taken.json()['document']['document_id']}"
    assert (await http.delete(url, headers=of("ann"))).status_code == 403
    assert (await http.delete(url, headers=of(OPERATOR))).status_code == 204


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.exe", b"MZ", "none of them"),
        ("x.md", b"", "no words"),
        ("x.txt", bytes(range(256)) * 9, "no text in any encoding"),
    ],
)
async def test_what_cannot_be_read_is_refused(
    http: httpx.AsyncClient, name: str, content: bytes, sentence: str
) -> None:
    response = await http.post(
        "/api/v1/documents", params={"name": name}, content=content, headers=of("ann")
    )
    assert response.status_code in {400, 415}
    assert sentence in response.json()["message"]


async def test_conversations_are_kept_for_their_person(http: httpx.AsyncClient) -> None:
    begun = (
        await http.post("/api/v1/conversations", json={"title": "x"}, headers=of("ann"))
    ).json()
    question = DocumentQuestion(
        question="How many days do I have to send an item back?",
        conversation_id=begun["conversation_id"],
    )
    client = DocumentsClient(http)
    await client.ask(question, user_id="ann")
    url = f"/api/v1/conversations/{begun['conversation_id']}"
    kept = (await http.get(url, headers=of("ann"))).json()
    assert [message["role"] for message in kept["messages"]] == ["user", "assistant"]
    assert kept["messages"][1]["citations"]
    with pytest.raises(NotFoundError):
        await client.ask(question, user_id="bob")
    assert (await http.delete(url, headers=of("ann"))).status_code == 204
    listed = (await http.get("/api/v1/conversations", headers=of("ann"))).json()
    assert listed == {"conversations": []}
