"""Clients by API Gateway's management API (``POST`` and ``DELETE /@connections/{id}``)."""

from botocore.exceptions import BotoCoreError, ClientError

from talknshop.core.aws import AwsClient
from talknshop.core.aws_errors import code_of, translated
from talknshop.core.errors import ExternalServiceError, TalknShopError
from talknshop.orchestrator.gateway.clients import ClientGoneError

_GONE = frozenset({"GoneException", "410"})


class ManagementApiClients:
    """Implements ``Clients``."""

    def __init__(self, client: AwsClient) -> None:
        """Asks through ``client``, whose owner closes it."""
        self._client = client

    async def post(self, connection_id: str, text: str) -> None:
        """See ``Clients``."""
        try:
            client = await self._client.opened()
            await client.post_to_connection(ConnectionId=connection_id, Data=text.encode())
        except (BotoCoreError, ClientError) as error:
            raise _translated(error) from error

    async def close(self, connection_id: str) -> None:
        """See ``Clients``."""
        try:
            client = await self._client.opened()
            await client.delete_connection(ConnectionId=connection_id)
        except (BotoCoreError, ClientError) as error:
            failure = _translated(error)
            if not isinstance(failure, ClientGoneError):
                raise failure from error


def _translated(error: BotoCoreError | ClientError) -> TalknShopError:
    if isinstance(error, ClientError) and code_of(error) in _GONE:
        return ClientGoneError("The connection is not open at the gateway.")
    return translated(
        error, ExternalServiceError, service="API Gateway", what="sending to a connection"
    )
