"""How far a turn is, as the server tells it while it works."""

from pydantic import Field

from talknshop.schemas.base import WireModel
from talknshop.schemas.enums import WorkflowStage
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import AwaitedSource, SourceReport


def _is_none(value: object) -> bool:
    return value is None


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
    client_id: str | None = Field(default=None, exclude_if=_is_none)
    """The frame's, on the first event of a run that begins without ``thinking``."""
