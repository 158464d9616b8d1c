"""The documents service over HTTP."""

import asyncio
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
from talknshop.demo.feed import bundled_documents
from talknshop.documents.app import create_app
from talknshop.documents.container import build_container
from talknshop.schemas.answer_feedback import AnswerFeedback
from talknshop.schemas.document import BundledDocument, DocumentSubject
from talknshop.schemas.document_question import DocumentQuestion

RETURNS = b"# Returns\n\nYou have 30 days from delivery to send an item back.\n"
BUNDLED = {"returns.md": BundledDocument(RETURNS)}
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


async def test_what_people_think_of_answers_is_listed_for_operators(
    http: httpx.AsyncClient,
) -> None:
    client = DocumentsClient(http)
    question = DocumentQuestion(question="How many days do I have to send an item back?")
    answer = await client.ask(question, user_id="ann")
    for number, value in enumerate(("down", "up", "down")):
        given = AnswerFeedback(
            message_id=answer.message_id if number < 2 else "msg_other",
            value=value,
            reason=f"reason {number}",
            text=answer.text,
            citations=answer.citations,
        )
        await client.note(given, user_id="ann")
    url = "/api/v1/documents/feedback"
    assert (await http.get(url)).status_code == 401
    assert (await http.get(url, headers=of("ann"))).status_code == 403
    first = (await http.get(url, params={"limit": 1}, headers=of(OPERATOR))).json()
    assert [one["reason"] for one in first["feedback"]] == ["reason 2"]
    params = {"limit": 1, "cursor": first["next_cursor"]}
    second = (await http.get(url, params=params, headers=of(OPERATOR))).json()
    assert [one["reason"] for one in second["feedback"]] == ["reason 1"], "the last word counts"
    assert second["next_cursor"] is None
    wrong = await http.get(url, params={"cursor": "../%"}, headers=of(OPERATOR))
    assert wrong.status_code == 400
    assert len((await client.kept("ann")).answer_feedback) == 2
    await client.forget("ann")
    assert (await http.get(url, headers=of(OPERATOR))).json()["feedback"] == []


async def test_many_are_found_a_little_later(http: httpx.AsyncClient) -> None:
    added = await http.post(
        "/api/v1/documents",
        params={"name": "kettle.txt", "later": "true"},
        content=b"My kettle is descaled with vinegar.",
        headers=of("ann"),
    )
    assert added.status_code == 201
    found: list[object] = []
    for _ in range(100):
        body = {"query": "vinegar"}
        answer = await http.post("/api/v1/documents/search", json=body, headers=of("ann"))
        if found := answer.json()["passages"]:
            break
        await asyncio.sleep(0.2)
    assert len(found) == 1


async def test_who_asks_at_once_after_the_start_waits_for_the_documents(tmp_path: Path) -> None:
    container = build_container(load_settings(data_dir=tmp_path), bundled=bundled_documents())
    try:
        async with container.keeping_house():
            asked = DocumentQuestion(question="What is your return policy?")
            answer = await container.answers.answer(asked, user_id=None)
            assert answer.citations
    finally:
        await container.aclose()
        await asyncio.to_thread(container.close)


async def test_a_manual_answers_for_each_of_its_products(tmp_path: Path) -> None:
    container = build_container(load_settings(data_dir=tmp_path), bundled=bundled_documents())
    await container.take_bundled()
    try:
        for product, question, title in (
            ("papyrion-jot-310-printer", "Which cartridge does it take?", "Papyrion Jot 310"),
            ("zephyrix-stick-8-vacuum-cleaner-refurbished", "How do I wash its filter?", "Stick 8"),
            ("auralto-calm-700-headphones-silver", "How do I reset it?", "Calm 700"),
        ):
            subject = DocumentSubject(product_id=f"store_demo_{product}")
            asked = DocumentQuestion(question=question, subject=subject)
            answer = await container.answers.answer(asked, user_id=None)
            assert answer.citations, question
            assert all(title in one.title for one in answer.citations)
    finally:
        await container.aclose()
        await asyncio.to_thread(container.close)
