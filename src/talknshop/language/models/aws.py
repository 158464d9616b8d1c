"""Clients of Amazon's services that wait for no thread."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from botocore.loaders import Loader, create_loader
from pydantic import SecretStr

_CONNECTIONS = 1000
_CONNECT_SECONDS = 5.0
# Our own limits end a call sooner; this one is for whoever asks without them.
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


@asynccontextmanager
async def aws_client(service: str, access: AwsAccess) -> AsyncGenerator[Any]:
    """A client of a service, open within the block; nothing is asked yet.

    Raises:
        BotoCoreError: No region is known.
    """
    # Descriptions of services are large files; read on the loop, they would stop every stream.
    await asyncio.to_thread(_read_descriptions, service)
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
            read_timeout=_READ_SECONDS,
            # Attempts are repeated by whoever knows whether an answer began.
            retries={"total_max_attempts": 1},
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
