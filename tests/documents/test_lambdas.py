"""Each function behind its Lambda handler: called by API Gateway, REST and HTTP, and directly."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import orjson
import pytest
from tests.documents.events import http, rest

from talknshop.core.settings import load_settings
from talknshop.documents.container import build_container
from talknshop.documents.lambdas import (
    action_executor,
    claude_decision,
    conversation_manager,
    document_content,
    document_metadata,
    embedding_service,
    response_formatter,
    source_extractor,
    vector_search,
)
from talknshop.documents.lambdas.adapter import LambdaFunction
from talknshop.documents.lambdas.collaborators import Collaborators
from talknshop.documents.ports import Added
from talknshop.schemas.document import DocumentSubject

RETURNS = b"# Returns\n\nYou have thirty days from delivery to send an item back.\n"
MINE = b"# My notes\n\nThe kettle was descaled with vinegar.\n"
MODULES = (
    claude_decision,
    action_executor,
    embedding_service,
    vector_search,
    document_metadata,
    document_content,
    source_extractor,
    response_formatter,
    conversation_manager,
)
QUESTION = "How many days do I have to send an item back?"
Event = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class Context:
    """What Lambda hands over beside the event."""

    aws_request_id: str = "8476a536-e9f4-11e8-9739-2dfe598c3fcd"
    function_name: str = "chatbot"


@dataclass(frozen=True)
class Functions:
    """Every function on one data folder, kept between invocations."""

    functions: dict[ModuleType, LambdaFunction]
    returns: str
    mine: str

    def direct(self, module: ModuleType, payload: object) -> dict[str, Any]:
        return self.functions[module](payload, Context())

    def ask(self, module: ModuleType, event: dict[str, Any], status: int = 200) -> Any:  # noqa: ANN401
        answer = self.functions[module](event, Context())
        assert answer["statusCode"] == status, answer
        assert answer["headers"]["Content-Type"] == "application/json"
        return orjson.loads(answer["body"]) if answer["body"] else None


async def _filled(folder: Path) -> tuple[str, str]:
    container = build_container(load_settings(data_dir=folder, embedding_provider="none"))
    ids: list[str] = []
    for name, data, owner in (("returns.md", RETURNS, None), ("mine.md", MINE, "ann")):
        added = await container.ingestion.add(
            name, data, subject=DocumentSubject(), owner_id=owner, index=False
        )
        assert isinstance(added, Added)
        ids.append(added.document.document_id)
    await container.aclose()
    container.close()
    return ids[0], ids[1]


@pytest.fixture(scope="module")
def functions(tmp_path_factory: pytest.TempPathFactory) -> Generator[Functions]:
    folder = tmp_path_factory.mktemp("data")
    returns, mine = asyncio.run(_filled(folder))
    settings = load_settings(data_dir=folder, embedding_provider="none")
    with ExitStack() as stack:
        made: dict[ModuleType, LambdaFunction] = {}
        for module in MODULES:
            collaborators = Collaborators(settings)
            made[module] = LambdaFunction(module.NAME, module.run, collaborators=collaborators)
            stack.callback(collaborators.close)
            stack.callback(made[module].close)
        yield Functions(made, returns, mine)


def test_nine_functions_have_their_names_and_a_handler() -> None:
    assert sorted(module.NAME for module in MODULES) == [
        "chatbot-action-executor",
        "chatbot-claude-decision",
        "chatbot-conversation-manager",
        "chatbot-document-content",
        "chatbot-document-metadata",
        "chatbot-embedding-service",
        "chatbot-response-formatter",
        "chatbot-source-extractor",
        "chatbot-vector-search",
    ]
    assert all(callable(module.handler) for module in MODULES)


def test_an_answer_goes_through_six_functions_called_directly(functions: Functions) -> None:
    plan = functions.direct(claude_decision, {"question": QUESTION})
    assert plan["decided_by"] == "rules"
    done = functions.direct(action_executor, {"plan": plan})
    [result] = done["results"]
    assert result["error"] is None
    sources = functions.direct(
        source_extractor, {"question": QUESTION, "results": done["results"], "viewer": None}
    )
    [citation] = sources["citations"]
    place = {"char_start": citation["char_start"], "char_end": citation["char_end"]}
    read = functions.direct(
        document_content, {"document_id": citation["document_id"], "version": 1, **place}
    )
    assert read["content"]["text"] == citation["quote"]
    answer = functions.direct(
        response_formatter, {"question": QUESTION, "citations": [citation], "results": []}
    )
    assert "thirty days" in answer["text"]
    begun = functions.direct(conversation_manager, {"operation": "create", "user_id": "ann"})
    kept = functions.direct(
        conversation_manager,
        {
            "operation": "append",
            "user_id": "ann",
            "conversation_id": begun["conversation_id"],
            "role": "assistant",
            "text": answer["text"],
            "citations": [citation],
        },
    )
    assert kept["number"] == 1


@pytest.mark.parametrize("event", [rest, http])
class TestGateway:
    def test_decision(self, functions: Functions, event: Event) -> None:
        plan = functions.ask(claude_decision, event("POST", "/decision", {"question": QUESTION}))
        assert plan["actions"][0]["query"] == QUESTION

    def test_executor(self, functions: Functions, event: Event) -> None:
        actions = [
            {"action_id": "a", "type": "search_passages", "query": "vinegar"},
            {"action_id": "b", "type": "read_document", "document_id": "doc_none"},
        ]
        body = {"plan": {"actions": actions}}
        for user, count in (("ann", 1), (None, 0)):
            asked = event("POST", "/actions", body, user=user)
            found, missing = functions.ask(action_executor, asked)["results"]
            assert len(found["passages"]) == count
            assert missing["error"]["error"] == "not_found_error"

    def test_embedding(self, functions: Functions, event: Event) -> None:
        asked = event("POST", "/embedding", {"text": QUESTION})
        assert functions.ask(embedding_service, asked) == {"vector": None}

    def test_search(self, functions: Functions, event: Event) -> None:
        body = {"query": "descaled with vinegar", "viewer": "ann"}
        # What a request says of who asks is worth nothing: the authorizer says it.
        found = functions.ask(vector_search, event("POST", "/search", body))
        assert (found["passages"], found["uses_vectors"]) == ([], False)
        found = functions.ask(vector_search, event("POST", "/search", body, user="ann"))
        assert found["passages"][0]["document_id"] == functions.mine

    def test_metadata(self, functions: Functions, event: Event) -> None:
        asked = event("GET", "/documents", query={"limit": "1", "language": "en"}, user="ann")
        page = functions.ask(document_metadata, asked)
        assert [one["document_id"] for one in page["documents"]] == [functions.mine]
        asked = event("GET", "/documents", query={"cursor": page["next_cursor"]}, user="ann")
        rest_of = functions.ask(document_metadata, asked)["documents"]
        assert [one["document_id"] for one in rest_of] == [functions.returns]

    def test_content(self, functions: Functions, event: Event) -> None:
        named = {"document_id": functions.mine}
        asked = event("GET", "/documents/x", path_parameters=named, user="ann")
        assert functions.ask(document_content, asked)["outline"][0]["title"] == "My notes"
        asked = event("GET", "/documents/x", path_parameters=named, user="bob")
        refused = functions.ask(document_content, asked, status=404)
        assert (refused["error"], refused["service"]) == ("not_found_error", document_content.NAME)

    def test_sources(self, functions: Functions, event: Event) -> None:
        found = functions.direct(vector_search, {"query": QUESTION})["passages"]
        forged = [{**found[0], "text": found[0]["text"].replace("thirty", "ninety")}]
        for passages, dropped in ((found, 0), (forged, 1)):
            results = [{"action_id": "a", "type": "search_passages", "passages": passages}]
            asked = event("POST", "/sources", {"question": QUESTION, "results": results})
            assert functions.ask(source_extractor, asked)["dropped"] == dropped

    def test_formatter(self, functions: Functions, event: Event) -> None:
        asked = event("POST", "/format", {"question": QUESTION, "citations": []})
        answer = functions.ask(response_formatter, asked)
        assert (answer["citations"], answer["extractive"]) == ([], True)

    def test_conversations(self, functions: Functions, event: Event) -> None:
        user = f"cara-{event.__name__}"
        path = "/conversations"
        begun = functions.ask(conversation_manager, event("POST", path, {"title": "x"}, user=user))
        named = {"conversation_id": begun["conversation_id"]}
        said = event("POST", path, {"text": QUESTION}, path_parameters=named, user=user)
        assert functions.ask(conversation_manager, said)["number"] == 1
        read = event("GET", path, path_parameters=named, user=user)
        assert functions.ask(conversation_manager, read)["messages"][0]["text"] == QUESTION
        listed = functions.ask(conversation_manager, event("GET", path, user=user))
        assert [one["title"] for one in listed["conversations"]] == ["x"]
        other = event("GET", path, path_parameters=named, user="bob")
        functions.ask(conversation_manager, other, status=404)
        gone = event("DELETE", path, path_parameters=named, user=user)
        assert functions.ask(conversation_manager, gone, status=204) is None
        functions.ask(conversation_manager, read, status=404)
        functions.ask(conversation_manager, event("GET", path), status=401)

    @pytest.mark.parametrize("body", ["{", "[]", '"x"', "", {"question": ""}, {"limit": []}])
    @pytest.mark.parametrize(
        "module", [claude_decision, action_executor, source_extractor, embedding_service]
    )
    def test_bad_bodies(
        self, functions: Functions, event: Event, module: ModuleType, body: object
    ) -> None:
        refused = functions.ask(module, event("POST", "/x", body), status=400)
        assert refused["error"] == "validation_error"
        assert refused["severity"] == "low"
        assert refused["additional_data"] is not None


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize(
    "event",
    [
        None,
        [],
        {"requestContext": {}, "body": 7},
        {"requestContext": {}, "body": "/w==", "isBase64Encoded": True},
        {"requestContext": {"authorizer": []}, "queryStringParameters": "x", "body": "{"},
        {"viewer": 7},
    ],
)
def test_what_is_no_event_is_refused(
    functions: Functions, module: ModuleType, event: object
) -> None:
    answer = functions.functions[module](event, None)
    status = int(answer.get("statusCode") or answer["status_code"])
    assert 400 <= status < 500, answer


HEAVY = ("langgraph", "langchain_core", "onnxruntime", "fastapi", "starlette", "httpx", "pypdf",
         "markdown_it", "tantivy", "babel", "boto3", "numpy", "prometheus_client")  # fmt: skip


@pytest.mark.parametrize("module", MODULES)
def test_a_cold_start_loads_nothing_heavy(module: ModuleType) -> None:
    program = f"import sys, {module.__name__}\nprint(*{HEAVY} & sys.modules.keys())"
    program = program.replace(str(HEAVY), f"set({HEAVY})")
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
