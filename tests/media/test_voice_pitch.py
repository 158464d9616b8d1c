"""High and low voices are brought to the middle before they are heard."""

import numpy as np
import pytest

from talknshop.media.limits import SAMPLE_RATE
from talknshop.media.transcription.voice_pitch import stretch_for, stretched


def voice(hertz: float, seconds: float = 1.0, loudness: float = 0.2) -> bytes:
    """A buzz with overtones that fall off as those of voices do."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tones = range(1, int(3_000 / hertz))
    sound = sum(np.sin(2 * np.pi * hertz * tone * time) / tone for tone in tones)
    return np.asarray(sound * loudness * 32_767, "<i2").tobytes()


@pytest.mark.parametrize(
    ("hertz", "factor"),
    [(90, 0.97), (100, 0.97), (120, 1.0), (140, 1.0), (170, 1.054), (210, 1.096), (260, 1.1)],
)
def test_high_voices_are_stretched_and_low_ones_shortened(hertz: float, factor: float) -> None:
    assert stretch_for(voice(hertz)) == pytest.approx(factor, abs=0.005)


def test_loudness_and_silence_around_do_not_matter() -> None:
    silence = bytes(2 * SAMPLE_RATE)
    for loudness in (0.01, 0.3):
        said = silence + voice(170, loudness=loudness) + silence
        assert stretch_for(said) == pytest.approx(1.054, abs=0.005)


def test_a_minute_is_looked_at_in_parts() -> None:
    assert stretch_for(voice(170, 60.0)) == pytest.approx(1.054, abs=0.005)


def test_what_has_no_pitch_stays_as_it_is() -> None:
    noise = np.random.default_rng(2).normal(0, 3_000, SAMPLE_RATE).astype("<i2").tobytes()
    for sound in (b"", bytes(100), bytes(2 * SAMPLE_RATE), noise, voice(170, 0.05)):
        assert stretch_for(sound) == 1.0
        assert stretched(sound, 1.0) == sound


def test_a_stretched_recording_is_longer_and_lower() -> None:
    sound = voice(180)
    longer = stretched(sound, 1.05)
    assert len(longer) == pytest.approx(1.05 * len(sound), abs=2)
    assert stretch_for(longer) == pytest.approx(stretch_for(voice(180 / 1.05)), abs=0.005)
    assert stretch_for(longer) < stretch_for(sound)
    assert stretched(b"", 1.05) == b""
