"""The server's secret, and the tokens that it signs; bearer tokens are in ``core.bearer``.

Ours are JSON Web Tokens too. They are signed with a key derived from the secret, so that a bearer
token that happens to be signed with the same secret never passes for one of ours, nor the other
way round.
"""

import hmac
import os
import secrets
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from joserfc.jws import JWSRegistry

from talknshop.core.clock import Clock
from talknshop.core.errors import AuthenticationError, ConfigurationError
from talknshop.core.settings import Settings

SHORTEST_SECRET = 32
"""Characters of a secret at least: RFC 7518 asks HS256 for a key as long as its hash."""
# Beyond it a token is not looked at; identity providers stay far below.
_LONGEST_TOKEN = 8192
_OWNER_ONLY = 0o077
_DERIVATION = b"talknshop signed tokens"

VerificationKey = OctKey | RSAKey | ECKey | KeySet


def signing_secrets(configured: str | None, data_dir: Path) -> tuple[str, ...]:
    """The secrets of this server, the one that signs first.

    Args:
        configured: The setting SECRET_KEY: one secret, or several separated by commas, of which
            the first signs and all verify. None or blank uses the file.
        data_dir: The folder whose file ``secret`` holds a secret; made when absent.

    Raises:
        ConfigurationError: A secret is too short, or the file cannot be used safely.
    """
    given = tuple(part.strip() for part in (configured or "").split(",") if part.strip())
    if given:
        if min(map(len, given)) < SHORTEST_SECRET:
            raise ConfigurationError(
                f"SECRET_KEY holds a secret of fewer than {SHORTEST_SECRET} characters. "
                "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
            )
        return given
    path = data_dir / "secret"
    try:
        if not path.exists():
            _create_secret(path)
        return (_read_secret(path),)
    except OSError as error:
        raise ConfigurationError(
            f"The file {path} that holds the server's secret cannot be used ({error.strerror}). "
            "Make its folder writable for this user, or set SECRET_KEY."
        ) from error


def _create_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp gives the file to its owner only; a link appears whole, and never replaces another.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(SHORTEST_SECRET) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()


def _read_secret(path: Path) -> str:
    with path.open(encoding="utf-8", errors="replace") as file:
        rights = os.fstat(file.fileno()).st_mode
        secret = file.read().strip()
    # Windows has no such rights to look at.
    if os.name == "posix" and rights & _OWNER_ONLY:
        raise ConfigurationError(
            f"Others on this machine can read or change the server's secret. "
            f"Run: chmod 600 {path}, or remove the file so that a new secret is made."
        )
    if len(secret) < SHORTEST_SECRET:
        raise ConfigurationError(
            f"The secret in {path} has fewer than {SHORTEST_SECRET} characters. "
            "Remove the file so that a new one is made; visitors then start afresh."
        )
    return secret


class Signer:
    """Signs a subject for one purpose and a limited time, and reads it back."""

    def __init__(self, signing_secrets: Sequence[str], clock: Clock) -> None:
        """Signs with the first of ``signing_secrets`` and accepts what any of them signed."""
        self._keys = [_derived_key(secret) for secret in signing_secrets]
        self._clock = clock
        self._registry = JWSRegistry(algorithms=["HS256"])

    def sign(self, purpose: str, subject: str, expires_in: timedelta) -> str:
        """Makes a compact token that is safe in URLs, headers and cookies.

        Args:
            purpose: What it may be used for; ``verify`` must name the same.
            subject: What it stands for.
            expires_in: How long it is valid, counted in whole seconds.
        """
        expires = self._clock.now() + expires_in
        claims = {"sub": subject, "aud": purpose, "exp": int(expires.timestamp())}
        return jwt.encode(
            {"alg": "HS256"}, claims, self._keys[0], registry=self._registry, default_type=None
        )

    def verify(self, purpose: str, token: str) -> str:
        """The subject of a token that we signed for ``purpose``.

        Raises:
            AuthenticationError: It is not ours, is meant for something else, or has expired.
        """
        refusal: JoseError | None = None
        for key in self._keys:
            try:
                claims = verified_claims(token, key, self._registry)
                return checked_subject(claims, self._clock, TokenRules(purpose, leeway_seconds=0))
            except ExpiredTokenError as error:
                raise AuthenticationError(
                    "What identified you has expired. Please start again."
                ) from error
            except JoseError as error:
                refusal = error
        raise AuthenticationError(
            "What should identify you was not issued by this server, or for something else. "
            "Please start again."
        ) from refusal


def open_signer(settings: Settings, clock: Clock) -> Signer:
    """The signer of this server; every service with the same secret understands it.

    Raises:
        ConfigurationError: As ``signing_secrets``.
    """
    configured = settings.secret_key.get_secret_value() if settings.secret_key else None
    return Signer(signing_secrets(configured, settings.data_dir), clock)


def _derived_key(secret: str) -> OctKey:
    return OctKey.import_key(hmac.digest(secret.encode(), _DERIVATION, "sha256"))


@dataclass(frozen=True, slots=True)
class TokenRules:
    """What a token must say besides being signed.

    Attributes:
        audience: The ``aud`` it must name; None accepts any.
        issuer: The ``iss`` it must name; None accepts any.
        leeway_seconds: How far clocks may differ.
    """

    audience: str | None = None
    issuer: str | None = None
    leeway_seconds: int = 60


def verified_claims(token: str, key: VerificationKey, registry: JWSRegistry) -> dict[str, Any]:
    """The claims of a token whose signature is right; what they say is not looked at.

    Raises:
        JoseError: It is no token, or none that ``key`` signed with an algorithm of ``registry``;
            InvalidKeyIdError when it names a key that is not there.
    """
    if len(token) > _LONGEST_TOKEN:
        raise JoseError("The token is too long")
    try:
        return jwt.decode(token, key, registry=registry).claims
    except JoseError:
        raise
    except Exception as error:  # whatever a forged token makes the library raise
        raise JoseError("The token cannot be read") from error


def checked_subject(claims: dict[str, Any], clock: Clock, rules: TokenRules) -> str:
    """The subject of claims that say what ``rules`` ask for.

    Raises:
        JoseError: They do not; ExpiredTokenError when they are only too old.
    """
    registry = jwt.JWTClaimsRegistry(
        now=int(clock.now().timestamp()),
        leeway=rules.leeway_seconds,
        sub={"essential": True},
        exp={"essential": True},
        **_expected("aud", rules.audience),
        **_expected("iss", rules.issuer),
    )
    registry.validate(claims)
    return claims["sub"]


def _expected(claim: str, value: str | None) -> dict[str, jwt.ClaimsOption]:
    return {} if value is None else {claim: {"essential": True, "value": value}}
