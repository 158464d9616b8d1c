"""Who is asking, and which conversations are theirs.

What a request carries (``orchestrator.credentials``) is proved (``Authenticator``) and then decided
on (``decide``, without I/O). In order of precedence: a bearer token, our signed visitor token, the
``user_id`` that older clients send. A session token names no person but opens its one session to
whoever holds it.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from talknshop.core.bearer import JwtVerifier
from talknshop.core.errors import (
    AuthenticationError,
    ConfigurationError,
    NotFoundError,
    ValidationError,
)
from talknshop.core.ids import new_id
from talknshop.core.tokens import Signer
from talknshop.orchestrator.credentials import VISITOR_LIFETIME, Credentials

_VISITOR = "visitor"
_SESSION = "session"
_VISITOR_ID_PREFIX = "vis"
_LONGEST_USER_ID = 128


class IdentityKind(StrEnum):
    """How somebody is known."""

    JWT = "jwt"
    VISITOR = "visitor"
    LEGACY = "legacy"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class SessionGrant:
    """What a session token says: its holder may use this session of this user."""

    session_id: str
    user_id: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is asking.

    Attributes:
        user_id: Whom what they make belongs to.
        kind: How we know; SESSION is somebody of whom only a session token is known.
        address: Where the request comes from, when known.
        grant: The session that a session token opens, whoever holds it.
        new_visitor_token: For a visitor met for the first time: the token to hand out.
    """

    user_id: str
    kind: IdentityKind
    address: str | None = None
    grant: SessionGrant | None = None
    new_visitor_token: str | None = None

    @property
    def rate_key(self) -> str:
        """Whose allowance a request is counted against."""
        if self.kind is IdentityKind.LEGACY:
            # A user id that anybody may claim must not use up somebody else's allowance.
            return f"legacy:{self.address or 'unknown'}:{self.user_id}"
        return f"user:{self.user_id}"


@dataclass(frozen=True, slots=True)
class IdentityPolicy:
    """What counts as being known.

    Attributes:
        auth_required: Only a bearer token, or a session token for its own session.
        legacy_allowed: Whether an older client's ``user_id`` is taken as given; never with
            ``auth_required``.
    """

    auth_required: bool = False
    legacy_allowed: bool = True


@dataclass(frozen=True, slots=True)
class Proof:
    """What remains of credentials once their signatures were checked.

    Attributes:
        subject: Of the bearer token.
        visitor_id: Of the visitor token.
        grant: Of the session token.
        user_id: As claimed.
        address: As seen.
    """

    subject: str | None = None
    visitor_id: str | None = None
    grant: SessionGrant | None = None
    user_id: str | None = None
    address: str | None = None


def decide(proof: Proof, policy: IdentityPolicy) -> Identity | None:
    """Who is asking; None is somebody new, whom the policy welcomes as a visitor.

    Raises:
        AuthenticationError: The policy asks for more than was proved.
        ValidationError: The ``user_id`` is too long.
    """
    known = _known(proof, policy)
    if known is not None:
        user_id, kind = known
        return Identity(user_id, kind, address=proof.address, grant=proof.grant)
    if policy.auth_required:
        raise AuthenticationError(
            "Please sign in: this server needs an Authorization header with a bearer token."
        )
    return None


def _known(proof: Proof, policy: IdentityPolicy) -> tuple[str, IdentityKind] | None:
    if proof.subject is not None:
        return proof.subject, IdentityKind.JWT
    if not policy.auth_required:
        if proof.visitor_id is not None:
            return proof.visitor_id, IdentityKind.VISITOR
        if proof.user_id is not None and policy.legacy_allowed:
            return _legacy_user_id(proof.user_id), IdentityKind.LEGACY
    if proof.grant is not None:
        return proof.grant.user_id, IdentityKind.SESSION
    return None


def _legacy_user_id(user_id: str) -> str:
    if len(user_id) > _LONGEST_USER_ID:
        raise ValidationError(f"user_id has at most {_LONGEST_USER_ID} characters.")
    if user_id.startswith(f"{_VISITOR_ID_PREFIX}_"):
        raise AuthenticationError(
            "That user_id is a visitor's. Send the visitor token that came with it instead."
        )
    return user_id


