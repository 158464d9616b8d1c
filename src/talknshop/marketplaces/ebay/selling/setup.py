"""What a seller's account needs once: business policies, and a place that items are sent from.

Every step looks first and remembers what it found, so that whoever is interrupted goes on where
it was, and nothing is made twice.
"""

from http import HTTPStatus

from talknshop.marketplaces.calls import Answered
from talknshop.marketplaces.ebay.selling.account import (
    SellerAccount,
    SellerAccountRepository,
    SellerSetup,
)
from talknshop.marketplaces.ebay.selling.calls import Call, SellCalls
from talknshop.marketplaces.ebay.selling.places import location_body, location_key
from talknshop.marketplaces.ebay.selling.policies import (
    FULFILLMENT,
    IDS,
    LISTS,
    PAYMENT,
    RETURN,
    ShippingTerms,
    delivery_of,
    name_of,
    policy_body,
    suits,
)
from talknshop.marketplaces.ebay.selling.refusals import PostingStoppedError, refused
from talknshop.marketplaces.ebay.selling.request import Policies
from talknshop.marketplaces.publishing import PostingOutcome
from talknshop.marketplaces.wire_values import entries, identifier, member
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.enums import ShippingOption
from talknshop.schemas.job import JobAction
from talknshop.schemas.listing import ListingField, ListingLocation, ListingSpec

_ACCOUNT = "/sell/account/v1"
_LOCATION = "/sell/inventory/v1/location"
_PROGRAM = "SELLING_POLICY_MANAGEMENT"
POLICIES_PAGE = "https://www.ebay.com/bp/manage"
"""Where sellers look after their business policies."""
_EXISTS = 25803
# The one path of the document that ends in a slash.
_CREATE = {PAYMENT: PAYMENT, RETURN: RETURN, FULFILLMENT: f"{FULFILLMENT}/"}


