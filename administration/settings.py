"""Settings: what the keeper of an archive decides, in ``settings.toml`` and never in the database.

So `rebuild` finds the stores even where nothing else is left. Every setting can be overridden by
the environment: ``MUNIMENT_WEB__PORT=9000`` is ``port`` in ``[web]``. docs/settings.md lists all.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from administration.home import Home
from administration.settings_problems import first_problem
from ingest.limits import Limits
from model.errors import Language, MunimentError

TEST_NAAN = "99999"  # reserved for examples and tests: its ARKs resolve nowhere

# The kinds of event, store names and codes share one alphabet (model.event).
StoreName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
# NAANs are made of the NOID alphabet, without vowels and "l" (ARK specification, 2.2).
Naan = Annotated[str, Field(pattern=r"^[0-9bcdfghjkmnpqrstvwxz]{5,16}$")]
Count = Annotated[int, Field(gt=0)]

_LIMITS = Limits()
_SQLITE = "sqlite:///"


class Section(BaseModel):
    """A table of settings.toml. A misspelt setting is an error, not a default."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ArchiveSettings(Section):
    """Who keeps this archive."""

    title: str = Field("Muniment", min_length=1)
    # C2SP tlog-checkpoint: the log's own name, without a scheme; it must never change
    origin: str = Field(min_length=1, pattern=r"^[^\s+]+$")
    naan: Naan = TEST_NAAN
    languages: tuple[Language, ...] = Field(("de", "en"), min_length=1)


class DatabaseSettings(Section):
    """Where the catalogue is. A relative SQLite path is relative to HOME.

    A PostgreSQL password need not stand here: PGPASSWORD, PGPASSFILE and ~/.pgpass are asked.
    """

    url: str = Field(_SQLITE + "archive.db", pattern=rf"^({_SQLITE}|postgresql\+psycopg://).+")

    @field_validator("url")
    @classmethod
    def _is_a_url(cls, url: str) -> str:
        if not url.startswith(_SQLITE):
            try:
                named = urlsplit(url).path.strip("/") and urlsplit(url).port != 0
            except ValueError:
                raise ValueError("database.url has a port that is none") from None
            if not named:
                raise ValueError("database.url names no database: postgresql+psycopg://host/NAME")
        return url

    @property
    def is_embedded(self) -> bool:
        """Whether it is a file of this archive."""
        return self.url.startswith(_SQLITE)

    @property
    def has_password(self) -> bool:
        """Whether the address holds a secret."""
        return not self.is_embedded and urlsplit(self.url).password is not None


class StoreSettings(Section):
    """One place that keeps copies. ``required``: "stored" is said only when this copy is safe."""

    name: StoreName
    url: str = Field(pattern=r"^file:.+")
    required: bool = True

    def path(self, home: Home) -> Path:
        """The store's folder; a relative one is relative to HOME."""
        return home.path / self.url.removeprefix("file:").removeprefix("//")


class WebSettings(Section):
    """The portal."""

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    base_url: str = Field("", pattern=r"^(https?://[^/\s]+)?$")
    session_hours: Count = 12

    @property
    def public_url(self) -> str:
        """The address under which people reach the portal, without a slash at its end."""
        return self.base_url or f"http://{self.host}:{self.port}"


class LimitSettings(Section):
    """How much may arrive in one submission (`ingest.limits`)."""

    files: Count = _LIMITS.files
    bytes: Count = _LIMITS.bytes
    depth: Count = _LIMITS.depth
    path_bytes: Count = _LIMITS.path_bytes
    unpacked_bytes: Count = _LIMITS.unpacked_bytes
    compression_ratio: Count = _LIMITS.compression_ratio
    metadata_bytes: Count = _LIMITS.metadata_bytes


class Settings(BaseSettings):
    """All settings of one archive."""

    model_config = SettingsConfigDict(
        env_prefix="MUNIMENT_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
    )

    archive: ArchiveSettings
    stores: tuple[StoreSettings, ...]
    database: DatabaseSettings = DatabaseSettings()
    web: WebSettings = WebSettings()
    limits: LimitSettings = LimitSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment before the file, so that a container can differ in one place."""
        return env_settings, init_settings

    @model_validator(mode="after")
    def _two_copies_in_two_places(self) -> Settings:
        # Promise 1: an acknowledged AIP lies in two required places at least.
        if sum(store.required for store in self.stores) < 2:
            raise ValueError("stores: an archive needs two stores with required = true")
        names = [store.name for store in self.stores]
        if len(set(names)) < len(names):
            raise ValueError("stores: two stores have the same name")
        return self

    @property
    def required(self) -> int:
        """How many copies make "stored" true."""
        return sum(store.required for store in self.stores)

    def ingest_limits(self) -> Limits:
        """The limits, as ingest knows them."""
        return Limits(**self.limits.model_dump())

    def database_url(self, home: Home) -> str:
        """The database's address, a file's path made absolute."""
        if not self.database.is_embedded:
            return self.database.url
        return f"{_SQLITE}{home.path / self.database.url.removeprefix(_SQLITE)}"


def load(home: Home) -> Settings:
    """The settings of ``home``. Raises `settings.invalid`, naming file, setting and problem."""
    return parse(home, read(home.settings))


def read(file: Path) -> str:
    """The text of a settings file. Raises `settings.invalid`."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _invalid(file, f"it cannot be read ({error})") from error


def parse(home: Home, text: str, file: Path | None = None) -> Settings:
    """The settings that ``text``, of ``file``, gives for ``home``. Raises `settings.invalid`."""
    file = file or home.settings
    try:
        settings = Settings(**tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _invalid(file, f"this is not TOML: {error}") from error
    except ValidationError as error:
        raise _invalid(file, first_problem(error, Settings, os.environ)) from error
    except SettingsError as error:
        raise _invalid(file, f"the environment: {error}") from error
    if problem := _not_apart(home, settings):
        raise _invalid(file, problem)
    return settings


def _not_apart(home: Home, settings: Settings) -> str:
    places = [(store.name, store.path(home).resolve()) for store in settings.stores]
    for number, (name, place) in enumerate(places):
        for other_name, other in places[number + 1 :]:
            # One inside the other would list the other's objects as its own.
            if place == other or place in other.parents or other in place.parents:
                return f"stores: {name} and {other_name} lie in the same folder"
    return ""


def _invalid(file: Path, problem: str) -> MunimentError:
    return MunimentError("settings.invalid", file=file, problem=problem)
