"""Makes high and low voices alike before they are heard.

Long vocal tracts belong to low voices and short ones to high voices, and the acoustic model knows
those in the middle best. The pitch tells how much to stretch a recording, and with it its
frequencies (Faria, Gelbart: Efficient pitch-based estimation of VTLN warp factors, 2005).
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talknshop.media.limits import SAMPLE_RATE

_FRAME, _MOST_FRAMES = 640, 400
"""Samples of a frame, 40 ms; and how many frames are looked at."""
_TRANSFORM = 1_024
_LOWEST, _HIGHEST = 75.0, 330.0
"""Pitches of voices, in hertz."""
_LEAST_ENERGY = 0.03
"""Of the loudest frame's; what is below is no voice."""
_LEAST_LIKENESS = 0.6
"""Of a frame with itself one period later."""
_DOUBT = 0.03
"""By how much less a period is believed that is twice as long."""
_FEWEST_VOICED = 6
_MIDDLE = 130.0
_STRETCH = 0.2
"""For each step of the pitch's natural logarithm above the middle; measured, as the bounds are."""
_LEAST, _MOST = 0.97, 1.1
_CLOSE = 0.02
"""What is as near to 1 is left as it is."""


def stretch_for(samples: bytes) -> float:
    """By how much to stretch a recording, 1 where no pitch is found.

    Args:
        samples: One channel at 16 kHz, 16 bits, little end first.
    """
    pitch = _pitch(np.frombuffer(samples, "<i2"))
    if pitch is None:
        return 1.0
    factor = min(_MOST, max(_LEAST, 1 + _STRETCH * math.log(pitch / _MIDDLE)))
    return 1.0 if abs(factor - 1) < _CLOSE else factor


def stretched(samples: bytes, factor: float) -> bytes:
    """The same recording, longer and lower by a factor."""
    sound = np.frombuffer(samples, "<i2")
    if factor == 1.0 or not len(sound):
        return samples
    places = np.linspace(0, len(sound) - 1, int(len(sound) * factor))
    return np.interp(places, np.arange(len(sound)), sound).astype("<i2").tobytes()


def _pitch(sound: NDArray[np.int16]) -> float | None:
    """The median pitch in hertz, by the autocorrelation of frames."""
    if len(sound) < _FRAME:
        return None
    step = max(_FRAME // 2, (len(sound) - _FRAME) // _MOST_FRAMES)
    frames: NDArray[Any] = np.lib.stride_tricks.sliding_window_view(sound, _FRAME)[::step]
    frames = frames - frames.mean(axis=1, keepdims=True)
    energy = (frames**2).sum(axis=1)
    frames = frames[energy > _LEAST_ENERGY * energy.max()]
    window = np.hanning(_FRAME)
    alike = _autocorrelation(frames * window) / _autocorrelation(window[None])
    shortest, longest = int(SAMPLE_RATE / _HIGHEST), int(SAMPLE_RATE / _LOWEST)
    lags = np.arange(shortest, longest)
    # What is like itself after one period is so after two.
    likely = alike[:, shortest:longest] - _DOUBT * np.log2(lags / shortest)
    periods = likely.argmax(axis=1) + shortest
    voiced = periods[alike[np.arange(len(periods)), periods] > _LEAST_LIKENESS]
    return None if len(voiced) < _FEWEST_VOICED else SAMPLE_RATE / float(np.median(voiced))


def _autocorrelation(frames: NDArray[Any]) -> NDArray[Any]:
    spectrum = np.abs(np.fft.rfft(frames, _TRANSFORM, axis=1)) ** 2
    found = np.fft.irfft(spectrum, axis=1)[:, : _TRANSFORM - _FRAME]
    return found / np.maximum(found[:, :1], 1e-9)
