"""The base of every wire model."""

from pydantic import BaseModel, ConfigDict


class WireModel(BaseModel):
    """A model that crosses a process: unknown keys are ignored, so that peers may be newer."""

    model_config = ConfigDict(extra="ignore", use_attribute_docstrings=True)
