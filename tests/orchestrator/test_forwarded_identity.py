"""What services behind the origin learn of who is asking."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import OctKey

from talknshop.core.asgi_transport import StreamingASGITransport
from talknshop.core.bearer import JwtVerifier, RemoteKeySet, SharedSecret
from talknshop.core.errors import ExternalServiceError
from talknshop.core.service_tokens import (
    ORIGIN,
    SERVICE_TOKEN_HEADER,
    USER_HEADER,
    ServiceTokenMiddleware,
    ServiceTokens,
    acting_user,
)
from talknshop.core.tokens import SHORTEST_SECRET, Signer, TokenRules
from talknshop.orchestrator.forwarded_identity import ForwardedIdentityMiddleware
from talknshop.orchestrator.identity import Authenticator, IdentityPolicy
from talknshop.testing.clock import ManualClock

SECRET, ISSUER_SECRET = "s" * SHORTEST_SECRET, "i" * SHORTEST_SECRET
HOUR = timedelta(hours=1)


class Origin:
    """A service behind an origin where people sign in, or need not."""

    def __init__(self, *, sign_in: bool, keys: SharedSecret | RemoteKeySet | None = None) -> None:
        clock = ManualClock()
        signer = Signer([SECRET], clock)
        self.clock = clock
        self.authenticator = Authenticator(
            signer,
            IdentityPolicy(auth_required=sign_in, legacy_allowed=not sign_in),
            jwt=JwtVerifier(keys or SharedSecret(ISSUER_SECRET), TokenRules(), clock),
            session_lifetime=HOUR,
        )
        service = FastAPI()
        service.add_api_route("/read", self.told)
        service.add_api_route("/change", self.told, methods=["POST"])
        service.add_api_route("/internal/state", self.told)
        service.add_middleware(
            ServiceTokenMiddleware,
            service="shop",
            signer=lambda: Signer([SECRET], clock),
            required=sign_in,
            public_posts=(),
        )
        self.app = ForwardedIdentityMiddleware(
            service,
            authenticator=lambda: self.authenticator,
            tokens=ServiceTokens(signer, clock, caller=ORIGIN, service="shop"),
        )

    async def told(self, request: Request) -> dict[str, object]:
        return {"user": acting_user(request.headers), "names": sorted(request.headers)}

    def bearer(self, subject: str, *, secret: str = ISSUER_SECRET) -> dict[str, str]:
        expires = int((self.clock.now() + HOUR).timestamp())
        key = OctKey.import_key(secret)
        token = jwt.encode({"alg": "HS256"}, {"sub": subject, "exp": expires}, key)
        return {"Authorization": f"Bearer {token}"}

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=StreamingASGITransport(self.app), base_url="http://x")


@pytest.fixture
async def clients() -> AsyncGenerator[dict[str, tuple[Origin, httpx.AsyncClient]]]:
    async with AsyncExitStack() as stack:
        open_one, strict = Origin(sign_in=False), Origin(sign_in=True)
        yield {
            "open": (open_one, await stack.enter_async_context(open_one.client())),
            "strict": (strict, await stack.enter_async_context(strict.client())),
        }


Clients = dict[str, tuple[Origin, httpx.AsyncClient]]


@pytest.mark.parametrize("kind", ["open", "strict"])
async def test_a_bearer_token_becomes_the_user_it_proves(clients: Clients, kind: str) -> None:
    origin, client = clients[kind]
    headers = origin.bearer("ann@пример")
    for method, path in (("GET", "/read"), ("POST", "/change")):
        assert (await client.request(method, path, headers=headers)).json()["user"] == "ann@пример"


async def test_a_visitor_is_known_where_nobody_signs_in_only(clients: Clients) -> None:
    for kind, user in (("open", "vis_1"), ("strict", None)):
        origin, client = clients[kind]
        cookie = {"Cookie": f"talknshop_visitor={origin.authenticator.visitor_token('vis_1')}"}
        assert (await client.get("/read", headers=cookie)).json()["user"] == user


async def test_credentials_stay_here(clients: Clients) -> None:
    origin, client = clients["open"]
    secrets = {"Cookie": "talknshop_visitor=x; other=y", "X-Visitor-Token": "x",
               "X-Session-Token": "x", **origin.bearer("ann")}  # fmt: skip
    names = (await client.get("/read", headers=secrets)).json()["names"]
    assert not {"cookie", "authorization", "x-visitor-token", "x-session-token"} & set(names)


@pytest.mark.parametrize("kind", ["open", "strict"])
async def test_what_the_outside_claims_of_itself_is_removed(clients: Clients, kind: str) -> None:
    origin, client = clients[kind]
    stolen = origin.authenticator.visitor_token("vis_2")
    for claim in (
        {USER_HEADER: "ann"},
        {USER_HEADER: "ann", SERVICE_TOKEN_HEADER: "x"},
        {USER_HEADER: "ann", SERVICE_TOKEN_HEADER: stolen},
    ):
        told = (await client.get("/read", headers=claim)).json()
        assert told["user"] is None
        assert SERVICE_TOKEN_HEADER.lower() not in told["names"]
        both = await client.get("/read", headers={**claim, **origin.bearer("bob")})
        assert both.json()["user"] == "bob"


async def test_who_is_not_known_may_read_and_not_change(clients: Clients) -> None:
    origin, client = clients["strict"]
    forged = origin.bearer("ann", secret="f" * SHORTEST_SECRET)
    session = {"X-Session-Token": origin.authenticator.session_token("s1", "ann")}
    for headers in ({}, forged, session):
        read = await client.get("/read", headers=headers)
        assert (read.status_code, read.json()["user"]) == (200, None)
        change = await client.post("/change", headers=headers)
        assert (change.status_code, change.json()["error"]) == (401, "authentication_error")


@pytest.mark.parametrize("kind", ["open", "strict"])
async def test_nobody_reaches_what_is_internal(clients: Clients, kind: str) -> None:
    origin, client = clients[kind]
    for headers in ({}, origin.bearer("ann"), {SERVICE_TOKEN_HEADER: "x"}):
        assert (await client.get("/internal/state", headers=headers)).status_code == 401


async def test_a_user_id_that_cannot_be_is_refused(clients: Clients) -> None:
    _, client = clients["open"]
    response = await client.get("/read", params={"user_id": "x" * 129})
    assert (response.status_code, response.json()["error"]) == (400, "validation_error")


async def test_an_identity_provider_that_is_away_is_said() -> None:
    async def fetch() -> dict[str, object]:
        raise ExternalServiceError("The identity provider is away.")

    origin = Origin(sign_in=True, keys=RemoteKeySet(fetch, ManualClock()))
    async with origin.client() as client:
        response = await client.get("/read", headers=origin.bearer("ann"))
    assert (response.status_code, response.json()["error"]) == (503, "external_service_error")
