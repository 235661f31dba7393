"""Where a bucket is, for whoever reads settings: known without the library that speaks S3."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """Where a bucket is and who we are there. Empty ones are asked of AWS's own variables."""

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    access_key: str = ""
    secret_key: str = ""

    @property
    def place(self) -> str:
        """For sentences: ``s3://bucket/prefix at http://…``."""
        at = f" at {self.endpoint}" if self.endpoint else ""
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/") + at
