"""Keeps a model of shopping language: builds it in the background, again when the words change."""

import asyncio
import contextlib
import shutil
import sys
from pathlib import Path

import structlog

from talknshop.clients.barcodes import ProductKnowledge
from talknshop.core.errors import TalknShopError
from talknshop.media.transcription.recipe import DICTIONARY, MODEL, Wanted

_FIRST_WAIT_SECONDS = 5.0
"""After the start, so that whatever else starts comes first."""
_LOOK_AGAIN_SECONDS = 300.0
_MOST_WORDS = 5_000
"""Of the catalogue, of each kind; what is rarer is not said either."""

_log = structlog.stdlib.get_logger(__name__)


class ModelKeeper:
    """The folder of the newest model, once there is one."""

    def __init__(
        self, folder: Path, knowledge: ProductKnowledge | None, wanted: Wanted | None = None
    ) -> None:
        """Keeps models in ``folder``, made from ``wanted`` and from what the catalogue names."""
        self._folder = folder
        self._knowledge = knowledge
        self._wanted = wanted or Wanted()
        self.current: str | None = None

    async def keep(self, first_wait_seconds: float = _FIRST_WAIT_SECONDS) -> None:
        """Builds what is wanted, and looks every five minutes whether other words are."""
        await asyncio.sleep(first_wait_seconds)
        while True:
            try:
                await self.renew()
            except (TalknShopError, OSError) as error:
                _log.warning("speech model not built", reason=str(error))
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    async def renew(self) -> None:
        """Builds the model that is wanted now, unless it is there.

        Raises:
            OSError: It cannot be written.
        """
        wanted = await self._with_catalogue()
        folder = self._folder / wanted.key
        if not _stands(folder):
            await self._build(folder, wanted)
        if str(folder) != self.current:
            self.current = str(folder)
            await asyncio.to_thread(self._remove_others, folder)

    async def _with_catalogue(self) -> Wanted:
        if self._knowledge is None:
            return self._wanted
        try:
            learned = await self._knowledge.vocabulary()
        except TalknShopError as error:
            _log.warning("vocabulary not available", reason=error.message)
            return self._wanted
        return Wanted(
            brands=[*self._wanted.brands, *learned.brands[:_MOST_WORDS]],
            products=[*self._wanted.products, *learned.product_types[:_MOST_WORDS]],
            grammar=self._wanted.grammar,
            recipe=self._wanted.recipe,
        )

    async def _build(self, folder: Path, wanted: Wanted) -> None:
        unfinished = folder.with_suffix(".unfinished")
        await asyncio.to_thread(shutil.rmtree, unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-m", "talknshop.media.transcription.model_builder",
            str(unfinished),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env={},
        )  # fmt: skip
        try:
            _, told = await process.communicate(wanted.to_json().encode())
        except asyncio.CancelledError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            raise
        if process.returncode or not _stands(unfinished):
            raise OSError(told.decode(errors="replace").strip().rsplit("\n", 1)[-1] or "no model")
        # Whole or not at all, whenever this process ends.
        unfinished.rename(folder)
        _log.info("speech model built", folder=folder.name)

    def _remove_others(self, kept: Path) -> None:
        for other in self._folder.iterdir():
            if other != kept:
                shutil.rmtree(other, ignore_errors=True)


def _stands(folder: Path) -> bool:
    return (folder / MODEL).is_file() and (folder / DICTIONARY).is_file()
