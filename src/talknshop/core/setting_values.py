"""What settings choose from."""

from enum import StrEnum


class Environment(StrEnum):
    """Where the product runs."""

    DEVELOPMENT = "development"
    STAGING = "staging"
    PRODUCTION = "production"


class LogLevel(StrEnum):
    """The least severe log line that is written."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"
    CRITICAL = "CRITICAL"


class EmbeddingProvider(StrEnum):
    """What turns texts into vectors."""

    LIGHT = "light"
    SENTENCE_TRANSFORMERS = "sentence-transformers"
    NONE = "none"


class EbayEnvironment(StrEnum):
    """Which eBay is asked."""

    PRODUCTION = "production"
    SANDBOX = "sandbox"


class EmbeddingPrecision(StrEnum):
    """The numbers that the light encoder calculates with."""

    FLOAT32 = "float32"
    INT8 = "int8"
