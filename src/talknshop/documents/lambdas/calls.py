"""What a Lambda function is called with, from wherever: API Gateway (REST, HTTP) or directly.

A caller over HTTP is whom the authorizer of the gateway has proved, whatever the request says. A
direct caller is a function of ours with the right to call, and says for whom it asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import orjson
from aws_lambda_powertools.utilities.data_classes import (
    APIGatewayProxyEvent,
    APIGatewayProxyEventV2,
)
from aws_lambda_powertools.utilities.data_classes.common import BaseProxyEvent

from talknshop.core.errors import ContentTooLargeError, ValidationError

_MOST_BYTES = 6 * 1024 * 1024
"""No more is handed to a function at once."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request to a function.

    Attributes:
        payload: What was sent: parameters of the address, then the body, then those of the path.
        viewer: For whom; None where nobody is proved.
        method: How it came over HTTP; None where it was called directly.
    """

    payload: dict[str, Any]
    viewer: str | None
    method: str | None = None


def read_call(event: object) -> Call:
    """What an event asks.

    Raises:
        ValidationError: It has no request in it.
        ContentTooLargeError: Its body is larger than any request.
    """
    if not isinstance(event, Mapping):
        raise ValidationError("The event is no JSON object.")
    known = dict(cast("Mapping[str, Any]", event))
    if not isinstance(known.get("requestContext"), Mapping):
        viewer = known.get("viewer", known.get("user_id"))
        if viewer is not None and not isinstance(viewer, str):
            raise ValidationError("viewer is no text: say for whom you ask, or leave it out.")
        return Call(known | {"viewer": viewer}, viewer)
    is_second = known.get("version") == "2.0"
    proxied = APIGatewayProxyEventV2(known) if is_second else APIGatewayProxyEvent(known)
    payload = {
        **_strings(known.get("queryStringParameters")),
        **_body(proxied),
        **_strings(known.get("pathParameters")),
    }
    viewer = _proved(known["requestContext"].get("authorizer"))
    return Call(payload | {"viewer": viewer}, viewer, _method(known))


def _method(event: Mapping[str, Any]) -> str:
    http = event["requestContext"].get("http")
    told = http.get("method") if isinstance(http, Mapping) else event.get("httpMethod")  # pyright: ignore[reportUnknownVariableType,reportUnknownMemberType]
    return told.upper() if isinstance(told, str) else "POST"


def _strings(values: object) -> dict[str, str]:
    if not isinstance(values, Mapping):
        return {}
    given = cast("Mapping[object, object]", values)
    return {str(name): value for name, value in given.items() if isinstance(value, str)}


def _body(event: BaseProxyEvent) -> dict[str, Any]:
    try:
        body = event.decoded_body
    except (ValueError, TypeError, AttributeError) as error:
        raise ValidationError("The body is neither text nor base64.") from error
    if body is not None and not isinstance(body, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # whatever was sent
        raise ValidationError("The body is neither text nor base64.")
    if not body:
        return {}
    if len(body) > _MOST_BYTES:
        raise ContentTooLargeError("The request is larger than 6 MB.")
    try:
        read = orjson.loads(body)
    except ValueError as error:
        raise ValidationError("The body is no JSON. Send a JSON object.") from error
    if not isinstance(read, dict):
        raise ValidationError("The body is no JSON object.")
    return cast("dict[str, Any]", read)


def _proved(authorizer: object) -> str | None:
    """The subject that an authorizer has proved: of a token, a user pool or one of our own."""
    if not isinstance(authorizer, Mapping):
        return None
    told = cast("Mapping[str, Any]", authorizer)
    for path in (("jwt", "claims", "sub"), ("claims", "sub"), ("lambda", "sub"), ("principalId",)):
        value: object = told
        for name in path:
            value = (
                cast("Mapping[str, object]", value).get(name)
                if isinstance(value, Mapping)
                else None
            )
        if isinstance(value, str) and value:
            return value
    return None
