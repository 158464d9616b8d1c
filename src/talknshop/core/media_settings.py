"""The settings of the media service, engines of speech apart."""

from pathlib import Path
from typing import ClassVar

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class MediaSettings(BaseSettings):
    """Part of ``core.settings.Settings``: photos and recordings."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(use_attribute_docstrings=True)

    media_port: int = Field(default=8001, ge=0, le=65535)
    """Port of the media service where it has one of its own; 0 takes a free one."""
    media_service_url: str | None = None
    """Base URL of a media service elsewhere; unset runs it in this process, once installed."""
    media_bucket: str = Field(default="talknshop-media", pattern=r"^[a-z0-9][a-z0-9.-]{1,62}$")
    """Bucket of photos and recordings; in the data folder, only a name in s3:// keys."""
    media_ttl_hours: float = Field(default=720.0, gt=0)
    """Hours after which an uploaded file is removed."""
    vision_model: str | None = Field(default=None, pattern=r"^[a-z_]+:\S+$")
    """Model that looks at pictures besides the recognisers here, as provider:model; unset: none."""
    vision_base_url: str | None = None
    """Where it is asked; unset asks the vendor."""
    vision_seconds: float = Field(default=8.0, gt=0)
    """Seconds it may take for a picture; after that the answer goes out without it."""
    media_clip_path: Path | None = None
    """Folder of a CLIP model (visual.onnx, textual.onnx, vocab.json, merges.txt)."""
