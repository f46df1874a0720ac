"""The only reader of the environment. A wrong value stops the start with a sentence that names it."""

import re
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "DOBUSH_"
BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w./-]*)?", re.ASCII)
SHORTEST_KEY = 16


class Mode(StrEnum):
    POLLING = "polling"
    WEBHOOK = "webhook"


class WrongSetting(Exception):
    """Says which variable is wrong and why."""


class Settings(BaseSettings):
    """Every variable is documented in .env.example; a test keeps the two alike."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", secrets_dir=None)

    data_dir: Path = Path("var")
    database_url: str = ""
    files: str = ""
    s3_endpoint: str = ""
    s3_region: str = ""
    s3_key: SecretStr = SecretStr("")
    s3_secret: SecretStr = SecretStr("")
    telegram_token: SecretStr = SecretStr("")
    telegram_api: str = "https://api.telegram.org"
    telegram_mode: Mode = Mode.POLLING
    webhook_secret: SecretStr = SecretStr("")
    public_url: str = "http://127.0.0.1:8080"
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    leave_seconds: float = Field(default=0, ge=0, le=10)
    trusted_proxies: str = "127.0.0.1,::1"
    calls_per_minute: int = Field(default=12_000, ge=0, le=10_000_000)
    secret_key: SecretStr = SecretStr("")
    metrics_token: SecretStr = SecretStr("")
    timezone: str = "Asia/Bishkek"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # "Asia" is a folder
            raise ValueError(f"there is no time zone {name!r}") from error
        return name

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if not url:
            return url
        try:
            backend = make_url(url).drivername
        except ArgumentError as error:
            raise ValueError(
                "not a database URL; for example postgresql+psycopg://user@host/dobush"
            ) from error
        if backend not in ("sqlite", "postgresql+psycopg", "postgresql"):
            raise ValueError("Dobush keeps its data in SQLite or PostgreSQL (postgresql+psycopg://…)")
        return url

    @field_validator("files")
    @classmethod
    def _known_place(cls, url: str) -> str:
        if url and not BUCKET.fullmatch(url):
            raise ValueError("leave it empty for the data folder, or name a bucket: s3://bucket/prefix")
        return url.rstrip("/")

    @field_validator("public_url", "telegram_api", "s3_endpoint")
    @classmethod
    def _web_address(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return url.rstrip("/")

    @field_validator("trusted_proxies")
    @classmethod
    def _known_proxies(cls, listed: str) -> str:
        for one in filter(None, map(str.strip, listed.split(","))):
            try:
                everybody = ip_network(one).prefixlen == 0
            except ValueError as error:
                raise ValueError(
                    f"{one!r} is no address or network; for example 10.0.0.7,192.168.0.0/16"
                ) from error
            if everybody:
                raise ValueError("to believe everybody is to believe nobody: name your own proxies")
        return listed

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, key: SecretStr) -> SecretStr:
        if 0 < len(key.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(
                f"must be {SHORTEST_KEY} characters or longer, for example from `openssl rand -hex 32`"
            )
        return key

    @field_validator("telegram_token")
    @classmethod
    def _token_shape(cls, token: SecretStr) -> SecretStr:
        number, colon, rest = token.get_secret_value().partition(":")
        if token.get_secret_value() and not (number.isdigit() and colon and rest):
            raise ValueError("a bot token looks like 123456789:AA…; ask @BotFather for one")
        return token

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> "Settings":
        if self.telegram_mode is Mode.WEBHOOK and not self.webhook_secret.get_secret_value():
            raise ValueError("DOBUSH_WEBHOOK_SECRET is needed when DOBUSH_TELEGRAM_MODE is webhook")
        return self

    @property
    def database(self) -> str:
        """The address of the database; SQLite in the data folder when none was given."""
        return self.database_url or f"sqlite:///{self.data_dir / 'dobush.db'}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log may hold: keys, and the password of the database."""
        token = self.telegram_token.get_secret_value()
        password = make_url(self.database).password
        kept = (token, token.partition(":")[2], self.webhook_secret.get_secret_value())
        return tuple(filter(None, (*kept, self.secret_key.get_secret_value(), str(password or ""))))

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")


def read(**overrides: Any) -> Settings:
    """The settings of this process. Raises WrongSetting with one sentence a problem."""
    try:
        return Settings(**{**_from_files(), **overrides})
    except ValidationError as error:
        raise WrongSetting("\n".join(_sentence(problem) for problem in error.errors())) from None


def _from_files() -> dict[str, str]:
    """`DOBUSH_X_FILE` names a file that holds the value of `DOBUSH_X`: how containers pass secrets."""
    named = {**DotEnvSettingsSource(Settings).env_vars, **EnvSettingsSource(Settings).env_vars}
    found = {}
    for name in Settings.model_fields:
        path = named.get(f"{PREFIX}{name}_file".lower())
        if path is None:
            continue
        variable = f"{PREFIX}{name.upper()}_FILE"
        try:
            found[name] = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise WrongSetting(f"{variable}: the file cannot be read ({error.strerror})") from None
        except UnicodeDecodeError:
            raise WrongSetting(f"{variable}: the file does not hold text") from None
    return found


def _sentence(problem: Any) -> str:
    place = "".join(f"{PREFIX}{str(part).upper()}" for part in problem["loc"][:1])
    said = problem["msg"].removeprefix("Value error, ")
    return f"{place}: {said}" if place else said
