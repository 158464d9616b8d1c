"""Who is asking, and whose conversation it is."""

from dataclasses import replace
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from starlette.requests import HTTPConnection

from talknshop.core.bearer import JwtVerifier, SharedSecret
from talknshop.core.errors import (
    AuthenticationError,
    ConfigurationError,
    NotFoundError,
    ValidationError,
)
from talknshop.core.tokens import Signer, TokenRules
from talknshop.orchestrator.credentials import Credentials, read_credentials, visitor_cookie
from talknshop.orchestrator.identity import (
    Authenticator,
    Identity,
    IdentityKind,
    IdentityPolicy,
    Proof,
    SessionGrant,
    decide,
    may_use_session,
    require_person,
    require_session,
)
from talknshop.testing.clock import ManualClock

JWT_SECRET, SERVER_SECRET = "j" * 32, "s" * 32
OPEN, CLOSED = IdentityPolicy(), IdentityPolicy(auth_required=True)
NO_LEGACY = IdentityPolicy(legacy_allowed=False)
GRANT = SessionGrant("s1", "owner")
EVERYTHING = Proof(
    subject="alice", visitor_id="vis_1", grant=GRANT, user_id="old", address="1.2.3.4"
)
NO_BEARER = replace(EVERYTHING, subject=None)
NO_VISITOR = replace(NO_BEARER, visitor_id=None)
NO_USER = replace(NO_VISITOR, user_id=None)
NOTHING = replace(NO_USER, grant=None)


@pytest.mark.parametrize(
    ("policy", "proof", "user_id", "kind"),
    [
        (OPEN, EVERYTHING, "alice", IdentityKind.JWT),
        (OPEN, NO_BEARER, "vis_1", IdentityKind.VISITOR),
        (OPEN, NO_VISITOR, "old", IdentityKind.LEGACY),
        (OPEN, NO_USER, "owner", IdentityKind.SESSION),
        (NO_LEGACY, NO_BEARER, "vis_1", IdentityKind.VISITOR),
        (NO_LEGACY, NO_VISITOR, "owner", IdentityKind.SESSION),
        (CLOSED, EVERYTHING, "alice", IdentityKind.JWT),
        (CLOSED, NO_BEARER, "owner", IdentityKind.SESSION),
    ],
)
def test_precedence(policy: IdentityPolicy, proof: Proof, user_id: str, kind: IdentityKind) -> None:
    assert decide(proof, policy) == Identity(user_id, kind, address="1.2.3.4", grant=GRANT)


@pytest.mark.parametrize("policy", [OPEN, NO_LEGACY])
def test_somebody_new(policy: IdentityPolicy) -> None:
    assert decide(NOTHING, policy) is None


def test_what_does_not_identify() -> None:
    assert decide(replace(NOTHING, user_id="old"), NO_LEGACY) is None
    for proof in (NOTHING, replace(NOTHING, visitor_id="vis_1"), replace(NOTHING, user_id="old")):
        with pytest.raises(AuthenticationError, match="sign in"):
            decide(proof, CLOSED)


def test_a_claimed_user_id_has_bounds() -> None:
    assert decide(replace(NOTHING, user_id="u" * 128), OPEN)
    with pytest.raises(ValidationError, match="128"):
        decide(replace(NOTHING, user_id="u" * 129), OPEN)
    with pytest.raises(AuthenticationError, match="visitor token"):
        decide(replace(NOTHING, user_id="vis_0123456789abcdef"), OPEN)


JWT, SESSION = IdentityKind.JWT, IdentityKind.SESSION


