"""Beginning a watch in the conversation."""

from textwrap import shorten

from talknshop.core.errors import ErrorType, TalknShopError
from talknshop.language.base import ReplyKind
from talknshop.orchestrator.graphs.context import requirement_of
from talknshop.orchestrator.graphs.on_show.base import NOTHING_SHOWN, Answer, OnShow
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import Requirement
from talknshop.schemas.watch import LONGEST_LABEL, WatchDraft
from talknshop.schemas.wording import short_title

_TELLABLE = {ErrorType.VALIDATION: "too_wide", ErrorType.RATE_LIMIT: "too_many"}
"""Refusals that a person can do something about, and the words for them."""


async def watch_products(on_show: OnShow) -> Answer:
    """Watches the product that is meant, or whatever fits the requirement with its changes.

    Raises:
        TalknShopError: The catalog service failed.
    """
    drafted = _draft(on_show)
    if drafted is None:
        return NOTHING_SHOWN
    draft, label, changes = drafted
    watches = on_show.context.watches
    if watches is None:
        return _refused(on_show, label, "not_here")
    try:
        watch = await watches.create(on_show.state["user_id"], draft)
    except TalknShopError as error:
        if error.error_type not in _TELLABLE:
            raise
        return _refused(on_show, label, _TELLABLE[error.error_type])
    slots = {"label": label}
    if draft.requirement_spec is not None:
        slots["matches"] = on_show.book.products(watch.matches)
    return Answer(ReplyKind.WATCHING, slots=slots, changes=changes)


def _refused(on_show: OnShow, label: str, why: str) -> Answer:
    reason = on_show.book.say("watch_refused", why)
    return Answer(ReplyKind.WATCHING, slots={"label": label, "reason": reason})


def _draft(on_show: OnShow) -> tuple[WatchDraft, str, dict[str, object]] | None:
    request = on_show.request
    if on_show.meant and not request.everything:
        product = on_show.meant[0]
        limit = next((o.value for o in request.operations if o.slot == "price_max"), None)
        target = limit if isinstance(limit, float) else None
        draft = WatchDraft(product_id=product.product_id, target_price=target)
        return draft, short_title(product.title), {}
    present = requirement_of(on_show.state) or Requirement()
    wanted = apply_operations(present, request.operations)
    if wanted.product_type is None and request.names:
        wanted = wanted.model_copy(update={"product_type": request.names[0]})
    spec = wanted.as_spec()
    if spec is None:
        return None
    changes: dict[str, object] = {"requirement_spec": wanted.model_dump(mode="json")}
    label = on_show.book.requirement(spec)
    named = shorten(label, LONGEST_LABEL, placeholder=" …")
    return WatchDraft(requirement_spec=spec, label=named), label, changes