def may_use_session(identity: Identity, session_id: str, owner_user_id: str) -> bool:
    """Whether a session is theirs: by its owner, or by the token that opens it."""
    granted = identity.grant == SessionGrant(session_id, owner_user_id)
    owns = identity.user_id == owner_user_id and identity.kind is not IdentityKind.SESSION
    return owns or granted


def require_session(identity: Identity, session_id: str, owner_user_id: str) -> None:
    """Lets only those pass whose session it is.

    Raises:
        NotFoundError: It is somebody else's, which looks as if there were none.
    """
    if not may_use_session(identity, session_id, owner_user_id):
        raise NotFoundError(
            "There is no such conversation. Start a new one, or connect as the person who began it."
        )


def require_person(identity: Identity) -> None:
    """Lets only those pass who may own something new, such as another session.

    Raises:
        AuthenticationError: All that is known of them is the token of one session.
    """
    if identity.kind is IdentityKind.SESSION:
        raise AuthenticationError(
            "A session token opens its own conversation only. Please sign in to begin another."
        )


class Authenticator:
    """Proves credentials, and makes the tokens that later prove them again."""

    def __init__(
        self,
        signer: Signer,
        policy: IdentityPolicy,
        *,
        jwt: JwtVerifier | None,
        session_lifetime: timedelta,
    ) -> None:
        """Works with our own tokens, and with bearer tokens when ``jwt`` is given.

        Raises:
            ConfigurationError: Nobody could ever sign in.
        """
        if policy.auth_required and jwt is None:
            raise ConfigurationError(
                "AUTH_REQUIRED is on, but nothing says how bearer tokens are verified. "
                "Set the shared secret or the address of the key set, or turn it off."
            )
        self._signer = signer
        self._policy = policy
        self._jwt = jwt
        self._session_lifetime = session_lifetime

    async def identify(self, credentials: Credentials) -> Identity:
        """Who is asking; somebody new becomes a visitor with a token to hand out.

        Raises:
            AuthenticationError: The bearer token is not valid, or the policy asks for one.
            ExternalServiceError: The identity provider's keys cannot be had now.
            ValidationError: The ``user_id`` is too long.
        """
        identity = decide(await self._prove(credentials), self._policy)
        if identity is not None:
            return identity
        visitor_id = new_id(_VISITOR_ID_PREFIX)
        return Identity(
            visitor_id,
            IdentityKind.VISITOR,
            address=credentials.address,
            new_visitor_token=self.visitor_token(visitor_id),
        )

    def visitor_token(self, visitor_id: str) -> str:
        """The token by which a visitor is known again."""
        return self._signer.sign(_VISITOR, visitor_id, VISITOR_LIFETIME)

    def session_token(self, session_id: str, owner_user_id: str) -> str:
        """The token that opens a session to whoever holds it, for as long as sessions live."""
        subject = json.dumps([session_id, owner_user_id], ensure_ascii=False)
        return self._signer.sign(_SESSION, subject, self._session_lifetime)

    async def _prove(self, credentials: Credentials) -> Proof:
        grant = self._subject(_SESSION, credentials.session_token)
        return Proof(
            subject=await self._bearer_subject(credentials.bearer),
            visitor_id=self._subject(_VISITOR, credentials.visitor_token),
            grant=SessionGrant(*json.loads(grant)) if grant is not None else None,
            user_id=credentials.user_id,
            address=credentials.address,
        )

    async def _bearer_subject(self, token: str | None) -> str | None:
        if token is None:
            return None
        if self._jwt is None:
            raise AuthenticationError(
                "This server takes no bearer tokens. Leave the Authorization header out."
            )
        return await self._jwt.verify(token)

    def _subject(self, purpose: str, token: str | None) -> str | None:
        if token is None:
            return None
        try:
            return self._signer.verify(purpose, token)
        except AuthenticationError:
            # A browser cannot help an old cookie: whoever brings one is new, not shut out.
            return None