@pytest.mark.parametrize(
    ("identity", "session_id", "owner", "allowed"),
    [
        (Identity("owner", JWT), "s1", "owner", True),
        (Identity("other", JWT), "s1", "owner", False),
        (Identity("other", JWT, grant=GRANT), "s1", "owner", True),
        (Identity("other", JWT, grant=GRANT), "s2", "owner", False),
        (Identity("owner", SESSION, grant=GRANT), "s1", "owner", True),
        (Identity("owner", SESSION, grant=GRANT), "s2", "owner", False),
        (Identity("owner", SESSION, grant=GRANT), "s1", "next owner", False),
        (Identity("owner", IdentityKind.VISITOR), "s1", "owner", True),
        (Identity("owner", IdentityKind.LEGACY), "s1", "owner", True),
        (Identity("Owner", IdentityKind.LEGACY), "s1", "owner", False),
    ],
)
def test_whose_session(identity: Identity, session_id: str, owner: str, *, allowed: bool) -> None:
    assert may_use_session(identity, session_id, owner) is allowed
    if allowed:
        require_session(identity, session_id, owner)
    else:
        with pytest.raises(NotFoundError, match="no such conversation"):
            require_session(identity, session_id, owner)


def test_a_session_token_begins_nothing_new() -> None:
    require_person(Identity("alice", JWT))
    with pytest.raises(AuthenticationError, match="its own conversation only"):
        require_person(Identity("owner", SESSION, grant=GRANT))


def test_whose_allowance() -> None:
    keys = {
        identity.rate_key
        for identity in (
            Identity("u", JWT, address="1.1.1.1"),
            Identity("u", SESSION, address="2.2.2.2"),
            Identity("u", IdentityKind.VISITOR),
            Identity("u", IdentityKind.LEGACY, address="1.1.1.1"),
            Identity("u", IdentityKind.LEGACY, address="2.2.2.2"),
            Identity("u", IdentityKind.LEGACY),
        )
    }
    assert keys == {"user:u", "legacy:1.1.1.1:u", "legacy:2.2.2.2:u", "legacy:unknown:u"}


def connection(
    headers: dict[str, str], query: str = "", client: tuple[str, int] | None = ("10.0.0.9", 1)
) -> HTTPConnection:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return HTTPConnection(
        {"type": "websocket", "headers": raw, "query_string": query.encode(), "client": client}
    )


HERE = Credentials(address="10.0.0.9")


@pytest.mark.parametrize(
    ("headers", "query", "read"),
    [
        ({}, "", HERE),
        ({"Authorization": "bEARER  abc "}, "", replace(HERE, bearer="abc")),
        ({"Authorization": "Bearer"}, "", replace(HERE, bearer="")),
        ({"Authorization": "Basic abc"}, "", HERE),
        ({"Cookie": "a=b; talknshop_visitor=v1"}, "", replace(HERE, visitor_token="v1")),
        ({"Cookie": "talknshop_visitor=v1", "X-Visitor-Token": "v2"}, "",
         replace(HERE, visitor_token="v2")),
        ({"Cookie": "talknshop_visitor="}, "session_token=&user_id=", HERE),
        ({}, "session_token=s1&user_id=u%201", replace(HERE, session_token="s1", user_id="u 1")),
        ({"X-Session-Token": "s2"}, "session_token=s1", replace(HERE, session_token="s2")),
    ],
)  # fmt: skip
def test_reading(headers: dict[str, str], query: str, read: Credentials) -> None:
    assert read_credentials(connection(headers, query)) == read


def test_reading_a_body_and_a_client_without_address() -> None:
    given = connection({}, client=None)
    assert read_credentials(given, body_user_id="b") == Credentials(user_id="b")
    assert read_credentials(connection({}, "user_id=q"), body_user_id="b").user_id == "q"


def authenticator(policy: IdentityPolicy = OPEN, clock: ManualClock | None = None) -> Authenticator:
    clock = clock or ManualClock()
    verifier = JwtVerifier(SharedSecret(JWT_SECRET), TokenRules(), clock)
    return Authenticator(
        Signer([SERVER_SECRET], clock), policy, jwt=verifier, session_lifetime=timedelta(hours=24)
    )


