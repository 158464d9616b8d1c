"""What each simulated marketplace says when a switch makes it refuse, in its own format."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from talknshop.simulation.faults import Fault, Refusals, Refused

_TOO_MANY = "Too many requests: the limit has been reached. Please try again later."
_BROKEN = "An unexpected error occurred."
_UNKNOWN = "The access token or key is not valid."


def _ebay(status: int, message: str, domain: str, category: str, error_id: int | None) -> Refused:
    error: dict[str, Any] = {
        "domain": domain, "category": category, "message": message, "longMessage": message
    }  # fmt: skip
    # Its number for too many calls would end the whole day.
    numbered = error if error_id is None else error | {"errorId": error_id}
    return Refused(status, {"errors": [numbered]})


def _bestbuy(message: str) -> Refused:
    # Asked too fast and a wrong key are told by the same status.
    return Refused(403, {"errorCode": "403", "errorMessage": message})


def _ucp(status: int, code: str, message: str) -> Refused:
    said = {"type": "error", "code": code, "content": message, "severity": "unrecoverable"}
    stamp = {"version": "2026-04-08", "status": "error"}
    return Refused(status, {"ucp": stamp, "messages": [said]})


REFUSALS: Mapping[str, Refusals] = MappingProxyType(
    {
        "ebay": {
            Fault.THROTTLED: _ebay(429, _TOO_MANY, "ACCESS", "REQUEST", None),
            Fault.FAILING: _ebay(500, _BROKEN, "API_BROWSE", "APPLICATION", 12000),
            Fault.UNAUTHORIZED: _ebay(401, _UNKNOWN, "OAuth", "REQUEST", 1001),
        },
        "amazon": {
            Fault.THROTTLED: Refused(429, {"type": "ThrottleException", "message": _TOO_MANY}),
            Fault.FAILING: Refused(500, {"type": "InternalServerException", "message": _BROKEN}),
            Fault.UNAUTHORIZED: Refused(
                401,
                {"type": "UnauthorizedException", "message": _UNKNOWN, "reason": "InvalidToken"},
            ),
        },
        "walmart": {
            Fault.THROTTLED: Refused(429, {"errors": [{"code": 429, "message": _TOO_MANY}]}),
            Fault.FAILING: Refused(500, {"errors": [{"code": 500, "message": _BROKEN}]}),
            Fault.UNAUTHORIZED: Refused(401, {"errors": [{"code": 401, "message": _UNKNOWN}]}),
        },
        "bestbuy": {
            Fault.THROTTLED: _bestbuy("Over the limit of calls per second."),
            Fault.FAILING: Refused(
                500,
                {
                    "error": {
                        "code": 500, "status": "500 Internal Server Error", "message": _BROKEN
                    }
                },
            ),
            Fault.UNAUTHORIZED: _bestbuy("The provided API Key is not valid."),
        },
        "ucp": {
            Fault.THROTTLED: _ucp(429, "rate_limit_exceeded", _TOO_MANY),
            Fault.FAILING: _ucp(500, "internal_error", _BROKEN),
            Fault.UNAUTHORIZED: _ucp(401, "unauthorized", _UNKNOWN),
        },
    }
)  # fmt: skip
"""By marketplace."""
