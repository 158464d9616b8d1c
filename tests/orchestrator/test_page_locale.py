"""What the page speaks, for words that tell no language."""

import httpx
import pytest
from tests.orchestrator.conftest import Conversation
from tests.orchestrator.serving import serve

from talknshop.core.errors import ValidationError
from talknshop.core.settings import Settings
from talknshop.orchestrator.frame_parser import parse_frame
from talknshop.schemas.frames import ClientFrame
from talknshop.testing.catalog import InMemoryCatalog, make_product


async def say(conversation: Conversation, locale: str | None, message: str = "hello") -> str:
    """Says something on a page of this language; the language of the reply."""
    frame = {"type": "message", "message": message, "locale": locale}
    await conversation.send(ClientFrame.model_validate(frame))
    return conversation.language.plans[-1].dialogue.locale


async def test_the_page_decides_where_nothing_was_said_yet(conversation: Conversation) -> None:
    assert await say(conversation, "de-AT") == "de"


async def test_a_page_that_says_nothing_of_it_is_english(conversation: Conversation) -> None:
    assert await say(conversation, None) == "en"


async def test_a_page_that_changes_its_language_changes_that_of_the_replies(
    conversation: Conversation,
) -> None:
    spoken = [await say(conversation, locale) for locale in ("de", None, "de", "es-MX", "es-MX")]
    assert spoken == ["de", "de", "de", "es", "es"]


async def test_a_change_by_hand_speaks_the_language_of_the_page(
    conversation: Conversation,
) -> None:
    await say(conversation, "en")
    await conversation.say("I need a laptop")
    limit = {"op": "set", "slot": "price_max", "value": 900}
    await conversation.send(
        ClientFrame.model_validate({"type": "edit", "operations": [limit], "locale": "de"})
    )
    assert conversation.language.plans[-1].dialogue.locale == "de"


async def test_a_turn_over_http_names_its_language_too(settings: Settings) -> None:
    catalog = InMemoryCatalog([make_product(1)])
    async with serve(settings, catalog) as (client, conversation):
        said = {"message": "hello", "user_id": "u1", "locale": "de"}
        assert (await client.post("/api/v1/chat", json=said)).status_code == httpx.codes.OK
        assert conversation.language.plans[-1].dialogue.locale == "de"


def test_what_is_no_language_is_refused() -> None:
    with pytest.raises(ValidationError, match="locale"):
        parse_frame('{"type": "message", "message": "hello", "locale": "<b>"}')
