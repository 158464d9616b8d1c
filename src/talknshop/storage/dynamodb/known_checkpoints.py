"""Which values of channels a process knows to be stored, and in which checkpoint's item."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

_MOST = 2000

Places = dict[str, tuple[Any, str]]
"""By channel its version, and the id of the checkpoint that holds its value."""


@dataclass(frozen=True, slots=True)
class KnownCheckpoint:
    """The last checkpoint of a namespace that this process has stored.

    Attributes:
        checkpoint_id: Which.
        run_id: Of which run; what it refers to is of the same.
        places: Where its values are.
    """

    checkpoint_id: str
    run_id: str | None
    places: Places


class KnownCheckpoints:
    """Remembers the namespaces that were written last; forgetting one costs space, nothing else."""

    def __init__(self, most: int = _MOST) -> None:
        """Remembers ``most`` namespaces; none with 0, so that every checkpoint is stored whole."""
        self._most = most
        self._known: OrderedDict[tuple[str, str], KnownCheckpoint] = OrderedDict()

    def places(
        self, thread_id: str, namespace: str, checkpoint_id: str | None, run_id: str | None
    ) -> Places:
        """Where the values are that a child of a checkpoint may refer to.

        Only those of the same run: the first checkpoint of each run holds everything, so that
        removing other runs takes nothing from it.
        """
        known = self._known.get((thread_id, namespace))
        if known is None or (known.checkpoint_id, known.run_id) != (checkpoint_id, run_id):
            return {}
        return known.places

    def remember(self, thread_id: str, namespace: str, known: KnownCheckpoint) -> None:
        """Notes a checkpoint that is durable."""
        self._known[thread_id, namespace] = known
        self._known.move_to_end((thread_id, namespace))
        while len(self._known) > self._most:
            self._known.popitem(last=False)

    def forget(self, thread_id: str | None = None) -> None:
        """Knows nothing more of a thread, or of any."""
        gone = [key for key in self._known if thread_id in {None, key[0]}]
        for key in gone:
            del self._known[key]
