"""The secrets that people put in, and the one that is made."""

from aws_cdk import Environment, RemovalPolicy, Stack
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.acknowledged import acknowledge
from infra.stage import Stage
from talknshop.core.settings import Settings

_KEY_LENGTH = 64
_OF_AWS = frozenset({"aws_access_key_id", "aws_secret_access_key", "aws_session_token"})


class SecretsStack(Stack):
    """Secrets of Secrets Manager; tasks get each as a setting, by its name."""

    def __init__(self, scope: Construct, name: str, *, stage: Stage, env: Environment) -> None:
        """Makes the secrets.

        Raises:
            ValueError: ``marketplace_settings`` of the stage names what is no setting.
        """
        super().__init__(scope, name, env=env, description="TalknShop: secrets")
        unknown = [
            setting
            for setting in stage.marketplace_settings
            if setting.lower() not in Settings.model_fields or setting.lower() in _OF_AWS
        ]
        if unknown:
            raise ValueError(f"marketplace_settings names no settings: {', '.join(unknown)}")
        self.key = self._secret("secret-key", "SECRET_KEY: several, comma-separated, rotate")
        self.sign_in = self._secret("sign-in", "JWT_SECRET of whoever issues sign-in tokens")
        self.marketplaces = self._secret("marketplaces", "Keys of marketplaces, as a JSON object")
        self._stage = stage

    def for_signing(self) -> dict[str, ecs.Secret]:
        """What every service needs to know the others."""
        return {"SECRET_KEY": ecs.Secret.from_secrets_manager(self.key)}  # pyright: ignore[reportArgumentType]  # jsii

    def for_sign_in(self) -> dict[str, ecs.Secret]:
        """What tells whose bearer token is valid; nothing where public keys do."""
        if self._stage.jwks_url:
            return {}
        return {"JWT_SECRET": ecs.Secret.from_secrets_manager(self.sign_in)}  # pyright: ignore[reportArgumentType]  # jsii

    def for_marketplaces(self) -> dict[str, ecs.Secret]:
        """What the stage says stands in the secret of marketplaces."""
        return {
            setting: ecs.Secret.from_secrets_manager(self.marketplaces, setting)  # pyright: ignore[reportArgumentType]  # jsii
            for setting in self._stage.marketplace_settings
        }

    def _secret(self, name: str, what: str) -> secretsmanager.Secret:
        # Each begins with letters nobody knows, so that none is ever empty or guessed.
        secret = secretsmanager.Secret(
            self,
            name,
            secret_name=f"talknshop/{name}",
            description=what,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                exclude_punctuation=True, password_length=_KEY_LENGTH
            ),
            removal_policy=RemovalPolicy.RETAIN,
        )
        acknowledge(
            secret,
            "SMG4",
            "Others hold the same secret: marketplaces, whoever issues tokens, running tasks. "
            "docs/guides/operate.md says how each is changed without anybody being locked out.",
        )
        return secret
