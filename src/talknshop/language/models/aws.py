"""Clients of Amazon's services that wait for no thread."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, cast

from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
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


def aws_client(service: str, access: AwsAccess) -> AbstractAsyncContextManager[Any]:
    """A client of a service, open within the block; nothing is asked yet.

    Raises:
        BotoCoreError: On entering the block, when no region is known.
    """
    secret, token = access.secret_access_key, access.session_token
    # The session's type knows all services, and of most of them not the client.
    session = cast("Any", get_session())
    return session.create_client(
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
    )
