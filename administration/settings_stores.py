"""Settings of the places that keep copies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from administration.home import Home
from administration.settings_section import Section

# The kinds of event, store names and codes share one alphabet (model.event).
STORE_NAME = r"^[a-z0-9][a-z0-9-]{0,31}$"
StoreName = Annotated[str, Field(pattern=STORE_NAME)]


class StoreSettings(Section):
    """One place that keeps copies. ``required``: "stored" is said only when this copy is safe.

    ``file:folder``, or ``s3://bucket/prefix`` with ``endpoint`` and ``region``. Who we are on a
    server stands in ``credentials``, a file of its own, or in AWS's variables; never here.
    ``lock``, ``lock_days``, ``legal_hold``: what the bucket is told to hold of AIPs and ledger.
    """

    name: StoreName
    # a bucket's name as S3 has it: 3 to 63 small letters, digits, dots and hyphens
    url: str = Field(pattern=r"^(file:.+|s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^?#]*)?)$")
    required: bool = True
    endpoint: str = Field("", pattern=r"^(https?://[^/\s@]+/?)?$")
    region: str = Field("", pattern=r"^[a-z0-9-]*$")
    credentials: str = ""
    lock: Literal["none", "governance", "compliance"] = "none"
    # a hundred years: whoever means longer means a legal hold
    lock_days: int = Field(0, ge=0, le=36525)
    legal_hold: bool = False

    @model_validator(mode="after")
    def _only_servers_are_reached(self) -> StoreSettings:
        if self.is_folder and (self.endpoint or self.region or self.credentials):
            raise ValueError(f"stores: {self.name} is a folder, and has no endpoint or credentials")
        return self

    @model_validator(mode="after")
    def _only_buckets_lock(self) -> StoreSettings:
        if self.is_folder and (self.lock != "none" or self.lock_days or self.legal_hold):
            raise ValueError(f"stores: {self.name} is a folder, and has no Object Lock")
        if (self.lock != "none") != (self.lock_days > 0):
            raise ValueError(f"stores: {self.name} needs lock and lock_days both, or neither")
        return self

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder of a file system, and no bucket."""
        return self.url.startswith("file:")

    def path(self, home: Home) -> Path:
        """The store's folder; a relative one is relative to HOME."""
        return home.path / self.url.removeprefix("file:").removeprefix("//")

    @property
    def bucket(self) -> tuple[str, str]:
        """The bucket and the prefix in it, without slashes at its ends."""
        bucket, _, prefix = self.url.removeprefix("s3://").partition("/")
        return bucket, prefix.strip("/")

    def place(self, home: Home) -> str:
        """Where it is, for people: a folder, or a bucket and its server."""
        if self.is_folder:
            return str(self.path(home))
        return f"{self.url} ({self.endpoint})" if self.endpoint else self.url

    def credentials_file(self, home: Home) -> Path:
        """Where the keys to a bucket may lie; a relative one is relative to HOME."""
        return home.path / (self.credentials or f"keys/{self.name}.toml")
