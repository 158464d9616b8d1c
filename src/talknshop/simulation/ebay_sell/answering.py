"""How the simulated eBay answers and refuses, in the words of its documents."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from talknshop.simulation.answers import MEDIA_TYPE, SIMULATED, json_body

SELLING = "API_INVENTORY"
ACCOUNT = "API_ACCOUNT"
TAXONOMY = "API_TAXONOMY"

_LANGUAGES = frozenset({"en-US", "en-GB", "de-DE", "es-ES", "fr-FR", "it-IT", "en-AU", "en-CA"})


class RefusedError(Exception):
    """A request that breaks a rule."""

    def __init__(
        self,
        error_id: int,
        message: str,
        *,
        status: int = 400,
        domain: str = SELLING,
        parameters: Mapping[str, str] | None = None,
    ) -> None:
        """Refuses with a number and a sentence of eBay's."""
        super().__init__(message)
        self.status = status
        error: dict[str, Any] = {
            "errorId": error_id,
            "domain": domain,
            "category": "REQUEST",
            "message": message,
            "longMessage": message,
        }
        if parameters:
            error["parameters"] = [
                {"name": name, "value": value} for name, value in parameters.items()
            ]
        self.body = {"errors": [error]}


def told(body: Mapping[str, Any], status: int = 200, **headers: str) -> Response:
    """A JSON answer that says that it is simulated."""
    return Response(
        orjson.dumps(body),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={SIMULATED: "1", **headers},
    )


def nothing() -> Response:
    """An answer without a body."""
    return Response(status_code=204, headers={SIMULATED: "1"})


async def written(request: Request) -> dict[str, Any]:
    """The body of a request.

    Raises:
        RefusedError: It is no JSON object, or says so nowhere.
    """
    body = await json_body(request)
    media_type = request.headers.get("Content-Type", "").partition(";")[0]
    if not body or media_type != MEDIA_TYPE:
        raise RefusedError(25604, "Input error. The body must be a JSON object.")
    return body


def require_language(request: Request) -> None:
    """The header without which nothing that people read is written.

    Raises:
        RefusedError: It is missing or names no language of a site.
    """
    if request.headers.get("Content-Language") not in _LANGUAGES:
        raise RefusedError(25709, "Invalid value for header Content-Language.")
