"""The base of every wire model."""

from pydantic import BaseModel, ConfigDict


class WireModel(BaseModel):
    """A model that crosses a process: unknown keys are ignored, so that peers may be newer."""

    # JSON has neither infinity nor NaN: one that came in could not be sent on.
    model_config = ConfigDict(extra="ignore", use_attribute_docstrings=True, allow_inf_nan=False)
