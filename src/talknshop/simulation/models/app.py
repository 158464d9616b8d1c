"""Four vendors of chat models as one application.

``/bedrock``, ``/anthropic``, ``/openai/v1`` and ``/ollama`` are what ``LLM_BASE_URL`` names.
``PUT /script`` says what is answered, ``GET /requests`` what was asked, ``DELETE /requests``
forgets that. No key is checked: every answer is made up, and its header says so.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import NamedTuple

import orjson
from pydantic import TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from talknshop.simulation.answers import SIMULATED, answer, json_body
from talknshop.simulation.models.anthropic import AnthropicDialect
from talknshop.simulation.models.asked import Answer, Asked, Dialect, Failure
from talknshop.simulation.models.bedrock import (
    BedrockDialect,
    foundation_model,
    inference_profile,
    model_availability,
)
from talknshop.simulation.models.composing import Composer
from talknshop.simulation.models.ollama import OllamaDialect
from talknshop.simulation.models.openai import OpenAIDialect
from talknshop.simulation.models.script import ModelFault, Reply, Script

_FAILURES: Mapping[ModelFault, Failure] = MappingProxyType(
    {
        ModelFault.INVALID: Failure(400),
        ModelFault.UNAUTHORIZED: Failure(401),
        ModelFault.FORBIDDEN: Failure(403),
        ModelFault.MISSING: Failure(404),
        ModelFault.RETIRED: Failure(404, retired=True),
        ModelFault.THROTTLED: Failure(429),
        ModelFault.FAILING: Failure(500),
        ModelFault.OVERLOADED: Failure(503),
    }
)
_GARBLED = b"<html><body>Bad gateway</body></html>\n\n"
_FOREVER = 3600.0
_REPLIES: TypeAdapter[list[Reply]] = TypeAdapter(list[Reply])


class ModelSimulation(NamedTuple):
    """The application and its script."""

    app: Starlette
    script: Script


def build_model_simulation() -> ModelSimulation:
    """Makes the server; it begins with an empty script and echoes what it is told."""
    script = Script()
    composer = Composer()
    bedrock = _Vendor("bedrock", BedrockDialect(), script, composer)
    anthropic = _Vendor("anthropic", AnthropicDialect(), script, composer)
    openai = _Vendor("openai", OpenAIDialect(), script, composer)
    ollama = _Vendor("ollama", OllamaDialect(), script, composer)
    desk = _Desk(script)
    post = ["POST"]
    routes = [
        Route("/script", desk.show, methods=["GET"]),
        Route("/script", desk.write, methods=["PUT"]),
        Route("/requests", desk.requests, methods=["GET"]),
        Route("/requests", desk.forget, methods=["DELETE"]),
        Route("/bedrock/model/{model:path}/converse", bedrock.whole, methods=post),
        Route("/bedrock/model/{model:path}/converse-stream", bedrock.streamed, methods=post),
        Route("/bedrock/foundation-models/{model:path}", bedrock.foundation_model),
        Route("/bedrock/foundation-model-availability/{model:path}", bedrock.model_availability),
        Route("/bedrock/inference-profiles/{profile:path}", bedrock.inference_profile),
        Route("/anthropic/v1/messages", anthropic.whole, methods=post),
        Route("/anthropic/v1/models/{model:path}", anthropic.model),
        Route("/openai/v1/chat/completions", openai.whole, methods=post),
        Route("/openai/v1/models/{model:path}", openai.model),
        Route("/ollama/api/chat", ollama.whole, methods=post),
        Route("/ollama/api/show", ollama.show, methods=post),
    ]
    return ModelSimulation(Starlette(routes=routes), script)


class _Vendor:
    def __init__(self, name: str, dialect: Dialect, script: Script, composer: Composer) -> None:
        self._name = name
        self._dialect = dialect
        self._script = script
        self._composer = composer

    async def whole(self, request: Request) -> Response:
        return await self._respond(request, streamed=False)

    async def streamed(self, request: Request) -> Response:
        return await self._respond(request, streamed=True)

    async def model(self, request: Request) -> Response:
        """Describes a model; the script is asked whether there is one."""
        return self._described(str(request.path_params["model"]), {"object": "model"})

    async def foundation_model(self, request: Request) -> Response:
        model = str(request.path_params["model"])
        return self._described(model, foundation_model(model, legacy="legacy" in model))

    async def model_availability(self, request: Request) -> Response:
        model = str(request.path_params["model"])
        return self._described(model, model_availability(model))

    async def inference_profile(self, request: Request) -> Response:
        return answer(inference_profile(str(request.path_params["profile"])))

    async def show(self, request: Request) -> Response:
        body = await json_body(request)
        return self._described(
            str(body.get("model")), {"details": {"family": "simulated"}, "model_info": {}}
        )

    def _described(self, model: str, details: Mapping[str, object]) -> Response:
        asked = Asked(model, "", (), False, None, None, None, False, {})  # noqa: FBT003
        failure = _FAILURES.get(self._script.reply_to(f"{self._name}/models", asked).fault)
        if failure is not None:
            return self._failed(failure, model)
        return answer({"id": model, "display_name": model, **details})

    async def _respond(self, request: Request, *, streamed: bool) -> Response:
        model = str(request.path_params.get("model", ""))
        asked = self._dialect.read(await json_body(request), model, streamed=streamed)
        reply = self._script.reply_to(self._name, asked)
        failure = _FAILURES.get(reply.fault)
        if failure is not None:
            return self._failed(failure, asked.model)
        said = self._composer.answer(asked, reply)
        await asyncio.sleep(_before(reply))
        if asked.streamed:
            return StreamingResponse(
                self._stream(asked, reply, said),
                media_type=self._dialect.media_type,
                headers={SIMULATED: "1"},
            )
        return self._at_once(asked, reply, said)

    def _at_once(self, asked: Asked, reply: Reply, said: Answer) -> Response:
        body = orjson.dumps(self._dialect.whole(asked, said))
        if reply.fault in {ModelFault.CUT, ModelFault.BROKEN}:
            body = body[: len(body) // 2]
        if reply.fault is ModelFault.GARBLED:
            body = _GARBLED
        return Response(body, media_type="application/json", headers={SIMULATED: "1"})

    async def _stream(self, asked: Asked, reply: Reply, said: Answer) -> AsyncGenerator[bytes]:
        if reply.fault is ModelFault.GARBLED:
            yield _GARBLED
            return
        yield self._dialect.opening(asked, said)
        middle = len(said.pieces) // 2
        for place, text in enumerate(said.pieces):
            if place == middle and reply.fault is ModelFault.STALLED:
                await asyncio.sleep(_FOREVER)
            if place == middle and reply.fault is ModelFault.BROKEN:
                yield self._dialect.broken()
                return
            if place == middle and reply.fault is ModelFault.CUT:
                raise ConnectionAbortedError("the script cuts this stream")
            if place:
                await asyncio.sleep(_between(reply))
            yield self._dialect.piece(asked, said, text)
        yield self._dialect.closing(asked, said)

    def _failed(self, failure: Failure, model: str) -> Response:
        refusal = self._dialect.failure(failure, model)
        response = answer(refusal.body, refusal.status)
        response.headers.update(refusal.headers)
        return response


class _Desk:
    """The script over HTTP."""

    def __init__(self, script: Script) -> None:
        self._script = script

    async def show(self, _request: Request) -> Response:
        return answer({"replies": [reply.model_dump() for reply in self._script.replies]})

    async def write(self, request: Request) -> Response:
        try:
            replies = _REPLIES.validate_python((await json_body(request)).get("replies", []))
        except ValidationError as error:
            return answer({"error": f"That is no script: {error}"}, 400)
        self._script.set(*replies)
        return await self.show(request)

    async def requests(self, _request: Request) -> Response:
        recorded = [
            {"dialect": one.dialect, **asdict(one.asked)} for one in list(self._script.recorded)
        ]
        return answer({"requests": recorded})

    async def forget(self, _request: Request) -> Response:
        self._script.recorded.clear()
        return answer({"requests": []})


def _before(reply: Reply) -> float:
    if reply.fault is ModelFault.HANGING:
        return _FOREVER
    return reply.seconds if reply.fault is ModelFault.SLOW_START else reply.start_seconds


def _between(reply: Reply) -> float:
    return reply.seconds if reply.fault is ModelFault.SLOW_PIECES else reply.piece_seconds
