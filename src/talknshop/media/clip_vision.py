"""A CLIP model of the operator's own: says which kind of thing a picture shows."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

from talknshop.core.errors import ConfigurationError, TalknShopError
from talknshop.media.limits import SEEING
from talknshop.media.vision import SaidAttribute, SaidPicture
from talknshop.media.worker import Worker
from talknshop.schemas.recognition import Source

FILES = ("visual.onnx", "textual.onnx", "vocab.json", "merges.txt")
_PROMPT = "a photo of a {}"
_BATCH = 32
_LEAST = 0.3
"""Probability of a kind of thing from which on it is said."""

_log = structlog.stdlib.get_logger(__name__)


class ClipVision:
    """Implements ``Vision`` with a model in a process of its own.

    Each kind of thing is a prompt. Their embeddings are made with the first picture, in the
    background of those that come before they are done, and kept beside the data.
    """

    source = Source.CLIP

    def __init__(
        self, model: Path, kinds: Callable[[], Sequence[str]], kept: Path, *, seconds: float
    ) -> None:
        """Uses the model of a folder that ``open`` has looked at.

        Args:
            model: The folder.
            kinds: Names the kinds of things it may say; called with the first picture.
            kept: Folder for the embeddings of the prompts.
            seconds: How long a picture waits at most.
        """
        self._model = model
        self._kinds = kinds
        self._kept = kept
        self._seconds = seconds
        self._worker = Worker("see", SEEING)
        self._made: asyncio.Task[tuple[Sequence[str], Path]] | None = None

    @classmethod
    def open(
        cls, model: Path, kinds: Callable[[], Sequence[str]], kept: Path, *, seconds: float
    ) -> "ClipVision":
        """The model of a folder.

        Raises:
            ConfigurationError: A file of it is missing.
        """
        missing = [name for name in FILES if not (model / name).is_file()]
        if missing:
            raise ConfigurationError(
                f"MEDIA_CLIP_PATH names {model}, where {', '.join(missing)} is missing. A folder "
                f"of a CLIP model has {', '.join(FILES)}."
            )
        return cls(model, kinds, kept, seconds=seconds)

    async def look(self, picture: bytes) -> SaidPicture | None:
        """The kind of thing in a JPEG of ours; None where the model failed or is not ready."""
        if self._made is None or (self._made.done() and self._made.exception() is not None):
            self._made = asyncio.create_task(self._prompts())
            self._made.add_done_callback(_note_failure)
        try:
            async with asyncio.timeout(self._seconds):
                kinds, table = await asyncio.shield(self._made)
                facts = {"model": str(self._model), "table": str(table)}
                found, _ = await self._worker.ask(facts, picture)
        except (TalknShopError, TimeoutError, OSError) as error:
            _log.warning("CLIP model not available", reason=str(error) or "not ready")
            return None
        likely: list[tuple[str, float]] = [
            (kinds[int(row)], odds) for row, odds in found["likeliest"] if odds >= _LEAST
        ]
        return SaidPicture(
            attributes=[
                SaidAttribute(name="product_type", value=kind, confidence=odds)
                for kind, odds in likely[:1]
            ]
        )

    async def _prompts(self) -> tuple[Sequence[str], Path]:
        """The kinds, and the file of their embeddings, made where it is not there yet."""
        kinds = await asyncio.to_thread(self._kinds)
        table = self._kept / f"clip-{await asyncio.to_thread(self._digest, kinds)}.f32"
        if not table.exists():
            rows: list[bytes] = []
            for start in range(0, len(kinds), _BATCH):
                prompts = [_PROMPT.format(kind) for kind in kinds[start : start + _BATCH]]
                _, made = await self._worker.ask(
                    {"model": str(self._model), "prompts": prompts}, b""
                )
                rows.append(made)
            await asyncio.to_thread(_write, table, b"".join(rows))
        return kinds, table

    def _digest(self, kinds: Sequence[str]) -> str:
        """Tells the kinds and the model from others."""
        stats = [(self._model / name).stat() for name in FILES]
        told = repr([(stat.st_size, stat.st_mtime_ns) for stat in stats])
        return hashlib.sha256("\n".join([told, _PROMPT, *kinds]).encode()).hexdigest()[:16]

    async def aclose(self) -> None:
        """Ends the process."""
        if self._made is not None:
            self._made.cancel()
        await self._worker.aclose()


def _note_failure(made: "asyncio.Task[tuple[Sequence[str], Path]]") -> None:
    if not made.cancelled() and (error := made.exception()) is not None:
        _log.warning("prompts of the CLIP model not embedded", reason=str(error))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)
