"""What the clients of our services share: JSON out, a typed model or one of our errors back."""

from collections.abc import Mapping
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from talknshop.core.errors import ExternalServiceError
from talknshop.core.http import raise_for_envelope, translated

M = TypeVar("M", bound=BaseModel)


class ServiceClient:
    """Calls one service.

    Every call raises ``DependencyTimeoutError`` or ``ExternalServiceError`` when the service fails
    or answers nonsense, and the error that its envelope names when it refuses.
    """

    def __init__(self, service: str, http: httpx.AsyncClient) -> None:
        """Calls ``service`` through ``http``, whose owner closes it."""
        self._name = service
        self._http = http

    async def post(self, path: str, body: Mapping[str, Any], model: type[M]) -> M:
        """Posts JSON and reads the answer as ``model``."""
        with translated(self._name, path):
            response = await self._http.post(path, json=body)
        return self._parse(response, path, model)

    async def get(self, path: str, model: type[M]) -> M:
        """Reads ``path`` as ``model``."""
        with translated(self._name, path):
            response = await self._http.get(path)
        return self._parse(response, path, model)

    async def healthy(self) -> bool:
        """Whether the service answers its health check."""
        try:
            return (await self._http.get("/health")).is_success
        except httpx.HTTPError:
            return False

    def _parse(self, response: httpx.Response, path: str, model: type[M]) -> M:
        raise_for_envelope(response, self._name, path)
        try:
            return model.model_validate_json(response.content)
        except ValidationError as error:
            raise ExternalServiceError(
                f"The {self._name} service answered something unexpected. Please try again.",
                service=self._name,
                operation=path,
            ) from error
