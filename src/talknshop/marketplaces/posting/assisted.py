"""Postings that a seller finishes in a marketplace's own form: everything ready to be copied."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from talknshop.core.clock import Clock
from talknshop.marketplaces.posting.craigslist_areas import form_of_zip
from talknshop.marketplaces.posting.field_maps import FORMS, form_fields, original_price
from talknshop.marketplaces.posting.limits import limits_of
from talknshop.marketplaces.posting.preview import blocking, marketplace_preview
from talknshop.marketplaces.publishing import Photo, Posting, PostingOutcome, Sale
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.job import JobAction
from talknshop.schemas.listing import (
    ListingField,
    ListingProblem,
    ListingSpec,
    MarketplacePreview,
    ProblemLevel,
)

PhotoZipUrl = Callable[[Posting], str]
"""Where the photos of a posting can be had as one file."""

_OPEN, _ANSWER, _FIX, _TAKE_DOWN = "open_and_paste", "answer", "fix", "take_down"


class AssistedPublisher:
    """Implements ``ListingPublisher`` for a marketplace that has no interface for private sellers.

    It asks nobody: what comes of a posting depends on the listing, its photos and the time alone.
    """

    simulated = False

    def __init__(
        self,
        marketplace: PostingMarketplace,
        clock: Clock,
        *,
        photo_zip_url: PhotoZipUrl,
        expires_after: timedelta,
    ) -> None:
        """Prepares postings for one marketplace.

        Args:
            marketplace: One of ``field_maps.FORMS``.
            clock: The time.
            photo_zip_url: Where the photos of a posting can be had as one file.
            expires_after: How long a seller has to finish a posting.
        """
        self.marketplace = marketplace
        self.name = limits_of(marketplace).name
        self._clock = clock
        self._photo_zip_url = photo_zip_url
        self._expires_after = expires_after

    def preview(self, spec: ListingSpec) -> MarketplacePreview:
        """What belongs into the marketplace's form."""
        return marketplace_preview(
            self.marketplace,
            spec,
            form_fields(self.marketplace, spec),
            problems=self._own_problems(spec),
            assisted=True,
        )

    async def publish(self, posting: Posting) -> PostingOutcome:
        """Gives the seller everything to post it with."""
        spec = posting.spec
        missing = [p for p in self.preview(spec).problems if p.level is ProblemLevel.BLOCKING]
        if missing:
            return self._question(missing)
        fields = form_fields(self.marketplace, spec)
        message = f"Ready for you to finish on {self.name}: open the form and paste."
        action = JobAction(
            kind=_OPEN,
            message=message,
            form_url=self._form_url(spec),
            fields=fields,
            photo_urls=[photo.url for photo in self._photos(posting) if photo.url],
            photo_zip_url=self._photo_zip_url(posting) if posting.photos else None,
            text=_text(fields),
            checklist=self._checklist(posting),
            expires_at=self._clock.now() + self._expires_after,
        )
        return PostingOutcome(Status.NEEDS_ACTION, message=message, action=action)

    async def revise(self, posting: Posting) -> PostingOutcome:
        """Tells the seller what to change in the listing; where nothing shows, nothing."""
        fields, photos_differ = self._changed(posting)
        if not fields and not photos_differ:
            return PostingOutcome(Status.LIVE)
        named = [field.label.lower() for field in fields] + ["photos"] * photos_differ
        message = f"Change your listing on {self.name} yourself: {', '.join(named)}."
        action = JobAction(
            kind=_FIX,
            message=message,
            form_url=posting.link,
            fields=fields,
            photo_urls=[p.url for p in self._photos(posting) if p.url] if photos_differ else [],
            photo_zip_url=self._photo_zip_url(posting) if photos_differ else None,
            text=_text(fields),
            checklist=[
                f"Open your listing on {self.name} and choose to edit it.",
                *(f"Replace: {field.label}." for field in fields),
                *(["Replace the photos."] if photos_differ else []),
                "Save it there, then confirm here that it is done.",
            ],
        )
        return PostingOutcome(Status.LIVE, message=message, action=action)

    async def withdraw(self, posting: Posting) -> PostingOutcome:
        """Asks the seller to take the listing down; what was never up is down."""
        if posting.link is None and posting.listing_id is None:
            return PostingOutcome(Status.REMOVED)
        message = f"Take your listing on {self.name} down yourself, then confirm it here."
        action = JobAction(
            kind=_TAKE_DOWN,
            message=message,
            form_url=posting.link,
            checklist=[
                f"Open your listing on {self.name}.",
                "Delete it, or mark it as sold.",
                "Confirm here that it is down.",
            ],
        )
        return PostingOutcome(Status.LIVE, message=message, action=action)

    async def sales(self, user_id: str, *, since: object) -> list[Sale]:
        """Nobody can be asked: the seller tells."""
        del user_id, since
        return []

    def _own_problems(self, spec: ListingSpec) -> list[ListingProblem]:
        needed = "attributes.original_price"
        if needed not in limits_of(self.marketplace).required or original_price(spec) is not None:
            return []
        if "original_price" not in spec.attributes:
            return []
        text = f"{self.name} needs the price when it was new as a number, such as 80."
        return [blocking("original_price_unreadable", text, needed)]

    def _question(self, missing: Sequence[ListingProblem]) -> PostingOutcome:
        message = " ".join(problem.message for problem in missing)
        asked = {problem.field or problem.code: problem.message for problem in missing}
        action = JobAction(
            kind=_ANSWER,
            message=message,
            fields=[
                ListingField(name=name, label=label, value="") for name, label in asked.items()
            ],
        )
        return PostingOutcome(Status.NEEDS_INPUT, message=message, action=action)

    def _form_url(self, spec: ListingSpec) -> str:
        url = FORMS[self.marketplace].url
        if self.marketplace is PostingMarketplace.CRAIGSLIST and spec.location:
            return form_of_zip(spec.location.zip or "") or url
        return url

    def _photos(self, posting: Posting) -> tuple[Photo, ...]:
        return posting.photos[: limits_of(self.marketplace).photos_max]

    def _checklist(self, posting: Posting) -> list[str]:
        photos = len(self._photos(posting))
        if not photos:
            told = []
        elif photos == 1:
            told = ["Add the photo; it is in the zip file."]
        else:
            told = [f"Add the {photos} photos in their order; they are numbered in the zip file."]
        return [
            f"Open the form of {self.name} and sign in there.",
            *FORMS[self.marketplace].steps,
            "Copy each field from here into the form.",
            *told,
            "Publish it, open the finished listing and copy its address.",
            "Paste the address here.",
        ]

    def _changed(self, posting: Posting) -> tuple[list[ListingField], bool]:
        """The fields that differ from what is up, and whether the photos do."""
        now = form_fields(self.marketplace, posting.spec)
        if posting.posted is None:
            return now, bool(posting.photos)
        before = {f.name: f.value for f in form_fields(self.marketplace, posting.posted)}
        fields = [field for field in now if before.pop(field.name, "") != field.value]
        labels = {field.name: field.label for field in FORMS[self.marketplace].fields}
        emptied = [
            ListingField(name=name, label=labels[name], value="")
            for name, value in before.items()
            if value and name not in {field.name for field in now}
        ]
        most = limits_of(self.marketplace).photos_max
        photos = posting.spec.media_s3_keys[:most] != posting.posted.media_s3_keys[:most]
        return [*fields, *emptied], photos


def _text(fields: Sequence[ListingField]) -> str:
    """Everything in one piece; texts of several lines stand below their label."""
    lines = [
        f"{field.label}:\n{field.value}\n"
        if "\n" in field.value
        else f"{field.label}: {field.value}"
        for field in fields
        if field.value
    ]
    return "\n".join(lines).strip()
