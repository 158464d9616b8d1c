"""Keeps what the language engine knows of the catalogue up to date."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import structlog

from talknshop.clients.catalog import Catalog
from talknshop.core.background import beside
from talknshop.core.errors import TalknShopError
from talknshop.language.base import LanguageEngine

_REFRESH_SECONDS = 15.0

_log = structlog.stdlib.get_logger(__name__)


@asynccontextmanager
async def vocabulary_kept_fresh(catalog: Catalog, language: LanguageEngine) -> AsyncGenerator[None]:
    """Teaches the engine what the catalogue has, now and whenever it changes during the block."""
    known = await _learn(catalog, language, None)

    async def refresh() -> None:
        generation = known
        while True:
            await asyncio.sleep(_REFRESH_SECONDS)
            generation = await _learn(catalog, language, generation)

    async with beside(refresh()):
        yield


async def _learn(catalog: Catalog, language: LanguageEngine, known: str | None) -> str | None:
    try:
        vocabulary = await catalog.vocabulary()
    except TalknShopError as error:
        # Without it the engine still understands, only fewer brands; the next round tries again.
        _log.warning("vocabulary not available", reason=error.message)
        return known
    if vocabulary.generation != known:
        language.learn(vocabulary)
    return vocabulary.generation