def bearer(subject: str) -> str:
    expires = int(ManualClock().now().timestamp()) + 60
    return jwt.encode(
        {"alg": "HS256"}, {"sub": subject, "exp": expires}, OctKey.import_key(JWT_SECRET)
    )


async def test_a_visitor_is_known_again() -> None:
    door = authenticator()
    first = await door.identify(HERE)
    assert first.kind is IdentityKind.VISITOR
    assert first.address == "10.0.0.9"
    assert first.new_visitor_token is not None
    again = await door.identify(Credentials(visitor_token=first.new_visitor_token))
    assert (again.user_id, again.kind) == (first.user_id, IdentityKind.VISITOR)
    assert again.new_visitor_token is None
    assert (await door.identify(HERE)).user_id != first.user_id


async def test_an_old_or_forged_visitor_is_somebody_new() -> None:
    clock = ManualClock()
    door = authenticator(clock=clock)
    known = door.visitor_token("vis_1")
    for token in (known + "x", door.session_token("s1", "vis_1"), "\x00"):
        stranger = await door.identify(Credentials(visitor_token=token))
        assert stranger.user_id != "vis_1"
        assert stranger.new_visitor_token is not None
    clock.advance(seconds=400 * 86400)
    assert (await door.identify(Credentials(visitor_token=known))).new_visitor_token is not None


async def test_a_bearer_token_comes_first_and_must_be_valid() -> None:
    for policy in (OPEN, CLOSED):
        door = authenticator(policy)
        given = Credentials(bearer=bearer("alice"), visitor_token=door.visitor_token("vis_1"))
        identity = await door.identify(given)
        assert (identity.user_id, identity.kind) == ("alice", IdentityKind.JWT)
        for forged in ("", "x", door.visitor_token("alice")):
            with pytest.raises(AuthenticationError):
                await door.identify(replace(given, bearer=forged))


@pytest.mark.parametrize(
    ("session_id", "owner"), [("sess_1", "auth0|7"), ('s"] [\\', 'ö" ,'), ("s" * 128, "u" * 255)]
)
async def test_a_session_token_opens_its_session(session_id: str, owner: str) -> None:
    clock = ManualClock()
    door = authenticator(CLOSED, clock)
    token = door.session_token(session_id, owner)
    identity = await door.identify(Credentials(session_token=token))
    assert (identity.user_id, identity.kind) == (owner, IdentityKind.SESSION)
    require_session(identity, session_id, owner)
    with pytest.raises(NotFoundError):
        require_session(identity, "another", owner)
    for bad in (door.visitor_token(owner), token[:-2], ""):
        with pytest.raises(AuthenticationError):
            await door.identify(Credentials(session_token=bad))
    clock.advance(seconds=86400)
    with pytest.raises(AuthenticationError):
        await door.identify(Credentials(session_token=token))


async def test_without_a_verifier() -> None:
    signer = Signer([SERVER_SECRET], ManualClock())
    door = Authenticator(signer, OPEN, jwt=None, session_lifetime=timedelta(hours=1))
    assert (await door.identify(Credentials(user_id="u"))).kind is IdentityKind.LEGACY
    with pytest.raises(AuthenticationError, match="takes no bearer tokens"):
        await door.identify(Credentials(bearer=bearer("alice")))
    with pytest.raises(ConfigurationError, match="AUTH_REQUIRED"):
        Authenticator(signer, CLOSED, jwt=None, session_lifetime=timedelta(hours=1))


@pytest.mark.parametrize("secure", [True, False])
def test_the_cookie(*, secure: bool) -> None:
    cookie = SimpleCookie(visitor_cookie(authenticator().visitor_token("vis_1"), secure=secure))
    kept = cookie["talknshop_visitor"]
    assert (kept["max-age"], kept["path"], kept["samesite"]) == ("34560000", "/", "Lax")
    assert kept["httponly"] is True
    assert bool(kept["secure"]) is secure
    sent = connection({"Cookie": f"{kept.key}={kept.coded_value}"})
    assert read_credentials(sent).visitor_token == kept.value
