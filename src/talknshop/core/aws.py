"""Clients of Amazon's services that wait for no thread."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, cast

from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from botocore.loaders import Loader, create_loader
from pydantic import SecretStr

from talknshop.core.settings import Settings

_CONNECTIONS = 1000
_CONNECT_SECONDS = 5.0
# Our own limits end a call sooner, and one whose answer began is never repeated by botocore.
_READ_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class AwsAccess:
    """Where Amazon is asked, and as whom.

    Attributes:
        region: None takes the one of the AWS configuration.
        base_url: Another server than Amazon's, such as a private endpoint.
        access_key_id: None takes what the AWS configuration finds: environment, profile, role.
        secret_access_key: Goes with ``access_key_id``.
        session_token: Goes with keys that are temporary.
    """

    region: str | None = None
    base_url: str | None = None
    access_key_id: str | None = None
    secret_access_key: SecretStr | None = None
    session_token: SecretStr | None = None

    @classmethod
    def of(cls, settings: Settings) -> "AwsAccess":
        """As settings say, at Amazon's own addresses."""
        return cls(
            region=settings.aws_region,
            access_key_id=settings.aws_access_key_id,
            secret_access_key=settings.aws_secret_access_key,
            session_token=settings.aws_session_token,
        )

    def at(self, base_url: str | None) -> "AwsAccess":
        """The same, asked at another address where one is given."""
        return replace(self, base_url=base_url) if base_url else self


@dataclass(frozen=True, slots=True)
class CallLimits:
    """What a call may take.

    Attributes:
        attempts: Tries at most, the first included; only what may be repeated is.
        read_seconds: Silence after which a try has failed.
        validated: Whether what is asked is held against the service's description before it is
            sent. The service does so too; where items go out by the thousand it is a tenth of
            their cost.
    """

    attempts: int = 1
    read_seconds: float = _READ_SECONDS
    validated: bool = True


class AwsClient:
    """A client of one service that connects when it is first needed."""

    def __init__(self, service: str, access: AwsAccess, limits: CallLimits | None = None) -> None:
        """Will ask ``service`` as ``access`` says."""
        self._service = service
        self._access = access
        self._limits = limits or CallLimits()
        self._stack = AsyncExitStack()
        self._opening = asyncio.Lock()
        self._client: Any = None

    async def opened(self) -> Any:  # noqa: ANN401  # the type of a client depends on its service
        """The client of aiobotocore, the same each time.

        Raises:
            BotoCoreError: No region is known.
        """
        if self._client is None:
            async with self._opening:
                if self._client is None:
                    self._client = await self._stack.enter_async_context(
                        aws_client(self._service, self._access, self._limits)
                    )
        return self._client

    async def aclose(self) -> None:
        """Closes the connections; a later call opens new ones."""
        self._client = None
        await self._stack.aclose()


@asynccontextmanager
async def aws_client(
    service: str, access: AwsAccess, limits: CallLimits | None = None
) -> AsyncGenerator[Any]:
    """A client of a service, open within the block; nothing is asked yet.

    Raises:
        BotoCoreError: No region is known.
    """
    # Descriptions of services are large files; read on the loop, they would stop every stream.
    await asyncio.to_thread(_read_descriptions, service)
    limits = limits or CallLimits()
    secret, token = access.secret_access_key, access.session_token
    # The session's type knows all services, and of most of them not the client.
    session = cast("Any", get_session())
    session.register_component("data_loader", _loader())
    async with session.create_client(
        service,
        region_name=access.region,
        endpoint_url=access.base_url,
        aws_access_key_id=access.access_key_id,
        aws_secret_access_key=secret.get_secret_value() if secret else None,
        aws_session_token=token.get_secret_value() if token else None,
        config=AioConfig(
            max_pool_connections=_CONNECTIONS,
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=limits.read_seconds,
            parameter_validation=limits.validated,
            retries={"mode": "standard", "total_max_attempts": limits.attempts},
            # Fields of an older signature could not be checked by S3 of newer regions.
            signature_version="s3v4" if service == "s3" else None,
        ),
    ) as client:
        yield client


@cache
def _loader() -> Loader:
    """Keeps what it has read, for every client of the process."""
    return create_loader()


def _read_descriptions(service: str) -> None:
    loader = _loader()
    for kind in ("service-2", "endpoint-rule-set-1"):
        loader.load_service_model(service, kind)
    for name in ("partitions", "endpoints", "sdk-default-configuration"):
        loader.load_data(name)
