"""What Amazon tells, in LangChain's exceptions; and messages in the form of Converse."""

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoRegionError
from langchain_core import exceptions as langchain
from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage

from talknshop.language.models.bedrock import BedrockChatModel, classified
from talknshop.language.models.converse import chunk_of_event, message_of_answer, request_of


def told(code: str, message: str = "", status: int = 400) -> ClientError:
    response = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return ClientError(response, "Converse")  # pyright: ignore[reportArgumentType]  # in part


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (told("ThrottlingException"), langchain.ModelRateLimitError),
        # In a stream the names begin in lower case.
        (told("throttlingException"), langchain.ModelRateLimitError),
        (told("modelStreamErrorException"), langchain.ModelAPIError),
        (told("ModelNotReadyException", status=429), langchain.ModelRateLimitError),
        (told("AccessDeniedException", status=403), langchain.ModelPermissionDeniedError),
        (told("ExpiredTokenException", status=403), langchain.ModelAuthenticationError),
        (told("ValidationException"), langchain.ModelInvalidRequestError),
        (
            told("ValidationException", "The provided model identifier is invalid."),
            langchain.ModelNotFoundError,
        ),
        (
            told(
                "ValidationException",
                "Invocation of model ID x with on-demand throughput isn\u2019t supported.",
            ),
            langchain.ModelNotFoundError,
        ),
        (
            told(
                "ResourceNotFoundException",
                "Access denied. This Model is marked by provider as Legacy.",
                404,
            ),
            langchain.ModelNotFoundError,
        ),
        # A gateway before Amazon tells a status and nothing else.
        (told("403", status=403), langchain.ModelPermissionDeniedError),
        (told("502", status=502), langchain.ModelAPIError),
        (told("Unheard"), langchain.ModelInvalidRequestError),
        (NoRegionError(), langchain.ModelAuthenticationError),
        (EndpointConnectionError(endpoint_url="http://x"), langchain.ModelConnectionError),
    ],
)
def test_what_amazon_tells(error: ClientError, expected: type[langchain.ModelError]) -> None:
    assert type(classified(error)) is expected


def test_what_a_model_thinks_is_a_sign_of_life_and_never_given_on() -> None:
    event = {"contentBlockDelta": {"delta": {"reasoningContent": {"text": "hm, the prompt says"}}}}
    assert chunk_of_event(event) == AIMessageChunk(content="")
    answer = {
        "output": {
            "message": {"content": [{"reasoningContent": {"text": "hm"}}, {"text": "Take it."}]}
        },
        "stopReason": "end_turn",
    }
    assert message_of_answer(answer).text == "Take it."


def test_a_request_holds_what_was_said_and_no_more() -> None:
    request = request_of(
        [SystemMessage("be brief"), HumanMessage(["hello ", {"type": "text", "text": "there"}])],
        model="m", temperature=None, stop=["END"], options={"max_tokens": 9},
    )  # fmt: skip
    assert request == {
        "modelId": "m",
        "system": [{"text": "be brief"}],
        "messages": [{"role": "user", "content": [{"text": "hello "}, {"text": "there"}]}],
        "inferenceConfig": {"maxTokens": 9, "stopSequences": ["END"]},
    }


def test_it_cannot_be_asked_in_a_way_that_blocks() -> None:
    with pytest.raises(NotImplementedError):
        BedrockChatModel(model="m").invoke("hello")
