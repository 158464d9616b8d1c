"""What differs from one installation to the next: read from the context of the CDK app."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator


class Stage(BaseModel):
    """An installation; each attribute is a context value of its name (``-c name=value``).

    Attributes:
        stage: staging or production; the value of ENVIRONMENT. One account holds one.
        account: The AWS account; needed to deploy, not to synthesise.
        region: Its region.
        hostname: The name under which people reach the page.
        certificate_arn: Of the certificate for that name; without one only port 80 is opened, which
            is for trying.
        image: Tag or digest of the image in the registry.
        nat_gateways: Gateways for calls to marketplaces; 0 gives tasks public addresses instead.
        connections_per_task: Sockets that one orchestrator takes.
        llm_model: The chat model (LLM_MODEL); empty leaves the rules alone.
        vision_model: The model that looks at pictures (VISION_MODEL); empty has none.
        speech: Who hears recordings: the embedded engine, or amazon (Transcribe).
        jwks_url: Keys of whoever issues sign-in tokens (JWT_JWKS_URL); empty takes JWT_SECRET from
            the secret of sign-in.
        marketplace_settings: Names of settings that stand in the secret of marketplaces.
        alarm_email: Who is written to when an alarm rings; empty leaves the topic to others.
        direct_paths: Whether the load balancer hands paths of services to them itself.
        websocket_api: Whether API Gateway takes sockets too.
        collector_image: What brings figures and traces to CloudWatch and X-Ray.
    """

    model_config = ConfigDict(frozen=True)

    stage: Literal["staging", "production"] = "production"
    account: str = "123456789012"
    region: str = "us-west-2"
    hostname: str = "shop.example.com"
    certificate_arn: str = ""
    image: str = "latest"
    nat_gateways: int = Field(default=2, ge=0, le=2)
    connections_per_task: int = Field(default=1000, ge=1)
    llm_model: str = ""
    vision_model: str = ""
    speech: Literal["embedded", "amazon"] = "embedded"
    jwks_url: str = ""
    marketplace_settings: tuple[str, ...] = ()
    alarm_email: str = ""
    direct_paths: bool = False
    websocket_api: bool = False
    collector_image: str = "public.ecr.aws/aws-observability/aws-otel-collector:v0.43.3"

    @field_validator("marketplace_settings", mode="before")
    @classmethod
    def _split(cls, told: object) -> object:
        if isinstance(told, str):
            return tuple(part.strip() for part in told.split(",") if part.strip())
        return told

    @property
    def is_production(self) -> bool:
        """Whether people's data is in it."""
        return self.stage == "production"


def read_stage(context: Mapping[str, Any]) -> Stage:
    """The installation that a context describes; what it does not say stays at its default.

    Raises:
        ValueError: A value is of no use; the message names it.
    """
    return Stage(**{name: told for name, told in context.items() if told not in {None, ""}})
