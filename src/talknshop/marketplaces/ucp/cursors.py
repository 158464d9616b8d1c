"""Positions of a search and the cursors behind which they begin."""

from collections import OrderedDict

_MOST_SEARCHES = 200


class Cursors:
    """Remembers where pages of the last searches began; what is forgotten is walked to again."""

    def __init__(self) -> None:
        """Starts with none."""
        self._known: OrderedDict[str, dict[int, str]] = OrderedDict()

    def note(self, search: str, position: int, cursor: str) -> None:
        """Notes the cursor behind which a position of a search begins."""
        self._known.setdefault(search, {})[position] = cursor
        self._known.move_to_end(search)
        if len(self._known) > _MOST_SEARCHES:
            self._known.popitem(last=False)

    def nearest(self, search: str, offset: int) -> tuple[int, str | None]:
        """The last known position up to ``offset`` and its cursor; the beginning has none."""
        known = self._known.get(search, {})
        reached = max((position for position in known if position <= offset), default=0)
        return reached, known.get(reached)

    def forget(self, search: str) -> None:
        """Forgets the positions of a search, whose cursors the shop does not know any more."""
        self._known.pop(search, None)
