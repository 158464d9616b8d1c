"""The settings of speech engines."""

from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class SpeechProvider(StrEnum):
    """What hears recordings."""

    EMBEDDED = "embedded"
    FASTER_WHISPER = "faster-whisper"
    AMAZON = "amazon"


class SpeechSettings(BaseSettings):
    """Part of ``core.settings.Settings``: how recordings become words."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(use_attribute_docstrings=True)

    media_stt_provider: SpeechProvider | None = None
    """embedded, faster-whisper or amazon; unset means faster-whisper where a model is named."""
    media_stt_model_path: Path | None = None
    """Folder of a faster-whisper model (config.json, model.bin, tokenizer.json, vocabulary.*)."""
    media_stt_confidence: float = Field(default=0.4, ge=0, le=1)
    """Confidence below which a person is asked whether the words are right."""
    media_stt_build_model: bool = True
    """Whether the embedded engine builds its model of shopping language in the background."""
    media_stt_amazon_url: str | None = None
    """Another server than Amazon's for Transcribe and its bucket, such as a development server."""
    media_stt_bucket: str | None = None
    """S3 bucket where Transcribe reads and writes what is longer than a minute; unset: refused."""
    media_stt_vocabulary: str | None = None
    """Custom vocabulary of Transcribe, in the account and region that is asked."""
    media_stt_seconds: float = Field(default=20.0, gt=0, le=120)
    """How long Transcribe may take for a recording that somebody waits for."""
