"""Which photos everybody may see, as the crosspost service states it to the media service."""

from pydantic import Field

from talknshop.schemas.base import WireModel


class ShownPhotos(WireModel):
    """The photos that a listing shows to everybody; none takes those back that it showed."""

    user_id: str = Field(min_length=1, max_length=256)
    """Whose photos they are; those of others cannot be shown."""
    shown_by: str = Field(min_length=1, max_length=128)
    """The listing; a photo is public for as long as any listing shows it."""
    s3_keys: list[str] = Field(default_factory=list, max_length=50)


class PhotosNow(WireModel):
    """What became of it."""

    public: int
    """How many photos the listing shows now."""
