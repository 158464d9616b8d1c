"""Which engine hears, by the settings; what it needs is imported only then."""

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from talknshop.clients.barcodes import ProductKnowledge
from talknshop.core.errors import ConfigurationError
from talknshop.core.settings import Settings
from talknshop.core.speech_settings import SpeechProvider
from talknshop.media.transcription.base import SpeechEngine
from talknshop.media.transcription.embedded import EmbeddedSpeech
from talknshop.media.transcription.grammar import as_grammar
from talknshop.media.transcription.model_keeper import ModelKeeper
from talknshop.media.transcription.recipe import Recipe, Wanted

_MODELS = Path("media") / "speech"
"""Where the models that we build are, in the data folder."""
_MODELS_OF_TASKS = Path("media") / "speech-evaluation"
"""Where those for an evaluation are, which leave the service's own alone."""


def chosen_provider(settings: Settings) -> SpeechProvider:
    """What the settings ask for."""
    if settings.media_stt_provider is not None:
        return settings.media_stt_provider
    if settings.media_stt_model_path is not None:
        return SpeechProvider.FASTER_WHISPER
    return SpeechProvider.EMBEDDED


def open_engine(settings: Settings, knowledge: ProductKnowledge | None) -> SpeechEngine | None:
    """The engine that the settings name; None where its packages are not installed.

    Raises:
        ConfigurationError: A named engine lacks what it needs; the message says what.
    """
    return _ENGINES[chosen_provider(settings)](settings, knowledge)


def _embedded(settings: Settings, knowledge: ProductKnowledge | None) -> SpeechEngine | None:
    if not _embedded_is_installed():
        return None
    models = ModelKeeper(settings.data_dir / _MODELS, knowledge)
    return EmbeddedSpeech(models, builds=settings.media_stt_build_model)


def _whisper(settings: Settings, knowledge: ProductKnowledge | None) -> SpeechEngine:
    del knowledge
    from talknshop.media.transcription.faster_whisper import FasterWhisper  # noqa: PLC0415

    return FasterWhisper.open(settings.media_stt_model_path)


def _amazon(settings: Settings, knowledge: ProductKnowledge | None) -> SpeechEngine:
    del knowledge
    if find_spec("aiobotocore") is None:
        raise ConfigurationError(
            "MEDIA_STT_PROVIDER is amazon, but aiobotocore is not installed: "
            "`pip install talknshop[bedrock]`."
        )
    from talknshop.media.transcription.amazon import AmazonTranscribe  # noqa: PLC0415

    return AmazonTranscribe.open(settings)


_OF_TASK = Recipe(sentences=60_000, weight=0.3, task_weight=0.99, general_words=1_000)
"""Where a grammar says what is likely, other words count less."""


async def open_engine_for_task(settings: Settings, grammar: str) -> SpeechEngine | None:
    """The engine, ready, and expecting the sentences of a grammar where it can use them.

    Args:
        settings: Name the engine.
        grammar: In the JSpeech Grammar Format, or one sentence a line; empty for none.

    Raises:
        ValidationError: The grammar cannot be read.
        ConfigurationError: A named engine lacks what it needs.
    """
    if chosen_provider(settings) is not SpeechProvider.EMBEDDED or not _embedded_is_installed():
        return open_engine(settings, None)
    wanted = Wanted(grammar=as_grammar(grammar), recipe=_OF_TASK if grammar else Recipe())
    models = ModelKeeper(settings.data_dir / _MODELS_OF_TASKS, None, wanted)
    if grammar or settings.media_stt_build_model:
        await models.renew()
    return EmbeddedSpeech(models, builds=settings.media_stt_build_model)


def _embedded_is_installed() -> bool:
    return find_spec("pocketsphinx") is not None and find_spec("av") is not None


_Open = Callable[[Settings, ProductKnowledge | None], SpeechEngine | None]
_ENGINES: Mapping[SpeechProvider, _Open] = MappingProxyType(
    {
        SpeechProvider.EMBEDDED: _embedded,
        SpeechProvider.FASTER_WHISPER: _whisper,
        SpeechProvider.AMAZON: _amazon,
    }
)