class SellerSetupSteps:
    """Finds or makes what listings of a seller need."""

    def __init__(
        self,
        calls: SellCalls,
        accounts: SellerAccountRepository,
        *,
        site: str,
        terms: ShippingTerms,
    ) -> None:
        """Makes policies for ``site`` under ``terms``."""
        self._calls = calls
        self._accounts = accounts
        self._site = site
        self._terms = terms

    async def policies(self, user_id: str, spec: ListingSpec) -> Policies:
        """What a listing is sold under.

        Raises:
            PostingStoppedError: The seller must do something first.
        """
        await self.opt_in(user_id)
        delivery = delivery_of(spec)
        return Policies(
            payment_id=await self.policy(user_id, PAYMENT, delivery),
            return_id=await self.policy(user_id, RETURN, delivery),
            fulfillment_id=await self.policy(user_id, FULFILLMENT, delivery),
            location_key=await self._location(user_id, spec.location),
        )

    async def prepare(self, user_id: str) -> None:
        """Sets up what needs no listing.

        Raises:
            PostingStoppedError: The seller must do something first.
        """
        await self.opt_in(user_id)
        for kind in LISTS:
            await self.policy(user_id, kind, ShippingOption.SHIPPING)

    async def forget(self, user_id: str) -> None:
        """Looks at everything anew the next time: something of it is not there any more."""
        account = await self._accounts.get(user_id)
        await self._remember(user_id, account, SellerSetup())

    async def opt_in(self, user_id: str) -> None:
        """Has the account use business policies.

        Raises:
            PostingStoppedError: EBay is still switching it over.
        """
        account = await self._accounts.get(user_id)
        if account.setup.opted_in:
            return
        if not await self._is_opted_in(user_id):
            body = {"programType": _PROGRAM}
            call = Call("optInToProgram", "POST", f"{_ACCOUNT}/program/opt_in", json=body)
            answer = await self._calls.send(user_id, call)
            if answer.status >= HTTPStatus.BAD_REQUEST and not _exists(answer):
                raise PostingStoppedError(refused(answer))
            if not await self._is_opted_in(user_id):
                raise _stopped(
                    "eBay is switching your account over to business policies, which takes up to "
                    "a day. Try again then."
                )
        setup = account.setup.model_copy(update={"opted_in": True})
        await self._remember(user_id, account, setup)

    async def policy(self, user_id: str, kind: str, delivery: ShippingOption) -> str:
        """The id of a policy of a kind: remembered, found or made.

        Raises:
            PostingStoppedError: There is none, and what it says is the seller's to decide.
        """
        account = await self._accounts.get(user_id)
        known = _known(account.setup, kind, delivery)
        if known is not None:
            return known
        found = await self._found(user_id, kind, delivery)
        number = found or await self._made(user_id, kind, delivery)
        await self._remember(user_id, account, _with(account.setup, kind, delivery, number))
        return number

    async def _is_opted_in(self, user_id: str) -> bool:
        path = f"{_ACCOUNT}/program/get_opted_in_programs"
        answer = await self._calls.send(user_id, Call("getOptedInPrograms", "GET", path))
        programs = entries(answer.body, "programs")
        return any(member(one, "programType") == _PROGRAM for one in programs)

    async def _found(self, user_id: str, kind: str, delivery: ShippingOption) -> str | None:
        call = Call(f"get_{kind}", "GET", f"{_ACCOUNT}/{kind}",
                    params={"marketplace_id": self._site})  # fmt: skip
        answer = await self._calls.send(user_id, call)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise PostingStoppedError(refused(answer))
        suiting = [one for one in entries(answer.body, LISTS[kind]) if suits(kind, one, delivery)]
        # One of ours that an earlier attempt made comes first.
        suiting.sort(key=lambda one: member(one, "name") != name_of(kind, delivery))
        return next((number for one in suiting if (number := _id(kind, one))), None)

    async def _made(self, user_id: str, kind: str, delivery: ShippingOption) -> str:
        body = policy_body(kind, self._site, delivery, self._terms)
        if body is None:
            raise _stopped(
                "Your eBay account has no shipping policy yet. Make one at eBay, which says what "
                "buyers pay for shipping, then try again.",
                POLICIES_PAGE,
            )
        call = Call(f"create_{kind}", "POST", f"{_ACCOUNT}/{_CREATE[kind]}", json=body)
        answer = await self._calls.send(user_id, call)
        number = _id(kind, answer.body) if answer.status < HTTPStatus.BAD_REQUEST else None
        # Refused where an attempt whose answer was lost had made it already.
        number = number or await self._found(user_id, kind, delivery)
        if number is None:
            raise PostingStoppedError(refused(answer))
        return number

    async def _location(self, user_id: str, place: ListingLocation | None) -> str:
        account = await self._accounts.get(user_id)
        body = location_body(place)
        if place is None or body is None:
            return await self._any_location(user_id, account)
        key = location_key(place)
        if key in account.setup.locations:
            return key
        path = f"{_LOCATION}/{key}"
        found = await self._calls.send(user_id, Call("getInventoryLocation", "GET", path))
        if found.status >= HTTPStatus.BAD_REQUEST:
            call = Call("createInventoryLocation", "POST", path, json=body)
            answer = await self._calls.send(user_id, call)
            if answer.status >= HTTPStatus.BAD_REQUEST and not _exists(answer):
                raise PostingStoppedError(refused(answer))
        await self._remember_location(user_id, account, key)
        return key

    async def _any_location(self, user_id: str, account: SellerAccount) -> str:
        """A place of the seller where the listing names none."""
        if account.setup.locations:
            return account.setup.locations[-1]
        call = Call("getInventoryLocations", "GET", _LOCATION, params={"limit": "100"})
        answer = await self._calls.send(user_id, call)
        for one in entries(answer.body, "locations"):
            key = identifier(member(one, "merchantLocationKey"))
            if key and member(one, "merchantLocationStatus") != "DISABLED":
                await self._remember_location(user_id, account, key)
                return key
        message = "eBay needs to know where the item is sent from. Say its postal code."
        field = ListingField(name="location.zip", label="Postal code", value="", max_length=16)
        action = JobAction(kind="answer", message=message, fields=[field])
        raise PostingStoppedError(
            PostingOutcome(Status.NEEDS_INPUT, message=message, action=action)
        )

    async def _remember_location(self, user_id: str, account: SellerAccount, key: str) -> None:
        known = tuple(one for one in account.setup.locations if one != key)
        setup = account.setup.model_copy(update={"locations": (*known, key)})
        await self._remember(user_id, account, setup)

    async def _remember(self, user_id: str, account: SellerAccount, setup: SellerSetup) -> None:
        changes = {
            name: getattr(setup, name)
            for name in SellerSetup.model_fields
            if getattr(setup, name) != getattr(account.setup, name)
        }
        await self._accounts.change(
            user_id,
            account.grant_id,
            lambda one: one.model_copy(update={"setup": one.setup.model_copy(update=changes)}),
        )


def _known(setup: SellerSetup, kind: str, delivery: ShippingOption) -> str | None:
    if kind == FULFILLMENT:
        return setup.fulfillment_policy_ids.get(delivery)
    return setup.payment_policy_id if kind == PAYMENT else setup.return_policy_id


def _with(setup: SellerSetup, kind: str, delivery: ShippingOption, number: str) -> SellerSetup:
    if kind == FULFILLMENT:
        ids = setup.fulfillment_policy_ids | {delivery.value: number}
        return setup.model_copy(update={"fulfillment_policy_ids": ids})
    return setup.model_copy(update={f"{kind}_id": number})


def _id(kind: str, policy: object) -> str | None:
    return identifier(member(policy, IDS[kind]))


def _exists(answer: Answered) -> bool:
    codes = {member(one, "errorId") for one in entries(answer.body, "errors")}
    return answer.status == HTTPStatus.CONFLICT or _EXISTS in codes


def _stopped(message: str, page: str | None = None) -> PostingStoppedError:
    action = JobAction(kind="fix", message=message, form_url=page)
    return PostingStoppedError(PostingOutcome(Status.NEEDS_ACTION, message=message, action=action))
