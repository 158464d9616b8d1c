"""Further pages of a conversation's last search."""

import math

from talknshop.clients.catalog import Catalog
from talknshop.core.errors import NotFoundError
from talknshop.orchestrator.graphs.nodes.search_marketplaces import RESULTS_SHOWN, shelf_request
from talknshop.orchestrator.service import ConversationService
from talknshop.schemas.chat import ResultsPage
from talknshop.schemas.events import ResultsData, ResultsEvent, ThinkingEvent

# The log is read backwards in steps of this size; most of the time one is enough.
_STEP = 100


class MoreResults:
    """Shows what was found beyond what was shown."""

    def __init__(self, conversation: ConversationService, catalog: Catalog) -> None:
        """Reads the log of the conversation and searches in ``catalog``."""
        self._conversation = conversation
        self._catalog = catalog

    async def page(self, session_id: str, number: int) -> ResultsPage:
        """A page of the session's last search, counted from 1; the first is what was shown.

        Raises:
            NotFoundError: Nothing was searched for yet, or there is no such page.
        """
        shown = await self._last_shown(session_id)
        if number == 1:
            return _page(shown, 1, before=shown.offset)
        found = await self._catalog.search(
            shelf_request(
                shown.requirement_spec,
                shown.criteria,
                offset=shown.offset + RESULTS_SHOWN * (number - 1),
            )
        )
        if not found.products:
            pages = _pages(found.total_count + found.near_count - shown.offset)
            noun = "page" if pages == 1 else "pages"
            raise NotFoundError(
                f"There is no page {number:,}: the results have {pages:,} {noun}.",
                details={"pages": pages},
            )
        more = ResultsData.model_validate(found.model_dump())
        return _page(more, number, before=shown.offset)

    async def _last_shown(self, session_id: str) -> ResultsData:
        end = await self._conversation.last_seq(session_id)
        taken_back: set[str | None] = set()
        while end > 0:
            start = max(0, end - _STEP)
            events = await self._conversation.events(session_id, after=start, limit=end - start)
            for event in reversed(events):
                if isinstance(event, ThinkingEvent) and event.data.replaces is not None:
                    taken_back.add(event.data.replaces)
                if isinstance(event, ResultsEvent) and event.run_id not in taken_back:
                    return event.data
            end = start
        raise NotFoundError("There are no results yet. Say what you are looking for first.")


def _page(results: ResultsData, number: int, *, before: int) -> ResultsPage:
    pages = max(number, _pages(results.total_count + results.near_count - before))
    return ResultsPage.model_validate({**results.model_dump(), "page": number, "pages": pages})


def _pages(count: int) -> int:
    return max(1, math.ceil(count / RESULTS_SHOWN))
