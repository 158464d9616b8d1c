"""Embeds prompts and pictures with a CLIP model of the operator's own; runs in a worker process."""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from talknshop.core.worker_process import framing
from talknshop.core.worker_process.refusals import RefusedError
from talknshop.media.images.clip_tokens import ClipTokenizer

_Floats = NDArray[np.float32]
# By name: what it answers has no types.
_ort: Any = import_module("onnxruntime")

_SIDE = 224
"""Of the pictures a model takes, where its file does not say."""
_MEAN = np.array((0.48145466, 0.4578275, 0.40821073), dtype=np.float32)
_DEVIATION = np.array((0.26862954, 0.26130258, 0.27577711), dtype=np.float32)
"""Of the pictures that CLIP was trained on."""
_SCALE = 100.0
"""What CLIP multiplies likenesses by before it makes them probabilities."""
_THREADS = 2
_MOST_SAID = 5


def handle(facts: framing.Facts, blob: bytes) -> tuple[framing.Facts, bytes]:
    """The embeddings of ``prompts``; or how likely each of the kept prompts shows a picture.

    Args:
        facts: ``model`` is the folder. With ``prompts``, the answer's blob are their embeddings,
            one row of float32 after another; with ``table``, a file of such rows, the answer names
            the likeliest rows with their probabilities.
        blob: The picture.

    Raises:
        RefusedError: The picture cannot be opened.
    """
    folder = Path(facts["model"])
    if "prompts" in facts:
        return {}, _embedded(folder, facts["prompts"]).tobytes()
    seen = _seen(folder, blob)
    table = _table(facts["table"], len(seen))
    likeness = table @ seen * _SCALE
    odds = np.exp(likeness - likeness.max())
    odds /= odds.sum()
    best = np.argsort(-odds)[:_MOST_SAID]
    return {"likeliest": [[int(row), round(float(odds[row]), 4)] for row in best]}, b""


def _embedded(folder: Path, prompts: list[str]) -> _Floats:
    session = _session(folder / "textual.onnx")
    tokens = np.array([_tokenizer(folder).encode(prompt) for prompt in prompts])
    first = session.get_inputs()[0]
    one_by_one = first.shape[0] == 1
    parts = [tokens[row : row + 1] for row in range(len(tokens))] if one_by_one else [tokens]
    return np.concatenate([_normal(_run(session, part)) for part in parts])


def _seen(folder: Path, blob: bytes) -> _Floats:
    decoded = cv2.imdecode(np.frombuffer(blob, dtype=np.uint8), cv2.IMREAD_COLOR)
    if decoded is None:
        raise RefusedError("invalid", "The picture cannot be opened. Please send it again.")
    session = _session(folder / "visual.onnx")
    wanted = session.get_inputs()[0].shape[-1]
    side = wanted if isinstance(wanted, int) else _SIDE
    scale = side / min(decoded.shape[:2])
    size = (max(side, round(decoded.shape[1] * scale)), max(side, round(decoded.shape[0] * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = np.asarray(cv2.resize(decoded, size, interpolation=method), dtype=np.float32)
    top, left = (small.shape[0] - side) // 2, (small.shape[1] - side) // 2
    square = small[top : top + side, left : left + side, ::-1] / 255
    normal = ((square - _MEAN) / _DEVIATION).transpose(2, 0, 1)[None]
    return _normal(_run(session, np.ascontiguousarray(normal)))[0]


def _run(session: Any, given: NDArray[Any]) -> _Floats:  # noqa: ANN401 - as above
    """What a part of the model answers for its first input; its mask, if any, hides nothing.

    Models of several outputs have the embedding in the only one with two axes, or in the first of
    them.
    """
    first, *others = session.get_inputs()
    feeds: dict[str, NDArray[Any]] = {first.name: given.astype(_NUMBERS[first.type])}
    for other in others:
        feeds[other.name] = np.ones(given.shape[:2], dtype=_NUMBERS[other.type])
    answers = [np.asarray(one) for one in session.run(None, feeds)]
    flat = [one for one in answers if one.ndim == 2]  # noqa: PLR2004
    return np.asarray(flat[0], dtype=np.float32)


_NUMBERS = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
}


def _normal(rows: _Floats) -> _Floats:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@cache
def _table(path: str, width: int) -> _Floats:
    return np.fromfile(path, dtype=np.float32).reshape(-1, width)


@cache
def _tokenizer(folder: Path) -> ClipTokenizer:
    return ClipTokenizer(folder / "vocab.json", folder / "merges.txt")


@cache
def _session(model: Path) -> Any:  # noqa: ANN401 - of a library without types
    options: Any = _ort.SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return _ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
