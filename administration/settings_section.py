"""What every table of settings.toml has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A table of settings.toml. A misspelt setting is an error, not a default."""

    model_config = ConfigDict(extra="forbid", frozen=True)
