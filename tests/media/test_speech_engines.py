"""Engines by the settings, and what one says that lacks something."""

from pathlib import Path

import pytest

from talknshop.core.errors import ConfigurationError
from talknshop.core.settings import load_settings
from talknshop.core.speech_settings import SpeechProvider
from talknshop.media.transcription.engines import open_engine
from talknshop.media.transcription.faster_whisper import FasterWhisper, heard_of, missing_files


def test_a_model_that_is_named_must_be_there(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path, media_stt_model_path=tmp_path / "model")
    with pytest.raises(ConfigurationError, match=r"config\.json, model\.bin, tokenizer\.json"):
        open_engine(settings, None)


def test_a_model_must_be_named(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path, media_stt_provider=SpeechProvider.FASTER_WHISPER)
    with pytest.raises(ConfigurationError, match="MEDIA_STT_MODEL_PATH"):
        open_engine(settings, None)


def test_only_what_is_missing_is_named(tmp_path: Path) -> None:
    for name in ("config.json", "model.bin", "vocabulary.txt"):
        (tmp_path / name).touch()
    assert missing_files(tmp_path) == ["tokenizer.json"]


def test_what_the_model_says_is_read(tmp_path: Path) -> None:
    found = {
        "segments": [[" A lamp", 0.0, 1.0, 0.9], [" for $20.", 1.0, 2.0, 0.6]],
        "language": "en",
    }
    heard = heard_of(found, 2.0)
    assert (heard.transcript, heard.confidence) == ("A lamp for $20.", 0.6)
    assert heard_of({"segments": [], "language": "en"}, 1.0).confidence == 0.0
    assert FasterWhisper(tmp_path).note is None
