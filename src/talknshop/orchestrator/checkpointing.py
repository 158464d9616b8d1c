"""Chooses what keeps the checkpoints of conversations, as settings say."""

from collections.abc import Callable
from datetime import timedelta

from talknshop.core.aws_settings import CheckpointEngine
from talknshop.core.clock import Clock
from talknshop.core.errors import NotInstalledError
from talknshop.core.settings import Settings
from talknshop.core.sqlite import Database
from talknshop.storage.checkpoint_saver import ConversationCheckpointSaver
from talknshop.storage.checkpoints import SqliteCheckpointSaver

_EXTRAS = {CheckpointEngine.DYNAMODB: "aws", CheckpointEngine.LANGGRAPH_AWS: "aws,langgraph-aws"}


def checkpoint_saver(
    settings: Settings, sessions: Callable[[], Database], clock: Clock
) -> ConversationCheckpointSaver:
    """The checkpointer that settings name; ``sessions`` opens its file where it is SQLite.

    Raises:
        NotInstalledError: What the engine needs is not installed.
    """
    engine = settings.keeps_checkpoints_in
    if engine is CheckpointEngine.SQLITE:
        return SqliteCheckpointSaver(sessions())
    ttl = timedelta(hours=settings.session_ttl_hours)
    try:
        if engine is CheckpointEngine.DYNAMODB:
            return _dynamodb(settings, clock, ttl)
        return _langgraph_aws(settings, ttl)
    except ImportError as error:
        raise NotInstalledError(
            f"Packages of CHECKPOINT_ENGINE={engine} are not installed here ({error.name}). "
            f"Install talknshop[{_EXTRAS[engine]}]."
        ) from error


def _dynamodb(settings: Settings, clock: Clock, ttl: timedelta) -> ConversationCheckpointSaver:
    # A start without AWS loads nothing of botocore.
    from talknshop.core.aws import AwsAccess, AwsClient  # noqa: PLC0415
    from talknshop.storage.dynamodb.checkpoint_bucket import CheckpointBucket  # noqa: PLC0415
    from talknshop.storage.dynamodb.checkpoints import (  # noqa: PLC0415
        CHECKPOINT_CALLS,
        DynamoCheckpointSaver,
    )

    access = AwsAccess.of(settings)
    objects = AwsClient("s3", access.at(settings.s3_endpoint_url))
    return DynamoCheckpointSaver(
        AwsClient("dynamodb", access.at(settings.dynamodb_endpoint_url), CHECKPOINT_CALLS),
        settings.dynamodb_checkpoint_table,
        CheckpointBucket(objects, settings.checkpoint_bucket),
        clock,
        ttl=ttl,
    )


def _langgraph_aws(settings: Settings, ttl: timedelta) -> ConversationCheckpointSaver:
    from talknshop.core.aws import AwsAccess  # noqa: PLC0415
    from talknshop.storage.langgraph_aws_checkpoints import (  # noqa: PLC0415
        LanggraphAwsCheckpointSaver,
    )

    return LanggraphAwsCheckpointSaver(
        AwsAccess.of(settings).at(settings.dynamodb_endpoint_url),
        settings.dynamodb_langgraph_table,
        bucket=settings.checkpoint_bucket,
        bucket_url=settings.s3_endpoint_url,
        ttl=ttl,
    )
