"""The queues of listings: one a marketplace, each with its dead letters."""

import math

from aws_cdk import Duration, Environment, RemovalPolicy, Stack
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from talknshop.core.settings import Settings
from talknshop.crosspost.queues import queue_name
from talknshop.messaging.queue_descriptions import dead_name
from talknshop.schemas.enums import PostingMarketplace

_LONG_POLL = Duration.seconds(20)
_KEEP = Duration.days(14)


class QueuesStack(Stack):
    """Queues of SQS, with visibility and attempts as the product's settings have them."""

    def __init__(self, scope: Construct, name: str, *, env: Environment) -> None:
        super().__init__(scope, name, env=env, description="TalknShop: queues of listings")
        told = Settings.model_construct()
        self.visibility_seconds = math.ceil(told.crosspost_visibility_seconds)
        self.most_attempts = told.crosspost_max_attempts
        self.dead_letters: dict[PostingMarketplace, sqs.Queue] = {}
        self.queues: dict[PostingMarketplace, sqs.Queue] = {}
        for marketplace in PostingMarketplace:
            dead = self._queue(dead_name(queue_name(marketplace)))
            self.dead_letters[marketplace] = dead
            self.queues[marketplace] = self._queue(queue_name(marketplace), dead=dead)

    def _queue(self, name: str, *, dead: sqs.Queue | None = None) -> sqs.Queue:
        return sqs.Queue(
            self,
            name,
            queue_name=name,
            visibility_timeout=Duration.seconds(self.visibility_seconds),
            receive_message_wait_time=_LONG_POLL,
            retention_period=_KEEP,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            removal_policy=RemovalPolicy.RETAIN,
            dead_letter_queue=None
            if dead is None
            else sqs.DeadLetterQueue(queue=dead, max_receive_count=self.most_attempts),
        )
