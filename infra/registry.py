"""Where images are kept."""

from aws_cdk import Environment, RemovalPolicy, Stack
from aws_cdk import aws_ecr as ecr
from constructs import Construct

_KEPT_IMAGES = 30


class RegistryStack(Stack):
    """A repository of ECR, scanned on push, whose tags never move.

    It is deployed first and alone: images are pushed before anything that runs them is made.
    """

    def __init__(self, scope: Construct, name: str, *, env: Environment) -> None:
        super().__init__(scope, name, env=env, description="TalknShop: images")
        self.repository = ecr.Repository(
            self,
            "Images",
            repository_name="talknshop",
            image_scan_on_push=True,
            image_tag_mutability=ecr.TagMutability.IMMUTABLE,
            encryption=ecr.RepositoryEncryption.AES_256,
            removal_policy=RemovalPolicy.RETAIN,
        )
        self.repository.add_lifecycle_rule(max_image_count=_KEPT_IMAGES)
