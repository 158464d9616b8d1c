"""The scripted vendors on a real port, and the calls that tests make of them."""

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from talknshop.core.settings import Settings, load_settings
from talknshop.language.model_client import (
    ModelCall,
    ModelClient,
    ModelMessage,
    ModelRole,
    ModelUsage,
)
from talknshop.language.model_errors import ModelError
from talknshop.simulation.models.app import build_model_simulation
from talknshop.simulation.models.asked import Asked
from talknshop.simulation.models.script import Script

BEDROCK = "bedrock:us.anthropic.claude-haiku-5-5"
NOVA = "bedrock:us.amazon.nova-lite-v1:0"
ANTHROPIC = "anthropic:claude-haiku-5-5"
OPENAI = "openai:gpt-6-mini"
OLLAMA = "ollama:qwen3"
MODELS = (BEDROCK, NOVA, ANTHROPIC, OPENAI, OLLAMA)
PATHS = {
    "bedrock": "/bedrock",
    "anthropic": "/anthropic",
    "openai": "/openai/v1",
    "ollama": "/ollama",
}
FRAME_SCHEMA = {
    "type": "object",
    "properties": {"intent": {"enum": ["buy", "sell"]}, "price": {"type": "integer", "minimum": 3}},
    "required": ["intent", "price"],
    "additionalProperties": False,
}
SYSTEM = "You answer shoppers. " * 20


@dataclass(frozen=True, slots=True)
class Vendors:
    """Where the scripted vendors are, and what they answer."""

    base_url: str
    script: Script

    def url(self, model: str) -> str:
        return self.base_url + PATHS[model.partition(":")[0]]

    def settings(self, model: str, second: str | None = None, **overrides: object) -> Settings:
        given: dict[str, object] = {
            "llm_model": model,
            "llm_base_url": self.url(model),
            "llm_fallback_model": second,
            "llm_fallback_base_url": self.url(second) if second else None,
            "llm_attempts": 1,
            # What is measured elsewhere must not fail on a machine that is busy.
            "llm_first_piece_seconds": 15,
            "aws_region": "us-east-1",
            "aws_access_key_id": "test",
            "aws_secret_access_key": "test",
            **overrides,
        }
        return load_settings(**given)

    @property
    def asked(self) -> Asked:
        """The last request."""
        return self.script.recorded[-1].asked


@contextmanager
def serve_vendors() -> Generator[Vendors]:
    simulation = build_model_simulation()
    server = uvicorn.Server(uvicorn.Config(simulation.app, log_config=None, lifespan="off"))
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            yield Vendors(f"http://127.0.0.1:{listening.getsockname()[1]}", simulation.script)
        finally:
            server.should_exit = server.force_exit = True
            thread.join(timeout=10)


def reply_call(text: str = "which keeps coffee hot", *, max_tokens: int = 200) -> ModelCall:
    said = (
        ModelMessage(ModelRole.USER, "hello"),
        ModelMessage(ModelRole.ASSISTANT, "Hello, what may it be?"),
        ModelMessage(ModelRole.USER, text),
    )
    return ModelCall("reply", "7", SYSTEM, said, max_tokens)


def frame_call(text: str = "a kettle", *, max_tokens: int = 200) -> ModelCall:
    said = (ModelMessage(ModelRole.USER, text),)
    return ModelCall("classify", "3", SYSTEM, said, max_tokens, FRAME_SCHEMA, "frame")


async def read(client: ModelClient, call: ModelCall) -> tuple[str, int, ModelUsage]:
    """The text of a stream, in how many pieces it came, and its usage."""
    parts = [part async for part in client.stream(call)]
    usage = parts.pop()
    assert isinstance(usage, ModelUsage)
    pieces = [part for part in parts if isinstance(part, str)]
    assert len(pieces) == len(parts)
    assert all(pieces)
    return "".join(pieces), len(pieces), usage


async def read_until_failure(client: ModelClient, call: ModelCall) -> tuple[list[str], ModelError]:
    """The pieces that came before a stream failed, and why it did."""
    pieces: list[str] = []
    try:
        async for part in client.stream(call):
            assert isinstance(part, str), "the stream ended well"
            pieces.append(part)
    except ModelError as error:
        return pieces, error
    raise AssertionError("the stream neither failed nor told what it took")
