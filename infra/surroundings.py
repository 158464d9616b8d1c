"""What services and functions stand in."""

from dataclasses import dataclass

from infra.cache import CacheStack
from infra.credentials import SecretsStack
from infra.environment import TaskSettings
from infra.network import NetworkStack
from infra.queues import QueuesStack
from infra.registry import RegistryStack
from infra.rights import Rights
from infra.stage import Stage
from infra.websocket_api import WebsocketApiStack


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The stacks below the services, and what is told and allowed because of them."""

    stage: Stage
    network: NetworkStack
    registry: RegistryStack
    queues: QueuesStack
    cache: CacheStack
    secrets: SecretsStack
    settings: TaskSettings
    rights: Rights
    sockets: WebsocketApiStack | None = None
    """API Gateway before sockets, where it is asked for."""
