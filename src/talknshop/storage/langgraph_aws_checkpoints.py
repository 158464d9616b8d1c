"""LangGraph's own checkpointer on DynamoDB, for those who want it instead of ours.

It asks from threads, a call for each part of each checkpoint (``docs/decisions/0011`` has figures),
and its table has other names of keys than ours: ``PK`` and ``SK``, both strings.
"""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

import asyncio
import logging
from datetime import timedelta

import boto3
from langgraph_checkpoint_aws import DynamoDBSaver

from talknshop.core.aws import AwsAccess
from talknshop.storage.checkpoint_saver import ConversationCheckpointSaver


class LanggraphAwsCheckpointSaver(DynamoDBSaver, ConversationCheckpointSaver):
    """``DynamoDBSaver``; checkpoints of earlier runs stay until they expire."""

    def __init__(
        self,
        access: AwsAccess,
        table: str,
        *,
        bucket: str,
        bucket_url: str | None,
        ttl: timedelta,
    ) -> None:
        """Asks for ``table`` as ``access`` says; ``bucket`` takes states above its item limit."""
        # It tells of every conversation that it removes, by its id.
        logging.getLogger("langgraph_checkpoint_aws").setLevel(logging.WARNING)
        secret, token = access.secret_access_key, access.session_token
        super().__init__(
            table,
            boto3.Session(
                aws_access_key_id=access.access_key_id,
                aws_secret_access_key=secret.get_secret_value() if secret else None,
                aws_session_token=token.get_secret_value() if token else None,
                region_name=access.region,
            ),
            endpoint_url=access.base_url,
            ttl_seconds=int(ttl.total_seconds()),
            s3_offload_config={"bucket_name": bucket, "endpoint_url": bucket_url},
        )

    async def sweep(self, thread_id: str, *, keep_run_id: str) -> None:
        """Leaves all to their expiry: it can only remove whole threads."""
        del thread_id, keep_run_id

    async def aclose(self) -> None:
        """Closes the connections to the table."""
        await asyncio.to_thread(self.client.close)
