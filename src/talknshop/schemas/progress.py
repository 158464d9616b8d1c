"""How far a turn is, as the server tells it while it works."""

from pydantic import Field

from talknshop.schemas.barcode import BarcodeProduct
from talknshop.schemas.base import WireModel
from talknshop.schemas.enums import WorkflowStage
from talknshop.schemas.product import ProductResult
from talknshop.schemas.recognition import RecognisedAttribute
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import AwaitedSource, SourceReport


def _is_none(value: object) -> bool:
    return value is None


class Heard(WireModel):
    """The words of a turn's recordings."""

    transcript: str
    confidence: float = Field(ge=0, le=1)
    """Of the least certain recording."""
    needs_confirmation: bool = False


class Seen(WireModel):
    """What is certain of the turn's pictures, each with its source."""

    attributes: list[RecognisedAttribute] = Field(default_factory=list[RecognisedAttribute])
    product: BarcodeProduct | None = None
    """The product itself, where a barcode is known."""
    degraded: bool = False
    notes: list[str] = Field(default_factory=list)


class ProgressData(WireModel):
    """A step began (``step`` is a node id) or a search came to its end."""

    step: str
    message: str
    stage: WorkflowStage
    progress_percent: int | None = Field(default=None, ge=0, le=100)
    sources: list[SourceReport] | None = None
    awaiting: list[AwaitedSource] | None = Field(default=None, exclude_if=_is_none)
    """The sources that have not answered yet, while a search waits for them."""
    requirement_spec: RequirementSpec | None = Field(default=None, exclude_if=_is_none)
    """What is searched for, while a search waits."""
    preview: list[ProductResult] | None = Field(default=None, exclude_if=_is_none)
    """The first products of a search that still waits for other sources."""
    total_count: int | None = Field(default=None, ge=0, exclude_if=_is_none)
    """How many fit, once a search has come to its end."""
    heard: Heard | None = Field(default=None, exclude_if=_is_none)
    """Once recordings were listened to."""
    seen: Seen | None = Field(default=None, exclude_if=_is_none)
    """Once pictures were looked at."""
    client_id: str | None = Field(default=None, exclude_if=_is_none)
    """The frame's, on the first event of a run that begins without ``thinking``."""
