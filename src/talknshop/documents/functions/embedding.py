"""``chatbot-embedding-service``: makes vectors of texts."""

from pydantic import Field

from talknshop.core.errors import ValidationError
from talknshop.documents.ports import QueryEncoder
from talknshop.schemas.base import WireModel

_MOST_CHARACTERS = 100_000


class EmbeddingRequest(WireModel):
    """A text to embed."""

    text: str = Field(min_length=1)


class Embedding(WireModel):
    """The vector of a text; null where no encoder is set up and words alone are searched."""

    vector: list[float] | None


async def embed(request: EmbeddingRequest, *, encoder: QueryEncoder) -> Embedding:
    """The vector of a text.

    Raises:
        ValidationError: The text is longer than any question or passage.
        AIServiceError: The encoder could not be used.
    """
    if len(request.text) > _MOST_CHARACTERS:
        raise ValidationError(
            f"This text has {len(request.text):,} characters; at most {_MOST_CHARACTERS:,} can be "
            "embedded at once."
        )
    return Embedding(vector=await encoder.encode(request.text))
