"""Events as API Gateway sends them, REST and HTTP, and as a function of ours calls another."""

import base64
from typing import Any

import orjson


def rest(
    method: str,
    path: str,
    body: object = None,
    *,
    query: dict[str, str] | None = None,
    path_parameters: dict[str, str] | None = None,
    user: str | None = None,
) -> dict[str, Any]:
    """An event of a REST API (format 1.0) behind a user pool."""
    return {
        "version": "1.0",
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": method,
        "headers": {"Content-Type": "application/json", "Host": "api.example.com"},
        "multiValueHeaders": {"Content-Type": ["application/json"]},
        "queryStringParameters": query,
        "multiValueQueryStringParameters": {k: [v] for k, v in query.items()} if query else None,
        "pathParameters": path_parameters,
        "stageVariables": None,
        "requestContext": {
            "resourceId": "abc123",
            "authorizer": {"claims": {"sub": user, "iss": "pool"}} if user else None,
            "httpMethod": method,
            "path": f"/prod{path}",
            "stage": "prod",
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "identity": {"sourceIp": "192.0.2.1", "userAgent": "test"},
        },
        "body": None if body is None else _text(body),
        "isBase64Encoded": False,
    }


def http(
    method: str,
    path: str,
    body: object = None,
    *,
    query: dict[str, str] | None = None,
    path_parameters: dict[str, str] | None = None,
    user: str | None = None,
) -> dict[str, Any]:
    """An event of an HTTP API (format 2.0) with a JWT authorizer; its body comes in base64."""
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "&".join(f"{k}={v}" for k, v in (query or {}).items()),
        "headers": {"content-type": "application/json", "host": "api.example.com"},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api-id",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
            },
            "requestId": "id",
            "routeKey": "$default",
            "stage": "$default",
            "timeEpoch": 1583348638390,
        },
        "isBase64Encoded": body is not None,
    }
    if query:
        event["queryStringParameters"] = query
    if path_parameters:
        event["pathParameters"] = path_parameters
    if user:
        event["requestContext"]["authorizer"] = {"jwt": {"claims": {"sub": user}, "scopes": None}}
    if body is not None:
        event["body"] = base64.b64encode(_text(body).encode()).decode()
    return event


def _text(body: object) -> str:
    return body if isinstance(body, str) else orjson.dumps(body).decode()
