"""Vectors of questions, made by whatever encoder there is just now."""

import asyncio
from typing import Protocol

from talknshop.search.encoder import Encoder


class EncoderHolder(Protocol):
    """Has an encoder, or none yet."""

    @property
    def encoder(self) -> Encoder | None:
        """What makes vectors."""
        ...


class EncodedQueries:
    """Makes vectors of questions; implements ``QueryEncoder``."""

    def __init__(self, holder: EncoderHolder) -> None:
        """Uses the encoder that ``holder`` has when a question comes."""
        self._holder = holder

    async def encode(self, text: str) -> list[float] | None:
        """The vector of a question; None where no encoder is set up."""
        encoder = self._holder.encoder
        if encoder is None:
            return None
        vectors = await asyncio.to_thread(encoder.encode, [text])
        return [float(value) for value in vectors[0]]
