"""Every setting, read once from the environment; nothing else reads it.

A setting ``FOO`` is accepted as ``FOO`` and as ``TALKNSHOP_FOO``; the prefixed name wins. A file
``.env`` in the working directory is read too, below the environment.
"""

import ipaddress
from pathlib import Path
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from talknshop.core.aws_settings import AwsSettings
from talknshop.core.document_settings import DocumentSettings
from talknshop.core.ebay_selling_settings import EbaySellingSettings
from talknshop.core.errors import ConfigurationError
from talknshop.core.media_settings import MediaSettings
from talknshop.core.model_settings import ModelSettings
from talknshop.core.posting_settings import PostingSettings
from talknshop.core.selling_settings import SellingSettings
from talknshop.core.setting_values import (
    EbayEnvironment,
    EmbeddingPrecision,
    EmbeddingProvider,
    Environment,
    LogLevel,
)
from talknshop.core.speech_settings import SpeechSettings

_PREFIX = "TALKNSHOP_"


class Settings(
    AwsSettings,
    SellingSettings,
    PostingSettings,
    EbaySellingSettings,
    DocumentSettings,
    MediaSettings,
    SpeechSettings,
    ModelSettings,
):
    """The settings; each attribute's description is its documentation (``talknshop settings``)."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_file=".env", extra="ignore", use_attribute_docstrings=True, frozen=True
    )

    app_name: str = "TalknShop Orchestrator"
    """Name of the service in health answers and logs."""
    environment: Environment = Environment.DEVELOPMENT
    """development, staging or production."""
    debug: bool = False
    """Serves diagnostics that tell about other people's sessions; never in production."""
    log_level: LogLevel = LogLevel.INFO
    """DEBUG, INFO, WARNING, ERROR or CRITICAL."""
    host: str = "127.0.0.1"
    """Address to listen on; only this machine can reach the default."""
    port: int = Field(default=8000, ge=0, le=65535)
    """Port of the page and the orchestrator; 0 takes a free one."""
    auth_required: bool | None = None
    """Whether only a bearer token lets anybody in; unset means in production only."""
    secret_key: SecretStr | None = None
    """Signs tokens of visitors, sessions, services; comma-separated ones rotate. Unset: a file."""
    jwt_secret: SecretStr | None = None
    """Secret shared with whoever issues bearer tokens (HS256)."""
    jwt_jwks_url: str | None = None
    """Address of the key set that bearer tokens are signed with (RS256, ES256)."""
    jwt_audience: str | None = None
    """The audience that bearer tokens must name; unset accepts any."""
    jwt_issuer: str | None = None
    """The issuer that bearer tokens must name; unset accepts any."""
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Host names, besides this machine's own, that the server answers to; comma-separated."""
    forwarded_allow_ips: str = "127.0.0.1"
    """Proxies in front whose X-Forwarded-For and -Proto are believed; comma-separated addresses."""
    data_dir: Path = Path("data")
    """Folder of every database file; made when absent."""
    catalog_port: int = Field(default=8002, ge=0, le=65535)
    """Port of the catalog service where it has one of its own; 0 takes a free one."""
    catalog_service_url: str | None = None
    """Base URL of a catalog service elsewhere; unset runs it in this process."""
    orchestrator_service_url: str | None = None
    """Base URL of the orchestrator, for a catalogue of its own: where news of watches go."""
    watch_interval_minutes: float = Field(default=15.0, gt=0)
    """Minutes after which a watch is looked at again; a new import is noticed at once."""
    service_token_required: bool | None = None
    """Whether services take unsigned calls for public reads only; unset follows AUTH_REQUIRED."""
    embedding_provider: EmbeddingProvider | None = None
    """light, sentence-transformers or none; unset means light where `make semantic` was run."""
    embedding_model: str | None = None
    """Name or folder of the model for sentence-transformers; unset takes the light encoder's."""
    embedding_precision: EmbeddingPrecision = EmbeddingPrecision.FLOAT32
    """float32, or int8: 2.6 times as fast and a quarter of the size, slightly less exact."""
    embedding_threads: int = Field(default=1, ge=1)
    """Threads that fill in vectors; each keeps one core busy while there are texts to read."""
    http_timeout: float = Field(default=30.0, gt=0)
    """Seconds a call to another service may take."""
    http_max_retries: int = Field(default=3, ge=1)
    """Tries of a read from another service at most, the first included."""
    http_retry_backoff: float = Field(default=1.0, ge=0)
    """Longest pause in seconds before the second try; it doubles with each."""
    circuit_breaker_threshold: int = Field(default=5, ge=1)
    """Failures in a row after which another service is left alone for a while."""
    circuit_breaker_recovery_seconds: float = Field(default=60.0, gt=0)
    """Seconds for which it is left alone before one call probes whether it is back."""
    source_deadline_seconds: float = Field(default=2.5, gt=0)
    """How long a search waits for each marketplace; what comes later serves the next one."""
    source_fresh_seconds: float = Field(default=600.0, ge=0)
    """How old a marketplace's answer may be to be given again without asking."""
    marketplace_timeout: float = Field(default=8.0, gt=0)
    """Seconds a search of one marketplace may take, repetitions included."""
    ebay_client_id: str | None = None
    """App ID of a keyset of developer.ebay.com."""
    ebay_client_secret: SecretStr | None = None
    """Cert ID of the same keyset."""
    ebay_environment: EbayEnvironment = EbayEnvironment.PRODUCTION
    """production, or sandbox, whose listings are test data."""
    ebay_marketplace_id: str = Field(default="EBAY_US", pattern=r"^EBAY_[A-Z]{2,3}$")
    """Site whose listings are searched."""
    ebay_campaign_id: str | None = Field(default=None, pattern=r"^\d{0,20}$")
    """Campaign of eBay Partner Network for links that earn a commission."""
    ebay_base_url: str | None = None
    """Base URL of a server that speaks for eBay, for development; unset asks eBay."""
    amazon_credential_id: str | None = None
    """Credential ID of the Creators API, from Associates Central."""
    amazon_credential_secret: SecretStr | None = None
    """Secret of the same credential."""
    amazon_credential_version: str = Field(default="3.1", pattern=r"^[23]\.[123]$")
    """Version shown beside the credential; it says where tokens come from."""
    amazon_partner_tag: str | None = Field(default=None, max_length=64)
    """Tag of the associate, such as mytag-20."""
    amazon_marketplace: str = "www.amazon.com"
    """Host of the Amazon site whose offers are searched."""
    amazon_base_url: str | None = None
    """Base URL of a server that speaks for Amazon, for development; unset asks Amazon."""
    walmart_consumer_id: str | None = None
    """Consumer ID of an application of walmart.io."""
    walmart_private_key: SecretStr | None = None
    """Private key (PEM) whose public half was uploaded there; line breaks may be \\n."""
    walmart_key_version: str = "1"
    """Version that walmart.io shows for the key."""
    walmart_publisher_id: str | None = None
    """Publisher ID of Impact, for links that earn a commission."""
    walmart_base_url: str | None = None
    """Base URL of a server that speaks for Walmart, for development; unset asks Walmart."""
    bestbuy_api_key: SecretStr | None = None
    """Key of developer.bestbuy.com."""
    bestbuy_base_url: str | None = None
    """Base URL of a server that speaks for Best Buy, for development; unset asks Best Buy."""
    ucp_merchants: Annotated[tuple[str, ...], NoDecode] = ()
    """Shops that speak the Universal Commerce Protocol: hosts or addresses, comma-separated."""
    ucp_agent_profile: str | None = None
    """Address of the profile that we show to them, ending in /.well-known/ucp."""
    ucp_country: str = Field(default="US", pattern=r"^[A-Z]{2}$")
    """Country whose prices and stock they are asked for."""
    llm_model: str | None = Field(default=None, pattern=r"^[a-z_]+:\S+$")
    """Chat model as provider:model (bedrock, anthropic, openai, ollama); unset: the rules alone."""
    llm_base_url: str | None = None
    """Where it is asked, such as a server that speaks as OpenAI does; unset asks the vendor."""
    llm_fallback_model: str | None = Field(default=None, pattern=r"^[a-z_]+:\S+$")
    """Second model, asked when the first is missing, refused or overrun; unset has none."""
    llm_fallback_base_url: str | None = None
    """Where the second model is asked; unset asks its vendor."""
    llm_temperature: float | None = Field(default=None, ge=0, le=2)
    """How freely models word; unset sends none, and none is sent to models that refuse it."""
    llm_first_piece_seconds: float = Field(default=4.0, gt=0)
    """Seconds until a reply must begin; after that the rules answer."""
    llm_next_piece_seconds: float = Field(default=5.0, gt=0)
    """Seconds a reply may pause once it has begun."""
    llm_answer_seconds: float = Field(default=15.0, gt=0)
    """Seconds an answer that is not streamed may take."""
    llm_attempts: int = Field(default=2, ge=1, le=5)
    """Tries of each call of a model at most, the first included; never once a reply has begun."""
    anthropic_api_key: SecretStr | None = None
    """Key of console.anthropic.com."""
    openai_api_key: SecretStr | None = None
    """Key of platform.openai.com, or of the server that speaks as OpenAI does."""
    otel_exporter_otlp_endpoint: str | None = None
    """Base URL of a collector of traces (OTLP over HTTP); unset traces nothing."""
    ws_heartbeat_interval: float = Field(default=30.0, gt=0)
    """Seconds between two pings on an open socket."""
    ws_message_timeout: float = Field(default=300.0, gt=0)
    """Seconds without any frame from the client after which a socket is closed."""
    ws_max_concurrent_connections: int = Field(default=1000, ge=1)
    """Open sockets at most; one more is refused with close code 1008."""
    max_clarification_loops: int = Field(default=2, ge=0)
    """Questions at most for one request of a shopper."""
    rate_limit_per_user: int = Field(default=10, ge=1)
    """Messages of one person in a moving minute."""
    rate_limit_adjustments: int = Field(default=60, ge=1)
    """Changes by hand of one person in a moving minute."""
    max_queued_messages: int = Field(default=5, ge=1)
    """Messages that may wait while a turn of the same session runs."""
    run_lease_seconds: float = Field(default=15.0, gt=0)
    """Seconds after which a turn whose server fell silent is taken over by another."""
    run_max_attempts: int = Field(default=7, ge=1)
    """Servers that may die over one turn without getting any further before it is given up."""
    session_ttl_hours: float = Field(default=24.0, gt=0)
    """Hours after its last use until a session is forgotten."""

    @field_validator("allowed_hosts", "document_operators", "ucp_merchants", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator(
        "catalog_service_url", "documents_service_url", "media_service_url",
        "orchestrator_service_url", "crosspost_service_url", "crosspost_webhook_url",
        "public_url", "ebay_base_url",
        "amazon_base_url", "walmart_base_url", "bestbuy_base_url", "llm_base_url",
        "llm_fallback_base_url", "craigslist_bulk_base_url", "meta_base_url",
        "dynamodb_endpoint_url", "sqs_endpoint_url", "s3_endpoint_url",
    )  # fmt: skip
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if not value:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            raise ValueError("a base URL looks like http://host:8002")
        return value.rstrip("/")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Reads each name with and without the prefix; explicit arguments come first."""
        del file_secret_settings
        return (
            init_settings,
            EnvSettingsSource(settings_cls, env_prefix=_PREFIX),
            env_settings,
            DotEnvSettingsSource(settings_cls, env_prefix=_PREFIX),
            dotenv_settings,
        )

    @property
    def requires_sign_in(self) -> bool:
        """Whether only a bearer token lets anybody in."""
        if self.auth_required is None:
            return self.environment is Environment.PRODUCTION
        return self.auth_required

    @property
    def requires_service_token(self) -> bool:
        """Whether services refuse what is no public read unless another service signed it."""
        if self.service_token_required is None:
            return self.requires_sign_in
        return self.service_token_required

    def listens_publicly(self) -> bool:
        """Whether other machines could reach the server."""
        if self.host == "localhost":
            return False
        try:
            return not ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return True


def load_settings(**overrides: object) -> Settings:
    """Reads the settings; arguments win over the environment, None leaves a setting alone.

    Raises:
        ConfigurationError: A setting has a value it cannot have; the message names each.
    """
    given: dict[str, Any] = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in item['loc']).upper()}: {item['msg']}"
            for item in error.errors()
        )
        raise ConfigurationError(
            f"A setting is wrong. {problems}. "
            "Correct it in the environment or in .env and start again."
        ) from error
