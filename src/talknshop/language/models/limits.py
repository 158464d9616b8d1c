"""How long a model may take: limits of ours, whatever those of a vendor's package are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelLimits:
    """Limits of one call, in seconds.

    Attributes:
        first_piece: Until the first piece of a stream.
        next_piece: From one sign of life of a stream to the next.
        answer: Until an answer that is not streamed is whole.
    """

    first_piece: float = 4.0
    next_piece: float = 5.0
    answer: float = 15.0
