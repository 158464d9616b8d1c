"""Bearer tokens of an identity provider."""

import asyncio
import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from joserfc.jws import JWSRegistry

from talknshop.core.bearer import JwtVerifier, RemoteKeySet, SharedSecret
from talknshop.core.errors import AuthenticationError, ConfigurationError, ExternalServiceError
from talknshop.core.tokens import Signer, TokenRules
from talknshop.testing.clock import ManualClock

SECRET = "s" * 32
ISSUER, AUDIENCE = "https://id.example", "talknshop"
STRICT = TokenRules(audience=AUDIENCE, issuer=ISSUER, leeway_seconds=30)
RSA = RSAKey.generate_key(2048, {"kid": "rsa", "alg": "RS256", "use": "sig"})
RSA_NEXT = RSAKey.generate_key(2048, {"kid": "next"})
EC = ECKey.generate_key("P-256", {"kid": "ec"})
EC_384 = ECKey.generate_key("P-384", {"kid": "ec384"})


def now() -> int:
    return int(ManualClock().now().timestamp())


def claims(**changes: object) -> dict[str, Any]:
    given = {"sub": "alice", "iss": ISSUER, "aud": AUDIENCE, "exp": now() + 600, **changes}
    return {name: value for name, value in given.items() if value is not None}


def token(key: OctKey | RSAKey | ECKey, alg: str, header: Mapping[str, Any] | None = None,
          **changes: object) -> str:  # fmt: skip
    registry = JWSRegistry(algorithms=[alg], strict_check_header=False)
    return jwt.encode({"alg": alg, **(header or {})}, claims(**changes), key, registry=registry)


def shared(rules: TokenRules = STRICT) -> JwtVerifier:
    return JwtVerifier(SharedSecret(SECRET), rules, ManualClock())


class Provider:
    """Publishes keys and counts who asks."""

    def __init__(self, *keys: RSAKey | ECKey) -> None:
        self.keys: Sequence[RSAKey | ECKey] = keys
        self.asked = 0
        self.failing = False
        self.document: dict[str, Any] | None = None

    async def fetch(self) -> Mapping[str, Any]:
        self.asked += 1
        await asyncio.sleep(0)
        if self.failing:
            raise ExternalServiceError("The provider is down.")
        return self.document or {"keys": [key.as_dict(private=False) for key in self.keys]}


def remote(provider: Provider, clock: ManualClock | None = None) -> JwtVerifier:
    clock = clock or ManualClock()
    return JwtVerifier(RemoteKeySet(provider.fetch, clock), STRICT, clock)


async def test_a_shared_secret() -> None:
    key = OctKey.import_key(SECRET)
    assert await shared().verify(token(key, "HS256", {"cty": "x", "vendor": 1})) == "alice"
    anybody = shared(TokenRules())
    assert await anybody.verify(token(key, "HS256", aud=None, iss=None)) == "alice"


@pytest.mark.parametrize(
    ("changes", "accepted"),
    [
        ({"exp": now() - 29}, True),
        ({"exp": now() - 30}, False),
        ({"exp": None}, False),
        ({"exp": "tomorrow"}, False),
        ({"exp": float("nan")}, False),
        ({"nbf": now() + 30}, True),
        ({"nbf": now() + 31}, False),
        ({"iat": now() + 31}, False),
        ({"aud": ["other", AUDIENCE]}, True),
        ({"aud": "other"}, False),
        ({"aud": None}, False),
        ({"iss": "https://id.example.evil"}, False),
        ({"iss": None}, False),
        ({"sub": None}, False),
        ({"sub": ""}, False),
        ({"sub": 7}, False),
        ({"sub": "a" * 255}, True),
        ({"sub": "a" * 256}, False),
    ],
)
async def test_what_claims_must_say(changes: dict[str, Any], *, accepted: bool) -> None:
    given = token(OctKey.import_key(SECRET), "HS256", **changes)
    if accepted:
        assert await shared().verify(given)
    else:
        with pytest.raises(AuthenticationError):
            await shared().verify(given)


