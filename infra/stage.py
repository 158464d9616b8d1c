"""What differs from one installation to the next: read from the context of the CDK app."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

_PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Stage:
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
        jwks_url: Keys of whoever issues sign-in tokens (JWT_JWKS_URL); empty takes JWT_SECRET from
            the secret of sign-in.
        marketplace_settings: Names of settings that stand in the secret of marketplaces.
        alarm_email: Who is written to when an alarm rings; empty leaves the topic to others.
        direct_paths: Whether the load balancer hands paths of services to them itself.
        websocket_api: Whether API Gateway takes sockets too.
        collector_image: What brings figures and traces to CloudWatch and X-Ray.
    """

    stage: str = _PRODUCTION
    account: str = "123456789012"
    region: str = "us-west-2"
    hostname: str = "shop.example.com"
    certificate_arn: str = ""
    image: str = "latest"
    nat_gateways: int = 2
    connections_per_task: int = 1000
    llm_model: str = ""
    vision_model: str = ""
    jwks_url: str = ""
    marketplace_settings: tuple[str, ...] = ()
    alarm_email: str = ""
    direct_paths: bool = False
    websocket_api: bool = False
    collector_image: str = "public.ecr.aws/aws-observability/aws-otel-collector:v0.43.3"

    @property
    def is_production(self) -> bool:
        """Whether people's data is in it."""
        return self.stage == _PRODUCTION


def read_stage(context: Mapping[str, Any]) -> Stage:
    """The installation that a context describes; what it does not say stays at its default.

    Raises:
        ValueError: A value is of no use; the message names it.
    """
    given = {
        field.name: _value(field.name, field.default, context[field.name])
        for field in fields(Stage)
        if context.get(field.name) is not None
    }
    stage = Stage(**given)
    if stage.stage not in {"staging", _PRODUCTION}:
        raise ValueError(f"stage is staging or production, not {stage.stage!r}")
    return stage


def _value(name: str, default: object, told: object) -> object:
    if isinstance(default, bool):
        if isinstance(told, bool):
            return told
        if str(told) in {"true", "false"}:
            return told == "true"
        raise ValueError(f"{name} is true or false, not {told!r}")
    if isinstance(default, int):
        if not str(told).isdecimal():
            raise ValueError(f"{name} is a number, not {told!r}")
        return int(str(told))
    if isinstance(default, tuple):
        parts = told if isinstance(told, list | tuple) else str(told).split(",")
        return tuple(str(part).strip() for part in parts if str(part).strip())  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    return str(told)
