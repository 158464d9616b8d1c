"""How sellers connect their accounts of eBay: the authorization-code grant of OAuth 2.0."""

from datetime import timedelta
from urllib.parse import urlencode

import structlog

from talknshop.core.clock import Clock
from talknshop.core.errors import (
    AuthenticationError,
    AuthorizationError,
    TalknShopError,
    ValidationError,
)
from talknshop.core.tokens import Signer
from talknshop.marketplaces.ebay.errors import NAME
from talknshop.marketplaces.ebay.selling.account import SellerAccount, SellerAccountRepository
from talknshop.marketplaces.ebay.selling.refusals import PostingStoppedError
from talknshop.marketplaces.ebay.selling.setup import SellerSetupSteps
from talknshop.marketplaces.ebay.selling.tokens import CONNECT_AGAIN, SCOPES, SellerTokens
from talknshop.schemas.connection import ConnectStarted, MarketplaceConnection, PostingMode
from talknshop.schemas.enums import PostingMarketplace

_log = structlog.stdlib.get_logger(__name__)

_PURPOSE = "ebay-consent"
_STATE_HOLDS = timedelta(minutes=15)
_BEGIN_AGAIN = "Begin again with “Connect eBay”."


class EbaySellerAccounts:
    """Implements ``SellerAccounts``."""

    marketplace = PostingMarketplace.EBAY

    def __init__(
        self,
        tokens: SellerTokens,
        accounts: SellerAccountRepository,
        setup: SellerSetupSteps,
        signer: Signer,
        clock: Clock,
        *,
        consent_page: str,
        client_id: str,
        ru_name: str,
        simulated: bool,
    ) -> None:
        """Sends sellers to ``consent_page``, which sends them back as ``ru_name`` says."""
        self._tokens = tokens
        self._accounts = accounts
        self._setup = setup
        self._signer = signer
        self._clock = clock
        self._consent_page = consent_page
        self._client_id = client_id
        self._ru_name = ru_name
        self._simulated = simulated

    async def connect(self, user_id: str) -> ConnectStarted:
        """See ``SellerAccounts``."""
        connected = (await self.status(user_id)).connected
        parameters = {
            "client_id": self._client_id,
            "redirect_uri": self._ru_name,
            "response_type": "code",
            "scope": " ".join(SCOPES),
            "state": self._signer.sign(_PURPOSE, user_id, _STATE_HOLDS),
        }
        url = f"{self._consent_page}?{urlencode(parameters)}"
        return ConnectStarted(auth_url=url, connected=connected)

    async def callback(
        self, user_id: str, *, state: str, code: str | None = None, error: str | None = None
    ) -> MarketplaceConnection:
        """See ``SellerAccounts``."""
        try:
            began = self._signer.verify(_PURPOSE, state)
        except AuthenticationError as refusal:
            raise ValidationError(
                f"You took longer than 15 minutes, or the link is not ours. {_BEGIN_AGAIN}"
            ) from refusal
        if began != user_id:
            # Somebody may have sent the person here so that their account becomes another's.
            raise AuthorizationError(f"Somebody else began to connect this. {_BEGIN_AGAIN}")
        if error is not None or not code:
            raise ValidationError(f"You did not agree at eBay, so nothing changed. {_BEGIN_AGAIN}")
        try:
            account = await self._tokens.exchange(code)
        except AuthenticationError as refusal:
            raise ValidationError(
                f"eBay says that this consent was used already or has expired. {_BEGIN_AGAIN}"
            ) from refusal
        await self._accounts.replace(user_id, account)
        return await self._set_up(user_id, account)

    async def status(self, user_id: str) -> MarketplaceConnection:
        """See ``SellerAccounts``."""
        account = await self._accounts.find(user_id)
        if account is None:
            return self._connection(connected=False, message="Connect your eBay account first.")
        ends = account.refresh_expires_at
        if account.refused or (ends is not None and ends <= self._clock.now()):
            return self._connection(connected=False, message=CONNECT_AGAIN)
        return self._connection(connected=True)

    async def disconnect(self, user_id: str) -> None:
        """See ``SellerAccounts``."""
        await self._accounts.forget(user_id)

    async def _set_up(self, user_id: str, account: SellerAccount) -> MarketplaceConnection:
        """Sets up what can be set up now; what is left is done, or told, with the first listing."""
        try:
            await self._setup.prepare(user_id)
        except PostingStoppedError as stopped:
            return self._connection(connected=True, message=stopped.outcome.message)
        except TalknShopError as error:
            _log.warning("ebay account not set up yet", grant=account.grant_id, exc_info=error)
        return self._connection(connected=True)

    def _connection(self, *, connected: bool, message: str | None = None) -> MarketplaceConnection:
        return MarketplaceConnection(
            marketplace=self.marketplace,
            name=NAME,
            mode=PostingMode.API,
            connected=connected,
            simulated=self._simulated,
            message=message,
        )
