"""Posts every change of a listing to an address of the operator's, signed.

The signature is that of the common scheme ``t=<seconds>,v1=<hex>``: an HMAC-SHA256 of the time, a
point and the body. Whoever receives it compares it, and refuses what is older than a few minutes.
"""

import hashlib
import hmac

import httpx
import structlog

from talknshop.core.clock import Clock
from talknshop.core.errors import ExternalServiceError
from talknshop.core.http import translated
from talknshop.schemas.job import JobNews

SIGNATURE_HEADER = "X-TalknShop-Signature"

_KEPT_SECONDS = 86_400.0
"""What an address did not take for a day is not told it any more."""

_log = structlog.stdlib.get_logger(__name__)


class Webhook:
    """Implements ``JobNewsListener``."""

    def __init__(self, http: httpx.AsyncClient, secret: str, clock: Clock) -> None:
        """Posts through ``http``, whose base URL is the address and whose owner closes it."""
        self._http = http
        self._secret = secret.encode()
        self._clock = clock

    async def deliver(self, news: JobNews) -> None:
        """Posts news; whoever receives them may get the same ``news_id`` twice.

        Raises:
            ExternalServiceError: The address did not answer with success.
            DependencyTimeoutError: It did not answer in time.
        """
        now = self._clock.now()
        if (now - news.happened_at).total_seconds() > _KEPT_SECONDS:
            _log.warning("webhook given up", news_id=news.news_id)
            return
        body = news.model_dump_json().encode()
        headers = {
            "Content-Type": "application/json",
            SIGNATURE_HEADER: signature(self._secret, int(now.timestamp()), body),
        }
        with translated("webhook", "deliver"):
            response = await self._http.post("", content=body, headers=headers)
        if not response.is_success:
            raise ExternalServiceError(
                f"The webhook answered with status {response.status_code}.", service="webhook"
            )


def signature(secret: bytes, seconds: int, body: bytes) -> str:
    """The value of the header for a body posted at a time (seconds since the epoch)."""
    signed = hmac.new(secret, f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={signed}"
