"""From a typed function to ``handler(event, context)``: reads events, answers as it was asked."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import orjson
import pydantic
from aws_lambda_powertools import Logger
from pydantic import BaseModel

from talknshop.core.errors import (
    TalknShopError,
    ValidationError,
    as_talknshop_error,
    error_envelope,
)
from talknshop.core.logging import configure_logging
from talknshop.core.settings import load_settings
from talknshop.documents.lambdas.calls import Call, read_call
from talknshop.documents.lambdas.collaborators import Collaborators

Run = Callable[[Call, Collaborators], Awaitable[BaseModel | None]]
"""Reads a call, does it with what it needs of the collaborators; None where nothing is told."""
Model = TypeVar("Model", bound=BaseModel)

_NO_CONTENT = 204


def request_of(model: type[Model], payload: Mapping[str, Any]) -> Model:
    """A request out of what was sent.

    Raises:
        ValidationError: It does not fit; the details name each field.
    """
    try:
        return model.model_validate(payload)
    except pydantic.ValidationError as error:
        problems = [
            {"field": ".".join(str(part) for part in item["loc"]), "problem": item["msg"]}
            for item in error.errors()
        ]
        raise ValidationError(
            f"The request could not be understood: {problems[0]['field']}: "
            f"{problems[0]['problem']}.",
            details={"problems": problems},
        ) from error


class LambdaFunction:
    """A handler: one function in one process, one invocation after another in the same loop.

    It answers API Gateway with status, headers and body. Directly called it gives the result; a
    failure is then the envelope of ``core.errors`` with ``status_code``.
    """

    def __init__(self, name: str, run: Run, *, collaborators: Collaborators | None = None) -> None:
        """Makes a handler.

        Args:
            name: Of the function.
            run: The function.
            collaborators: What it works on; when absent, what the settings of the environment say,
                opened with the first invocation.
        """
        self._name = name
        self._run = run
        self._collaborators = collaborators
        self._own: Collaborators | None = None
        self._runner = asyncio.Runner()
        self._logger = Logger(service=name)

    def __call__(self, event: object, context: object) -> dict[str, Any]:
        """Answers an event; nothing is raised."""
        self._logger.set_correlation_id(getattr(context, "aws_request_id", None) or "-")
        call: Call | None = None
        try:
            call = read_call(event)
            result = self._runner.run(self._done(call))
        except Exception as raised:  # noqa: BLE001  # whoever called gets an envelope for anything
            return self._failed(as_talknshop_error(raised), _is_http(event))
        if call.method is None:
            return {} if result is None else result.model_dump(mode="json")
        if result is None:
            return _response(_NO_CONTENT, None)
        return _response(200, result.model_dump(mode="json"))

    def close(self) -> None:
        """Ends the loop; collaborators that were given belong to whoever gave them."""
        if self._own is not None:
            self._runner.run(self._own.aclose())
            self._own.close()
        self._runner.close()

    async def _done(self, call: Call) -> BaseModel | None:
        if self._collaborators is None:
            settings = load_settings()
            configure_logging(settings.log_level)
            self._logger.setLevel(settings.log_level.value)
            self._collaborators = self._own = Collaborators(settings)
        return await self._run(call, self._collaborators)

    def _failed(self, error: TalknShopError, is_http: bool) -> dict[str, Any]:  # noqa: FBT001
        self._logger.warning(error.message, error_type=error.error_type.value, exc_info=error)
        envelope = error_envelope(error, service=self._name, operation="invoke")
        if not is_http:
            return {"status_code": error.status_code, **envelope}
        return _response(error.status_code, envelope, retry_after=error.retry_after_seconds)


def _is_http(event: object) -> bool:
    return isinstance(event, Mapping) and "requestContext" in event


def _response(
    status: int, body: dict[str, Any] | None, *, retry_after: float | None = None
) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    if retry_after is not None:
        headers["Retry-After"] = str(max(1, round(retry_after)))
    return {
        "statusCode": status,
        "headers": headers,
        "body": "" if body is None else orjson.dumps(body).decode(),
        "isBase64Encoded": False,
    }
