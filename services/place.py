"""Where programs are fetched to, and where the servers keep their data."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VARIABLE = "MUNIMENT_SERVICES"


class Unavailable(Exception):
    """A service cannot be had on this machine; the argument is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """``tools``: programs, fetched once. ``data``: one folder for each server."""

    tools: Path
    data: Path

    @classmethod
    def usual(cls) -> Place:
        """``.services`` of this checkout, or what MUNIMENT_SERVICES names."""
        folder = Path(os.environ.get(VARIABLE) or ROOT / ".services")
        return cls(folder / "tools", folder / "data")

    def apart(self, data: Path) -> Place:
        """The same programs over data of one's own: for tests that stop or damage a server."""
        return Place(self.tools, data)

    def of(self, service: str) -> Path:
        """The data folder of a service."""
        return self.data / service

    def address(self, service: str) -> dict[str, str] | None:
        """How the service was last reached; None where it never ran."""
        try:
            found: dict[str, str] = json.loads((self.of(service) / "address.json").read_text())
        except FileNotFoundError:
            return None
        return found

    def note_address(self, service: str, address: dict[str, str]) -> None:
        """Keep how to reach a service, for its owner alone: it holds the password."""
        path = self.of(service) / "address.json"
        partial = path.with_suffix(".partial")
        partial.touch(mode=0o600)
        partial.write_text(json.dumps(address, indent=1))
        partial.rename(path)
