"""The settings that tasks and functions get, by the names of ``core.settings``."""

from dataclasses import dataclass

from infra import tables
from infra.buckets import bucket_name
from infra.network import NetworkStack
from infra.stage import Stage

PORTS = {"orchestrator": 8000, "media": 8001, "catalog": 8002, "crosspost": 8003, "documents": 8004}
"""The port of each service; its name is also that under which the others reach it."""

DATA_FOLDER = "/data"
"""The only folder that a task can write to, and /tmp."""


@dataclass(frozen=True, slots=True)
class TaskSettings:
    """Makes the settings, out of what the stacks made."""

    stage: Stage
    network: NetworkStack

    def shared(self) -> dict[str, str]:
        """What functions and services are told alike."""
        return {
            "TALKNSHOP_BACKEND": "aws",
            "ENVIRONMENT": self.stage.stage,
            "AWS_REGION": self.stage.region,
            "DYNAMODB_TABLE_NAME": tables.REQUESTS.name,
            "DYNAMODB_CHECKPOINT_TABLE": tables.CHECKPOINTS.name,
            "DYNAMODB_JOBS_TABLE": tables.JOBS.name,
            "DYNAMODB_CATALOG_TABLE": tables.CATALOG.name,
            "DYNAMODB_MEDIA_TABLE": tables.MEDIA.name,
            "DYNAMODB_DOCUMENTS_TABLE": tables.DOCUMENTS.name,
            "DYNAMODB_ACCOUNTS_TABLE": tables.ACCOUNTS.name,
            "DYNAMODB_LEDGERS_TABLE": tables.LEDGERS.name,
            "MEDIA_BUCKET": bucket_name(self.stage, "media"),
            "CHECKPOINT_BUCKET": bucket_name(self.stage, "checkpoints"),
            "DOCUMENTS_BUCKET": bucket_name(self.stage, "documents"),
        }

    def of_service(self, name: str) -> dict[str, str]:
        """What a service is told besides: who it is, and where the others are.

        Args:
            name: Of the service, or worker.
        """
        own = {
            "HOST": "0.0.0.0",  # noqa: S104  # a task has its address to itself
            "AUTH_REQUIRED": "true",
            "DATA_DIR": DATA_FOLDER,
            "APP_NAME": f"TalknShop {name}",
            "PUBLIC_URL": f"https://{self.stage.hostname}",
            "ALLOWED_HOSTS": f"{self.stage.hostname},{name}",
            "FORWARDED_ALLOW_IPS": self.network.vpc.vpc_cidr_block,
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318",
            "WS_MAX_CONCURRENT_CONNECTIONS": str(self.stage.connections_per_task),
            # Listings are worked on where workers scale by their queues, not in the service.
            "CROSSPOST_WORKERS": "false",
            "TMPDIR": "/tmp",  # noqa: S108  # the writable volume of the task
        }
        for other, port in PORTS.items():
            if other != name:
                own[f"{other.upper()}_SERVICE_URL"] = f"http://{other}:{port}"
        models = {"LLM_MODEL": self.stage.llm_model, "VISION_MODEL": self.stage.vision_model}
        told = {setting: model for setting, model in models.items() if model}
        if name == "media" and self.stage.speech == "amazon":
            told["MEDIA_STT_PROVIDER"] = "amazon"
            told["MEDIA_STT_BUCKET"] = bucket_name(self.stage, "media")
        if self.stage.jwks_url:
            told["JWT_JWKS_URL"] = self.stage.jwks_url
        return {**self.shared(), **own, **told}
