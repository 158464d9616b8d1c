"""The marketplaces, each asked once: what ``talknshop doctor`` says of them."""

import asyncio

from talknshop.cli.findings import Finding, Mark
from talknshop.core.clock import SystemClock
from talknshop.core.errors import NotConfiguredError
from talknshop.core.settings import Settings
from talknshop.marketplaces.base import ProductSource
from talknshop.marketplaces.building import Missing
from talknshop.marketplaces.quota import MemoryQuotaLedger
from talknshop.marketplaces.registry import build_sources
from talknshop.marketplaces.status import status_of


def examine_marketplaces(settings: Settings) -> list[Finding]:
    """Asks every marketplace that has keys, all at once; one without any is not asked.

    Its calls are not in the ledger that servers share: there are one or two a marketplace.
    """
    return asyncio.run(_examine(settings))


async def _examine(settings: Settings) -> list[Finding]:
    sources = build_sources(settings, clock=SystemClock(), ledger=MemoryQuotaLedger())
    try:
        asked = await asyncio.gather(*(_check(source) for source in sources.configured))
    finally:
        await sources.aclose()
    return [*asked, *map(_missing, sources.missing)]


async def _check(source: ProductSource) -> Finding:
    try:
        await source.check()
    except Exception as error:  # noqa: BLE001  # whatever fails is what the doctor is asked for
        mark = Mark.ABSENT if isinstance(error, NotConfiguredError) else Mark.BROKEN
        return Finding(mark, source.name, status_of(error, source.name)[1])
    return Finding(Mark.OK, source.name, f"{source.name} answers")


def _missing(missing: Missing) -> Finding:
    mark = Mark.BROKEN if missing.is_wrong else Mark.ABSENT
    return Finding(mark, missing.marketplace.value, missing.error.message)