def _hmac_with_public_key() -> str:
    """The classic: the public key, which everybody has, taken as the secret of HS256."""
    public = RSA.as_pem(private=False)
    signed = ".".join(token(OctKey.import_key(SECRET), "HS256", {"kid": "rsa"}).split(".")[:2])
    signature = hmac.new(public, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{urlsafe_b64encode(signature).decode().rstrip('=')}"


def _unsigned() -> str:
    header = urlsafe_b64encode(b'{"alg":"none","kid":"rsa"}').decode().rstrip("=")
    return f"{header}.{token(RSA, 'RS256').split('.')[1]}."


# The library only warns of what we refuse; a warning that is an error here would hide that.
only_warned = pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")


@only_warned
@pytest.mark.parametrize(
    "given",
    [
        _hmac_with_public_key(),
        _unsigned(),
        token(OctKey.import_key(SECRET), "HS256", {"kid": "rsa"}),
        token(RSA_NEXT, "RS256", {"kid": "rsa"}),
        token(RSA, "RS256", {"kid": "ec"}),
        token(EC_384, "ES384", {"kid": "ec384"}),
        token(RSA, "RS256"),
        token(RSA, "RS256", {"kid": "unheard-of"}),
        "",
        "not a token",
    ],
)
async def test_algorithm_confusion_and_forgery_are_refused(given: str) -> None:
    verifier = remote(Provider(RSA, EC, EC_384))
    with pytest.raises(AuthenticationError):
        await verifier.verify(given)


@only_warned
@pytest.mark.parametrize("given", [_unsigned(), token(RSA, "RS256"), _hmac_with_public_key()])
async def test_a_shared_secret_takes_hs256_only(given: str) -> None:
    with pytest.raises(AuthenticationError):
        await shared().verify(given)


async def test_our_own_tokens_are_no_bearer_tokens() -> None:
    clock = ManualClock()
    ours = Signer([SECRET], clock).sign(AUDIENCE, "alice", clock.now() - clock.now())
    with pytest.raises(AuthenticationError):
        await shared(TokenRules()).verify(ours)
    with pytest.raises(AuthenticationError):
        Signer([SECRET], clock).verify(AUDIENCE, token(OctKey.import_key(SECRET), "HS256"))


@pytest.mark.parametrize(
    ("secret", "sentence"),
    [("short", "fewer than"), (RSA.as_pem(private=False).decode(), "public key")],
)
def test_what_is_no_shared_secret(secret: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        SharedSecret(secret)


@pytest.mark.parametrize(("key", "alg"), [(RSA, "RS256"), (EC, "ES256")])
async def test_published_keys_are_fetched_once(key: RSAKey | ECKey, alg: str) -> None:
    provider = Provider(RSA, EC)
    verifier = remote(provider)
    given = token(key, alg, {"kid": key.kid})
    assert await asyncio.gather(*(verifier.verify(given) for _ in range(5))) == ["alice"] * 5
    assert provider.asked == 1


async def test_a_single_key_needs_no_name() -> None:
    assert await remote(Provider(EC)).verify(token(EC, "ES256")) == "alice"


async def test_a_new_key_is_fetched_by_one_for_all() -> None:
    provider = Provider(RSA)
    verifier = remote(provider)
    await verifier.verify(token(RSA, "RS256", {"kid": "rsa"}))
    provider.keys = [RSA_NEXT]
    given = token(RSA_NEXT, "RS256", {"kid": "next"})
    assert await asyncio.gather(*(verifier.verify(given) for _ in range(5))) == ["alice"] * 5
    assert provider.asked == 2
    with pytest.raises(AuthenticationError):
        await verifier.verify(token(RSA, "RS256", {"kid": "rsa"}))


async def test_invented_keys_do_not_flood_the_provider() -> None:
    clock, provider = ManualClock(), Provider(RSA)
    verifier = remote(provider, clock)
    await verifier.verify(token(RSA, "RS256", {"kid": "rsa"}))
    for number in range(20):
        with pytest.raises(AuthenticationError):
            await verifier.verify(token(RSA_NEXT, "RS256", {"kid": f"invented {number}"}))
    assert provider.asked == 2
    clock.advance(seconds=10)
    with pytest.raises(AuthenticationError):
        await verifier.verify(token(RSA_NEXT, "RS256", {"kid": "invented"}))
    assert provider.asked == 3


async def test_a_revoked_key_is_forgotten_within_the_hour() -> None:
    clock, provider = ManualClock(), Provider(RSA, EC)
    verifier = remote(provider, clock)
    given = token(RSA, "RS256", {"kid": "rsa"}, exp=now() + 9000)
    await verifier.verify(given)
    provider.keys = [EC]
    clock.advance(seconds=3601)
    with pytest.raises(AuthenticationError):
        await verifier.verify(given)


async def test_a_provider_that_is_down_is_not_the_caller_s_fault() -> None:
    provider = Provider(RSA)
    provider.failing = True
    verifier = remote(provider)
    given = token(RSA, "RS256", {"kid": "rsa"})
    with pytest.raises(ExternalServiceError):
        await verifier.verify(given)
    provider.failing = False
    assert await verifier.verify(given) == "alice"


@pytest.mark.parametrize("document", [{"keys": []}, {"no": "keys"}, {"keys": [{"kty": "RSA"}]}])
async def test_an_answer_without_keys(document: dict[str, Any]) -> None:
    provider = Provider()
    provider.document = document
    with pytest.raises(ExternalServiceError, match="no keys"):
        await remote(provider).verify(token(RSA, "RS256"))


async def test_a_caller_who_leaves_does_not_take_the_keys_along() -> None:
    verifier = remote(Provider(RSA))
    given = token(RSA, "RS256", {"kid": "rsa"})
    first, second = (asyncio.create_task(verifier.verify(given)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == "alice"
    assert first.cancelled()
