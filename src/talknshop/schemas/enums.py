"""Closed vocabularies of the wire (docs/wire.md)."""

from enum import StrEnum


class WorkflowStage(StrEnum):
    """Where a turn stands."""

    INITIAL = "initial"
    MEDIA_PROCESSING = "media_processing"
    REQUIREMENT_BUILDING = "requirement_building"
    CLARIFICATION = "clarification"
    SEARCHING = "searching"
    RANKING = "ranking"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class RequestType(StrEnum):
    """What kind of request a session is working on."""

    SEARCH = "search"
    CHAT = "chat"
    CLARIFICATION = "clarification"


class Intent(StrEnum):
    """What a person wants of a turn; the router's nine ways."""

    BUY = "buy"
    SELL = "sell"
    POLICY_QUESTION = "policy_question"
    ORDER_OR_LISTING_STATUS = "order_or_listing_status"
    PRODUCT_QUESTION = "product_question"
    COMPARE = "compare"
    SMALLTALK = "smalltalk"
    CANCEL = "cancel"
    OTHER = "other"


class Outcome(StrEnum):
    """How a run ended; ``outcome`` of ``done``."""

    RESULTS = "results"
    CLARIFICATION = "clarification"
    LISTING = "listing"
    ANSWER = "answer"
    MESSAGE = "message"
    CANCELLED = "cancelled"
    FAILED = "failed"


class MediaType(StrEnum):
    """What an attachment is."""

    AUDIO = "audio"
    IMAGE = "image"
    VIDEO = "video"


class Marketplace(StrEnum):
    """Where a product is offered; ``store`` is our own catalogue."""

    STORE = "store"
    AMAZON = "amazon"
    EBAY = "ebay"
    WALMART = "walmart"
    BESTBUY = "bestbuy"
    UCP = "ucp"


class Condition(StrEnum):
    """The state of an item; ``used`` stands in requirements for any but new and refurbished."""

    NEW = "new"
    LIKE_NEW = "like_new"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    FOR_PARTS = "for_parts"
    REFURBISHED = "refurbished"
    USED = "used"


class Availability(StrEnum):
    """Whether an item can be had; ``unknown`` when its source does not say."""

    IN_STOCK = "in_stock"
    OUT_OF_STOCK = "out_of_stock"
    PREORDER = "preorder"
    BACKORDER = "backorder"
    UNKNOWN = "unknown"


class Sort(StrEnum):
    """The order a person asked for."""

    RELEVANCE = "relevance"
    PRICE_ASC = "price_asc"
    PRICE_DESC = "price_desc"
    RATING_DESC = "rating_desc"


class ReasonCode(StrEnum):
    """A part of why a product stands where it does."""

    OUT_OF_STOCK = "out_of_stock"
    NEAR = "near"
    FAR_BELOW_USUAL_PRICE = "far_below_usual_price"
    CHEAPEST = "cheapest"
    UNDER_LIMIT = "under_limit"
    STARS = "stars"
    STARS_OF = "stars_of"
    BEST_RATED = "best_rated"
    MATCHES = "matches"


class SourceStatus(StrEnum):
    """How a marketplace answered a search."""

    OK = "ok"
    PARTIAL = "partial"
    THROTTLED = "throttled"
    TIMED_OUT = "timed_out"
    NOT_CONFIGURED = "not_configured"
    AUTH_ERROR = "auth_error"
    ERROR = "error"


class PostingMarketplace(StrEnum):
    """Where a listing is put up; ``store`` is our own catalogue."""

    EBAY = "ebay"
    CRAIGSLIST = "craigslist"
    FACEBOOK = "facebook"
    POSHMARK = "poshmark"
    STORE = "store"


class ShippingOption(StrEnum):
    """How a sold item gets to its buyer."""

    LOCAL_PICKUP = "local_pickup"
    SHIPPING = "shipping"


class JobStatus(StrEnum):
    """Where a listing stands over all its marketplaces."""

    CREATED = "created"
    PROCESSING = "processing"
    COMPLETED = "completed"
    PARTIAL_SUCCESS = "partial_success"
    FAILED = "failed"
    CANCELLED = "cancelled"


class MarketplaceJobStatus(StrEnum):
    """Where a listing stands at one marketplace."""

    QUEUED = "queued"
    PROCESSING = "processing"
    LIVE = "live"
    PENDING_REVIEW = "pending_review"
    NEEDS_ACTION = "needs_action"
    """The seller must do something at the marketplace, such as paste a package into its form."""
    NEEDS_CONNECTION = "needs_connection"
    """The seller must connect an account, or do so again."""
    NEEDS_INPUT = "needs_input"
    """The listing lacks something that this marketplace requires."""
    REJECTED = "rejected"
    FAILED = "failed"
    EXPIRED = "expired"
    REMOVED = "removed"
