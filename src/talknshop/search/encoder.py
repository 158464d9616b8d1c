"""The port of an encoder: text in, vectors out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:  # NumPy comes with the extra; the port can be named without it.
    import numpy as np
    from numpy.typing import NDArray

Matrix: TypeAlias = "NDArray[np.float32]"
"""One vector a row."""

Vector: TypeAlias = "NDArray[np.float32]"
"""One vector; which of the two it is, the name of a parameter says."""


class Encoder(Protocol):
    """Places texts so that those which mean nearly the same lie close together."""

    @property
    def name(self) -> str:
        """Changes whenever vectors would; only vectors of one name can be compared."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Matrix:
        """The vectors of ``texts``, in their order.

        Blocks, and may be called from several threads at once.

        Returns:
            Shape (texts, dimensions), each row of length 1: the dot product of two rows is the
            cosine of the angle between them.
        """
        ...
