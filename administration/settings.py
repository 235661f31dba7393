"""Settings: what the keeper of an archive decides, in ``settings.toml`` and never in the database.

So `rebuild` finds the stores even where nothing else is left. Every setting can be overridden by
the environment: ``MUNIMENT_WEB__PORT=9000`` is ``port`` in ``[web]``. docs/settings.md lists all.
"""

from __future__ import annotations

import os
import tomllib
from datetime import timedelta
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

from pydantic import (
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
from administration.settings_engines import SQLITE, DatabaseSettings, SearchSettings
from administration.settings_problems import first_problem
from administration.settings_reading_room import MailSettings, ReadingRoomSettings, VisitSettings
from administration.settings_section import Section
from administration.settings_stores import StoreSettings
from ingest.limits import Limits
from model.errors import Language, MunimentError
from preservation.state.sealing import is_recipient

if TYPE_CHECKING:
    from preservation.rounds import Pace

TEST_NAAN = "99999"  # reserved for examples and tests: its ARKs resolve nowhere

# NAANs are made of the NOID alphabet, without vowels and "l" (ARK specification, 2.2).
Naan = Annotated[str, Field(pattern=r"^[0-9bcdfghjkmnpqrstvwxz]{5,16}$")]
Count = Annotated[int, Field(gt=0)]

_LIMITS = Limits()


class ArchiveSettings(Section):
    """Who keeps this archive."""

    title: str = Field("Muniment", min_length=1)
    # C2SP tlog-checkpoint: the log's own name, without a scheme; it must never change
    origin: str = Field(min_length=1, pattern=r"^[^\s+]+$")
    naan: Naan = TEST_NAAN
    languages: tuple[Language, ...] = Field(("de", "en"), min_length=1)


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


class IngestSettings(Section):
    """What ingest does where a required store does not answer (`ingest.patience`)."""

    wait_seconds: float = Field(0, ge=0)  # 0: the submission waits, and the command does not


class StateSettings(Section):
    """To whom accounts and orders are sealed, and how often (`preservation.state`)."""

    recipients: tuple[str, ...] = ()  # public keys of age: age1…
    every_minutes: Count = 60

    @field_validator("recipients")
    @classmethod
    def _open_to_more_than_one(cls, recipients: tuple[str, ...]) -> tuple[str, ...]:
        for one in recipients:
            if not is_recipient(one):
                raise ValueError(f"state.recipients: {one} is no public key of age (age1…)")
        if len(set(recipients)) == 1:
            # One sheet of paper may burn.
            raise ValueError("state.recipients: two keys at least, or none")
        return recipients


class JobSettings(Section):
    """When jobs are started by themselves. Kinds of job that there are not are left alone."""

    nightly: dict[str, Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]] = Field(
        {"fixity-round": "02:30", "disposal": "04:30", "count-formats": "05:15"}
    )
    every_minutes: dict[str, Count] = Field({"mail": 1, "reading-room": 60, "fill": 15})


class FixitySettings(Section):
    """The nightly round (`preservation.rounds`)."""

    bytes_per_second: int = Field(0, ge=0)  # 0: as fast as it goes
    requests_per_second: float = Field(0, ge=0)
    hours: float = Field(6, gt=0)
    interval_days: Count = 90

    @property
    def pace(self) -> Pace:
        """As preservation knows it."""
        from preservation.rounds import Pace  # brings all of checking and healing along

        return Pace(
            self.bytes_per_second,
            self.requests_per_second,
            self.hours,
            timedelta(days=self.interval_days),
        )


class JournalSettings(Section):
    """When descriptions of which something changed are written down as a whole again.

    ``segment_generations``: after how many the catalogue is written into the stores.
    """

    snapshot_changes: Count = 1_000
    snapshot_days: float = Field(1, gt=0)
    segment_generations: Count = 10_000


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
    search: SearchSettings = SearchSettings()
    web: WebSettings = WebSettings()
    reading_room: ReadingRoomSettings = ReadingRoomSettings()
    visit: VisitSettings = VisitSettings()
    mail: MailSettings = MailSettings()
    ingest: IngestSettings = IngestSettings()
    state: StateSettings = StateSettings()
    limits: LimitSettings = LimitSettings()
    jobs: JobSettings = JobSettings()
    fixity: FixitySettings = FixitySettings()
    journal: JournalSettings = JournalSettings()

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

    @property
    def may_owe(self) -> tuple[str, ...]:
        """The stores that "stored" does not wait for: they get their copy later."""
        return tuple(store.name for store in self.stores if not store.required)

    def ingest_limits(self) -> Limits:
        """The limits, as ingest knows them."""
        return Limits(**self.limits.model_dump())

    def database_url(self, home: Home) -> str:
        """The database's address, a file's path made absolute."""
        if not self.database.is_embedded:
            return self.database.url
        return f"{SQLITE}{home.path / self.database.url.removeprefix(SQLITE)}"


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
    places = [(store.name, _root(home, store)) for store in settings.stores]
    for number, (name, place) in enumerate(places):
        for other_name, other in places[number + 1 :]:
            # One inside the other would list the other's objects as its own.
            if place == other or place in other.parents or other in place.parents:
                return f"stores: {name} and {other_name} lie in the same folder"
    return ""


def _root(home: Home, store: StoreSettings) -> PurePath:
    if store.is_folder:
        return store.path(home).resolve()
    # a bucket of another server has another root, whatever it is called
    return PurePath(f"//{store.endpoint.rstrip('/') or 'aws'}", *filter(None, store.bucket))


def _invalid(file: Path, problem: str) -> MunimentError:
    return MunimentError("settings.invalid", file=file, problem=problem)
