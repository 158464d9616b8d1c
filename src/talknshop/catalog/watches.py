"""A person's watches: making, showing, changing and ending them."""

from collections.abc import Sequence
from dataclasses import replace

from talknshop.catalog.watch_news import sightings
from talknshop.catalog.watch_repository import StoredWatch, WatchRepository, fingerprint
from talknshop.catalog.watched_products import MOST_MATCHES, Shelves, matches
from talknshop.core.clock import Clock
from talknshop.core.errors import ConflictError, NotFoundError, RateLimitError, ValidationError
from talknshop.core.ids import new_id
from talknshop.schemas.product import ProductResult
from talknshop.schemas.watch import LONGEST_LABEL, Watch, WatchChanges, WatchDraft, Watches
from talknshop.schemas.wording import describe_requirement, short_title

_MOST_WATCHES = 50
_TRIES = 3


class WatchService:
    """A person's watches."""

    def __init__(self, repository: WatchRepository, shelves: Shelves, clock: Clock) -> None:
        """Keeps watches in ``repository``, over the products of ``shelves``."""
        self._repository = repository
        self._shelves = shelves
        self._clock = clock

    async def create(self, user_id: str, draft: WatchDraft) -> Watch:
        """Begins to watch; what fits already is no news.

        What is watched already is not watched twice: its watch goes on, if it was paused.

        Raises:
            NotFoundError: There is no such product.
            RateLimitError: The person watches fifty things already.
            ValidationError: So much fits already that news would be noise.
        """
        thing = fingerprint(draft)
        watched = await self._repository.of_user(user_id, most=_MOST_WATCHES)
        for present in watched:
            if fingerprint(present.watch) == thing:
                return await self._resumed(user_id, present.watch)
        if len(watched) >= _MOST_WATCHES:
            raise RateLimitError(
                f"You watch {_MOST_WATCHES} things already. Delete one to watch another."
            )
        generation = await self._shelves.generation()
        products, total = await matches(self._shelves, draft.requirement_spec, draft.product_id)
        if total > MOST_MATCHES:
            raise ValidationError(
                f"{total:,} products fit already; news of so many would be noise. "
                "Add a limit, a brand or another wish."
            )
        now = self._clock.now()
        watch = Watch(
            watch_id=new_id("watch"),
            label=draft.label or _label(draft, products),
            requirement_spec=draft.requirement_spec,
            product_id=draft.product_id,
            target_price=draft.target_price,
            created_at=now,
            checked_at=now,
            matches=len(products),
        )
        seen = sightings(products)
        stored = StoredWatch(user_id, watch, seen=seen, generation=generation)
        return await self._put_once(stored)

    async def _put_once(self, watch: StoredWatch) -> Watch:
        """Stores a watch, unless the same was asked for in the same moment: then that one holds."""
        # Only the keeper knows how often it looks: at its next round it makes the appointment.
        stored = await self._repository.put(watch, due_at=self._clock.now())
        named = await self._repository.claim(stored)
        if named == stored.watch.watch_id:
            return stored.watch
        await self._repository.delete(stored)
        return await self.get(stored.user_id, named)

    async def list(self, user_id: str) -> Watches:
        """A person's watches, newest first."""
        stored = await self._repository.of_user(user_id, most=_MOST_WATCHES)
        return Watches(watches=[one.watch for one in stored])

    async def get(self, user_id: str, watch_id: str) -> Watch:
        """One of a person's watches.

        Raises:
            NotFoundError: The person has no such watch.
        """
        return (await self._stored(user_id, watch_id)).watch

    async def change(self, user_id: str, watch_id: str, changes: WatchChanges) -> Watch:
        """Pauses a watch, goes on with it, or renames it.

        Raises:
            ConflictError: It was looked at in the same moment, again and again.
            NotFoundError: The person has no such watch.
        """
        update = changes.model_dump(exclude_none=True)
        for _ in range(_TRIES):
            stored = await self._stored(user_id, watch_id)
            changed = replace(stored, watch=stored.watch.model_copy(update=update))
            try:
                return (await self._repository.put(changed, due_at=self._clock.now())).watch
            except ConflictError:
                continue
        raise ConflictError("The watch is being looked at. Please try again in a moment.")

    async def delete(self, user_id: str, watch_id: str) -> None:
        """Ends a watch.

        Raises:
            NotFoundError: The person has no such watch.
        """
        await self._repository.delete(await self._stored(user_id, watch_id))

    async def delete_all(self, user_id: str) -> int:
        """Ends every watch of a person; returns how many there were."""
        stored = await self._repository.of_user(user_id, most=_MOST_WATCHES)
        for one in stored:
            await self._repository.delete(one)
        return len(stored)

    async def _resumed(self, user_id: str, watch: Watch) -> Watch:
        if not watch.paused:
            return watch
        return await self.change(user_id, watch.watch_id, WatchChanges(paused=False))

    async def _stored(self, user_id: str, watch_id: str) -> StoredWatch:
        stored = await self._repository.get(user_id, watch_id)
        if stored is None:
            raise NotFoundError("There is no such watch. It may have been deleted.")
        return stored


def _label(draft: WatchDraft, products: Sequence[ProductResult]) -> str:
    if draft.requirement_spec is not None:
        return describe_requirement(draft.requirement_spec)[:LONGEST_LABEL]
    return short_title(products[0].title)
